//! Sizes: a box by its texts, a frame by what it holds.

use std::collections::BTreeSet;

use super::arrange::{Arrange, Given};
use super::measure::{SMALL, TITLE, cut, line_height, width, wrap};
use super::outline::{Inside, Look, Node, Region};
use super::shape::{Drawing, Rect, SHEETS, Shape, Style, Text, stack};

/// Widest text of a box, and how many rows its parts may take.
const BOX_TEXT: i32 = 158;
const TITLE_ROWS: usize = 3;
const DETAIL_ROWS: usize = 3;
/// Between a box and its text.
const PAD_X: i32 = 12;
const PAD_Y: i32 = 9;
/// Between a frame and what it holds.
const FRAME: i32 = 14;
const BOX_LEAST: i32 = 96;
/// Radius or half width of marks.
pub(super) const START: i32 = 5;
pub(super) const END: i32 = 8;
const FORK: i32 = 9;
const HISTORY: i32 = 12;

impl Arrange<'_> {
    /// A node with all that it holds.
    pub fn node(&self, level: &str, node: &Node, given: &Given<'_>) -> Drawing {
        let bound = given.bound.map(|bound| bound - 2 * FRAME);
        let notes = given.notes;
        match (&node.inside, node.look) {
            (Inside::Level(inside), _) => {
                self.frame(level, node, notes, self.level(&node.name, inside, given.turned, bound), false)
            }
            (Inside::Each(Some(inside)), _) => {
                let bound = bound.map(|bound| bound - SHEETS);
                self.frame(level, node, notes, self.level(&node.name, inside, &BTreeSet::new(), bound), true)
            }
            (Inside::Regions(regions), _) => {
                self.frame(level, node, notes, self.regions(regions, bound), false)
            }
            (Inside::Each(None), _) => self.text_box(level, node, notes, true),
            (Inside::Nothing, Look::Start) => mark(level, node, START),
            (Inside::Nothing, Look::Fork) => mark(level, node, FORK),
            (Inside::Nothing, Look::History(_)) => mark(level, node, HISTORY),
            (Inside::Nothing, Look::Port) => Drawing::default(),
            (Inside::Nothing, Look::End) if node.title.is_none() => mark(level, node, END),
            (Inside::Nothing, _) => self.text_box(level, node, notes, false),
        }
    }

    fn text_box(&self, level: &str, node: &Node, notes: &[String], sheets: bool) -> Drawing {
        let mut lines = Vec::new();
        let title = node.title.as_deref().unwrap_or_default();
        lines.extend(wrap(title, TITLE, BOX_TEXT, TITLE_ROWS).into_iter().map(|line| (line, Style::Title)));
        for detail in node.details.iter().chain(notes) {
            lines.extend(
                wrap(detail, SMALL, BOX_TEXT, DETAIL_ROWS).into_iter().map(|line| (line, Style::Small)),
            );
        }
        let text_width = lines.iter().map(|(line, style)| width(line, style.em())).max().unwrap_or(0);
        let wide = (text_width + 2 * PAD_X).max(BOX_LEAST);
        let high = lines.iter().map(|(_, style)| line_height(style.em())).sum::<i32>() + 2 * PAD_Y;
        let texts = stack(&lines, (wide / 2, PAD_Y), true);
        let rect = Rect { left: 0, top: 0, right: wide, bottom: high };
        Drawing::of(node_shape(level, node, rect, sheets, texts), rect, sheets)
    }

    /// A frame with a head around what a state holds.
    fn frame(&self, level: &str, node: &Node, notes: &[String], inner: Drawing, sheets: bool) -> Drawing {
        let room = inner.width.max(BOX_TEXT);
        let mut lines = Vec::new();
        for line in wrap(node.title.as_deref().unwrap_or_default(), TITLE, room, TITLE_ROWS) {
            lines.push((line, Style::Head));
        }
        let details: Vec<String> = node.details.iter().chain(notes).cloned().collect();
        if !details.is_empty() {
            lines.extend(
                wrap(&details.join(" · "), SMALL, room, DETAIL_ROWS)
                    .into_iter()
                    .map(|line| (line, Style::Small)),
            );
        }
        let head_width = lines.iter().map(|(line, style)| width(line, style.em())).max().unwrap_or(0);
        let head = lines.iter().map(|(_, style)| line_height(style.em())).sum::<i32>();
        let wide = inner.width.max(head_width) + 2 * FRAME;
        let top = PAD_Y + head + if head > 0 { 8 } else { 4 };
        let rect = Rect { left: 0, top: 0, right: wide, bottom: top + inner.height + FRAME };
        let texts = stack(&lines, (FRAME, PAD_Y), false);
        let mut drawing = Drawing::of(node_shape(level, node, rect, sheets, texts), rect, sheets);
        let left = if self.is_down() { (wide - inner.width) / 2 } else { FRAME };
        self.extend_ports(&mut drawing, &inner, rect, (left, top));
        drawing.put(inner, left, top);
        drawing
    }

    /// Lines that go out or come in run on to the frame.
    fn extend_ports(&self, drawing: &mut Drawing, inner: &Drawing, rect: Rect, (left, top): (i32, i32)) {
        for (&port, &(across, is_last)) in &inner.ports {
            let (x, y) = self.turn((across, 0));
            let points = match (self.is_down(), is_last) {
                (true, true) => [(x + left, top + inner.height), (x + left, rect.bottom)],
                (true, false) => [(x + left, 0), (x + left, top)],
                (false, true) => [(left + inner.width, y + top), (rect.right, y + top)],
                (false, false) => [(0, y + top), (left, y + top)],
            };
            drawing.shapes.push(Shape::Line { points: points.to_vec(), head: false, mark: None });
            let place = if self.is_down() { across + left } else { across + top };
            drawing.ports.insert(port, (place, is_last));
        }
    }

    /// Regions side by side; one below the other where the picture runs right or would get too wide.
    fn regions(&self, regions: &[Region], bound: Option<i32>) -> Drawing {
        let inner: Vec<Drawing> = regions.iter().map(|region| self.region(region, bound)).collect();
        let wide: i32 = inner.iter().map(|r| r.width).sum::<i32>() + 2 * FRAME * (inner.len() as i32 - 1);
        let beside = self.is_down() && bound.is_none_or(|bound| wide <= bound);
        let mut drawing = Drawing::default();
        let (most_wide, most_high) = (
            inner.iter().map(|r| r.width).max().unwrap_or(0),
            inner.iter().map(|r| r.height).max().unwrap_or(0),
        );
        let mut at = 0;
        for (index, region) in inner.into_iter().enumerate() {
            if index > 0 && beside {
                drawing.shapes.push(Shape::Dash { from: (at + FRAME, 0), to: (at + FRAME, most_high) });
                at += 2 * FRAME;
            } else if index > 0 {
                drawing.shapes.push(Shape::Dash { from: (0, at + FRAME), to: (most_wide, at + FRAME) });
                at += 2 * FRAME;
            }
            let size = if beside { region.width } else { region.height };
            match (beside, self.is_down()) {
                (true, _) => drawing.put(region, at, 0),
                (false, true) => {
                    let left = (most_wide - region.width) / 2;
                    drawing.put(region, left, at);
                }
                (false, false) => drawing.put(region, 0, at),
            }
            at += size;
        }
        (drawing.width, drawing.height) = if beside { (at, most_high) } else { (most_wide, at) };
        drawing
    }

    fn region(&self, region: &Region, bound: Option<i32>) -> Drawing {
        let inner = self.level(&region.name, &region.level, &BTreeSet::new(), bound);
        let Some(title) = &region.title else { return inner };
        let title = cut(title, TITLE, inner.width.max(BOX_TEXT));
        let (wide, head) = (width(&title, TITLE).max(inner.width), line_height(TITLE) + 6);
        let mut drawing = Drawing { width: wide, height: inner.height + head, ..Drawing::default() };
        let rect = Rect { left: 0, top: 0, right: wide, bottom: line_height(TITLE) };
        let texts = stack(&[(title, Style::Head)], (0, 0), false);
        drawing.shapes.push(Shape::Label { rect, texts, tip: None, level: region.name.clone() });
        drawing.put(inner, 0, head);
        drawing
    }
}

fn mark(level: &str, node: &Node, half: i32) -> Drawing {
    let rect = Rect { left: 0, top: 0, right: 2 * half, bottom: 2 * half };
    Drawing::of(node_shape(level, node, rect, false, Vec::new()), rect, false)
}

fn node_shape(level: &str, node: &Node, rect: Rect, sheets: bool, texts: Vec<Text>) -> Shape {
    let (name, level) = (node.name.clone(), level.to_owned());
    Shape::Node { name, look: node.look, rect, sheets, lit: node.lit, texts, level }
}
