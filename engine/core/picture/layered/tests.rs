//! The layered drawing keeps its promises for any graph: nothing overlaps, every line ends where it should.

use proptest::prelude::*;

use super::{Item, Layout, Link, Rank, backward};

fn item(left: i32, right: i32, along: i32) -> Item {
    Item { left, right, along, beside: 0, rank: Rank::Free, point: false }
}

fn link(from: usize, to: usize) -> Link {
    Link { from, to, ..Link::default() }
}

/// Lays out after finding out which links run backwards.
fn layout(items: &[Item], links: &[Link], bound: Option<i32>) -> Layout {
    let ranks: Vec<Rank> = items.iter().map(|item| item.rank).collect();
    let ends: Vec<(usize, usize)> = links.iter().map(|link| (link.from, link.to)).collect();
    let links = links.iter().zip(backward(&ranks, &ends));
    let links: Vec<Link> = links.map(|(link, backward)| Link { backward, ..link.clone() }).collect();
    super::layout(items, &links, bound)
}

type Rect = (i32, i32, i32, i32);

fn rects(items: &[Item], links: &[Link], layout: &Layout) -> Vec<Rect> {
    let boxes = items
        .iter()
        .zip(&layout.items)
        .map(|(item, &(x, y))| (x - item.left, y, x + item.right, y + item.along));
    let labels = links.iter().zip(&layout.labels).filter_map(|(link, place)| {
        let ((before, behind, along), (x, y)) = (link.label?, (*place)?);
        Some((x - before, y, x + behind, y + along))
    });
    boxes.chain(labels).collect()
}

fn overlap(a: Rect, b: Rect) -> bool {
    a.0 < b.2 && b.0 < a.2 && a.1 < b.3 && b.1 < a.3
}

fn check(items: &[Item], links: &[Link], bound: Option<i32>) {
    let layout = layout(items, links, bound);
    let rects = rects(items, links, &layout);
    for (index, &a) in rects.iter().enumerate() {
        assert!(a.0 >= 0 && a.2 <= layout.across && a.1 >= 0 && a.3 <= layout.along, "{a:?} lies outside");
        for &b in &rects[index + 1..] {
            assert!(!overlap(a, b), "{a:?} and {b:?} overlap");
        }
    }
    for (link, line) in links.iter().zip(&layout.lines) {
        ends(&items[link.from], layout.items[link.from], line[0]);
        ends(&items[link.to], layout.items[link.to], line[line.len() - 1]);
        for pair in line.windows(2) {
            let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
            assert!(x0 == x1 || y0 == y1, "a line runs askew: {line:?}");
            for (index, &(left, top, right, bottom)) in rects[..items.len()].iter().enumerate() {
                let inside =
                    x0.max(x1) > left && x0.min(x1) < right && y0.max(y1) > top && y0.min(y1) < bottom;
                assert!(!inside, "the line {line:?} runs through item {index}");
            }
        }
    }
}

fn ends(item: &Item, (x, y): (i32, i32), end: (i32, i32)) {
    assert!(x - item.left <= end.0 && end.0 <= x + item.right, "an end beside its box");
    assert!(end.1 == y || end.1 == y + item.along, "an end not at its box");
}

#[test]
fn a_chain_is_one_straight_line() {
    let items = vec![item(40, 40, 30), item(60, 60, 30), item(20, 20, 30)];
    let layout = layout(&items, &[link(0, 1), link(1, 2)], None);
    assert_eq!(layout.lines.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2]);
    let xs: Vec<i32> = layout.items.iter().map(|&(x, _)| x).collect();
    assert_eq!(xs, [60, 60, 60]);
}

#[test]
fn a_bound_puts_branches_one_below_the_other() {
    let items = vec![item(50, 50, 20); 4];
    let links = [link(0, 1), link(0, 2), link(0, 3)];
    let wide = layout(&items, &links, None);
    let narrow = layout(&items, &links, Some(150));
    assert_eq!(wide.items[1].1, wide.items[3].1);
    assert!(narrow.items[1].1 < narrow.items[2].1 && narrow.items[2].1 < narrow.items[3].1);
    assert!(narrow.across < wide.across);
}

#[test]
fn a_line_back_arrives_at_its_target() {
    let items = vec![item(50, 50, 20); 3];
    let links = [link(0, 1), link(1, 2), Link { label: Some((4, 60, 16)), ..link(2, 0) }];
    check(&items, &links, None);
    let layout = layout(&items, &links, None);
    assert_eq!(layout.lines[2].last().unwrap().1, 20, "it arrives at the lower side of the first box");
}

#[test]
fn fixed_ends_are_kept() {
    let items = vec![item(80, 80, 20), item(20, 20, 20)];
    let layout = layout(&items, &[Link { from_at: Some(-70), ..link(0, 1) }], None);
    assert_eq!(layout.lines[0][0].0, layout.items[0].0 - 70);
}

fn graph() -> impl Strategy<Value = (Vec<Item>, Vec<Link>, Option<i32>)> {
    let items = prop::collection::vec((10..90, 10..90, 10..120, any::<bool>()), 1..12);
    let links = prop::collection::vec(
        (any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<bool>()),
        0..20,
    );
    (items, links, prop::option::of(100..400), any::<bool>()).prop_map(|(items, links, bound, bordered)| {
        let count = items.len();
        let items: Vec<Item> = items
            .into_iter()
            .enumerate()
            .map(|(index, (left, right, along, point))| {
                let rank = match index {
                    0 if bordered => Rank::First,
                    1 if bordered => Rank::Last,
                    _ => Rank::Free,
                };
                Item { point, rank, ..item(left, right, along) }
            })
            .collect();
        let links = links.into_iter().filter_map(|(from, to, text)| {
            let (from, to) = (from.index(count), to.index(count));
            (from != to).then(|| Link { label: text.then_some((4, 70, 16)), ..link(from, to) })
        });
        let links = links.collect();
        (items, links, bound)
    })
}

proptest! {
    #[test]
    fn any_graph_is_drawn_without_overlaps((items, links, bound) in graph()) {
        check(&items, &links, bound);
    }

    #[test]
    fn the_same_graph_gives_the_same_drawing((items, links, bound) in graph()) {
        prop_assert_eq!(layout(&items, &links, bound), layout(&items, &links, bound));
    }
}
