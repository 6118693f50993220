//! How a part of a document is told: by its title where it has one, as a period, as a word of the language.

use super::rules::Rule;
use super::side::{Side, bilingual, title_of};
use super::{Part, Said};
use crate::calendar::Period;
use crate::text::shorten;
use crate::text::yaml::{Kind, Node};
use crate::value::Value;

/// Longest script or literal that is told, in characters; the text diff has the whole of it.
const LONGEST: usize = 240;

/// What a scalar of a document is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Tell {
    /// As it stands; a period or a figure (`values.x`) is told as such.
    Plain,
    /// A word of the policy language.
    Word,
    Post,
    Department,
    State,
    Field,
    Section,
    Register,
    MailText,
    Policy,
    Form,
    Person,
    /// What every course of a procedure keeps to: `every path from a to b passes c`.
    Promise,
    /// A post, or a word that stands for several.
    Readers,
    /// A document by its id, or a pattern of ids.
    Document,
}

/// A part by its rule.
pub(super) fn tell(rule: &Rule, node: &Node, side: &Side<'_>) -> Said {
    if let Some(text) = bilingual(node) {
        return Said::Title(text);
    }
    match rule {
        Rule::Whole(tell) => whole(*tell, node, side),
        Rule::Keys { short, entries } => match &node.kind {
            Kind::Map(map) => {
                let part = |(key, value): &(crate::text::yaml::Key, Node)| {
                    let entry = entries.iter().find(|entry| entry.key == key.name);
                    match entry {
                        Some(entry) => Part::new(entry.what, tell(entry.rule, value, side)),
                        None => Part::new(&key.name, whole(Tell::Plain, value, side)),
                    }
                };
                Said::Parts(map.iter().filter(|(key, _)| key.name != "clause").map(part).collect())
            }
            _ => {
                let entry = short.and_then(|short| entries.iter().find(|entry| entry.key == short));
                entry.map_or_else(|| whole(Tell::Plain, node, side), |entry| tell(entry.rule, node, side))
            }
        },
        Rule::Each { .. } => names(node, side),
        Rule::Items { rule, .. } => match &node.kind {
            Kind::List(items) => Said::List(items.iter().map(|item| tell(rule, item, side)).collect()),
            _ => tell(rule, node, side),
        },
        Rule::Own(..) | Rule::Lines => whole(Tell::Plain, node, side),
    }
}

/// The names of the things in a map.
fn names(node: &Node, side: &Side<'_>) -> Said {
    let Kind::Map(entries) = &node.kind else { return whole(Tell::Plain, node, side) };
    Said::List(entries.iter().map(|(key, value)| name(&key.name, value)).collect())
}

/// A thing by its title, else by its name.
pub(super) fn name(key: &str, node: &Node) -> Said {
    let title = title_of(node).or_else(|| bilingual(node));
    title.map_or_else(|| Said::Text(key.to_owned()), Said::Title)
}

/// A part without further rules.
pub(super) fn whole(tell: Tell, node: &Node, side: &Side<'_>) -> Said {
    if let Some(text) = bilingual(node) {
        return Said::Title(text);
    }
    match &node.kind {
        Kind::Scalar { text, .. } => scalar(tell, text, side),
        Kind::List(items) => Said::List(items.iter().map(|item| whole(tell, item, side)).collect()),
        Kind::Map(entries) => {
            let part = |(key, value): &(crate::text::yaml::Key, Node)| {
                Part::new(&key.name, whole(tell, value, side))
            };
            Said::Parts(entries.iter().map(part).collect())
        }
    }
}

fn scalar(tell: Tell, text: &str, side: &Side<'_>) -> Said {
    let title = match tell {
        Tell::Plain => None,
        Tell::Word => return Said::Word(text.to_owned()),
        Tell::Post => side.post(text),
        Tell::Department => side.department(text),
        Tell::State => side.state(text),
        Tell::Field => side.field(text),
        Tell::Section => side.section(text),
        Tell::Register => side.register(text),
        Tell::MailText => side.mail_text(text),
        Tell::Policy => side.document(&format!("policies/{text}")),
        Tell::Form => side.document(&format!("forms/{text}")),
        Tell::Promise => return promise(text, side),
        Tell::Person => return Said::Person(text.to_owned()),
        Tell::Readers => match side.post(text) {
            Some(title) => Some(title),
            None => return Said::Word(text.to_owned()),
        },
        Tell::Document => side.document(text),
    };
    title.map_or_else(|| plain(text, side), Said::Title)
}

fn plain(text: &str, side: &Side<'_>) -> Said {
    if Period::parse(text).is_ok() {
        return Said::Period(text.to_owned());
    }
    let figure = text.strip_prefix('=').unwrap_or(text).strip_prefix("values.");
    if let Some((name, value)) = figure.and_then(|name| Some((name, side.figure(name)?))) {
        return Said::Figure { name: name.to_owned(), is: Box::new(value_said(value)) };
    }
    Said::Text(shorten(text.trim(), LONGEST))
}

fn value_said(value: &Value) -> Said {
    match value {
        Value::Period(period) => Said::Period(period.to_string()),
        Value::Text(text) => Said::Text(text.clone()),
        Value::Bool(value) => Said::Word(value.to_string()),
        Value::Int(number) => Said::Text(number.to_string()),
        Value::Decimal(number) => Said::Text(number.to_string()),
        Value::Date(date) => Said::Text(date.to_string()),
        Value::Time(moment) => Said::Text(moment.timestamp().to_string()),
        Value::List(items) => Said::List(items.iter().map(value_said).collect()),
        Value::Map(map) => {
            Said::Parts(map.iter().map(|(key, value)| Part::new(key, value_said(value))).collect())
        }
        Value::Null | Value::Sealed(_) => Said::Text(String::new()),
    }
}

/// A promise by the titles of its states; one of another shape as it stands.
fn promise(text: &str, side: &Side<'_>) -> Said {
    let words: Vec<&str> = text.split_whitespace().collect();
    let told = match words[..] {
        ["every", "path", "from", from, "to", to, "passes", through] => {
            vec![("from", from), ("to", to), ("promise-passes", through)]
        }
        ["no", "path", "to", to, "avoids", through] => vec![("to", to), ("promise-passes", through)],
        [to, "is", "reachable", "from", from] => vec![("from", from), ("promise-reaches", to)],
        _ => return Said::Text(text.to_owned()),
    };
    let part = |(what, state): (&str, &str)| {
        Part::new(what, side.state(state).map_or_else(|| Said::Text(state.to_owned()), Said::Title))
    };
    Said::Parts(told.into_iter().map(part).collect())
}
