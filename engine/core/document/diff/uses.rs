//! Where a figure is used: a manager speaks of the deadline of a step, not of `memo_within`.

use std::collections::BTreeSet;

use super::tell::name;
use super::{Difference, How, Part, Said};
use crate::document::{DocumentKind, Library};
use crate::text::yaml::{Kind, Node};
use crate::text::{Findings, yaml};

/// Adds to each changed figure the steps that use it in this policy. A figure without a title is called by them.
pub(super) fn note(found: &mut [Difference], policy: &str, library: &Library) {
    let figures: Vec<&mut Difference> = found
        .iter_mut()
        .filter(|d| d.what == "value" && d.how == How::Changed && d.place.len() == 1)
        .collect();
    if figures.is_empty() {
        return;
    }
    let source = library.source(DocumentKind::Policy, policy);
    let Some(tree) = source.and_then(|source| yaml::read(source, &mut Findings::new())) else { return };
    for figure in figures {
        let Some(id) = figure.name.clone() else { continue };
        let mut uses = Vec::new();
        collect(&tree, &format!("values.{id}"), &mut uses);
        if uses.is_empty() {
            continue;
        }
        let steps: Vec<Said> = uses.iter().map(|(_, said)| said.clone()).collect();
        let kinds: BTreeSet<&str> = uses.iter().map(|(kind, _)| *kind).collect();
        let kind = match kinds.into_iter().collect::<Vec<_>>()[..] {
            ["due"] => "due",
            ["after"] => "after",
            ["after", "due"] => "deadline",
            _ => "value",
        };
        if matches!(figure.place[..], [Said::Text(_)]) {
            figure.notes.push(Part::new("figure", Said::Text(id)));
            figure.place = vec![Said::List(steps)];
            figure.what = kind.to_owned();
        } else {
            figure.notes.push(Part::new("used", Said::List(steps)));
        }
    }
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
