//! From a person to all they did and signed, and to the posts they held then.

use guicheng_core::ledger::Entry;
use guicheng_core::text::Lang;
use guicheng_core::value::Moment;
use serde::Serialize;
use utoipa::ToSchema;

use super::case::Words;
use super::{Signed, Stamp, Verdict};
use crate::limits;
use crate::service::documents::Books;
use crate::service::{Caller, Service, ServiceError, Via};
use crate::store::Page;
use crate::store::tables::ledger::EntryRow;
use crate::store::tables::people::{AppointmentKind, AppointmentRow};

/// A person with all they did.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PersonTrace {
    /// Person id.
    pub person: String,
    /// What people call them.
    pub name: String,
    /// When they came.
    #[schema(value_type = String)]
    pub active_from: Stamp,
    /// When they left.
    #[schema(value_type = Option<String>)]
    pub active_to: Option<Stamp>,
    /// What was found about the acts of this page.
    pub verdict: Vec<Verdict>,
    /// All appointments, oldest first.
    pub appointments: Vec<Held>,
    /// A page of what they did, the latest first.
    pub acts: Vec<Act>,
    /// How much they did.
    pub total: i64,
    /// The page, from 0 on.
    pub page: i64,
    /// All that they signed, oldest first.
    pub signatures: Vec<Signed>,
}

/// A post that somebody holds or held.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Held {
    /// Post id.
    pub post: String,
    /// In the holder's place.
    pub delegate: bool,
    /// From when.
    #[schema(value_type = String)]
    pub from: Stamp,
    /// Until when.
    #[schema(value_type = Option<String>)]
    pub to: Option<Stamp>,
    /// The ledger's entry that made it.
    pub entry: i64,
}

/// Something they did.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Act {
    /// Number in the ledger.
    pub seq: i64,
    /// When.
    #[schema(value_type = String)]
    pub at: Stamp,
    /// `start`, `act` …
    pub kind: String,
    /// The case.
    pub instance: Option<String>,
    /// The case's number.
    pub case_number: Option<String>,
    /// The title of the task that was acted on, in the language of the request.
    pub task_title: Option<String>,
    /// The choice taken.
    pub choice: Option<String>,
    /// The words on its button, in the language of the request.
    pub choice_title: Option<String>,
    /// The post in whose name.
    pub post: Option<String>,
    /// By what right, as the entry says.
    pub authority: String,
    /// Posts that they held or acted in at that moment.
    pub held: Vec<String>,
    /// The right that the entry names was theirs then.
    pub authority_holds: bool,
}

impl Service {
    /// Traces a person: for those who read all, and for the person themself. `page` counts pages of acts, from 0 on.
    pub async fn trace_person(
        &self,
        caller: &Caller,
        id: &str,
        page: i64,
        lang: Lang,
    ) -> Result<PersonTrace, ServiceError> {
        if caller.person != id || matches!(caller.via, Via::Link { .. }) {
            self.may_trace(caller)?;
        }
        let row = self.inner.store.read().person(id).await?;
        let row = row.ok_or_else(|| ServiceError::not_found("no-such-person"))?;
        let books = self.library()?;
        let all = self.inner.store.read().all_appointments().await?;
        let own: Vec<AppointmentRow> = all.into_iter().filter(|row| row.person == id).collect();
        let part = Page { offset: page * limits::LIST_PAGE, limit: limits::LIST_PAGE };
        let mut acts = Vec::new();
        for row in self.inner.store.read().entries_by(id, part).await? {
            acts.push(self.traced_act(&books, &own, row, lang).await?);
        }
        let signatures = self.inner.store.read().signatures_by(id).await?;
        Ok(PersonTrace {
            person: row.id,
            name: row.name,
            active_from: Stamp::of(&books, row.active_from),
            active_to: row.active_to.map(|at| Stamp::of(&books, at)),
            verdict: vec![verdict(&acts, lang)],
            appointments: own.iter().map(|row| held(&books, row)).collect(),
            acts,
            total: self.inner.store.read().count_entries_by(id).await?,
            page,
            signatures: signatures.into_iter().map(|row| Signed::of(&books, row)).collect(),
        })
    }

    async fn traced_act(
        &self,
        books: &Books,
        own: &[AppointmentRow],
        row: EntryRow,
        lang: Lang,
    ) -> Result<Act, ServiceError> {
        let (mut case, mut task) = (None, None);
        if let Some(id) = &row.instance {
            case = self.inner.store.read().instance(id).await?;
            task = self.history_line(row.clone(), id).await?.task;
        }
        let entry =
            Entry::read(&row.leaf).map_err(|e| ServiceError::Broken(format!("entry {}: {e}", row.seq)))?;
        let choice = entry.body["command"]["choice"].as_str();
        let policy = case.as_ref().and_then(|case| books.policy(&case.policy)).map(|policy| &**policy);
        let (task_title, choice_title) = Words { policy, lang }.of(task.as_ref(), choice);
        let at = |row: &&AppointmentRow| row.from_at <= entry.at && row.to_at.is_none_or(|to| to > entry.at);
        let mut posts: Vec<String> = own.iter().filter(at).map(|row| row.post.clone()).collect();
        posts.sort();
        posts.dedup();
        Ok(Act {
            seq: row.seq,
            at: Stamp::of(books, entry.at),
            kind: row.kind,
            instance: row.instance,
            case_number: case.and_then(|case| case.number),
            task_title,
            choice: choice.map(str::to_owned),
            choice_title,
            authority_holds: holds(own, &entry.actor.authority, entry.at),
            post: entry.actor.post,
            authority: entry.actor.authority,
            held: posts,
        })
    }
}

fn held(books: &Books, row: &AppointmentRow) -> Held {
    Held {
        post: row.post.clone(),
        delegate: row.kind == AppointmentKind::Delegate,
        from: Stamp::of(books, row.from_at),
        to: row.to_at.map(|at| Stamp::of(books, at)),
        entry: row.by_entry,
    }
}

/// Whether the right that an entry names (`appointment:<post> session`, `delegate:<post> link`) rests on an appointment
/// of that moment. Other rights (a person's own, the console's) need none.
fn holds(own: &[AppointmentRow], authority: &str, at: Moment) -> bool {
    let right = authority.split(' ').next().unwrap_or_default();
    let Some((kind, post)) = right.split_once(':') else { return true };
    let kind = match kind {
        "appointment" => AppointmentKind::Holder,
        "delegate" => AppointmentKind::Delegate,
        _ => return true,
    };
    let fits = |row: &&AppointmentRow| row.post == post && row.kind == kind;
    own.iter().filter(fits).any(|row| row.from_at <= at && row.to_at.is_none_or(|to| to > at))
}

fn verdict(acts: &[Act], lang: Lang) -> Verdict {
    let bad: Vec<String> =
        acts.iter().filter(|act| !act.authority_holds).map(|act| act.seq.to_string()).collect();
    match bad.is_empty() {
        true => Verdict::new(lang, true, "trace-authority", &[("acts", (acts.len() as u64).into())]),
        false => {
            let entries = ("entries", crate::lang::list(lang, &bad).into());
            Verdict::new(lang, false, "trace-authority-missing", &[entries])
        }
    }
}
