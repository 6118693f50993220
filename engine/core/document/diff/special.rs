//! Parts that are compared in their own way: marks of the matrix, documents of which nothing is known.

use super::pair::Pair;
use super::rules::Rule;
use super::side::{self, Side};
use super::tell::{Tell, name};
use super::walk::{Change, Placed, Walk, items_of};
use super::{How, Said};
use crate::text::Span;
use crate::text::yaml::{Key, Kind, Node};

impl Walk<'_> {
    /// Marks of an element, one for each function.
    pub fn marks(&mut self, pair: Pair<'_>) {
        let of = |side: &Side<'_>, node: Option<&Node>| -> Vec<(String, Said, String, Span)> {
            let functions = side.tree.as_ref().and_then(|tree| tree.get("functions"));
            let Some(Kind::Map(functions)) = functions.map(|node| &node.kind) else { return Vec::new() };
            let marks = node.map(items_of).unwrap_or_default();
            let each = functions.iter().zip(marks).map(|((key, function), mark)| {
                let post = function.get("post").and_then(Node::as_text).and_then(|post| side.post(post));
                let department = function.get("department").and_then(Node::as_text);
                let title =
                    side::title_of(function).or(post).or(department.and_then(|id| side.department(id)));
                let said = title.map_or(Said::Text(key.name.clone()), Said::Title);
                (key.name.clone(), said, mark.as_text().unwrap_or_default().to_owned(), mark.span)
            });
            each.collect()
        };
        let (old, new) = (of(self.old, pair.old), of(self.new, pair.new));
        for (function, said, mark, span) in &new {
            let before = old.iter().find(|(other, ..)| other == function);
            if before.is_some_and(|(_, _, old, _)| old == mark) {
                continue;
            }
            let lines = (before.and_then(|(.., span)| self.old.lines(*span)), self.new.lines(*span));
            let old = before.map(|(_, _, mark, _)| Said::Word(mark.clone()));
            let how = if old.is_some() { How::Changed } else { How::Added };
            let change = Change { old, new: Some(Said::Word(mark.clone())), ..Change::new(how, "mark") };
            self.inside(Some(said.clone()), pair, |walk| walk.add(change, lines));
        }
        for (_, said, mark, span) in
            old.iter().filter(|(function, ..)| !new.iter().any(|(other, ..)| other == function))
        {
            let change = Change { old: Some(Said::Word(mark.clone())), ..Change::new(How::Removed, "mark") };
            let lines = (self.old.lines(*span), None);
            self.inside(Some(said.clone()), pair, |walk| walk.add(change, lines));
        }
    }

    /// A part of which nothing is known: its keys tell where.
    pub fn any(&mut self, pair: Pair<'_>) {
        let (Some(old), Some(new)) = (pair.old, pair.new) else {
            return self.changed("part", &Rule::Whole(Tell::Plain), pair);
        };
        let (Kind::Map(before), Kind::Map(after)) = (&old.kind, &new.kind) else {
            let is_list = matches!((&old.kind, &new.kind), (Kind::List(_), Kind::List(_)));
            return match is_list {
                true => self.items(
                    "part",
                    &Rule::Own(|walk, pair| walk.any(pair)),
                    &["name", "id", "number", "title"],
                    old,
                    new,
                ),
                false => self.changed("part", &Rule::Whole(Tell::Plain), pair),
            };
        };
        let gone = before.iter().filter(|(key, _)| new.get(&key.name).is_none());
        for (key, node) in after.iter().chain(gone) {
            let part = pair.key(&key.name, None);
            if !part.is_same() {
                self.inside(Some(name(&key.name, node)), part, |walk| walk.any(part));
            }
        }
        let placed = |entries: &[(Key, Node)]| -> Vec<Placed> {
            entries.iter().map(|(key, node)| (key.name.clone(), name(&key.name, node), key.span)).collect()
        };
        self.reordered("part", &placed(before), &placed(after));
    }
}
