//! Appointments (`policies/appointments.yaml`): who holds which post, from which day to which (R4.3).
//!
//! ```yaml
//! appointments: company
//! title: { zh: 岗位任命, en: Appointments }
//! rows:
//!   - { post: after_sales_manager, person: asm, from: 2026-01-01 }
//!   - { post: complaint_desk, person: deputy, from: 2026-01-01, kind: delegate }
//! ```
//! The document rules the posts that it names; what else stands in the table of appointments is left alone. `person` is
//! the id that somebody signs in by, never a name: documents are hashed and kept for good. Deliberately absent: whether such
//! a person exists (people are data), and delegations that holders make themselves when they are away.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::calendar::Calendar;
use crate::text::yaml::{self, Node};
use crate::text::{Bilingual, Ctx, Findings, Source, Span, Spanned};
use crate::value::Moment;

/// The whole list.
#[derive(Clone, Debug)]
pub struct Appointments {
    /// What people call it.
    pub title: Bilingual,
    /// The manual's clause.
    pub clause: Option<String>,
    /// In the file's order.
    pub rows: Vec<Appointment>,
}

/// Somebody holds a post, or stands in for whoever does.
#[derive(Clone, Debug)]
pub struct Appointment {
    /// The post.
    pub post: Spanned<String>,
    /// Whose id.
    pub person: Spanned<String>,
    /// First day.
    pub from: Date,
    /// Last day; none: until further notice.
    pub to: Option<Date>,
    /// Stands in while the holder is away or the post is empty.
    pub delegate: bool,
    /// Where it is written.
    pub span: Span,
}

/// An appointment as the table of appointments holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The row's id.
    pub id: String,
    /// The post.
    pub post: String,
    /// Whose id.
    pub person: String,
    /// Stands in.
    pub delegate: bool,
    /// The moment from which.
    pub from: Moment,
    /// The moment from which no longer.
    pub to: Option<Moment>,
}

impl Appointment {
    /// The id of its row: the same line is the same appointment, in a document as in a file that is loaded.
    pub fn id(&self) -> String {
        let list = if self.delegate { "delegates" } else { "appointments" };
        format!("{list}-{}-{}-{}", self.post.value, self.person.value, self.from)
    }
}

impl Appointments {
    /// What has to be written so that the table says what the document says from `now` on: rows to add and rows whose end
    /// is another one. What has ended stays as it was, and nothing begins before `now`, whatever day the document names,
    /// unless the table knows the post not at all (`held` has no row of it): then its history is taken over as it is written.
    /// Delegations that people made themselves (whose id is not that of a document's row) are left alone.
    pub fn changes(&self, held: &[Held], calendar: &Calendar, now: Moment) -> Vec<Held> {
        let posts: BTreeSet<&str> = self.rows.iter().map(|row| row.post.value.as_str()).collect();
        let start = |day: Date| calendar.moment(day.at(0, 0, 0, 0));
        let mut changes = Vec::new();
        let mut named = BTreeSet::new();
        for row in &self.rows {
            let id = row.id();
            named.insert(id.clone());
            let Some(first) = start(row.from) else { continue };
            let to = row.to.and_then(|day| day.tomorrow().ok()).and_then(start);
            match held.iter().find(|held| held.id == id) {
                Some(known) if known.to == to || ended(known, now) => {}
                // An end that the document sets in the past is the end of today's rights, not of yesterday's.
                Some(known) => {
                    let to = to.map(|to| to.max(now).max(known.from));
                    if known.to != to {
                        changes.push(Held { to, ..known.clone() });
                    }
                }
                None => {
                    let new = held.iter().all(|held| held.post != row.post.value);
                    let from = if new { first } else { first.max(now) };
                    if to.is_none_or(|to| to > from) {
                        let (post, person) = (row.post.value.clone(), row.person.value.clone());
                        changes.push(Held { id, post, person, delegate: row.delegate, from, to });
                    }
                }
            }
        }
        for known in held.iter().filter(|held| posts.contains(held.post.as_str()) && !ended(held, now)) {
            let ruled = !known.delegate || known.id.starts_with("delegates-");
            if ruled && !named.contains(&known.id) {
                changes.push(Held { to: Some(now.max(known.from)), ..known.clone() });
            }
        }
        changes
    }
}

fn ended(held: &Held, now: Moment) -> bool {
    held.to.is_some_and(|to| to <= now)
}

/// Reads the list with all its mistakes.
pub(super) fn read(source: &Source, findings: &mut Findings) -> Option<Appointments> {
    let root = yaml::read(source, findings)?;
    let mut ctx = Ctx::new(source, findings);
    let mut fields = ctx.map(&root)?;
    fields.required(&mut ctx, "appointments").and_then(|node| ctx.identifier(node));
    // Fingerprints of cited paragraphs: judged by `check`.
    fields.optional("reviewed");
    let title = fields.required(&mut ctx, "title").and_then(|node| ctx.bilingual(node));
    let clause = fields.optional("clause").and_then(|node| ctx.clause(node)).map(|clause| clause.value);
    let nodes = fields.required(&mut ctx, "rows").and_then(|node| ctx.list(node)).unwrap_or_default();
    let mut rows: Vec<Appointment> = Vec::new();
    for node in nodes {
        let Some(row) = appointment(node, &mut ctx) else { continue };
        if let Some(first) = rows.iter().find(|other| other.overlaps(&row)) {
            let line = source.place(first.span.start).line.to_string();
            let args =
                [("person", row.person.value.clone()), ("post", row.post.value.clone()), ("line", line)];
            ctx.error("G0975", row.span, args);
        }
        rows.push(row);
    }
    fields.finish(&mut ctx);
    Some(Appointments { title: title.unwrap_or_default(), clause, rows })
}

impl Appointment {
    /// The same person in the same post on the same day, twice.
    fn overlaps(&self, other: &Appointment) -> bool {
        let key = |row: &Appointment| (row.post.value.clone(), row.person.value.clone(), row.delegate);
        let same = key(self) == key(other);
        let before = |a: &Appointment, b: &Appointment| a.to.is_some_and(|to| to < b.from);
        same && !before(self, other) && !before(other, self)
    }
}

fn appointment(node: &Node, ctx: &mut Ctx<'_>) -> Option<Appointment> {
    let mut fields = ctx.map(node)?;
    let post = fields.required(ctx, "post").and_then(|node| ctx.identifier(node));
    let person = fields.required(ctx, "person").and_then(|node| ctx.identifier(node));
    let from = fields.required(ctx, "from").and_then(|node| ctx.date(node));
    let to = fields.optional("to").and_then(|node| ctx.date(node));
    let kinds = [("holder", false), ("delegate", true)];
    let delegate = fields.optional("kind").and_then(|node| ctx.one_of(node, &kinds)).unwrap_or(false);
    fields.finish(ctx);
    let (post, person, from) = (post?, person?, from?);
    if to.is_some_and(|to| to < from) {
        ctx.error("G0974", node.span, [("post", post.value.clone())]);
    }
    Some(Appointment { post, person, from, to, delegate, span: node.span })
}
