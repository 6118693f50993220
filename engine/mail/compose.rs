//! Writes a mail: what is asked, which case, until when and why then, the clause that asks for it, a link.
//!
//! Pure: facts and a language in, subject and two parts out. Each part is complete by itself. A link's secret is never
//! stored, so the parts hold [`LINK_PLACEHOLDER`] until [`fill`] puts the address in: on the way out, or on the outbox
//! page. Deliberately absent: personal fields. The caller leaves them out of the facts; a mail is no place for them.

use askama::Template;
use guicheng_core::calendar::{Due, Sentence};
use guicheng_core::text::{Bilingual, Lang};
use jiff::civil::DateTime;
use rust_decimal::Decimal;

use super::wrap::{excerpt, one_line, wrapped};
use crate::lang::{self, Say as _, t, t_attr};
use crate::limits;

/// Stands for the link's address in both parts.
pub const LINK_PLACEHOLDER: &str = "{{link}}";

/// Why a mail is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MailKind {
    /// A task is there.
    Task,
    /// Its deadline comes near.
    Reminder,
    /// Its deadline is over: to its holder.
    Overdue,
    /// Its deadline is over: to the post above, or one that the policy names.
    Escalation,
    /// A copy for information.
    Cc,
    /// The holder's task runs by a new revision, and its deadline is another one.
    Moved,
    /// A task waits until its holder has read a document.
    Reading,
    /// Nobody may take a task, because nobody has read: to whoever keeps the document up to date.
    Unread,
    /// A controlled mail text.
    Text,
    /// About somebody's own account.
    Account,
}

impl MailKind {
    /// All of them.
    pub const ALL: [MailKind; 10] = [
        MailKind::Task,
        MailKind::Reminder,
        MailKind::Overdue,
        MailKind::Escalation,
        MailKind::Cc,
        MailKind::Moved,
        MailKind::Reading,
        MailKind::Unread,
        MailKind::Text,
        MailKind::Account,
    ];

    /// The word for it in the database, in scenarios and in the API.
    pub fn word(self) -> &'static str {
        match self {
            MailKind::Task => "task",
            MailKind::Reminder => "reminder",
            MailKind::Overdue => "overdue",
            MailKind::Escalation => "escalation",
            MailKind::Cc => "cc",
            MailKind::Moved => "moved",
            MailKind::Reading => "reading",
            MailKind::Unread => "unread",
            MailKind::Text => "text",
            MailKind::Account => "account",
        }
    }

    /// The kind of this word.
    pub fn from_word(word: &str) -> Option<MailKind> {
        MailKind::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Begins the keys of its sentences.
    fn key(self) -> &'static str {
        match self {
            MailKind::Task => "mail-task",
            MailKind::Reminder => "mail-reminder",
            MailKind::Overdue => "mail-overdue",
            MailKind::Escalation => "mail-escalation",
            MailKind::Cc => "mail-cc",
            MailKind::Moved => "mail-moved",
            MailKind::Reading => "mail-reading",
            MailKind::Unread => "mail-unread",
            MailKind::Text => "mail-text",
            MailKind::Account => "mail-account",
        }
    }

    /// Goes to somebody who is to do the task.
    fn acts(self) -> bool {
        matches!(self, MailKind::Task | MailKind::Reminder | MailKind::Overdue | MailKind::Moved)
    }

    /// Says what its text says, and nothing of a task.
    fn tells(self) -> bool {
        matches!(self, MailKind::Text | MailKind::Account)
    }

    /// Says that something is late.
    fn is_late(self) -> bool {
        matches!(self, MailKind::Overdue | MailKind::Escalation)
    }
}

/// Whom a mail addresses, which tells them why they get it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Addressee {
    /// Whoever holds this post.
    Post(Bilingual),
    /// The delegate of whoever holds this post.
    Delegate(Bilingual),
    /// This person, in no post: who started the case, say.
    #[default]
    Person,
    /// Nobody of the house: a mail to them says nothing but the controlled text and the case's number.
    Outside,
}

/// Until when, and why then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// As the company's clock shows it.
    pub at: DateTime,
    /// The sum, then what is special about it.
    pub why: Vec<Sentence>,
}

impl Deadline {
    /// Of a due date and the label of the calendar's revision it was counted with, such as `A/3`.
    pub fn of(due: &Due, calendar_revision: &str) -> Deadline {
        Deadline { at: DateTime::from_parts(due.date, due.time), why: due.explain(calendar_revision) }
    }
}

/// A paragraph of the manual.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clause {
    /// `8.14-4.2.2`
    pub id: String,
    /// What it says; a long one is cut.
    pub text: Bilingual,
}

/// A penalty that the system proposes and somebody else decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Penalty {
    /// In yuan.
    pub amount: Decimal,
    /// By which paragraph; may be empty.
    pub clause: String,
}

/// A controlled mail text with its values filled in, in the recipient's language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    pub subject: String,
    /// Plain text; an empty line parts paragraphs.
    pub body: String,
}

/// What a mail tells. What is empty or `None` is left out. Never a personal field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// What is asked: the task's title.
    pub title: Bilingual,
    /// The policy's title.
    pub policy: Bilingual,
    /// The case's number.
    pub case: String,
    /// What the case is about, on one line.
    pub summary: Bilingual,
    pub to: Addressee,
    pub deadline: Option<Deadline>,
    pub clause: Option<Clause>,
    /// Titles of the choices; shown to who is to choose.
    pub choices: Vec<Bilingual>,
    /// For [`MailKind::Escalation`]: the title of the post (or the name of the person) whose task it is.
    pub holder: Bilingual,
    /// For [`MailKind::Reading`] and [`MailKind::Unread`]: the task that waits; the title is the document's then.
    pub waits: Bilingual,
    /// For [`MailKind::Overdue`] and [`MailKind::Escalation`]: days past the deadline's date.
    pub days_late: i64,
    pub penalty: Option<Penalty>,
    /// For [`MailKind::Text`] and [`MailKind::Account`]; of other kinds it is not shown.
    pub text: Option<Text>,
    /// Whether there is something that the recipient may open.
    pub link: bool,
}

/// A mail, written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Composed {
    /// One line.
    pub subject: String,
    /// The text part.
    pub plain: String,
    /// The HTML part: a whole document.
    pub html: String,
}

/// Writes a mail in the recipient's language.
pub fn compose(kind: MailKind, lang: Lang, facts: &Facts) -> Composed {
    let letter = Letter::of(kind, lang, facts);
    let plain = letter.render().expect("writing into a string cannot fail");
    let html = HtmlLetter { letter: &letter }.render().expect("writing into a string cannot fail");
    Composed { plain: wrapped(&plain), html, subject: letter.subject }
}

/// Puts the link's address into a part, either of them. The address is one of ours: nothing in it that a URL would have
/// to escape.
pub fn fill(body: &str, url: &str) -> String {
    // An address that breaks this rule must still not break out of the attribute it stands in.
    let url = url.replace('"', "%22").replace('\'', "%27").replace('<', "%3C").replace('>', "%3E");
    body.replace(LINK_PLACEHOLDER, &url)
}

/// A mail's parts before they are set as text or HTML: everything in the recipient's language.
#[derive(Template)]
#[template(path = "letter.txt", config = "engine/mail/askama.toml")]
struct Letter {
    tag: &'static str,
    subject: String,
    title: String,
    /// What it is all about, in a sentence.
    lead: String,
    late: bool,
    /// Lines of the paragraphs of a controlled text.
    paragraphs: Vec<Vec<String>>,
    rows: Vec<Row>,
    /// What the link does; empty: no link.
    open: String,
    notes: Vec<String>,
}

/// A label and what stands beside it.
struct Row {
    label: String,
    value: String,
    /// Label and value on one line, as the language joins them.
    line: String,
    /// Reasons, in smaller print.
    more: Vec<String>,
}

#[derive(Template)]
#[template(path = "letter.html", config = "engine/mail/askama.toml")]
struct HtmlLetter<'a> {
    letter: &'a Letter,
}

impl Letter {
    fn of(kind: MailKind, lang: Lang, facts: &Facts) -> Letter {
        let outside = facts.to == Addressee::Outside;
        let text = facts.text.as_ref().filter(|_| kind.tells());
        let title = text.map_or(facts.title.get(lang), |text| &text.subject);
        Letter {
            tag: lang.tag(),
            subject: subject(kind, lang, facts, title),
            title: one_line(title),
            lead: if kind.tells() { String::new() } else { lead(kind, lang, facts) },
            late: kind.is_late(),
            paragraphs: text.map(|text| paragraphs(&text.body)).unwrap_or_default(),
            rows: if outside { case_row(lang, facts, "") } else { rows(kind, lang, facts) },
            open: if facts.link { t_attr(lang, kind.key(), "open", &[]) } else { String::new() },
            notes: notes(lang, facts),
        }
    }
}

fn subject(kind: MailKind, lang: Lang, facts: &Facts, title: &str) -> String {
    let days = ("days", facts.days_late.into());
    let what = t_attr(lang, kind.key(), "subject", &[("title", title.into()), days]);
    // A controlled subject mostly holds the number already.
    let with_case = !facts.case.is_empty() && !what.contains(&facts.case);
    one_line(&match with_case {
        true => t(lang, "mail-subject", &[("what", what.into()), ("case", facts.case.as_str().into())]),
        false => what,
    })
}

fn lead(kind: MailKind, lang: Lang, facts: &Facts) -> String {
    let days = ("days", facts.days_late.into());
    let holder = facts.holder.get(lang);
    let lead = match kind {
        MailKind::Escalation if holder.is_empty() => t_attr(lang, kind.key(), "of-nobody", &[days]),
        MailKind::Unread if holder.is_empty() => t_attr(lang, kind.key(), "of-nobody", &[]),
        _ => t(lang, kind.key(), &[days, ("holder", holder.into())]),
    };
    one_line(&lead)
}

fn paragraphs(body: &str) -> Vec<Vec<String>> {
    let lines: Vec<&str> = body.lines().map(str::trim_end).collect();
    lines
        .split(|line| line.is_empty())
        .filter(|lines| !lines.is_empty())
        .map(|lines| lines.iter().map(|line| (*line).to_owned()).collect())
        .collect()
}

fn rows(kind: MailKind, lang: Lang, facts: &Facts) -> Vec<Row> {
    let mut rows = case_row(lang, facts, facts.policy.get(lang));
    rows.extend(row(lang, "mail-waits", facts.waits.get(lang)));
    rows.extend(row(lang, "mail-about", facts.summary.get(lang)));
    if let Some(Deadline { at, why }) = &facts.deadline {
        let (date, time) = (lang::date(lang, at.date()), lang::clock(at.time()));
        let until = t(lang, "mail-until", &[("date", date.into()), ("time", time.into())]);
        let more: Vec<String> = why.iter().map(|sentence| lang::sentence(lang, sentence)).collect();
        rows.extend(row(lang, "mail-due", &until).map(|row| Row { more, ..row }));
    }
    if let Some(Clause { id, text }) = &facts.clause {
        let more = one_line(&excerpt(text.get(lang), limits::MAIL_EXCERPT));
        let more: Vec<String> = Some(more).filter(|more| !more.is_empty()).into_iter().collect();
        rows.extend(row(lang, "mail-clause", id).map(|row| Row { more, ..row }));
    }
    if kind.acts() {
        let choices: Vec<&str> = facts.choices.iter().map(|choice| choice.get(lang)).collect();
        rows.extend(row(lang, "mail-choices", &choices.join(&lang.t("mail-choice-or"))));
    }
    if let Some(penalty) = &facts.penalty {
        let amount = lang::money(lang, penalty.amount);
        let value = match penalty.clause.as_str() {
            "" => amount,
            clause => t(lang, "mail-penalty-by", &[("amount", amount.into()), ("clause", clause.into())]),
        };
        let more = vec![lang.t("mail-penalty-how")];
        rows.extend(row(lang, "mail-penalty", &value).map(|row| Row { more, ..row }));
    }
    rows
}

fn case_row(lang: Lang, facts: &Facts, policy: &str) -> Vec<Row> {
    let value = format!("{policy} {}", facts.case);
    row(lang, "mail-case", &value).into_iter().collect()
}

/// Nothing if there is nothing to say.
fn row(lang: Lang, label: &str, value: &str) -> Option<Row> {
    let value = one_line(value);
    if value.is_empty() {
        return None;
    }
    let label = lang.t(label);
    let line = t(lang, "mail-row", &[("label", label.as_str().into()), ("value", value.as_str().into())]);
    Some(Row { label, value, line, more: Vec::new() })
}

fn notes(lang: Lang, facts: &Facts) -> Vec<String> {
    let why_you = |id, post: &Bilingual| one_line(&t(lang, id, &[("post", post.get(lang).into())]));
    let mut notes = match &facts.to {
        Addressee::Post(post) => vec![why_you("mail-as-post", post)],
        Addressee::Delegate(post) => vec![why_you("mail-as-delegate", post)],
        Addressee::Person => Vec::new(),
        Addressee::Outside => return Vec::new(),
    };
    if facts.link {
        notes.push(lang.t("mail-link-yours"));
    }
    notes.push(lang.t("mail-automatic"));
    notes
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
