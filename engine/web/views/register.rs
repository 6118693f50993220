//! Registers, and penalties that wait for the general manager.

use askama::Template;

use super::{Chip, Clause, Event, FactGroup, Frame, Grid, Link, Pager, Tab};

/// All registers.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "registers.html", config = "engine/web/askama.toml")]
pub struct RegistersPage {
    pub frame: Frame,
    pub registers: Vec<RegisterCard>,
}

/// One register in the list.
#[derive(Clone, Debug, Default)]
pub struct RegisterCard {
    pub title: String,
    pub href: String,
    /// `128 行`.
    pub count: String,
    /// What it holds, or its clause.
    pub note: String,
}

/// One register.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "register.html", config = "engine/web/askama.toml")]
pub struct RegisterPage {
    pub frame: Frame,
    pub title: String,
    pub note: String,
    pub query: String,
    pub keep: Vec<(String, String)>,
    pub grid: Grid,
    pub pager: Pager,
}

/// One row of a register.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "register_row.html", config = "engine/web/askama.toml")]
pub struct RegisterRowPage {
    pub frame: Frame,
    /// The register.
    pub register: Link,
    /// The row's name.
    pub title: String,
    pub key: String,
    pub facts: Vec<FactGroup>,
    /// Rows of other registers, cases that name this row.
    pub related: Vec<Grid>,
    pub events: Vec<Event>,
}

/// Penalties and rewards that were proposed.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "penalties.html", config = "engine/web/askama.toml")]
pub struct PenaltiesPage {
    pub frame: Frame,
    /// By status: proposed, approved, withdrawn.
    pub tabs: Vec<Tab>,
    pub rows: Vec<Penalty>,
    pub empty: String,
    pub pager: Pager,
}

/// One proposal.
#[derive(Clone, Debug, Default)]
pub struct Penalty {
    /// `50 元`.
    pub amount: String,
    /// Whom it concerns, in which post.
    pub who: String,
    /// The reason, in words.
    pub reason: String,
    /// The calculation: `超期 2 天 × 50 元/天 = 100 元`.
    pub how: String,
    pub clause: Option<Clause>,
    pub case: Link,
    pub when: String,
    pub status: Chip,
    /// What this reader may do with it; empty: nothing.
    pub buttons: Vec<PostButton>,
}

/// A button with a form of its own.
#[derive(Clone, Debug, Default)]
pub struct PostButton {
    pub label: String,
    /// Where it is posted, with `csrf`.
    pub action: String,
    /// Blue; else plain.
    pub main: bool,
}
