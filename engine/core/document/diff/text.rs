//! Two texts side by side: which lines differ, and within them which words.
//!
//! Chinese has no spaces between its words: a dictionary finds them (decisions/0011), so that `15 天` → `10 天` is one
//! word changed and `投诉处理` is never cut in the middle.

use std::ops::Range;
use std::sync::LazyLock;

use icu_segmenter::options::WordBreakInvariantOptions;
use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed};
use serde::{Deserialize, Serialize};
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// A part of a text that is in both, in the old only, in the new only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Piece {
    Same(String),
    Old(String),
    New(String),
}

/// A stretch of two texts that are compared line by line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Lines that are the same, near those that differ; the number of the first in the old and in the new text.
    Same { old: u32, new: u32, lines: Vec<String> },
    /// So many lines that are the same and are left out.
    Folded(u32),
    /// Lines that differ, with their words; the number of the first in the old and in the new text.
    Changed { old: u32, new: u32, pieces: Vec<Piece> },
}

/// Lines that differ: indexes from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hunk {
    old: Range<usize>,
    new: Range<usize>,
}

/// Where words begin and end. What is between two words (spaces, signs) is a token of its own.
fn segmenter() -> WordSegmenterBorrowed<'static> {
    static SEGMENTER: LazyLock<WordSegmenterBorrowed<'static>> =
        LazyLock::new(|| WordSegmenter::new_dictionary(WordBreakInvariantOptions::default()));
    *SEGMENTER
}

/// A text cut into words, signs and spaces; joined they are the text.
pub fn words(text: &str) -> Vec<&str> {
    let ends: Vec<usize> = segmenter().segment_str(text).collect();
    ends.windows(2).map(|pair| &text[pair[0]..pair[1]]).filter(|word| !word.is_empty()).collect()
}

/// Two texts, word by word. Old words stand before the new ones that replace them.
pub fn words_diff(old: &str, new: &str) -> Vec<Piece> {
    let (before, after) = (words(old), words(new));
    let mut pieces = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &before, &after) {
        let (old, new) = (before[op.old_range()].concat(), after[op.new_range()].concat());
        match op {
            DiffOp::Equal { .. } => push(&mut pieces, Piece::Same(old)),
            DiffOp::Delete { .. } => push(&mut pieces, Piece::Old(old)),
            DiffOp::Insert { .. } => push(&mut pieces, Piece::New(new)),
            DiffOp::Replace { .. } => {
                push(&mut pieces, Piece::Old(old));
                push(&mut pieces, Piece::New(new));
            }
        }
    }
    tidy(pieces)
}

/// A word that happens to be in both, between longer stretches that differ, only breaks up the reading: it goes with them.
fn tidy(mut pieces: Vec<Piece>) -> Vec<Piece> {
    loop {
        let runs = runs(&pieces);
        // A stretch that differs, what is the same, a stretch that differs.
        let short = runs.windows(3).position(|run| {
            let most = |run: &Run| run.old.chars().count().max(run.new.chars().count());
            let [before, same, after] = run else { return false };
            !same.same.is_empty() && {
                let length = same.same.trim().chars().count();
                length <= most(before)
                    && length <= most(after)
                    && before.same.is_empty()
                    && after.same.is_empty()
            }
        });
        let joined = |run: &Run, at: usize| match short {
            Some(short) if at == short + 1 => {
                Run { old: run.same.clone(), new: run.same.clone(), same: String::new() }
            }
            _ => run.clone(),
        };
        let joined: Vec<Run> = runs.iter().enumerate().map(|(at, run)| joined(run, at)).collect();
        pieces = Vec::new();
        let (mut old, mut new) = (String::new(), String::new());
        for run in joined.into_iter().chain([Run { same: "\u{0}".to_owned(), ..Run::default() }]) {
            if run.same.is_empty() {
                old.push_str(&run.old);
                new.push_str(&run.new);
                continue;
            }
            for piece in [Piece::Old(std::mem::take(&mut old)), Piece::New(std::mem::take(&mut new))] {
                if !matches!(&piece, Piece::Old(text) | Piece::New(text) if text.is_empty()) {
                    pieces.push(piece);
                }
            }
            pieces.push(Piece::Same(run.same));
        }
        pieces.pop(); // the end's mark
        if short.is_none() {
            return pieces;
        }
    }
}

/// Either what is the same, or what was and what is instead.
#[derive(Clone, Default)]
struct Run {
    old: String,
    new: String,
    same: String,
}

fn runs(pieces: &[Piece]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for piece in pieces {
        if let Piece::Same(text) = piece {
            runs.push(Run { same: text.clone(), ..Run::default() });
            continue;
        }
        if runs.last().is_none_or(|run| !run.same.is_empty()) {
            runs.push(Run::default());
        }
        let Some(run) = runs.last_mut() else { continue };
        match piece {
            Piece::Old(text) => run.old.push_str(text),
            Piece::New(text) => run.new.push_str(text),
            Piece::Same(_) => {}
        }
    }
    runs
}

fn push(pieces: &mut Vec<Piece>, piece: Piece) {
    match (pieces.last_mut(), &piece) {
        (Some(Piece::Same(last)), Piece::Same(more))
        | (Some(Piece::Old(last)), Piece::Old(more))
        | (Some(Piece::New(last)), Piece::New(more)) => last.push_str(more),
        _ => pieces.push(piece),
    }
}

/// Two texts line by line; of the lines that are the same only `context` before and after each change are kept.
pub fn blocks(old: &str, new: &str, context: usize) -> Vec<Block> {
    let lines: Vec<&str> = lines_of(old);
    let hunks = hunks(old, new);
    let mut blocks = Vec::new();
    let (mut at_old, mut at_new) = (0, 0);
    for (index, hunk) in hunks.iter().enumerate() {
        let before = at_old..hunk.old.start;
        same(&mut blocks, &lines, before, at_new, if index == 0 { 0 } else { context }, context);
        let pieces = words_diff(&joined(old, &hunk.old), &joined(new, &hunk.new));
        let (old, new) = (hunk.old.start as u32 + 1, hunk.new.start as u32 + 1);
        blocks.push(Block::Changed { old, new, pieces });
        (at_old, at_new) = (hunk.old.end, hunk.new.end);
    }
    let context_after = if hunks.is_empty() { 0 } else { context };
    same(&mut blocks, &lines, at_old..lines.len(), at_new, context_after, 0);
    blocks
}

/// Lines that are the same: the first `after` and the last `before` of them are kept.
fn same(
    blocks: &mut Vec<Block>,
    lines: &[&str],
    range: Range<usize>,
    new: usize,
    after: usize,
    before: usize,
) {
    let kept = |range: Range<usize>, new: usize| Block::Same {
        old: range.start as u32 + 1,
        new: new as u32 + 1,
        lines: lines[range].iter().map(|line| (*line).to_owned()).collect(),
    };
    // Folding one or two lines would hide more than it saves.
    if range.len() <= after + before + 2 {
        if !range.is_empty() {
            blocks.push(kept(range, new));
        }
        return;
    }
    let (head, tail) = (range.start..range.start + after, range.end - before..range.end);
    if !head.is_empty() {
        blocks.push(kept(head, new));
    }
    blocks.push(Block::Folded((range.len() - after - before) as u32));
    if !tail.is_empty() {
        let start = new + (tail.start - range.start);
        blocks.push(kept(tail, start));
    }
}

/// The lines in which two texts differ.
pub(super) fn hunks(old: &str, new: &str) -> Vec<Hunk> {
    let (before, after) = (lines_of(old), lines_of(new));
    let ops = capture_diff_slices(Algorithm::Myers, &before, &after);
    let differ = ops.into_iter().filter(|op| !matches!(op, DiffOp::Equal { .. }));
    let mut hunks: Vec<Hunk> = Vec::new();
    for op in differ {
        let (old, new) = (op.old_range(), op.new_range());
        match hunks.last_mut() {
            Some(last) if last.old.end == old.start && last.new.end == new.start => {
                (last.old.end, last.new.end) = (old.end, new.end);
            }
            _ => hunks.push(Hunk { old, new }),
        }
    }
    hunks
}

impl Hunk {
    /// First and last line in the old text, counted from 1.
    pub fn old_lines(&self) -> Option<(u32, u32)> {
        numbers(&self.old)
    }

    /// First and last line in the new text, counted from 1.
    pub fn new_lines(&self) -> Option<(u32, u32)> {
        numbers(&self.new)
    }

    pub fn old_text(&self, old: &str) -> String {
        joined(old, &self.old)
    }

    pub fn new_text(&self, new: &str) -> String {
        joined(new, &self.new)
    }
}

fn numbers(range: &Range<usize>) -> Option<(u32, u32)> {
    (!range.is_empty()).then_some((range.start as u32 + 1, range.end as u32))
}

fn lines_of(text: &str) -> Vec<&str> {
    text.lines().collect()
}

fn joined(text: &str, range: &Range<usize>) -> String {
    text.lines().skip(range.start).take(range.len()).fold(String::new(), |text, line| text + line + "\n")
}
