//! Mails to those who must read before they may take a task (manual 1-5.3): what to read, in place of the task they cannot
//! take. Nobody is left who may take it: whoever keeps the policy up to date is told at once, and the case shows it.
//!
//! Deliberately absent: the task's mail once somebody has read; it is in their inbox then, as the mail said.

use guicheng_core::document::DocumentId;
use guicheng_core::text::Bilingual;

use super::ServiceError;
use super::hold::{Owed, Place, READ};
use super::mails::{Recipient, lang_of};
use super::project::{Projection, bilingual, task_id};
use crate::mail::{self, Facts, MailKind};
use crate::store::tables::document::DocumentRow;
use crate::store::tables::task::{SlotStatus, TaskStatus};
use crate::store::{Tx, Unit};

/// Somebody who must read first, and what.
pub(super) type Held = (Recipient, Owed);

impl Projection<'_> {
    /// Who may take a task, and who must read first.
    pub(super) async fn part(
        &self,
        tx: &mut Tx,
        number: u64,
        to: Vec<Recipient>,
    ) -> Result<(Vec<Recipient>, Vec<Held>), ServiceError> {
        let Some((task, rule)) = self.task(number) else { return Ok((to, Vec::new())) };
        if rule.sign.as_deref() == Some(READ) {
            return Ok((to, Vec::new()));
        }
        let mut owed = self.carry.inner.held_back(Place::Tx(tx), &self.policy.id, self.carry.now).await?;
        owed.retain(|_, owed| owed.since <= task.opened_at);
        let (mut free, mut held) = (Vec::new(), Vec::new());
        for recipient in to {
            match owed.get(&recipient.person.id) {
                Some(owed) => held.push((recipient, owed.clone())),
                None => free.push(recipient),
            }
        }
        Ok((free, held))
    }

    /// Tells those who must read what to read, with the link to their reading where a task asks for it.
    pub(super) async fn read_mails(
        &self,
        tx: &mut Tx,
        unit: &mut Unit,
        number: u64,
        held: Vec<Held>,
    ) -> Result<(), ServiceError> {
        let Some((task, rule)) = self.task(number) else { return Ok(()) };
        for (recipient, owed) in held {
            let reading = reading_task(tx, &owed, &recipient.person.id).await?;
            let lang = lang_of(&recipient.person.lang);
            let mut facts = self.read_facts(tx, &owed, self.facts(task, rule)?).await?;
            facts.to = recipient.to;
            facts.link = reading.is_some();
            if let Some(reading) = &reading {
                self.link(unit, reading, &recipient.person.id);
            }
            let mail = mail::compose(MailKind::Reading, lang, &facts);
            let person = Some(&recipient.person);
            self.queue(unit, MailKind::Reading.word(), lang, reading, person, None, mail, false)?;
        }
        Ok(())
    }

    /// Everybody whom a task is addressed to must read first: said on the case, and to the policy's owner.
    pub(super) async fn nobody_has_read(
        &self,
        tx: &mut Tx,
        unit: &mut Unit,
        number: u64,
        held: &[Held],
    ) -> Result<(), ServiceError> {
        let (Some((_, owed)), Some((task, rule))) = (held.first(), self.task(number)) else { return Ok(()) };
        let slot = task.slots.iter().find(|slot| slot.status == guicheng_core::case::SlotStatus::Open);
        let post = slot.and_then(|slot| slot.post.clone()).unwrap_or_default();
        self.incident(unit, "nobody-has-read", serde_json::json!({ "post": post, "label": owed.label }))?;
        let books = self.carry.inner.shelf.current();
        let owner = DocumentId::parse(&owed.document).and_then(|id| books.owner_of(&id));
        for recipient in self.posts(tx, unit, owner.as_slice()).await? {
            let lang = lang_of(&recipient.person.lang);
            let facts = self.read_facts(tx, owed, self.facts(task, rule)?).await?;
            let facts = Facts { to: recipient.to, link: false, ..facts };
            let mail = mail::compose(MailKind::Unread, lang, &facts);
            let about = Some(task_id(self.carry.instance, number));
            let person = Some(&recipient.person);
            self.queue(unit, MailKind::Unread.word(), lang, about, person, None, mail, false)?;
        }
        Ok(())
    }

    /// What waits is said beside: the mail's subject is the document and its revision.
    async fn read_facts(&self, tx: &mut Tx, owed: &Owed, facts: Facts) -> Result<Facts, ServiceError> {
        let row = tx.get::<DocumentRow>(owed.document.as_str()).await?;
        let title = row.map(|row| bilingual(&row.title)).unwrap_or_default();
        let label = &owed.label;
        let title = Bilingual::new(format!("{} {label}", title.zh), format!("{} {label}", title.en));
        Ok(Facts { waits: facts.title, title, clause: None, ..facts })
    }
}

/// Somebody's open task of reading a revision.
async fn reading_task(tx: &mut Tx, owed: &Owed, person: &str) -> Result<Option<String>, ServiceError> {
    let mut open = tx.read().open_tasks_of(&owed.change).await?;
    open.retain(|task| task.status == TaskStatus::Open && task.sign.as_deref() == Some(READ));
    let ids: Vec<String> = open.into_iter().map(|task| task.id).collect();
    let slots = tx.read().slots_of(&ids).await?;
    let mine = |slot: &&crate::store::tables::task::SlotRow| {
        slot.person.as_deref() == Some(person) && slot.status == SlotStatus::Open
    };
    Ok(slots.iter().find(mine).map(|slot| slot.task.clone()))
}
