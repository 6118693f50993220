//! What differs in each document, in sentences and line by line.

use guicheng_core::calendar::Sentence;
use guicheng_core::document::diff::text::{Block, Piece, blocks, words_diff};
use guicheng_core::document::diff::{Difference, Said};
use guicheng_core::document::{DocumentKind, Library};
use guicheng_core::picture::{self, Options};

use crate::lang::{self, Say, t};
use crate::limits;
use crate::mail::clause_words;
use crate::service::BothTexts;
use crate::web::views::{Chip, Marked, ReviewBlock, ReviewChange, ReviewDeadline, ReviewDocument, Tone};

use super::{Desk, order};

impl Desk<'_> {
    /// By their order for the reader, then by their ids.
    pub(super) fn documents(&self) -> Vec<ReviewDocument> {
        let mut texts: Vec<&BothTexts> = self.review.texts.iter().collect();
        texts.sort_by_key(|text| (order::rank(&text.document, self.lang()), text.document.as_str()));
        texts.into_iter().map(|text| self.document(text)).collect()
    }

    fn document(&self, both: &BothTexts) -> ReviewDocument {
        let lang = self.lang();
        let own = self.differences.iter().filter(|d| d.document == both.document && d.what != "document");
        let own: Vec<&Difference> = own.collect();
        let (text, text_size) = self.text(both);
        let state = if both.ends {
            Some(Chip::new(Tone::Soon, lang.t("review-state-obsolete")))
        } else {
            both.base.is_none().then(|| Chip::new(Tone::Info, lang.t("review-state-new")))
        };
        ReviewDocument {
            title: self.title(&both.document),
            revision: match &both.base {
                Some(base) => t(lang, "review-revision-from", &[("old", base.as_str().into())]),
                None => String::new(),
            },
            folded: match order::is_folded(&both.document, lang) && !own.is_empty() {
                true => order::summary(lang, &own),
                false => String::new(),
            },
            rest_count: match own.len().saturating_sub(limits::REVIEW_CHANGES) {
                0 => String::new(),
                left => t(lang, "review-rest", &[("count", left.into())]),
            },
            state,
            path: both.document.path(),
            changes: own.iter().take(limits::REVIEW_CHANGES).map(|d| self.change(d)).collect(),
            rest: own.iter().skip(limits::REVIEW_CHANGES).map(|d| self.change(d)).collect(),
            text,
            text_size,
        }
    }

    /// Line by line. A document that is new or goes is shown as a whole.
    fn text(&self, both: &BothTexts) -> (Vec<ReviewBlock>, String) {
        let lang = self.lang();
        let (old, new) = (both.old.as_deref().unwrap_or_default(), both.new.as_deref().unwrap_or_default());
        let blocks = blocks(old, new, limits::DIFF_CONTEXT);
        let count = blocks.iter().filter(|block| matches!(block, Block::Changed { .. })).count();
        let size = match (&both.old, both.ends) {
            (_, true) => lang.t("review-text-gone"),
            (None, _) => lang.t("review-text-new"),
            _ => t(lang, "review-text-size", &[("count", count.into())]),
        };
        let block = |block: Block| match block {
            Block::Same { new, lines, .. } => ReviewBlock::Same((new..).zip(lines).collect()),
            Block::Folded(count) => ReviewBlock::Folded(t(lang, "review-folded", &[("count", count.into())])),
            Block::Changed { new, pieces, .. } => ReviewBlock::Changed(new, marked(pieces)),
        };
        (blocks.into_iter().map(block).collect(), size)
    }

    fn change(&self, difference: &Difference) -> ReviewChange {
        let lang = self.lang();
        let mut notes = lang::diff::notes(lang, difference);
        let said = |said: &Option<Said>, library: &Library| {
            let said = said.as_ref().map(|said| self.in_words(difference, said, library));
            said.unwrap_or_default()
        };
        let (mut old, mut new) =
            (said(&difference.old, &self.review.old), said(&difference.new, &self.review.new));
        // Two sentences side by side are read word by word.
        let mut pieces = Vec::new();
        let is_text =
            matches!(difference.what.as_str(), "paragraph" | "mail-body" | "mail-subject" | "text" | "guard");
        if is_text || (old.chars().count() > limits::DIFF_SHORT && !new.is_empty()) {
            pieces = marked(words_diff(&old, &new));
            (old, new) = (String::new(), String::new());
        }
        if difference.document.kind() == DocumentKind::Calendar && difference.what != "title" {
            notes.push(lang.t("review-calendar"));
        }
        if old.is_empty() && new.is_empty() && pieces.is_empty() {
            notes.extend(lang::diff::lines(lang, difference));
        }
        // A paragraph is named by its clause; that it follows from itself is no news.
        let is_paragraph = difference.what == "paragraph";
        ReviewChange {
            label: lang::diff::label(lang, difference),
            place: if is_paragraph { String::new() } else { lang::diff::place(lang, difference) },
            old,
            new,
            pieces,
            notes,
            clause: match &difference.clause {
                Some(clause) if is_paragraph => {
                    let text = t(lang, "review-paragraph", &[("clause", clause.as_str().into())]);
                    self.link(text, super::super::clause::href(clause))
                }
                clause => self.clause(clause.as_deref()),
            },
            minor: difference.is_layout(),
        }
    }

    /// A side of a difference: a paragraph without its Markdown, a condition in words as far as there are any.
    fn in_words(&self, difference: &Difference, said: &Said, library: &Library) -> String {
        let lang = self.lang();
        match (difference.what.as_str(), said, &difference.clause) {
            ("paragraph", Said::Text(text), Some(clause)) => Some(clause_words(clause, text)),
            ("text", Said::Text(text), _) if difference.document.kind().chapter_lang().is_some() => {
                Some(clause_words("", text))
            }
            ("guard" | "condition", Said::Text(text), _) => {
                self.condition(difference.document.name(), text, library)
            }
            _ => None,
        }
        .filter(|words| !words.is_empty())
        .unwrap_or_else(|| lang::diff::said(lang, said))
    }

    fn condition(&self, policy: &str, text: &str, library: &Library) -> Option<String> {
        let lang = self.lang();
        let policy = library.policy(policy)?;
        let say = |sentence: &Sentence| lang::sentence(lang, sentence);
        let post = |id: &str| Some(library.organisation()?.post(id)?.title.get(lang).to_owned());
        let form = library.form_of(policy).map(|form| &**form);
        let options = Options { form, formulas: false, ..Options::new(lang, &say, &post) };
        picture::condition(policy, &options, text)
    }

    pub(super) fn moved_deadlines(&self) -> Vec<ReviewDeadline> {
        let lang = self.lang();
        let several = self.deadlines.iter().any(|deadline| deadline.policy != self.deadlines[0].policy);
        let said = |said: &Option<Said>| {
            said.as_ref().map_or_else(|| lang.t("review-none"), |said| short(lang, said))
        };
        let deadline = |deadline: &guicheng_core::document::diff::Deadline| {
            let step = deadline.step.get(lang).to_owned();
            let procedure = deadline.procedure.get(lang);
            ReviewDeadline {
                step: match several {
                    true => {
                        let args = [("outer", procedure.into()), ("inner", step.into())];
                        t(lang, "diff-place", &args)
                    }
                    false => step,
                },
                kind: lang.t(if deadline.is_task { "review-deadline-task" } else { "review-deadline-timer" }),
                old: said(&deadline.old),
                new: said(&deadline.new),
                way: deadline.earlier.map(|earlier| {
                    Chip::new(Tone::Soon, lang.t(if earlier { "review-earlier" } else { "review-later" }))
                }),
                clause: self.clause(deadline.clause.as_deref()),
            }
        };
        self.deadlines.iter().map(deadline).collect()
    }
}

/// How long, without from when: where both count from the same, that is no news.
pub(super) fn short(lang: lang::Lang, said: &Said) -> String {
    match said {
        Said::Parts(parts) => {
            parts.first().map_or_else(String::new, |part| lang::diff::said(lang, &part.said))
        }
        said => lang::diff::said(lang, said),
    }
}

fn marked(pieces: Vec<Piece>) -> Vec<Marked> {
    let piece = |piece| match piece {
        Piece::Same(text) => Marked::Same(text),
        Piece::Old(text) => Marked::Old(text),
        Piece::New(text) => Marked::New(text),
    };
    pieces.into_iter().map(piece).collect()
}
