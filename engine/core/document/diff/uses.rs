//! Where a figure or a table is used: a manager speaks of the deadline of a step, not of `memo_within`.

use std::collections::BTreeSet;

use super::tell::name;
use super::{Difference, How, Part, Said};
use crate::document::{DocumentKind, Library};
use crate::text::yaml::{Kind, Node};
use crate::text::{Findings, yaml};

/// Adds to each figure and table that differs the steps that use it in this policy. One without a title is called by
/// them; its name in the file is kept beside ([`Difference::name`]).
pub(super) fn note(found: &mut [Difference], policy: &str, (old, new): (&Library, &Library)) {
    let tree = |library: &Library| {
        let source = library.source(DocumentKind::Policy, policy);
        source.and_then(|source| yaml::read(source, &mut Findings::new()))
    };
    let (old, new) = (tree(old), tree(new));
    for difference in found.iter_mut().filter(|difference| difference.state.is_none()) {
        let tree = if difference.how == How::Removed { &old } else { &new };
        let Some(tree) = tree else { continue };
        match (difference.place.first().cloned(), difference.name.clone()) {
            (Some(Said::Text(id)), _) => untitled(difference, &id, tree),
            (Some(Said::Title(_)), Some(id)) if difference.what == "value" && difference.place.len() == 1 => {
                let steps = steps(of(tree, &format!("values.{id}")));
                difference.notes.extend(steps.map(|steps| Part::new("used", steps)));
            }
            _ => {}
        }
    }
}

/// The steps of a policy that use a figure (`values.x`) or a table (`table.x`); none where it has no such step.
pub fn steps_using(library: &Library, policy: &str, what: &str) -> Option<Said> {
    let source = library.source(DocumentKind::Policy, policy)?;
    steps(of(&yaml::read(source, &mut Findings::new())?, what))
}

/// Called by the steps that use it.
fn untitled(difference: &mut Difference, id: &str, tree: &Node) {
    let figure = of(tree, &format!("values.{id}"));
    if difference.what == "value" && difference.place.len() == 1 {
        difference.what = kind(figure.iter().map(|(kind, _)| *kind)).to_owned();
    }
    let used = if figure.is_empty() { of(tree, &format!("table.{id}")) } else { figure };
    if let Some(steps) = steps(used) {
        difference.place[0] = steps;
        difference.name = Some(id.to_owned());
    }
}

fn steps(uses: Vec<(&'static str, Said)>) -> Option<Said> {
    let mut steps: Vec<Said> = Vec::new();
    for (_, step) in uses {
        if !steps.contains(&step) {
            steps.push(step);
        }
    }
    (!steps.is_empty()).then_some(Said::List(steps))
}

/// What something is to those who use it: `due`, `after`, both (`deadline`), or any other value. A deadline that is
/// written down somewhere besides is still one.
pub(super) fn kind<'k>(kinds: impl IntoIterator<Item = &'k str>) -> &'static str {
    let kinds: BTreeSet<&str> = kinds.into_iter().filter(|kind| *kind != "value").collect();
    match kinds.into_iter().collect::<Vec<_>>()[..] {
        ["due"] => "due",
        ["after"] => "after",
        ["after", "due"] => "deadline",
        _ => "value",
    }
}

/// The states of a policy that use something: how, and which.
pub(super) fn of(tree: &Node, what: &str) -> Vec<(&'static str, Said)> {
    let mut uses = Vec::new();
    collect(tree, what, &mut uses);
    uses
}

/// States whose own keys mention it: how, and which.
fn collect(node: &Node, figure: &str, uses: &mut Vec<(&'static str, Said)>) {
    for inside in [node.get("for_each"), Some(node)].into_iter().flatten() {
        let Some(Kind::Map(states)) = inside.get("states").map(|node| &node.kind) else { continue };
        for (key, state) in states {
            let task = state.get("task");
            let is_due = task.and_then(|task| task.get("due")).is_some_and(|due| mentions(due, figure));
            let is_after = state.get("after").is_some_and(|after| mentions(after, figure));
            let kind = match (is_due, is_after) {
                (true, _) => Some("due"),
                (_, true) => Some("after"),
                _ => mentions_itself(state, figure).then_some("value"),
            };
            uses.extend(kind.map(|kind| (kind, name(&key.name, state))));
            collect(state, figure, uses);
        }
    }
}

/// A state's own keys, without the states inside.
fn mentions_itself(state: &Node, figure: &str) -> bool {
    let Kind::Map(entries) = &state.kind else { return mentions(state, figure) };
    entries.iter().any(|(key, node)| match key.name.as_str() {
        "states" => false,
        "for_each" => mentions_itself(node, figure),
        _ => mentions(node, figure),
    })
}

fn mentions(node: &Node, figure: &str) -> bool {
    match &node.kind {
        Kind::Scalar { text, .. } => text.match_indices(figure).any(|(at, found)| {
            let next = text[at + found.len()..].chars().next();
            !next.is_some_and(|c| c.is_alphanumeric() || c == '_')
        }),
        Kind::List(items) => items.iter().any(|item| mentions(item, figure)),
        Kind::Map(entries) => entries.iter().any(|(key, node)| key.name == figure || mentions(node, figure)),
    }
}
