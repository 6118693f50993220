//! What a script mentions, seen in its syntax tree: fields, tables, states, registers, comparisons, assignments.
//!
//! `check` judges these names against the other documents, and a step shows a script only the fields it names.
//! Deliberately absent: types and the flow of values through the script's own variables.

use std::collections::BTreeSet;

use rhai::{AST, ASTNode, Expr, FnCallExpr, Position, Stmt};

/// What every script sees as a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Root {
    /// The case's fields.
    Record,
    /// Working memory.
    Vars,
    /// The item of a `for_each`.
    Item,
    /// Named figures.
    Values,
    /// Decision tables.
    Table,
    /// Weights of indicators.
    Weight,
    /// Weights by pairwise comparison.
    Pairwise,
    /// What the engine tells: the event, the case as an instance, who acts.
    System,
}

impl Root {
    /// All of them.
    pub const ALL: [Root; 8] = [
        Root::Record,
        Root::Vars,
        Root::Item,
        Root::Values,
        Root::Table,
        Root::Weight,
        Root::Pairwise,
        Root::System,
    ];
}

/// What is done with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// Its value is needed.
    Read,
    /// It is asked whether it is filled in.
    Asked,
    /// It gets a value.
    Written,
}

/// Line and column within the script, from 1.
pub type At = (u32, u32);

/// `record.amount`, `table.destination.grade`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldUse {
    /// Of which map.
    pub root: Root,
    /// The field.
    pub name: String,
    /// What stands behind the next point: a table's column.
    pub inner: Option<String>,
    /// And behind that: an indicator of a column of weights.
    pub innermost: Option<String>,
    /// What is done with it.
    pub how: Use,
    /// Where.
    pub at: At,
}

/// A function called with a name of something: `in_state("filed")`, `register("stock", #{ batch: b })`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The function.
    pub function: String,
    /// The name given to it.
    pub name: String,
    /// Fields of a filter.
    pub fields: Vec<String>,
    /// Where.
    pub at: At,
}

/// `record.class == "other"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// What is compared.
    pub left: Term,
    /// With this text.
    pub text: String,
    /// `==` rather than `!=`.
    pub equal: bool,
    /// Where the text stands.
    pub at: At,
}

/// A side of a comparison or the value of an assignment, as far as it is told apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    /// `record.class`
    Field(Root, String),
    /// `table.destination.grade`
    Column(String, String),
    /// `"minor"`
    Text(String),
    /// Anything else.
    Other,
}

/// `record.handler = table.destination.goes_to`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// Of which map.
    pub root: Root,
    /// The field.
    pub name: String,
    /// What it gets.
    pub value: Term,
    /// Where the value stands.
    pub at: At,
}

/// All that a script mentions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mentions {
    /// Fields by name, in the script's order.
    pub fields: Vec<FieldUse>,
    /// Maps that are used otherwise than by a field's name.
    pub whole: BTreeSet<Root>,
    /// Calls with a name.
    pub calls: Vec<Call>,
    /// Comparisons with a text.
    pub comparisons: Vec<Comparison>,
    /// Plain assignments to fields.
    pub assignments: Vec<Assignment>,
    /// If the whole script is one expression: what it is.
    pub result: Option<Term>,
    /// If the whole script is one comparison, that one.
    pub is_comparison: bool,
}

/// Functions whose first argument names something of a document.
const NAMING: [&str; 5] = ["in_state", "register", "row", "holders", "quota_left"];

impl Mentions {
    /// Reads a compiled script.
    pub(super) fn of(ast: &AST) -> Mentions {
        let mut mentions = Mentions::default();
        let locals = locals(ast);
        ast.walk(&mut |path: &[ASTNode<'_>]| {
            mentions.node(path, &locals);
            true
        });
        if let [Stmt::Expr(expr)] = ast.statements() {
            mentions.result = Some(term(expr));
            mentions.is_comparison = matches!(&**expr, Expr::FnCall(call, _) if comparison(call).is_some());
        }
        mentions
    }

    /// Names of a map's fields.
    pub fn names(&self, root: Root) -> impl Iterator<Item = &str> {
        self.fields.iter().filter(move |field| field.root == root).map(|field| field.name.as_str())
    }

    /// Names given to a function.
    pub fn calls_of<'a>(&'a self, function: &'a str) -> impl Iterator<Item = &'a str> {
        self.calls.iter().filter(move |call| call.function == function).map(|call| call.name.as_str())
    }

    fn node(&mut self, path: &[ASTNode<'_>], locals: &BTreeSet<String>) {
        match path {
            [.., ASTNode::Expr(expr @ Expr::Variable(..))] => {
                let Some(root) = root_of(expr).filter(|_| !locals.contains(variable(expr))) else { return };
                self.variable(root, expr, path);
            }
            [.., ASTNode::Expr(Expr::FnCall(call, position))] => self.call(call, *position),
            [.., ASTNode::Stmt(Stmt::FnCall(call, position))] => self.call(call, *position),
            [.., ASTNode::Stmt(Stmt::Assignment(assignment))] => {
                let (op, sides) = &**assignment;
                if let Term::Field(root, name) = term(&sides.lhs) {
                    let value = if op.is_op_assignment() { Term::Other } else { term(&sides.rhs) };
                    self.assignments.push(Assignment { root, name, value, at: at(sides.rhs.position()) });
                }
            }
            _ => {}
        }
    }

    fn variable(&mut self, root: Root, expr: &Expr, path: &[ASTNode<'_>]) {
        let parent = path.len().checked_sub(2).map(|parent| &path[parent]);
        let found = match parent {
            Some(ASTNode::Expr(Expr::Dot(sides, ..) | Expr::Index(sides, ..)))
                if std::ptr::eq(&sides.lhs, expr) =>
            {
                key(&sides.rhs)
                    .map(|(name, position)| (name, [inner(&sides.rhs), innermost(&sides.rhs)], position))
            }
            Some(ASTNode::Expr(Expr::FnCall(call, _)) | ASTNode::Stmt(Stmt::FnCall(call, _))) => {
                match (call.name.as_str(), &*call.args) {
                    // `"x" in record` is `contains(record, "x")`.
                    ("filled" | "contains", [map, Expr::StringConstant(name, position)])
                        if std::ptr::eq(map, expr) =>
                    {
                        self.push(root, name, [None, None], Use::Asked, *position);
                        return;
                    }
                    _ => None,
                }
            }
            _ => None,
        };
        match found {
            Some((name, inner, position)) => {
                let how = if is_assigned(path) { Use::Written } else { Use::Read };
                self.push(root, name, inner, how, position);
            }
            None => {
                self.whole.insert(root);
            }
        }
    }

    fn push(&mut self, root: Root, name: &str, inner: [Option<String>; 2], how: Use, position: Position) {
        let [inner, innermost] = inner;
        self.fields.push(FieldUse { root, name: name.to_owned(), inner, innermost, how, at: at(position) });
    }

    fn call(&mut self, call: &FnCallExpr, position: Position) {
        if let Some((left, text, equal, position)) = comparison(call) {
            self.comparisons.push(Comparison { left, text, equal, at: at(position) });
        }
        // `in_state("x", number)` is about another case, whose policy may be any.
        if call.name.as_str() == "in_state" && call.args.len() > 1 {
            return;
        }
        let Some(function) = NAMING.into_iter().find(|name| *name == call.name.as_str()) else { return };
        if let Some(Expr::StringConstant(name, place)) = call.args.first() {
            let place = if place.is_none() { position } else { *place };
            let fields = match call.args.get(1) {
                Some(Expr::Map(entries, _)) => {
                    entries.0.iter().map(|(name, _)| name.name.to_string()).collect()
                }
                _ => Vec::new(),
            };
            self.calls.push(Call {
                function: function.to_owned(),
                name: name.to_string(),
                fields,
                at: at(place),
            });
        }
    }
}

/// Names that the script itself makes: they hide the usual ones.
pub(super) fn locals(ast: &AST) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    ast.walk(&mut |path: &[ASTNode<'_>]| {
        match path.last() {
            Some(ASTNode::Stmt(Stmt::Var(declared, ..))) => {
                names.insert(declared.0.name.to_string());
            }
            Some(ASTNode::Stmt(Stmt::For(declared, ..))) => {
                names.insert(declared.0.name.to_string());
                names.extend(declared.1.iter().map(|counter| counter.name.to_string()));
            }
            _ => {}
        }
        true
    });
    names
}

pub(super) fn variable(expr: &Expr) -> &str {
    match expr {
        Expr::Variable(variable, ..) => &variable.1,
        _ => "",
    }
}

fn root_of(expr: &Expr) -> Option<Root> {
    root(variable(expr))
}

/// The map that scripts see under this name.
pub(super) fn root(name: &str) -> Option<Root> {
    match name {
        "record" => Some(Root::Record),
        "vars" => Some(Root::Vars),
        "item" => Some(Root::Item),
        "values" => Some(Root::Values),
        "table" => Some(Root::Table),
        "event" | "instance" | "actor" => Some(Root::System),
        "weight" => Some(Root::Weight),
        "pairwise" => Some(Root::Pairwise),
        _ => None,
    }
}

/// The first key of a chain behind `record`: `.a`, `["a"]`, `.a.b`.
pub(super) fn key(rhs: &Expr) -> Option<(&str, Position)> {
    match rhs {
        Expr::Property(property, position) => Some((&property.2, *position)),
        Expr::StringConstant(text, position) => Some((text, *position)),
        Expr::Dot(sides, ..) | Expr::Index(sides, ..) => key(&sides.lhs),
        _ => None,
    }
}

/// The second key of the chain.
fn inner(rhs: &Expr) -> Option<String> {
    match rhs {
        Expr::Dot(sides, ..) | Expr::Index(sides, ..) => key(&sides.rhs).map(|(name, _)| name.to_owned()),
        _ => None,
    }
}

/// The third key of the chain.
fn innermost(rhs: &Expr) -> Option<String> {
    match rhs {
        Expr::Dot(sides, ..) | Expr::Index(sides, ..) => inner(&sides.rhs),
        _ => None,
    }
}

/// Whether the chain that the path ends in is the left side of an assignment; `record.x += 1` needs a value, too.
fn is_assigned(path: &[ASTNode<'_>]) -> bool {
    let Some(start) = path.len().checked_sub(3) else { return false };
    match (&path[start], &path[start + 1]) {
        (ASTNode::Stmt(Stmt::Assignment(assignment)), ASTNode::Expr(chain)) => {
            let plain = matches!(chain, Expr::Dot(sides, ..) | Expr::Index(sides, ..)
                if matches!(sides.rhs, Expr::Property(..) | Expr::StringConstant(..)));
            plain && std::ptr::eq(&assignment.1.lhs, *chain) && !assignment.0.is_op_assignment()
        }
        _ => false,
    }
}

fn comparison(call: &FnCallExpr) -> Option<(Term, String, bool, Position)> {
    let equal = match call.name.as_str() {
        "==" => true,
        "!=" => false,
        _ => return None,
    };
    match &*call.args {
        [left, Expr::StringConstant(text, position)] | [Expr::StringConstant(text, position), left] => {
            Some((term(left), text.to_string(), equal, *position))
        }
        _ => None,
    }
}

/// What an expression is, as far as it is told apart.
pub(super) fn term(expr: &Expr) -> Term {
    match expr {
        Expr::StringConstant(text, _) => Term::Text(text.to_string()),
        Expr::Dot(sides, ..) | Expr::Index(sides, ..) => {
            let Some((root, (name, _))) = root_of(&sides.lhs).zip(key(&sides.rhs)) else {
                return Term::Other;
            };
            match (root, &sides.rhs) {
                (Root::Table, rhs) => {
                    inner(rhs).map_or(Term::Other, |column| Term::Column(name.to_owned(), column))
                }
                (_, Expr::Property(..) | Expr::StringConstant(..)) => Term::Field(root, name.to_owned()),
                _ => Term::Other,
            }
        }
        _ => Term::Other,
    }
}

fn at(position: Position) -> At {
    (position.line().map_or(1, |line| line as u32), position.position().map_or(1, |column| column as u32))
}
