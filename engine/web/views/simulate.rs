//! Trying a procedure: the list, and the page on which it is tried.

use askama::Template;

use super::{Act, Clause, Deadline, Event, FactGroup, Frame, Link, Picture, Timer};

/// The procedures that can be tried.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "simulate_list.html", config = "engine/web/askama.toml")]
pub struct SimulateListPage {
    pub frame: Frame,
    pub policies: Vec<Tryable>,
}

/// A procedure that can be tried.
#[derive(Clone, Debug, Default)]
pub struct Tryable {
    pub title: String,
    pub href: String,
    /// Its chapter.
    pub clause: Link,
    /// `A/0`.
    pub revision: String,
}

/// A procedure that is being tried. Everything that has been done is in `hidden`, so that nothing is kept elsewhere.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "simulate.html", config = "engine/web/askama.toml")]
pub struct SimulatePage {
    pub frame: Frame,
    /// The procedure's title.
    pub title: String,
    /// The document it stands in.
    pub document: Link,
    /// Where all forms are posted.
    pub action: String,
    /// What every form sends back: where the trial stands.
    pub hidden: Vec<(String, String)>,
    /// `2026 年 11 月 25 日（周三）14:20`.
    pub now: String,
    /// `工作日`.
    pub day: String,
    /// `第 3 步，共 5 步`.
    pub moves: String,
    pub can_back: bool,
    pub can_forward: bool,
    /// Whether something is waiting for its time.
    pub can_next: bool,
    /// What was typed as a length of time, and what is wrong with it.
    pub typed: String,
    pub clock_error: String,
    /// Where each case stands: `261123001：登记与分类`.
    pub cases: Vec<String>,
    /// What is being filled in: a start or a task.
    pub desk: Option<Desk>,
    /// What else can be done.
    pub others: Vec<Other>,
    pub picture: Option<Picture>,
    pub timers: Vec<Timer>,
    /// Mails that would have been sent, the latest first.
    pub mails: Vec<TriedMail>,
    /// Proposed penalties and rewards, and steps that failed.
    pub notes: Vec<String>,
    pub facts: Vec<FactGroup>,
    /// What happened, the latest first.
    pub events: Vec<Event>,
    /// The trial as a scenario: the text of a whole file.
    pub story: String,
}

/// What is being filled in.
#[derive(Clone, Debug, Default)]
pub struct Desk {
    pub title: String,
    /// `客户主任`, with the case's number where there are several.
    pub post: String,
    pub deadline: Option<Deadline>,
    pub clause: Option<Clause>,
    pub act: Act,
}

/// Something else that can be done: a button leads to its form.
#[derive(Clone, Debug, Default)]
pub struct Other {
    /// Posted as `open`.
    pub id: String,
    pub title: String,
    pub post: String,
    /// Until when, and why then.
    pub why: String,
}

/// A mail that would have been sent.
#[derive(Clone, Debug, Default)]
pub struct TriedMail {
    pub subject: String,
    /// `desk · 今天 09:00`.
    pub to: String,
    /// As it would be read.
    pub plain: String,
}

impl SimulatePage {
    /// The buttons that move the clock: what is posted as `until`, and the text on it.
    pub fn steps(&self) -> [(&'static str, &'static str); 5] {
        [
            ("1h", "web-clock-1h"),
            ("4h", "web-clock-4h"),
            ("1d", "web-clock-1d"),
            ("1wd", "web-clock-1wd"),
            ("15d", "web-clock-15d"),
        ]
    }
}
