//! The page of one task, and of one case.

use askama::Template;

use super::{
    Act, Chip, Clause, Closed, Deadline, Event, FactGroup, Frame, Grid, Link, Past, Picture, Progress,
    ReviewPart, Revision,
};

/// One task: what is asked, until when and why then, the clause, the facts, the form, where it stands, what happened.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "task.html", config = "engine/web/askama.toml")]
pub struct TaskPage {
    pub frame: Frame,
    /// When it was opened by a mail link: `这个链接发给王师傅（仓储负责人），只用于办理这一项任务。`
    pub link_for: String,
    /// The case's number; leads to the case when this reader may open it.
    pub case: Link,
    /// The policy's title.
    pub policy: String,
    /// What is asked of the reader: `会签产品质量备忘单`.
    pub title: String,
    pub deadline: Option<Deadline>,
    /// `也发给了李主任（代理人），谁先办谁办。`
    pub also: String,
    pub clause: Option<Clause>,
    /// What the case is about, in one line.
    pub summary: String,
    /// The fields so far that this reader may see.
    pub facts: Vec<FactGroup>,
    /// The change that the task is about.
    pub review: Option<ReviewPart>,
    /// The form; none for those who only look.
    pub act: Option<Act>,
    /// Set when the task is over; then there is no form.
    pub closed: Option<Closed>,
    pub progress: Option<Progress>,
    pub picture: Option<Picture>,
    pub events: Vec<Event>,
}

/// One case.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "case.html", config = "engine/web/askama.toml")]
pub struct CasePage {
    pub frame: Frame,
    pub past: Past,
    /// The auditor's trace.
    pub trace: String,
    pub number: String,
    pub policy: String,
    /// What it is about, in one line.
    pub summary: String,
    pub status: Chip,
    /// `11 月 23 日（周一）11:02 由客服发起`.
    pub started: String,
    /// The case that called it; without text if there is none, or none that this reader may see.
    pub parent: Link,
    /// Cases that it has called.
    pub called: Vec<CalledCase>,
    /// The documents it runs on.
    pub revisions: Vec<Revision>,
    /// An incident or hint that needs an eye: `自动步骤失败，已指派管理员`.
    pub warning: String,
    /// Locks that it holds or waits for, a sentence each.
    pub locks: Vec<String>,
    pub facts: Vec<FactGroup>,
    pub picture: Option<Picture>,
    /// What was signed, valid or void.
    pub signatures: Grid,
    pub tasks: Vec<OpenTask>,
    pub timers: Vec<Timer>,
    pub events: Vec<Event>,
    /// Subject, to whom, when, status.
    pub mails: Grid,
}

/// A case that another one has called.
#[derive(Clone, Debug, Default)]
pub struct CalledCase {
    /// Number and procedure.
    pub link: Link,
    pub status: Chip,
}

/// An open task of a case.
#[derive(Clone, Debug, Default)]
pub struct OpenTask {
    pub title: String,
    /// Empty when this reader may not open it.
    pub href: String,
    /// `王师傅 · 仓储负责人`, or `空岗：产品质量委员会`.
    pub holders: Vec<String>,
    pub chip: Option<Chip>,
    /// The arithmetic of the deadline.
    pub why: String,
}

/// A timer that will fire.
#[derive(Clone, Debug, Default)]
pub struct Timer {
    /// What it does: `开启回访`.
    pub what: String,
    /// `12 月 8 日（周二）18:00`.
    pub when: String,
    /// `11 月 23 日答复后 15 天 = 12 月 8 日，日历 A/0`.
    pub why: String,
    /// The case, where timers of several are listed.
    pub case: Link,
}
