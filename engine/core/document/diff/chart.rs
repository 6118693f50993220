//! States and the ways between them.
//!
//! All states of a policy lie flat for the comparison, because their names are unique in the file: one that goes below
//! another has moved. One that is gone, with another new that has its title or content, has been renamed.

use std::collections::{BTreeMap, BTreeSet};

use super::pair::{Pair, align, same};
use super::rules::{STATE, TASK, WAY, WAY_KEYS};
use super::side::{Side, title_of};
use super::tell::{Tell, name, tell, whole};
use super::walk::{Change, Walk};
use super::{How, Part, Said};
use crate::text::Span;
use crate::text::yaml::{Kind, Node};

/// What takes a way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum On {
    /// A choice of a task, or an event from elsewhere.
    Event,
    /// Nothing: taken as soon as its guard holds.
    Always,
    /// Time.
    After,
    /// What the state holds is done.
    Done,
}

/// A state of the file.
struct State<'n> {
    name: &'n str,
    parent: Option<&'n str>,
    span: Span,
    node: &'n Node,
}

/// All states of a policy, those of items included, in the order of the file.
fn all<'n>(node: &'n Node, parent: Option<&'n str>, found: &mut Vec<State<'n>>) {
    let inside = [node.get("for_each"), Some(node)].into_iter().flatten();
    for states in inside.filter_map(|node| node.get("states")) {
        let Kind::Map(entries) = &states.kind else { continue };
        for (key, state) in entries {
            found.push(State { name: &key.name, parent, span: key.span, node: state });
            all(state, Some(&key.name), found);
        }
    }
}

/// Compares the states of two policies.
pub(super) fn states(walk: &mut Walk<'_>, _: Pair<'_>) {
    let (mut old, mut new) = (Vec::new(), Vec::new());
    let (old_side, new_side) = (walk.old, walk.new);
    old_side.tree.iter().for_each(|tree| all(tree, None, &mut old));
    new_side.tree.iter().for_each(|tree| all(tree, None, &mut new));
    let by_name = |a: &State<'_>, b: &State<'_>| a.name == b.name;
    let content = |state: &State<'_>| Some(format!("{:?}", whole(Tell::Plain, state.node, new_side)));
    let title = |state: &State<'_>| title_of(state.node).map(|title| format!("{title:?}"));
    let pairs = align(&old, &new, by_name, &[&content, &title]);
    for (before, after) in &pairs {
        if let (Some(before), Some(after)) = (before, after)
            && before.name != after.name
        {
            walk.renamed.insert(before.name.to_owned(), after.name.to_owned());
        }
    }
    order(walk, &old, &new);
    for (before, after) in pairs {
        match (before, after) {
            (Some(before), Some(after)) => both(walk, before, after),
            (None, Some(state)) => alone(walk, How::Added, state, &new, &old),
            (Some(state), None) => alone(walk, How::Removed, state, &old, &new),
            (None, None) => {}
        }
    }
}

fn both(walk: &mut Walk<'_>, before: &State<'_>, after: &State<'_>) {
    let pair = Pair { old: Some(before.node), new: Some(after.node) };
    let lines = (walk.old.lines(before.span), walk.new.lines(after.span));
    walk.state = Some(after.name.to_owned());
    walk.inside(Some(name(after.name, after.node)), pair, |walk| {
        if before.name != after.name {
            let (old, new) =
                (Some(Said::Text(before.name.to_owned())), Some(Said::Text(after.name.to_owned())));
            walk.add(Change { old, new, ..Change::new(How::Renamed, "state") }, lines);
        }
        let parent = before.parent.map(|parent| walk.renamed.get(parent).map_or(parent, String::as_str));
        if parent != after.parent {
            let said = |side: &Side<'_>, parent: Option<&str>| {
                let title = parent
                    .map(|parent| side.state(parent).map_or(Said::Text(parent.to_owned()), Said::Title));
                title.unwrap_or_else(|| Said::Word("top".to_owned()))
            };
            let (old, new) = (Some(said(walk.old, before.parent)), Some(said(walk.new, after.parent)));
            walk.add(Change { old, new, ..Change::new(How::Moved, "state") }, lines);
        }
        if !pair.is_same() {
            walk.keys(None, STATE, pair);
        }
    });
    walk.state = None;
}

/// A state that only one side has. What lies inside it is told with it.
fn alone(walk: &mut Walk<'_>, how: How, state: &State<'_>, own: &[State<'_>], other: &[State<'_>]) {
    let elsewhere = |name: &str| {
        let renamed = walk.renamed.iter().any(|(old, new)| old == name || new == name);
        renamed || other.iter().any(|state| state.name == name)
    };
    if state.parent.is_some_and(|parent| !elsewhere(parent)) {
        return;
    }
    let side = if how == How::Added { walk.new } else { walk.old };
    let inner: BTreeSet<&str> =
        own.iter().filter(|inner| below(own, inner, state.name)).map(|inner| inner.name).collect();
    let is_inside = |name: &str| name == state.name || inner.contains(name);
    let titled = |names: BTreeSet<&str>| {
        let named = own.iter().filter(|state| names.contains(state.name));
        Said::List(named.map(|state| name(state.name, state.node)).collect())
    };
    let edges: Vec<(&str, &str)> = own.iter().flat_map(edges).collect();
    let from: BTreeSet<&str> =
        edges.iter().filter(|(from, to)| is_inside(to) && !is_inside(from)).map(|(from, _)| *from).collect();
    let to: BTreeSet<&str> =
        edges.iter().filter(|(from, to)| is_inside(from) && !is_inside(to)).map(|(_, to)| *to).collect();
    let mut notes = Vec::new();
    for (what, names) in [("from", from), ("to", to), ("holds", inner)] {
        if !names.is_empty() {
            notes.push(Part::new(what, titled(names)));
        }
    }
    let said = state.node.get("task").map(|task| brief(task, side));
    let lines = side.lines(state.span.to(state.node.span));
    let (old, new) = if how == How::Added { (None, said) } else { (said, None) };
    let lines = if how == How::Added { (None, lines) } else { (lines, None) };
    walk.state = Some(state.name.to_owned());
    let pair = Pair { old: None, new: Some(state.node) };
    walk.inside(Some(name(state.name, state.node)), pair, |walk| {
        walk.add(Change { old, new, notes, ..Change::new(how, "state") }, lines);
    });
    walk.state = None;
}

fn below(states: &[State<'_>], state: &State<'_>, outer: &str) -> bool {
    let mut parent = state.parent;
    while let Some(name) = parent {
        if name == outer {
            return true;
        }
        parent = states.iter().find(|state| state.name == name).and_then(|state| state.parent);
    }
    false
}

/// Who does it, until when, with what signature: what one asks about a new task.
fn brief(task: &Node, side: &Side<'_>) -> Said {
    let Said::Parts(parts) = tell(&TASK, task, side) else { return Said::Parts(Vec::new()) };
    let asked = ["task-post", "task-person", "due", "sign"];
    Said::Parts(parts.into_iter().filter(|part| asked.contains(&part.what.as_str())).collect())
}

/// The order of the children that both sides have under the same parent: the first is where the parent begins.
fn order(walk: &mut Walk<'_>, old: &[State<'_>], new: &[State<'_>]) {
    let parents: BTreeSet<Option<&str>> = new.iter().map(|state| state.parent).collect();
    for parent in parents {
        let children = |of: &[State<'_>], other: &[State<'_>]| -> Vec<(String, Said, Span)> {
            let of = of.iter().filter(|state| state.parent == parent);
            let kept = of.filter(|state| other.iter().any(|o| o.name == state.name && o.parent == parent));
            kept.map(|state| (state.name.to_owned(), name(state.name, state.node), state.span)).collect()
        };
        let (before, after) = (children(old, new), children(new, old));
        walk.state = parent.map(str::to_owned);
        let place =
            parent.map(|parent| walk.new.state(parent).map_or(Said::Text(parent.to_owned()), Said::Title));
        walk.inside(place, Pair { old: None, new: None }, |walk| walk.reordered("state", &before, &after));
        walk.state = None;
    }
}

/// Where the ways of a state lead: from, to.
fn edges<'n>(state: &State<'n>) -> Vec<(&'n str, &'n str)> {
    let mut targets = Vec::new();
    for (key, on) in [("on", On::Event), ("always", On::Always), ("after", On::After), ("on_done", On::Done)]
    {
        for way in state.node.get(key).map(|node| listed(on, node)).unwrap_or_default() {
            let target = match &way.node.kind {
                Kind::Map(_) => way.node.get("target"),
                _ => Some(way.node),
            };
            match target.map(|target| &target.kind) {
                Some(Kind::Scalar { text, .. }) => targets.push(text.as_str()),
                Some(Kind::List(items)) => targets.extend(items.iter().filter_map(Node::as_text)),
                _ => {}
            }
        }
    }
    targets.into_iter().map(|target| (state.name, target)).collect()
}

/// One way out of a state.
struct Way<'n> {
    /// The event, or the period.
    key: Option<(&'n str, Span)>,
    node: &'n Node,
}

/// The ways that one key of a state holds.
fn listed(on: On, node: &Node) -> Vec<Way<'_>> {
    fn each<'n>(key: Option<(&'n str, Span)>, node: &'n Node) -> Vec<Way<'n>> {
        match &node.kind {
            Kind::List(items) => items.iter().map(|node| Way { key, node }).collect(),
            _ => vec![Way { key, node }],
        }
    }
    match &node.kind {
        Kind::Map(entries) if on == On::Event || (on == On::After && node.get("in").is_none()) => {
            entries.iter().flat_map(|(key, node)| each(Some((&key.name, key.span)), node)).collect()
        }
        _ => each(None, node),
    }
}

/// Compares the ways of a state that are taken in one manner.
pub(super) fn ways(walk: &mut Walk<'_>, on: On, pair: Pair<'_>) {
    let old = pair.old.map(|node| listed(on, node)).unwrap_or_default();
    let new = pair.new.map(|node| listed(on, node)).unwrap_or_default();
    let key = |way: &Way<'_>| way.key.map(|(key, _)| key.to_owned()).or_else(|| text(way.node, "event"));
    let target = |way: &Way<'_>| match &way.node.kind {
        Kind::Map(_) => {
            way.node.get("target").map(|node| format!("{:?}", whole(Tell::Plain, node, walk.new)))
        }
        _ => Some(format!("{:?}", whole(Tell::Plain, way.node, walk.new))),
    };
    let both = |way: &Way<'_>| Some(format!("{:?} {:?}", key(way), target(way)?));
    let equal = |a: &Way<'_>, b: &Way<'_>| key(a) == key(b) && same(a.node, b.node);
    let guard = |way: &Way<'_>| text(way.node, "guard");
    let title = |way: &Way<'_>| title_of(way.node).map(|title| format!("{title:?}"));
    let pairs = match on {
        On::Event => align(&old, &new, equal, &[&both, &key, &title]),
        // Without a name, a way is known by where it leads, or by when it is taken.
        _ => align(&old, &new, equal, &[&both, &target, &guard, &|_| Some(String::new())]),
    };
    let places = |list: &[Way<'_>], side: &Side<'_>| -> Vec<(String, Said, Span)> {
        list.iter()
            .map(|way| (format!("{:?}", (key(way), target(way))), said(on, way, side), way.node.span))
            .collect()
    };
    let (before, after) = (places(&old, walk.old), places(&new, walk.new));
    walk.reordered(if on == On::Event { "choices" } else { "ways" }, &before, &after);
    for (before, after) in pairs {
        way(walk, on, before, after);
    }
}

fn way(walk: &mut Walk<'_>, on: On, before: Option<&Way<'_>>, after: Option<&Way<'_>>) {
    let pair = Pair { old: before.map(|way| way.node), new: after.map(|way| way.node) };
    let keys = (before.and_then(|way| way.key), after.and_then(|way| way.key));
    let same_key = keys.0.map(|key| key.0) == keys.1.map(|key| key.0);
    let (Some(any), false) = (after.or(before), pair.is_same() && same_key) else { return };
    let place = match on {
        On::Event => title_of(any.node)
            .map(Said::Title)
            .or_else(|| keys.1.or(keys.0).map(|key| Said::Text(key.0.to_owned()))),
        On::Always => Some(Said::Word("always".to_owned())),
        On::After => None,
        On::Done => Some(Said::Word("done".to_owned())),
    };
    let what = match on {
        On::Event => "choice",
        On::After => "timer",
        On::Always | On::Done => "way",
    };
    walk.inside(place, pair, |walk| {
        if before.is_none() || after.is_none() {
            let side = if after.is_some() { walk.new } else { walk.old };
            let span = any.key.map_or(any.node.span, |(_, span)| span.to(any.node.span));
            let said = Some(said(on, any, side));
            let (how, old, new) =
                if after.is_some() { (How::Added, None, said) } else { (How::Removed, said, None) };
            let lines = side.lines(span);
            let lines = if after.is_some() { (None, lines) } else { (lines, None) };
            return walk.add(Change { old, new, ..Change::new(how, what) }, lines);
        }
        if let (false, (Some(old), Some(new))) = (same_key, keys) {
            let lines = (walk.old.lines(old.1), walk.new.lines(new.1));
            let said = |text: &str| {
                Some(if on == On::After {
                    Said::Period(text.to_owned())
                } else {
                    Said::Text(text.to_owned())
                })
            };
            let what = if on == On::After { "after" } else { "event" };
            walk.add(Change { old: said(old.0), new: said(new.0), ..Change::new(How::Changed, what) }, lines);
        }
        walk.keys(Some("target"), WAY_KEYS, pair);
    });
}

/// A way as a whole: when it is taken, and where it leads.
fn said(on: On, way: &Way<'_>, side: &Side<'_>) -> Said {
    let mut parts = Vec::new();
    if let (On::After, Some((period, _))) = (on, way.key) {
        parts.push(Part::new("after", Said::Period(period.to_owned())));
    }
    match tell(&WAY, way.node, side) {
        Said::Parts(inner) => parts.extend(inner.into_iter().filter(|part| part.what != "choice-title")),
        target => parts.push(Part::new("target", target)),
    }
    Said::Parts(parts)
}

fn text(node: &Node, key: &str) -> Option<String> {
    node.get(key).and_then(Node::as_text).map(str::to_owned)
}

/// New names of renamed states by their old ones.
pub(super) type Renamed = BTreeMap<String, String>;
