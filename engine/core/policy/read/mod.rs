//! Reads a policy file. Every mistake is reported, none stops the reading.
//!
//! Two passes over the states: the first gives every state its place in document order, the second reads what they say,
//! so that a target may stand anywhere in the file.

mod actions;
mod calls;
mod casework;
mod expr;
mod figures;
mod rules;
mod states;
mod tables;
mod task;
mod transitions;
mod weights;

pub use expr::value_of;
pub use figures::read_shared;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Binding, NameUse, Naming, OnError, Policy, PolicyChart, Promise, Shared, Start};
use crate::chart::{Chart, StateId};
use crate::guard::Script;
use crate::limits;
use crate::text::yaml::{self, Node};
use crate::text::{Bilingual, Ctx, Findings, Piece, Source, Span, Spanned, pieces};
use crate::value::Value;

/// Where the first pass put a state.
struct Declared<'n> {
    chart: usize,
    state: StateId,
    node: &'n Node,
}

/// A document other than a policy is not called like its file.
const DOCUMENT_NAME: &str = "G0701";

/// Shared documents by id.
pub type SharedDocuments = BTreeMap<String, Arc<Shared>>;

/// What is being built.
struct Builder<'n, 'a> {
    ctx: Ctx<'a>,
    scripts: Vec<Script>,
    script_places: Vec<(usize, StateId)>,
    uses: Vec<NameUse>,
    /// The chart and state that is being read.
    here: (usize, StateId),
    charts: Vec<PolicyChart>,
    /// State name → chart, state, where it was declared.
    names: BTreeMap<String, (usize, StateId, Span)>,
    declared: Vec<Declared<'n>>,
    /// Names in `vars` → where they are declared.
    var_names: BTreeMap<String, Span>,
    /// Names in `vars` that actions write.
    var_uses: Vec<Spanned<String>>,
    /// Names that scripts may use here beyond the usual ones: loop variables.
    loop_names: Vec<String>,
    default_rules: task::Defaults<'n>,
    /// Read to be tried, not to be used: nobody sees a title.
    alone: bool,
    /// Only tried, and errors are events: a script that cannot be read fails when it is executed, as SCXML allows.
    lenient: bool,
    /// Where the folder is written or looked into.
    folder_uses: Vec<Span>,
    /// What `uses` may name.
    shared: &'a SharedDocuments,
}

/// Reads a policy that uses no shared documents. See [`read_with`].
pub fn read(source: &Source, findings: &mut Findings) -> Option<Policy> {
    read_with(source, &SharedDocuments::new(), findings)
}

/// Reads a policy. `None` if its shape is not clear; the policy may be used only if no errors were reported.
pub fn read_with(source: &Source, shared: &SharedDocuments, findings: &mut Findings) -> Option<Policy> {
    let root = yaml::read(source, findings)?;
    Builder::new(source, findings, shared).policy(&root)
}

/// [`read`] for a chart that is only tried: it needs no title, and its file may be called anything.
pub fn read_alone(source: &Source, findings: &mut Findings) -> Option<Policy> {
    let root = yaml::read(source, findings)?;
    let nothing = SharedDocuments::new();
    let mut builder = Builder::new(source, findings, &nothing);
    builder.alone = true;
    builder.lenient = root.get("on_error").and_then(Node::as_text) == Some("raise");
    builder.policy(&root)
}

impl<'n, 'a> Builder<'n, 'a> {
    fn new(source: &'a Source, findings: &'a mut Findings, shared: &'a SharedDocuments) -> Builder<'n, 'a> {
        Builder {
            ctx: Ctx::new(source, findings),
            scripts: Vec::new(),
            script_places: Vec::new(),
            uses: Vec::new(),
            here: (0, 0),
            charts: Vec::new(),
            names: BTreeMap::new(),
            declared: Vec::new(),
            var_names: BTreeMap::new(),
            var_uses: Vec::new(),
            loop_names: Vec::new(),
            default_rules: task::Defaults::default(),
            alone: false,
            lenient: false,
            folder_uses: Vec::new(),
            shared,
        }
    }
}

impl<'n> Builder<'n, '_> {
    fn policy(&mut self, root: &'n Node) -> Option<Policy> {
        let mut fields = self.ctx.map(root)?;
        let id = fields.required(&mut self.ctx, "policy").and_then(|n| self.ctx.identifier(n));
        if let Some(id) = id.as_ref().filter(|_| !self.alone) {
            self.check_file_name("G0400", id);
        }
        let title = match (&id, self.alone && !fields.has("title")) {
            (Some(id), true) => Some(Bilingual { zh: id.value.clone(), en: id.value.clone() }),
            _ => fields.required(&mut self.ctx, "title").and_then(|n| self.ctx.bilingual(n)),
        };
        let clause = fields.optional("clause").and_then(|n| self.ctx.clause(n)).map(|c| c.value);
        let element = fields.optional("element").and_then(|n| {
            let number = self.ctx.text(n)?;
            self.note(Naming::Element, number.clone(), n.span);
            Some(number)
        });
        let form = fields.optional("form").and_then(|n| self.name(n, Naming::Form));
        let number = fields.optional("number").and_then(|n| self.number(n));
        let summary = fields.optional("summary").and_then(|n| self.summary(n));
        let starts = fields.optional("start").map(|n| self.starts(n)).unwrap_or_default();
        let drill = fields.optional("drill").and_then(|n| self.formula(n));
        fields.optional("reviewed");
        let own = self.figures(&mut fields);
        let mut figures = own.clone();
        let shared = fields.optional("uses").map(|n| self.uses(n, &mut figures)).unwrap_or_default();
        let vars = fields.optional("vars").map(|n| self.first_values(n)).unwrap_or_default();
        let words = [("early", Binding::Early), ("late", Binding::Late)];
        let binding = fields.optional("binding").and_then(|n| self.ctx.one_of(n, &words)).unwrap_or_default();
        let folder = fields.optional("folder").and_then(|n| self.formula(n));
        let mailbox = fields.optional("mailbox").map(|n| self.descriptors(n)).unwrap_or_default();
        let schedules = fields.optional("schedules").map(|n| self.schedules(n)).unwrap_or_default();
        let promises = fields.optional("promises").map(|n| self.promises(n)).unwrap_or_default();
        let words = [("refuse", OnError::Refuse), ("raise", OnError::Raise)];
        let on_error =
            fields.optional("on_error").and_then(|n| self.ctx.one_of(n, &words)).unwrap_or(OnError::Refuse);
        self.default_rules =
            task::Defaults { remind: fields.optional("remind"), overdue: fields.optional("overdue") };
        if !fields.has("states") {
            self.ctx.error("G0401", fields.span, []);
        }
        let shares = folder.is_some();
        self.declare_chart(root, None);
        self.states();
        self.judge_ways_back();
        self.judge_locks();
        self.judge_folder(shares);
        for key in states::KEYS {
            fields.optional(key);
        }
        fields.finish(&mut self.ctx);
        self.check_values(&figures.values());
        self.check_vars();
        Some(Policy {
            id: id?.value,
            title: title?,
            clause,
            element,
            form,
            number,
            summary,
            starts,
            drill,
            values: figures.values(),
            weights: Value::Map(figures.weight_values()),
            pairwise: Value::Map(figures.pairwise_values()),
            tables: figures.tables,
            quotas: figures.quotas,
            shared,
            own,
            vars,
            mailbox,
            binding,
            folder,
            schedules,
            promises,
            on_error,
            charts: std::mem::take(&mut self.charts),
            scripts: std::mem::take(&mut self.scripts),
            script_places: std::mem::take(&mut self.script_places),
            names: std::mem::take(&mut self.uses),
        })
    }

    fn starts(&mut self, node: &'n Node) -> Vec<Start> {
        let mut starts = Vec::new();
        for node in self.ctx.list_or_one(node) {
            let Some(mut fields) = self.ctx.map(node) else { continue };
            let (mut posts, mut anyone) = (Vec::new(), false);
            for key in ["post", "posts"] {
                for item in fields.optional(key).map(|n| self.ctx.list_or_one(n)).unwrap_or_default() {
                    if item.as_text() == Some("anyone") {
                        anyone = true;
                    } else {
                        posts.extend(self.name(item, Naming::Post));
                    }
                }
            }
            if posts.is_empty() && !anyone {
                self.ctx.error("G0402", node.span, []);
            }
            let ask = fields.optional("ask").and_then(|n| self.name(n, Naming::Section));
            fields.finish(&mut self.ctx);
            starts.push(Start { posts, ask, span: node.span });
        }
        starts
    }

    /// An identifier that another document, or another part of this one, defines.
    fn name(&mut self, node: &'n Node, what: Naming) -> Option<String> {
        let name = self.ctx.identifier(node)?;
        self.note(what, name.value.clone(), name.span);
        Some(name.value)
    }

    fn note(&mut self, what: Naming, name: String, span: Span) {
        let (chart, state) = self.here;
        self.uses.push(NameUse { what, name, span, chart, state });
    }

    /// One line with `{field}`.
    fn summary(&mut self, node: &'n Node) -> Option<String> {
        let text = self.ctx.text(node)?;
        for piece in pieces(&text) {
            match piece {
                Piece::Text(_) => {}
                Piece::Name(name) => {
                    let written = self.ctx.source.slice(node.span);
                    let at = written.find(&format!("{{{name}}}")).map(|at| node.span.start + at as u32 + 1);
                    let span = at.map_or(node.span, |at| Span::new(at, at + name.len() as u32));
                    self.note(Naming::Summary, name.to_owned(), span);
                }
                Piece::Broken(part) => self.ctx.error("G0429", node.span, [("text", part.to_owned())]),
            }
        }
        Some(text)
    }

    fn check_file_name(&mut self, code: &'static str, id: &Spanned<String>) {
        let file = self.ctx.source.path.rsplit('/').next().unwrap_or_default();
        let stem = file.split('.').next().unwrap_or_default().to_owned();
        if stem != id.value {
            self.ctx.error(code, id.span, [("id", id.value.clone()), ("file", stem)]);
        }
    }

    fn promises(&mut self, node: &'n Node) -> Vec<Promise> {
        let items = self.ctx.list(node).unwrap_or_default();
        items.iter().filter_map(|n| Some(Promise { text: self.ctx.text(n)?, span: n.span })).collect()
    }

    /// Makes room for a chart and gives every state below `node` its number.
    fn declare_chart(&mut self, node: &'n Node, owner: Option<(usize, StateId)>) -> usize {
        let chart = Chart::default();
        self.charts.push(PolicyChart { chart, work: Vec::new(), choices: Vec::new(), owner, calls: false });
        let index = self.charts.len() - 1;
        self.declare(index, None, String::new(), node.span, node);
        index
    }

    fn too_many(&mut self, span: Span) -> bool {
        let states: usize = self.charts.iter().map(|c| c.chart.states.len()).sum();
        if states == limits::STATES {
            self.ctx.error("G0403", span, [("limit", limits::STATES.to_string())]);
        }
        states >= limits::STATES
    }
}
