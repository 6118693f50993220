//! Mails that went out or wait, each as it would look.

use askama::Template;

use super::{Chip, Event, Frame, Link, Pager, Tab};

/// The outbox.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "outbox.html", config = "engine/web/askama.toml")]
pub struct OutboxPage {
    pub frame: Frame,
    /// How mails leave: `没有设置 SMTP：邮件只放在这里，不会真的发出。`
    pub how: String,
    /// By status: all, waiting, sent, failed.
    pub tabs: Vec<Tab>,
    pub query: String,
    pub keep: Vec<(String, String)>,
    pub rows: Vec<MailRow>,
    pub empty: String,
    pub pager: Pager,
}

/// One mail in the list.
#[derive(Clone, Debug, Default)]
pub struct MailRow {
    pub subject: String,
    pub href: String,
    /// Name and address.
    pub to: String,
    pub when: String,
    pub status: Chip,
    /// `第 3 次，14:25 再试`.
    pub note: String,
}

/// One mail.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "mail.html", config = "engine/web/askama.toml")]
pub struct MailPage {
    pub frame: Frame,
    pub subject: String,
    /// `From`, `To`, `Message-ID` … as they stand in the mail.
    pub headers: Vec<(String, String)>,
    pub status: Chip,
    /// `已试 3 次，14:25 再试`.
    pub attempts: String,
    /// What the other server said, word for word.
    pub error: String,
    /// Text, HTML, both.
    pub tabs: Vec<Tab>,
    /// The text part; empty when it is not to be shown.
    pub text: String,
    /// Address of the HTML part by itself, which the route serves with a policy of its own
    /// (`default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-popups`); empty: not shown.
    pub html_src: String,
    /// The case it belongs to, and in the demo the links of the mail.
    pub links: Vec<Link>,
    /// Each attempt.
    pub events: Vec<Event>,
}
