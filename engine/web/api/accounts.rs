//! Accounts of people, for those who look after them.

use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::asker::Asker;
use super::docs::{Refusals, WriteRefusals};
use super::error::ApiError;
use super::input::{Body, Params, moment};
use super::show::Show;
use crate::lang::Lang;
use crate::limits;
use crate::service::{NewPerson, Service};

/// Everybody's account.
#[derive(Serialize, ToSchema)]
pub(super) struct Accounts {
    /// Those who left come last.
    items: Vec<AccountOut>,
}

/// Somebody's account.
#[derive(Serialize, ToSchema)]
#[schema(as = Account)]
struct AccountOut {
    id: String,
    name: String,
    /// May look after accounts.
    admin: bool,
    /// An auditor: reads everything, changes nothing.
    reads_only: bool,
    /// The moment at which it ends or ended.
    #[schema(format = DateTime)]
    until: Option<String>,
    has_password: bool,
    has_authenticator: bool,
    /// Browsers that are signed in now.
    sessions: usize,
}

/// Somebody new.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "describes the body; it is read strictly by `Body`, with every problem by name")]
pub(super) struct NewAccountIn {
    id: String,
    name: String,
    /// Their own mailbox: there, and nowhere else, the link goes with which they set their password.
    mail: String,
    /// `staff` (default), `admin` or `auditor`.
    kind: Option<String>,
    /// When the account ends by itself; needed for an auditor.
    #[schema(format = DateTime)]
    until: Option<String>,
}

/// Somebody was added and invited.
#[derive(Serialize, ToSchema)]
pub(super) struct InvitationOut {
    person: String,
    /// The link with which they set their password is on its way to their own mailbox; nobody else gets it. False where
    /// there is no mail server: then `guicheng invite` on the server gives it.
    mailed: bool,
}

/// What is to be done with an account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "describes the body; it is read strictly by `Body`, with every problem by name")]
pub(super) struct AccountChangeIn {
    /// `invite`: a link to set a new password goes to their mailbox; `take-off-authenticator`: a link with which, and
    /// with their password, they take off an authenticator that is lost; `end-sessions`: sessions and tokens end; `leave`: every right
    /// ends at once, what was signed stays.
    action: String,
}

/// What was done with an account.
#[derive(Serialize, ToSchema)]
pub(super) struct AccountChanged {
    person: String,
    /// A link is on its way to their own mailbox.
    mailed: bool,
    /// Of `leave`: ids of open tasks that nobody but them could do.
    tasks: Vec<String>,
    /// Of `leave`: posts that nobody holds now.
    vacant: Vec<String>,
}

/// Accounts of everybody.
#[utoipa::path(get, path = "/accounts", operation_id = "listAccounts", tag = "people", responses((status = 200, body = Accounts), Refusals))]
pub(super) async fn list(
    State(service): State<Service>,
    asker: Asker,
    params: Params,
) -> Result<Json<Accounts>, ApiError> {
    params.finish()?;
    let show = Show { books: service.library()?, lang: asker.lang };
    let accounts = service.accounts(&asker.caller).await?;
    let out = |account: crate::service::Account| AccountOut {
        id: account.person.id,
        name: account.person.name,
        admin: account.person.admin,
        reads_only: account.person.reads_only,
        until: account.person.active_to.map(|to| show.at(to)),
        has_password: account.password,
        has_authenticator: account.code,
        sessions: account.sessions,
    };
    Ok(Json(Accounts { items: accounts.into_iter().map(out).collect() }))
}

/// Adds a person and invites them.
#[utoipa::path(post, path = "/accounts", operation_id = "addAccount", tag = "people", request_body = NewAccountIn,
    responses((status = 200, body = InvitationOut), WriteRefusals))]
pub(super) async fn add(
    State(service): State<Service>,
    asker: Asker,
    params: Params,
    mut body: Body,
) -> Result<Json<InvitationOut>, ApiError> {
    params.finish()?;
    let (id, name) = (body.needed("id", limits::API_NAME), body.needed("name", limits::API_NAME));
    let mail = body.needed("mail", limits::MAIL_ADDRESS_CHARS);
    let kind = body.text("kind", limits::API_NAME).unwrap_or_else(|| "staff".to_owned());
    if !["staff", "admin", "auditor"].contains(&kind.as_str()) {
        body.problem("kind", "not-a-choice", vec![("value", kind.clone())]);
    }
    let until = body.text("until", limits::API_NAME);
    let at = until.as_deref().and_then(moment);
    if let (Some(text), None) = (&until, at) {
        body.problem("until", "not-a-time", vec![("value", text.clone())]);
    }
    body.finish()?;
    let new = NewPerson {
        id: id.clone(),
        name,
        mail: Some(mail),
        lang: Lang::Zh,
        admin: kind == "admin",
        reads_only: kind == "auditor",
        until: at,
    };
    let mailed = service.add_person(&asker.caller, new).await?;
    Ok(Json(InvitationOut { person: id, mailed }))
}

/// Invites a person anew, ends their sessions, or enters that they leave.
#[utoipa::path(post, path = "/accounts/{id}", operation_id = "changeAccount", tag = "people",
    request_body = AccountChangeIn, params(("id" = String, Path, description = "The person's id")),
    responses((status = 200, body = AccountChanged), WriteRefusals))]
pub(super) async fn change(
    State(service): State<Service>,
    asker: Asker,
    Path(id): Path<String>,
    params: Params,
    mut body: Body,
) -> Result<Json<AccountChanged>, ApiError> {
    params.finish()?;
    let action = body.needed("action", limits::API_NAME);
    if !action.is_empty()
        && !["invite", "take-off-authenticator", "end-sessions", "leave"].contains(&action.as_str())
    {
        body.problem("action", "not-a-choice", vec![("value", action.clone())]);
    }
    body.finish()?;
    let mut done = AccountChanged { person: id.clone(), mailed: false, tasks: vec![], vacant: vec![] };
    match action.as_str() {
        "invite" => {
            service.invite_again(&asker.caller, &id).await?;
            done.mailed = true;
        }
        "take-off-authenticator" => {
            service.invite_to_take_off(&asker.caller, &id).await?;
            done.mailed = true;
        }
        "leave" => {
            let left = service.leave_by(&asker.caller, &id).await?;
            done.tasks = left.tasks.into_iter().map(|task| task.id).collect();
            done.vacant = left.vacant;
        }
        _ => service.end_sessions(&asker.caller, &id).await?,
    }
    Ok(Json(done))
}
