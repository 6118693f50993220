//! Places: levels from the inside out, each laid out with its boxes as they have come out.

use std::collections::{BTreeMap, BTreeSet};

use super::layered::{self, Item, Link, Rank};
use super::outline::{Inside, Level, Look, Node};
use super::shape::{Drawing, Label, Rect, SHEETS, Shape};
use super::wires::Key;
use super::{Direction, Options};

/// A line from a state to itself.
const LOOP: i32 = 16;
/// Around the whole picture.
const MARGIN: i32 = 8;

/// The whole picture.
pub(super) fn picture(level: &Level, options: &Options<'_>) -> Drawing {
    let bound = options.width.map(|width| width - 2 * MARGIN);
    let inner = Arrange { options }.level("", level, &BTreeSet::new(), bound);
    let mut drawing =
        Drawing { width: inner.width + 2 * MARGIN, height: inner.height + 2 * MARGIN, ..Drawing::default() };
    drawing.put(inner, MARGIN, MARGIN);
    drawing
}

/// Arranges levels and what they hold; boxes and frames are in `frames`.
pub(super) struct Arrange<'a> {
    options: &'a Options<'a>,
}

impl Arrange<'_> {
    pub fn is_down(&self) -> bool {
        self.options.direction == Direction::Down
    }

    /// Turns a point of the layout into one of the picture, and back.
    pub fn turn(&self, (across, along): (i32, i32)) -> (i32, i32) {
        if self.is_down() { (across, along) } else { (along, across) }
    }

    /// The inside of a state. `turned`: lines that come in where others go out, or go out where others come in.
    pub fn level(&self, name: &str, level: &Level, turned: &BTreeSet<Key>, bound: Option<i32>) -> Drawing {
        let ranks: Vec<Rank> = level.nodes.iter().map(|node| rank(node.key, turned)).collect();
        let ends: Vec<(usize, usize)> = level.lines.iter().map(|&(from, to, _)| (from, to)).collect();
        let backward = layered::backward(&ranks, &ends);
        let turned = turned_inside(level, &backward);
        let nothing = BTreeSet::new();
        let draw = |index: usize, notes: &[String]| {
            let turned = turned.get(&index).unwrap_or(&nothing);
            self.node(name, &level.nodes[index], &Given { notes, turned, bound })
        };
        let mut nodes: Vec<Drawing> = (0..level.nodes.len()).map(|index| draw(index, &[])).collect();
        let labels: Vec<Label> = level.lines.iter().map(|(_, _, wire)| Label::new(&wire.texts)).collect();
        let given = (&*ranks, &*backward, &*labels);
        let (mut items, mut links) = self.items_and_links(level, given, &nodes);
        let omitted: Vec<usize> = {
            let plain: Vec<Link> = links.iter().map(|(_, link)| link.clone()).collect();
            layered::too_long(&items, &plain, bound).into_iter().map(|index| links[index].0).collect()
        };
        if !omitted.is_empty() {
            for (from, notes) in notes(level, &omitted) {
                nodes[from] = draw(from, &notes);
            }
            (items, links) = self.items_and_links(level, given, &nodes);
            links.retain(|(index, _)| !omitted.contains(index));
        }
        let (numbers, links): (Vec<usize>, Vec<Link>) = links.into_iter().unzip();
        let layout = layered::layout(&items, &links, bound);
        let (width, height) = self.turn((layout.across, layout.along));
        let mut drawing = Drawing { width, height, ..Drawing::default() };
        for (number, line) in numbers.iter().zip(&layout.lines) {
            let wire = &level.lines[*number].2;
            // The arrow is where the line ends, not where it passes a border.
            let head = wire.to_port.is_none() && !matches!(wire.to, Key::Out(_));
            let points = line.iter().map(|&p| self.turn(p)).collect();
            drawing.shapes.push(Shape::Line { points, head, mark: wire.mark });
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
                drawing.ports.insert(node.key, (place.0, item.rank == Rank::Last));
            }
            let (x, y) = self.turn((place.0 - item.left, place.1));
            drawing.put(inner, x, y);
        }
        drawing
    }

    /// What the layout is given: an item a node, a link a line between two, with the line's index.
    fn items_and_links(
        &self,
        level: &Level,
        (ranks, backward, labels): (&[Rank], &[bool], &[Label]),
        nodes: &[Drawing],
    ) -> (Vec<Item>, Vec<(usize, Link)>) {
        let parts = level.nodes.iter().zip(nodes).zip(ranks);
        let mut items: Vec<Item> =
            parts.map(|((node, drawing), &rank)| self.item(node, drawing, rank)).collect();
        let mut links = Vec::new();
        for (index, (from, to, wire)) in level.lines.iter().enumerate() {
            let label = labels[index].size().map(|size| self.beside_line(size));
            if from == to {
                let text = labels[index].size().map_or(0, |size| self.turn(size).0);
                items[*from].beside += LOOP + text + 4;
                continue;
            }
            let at = |node: usize, port: Key| Some(nodes[node].ports.get(&port)?.0 - items[node].left);
            let from_at = wire.from_port.and_then(|port| at(*from, Key::Out(port)));
            let to_at = wire.to_port.and_then(|port| at(*to, Key::In(port)));
            links.push((
                index,
                Link { from: *from, to: *to, backward: backward[index], label, from_at, to_at },
            ));
        }
        (items, links)
    }

    fn item(&self, node: &Node, drawing: &Drawing, rank: Rank) -> Item {
        let sheets = if matches!(node.inside, Inside::Each(_)) { SHEETS } else { 0 };
        let (across, along) = self.turn((drawing.width, drawing.height));
        let left = (across - sheets) / 2;
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
        drawing.shapes.push(Shape::Line {
            points: points.map(|p| self.turn(p)).to_vec(),
            head: true,
            mark: None,
        });
        if let Some((width, height)) = label.size() {
            let (x, y) = self.turn((side + LOOP, begin + item.along / 2));
            let (left, top) = if self.is_down() { (x + 2, y - height / 2) } else { (x - width / 2, y + 1) };
            let rect = Rect { left, top, right: left + width, bottom: top + height };
            drawing.shapes.push(label.shape(level, rect));
        }
    }
}

/// What a node is drawn with.
pub(super) struct Given<'a> {
    /// Lines that are told in words.
    pub notes: &'a [String],
    /// Ports at the other side than usual.
    pub turned: &'a BTreeSet<Key>,
    pub bound: Option<i32>,
}

fn rank(key: Key, turned: &BTreeSet<Key>) -> Rank {
    match (key, turned.contains(&key)) {
        (Key::Start, _) | (Key::In(_), false) | (Key::Out(_), true) => Rank::First,
        (Key::State(_), _) => Rank::Free,
        (Key::Out(_), false) | (Key::In(_), true) => Rank::Last,
    }
}

/// A line that runs backwards comes in at the far side of its target and goes out at the near side of its source: the
/// ports that are turned, for each node.
fn turned_inside(level: &Level, backward: &[bool]) -> BTreeMap<usize, BTreeSet<Key>> {
    let mut turned: BTreeMap<usize, BTreeSet<Key>> = BTreeMap::new();
    for ((from, to, wire), _) in level.lines.iter().zip(backward).filter(|(_, backward)| **backward) {
        turned.entry(*from).or_default().extend(wire.from_port.map(Key::Out));
        turned.entry(*to).or_default().extend(wire.to_port.map(Key::In));
    }
    turned
}

/// Lines that are not drawn, told in words: for each node where they go.
fn notes(level: &Level, omitted: &[usize]) -> BTreeMap<usize, Vec<String>> {
    let mut notes: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for &index in omitted {
        let (from, to, wire) = &level.lines[index];
        let target = level.nodes[*to].title.as_ref().unwrap_or(&level.nodes[*to].name);
        let note = format!("{} → {target}", wire.texts.join(" / ")).trim().to_owned();
        notes.entry(*from).or_default().push(note);
    }
    notes
}
