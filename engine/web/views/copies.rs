//! Controlled copies: the list, and the page that a copy's QR code opens.

use askama::Template;

use super::{Chip, Frame};
use crate::lang::{Lang, Say};

/// `/copies`
#[derive(Clone, Debug, Default, Template)]
#[template(path = "copies.html", config = "engine/web/askama.toml")]
pub struct CopiesPage {
    pub frame: Frame,
    /// Where a copy is asked for.
    pub ask: String,
    /// How many are valid, out, back; empty where there are none.
    pub sum: String,
    pub rows: Vec<CopyRow>,
}

/// A controlled copy.
#[derive(Clone, Debug, Default)]
pub struct CopyRow {
    /// The document's title and revision.
    pub title: String,
    /// Posted as `copy`.
    pub number: String,
    /// Valid or void.
    pub chip: Chip,
    pub since: String,
    /// Holder, when issued, how often printed, when given back.
    pub notes: Vec<String>,
    /// It should come back.
    pub outstanding: bool,
    pub may_print: bool,
    pub may_return: bool,
    pub may_recall: bool,
    /// The reason of a recall that was refused, and why it was.
    pub reason: String,
    pub refused: String,
}

/// `/c/{code}`: for anybody, hence without the frame and its places.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "copy_check.html", config = "engine/web/askama.toml")]
pub struct CopyCheckPage {
    pub lang: Lang,
    pub valid: bool,
    /// Valid, void, or what is the matter.
    pub word: String,
    pub since: String,
    /// What it is: number, revision, copy.
    pub facts: Vec<(String, String)>,
    /// One sentence more.
    pub why: String,
}

impl CopyCheckPage {
    /// A page that tells of no copy.
    pub fn message(lang: Lang, word: String, why: String) -> CopyCheckPage {
        CopyCheckPage { lang, word, why, ..CopyCheckPage::default() }
    }

    fn t(&self, key: &str) -> String {
        self.lang.t(key)
    }

    fn style(&self) -> String {
        Frame::default().style().to_string()
    }

    fn tag(&self) -> &'static str {
        self.lang.tag()
    }
}
