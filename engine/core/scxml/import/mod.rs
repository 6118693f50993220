//! From SCXML to policies.
//!
//! One document gives one policy; a document inside an `invoke` gives another, behind it in the same YAML stream.
//! Expressions of our own documents are rhai already; those of others go through `ecma`. An expression that is wrong in
//! its own language too, such as an assignment to what nobody declared, becomes a script that fails when it runs,
//! because that is what SCXML asks for (`error.execution`), and a warning. Whatever else does not map is an error.

mod actions;
mod expressions;
mod names;
mod states;

use std::collections::BTreeSet;

use roxmltree::{Document, Node, ParsingOptions};

use super::tree::Tree;
use super::{OURS, RHAI, SCXML};
use crate::limits;
use crate::text::{Findings, Source, Span, is_name, yaml};
use names::Names;

/// Gives the text of a file beside the document, by its name.
pub type Load<'a> = dyn Fn(&str) -> Option<Source> + 'a;

/// Reads an SCXML document as the text of one or several policies, divided by `---`. `None` if there were errors.
pub fn import(source: &Source, load: &Load<'_>, findings: &mut Findings) -> Option<String> {
    let mut documents = Documents { names: Names::default(), done: Vec::new(), load, findings, depth: 0 };
    let before = documents.findings.has_errors();
    documents.file(source);
    if documents.findings.has_errors() && !before {
        return None;
    }
    let mut out = documents.names.renamed();
    // The document itself stands before those that it calls, which are ready earlier.
    for (index, policy) in documents.done.iter().rev().enumerate() {
        out.push_str(if index > 0 { "---\n" } else { "" });
        out.push_str(&policy.file());
    }
    Some(out)
}

/// The documents of one import.
struct Documents<'a> {
    names: Names,
    /// Policies; those that are called before the one that calls.
    done: Vec<Tree>,
    load: &'a Load<'a>,
    findings: &'a mut Findings,
    depth: usize,
}

/// A document that a state calls: what it is to be named, and what it is given.
struct Called {
    name: String,
    given: BTreeSet<String>,
}

/// What expressions are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Model {
    Rhai,
    Ecma,
}

/// One `<scxml>` element being read.
struct Reader<'r, 'a> {
    all: &'r mut Documents<'a>,
    source: &'r Source,
    model: Model,
    /// Its `name`.
    name: Option<String>,
    /// The policy's id.
    id: String,
    /// Variables that it declares, as they are called there.
    declared: BTreeSet<String>,
    /// States, as they are called there.
    states: BTreeSet<String>,
    /// Variables whose first values the caller may give.
    given: BTreeSet<String>,
}

impl Documents<'_> {
    /// Reads the file of an import; returns its policy's id.
    fn file(&mut self, source: &Source) -> Option<String> {
        let stem = source.path.rsplit('/').next().unwrap_or_default().split('.').next().unwrap_or_default();
        let called = Called { name: stem.to_owned(), given: BTreeSet::new() };
        self.file_called(source, called)
    }

    /// Reads a file that another one calls.
    fn file_called(&mut self, source: &Source, called: Called) -> Option<String> {
        let options = ParsingOptions {
            allow_dtd: false,
            nodes_limit: limits::SCXML_NODES as u32,
            ..ParsingOptions::default()
        };
        let document = match Document::parse_with_options(&source.text, options) {
            Ok(document) => document,
            Err(error) => {
                let place = error.pos();
                let at = source.byte(place.row, place.col);
                self.findings.error("G1001", source, Span::new(at, at), [("detail", error.to_string())]);
                return None;
            }
        };
        self.document(source, document.root_element(), called)
    }

    /// Reads a `<scxml>` element.
    fn document(&mut self, source: &Source, root: Node<'_, '_>, called: Called) -> Option<String> {
        if !root.has_tag_name((SCXML, "scxml")) {
            let name = root.tag_name().name().to_owned();
            self.findings.error("G1002", source, start(root), [("name", name)]);
            return None;
        }
        self.depth += 1;
        if self.depth > limits::SCXML_DOCUMENTS || self.done.len() >= limits::SCXML_DOCUMENTS {
            let limit = limits::SCXML_DOCUMENTS.to_string();
            self.findings.error("G1018", source, start(root), [("limit", limit)]);
            return None;
        }
        let ours = root.attribute("datamodel") == Some(RHAI);
        let model = if ours { Model::Rhai } else { Model::Ecma };
        let name = root.attribute("name").map(str::to_owned);
        let id = match (&name, self.depth) {
            (Some(name), 1) => self.names.policy(name),
            _ => self.names.policy(&called.name),
        };
        let mut reader = Reader {
            all: self,
            source,
            model,
            name,
            id: id.clone(),
            declared: BTreeSet::new(),
            states: BTreeSet::new(),
            given: called.given,
        };
        reader.collect(root);
        let policy = reader.policy(root);
        self.depth -= 1;
        self.done.push(policy);
        Some(id)
    }
}

impl Reader<'_, '_> {
    /// What the document declares, before anything is read that names it.
    fn collect(&mut self, root: Node<'_, '_>) {
        let mut open: Vec<Node<'_, '_>> = root.children().collect();
        while let Some(node) = open.pop() {
            let name = node.tag_name().name();
            if !node.is_element() || node.tag_name().namespace() == Some(OURS) || name == "content" {
                continue;
            }
            let id = node.attribute("id").map(str::to_owned);
            match name {
                "data" => self.declared.extend(id),
                "state" | "parallel" | "final" | "history" => self.states.extend(id),
                "foreach" if self.model == Model::Ecma => {
                    let names = [node.attribute("item"), node.attribute("index")].into_iter().flatten();
                    self.declared.extend(names.map(str::to_owned));
                }
                "script" => {
                    let declared = self.declared_by(node);
                    self.declared.extend(declared);
                }
                _ => {}
            }
            open.extend(node.children());
        }
        // What needs no other name keeps its own.
        let (fit, unfit): (Vec<&String>, Vec<&String>) =
            self.states.iter().chain(&self.declared).partition(|name| is_name(name));
        for name in fit.into_iter().chain(unfit) {
            self.all.names.name(name);
        }
    }

    fn error(
        &mut self,
        code: &'static str,
        span: Span,
        args: impl IntoIterator<Item = (&'static str, String)>,
    ) {
        self.all.findings.error(code, self.source, span, args);
    }

    fn warning(
        &mut self,
        code: &'static str,
        span: Span,
        args: impl IntoIterator<Item = (&'static str, String)>,
    ) {
        self.all.findings.warning(code, self.source, span, args);
    }

    /// The elements inside; texts and elements that have no meaning here are reported.
    fn elements<'d, 'i>(&mut self, node: Node<'d, 'i>) -> Vec<Node<'d, 'i>> {
        let mut elements = Vec::new();
        for child in node.children() {
            if child.is_text() && !child.text().unwrap_or_default().trim().is_empty() {
                let name = node.tag_name().name().to_owned();
                self.error("G1006", span(child), [("name", name)]);
            }
            match child.tag_name().namespace() {
                _ if !child.is_element() => {}
                Some(SCXML | OURS) => elements.push(child),
                _ => {
                    let name = child.tag_name().name().to_owned();
                    self.warning("G1004", start(child), [("name", name)]);
                }
            }
        }
        elements
    }

    /// Reports attributes other than these.
    fn attributes(&mut self, node: Node<'_, '_>, known: &[&str]) {
        for attribute in node.attributes() {
            let name = attribute.name().to_owned();
            let at = attribute.range();
            let at = Span::new(at.start as u32, at.end as u32);
            match attribute.namespace() {
                None if !known.contains(&attribute.name()) => {
                    let args = [("name", name), ("of", node.tag_name().name().to_owned())];
                    self.error("G1005", at, args);
                }
                Some(OURS) | None => {}
                Some("http://www.w3.org/XML/1998/namespace") => {}
                Some(_) => self.warning("G1004", at, [("name", name)]),
            }
        }
    }

    /// An attribute that must be there.
    fn required<'d>(&mut self, node: Node<'d, '_>, name: &'static str) -> Option<&'d str> {
        let value = node.attribute(name);
        if value.is_none() {
            let args = [("name", name.to_owned()), ("of", node.tag_name().name().to_owned())];
            self.error("G1011", start(node), args);
        }
        value
    }

    /// An element of our namespace: YAML, under the element's name as its key.
    fn ours(&mut self, node: Node<'_, '_>) -> (String, Tree) {
        let key = node.tag_name().name().to_owned();
        let text: String = node.children().filter(|c| c.is_text()).filter_map(|c| c.text()).collect();
        if matches!(text.trim(), "" | "null") {
            return (key, Tree::null());
        }
        let mut inner = Findings::new();
        let inside = Source::from_bytes(&self.source.path, text.as_bytes(), &mut inner);
        let read = inside.and_then(|inside| yaml::read(&inside, &mut inner));
        match read {
            Some(node) if inner.is_empty() => (key, Tree::of(&node)),
            _ => {
                self.error("G1013", start(node), [("name", key.clone())]);
                (key, Tree::null())
            }
        }
    }

    /// Reports an element that has no place here.
    fn misplaced(&mut self, node: Node<'_, '_>) {
        let of = node.parent().map(|p| p.tag_name().name().to_owned()).unwrap_or_default();
        self.error("G1003", start(node), [("name", node.tag_name().name().to_owned()), ("of", of)]);
    }
}

/// The whole of a node.
fn span(node: Node<'_, '_>) -> Span {
    let range = node.range();
    Span::new(range.start as u32, range.end as u32)
}

/// An element's name where it begins: the whole would be half the file.
fn start(node: Node<'_, '_>) -> Span {
    let at = node.range().start as u32;
    Span::new(at, at + 1 + node.tag_name().name().len() as u32)
}
