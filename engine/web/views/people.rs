//! Who holds which post, who stands in, who is away.

use askama::Template;

use super::{Act, Chip, Frame, Link, Past};

/// People and posts.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "people.html", config = "engine/web/askama.toml")]
pub struct PeoplePage {
    pub frame: Frame,
    pub past: Past,
    /// `按组织 A/0`, and as of which day.
    pub note: String,
    /// The form for one's own absence; empty for who holds no post.
    pub absence_href: String,
    /// Where accounts are looked after, for those who may.
    pub accounts_href: String,
    pub absences: Vec<Absence>,
    pub units: Vec<Unit>,
}

/// A department with its posts.
#[derive(Clone, Debug, Default)]
pub struct Unit {
    pub title: String,
    pub posts: Vec<Post>,
}

/// One post.
#[derive(Clone, Debug, Default)]
pub struct Post {
    pub title: String,
    /// The clause of its duties.
    pub clause: Link,
    /// Who holds it; empty is said and is amber.
    pub holders: Vec<Holder>,
    /// What it may do.
    pub powers: Vec<Link>,
}

/// One who holds a post.
#[derive(Clone, Debug, Default)]
pub struct Holder {
    pub name: String,
    /// `2026 年 1 月 1 日起`, `代理，11 月 23 日至 11 月 27 日`.
    pub since: String,
    /// `请假`, `代理`.
    pub chip: Option<Chip>,
    /// The auditor's trace; empty: not for this reader.
    pub trace: String,
}

/// Somebody's absence, present or coming.
#[derive(Clone, Debug, Default)]
pub struct Absence {
    pub who: String,
    /// `11 月 24 日至 11 月 27 日`.
    pub when: String,
    /// `客户主任由陈师傅代理`; a line each.
    pub delegates: Vec<String>,
    /// Ends it early; empty when this reader may not.
    pub end_action: String,
}

/// The form to state one's own absence: from, to, why, a delegate per post.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "absence.html", config = "engine/web/askama.toml")]
pub struct AbsencePage {
    pub frame: Frame,
    /// The form; its only choice is to state it.
    pub act: Act,
}
