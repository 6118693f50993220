//! What the rules did not see: never silent.
//!
//! Every change of a tree is told by `walk`. Lines that differ beside are comments or layout where the trees could be
//! compared, and plainly text where they could not.

use super::walk::{Change, Lines, Walk};
use super::{How, Said, text};
use crate::document::DocumentKind;
use crate::text::shorten;

/// Longest text that is told, in characters.
const LONGEST: usize = 400;

pub(super) fn add(walk: &mut Walk<'_>) {
    let (Some(old), Some(new)) = (walk.old.source, walk.new.source) else {
        // One of them cannot be decoded, or there is none: the document as a whole has been told, or is told here.
        if walk.found.is_empty() {
            walk.add(Change::new(How::Changed, "bytes"), (None, None));
        }
        return;
    };
    let is_tree = walk.old.tree.is_some() && walk.new.tree.is_some();
    // A tree that differs and of which nothing was told must not pass for layout.
    let is_layout = is_tree && (same_trees(walk) || !walk.found.is_empty() || !walk.told.is_empty());
    let told: Vec<Lines> =
        walk.found.iter().map(|d| (d.old_lines, d.new_lines)).chain(walk.told.iter().copied()).collect();
    for hunk in text::hunks(&old.text, &new.text) {
        let lines = (hunk.old_lines(), hunk.new_lines());
        if told.iter().any(|told| meets(told.0, lines.0) || meets(told.1, lines.1)) {
            continue;
        }
        let mut change = Change::new(How::Changed, if is_layout { "layout" } else { "text" });
        if walk.id.kind() != DocumentKind::Scenarios {
            let said = |text: String| {
                Some(Said::Text(shorten(text.trim(), LONGEST))).filter(|_| !text.trim().is_empty())
            };
            (change.old, change.new) = (said(hunk.old_text(&old.text)), said(hunk.new_text(&new.text)));
        }
        walk.add(change, lines);
    }
    if walk.found.is_empty() {
        // The bytes differ where no line does: the end of the last line, or how lines end.
        walk.add(Change::new(How::Changed, "layout"), (None, None));
    }
}

fn same_trees(walk: &Walk<'_>) -> bool {
    let (Some(old), Some(new)) = (&walk.old.tree, &walk.new.tree) else { return false };
    super::pair::same(old, new)
}

fn meets(a: Option<(u32, u32)>, b: Option<(u32, u32)>) -> bool {
    matches!((a, b), (Some((a, b)), Some((c, d))) if a <= d && c <= b)
}
