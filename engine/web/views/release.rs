//! The first release: all documents that wait for it, and the general manager's signature.

use askama::Template;

use super::{Frame, Grid, Notice, Sign};

/// `/release`. Posted: the fields of a [`Sign`].
#[derive(Clone, Debug, Default, Template)]
#[template(path = "release.html", config = "engine/web/askama.toml")]
pub struct ReleasePage {
    pub frame: Frame,
    /// What happened, or was refused.
    pub notice: Option<Notice>,
    /// How it stands, in a sentence.
    pub about: String,
    /// The order itself, as the general manager signs it.
    pub order: String,
    /// Once it is signed: by whom, when, and how it can be checked; label and words.
    pub signed: Vec<(String, String)>,
    /// What `check` says of all of them.
    pub checked: String,
    /// The documents with their hashes.
    pub documents: Grid,
    /// For the general manager while they wait.
    pub sign: Option<Sign>,
}
