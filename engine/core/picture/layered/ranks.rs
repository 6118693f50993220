//! Which lines run backwards, and in which rank each item stands.

use super::{Item, Link, Rank};

/// Room between two items of one rank.
pub(super) const ITEM_GAP: i32 = 24;

/// For each line (from, to), whether it runs from a later rank to an earlier one: it closes a circle, or leads from
/// what stands last or to what stands first. Items are walked in their order, so what the document writes first comes
/// first.
pub(crate) fn backward(ranks: &[Rank], ends: &[(usize, usize)]) -> Vec<bool> {
    let against = |&(from, to): &(usize, usize)| ranks[from] == Rank::Last || ranks[to] == Rank::First;
    let mut walk = Walk {
        ends,
        out: vec![Vec::new(); ranks.len()],
        seen: vec![Seen::No; ranks.len()],
        backward: ends.iter().map(against).collect(),
    };
    for (index, &(from, _)) in ends.iter().enumerate().filter(|(_, ends)| !against(ends)) {
        walk.out[from].push(index);
    }
    let of = |rank: Rank| (0..ranks.len()).filter(move |&i| ranks[i] == rank);
    for item in of(Rank::First).chain(of(Rank::Free)).chain(of(Rank::Last)) {
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
    ends: &'a [(usize, usize)],
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
            let (_, to) = self.ends[link];
            self.backward[link] = self.seen[to] == Seen::Open;
            self.visit(to);
        }
        self.seen[item] = Seen::Done;
    }
}

/// The rank of each item: as early as its lines allow, and no rank wider than `bound`.
pub(super) fn assign(items: &[Item], links: &[Link], bound: Option<i32>) -> Vec<usize> {
    let mut rank: Vec<Option<usize>> =
        items.iter().map(|item| (item.rank == Rank::First).then_some(0)).collect();
    let mut before: Vec<Vec<usize>> = vec![Vec::new(); items.len()];
    for link in links {
        let (upper, lower) = if link.backward { (link.to, link.from) } else { (link.from, link.to) };
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
