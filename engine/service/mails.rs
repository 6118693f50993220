//! Mails that a step causes: who gets one, in which language, with which link. Written in the commit of their cause.

use guicheng_core::calendar::Rounding;
use guicheng_core::case::{Deadline, Effect, SlotStatus, Task};
use guicheng_core::policy::TaskRule;
use guicheng_core::text::{Bilingual, Lang};
use guicheng_core::value::{Map, Moment, Value, canonical};

use super::carry::to_text;
use super::fill::fill_braces;
use super::project::{Projection, task_id};
use super::{Inner, ServiceError};
use crate::edge::new_id;
use crate::limits;
use crate::mail::{self, Addressee, Clause, Composed, Facts, MailKind};
use crate::store::tables::incident::IncidentRow;
use crate::store::tables::mail::{LinkRow, OutboxRow};
use crate::store::tables::people::{AppointmentKind, PersonRow};
use crate::store::tables::personal::PersonalRow;
use crate::store::tables::register::RegisterRow;
use crate::store::{Tx, Unit};

/// Somebody who gets a mail, and why.
pub(super) struct Recipient {
    pub(super) person: PersonRow,
    pub(super) to: Addressee,
}

impl Projection<'_> {
    /// All mails of the step's effects.
    pub(super) async fn mails(&self, tx: &mut Tx, unit: &mut Unit) -> Result<(), ServiceError> {
        for effect in &self.outcome.effects {
            match effect {
                Effect::SlotOpened { task, slot } => {
                    let open = self.outcome.snapshot.tasks.get(task);
                    if let Some(slot) = open.and_then(|task| task.slots.get(*slot)) {
                        let to = self.signer(tx, unit, slot.post.as_deref(), slot.person.as_deref()).await?;
                        let (to, held) = self.part(tx, *task, to).await?;
                        if to.is_empty() {
                            self.nobody_has_read(tx, unit, *task, &held).await?;
                        }
                        self.read_mails(tx, unit, *task, held).await?;
                        self.task_mails(unit, MailKind::Task, *task, to, 0).await?;
                    }
                }
                Effect::TaskOpened { task, cc } => {
                    let to = self.posts(tx, unit, cc).await?;
                    self.task_mails(unit, MailKind::Cc, *task, to, 0).await?;
                }
                Effect::Remind { task } => {
                    let to = self.open_signers(tx, unit, *task).await?;
                    let (to, held) = self.part(tx, *task, to).await?;
                    self.read_mails(tx, unit, *task, held).await?;
                    self.task_mails(unit, MailKind::Reminder, *task, to, 0).await?;
                }
                Effect::Overdue { task, days, escalate } => {
                    let to = self.open_signers(tx, unit, *task).await?;
                    let (to, held) = self.part(tx, *task, to).await?;
                    self.read_mails(tx, unit, *task, held).await?;
                    self.task_mails(unit, MailKind::Overdue, *task, to, *days).await?;
                    let to = self.posts(tx, unit, escalate).await?;
                    self.task_mails(unit, MailKind::Escalation, *task, to, *days).await?;
                }
                Effect::Mail { text, posts, outside, held, with } => {
                    let with: Map = with.clone();
                    for recipient in self.posts(tx, unit, posts).await? {
                        self.text_mail(unit, text, &with, recipient)?;
                    }
                    if let Some(outside) = outside {
                        self.outside_mail(tx, unit, text, &with, outside, *held).await?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// A task's deadline is another one by a new revision: told to whoever is to act.
    pub(super) async fn deadline_moved(
        &self,
        tx: &mut Tx,
        unit: &mut Unit,
        task: u64,
    ) -> Result<(), ServiceError> {
        let to = self.open_signers(tx, unit, task).await?;
        self.task_mails(unit, MailKind::Moved, task, to, 0).await
    }

    async fn open_signers(
        &self,
        tx: &mut Tx,
        unit: &mut Unit,
        task: u64,
    ) -> Result<Vec<Recipient>, ServiceError> {
        let mut recipients = Vec::new();
        let Some(task) = self.outcome.snapshot.tasks.get(&task) else { return Ok(recipients) };
        for slot in task.slots.iter().filter(|slot| slot.status == SlotStatus::Open) {
            recipients.extend(self.signer(tx, unit, slot.post.as_deref(), slot.person.as_deref()).await?);
        }
        Ok(recipients)
    }

    pub(super) async fn posts(
        &self,
        tx: &mut Tx,
        unit: &mut Unit,
        posts: &[String],
    ) -> Result<Vec<Recipient>, ServiceError> {
        let mut recipients = Vec::new();
        for post in posts {
            recipients.extend(self.signer(tx, unit, Some(post), None).await?);
        }
        Ok(recipients)
    }

    /// Whoever holds a post now and their delegates, or a person. Nobody there is an incident, not a silence.
    async fn signer(
        &self,
        tx: &mut Tx,
        unit: &mut Unit,
        post: Option<&str>,
        person: Option<&str>,
    ) -> Result<Vec<Recipient>, ServiceError> {
        let mut recipients: Vec<Recipient> = Vec::new();
        if let Some(person) = person
            && let Some(row) = unit.get::<PersonRow>(tx, person).await?
        {
            recipients.push(Recipient { person: (*row).clone(), to: Addressee::Person });
        }
        if let Some(post) = post {
            let staffing = self.carry.inner.staffing(tx).await?;
            for row in staffing.to(post, self.carry.now) {
                let title = self.post_title(post);
                let to = match row.kind {
                    AppointmentKind::Holder => Addressee::Post(title),
                    AppointmentKind::Delegate => Addressee::Delegate(title),
                };
                if let Some(person) = unit.get::<PersonRow>(tx, row.person.as_str()).await? {
                    recipients.push(Recipient { person: (*person).clone(), to });
                }
            }
        }
        recipients.retain(|recipient| recipient.person.active_to.is_none_or(|to| to > self.carry.now));
        if recipients.iter().all(|recipient| recipient.person.mail.is_none()) {
            let who = post.or(person).unwrap_or_default();
            self.incident(unit, "nobody-to-mail", serde_json::json!({ "post": who }))?;
        }
        Ok(recipients)
    }

    pub(super) fn incident(
        &self,
        unit: &mut Unit,
        code: &str,
        args: serde_json::Value,
    ) -> Result<(), ServiceError> {
        unit.put(IncidentRow {
            id: new_id(self.carry.now).simple().to_string(),
            instance: Some(self.carry.instance.to_owned()),
            kind: "mail".to_owned(),
            at: self.carry.now,
            code: code.to_owned(),
            args: to_text(&args)?,
            assigned_post: Some(limits::INCIDENT_POST.to_owned()),
            resolved_at: None,
            resolved_by: None,
        });
        Ok(())
    }

    pub(super) async fn task_mails(
        &self,
        unit: &mut Unit,
        kind: MailKind,
        number: u64,
        to: Vec<Recipient>,
        days_late: i64,
    ) -> Result<(), ServiceError> {
        let Some((task, rule)) =
            self.task(number).filter(|_| self.outcome.snapshot.tasks.contains_key(&number))
        else {
            return Ok(());
        };
        for recipient in to {
            let mut facts = self.facts(task, rule)?;
            facts.to = recipient.to;
            facts.days_late = days_late;
            facts.link = kind != MailKind::Cc;
            let lang = lang_of(&recipient.person.lang);
            let mail = mail::compose(kind, lang, &facts);
            let task = task_id(self.carry.instance, number);
            if facts.link {
                self.link(unit, &task, &recipient.person.id);
            }
            self.queue(unit, kind.word(), lang, Some(task), Some(&recipient.person), None, mail, false)?;
        }
        Ok(())
    }

    pub(super) fn facts(&self, task: &Task, rule: &TaskRule) -> Result<Facts, ServiceError> {
        let library = self.carry.library;
        let mut title = self.task_title(task, rule);
        if let Some(item) = self.item_title(task) {
            title = Bilingual::new(format!("{} · {item}", title.zh), format!("{} · {item}", title.en));
        }
        let clause = self.task_clause(task).map(|id| {
            let text = |lang| {
                library.clause(lang, &id).map(|text| mail::clause_words(&id, text)).unwrap_or_default()
            };
            Clause { text: Bilingual::new(text(Lang::Zh), text(Lang::En)), id: id.clone() }
        });
        let choices = rule.choices.iter().filter_map(|choice| {
            let (chart, state) = self.policy.find_state(&task.state)?;
            super::project::choice_of(self.policy, chart, state, choice)?.title.clone()
        });
        let holder = task.slots.iter().find(|slot| slot.status == SlotStatus::Open);
        let holder = holder.and_then(|slot| slot.post.as_deref()).map(|post| self.post_title(post));
        Ok(Facts {
            title,
            policy: self.policy.title.clone(),
            case: self.outcome.snapshot.number.clone().unwrap_or_default(),
            summary: self.summary.clone(),
            deadline: task.due.as_ref().and_then(|due| self.deadline(due)),
            clause,
            choices: choices.collect(),
            holder: holder.unwrap_or_default(),
            ..Facts::default()
        })
    }

    fn deadline(&self, deadline: &Deadline) -> Option<mail::Deadline> {
        let calendar = self.carry.library.calendar();
        let due = super::tasks::due_of(calendar, deadline, Rounding::CloseOfDay)?;
        let taken_up = self.before.map(|before| before.row.pinned_at);
        let label = self.carry.inner.shelf.label_of(&self.carry.pins, "policies/calendar", taken_up);
        Some(mail::Deadline::of(&due, &label))
    }

    pub(super) fn post_title(&self, post: &str) -> Bilingual {
        let post_row = self.carry.library.organisation().post(post);
        post_row.map_or_else(|| Bilingual::new(post, post), |post| post.title.clone())
    }

    pub(super) fn link(&self, unit: &mut Unit, task: &str, person: &str) {
        let secret = self.carry.inner.link_secret(task, person, 0);
        unit.put(LinkRow {
            hash: super::secret::hash_of(&secret),
            task: task.to_owned(),
            person: person.to_owned(),
            assignment: 0,
            purpose: "act".to_owned(),
            created_at: self.carry.now,
            expires_at: Moment(self.carry.now.0 + limits::LINK_LIFE_MICROS),
            used_at: None,
        });
    }

    fn text_mail(&self, unit: &mut Unit, text: &str, with: &Map, to: Recipient) -> Result<(), ServiceError> {
        let lang = lang_of(&to.person.lang);
        let facts = Facts { to: to.to, link: false, ..self.text_facts(text, lang, with)? };
        let mail = mail::compose(MailKind::Text, lang, &facts);
        self.queue(unit, text, lang, None, Some(&to.person), None, mail, false)
    }

    fn text_facts(&self, id: &str, lang: Lang, with: &Map) -> Result<Facts, ServiceError> {
        let library = self.carry.library;
        let text = library
            .mail_text(id)
            .ok_or_else(|| ServiceError::refused("no-such-mail-text", [("name", id.to_owned())]))?;
        let number = self.outcome.snapshot.number.clone().unwrap_or_default();
        let fill = |template: &str| {
            fill_braces(template, |name| match with.get(name) {
                Some(value) => super::tasks::say(value, lang, library),
                None if name == "number" => number.clone(),
                None => String::new(),
            })
        };
        Ok(Facts {
            policy: self.policy.title.clone(),
            case: number.clone(),
            summary: self.summary.clone(),
            text: Some(mail::Text { subject: fill(text.subject.get(lang)), body: fill(text.text.get(lang)) }),
            ..Facts::default()
        })
    }

    /// A mail to somebody outside. In a drill it is shown and held back.
    async fn outside_mail(
        &self,
        tx: &mut Tx,
        unit: &mut Unit,
        text: &str,
        with: &Map,
        (register, key, field): &(String, String, String),
        held: bool,
    ) -> Result<(), ServiceError> {
        let Some(address) = address(tx, unit, register, key, field).await? else {
            return self.incident(
                unit,
                "no-address",
                serde_json::json!({ "register": register, "key": key }),
            );
        };
        let facts = Facts { to: Addressee::Outside, link: false, ..self.text_facts(text, Lang::Zh, with)? };
        let mail = mail::compose(MailKind::Text, Lang::Zh, &facts);
        self.queue(unit, text, Lang::Zh, None, None, Some(address), mail, held)
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the columns of the outbox, named at the one place that fills them"
    )]
    pub(super) fn queue(
        &self,
        unit: &mut Unit,
        kind: &str,
        lang: Lang,
        task: Option<String>,
        person: Option<&PersonRow>,
        address: Option<String>,
        mail: Composed,
        held: bool,
    ) -> Result<(), ServiceError> {
        let Some(recipient_address) = address.or_else(|| person.and_then(|p| p.mail.clone())) else {
            return Ok(());
        };
        let Inner { settings, .. } = self.carry.inner;
        let id = new_id(self.carry.now).simple().to_string();
        unit.put(OutboxRow {
            message_id: settings.sender.message_id(&id),
            id,
            cause_seq: unit.seq(),
            instance: Some(self.carry.instance.to_owned()),
            task,
            recipient_person: person.map(|p| p.id.clone()),
            recipient_address,
            kind: kind.to_owned(),
            lang: lang.tag().to_owned(),
            subject: mail.subject,
            plain: mail.plain,
            html: mail.html,
            headers: "{}".to_owned(),
            created_at: self.carry.now,
            status: mail::first_status(held, settings.smtp),
            attempts: 0,
            next_at: self.carry.now,
            last_error: held.then(|| "drill".to_owned()),
            sent_at: None,
        });
        Ok(())
    }
}

pub(super) fn lang_of(text: &str) -> Lang {
    if text.starts_with("en") { Lang::En } else { Lang::Zh }
}

/// The address in a register's row; personal, so it is read from where it is kept apart.
async fn address(
    tx: &mut Tx,
    unit: &Unit,
    register: &str,
    key: &str,
    field: &str,
) -> Result<Option<String>, ServiceError> {
    let Some(row) = unit.get::<RegisterRow>(tx, (register, key)).await? else { return Ok(None) };
    let fields: Map = canonical::from_str(&row.fields).map_err(|e| ServiceError::Broken(e.to_string()))?;
    let text = match fields.get(field) {
        Some(Value::Text(text)) => Some(text.clone()),
        Some(Value::Sealed(commitment)) => {
            let row = unit.get::<PersonalRow>(tx, commitment).await?;
            let content = row.and_then(|row| row.content.clone());
            content.and_then(|text| canonical::from_str::<Value>(&text).ok()?.as_text().map(str::to_owned))
        }
        _ => None,
    };
    Ok(text.filter(|text| text.contains('@')))
}
