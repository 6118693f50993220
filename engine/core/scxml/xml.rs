//! XML being written: elements with attributes, indented; and the texts that XML can hold.

use std::fmt::Write;

/// An element.
#[derive(Clone, Debug, Default)]
pub(super) struct Element {
    name: String,
    attributes: Vec<(&'static str, String)>,
    inside: Vec<Inside>,
}

#[derive(Clone, Debug)]
enum Inside {
    Element(Element),
    Text(String),
}

impl Element {
    pub fn new(name: impl Into<String>) -> Element {
        Element { name: name.into(), ..Element::default() }
    }

    /// With an attribute, if there is a value.
    pub fn with(mut self, name: &'static str, value: Option<impl Into<String>>) -> Element {
        self.attributes.extend(value.map(|value| (name, value.into())));
        self
    }

    pub fn text(mut self, text: &str) -> Element {
        self.inside.push(Inside::Text(text.to_owned()));
        self
    }

    pub fn push(&mut self, element: Element) {
        self.inside.push(Inside::Element(element));
    }

    pub fn holding(mut self, elements: impl IntoIterator<Item = Element>) -> Element {
        self.inside.extend(elements.into_iter().map(Inside::Element));
        self
    }

    /// The document with this element as its root.
    pub fn document(&self) -> String {
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        self.write(&mut out, 0);
        out
    }

    fn write(&self, out: &mut String, depth: usize) {
        let push = |out: &mut String, text: std::fmt::Arguments<'_>| {
            out.write_fmt(text).expect("writing to a string cannot fail");
        };
        push(out, format_args!("{:width$}<{}", "", self.name, width = depth * 2));
        for (name, value) in &self.attributes {
            push(out, format_args!(" {name}=\"{}\"", escape(value, true)));
        }
        match self.inside.as_slice() {
            [] => out.push_str("/>\n"),
            [Inside::Text(text)] => {
                push(out, format_args!(">{}</{}>\n", escape(text, false), self.name));
            }
            inside => {
                out.push_str(">\n");
                for part in inside {
                    match part {
                        Inside::Element(element) => element.write(out, depth + 1),
                        Inside::Text(text) => push(out, format_args!("{}\n", escape(text, false))),
                    }
                }
                push(out, format_args!("{:width$}</{}>\n", "", self.name, width = depth * 2));
            }
        }
    }
}

/// XML's own signs, and what its readers would make one space of.
fn escape(text: &str, in_attribute: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if in_attribute => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            '\n' | '\t' if in_attribute => {
                write!(out, "&#{};", u32::from(c)).expect("writing to a string cannot fail");
            }
            c => out.push(c),
        }
    }
    out
}

/// Whether XML 1.0 can hold all characters of a text (§2.2).
pub(super) fn can_hold(text: &str) -> bool {
    text.chars().all(|c| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..))
}
