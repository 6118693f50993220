//! Texts that policies mail (`policies/mail/<id>.yaml`).

use std::collections::BTreeSet;

use super::check_name;
use crate::text::yaml::{self, Node};
use crate::text::{Bilingual, Ctx, Findings, Lang, Piece, Source, Span, pieces};

/// A mail's subject and text, with `{name}` where the policy fills something in.
#[derive(Clone, Debug, PartialEq)]
pub struct MailText {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub title: Bilingual,
    /// The paragraph it carries out.
    pub clause: Option<String>,
    /// One line.
    pub subject: Bilingual,
    /// Several lines.
    pub text: Bilingual,
    /// The name at the head of the file.
    pub span: Span,
}

impl MailText {
    /// Names of all placeholders, in either language.
    pub fn placeholders(&self) -> BTreeSet<&str> {
        let parts = [&self.subject.zh, &self.subject.en, &self.text.zh, &self.text.en];
        parts.into_iter().flat_map(|part| names(part)).collect()
    }
}

fn names(text: &str) -> impl Iterator<Item = &str> {
    pieces(text).filter_map(|piece| match piece {
        Piece::Name(name) => Some(name),
        Piece::Text(_) | Piece::Broken(_) => None,
    })
}

/// Reads a mail text with all its mistakes.
pub(super) fn read(source: &Source, findings: &mut Findings) -> Option<MailText> {
    let root = yaml::read(source, findings)?;
    let mut ctx = Ctx::new(source, findings);
    let mut map = ctx.map(&root)?;
    // Fingerprints of cited paragraphs: judged by `check`.
    map.optional("reviewed");
    let id = map.required(&mut ctx, "mail").and_then(|node| ctx.identifier(node));
    let title = map.required(&mut ctx, "title").and_then(|node| ctx.bilingual(node));
    let clause = map.optional("clause").and_then(|node| ctx.clause(node)).map(|clause| clause.value);
    let subject = map.required(&mut ctx, "subject").and_then(|node| template(node, &mut ctx));
    let text = map.required(&mut ctx, "text").and_then(|node| template(node, &mut ctx));
    map.finish(&mut ctx);
    if let Some(id) = &id {
        check_name(id, &mut ctx);
    }
    let (id, span) = id.map(|id| (id.value, id.span))?;
    let title = title.unwrap_or_default();
    Some(MailText { id, title, clause, subject: subject?, text: text?, span })
}

/// A text in both languages whose placeholders are the same in both.
fn template(node: &Node, ctx: &mut Ctx<'_>) -> Option<Bilingual> {
    let text = ctx.bilingual(node)?;
    for lang in [Lang::Zh, Lang::En] {
        let at = node.get(if lang == Lang::Zh { "zh" } else { "en" }).unwrap_or(node);
        for piece in pieces(text.get(lang)) {
            if let Piece::Broken(text) = piece {
                let span = place(ctx.source, at.span, text);
                ctx.error("G0712", span, [("text", text.to_owned())]);
            }
        }
        let other = if lang == Lang::Zh { Lang::En } else { Lang::Zh };
        let theirs: BTreeSet<&str> = names(text.get(other)).collect();
        for name in names(text.get(lang)).collect::<BTreeSet<_>>() {
            if !theirs.contains(name) {
                let span = place(ctx.source, at.span, &format!("{{{name}}}"));
                ctx.warning("G0713", span, [("name", name.to_owned()), ("lang", other.tag().to_owned())]);
            }
        }
    }
    Some(text)
}

/// Where a part of a scalar's text stands in the file, as exactly as folding of lines lets it be found.
fn place(source: &Source, span: Span, part: &str) -> Span {
    match source.slice(span).find(part) {
        Some(at) => Span::new(span.start + at as u32, span.start + (at + part.len()) as u32),
        None => span,
    }
}
