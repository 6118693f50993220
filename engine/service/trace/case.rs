//! From a case to the revisions it ran on, step by step.

use std::collections::BTreeMap;

use guicheng_core::policy::Policy;
use guicheng_core::text::{Bilingual, Lang};
use guicheng_core::value::{Hash, Moment};
use serde::Serialize;
use utoipa::ToSchema;

use super::revision::in_force;
use super::{RevisionTrace, Signed, Stamp, Verdict};
use crate::service::cases::HistoryLine;
use crate::service::documents::Books;
use crate::service::{Caller, Service, ServiceError, bilingual, choice_of};
use crate::store::tables::case::InstanceRow;
use crate::store::tables::document::RevisionRow;
use crate::store::tables::task::TaskRow;

/// A case with all that stands behind it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CaseTrace {
    /// Its id.
    pub instance: String,
    /// Its number.
    pub number: Option<String>,
    /// What it is about, in the language of the request.
    pub title: String,
    /// Its policy.
    pub policy: String,
    /// What was found.
    pub verdict: Vec<Verdict>,
    /// Every entry of the ledger about it, oldest first.
    pub steps: Vec<Step>,
    /// Runs of steps on the same revision of the policy.
    pub segments: Vec<Segment>,
    /// The revisions of all documents that it ran on.
    pub revisions: Vec<RevisionTrace>,
    /// What was signed in it.
    pub signatures: Vec<Signed>,
}

/// An entry of the ledger.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Step {
    /// Its number in the ledger.
    pub seq: u64,
    /// When.
    #[schema(value_type = String)]
    pub at: Stamp,
    /// `start`, `act`, `timer`, `move` …
    pub kind: String,
    /// The state whose task was acted on.
    pub task: Option<String>,
    /// That task's title, in the language of the request.
    pub task_title: Option<String>,
    /// The choice taken.
    pub choice: Option<String>,
    /// The words on its button, in the language of the request.
    pub choice_title: Option<String>,
    /// Person id; none for the engine.
    pub person: Option<String>,
    /// The post in whose name.
    pub post: Option<String>,
    /// By what right.
    pub authority: String,
    /// The revision of the policy that it ran under; none for entries that change nothing in the case.
    pub revision: Option<String>,
    /// That revision was the one in force then.
    pub in_force: Option<bool>,
    /// The entry's hash (RFC 6962 leaf hash).
    pub hash: String,
    /// What is stored has that hash.
    pub hash_agrees: bool,
}

/// A run of steps on the same revision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Segment {
    /// The revision's label; empty if no such revision is on file.
    pub label: String,
    /// Steps in it.
    pub steps: u64,
    /// Numbers of its first and last entry.
    pub from: u64,
    /// The last.
    pub to: u64,
    /// It began with a move.
    pub moved: bool,
}

impl Service {
    /// Traces a case, by id or number: for those who may see it.
    ///
    /// # Errors
    /// Not found, or not the caller's business; both look alike.
    pub async fn trace_case(&self, caller: &Caller, id: &str, lang: Lang) -> Result<CaseTrace, ServiceError> {
        let row = self.case(caller, id).await?.row;
        let (books, lines) = (self.library()?, self.history_of(&row.id).await?);
        let policy = format!("policies/{}", row.policy);
        let known = self.inner.store.read().revisions(&policy).await?;
        let own = self.library_of(&row).await?;
        let words = Words { policy: own.policy(&row.policy).map(|policy| &**policy), lang };
        let steps: Vec<Step> = lines.iter().map(|line| step(&books, &policy, &known, line, &words)).collect();
        let segments = segments(&lines, &steps);
        let mut verdict = self.ran(&row, &steps, &segments, lang).await?;
        verdict.extend(self.started_on(&lines, lang).await?);
        let revisions = self.revisions_under(&books, &lines, lang).await?;
        verdict.extend(bytes(&revisions, lang));
        let signatures = self.inner.store.read().signatures(&row.id).await?;
        Ok(CaseTrace {
            signatures: signatures.into_iter().map(|row| Signed::of(&books, row)).collect(),
            title: title(&row).get(lang).to_owned(),
            instance: row.id,
            number: row.number,
            policy: row.policy,
            verdict,
            steps,
            segments,
            revisions,
        })
    }

    /// What the entries and their replay say.
    async fn ran(
        &self,
        row: &InstanceRow,
        steps: &[Step],
        segments: &[Segment],
        lang: Lang,
    ) -> Result<Vec<Verdict>, ServiceError> {
        let mut found = Vec::new();
        let ran: Vec<&Step> = steps.iter().filter(|step| step.revision.is_some()).collect();
        let count = ("steps", (ran.len() as u64).into());
        let strangers = ran.iter().filter(|step| step.revision.as_deref() == Some("")).count() as u64;
        let unmoved = segments.iter().skip(1).filter(|segment| !segment.moved).count() as u64;
        let later: Vec<_> = ran.iter().filter(|step| step.in_force == Some(false)).collect();
        let label = segments.first().map(|segment| segment.label.clone()).unwrap_or_default();
        if strangers > 0 {
            found.push(Verdict::new(lang, false, "trace-unknown-revision", &[("steps", strangers.into())]));
        } else if unmoved > 0 {
            found.push(Verdict::new(lang, false, "trace-changed-without-move", &[("times", unmoved.into())]));
        } else if segments.len() > 1 {
            let labels: Vec<String> = segments.iter().map(|segment| segment.label.clone()).collect();
            let labels = crate::lang::list(lang, &labels);
            let moves = ("moves", (segments.len() as u64 - 1).into());
            found.push(Verdict::new(
                lang,
                true,
                "trace-ran-moved",
                &[count, ("labels", labels.into()), moves],
            ));
        } else if later.is_empty() {
            found.push(Verdict::new(lang, true, "trace-ran", &[count, ("label", label.into())]));
        } else {
            let label = ("label", label.into());
            let later = ("later", (later.len() as u64).into());
            found.push(Verdict::new(lang, true, "trace-ran-pinned", &[count, label, later]));
        }
        let replayed = self.replay_one(row.clone()).await?;
        found.push(match replayed.different.first() {
            None => Verdict::new(lang, true, "trace-replayed", &[("steps", (replayed.steps as u64).into())]),
            Some(different) => {
                let entry = different.entry.map(|entry| entry.to_string()).unwrap_or_default();
                let args = [("entry", entry.into()), ("why", different.why.clone().into())];
                Verdict::new(lang, false, "trace-replayed-otherwise", &args)
            }
        });
        let bad: Vec<String> =
            steps.iter().filter(|step| !step.hash_agrees).map(|step| step.seq.to_string()).collect();
        found.push(match bad.is_empty() {
            true => Verdict::new(lang, true, "trace-hashes", &[("entries", (steps.len() as u64).into())]),
            false => {
                let entries = crate::lang::list(lang, &bad);
                Verdict::new(lang, false, "trace-hashes-differ", &[("entries", entries.into())])
            }
        });
        Ok(found)
    }

    /// Whether all documents that the first entry names were in force then.
    async fn started_on(&self, lines: &[HistoryLine], lang: Lang) -> Result<Option<Verdict>, ServiceError> {
        let Some(first) = lines.iter().find(|line| line.entry.snapshot.is_some()) else { return Ok(None) };
        let mut not = Vec::new();
        for (document, hash) in &first.entry.under {
            let rows = self.inner.store.read().revisions(document).await?;
            if !rows.iter().any(|row| row.hash == *hash && in_force(row, first.entry.at)) {
                not.push(document.clone());
            }
        }
        Ok(Some(match not.is_empty() {
            true => {
                let documents = ("documents", (first.entry.under.len() as u64).into());
                Verdict::new(lang, true, "trace-started-in-force", &[documents])
            }
            false => {
                let documents = ("documents", crate::lang::list(lang, &not).into());
                Verdict::new(lang, false, "trace-started-otherwise", &[documents])
            }
        }))
    }

    async fn revisions_under(
        &self,
        books: &Books,
        lines: &[HistoryLine],
        lang: Lang,
    ) -> Result<Vec<RevisionTrace>, ServiceError> {
        let mut hashes: BTreeMap<String, Vec<Hash>> = BTreeMap::new();
        for (document, hash) in lines.iter().flat_map(|line| &line.entry.under) {
            hashes.entry(document.clone()).or_default().push(*hash);
        }
        let (mut found, mut changed) = (Vec::new(), self.changed(lang).await?);
        for (document, hashes) in hashes {
            let ran = |row: &RevisionRow| hashes.contains(&row.hash);
            found.extend(self.traced_revisions(books, &mut changed, &document, ran).await?);
        }
        Ok(found)
    }
}

fn bytes(revisions: &[RevisionTrace], lang: Lang) -> Option<Verdict> {
    let bad = revisions.iter().filter(|revision| !revision.bytes_agree);
    let bad: Vec<String> = bad.map(|revision| format!("{} {}", revision.document, revision.label)).collect();
    let list = crate::lang::list(lang, &bad);
    (!bad.is_empty()).then(|| Verdict::new(lang, false, "trace-bytes-differ", &[("documents", list.into())]))
}

/// What tasks and choices are called.
pub(super) struct Words<'a> {
    pub(super) policy: Option<&'a Policy>,
    pub(super) lang: Lang,
}

impl Words<'_> {
    /// Titles of the task that an entry is about, and of the choice taken there.
    pub(super) fn of(
        &self,
        task: Option<&TaskRow>,
        choice: Option<&str>,
    ) -> (Option<String>, Option<String>) {
        let Some(task) = task else { return (None, None) };
        let written = || {
            let policy = self.policy?;
            let (chart, state) = policy.find_state(&task.state)?;
            choice_of(policy, chart, state, choice?)?.title.clone()
        };
        let title = bilingual(&task.title).get(self.lang).to_owned();
        (Some(title), written().map(|title| title.get(self.lang).to_owned()))
    }
}

fn step(books: &Books, policy: &str, known: &[RevisionRow], line: &HistoryLine, words: &Words<'_>) -> Step {
    let entry = &line.entry;
    let choice = entry.body["command"]["choice"].as_str();
    let (task_title, choice_title) = words.of(line.task.as_ref(), choice);
    let hash = entry.under.get(policy).filter(|_| entry.snapshot.is_some());
    // The same bytes may have come back in a later revision: the one that was in force then is meant, if any was.
    let row = hash.and_then(|hash| revision_with(known, hash, entry.at));
    let sealed = entry.seal().ok().map(|sealed| sealed.hash);
    Step {
        seq: entry.seq,
        at: Stamp::of(books, entry.at),
        kind: entry.kind.clone(),
        task: line.task.as_ref().map(|task| task.state.clone()),
        task_title,
        choice: choice.map(str::to_owned),
        choice_title,
        person: entry.actor.person.clone(),
        post: entry.actor.post.clone(),
        authority: entry.actor.authority.clone(),
        revision: hash.map(|_| row.map(|row| row.label.clone()).unwrap_or_default()),
        in_force: hash.map(|_| row.is_some_and(|row| in_force(row, entry.at))),
        hash: line.row.hash.to_string(),
        hash_agrees: sealed == Some(line.row.hash),
    }
}

fn revision_with<'r>(known: &'r [RevisionRow], hash: &Hash, at: Moment) -> Option<&'r RevisionRow> {
    let same = || known.iter().filter(|row| row.hash == *hash);
    same().find(|row| in_force(row, at)).or_else(|| same().next_back())
}

fn segments(lines: &[HistoryLine], steps: &[Step]) -> Vec<Segment> {
    let mut segments: Vec<Segment> = Vec::new();
    for (line, step) in lines.iter().zip(steps) {
        let Some(label) = &step.revision else { continue };
        match segments.last_mut().filter(|last| last.label == *label && line.entry.kind != "move") {
            Some(last) => (last.steps, last.to) = (last.steps + 1, step.seq),
            None => segments.push(Segment {
                label: label.clone(),
                steps: 1,
                from: step.seq,
                to: step.seq,
                moved: line.entry.kind == "move",
            }),
        }
    }
    segments
}

/// What a case is called, for lists.
pub(super) fn title(row: &InstanceRow) -> Bilingual {
    bilingual(&row.title)
}
