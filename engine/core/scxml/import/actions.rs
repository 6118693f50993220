//! Executable content, what events carry, and `invoke`.

use std::collections::BTreeSet;

use roxmltree::Node;

use super::super::ecma::{Lower, text_literal};
use super::super::tree::Tree;
use super::super::{OURS, SCXML};
use super::expressions::{file_name, inner_text};
use super::{Called, Model, Reader, start};
use crate::calendar::Period;
use crate::text::{Source, is_name};

type Entries = Vec<(String, Tree)>;

/// SCXML's own processor, in each of its spellings (§6.2.5, §6.4.2).
const PROCESSORS: [&str; 5] = [
    "scxml",
    "http://www.w3.org/TR/scxml",
    "http://www.w3.org/TR/scxml/",
    "http://www.w3.org/TR/scxml/#SCXMLEventProcessor",
    "http://www.w3.org/TR/scxml#SCXMLEventProcessor",
];

impl Reader<'_, '_> {
    /// The actions inside an element.
    pub(super) fn content(&mut self, node: Node<'_, '_>) -> Tree {
        let children = self.elements(node);
        let transition = node.has_tag_name((SCXML, "transition"));
        let mut actions = Vec::new();
        for child in children {
            match child.tag_name().namespace() {
                Some(OURS) if child.tag_name().name() == "action" => actions.push(self.ours(child).1),
                // The keys of a transition, read where the transition is.
                Some(OURS) if transition => {}
                Some(OURS) => self.misplaced(child),
                _ => self.action(child, &mut actions),
            }
        }
        Tree::List(actions)
    }

    fn action(&mut self, node: Node<'_, '_>, into: &mut Vec<Tree>) {
        match node.tag_name().name() {
            "raise" => {
                self.attributes(node, &["event"]);
                let event = self.required(node, "event").map(|event| self.event_name(event));
                into.extend(event.map(|event| map([("raise", Tree::plain(event))])));
            }
            "send" => into.extend(self.send(node)),
            "cancel" => {
                self.attributes(node, &["sendid", "sendidexpr"]);
                let id = node.attribute("sendid").map(Tree::plain);
                let id = id.or_else(|| self.expression(node, "sendidexpr").map(|id| Tree::script(&id)));
                match id {
                    Some(id) => into.push(map([("cancel", id)])),
                    None => self.lacks(node, "sendid"),
                }
            }
            "log" => {
                self.attributes(node, &["label", "expr"]);
                let label = node.attribute("label").filter(|label| !label.is_empty());
                let text = self.logged(node);
                let text = match (label, text) {
                    (_, Some(fails)) if fails.starts_with("throw") => fails,
                    (Some(label), Some(text)) if self.model == Model::Ecma => {
                        format!("{} + {text}", text_literal(&format!("{label}: ")))
                    }
                    (Some(label), None) => text_literal(label),
                    (_, text) => text.unwrap_or_else(|| "\"\"".to_owned()),
                };
                into.push(map([("log", Tree::plain(text))]));
            }
            "assign" => {
                self.attributes(node, &["location", "expr", "attr", "type"]);
                let Some(location) = self.required(node, "location") else { return };
                let value = self.expression(node, "expr").unwrap_or_else(|| {
                    self.held(node).unwrap_or_else(|| self.data_text(inner_text(node).trim()))
                });
                let place = self.place(node, "location");
                let assignment = self.assignment(location, &value, place);
                into.push(Tree::plain(if value.starts_with("throw") { value } else { assignment }));
            }
            "script" => {
                self.attributes(node, &["src"]);
                let text = self.statements(node);
                if !text.is_empty() {
                    into.push(Tree::plain(text));
                }
            }
            "if" => into.extend(self.condition_of(node)),
            "foreach" => into.extend(self.repetition(node)),
            _ => self.misplaced(node),
        }
    }

    fn lacks(&mut self, node: Node<'_, '_>, name: &'static str) {
        let args = [("name", name.to_owned()), ("of", node.tag_name().name().to_owned())];
        self.error("G1011", start(node), args);
    }

    /// `if`, `elseif` and `else` are siblings in SCXML, one inside the other here.
    fn condition_of(&mut self, node: Node<'_, '_>) -> Option<Tree> {
        self.attributes(node, &["cond"]);
        self.required(node, "cond")?;
        let mut branches: Vec<(Option<String>, Vec<Tree>)> = vec![(self.condition(node, "cond"), Vec::new())];
        for child in self.elements(node) {
            match child.tag_name().name() {
                "elseif" if child.tag_name().namespace() != Some(OURS) => {
                    self.required(child, "cond")?;
                    branches.push((self.condition(child, "cond"), Vec::new()));
                }
                "else" if child.tag_name().namespace() != Some(OURS) => branches.push((None, Vec::new())),
                _ => {
                    let mut actions = Vec::new();
                    if child.tag_name().namespace() == Some(OURS) {
                        actions.push(self.ours(child).1);
                    } else {
                        self.action(child, &mut actions);
                    }
                    branches.last_mut()?.1.extend(actions);
                }
            }
        }
        let mut otherwise: Option<Tree> = None;
        for (cond, actions) in branches.into_iter().rev() {
            otherwise = Some(match cond {
                None => Tree::List(actions),
                Some(cond) => {
                    let mut entries =
                        vec![("if".to_owned(), Tree::plain(cond)), ("then".to_owned(), Tree::List(actions))];
                    entries.extend(
                        otherwise
                            .filter(|o| !o.items().is_empty())
                            .map(|o| ("else".to_owned(), Tree::List(o.items().to_vec()))),
                    );
                    Tree::Map(entries)
                }
            });
        }
        otherwise
    }

    /// SCXML's loop assigns to variables of the document; ours has names of its own, which are written there first.
    fn repetition(&mut self, node: Node<'_, '_>) -> Option<Tree> {
        self.attributes(node, &["array", "item", "index"]);
        let (list, item) = (self.required(node, "array")?, self.required(node, "item")?);
        if self.model == Model::Rhai {
            let mut entries = vec![("for".to_owned(), Tree::plain(item))];
            entries.extend(node.attribute("index").map(|index| ("index".to_owned(), Tree::plain(index))));
            entries.push(("in".to_owned(), Tree::plain(list.trim())));
            entries.push(("do".to_owned(), self.content(node)));
            return Some(Tree::Map(entries));
        }
        let list = self.expression(node, "array")?;
        let place = self.place(node, "item");
        let mut first = vec![self.assignment(item, "each", place)];
        if let Some(index) = node.attribute("index") {
            let place = self.place(node, "index");
            first.push(self.assignment(index, "each_index", place));
        }
        if let Some(fails) = first.iter().find(|line| line.starts_with("throw")) {
            // An illegal name fails before the first round (§4.6).
            return Some(Tree::plain(fails.clone()));
        }
        let mut body: Vec<Tree> = first.into_iter().map(Tree::plain).collect();
        body.extend(self.content(node).items().iter().cloned());
        let mut entries = vec![("for".to_owned(), Tree::plain("each"))];
        entries.extend(node.attribute("index").map(|_| ("index".to_owned(), Tree::plain("each_index"))));
        entries.push(("in".to_owned(), Tree::plain(list)));
        entries.push(("do".to_owned(), Tree::List(body)));
        Some(Tree::Map(entries))
    }

    fn send(&mut self, node: Node<'_, '_>) -> Option<Tree> {
        let known = [
            "event",
            "eventexpr",
            "target",
            "targetexpr",
            "type",
            "typeexpr",
            "id",
            "idlocation",
            "delay",
            "delayexpr",
            "namelist",
        ];
        self.attributes(node, &known);
        if let Some(unknown) = self.foreign_type(node) {
            return unknown;
        }
        let event = node.attribute("event").map(|event| Tree::plain(self.event_name(event)));
        let event = event.or_else(|| self.expression(node, "eventexpr").map(|event| Tree::script(&event)));
        let Some(event) = event else {
            self.lacks(node, "event");
            return None;
        };
        let mut send: Entries = vec![("send".to_owned(), event)];
        let target = node.attribute("target").map(|target| self.address(target));
        let target =
            target.or_else(|| self.expression(node, "targetexpr").map(|target| Tree::script(&target)));
        send.extend(target.map(|target| ("to".to_owned(), target)));
        let id = node.attribute("id").or(node.attribute((OURS, "id"))).map(Tree::plain);
        send.extend(id.map(|id| ("id".to_owned(), id)));
        if let Some(location) = node.attribute("idlocation") {
            if self.model == Model::Ecma && !self.declared.contains(location) {
                let place = self.place(node, "idlocation");
                return Some(Tree::plain(self.undeclared(location, place)));
            }
            send.push(("id_in".to_owned(), Tree::plain(self.all.names.name(location))));
        }
        let delay = node.attribute((OURS, "after")).map(Tree::plain).or_else(|| self.delay(node));
        send.extend(delay.map(|delay| ("after".to_owned(), delay)));
        send.extend(self.payload(node).map(|data| ("data".to_owned(), data)));
        Some(Tree::Map(send))
    }

    /// Another kind of processor than SCXML's: an error, or for one that no engine knows what SCXML asks for.
    fn foreign_type(&mut self, node: Node<'_, '_>) -> Option<Option<Tree>> {
        if let Some(kind) = node.attribute("type").filter(|kind| !PROCESSORS.contains(kind)) {
            let place = self.place(node, "type");
            if kind.to_lowercase().contains("http") || kind.contains("w3.org") {
                self.error("G1015", place, [("name", kind.to_owned())]);
                return Some(None);
            }
            return Some(Some(Tree::plain(self.undeclared(kind, place))));
        }
        if node.attribute("typeexpr").is_some() {
            let place = self.place(node, "typeexpr");
            self.warning("G1019", place, []);
        }
        None
    }

    /// `#_internal` → `internal`, and so on.
    fn address(&mut self, target: &str) -> Tree {
        Tree::plain(match target {
            "#_internal" => "internal".to_owned(),
            "#_parent" => "parent".to_owned(),
            _ => match (target.strip_prefix("#_scxml_"), target.strip_prefix("#_")) {
                (Some(case), _) => format!("case:{case}"),
                (_, Some(id)) => format!("call:{}", self.all.names.name(id)),
                _ => target.to_owned(),
            },
        })
    }

    /// `delay="1.5s"`, or an expression that gives such a text.
    fn delay(&mut self, node: Node<'_, '_>) -> Option<Tree> {
        if let Some(delay) = node.attribute("delay") {
            let Some(period) = period(delay) else {
                let place = self.place(node, "delay");
                self.error("G1017", place, [("text", delay.to_owned())]);
                return None;
            };
            return period_in_use(&period).then(|| Tree::plain(period));
        }
        let text = node.attribute("delayexpr")?;
        let unquoted = text.trim().strip_prefix(['\'', '"']).and_then(|t| t.strip_suffix(['\'', '"']));
        match unquoted.filter(|_| self.model == Model::Ecma).and_then(period) {
            Some(period) => period_in_use(&period).then(|| Tree::plain(period)),
            None => self.expression(node, "delayexpr").map(|text| Tree::script(&text)),
        }
    }

    /// What an event or a result carries: `namelist`, `param`, `content`.
    pub(super) fn payload(&mut self, node: Node<'_, '_>) -> Option<Tree> {
        let mut fields: Vec<(String, String)> = Vec::new();
        for name in node.attribute("namelist").unwrap_or_default().split_whitespace() {
            let place = self.place(node, "namelist");
            fields.push((name.to_owned(), self.at_location(name, place)));
        }
        for child in self.elements(node) {
            match (child.tag_name().namespace(), child.tag_name().name()) {
                (Some(OURS), "data") => return Some(self.ours(child).1),
                (_, "param") => fields.extend(self.param(child)),
                (_, "content") if !node.has_tag_name((SCXML, "invoke")) => {
                    return self.content_value(child).map(|value| Tree::script(&value));
                }
                (_, "content" | "finalize") | (Some(OURS), _) => {}
                _ => self.misplaced(child),
            }
        }
        if fields.is_empty() {
            return None;
        }
        if node.has_tag_name((SCXML, "invoke")) {
            // First fields of a record, which have names of ours.
            for (name, _) in &mut fields {
                *name = self.all.names.name(name);
            }
        }
        // The same name twice: a map holds the later one.
        for index in (0..fields.len()).rev() {
            let name = fields[index].0.clone();
            if fields[..index].iter().any(|(earlier, _)| *earlier == name) {
                self.warning("G1021", start(node), [("name", name.clone())]);
                let first = fields.iter().position(|(earlier, _)| *earlier == name).unwrap_or(index);
                fields.remove(first);
            }
        }
        if fields.iter().all(|(name, _)| is_name(name)) {
            return Some(Tree::Map(
                fields.into_iter().map(|(name, value)| (name, Tree::plain(value))).collect(),
            ));
        }
        // Names that are none of ours stand in a map that a script makes.
        if let Some((_, fails)) = fields.iter().find(|(_, value)| value.starts_with("throw")) {
            return Some(Tree::script(fails));
        }
        let entries: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}: {value}", text_literal(name))).collect();
        Some(Tree::script(&format!("#{{{}}}", entries.join(", "))))
    }

    fn param(&mut self, node: Node<'_, '_>) -> Option<(String, String)> {
        self.attributes(node, &["name", "expr", "location"]);
        let name = self.required(node, "name")?.to_owned();
        if let Some(location) = node.attribute("location") {
            let place = self.place(node, "location");
            return Some((name, self.at_location(location, place)));
        }
        match self.expression(node, "expr") {
            Some(value) => Some((name, value)),
            None => {
                self.lacks(node, "expr");
                None
            }
        }
    }

    fn content_value(&mut self, node: Node<'_, '_>) -> Option<String> {
        self.attributes(node, &["expr"]);
        if let Some(value) = self.expression(node, "expr") {
            return Some(value);
        }
        if node.children().any(|c| c.is_element()) {
            return self.held(node);
        }
        Some(self.data_text(inner_text(node).trim()))
    }

    /// Text in place of an expression: data if it reads as such, else a text with single spaces (§B.2.8.1).
    pub(super) fn data_text(&mut self, text: &str) -> String {
        if self.model == Model::Rhai {
            return text.to_owned();
        }
        let is_data = text.starts_with(['[', '{', '"', '\''])
            || rust_decimal::Decimal::from_str_exact(text).is_ok()
            || ["true", "false", "null"].contains(&text);
        let data = is_data.then(|| Lower { names: self }.value(text).ok()).flatten();
        let words = || text.split_whitespace().collect::<Vec<_>>().join(" ");
        data.unwrap_or_else(|| text_literal(&words()))
    }

    pub(super) fn invoke(&mut self, node: Node<'_, '_>, state: &str, index: usize) -> Option<Tree> {
        let known = ["type", "typeexpr", "src", "srcexpr", "id", "idlocation", "namelist", "autoforward"];
        self.attributes(node, &known);
        if let Some(unknown) = self.foreign_type(node) {
            if unknown.is_some() {
                let place = self.place(node, "type");
                self.error("G1015", place, [("name", node.attribute("type").unwrap_or_default().to_owned())]);
            }
            return None;
        }
        let id = node.attribute("id").map(|id| self.all.names.name(id));
        let id = id.or_else(|| (index > 0).then(|| format!("{state}_{}", index + 1)));
        let with = self.payload(node);
        let policy = self.called(node, id.as_deref().unwrap_or(state))?;
        let mut call: Entries = vec![("policy".to_owned(), policy)];
        if node.attribute("idlocation").is_none() {
            call.extend(id.map(|id| ("id".to_owned(), Tree::plain(id))));
        }
        if let Some(location) = node.attribute("idlocation") {
            call.push(("id_in".to_owned(), Tree::plain(self.all.names.name(location))));
        }
        call.extend(with.map(|with| ("with".to_owned(), with)));
        if node.attribute("autoforward") == Some("true") {
            call.push(("forward".to_owned(), Tree::plain("true")));
        }
        for child in self.elements(node) {
            match (child.tag_name().namespace(), child.tag_name().name()) {
                (Some(OURS), "data") => {}
                (Some(OURS), _) => call.push(self.ours(child)),
                (_, "finalize") => {
                    let actions = self.finalize(node, child);
                    call.push(("on_return".to_owned(), actions));
                }
                _ => {}
            }
        }
        Some(Tree::Map(call))
    }

    /// An empty `finalize` writes back what the event brings under the names given (§6.5.2).
    fn finalize(&mut self, invoke: Node<'_, '_>, node: Node<'_, '_>) -> Tree {
        let actions = self.content(node);
        if !actions.items().is_empty() {
            return actions;
        }
        let params = invoke.children().filter(|c| c.has_tag_name((SCXML, "param")));
        let located = params.filter_map(|c| Some((c.attribute("name")?, c.attribute("location")?)));
        let listed =
            invoke.attribute("namelist").unwrap_or_default().split_whitespace().map(|name| (name, name));
        let back: Vec<(String, String)> =
            listed.chain(located).map(|(name, place)| (name.to_owned(), place.to_owned())).collect();
        let lines = back.into_iter().map(|(name, location)| {
            let value = format!("event.data[{}]", text_literal(&name));
            let place = self.place(invoke, "namelist");
            let assignment = self.assignment(&location, &value, place);
            map([
                (
                    "if",
                    Tree::plain(format!(
                        "type_of(event.data) == \"map\" && {} in event.data",
                        text_literal(&name)
                    )),
                ),
                ("then", Tree::List(vec![Tree::plain(assignment)])),
            ])
        });
        Tree::List(lines.collect())
    }

    /// The policy that an `invoke` calls: ours by its id, another document by its file or its content.
    fn called(&mut self, node: Node<'_, '_>, name: &str) -> Option<Tree> {
        let given =
            node.children().filter(|c| c.has_tag_name((SCXML, "param"))).filter_map(|c| c.attribute("name"));
        let listed = node.attribute("namelist").unwrap_or_default().split_whitespace();
        let given = given.chain(listed).map(str::to_owned).collect();
        if let Some(src) = node.attribute("src") {
            if let Some(policy) = src.strip_prefix("policy:") {
                return Some(Tree::plain(policy));
            }
            let loaded: Option<Source> = file_name(src).and_then(|file| (self.all.load)(file));
            let Some(source) = loaded else {
                let place = self.place(node, "src");
                self.error("G1012", place, [("name", src.to_owned())]);
                return None;
            };
            let stem = file_name(src).unwrap_or(name).split('.').next().unwrap_or(name).to_owned();
            return self.all.file_called(&source, Called { name: stem, given }).map(Tree::plain);
        }
        if self.model == Model::Rhai
            && let Some(policy) = node.attribute("srcexpr")
        {
            return Some(Tree::script(policy));
        }
        if node.attribute("srcexpr").is_some() {
            return self.one_of_files(node, given);
        }
        let content = node.children().find(|c| c.has_tag_name((SCXML, "content")));
        // A variable may hold a document: see `held`.
        if let Some(expr) = content.and_then(|content| self.expression(content, "expr")) {
            return Some(Tree::script(&expr));
        }
        let inside = content.and_then(|content| content.children().find(Node::is_element));
        let Some(inside) = inside else {
            self.error("G1020", start(node), []);
            return None;
        };
        self.inner(inside, name, given).map(Tree::plain)
    }

    /// A document inside this one.
    fn inner(&mut self, root: Node<'_, '_>, name: &str, given: BTreeSet<String>) -> Option<String> {
        let name = format!("{}_{name}", self.id);
        let source = self.source;
        self.all.document(source, root, Called { name, given })
    }

    /// The value of a variable that holds XML: for a document the id of its policy, anything else is an error.
    pub(super) fn held(&mut self, node: Node<'_, '_>) -> Option<String> {
        let element = node.children().find(Node::is_element)?;
        if self.model == Model::Ecma && element.has_tag_name((SCXML, "scxml")) {
            return self.inner(element, "held", BTreeSet::new()).map(|id| text_literal(&id));
        }
        self.error("G1016", start(element), [("name", element.tag_name().name().to_owned())]);
        None
    }

    /// `srcexpr`: one of the files that the document names in a text.
    fn one_of_files(&mut self, node: Node<'_, '_>, given: BTreeSet<String>) -> Option<Tree> {
        let root = node.ancestors().last()?;
        let mut files: Vec<String> = Vec::new();
        for text in root.descendants().filter_map(|n| n.attribute("expr")) {
            let text = text.trim().trim_matches(['\'', '"']);
            let there = file_name(text).is_some_and(|name| (self.all.load)(name).is_some());
            if there && !files.iter().any(|known| known == text) {
                files.push(text.to_owned());
            }
        }
        let chosen = self.expression(node, "srcexpr")?;
        if files.is_empty() {
            self.error("G1020", start(node), []);
            return None;
        }
        let mut pairs = Vec::new();
        for file in files {
            let source = file_name(&file).and_then(|name| (self.all.load)(name))?;
            let name = file_name(&file)?.split('.').next().unwrap_or_default().to_owned();
            let id = self.all.file_called(&source, Called { name, given: given.clone() })?;
            pairs.push(format!("{}: {}", text_literal(&file), text_literal(&id)));
        }
        Some(Tree::script(&format!("#{{{}}}[{chosen}]", pairs.join(", "))))
    }
}

fn map<const N: usize>(entries: [(&str, Tree); N]) -> Tree {
    Tree::Map(entries.into_iter().map(|(key, tree)| (key.to_owned(), tree)).collect())
}

/// A delay of CSS2 (`1s`, `.5s`, `100ms`, §6.2.2) or of our own as a period; `0` is none.
fn period(delay: &str) -> Option<String> {
    let delay = delay.trim();
    if Period::parse(delay).is_ok() {
        return Some(delay.to_owned());
    }
    let (number, unit) = match delay.strip_suffix("ms") {
        Some(number) => (number, 1),
        None => (delay.strip_suffix('s')?, 1000),
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits = |part: &str| part.len() <= 9 && part.bytes().all(|b| b.is_ascii_digit());
    if number.is_empty() || !digits(whole) || !digits(fraction) || fraction.len() > 3 {
        return None;
    }
    let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let thousandths: u64 = format!("{fraction:0<3}").parse().ok()?;
    let millis = whole * unit + thousandths * unit / 1000;
    Some(if millis.is_multiple_of(1000) { format!("{}s", millis / 1000) } else { format!("{millis}ms") })
}

/// Without a length there is nothing to wait for: the event is sent at once.
fn period_in_use(period: &str) -> bool {
    period != "0s"
}
