//! Expressions, locations and scripts, in the document's own language.

use roxmltree::Node;

use super::super::ecma::{Lower, Naming, Trouble, TroubleKind, text_literal};
use super::{Model, Reader, start};
use crate::text::Span;

impl Naming for Reader<'_, '_> {
    fn variable(&self, name: &str) -> String {
        self.all.names.look(name)
    }

    fn is_declared(&self, name: &str) -> bool {
        self.declared.contains(name)
    }

    fn state(&self, id: &str) -> Option<String> {
        self.states.contains(id).then(|| self.all.names.look(id))
    }

    fn document(&self) -> Option<&str> {
        self.name.as_deref()
    }

    fn event(&self, name: &str) -> String {
        match name.starts_with("done.") {
            true => self.event_name(name),
            false => name.to_owned(),
        }
    }
}

impl Reader<'_, '_> {
    /// An event's name as it is called here: `done.invoke.X` is `done.call.x`.
    pub(super) fn event_name(&self, name: &str) -> String {
        let renamed = |id: &str| match id {
            "" | "*" => id.to_owned(),
            _ => self.all.names.look(id),
        };
        if let Some(id) = name.strip_prefix("done.invoke.") {
            return format!("done.call.{}", renamed(id));
        }
        if let Some(id) = name.strip_prefix("done.state.") {
            return format!("done.state.{}", renamed(id));
        }
        if name == "done.invoke" { "done.call".to_owned() } else { name.to_owned() }
    }

    /// The value of an attribute that holds an expression.
    pub(super) fn expression(&mut self, node: Node<'_, '_>, attribute: &str) -> Option<String> {
        let text = node.attribute(attribute)?;
        Some(self.value(text, self.place(node, attribute)))
    }

    /// The value of an attribute that holds a condition.
    pub(super) fn condition(&mut self, node: Node<'_, '_>, attribute: &str) -> Option<String> {
        let text = node.attribute(attribute)?;
        let place = self.place(node, attribute);
        match self.model {
            Model::Rhai => Some(text.trim().to_owned()),
            Model::Ecma => {
                let written = Lower { names: self }.condition(text);
                Some(self.settle(written, text, place))
            }
        }
    }

    pub(super) fn logged(&mut self, node: Node<'_, '_>) -> Option<String> {
        let text = node.attribute("expr")?;
        match self.model {
            Model::Rhai => Some(text.trim().to_owned()),
            Model::Ecma => {
                let written = Lower { names: self }.logged(text);
                let place = self.place(node, "expr");
                Some(self.settle(written, text, place))
            }
        }
    }

    /// An expression.
    pub(super) fn value(&mut self, text: &str, place: Span) -> String {
        match self.model {
            Model::Rhai => text.trim().to_owned(),
            Model::Ecma => {
                let written = Lower { names: self }.value(text);
                self.settle(written, text, place)
            }
        }
    }

    /// The value at a location, `location="x"`; one that is not there fails when it runs.
    pub(super) fn at_location(&mut self, text: &str, place: Span) -> String {
        if self.model == Model::Ecma
            && !self.declared.contains(text.split(['.', '[']).next().unwrap_or_default().trim())
        {
            return self.undeclared(text, place);
        }
        self.value(text, place)
    }

    /// `location = value` as a statement.
    pub(super) fn assignment(&mut self, location: &str, value: &str, place: Span) -> String {
        let written = match self.model {
            Model::Rhai => Ok(Some(format!("{location} = {value}"))),
            Model::Ecma => Lower { names: self }.assign(location, value),
        };
        match written {
            Ok(Some(text)) => text,
            Ok(None) | Err(Trouble { kind: TroubleKind::Broken, .. }) => self.undeclared(location, place),
            Err(trouble) => self.settle(Err(trouble), location, place),
        }
    }

    /// A script element's statements.
    pub(super) fn statements(&mut self, node: Node<'_, '_>) -> String {
        let text = self.script_text(node);
        match self.model {
            Model::Rhai => text.trim().to_owned(),
            Model::Ecma => {
                let written = Lower { names: self }.script(&text);
                self.settle(written, text.trim(), start(node))
            }
        }
    }

    /// Variables that a script element declares.
    pub(super) fn declared_by(&mut self, node: Node<'_, '_>) -> Vec<String> {
        match self.model {
            Model::Rhai => Vec::new(),
            Model::Ecma => {
                let text = node
                    .attribute("src")
                    .map_or_else(|| inner_text(node), |src| self.loaded(src).unwrap_or_default());
                Lower::declared_in(&text)
            }
        }
    }

    fn script_text(&mut self, node: Node<'_, '_>) -> String {
        let Some(src) = node.attribute("src") else { return inner_text(node) };
        let place = self.place(node, "src");
        self.loaded(src).unwrap_or_else(|| {
            self.error("G1012", place, [("name", src.to_owned())]);
            String::new()
        })
    }

    /// The text of a file beside this one.
    pub(super) fn loaded(&self, src: &str) -> Option<String> {
        (self.all.load)(file_name(src)?).map(|source| source.text.to_string())
    }

    /// What came of an expression: its rhai, or a finding.
    fn settle(&mut self, written: Result<String, Trouble>, text: &str, place: Span) -> String {
        match written {
            Ok(written) => written,
            Err(Trouble { kind: TroubleKind::Broken, at }) => {
                self.warning("G1008", inside(place, at), [("text", text.to_owned())]);
                format!("throw {}", text_literal(&format!("no ECMAScript: {text}")))
            }
            Err(Trouble { kind: TroubleKind::Beyond(what), at }) => {
                self.error("G1007", inside(place, at), [("text", text.to_owned()), ("what", what.clone())]);
                format!("throw {}", text_literal(&what))
            }
        }
    }

    pub(super) fn undeclared(&mut self, name: &str, place: Span) -> String {
        self.warning("G1009", place, [("name", name.trim().to_owned())]);
        format!("throw {}", text_literal(&format!("no place to write to: {}", name.trim())))
    }

    /// Where an attribute's value stands.
    pub(super) fn place(&self, node: Node<'_, '_>, attribute: &str) -> Span {
        node.attribute_node(attribute).map_or_else(
            || start(node),
            |attribute| {
                let range = attribute.range_value();
                Span::new(range.start as u32, range.end as u32)
            },
        )
    }
}

/// A place inside an expression; entities before it would shift it, so never beyond its end.
fn inside(place: Span, at: usize) -> Span {
    Span::new((place.start + at as u32).min(place.end), place.end)
}

pub(super) fn inner_text(node: Node<'_, '_>) -> String {
    node.children().filter(|c| c.is_text()).filter_map(|c| c.text()).collect()
}

/// A file's name from an address: only files beside the document.
pub(super) fn file_name(src: &str) -> Option<&str> {
    let name = src.strip_prefix("file:").unwrap_or(src);
    let name = name.strip_prefix("./").unwrap_or(name);
    (!name.is_empty() && !name.contains(['/', '\\', ':']) && name != "..").then_some(name)
}
