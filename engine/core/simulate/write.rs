//! A play as a scenario: the fastest way to a test.
//!
//! After each move the story says what must be so; whoever keeps it strikes out what does not matter.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::play::{Move, Play, Typed};
use super::{Cast, offers_of};
use crate::case::Status;
use crate::document::{DocumentKind, Library};
use crate::scenario;
use crate::stage::{Person, Stage, plain};
use crate::text::Findings;
use crate::value::Value;

/// The moves of a play as a story, written as an entry of `scenarios`.
pub fn story(library: &Library, cast: &Cast, play: &Play, name: (&str, &str)) -> String {
    let mut text = format!("  - name: {{ zh: {}, en: {} }}\n", quoted(name.0), quoted(name.1));
    let Some(mut again) = Play::new(library, &play.policy.id, cast, play.starts) else { return text };
    text += &format!("    starts: {}\n    steps:\n", again.stage.clock(play.starts));
    // One case needs no name; several get theirs when they start.
    let several = play.made().iter().filter(|made| begins(made)).count() > 1;
    let mut names: BTreeMap<usize, String> = BTreeMap::new();
    let mut current = 0;
    for made in play.made() {
        let (cases, mails) = (again.stage.cases.len(), again.stage.mails.len());
        match made {
            Move::Act { case, .. } | Move::Signal { case, .. } => current = *case,
            _ if begins(made) => {
                current = cases;
                if several {
                    names.insert(cases, format!("c{}", names.len() + 1));
                }
            }
            _ => {}
        }
        let name = names.get(&current);
        text += &format!("      - {}\n", step(made, name));
        if again.make(made.clone()).is_err() {
            break;
        }
        if again.stage.cases.get(current).is_some() {
            text += &format!("      - {}\n", expect(&again.stage, current, name, begins(made), mails));
        }
    }
    text
}

fn begins(made: &Move) -> bool {
    matches!(made, Move::Start { .. } | Move::Schedule { .. })
}

/// A whole file of scenarios that tells this one.
pub fn book(library: &Library, cast: &Cast, play: &Play, name: (&str, &str)) -> String {
    let mut text = format!("policy: {}\npeople:\n", play.policy.id);
    for (id, person) in &cast.people {
        text += &format!("  {id}: {}\n", held(person));
    }
    let zone = play.stage.calendar.zone();
    if !cast.registers.is_empty() {
        text += "registers:\n";
        for (register, rows) in &cast.registers {
            text += &format!("  {register}:\n");
            for (key, row) in rows {
                let fields: Vec<String> = row
                    .iter()
                    .filter(|(_, value)| !value.is_null())
                    .map(|(name, value)| format!("{name}: {}", written(value, zone)))
                    .collect();
                let fields = std::iter::once(format!("key: {}", quoted(key))).chain(fields);
                text += &format!("    - {{ {} }}\n", fields.collect::<Vec<_>>().join(", "));
            }
        }
    }
    text += "scenarios:\n";
    text += &story(library, cast, play, name);
    text
}

/// A file of scenarios with a story more at its end, and the stand-ins that it needs; `None` where that would not be
/// such a file: then the story has to be put in by hand.
pub fn added(library: &Library, cast: &Cast, play: &Play, name: (&str, &str), text: &str) -> Option<String> {
    let mut text = text.to_owned();
    let needed = cast.stand_ins.iter().filter(|id| play.made().iter().any(|made| by(made) == Some(id)));
    let missing: String = needed.map(|id| format!("  {id}: {}\n", held(&cast.people[id]))).collect();
    if !missing.is_empty() {
        let at = text.find("people:\n").filter(|at| *at == 0 || text[..*at].ends_with('\n'))?;
        text.insert_str(at + "people:\n".len(), &missing);
    }
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text += "\n";
    text += &story(library, cast, play, name);
    let stories = |text: &str| {
        let (id, mut findings) = (&play.policy.id, Findings::new());
        let path = format!("policies/{id}.test.yaml");
        let others = library.documents().filter(|(id, _)| id.kind() != DocumentKind::Scenarios);
        let texts: Vec<(String, String)> = others
            .filter_map(|(id, document)| Some((id.path(), document.source.as_ref()?.text.to_string())))
            .chain([(path, text.to_owned())])
            .collect();
        let library = Library::read(texts, &mut findings);
        let book = scenario::read(&library, id, &mut findings)?;
        (!findings.has_errors()).then(|| (scenario::run(&library, &book), book.stories.len()))
    };
    let (outcome, count) = stories(&text)?;
    let passed = outcome.stories.last().is_some_and(|(_, failure)| failure.is_none());
    (passed && count > 0).then_some(text)
}

fn by(made: &Move) -> Option<&String> {
    match made {
        Move::Start { by, .. } | Move::Act { by, .. } => Some(by),
        _ => None,
    }
}

fn held(person: &Person) -> String {
    let list =
        |name: &str, posts: &[String]| (!posts.is_empty()).then(|| format!("{name}: [{}]", posts.join(", ")));
    let parts = [list("posts", &person.posts), list("delegate_for", &person.delegate_for)];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", parts.join(", ")) }
}

fn step(made: &Move, case: Option<&String>) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut part = |name: &str, value: Option<String>| {
        parts.extend(value.map(|value| format!("{name}: {value}")));
    };
    let named = || case.cloned();
    let word = match made {
        Move::Wait { until } => return format!("advance: {until}"),
        Move::Start { by, fields } => {
            part("case", named());
            part("by", Some(by.clone()));
            part("fields", filled(fields));
            "start"
        }
        Move::Schedule { id } => {
            part("case", named());
            part("schedule", Some(id.clone()));
            "start"
        }
        Move::Act { by, case: _, state, item, post, choice, opinion, fields } => {
            part("case", named());
            part("by", Some(by.clone()));
            part("state", Some(state.clone()));
            part("item", item.as_deref().map(quoted));
            part("choice", Some(choice.clone()));
            part("post", post.clone());
            part("opinion", opinion.as_deref().map(quoted));
            part("fields", filled(fields));
            "act"
        }
        Move::Signal { event, .. } => {
            part("case", named());
            part("event", Some(quoted(event)));
            "signal"
        }
    };
    format!("{word}: {{ {} }}", parts.join(", "))
}

fn filled(fields: &BTreeMap<String, Typed>) -> Option<String> {
    (!fields.is_empty()).then(|| map(fields))
}

fn map(fields: &BTreeMap<String, Typed>) -> String {
    let one = |(name, typed): (&String, &Typed)| format!("{name}: {}", typed_text(typed));
    format!("{{ {} }}", fields.iter().map(one).collect::<Vec<_>>().join(", "))
}

fn typed_text(typed: &Typed) -> String {
    let list = |items: Vec<String>| format!("[{}]", items.join(", "));
    match typed {
        Typed::Text(text) => quoted(text),
        Typed::Texts(texts) => list(texts.iter().map(|text| quoted(text)).collect()),
        Typed::Rows(rows) => list(rows.iter().map(map).collect()),
    }
}

/// What is so after a move: where the case stands, what is open, which mails it caused, what was proposed.
fn expect(stage: &Stage, case: usize, name: Option<&String>, begun: bool, mails: usize) -> String {
    let mut parts: Vec<String> = name.map(|name| format!("case: {name}")).into_iter().collect();
    let found = &stage.cases[case];
    if let Some(number) = found.snapshot.number.as_ref().filter(|_| begun) {
        parts.push(format!("number: \"{number}\""));
    }
    parts.push(format!("states: [{}]", scenario::innermost(&found.policy, &found.snapshot).join(", ")));
    let tasks: Vec<String> = offers_of(stage, case)
        .into_iter()
        .map(|offer| {
            let mut task = vec![format!("state: {}", offer.state)];
            task.extend(offer.item.as_deref().map(|item| format!("item: {}", quoted(item))));
            task.extend(offer.post.map(|post| format!("post: {post}")));
            task.extend(offer.person.map(|person| format!("person: {person}")));
            task.extend(offer.due.map(|due| format!("due: {}", stage.clock(due.at))));
            format!("{{ {} }}", task.join(", "))
        })
        .collect();
    parts.push(format!("tasks: [{}]", tasks.join(", ")));
    let mails: Vec<String> = stage.mails[mails..]
        .iter()
        .map(|mail| {
            let mut one = vec![format!("kind: {}", mail.kind)];
            one.extend(mail.to.as_ref().map(|to| format!("to: {to}")));
            one.extend(mail.text.as_ref().map(|text| format!("text: {text}")));
            format!("{{ {} }}", one.join(", "))
        })
        .collect();
    parts.push(format!("mails: [{}]", mails.join(", ")));
    for (word, kind) in [("penalties", "penalty"), ("rewards", "reward")] {
        let proposed = stage.proposals.iter().filter(|proposal| proposal.kind == kind);
        let proposed: Vec<String> = proposed
            .map(|proposal| format!("{{ to: {}, amount: {} }}", quoted(&proposal.to), proposal.amount))
            .collect();
        if !proposed.is_empty() {
            parts.push(format!("{word}: [{}]", proposed.join(", ")));
        }
    }
    if found.snapshot.status == Status::Done {
        parts.push("status: done".to_owned());
    }
    if !stage.incidents.is_empty() {
        parts.push(format!("incidents: {}", stage.incidents.len()));
    }
    format!("expect: {{ {} }}", parts.join(", "))
}

/// A value of a register's row as a story writes it.
fn written(value: &Value, zone: &TimeZone) -> String {
    match value {
        Value::Text(text) => quoted(text),
        Value::Time(moment) => zone.to_datetime(moment.timestamp()).strftime("%Y-%m-%dT%H:%M").to_string(),
        Value::List(items) => {
            format!("[{}]", items.iter().map(|item| written(item, zone)).collect::<Vec<_>>().join(", "))
        }
        Value::Map(row) => {
            let one = |(name, value): (&String, &Value)| format!("{name}: {}", written(value, zone));
            format!("{{ {} }}", row.iter().map(one).collect::<Vec<_>>().join(", "))
        }
        other => plain(other),
    }
}

/// Full-width comma, full stop, enumeration comma, semicolon, colon, brackets, marks: plain signs to YAML.
const FULL_WIDTH: [char; 11] = [
    '\u{FF0C}', '\u{3002}', '\u{3001}', '\u{FF1B}', '\u{FF1A}', '\u{FF08}', '\u{FF09}', '\u{300A}',
    '\u{300B}', '\u{FF01}', '\u{FF1F}',
];

/// A text that YAML reads as this text: plain where nothing in it can be meant otherwise, else in quotes.
fn quoted(text: &str) -> String {
    let harmless = |c: char| c.is_alphanumeric() || "_.-+/".contains(c) || FULL_WIDTH.contains(&c);
    let plain = text.chars().all(harmless)
        && text.starts_with(|c: char| c.is_alphanumeric())
        && !matches!(
            text.to_ascii_lowercase().as_str(),
            "null" | "true" | "false" | "yes" | "no" | "on" | "off"
        );
    if plain {
        return text.to_owned();
    }
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            c if c.is_control() => quoted.push(' '),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
