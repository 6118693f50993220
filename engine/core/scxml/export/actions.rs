//! Executable content and calls.

use super::super::tree::Tree;
use super::super::xml::{Element, can_hold};
use super::ours;

/// One action or a list.
pub(super) fn actions(value: &Tree) -> Vec<Element> {
    value.items().iter().map(action).collect()
}

fn action(value: &Tree) -> Element {
    match value {
        Tree::Text { text, .. } if can_hold(text) => Element::new("script").text(text.trim_end()),
        Tree::Map(_) => standard(value).unwrap_or_else(|| ours("action", value)),
        _ => ours("action", value),
    }
}

/// An action for which SCXML has an element, if it holds nothing more.
fn standard(value: &Tree) -> Option<Element> {
    let has_only = |keys: &[&str]| value.entries().iter().all(|(key, _)| keys.contains(&key.as_str()));
    let text = |key: &str| value.get(key).and_then(Tree::as_text).filter(|text| can_hold(text));
    let first = value.entries().first().map(|(key, _)| key.as_str())?;
    match first {
        "raise" if has_only(&["raise"]) => {
            Some(Element::new("raise").with("event", Some(literal(text("raise")?)?)))
        }
        "send" if has_only(&["send", "after", "id", "id_in", "to", "data"]) => send(value),
        "cancel" if has_only(&["cancel"]) => {
            Some(either(Element::new("cancel"), "sendid", "sendidexpr", text("cancel")))
        }
        "log" if has_only(&["log"]) => Some(Element::new("log").with("expr", Some(expression(text("log")?)))),
        "if" if has_only(&["if", "then", "else"]) => condition(value),
        "for" if has_only(&["for", "index", "in", "do"]) => {
            let body = value.get("do")?;
            let element = Element::new("foreach")
                .with("array", Some(expression(text("in")?)))
                .with("item", Some(text("for")?))
                .with("index", text("index"));
            Some(element.holding(actions(body)))
        }
        _ => None,
    }
}

fn condition(value: &Tree) -> Option<Element> {
    let cond = |value: &Tree| Some(expression(value.get("if")?.as_text().filter(|text| can_hold(text))?));
    let mut element = Element::new("if").with("cond", Some(cond(value)?));
    element = element.holding(actions(value.get("then")?));
    let mut rest = value.get("else");
    while let Some(otherwise) = rest {
        let next = match otherwise.items() {
            [one @ Tree::Map(entries)] if entries.first().is_some_and(|(key, _)| key == "if") => {
                Some(one).filter(|one| one.entries().len() <= 3 && one.get("then").is_some())
            }
            _ => None,
        };
        match next.and_then(|next| Some((next, cond(next)?))) {
            Some((next, cond)) => {
                element.push(Element::new("elseif").with("cond", Some(cond)));
                element = element.holding(actions(next.get("then")?));
                rest = next.get("else");
            }
            None => {
                element.push(Element::new("else"));
                element = element.holding(actions(otherwise));
                rest = None;
            }
        }
    }
    Some(element)
}

fn send(value: &Tree) -> Option<Element> {
    let text = |key: &str| value.get(key).and_then(Tree::as_text).filter(|text| can_hold(text));
    if value.entries().iter().any(|(key, tree)| key != "data" && tree.as_text().is_none_or(|t| !can_hold(t)))
    {
        return None;
    }
    let mut element = either(Element::new("send"), "event", "eventexpr", text("send"));
    element = match text("to") {
        Some(to) if !to.starts_with('=') => element.with("target", Some(address(to))),
        to => either(element, "target", "targetexpr", to),
    };
    // An id that is calculated has no attribute in SCXML.
    element = match text("id") {
        Some(id) if id.starts_with('=') => element.with("gc:id", Some(id)),
        id => element.with("id", id),
    };
    element = element.with("idlocation", text("id_in").map(|name| name.trim_start_matches("vars.")));
    // Neither has SCXML working days: its delays are `1s` and `100ms`.
    element = match text("after") {
        Some(after) if after.ends_with("ms") || (after.ends_with('s') && starts_with_digit(after)) => {
            element.with("delay", Some(after))
        }
        Some(after) if after.starts_with('=') => element.with("delayexpr", Some(expression(after))),
        after => element.with("gc:after", after),
    };
    Some(element.holding(value.get("data").map(payload).unwrap_or_default()))
}

fn starts_with_digit(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit() || c == '.')
}

/// `{ name: expr }`, or one `"=expr"`.
pub(super) fn payload(value: &Tree) -> Vec<Element> {
    match value {
        Tree::Text { text, .. } if text.starts_with('=') && can_hold(text) => {
            vec![Element::new("content").with("expr", Some(expression(text)))]
        }
        Tree::Map(entries) if entries.iter().all(|(_, v)| v.as_text().is_some_and(can_hold)) => {
            let param = |name: &str, value: &Tree| {
                let param = Element::new("param").with("name", Some(name));
                param.with("expr", Some(expression(value.as_text().unwrap_or_default())))
            };
            entries.iter().map(|(name, value)| param(name, value)).collect()
        }
        _ => vec![ours("data", value)],
    }
}

/// The calls of a state, if SCXML can say them.
pub(super) fn calls(value: &Tree) -> Option<Vec<Element>> {
    value.items().iter().map(call).collect()
}

fn call(value: &Tree) -> Option<Element> {
    let text = |key: &str| value.get(key).and_then(Tree::as_text).filter(|text| can_hold(text));
    let policy = text("policy")?;
    let mut element = Element::new("invoke").with("type", Some("scxml"));
    element = match policy.strip_prefix('=') {
        Some(script) => element.with("srcexpr", Some(script.trim())),
        None => element.with("src", Some(format!("policy:{policy}"))),
    };
    let mut rest = Vec::new();
    for (key, tree) in value.entries() {
        match (key.as_str(), tree) {
            ("policy", _) => {}
            ("id", Tree::Text { text, .. }) if !text.starts_with('=') => {
                element = element.with("id", Some(text.as_str()));
            }
            ("id_in", Tree::Text { text, .. }) => element = element.with("idlocation", Some(text.as_str())),
            ("forward", Tree::Text { text, .. }) if text == "true" => {
                element = element.with("autoforward", Some("true"));
            }
            ("with", Tree::Map(_)) => rest.extend(payload(tree)),
            ("on_return", _) => rest.push(Element::new("finalize").holding(actions(tree))),
            _ => rest.push(ours(key, tree)),
        }
    }
    Some(element.holding(rest))
}

/// SCXML's spelling of whom an event is sent to.
fn address(to: &str) -> String {
    match to {
        "internal" => "#_internal".to_owned(),
        "parent" => "#_parent".to_owned(),
        _ => match (to.strip_prefix("call:"), to.strip_prefix("case:")) {
            (Some(id), _) => format!("#_{id}"),
            (_, Some(case)) => format!("#_scxml_{case}"),
            _ => to.to_owned(),
        },
    }
}

/// A script without the `=` that may stand before it.
pub(super) fn expression(text: &str) -> String {
    text.strip_prefix('=').unwrap_or(text).trim().to_owned()
}

fn literal(text: &str) -> Option<&str> {
    (!text.starts_with('=')).then_some(text)
}

/// A text in the one attribute, a script in the other.
fn either(element: Element, plain: &'static str, calculated: &'static str, text: Option<&str>) -> Element {
    match text {
        Some(text) if text.starts_with('=') => element.with(calculated, Some(expression(text))),
        text => element.with(plain, text),
    }
}
