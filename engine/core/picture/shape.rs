//! What a drawing is made of, with places: boxes, lines, texts.

use std::collections::{BTreeMap, BTreeSet};

use super::Mark;
use super::measure::{SMALL, TITLE, line_height, width, wrap};
use super::outline::Look;
use super::wires::Key;

/// Widest text of a line, and how many rows it may take.
const LINE_TEXT: i32 = 126;
const LINE_ROWS: usize = 4;
/// How far the sheets of a `for_each` stand out.
pub(super) const SHEETS: i32 = 6;

/// Left, top, right, bottom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rect {
    pub left: i32,
    pub top: i32,
    pub right: i32,
    pub bottom: i32,
}

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Title,
    Head,
    Small,
}

/// A line of text; `at` is its foot.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Text {
    pub at: (i32, i32),
    pub text: String,
    pub style: Style,
    pub middle: bool,
}

/// A piece of the drawing.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shape {
    Node {
        name: String,
        look: Look,
        rect: Rect,
        sheets: bool,
        lit: bool,
        texts: Vec<Text>,
        level: String,
    },
    Line {
        points: Vec<(i32, i32)>,
        head: bool,
        mark: Option<Mark>,
    },
    /// Texts beside a line; the whole of them as a tip when they had to be cut.
    Label {
        rect: Rect,
        texts: Vec<Text>,
        tip: Option<String>,
        level: String,
    },
    Dash {
        from: (i32, i32),
        to: (i32, i32),
    },
}

/// Shapes from (0, 0), outer ones first.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Drawing {
    pub width: i32,
    pub height: i32,
    pub shapes: Vec<Shape>,
    /// Where lines pass through its border: place along the side, and whether it is the last side.
    pub ports: BTreeMap<Key, (i32, bool)>,
}

/// Texts beside one line.
pub(super) struct Label {
    lines: Vec<String>,
    tip: Option<String>,
}

impl Label {
    pub fn new(texts: &[String]) -> Label {
        let mut lines = Vec::new();
        let mut is_cut = false;
        for text in texts {
            let marked = if texts.len() > 1 { format!("· {text}") } else { text.clone() };
            let wrapped = wrap(&marked, SMALL, LINE_TEXT, LINE_ROWS);
            is_cut |= wrapped.last().is_some_and(|line| line.ends_with('…')) && !text.ends_with('…');
            lines.extend(wrapped);
        }
        Label { lines, tip: is_cut.then(|| texts.join("\n")) }
    }

    /// Width and height, if there is any text.
    pub fn size(&self) -> Option<(i32, i32)> {
        let wide = self.lines.iter().map(|line| width(line, SMALL)).max()?;
        Some((wide, self.lines.len() as i32 * line_height(SMALL)))
    }

    pub fn shape(&self, level: &str, rect: Rect) -> Shape {
        let lines: Vec<(String, Style)> =
            self.lines.iter().map(|line| (line.clone(), Style::Small)).collect();
        let texts = stack(&lines, (rect.left, rect.top), false);
        Shape::Label { rect, texts, tip: self.tip.clone(), level: level.to_owned() }
    }
}

impl Style {
    pub fn em(self) -> i32 {
        match self {
            Style::Title | Style::Head => TITLE,
            Style::Small => SMALL,
        }
    }
}

/// Lines of text one below the other.
pub(super) fn stack(lines: &[(String, Style)], (x, mut y): (i32, i32), middle: bool) -> Vec<Text> {
    let mut texts = Vec::new();
    for (text, style) in lines {
        y += line_height(style.em());
        texts.push(Text { at: (x, y - 5), text: text.clone(), style: *style, middle });
    }
    texts
}

impl Drawing {
    pub fn of(shape: Shape, rect: Rect, sheets: bool) -> Drawing {
        let more = if sheets { SHEETS } else { 0 };
        Drawing {
            width: rect.right + more,
            height: rect.bottom + more,
            shapes: vec![shape],
            ports: BTreeMap::new(),
        }
    }

    /// The corner of the first present state that holds no others.
    pub fn here(&self) -> Option<(i32, i32)> {
        self.shapes.iter().find_map(|shape| match shape {
            Shape::Node { lit: true, look, rect, .. } if *look != Look::Group => Some((rect.left, rect.top)),
            _ => None,
        })
    }

    /// The corner of the last state that was left and holds no others: where a case ended.
    pub fn last(&self, visited: &BTreeSet<String>) -> Option<(i32, i32)> {
        self.shapes.iter().rev().find_map(|shape| match shape {
            Shape::Node { name, look, rect, .. } if *look != Look::Group && visited.contains(name) => {
                Some((rect.left, rect.top))
            }
            _ => None,
        })
    }

    /// The corner of the first state that a change marks, rather one that holds no others.
    pub fn marked(&self, marks: &BTreeMap<String, Mark>) -> Option<(i32, i32)> {
        let corner = |groups: bool| {
            self.shapes.iter().find_map(|shape| match shape {
                Shape::Node { name, look, rect, .. }
                    if marks.contains_key(name) && (*look == Look::Group) == groups =>
                {
                    Some((rect.left, rect.top))
                }
                _ => None,
            })
        };
        corner(false).or_else(|| corner(true))
    }

    /// Adds another drawing with its corner at (x, y).
    pub fn put(&mut self, other: Drawing, x: i32, y: i32) {
        self.shapes.extend(other.shapes.into_iter().map(|shape| shape.moved(x, y)));
    }
}

impl Rect {
    fn moved(self, x: i32, y: i32) -> Rect {
        Rect { left: self.left + x, top: self.top + y, right: self.right + x, bottom: self.bottom + y }
    }
}

impl Shape {
    fn moved(mut self, x: i32, y: i32) -> Shape {
        let shift = |p: &mut (i32, i32)| *p = (p.0 + x, p.1 + y);
        match &mut self {
            Shape::Node { rect, texts, .. } | Shape::Label { rect, texts, .. } => {
                *rect = rect.moved(x, y);
                texts.iter_mut().for_each(|text| shift(&mut text.at));
            }
            Shape::Line { points, .. } => points.iter_mut().for_each(shift),
            Shape::Dash { from, to } => {
                shift(from);
                shift(to);
            }
        }
        self
    }
}
