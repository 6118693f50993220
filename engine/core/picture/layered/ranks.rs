//! Which lines run backwards, and in which rank each item stands.

use super::{Item, Link, Rank};

/// Room between two items of one rank.
pub(super) const ITEM_GAP: i32 = 24;

/// For each link, whether it closes a circle: it then runs from a later rank to an earlier one. Items are walked
/// in their order, so what the document writes first comes first.
pub(super) fn backward(items: &[Item], links: &[Link]) -> Vec<bool> {
    let mut walk = Walk {
        links,
        out: vec![Vec::new(); items.len()],
        seen: vec![Seen::No; items.len()],
        backward: vec![false; links.len()],
    };
    for (index, link) in links.iter().enumerate() {
        walk.out[link.from].push(index);
    }
    let first = |rank: Rank| (0..items.len()).filter(move |&i| items[i].rank == rank);
    for item in first(Rank::First).chain(first(Rank::Free)).chain(first(Rank::Last)) {
        walk.visit(item);
    }
    walk.backward
}

#[derive(Clone, Copy, PartialEq)]
enum Seen {
    No,
    Open,
    Done,
}

struct Walk<'a> {
    links: &'a [Link],
    out: Vec<Vec<usize>>,
    seen: Vec<Seen>,
    backward: Vec<bool>,
}

impl Walk<'_> {
    /// Depth first. The depth is at most the number of states, which a limit bounds.
    fn visit(&mut self, item: usize) {
        if self.seen[item] != Seen::No {
            return;
        }
        self.seen[item] = Seen::Open;
        for link in self.out[item].clone() {
            let to = self.links[link].to;
            self.backward[link] = self.seen[to] == Seen::Open;
            self.visit(to);
        }
        self.seen[item] = Seen::Done;
    }
}

/// The rank of each item: as early as its lines allow, and no rank wider than `bound`.
pub(super) fn assign(items: &[Item], links: &[Link], backward: &[bool], bound: Option<i32>) -> Vec<usize> {
    let mut rank: Vec<Option<usize>> =
        items.iter().map(|item| (item.rank == Rank::First).then_some(0)).collect();
    let mut before: Vec<Vec<usize>> = vec![Vec::new(); items.len()];
    for (link, backward) in links.iter().zip(backward) {
        let (upper, lower) = if *backward { (link.to, link.from) } else { (link.from, link.to) };
        before[lower].push(upper);
    }
    let mut current = usize::from(rank.contains(&Some(0)));
    loop {
        let waiting: Vec<usize> =
            (0..items.len()).filter(|&i| items[i].rank == Rank::Free && rank[i].is_none()).collect();
        if waiting.is_empty() {
            break;
        }
        let ready = |i: &usize| before[*i].iter().all(|&b| b == *i || rank[b].is_some_and(|r| r < current));
        let mut ready: Vec<usize> = waiting.iter().copied().filter(ready).collect();
        if ready.is_empty() {
            // A line from a last item back into the middle: nothing to wait for.
            ready.push(waiting[0]);
        }
        let mut used = 0;
        for item in ready {
            let width = items[item].left + items[item].right + items[item].beside;
            if used > 0 && bound.is_some_and(|bound| used + ITEM_GAP + width > bound) {
                continue;
            }
            used += if used > 0 { ITEM_GAP } else { 0 } + width;
            rank[item] = Some(current);
        }
        current += 1;
    }
    rank.into_iter().map(|rank| rank.unwrap_or(current)).collect()
}
