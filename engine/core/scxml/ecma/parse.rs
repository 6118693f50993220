//! Expressions and statements from tokens, by precedence climbing (ECMA-262 §13).

use super::lex::{Kind, Token, beyond, tokens};
use super::{Js, Statement, Trouble, TroubleKind};
use crate::limits;

pub(super) struct Parser {
    tokens: Vec<Token>,
    next: usize,
    end: usize,
    depth: usize,
}

/// Words that cannot stand where a value is expected.
const RESERVED: [&str; 24] = [
    "return",
    "continue",
    "break",
    "var",
    "let",
    "const",
    "if",
    "else",
    "for",
    "while",
    "do",
    "switch",
    "case",
    "default",
    "throw",
    "try",
    "catch",
    "finally",
    "in",
    "instanceof",
    "with",
    "debugger",
    "export",
    "import",
];
/// Words that begin what has no counterpart.
const BEYOND: [&str; 9] = ["function", "new", "class", "this", "delete", "void", "async", "await", "yield"];

/// Binary operators by how strongly they bind.
const LEVELS: [&[&str]; 8] = [
    &["??"],
    &["||"],
    &["&&"],
    &["===", "!==", "==", "!="],
    &["<=", ">=", "<", ">", "instanceof", "in"],
    &["+", "-"],
    &["*", "/", "%"],
    &["**"],
];

impl Parser {
    pub fn new(text: &str) -> Result<Parser, Trouble> {
        Ok(Parser { tokens: tokens(text)?, next: 0, end: text.len(), depth: 0 })
    }

    /// One expression and nothing behind it.
    pub fn whole(mut self) -> Result<Js, Trouble> {
        let expression = self.expression()?;
        if self.next < self.tokens.len() { Err(self.broken()) } else { Ok(expression) }
    }

    /// A script.
    pub fn script(mut self) -> Result<Vec<Statement>, Trouble> {
        let mut statements = Vec::new();
        while self.next < self.tokens.len() {
            self.statement(&mut statements)?;
        }
        Ok(statements)
    }

    fn at(&self) -> usize {
        self.tokens.get(self.next).map_or(self.end, |token| token.at)
    }

    fn broken(&self) -> Trouble {
        Trouble { at: self.at(), kind: TroubleKind::Broken }
    }

    fn peek(&self) -> Option<&Kind> {
        self.tokens.get(self.next).map(|token| &token.kind)
    }

    fn take_sign(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek(), Some(Kind::Sign(s)) if *s == sign);
        self.next += usize::from(found);
        found
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found = matches!(self.peek(), Some(Kind::Word(w)) if w == word);
        self.next += usize::from(found);
        found
    }

    fn expect(&mut self, sign: &str) -> Result<(), Trouble> {
        if self.take_sign(sign) { Ok(()) } else { Err(self.broken()) }
    }

    fn statement(&mut self, into: &mut Vec<Statement>) -> Result<(), Trouble> {
        self.deeper()?;
        if self.take_sign(";") {
        } else if self.take_sign("{") {
            while !self.take_sign("}") {
                self.statement(into)?;
            }
        } else if self.take_word("var") || self.take_word("let") || self.take_word("const") {
            loop {
                let Some(Kind::Word(name)) = self.peek().cloned() else { return Err(self.broken()) };
                self.next += 1;
                let value = if self.take_sign("=") { Some(self.expression()?) } else { None };
                into.push(Statement::Var(name, value));
                if !self.take_sign(",") {
                    break;
                }
            }
            self.end_of_statement()?;
        } else if self.take_word("if") {
            self.expect("(")?;
            let condition = self.expression()?;
            self.expect(")")?;
            let (mut then, mut otherwise) = (Vec::new(), Vec::new());
            self.statement(&mut then)?;
            if self.take_word("else") {
                self.statement(&mut otherwise)?;
            }
            into.push(Statement::If(condition, then, otherwise));
        } else {
            if let Some(Kind::Word(word)) = self.peek()
                && ["for", "while", "do", "switch", "throw", "try", "return"].contains(&word.as_str())
            {
                return Err(beyond(self.at(), &word.clone()));
            }
            into.push(Statement::Do(self.expression()?));
            self.end_of_statement()?;
        }
        self.depth -= 1;
        Ok(())
    }

    fn end_of_statement(&mut self) -> Result<(), Trouble> {
        let ended = self.take_sign(";")
            || matches!(self.peek(), None | Some(Kind::Sign("}")))
            || self.tokens[self.next].on_new_line;
        if ended { Ok(()) } else { Err(self.broken()) }
    }

    fn deeper(&mut self) -> Result<(), Trouble> {
        self.depth += 1;
        if self.depth > limits::SCRIPT_DEPTH { Err(beyond(self.at(), "(((…")) } else { Ok(()) }
    }

    fn expression(&mut self) -> Result<Js, Trouble> {
        self.deeper()?;
        let left = self.binary(0)?;
        let expression = if self.take_sign("?") {
            let yes = self.expression()?;
            self.expect(":")?;
            let no = self.expression()?;
            Js::Choice(Box::new(left), Box::new(yes), Box::new(no))
        } else if let Some(Kind::Sign(sign @ ("=" | "+=" | "-=" | "*=" | "/=" | "%=" | "**="))) =
            self.peek().cloned()
        {
            self.next += 1;
            Js::Assign(sign, Box::new(left), Box::new(self.expression()?))
        } else {
            left
        };
        if let Some(Kind::Sign(sign @ ("=>" | "<<" | ">>" | ">>>" | "<<=" | ">>="))) = self.peek() {
            return Err(beyond(self.at(), sign));
        }
        self.depth -= 1;
        Ok(expression)
    }

    fn binary(&mut self, level: usize) -> Result<Js, Trouble> {
        let Some(operators) = LEVELS.get(level) else { return self.unary() };
        let mut left = self.binary(level + 1)?;
        loop {
            let operator = match self.peek() {
                Some(Kind::Sign(sign)) => operators.iter().find(|o| *o == sign),
                Some(Kind::Word(word)) => operators.iter().find(|o| *o == word),
                _ => None,
            };
            let Some(operator) = operator else { return Ok(left) };
            if *operator == "??" {
                return Err(beyond(self.at(), operator));
            }
            self.next += 1;
            // `**` binds to the right.
            let right = if *operator == "**" { self.binary(level)? } else { self.binary(level + 1)? };
            left = Js::Binary(operator, Box::new(left), Box::new(right));
        }
    }

    fn unary(&mut self) -> Result<Js, Trouble> {
        self.deeper()?;
        let operator = ["!", "-", "+"].into_iter().find(|sign| self.take_sign(sign));
        let operator = operator.or_else(|| self.take_word("typeof").then_some("typeof"));
        let expression = match operator {
            Some(operator) => Js::Unary(operator, Box::new(self.unary()?)),
            None => {
                if matches!(self.peek(), Some(Kind::Sign("++" | "--"))) {
                    return Err(beyond(self.at(), "++"));
                }
                let value = self.postfix()?;
                let one = || Box::new(Js::Number("1".to_owned()));
                match self.peek() {
                    Some(Kind::Sign("++")) => {
                        self.next += 1;
                        Js::Assign("+=", Box::new(value), one())
                    }
                    Some(Kind::Sign("--")) => {
                        self.next += 1;
                        Js::Assign("-=", Box::new(value), one())
                    }
                    _ => value,
                }
            }
        };
        self.depth -= 1;
        Ok(expression)
    }

    fn postfix(&mut self) -> Result<Js, Trouble> {
        let mut value = self.primary()?;
        loop {
            if self.take_sign(".") {
                let Some(Kind::Word(name)) = self.peek().cloned() else { return Err(self.broken()) };
                self.next += 1;
                value = Js::Member(Box::new(value), name);
            } else if self.take_sign("[") {
                let index = self.expression()?;
                self.expect("]")?;
                value = match index {
                    Js::Text(name) => Js::Member(Box::new(value), name),
                    index => Js::Index(Box::new(value), Box::new(index)),
                };
            } else if self.take_sign("(") {
                value = Js::Call(Box::new(value), self.until(")")?);
            } else if matches!(self.peek(), Some(Kind::Sign("?."))) {
                return Err(beyond(self.at(), "?."));
            } else {
                return Ok(value);
            }
        }
    }

    /// Expressions divided by commas, up to a closing sign.
    fn until(&mut self, close: &str) -> Result<Vec<Js>, Trouble> {
        let mut items = Vec::new();
        while !self.take_sign(close) {
            items.push(self.expression()?);
            if !self.take_sign(",") {
                self.expect(close)?;
                break;
            }
        }
        Ok(items)
    }

    fn primary(&mut self) -> Result<Js, Trouble> {
        let at = self.at();
        let broken = self.broken();
        let kind = self.peek().cloned().ok_or(broken.clone())?;
        self.next += 1;
        match kind {
            Kind::Number(number) => Ok(Js::Number(number)),
            Kind::Text(text) => Ok(Js::Text(text)),
            Kind::Word(word) => match word.as_str() {
                "true" => Ok(Js::Bool(true)),
                "false" => Ok(Js::Bool(false)),
                "null" | "undefined" => Ok(Js::Nothing),
                word if RESERVED.contains(&word) => Err(broken),
                word if BEYOND.contains(&word) => Err(beyond(at, word)),
                _ => Ok(Js::Name(word)),
            },
            Kind::Sign("(") => {
                let inside = self.expression()?;
                self.expect(")")?;
                Ok(inside)
            }
            Kind::Sign("[") => Ok(Js::Array(self.until("]")?)),
            Kind::Sign("{") => self.object(),
            Kind::Sign("/" | "/=") => Err(beyond(at, "/…/")),
            Kind::Sign(_) => Err(broken),
        }
    }

    fn object(&mut self) -> Result<Js, Trouble> {
        let mut entries = Vec::new();
        while !self.take_sign("}") {
            let key = match self.peek().cloned() {
                Some(Kind::Word(name) | Kind::Text(name) | Kind::Number(name)) => name,
                _ => return Err(self.broken()),
            };
            self.next += 1;
            self.expect(":")?;
            entries.push((key, self.expression()?));
            if !self.take_sign(",") {
                self.expect("}")?;
                break;
            }
        }
        Ok(Js::Object(entries))
    }
}
