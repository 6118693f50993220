//! The page of a trial, filled.

use std::collections::{BTreeMap, BTreeSet};

use axum::response::Response;
use guicheng_core::calendar::Rounding;
use guicheng_core::case::{Command, Effect, Status};
use guicheng_core::document::Library;
use guicheng_core::scenario::innermost;
use guicheng_core::simulate::{Move, Offer, Wrong, book, offers, starts};
use guicheng_core::stage::{Case, Happening, Stage};
use guicheng_core::text::{Bilingual, Lang};
use guicheng_core::value::Map;
use rust_decimal::Decimal;

use super::{Back, START, Trial, id_of, returned};
use crate::lang::{self, Say, t};
use crate::service::{ServiceError, due_of, error_of, letter, told};
use crate::web::answer::{html, post_title};
use crate::web::guard::first;
use crate::web::pages::act::{self, Desk as Filled, Offer as Button};
use crate::web::pages::case::{task_of, why};
use crate::web::pages::chart::Chart;
use crate::web::pages::facts::Facts;
use crate::web::pages::sign;
use crate::web::pages::task::{late, whole};
use crate::web::pages::timeline::Telling;
use crate::web::session::Seen;
use crate::web::views::{
    self, ChoiceKind, Control, Deadline, Desk, Event, Field, Here, Link, Opinion, Opt, Other, Section,
    SimulatePage, Timer, Tone, TriedMail,
};
use crate::web::when::When;

/// Mails that are shown; a yearly rule makes hundreds.
const MAILS: usize = 30;

/// The page.
pub async fn page(seen: &Seen, trial: &Trial, back: Back<'_>) -> Result<Response, ServiceError> {
    let play = &trial.play;
    let when = When { now: play.stage.now, ..seen.when()? };
    let view = View { seen, trial, when: &when, label: calendar_label(seen, trial) };
    let offer = trial.offer();
    let case = offer.as_ref().map_or(play.stage.cases.len().saturating_sub(1), |offer| offer.case);
    let case = play.stage.cases.get(case);
    let mut frame = seen.frame(Here::Simulate).await?;
    // The other language by its address would begin anew; a button at the foot keeps the trial.
    frame.other_language = String::new();
    let desk = view.desk(offer.as_ref(), &back).await?;
    let unplaced = desk.as_ref().map(|desk| act::unplaced(&desk.act, &back.problems)).unwrap_or_default();
    let notice = if unplaced.is_empty() { back.notice.clone() } else { unplaced };
    frame.notice = (!notice.is_empty()).then(|| late(notice));
    let page = SimulatePage {
        title: play.policy.title.get(seen.lang).to_owned(),
        document: view.document(),
        action: format!("/simulate/{}", play.policy.id),
        hidden: view.hidden()?,
        now: when.full(when.now),
        day: view.day(),
        moves: view.moves(),
        can_back: !play.made().is_empty(),
        can_forward: play.made().len() < play.moves().len(),
        can_next: play.next().is_some(),
        typed: back.until.clone(),
        clock_error: back.clock.clone(),
        cases: play.stage.cases.iter().map(|case| view.standing(case)).collect(),
        desk,
        others: view.others(),
        picture: case.map(|case| view.chart(case).picture(String::new())),
        timers: view.timers(),
        mails: view.mails(),
        notes: view.notes(),
        facts: match case {
            Some(case) => view.facts(case).await?,
            None => Vec::new(),
        },
        events: view.events(),
        story: view.story(),
        frame,
    };
    Ok(html(back.status, &page))
}

fn calendar_label(seen: &Seen, trial: &Trial) -> String {
    seen.service.label_of(&trial.books.pins(&trial.play.policy.id), "policies/calendar")
}

/// The buttons of a task.
pub fn buttons(offer: &Offer, lang: Lang) -> Vec<Button> {
    let button = |(place, choice): (usize, &guicheng_core::simulate::ChoiceOffer)| {
        let sign = offer.sign.as_deref().filter(|_| place == 0);
        let kind = match (place, sign) {
            (0, Some(_)) => ChoiceKind::Sign,
            (0, None) => ChoiceKind::Do,
            _ => ChoiceKind::Plain,
        };
        Button {
            choice: views::Choice {
                id: choice.event.clone(),
                label: choice.title.get(lang).to_owned(),
                kind,
                note: String::new(),
                meaning: sign.map(|sign| sign::statement(lang, sign)).unwrap_or_default(),
            },
            opinion: match (choice.opinion, choice.opinion_required) {
                (_, true) => Opinion::Required,
                (true, false) => Opinion::Optional,
                (false, false) => Opinion::None,
            },
            section: choice.section.clone(),
        }
    };
    offer.choices.iter().enumerate().map(button).collect()
}

/// Somebody of the trial, with the posts they hold: `desk · 客户主任`.
pub fn person(library: &Library, stage: &Stage, id: &str) -> Bilingual {
    let posts =
        stage.people.get(id).map(|p| [&p.posts[..], &p.delegate_for[..]].concat()).unwrap_or_default();
    let titles = |lang: Lang| {
        let title = |post: &String| {
            let found = library.organisation().and_then(|organisation| organisation.post(post));
            found.map_or_else(|| post.clone(), |post| post.title.get(lang).to_owned())
        };
        let titles: Vec<String> = posts.iter().map(title).collect();
        // A stand-in is called as its post.
        match titles.is_empty() {
            true => id.to_owned(),
            false if posts.iter().any(|post| post == id) => lang::list(lang, &titles),
            false => format!("{id} · {}", lang::list(lang, &titles)),
        }
    };
    Bilingual::new(titles(Lang::Zh), titles(Lang::En))
}

struct View<'a> {
    seen: &'a Seen,
    trial: &'a Trial,
    when: &'a When,
    /// The calendar's revision.
    label: String,
}

impl View<'_> {
    fn lang(&self) -> Lang {
        self.seen.lang
    }

    fn stage(&self) -> &Stage {
        &self.trial.play.stage
    }

    fn document(&self) -> Link {
        let policy = &self.trial.play.policy.id;
        let id = format!("policies/{policy}");
        let label = self.seen.service.label_of(&self.trial.books.pins(policy), &id);
        Link {
            text: t(self.lang(), "pages-revision", &[("label", label.into())]),
            href: format!("/documents/{id}"),
        }
    }

    /// Where the trial stands, for every form.
    fn hidden(&self) -> Result<Vec<(String, String)>, ServiceError> {
        let play = &self.trial.play;
        let moves = serde_json::to_string(play.moves()).map_err(|e| ServiceError::Broken(e.to_string()))?;
        let pairs = [
            ("moves", moves),
            ("made", play.made().len().to_string()),
            ("starts", play.starts.0.to_string()),
        ];
        Ok(pairs.map(|(name, value)| (name.to_owned(), value)).into())
    }

    fn day(&self) -> String {
        let day = self.stage().calendar.day(self.when.civil(self.when.now).date());
        let said: Vec<String> = day.explain().iter().map(|part| lang::sentence(self.lang(), part)).collect();
        lang::list(self.lang(), &said)
    }

    fn moves(&self) -> String {
        let play = &self.trial.play;
        let args = [("made", play.made().len().into()), ("all", play.moves().len().into())];
        t(self.lang(), "simulate-page-moves", &args)
    }

    fn telling<'t>(&'t self, case: &'t Case, names: &'t BTreeMap<String, String>) -> Telling<'t> {
        Telling { when: self.when, books: &self.trial.books, policy: Some(&case.policy), names }
    }

    /// `261123001：登记与分类`.
    fn standing(&self, case: &Case) -> String {
        let names = BTreeMap::new();
        let telling = self.telling(case, &names);
        let title = |state: &String| {
            let title = telling.state(state);
            if title.is_empty() { state.clone() } else { title }
        };
        let mut states: Vec<String> = innermost(&case.policy, &case.snapshot).iter().map(title).collect();
        states.dedup();
        let args = [
            ("number", number(self.lang(), case).into()),
            ("states", lang::list(self.lang(), &states).into()),
        ];
        let done = case.snapshot.status != Status::Active;
        t(self.lang(), if done { "simulate-case-done" } else { "simulate-case" }, &args)
    }

    fn chart<'t>(&'t self, case: &'t Case) -> Chart<'t> {
        let index = self.stage().cases.iter().position(|other| std::ptr::eq(other, case));
        let own = self.stage().happenings.iter().filter(|happening| Some(happening.case) == index);
        let exited = own.flat_map(|happening| &happening.trace).flat_map(|line| line.exited.iter().cloned());
        let visited: BTreeSet<String> = exited.collect();
        let (policy, snapshot) = (&case.policy, &case.snapshot);
        Chart { when: self.when, books: &self.trial.books, policy, snapshot, visited }
    }

    /// The form of what is being filled in.
    async fn desk(&self, offer: Option<&Offer>, back: &Back<'_>) -> Result<Option<Desk>, ServiceError> {
        let (lang, trial) = (self.lang(), self.trial);
        if offer.is_none() && trial.open != START {
            return Ok(None);
        }
        let people = trial.people();
        let sent = back.pairs.map(|pairs| first(pairs, "by")).unwrap_or_default();
        let by = people.iter().find(|person| *person == sent).or(people.first()).cloned().unwrap_or_default();
        let case = offer.and_then(|offer| self.stage().cases.get(offer.case));
        let policy = case.map_or(&trial.play.policy, |case| &case.policy);
        let record = match (offer, case) {
            (Some(offer), Some(case)) => record_of(case, offer),
            _ => Map::new(),
        };
        let stage = Some(self.stage());
        let filled =
            Filled { seen: self.seen, when: self.when, books: &trial.books, policy, record: &record, stage };
        let action = format!("/simulate/{}", trial.play.policy.id);
        let mut act = filled.act(action, trial.buttons(lang, offer, &by), returned(back)).await?;
        act.sections.insert(0, self.who(&people, &by));
        act.hidden = self.hidden()?;
        act.hidden.push(("open".to_owned(), trial.open.clone()));
        let Some(offer) = offer else {
            let title = lang.t("simulate-page-start");
            let clause = self.seen.clause(&trial.books, trial.play.policy.clause.as_deref())?;
            return Ok(Some(Desk { title, clause, act, ..Desk::default() }));
        };
        Ok(Some(Desk {
            title: self.title(offer),
            post: self.post(offer),
            deadline: offer.due.as_ref().map(|due| Deadline {
                chip: self.when.remaining(due.at),
                by: t(lang, "web-task-due-by", &[("moment", self.when.moment(due.at).into())]),
                why: self.due(offer),
                calendar: Link::default(),
            }),
            clause: self.seen.clause(&trial.books, offer.clause.as_deref())?,
            act,
        }))
    }

    /// Who acts: asked above the form.
    fn who(&self, people: &[String], by: &str) -> Section {
        let option = |id: &String| Opt {
            value: id.clone(),
            label: person(&self.trial.books, self.stage(), id).get(self.lang()).to_owned(),
            note: String::new(),
            chosen: id == by,
        };
        let field = Field {
            name: "by".to_owned(),
            label: self.lang().t("simulate-page-who"),
            required: true,
            hint: if people.is_empty() { self.lang().t("simulate-nobody") } else { String::new() },
            control: Control::Choice { options: people.iter().map(option).collect() },
            ..Field::default()
        };
        Section { id: "by".to_owned(), fields: vec![field], ..Section::default() }
    }

    fn title(&self, offer: &Offer) -> String {
        let title = offer.title.get(self.lang());
        offer.item_title.as_ref().map_or_else(|| title.to_owned(), |item| format!("{title} · {item}"))
    }

    /// In which post, and in which case where there are several.
    fn post(&self, offer: &Offer) -> String {
        let post = offer.post.as_deref().map(|post| post_title(&self.trial.books, post, self.lang()));
        let post = post.or_else(|| offer.person.clone()).unwrap_or_default();
        let case = self.stage().cases.get(offer.case).filter(|_| self.stage().cases.len() > 1);
        case.map_or(post.clone(), |case| format!("{post} · {}", number(self.lang(), case)))
    }

    /// The arithmetic of a task's deadline.
    fn due(&self, offer: &Offer) -> String {
        let due =
            offer.due.as_ref().and_then(|due| due_of(&self.stage().calendar, due, Rounding::CloseOfDay));
        due.map(|due| lang::due_line(self.lang(), &due, &self.label)).unwrap_or_default()
    }

    /// Everything that can be done but what is being filled in.
    fn others(&self) -> Vec<Other> {
        let offers = offers(self.stage());
        let others = offers.iter().filter(|offer| id_of(offer) != self.trial.open);
        let mut others: Vec<Other> = others
            .map(|offer| Other {
                id: id_of(offer),
                title: self.title(offer),
                post: self.post(offer),
                why: self.due(offer),
            })
            .collect();
        if self.trial.open != START && !starts(self.stage(), &self.trial.play.policy).is_empty() {
            let title = self.lang().t("simulate-page-start-another");
            others.push(Other { id: START.to_owned(), title, ..Other::default() });
        }
        others
    }

    fn timers(&self) -> Vec<Timer> {
        let names = BTreeMap::new();
        let mut timers = Vec::new();
        let running = self.stage().cases.iter().filter(|case| case.snapshot.status == Status::Active);
        for case in running {
            let telling = self.telling(case, &names);
            let titled = |task: u64| {
                let task = case.snapshot.tasks.get(&task)?;
                Some(telling.state(&task.state)).filter(|title| !title.is_empty())
            };
            for timer in case.snapshot.timers.values() {
                timers.push((
                    timer.due.at,
                    Timer {
                        what: telling.timer(&timer.what, task_of(&timer.what).and_then(titled)),
                        when: self.when.moment(timer.due.at),
                        why: why(self.seen, &self.trial.books, timer, &self.label),
                        case: Link::default(),
                    },
                ));
            }
        }
        timers.sort_by_key(|(at, _)| *at);
        timers.into_iter().map(|(_, timer)| timer).collect()
    }

    fn mails(&self) -> Vec<TriedMail> {
        let (library, stage) = (&self.trial.books, self.stage());
        let mail = |mail: &guicheng_core::stage::Mail| {
            let written = letter(library, stage, mail, self.lang(), &self.label)?;
            let to = mail.to.as_ref().map(|to| person(library, stage, to).get(self.lang()).to_owned());
            let to = to.unwrap_or_else(|| self.lang().t("pages-outside"));
            let to = if mail.held { format!("{to} · {}", self.lang().t("simulate-page-held")) } else { to };
            Some(TriedMail {
                subject: written.subject,
                to: format!("{to} · {}", self.when.moment(mail.at)),
                plain: written.plain,
            })
        };
        stage.mails.iter().rev().take(MAILS).filter_map(mail).collect()
    }

    /// Proposals, and steps that failed.
    fn notes(&self) -> Vec<String> {
        let lang = self.lang();
        let mut notes = Vec::new();
        // One line for each person: a fine for each day would fill the page.
        let mut sums: BTreeMap<(&str, &str), (usize, Decimal)> = BTreeMap::new();
        for proposal in &self.stage().proposals {
            let sum = sums.entry((&proposal.kind, &proposal.to)).or_default();
            *sum = (sum.0 + 1, sum.1 + proposal.amount.parse::<Decimal>().unwrap_or_default());
        }
        for ((kind, to), (count, amount)) in sums {
            let to = person(&self.trial.books, self.stage(), to);
            let args = [
                ("to", to.get(lang).into()),
                ("count", count.into()),
                ("amount", lang::money(lang, amount).into()),
            ];
            let key = if kind == "reward" { "simulate-page-rewards" } else { "simulate-page-penalties" };
            notes.push(t(lang, key, &args));
        }
        for refused in self.stage().incidents.values() {
            let error = error_of(Wrong::Refused(Box::new(refused.clone())));
            let why = whole(&told(&self.trial.books, &error, lang));
            notes.push(t(lang, "pages-incident-timer-failed", &[("why", why.into())]));
        }
        notes
    }

    async fn facts(&self, case: &Case) -> Result<Vec<views::FactGroup>, ServiceError> {
        let Some(form) = self.trial.books.form_of(&case.policy) else { return Ok(Vec::new()) };
        let names = BTreeMap::new();
        let (seen, when, books) = (self.seen, self.when, &self.trial.books);
        let facts = Facts { seen, when, books, names: &names, stage: Some(self.stage()) };
        facts.groups(form, &case.snapshot.record, &[]).await
    }

    /// What happened, the latest first. Each act is one of the moves: where several sign, the first ones lead nowhere.
    fn events(&self) -> Vec<Event> {
        let acts = self.trial.play.made().iter().filter_map(|made| match made {
            Move::Act { state, .. } => Some(state.as_str()),
            _ => None,
        });
        let mut acts = acts.fuse();
        let mut events = Vec::new();
        for happening in &self.stage().happenings {
            let is_act = matches!(happening.command, Command::Act { .. });
            let state = if is_act { acts.next() } else { None };
            events.push(self.event(happening, state.unwrap_or_default()));
        }
        events.reverse();
        events
    }

    fn event(&self, happening: &Happening, state: &str) -> Event {
        let names = BTreeMap::new();
        let case = &self.stage().cases[happening.case];
        let telling = self.telling(case, &names);
        let lang = self.lang();
        let (what, opinion) = match &happening.command {
            Command::Start { .. } => (lang.t("pages-event-start"), String::new()),
            Command::Act { choice, opinion, .. } => {
                let args =
                    [("task", telling.state(state).into()), ("choice", telling.choice(state, choice).into())];
                (t(lang, "pages-event-act", &args), opinion.clone().unwrap_or_default())
            }
            Command::Fire { .. } => (self.fired(&telling, case, happening), String::new()),
            _ => (lang.t("pages-event-signal"), String::new()),
        };
        let who = happening.actor.person.as_ref().map(|id| person(&self.trial.books, self.stage(), id));
        Event {
            what,
            who: who.map(|who| who.get(lang).to_owned()).unwrap_or_default(),
            when: self.when.moment(happening.at),
            opinion,
            note: happening.refused.as_ref().map(|refused| refused.code.clone()).unwrap_or_default(),
            tone: if happening.refused.is_some() { Tone::Late } else { Tone::Plain },
        }
    }

    /// What a timer did.
    fn fired(&self, telling: &Telling<'_>, case: &Case, happening: &Happening) -> String {
        let about = happening.effects.iter().find_map(|effect| match effect {
            Effect::Remind { task } => Some(("pages-timer-remind", task)),
            Effect::Overdue { task, .. } => Some(("pages-timer-overdue", task)),
            _ => None,
        });
        let lang = self.lang();
        match (about, source_of(happening)) {
            (Some((key, task)), _) => {
                let state = case.snapshot.tasks.get(task).map(|task| telling.state(&task.state));
                t(lang, key, &[("task", state.unwrap_or_default().into())])
            }
            (None, Some(state)) => t(lang, "pages-timer-state", &[("state", telling.state(&state).into())]),
            (None, None) => lang.t("pages-timer"),
        }
    }

    /// The trial as a file of scenarios.
    fn story(&self) -> String {
        let play = &self.trial.play;
        if play.made().is_empty() {
            return String::new();
        }
        let states: Vec<String> =
            self.stage().cases.last().map(|case| innermost(&case.policy, &case.snapshot)).unwrap_or_default();
        let names = [Lang::Zh, Lang::En].map(|lang| {
            let args =
                [("moment", self.stage().clock(play.stage.now).into()), ("state", states.join(", ").into())];
            t(lang, "simulate-story", &args)
        });
        book(&self.trial.books, &self.trial.cast, play, (&names[0], &names[1]))
    }
}

/// The state from which the first microstep led.
fn source_of(happening: &Happening) -> Option<String> {
    happening.trace.iter().find_map(|line| line.transitions.first()).map(|(source, _)| source.clone())
}

fn number(lang: Lang, case: &Case) -> String {
    case.snapshot.number.clone().unwrap_or_else(|| lang.t("web-cases-case"))
}

/// The record as a task's form sees it.
fn record_of(case: &Case, offer: &Offer) -> Map {
    let mut record = case.snapshot.record.clone();
    let task = case.snapshot.tasks.get(&offer.task);
    let machine = task.and_then(|task| case.snapshot.machines.get(&task.machine));
    if let Some(item) = machine.and_then(|machine| machine.item.as_ref()) {
        record.extend(item.fields.clone());
    }
    record
}
