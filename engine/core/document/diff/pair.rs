//! Parts of two trees that belong together.

use crate::text::yaml::{Kind, Node};

/// The same part in both trees; at least one is there.
#[derive(Clone, Copy)]
pub(super) struct Pair<'n> {
    pub old: Option<&'n Node>,
    pub new: Option<&'n Node>,
}

impl<'n> Pair<'n> {
    /// The newer one, else the older.
    pub fn any(self) -> Option<&'n Node> {
        self.new.or(self.old)
    }

    /// The value of a key on both sides. Where a part is no map, it stands for its key `short`.
    pub fn key(self, key: &str, short: Option<&str>) -> Pair<'n> {
        let get = |node: &'n Node| match &node.kind {
            Kind::Map(_) => node.get(key),
            _ => (short == Some(key)).then_some(node),
        };
        Pair { old: self.old.and_then(get), new: self.new.and_then(get) }
    }

    pub fn is_same(self) -> bool {
        match (self.old, self.new) {
            (Some(old), Some(new)) => same(old, new),
            (old, new) => old.is_none() && new.is_none(),
        }
    }
}

/// Whether two parts say the same, wherever they are written.
pub(super) fn same(old: &Node, new: &Node) -> bool {
    match (&old.kind, &new.kind) {
        (Kind::Scalar { text: a, .. }, Kind::Scalar { text: b, .. }) => {
            a == b && old.is_empty() == new.is_empty()
        }
        (Kind::List(a), Kind::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Kind::Map(a), Kind::Map(b)) => {
            a.len() == b.len()
                && a.iter().zip(b).all(|((key, a), (other, b))| key.name == other.name && same(a, b))
        }
        _ => false,
    }
}

/// Pairs the things of two lists: first those that are equal, then those that agree in the first of `ids` that finds
/// them a partner. Gives the pairs in the order of the newer list, those that are gone behind what they followed.
pub(super) fn align<'n, T>(
    old: &'n [T],
    new: &'n [T],
    equal: impl Fn(&T, &T) -> bool,
    ids: &[&dyn Fn(&T) -> Option<String>],
) -> Vec<(Option<&'n T>, Option<&'n T>)> {
    let mut partner: Vec<Option<usize>> = vec![None; new.len()];
    let mut taken = vec![false; old.len()];
    let mut pair = |agree: &dyn Fn(&T, &T) -> bool| {
        for (index, item) in new.iter().enumerate() {
            if partner[index].is_some() {
                continue;
            }
            if let Some(found) = (0..old.len()).find(|&at| !taken[at] && agree(&old[at], item)) {
                taken[found] = true;
                partner[index] = Some(found);
            }
        }
    };
    pair(&equal);
    for id in ids {
        pair(&|a, b| id(b).is_some_and(|b| id(a).as_ref() == Some(&b)));
    }
    let mut pairs = Vec::new();
    let gone = |from: usize| (from..old.len()).take_while(|&at| !taken[at]).map(|at| (Some(&old[at]), None));
    pairs.extend(gone(0));
    for (index, item) in new.iter().enumerate() {
        pairs.push((partner[index].map(|at| &old[at]), Some(item)));
        pairs.extend(partner[index].into_iter().flat_map(|at| gone(at + 1)));
    }
    pairs
}
