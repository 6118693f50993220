//! What carries the manual out, and the reverse: every place of a document that cites a paragraph.
//!
//! The key `clause` means the same in all documents, so it is looked for in their trees rather than in what each
//! reader makes of them. A place is the way of keys that leads to it (`states.received.on.forward`). Deliberately
//! absent: whether a paragraph that is cited exists (that is `check`'s), and how often something happened (the store's).

use std::collections::BTreeMap;

use super::{Chapter, DocumentId, Library};
use crate::text::yaml::{self, Kind, Node};
use crate::text::{Bilingual, Findings, Lang, Source, Span};
use crate::value::Hash;

/// A document's tree, for rules that look for keys wherever they stand.
pub(crate) type Tree<'l> = (&'l Source, Node);

/// What a place of a document is, for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlaceKind {
    /// The document as a whole.
    Whole,
    /// A state of a chart.
    State,
    /// A transition, with its guard and what it does.
    Transition,
    /// A decision table, weights, or a pairwise comparison.
    Table,
    /// A figure with a name.
    Value,
    /// A field of a form or register, or a section of one.
    Field,
    /// A post.
    Post,
    /// Anything else: a rule for what is overdue, a quota, an action.
    Rule,
}

impl PlaceKind {
    /// The word for it, in the API and as attribute of its text.
    pub fn word(self) -> &'static str {
        match self {
            PlaceKind::Whole => "whole",
            PlaceKind::State => "state",
            PlaceKind::Transition => "transition",
            PlaceKind::Table => "table",
            PlaceKind::Value => "value",
            PlaceKind::Field => "field",
            PlaceKind::Post => "post",
            PlaceKind::Rule => "rule",
        }
    }
}

/// A place that says which paragraph it carries out.
#[derive(Clone, Debug, PartialEq)]
pub struct Carrier {
    /// The paragraph's anchor, or a chapter's number.
    pub clause: String,
    /// The document.
    pub document: DocumentId,
    /// Keys from the document's root, joined by dots; empty for the document as a whole.
    pub place: String,
    /// What the place is.
    pub kind: PlaceKind,
    /// What people call the place, or what it stands in.
    pub title: Option<Bilingual>,
    /// Where the citation stands.
    pub span: Span,
    /// Of what the place says, without those places in it that cite a paragraph themselves, and without comments.
    pub content: Hash,
}

/// All citations of a library.
#[derive(Clone, Debug, Default)]
pub struct Carries {
    all: Vec<Carrier>,
    /// By what is cited: places in `all`.
    by_clause: BTreeMap<String, Vec<usize>>,
}

impl Carries {
    /// Reads them out of all documents. Documents that cannot be read have none.
    pub fn of(library: &Library) -> Carries {
        Carries::of_trees(&trees(library))
    }

    /// The same, where the trees have been read.
    pub(crate) fn of_trees(trees: &[Tree<'_>]) -> Carries {
        let mut carries = Carries::default();
        for (source, root) in trees {
            let Some(document) = DocumentId::of_path(&source.path) else { continue };
            let mut walk =
                Walk { document, carriers: &mut carries.all, keys: Vec::new(), titles: Vec::new() };
            walk.node(root);
        }
        for (index, carrier) in carries.all.iter().enumerate() {
            carries.by_clause.entry(carrier.clause.clone()).or_default().push(index);
        }
        carries
    }

    /// All of them, by document and as they stand in it.
    pub fn all(&self) -> impl Iterator<Item = &Carrier> {
        self.all.iter()
    }

    /// What a document carries out.
    pub fn by(&self, document: &DocumentId) -> impl Iterator<Item = &Carrier> {
        self.all.iter().filter(move |carrier| carrier.document == *document)
    }

    /// What cites exactly this paragraph or chapter.
    pub fn citing(&self, clause: &str) -> Vec<&Carrier> {
        let places = self.by_clause.get(clause).map(Vec::as_slice).unwrap_or_default();
        places.iter().filter_map(|place| self.all.get(*place)).collect()
    }

    /// What carries a paragraph out: what cites it or one above it; if nothing does, what cites one below it.
    /// Citations of a whole chapter count for none of its paragraphs.
    pub fn of_paragraph(&self, clause: &str) -> Vec<&Carrier> {
        let from_above: Vec<&Carrier> = upwards(clause).flat_map(|above| self.citing(above)).collect();
        if from_above.is_empty() { self.below(clause).collect() } else { from_above }
    }

    /// Whether anything carries a paragraph out, or one above or below it.
    pub fn covers(&self, clause: &str) -> bool {
        upwards(clause).any(|above| self.by_clause.contains_key(above)) || self.below(clause).next().is_some()
    }

    fn below(&self, clause: &str) -> impl Iterator<Item = &Carrier> {
        let prefix = format!("{clause}.");
        let end = format!("{clause}/"); // the character behind the dot
        let range = self.by_clause.range(prefix..end);
        range.flat_map(|(_, places)| places).filter_map(|place| self.all.get(*place))
    }
}

/// A paragraph and those above it: `8.14-4.2.1`, `8.14-4.2`, `8.14-4`.
fn upwards(clause: &str) -> impl Iterator<Item = &str> {
    let own = clause.contains('-').then_some(clause);
    std::iter::successors(own, |clause| {
        let clause: &str = clause;
        clause.rfind('.').map(|end| &clause[..end]).filter(|above| above.contains('-'))
    })
}

/// Whether a clause stands below another: `8.14-4.2.2` below `8.14-4.2`.
pub(crate) fn below(clause: &str, other: &str) -> bool {
    clause.strip_prefix(other).is_some_and(|rest| rest.starts_with('.'))
}

impl Chapter {
    /// Paragraphs that rule something: with an anchor, no headings, and not declared informative (nor below one that is).
    pub fn ruling(&self) -> impl Iterator<Item = (&String, &super::Clause)> {
        let informative =
            |id: &str| self.informative.iter().any(|other| other.value == id || below(id, &other.value));
        self.clauses.iter().filter(move |(id, clause)| !clause.heading && !informative(id))
    }
}

/// How much of a chapter is carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// The chapter's number.
    pub chapter: String,
    /// Paragraphs that rule something.
    pub ruling: usize,
    /// Anchors of those that nothing carries out, in the order of the text.
    pub uncovered: Vec<String>,
}

impl Coverage {
    /// Of each chapter of the Chinese manual.
    pub fn of(library: &Library, carries: &Carries) -> Vec<Coverage> {
        let chapter = |chapter: &std::sync::Arc<Chapter>| {
            let mut uncovered: Vec<_> = chapter.ruling().filter(|(id, _)| !carries.covers(id)).collect();
            uncovered.sort_by_key(|(_, clause)| clause.span.start);
            Coverage {
                chapter: chapter.number.clone(),
                ruling: chapter.ruling().count(),
                uncovered: uncovered.into_iter().map(|(id, _)| id.clone()).collect(),
            }
        };
        library.chapters(Lang::Zh).map(chapter).collect()
    }

    /// Paragraphs that something carries out.
    pub fn carried(&self) -> usize {
        self.ruling - self.uncovered.len()
    }

    /// Hundredths, rounded down: 100 is said only where nothing is missing. A chapter that rules nothing has no share.
    pub fn percent(carried: usize, ruling: usize) -> Option<usize> {
        (carried * 100).checked_div(ruling)
    }
}

/// Trees of the documents in which `clause` or `reviewed` may be a key (or be hidden by an escape).
pub(crate) fn trees(library: &Library) -> Vec<Tree<'_>> {
    let sources = library.documents().filter_map(|(_, document)| document.source.as_ref());
    let telling = |text: &str| ["clause", "reviewed", "\\"].iter().any(|word| text.contains(word));
    let sources = sources.filter(|source| source.path.ends_with(".yaml") && telling(&source.text));
    // Mistakes of shape were reported when the document was read.
    sources.filter_map(|source| Some((source, yaml::read(source, &mut Findings::new())?))).collect()
}

/// The paragraph that a map cites by its own key.
fn citation(node: &Node) -> Option<(&str, Span)> {
    let value = node.get("clause")?;
    value.as_text().filter(|text| is_clause(text)).map(|text| (text, value.span))
}

/// All clauses that a tree cites, with their places.
pub(crate) fn cited(root: &Node) -> Vec<(&str, Span)> {
    let mut cited = Vec::new();
    collect(root, &mut cited);
    cited
}

fn collect<'n>(node: &'n Node, found: &mut Vec<(&'n str, Span)>) {
    match &node.kind {
        Kind::Scalar { .. } => {}
        Kind::List(items) => items.iter().for_each(|item| collect(item, found)),
        Kind::Map(entries) => {
            for (key, value) in entries {
                let text = value.as_text().filter(|text| key.name == "clause" && is_clause(text));
                found.extend(text.map(|text| (text, value.span)));
                collect(value, found);
            }
        }
    }
}

/// Other scalars under that key were refused by the reader, or are something else (an event of this name).
fn is_clause(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-';
    text.starts_with(|c: char| c.is_ascii_digit()) && text.bytes().all(allowed)
}

struct Walk<'w, 'n> {
    document: DocumentId,
    carriers: &'w mut Vec<Carrier>,
    keys: Vec<String>,
    /// Titles of the maps on the way.
    titles: Vec<&'n Node>,
}

impl<'n> Walk<'_, 'n> {
    fn node(&mut self, node: &'n Node) {
        match &node.kind {
            Kind::Scalar { .. } => {}
            Kind::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.keys.push(index.to_string());
                    self.node(item);
                    self.keys.pop();
                }
            }
            Kind::Map(entries) => {
                let title = node.get("title").filter(|title| bilingual(title).is_some());
                self.titles.extend(title);
                self.carriers.extend(citation(node).map(|(clause, span)| self.carrier(node, clause, span)));
                for (key, value) in entries {
                    self.keys.push(key.name.clone());
                    self.node(value);
                    self.keys.pop();
                }
                self.titles.truncate(self.titles.len() - usize::from(title.is_some()));
            }
        }
    }

    fn carrier(&self, node: &Node, clause: &str, span: Span) -> Carrier {
        let mut content = String::new();
        own(node, true, &mut content);
        Carrier {
            clause: clause.to_owned(),
            document: self.document.clone(),
            place: self.keys.join("."),
            kind: kind_of(&self.keys),
            title: self.titles.last().and_then(|title| bilingual(title)),
            span,
            content: Hash::of(content.as_bytes()),
        }
    }
}

/// What a place is, from the innermost key on its way that tells.
fn kind_of(keys: &[String]) -> PlaceKind {
    let kind = |(index, key): (usize, &String)| {
        let last = index + 2 == keys.len();
        Some(match key.as_str() {
            "states" if last => PlaceKind::State,
            "on" | "always" | "after" | "on_done" => PlaceKind::Transition,
            "tables" | "weights" | "pairwise" if last => PlaceKind::Table,
            "values" if last => PlaceKind::Value,
            "fields" | "sections" => PlaceKind::Field,
            "posts" => PlaceKind::Post,
            _ => return None,
        })
    };
    if keys.is_empty() {
        return PlaceKind::Whole;
    }
    keys.iter().enumerate().rev().find_map(kind).unwrap_or(PlaceKind::Rule)
}

/// A node's content without places, comments, `reviewed`, and maps inside that cite a paragraph themselves.
fn own(node: &Node, top: bool, out: &mut String) {
    match &node.kind {
        Kind::Scalar { text, .. } => {
            out.push('"');
            out.push_str(&text.len().to_string());
            out.push(':');
            out.push_str(text);
        }
        Kind::List(items) => {
            out.push('[');
            items.iter().for_each(|item| own(item, false, out));
            out.push(']');
        }
        Kind::Map(_) if !top && citation(node).is_some() => out.push('*'),
        Kind::Map(entries) => {
            out.push('{');
            for (key, value) in entries.iter().filter(|(key, _)| key.name != "reviewed") {
                out.push_str(&key.name);
                out.push('=');
                own(value, false, out);
            }
            out.push('}');
        }
    }
}

fn bilingual(node: &Node) -> Option<Bilingual> {
    let zh = node.get("zh").and_then(Node::as_text)?;
    let en = node.get("en").and_then(Node::as_text).unwrap_or(zh);
    Some(Bilingual::new(zh, en))
}
