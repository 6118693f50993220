//! People, posts, and who holds which now.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::asker::Asker;
use super::docs::Refusals;
use super::error::ApiError;
use super::input::Params;
use super::show::{ClauseOut, Show, Words};
use crate::service::{Power, Service, Staff, powers};
use crate::store::tables::people::{AppointmentKind, AppointmentRow};

/// Everybody, past people too.
#[derive(Serialize, ToSchema)]
pub(super) struct PeopleOut {
    items: Vec<PersonOut>,
}

/// A person of the house.
#[derive(Serialize, ToSchema)]
struct PersonOut {
    id: String,
    name: String,
    /// Language of their mails: `zh-CN` or `en`.
    lang: String,
    /// Belongs to the house now.
    active: bool,
    /// Is away now.
    away: bool,
    posts: Vec<HeldPost>,
}

/// A post somebody acts in now.
#[derive(Serialize, ToSchema)]
struct HeldPost {
    post: String,
    title: Words,
    /// In the holder's place.
    delegate: bool,
}

/// People and the posts they act in now.
#[utoipa::path(get, path = "/people", operation_id = "listPeople", tag = "people",
    params(("at" = Option<String>, Query, description = "A past moment (RFC 3339) or date; now if left out")), responses((status = 200, body = PeopleOut), Refusals))]
pub(super) async fn people(
    State(service): State<Service>,
    asker: Asker,
    mut params: Params,
) -> Result<Json<PeopleOut>, ApiError> {
    let at = params.at(&service)?;
    params.finish()?;
    let (books, now) = service.books_at(at).await?;
    let Staff { people, appointments, absences } = service.staff_at(&asker.caller, now).await?;
    let held = |row: &AppointmentRow| HeldPost {
        post: row.post.clone(),
        title: books
            .organisation()
            .post(&row.post)
            .map_or_else(|| Words::said(|_| row.post.clone()), |post| (&post.title).into()),
        delegate: row.kind == AppointmentKind::Delegate,
    };
    let items = people
        .into_iter()
        .map(|person| PersonOut {
            active: person.active_from <= now && person.active_to.is_none_or(|to| to > now),
            away: absences.iter().any(|row| row.person == person.id),
            posts: appointments.iter().filter(|row| row.person == person.id).map(held).collect(),
            id: person.id,
            name: person.name,
            lang: person.lang,
        })
        .collect();
    Ok(Json(PeopleOut { items }))
}

/// All posts.
#[derive(Serialize, ToSchema)]
pub(super) struct Posts {
    items: Vec<PostOut>,
}

/// A post: what tasks are addressed to.
#[derive(Serialize, ToSchema)]
struct PostOut {
    id: String,
    title: Words,
    department: String,
    department_title: Option<Words>,
    reports_to: Option<String>,
    /// Its holder may be away only while somebody acts for them.
    delegate_required: bool,
    /// May see every case.
    reads_all: bool,
    /// The paragraph with its duties.
    clause: Option<ClauseOut>,
    /// Who acts in it now, holders first; empty if it is vacant.
    holders: Vec<HolderOut>,
    /// What the documents let its holder do.
    may: Vec<PowerOut>,
}

/// Something that a post lets its holder do.
#[derive(Serialize, ToSchema)]
#[schema(as = Power)]
struct PowerOut {
    /// `start` a case, `task`, `register`, `read-all`
    kind: String,
    /// The policy or register; none for reading all.
    document: Option<String>,
    title: Words,
    /// The paragraph it rests on.
    clause: Option<String>,
}

/// Somebody who acts in a post.
#[derive(Serialize, ToSchema)]
#[schema(as = PostHolder)]
struct HolderOut {
    person: String,
    name: String,
    delegate: bool,
}

/// The posts of the organisation and who acts in them now.
#[utoipa::path(get, path = "/posts", operation_id = "listPosts", tag = "people",
    params(("at" = Option<String>, Query, description = "A past moment (RFC 3339) or date; now if left out")), responses((status = 200, body = Posts), Refusals))]
pub(super) async fn posts(
    State(service): State<Service>,
    asker: Asker,
    mut params: Params,
) -> Result<Json<Posts>, ApiError> {
    let at = params.at(&service)?;
    params.finish()?;
    let (books, moment) = service.books_at(at).await?;
    let staff = service.staff_at(&asker.caller, moment).await?;
    let show = Show { books, lang: asker.lang };
    let organisation = show.books.organisation();
    let holders = |post: &str| {
        let rows = staff.appointments.iter().filter(|row| row.post == post);
        let holder = rows.map(|row| HolderOut {
            name: staff
                .people
                .iter()
                .find(|p| p.id == row.person)
                .map(|p| p.name.clone())
                .unwrap_or_default(),
            person: row.person.clone(),
            delegate: row.kind == AppointmentKind::Delegate,
        });
        holder.collect()
    };
    let items = organisation
        .posts
        .iter()
        .map(|post| PostOut {
            id: post.id.clone(),
            title: (&post.title).into(),
            department_title: organisation.department(&post.department).map(|found| (&found.title).into()),
            department: post.department.clone(),
            reports_to: post.reports_to.clone(),
            delegate_required: post.delegate_required,
            reads_all: post.reads_all,
            clause: show.clause(post.clause.as_deref()),
            holders: holders(&post.id),
            may: powers(&show.books, &post.id).into_iter().map(power).collect(),
        })
        .collect();
    Ok(Json(Posts { items }))
}

fn power(power: Power) -> PowerOut {
    PowerOut {
        kind: power.kind.word().to_owned(),
        document: power.document.map(|id| id.to_string()),
        title: (&power.title).into(),
        clause: power.clause,
    }
}
