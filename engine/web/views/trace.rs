//! Traces, what carries the manual out, suspects, and looking at the past.

use askama::Template;

use super::{Chip, Frame, Grid, Link, Pager};

/// The bar of a page that can be asked for a past moment.
#[derive(Clone, Debug, Default)]
pub struct Past {
    /// The page's own path.
    pub action: String,
    /// The moment in the control; empty: now.
    pub value: String,
    /// Said when the past is shown; empty: the present is.
    pub banner: String,
    /// The latest moment that may be asked for.
    pub most: String,
}

/// What carries a paragraph out, folded beside it.
#[derive(Clone, Debug, Default)]
pub struct Carried {
    /// `由 2 处落实 · 近一年 37 次，累计 120 次`.
    pub summary: String,
    pub lines: Vec<CarriedLine>,
}

/// One place.
#[derive(Clone, Debug, Default)]
pub struct CarriedLine {
    pub text: String,
    pub href: String,
    /// How often it was exercised.
    pub note: String,
}

/// How much of the manual is carried out.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "coverage.html", config = "engine/web/askama.toml")]
pub struct CoveragePage {
    pub frame: Frame,
    pub past: Past,
    /// Where the list of documents is.
    pub documents: String,
    /// `97 %`.
    pub percent: String,
    pub sentence: String,
    pub chapters: Grid,
    /// Paragraphs that nothing carries out.
    pub uncovered: Grid,
}

/// Open suspects.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "suspects.html", config = "engine/web/askama.toml")]
pub struct SuspectsPage {
    pub frame: Frame,
    pub suspects: Vec<Suspect>,
}

/// A place that somebody must look at.
#[derive(Clone, Debug, Default)]
pub struct Suspect {
    pub id: String,
    /// The place, leading there.
    pub place: Link,
    /// Which end changed.
    pub why: String,
    pub clause: Link,
    /// The paragraph's words.
    pub words: String,
    /// Since when, by which change.
    pub since: String,
    /// Who cleared it when, and why; empty: it is open.
    pub cleared: String,
    pub may_clear: bool,
}

/// A trace.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "trace.html", config = "engine/web/askama.toml")]
pub struct TracePage {
    pub frame: Frame,
    pub title: String,
    /// The thing that is traced.
    pub back: Link,
    pub verdict: Vec<(Chip, String)>,
    /// Headings and tables.
    pub parts: Vec<(String, Grid)>,
    /// What each revision changed.
    pub changed: Vec<TracedChange>,
    pub pager: Pager,
}

/// What a revision changed against the one before.
#[derive(Clone, Debug, Default)]
pub struct TracedChange {
    /// Leads to it, with both texts.
    pub revision: Link,
    pub lines: Vec<String>,
    /// How many more there are; empty if none.
    pub more: String,
    pub rest: Vec<String>,
}

/// What a word may mean that an auditor looks for.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "trace_find.html", config = "engine/web/askama.toml")]
pub struct TraceFindPage {
    pub frame: Frame,
    pub query: String,
    /// None: nothing was asked for.
    pub found: Option<Grid>,
}
