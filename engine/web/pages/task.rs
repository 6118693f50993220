//! One task: its page, and acting on it. The same for who is signed in and for the holder of its link.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use guicheng_core::policy::Decide;

use crate::lang::{self, Say, t};
use crate::service::{ActRequest, Done, Problem, READ, ServiceError, TaskView, Told, touches};
use crate::store::tables::task::{SlotRow, SlotStatus, TaskStatus};
use crate::web::answer::{html, post_title, see};
use crate::web::guard::{Posted, first};
use crate::web::refused::status;
use crate::web::session::Seen;
use crate::web::views::{Closed, Deadline, Here, Link, Notice, Progress, ReviewPart, Signer, TaskPage, Tone};
use crate::web::when::When;

use super::act::{self, Desk, Returned};
use super::chart::Chart;
use super::facts::Facts;
use super::form::{self, Pairs};
use super::readings::{self, ticked};
use super::sign;
use super::timeline::Telling;

/// `GET /tasks/{id}`
pub async fn get(Path(id): Path<String>, seen: Seen) -> Response {
    let page = page(&seen, &id, format!("/tasks/{id}"), Shown::default()).await;
    seen.answer(page).await
}

/// `POST /tasks/{id}`
pub async fn post(Path(id): Path<String>, Posted { by: seen, pairs }: Posted<Seen>) -> Response {
    let done = act(&seen, &id, format!("/tasks/{id}"), &pairs).await;
    seen.answer(done).await
}

/// How a page is shown besides its task.
#[derive(Default)]
pub struct Shown<'a> {
    pub status: StatusCode,
    pub notice: Option<Notice>,
    pub back: Option<Returned<'a>>,
    /// What has moved since the page was opened that was sent.
    pub since: Vec<String>,
}

/// Acts, and leads on to what comes next; or shows the form again with all that was typed.
pub async fn act(seen: &Seen, id: &str, action: String, pairs: &Pairs) -> Result<Response, ServiceError> {
    let choice = first(pairs, "choice");
    if form::more(pairs).is_some() || choice.is_empty() {
        let back = Some(Returned { pairs, ..Returned::default() });
        let notice = form::more(pairs).is_none().then(|| late(seen.lang.t("pages-press-a-button")));
        return page(seen, id, action, Shown { back, notice, ..Shown::default() }).await;
    }
    let view = seen.service.task(&seen.caller, id).await?;
    if !first(pairs, "gather").is_empty() {
        seen.service.gather_evidence(&seen.caller, &view.case.id).await?;
        let since = super::review::since(seen, &view, first(pairs, "sign.seen")).await?;
        let back = Some(Returned { pairs, ..Returned::default() });
        return page(seen, id, action, Shown { back, since, ..Shown::default() }).await;
    }
    let offers = act::offers(&view, seen.lang);
    let policy = view.books.policy(&view.row.policy).ok_or_else(no_policy)?;
    let opinion = act::opinion(pairs, choice);
    let request = ActRequest {
        choice: choice.to_owned(),
        input: act::inputs(pairs, choice, &offers, &view.books, policy),
        opinion: (!opinion.trim().is_empty()).then_some(opinion),
        post: None,
        key: Some(first(pairs, "key").to_owned()).filter(|key| !key.is_empty()),
        signing: sign::sent(pairs),
        read: Some(ticked(pairs)),
    };
    match seen.service.act(&seen.caller, id, request).await {
        Ok(done) => Ok(see(&next(seen, &done, &action).await)),
        Err(error) => again(seen, id, action, pairs, error).await,
    }
}

/// The form again, with what is wrong with it.
async fn again(
    seen: &Seen,
    id: &str,
    action: String,
    pairs: &Pairs,
    error: ServiceError,
) -> Result<Response, ServiceError> {
    let told = seen.service.tell(&error, seen.lang);
    match &error {
        // What they had before them is no longer so: it is shown anew, for a change with what has moved, and with what
        // they typed where they can still send it.
        ServiceError::Conflict(_) if told.code == "change-seen-old" || !seen.by_link_only() => {
            let view = seen.service.task(&seen.caller, id).await?;
            let since = super::review::since(seen, &view, first(pairs, "sign.seen")).await?;
            let back = (told.code == "change-seen-old").then(|| Returned { pairs, ..Returned::default() });
            let notice = Some(late(told.message));
            page(seen, id, action, Shown { status: StatusCode::CONFLICT, notice, back, since }).await
        }
        // A proof that will not do: the form again with all that was typed, except for the password.
        _ if sign::is_for_it(&told.code) => {
            let code_wrong = told.code.starts_with("code-");
            let back = Some(Returned { pairs, sign: &told.message, code_wrong, ..Returned::default() });
            page(seen, id, action, Shown { status: status(&error), back, ..Shown::default() }).await
        }
        ServiceError::Fields(_) | ServiceError::Refused(_) | ServiceError::Script(_) => {
            let for_opinion = told.code.starts_with("opinion-");
            let notice = (told.fields.is_empty() && !for_opinion).then(|| late(whole(&told)));
            let opinion = if for_opinion { told.message.as_str() } else { "" };
            let back = Some(Returned { pairs, problems: &told.fields, opinion, ..Returned::default() });
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            page(seen, id, action, Shown { status, notice, back, ..Shown::default() }).await
        }
        _ => Err(error),
    }
}

/// A refusal in one paragraph: a failing script with its place and what it looked at.
pub fn whole(told: &Told) -> String {
    let Some(script) = &told.script else { return told.message.clone() };
    let mut text = format!("{} · {}:{}:{}", told.message, script.path, script.line, script.column);
    for (name, value) in &script.values {
        text.push_str(&format!(" · {name} = {value}"));
    }
    text
}

pub fn late(text: String) -> Notice {
    Notice { tone: Tone::Late, text }
}

/// After acting: to the next task of one's own in this case, else to the case.
async fn next(seen: &Seen, done: &Done, action: &str) -> String {
    if seen.by_link_only() {
        return format!("{action}?done=1");
    }
    after(seen, done).await
}

/// To the next task of one's own in this case, else to the case.
pub async fn after(seen: &Seen, done: &Done) -> String {
    for task in &done.tasks {
        if seen.service.task(&seen.caller, task).await.is_ok_and(|view| view.mine) {
            return format!("/tasks/{task}?done=1");
        }
    }
    format!("/cases/{}?done=1", done.instance)
}

pub fn no_policy() -> ServiceError {
    ServiceError::NotFound(Problem::new("no-such-policy", []))
}

/// The page.
pub async fn page(seen: &Seen, id: &str, action: String, shown: Shown<'_>) -> Result<Response, ServiceError> {
    let view = seen.service.task(&seen.caller, id).await?;
    let when = seen.when()?;
    let names = seen.names().await?;
    let policy = view.books.policy(&view.row.policy).ok_or_else(no_policy)?;
    let mut frame = seen.frame(Here::Todo).await?;
    frame.notice = shown.notice.or_else(|| {
        let done = !seen.asked("done").is_empty();
        done.then(|| Notice { tone: Tone::Ok, text: seen.lang.t("pages-done-next") })
    });
    let telling = Telling { when: &when, books: &view.books, policy: Some(policy), names: &names };
    let facts = Facts { seen, when: &when, books: &view.books, names: &names, stage: None };
    let groups = match view.books.form_of(policy) {
        Some(form) => facts.groups(form, &view.record, &view.show).await?,
        None => Vec::new(),
    };
    let form = match view.mine {
        true => {
            let desk =
                Desk { seen, when: &when, books: &view.books, policy, record: &view.record, stage: None };
            let mut form = desk.act(action, act::offers(&view, seen.lang), shown.back).await?;
            form.sign = sign::part(seen, &view, shown.back).await?;
            Some(form)
        }
        false => None,
    };
    let mut form = form;
    if let Some(form) = form.as_mut().filter(|_| view.row.sign.as_deref() == Some(READ)) {
        form.reads = readings::part(seen, &view.case.id, shown.back.map(|back| back.pairs)).await?;
    }
    let unplaced = match (&form, shown.back) {
        (Some(form), Some(back)) => act::unplaced(form, back.problems),
        _ => String::new(),
    };
    if !unplaced.is_empty() {
        frame.notice = Some(late(unplaced));
    }
    let history = seen.service.history_for_task(&view).await?;
    let tasks = seen.service.tasks_beside(&view).await?;
    // A change's own tasks are about the change: it is read here, whole.
    let review = match seen.service.is_change(&view.case.id).await? {
        // The way to the change is above it already.
        true => {
            let part = super::review::part(seen, &view.case.id).await?;
            let gather = form.is_some() && part.gather;
            Some(ReviewPart { number: Link::default(), since: shown.since, gather, ..part })
        }
        false => None,
    };
    if let (Some(form), Some(review)) = (&mut form, &review)
        && view.row.sign.as_deref() == Some("approve")
    {
        super::review::ask_opinion(seen.lang, form, review);
    }
    let title = view.title.get(seen.lang);
    let page = TaskPage {
        link_for: link_for(seen, &view),
        case: case_link(seen, &view),
        policy: view.policy_title.get(seen.lang).to_owned(),
        title: view.data.item.as_ref().map_or_else(|| title.to_owned(), |item| format!("{title} · {item}")),
        deadline: deadline(seen, &view, &when),
        also: also(seen, &view),
        clause: seen.clause(&view.books, view.row.clause.as_deref())?,
        summary: view.data.summary.get(seen.lang).to_owned(),
        facts: groups,
        review,
        act: form,
        closed: closed(seen, &view, &when, &telling),
        progress: progress(&view, policy, &when, &telling),
        picture: view.snapshot.as_ref().map(|snapshot| {
            let visited = super::chart::visited(policy, &history, &tasks, snapshot);
            Chart { when: &when, books: &view.books, policy, snapshot, visited }
                .picture(picture_href(seen, &view))
        }),
        events: telling.events(&history),
        frame,
    };
    Ok(html(shown.status, &page))
}

fn picture_href(seen: &Seen, view: &TaskView) -> String {
    if seen.by_link_only() { String::new() } else { format!("/cases/{}/picture.svg", view.case.id) }
}

fn link_for(seen: &Seen, view: &TaskView) -> String {
    if !seen.by_link_only() {
        return String::new();
    }
    let slot = view.slots.iter().find(|slot| touches(slot, &seen.caller));
    let post =
        slot.and_then(|slot| slot.post.as_deref()).map(|post| post_title(&view.books, post, seen.lang));
    let person = seen.caller.name.as_str();
    match post {
        Some(post) => t(seen.lang, "web-task-link-for", &[("person", person.into()), ("post", post.into())]),
        None => t(seen.lang, "pages-link-for", &[("person", person.into())]),
    }
}

fn case_link(seen: &Seen, view: &TaskView) -> Link {
    let text = view.data.number.clone().unwrap_or_else(|| seen.lang.t("web-cases-case"));
    let href = if seen.by_link_only() { String::new() } else { format!("/cases/{}", view.case.id) };
    Link { text, href }
}

fn deadline(seen: &Seen, view: &TaskView, when: &When) -> Option<Deadline> {
    let due = view.row.due_at.filter(|_| view.row.status == TaskStatus::Open)?;
    Some(Deadline {
        chip: when.remaining(due),
        by: t(seen.lang, "web-task-due-by", &[("moment", when.moment(due).into())]),
        why: view
            .due
            .as_ref()
            .map(|due| lang::due_line(seen.lang, due, &view.calendar_label))
            .unwrap_or_default(),
        calendar: Link::default(),
    })
}

/// In whose place the reader acts.
fn also(seen: &Seen, view: &TaskView) -> String {
    let mine = |slot: &&SlotRow| slot.status == SlotStatus::Open && touches(slot, &seen.caller);
    let slot = view.slots.iter().find(mine).filter(|_| view.mine);
    let held =
        slot.and_then(|slot| seen.caller.posts.iter().find(|held| Some(&held.post) == slot.post.as_ref()));
    match held {
        Some(held) if held.delegate => {
            let post = post_title(&view.books, &held.post, seen.lang);
            t(seen.lang, "pages-you-are-delegate", &[("post", post.into())])
        }
        _ => String::new(),
    }
}

fn closed(seen: &Seen, view: &TaskView, when: &When, telling: &Telling<'_>) -> Option<Closed> {
    let row = &view.row;
    if row.status == TaskStatus::Open {
        return None;
    }
    let at = row.done_at.map(|at| when.moment(at)).unwrap_or_default();
    let text = match &row.done_by {
        Some(person) => {
            let name = telling.names.get(person).unwrap_or(person);
            let who = telling.person_in(name, row.done_post.as_deref(), false);
            let choice =
                row.choice.as_deref().map(|choice| telling.choice(&row.state, choice)).unwrap_or_default();
            t(
                seen.lang,
                "pages-closed-done",
                &[("who", who.into()), ("at", at.into()), ("choice", choice.into())],
            )
        }
        None => t(seen.lang, "pages-closed-cancelled", &[("at", at.into())]),
    };
    let next = Link { text: seen.lang.t("pages-go-case"), href: case_link(seen, view).href };
    Some(Closed { text, next })
}

fn progress(
    view: &TaskView,
    policy: &guicheng_core::policy::Policy,
    when: &When,
    telling: &Telling<'_>,
) -> Option<Progress> {
    let signers: Vec<&SlotRow> = view.slots.iter().filter(|slot| slot.status != SlotStatus::Told).collect();
    if signers.len() < 2 {
        return None;
    }
    let lang = when.lang;
    let acted = signers.iter().filter(|slot| slot.status == SlotStatus::Acted).count();
    let rule = policy
        .find_state(&view.row.state)
        .and_then(|(chart, state)| policy.charts[chart].work[state].task.as_ref());
    let agreeing = rule.and_then(|rule| rule.choices.first());
    let signer = |slot: &&SlotRow| {
        let by = slot.acted_by.as_ref().map(|person| telling.names.get(person).unwrap_or(person).clone());
        let who = match (&by, &slot.post) {
            (Some(name), post) => telling.person_in(name, post.as_deref(), false),
            (None, Some(post)) => post_title(&view.books, post, lang),
            (None, None) => slot.person.as_ref().map(|id| name(telling.names, id)).unwrap_or_default(),
        };
        let words =
            slot.choice.as_deref().map(|choice| telling.choice(&view.row.state, choice)).unwrap_or_default();
        let note = match slot.acted_at {
            Some(at) => format!("{} {words}", when.moment(at)),
            None => lang.t("pages-not-yet"),
        };
        let tone = match (&slot.choice, agreeing) {
            (None, _) => Tone::Plain,
            (Some(choice), Some(agreeing)) if choice != agreeing => Tone::Late,
            _ => Tone::Ok,
        };
        Signer { who, tone, note }
    };
    let args = [("done", acted.into()), ("of", signers.len().into())];
    Some(Progress {
        title: t(lang, "pages-progress", &args),
        rule: rule.map(|rule| decide(lang, &rule.decide)).unwrap_or_default(),
        signers: signers.iter().map(signer).collect(),
    })
}

fn name(names: &BTreeMap<String, String>, id: &str) -> String {
    names.get(id).cloned().unwrap_or_else(|| id.to_owned())
}

fn decide(lang: lang::Lang, decide: &Decide) -> String {
    match decide {
        Decide::One => lang.t("pages-decide-one"),
        Decide::All => lang.t("pages-decide-all"),
        Decide::Sequence => lang.t("pages-decide-sequence"),
        Decide::Share(part, whole) => {
            let args = [("part", part.to_string().into()), ("whole", whole.to_string().into())];
            t(lang, "pages-decide-share", &args)
        }
        Decide::Weights(_, reach) => t(lang, "pages-decide-weights", &[("reach", reach.to_string().into())]),
    }
}
