//! What differs in each document, in sentences and line by line.

use guicheng_core::document::diff::text::{Block, Piece, blocks, words_diff};
use guicheng_core::document::diff::{Difference, Said};

use crate::lang::{self, Say, t};
use crate::limits;
use crate::service::BothTexts;
use crate::web::views::{Chip, Marked, ReviewBlock, ReviewChange, ReviewDeadline, ReviewDocument, Tone};

use super::Desk;

impl Desk<'_> {
    pub(super) fn documents(&self) -> Vec<ReviewDocument> {
        self.review.texts.iter().map(|text| self.document(text)).collect()
    }

    fn document(&self, both: &BothTexts) -> ReviewDocument {
        let lang = self.lang();
        let own = self.differences.iter().filter(|d| d.document == both.document && d.what != "document");
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
            state,
            path: both.document.path(),
            changes: own.map(|difference| self.change(difference)).collect(),
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
        let said = |said: &Option<Said>| said.as_ref().map(|said| lang::diff::said(lang, said));
        let (mut old, mut new) =
            (said(&difference.old).unwrap_or_default(), said(&difference.new).unwrap_or_default());
        // Two sentences side by side are read word by word.
        let mut pieces = Vec::new();
        let is_text =
            matches!(difference.what.as_str(), "paragraph" | "mail-body" | "mail-subject" | "text" | "guard");
        if is_text || (old.chars().count() > limits::DIFF_SHORT && !new.is_empty()) {
            pieces = marked(words_diff(&old, &new));
            (old, new) = (String::new(), String::new());
        }
        if old.is_empty() && new.is_empty() && pieces.is_empty() {
            notes.extend(lang::diff::lines(lang, difference));
        }
        ReviewChange {
            label: lang::diff::label(lang, difference),
            place: lang::diff::place(lang, difference),
            old,
            new,
            pieces,
            notes,
            clause: self.clause(difference.clause.as_deref()),
            minor: difference.is_layout(),
        }
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
