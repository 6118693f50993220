//! The document, its states and transitions.

use std::collections::BTreeSet;

use roxmltree::Node;

use super::super::tree::Tree;
use super::super::{OURS, RHAI};
use super::expressions::inner_text;
use super::{Model, Reader, start};
use crate::calendar::Period;

type Entries = Vec<(String, Tree)>;

fn put(entries: &mut Entries, key: &str, value: Option<Tree>) {
    entries.extend(value.map(|value| (key.to_owned(), value)));
}

fn text(text: impl Into<String>) -> Option<Tree> {
    Some(Tree::plain(text))
}

impl Reader<'_, '_> {
    pub(super) fn policy(&mut self, root: Node<'_, '_>) -> Tree {
        self.attributes(root, &["version", "datamodel", "name", "initial", "binding", "exmode"]);
        match root.attribute("datamodel").unwrap_or("null") {
            RHAI | "null" | "ecmascript" => {}
            other => {
                let place = self.place(root, "datamodel");
                self.error("G1010", place, [("name", other.to_owned())]);
            }
        }
        let mut policy: Entries = Vec::new();
        let children = self.elements(root);
        let own = |key: &str| {
            children.iter().any(|c| c.tag_name().namespace() == Some(OURS) && c.tag_name().name() == key)
        };
        let foreign = self.model == Model::Ecma;
        if root.attribute("name").is_some() || foreign {
            put(&mut policy, "policy", text(&self.id));
        }
        if foreign && !own("title") {
            let name = self.name.clone().unwrap_or_else(|| self.id.clone());
            let name = Tree::Text { text: name, plain: false };
            let title = vec![("zh".to_owned(), name.clone()), ("en".to_owned(), name)];
            put(&mut policy, "title", Some(Tree::Map(title)));
        }
        if foreign {
            put(&mut policy, "on_error", text("raise"));
        }
        put(&mut policy, "binding", root.attribute("binding").map(Tree::plain));
        put(&mut policy, "initial", self.targets(root, "initial"));
        let unlisted = self.unlisted(root);
        if foreign && !children.iter().any(|c| c.tag_name().name() == "datamodel") {
            put(&mut policy, "vars", Some(unlisted.clone()).filter(|vars| !vars.entries().is_empty()));
        }
        for (child, is_first) in firsts(&children) {
            match child.tag_name().name() {
                _ if child.tag_name().namespace() == Some(OURS) => policy.push(self.ours(child)),
                "datamodel" if is_first => {
                    self.datamodels(&children, &mut policy);
                    let vars = policy.iter_mut().find(|(key, _)| key == "vars");
                    match (vars, &unlisted) {
                        (Some((_, Tree::Map(vars))), Tree::Map(more)) => vars.extend(more.iter().cloned()),
                        (None, Tree::Map(more)) if !more.is_empty() => {
                            policy.push(("vars".to_owned(), unlisted.clone()))
                        }
                        _ => {}
                    }
                }
                "script" if is_first => {
                    let scripts = named(&children, "script").map(|node| Tree::plain(self.statements(node)));
                    put(&mut policy, "entry", list_or_one(scripts.collect()));
                }
                // Not SCXML's, but other engines take it: a transition of the whole chart.
                "transition" if is_first => self.transitions(root, "", &children, &mut policy),
                "datamodel" | "script" | "transition" | "state" | "parallel" | "final" => {}
                _ => self.misplaced(child),
            }
        }
        put(&mut policy, "states", Some(self.states(&children)));
        Tree::Map(policy)
    }

    /// Variables that scripts and loops make without a `data` of their own: here every name is declared.
    fn unlisted(&mut self, root: Node<'_, '_>) -> Tree {
        let listed: BTreeSet<&str> = root
            .descendants()
            .filter(|n| n.tag_name().name() == "data")
            .filter_map(|n| n.attribute("id"))
            .collect();
        let names: Vec<String> =
            self.declared.iter().filter(|name| !listed.contains(name.as_str())).cloned().collect();
        Tree::Map(names.iter().map(|name| (self.all.names.name(name), Tree::null())).collect())
    }

    fn states(&mut self, children: &[Node<'_, '_>]) -> Tree {
        let mut states = Vec::new();
        for child in children {
            if matches!(child.tag_name().name(), "state" | "parallel" | "final" | "history")
                && child.tag_name().namespace() != Some(OURS)
            {
                let name = match child.attribute("id") {
                    Some(id) => self.all.names.name(id),
                    None => self.all.names.name(&format!("{}_{}", child.tag_name().name(), child.id().get())),
                };
                let state = self.state(*child, &name);
                states.push((name, state));
            }
        }
        Tree::Map(states)
    }

    fn state(&mut self, node: Node<'_, '_>, name: &str) -> Tree {
        let tag = node.tag_name().name();
        self.attributes(node, if tag == "history" { &["id", "type"] } else { &["id", "initial"] });
        let children = self.elements(node);
        let mut state: Entries = Vec::new();
        if tag != "state" {
            put(&mut state, "type", text(tag));
        }
        if tag == "history" {
            put(&mut state, "history", node.attribute("type").map(Tree::plain));
        }
        put(&mut state, "initial", self.targets(node, "initial"));
        for (child, is_first) in firsts(&children) {
            match child.tag_name().name() {
                "for_each" if child.tag_name().namespace() == Some(OURS) => {
                    put(&mut state, "for_each", Some(self.for_each(child)));
                }
                _ if child.tag_name().namespace() == Some(OURS) => state.push(self.ours(child)),
                "datamodel" if is_first => self.datamodels(&children, &mut state),
                "initial" => put(&mut state, "initial", self.initial(child)),
                "onentry" if is_first => put(&mut state, "entry", self.blocks(&children, "onentry")),
                "onexit" if is_first => put(&mut state, "exit", self.blocks(&children, "onexit")),
                "donedata" => put(&mut state, "output", self.payload(child)),
                "invoke" if is_first => {
                    let nodes = named(&children, "invoke").enumerate();
                    let calls = nodes.filter_map(|(index, node)| self.invoke(node, name, index));
                    put(&mut state, "call", list_or_one(calls.collect()));
                }
                "datamodel" | "onentry" | "onexit" | "transition" | "invoke" => {}
                "state" | "parallel" | "final" | "history" if matches!(tag, "state" | "parallel") => {}
                _ => self.misplaced(child),
            }
        }
        if tag == "history" {
            self.history(node, &children, &mut state);
        } else {
            self.transitions(node, name, &children, &mut state);
        }
        let inner = self.states(&children);
        if !inner.entries().is_empty() {
            state.push(("states".to_owned(), inner));
        }
        Tree::Map(state)
    }

    /// `<initial>`: a target, or one with what is done on the way.
    fn initial(&mut self, node: Node<'_, '_>) -> Option<Tree> {
        let ways = self.elements(node);
        let way = named(&ways, "transition").next()?;
        let (target, actions) = (self.targets(way, "target")?, self.content(way));
        if actions.items().is_empty() {
            return Some(target);
        }
        Some(Tree::Map(vec![("target".to_owned(), target), ("actions".to_owned(), actions)]))
    }

    /// `<gc:for_each>` holds the keys of its own and a document with its chart.
    fn for_each(&mut self, node: Node<'_, '_>) -> Tree {
        let mut each: Entries = Vec::new();
        for child in self.elements(node) {
            if child.tag_name().namespace() == Some(OURS) {
                each.push(self.ours(child));
            } else {
                let chart = self.policy(child);
                if let Tree::Map(entries) = chart {
                    each.extend(entries);
                }
            }
        }
        Tree::Map(each)
    }

    /// A history's default; where there is none, what its parent begins with.
    fn history(&mut self, node: Node<'_, '_>, children: &[Node<'_, '_>], state: &mut Entries) {
        if let Some(way) = named(children, "transition").next() {
            put(state, "target", self.targets(way, "target"));
            put(state, "actions", Some(self.content(way)).filter(|actions| !actions.items().is_empty()));
            return;
        }
        let parent = node.parent();
        let first = parent.and_then(|parent| {
            parent.attribute("initial").and_then(|ids| ids.split_whitespace().next()).or_else(|| {
                let state = |n: &Node<'_, '_>| ["state", "parallel", "final"].contains(&n.tag_name().name());
                parent.children().find(state)?.attribute("id")
            })
        });
        if let Some(first) = first {
            self.warning("G1014", start(node), [("name", first.to_owned())]);
            put(state, "target", text(self.all.names.name(first)));
        }
    }

    fn transitions(
        &mut self,
        source: Node<'_, '_>,
        name: &str,
        children: &[Node<'_, '_>],
        state: &mut Entries,
    ) {
        let (mut after, mut done, mut on, mut always) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for node in named(children, "transition") {
            self.attributes(node, &["event", "cond", "target", "type"]);
            let event = node.attribute("event").map(|event| {
                event.split_whitespace().map(|event| self.event_name(event)).collect::<Vec<_>>().join(" ")
            });
            let way = self.transition(source, node);
            match event {
                Some(event) if node.attribute((OURS, "after")).is_some() => after.push((event, node, way)),
                Some(event) if event == format!("done.state.{name}") && on.is_empty() => done.push(way),
                Some(event) => on.push((event, way)),
                None => always.push(way),
            }
        }
        put(state, "after", timers(&after));
        put(state, "on_done", list_or_one(done));
        put(state, "on", listening(on));
        put(state, "always", list_or_one(always));
    }

    /// `target` alone, or a map with all it has.
    fn transition(&mut self, source: Node<'_, '_>, node: Node<'_, '_>) -> Tree {
        let mut way: Entries = Vec::new();
        let target = self.targets(node, "target");
        put(&mut way, "target", target.clone());
        put(&mut way, "guard", self.condition(node, "cond").map(Tree::plain));
        // SCXML leaves a compound source for its own children unless told otherwise; the policy language does not.
        let matters = type_matters(source, node.attribute("target"));
        let external = matters && node.attribute("type") != Some("internal");
        if external || node.attribute((OURS, "reenter")) == Some("true") {
            put(&mut way, "reenter", text("true"));
        }
        for child in node.children().filter(|c| c.tag_name().namespace() == Some(OURS)) {
            if child.tag_name().name() != "action" {
                way.push(self.ours(child));
            }
        }
        let actions = self.content(node);
        put(&mut way, "actions", Some(actions).filter(|actions| !actions.items().is_empty()));
        match (way.as_slice(), target) {
            ([_], Some(target)) => target,
            _ => Tree::Map(way),
        }
    }

    /// States by their ids, divided by spaces.
    fn targets(&mut self, node: Node<'_, '_>, attribute: &str) -> Option<Tree> {
        let ids: Vec<&str> = node.attribute(attribute)?.split_whitespace().collect();
        let mut names: Vec<Tree> = ids.into_iter().map(|id| Tree::plain(self.all.names.name(id))).collect();
        match names.len() {
            0 => None,
            1 => names.pop(),
            _ => Some(Tree::List(names)),
        }
    }

    fn blocks(&mut self, children: &[Node<'_, '_>], tag: &str) -> Option<Tree> {
        let blocks: Vec<Tree> = named(children, tag).map(|node| self.content(node)).collect();
        let mut blocks: Vec<Tree> = blocks.into_iter().filter(|block| !block.items().is_empty()).collect();
        if blocks.len() < 2 { blocks.pop() } else { Some(Tree::List(blocks)) }
    }

    fn datamodels(&mut self, children: &[Node<'_, '_>], into: &mut Entries) {
        let mut vars: Entries = Vec::new();
        for datamodel in named(children, "datamodel") {
            let data = self.elements(datamodel);
            for node in named(&data, "data") {
                self.attributes(node, &["id", "expr", "src"]);
                let Some(id) = self.required(node, "id") else { continue };
                let name = self.all.names.name(id);
                let value = self.first_value(node);
                let value = match self.given.contains(id) {
                    true => {
                        let otherwise = value.as_text().filter(|text| !text.is_empty()).unwrap_or("()");
                        Tree::plain(format!(
                            "if \"{name}\" in record {{ record.{name} }} else {{ {otherwise} }}"
                        ))
                    }
                    false => value,
                };
                vars.push((name, value));
            }
        }
        put(into, "vars", Some(Tree::Map(vars)).filter(|vars| !vars.entries().is_empty()));
    }

    fn first_value(&mut self, node: Node<'_, '_>) -> Tree {
        if let Some(value) = self.expression(node, "expr") {
            return Tree::plain(value);
        }
        if let Some(own) = node.children().find(|c| c.tag_name().namespace() == Some(OURS)) {
            return self.ours(own).1;
        }
        let content = match node.attribute("src") {
            Some(src) => {
                let place = self.place(node, "src");
                self.loaded(src).unwrap_or_else(|| {
                    self.error("G1012", place, [("name", src.to_owned())]);
                    String::new()
                })
            }
            None => inner_text(node),
        };
        if let Some(held) = self.held(node) {
            return Tree::plain(held);
        }
        match content.trim() {
            "" => Tree::null(),
            text => Tree::plain(self.data_text(text)),
        }
    }
}

/// Whether leaving the source or not makes a difference: SCXML §3.13.
fn type_matters(source: Node<'_, '_>, target: Option<&str>) -> bool {
    let is_state = |n: &Node<'_, '_>| ["state", "parallel", "final"].contains(&n.tag_name().name());
    let compound =
        source.has_tag_name((super::super::SCXML, "state")) && source.children().any(|c| is_state(&c));
    compound
        && target.is_some_and(|target| {
            target
                .split_whitespace()
                .all(|id| source.descendants().skip(1).any(|n| n.attribute("id") == Some(id)))
        })
}

/// Children with whether each is the first of its name: what belongs together is read at the first.
fn firsts<'n, 'd, 'i>(
    children: &'n [Node<'d, 'i>],
) -> impl Iterator<Item = (Node<'d, 'i>, bool)> + use<'n, 'd, 'i> {
    children.iter().enumerate().map(|(index, child)| {
        (*child, !children[..index].iter().any(|earlier| earlier.tag_name() == child.tag_name()))
    })
}

/// Children of SCXML with this name.
fn named<'n, 'd, 'i>(
    children: &'n [Node<'d, 'i>],
    name: &'n str,
) -> impl Iterator<Item = Node<'d, 'i>> + use<'n, 'd, 'i> {
    children
        .iter()
        .copied()
        .filter(move |c| c.tag_name().name() == name && c.tag_name().namespace() != Some(OURS))
}

fn list_or_one(mut ways: Vec<Tree>) -> Option<Tree> {
    match ways.len() {
        0 => None,
        1 => ways.pop(),
        _ => Some(Tree::List(ways)),
    }
}

/// `{ event: transition }`; where one event stands twice with others between, a list that keeps the order.
fn listening(on: Vec<(String, Tree)>) -> Option<Tree> {
    let mut by_event: Vec<(String, Vec<Tree>)> = Vec::new();
    let mut scattered = false;
    for (event, way) in &on {
        match by_event.iter().position(|(known, _)| known == event) {
            Some(at) => {
                scattered |= at + 1 < by_event.len();
                by_event[at].1.push(way.clone());
            }
            None => by_event.push((event.clone(), vec![way.clone()])),
        }
    }
    if !scattered {
        let map: Entries =
            by_event.into_iter().filter_map(|(event, ways)| Some((event, list_or_one(ways)?))).collect();
        return (!map.is_empty()).then_some(Tree::Map(map));
    }
    let items = on.into_iter().map(|(event, way)| {
        let mut entries: Entries = vec![("event".to_owned(), Tree::plain(event))];
        match way {
            Tree::Map(way) => entries.extend(way),
            target => entries.push(("target".to_owned(), target)),
        }
        Tree::Map(entries)
    });
    Some(Tree::List(items.collect()))
}

/// Timers in the order of their numbers; transitions of one timer stand together.
fn timers(after: &[(String, Node<'_, '_>, Tree)]) -> Option<Tree> {
    let mut timers: Vec<(&str, Node<'_, '_>, Vec<Tree>)> = Vec::new();
    for (event, node, way) in after {
        match timers.iter_mut().find(|(known, ..)| known == event) {
            Some((_, _, ways)) => ways.push(way.clone()),
            None => timers.push((event, *node, vec![way.clone()])),
        }
    }
    let length = |node: Node<'_, '_>| node.attribute((OURS, "after")).unwrap_or_default().to_owned();
    let short = timers.iter().all(|(_, node, _)| {
        let same = timers.iter().filter(|(_, other, _)| length(*other) == length(*node)).count();
        same == 1 && node.attribute((OURS, "from")).is_none() && Period::parse(&length(*node)).is_ok()
    });
    if short {
        let entries: Entries = timers
            .into_iter()
            .filter_map(|(_, node, ways)| Some((length(node), list_or_one(ways)?)))
            .collect();
        return (!entries.is_empty()).then_some(Tree::Map(entries));
    }
    let items = timers.into_iter().flat_map(|(_, node, ways)| {
        ways.into_iter().map(move |way| {
            let mut entries: Entries = vec![("in".to_owned(), Tree::plain(length(node)))];
            entries.extend(node.attribute((OURS, "from")).map(|from| ("from".to_owned(), Tree::plain(from))));
            match way {
                Tree::Map(way) => entries.extend(way),
                target => entries.push(("target".to_owned(), target)),
            }
            Tree::Map(entries)
        })
    });
    Some(Tree::List(items.collect()))
}
