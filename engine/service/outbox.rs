//! The outbox: who may read which mail, what its link is, and what happens when one cannot be delivered.

use guicheng_core::ledger;

use super::timers::plain_entry;
use super::{Caller, Service, ServiceError, Via};
use crate::edge::new_id;
use crate::limits;
use crate::mail::{Failure, Incidents, LINK_PLACEHOLDER, Links, fill, given_up};
use crate::store::tables::incident::IncidentRow;
use crate::store::tables::mail::{MailStatus, OutboxRow};
use crate::store::{Outcome, Page, StoreError, Unit, Wants};

/// A mail as its reader may see it.
pub struct MailView {
    /// The row; its parts still hold the placeholder.
    pub row: OutboxRow,
    /// The text part as the recipient gets it, or with the link left out.
    pub plain: String,
    /// The HTML part likewise.
    pub html: String,
    /// Whether the links are the recipient's own.
    pub with_link: bool,
}

impl Service {
    /// A page of the outbox, newest first: in the demo everybody's; else one's own, and everybody's (without links) for
    /// administrators and those who read all.
    pub async fn outbox(
        &self,
        caller: &Caller,
        status: Option<MailStatus>,
        person: Option<&str>,
        page: Page,
    ) -> Result<Vec<MailView>, ServiceError> {
        if matches!(caller.via, Via::Link { .. }) {
            return Err(ServiceError::forbidden("link-one-task", []));
        }
        let all = self.may_enter_freely() || caller.admin || self.reads_all(caller)?;
        let person = if all { person } else { Some(caller.person.as_str()) };
        let rows = self.inner.store.read().outbox(status, person, page).await?;
        Ok(rows.into_iter().map(|row| self.mail_view(caller, row)).collect())
    }

    /// One mail.
    pub async fn mail(&self, caller: &Caller, id: &str) -> Result<MailView, ServiceError> {
        let row = self.inner.store.read().mail(id).await?;
        let row = row.ok_or_else(|| ServiceError::not_found("no-such-mail"))?;
        let own = row.recipient_person.as_deref() == Some(&caller.person);
        let all = self.may_enter_freely() || caller.admin || self.reads_all(caller)?;
        if matches!(caller.via, Via::Link { .. }) || !(own || all) {
            return Err(ServiceError::not_found("no-such-mail"));
        }
        Ok(self.mail_view(caller, row))
    }

    /// Somebody else's link would let its reader act in their name: outside the demo only its owner sees it.
    fn mail_view(&self, caller: &Caller, row: OutboxRow) -> MailView {
        let own = row.recipient_person.as_deref() == Some(&caller.person);
        let with_link = (own || self.may_enter_freely()) && row.plain.contains(LINK_PLACEHOLDER);
        let url = if with_link { self.link_of(&row) } else { self.inner.settings.base_url.clone() };
        MailView { plain: fill(&row.plain, &url), html: fill(&row.html, &url), with_link, row }
    }
}

impl Incidents for Service {
    async fn mail_failed(&self, failure: Failure) -> Result<(), StoreError> {
        let now = self.now();
        self.inner
            .store
            .write(Wants::none().row::<OutboxRow>(failure.mail.as_str()), async move |tx| {
                let Some(row) = tx.get::<OutboxRow>(failure.mail.as_str()).await? else {
                    return Ok::<_, StoreError>(Outcome::Same(()));
                };
                let Some(failed) = given_up(&row, &failure, now) else { return Ok(Outcome::Same(())) };
                let args: std::collections::BTreeMap<_, _> = failure.reason.args().into_iter().collect();
                let body =
                    serde_json::json!({ "mail": failure.mail, "code": failure.reason.code(), "args": args });
                let actor = ledger::Actor { person: None, post: None, authority: "mail".to_owned() };
                let entry = ledger::Entry {
                    instance: failed.instance.clone(),
                    ..plain_entry("incident", now, actor, body.clone())
                };
                let mut unit = Unit::new(tx, entry);
                unit.put(IncidentRow {
                    id: new_id(now).simple().to_string(),
                    instance: failed.instance.clone(),
                    kind: "mail".to_owned(),
                    at: now,
                    code: failure.reason.code().to_owned(),
                    args: body.to_string(),
                    assigned_post: Some(limits::INCIDENT_POST.to_owned()),
                    resolved_at: None,
                    resolved_by: None,
                });
                unit.put(failed);
                Ok(unit.answer(()))
            })
            .await
    }
}

impl Links for Service {
    async fn link(&self, mail: &OutboxRow) -> Result<String, StoreError> {
        Ok(self.link_of(mail))
    }
}
