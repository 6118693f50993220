//! The page about running cases, filled.

use guicheng_core::case::{CaseMoves, Keep, Which};
use guicheng_core::document::DocumentId;

use super::words::Wording;
use crate::lang::{Say, t};
use crate::service::{
    Becoming, Books, CaseOutcome, ChangeCases, Choices, Evidence, ServiceError, Stayed, title_of,
};
use crate::store::tables::change::ChangeStatus;
use crate::web::answer::href;
use crate::web::session::Seen;
use crate::web::views::{ChangeCasesPage, Chip, MovingCase, MovingPolicy, Select, Tick, Tone};

/// All but the frame and where it goes.
pub fn page(
    seen: &Seen,
    cases: &ChangeCases,
    evidence: Option<&Evidence>,
) -> Result<ChangeCasesPage, ServiceError> {
    let mut page = ChangeCasesPage::default();
    let Some(new) = &cases.books else {
        page.notes.push(seen.lang.t("moves-unfit"));
        return Ok(page);
    };
    let when = seen.when()?;
    let wording = Wording { when: &when, books: vec![&cases.ground.old, new] };
    let showing = Showing { seen, cases, wording: &wording, old: &cases.ground.old };
    if let Some(found) = evidence.and_then(|evidence| evidence.backtest.as_ref()) {
        page.backtest = wording.backtest(found);
        page.tried = (found.list.iter())
            .filter_map(|tried| {
                let number = tried.number.clone().unwrap_or_else(|| tried.instance.clone());
                Some((number, format!("/cases/{}", tried.instance), wording.tried(tried)?))
            })
            .collect();
        if found.left_off > 0 {
            let count = [("count", (found.left_off as i64).into())];
            page.backtest.push(t(seen.lang, "moves-left-off", &count));
        }
    }
    if !matches!(
        cases.view.change.status,
        ChangeStatus::Draft | ChangeStatus::InReview | ChangeStatus::Approved
    ) {
        showing.released(&mut page);
        return Ok(page);
    }
    if cases.choices.iter().all(|choices| choices.running == 0) {
        page.notes.push(seen.lang.t("moves-none"));
        return Ok(page);
    }
    match (cases.view.may_edit, cases.view.change.status) {
        (false, _) => page.notes.push(seen.lang.t("moves-read-only")),
        (true, ChangeStatus::Draft) => {}
        (true, _) => page.notes.push(seen.lang.t("moves-signed")),
    }
    let running = cases.choices.iter().filter(|choices| choices.running > 0);
    page.policies = running.map(|choices| showing.policy(choices)).collect();
    Ok(page)
}

struct Showing<'a> {
    seen: &'a Seen,
    cases: &'a ChangeCases,
    wording: &'a Wording<'a>,
    old: &'a Books,
}

impl Showing<'_> {
    fn say(&self, key: &str) -> String {
        self.seen.lang.t(key)
    }

    /// What became of running cases when the change took effect.
    fn released(&self, page: &mut ChangeCasesPage) {
        let Some(found) = &self.cases.released else {
            return page.notes.push(self.say("moves-released-none"));
        };
        let said = |key: &str, count: usize| t(self.seen.lang, key, &[("count", (count as i64).into())]);
        page.notes.push(said("moves-released", found.moved));
        if found.stayed.is_empty() {
            return;
        }
        page.notes.push(said("moves-released-stayed", found.stayed.len()));
        page.notes.push(self.say("moves-released-again"));
        let case = |case: &Stayed| MovingCase {
            number: case.number.clone().unwrap_or_else(|| case.instance.clone()),
            href: format!("/cases/{}", case.instance),
            state: self
                .old
                .policy(&case.policy)
                .map_or_else(String::new, |p| p.title.get(self.seen.lang).to_owned()),
            chip: Chip { text: self.say("moves-becomes-stays"), tone: Tone::Plain },
            lines: case.why.iter().map(|why| self.wording.misfit(&case.policy, why)).collect(),
            ..MovingCase::default()
        };
        page.stayed = found.stayed.iter().map(case).collect();
    }

    fn policy(&self, choices: &Choices) -> MovingPolicy {
        let policy = &choices.policy;
        let moves = self.cases.moves.of(policy);
        let counted = self.cases.counted.as_ref();
        let found = counted.and_then(|all| all.policies.iter().find(|of| of.policy == *policy));
        let lang = self.seen.lang;
        let count = |number: usize| (number as i64).into();
        let summary = found.map(|of| {
            let args = [
                ("running", count(of.running)),
                ("moves", count(of.moving)),
                ("undecided", count(of.undecided)),
                ("stays", count(of.stays)),
            ];
            t(lang, "moves-summary", &args)
        });
        let titles: Vec<String> =
            found.map(|of| &of.documents).into_iter().flatten().map(|id| self.titled(id)).collect();
        let documents = crate::lang::list(lang, &titles);
        let title = self.old.policy(policy).map(|found| found.title.get(lang).to_owned());
        let shown: Vec<&str> = choices.cases.iter().map(|case| case.instance.as_str()).collect();
        let elsewhere = match &moves.cases {
            Which::Only(cases) => {
                cases.iter().filter(|case| !shown.contains(&case.as_str())).cloned().collect()
            }
            _ => Vec::new(),
        };
        let more = choices.more.as_deref().unwrap_or_default();
        MovingPolicy {
            title: title.unwrap_or_else(|| policy.clone()),
            documents: t(lang, "moves-documents", &[("documents", documents.into())]),
            summary: summary.unwrap_or_default(),
            which: self.which(policy, &moves),
            stand: self.stand(choices, &moves),
            states: self.states(choices, &moves),
            clocks: self.clocks(choices),
            cases: choices.cases.iter().map(|case| self.case(case, &moves)).collect(),
            elsewhere: elsewhere.into_iter().map(|case: String| (format!("only|{policy}"), case)).collect(),
            more: match more {
                "" => String::new(),
                more => {
                    let path = format!("/changes/{}/cases", self.cases.view.change.id);
                    href(&path, &[(&format!("after.{policy}"), more)])
                }
            },
        }
    }

    /// A document as people call it, with its id: two may have one title.
    fn titled(&self, id: &str) -> String {
        let title = DocumentId::parse(id).map(|id| title_of(self.old, &id).get(self.seen.lang).to_owned());
        title.map_or_else(|| id.to_owned(), |title| format!("{title} · {id}"))
    }

    fn which(&self, policy: &str, moves: &CaseMoves) -> Vec<Tick> {
        let chosen = match moves.cases {
            Which::None => "none",
            Which::All => "all",
            Which::States(_) => "states",
            Which::Only(_) => "only",
        };
        let words = ["none", "all", "states", "only"];
        let tick = |value: &str| Tick {
            name: format!("which|{policy}"),
            value: value.to_owned(),
            text: self.say(&format!("moves-which-{value}")),
            on: value == chosen,
        };
        words.into_iter().map(tick).collect()
    }

    fn stand(&self, choices: &Choices, moves: &CaseMoves) -> Vec<Tick> {
        let policy = &choices.policy;
        let tick = |(state, (count, _)): (&String, &(usize, bool))| {
            let args =
                [("state", self.wording.state(policy, state).into()), ("count", (*count as i64).into())];
            Tick {
                name: format!("in|{policy}"),
                value: state.clone(),
                text: t(self.seen.lang, "moves-stand-in", &args),
                on: matches!(&moves.cases, Which::States(states) if states.contains(state)),
            }
        };
        choices.states.iter().filter(|(_, (count, _))| *count > 0).map(tick).collect()
    }

    fn states(&self, choices: &Choices, moves: &CaseMoves) -> Vec<Select> {
        let policy = &choices.policy;
        let select = |state: &String| {
            let chosen = moves.states.get(state);
            let mut options = vec![(String::new(), self.say("moves-to-nowhere"), chosen.is_none())];
            for (target, title) in &choices.targets {
                let words = title.as_ref().map_or(target.as_str(), |title| title.get(self.seen.lang));
                let words = match target == state {
                    true => t(self.seen.lang, "moves-same-name", &[("state", words.into())]),
                    false => words.to_owned(),
                };
                options.push((target.clone(), words, chosen == Some(target)));
            }
            Select {
                name: format!("state|{policy}|{state}"),
                label: self.wording.state(policy, state),
                options,
            }
        };
        choices.states.iter().filter(|(_, (_, needed))| *needed).map(|(state, _)| select(state)).collect()
    }

    fn clocks(&self, choices: &Choices) -> Vec<Select> {
        let policy = &choices.policy;
        let select = |clock: &crate::service::MovedClock| {
            let chosen = Choices::chosen(&self.cases.moves, policy, clock);
            let (what, key) = match (clock.deadline, clock.new) {
                (true, _) => ("deadline", "moves-clock-deadline"),
                (false, true) => ("timer", "moves-clock-timer-new"),
                (false, false) => ("timer", "moves-clock-timer"),
            };
            let mut options = vec![(String::new(), self.say("moves-keep-unset"), chosen.is_none())];
            // A clock that only the new form has has nothing to keep.
            for keep in Keep::ALL.into_iter().filter(|keep| !clock.new || *keep != Keep::Keep) {
                let words = self.say(&format!("moves-keep-{}", keep.word()));
                options.push((keep.word().to_owned(), words, chosen == Some(keep)));
            }
            let state = self.wording.state(policy, &clock.state);
            Select {
                name: format!("{what}|{policy}|{}", clock.key),
                label: t(self.seen.lang, key, &[("state", state.into())]),
                options,
            }
        };
        choices.clocks.iter().map(select).collect()
    }

    fn case(&self, case: &CaseOutcome, moves: &CaseMoves) -> MovingCase {
        let wording = self.wording;
        let states: Vec<String> =
            case.states.iter().map(|state| wording.state(&case.policy, state)).collect();
        let mut lines: Vec<String> =
            case.fates.iter().filter_map(|fate| wording.fate(&case.policy, fate)).collect();
        lines.extend(case.why.iter().map(|why| wording.misfit(&case.policy, why)));
        if case.why.is_empty() && (case.becomes == Becoming::Moves || case.kept > 0) {
            let kept = [("count", (case.kept as i64).into())];
            let key = if lines.is_empty() { "moves-all-kept" } else { "moves-kept" };
            lines.push(t(self.seen.lang, key, &kept));
        }
        let tone = match case.becomes {
            Becoming::Moves => Tone::Info,
            Becoming::Undecided | Becoming::Unfit => Tone::Soon,
            Becoming::Stays => Tone::Plain,
        };
        let text = self.say(&format!("moves-becomes-{}", case.becomes.word()));
        let only = matches!(&moves.cases, Which::Only(cases) if cases.contains(&case.instance));
        MovingCase {
            number: case.number.clone().unwrap_or_else(|| case.instance.clone()),
            href: format!("/cases/{}", case.instance),
            state: crate::lang::list(self.seen.lang, &states),
            chip: Chip { text, tone },
            would: match case.becomes {
                Becoming::Stays if !lines.is_empty() => self.say("moves-would"),
                _ => String::new(),
            },
            lines,
            tick: Some(Tick {
                name: format!("only|{}", case.policy),
                value: case.instance.clone(),
                text: self.say("moves-pick"),
                on: only,
            }),
        }
    }
}
