//! Distribution of documents (`policies/distribution.yaml`): their numbers, their owners, who must read them, when they
//! are reviewed, who approves copies.
//!
//! ```yaml
//! distribution: company
//! title: { zh: 文件分发表, en: Distribution of documents }
//! rules:                                    # the first rule that fits a document rules it
//!   - { documents: manual/zh/*, number: "{own}", owner: certification_lead, readers: involved, review: 1y }
//! ```
//! In `documents` a `*` stands for anything. In `number`, `{name}` is the last part of the document's path and `{own}` the
//! number that a chapter states itself. `readers` are posts, `involved` (those whom the document concerns, see
//! [`Library::involved`](super::Library::involved)), or `all`. Deliberately absent: who has read what (the service's).

use crate::calendar::Period;
use crate::text::yaml::{self, Node};
use crate::text::{Bilingual, Ctx, Findings, Source, Span, Spanned};

use super::DocumentId;

/// The whole list.
#[derive(Clone, Debug)]
pub struct Distribution {
    /// What people call it.
    pub title: Bilingual,
    /// The manual's clause.
    pub clause: Option<String>,
    /// In the file's order.
    pub rules: Vec<Rule>,
    /// Where the rules begin.
    pub span: Span,
}

/// What holds for the documents that fit.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Which documents: `policies/mail/*`.
    pub documents: Spanned<String>,
    /// Their number, with `{name}` and `{own}`.
    pub number: Spanned<String>,
    /// The post that keeps them up to date. A chapter that names its owner itself has that one.
    pub owner: Spanned<String>,
    /// Who must read a revision when it comes into force.
    pub readers: Readers,
    /// How long after it came into force, or after its last review, a document is due for review.
    pub review: Option<Period>,
    /// Who has not read it gets no new tasks of the policy.
    pub hold: bool,
    /// Customers may read it without signing in.
    pub public: bool,
    /// The post that approves copies; none: there are no copies of it.
    pub copies: Option<Spanned<String>>,
    /// The paragraph that says so.
    pub clause: Option<String>,
    /// Where it is written.
    pub span: Span,
}

/// Who must read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Readers {
    /// Everybody of the house.
    pub all: bool,
    /// Those whom the document concerns.
    pub involved: bool,
    /// Holders of these posts.
    pub posts: Vec<Spanned<String>>,
}

impl Distribution {
    /// The rule for a document: the first that fits.
    pub fn rule(&self, id: &DocumentId) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.fits(id))
    }
}

impl Rule {
    /// Whether it is about this document.
    pub fn fits(&self, id: &DocumentId) -> bool {
        fits(&self.documents, id.as_str())
    }

    /// The number of a document; `own` is what it states itself.
    pub fn number_of(&self, id: &DocumentId, own: Option<&str>) -> String {
        self.number.replace("{name}", id.name()).replace("{own}", own.unwrap_or(id.name()))
    }
}

/// A pattern in which `*` stands for any characters.
fn fits(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = text.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

/// Reads the list with all its mistakes.
pub(super) fn read(source: &Source, findings: &mut Findings) -> Option<Distribution> {
    let root = yaml::read(source, findings)?;
    let mut ctx = Ctx::new(source, findings);
    let mut fields = ctx.map(&root)?;
    fields.required(&mut ctx, "distribution").and_then(|node| ctx.identifier(node));
    // Fingerprints of cited paragraphs: judged by `check`.
    fields.optional("reviewed");
    let title = fields.required(&mut ctx, "title").and_then(|node| ctx.bilingual(node));
    let span = root.get("rules").map(|node| node.span).unwrap_or_default();
    let clause = fields.optional("clause").and_then(|node| ctx.clause(node)).map(|clause| clause.value);
    let rules = fields.required(&mut ctx, "rules").and_then(|node| ctx.list(node)).unwrap_or_default();
    let rules = rules.iter().filter_map(|node| rule(node, &mut ctx)).collect();
    fields.finish(&mut ctx);
    Some(Distribution { title: title.unwrap_or_default(), clause, rules, span })
}

fn rule(node: &Node, ctx: &mut Ctx<'_>) -> Option<Rule> {
    let mut fields = ctx.map(node)?;
    let documents = fields.required(ctx, "documents").and_then(|node| ctx.spanned_text(node));
    let number = fields.required(ctx, "number").and_then(|node| ctx.spanned_text(node));
    let owner = fields.required(ctx, "owner").and_then(|node| ctx.identifier(node));
    let readers = fields.optional("readers").map(|node| readers(node, ctx)).unwrap_or_default();
    let review = fields.optional("review").and_then(|node| period(node, ctx));
    let hold = fields.optional("hold").and_then(|node| ctx.boolean(node)).unwrap_or(false);
    let public = fields.optional("public").and_then(|node| ctx.boolean(node)).unwrap_or(false);
    let copies = fields.optional("copies").and_then(|node| ctx.identifier(node));
    let clause = fields.optional("clause").and_then(|node| ctx.clause(node)).map(|clause| clause.value);
    fields.finish(ctx);
    let number = number?;
    if let Some(text) = strange_brace(&number) {
        ctx.error("G0973", number.span, [("text", text.to_owned())]);
    }
    let (documents, owner) = (documents?, owner?);
    Some(Rule { documents, number, owner, readers, review, hold, public, copies, clause, span: node.span })
}

fn readers(node: &Node, ctx: &mut Ctx<'_>) -> Readers {
    let mut readers = Readers::default();
    for node in ctx.list_or_one(node) {
        let Some(name) = ctx.identifier(node) else { continue };
        match name.value.as_str() {
            "all" => readers.all = true,
            "involved" => readers.involved = true,
            _ => readers.posts.push(name),
        }
    }
    readers
}

fn period(node: &Node, ctx: &mut Ctx<'_>) -> Option<Period> {
    let text = ctx.text(node)?;
    let period = Period::parse(&text);
    if period.is_err() {
        ctx.error("G0320", node.span, [("text", text)]);
    }
    period.ok()
}

/// What stands in braces and is none of the two placeholders.
fn strange_brace(number: &str) -> Option<&str> {
    let mut inside = number.split('{').skip(1).map(|part| part.split('}').next().unwrap_or(part));
    inside.find(|name| !["name", "own"].contains(name))
}
