//! A script, compiled once with its document and evaluated many times.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rhai::{AST, Dynamic, Position, Scope};

use super::convert::{from_dynamic, to_dynamic, to_open, to_open_map, to_rhai_map};
use super::engine::engine;
use super::error::{explain, needs_answer};
use super::plain::Plain;
use super::weight::Weight;
use super::{At, Mentions, Root, ScriptError, Use, meter};
use crate::value::{Map, Value};

/// A compiled script with its place in the document.
#[derive(Clone, Debug)]
pub struct Script {
    ast: AST,
    plain: Option<Plain>,
    weight: Arc<Weight>,
    text: Arc<str>,
    path: Arc<str>,
    line: u32,
    column: u32,
    record: Names,
    vars: Names,
    item: Names,
    values: Names,
    /// Decision tables that it mentions (`table.<name>`).
    pub tables: BTreeSet<String>,
    /// Quotas that it mentions (`quota_left("<name>")`).
    pub quotas: BTreeSet<String>,
    /// Registers that it reads (`register("<name>")`, `row("<name>")`).
    pub registers: BTreeSet<String>,
    /// Names that its text holds, of those that are filled when it runs: `now`, `event`.
    pub usual: Vec<&'static str>,
    /// True if it asks where the case stands.
    pub asks_states: bool,
    /// True if it asks which locks the case holds.
    pub asks_locks: bool,
    /// True if it looks into the folder, or for other cases of it.
    pub asks_folder: bool,
    /// All that it mentions, with places.
    pub mentions: Mentions,
}

/// Fields of a map that a script mentions.
#[derive(Clone, Debug, PartialEq)]
enum Names {
    /// Only these (perhaps none).
    Some(BTreeSet<String>),
    /// The map is used as a whole.
    All,
}

/// A script that rhai cannot read.
#[derive(Clone, Debug, PartialEq)]
pub struct CompileError {
    /// 1-based line in the script.
    pub line: u32,
    /// 1-based column in the script.
    pub column: u32,
    /// rhai's words.
    pub detail: String,
    /// The name, when it is one that nobody defined.
    pub unknown: Option<String>,
}

/// Names that every script may use; whether they are filled is seen when it runs.
const NAMES: [&str; 17] = [
    "record", "vars", "values", "item", "event", "instance", "now", "today", "actor", "number", "table",
    "done", "open", "total", "weight", "pairwise", "folder",
];

/// What statements cannot change; the record only where there is an item.
const CONSTANT: [Root; 6] =
    [Root::Record, Root::Values, Root::Table, Root::Weight, Root::Pairwise, Root::System];

/// Those that are no maps of fields.
const USUAL: [&str; 8] = ["now", "today", "actor", "number", "instance", "event", "weight", "pairwise"];

/// Whether a loop's variable must not have this name: the engine's own would be hidden.
pub fn is_reserved(name: &str) -> bool {
    const OWN: [&str; 10] =
        ["record", "vars", "values", "table", "event", "instance", "now", "today", "actor", "number"];
    OWN.contains(&name)
}

/// What a script sees.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// The case's fields.
    pub record: &'a Map,
    /// Working memory.
    pub vars: &'a Map,
    /// The item of a `for_each`.
    pub item: Option<&'a Map>,
    /// Named figures of the policy.
    pub values: &'a Map,
    /// Outputs of the decision tables it mentions.
    pub tables: &'a BTreeMap<String, Value>,
    /// Further names: `event`, `now`, `today`, `actor`, `number`, loop variables.
    pub names: &'a [(&'a str, &'a Value)],
}

/// What statements changed.
#[derive(Debug, Default, PartialEq)]
pub struct Writes {
    /// Fields of the record.
    pub record: Map,
    /// Fields of `vars`.
    pub vars: Map,
    /// Fields of the item.
    pub item: Map,
}

impl Script {
    /// Compiles a text that stands at `line`:`column` of `path`.
    ///
    /// # Errors
    /// With rhai's complaint and its place within the text.
    pub fn compile(
        text: &str,
        path: &Arc<str>,
        line: u32,
        column: u32,
        loop_names: &[String],
    ) -> Result<Script, CompileError> {
        let mut known = Scope::new();
        for name in NAMES.into_iter().chain(loop_names.iter().map(String::as_str)) {
            known.push_dynamic(name.to_owned(), Dynamic::UNIT);
        }
        let ast = engine().compile_with_scope(&known, text).map_err(|error| {
            let position = error.position();
            let unknown = match error.err_type() {
                rhai::ParseErrorType::VariableUndefined(name) => Some(name.clone()),
                _ => None,
            };
            CompileError {
                line: position.line().map_or(1, |l| l as u32),
                column: position.position().map_or(1, |c| c as u32),
                detail: error.err_type().to_string(),
                unknown,
            }
        })?;
        let mentions = Mentions::of(&ast);
        let calls = |functions: &[&str]| -> BTreeSet<String> {
            functions.iter().flat_map(|function| mentions.calls_of(function)).map(str::to_owned).collect()
        };
        Ok(Script {
            record: Names::of(&mentions, Root::Record),
            vars: Names::of(&mentions, Root::Vars),
            item: Names::of(&mentions, Root::Item),
            values: Names::of(&mentions, Root::Values),
            tables: mentions.names(Root::Table).map(str::to_owned).collect(),
            quotas: calls(&["quota_left"]),
            registers: calls(&["register", "row"]),
            usual: USUAL.into_iter().filter(|name| text.contains(name)).collect(),
            asks_states: text.contains("in_state"),
            plain: Plain::of(&ast, loop_names),
            asks_locks: text.contains("held("),
            asks_folder: text.contains("folder") || text.contains("cases("),
            mentions,
            weight: Arc::new(Weight::of(&ast, text)),
            ast,
            text: text.into(),
            path: Arc::clone(path),
            line,
            column,
        })
    }

    /// A script that fails whenever it is executed.
    pub fn broken(text: &str, path: &Arc<str>, line: u32, column: u32) -> Option<Script> {
        let script = Script::compile("throw", path, line, column, &[]).ok()?;
        Some(Script { text: text.into(), ..script })
    }

    /// The text as written.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// Path, line and column (1-based, characters) in the document.
    pub fn place(&self) -> (&Arc<str>, u32, u32) {
        (&self.path, self.line, self.column)
    }

    /// Line and column in the document of a place in the script. Exact for scripts of one line and for blocks (`|`),
    /// whose lines all begin in the column of the first.
    pub fn place_of(&self, (line, column): At) -> (u32, u32) {
        (self.line + line - 1, self.column + column - 1)
    }

    /// Fields of the record that it mentions by name; `None` when it uses the record as a whole.
    pub fn record_fields(&self) -> Option<&BTreeSet<String>> {
        match &self.record {
            Names::Some(names) => Some(names),
            Names::All => None,
        }
    }

    /// Names of `values` that it mentions.
    pub fn value_names(&self) -> impl Iterator<Item = &str> {
        match &self.values {
            Names::Some(names) => Some(names.iter().map(String::as_str)).into_iter().flatten(),
            Names::All => None.into_iter().flatten(),
        }
    }

    /// The state, if `in_state("…")` is all that it says.
    pub fn only_asks_state(&self) -> Option<&str> {
        match &self.plain {
            Some(Plain::InState(state)) => Some(state),
            _ => None,
        }
    }

    /// Calculates a value. Nothing it sees can be changed.
    ///
    /// # Errors
    /// `None` inside when an answer about the world must be found first (see `World::missing`).
    pub fn value(&self, scene: &Scene<'_>) -> Result<Value, Option<ScriptError>> {
        match self.plain.as_ref().and_then(|plain| plain.value(scene)) {
            Some(value) => Ok(value),
            None => self.engine_value(scene),
        }
    }

    pub(super) fn engine_value(&self, scene: &Scene<'_>) -> Result<Value, Option<ScriptError>> {
        self.refuse_writes(scene, &Root::ALL)?;
        let mut scope = self.scope(scene, true);
        let result = self.run(&mut scope, scene)?;
        from_dynamic(result).ok_or_else(|| Some(self.error("no-value", vec![], Position::NONE, scene)))
    }

    /// Judges a condition: the result must be true or false.
    ///
    /// # Errors
    /// As [`Script::value`], and when the result is neither.
    pub fn holds(&self, scene: &Scene<'_>) -> Result<bool, Option<ScriptError>> {
        match self.plain.as_ref().and_then(|plain| plain.holds(scene)) {
            Some(holds) => Ok(holds),
            None => self.engine_holds(scene),
        }
    }

    pub(super) fn engine_holds(&self, scene: &Scene<'_>) -> Result<bool, Option<ScriptError>> {
        self.refuse_writes(scene, &Root::ALL)?;
        let mut scope = self.scope(scene, true);
        let result = self.run(&mut scope, scene)?;
        result.as_bool().map_err(|got| {
            let args = vec![("wanted", "bool".to_owned()), ("got", got.to_string())];
            Some(self.error("wrong-type", args, Position::NONE, scene))
        })
    }

    /// Executes statements and tells what they changed.
    ///
    /// # Errors
    /// As [`Script::value`].
    pub fn execute(&self, scene: &Scene<'_>) -> Result<Writes, Option<ScriptError>> {
        match scene.item {
            Some(_) => self.refuse_writes(scene, &CONSTANT)?,
            None => self.refuse_writes(scene, &CONSTANT[1..])?,
        }
        match self.plain.as_ref().and_then(|plain| plain.writes(scene)) {
            Some(writes) => Ok(writes),
            None => self.engine_writes(scene),
        }
    }

    pub(super) fn engine_writes(&self, scene: &Scene<'_>) -> Result<Writes, Option<ScriptError>> {
        let mut scope = self.scope(scene, false);
        let _ = self.run(&mut scope, scene)?;
        let changed = |name: &str, names: &Names, before: Option<&Map>| -> Result<Map, Option<ScriptError>> {
            let Some(map) = scope.get_value::<rhai::Map>(name) else { return Ok(Map::new()) };
            let mut changed = Map::new();
            if let (Names::All, Some(before)) = (names, before) {
                let gone = before.iter().filter(|(field, value)| {
                    !matches!(value, Value::Null | Value::Sealed(_)) && !map.contains_key(field.as_str())
                });
                changed.extend(gone.map(|(field, _)| (field.clone(), Value::Null)));
            }
            for (field, dynamic) in map {
                let value = from_dynamic(dynamic)
                    .ok_or_else(|| Some(self.error("no-value", vec![], Position::NONE, scene)))?;
                if before.and_then(|map| map.get(field.as_str())) != Some(&value) {
                    changed.insert(field.to_string(), value);
                }
            }
            Ok(changed)
        };
        let vars = changed("vars", &self.vars, Some(scene.vars))?;
        // SCXML §5.4: an assignment to a place that is not there is an error. Fields of the record come into being as
        // they are filled in; `vars` are declared.
        if let Some(name) = vars.keys().find(|name| !scene.vars.contains_key(*name)) {
            let args = vec![("name", format!("vars.{name}"))];
            return Err(Some(self.error("unknown-name", args, Position::NONE, scene)));
        }
        Ok(Writes {
            record: changed("record", &self.record, Some(scene.record))?,
            vars,
            item: changed("item", &self.item, scene.item)?,
        })
    }

    /// rhai refuses to change a field of a constant map, but lets one be added.
    fn refuse_writes(&self, scene: &Scene<'_>, constant: &[Root]) -> Result<(), Option<ScriptError>> {
        let fields = &self.mentions.fields;
        let written = fields.iter().find(|field| field.how == Use::Written && constant.contains(&field.root));
        let Some(field) = written else { return Ok(()) };
        let (line, column) = self.place_of(field.at);
        let error = self.error("constant", vec![("name", field.name.clone())], Position::NONE, scene);
        Err(Some(ScriptError { line, column, ..error }))
    }

    fn run(&self, scope: &mut Scope<'_>, scene: &Scene<'_>) -> Result<Dynamic, Option<ScriptError>> {
        let run = |scope: &mut Scope<'_>| engine().eval_ast_with_scope::<Dynamic>(scope, &self.ast);
        meter::script(&self.weight, scope, run).map_err(|error| {
            if needs_answer(&error) {
                return None;
            }
            let (code, args, position) = explain(&error);
            Some(self.error(code, args, position, scene))
        })
    }

    fn scope<'s>(&self, scene: &Scene<'s>, constant: bool) -> Scope<'s> {
        let mut scope = Scope::new();
        let mut push = |name: &'static str, names: &Names, map: &Map, constant: bool| {
            if let Some(dynamic) = names.pick(map, name == "vars") {
                scope.push_dynamic(name, if constant { dynamic.into_read_only() } else { dynamic });
            }
        };
        // In an item's chart the case's record is read only.
        push("record", &self.record, scene.record, constant || scene.item.is_some());
        push("vars", &self.vars, scene.vars, constant);
        push("values", &self.values, scene.values, true);
        if let Some(item) = scene.item {
            push("item", &self.item, item, constant);
        }
        if !self.tables.is_empty() {
            let tables: rhai::Map = self
                .tables
                .iter()
                .filter_map(|name| scene.tables.get(name).map(|v| (name.as_str().into(), to_dynamic(v))))
                .collect();
            scope.push_dynamic("table", Dynamic::from_map(tables).into_read_only());
        }
        for (name, value) in scene.names {
            if self.text.contains(name) {
                let dynamic = match value {
                    Value::Map(map) if matches!(*name, "event" | "instance") => to_open_map(map),
                    value => to_dynamic(value),
                };
                scope.push_dynamic(*name, dynamic.into_read_only());
            }
        }
        scope
    }

    fn error(
        &self,
        code: &'static str,
        args: Vec<(&'static str, String)>,
        position: Position,
        scene: &Scene<'_>,
    ) -> ScriptError {
        let within = (position.line().unwrap_or(1) as u32, position.position().unwrap_or(1) as u32);
        let (line, column) = self.place_of(within);
        ScriptError {
            code,
            args,
            path: Arc::clone(&self.path),
            line,
            column,
            text: Arc::clone(&self.text),
            values: self.seen(scene),
        }
    }

    /// The values that the script mentions, for the error's reader.
    fn seen(&self, scene: &Scene<'_>) -> Vec<(String, String)> {
        let mut seen = Vec::new();
        let maps = [
            ("record", &self.record, Some(scene.record)),
            ("vars", &self.vars, Some(scene.vars)),
            ("item", &self.item, scene.item),
        ];
        for (name, names, map) in maps {
            let (Names::Some(fields), Some(map)) = (names, map) else { continue };
            for field in fields {
                let value = match map.get(field) {
                    None | Some(Value::Null) => "—".to_owned(),
                    Some(Value::Sealed(_)) => "***".to_owned(),
                    Some(value) => short(value),
                };
                seen.push((format!("{name}.{field}"), value));
            }
        }
        seen
    }
}

impl Names {
    fn of(mentions: &Mentions, root: Root) -> Names {
        match mentions.whole.contains(&root) {
            true => Names::All,
            false => Names::Some(mentions.names(root).map(str::to_owned).collect()),
        }
    }

    /// The map as the script sees it. A field that is not filled in is not there; a variable without a value is `()`.
    fn pick(&self, map: &Map, empty: bool) -> Option<Dynamic> {
        match self {
            Names::All if empty => Some(to_open_map(map)),
            Names::All => Some(Dynamic::from_map(to_rhai_map(map))),
            Names::Some(names) if names.is_empty() => None,
            Names::Some(names) => {
                let mut picked = rhai::Map::new();
                for name in names {
                    match map.get(name) {
                        None | Some(Value::Sealed(_)) => {}
                        Some(Value::Null) if !empty => {}
                        Some(value) => {
                            let value = if empty { to_open(value) } else { to_dynamic(value) };
                            picked.insert(name.as_str().into(), value);
                        }
                    }
                }
                Some(Dynamic::from_map(picked))
            }
        }
    }
}

fn short(value: &Value) -> String {
    let text = value.plain(&jiff::tz::TimeZone::UTC).to_string();
    match text.char_indices().nth(crate::limits::ERROR_VALUE_CHARS) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text,
    }
}
