//! Mails about somebody's own account: a link that they asked for or that was asked for them, and word of whatever changes
//! how they prove who they are, so that nothing of it happens unnoticed.
//!
//! Written in the commit of their cause. Deliberately absent: passwords, and links to anybody but the person.

use guicheng_core::text::Lang;
use guicheng_core::value::Moment;

use super::mails::lang_of;
use super::{Caller, Inner};
use crate::edge::new_id;
use crate::lang::{t, t_attr};
use crate::limits;
use crate::mail::{self, Facts, MailKind};
use crate::store::Unit;
use crate::store::tables::mail::OutboxRow;
use crate::store::tables::people::PersonRow;

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// The first password.
    First,
    /// A new password.
    Password,
    /// Taking off a lost authenticator.
    Authenticator,
}

/// What has been changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Notice {
    Password,
    AuthenticatorOn,
    AuthenticatorOff,
    /// All sessions were ended by somebody else.
    SignedOut,
}

/// The secret of the link in an account's mail. Derived, so that it is stored nowhere.
pub(super) fn link_secret(inner: &Inner, mail: &str) -> String {
    inner.key.derive(&format!("welcome|{mail}"))
}

/// A mail with the link of this id; none to who has no mailbox.
pub(super) fn queue_link(
    inner: &Inner,
    unit: &mut Unit,
    to: &PersonRow,
    id: &str,
    asked: Asked,
    by: Option<&Caller>,
    now: Moment,
) {
    let key = match asked {
        Asked::First => "account-mail-first",
        Asked::Password => "account-mail-password",
        Asked::Authenticator => "account-mail-authenticator",
    };
    let lang = lang_of(&to.lang);
    let by = match by {
        Some(caller) => t(lang, "account-mail-by", &[("name", caller.name.as_str().into())]),
        None => t(lang, "account-mail-by-console", &[]),
    };
    queue(inner, unit, to, lang, id.to_owned(), (key, &by, true), now);
}

/// A mail that says what was changed.
pub(super) fn queue_notice(inner: &Inner, unit: &mut Unit, to: &PersonRow, notice: Notice, now: Moment) {
    let key = match notice {
        Notice::Password => "account-mail-password-set",
        Notice::AuthenticatorOn => "account-mail-code-on",
        Notice::AuthenticatorOff => "account-mail-code-off",
        Notice::SignedOut => "account-mail-signed-out",
    };
    queue(inner, unit, to, lang_of(&to.lang), new_id(now).simple().to_string(), (key, "", false), now);
}

fn queue(
    inner: &Inner,
    unit: &mut Unit,
    to: &PersonRow,
    lang: Lang,
    id: String,
    (key, by, link): (&str, &str, bool),
    now: Moment,
) {
    let Some(recipient_address) = to.mail.clone() else { return };
    let days = limits::INVITATION_LIFE_MICROS / (24 * 3_600 * 1_000_000);
    let args = [
        ("name", to.name.as_str().into()),
        ("person", to.id.as_str().into()),
        ("by", by.into()),
        ("days", days.into()),
    ];
    let text = mail::Text { subject: t(lang, key, &[]), body: t_attr(lang, key, "text", &args) };
    let facts = Facts { text: Some(text), link, ..Facts::default() };
    let composed = mail::compose(MailKind::Account, lang, &facts);
    let settings = &inner.settings;
    unit.put(OutboxRow {
        message_id: settings.sender.message_id(&id),
        id,
        cause_seq: unit.seq(),
        instance: None,
        task: None,
        recipient_person: Some(to.id.clone()),
        recipient_address,
        kind: MailKind::Account.word().to_owned(),
        lang: lang.tag().to_owned(),
        subject: composed.subject,
        plain: composed.plain,
        html: composed.html,
        headers: "{}".to_owned(),
        created_at: now,
        status: mail::first_status(false, settings.smtp),
        attempts: 0,
        next_at: now,
        last_error: None,
        sent_at: None,
    });
}
