//! Things that several pages show: chips, deadlines, clauses, facts, what happened, pictures, tables.

use jiff::civil::DateTime;

use crate::lang::{self, Lang};

/// HTML that our own code made and that needs no escaping: a rendered chapter, an SVG. Never what people typed.
#[derive(Clone, Debug, Default)]
pub struct Html(pub String);

/// How something is coloured. Red is spent on what is late or refused, and on nothing else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Blue: under way.
    #[default]
    Info,
    /// Red: late, failed, refused.
    Late,
    /// Amber: soon, needs an eye.
    Soon,
    /// Green: done, agrees.
    Ok,
    /// No colour: neither pressing nor done.
    Plain,
}

impl Tone {
    /// The class in the style sheet.
    pub fn class(self) -> &'static str {
        match self {
            Tone::Info => "info",
            Tone::Late => "late",
            Tone::Soon => "soon",
            Tone::Ok => "ok",
            Tone::Plain => "plain",
        }
    }

    /// The class of a point in a time line.
    pub fn dot(self) -> &'static str {
        match self {
            Tone::Info => "now",
            Tone::Late => "late",
            Tone::Soon | Tone::Ok | Tone::Plain => "past",
        }
    }

    /// The class of a milestone.
    pub fn step(self) -> &'static str {
        match self {
            Tone::Ok => "done",
            Tone::Info => "now",
            Tone::Soon => "passed",
            Tone::Late | Tone::Plain => "later",
        }
    }

    /// The class of a vote.
    pub fn vote(self) -> &'static str {
        match self {
            Tone::Ok => "yes",
            Tone::Late => "no",
            Tone::Info | Tone::Soon | Tone::Plain => "open",
        }
    }

    /// The mark of a vote.
    pub fn mark(self) -> &'static str {
        match self {
            Tone::Ok => "✓",
            Tone::Late => "✕",
            Tone::Info | Tone::Soon | Tone::Plain => "○",
        }
    }
}

/// A few words in a rounded box.
#[derive(Clone, Debug, Default)]
pub struct Chip {
    pub tone: Tone,
    pub text: String,
}

impl Chip {
    pub fn new(tone: Tone, text: impl Into<String>) -> Chip {
        Chip { tone, text: text.into() }
    }

    /// The chip of a deadline in a list: `超 1 天` (late), `今天 18:00` (soon), `11 月 30 日（周一）` (plain). Both
    /// moments as the company's clock shows them.
    pub fn deadline(lang: Lang, due: DateTime, now: DateTime) -> Chip {
        if due < now {
            return Chip::new(Tone::Late, remaining(lang, due, now));
        }
        if due.date() == now.date() {
            return Chip::new(Tone::Soon, lang::moment(lang, due, now));
        }
        Chip::new(Tone::Plain, lang::day(lang, due.date(), now.date()))
    }

    /// What is left, for the head of a task: `还剩 1 天 4 小时`, soon when less than a day and a half.
    pub fn remaining(lang: Lang, due: DateTime, now: DateTime) -> Chip {
        let micros = micros_until(due, now);
        let tone = match micros {
            i64::MIN..0 => Tone::Late,
            0..SOON_MICROS => Tone::Soon,
            _ => Tone::Plain,
        };
        Chip::new(tone, lang::remaining(lang, micros))
    }
}

/// A deadline nearer than this is amber: 36 hours, so that tomorrow's closing time already shows this morning.
const SOON_MICROS: i64 = 36 * 3_600_000_000;

fn remaining(lang: Lang, due: DateTime, now: DateTime) -> String {
    lang::remaining(lang, micros_until(due, now))
}

/// Microseconds from `now` to `due`, negative when past; the company's zone has no summer time, so that
/// differences of its clock are true lengths.
fn micros_until(due: DateTime, now: DateTime) -> i64 {
    let length = now.duration_until(due);
    i64::try_from(length.as_micros()).unwrap_or(if due < now { i64::MIN } else { i64::MAX })
}

/// Words that lead somewhere; without `href` just words.
#[derive(Clone, Debug, Default)]
pub struct Link {
    pub text: String,
    pub href: String,
}

/// A deadline in full, as the second line of a task.
#[derive(Clone, Debug, Default)]
pub struct Deadline {
    /// `还剩 1 天 4 小时`.
    pub chip: Chip,
    /// `11 月 25 日（周三）18:00 前`.
    pub by: String,
    /// The arithmetic: `接到投诉后第 2 个工作日内：11 月 23 日（周一）受理 → 11 月 25 日（周三）`.
    pub why: String,
    /// The calendar's revision that was used: `日历 A/0`.
    pub calendar: Link,
}

/// The paragraph of the manual that asks for something.
#[derive(Clone, Debug, Default)]
pub struct Clause {
    /// Its anchor: `8.14-4.2.3.3`.
    pub id: String,
    /// The paragraph's words.
    pub text: String,
    /// The chapter at that paragraph; empty when the reader may not open it.
    pub href: String,
}

/// One field of a record, read only.
#[derive(Clone, Debug, Default)]
pub struct Fact {
    pub label: String,
    /// As people say it: `860 元`, `工厂责任`, `2026 年 11 月 30 日（周一）`.
    pub value: String,
    /// Long text that takes the whole line.
    pub wide: bool,
}

/// The fields of one section of the form.
#[derive(Clone, Debug, Default)]
pub struct FactGroup {
    pub title: String,
    pub facts: Vec<Fact>,
    /// Whether it is open at once; the sections that matter for what is asked are.
    pub open: bool,
}

/// One thing that happened. Lists of them run from the latest to the earliest.
#[derive(Clone, Debug, Default)]
pub struct Event {
    /// What: `同意转交`, `到期自动开启：回访`.
    pub what: String,
    /// Who, in which post: `王师傅 · 仓储负责人`; empty for what the engine did by itself.
    pub who: String,
    /// As people say it: `11 月 24 日（周二）09:12`.
    pub when: String,
    /// What they wrote as opinion.
    pub opinion: String,
    /// Smaller print: `依据：投诉处理 A/0`, `签名：会签`.
    pub note: String,
    /// The present one (blue) or one that tells of lateness (red); else `Plain`.
    pub tone: Tone,
}

/// The chart as a picture, and in words for those who don't see it.
#[derive(Clone, Debug, Default)]
pub struct Picture {
    /// The line of progress: the policy's milestones in order; empty: not shown.
    pub line: Vec<Milestone>,
    /// `<svg width height viewBox role="img" aria-label>` with the classes named in `app.css`.
    pub svg: Html,
    /// The present states from outside in, one line each, with whom they wait for: `调查处理 › 对外 › 会签`.
    pub standing: Vec<Standing>,
    /// The corner of the first present state, in pixels from the left and the top of the picture: a window too small
    /// for the whole starts scrolled to it. None: at the top left.
    pub here: Option<(i32, i32)>,
    /// The picture alone in full size; empty: no link.
    pub full: String,
}

/// A milestone of the line of progress.
#[derive(Clone, Debug, Default)]
pub struct Milestone {
    pub title: String,
    /// `Ok` lies behind, `Info` is present, `Soon` was gone round, any other is still to come.
    pub tone: Tone,
}

/// One present state.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    pub path: String,
    /// Since when, and whom it waits for: `11 月 24 日 09:12 起，等仓储负责人、销售经理`.
    pub note: String,
}

/// How far several signers have come.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    /// `会签 2/4`.
    pub title: String,
    /// The rule: `四方全部同意才算通过`.
    pub rule: String,
    pub signers: Vec<Signer>,
}

/// One of several signers.
#[derive(Clone, Debug, Default)]
pub struct Signer {
    /// `总经理`, with the person who signed or is to sign.
    pub who: String,
    /// `Ok` has agreed, `Late` has refused, else still to come.
    pub tone: Tone,
    /// `11 月 24 日 09:12 同意`, `还没有`.
    pub note: String,
}

/// Why a task can no longer be acted on.
#[derive(Clone, Debug, Default)]
pub struct Closed {
    /// `已由李主任（客户主任）于 11 月 24 日（周二）09:12 办理：转交`.
    pub text: String,
    /// Where it went on, if this reader may see it.
    pub next: Link,
}

/// A document's revision that something runs on.
#[derive(Clone, Debug, Default)]
pub struct Revision {
    /// `投诉处理 A/0`.
    pub label: String,
    /// First characters of the content hash.
    pub hash: String,
    pub href: String,
}

/// One of several views of the same place.
#[derive(Clone, Debug, Default)]
pub struct Tab {
    pub text: String,
    pub href: String,
    /// Nought is not shown.
    pub count: u64,
    pub on: bool,
}

/// Which part of a long list is shown.
#[derive(Clone, Debug, Default)]
pub struct Pager {
    /// The first and last shown, counted from 1, and how many there are.
    pub from: u64,
    pub to: u64,
    pub of: u64,
    /// Empty at the beginning.
    pub previous: String,
    /// Empty at the end.
    pub next: String,
}

impl Pager {
    /// `第 1–25 件，共 83 件`.
    pub fn range(&self, frame: &super::Frame) -> String {
        let args = [("from", self.from.into()), ("to", self.to.into()), ("of", self.of.into())];
        lang::t(frame.lang, "web-pager-range", &args)
    }
}

/// A table of texts; on phones each row becomes a small card.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    /// What the table shows, for those who can't see it.
    pub caption: String,
    pub columns: Vec<Column>,
    pub rows: Vec<GridRow>,
    /// What is said when there are no rows.
    pub empty: String,
    /// On phones the cells run on in one line without their columns' names: for cells that speak for themselves.
    pub compact: bool,
}

impl Grid {
    /// A row's cells, each with its column.
    pub fn cells<'a>(&'a self, row: &'a GridRow) -> impl Iterator<Item = (&'a Column, &'a Cell)> {
        self.columns.iter().zip(&row.cells)
    }
}

/// A column's head.
#[derive(Clone, Debug, Default)]
pub struct Column {
    pub title: String,
    /// Figures stand at the right.
    pub number: bool,
}

/// One row; as many cells as there are columns.
#[derive(Clone, Debug, Default)]
pub struct GridRow {
    pub cells: Vec<Cell>,
}

/// One cell: words, a link or a chip.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    pub text: String,
    /// Where the words lead.
    pub href: String,
    /// A second, smaller line.
    pub note: String,
    /// Shown as a chip of this tone when not none.
    pub chip: Option<Tone>,
}

/// Characters of a cell's words that are not broken into lines.
const SHORT: usize = 8;

impl Cell {
    /// Words alone.
    pub fn text(text: impl Into<String>) -> Cell {
        Cell { text: text.into(), ..Cell::default() }
    }

    /// Words that lead somewhere.
    pub fn link(text: impl Into<String>, href: impl Into<String>) -> Cell {
        Cell { text: text.into(), href: href.into(), ..Cell::default() }
    }

    /// Words that stay on one line: a name, a number, a label.
    pub fn is_short(&self) -> bool {
        self.text.chars().count() <= SHORT
    }

    /// A chip.
    pub fn chip(tone: Tone, text: impl Into<String>) -> Cell {
        Cell { text: text.into(), chip: Some(tone), ..Cell::default() }
    }

    /// With a smaller line beneath.
    pub fn with_note(mut self, note: impl Into<String>) -> Cell {
        self.note = note.into();
        self
    }
}
