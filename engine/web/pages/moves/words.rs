//! What becomes of a running case, why it does not move, and how a finished one would have gone, in sentences.

use std::collections::BTreeMap;

use guicheng_core::backtest::{Parting, Unknown, Verdict};
use guicheng_core::case::{Becomes, Fate, Misfit, Thing};
use guicheng_core::text::Bilingual;

use crate::lang::{Arg, t};
use crate::service::{BacktestEvidence, Backtested, Books, state_title};
use crate::web::when::When;

/// What is needed to say it.
pub struct Wording<'a> {
    pub when: &'a When,
    /// What cases run on now, then what they would run on: for the titles of states and fields.
    pub books: Vec<&'a Books>,
}

impl Wording<'_> {
    fn say(&self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        t(self.when.lang, key, args)
    }

    /// A state as people call it.
    pub fn state(&self, policy: &str, state: &str) -> String {
        let found = self.books.iter().find_map(|books| state_title(books, policy, state));
        found.map_or_else(|| state.to_owned(), |title| title.get(self.when.lang).to_owned())
    }

    fn field(&self, policy: &str, field: &str) -> String {
        let found = self.books.iter().find_map(|books| {
            let form = books.form_of(books.policy(policy)?)?;
            Some(form.field(field)?.title.get(self.when.lang).to_owned())
        });
        found.unwrap_or_else(|| field.to_owned())
    }

    /// Why a case does not move.
    pub fn misfit(&self, policy: &str, misfit: &Misfit) -> String {
        let args: Vec<(String, String)> = (misfit.args.iter())
            .map(|(name, value)| match name.as_str() {
                "state" | "to" => (name.clone(), self.state(policy, value)),
                "field" => (name.clone(), self.field(policy, value)),
                _ => (name.clone(), value.clone()),
            })
            .collect();
        let args: Vec<(&str, Arg<'_>)> =
            args.iter().map(|(name, value)| (name.as_str(), value.as_str().into())).collect();
        self.say(&format!("moves-misfit-{}", misfit.code), &args)
    }

    /// What becomes of one thing that a case holds; nothing of what stays as it is.
    pub fn fate(&self, policy: &str, fate: &Fate) -> Option<String> {
        let thing = match fate.thing {
            Thing::State => "state",
            Thing::Task => "task",
            Thing::Deadline => "deadline",
            Thing::Timer => "timer",
            Thing::Reminder => "reminder",
            Thing::Overdue => "overdue",
            Thing::Var => "var",
            _ => "",
        };
        let becomes = match fate.becomes {
            Becomes::Kept if fate.key.is_some() => "kept",
            Becomes::Kept => return None,
            Becomes::Renamed => "renamed",
            Becomes::Recounted => "recounted",
            Becomes::Restarted => "restarted",
            Becomes::Set => "set",
            Becomes::Cleared => "cleared",
            Becomes::Left => "left",
            Becomes::Entered => "entered",
        };
        let key = format!("moves-fate-{thing}-{becomes}");
        let key = if crate::lang::has(&key) { key } else { "moves-fate-other".to_owned() };
        let at = |deadline: &Option<guicheng_core::case::Deadline>| {
            deadline.as_ref().map(|due| self.when.full(due.at)).unwrap_or_default()
        };
        let of = match fate.thing {
            Thing::Timer => event_state(&fate.name),
            _ => fate.name.as_str(),
        };
        let name = if fate.thing == Thing::Var { of.to_owned() } else { self.state(policy, of) };
        let to = fate.to.as_deref().map(|to| self.state(policy, to)).unwrap_or_default();
        let after = if fate.now_due.is_some() { at(&fate.now_due) } else { at(&fate.due) };
        Some(self.say(
            &key,
            &[
                ("name", name.into()),
                ("to", to.into()),
                ("before", at(&fate.due).into()),
                ("after", after.into()),
            ],
        ))
    }

    /// How a finished case would have gone; nothing where it would have gone the same way at the same times.
    pub fn tried(&self, tried: &Backtested) -> Option<String> {
        let state = |name: &str| self.titled(&tried.titles, &tried.policy, name);
        match &tried.finding.verdict {
            Verdict::Same => None,
            Verdict::Times { state: name, was, would, .. } => Some(self.say(
                "moves-backtest-times",
                &[
                    ("state", state(name).into()),
                    ("was", self.when.full(*was).into()),
                    ("would", self.when.full(*would).into()),
                ],
            )),
            Verdict::Other(parting) => Some(self.parting(parting, &state)),
            Verdict::Unknown(Unknown { code, about, state: at }) => {
                let about = if code == "field" { self.field(&tried.policy, about) } else { about.clone() };
                let args = [("state", state(at).into()), ("about", about.into())];
                Some(self.say(&format!("moves-backtest-unknown-{code}"), &args))
            }
        }
    }

    fn parting(&self, parting: &Parting, state: &dyn Fn(&str) -> String) -> String {
        let or = |name: &Option<String>, key: &str| match name {
            Some(name) => state(name),
            None => self.say(key, &[]),
        };
        let what = self.say(
            "moves-backtest-other",
            &[
                ("at", self.when.full(parting.at).into()),
                ("after", or(&parting.after, "moves-backtest-start").into()),
                ("was", or(&parting.was, "moves-backtest-nowhere").into()),
                ("would", or(&parting.would, "moves-backtest-nowhere").into()),
            ],
        );
        let Some(because) = &parting.because else { return what };
        let key = format!("moves-backtest-because-{because}");
        let key = if crate::lang::has(&key) { key.as_str() } else { "moves-backtest-because-other" };
        let because = self.say(key, &[]);
        self.say("moves-backtest-with", &[("what", what.into()), ("because", because.into())])
    }

    fn titled(&self, titles: &BTreeMap<String, Bilingual>, policy: &str, state: &str) -> String {
        match titles.get(state) {
            Some(title) => title.get(self.when.lang).to_owned(),
            None => self.state(policy, state),
        }
    }

    /// The figures of a backtest: one or two sentences.
    pub fn backtest(&self, found: &BacktestEvidence) -> Vec<String> {
        if found.cases == 0 {
            return vec![self.say("moves-backtest-none", &[])];
        }
        let count = |number: usize| Arg::from(number as i64);
        let what = [
            ("cases", count(found.cases)),
            ("same", count(found.same)),
            ("times", count(found.times)),
            ("other", count(found.other)),
            ("unknown", count(found.unknown)),
        ];
        let mut lines = vec![self.say("moves-backtest-what", &what)];
        if found.late != found.would_be_late {
            let late = [("late", Arg::from(found.late)), ("would", Arg::from(found.would_be_late))];
            lines.push(self.say("moves-backtest-late", &late));
        }
        lines
    }
}

/// `after.<state>.<n>`
fn event_state(event: &str) -> &str {
    let inner = event.strip_prefix("after.").unwrap_or(event);
    inner.rsplit_once('.').map_or(inner, |(state, _)| state)
}
