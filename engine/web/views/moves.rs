//! What a change means to running cases: what can be chosen, and what becomes of each.

use askama::Template;

use super::{Chip, Frame, Link};

/// Running cases of all procedures that a change touches.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "change/cases.html", config = "engine/web/askama.toml")]
pub struct ChangeCasesPage {
    pub frame: Frame,
    /// `在办事项的去向 · CHG-2026-001`
    pub title: String,
    pub back: Link,
    /// What must be known before anything is chosen.
    pub notes: Vec<String>,
    pub policies: Vec<MovingPolicy>,
    /// Cases that were meant to move with a change in force, and stayed.
    pub stayed: Vec<MovingCase>,
    /// How finished cases would have gone, as the evidence says: figures in sentences …
    pub backtest: Vec<String>,
    /// … and those that differ: number, address, sentence.
    pub tried: Vec<(String, String, String)>,
    /// Where the form goes; empty for those who only look.
    pub action: String,
    /// The change's version that this page shows.
    pub version: i64,
}

/// Running cases of one procedure.
#[derive(Clone, Debug, Default)]
pub struct MovingPolicy {
    pub title: String,
    /// The documents that differ.
    pub documents: String,
    /// How many run, move, wait and stay.
    pub summary: String,
    pub which: Vec<Tick>,
    pub stand: Vec<Tick>,
    pub states: Vec<Select>,
    pub clocks: Vec<Select>,
    pub cases: Vec<MovingCase>,
    /// Cases that are ticked and stand on another page.
    pub elsewhere: Vec<(String, String)>,
    /// The next page of cases.
    pub more: String,
}

/// A control to tick.
#[derive(Clone, Debug, Default)]
pub struct Tick {
    pub name: String,
    pub value: String,
    pub text: String,
    pub on: bool,
}

/// A control with one choice.
#[derive(Clone, Debug, Default)]
pub struct Select {
    pub name: String,
    pub label: String,
    /// Value, words, whether it is chosen.
    pub options: Vec<(String, String, bool)>,
}

/// One running case.
#[derive(Clone, Debug, Default)]
pub struct MovingCase {
    pub number: String,
    pub href: String,
    /// Where it stands.
    pub state: String,
    pub chip: Chip,
    /// Said before `lines` where they are about what would be.
    pub would: String,
    pub lines: Vec<String>,
    pub tick: Option<Tick>,
}
