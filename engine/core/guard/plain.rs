//! Scripts that need no engine: a field, its comparison with a text, its assignment.
//!
//! Most scripts of a procedure say no more than `values.step_within`, `record.class == "other"` or
//! `record.handed_over_at = now`; evaluated by rhai they cost more than all the rest of a step. Here is only what can
//! mean but one thing: where a value is missing, sealed, of an unexpected type or not a plain one there is no answer,
//! and rhai's answer or error counts. Deliberately absent: everything else; a test holds both against each other.

use rhai::{AST, Expr, FnCallExpr, Stmt};

use super::mentions::{self, Root, Term};
use super::script::{Scene, Writes};
use crate::limits;
use crate::value::{Map, Value};

/// A script of one of three forms.
#[derive(Clone, Debug)]
pub(super) enum Plain {
    /// `values.step_within`
    Value(Place),
    /// `record.class == "other"`, or `!=`
    Is { place: Place, text: String, equal: bool },
    /// `in_state("memo_signed")`: whoever runs the script knows the answer.
    InState(String),
    /// `record.handler = table.destination.goes_to`
    Set { root: Root, field: String, place: Place },
}

/// Where a value stands.
#[derive(Clone, Debug)]
pub(super) enum Place {
    /// `record.class`
    Field(Root, String),
    /// `table.destination.grade`
    Column(String, String),
    /// `now`
    Name(String),
}

impl Plain {
    /// The script's plain form, if it has one. Loop variables must not hide what scripts usually see.
    pub(super) fn of(ast: &AST, loop_names: &[String]) -> Option<Plain> {
        if loop_names.iter().any(|name| mentions::root(name).is_some()) {
            return None;
        }
        match ast.statements() {
            [Stmt::Expr(expr)] => match &**expr {
                Expr::FnCall(call, _) => Plain::comparison(call).or_else(|| Plain::question(call)),
                expr => Some(Plain::Value(Place::of(expr)?)),
            },
            [Stmt::Assignment(assignment)] => {
                let (op, sides) = &**assignment;
                let Term::Field(root, field) = mentions::term(&sides.lhs) else { return None };
                let plain = Plain::Set { root, field, place: Place::of(&sides.rhs)? };
                Some(plain).filter(|_| !op.is_op_assignment())
            }
            _ => None,
        }
    }

    fn comparison(call: &FnCallExpr) -> Option<Plain> {
        let equal = match call.name.as_str() {
            "==" => true,
            "!=" => false,
            _ => return None,
        };
        match &*call.args {
            [expr, Expr::StringConstant(text, _)] | [Expr::StringConstant(text, _), expr] => {
                Some(Plain::Is { place: Place::of(expr)?, text: text.to_string(), equal })
            }
            _ => None,
        }
    }

    fn question(call: &FnCallExpr) -> Option<Plain> {
        match (call.name.as_str(), &*call.args) {
            ("in_state", [Expr::StringConstant(state, _)]) => Some(Plain::InState(state.to_string())),
            _ => None,
        }
    }

    /// The value, as [`super::Script::value`] gives it.
    pub(super) fn value(&self, scene: &Scene<'_>) -> Option<Value> {
        match self {
            Plain::Value(place) => place.find(scene).cloned(),
            Plain::Is { .. } => self.holds(scene).map(Value::Bool),
            Plain::InState(_) | Plain::Set { .. } => None,
        }
    }

    /// The truth, as [`super::Script::holds`] gives it.
    pub(super) fn holds(&self, scene: &Scene<'_>) -> Option<bool> {
        match self {
            Plain::Is { place, text, equal } => match place.find(scene)? {
                Value::Text(value) => Some((value == text) == *equal),
                _ => None,
            },
            Plain::Value(place) => match place.find(scene)? {
                Value::Bool(holds) => Some(*holds),
                _ => None,
            },
            Plain::InState(_) | Plain::Set { .. } => None,
        }
    }

    /// What is written, as [`super::Script::execute`] gives it; constants have been refused before.
    pub(super) fn writes(&self, scene: &Scene<'_>) -> Option<Writes> {
        let Plain::Set { root, field, place } = self else { return None };
        let value = place.find(scene)?;
        let mut writes = Writes::default();
        let (before, after) = match root {
            Root::Record => (Some(scene.record), &mut writes.record),
            // A name that nobody declared is an error, which rhai's way tells.
            Root::Vars if !scene.vars.contains_key(field) => return None,
            Root::Vars => (Some(scene.vars), &mut writes.vars),
            Root::Item => (scene.item, &mut writes.item),
            _ => return None,
        };
        if before?.get(field) != Some(value) {
            after.insert(field.clone(), value.clone());
        }
        Some(writes)
    }
}

impl Place {
    fn of(expr: &Expr) -> Option<Place> {
        match expr {
            Expr::Variable(variable, ..) if mentions::root(&variable.1).is_none() => {
                Some(Place::Name(variable.1.to_string()))
            }
            Expr::Dot(sides, ..) | Expr::Index(sides, ..) => match (mentions::term(expr), &sides.rhs) {
                (Term::Field(root, field), _) => Some(Place::Field(root, field)),
                // Nothing may follow the column.
                (Term::Column(table, column), Expr::Dot(sides, ..) | Expr::Index(sides, ..))
                    if matches!(sides.rhs, Expr::Property(..) | Expr::StringConstant(..)) =>
                {
                    Some(Place::Column(table, column))
                }
                _ => None,
            },
            _ => None,
        }
    }

    fn find<'s>(&self, scene: &Scene<'s>) -> Option<&'s Value> {
        let value = match self {
            Place::Field(root, field) => map(*root, scene)?.get(field)?,
            Place::Column(table, column) => match scene.tables.get(table)? {
                Value::Map(outputs) => outputs.get(column)?,
                _ => return None,
            },
            // Of several with one name the last one hides the others.
            Place::Name(name) => scene.names.iter().rev().find(|(known, _)| known == name)?.1,
        };
        Some(value).filter(|value| is_plain(value))
    }
}

fn map<'s>(root: Root, scene: &Scene<'s>) -> Option<&'s Map> {
    match root {
        Root::Record => Some(scene.record),
        Root::Vars => Some(scene.vars),
        Root::Item => scene.item,
        Root::Values => Some(scene.values),
        Root::Table | Root::Weight | Root::Pairwise | Root::System => None,
    }
}

/// A value that is the same after it went through the engine, which knows neither empty nor sealed ones, and sets
/// limits to texts.
fn is_plain(value: &Value) -> bool {
    match value {
        Value::Null | Value::Sealed(_) | Value::List(_) | Value::Map(_) => false,
        Value::Text(text) => text.len() <= limits::SCRIPT_STRING_BYTES,
        Value::Bool(_)
        | Value::Int(_)
        | Value::Decimal(_)
        | Value::Date(_)
        | Value::Time(_)
        | Value::Period(_) => true,
    }
}
