//! One of the two revisions of a document: its tree, and the names by which people know what it mentions.

use crate::document::{DocumentId, DocumentKind, Library};
use crate::form::{Field, Form};
use crate::text::yaml::{self, Kind, Node};
use crate::text::{Bilingual, Findings, Source, Span};
use crate::value::Value;

pub(super) struct Side<'a> {
    pub library: &'a Library,
    pub source: Option<&'a Source>,
    /// None if there is no such document, it cannot be read, or it is no YAML.
    pub tree: Option<Node>,
    form: Option<&'a Form>,
    policy: Option<&'a str>,
}

impl<'a> Side<'a> {
    pub fn new(id: &'a DocumentId, library: &'a Library) -> Side<'a> {
        let source = library.document(id).and_then(|document| document.source.as_ref());
        let is_yaml = id.kind().chapter_lang().is_none();
        // What is wrong with it has been reported when the library was read.
        let tree = source.filter(|_| is_yaml).and_then(|source| yaml::read(source, &mut Findings::new()));
        let policy = matches!(id.kind(), DocumentKind::Policy | DocumentKind::Scenarios).then(|| id.name());
        let form = match id.kind() {
            DocumentKind::Form => library.form(id.name()),
            DocumentKind::Register => library.register(id.name()).map(|_| None).unwrap_or_default(),
            _ => policy.and_then(|id| library.policy(id)).and_then(|policy| library.form_of(policy)),
        };
        Side { library, source, tree, form: form.map(|form| &**form), policy }
    }

    /// First and last line of a span.
    pub fn lines(&self, span: Span) -> Option<(u32, u32)> {
        let source = self.source?;
        let last = span.end.max(span.start + 1) - 1;
        Some((source.place(span.start).line, source.place(last).line))
    }

    pub fn post(&self, id: &str) -> Option<Bilingual> {
        Some(self.library.organisation()?.post(id)?.title.clone())
    }

    pub fn department(&self, id: &str) -> Option<Bilingual> {
        Some(self.library.organisation()?.department(id)?.title.clone())
    }

    pub fn field(&self, id: &str) -> Option<Bilingual> {
        Some(self.form?.field(id)?.title.clone())
    }

    /// A field of the form that the policy fills in.
    pub fn field_named(&self, id: &str) -> Option<&'a Field> {
        self.form?.field(id)
    }

    pub fn section(&self, id: &str) -> Option<Bilingual> {
        Some(self.form?.section(id)?.title.clone())
    }

    pub fn register(&self, id: &str) -> Option<Bilingual> {
        Some(self.library.register(id)?.form.title.clone())
    }

    pub fn mail_text(&self, id: &str) -> Option<Bilingual> {
        Some(self.library.mail_text(id)?.title.clone())
    }

    /// The title of a document by its id.
    pub fn document(&self, id: &str) -> Option<Bilingual> {
        let id = DocumentId::parse(id)?;
        if let Some(lang) = id.kind().chapter_lang() {
            return Some(self.library.chapter(lang, id.name())?.title.clone());
        }
        let source = self.library.document(&id)?.source.as_ref()?;
        title_of(&yaml::read(source, &mut Findings::new())?)
    }

    /// The title of a state by its name.
    pub fn state(&self, name: &str) -> Option<Bilingual> {
        title_of(find_state(self.tree.as_ref()?, name)?)
    }

    /// A figure of the policy, its own or a shared one.
    pub fn figure(&self, name: &str) -> Option<&Value> {
        self.library.policy(self.policy?)?.values.get(name)
    }
}

/// The title that a part of a document gives itself.
pub(super) fn title_of(node: &Node) -> Option<Bilingual> {
    bilingual(node.get("title")?)
}

/// A map of a text in both languages, or in one of them.
pub(super) fn bilingual(node: &Node) -> Option<Bilingual> {
    let Kind::Map(entries) = &node.kind else { return None };
    let only_languages = entries.iter().all(|(key, _)| key.name == "zh" || key.name == "en");
    if entries.is_empty() || !only_languages {
        return None;
    }
    let zh = node.get("zh").and_then(Node::as_text);
    let en = node.get("en").and_then(Node::as_text);
    Some(Bilingual::new(zh.or(en)?, en.or(zh)?))
}

fn find_state<'n>(node: &'n Node, name: &str) -> Option<&'n Node> {
    let each = node.get("for_each").and_then(|each| find_state(each, name));
    each.or_else(|| {
        let Kind::Map(entries) = &node.get("states")?.kind else { return None };
        let own = entries.iter().find(|(key, _)| key.name == name).map(|(_, state)| state);
        own.or_else(|| entries.iter().find_map(|(_, state)| find_state(state, name)))
    })
}
