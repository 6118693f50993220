//! The sections of the evidence: figures in sentences, findings with their answers, running cases, the backtest, who must
//! learn.
//!
//! Each section is shown when its data is there.

use guicheng_core::case::{Fate, Thing};

use crate::lang::{self, Arg, Say, has, t};
use crate::limits;
use crate::service::{
    BacktestEvidence, Becoming, CaseOutcome, CasesEvidence, Evidence, Found, Reader, SuspectsEvidence,
    Weight, notes_of,
};
use crate::web::views::{
    Chip, Link, ReviewCase, ReviewFigure, ReviewFinding, ReviewPart, ReviewSuspect, SuspectGroup, Tone,
};

use super::{Desk, section};

impl Desk<'_> {
    pub(super) fn add_evidence(&self, part: &mut ReviewPart) {
        let cases: Option<CasesEvidence> = section(self.review, "cases");
        let backtest: Option<BacktestEvidence> = section(self.review, "backtest");
        let readers: Option<Vec<Reader>> = section(self.review, "readers");
        let evidence: Option<Evidence> =
            self.review.evidence.clone().and_then(|json| serde_json::from_value(json).ok());
        let figures = [
            cases.as_ref().map(|cases| self.cases_figure(cases)),
            backtest.as_ref().map(|backtest| self.backtest_figure(backtest)),
            evidence.as_ref().map(|evidence| self.stories_figure(evidence)),
            readers.as_ref().map(|readers| self.readers_figure(readers)),
        ];
        part.figures = figures.into_iter().flatten().collect();
        if let Some(cases) = &cases {
            part.cases = cases.cases.iter().take(limits::REVIEW_LIST).map(|case| self.case(case)).collect();
            part.cases_more = self.cases_more(cases);
        }
        if let Some(backtest) = &backtest {
            self.add_backtest(part, backtest);
        }
        if let Some(readers) = &readers {
            let id = if readers.is_empty() { "review-readers-none" } else { "review-readers-count" };
            let count = [("count", readers.len().into())];
            part.readers = t(self.lang(), id, if readers.is_empty() { &[] } else { &count });
            part.reader_names = readers.iter().map(|reader| self.reader(reader)).collect();
        }
        if let Some(evidence) = &evidence {
            let shown = evidence.findings.iter().filter(|found| found.new);
            part.findings = self.failed(evidence).chain(shown.map(|found| self.finding(found))).collect();
            let at = self.when.moment(evidence.at);
            part.evidence = t(self.lang(), "review-evidence", &[("at", at.into())]);
            part.hash = self.review.view.change.evidence.map(|hash| hash.to_string()).unwrap_or_default();
        }
        part.suspects = self.suspects();
        let open = part.unanswered();
        if open > 0 {
            part.suspects_open = t(self.lang(), "review-suspects-open", &[("count", open.into())]);
        }
    }

    /// `王五：产品召回；手册 8.15`.
    fn reader(&self, reader: &Reader) -> String {
        let lang = self.lang();
        let name = self.names.get(&reader.person).unwrap_or(&reader.person);
        let mut ids: Vec<_> =
            reader.documents.iter().filter_map(|id| guicheng_core::document::DocumentId::parse(id)).collect();
        ids.sort_by_key(|id| super::order::rank(id, lang));
        let titles: Vec<String> = ids.iter().map(|id| self.title(id)).collect();
        let args = [("name", name.as_str().into()), ("documents", lang::list(lang, &titles).into())];
        t(lang, "review-reader", &args)
    }

    pub(super) fn figure(
        &self,
        label: &str,
        value: String,
        tone: Tone,
        sentence: String,
        href: &str,
    ) -> ReviewFigure {
        ReviewFigure { label: self.lang().t(label), value, tone, sentence, href: href.to_owned() }
    }

    fn cases_figure(&self, cases: &CasesEvidence) -> ReviewFigure {
        let count = |name, count: usize| (name, Arg::from(count));
        let (moves, stays) = (count("moves", cases.moves), count("stays", cases.stays));
        let lang = self.lang();
        let (sentence, tone) = if cases.running == 0 {
            (lang.t("review-figure-cases-none"), Tone::Plain)
        } else if cases.undecided > 0 {
            let args = [moves, stays, count("undecided", cases.undecided)];
            (t(lang, "review-figure-cases-undecided", &args), Tone::Late)
        } else if cases.moves == 0 {
            (lang.t("review-figure-cases-stay"), Tone::Plain)
        } else {
            let args = [moves, stays, count("shifts", cases.shifts)];
            (t(lang, "review-figure-cases-move", &args), Tone::Plain)
        };
        let href = if cases.cases.is_empty() { "" } else { "#review-cases" };
        self.figure("review-figure-cases", cases.running.to_string(), tone, sentence, href)
    }

    fn stories_figure(&self, evidence: &Evidence) -> ReviewFigure {
        let passed: usize = evidence.stories.iter().map(|stories| stories.passed as usize).sum();
        let (failed, uncovered) = (evidence.failed(), evidence.uncovered());
        // What was there before is nothing that this change brings.
        let is_new = |found: &&Found| found.new && found.severity == Weight::Warning;
        let new_warnings = evidence.findings.iter().filter(is_new).count();
        let (errors, warnings) = (evidence.count(Weight::Error), new_warnings);
        let count = |name, count: usize| (name, Arg::from(count));
        let lang = self.lang();
        let (sentence, tone) = if failed > 0 || errors > 0 {
            let args = [count("failed", failed), count("errors", errors), count("warnings", warnings)];
            (t(lang, "review-figure-stories-failed", &args), Tone::Late)
        } else if passed == 0 {
            let args = [count("errors", errors), count("warnings", warnings)];
            (t(lang, "review-figure-stories-none", &args), Tone::Plain)
        } else if uncovered > 0 {
            let args = [count("uncovered", uncovered), count("warnings", warnings)];
            (t(lang, "review-figure-stories-gaps", &args), Tone::Soon)
        } else {
            let args = [count("errors", errors), count("warnings", warnings)];
            (t(lang, "review-figure-stories-ok", &args), Tone::Ok)
        };
        let href = if failed > 0 || evidence.findings.iter().any(|found| found.new) {
            "#review-findings"
        } else {
            ""
        };
        self.figure("review-figure-stories", format!("{passed} / {}", passed + failed), tone, sentence, href)
    }

    fn readers_figure(&self, readers: &[Reader]) -> ReviewFigure {
        let id = if readers.is_empty() { "review-figure-readers-none" } else { "review-figure-readers-some" };
        let sentence = self.lang().t(id);
        self.figure(
            "review-figure-readers",
            readers.len().to_string(),
            Tone::Plain,
            sentence,
            "#review-readers",
        )
    }

    /// Stories that do not go as they should: as many as a person may want to read.
    fn failed<'e>(&'e self, evidence: &'e Evidence) -> impl Iterator<Item = ReviewFinding> + 'e {
        let lang = self.lang();
        let each = evidence.stories.iter().flat_map(|of| of.failed.iter().map(move |story| (of, story)));
        each.take(limits::REVIEW_LIST).map(move |(of, story)| {
            let path = format!("policies/{}.test.yaml", of.policy);
            let place = [("path", path.into()), ("line", story.line.to_string().into())];
            ReviewFinding {
                severity: Chip::new(Tone::Late, lang.t("review-story-failed")),
                message: story.name.get(lang).to_owned(),
                place: t(lang, "review-place", &place),
                ..ReviewFinding::default()
            }
        })
    }

    fn finding(&self, found: &Found) -> ReviewFinding {
        let lang = self.lang();
        let (tone, word) = match found.severity {
            Weight::Error => (Tone::Late, "review-error"),
            Weight::Warning => (Tone::Soon, "review-warning"),
            Weight::Note => (Tone::Plain, "review-note"),
        };
        let args: Vec<(&str, Arg<'_>)> =
            found.args.iter().map(|(name, value)| (name.as_str(), value.as_str().into())).collect();
        let id = format!("finding-{}", found.code);
        let place = [("path", found.path.as_str().into()), ("line", found.line.to_string().into())];
        ReviewFinding {
            severity: Chip::new(tone, lang.t(word)),
            code: found.code.clone(),
            message: if has(&id) { t(lang, &id, &args) } else { found.source_line.trim().to_owned() },
            place: t(lang, "review-place", &place),
            answer: self.note(&format!("finding:{}", found.key)),
        }
    }

    /// What the author says to a finding or suspect.
    fn note(&self, key: &str) -> String {
        let notes = notes_of(&self.review.view.change);
        notes.get(key).map(|note| note.text.clone()).unwrap_or_default()
    }

    /// By document, in the order of its documents for the reader.
    fn suspects(&self) -> Vec<SuspectGroup> {
        let Some(suspects) = section::<SuspectsEvidence>(self.review, "suspects") else { return Vec::new() };
        let lang = self.lang();
        let unfolded = suspects.items.len() <= limits::REVIEW_SUSPECTS;
        let parse = |document: &str| guicheng_core::document::DocumentId::parse(document);
        let mut items = suspects.items;
        let rank = |document: &str| parse(document).map_or(u8::MAX, |id| super::order::rank(&id, lang));
        items.sort_by_key(|item| (rank(&item.document), item.document.clone()));
        let mut groups: Vec<SuspectGroup> = Vec::new();
        for some in items.chunk_by(|a, b| a.document == b.document) {
            let document = &some[0].document;
            let id = parse(document);
            let items: Vec<ReviewSuspect> = some.iter().map(|item| self.suspect(id.as_ref(), item)).collect();
            let open = items.iter().filter(|item| item.reason.is_empty()).count();
            let count = [("count", items.len().into()), ("open", open.into())];
            groups.push(SuspectGroup {
                title: id.map_or_else(|| document.clone(), |id| self.title(&id)),
                count: t(lang, "review-suspects-count", &count),
                unfolded,
                items,
            });
        }
        groups
    }

    fn suspect(
        &self,
        document: Option<&guicheng_core::document::DocumentId>,
        item: &crate::service::SuspectItem,
    ) -> ReviewSuspect {
        let key = format!("suspect:{}", item.key);
        // A reason given since the evidence was gathered counts with the next one; it is shown at once.
        let said = self.note(&key);
        ReviewSuspect {
            place: document.map_or_else(|| item.place.clone(), |id| self.place(id, &item.place)),
            clause: self.clause(Some(&item.clause)),
            reason: if said.is_empty() { item.reason.clone().unwrap_or_default() } else { said },
            key,
        }
    }

    pub(super) fn cases_page(&self) -> String {
        format!("/changes/{}/cases", self.review.view.change.id)
    }

    fn cases_more(&self, cases: &CasesEvidence) -> Link {
        let left = (cases.cases.len().saturating_sub(limits::REVIEW_LIST)) + cases.left_off;
        let text = match left {
            0 => self.lang().t("review-cases-all"),
            left => t(self.lang(), "review-cases-left", &[("count", left.into())]),
        };
        self.link(text, self.cases_page())
    }

    fn case(&self, case: &CaseOutcome) -> ReviewCase {
        let lang = self.lang();
        let tone = match case.becomes {
            Becoming::Undecided => Tone::Late,
            Becoming::Moves => Tone::Info,
            Becoming::Unfit => Tone::Soon,
            Becoming::Stays => Tone::Plain,
        };
        let states: Vec<String> = case.states.iter().map(|state| self.state(&case.policy, state)).collect();
        let args =
            [("policy", self.procedure(&case.policy).into()), ("states", lang::list(lang, &states).into())];
        let mut notes: Vec<String> =
            case.fates.iter().filter_map(|fate| self.fate(&case.policy, fate)).collect();
        notes.extend(case.why.iter().filter_map(|why| {
            let id = format!("moves-misfit-{}", why.code);
            let args: Vec<(&str, Arg<'_>)> = (why.args.iter())
                .map(|(name, value)| match name.as_str() {
                    "state" | "to" => (name.as_str(), self.state(&case.policy, value).into()),
                    _ => (name.as_str(), value.as_str().into()),
                })
                .collect();
            has(&id).then(|| t(lang, &id, &args))
        }));
        if case.kept > 0 {
            notes.push(t(lang, "review-kept", &[("count", case.kept.into())]));
        }
        let number = case.number.clone().unwrap_or_else(|| case.instance.clone());
        ReviewCase {
            case: self.link(number, format!("/cases/{}", case.instance)),
            standing: t(lang, "review-states", &args),
            becomes: Chip::new(tone, lang.t(&format!("review-becomes-{}", case.becomes.word()))),
            notes,
        }
    }

    /// A deadline or timer that gets another moment: `回访等待时间：12 月 5 日 → 11 月 30 日`. Reminders, and what follows a
    /// deadline, go with it.
    fn fate(&self, policy: &str, fate: &Fate) -> Option<String> {
        let lang = self.lang();
        let kind = match fate.thing {
            Thing::Deadline => "review-deadline-task",
            Thing::Timer => "review-deadline-timer",
            _ => return None,
        };
        let (old, new) = (fate.due.as_ref()?, fate.now_due.as_ref()?);
        let timer = fate.name.strip_prefix("after.").and_then(|rest| rest.rsplit_once('.'));
        let name = timer.map_or(fate.name.as_str(), |(state, _)| state);
        let args = [
            ("name", self.state(policy, name).into()),
            ("kind", lang.t(kind).into()),
            ("old", self.when.moment(old.at).into()),
            ("new", self.when.moment(new.at).into()),
        ];
        Some(t(lang, "review-fate", &args))
    }
}
