//! What is so, in lines for a terminal.

use guicheng_core::calendar::Rounding;
use guicheng_core::case::{Deadline, Status, TimerKind};
use guicheng_core::document::Library;
use guicheng_core::scenario::innermost;
use guicheng_core::simulate::{Play, offers};
use guicheng_core::stage::Case;
use guicheng_core::text::Lang;
use guicheng_core::value::{Map, Moment, Value};
use rust_decimal::Decimal;

use super::walk::Seen;
use crate::lang::{self, Arg, Say, t};
use crate::service::{Told, due_of, letter, say, shown};

/// Where everything stands, and what is new since the last look.
pub fn lines(library: &Library, play: &Play, lang: Lang, seen: &Seen) -> Vec<String> {
    let view = View { library, play, lang };
    let mut lines = vec![String::new(), view.now()];
    play.stage.cases.iter().for_each(|case| lines.push(view.case(case)));
    view.tasks(&mut lines);
    view.timers(&mut lines);
    view.news(seen, &mut lines);
    lines
}

/// A refusal in one paragraph: fields each with its words, a script with its place and what it saw.
pub fn whole(told: &Told) -> String {
    let mut text = told.message.clone();
    for field in &told.fields {
        text.push_str(&format!("\n  {}: {}", field.field, field.message));
    }
    if let Some(script) = &told.script {
        text.push_str(&format!("\n  {}:{}:{}", script.path, script.line, script.column));
        for (name, value) in &script.values {
            text.push_str(&format!("\n  {name} = {value}"));
        }
    }
    text
}

/// A register's row in one line.
pub fn row_line(library: &Library, register: &str, row: &Map, lang: Lang) -> String {
    match (library.register(register), library.calendar()) {
        (Some(register), Some(calendar)) => {
            register.summary.write(row, &register.form.fields, calendar.zone(), lang)
        }
        _ => String::new(),
    }
}

/// The records of all cases.
pub fn record(library: &Library, play: &Play, lang: Lang) -> Vec<String> {
    let view = View { library, play, lang };
    let mut lines = Vec::new();
    for case in &play.stage.cases {
        lines.push(view.case(case));
        let form = library.form_of(&case.policy);
        for (name, value) in case.snapshot.record.iter().filter(|(_, value)| !value.is_null()) {
            let field = form.and_then(|form| form.field(name));
            let title = field.map_or(name.as_str(), |field| field.title.get(lang));
            let value = match value {
                Value::Sealed(_) => lang.t("pages-sealed"),
                value => shown(None, field, value, library).get(lang).to_owned(),
            };
            let args = [("field", title.into()), ("value", value.into())];
            lines.push(format!("  {}", t(lang, "pages-cell", &args)));
        }
        for (name, value) in &case.snapshot.vars {
            lines.push(format!("  vars.{name} = {}", say(value, lang, library)));
        }
    }
    lines
}

struct View<'a> {
    library: &'a Library,
    play: &'a Play,
    lang: Lang,
}

impl View<'_> {
    fn say(&self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        t(self.lang, key, args)
    }

    fn moment(&self, at: Moment) -> String {
        let stage = &self.play.stage;
        lang::moment(self.lang, stage.calendar.civil(at), stage.calendar.civil(stage.now))
    }

    fn now(&self) -> String {
        let stage = &self.play.stage;
        let civil = stage.calendar.civil(stage.now);
        let day = stage.calendar.day(civil.date());
        let why: Vec<String> = day.explain().iter().map(|part| lang::sentence(self.lang, part)).collect();
        let args = [
            ("now", lang::full(self.lang, civil).into()),
            ("day", lang::list(self.lang, &why).into()),
            ("made", self.play.made().len().into()),
        ];
        self.say("simulate-now", &args)
    }

    /// `261123001 · 登记`: the number and where it stands.
    fn case(&self, case: &Case) -> String {
        let states: Vec<String> =
            innermost(&case.policy, &case.snapshot).iter().map(|state| self.state(case, state)).collect();
        let number = case.snapshot.number.clone().unwrap_or_else(|| self.lang.t("web-cases-case"));
        let args = [("number", number.into()), ("states", lang::list(self.lang, &states).into())];
        let done = case.snapshot.status != Status::Active;
        self.say(if done { "simulate-case-done" } else { "simulate-case" }, &args)
    }

    /// A state's title and name.
    fn state(&self, case: &Case, name: &str) -> String {
        let title = case.policy.find_state(name).and_then(|(chart, state)| {
            case.policy.charts[chart].work[state].title.as_ref().map(|title| title.get(self.lang))
        });
        title.map_or_else(|| name.to_owned(), |title| format!("{title} {name}"))
    }

    fn post(&self, id: &str) -> String {
        let post = self.library.organisation().and_then(|organisation| organisation.post(id));
        post.map_or_else(|| id.to_owned(), |post| post.title.get(self.lang).to_owned())
    }

    fn tasks(&self, lines: &mut Vec<String>) {
        let offers = offers(&self.play.stage);
        if !offers.is_empty() {
            lines.push(self.lang.t("simulate-open-tasks"));
        }
        for (place, offer) in offers.iter().enumerate() {
            let title = offer.title.get(self.lang);
            let title = offer
                .item_title
                .as_ref()
                .map_or_else(|| title.to_owned(), |item| format!("{title} · {item}"));
            let who = offer.post.as_deref().map(|post| self.post(post)).unwrap_or_default();
            let people = lang::list(self.lang, &offer.people);
            let args = [
                ("title", title.into()),
                ("post", who.into()),
                (
                    "people",
                    if people.is_empty() { self.lang.t("simulate-vacant").into() } else { people.into() },
                ),
                ("number", (place + 1).to_string().into()),
            ];
            let key = if offer.post.is_some() { "simulate-task" } else { "simulate-task-of-person" };
            lines.push(format!("  {}", self.say(key, &args)));
            if let Some(due) = &offer.due {
                let args = [
                    ("moment", self.moment(due.at).into()),
                    ("why", self.why(due, Rounding::CloseOfDay).into()),
                ];
                lines.push(format!("     {}", self.say("simulate-due-by", &args)));
            }
        }
    }

    /// The arithmetic of a deadline.
    fn why(&self, deadline: &Deadline, rounding: Rounding) -> String {
        let due = due_of(&self.play.stage.calendar, deadline, rounding);
        due.map(|due| lang::due_line(self.lang, &due, "")).unwrap_or_default()
    }

    fn timers(&self, lines: &mut Vec<String>) {
        let mut timers = Vec::new();
        let running = self.play.stage.cases.iter().filter(|case| case.snapshot.status == Status::Active);
        for case in running {
            for timer in case.snapshot.timers.values() {
                let task =
                    |number: &u64| case.snapshot.tasks.get(number).map(|task| self.state(case, &task.state));
                let what =
                    match &timer.what {
                        TimerKind::Remind { task: number } => self
                            .say("pages-timer-remind", &[("task", task(number).unwrap_or_default().into())]),
                        TimerKind::Overdue { task: number, .. } => self
                            .say("pages-timer-overdue", &[("task", task(number).unwrap_or_default().into())]),
                        TimerKind::State { state, .. } => {
                            self.say("pages-timer-state", &[("state", self.state(case, state).into())])
                        }
                        TimerKind::Send { event, .. } => {
                            self.say("simulate-timer-send", &[("event", event.as_str().into())])
                        }
                    };
                timers.push((timer.due.at, what));
            }
        }
        timers.sort();
        if !timers.is_empty() {
            lines.push(self.lang.t("simulate-timers"));
        }
        for (at, what) in timers {
            lines.push(format!(
                "  {}",
                self.say("simulate-timer", &[("moment", self.moment(at).into()), ("what", what.into())])
            ));
        }
    }

    /// Mails, proposals and incidents since the last look.
    fn news(&self, seen: &Seen, lines: &mut Vec<String>) {
        let stage = &self.play.stage;
        let mails = &stage.mails[seen.mails..];
        if !mails.is_empty() {
            lines.push(self.lang.t("simulate-mails"));
        }
        for mail in mails {
            let subject = letter(self.library, stage, mail, self.lang, "").map(|mail| mail.subject);
            let to = mail.to.clone().unwrap_or_else(|| self.lang.t("pages-outside"));
            let args = [
                ("to", to.into()),
                ("subject", subject.unwrap_or_default().into()),
                ("moment", self.moment(mail.at).into()),
            ];
            let key = if mail.held { "simulate-mail-held" } else { "simulate-mail" };
            lines.push(format!("  {}", self.say(key, &args)));
        }
        for proposal in &stage.proposals[seen.proposals..] {
            let amount = proposal.amount.parse::<Decimal>().unwrap_or_default();
            let args =
                [("to", proposal.to.as_str().into()), ("amount", lang::money(self.lang, amount).into())];
            let key = if proposal.kind == "reward" { "simulate-reward" } else { "simulate-penalty" };
            lines.push(self.say(key, &args));
        }
        for refused in stage.incidents.values().skip(seen.incidents) {
            let why =
                crate::service::error_of(guicheng_core::simulate::Wrong::Refused(Box::new(refused.clone())));
            let told = crate::service::told(self.library, &why, self.lang);
            lines.push(self.say("pages-incident-timer-failed", &[("why", whole(&told).into())]));
        }
    }
}
