//! Sizes and places: boxes from the inside out, each level laid out with its boxes as they have come out.

use std::collections::BTreeMap;

use super::layered::{self, Item, Link, Rank};
use super::measure::{SMALL, TITLE, cut, line_height, width, wrap};
use super::outline::{Inside, Level, Look, Node, Region};
use super::wires::Key;
use super::{Direction, Options};

/// Widest text of a box, of a line; and how many lines they may take.
const BOX_TEXT: i32 = 158;
const LINE_TEXT: i32 = 126;
const TITLE_LINES: usize = 3;
const LINE_LINES: usize = 4;
const DETAIL_LINES: usize = 3;
/// Between a box and its text.
const PAD_X: i32 = 12;
const PAD_Y: i32 = 9;
/// Between a frame and what it holds.
const FRAME: i32 = 14;
const BOX_LEAST: i32 = 96;
/// How far the sheets of a `for_each` stand out.
pub(super) const SHEETS: i32 = 6;
/// Radius or half width of marks.
pub(super) const START: i32 = 5;
pub(super) const END: i32 = 8;
pub(super) const FORK: i32 = 9;
pub(super) const HISTORY: i32 = 12;
/// A line from a state to itself.
const LOOP: i32 = 16;
/// Around the whole picture.
const MARGIN: i32 = 8;

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
    /// Where lines pass through its border, in and out: place along that side.
    ports: BTreeMap<Key, i32>,
}

/// The whole picture.
pub(super) fn picture(level: &Level, options: &Options<'_>) -> Drawing {
    let bound = options.width.map(|width| width - 2 * MARGIN);
    let inner = Arrange { options }.level("", level, bound);
    let mut drawing =
        Drawing { width: inner.width + 2 * MARGIN, height: inner.height + 2 * MARGIN, ..Drawing::default() };
    drawing.put(inner, MARGIN, MARGIN);
    drawing
}

struct Arrange<'a> {
    options: &'a Options<'a>,
}

impl Arrange<'_> {
    fn is_down(&self) -> bool {
        self.options.direction == Direction::Down
    }

    /// Turns a point of the layout into one of the picture, and back.
    fn turn(&self, (across, along): (i32, i32)) -> (i32, i32) {
        if self.is_down() { (across, along) } else { (along, across) }
    }

    fn level(&self, name: &str, level: &Level, bound: Option<i32>) -> Drawing {
        let nodes: Vec<Drawing> = level.nodes.iter().map(|node| self.node(name, node, bound)).collect();
        let mut items: Vec<Item> =
            level.nodes.iter().zip(&nodes).map(|(node, drawing)| self.item(node, drawing)).collect();
        let labels: Vec<Label> = level.lines.iter().map(|(_, _, wire)| Label::new(&wire.texts)).collect();
        let mut links = Vec::new();
        for (index, (from, to, wire)) in level.lines.iter().enumerate() {
            let label = labels[index].size().map(|size| self.beside_line(size));
            if from == to {
                items[*from].beside += LOOP + label.map_or(0, |(_, behind, _)| behind) + 4;
                continue;
            }
            let at = |node: usize, port: Key| Some(nodes[node].ports.get(&port)? - items[node].left);
            let from_at = wire.from_port.and_then(|port| at(*from, Key::Out(port)));
            let to_at = wire.to_port.and_then(|port| at(*to, Key::In(port)));
            links.push((index, Link { from: *from, to: *to, label, from_at, to_at }));
        }
        let (numbers, links): (Vec<usize>, Vec<Link>) = links.into_iter().unzip();
        let layout = layered::layout(&items, &links, bound);
        let (width, height) = self.turn((layout.across, layout.along));
        let mut drawing = Drawing { width, height, ..Drawing::default() };
        for (number, line) in numbers.iter().zip(&layout.lines) {
            let head = !matches!(level.lines[*number].2.to, Key::Out(_));
            drawing.shapes.push(Shape::Line { points: line.iter().map(|&p| self.turn(p)).collect(), head });
        }
        for (number, place) in numbers.iter().zip(&layout.labels) {
            if let Some(place) = place {
                drawing.shapes.push(self.label(name, &labels[*number], self.turn(*place)));
            }
        }
        for (index, (from, to, _)) in level.lines.iter().enumerate().filter(|(_, (from, to, _))| from == to) {
            debug_assert_eq!(from, to);
            self.self_line(&mut drawing, name, &items[*from], layout.items[*from], &labels[index]);
        }
        for ((node, inner), (item, &place)) in
            level.nodes.iter().zip(nodes).zip(items.iter().zip(&layout.items))
        {
            if matches!(node.key, Key::In(_) | Key::Out(_)) {
                drawing.ports.insert(node.key, place.0);
            }
            let (x, y) = self.turn((place.0 - item.left, place.1));
            drawing.put(inner, x, y);
        }
        drawing
    }

    fn item(&self, node: &Node, drawing: &Drawing) -> Item {
        let sheets = if matches!(node.inside, Inside::Each(_)) { SHEETS } else { 0 };
        let (across, along) = self.turn((drawing.width, drawing.height));
        let left = (across - sheets) / 2;
        let rank = match node.key {
            Key::Start | Key::In(_) => Rank::First,
            Key::State(_) => Rank::Free,
            Key::Out(_) => Rank::Last,
        };
        let point = matches!(node.look, Look::Start | Look::Port | Look::Fork | Look::History(_))
            || (node.look == Look::End && node.title.is_none());
        Item { left, right: across - left, along, beside: 0, rank, point }
    }

    /// Room for a text beside its line: behind it when the line runs down, before it when it runs right.
    fn beside_line(&self, (width, height): (i32, i32)) -> (i32, i32, i32) {
        if self.is_down() { (2, width + 7, height + 2) } else { (height + 4, 2, width + 14) }
    }

    fn label(&self, level: &str, label: &Label, (x, y): (i32, i32)) -> Shape {
        let (width, height) = label.size().unwrap_or((0, 0));
        let (left, top) = if self.is_down() { (x + 6, y + 1) } else { (x + 7, y - height - 3) };
        label.shape(level, Rect { left, top, right: left + width, bottom: top + height })
    }

    /// A line from a box to itself, at the side where no others end.
    fn self_line(
        &self,
        drawing: &mut Drawing,
        level: &str,
        item: &Item,
        (anchor, begin): (i32, i32),
        label: &Label,
    ) {
        let side = anchor + item.right;
        let (first, last) = (begin + item.along / 3, begin + item.along * 2 / 3);
        let points = [(side, first), (side + LOOP - 4, first), (side + LOOP - 4, last), (side, last)];
        drawing.shapes.push(Shape::Line { points: points.map(|p| self.turn(p)).to_vec(), head: true });
        if let Some((width, height)) = label.size() {
            let (x, y) = self.turn((side + LOOP, begin + item.along / 2));
            let (left, top) = if self.is_down() { (x + 2, y - height / 2) } else { (x - width / 2, y + 1) };
            let rect = Rect { left, top, right: left + width, bottom: top + height };
            drawing.shapes.push(label.shape(level, rect));
        }
    }

    fn node(&self, level: &str, node: &Node, bound: Option<i32>) -> Drawing {
        let inner_bound = bound.map(|bound| bound - 2 * FRAME);
        match (&node.inside, node.look) {
            (Inside::Level(inside), _) => {
                self.frame(level, node, self.level(&node.name, inside, inner_bound), false)
            }
            (Inside::Each(Some(inside)), _) => {
                self.frame(level, node, self.level(&node.name, inside, inner_bound.map(|b| b - SHEETS)), true)
            }
            (Inside::Regions(regions), _) => {
                self.frame(level, node, self.regions(regions, inner_bound), false)
            }
            (Inside::Each(None), _) => self.text_box(level, node, true),
            (Inside::Nothing, Look::Start) => mark(level, node, START),
            (Inside::Nothing, Look::Fork) => mark(level, node, FORK),
            (Inside::Nothing, Look::History(_)) => mark(level, node, HISTORY),
            (Inside::Nothing, Look::Port) => Drawing::default(),
            (Inside::Nothing, Look::End) if node.title.is_none() => mark(level, node, END),
            (Inside::Nothing, _) => self.text_box(level, node, false),
        }
    }

    fn text_box(&self, level: &str, node: &Node, sheets: bool) -> Drawing {
        let mut lines = Vec::new();
        let title = node.title.as_deref().unwrap_or_default();
        lines.extend(wrap(title, TITLE, BOX_TEXT, TITLE_LINES).into_iter().map(|line| (line, Style::Title)));
        for detail in &node.details {
            lines.extend(wrap(detail, SMALL, BOX_TEXT, DETAIL_LINES).into_iter().map(|line| (line, Style::Small)));
        }
        let text_width = lines.iter().map(|(line, style)| width(line, style.em())).max().unwrap_or(0);
        let wide = (text_width + 2 * PAD_X).max(BOX_LEAST);
        let high = lines.iter().map(|(_, style)| line_height(style.em())).sum::<i32>() + 2 * PAD_Y;
        let texts = stack(&lines, (wide / 2, PAD_Y), true);
        let rect = Rect { left: 0, top: 0, right: wide, bottom: high };
        Drawing::of(node_shape(level, node, rect, sheets, texts), rect, sheets)
    }

    /// A frame with a head around what a state holds.
    fn frame(&self, level: &str, node: &Node, inner: Drawing, sheets: bool) -> Drawing {
        let room = inner.width.max(BOX_TEXT);
        let mut lines = Vec::new();
        for line in wrap(node.title.as_deref().unwrap_or_default(), TITLE, room, TITLE_LINES) {
            lines.push((line, Style::Head));
        }
        if !node.details.is_empty() {
            lines.extend(
                wrap(&node.details.join(" · "), SMALL, room, 2).into_iter().map(|line| (line, Style::Small)),
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
        for (&port, &across) in &inner.ports {
            let goes_out = matches!(port, Key::Out(_));
            let (x, y) = self.turn((across, 0));
            let points = match (self.is_down(), goes_out) {
                (true, true) => [(x + left, top + inner.height), (x + left, rect.bottom)],
                (true, false) => [(x + left, 0), (x + left, top)],
                (false, true) => [(left + inner.width, y + top), (rect.right, y + top)],
                (false, false) => [(0, y + top), (left, y + top)],
            };
            drawing.shapes.push(Shape::Line { points: points.to_vec(), head: false });
            drawing.ports.insert(port, if self.is_down() { across + left } else { across + top });
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
        let inner = self.level(&region.name, &region.level, bound);
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

/// Texts beside one line.
struct Label {
    lines: Vec<String>,
    tip: Option<String>,
}

impl Label {
    fn new(texts: &[String]) -> Label {
        let mut lines = Vec::new();
        let mut is_cut = false;
        for text in texts {
            let marked = if texts.len() > 1 { format!("· {text}") } else { text.clone() };
            let wrapped = wrap(&marked, SMALL, LINE_TEXT, LINE_LINES);
            is_cut |= wrapped.last().is_some_and(|line| line.ends_with('…')) && !text.ends_with('…');
            lines.extend(wrapped);
        }
        Label { lines, tip: is_cut.then(|| texts.join("\n")) }
    }

    fn size(&self) -> Option<(i32, i32)> {
        let wide = self.lines.iter().map(|line| width(line, SMALL)).max()?;
        Some((wide, self.lines.len() as i32 * line_height(SMALL)))
    }

    fn shape(&self, level: &str, rect: Rect) -> Shape {
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
fn stack(lines: &[(String, Style)], (x, mut y): (i32, i32), middle: bool) -> Vec<Text> {
    let mut texts = Vec::new();
    for (text, style) in lines {
        y += line_height(style.em());
        texts.push(Text { at: (x, y - 5), text: text.clone(), style: *style, middle });
    }
    texts
}

fn mark(level: &str, node: &Node, half: i32) -> Drawing {
    let rect = Rect { left: 0, top: 0, right: 2 * half, bottom: 2 * half };
    Drawing::of(node_shape(level, node, rect, false, Vec::new()), rect, false)
}

fn node_shape(level: &str, node: &Node, rect: Rect, sheets: bool, texts: Vec<Text>) -> Shape {
    let (name, level) = (node.name.clone(), level.to_owned());
    Shape::Node { name, look: node.look, rect, sheets, lit: node.lit, texts, level }
}

impl Drawing {
    fn of(shape: Shape, rect: Rect, sheets: bool) -> Drawing {
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

    /// Adds another drawing with its corner at (x, y).
    fn put(&mut self, other: Drawing, x: i32, y: i32) {
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
