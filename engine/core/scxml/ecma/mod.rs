//! The part of ECMAScript that charts of others are read with, and what it becomes in rhai.
//!
//! Literals, arrays and objects, names (`x` → `vars.x`), `_event.…`, `_sessionid`, `_name`, `In('s')`, comparisons,
//! `&& || !`, arithmetic without division, `?:`, `in`, `instanceof Array`, `typeof x === 'undefined'`; in scripts also
//! `var`, assignments, `if`. Truth of what is no truth value (`cond="x"`) is spelled out. Deliberately absent:
//! functions, objects with methods, regular expressions, loops: what has a name there in SCXML is an action.

mod lex;
mod lower;
mod parse;

pub(super) use lower::{Lower, Naming, text_literal};

/// Why an expression cannot be taken over.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Trouble {
    /// Byte of the expression.
    pub at: usize,
    pub kind: TroubleKind,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum TroubleKind {
    /// It is no ECMAScript either: it fails there and here, when it runs.
    Broken,
    /// It is ECMAScript that has no counterpart; in words of ECMAScript what it was.
    Beyond(String),
}

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Js {
    Number(String),
    Text(String),
    Bool(bool),
    /// `null` and `undefined`.
    Nothing,
    Name(String),
    Member(Box<Js>, String),
    Index(Box<Js>, Box<Js>),
    Call(Box<Js>, Vec<Js>),
    Unary(&'static str, Box<Js>),
    Binary(&'static str, Box<Js>, Box<Js>),
    Choice(Box<Js>, Box<Js>, Box<Js>),
    Array(Vec<Js>),
    Object(Vec<(String, Js)>),
    /// `x = 1`, `x += 1`; `x++` as `x += 1`.
    Assign(&'static str, Box<Js>, Box<Js>),
}

/// A statement of a script.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Statement {
    /// `var x = 1`
    Var(String, Option<Js>),
    Do(Js),
    If(Js, Vec<Statement>, Vec<Statement>),
}
