//! Trying a procedure on a page: who acts, what they fill in, how time goes by; back and forward.
//!
//! The page's forms carry everything that has been done, so nothing is kept on the server: no case, no mail, no entry.
//! People and registers are those of the procedure's scenarios, not the company's. Deliberately absent: trying a draft;
//! what is in force is tried here, files on a disk with `guicheng simulate`.

mod show;

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use guicheng_core::document::Library;
use guicheng_core::form::{self as core, FieldKind};
use guicheng_core::policy::Policy;
use guicheng_core::simulate::monte::next_open;
use guicheng_core::simulate::{Cast, Move, Offer, Play, Typed, Wrong, offers, starts};
use guicheng_core::stage::Stage;
use guicheng_core::text::{Bilingual, Lang};
use guicheng_core::value::Moment;

use crate::lang::Say;
use crate::service::{Books, FieldTold, Problem, ServiceError, Told, error_of, told};
use crate::web::answer::ok;
use crate::web::guard::{Posted, first};
use crate::web::session::Seen;
use crate::web::views::{Here, SimulateListPage, Tryable};

use super::act::{self, Offer as Button, Returned, inputs, start_offer};
use super::form::{self, Pairs};
use super::task::no_policy;

/// The button of a start, and what is open when a case is to be started.
const START: &str = "start";

/// `GET /simulate`
pub async fn list(seen: Seen) -> Response {
    let page = list_page(&seen).await;
    seen.answer(page).await
}

/// `GET /simulate/{policy}`: from the beginning, now.
pub async fn get(Path(id): Path<String>, seen: Seen) -> Response {
    let page = begin(&seen, &id).await;
    seen.answer(page).await
}

/// `POST /simulate/{policy}`: what has been done so far, and what is done now. Nothing is changed by it.
pub async fn post(Path(id): Path<String>, Posted { by: seen, pairs }: Posted<Seen>) -> Response {
    let page = go_on(&seen, &id, &pairs).await;
    seen.answer(page).await
}

async fn list_page(seen: &Seen) -> Result<Response, ServiceError> {
    let books = seen.books()?;
    let policy = |policy: &std::sync::Arc<Policy>| Tryable {
        title: policy.title.get(seen.lang).to_owned(),
        href: format!("/simulate/{}", policy.id),
        clause: seen.clause_link(policy.clause.as_deref()),
        revision: seen.service.label_of(&books.pins(&policy.id), &format!("policies/{}", policy.id)),
    };
    let policies = books.policies().map(policy).collect();
    ok(&SimulateListPage { frame: seen.frame(Here::Simulate).await?, policies })
}

/// A trial under way.
pub struct Trial {
    pub books: std::sync::Arc<Books>,
    pub cast: Cast,
    pub play: Play,
    /// What is being filled in: a start, or `case.task.slot`.
    pub open: String,
}

/// What was sent and came back.
#[derive(Default)]
pub struct Back<'a> {
    pub status: StatusCode,
    pub pairs: Option<&'a Pairs>,
    pub problems: Vec<FieldTold>,
    pub opinion: String,
    pub notice: String,
    /// What was typed as a length of time, and what is wrong with it.
    pub until: String,
    pub clock: String,
}

async fn begin(seen: &Seen, id: &str) -> Result<Response, ServiceError> {
    let books = seen.books()?;
    let now = seen.service.now();
    // To the minute, as people say it; at night people try what would be so in the morning.
    let now = next_open(books.calendar(), Moment(now.0 - now.0.rem_euclid(60_000_000)));
    let trial = Trial::new(books, id, now, Vec::new(), 0).await?;
    show::page(seen, &trial, Back::default()).await
}

impl Trial {
    /// Makes the moves anew, on a thread where that may take its time.
    async fn new(
        books: std::sync::Arc<Books>,
        id: &str,
        starts: Moment,
        moves: Vec<Move>,
        made: usize,
    ) -> Result<Trial, ServiceError> {
        if books.policy(id).is_none() {
            return Err(no_policy());
        }
        let id = id.to_owned();
        let made = tokio::task::spawn_blocking(move || {
            let cast = Cast::of(&books, &id);
            let mut play = Play::new(&books, &id, &cast, starts)?;
            play.replay(moves, made);
            Some(Trial { books, cast, play, open: String::new() })
        });
        let trial = made.await.map_err(|error| ServiceError::Broken(error.to_string()))?;
        Ok(trial.ok_or_else(no_policy)?.opened(""))
    }

    /// With this form open, or with the first thing that can be done.
    fn opened(mut self, open: &str) -> Trial {
        let known = offers(&self.play.stage).iter().map(id_of).collect::<Vec<_>>();
        let is_known = open == START || known.iter().any(|id| id == open);
        self.open = match known.into_iter().next() {
            _ if is_known => open.to_owned(),
            Some(first) => first,
            None if self.play.stage.cases.is_empty() => START.to_owned(),
            None => String::new(),
        };
        self
    }

    /// Makes a move, on a thread where that may take its time.
    async fn make(self, next: Move) -> Result<(Trial, Option<Wrong>), ServiceError> {
        let made = tokio::task::spawn_blocking(move || {
            let mut trial = self;
            let wrong = trial.play.make(next).err();
            (trial, wrong)
        });
        made.await.map_err(|error| ServiceError::Broken(error.to_string()))
    }

    /// The task that is being filled in.
    pub fn offer(&self) -> Option<Offer> {
        offers(&self.play.stage).into_iter().find(|offer| id_of(offer) == self.open)
    }

    /// The buttons of what is being filled in.
    pub fn buttons(&self, lang: Lang, offer: Option<&Offer>, by: &str) -> Vec<Button> {
        match offer {
            Some(offer) => show::buttons(offer, lang),
            None => {
                let starts = starts(&self.play.stage, &self.play.policy);
                let own = starts.iter().find(|start| start.people.iter().any(|person| person == by));
                vec![start_offer(lang, own.or(starts.first()).and_then(|start| start.section.clone()))]
            }
        }
    }

    /// Whoever may do what is being filled in.
    pub fn people(&self) -> Vec<String> {
        match self.offer() {
            Some(offer) => offer.people,
            None => {
                let mut people: Vec<String> =
                    starts(&self.play.stage, &self.play.policy).into_iter().flat_map(|s| s.people).collect();
                people.dedup();
                people
            }
        }
    }
}

/// `case.task.slot`.
pub fn id_of(offer: &Offer) -> String {
    format!("{}.{}.{}", offer.case, offer.task, offer.slot)
}

async fn go_on(seen: &Seen, id: &str, pairs: &Pairs) -> Result<Response, ServiceError> {
    let number = |name: &str| first(pairs, name).parse::<i64>().ok();
    let moves: Vec<Move> = serde_json::from_str(first(pairs, "moves"))
        .map_err(|_| ServiceError::Refused(Problem::new("no-such-page", [])))?;
    let made = number("made").and_then(|made| usize::try_from(made).ok()).unwrap_or(0);
    let starts = number("starts").map_or_else(|| seen.service.now(), Moment);
    let mut trial = Trial::new(seen.books()?, id, starts, moves, made).await?;
    let (turn, until, open) = (first(pairs, "turn"), first(pairs, "until"), first(pairs, "open"));
    match turn {
        "back" => trial.play.back(),
        "forward" => trial.play.forward(),
        _ => false,
    };
    let next = if turn == "next" { trial.play.next() } else { None };
    let typed = until.trim().trim_start_matches('+').trim();
    let next = next.or_else(|| (!typed.is_empty()).then(|| Move::Wait { until: typed.to_owned() }));
    if let Some(next) = next {
        let (trial, wrong) = trial.make(next).await?;
        let clock = wrong.map(|wrong| words(&trial, wrong, seen.lang).message).unwrap_or_default();
        let status = if clock.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        let until = if clock.is_empty() { String::new() } else { until.to_owned() };
        return show::page(seen, &trial.opened(open), Back { status, until, clock, ..Back::default() }).await;
    }
    let trial = trial.opened(open);
    if !turn.is_empty() || !pairs.iter().any(|(name, _)| name == "choice" || name == "more") {
        return show::page(seen, &trial, Back::default()).await;
    }
    act(seen, trial, pairs).await
}

/// A form that was filled in.
async fn act(seen: &Seen, trial: Trial, pairs: &Pairs) -> Result<Response, ServiceError> {
    let choice = first(pairs, "choice");
    if form::more(pairs).is_some() || choice.is_empty() {
        let notice =
            if form::more(pairs).is_none() { seen.lang.t("pages-press-a-button") } else { String::new() };
        return show::page(seen, &trial, Back { pairs: Some(pairs), notice, ..Back::default() }).await;
    }
    let offer = trial.offer();
    let people = trial.people();
    // Somebody who may not do it is no choice of the page.
    let sent = first(pairs, "by");
    let by = people.iter().find(|person| *person == sent).or(people.first()).cloned().unwrap_or_default();
    let buttons = trial.buttons(seen.lang, offer.as_ref(), &by);
    let policy = offer.as_ref().and_then(|offer| Some(&trial.play.stage.cases.get(offer.case)?.policy));
    let policy = policy.unwrap_or(&trial.play.policy);
    let fields = Typed::of(&inputs(pairs, choice, &buttons, &trial.books, policy));
    let opinion = act::opinion(pairs, choice);
    let next = match &offer {
        None => Move::Start { by, fields },
        Some(offer) => Move::Act {
            by,
            case: offer.case,
            state: offer.state.clone(),
            item: offer.item.clone(),
            post: offer.post.clone(),
            choice: choice.to_owned(),
            opinion: (!opinion.trim().is_empty()).then_some(opinion),
            fields,
        },
    };
    let (trial, wrong) = trial.make(next).await?;
    let Some(wrong) = wrong else {
        return show::page(seen, &trial.opened(""), Back::default()).await;
    };
    let told = words(&trial, wrong, seen.lang);
    let for_opinion = told.code.starts_with("opinion-");
    let notice =
        if told.fields.is_empty() && !for_opinion { super::task::whole(&told) } else { String::new() };
    let back = Back {
        status: StatusCode::UNPROCESSABLE_ENTITY,
        pairs: Some(pairs),
        opinion: if for_opinion { told.message.clone() } else { String::new() },
        problems: told.fields,
        notice,
        ..Back::default()
    };
    show::page(seen, &trial, back).await
}

fn words(trial: &Trial, wrong: Wrong, lang: Lang) -> Told {
    told(&trial.books, &error_of(wrong), lang)
}

/// The form as it came back, for the parts that show it.
pub fn returned<'a>(back: &'a Back<'a>) -> Option<Returned<'a>> {
    back.pairs.map(|pairs| Returned {
        pairs,
        problems: &back.problems,
        opinion: &back.opinion,
        ..Returned::default()
    })
}

/// What a section's references may name: rows of the trial's registers, its people, the company's posts.
pub fn lists(
    library: &Library,
    stage: &Stage,
    form: &core::Form,
    section: &core::Section,
) -> BTreeMap<String, Vec<core::Choice>> {
    let mut lists = BTreeMap::new();
    for field in section.entries.iter().filter_map(|entry| form.field(&entry.field)) {
        let kinds = match &field.kind {
            FieldKind::Rows { columns, .. } => {
                columns.iter().map(|c| (format!("{}.{}", field.id, c.field.id), &c.field.kind)).collect()
            }
            kind => vec![(field.id.clone(), kind)],
        };
        for (name, kind) in kinds {
            let choices = choices(library, stage, kind);
            lists.extend(choices.map(|choices| (name, choices)));
        }
    }
    lists
}

fn choices(library: &Library, stage: &Stage, kind: &FieldKind) -> Option<Vec<core::Choice>> {
    let choice = |id: &String, title: Bilingual| core::Choice { id: id.clone(), title };
    match kind {
        FieldKind::Ref { register } => {
            let rows = stage.registers().get(register);
            let line = |key: &String| {
                let line = row_line(library, stage, register, key);
                choice(key, line.unwrap_or_else(|| Bilingual::new(key.clone(), key.clone())))
            };
            Some(rows.into_iter().flat_map(|rows| rows.keys()).map(line).collect())
        }
        FieldKind::Post => {
            let posts = library.organisation().map(|o| o.posts.as_slice()).unwrap_or_default();
            Some(posts.iter().map(|post| choice(&post.id, post.title.clone())).collect())
        }
        FieldKind::Person => {
            Some(stage.people.keys().map(|id| choice(id, show::person(library, stage, id))).collect())
        }
        _ => None,
    }
}

/// A row of a register in one line; its key where the register says nothing.
pub fn row_line(library: &Library, stage: &Stage, register: &str, key: &str) -> Option<Bilingual> {
    let row = stage.registers().get(register)?.get(key)?;
    let (register, calendar) = (library.register(register)?, library.calendar()?);
    let write = |lang| {
        let line = register.summary.write(row, &register.form.fields, calendar.zone(), lang);
        if line.trim().is_empty() { key.to_owned() } else { line }
    };
    Some(Bilingual::new(write(Lang::Zh), write(Lang::En)))
}
