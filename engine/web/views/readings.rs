//! What somebody must read: the list, and the part of a task's form with each change.

use askama::Template;

use super::{Act, Frame, Grid, Html, Link, Notice, Sign};

/// `/readings`
#[derive(Clone, Debug, Default, Template)]
#[template(path = "readings.html", config = "engine/web/askama.toml")]
pub struct ReadingsPage {
    pub frame: Frame,
    /// The reader's own.
    pub rows: Vec<ReadingRow>,
    /// Who else has not read what; for those who read everything.
    pub unread: Option<Grid>,
}

/// A document to read, or one that was read.
#[derive(Clone, Debug, Default)]
pub struct ReadingRow {
    /// Title and revision.
    pub title: String,
    pub notes: Vec<String>,
    /// When it was read.
    pub read: String,
    /// Where it is read and signed.
    pub task: String,
}

/// `/readings/{document}`: what somebody reads and signs without a task of its change.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "reading.html", config = "engine/web/askama.toml")]
pub struct ReadingPage {
    pub frame: Frame,
    /// What was refused.
    pub notice: Option<Notice>,
    pub title: String,
    /// Where the form goes.
    pub action: String,
    /// Each change with its tick.
    pub act: Act,
    /// None: there is nothing to read.
    pub sign: Option<Sign>,
}

/// What changed in one document.
#[derive(Clone, Debug, Default)]
pub struct ReadPart {
    /// Title and revision.
    pub title: String,
    pub places: Vec<ReadPlace>,
}

/// One change, with its tick.
#[derive(Clone, Debug, Default)]
pub struct ReadPlace {
    /// Posted as `read`.
    pub key: String,
    pub ticked: bool,
    /// What changed, in a sentence; empty for a paragraph.
    pub words: String,
    /// The paragraph's anchor.
    pub clause: String,
    /// The paragraph, word by word.
    pub pieces: Vec<ReadPiece>,
}

/// Some words of a paragraph.
#[derive(Clone, Debug, Default)]
pub struct ReadPiece {
    pub text: String,
    /// They are gone.
    pub old: bool,
    /// They are new.
    pub new: bool,
}

/// `/public` and `/public/{chapter}`: without signing in.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "public.html", config = "engine/web/askama.toml")]
pub struct PublicPage {
    pub frame: Frame,
    pub title: String,
    /// Its revision, and since when it has been in force.
    pub in_force: String,
    /// The chapter's text.
    pub chapter: Option<Html>,
    /// The chapters there are.
    pub chapters: Vec<Link>,
}
