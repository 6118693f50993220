//! What happened in a case, the latest first: who, in which post, what, when, with which words.

use std::collections::BTreeMap;

use guicheng_core::case::{Fate, TimerKind};
use guicheng_core::policy::Policy;

use crate::lang::{Arg, Say, t};
use crate::service::{Books, HistoryLine, bilingual, choice_of};
use crate::web::answer::post_title;
use crate::web::views::{Event, Tone};
use crate::web::when::When;

use super::moves::words::Wording;

/// What is needed to say what happened.
pub struct Telling<'a> {
    pub when: &'a When,
    pub books: &'a Books,
    pub policy: Option<&'a Policy>,
    pub names: &'a BTreeMap<String, String>,
}

impl Telling<'_> {
    /// The events, the latest first.
    pub fn events(&self, lines: &[HistoryLine]) -> Vec<Event> {
        lines.iter().rev().map(|line| self.event(line)).collect()
    }

    fn event(&self, line: &HistoryLine) -> Event {
        let command = &line.entry.body["command"];
        let what = match line.entry.kind.as_str() {
            "start" => self.say("pages-event-start", &[]),
            "act" => self.acted(line, command["choice"].as_str().unwrap_or_default()),
            "timer" => self.fired(line),
            "signal" => self.say("pages-event-signal", &[]),
            "deliver" => self.delivered(&command["message"]),
            "cancel" => self.say("calls-event-cancel", &[]),
            "pass-on" => self.say("accounts-event-pass-on", &[]),
            "lock" => self.granted(command["place"].as_str().unwrap_or_default()),
            "move" => self.moved(line),
            "moves" => self.say("moves-event-cases", &[]),
            "incident" => self.say("pages-event-incident", &[]),
            other if crate::lang::has_attr("pages-entry", other) => {
                crate::lang::t_attr(self.when.lang, "pages-entry", other, &[])
            }
            other => self.say("pages-event-other", &[("kind", other.into())]),
        };
        let late = matches!(line.entry.kind.as_str(), "incident") || is_overdue(line);
        Event {
            what,
            who: self.who(line),
            when: self.when.moment(line.entry.at),
            opinion: command["opinion"].as_str().unwrap_or_default().to_owned(),
            note: String::new(),
            tone: if late { Tone::Late } else { Tone::Plain },
        }
    }

    fn delivered(&self, message: &serde_json::Value) -> String {
        let done = message["event"].as_str().is_some_and(|event| event.starts_with("done.call"));
        self.say(if done { "calls-event-done" } else { "calls-event-message" }, &[])
    }

    /// A change has moved the case to another revision: what differs since.
    fn moved(&self, line: &HistoryLine) -> String {
        let fates: Vec<Fate> = serde_json::from_value(line.entry.body["report"].clone()).unwrap_or_default();
        let wording = Wording { when: self.when, books: vec![self.books] };
        let policy = self.policy.map_or("", |policy| policy.id.as_str());
        let mut told: Vec<String> = fates.iter().filter_map(|fate| wording.fate(policy, fate)).collect();
        if told.is_empty() {
            told.push(self.say("moves-event-same", &[]));
        }
        self.say("moves-event-told", &[("what", crate::lang::list(self.when.lang, &told).into())])
    }

    /// A lock that the case waited for has become free.
    fn granted(&self, place: &str) -> String {
        match self.state(place.rsplit('/').next().unwrap_or_default()) {
            title if title.is_empty() => self.say("pages-event-lock-untitled", &[]),
            title => self.say("pages-event-lock", &[("state", title.into())]),
        }
    }

    fn say(&self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        t(self.when.lang, key, args)
    }

    fn acted(&self, line: &HistoryLine, choice: &str) -> String {
        let Some(task) = &line.task else { return choice.to_owned() };
        let title = bilingual(&task.title).get(self.when.lang).to_owned();
        let words = self.choice(&task.state, choice);
        self.say("pages-event-act", &[("task", title.into()), ("choice", words.into())])
    }

    /// The words of a choice's button.
    pub fn choice(&self, state: &str, choice: &str) -> String {
        let written = self.policy.and_then(|policy| {
            let (chart, state) = policy.find_state(state)?;
            choice_of(policy, chart, state, choice)?.title.clone()
        });
        written.map_or_else(|| choice.to_owned(), |title| title.get(self.when.lang).to_owned())
    }

    fn fired(&self, line: &HistoryLine) -> String {
        let kind = serde_json::from_value(line.entry.body["timer"].clone());
        match kind {
            Ok(kind) => self.timer(
                &kind,
                line.task.as_ref().map(|task| bilingual(&task.title).get(self.when.lang).to_owned()),
            ),
            Err(_) => self.say("pages-timer", &[]),
        }
    }

    /// What a timer does; `task` is the title of the task that it is about.
    pub fn timer(&self, kind: &TimerKind, task: Option<String>) -> String {
        let task = task.unwrap_or_default();
        match kind {
            TimerKind::Remind { .. } => self.say("pages-timer-remind", &[("task", task.into())]),
            TimerKind::Overdue { .. } => self.say("pages-timer-overdue", &[("task", task.into())]),
            TimerKind::State { state, .. } => match self.state(state) {
                title if title.is_empty() => self.say("pages-timer", &[]),
                title => self.say("pages-timer-state", &[("state", title.into())]),
            },
            TimerKind::Send { .. } => self.say("pages-timer", &[]),
        }
    }

    /// A state's title, or the nearest one around it.
    pub fn state(&self, state: &str) -> String {
        let title = self.policy.and_then(|policy| {
            let (chart, id) = policy.find_state(state)?;
            let chart = &policy.charts[chart];
            let around = chart.chart.proper_ancestors(id, None);
            std::iter::once(id).chain(around).find_map(|s| chart.work[s].title.clone())
        });
        title.map(|title| title.get(self.when.lang).to_owned()).unwrap_or_default()
    }

    fn who(&self, line: &HistoryLine) -> String {
        let actor = &line.entry.actor;
        let Some(person) = &actor.person else {
            return if line.entry.kind == "timer" { String::new() } else { self.when.lang.t("pages-engine") };
        };
        let name = self.names.get(person).unwrap_or(person);
        self.person_in(name, actor.post.as_deref(), actor.authority.starts_with("delegate:"))
    }

    /// `王师傅 · 仓储负责人`, with the word for a delegate where it is due.
    pub fn person_in(&self, name: &str, post: Option<&str>, delegate: bool) -> String {
        let Some(post) = post else { return name.to_owned() };
        let title = post_title(self.books, post, self.when.lang);
        let title = if delegate { self.say("pages-as-delegate", &[("post", title.into())]) } else { title };
        format!("{name} · {title}")
    }
}

fn is_overdue(line: &HistoryLine) -> bool {
    line.entry.body["timer"]["kind"] == "overdue"
}
