//! Walks the two trees of a document together and writes down where they part.

use super::chart::Renamed;
use super::pair::{Pair, align, same};
use super::rules::{Entry, Rule};
use super::side::{self, Side};
use super::tell::{Tell, name, tell, whole};
use super::{Difference, How, Part, Said, fallback};
use crate::document::DocumentId;
use crate::text::Span;
use crate::text::yaml::{Key, Kind, Node};

/// One line range on each side.
pub(super) type Lines = (Option<(u32, u32)>, Option<(u32, u32)>);

pub(super) struct Walk<'a> {
    pub id: &'a DocumentId,
    pub old: &'a Side<'a>,
    pub new: &'a Side<'a>,
    pub place: Vec<Said>,
    pub state: Option<String>,
    clause: Option<String>,
    name: Option<String>,
    pub found: Vec<Difference>,
    /// Lines that differ and need no difference of their own: they follow from one that is told.
    pub told: Vec<Lines>,
    /// States that have another name now.
    pub renamed: Renamed,
}

/// What a difference is about, before it is written down.
pub(super) struct Change<'n> {
    pub how: How,
    pub what: &'n str,
    pub old: Option<Said>,
    pub new: Option<Said>,
    pub notes: Vec<Part>,
}

impl<'n> Change<'n> {
    pub fn new(how: How, what: &'n str) -> Change<'n> {
        Change { how, what, old: None, new: None, notes: Vec::new() }
    }
}

impl<'a> Walk<'a> {
    pub fn new(id: &'a DocumentId, old: &'a Side<'a>, new: &'a Side<'a>) -> Walk<'a> {
        let (place, found, told) = (Vec::new(), Vec::new(), Vec::new());
        Walk {
            id,
            old,
            new,
            place,
            state: None,
            clause: None,
            name: None,
            found,
            told,
            renamed: Renamed::new(),
        }
    }

    /// A document that is new or becomes obsolete: its title says enough.
    pub fn whole_document(&mut self, how: How) {
        let side = if how == How::Removed { self.old } else { self.new };
        let title = side.tree.as_ref().and_then(side::title_of);
        let chapter =
            self.id.kind().chapter_lang().and_then(|lang| side.library.chapter(lang, self.id.name()));
        let title = title.or_else(|| chapter.map(|chapter| chapter.title.clone()));
        let said = title.map_or_else(|| Said::Text(self.id.as_str().to_owned()), Said::Title);
        self.add(Change { new: Some(said), ..Change::new(how, "document") }, (None, None));
    }

    /// A YAML document by its rule.
    pub fn document(&mut self, rule: &Rule) {
        let pair = Pair { old: self.old.tree.as_ref(), new: self.new.tree.as_ref() };
        if pair.old.is_some() && pair.new.is_some() {
            self.compare("document", rule, pair);
        }
    }

    /// Everything that a new document says, as if an empty one had been there.
    pub fn all_of(&mut self, rule: &Rule) {
        let empty = Node { span: Span::default(), kind: Kind::Map(Vec::new()) };
        self.compare("document", rule, Pair { old: Some(&empty), new: self.new.tree.as_ref() });
    }

    /// What was found, and whatever the rules did not see.
    pub fn finish(mut self) -> Vec<Difference> {
        fallback::add(&mut self);
        self.found
    }

    pub fn add(&mut self, change: Change<'_>, (old_lines, new_lines): Lines) {
        self.found.push(Difference {
            document: self.id.clone(),
            how: change.how,
            what: change.what.to_owned(),
            place: self.place.clone(),
            old: change.old,
            new: change.new,
            notes: change.notes,
            clause: self.clause.clone(),
            name: self.name.clone(),
            state: self.state.clone(),
            old_lines,
            new_lines,
        });
    }

    /// The name in the file of the innermost thing that has one.
    pub fn thing_name(&self) -> Option<String> {
        self.name.clone()
    }

    pub fn lines(&self, pair: Pair<'_>) -> Lines {
        let old = pair.old.and_then(|node| self.old.lines(node.span));
        (old, pair.new.and_then(|node| self.new.lines(node.span)))
    }

    /// Goes into a part with its place, its clause, and back out.
    pub fn inside(&mut self, place: Option<Said>, pair: Pair<'_>, go: impl FnOnce(&mut Self)) {
        let clause = pair.key("clause", None).any().and_then(Node::as_text).map(str::to_owned);
        let before = self.clause.clone();
        self.clause = clause.or(before.clone());
        let depth = self.place.len();
        self.place.extend(place);
        go(self);
        self.place.truncate(depth);
        self.clause = before;
    }

    /// Compares a part by its rule; `what` it is.
    pub fn compare(&mut self, what: &str, rule: &Rule, pair: Pair<'_>) {
        if pair.is_same() {
            return;
        }
        let (Some(old), Some(new)) = (pair.old, pair.new) else {
            return self.one_sided(what, rule, pair);
        };
        match rule {
            Rule::Keys { short: None, .. } if !(is_map(old) && is_map(new)) => self.changed(what, rule, pair),
            Rule::Keys { short, entries } => self.inside(None, pair, |walk| walk.keys(*short, entries, pair)),
            Rule::Each { what, rule, ordered } => match (&old.kind, &new.kind) {
                (Kind::Map(old), Kind::Map(new)) => self.each(what, rule, *ordered, old, new),
                _ => self.changed(what, rule, pair),
            },
            Rule::Items { what, rule, by } => self.items(what, rule, by, old, new),
            Rule::Own(compare) => compare(self, pair),
            Rule::Lines => self.add(Change::new(How::Changed, what), self.lines(pair)),
            Rule::Whole(_) => self.changed(what, rule, pair),
        }
    }

    /// A part that only one side has.
    fn one_sided(&mut self, what: &str, rule: &Rule, pair: Pair<'_>) {
        match rule {
            Rule::Each { what, rule, .. } => {
                let empty: &[(Key, Node)] = &[];
                let entries = |node: Option<&Node>| match node.map(|node| &node.kind) {
                    Some(Kind::Map(entries)) => entries.clone(),
                    _ => empty.to_vec(),
                };
                self.each(what, rule, false, &entries(pair.old), &entries(pair.new));
            }
            Rule::Own(compare) => compare(self, pair),
            _ => self.changed(what, rule, pair),
        }
    }

    /// One difference for the whole part.
    pub fn changed(&mut self, what: &str, rule: &Rule, pair: Pair<'_>) {
        let old = pair.old.map(|node| tell(rule, node, self.old));
        let new = pair.new.map(|node| tell(rule, node, self.new));
        let lines = self.lines(pair);
        if self.follows_renaming(pair) {
            return self.told.push(lines);
        }
        if matches!(rule, Rule::Lines) {
            let how = if old.is_none() {
                How::Added
            } else if new.is_none() {
                How::Removed
            } else {
                How::Changed
            };
            return self.add(Change::new(how, what), lines);
        }
        if old == new {
            // Written in another way, or a name that follows a renaming: nothing that a reader would notice.
            return self.told_as_same(what, pair, lines);
        }
        let how = match (&old, &new) {
            (None, _) => How::Added,
            (_, None) => How::Removed,
            _ => How::Changed,
        };
        self.inside(None, pair, |walk| walk.add(Change { old, new, ..Change::new(how, what) }, lines));
    }

    /// Only names of states that have been renamed differ: by itself, in a script, in a promise.
    fn follows_renaming(&self, pair: Pair<'_>) -> bool {
        let (Some(old), Some(new)) = (pair.old.and_then(Node::as_text), pair.new.and_then(Node::as_text))
        else {
            return false;
        };
        old != new && self.renamed_in(old) == new
    }

    /// A text with the new names of renamed states.
    fn renamed_in(&self, text: &str) -> String {
        let is_name = |c: char| c.is_alphanumeric() || c == '_';
        let (mut out, mut word) = (String::new(), String::new());
        for c in text.chars().chain(['\n']) {
            if is_name(c) {
                word.push(c);
                continue;
            }
            out.push_str(self.renamed.get(&word).unwrap_or(&word));
            word.clear();
            out.push(c);
        }
        out.pop(); // the end's mark
        out
    }

    /// Two parts that differ and are told with the same words: cut scripts, titles of renamed states.
    fn told_as_same(&mut self, what: &str, pair: Pair<'_>, lines: Lines) {
        let plain = |node: Option<&Node>, side: &Side<'_>| node.map(|node| whole(Tell::Plain, node, side));
        let (old, new) = (plain(pair.old, self.old), plain(pair.new, self.new));
        let (old, new) = if old == new { (None, None) } else { (old, new) };
        self.inside(None, pair, |walk| {
            walk.add(Change { old, new, ..Change::new(How::Changed, what) }, lines)
        });
    }

    /// The keys of a map, each by its own rule; one that no rule knows is told by its name.
    pub fn keys(&mut self, short: Option<&str>, entries: &[Entry], pair: Pair<'_>) {
        for entry in entries {
            let part = pair.key(entry.key, short);
            if part.any().is_some() {
                self.compare(entry.what, entry.rule, part);
            }
        }
        let known = |key: &Key| entries.iter().any(|entry| entry.key == key.name);
        let mut others: Vec<&str> = Vec::new();
        for node in [pair.new, pair.old].into_iter().flatten() {
            let Kind::Map(map) = &node.kind else { continue };
            others.extend(map.iter().filter(|(key, _)| !known(key)).map(|(key, _)| key.name.as_str()));
        }
        others.dedup();
        let mut seen = std::collections::BTreeSet::new();
        for key in others.into_iter().filter(|key| seen.insert(*key)) {
            self.compare(key, &Rule::Whole(Tell::Plain), pair.key(key, None));
        }
    }

    /// Things by their names.
    fn each(&mut self, what: &str, rule: &Rule, ordered: bool, old: &[(Key, Node)], new: &[(Key, Node)]) {
        let equal = |a: &(Key, Node), b: &(Key, Node)| a.0.name == b.0.name;
        // What has another name and the same title and content has been renamed.
        let titled = |thing: &(Key, Node)| side::title_of(&thing.1).map(|title| format!("{title:?}"));
        let content = |thing: &(Key, Node)| Some(format!("{:?}", whole(Tell::Plain, &thing.1, self.new)));
        let pairs = align(old, new, equal, &[&content, &titled]);
        if ordered {
            self.order(what, old, new);
        }
        for (before, after) in pairs {
            let pair = Pair { old: before.map(|thing| &thing.1), new: after.map(|thing| &thing.1) };
            let Some((key, node)) = after.or(before) else { continue };
            let named = name(&key.name, node);
            let outer = self.name.replace(key.name.clone());
            match (before, after) {
                (Some((old_key, old_node)), Some(_)) => {
                    if old_key.name != key.name {
                        let (old, new) = (Said::Text(old_key.name.clone()), Said::Text(key.name.clone()));
                        let lines = (self.old.lines(old_key.span), self.new.lines(key.span));
                        let change =
                            Change { old: Some(old), new: Some(new), ..Change::new(How::Renamed, what) };
                        self.inside(Some(named.clone()), pair, |walk| walk.add(change, lines));
                    }
                    if !same(old_node, node) {
                        self.inside(Some(named), pair, |walk| walk.compare(what, rule, pair));
                    }
                }
                _ => self.thing(what, rule, named, pair, key),
            }
            self.name = outer;
        }
    }

    /// A thing that is new or gone.
    fn thing(&mut self, what: &str, rule: &Rule, named: Said, pair: Pair<'_>, key: &Key) {
        let side = if pair.new.is_some() { self.new } else { self.old };
        let Some(node) = pair.any() else { return };
        let said = Some(tell(rule, node, side)).filter(|said| *said != named);
        let lines = side.lines(key.span.to(node.span));
        let (how, lines) =
            if pair.new.is_some() { (How::Added, (None, lines)) } else { (How::Removed, (lines, None)) };
        let (old, new) = if how == How::Added { (None, said) } else { (said, None) };
        self.inside(Some(named), pair, |walk| walk.add(Change { old, new, ..Change::new(how, what) }, lines));
    }

    /// The order of the things that both sides have.
    fn order(&mut self, what: &str, old: &[(Key, Node)], new: &[(Key, Node)]) {
        let common = |of: &[(Key, Node)], other: &[(Key, Node)]| -> Vec<Placed> {
            let kept = of.iter().filter(|(key, _)| other.iter().any(|(o, _)| o.name == key.name));
            kept.map(|(key, node)| (key.name.clone(), name(&key.name, node), key.span)).collect()
        };
        self.reordered(what, &common(old, new), &common(new, old));
    }

    /// Says so if the things that both sides have stand in another order. Each with its name, its words, its place.
    pub fn reordered(&mut self, what: &str, old: &[Placed], new: &[Placed]) {
        let common = |of: &[Placed], other: &[Placed]| -> Vec<Placed> {
            of.iter().filter(|thing| other.iter().any(|o| o.0 == thing.0)).cloned().collect()
        };
        let (before, after) = (common(old, new), common(new, old));
        if before.len() != after.len()
            || before.iter().map(|thing| &thing.0).eq(after.iter().map(|thing| &thing.0))
        {
            return;
        }
        // Told from the first to the last that stands elsewhere.
        let first = before.iter().zip(&after).position(|(a, b)| a.0 != b.0).unwrap_or(0);
        let last = before.iter().zip(&after).rposition(|(a, b)| a.0 != b.0).unwrap_or(0);
        let said = |things: &[Placed]| {
            Some(Said::List(things[first..=last].iter().map(|thing| thing.1.clone()).collect()))
        };
        let span = |things: &[Placed]| things[first].2.to(things[last].2);
        let lines = (self.old.lines(span(&before)), self.new.lines(span(&after)));
        self.add(
            Change { old: said(&before), new: said(&after), ..Change::new(How::Reordered, what) },
            lines,
        );
    }

    /// Things of a list, paired by what names them.
    pub fn items(&mut self, what: &str, rule: &Rule, by: &[&str], old: &Node, new: &Node) {
        let (old_items, new_items) = (items_of(old), items_of(new));
        let key = |key: &str, item: &Node| {
            item.get(key).map(|node| format!("{:?}", whole(Tell::Plain, node, self.new)))
        };
        let ids: Vec<_> = by.iter().map(|name| move |item: &Node| key(name, item)).collect();
        let mut ids: Vec<&dyn Fn(&Node) -> Option<String>> =
            ids.iter().map(|id| id as &dyn Fn(&Node) -> Option<String>).collect();
        // A statement is known by what it writes, an empty map key or a plain word by nothing.
        let written = |item: &Node| Some(item.as_text()?.split_once('=')?.0.trim().to_owned());
        ids.push(&written);
        // What only follows a renaming is the same thing.
        let named = |item: &Node| Some(self.renamed_in(item.as_text()?));
        ids.push(&named);
        let pairs = align(old_items, new_items, same, &ids);
        let whole_pair = Pair { old: Some(old), new: Some(new) };
        if pairs.iter().all(|(old, new)| matches!((old, new), (Some(old), Some(new)) if same(old, new))) {
            let said = |node: &Node, side: &Side<'_>| {
                Some(Said::List(items_of(node).iter().map(|item| tell(rule, item, side)).collect()))
            };
            let (old, new) = (said(old, self.old), said(new, self.new));
            let change = Change { old, new, ..Change::new(How::Reordered, what) };
            let lines = self.lines(whole_pair);
            return self.add(change, lines);
        }
        for (old, new) in pairs {
            let pair = Pair { old, new };
            if pair.is_same() {
                continue;
            }
            let named = pair.any().and_then(|node| {
                let title = ["name", "title"]
                    .into_iter()
                    .find_map(|key| side::bilingual(node.get(key)?).map(Said::Title));
                // One that is new or gone is told whole: its name would be said twice.
                let both = pair.old.is_some() && pair.new.is_some();
                title.or_else(|| {
                    by.iter().filter(|_| both).find_map(|key| item_name(rule, key, node, self.new))
                })
            });
            self.inside(named, pair, |walk| match (old, new) {
                (Some(_), Some(_)) => walk.compare(what, rule, pair),
                _ => walk.changed(what, rule, pair),
            });
        }
    }
}

/// A thing of a row: its name, its words, its place.
pub(super) type Placed = (String, Said, Span);

fn is_map(node: &Node) -> bool {
    matches!(node.kind, Kind::Map(_))
}

/// The things of a list; a thing by itself is a list of one.
pub(super) fn items_of(node: &Node) -> &[Node] {
    match &node.kind {
        Kind::List(items) => items,
        _ => std::slice::from_ref(node),
    }
}

/// What a thing of a list is called by one of its keys.
fn item_name(rule: &Rule, key: &str, item: &Node, side: &Side<'_>) -> Option<Said> {
    let node = item.get(key)?;
    let entry = match rule {
        Rule::Keys { entries, .. } => entries.iter().find(|entry| entry.key == key),
        _ => None,
    };
    match entry {
        Some(entry) => Some(tell(entry.rule, node, side)),
        None => {
            side::bilingual(node).map(Said::Title).or_else(|| Some(Said::Text(node.as_text()?.to_owned())))
        }
    }
}
