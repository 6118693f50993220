//! What has moved about a change since somebody opened its page. An approval of what is no longer so is refused, and this
//! says what it was.
//!
//! A page carries a token ([`Shown`]) that names what it showed: the change's version and status, bundle and evidence. The
//! evidence that it showed is compared with the evidence that there is now. Deliberately absent: the refusal itself
//! (`signatures`), and words.

use guicheng_core::ledger;
use guicheng_core::value::{Hash, Moment};

use super::super::fill::From;
use super::super::shelf::bytes_of;
use super::super::{Caller, Service, ServiceError, TaskView};
use super::evidence::{Evidence, Weight};
use super::ground::Ground;
use super::impact::{CaseOutcome, CasesEvidence};
use super::{gather, is_open};
use crate::limits;
use crate::store::Page;
use crate::store::tables::change::ChangeRow;

/// What a signer had before them, as their form sends it back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::service) struct Shown {
    version: i64,
    status: String,
    evidence: Option<Hash>,
    bundle: Hash,
}

impl Shown {
    /// What is shown of a change now.
    pub(in crate::service) fn of(change: &ChangeRow, bundle: Hash) -> Shown {
        let ChangeRow { version, evidence, status, .. } = change;
        Shown { version: *version, status: status.word().to_owned(), evidence: *evidence, bundle }
    }

    /// `7.in_review.<evidence>.<bundle>`; differs as soon as anything has changed that a signature covers.
    pub(in crate::service) fn token(&self) -> String {
        let evidence = self.evidence.map(|hash| hash.to_string()).unwrap_or_default();
        format!("{}.{}.{evidence}.{}", self.version, self.status, self.bundle)
    }

    fn parse(token: &str) -> Option<Shown> {
        let mut parts = token.split('.');
        let version = parts.next()?.parse().ok()?;
        let status = parts.next()?.to_owned();
        let evidence = parts.next()?;
        let evidence = if evidence.is_empty() { None } else { Some(evidence.parse().ok()?) };
        let bundle = parts.next()?.parse().ok()?;
        Some(Shown { version, status, evidence, bundle })
    }
}

/// Something that has moved.
#[derive(Clone, Debug, PartialEq)]
pub enum Moved {
    /// The change was edited: how (`put`, `remove`, `set` …), which document, by whom.
    Edited { how: String, document: Option<String>, person: String, at: Moment },
    /// It stands elsewhere on its way: the word of its status.
    Status { is: String },
    /// Another change put a document into force, or out of it: its number.
    Released { document: String, label: String, change: Option<String>, at: Moment },
    /// What becomes of running cases: those that came in, those that are other than they were, how many are gone.
    Cases { came: Vec<CaseOutcome>, other: Vec<CaseOutcome>, gone: usize },
    /// How many cases run that the change touches.
    Running { was: usize, is: usize },
    /// Errors and warnings of the check.
    Findings { errors: (usize, usize), warnings: (usize, usize) },
    /// Stories that fail.
    Stories { was: usize, is: usize },
    /// Suspects without a reason.
    Suspects { was: usize, is: usize },
    /// People who must read it.
    Readers { was: usize, is: usize },
    /// Finished cases that would have gone another way.
    Backtest { was: usize, is: usize },
    /// The evidence was gathered anew; nothing else that is told here differs.
    Gathered { at: Moment },
}

impl Service {
    /// Evidence that is fresh at the moment of a signature: gathered anew where the documents in force, the bundle, or what
    /// becomes of running cases has moved. Whoever then signs an older one is told so.
    pub(in crate::service) async fn freshen(
        &self,
        caller: &Caller,
        change: &str,
    ) -> Result<(), ServiceError> {
        let Some(row) = self.inner.store.read().change(change).await? else { return Ok(()) };
        // Before the first evidence its author asks for it.
        if !is_open(row.status) || row.evidence.is_none() {
            return Ok(());
        }
        let authority = caller.authority(None);
        let actor = ledger::Actor { person: Some(caller.person.clone()), post: None, authority };
        self.gather(actor, change).await.map(|_| ())
    }

    /// Whether what becomes of running cases is another thing than the evidence says. Cases that stay on their revision
    /// are not touched by the change: those may come and go.
    pub(super) async fn cases_moved(&self, ground: &Ground, evidence: &Hash) -> Result<bool, ServiceError> {
        let known = read(self, evidence).await?;
        let Some(known) = known.and_then(|known| known.cases) else { return Ok(false) };
        if known.policies.iter().all(|policy| policy.moves.cases == guicheng_core::case::Which::None) {
            return Ok(false);
        }
        let Some(now) = self.cases_of(ground).await? else { return Ok(false) };
        // A case that goes on along its way or ends is no news: the change does with it what it was going to do.
        let moved = cases(&known, &now);
        Ok(matches!(moved, Some(Moved::Cases { came, other, .. }) if came.len() + other.len() > 0))
    }

    /// What has moved about a task's change since the page was opened whose token this is; nothing for any other case or
    /// token.
    ///
    /// # Errors
    /// The database.
    pub async fn moved_since(&self, view: &TaskView, token: &str) -> Result<Vec<Moved>, ServiceError> {
        let read_row = self.inner.store.read().change(&view.case.id).await?;
        let (Some(change), Some(shown)) = (read_row, Shown::parse(token)) else { return Ok(Vec::new()) };
        let (mut moved, evidences) = self.entries_since(&change.id, shown.version).await?;
        if shown.status != change.status.word() {
            moved.push(Moved::Status { is: change.status.word().to_owned() });
        }
        // Only evidence of this very change is compared: the token comes from outside.
        let shown = shown.evidence.filter(|hash| evidences.contains(hash));
        if let (Some(was), Some(is)) = (shown, change.evidence)
            && was != is
            && let (Some(was), Some(is)) = (read(self, &was).await?, read(self, &is).await?)
        {
            self.released_since(&was, &change, &mut moved).await?;
            compared(&was, &is, &mut moved);
            if moved.is_empty() {
                moved.push(Moved::Gathered { at: is.at });
            }
        }
        Ok(moved)
    }

    /// Edits after a version, and every evidence that was ever gathered.
    async fn entries_since(
        &self,
        change: &str,
        version: i64,
    ) -> Result<(Vec<Moved>, Vec<Hash>), ServiceError> {
        let (mut moved, mut evidences) = (Vec::new(), Vec::new());
        let mut page = Page { offset: 0, limit: limits::PAGE };
        loop {
            let rows = self.inner.store.read().history(change, page).await?;
            for row in rows.iter().filter(|row| matches!(row.kind.as_str(), "edit" | "evidence")) {
                let Ok(entry) = serde_json::from_str::<ledger::Entry>(&row.leaf) else { continue };
                let text = |key: &str| entry.body.get(key).and_then(|value| value.as_str());
                evidences.extend(text("evidence").and_then(|hash| hash.parse::<Hash>().ok()));
                let edited = entry.body.get("version").and_then(serde_json::Value::as_i64);
                let (Some(how), true) = (text("edit"), edited > Some(version)) else { continue };
                let person = row.person.clone().unwrap_or_default();
                let name = self.inner.store.read().person(&person).await?;
                moved.push(Moved::Edited {
                    how: how.to_owned(),
                    document: text("document").map(str::to_owned),
                    person: name.map_or(person, |row| row.name),
                    at: row.at,
                });
            }
            if rows.len() < page.limit as usize {
                return Ok((moved, evidences));
            }
            page.offset += page.limit;
        }
    }

    /// Documents that came into force since some evidence was gathered.
    async fn released_since(
        &self,
        was: &Evidence,
        change: &ChangeRow,
        moved: &mut Vec<Moved>,
    ) -> Result<(), ServiceError> {
        for (document, revision) in self.documents().await? {
            let Some(revision) = revision else { continue };
            let Some(at) = revision.effective_from.filter(|at| *at >= was.at) else { continue };
            let Some(by) = revision.change.filter(|by| *by != change.id) else { continue };
            let number = self.inner.store.read().change(&by).await?.and_then(|row| row.number);
            moved.push(Moved::Released { document: document.id, label: revision.label, change: number, at });
        }
        Ok(())
    }
}

async fn read(service: &Service, hash: &Hash) -> Result<Option<Evidence>, ServiceError> {
    let bytes = bytes_of(&mut From::Store(&service.inner.store), hash).await?;
    Ok(gather::read(&bytes).ok())
}

/// What two evidences of one change say differently.
fn compared(was: &Evidence, is: &Evidence, moved: &mut Vec<Moved>) {
    let counts = |of: &Evidence| (of.count(Weight::Error), of.count(Weight::Warning));
    let (before, after) = (counts(was), counts(is));
    if before != after {
        moved.push(Moved::Findings { errors: (before.0, after.0), warnings: (before.1, after.1) });
    }
    let mut number = |was: usize, is: usize, say: fn(usize, usize) -> Moved| {
        if was != is {
            moved.push(say(was, is));
        }
    };
    number(was.failed(), is.failed(), |was, is| Moved::Stories { was, is });
    let open = |of: &Evidence| of.suspects.as_ref().map_or(0, |suspects| suspects.unanswered());
    number(open(was), open(is), |was, is| Moved::Suspects { was, is });
    number(was.readers.len(), is.readers.len(), |was, is| Moved::Readers { was, is });
    let other = |of: &Evidence| of.backtest.as_ref().map_or(0, |backtest| backtest.other);
    number(other(was), other(is), |was, is| Moved::Backtest { was, is });
    if let (Some(was), Some(is)) = (&was.cases, &is.cases) {
        match cases(was, is) {
            Some(cases) => moved.push(cases),
            None if was.running != is.running => {
                moved.push(Moved::Running { was: was.running, is: is.running });
            }
            None => {}
        }
    }
}

/// Running cases that move, wait for a decision or do not fit, and did not or for another reason before.
fn cases(was: &CasesEvidence, is: &CasesEvidence) -> Option<Moved> {
    // With lists that are cut off, only a difference of the figures is certain.
    let figures = |of: &CasesEvidence| (of.moves, of.undecided, of.left_off);
    if was.left_off + is.left_off > 0 && figures(was) == figures(is) {
        return None;
    }
    let find = |of: &CasesEvidence, case: &CaseOutcome| {
        of.cases.iter().find(|known| known.instance == case.instance).cloned()
    };
    let (mut came, mut other) = (Vec::new(), Vec::new());
    for case in &is.cases {
        match find(was, case) {
            None => came.push(case.clone()),
            Some(before) if (before.becomes, &before.why) != (case.becomes, &case.why) => {
                other.push(case.clone());
            }
            Some(_) => {}
        }
    }
    let gone = was.cases.iter().filter(|case| find(is, case).is_none()).count();
    (!came.is_empty() || !other.is_empty() || gone > 0).then_some(Moved::Cases { came, other, gone })
}

#[cfg(test)]
mod tests {
    use guicheng_core::value::Hash;

    use super::Shown;

    #[test]
    fn a_token_says_what_was_shown() {
        for evidence in [None, Some(Hash::of("evidence"))] {
            let shown =
                Shown { version: 7, status: "in_review".to_owned(), evidence, bundle: Hash::of("bundle") };
            assert_eq!(Shown::parse(&shown.token()), Some(shown));
        }
        for wrong in ["", "7", "x.in_review..", "7.in_review.zz.yy", "7.in_review"] {
            assert_eq!(Shown::parse(wrong), None, "{wrong}");
        }
    }
}
