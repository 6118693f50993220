//! Controlled documents: the list, a chapter, a file as text.

use askama::Template;

use super::{Chip, Frame, Grid, Html, Link, Past, Revision, Suspect};

/// All documents in force.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "documents.html", config = "engine/web/askama.toml")]
pub struct DocumentsPage {
    pub frame: Frame,
    pub past: Past,
    /// How much of the manual is carried out, and open suspects.
    pub links: Vec<Link>,
    /// Files that differ on disk from what is in force; one line each.
    pub changed: Vec<String>,
    /// A table per kind: manual, policies, forms, registers, mail texts, organisation and calendar.
    pub kinds: Vec<DocumentKind>,
}

/// The documents of one kind.
#[derive(Clone, Debug, Default)]
pub struct DocumentKind {
    pub title: String,
    pub grid: Grid,
}

/// One document.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "document.html", config = "engine/web/askama.toml")]
pub struct DocumentPage {
    pub frame: Frame,
    pub title: String,
    pub revision: Revision,
    pub status: Chip,
    /// `2026 年 11 月 23 日由总经理批准，同日起生效`.
    pub approved: String,
    /// Said when the file on disk is another than the revision in force.
    pub changed: String,
    /// Headings, for a chapter.
    pub contents: Vec<Heading>,
    /// A chapter as HTML made by our own renderer: every ruling paragraph has its anchor as `id` and begins with
    /// `<a class="anchor" href="#…">`.
    pub chapter: Option<Html>,
    /// Any other document as the text that was approved.
    pub source: String,
    /// What carries this out, or what it carries out.
    pub related: Vec<Link>,
    pub past: Past,
    /// A revision other than the one in force is shown; empty: it is the one in force.
    pub older: Older,
    /// Who keeps it, its number.
    pub kept: String,
    /// All its revisions.
    pub revisions: Grid,
    /// Changes that are under way.
    pub pending: Vec<Link>,
    /// The same in other languages.
    pub languages: Vec<Link>,
    /// Who signed for the revision shown.
    pub signatures: Grid,
    /// What the revision shown changed in the one before.
    pub diff_title: String,
    pub diff: Vec<DiffLine>,
    /// Places that cite the manual, with the paragraphs' words.
    pub said: Vec<Said>,
    pub suspects: Vec<Suspect>,
    /// The auditor's trace; empty: not for this reader.
    pub trace: String,
}

/// Said above a revision that is not the one in force.
#[derive(Clone, Debug, Default)]
pub struct Older {
    pub text: String,
    /// The revision in force.
    pub href: String,
}

/// A stretch of a difference.
#[derive(Clone, Debug, Default)]
pub struct DiffLine {
    /// So many lines left out; empty: a stretch with words.
    pub folded: String,
    /// Words, each with `same`, `gone` or `new`.
    pub pieces: Vec<(&'static str, String)>,
}

/// A place of a document with the paragraph that it carries out.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// The id of its line on the page.
    pub id: String,
    pub place: String,
    pub clause: Link,
    pub words: String,
    /// How often it was exercised.
    pub often: String,
}

/// A heading of a chapter.
#[derive(Clone, Debug, Default)]
pub struct Heading {
    pub text: String,
    /// `#8.14-4.2`.
    pub href: String,
    /// A subheading.
    pub deep: bool,
}
