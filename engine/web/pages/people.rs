//! People and posts, and stating one's own absence.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use axum::response::Response;
use guicheng_core::value::Moment;

use crate::lang::{self, Say, t, t_attr};
use crate::service::{Absence, Books, Power, ServiceError, Staff, Told, powers};
use crate::store::tables::people::{AbsenceRow, AppointmentKind, AppointmentRow};
use crate::web::answer::{html, ok, post_title, see};
use crate::web::guard::{Posted, first};
use crate::web::session::Seen;
use crate::web::views::{
    self, AbsencePage, Act, Answer, Chip, ChoiceKind, Control, Field, Here, Holder, Link, Notice, Opinion,
    Opt, PeoplePage, Post, Section, Tone, Typed, Unit,
};
use crate::web::when::When;

use super::form::Pairs;
use super::task::late;

/// `GET /people`
pub async fn get(seen: Seen) -> Response {
    let page = page(&seen).await;
    seen.answer(page).await
}

/// `GET /people/absence`
pub async fn absence(seen: Seen) -> Response {
    let page = absence_page(&seen, StatusCode::OK, &[], &Wrong::default()).await;
    seen.answer(page).await
}

/// `POST /people/absence`
pub async fn be_absent(Posted { by: seen, pairs }: Posted<Seen>) -> Response {
    let stated = state(&seen, &pairs).await;
    seen.answer(stated).await
}

async fn page(seen: &Seen) -> Result<Response, ServiceError> {
    let (when, at) = (seen.when()?, seen.at()?);
    let (books, moment) = seen.books_at(at).await?;
    let staff = seen.service.staff_at(&seen.caller, moment).await?;
    let names: BTreeMap<&str, &str> =
        staff.people.iter().map(|row| (row.id.as_str(), row.name.as_str())).collect();
    let organisation = books.organisation();
    let traced = seen.service.reads_all(&seen.caller)?;
    let unit = |department: &guicheng_core::document::Department| Unit {
        title: department.title.get(seen.lang).to_owned(),
        posts: organisation
            .posts
            .iter()
            .filter(|post| post.department == department.id)
            .map(|post| Post {
                title: post.title.get(seen.lang).to_owned(),
                clause: seen.clause_link(post.clause.as_deref()),
                holders: holders(seen, &when, &staff, &names, &post.id)
                    .into_iter()
                    .map(|(person, holder)| {
                        let trace = format!("/trace/people/{person}");
                        Holder { trace: if traced { trace } else { String::new() }, ..holder }
                    })
                    .collect(),
                powers: powers(&books, &post.id).iter().map(|power| said(seen, power)).collect(),
            })
            .collect(),
    };
    let units: Vec<Unit> =
        organisation.departments.iter().map(unit).filter(|unit| !unit.posts.is_empty()).collect();
    let mut frame = seen.frame(Here::People).await?;
    if !seen.asked("done").is_empty() {
        frame.notice = Some(Notice { tone: Tone::Ok, text: seen.lang.t("pages-absence-done") });
    }
    let own = seen.caller.posts.iter().any(|held| !held.delegate);
    ok(&PeoplePage {
        note: organisation.title.get(seen.lang).to_owned(),
        past: seen.past(at)?,
        absence_href: if own && at.is_none() { "/people/absence".to_owned() } else { String::new() },
        accounts_href: match seen.caller.admin || seen.caller.reads_only {
            true => "/accounts".to_owned(),
            false => String::new(),
        },
        absences: staff.absences.iter().map(|row| away(seen, &when, &books, &staff, &names, row)).collect(),
        units,
        frame,
    })
}

/// What a post lets its holder do, leading to the paragraph it rests on.
fn said(seen: &Seen, power: &Power) -> Link {
    let what = ("what", power.title.get(seen.lang).to_owned().into());
    let text = t_attr(seen.lang, "as-of-power", power.kind.word(), &[what]);
    let href = power.document.as_ref().map(|id| format!("/documents/{id}")).unwrap_or_default();
    Link { text, href: seen.keep(&href) }
}

fn name(names: &BTreeMap<&str, &str>, id: &str) -> String {
    names.get(id).map_or(id, |name| name).to_owned()
}

fn holders(
    seen: &Seen,
    when: &When,
    staff: &Staff,
    names: &BTreeMap<&str, &str>,
    post: &str,
) -> Vec<(String, Holder)> {
    let holder = |row: &AppointmentRow| {
        let away = staff.absences.iter().any(|absence| absence.person == row.person);
        let chip = match (row.kind, away) {
            (_, true) => Some(Chip::new(Tone::Soon, seen.lang.t("pages-away"))),
            (AppointmentKind::Delegate, false) => Some(Chip::new(Tone::Plain, seen.lang.t("pages-delegate"))),
            (AppointmentKind::Holder, false) => None,
        };
        let day = |moment: Moment| lang::date(seen.lang, when.civil(moment).date());
        let since = match row.to_at {
            Some(to) => {
                t(seen.lang, "pages-from-to", &[("from", day(row.from_at).into()), ("to", day(to).into())])
            }
            None => t(seen.lang, "pages-since", &[("from", day(row.from_at).into())]),
        };
        (row.person.clone(), Holder { name: name(names, &row.person), since, chip, ..Holder::default() })
    };
    staff.appointments.iter().filter(|row| row.post == post).map(holder).collect()
}

fn away(
    seen: &Seen,
    when: &When,
    books: &Books,
    staff: &Staff,
    names: &BTreeMap<&str, &str>,
    row: &AbsenceRow,
) -> views::Absence {
    let from = when.moment(row.from_at);
    let span = match row.to_at {
        Some(to) => t(seen.lang, "pages-from-to", &[("from", from.into()), ("to", when.moment(to).into())]),
        None => t(seen.lang, "pages-since", &[("from", from.into())]),
    };
    let delegates = staff.appointments.iter().filter(|other| {
        other.kind == AppointmentKind::Delegate && other.by_entry == row.by_entry && row.by_entry > 0
    });
    let delegate = |other: &AppointmentRow| {
        let post = post_title(books, &other.post, seen.lang);
        let person = name(names, &other.person);
        t(seen.lang, "pages-stands-in", &[("post", post.into()), ("person", person.into())])
    };
    views::Absence {
        who: name(names, &row.person),
        when: span,
        delegates: delegates.map(delegate).collect(),
        end_action: String::new(),
    }
}

/// What is wrong with the form.
#[derive(Default)]
struct Wrong {
    from: String,
    to: String,
    /// Post → sentence.
    delegates: BTreeMap<String, String>,
    notice: String,
}

async fn state(seen: &Seen, pairs: &Pairs) -> Result<Response, ServiceError> {
    let when = seen.when()?;
    let (from, to) = (when.read(first(pairs, "from")), when.read(first(pairs, "to")));
    let need = |moment: Option<Moment>, name: &str| match (moment, first(pairs, name)) {
        (Some(_), _) => String::new(),
        (None, "") => seen.lang.t("field-required"),
        (None, typed) => t(seen.lang, "field-not-a-time", &[("value", typed.into())]),
    };
    let wrong = Wrong { from: need(from, "from"), to: need(to, "to"), ..Wrong::default() };
    let (Some(from), Some(to)) = (from, to) else {
        return absence_page(seen, StatusCode::UNPROCESSABLE_ENTITY, pairs, &wrong).await;
    };
    let chosen =
        pairs.iter().filter(|(name, person)| name.starts_with("delegate.") && !person.trim().is_empty());
    let delegates =
        chosen.map(|(name, person)| (name["delegate.".len()..].to_owned(), person.trim().to_owned()));
    let absence = Absence { from, to, delegates: delegates.collect() };
    match seen.service.be_absent(&seen.caller, absence).await {
        Ok(()) => Ok(see("/people?done=1")),
        Err(error @ (ServiceError::Refused(_) | ServiceError::NotFound(_))) => {
            let told = seen.service.tell(&error, seen.lang);
            let wrong = placed(&error, told);
            absence_page(seen, StatusCode::UNPROCESSABLE_ENTITY, pairs, &wrong).await
        }
        Err(error) => Err(error),
    }
}

/// A refusal beside the field that it is about.
fn placed(error: &ServiceError, told: Told) -> Wrong {
    match error {
        ServiceError::Refused(problem) if problem.code == "absence-order" => {
            Wrong { to: told.message, ..Wrong::default() }
        }
        ServiceError::Refused(problem) if problem.code == "delegate-required" => {
            let post = problem.args.iter().find(|(name, _)| *name == "post").map(|(_, post)| post.clone());
            Wrong {
                delegates: post.into_iter().map(|post| (post, told.message.clone())).collect(),
                ..Wrong::default()
            }
        }
        _ => Wrong { notice: told.message, ..Wrong::default() },
    }
}

async fn absence_page(
    seen: &Seen,
    status: StatusCode,
    pairs: &Pairs,
    wrong: &Wrong,
) -> Result<Response, ServiceError> {
    let mut frame = seen.frame(Here::People).await?;
    frame.notice = (!wrong.notice.is_empty()).then(|| late(wrong.notice.clone()));
    let act = absence_form(seen, pairs, wrong).await?;
    Ok(html(status, &AbsencePage { frame, act }))
}

async fn absence_form(seen: &Seen, pairs: &Pairs, wrong: &Wrong) -> Result<Act, ServiceError> {
    let books = seen.books()?;
    let staff = seen.service.staff(&seen.caller).await?;
    let now = seen.service.now();
    let time = |name: &str, key: &str, error: &str| Field {
        name: name.to_owned(),
        label: seen.lang.t(key),
        required: true,
        error: error.to_owned(),
        control: Control::Moment { value: first(pairs, name).to_owned() },
        ..Field::default()
    };
    let mut fields =
        vec![time("from", "pages-absence-from", &wrong.from), time("to", "pages-absence-to", &wrong.to)];
    for held in seen.caller.posts.iter().filter(|held| !held.delegate) {
        let name = format!("delegate.{}", held.post);
        let typed = first(pairs, &name).to_owned();
        let here = staff
            .people
            .iter()
            .filter(|row| row.id != seen.caller.person && row.active_to.is_none_or(|to| to > now));
        let options = here.map(|row| Opt {
            value: row.id.clone(),
            label: row.name.clone(),
            note: String::new(),
            chosen: row.id == typed,
        });
        let post = post_title(&books, &held.post, seen.lang);
        fields.push(Field {
            label: t(seen.lang, "pages-absence-delegate", &[("post", post.into())]),
            required: books.organisation().post(&held.post).is_some_and(|post| post.delegate_required),
            error: wrong.delegates.get(&held.post).cloned().unwrap_or_default(),
            control: Control::Pick { options: options.collect(), value: typed.clone() },
            name,
            ..Field::default()
        });
    }
    let choice = views::Choice {
        id: "absence".to_owned(),
        label: seen.lang.t("web-absence-do"),
        kind: ChoiceKind::Do,
        ..views::Choice::default()
    };
    let sections = vec![Section { id: "absence".to_owned(), fields, ..Section::default() }];
    let answers = vec![Answer { choice, opinion: Opinion::None, sections }];
    Ok(views::arrange(seen.lang, "/people/absence".to_owned(), answers, &Typed::default()))
}
