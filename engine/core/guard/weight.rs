//! Which values a script could work on again and again, seen in its syntax tree.
//!
//! Reading `record.rows` inside a loop copies the table each time, and rhai counts one operation for it. So a script
//! that has a loop, or is long, is charged for such values by their size whenever it looks at them. `for row in
//! record.rows` looks once. Deliberately absent: the flow of values. A loop that needs only one field of a large list
//! by its index pays for the list; `for` is the cheaper way to write it.

use std::collections::{BTreeMap, BTreeSet};

use rhai::{AST, ASTNode, Expr, Scope, Stmt};

use super::mentions::{key, locals, variable};
use super::meter::eighths;
use crate::limits;

/// What a script costs beyond rhai's count.
#[derive(Debug, Default)]
pub(super) struct Weight {
    /// What one of rhai's operations costs: literals count by their length.
    pub(super) each: u64,
    /// Variables that are looked at in a loop, or that the script makes.
    inside: BTreeMap<String, Touch>,
    /// Variables that it is given and looks at outside of loops, with how often.
    outside: BTreeMap<String, Touch>,
}

/// How a variable is used.
#[derive(Debug, Default)]
struct Touch {
    /// Otherwise than by a field's name.
    whole: bool,
    /// Fields by name.
    fields: BTreeSet<String>,
    /// What is done with each item, as a multiple of copying it.
    factor: u64,
    /// How often it is mentioned.
    times: u64,
}

/// Functions that take the same time however large their value is.
const LIGHT: [&str; 4] = ["len", "is_empty", "filled", "type_of"];

/// Functions that do more with each item or character than copy it, with what that costs against copying.
const HEAVY: [(&str, u64); 26] = [
    ("==", 16),
    ("!=", 16),
    ("contains", 16),
    ("index_of", 16),
    ("dedup", 16),
    ("sum", 8),
    ("sort", 64),
    ("sort_desc", 64),
    ("order", 64),
    ("order_desc", 64),
    ("to_string", 16),
    ("to_debug", 16),
    ("to_upper", 32),
    ("to_lower", 32),
    ("make_upper", 32),
    ("make_lower", 32),
    ("sub_string", 32),
    ("crop", 32),
    ("remove", 32),
    ("replace", 32),
    ("chars", 32),
    ("split", 128),
    ("split_rev", 128),
    ("splitn", 128),
    ("splitn_rev", 128),
    ("split_at", 32),
];

/// Calculations that take some microseconds, whatever their numbers.
const SLOW: [&str; 8] = ["**", "exp(", "ln(", "log10(", "sqrt(", "sin(", "cos(", "tan("];

/// What an operation costs in a script with one of them.
const SLOW_OPERATION: u64 = 128;

impl Weight {
    pub(super) fn of(ast: &AST, text: &str) -> Weight {
        let mut weight = Weight { each: 1, ..Weight::default() };
        let mut loops = false;
        let locals = locals(ast);
        ast.walk(&mut |path: &[ASTNode<'_>]| {
            if let Some(ASTNode::Expr(expr @ Expr::Variable(..))) = path.last()
                && let Some(touch) = touch_of(expr, path)
            {
                let name = variable(expr);
                let repeated = is_repeated(path);
                let part =
                    if repeated || locals.contains(name) { &mut weight.inside } else { &mut weight.outside };
                part.entry(name.to_owned()).or_default().merge(touch);
            }
            loops |=
                matches!(path.last(), Some(ASTNode::Stmt(Stmt::While(..) | Stmt::Do(..) | Stmt::For(..))));
            true
        });
        if !loops && text.len() <= limits::SCRIPT_SHORT_BYTES {
            // Each part is done once, and there are few.
            return Weight { each: 1, ..Weight::default() };
        }
        weight.each += text.len() as u64 / limits::SCRIPT_SHORT_BYTES as u64;
        if SLOW.iter().any(|word| text.contains(word)) {
            weight.each += SLOW_OPERATION;
        }
        weight
    }

    /// Whether looks at variables have to be told.
    pub(super) fn watches(&self) -> bool {
        !self.inside.is_empty()
    }

    /// What is charged before the script begins: making the values that it is given, and looks outside of loops.
    pub(super) fn at_start(&self, scope: &Scope<'_>) -> u64 {
        let made: u64 = scope.iter_raw().map(|(_, _, value)| eighths(value)).sum();
        let looks =
            self.outside.iter().map(|(name, touch)| touch.cost(name, scope).saturating_mul(touch.times));
        looks.fold(made, u64::saturating_add) / 8
    }

    /// What a look at a variable costs.
    pub(super) fn look(&self, name: &str, scope: &Scope<'_>) -> u64 {
        self.inside.get(name).map_or(0, |touch| touch.cost(name, scope) / 8)
    }
}

impl Touch {
    fn merge(&mut self, other: Touch) {
        self.whole |= other.whole;
        self.fields.extend(other.fields);
        self.factor = self.factor.max(other.factor);
        self.times += other.times;
    }

    /// In eighths of an operation.
    fn cost(&self, name: &str, scope: &Scope<'_>) -> u64 {
        let Some(value) = scope.get(name) else { return 0 };
        let size = match (self.whole, value.read_lock::<rhai::Map>()) {
            (false, Some(map)) => {
                self.fields.iter().filter_map(|field| map.get(field.as_str())).map(eighths).sum()
            }
            _ => eighths(value),
        };
        size.saturating_mul(self.factor)
    }
}

/// What is done with a variable; nothing if it costs the same however large it is.
fn touch_of(expr: &Expr, path: &[ASTNode<'_>]) -> Option<Touch> {
    let whole = |factor| Touch { whole: true, factor, times: 1, ..Touch::default() };
    let parent = path.len().checked_sub(2).and_then(|parent| path.get(parent));
    match parent {
        Some(ASTNode::Expr(Expr::Dot(sides, ..) | Expr::Index(sides, ..)))
            if std::ptr::eq(&sides.lhs, expr) =>
        {
            // `a.b.c` stands on its own or is given to a function.
            let above = path.len().checked_sub(3).and_then(|above| path.get(above));
            let factor = method(&sides.rhs).or_else(|| above.and_then(function)).map_or(1, factor);
            let field = key(&sides.rhs).map(|(name, _)| name.to_owned());
            match (factor, field) {
                (0, _) => None,
                (factor, Some(field)) => {
                    Some(Touch { fields: BTreeSet::from([field]), ..Touch { whole: false, ..whole(factor) } })
                }
                (factor, None) => Some(whole(factor)),
            }
        }
        Some(parent) => match function(parent).map_or(1, factor) {
            0 => None,
            factor => Some(whole(factor)),
        },
        None => Some(whole(1)),
    }
}

/// The function that a chain ends with: `.a.len()`.
fn method(rhs: &Expr) -> Option<&str> {
    match rhs {
        Expr::MethodCall(call, _) => Some(&call.name),
        Expr::Dot(sides, ..) | Expr::Index(sides, ..) => method(&sides.rhs),
        _ => None,
    }
}

fn function<'a>(node: &ASTNode<'a>) -> Option<&'a str> {
    match node {
        ASTNode::Expr(Expr::FnCall(call, _)) | ASTNode::Stmt(Stmt::FnCall(call, _)) => Some(&call.name),
        _ => None,
    }
}

fn factor(function: &str) -> u64 {
    match HEAVY.iter().find(|(name, _)| *name == function) {
        Some((_, factor)) => *factor,
        None if LIGHT.contains(&function) => 0,
        None => 1,
    }
}

/// Whether a node is evaluated again and again. The list of a `for` is not, unless a loop is around it.
fn is_repeated(path: &[ASTNode<'_>]) -> bool {
    path.windows(2).any(|pair| match pair {
        [ASTNode::Stmt(Stmt::While(..) | Stmt::Do(..)), _] => true,
        [ASTNode::Stmt(Stmt::For(parts, _)), ASTNode::Expr(list)] => !std::ptr::eq(&parts.2.expr, *list),
        [ASTNode::Stmt(Stmt::For(..)), _] => true,
        _ => false,
    })
}
