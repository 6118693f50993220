//! The ledger's head, and whether it can be recomputed.

use askama::Template;

use super::{Frame, Grid, Pager};

/// The audit page.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "audit.html", config = "engine/web/askama.toml")]
pub struct AuditPage {
    pub frame: Frame,
    /// How many entries there are, grouped for reading: `12,480`.
    pub size: String,
    /// The hash of the head.
    pub head: String,
    /// When the last entry was written.
    pub last: String,
    /// The result of recomputing; none before it was asked for.
    pub verified: Option<Verified>,
    /// The latest entries.
    pub entries: Grid,
    pub pager: Pager,
}

/// What recomputing the ledger gave.
#[derive(Clone, Debug, Default)]
pub struct Verified {
    pub good: bool,
    /// `12,480 条全部相符，用时 0.4 秒`, or `第 8,112 条不符`.
    pub text: String,
    /// For a bad one: what was stored, what was computed.
    pub details: Vec<(String, String)>,
}
