//! Links in mails: a secret that opens one task for one person, until it is closed, given to somebody else, or too old.

use guicheng_core::text::Lang;

use super::secret::hash_of;
use super::{Caller, Inner, Service, ServiceError, Via};
use crate::store::tables::mail::OutboxRow;
use crate::store::tables::task::TaskStatus;

/// What a link leads to.
#[derive(Debug)]
pub enum Opened {
    /// Work to be done.
    Task {
        /// Who the link was made for.
        caller: Caller,
        /// The task.
        task: String,
    },
    /// It leads nowhere any more; no data is shown.
    Dead {
        /// `used`, `moved`, `expired`, `foreign`.
        why: &'static str,
        /// The language of whom it was made for, if it is known.
        lang: Option<Lang>,
    },
}

impl Inner {
    /// The secret of the link for a person to a task. Derived, so that it is stored nowhere.
    pub(crate) fn link_secret(&self, task: &str, person: &str, assignment: i64) -> String {
        self.key.derive(&format!("link|{task}|{person}|{assignment}"))
    }
}

impl Service {
    /// Looks at a link's secret. Changes nothing.
    pub async fn open_link(&self, secret: &str) -> Result<Opened, ServiceError> {
        let dead = |why, lang| Ok(Opened::Dead { why, lang });
        let hash = hash_of(secret);
        let Some(link) = self.inner.store.read().link(&hash).await? else { return dead("foreign", None) };
        let person = self.inner.store.read().person(&link.person).await?;
        let lang = person.map(|person| super::mails::lang_of(&person.lang));
        let task = self.inner.store.read().task(&link.task).await?;
        let Some(task) = task else { return dead("foreign", lang) };
        let slots = self.inner.store.read().slots_of(std::slice::from_ref(&task.id)).await?;
        let acted = slots.iter().any(|slot| slot.acted_by.as_deref() == Some(&link.person));
        if task.status != TaskStatus::Open {
            return dead(if acted { "used" } else { "moved" }, lang);
        }
        if link.assignment != task.assignment {
            return dead("moved", lang);
        }
        if link.expires_at <= self.now() {
            return dead("expired", lang);
        }
        let via = Via::Link { task: link.task.clone(), hash };
        let Ok(caller) = self.caller(&link.person, via).await else { return dead("moved", lang) };
        let mine = |slot: &crate::store::tables::task::SlotRow| {
            slot.person.as_deref() == Some(&caller.person)
                || slot.post.as_deref().is_some_and(|post| caller.holds(post))
        };
        let open = slots
            .iter()
            .any(|slot| mine(slot) && slot.status == crate::store::tables::task::SlotStatus::Open);
        if !open {
            return dead(if acted { "used" } else { "moved" }, lang);
        }
        Ok(Opened::Task { caller, task: link.task })
    }

    /// The address that a mail's placeholder stands for.
    pub fn link_of(&self, mail: &OutboxRow) -> String {
        let base = &self.inner.settings.base_url;
        if mail.kind == crate::mail::MailKind::Account.word() {
            return format!("{base}/welcome/{}", super::account_mails::link_secret(&self.inner, &mail.id));
        }
        match (&mail.task, &mail.recipient_person) {
            (Some(task), Some(person)) => format!("{base}/t/{}", self.inner.link_secret(task, person, 0)),
            _ => base.clone(),
        }
    }
}
