//! A policy's chart as a mermaid diagram (`stateDiagram-v2`): for wikis and pages that draw mermaid themselves.
//!
//! The texts are those of the picture. Lines between states of the same level stand in that level, all others at the
//! end of the document, because mermaid lets a line inside a composite state pull its ends into it. What a text may not
//! hold in mermaid's grammar (`stateDiagram.jison`) is written as `#code;`, which mermaid turns back. Deliberately
//! absent: colours, and where a case stands.

use std::fmt::Write;

use super::Options;
use super::words::Words;
use crate::chart::{Kind, StateId};
use crate::policy::Policy;

/// The chart as the text of a mermaid diagram. Of the options it takes the texts and the direction.
pub fn mermaid(policy: &Policy, options: &Options<'_>) -> String {
    let mut out = Diagram { words: Words { policy, options }, text: String::new(), far: String::new() };
    // The head is YAML, which takes a JSON text as it is.
    let title = serde_json::Value::from(policy.title.get(options.lang));
    out.line(0, format_args!("---"));
    out.line(0, format_args!("title: {title}"));
    out.line(0, format_args!("---"));
    out.line(0, format_args!("stateDiagram-v2"));
    if options.direction == super::Direction::Right {
        out.line(1, format_args!("direction LR"));
    }
    out.level(1, 0, 0);
    let far = std::mem::take(&mut out.far);
    out.text.push_str(&far);
    out.text
}

struct Diagram<'a> {
    words: Words<'a>,
    text: String,
    /// Lines between levels.
    far: String,
}

impl Diagram<'_> {
    fn line(&mut self, depth: usize, text: std::fmt::Arguments<'_>) {
        write_line(&mut self.text, depth, text);
    }

    /// The inside of a state, or of a whole chart.
    fn level(&mut self, depth: usize, chart: usize, parent: StateId) {
        let states = &self.words.policy.charts[chart].chart.states;
        for (index, &child) in states[parent].children.iter().enumerate() {
            if index > 0 && states[parent].kind == Kind::Parallel {
                self.line(depth, format_args!("--"));
            }
            self.state(depth, chart, child);
        }
        if states[parent].kind == Kind::Compound {
            for &target in states[parent].initial.iter().flat_map(|initial| &initial.targets) {
                let near = states[target].parent == Some(parent);
                self.arrow(near.then_some(depth), "[*]", &self.id(chart, target), "");
            }
        }
        for &source in &states[parent].children {
            self.arrows(depth, chart, source);
        }
        if parent == 0 {
            self.arrows(depth, chart, 0);
        }
    }

    fn state(&mut self, depth: usize, chart: usize, id: StateId) {
        let state = &self.words.policy.charts[chart].chart.states[id];
        let each = self.words.policy.charts[chart].work[id].for_each.as_ref().map(|each| each.chart);
        let name = self.id(chart, id);
        let mut title = self.words.title(chart, id);
        if let Some(each) = each {
            title = title.or_else(|| self.words.first_title(each, 0));
            title = title.map(|title| self.words.say("picture-each", [("title", &title)]));
        }
        let title = escape(title.as_deref().unwrap_or(&state.name));
        match state.kind {
            Kind::History { deep } => {
                let mark = if deep { "H*" } else { "H" };
                self.line(depth, format_args!("state \"{mark}\" as {name}"));
            }
            Kind::Compound | Kind::Parallel => {
                self.line(depth, format_args!("state \"{title}\" as {name} {{"));
                self.level(depth + 1, chart, id);
                self.line(depth, format_args!("}}"));
            }
            _ => match each {
                Some(each) => {
                    self.line(depth, format_args!("state \"{title}\" as {name} {{"));
                    self.level(depth + 1, each, 0);
                    self.line(depth, format_args!("}}"));
                }
                None => {
                    self.line(depth, format_args!("state \"{title}\" as {name}"));
                    for detail in self.words.details(chart, id) {
                        self.line(depth, format_args!("{name} : {}", escape(&detail)));
                    }
                }
            },
        }
    }

    /// The lines that leave a state.
    fn arrows(&mut self, depth: usize, chart: usize, source: StateId) {
        let policy_chart = &self.words.policy.charts[chart].chart;
        let from = if source == 0 { "[*]".to_owned() } else { self.id(chart, source) };
        if policy_chart.states[source].kind == Kind::Final {
            self.arrow(Some(depth), &from, "[*]", "");
        }
        let default = matches!(policy_chart.states[source].kind, Kind::History { .. });
        let default = policy_chart.states[source].initial.as_ref().filter(|_| default);
        let ways = default.into_iter().flat_map(|initial| &initial.targets).map(|&target| (None, target));
        let transitions = policy_chart.states[source].transitions.iter();
        let ways: Vec<_> = ways
            .chain(transitions.flat_map(|&t| {
                let targets = &policy_chart.transitions[t].targets;
                // What stays where it is is no line; a manager looks for where the way leads.
                targets.iter().map(move |&target| (Some(t), target))
            }))
            .collect();
        for (transition, target) in ways {
            let text = transition.map(|t| self.words.transition(chart, t)).unwrap_or_default();
            let near =
                source != 0 && policy_chart.states[source].parent == policy_chart.states[target].parent;
            self.arrow(near.then_some(depth), &from, &self.id(chart, target), &text);
        }
    }

    /// One line; `None` puts it at the end of the document.
    fn arrow(&mut self, depth: Option<usize>, from: &str, to: &str, text: &str) {
        let out = if depth.is_some() { &mut self.text } else { &mut self.far };
        let depth = depth.unwrap_or(1);
        match escape(text) {
            text if text.is_empty() => write_line(out, depth, format_args!("{from} --> {to}")),
            text => write_line(out, depth, format_args!("{from} --> {to} : {text}")),
        }
    }

    fn id(&self, chart: usize, state: StateId) -> String {
        id(&self.words.policy.charts[chart].chart.states[state].name)
    }
}

fn write_line(out: &mut String, depth: usize, text: std::fmt::Arguments<'_>) {
    writeln!(out, "{:width$}{text}", "", width = depth * 4).expect("writing to a string cannot fail");
}

/// Words with which mermaid begins a statement of its own, in small letters.
const RESERVED: [&str; 12] = [
    "default",
    "state",
    "class",
    "classdef",
    "note",
    "scale",
    "hide",
    "direction",
    "acctitle",
    "accdescr",
    "style",
    "end",
];

/// A state's name as mermaid's id. Names are small letters, digits and `_`; one that begins like a word of mermaid's, or
/// like what is put before those, gets `s_` before it: so two names never become one.
fn id(name: &str) -> String {
    let clashes = name.starts_with("s_") || RESERVED.iter().any(|word| name.starts_with(word));
    if clashes { format!("s_{name}") } else { name.to_owned() }
}

/// A text without what ends or begins something in mermaid.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            '\n' | '\r' | '\t' => out.push(' '),
            ':' | ';' | '#' | '"' | '{' | '}' | '%' | '<' | '>' | '\\' | '&' | '`' | '*' | '_' | '['
            | ']' => {
                write!(out, "#{};", u32::from(c)).expect("writing to a string cannot fail");
            }
            _ => out.push(c),
        }
    }
    out
}
