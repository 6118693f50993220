//! Signing in, and pages that only say something: what happened, where, how to mend it.

use askama::Template;

use crate::lang::{self, Say};

use super::{Clause, Frame, Link};

/// The page that asks who one is. The demo lists its people; `serve` asks for name, password and code, posted as `who`,
/// `password`, `code`, or for a token, posted as `token`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "login.html", config = "engine/web/askama.toml")]
pub struct LoginPage {
    pub frame: Frame,
    /// The demo's people; empty in `serve`. Posted: `person`.
    pub people: Vec<LoginPerson>,
    /// The password that the demo's people sign with.
    pub password: String,
    /// What was typed as name.
    pub who: String,
    /// The right password was typed and a code is asked for.
    pub asks_code: bool,
    /// A token was tried: its part of the page is open.
    pub by_token: bool,
    /// What is wrong with what was sent.
    pub error: String,
    /// What was done just before.
    pub done: String,
    /// The page to go on to, posted as `next`; empty: the inbox.
    pub next: String,
}

/// One of the demo's people.
#[derive(Clone, Debug, Default)]
pub struct LoginPerson {
    pub id: String,
    pub name: String,
    /// Posts in a row: `客户主任、投诉受理`.
    pub posts: String,
    /// What can be tried with this person; may be empty.
    pub note: String,
}

/// A page that says what went wrong or what was done.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "message.html", config = "engine/web/askama.toml")]
pub struct MessagePage {
    pub frame: Frame,
    /// What, in one line.
    pub title: String,
    /// Why, in sentences; a paragraph each.
    pub paragraphs: Vec<String>,
    /// Where and with which values, for refusals by a script: `策略行`, `值`.
    pub details: Vec<(String, String)>,
    /// The lines of the script, as they stand in the document.
    pub source: String,
    /// The clause behind it.
    pub clause: Option<Clause>,
    /// How to mend it, one step each.
    pub mend: Vec<String>,
    /// Where to go; the first is the main one.
    pub links: Vec<Link>,
}

/// Why a mail link opens nothing. None of these pages shows anything of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkTrouble {
    /// The task was answered, by this person.
    Used,
    /// The task is no longer with this person: answered by another, taken back, given on.
    Moved,
    /// Too old.
    Expired,
    /// Made for somebody else than who is signed in here.
    Foreign,
    /// No such link: mistyped or cut in two by the mail program.
    Unknown,
}

impl LinkTrouble {
    /// All of them.
    pub const ALL: [LinkTrouble; 5] = [
        LinkTrouble::Used,
        LinkTrouble::Moved,
        LinkTrouble::Expired,
        LinkTrouble::Foreign,
        LinkTrouble::Unknown,
    ];

    fn key(self) -> &'static str {
        match self {
            LinkTrouble::Used => "web-link-used",
            LinkTrouble::Moved => "web-link-moved",
            LinkTrouble::Expired => "web-link-expired",
            LinkTrouble::Foreign => "web-link-foreign",
            LinkTrouble::Unknown => "web-link-unknown",
        }
    }

    /// The page that explains it.
    pub fn page(self, frame: Frame) -> MessagePage {
        let lang = frame.lang;
        let attribute = |name| lang::t_attr(lang, self.key(), name, &[]);
        MessagePage {
            title: lang.t(self.key()),
            paragraphs: vec![attribute("why"), lang.t("web-link-nothing-shown")],
            mend: vec![attribute("mend")],
            links: vec![Link { text: lang.t("web-link-sign-in"), href: "/inbox".to_owned() }],
            frame,
            ..MessagePage::default()
        }
    }
}
