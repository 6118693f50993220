//! From a policy's YAML to SCXML.
//!
//! What has an element in SCXML becomes that element, whatever else a map holds an element of our namespace: a key that
//! the language learns later is carried without a change here.

mod actions;

use super::tree::Tree;
use super::xml::Element;
use super::{OURS, RHAI, SCXML};
use crate::text::yaml;
use crate::text::{Findings, Source};
use actions::actions;

/// A policy's file as an SCXML document. `None` if its shape is not clear; it should have been read as a policy
/// before, because mistakes in it are carried along.
pub fn export(source: &Source, findings: &mut Findings) -> Option<String> {
    let root = Tree::of(&yaml::read(source, findings)?);
    Some(chart(&root).document())
}

/// A policy, or the chart of a `for_each`.
fn chart(root: &Tree) -> Element {
    let name = root.get("policy").and_then(Tree::as_text);
    let mut element = Element::new("scxml")
        .with("xmlns", Some(SCXML))
        .with("xmlns:gc", Some(OURS))
        .with("version", Some("1.0"))
        .with("datamodel", Some(RHAI))
        .with("name", name)
        .with("binding", root.get("binding").and_then(Tree::as_text))
        .with("initial", root.get("initial").and_then(targets));
    for (key, value) in root.entries() {
        match (key.as_str(), value) {
            ("policy", _) if name.is_some() => {}
            ("binding", Tree::Text { .. }) | ("states", _) => {}
            ("initial", _) if targets(value).is_some() => {}
            ("vars", Tree::Map(_)) => element.push(datamodel(value)),
            ("entry", _) if script(value).is_some() => {
                element.push(Element::new("script").text(script(value).unwrap_or_default()));
            }
            _ => element.push(ours(key, value)),
        }
    }
    element.holding(states(root))
}

/// A script that is all there is; a SCXML document holds one `script`.
fn script(value: &Tree) -> Option<&str> {
    match value.items() {
        [Tree::Text { text, .. }] if super::xml::can_hold(text) => Some(text.trim_end()),
        _ => None,
    }
}

fn states(parent: &Tree) -> Vec<Element> {
    let states = parent.get("states").map(Tree::entries).unwrap_or_default();
    states.iter().map(|(name, state)| self::state(name, state)).collect()
}

fn state(name: &str, state: &Tree) -> Element {
    let kind = state.get("type").and_then(Tree::as_text).unwrap_or_default();
    let tag = match kind {
        "parallel" | "final" | "history" => kind,
        _ => "state",
    };
    let deep = state.get("history").and_then(Tree::as_text);
    let mut element = Element::new(tag)
        .with("id", Some(name))
        .with("type", deep)
        .with("initial", state.get("initial").and_then(targets));
    for (key, value) in state.entries() {
        match (key.as_str(), value) {
            ("type" | "states" | "history", _) => {}
            ("target" | "actions", _) if tag == "history" => {}
            ("initial", _) if targets(value).is_some() => {}
            ("initial", Tree::Map(_)) => {
                let initial = Element::new("initial");
                element.push(initial.holding([transition(&Way { tree: value, ..Way::default() }, state)]));
            }
            ("vars", Tree::Map(_)) => element.push(datamodel(value)),
            ("entry", _) => element = element.holding(blocks("onentry", value)),
            ("exit", _) => element = element.holding(blocks("onexit", value)),
            // In the order in which the machine looks at them: see the end of this function.
            ("after" | "on_done" | "on" | "always", _) => {}
            ("output", _) if tag == "final" => {
                element.push(Element::new("donedata").holding(actions::payload(value)));
            }
            ("call", _) if actions::calls(value).is_some() => {
                element = element.holding(actions::calls(value).unwrap_or_default());
            }
            ("for_each", Tree::Map(entries)) => {
                let mut each = Element::new("gc:for_each");
                let (inside, own): (Vec<_>, Vec<_>) =
                    entries.iter().cloned().partition(|(key, _)| CHART.contains(&key.as_str()));
                let own = own.iter().map(|(key, value)| ours(key, value));
                each = each.holding(own).holding([chart(&Tree::Map(inside))]);
                element.push(each);
            }
            _ => element.push(ours(key, value)),
        }
    }
    if tag == "history" && state.get("target").is_some() {
        element.push(transition(&Way { tree: state, default: true, ..Way::default() }, state));
    }
    element.holding(transitions(name, state)).holding(states(state))
}

/// Keys of a `for_each` that belong to its chart.
const CHART: [&str; 10] =
    ["initial", "states", "entry", "exit", "on", "always", "after", "on_done", "vars", "binding"];

/// One way out of a state.
struct Way<'t> {
    tree: &'t Tree,
    event: Option<String>,
    /// For a timer: how long, from when.
    after: Option<&'t str>,
    from: Option<&'t str>,
    /// The default of a history, whose own keys stand beside it.
    default: bool,
}

impl Default for Way<'_> {
    fn default() -> Self {
        const NOTHING: &Tree = &Tree::List(Vec::new());
        Way { tree: NOTHING, event: None, after: None, from: None, default: false }
    }
}

fn transitions(name: &str, state: &Tree) -> Vec<Element> {
    let mut ways: Vec<Way<'_>> = Vec::new();
    let after = state.get("after");
    if let Some(after) = after {
        let as_list = matches!(after, Tree::List(_)) || after.get("in").is_some();
        let timers: Vec<(&str, Option<&str>, &Tree)> = match as_list {
            true => (after.items().iter())
                .map(|t| (text(t, "in").unwrap_or_default(), text(t, "from"), t))
                .collect(),
            false => after.entries().iter().map(|(key, t)| (key.as_str(), None, t)).collect(),
        };
        for (index, (after, from, tree)) in timers.into_iter().enumerate() {
            let event = Some(format!("after.{name}.{index}"));
            let one = |tree| Way { tree, event: event.clone(), after: Some(after), from, default: false };
            ways.extend(items(tree).map(one));
        }
    }
    if let Some(done) = state.get("on_done") {
        let event = Some(format!("done.state.{name}"));
        ways.extend(items(done).map(|tree| Way { tree, event: event.clone(), ..Way::default() }));
    }
    let named = |event: &str, tree: &'_ Tree| -> Vec<(String, Tree)> {
        items(tree).map(|tree| (event.to_owned(), tree.clone())).collect()
    };
    let on: Vec<(String, Tree)> = match state.get("on") {
        Some(Tree::List(list)) => {
            list.iter().flat_map(|tree| named(text(tree, "event").unwrap_or_default(), tree)).collect()
        }
        Some(on) => on.entries().iter().flat_map(|(event, tree)| named(event, tree)).collect(),
        None => Vec::new(),
    };
    ways.extend(on.iter().map(|(event, tree)| Way { tree, event: Some(event.clone()), ..Way::default() }));
    if let Some(always) = state.get("always") {
        ways.extend(items(always).map(|tree| Way { tree, ..Way::default() }));
    }
    ways.iter().map(|way| transition(way, state)).collect()
}

/// A transition or a list of them; an empty value is one that leads nowhere.
fn items(tree: &Tree) -> impl Iterator<Item = &Tree> {
    tree.items().iter()
}

fn text<'t>(tree: &'t Tree, key: &str) -> Option<&'t str> {
    tree.get(key).and_then(Tree::as_text)
}

fn transition(way: &Way<'_>, source: &Tree) -> Element {
    let target = if let Tree::Text { text, .. } = way.tree { Some(text.clone()) } else { None };
    let target = target.or_else(|| targets_of(way.tree));
    let reenter = text(way.tree, "reenter") == Some("true");
    let matters = target.as_deref().is_some_and(|target| type_matters(source, target));
    let mut element = Element::new("transition")
        .with("event", way.event.clone())
        .with("cond", text(way.tree, "guard").filter(|_| !way.default).map(actions::expression))
        .with("target", target)
        .with("type", (matters && !reenter && !way.default).then_some("internal"))
        .with("gc:reenter", (reenter && !matters).then_some("true"))
        .with("gc:after", way.after)
        .with("gc:from", way.from);
    if way.default {
        return element.holding(way.tree.get("actions").map(actions).unwrap_or_default());
    }
    for (key, value) in way.tree.entries() {
        match (key.as_str(), value) {
            ("target" | "event", _) | ("guard" | "reenter", Tree::Text { .. }) => {}
            ("in" | "from", _) if way.after.is_some() => {}
            ("actions", _) => element = element.holding(actions(value)),
            _ => element.push(ours(key, value)),
        }
    }
    element
}

fn targets_of(tree: &Tree) -> Option<String> {
    tree.get("target").and_then(targets)
}

/// SCXML §3.13: whether a transition leaves its source only matters for compound sources and targets inside them.
fn type_matters(source: &Tree, target: &str) -> bool {
    let compound = text(source, "type") != Some("parallel") && source.get("states").is_some();
    compound && target.split(' ').all(|target| holds(source, target))
}

fn holds(state: &Tree, name: &str) -> bool {
    let states = state.get("states").map(Tree::entries).unwrap_or_default();
    states.iter().any(|(child, inside)| child == name || holds(inside, name))
}

/// `a`, or `[a, b]` as SCXML writes them.
fn targets(value: &Tree) -> Option<String> {
    if let Tree::Map(_) = value {
        return None;
    }
    let names: Option<Vec<&str>> = value.items().iter().map(Tree::as_text).collect();
    names.filter(|names| !names.is_empty()).map(|names| names.join(" "))
}

/// `entry` or `exit`: a list of lists is as many blocks.
fn blocks(tag: &str, value: &Tree) -> Vec<Element> {
    let nested = value.items().iter().any(|item| matches!(item, Tree::List(_)));
    let blocks = if nested { value.items() } else { std::slice::from_ref(value) };
    let full = blocks.iter().filter(|block| !block.items().is_empty());
    full.map(|block| Element::new(tag).holding(actions(block))).collect()
}

fn datamodel(vars: &Tree) -> Element {
    let data = vars.entries().iter().map(|(name, value)| {
        let element = Element::new("data").with("id", Some(name.as_str()));
        match value {
            Tree::Text { text, plain: true } if text.is_empty() => element,
            Tree::Text { text, .. } if super::xml::can_hold(text) => {
                element.with("expr", Some(actions::expression(text)))
            }
            _ => element.holding([ours("value", value)]),
        }
    });
    Element::new("datamodel").holding(data)
}

/// What SCXML has no word for, as YAML on one line.
fn ours(key: &str, value: &Tree) -> Element {
    Element::new(format!("gc:{key}")).text(&value.line())
}
