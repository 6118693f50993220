//! Controlled documents: the list, a chapter, a file as text.

use askama::Template;

use super::{Chip, Frame, Grid, Html, Link, Revision};

/// All documents in force.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "documents.html", config = "engine/web/askama.toml")]
pub struct DocumentsPage {
    pub frame: Frame,
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
