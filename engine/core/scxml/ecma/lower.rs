//! From ECMAScript to rhai.

use std::fmt::Write;

use super::lex::beyond;
use super::parse::Parser;
use super::{Js, Statement, Trouble, TroubleKind};

/// What the expressions of a document name.
pub(crate) trait Naming {
    /// The name in `vars` of a variable.
    fn variable(&self, name: &str) -> String;
    /// Whether the document declares it.
    fn is_declared(&self, name: &str) -> bool;
    /// The name of a state, if there is one.
    fn state(&self, id: &str) -> Option<String>;
    /// The document's own name.
    fn document(&self) -> Option<&str>;
    /// An event's name as it is called here, for texts that are compared with one.
    fn event(&self, name: &str) -> String;
}

/// Writes rhai for the expressions of one document.
pub(crate) struct Lower<'n> {
    pub names: &'n dyn Naming,
}

type Written = Result<String, Trouble>;

const PROCESSOR: &str = "http://www.w3.org/TR/scxml/#SCXMLEventProcessor";

impl Lower<'_> {
    /// A value.
    pub fn value(&self, text: &str) -> Written {
        self.expr(&Parser::new(text)?.whole()?)
    }

    /// A condition.
    pub fn condition(&self, text: &str) -> Written {
        let js = Parser::new(text)?.whole()?;
        self.truth(&js)
    }

    /// What `log` shows; objects may be written as JSON there.
    pub fn logged(&self, text: &str) -> Written {
        match Parser::new(text)?.whole()? {
            // As it came over the wire: events come as they are.
            Js::Member(inside, name) if *inside == Js::Name("_event".to_owned()) && name == "raw" => {
                Ok("event".to_owned())
            }
            js => self.expr(&without_json(js)),
        }
    }

    /// `location = value`. `None` if the place is one that can never be written.
    pub fn assign(&self, location: &str, value: &str) -> Result<Option<String>, Trouble> {
        let place = match Parser::new(location)?.whole()? {
            place @ (Js::Name(_) | Js::Member(..) | Js::Index(..)) => place,
            _ => return Ok(None),
        };
        if !self.is_place(&place) {
            return Ok(None);
        }
        Ok(Some(format!("{} = {value}", self.expr(&place)?)))
    }

    /// The statements of a script.
    pub fn script(&self, text: &str) -> Written {
        let statements = Parser::new(text)?.script()?;
        let lines: Result<Vec<String>, Trouble> = statements.iter().map(|s| self.statement(s)).collect();
        Ok(lines?.join("\n"))
    }

    /// Variables that a script declares.
    pub fn declared_in(text: &str) -> Vec<String> {
        let statements = Parser::new(text).and_then(Parser::script).unwrap_or_default();
        let name = |s: &Statement| match s {
            Statement::Var(name, _) => Some(name.clone()),
            Statement::Do(Js::Assign("=", place, _)) => match &**place {
                Js::Name(name) => Some(name.clone()),
                _ => None,
            },
            _ => None,
        };
        statements.iter().filter_map(name).collect()
    }

    fn statement(&self, statement: &Statement) -> Written {
        match statement {
            Statement::Var(name, value) => {
                let value = value.as_ref().map_or(Ok("()".to_owned()), |value| self.expr(value))?;
                Ok(format!("vars.{} = {value};", self.names.variable(name)))
            }
            Statement::Do(Js::Assign(sign, place, value)) => {
                if !matches!(**place, Js::Name(_)) && !self.is_place(place) {
                    return Err(Trouble { at: 0, kind: TroubleKind::Broken });
                }
                if matches!(*sign, "/=") {
                    return Err(beyond(0, sign));
                }
                Ok(format!("{} {sign} {};", self.expr(place)?, self.expr(value)?))
            }
            Statement::Do(js) => Ok(format!("{};", self.expr(js)?)),
            Statement::If(condition, then, otherwise) => {
                let block = |statements: &[Statement]| -> Written {
                    let lines: Result<Vec<String>, Trouble> =
                        statements.iter().map(|s| self.statement(s)).collect();
                    Ok(lines?.join(" "))
                };
                let mut text = format!("if {} {{ {} }}", self.truth(condition)?, block(then)?);
                if !otherwise.is_empty() {
                    write!(text, " else {{ {} }}", block(otherwise)?)
                        .expect("writing to a string cannot fail");
                }
                Ok(text)
            }
        }
    }

    /// Whether something can be assigned there: the document's own variables and what is in them.
    fn is_place(&self, js: &Js) -> bool {
        match js {
            Js::Name(name) => !name.starts_with('_') && self.names.is_declared(name),
            Js::Member(inside, _) | Js::Index(inside, _) => self.is_place(inside),
            _ => false,
        }
    }

    fn expr(&self, js: &Js) -> Written {
        Ok(match js {
            Js::Number(number) => number.clone(),
            Js::Text(text) => text_literal(&self.names.event(text)),
            Js::Bool(truth) => truth.to_string(),
            Js::Nothing => "()".to_owned(),
            Js::Name(name) => self.name(name)?,
            Js::Member(inside, name) => self.member(inside, name)?,
            Js::Index(inside, index) => format!("{}[{}]", self.expr(inside)?, self.expr(index)?),
            Js::Call(function, args) => self.call(function, args)?,
            Js::Unary("!", inside) if matches!(**inside, Js::Binary(..)) => {
                format!("!({})", self.truth(inside)?)
            }
            Js::Unary("!", inside) => format!("!{}", self.truth(inside)?),
            Js::Unary("-", inside) => format!("-{}", self.tight(inside)?),
            Js::Unary("+", inside) => self.expr(inside)?,
            Js::Unary(operator, _) => return Err(beyond(0, operator)),
            Js::Binary(operator, left, right) => self.binary(operator, left, right)?,
            Js::Choice(condition, yes, no) => {
                format!(
                    "(if {} {{ {} }} else {{ {} }})",
                    self.truth(condition)?,
                    self.expr(yes)?,
                    self.expr(no)?
                )
            }
            Js::Array(items) => {
                let items: Result<Vec<String>, Trouble> = items.iter().map(|item| self.expr(item)).collect();
                format!("[{}]", items?.join(", "))
            }
            Js::Object(entries) => {
                let entry =
                    |(key, value): &(String, Js)| Ok(format!("{}: {}", text_literal(key), self.expr(value)?));
                let entries: Result<Vec<String>, Trouble> = entries.iter().map(entry).collect();
                format!("#{{{}}}", entries?.join(", "))
            }
            Js::Assign(sign, ..) => return Err(beyond(0, sign)),
        })
    }

    /// In brackets where another operator stands beside it.
    fn tight(&self, js: &Js) -> Written {
        let text = self.expr(js)?;
        let open = matches!(js, Js::Binary(..)) && !text.starts_with("(if ");
        Ok(if open { format!("({text})") } else { text })
    }

    fn name(&self, name: &str) -> Written {
        Ok(match name {
            "_event" => "event".to_owned(),
            "_sessionid" => "instance.id".to_owned(),
            "_name" => self.names.document().map_or("instance.policy".to_owned(), text_literal),
            "_ioprocessors" => {
                format!("#{{\"scxml\": {OWN_ADDRESS}, \"{PROCESSOR}\": {OWN_ADDRESS}}}")
            }
            "_x" | "NaN" | "Infinity" | "Math" | "JSON" | "Date" | "Array" | "Object" | "String"
            | "Number" => {
                return Err(beyond(0, name));
            }
            _ => format!("vars.{}", self.names.variable(name)),
        })
    }

    fn member(&self, inside: &Js, name: &str) -> Written {
        if *inside == Js::Name("_ioprocessors".to_owned()) {
            return match name {
                "scxml" | PROCESSOR => Ok(OWN_ADDRESS.to_owned()),
                _ => Err(beyond(0, &format!("_ioprocessors['{name}']"))),
            };
        }
        if *inside == Js::Name("_event".to_owned()) {
            return Ok(match name {
                "name" | "data" | "type" | "sendid" | "origin" => format!("event.{name}"),
                "invokeid" => "event[\"call\"]".to_owned(),
                "origintype" => format!("(if event.origin == () {{ () }} else {{ \"{PROCESSOR}\" }})"),
                "raw" => return Err(beyond(0, "_event.raw")),
                _ => "()".to_owned(),
            });
        }
        let inside = self.tight(inside)?;
        Ok(match name {
            "length" => format!("{inside}.len()"),
            _ if crate::text::is_name(name) && !KEYWORDS.contains(&name) => format!("{inside}.{name}"),
            _ => format!("{inside}[{}]", text_literal(name)),
        })
    }

    fn call(&self, function: &Js, args: &[Js]) -> Written {
        let values: Result<Vec<String>, Trouble> = args.iter().map(|arg| self.tight(arg)).collect();
        let said = |function: &Js| match function {
            Js::Name(name) => format!("{name}()"),
            Js::Member(_, name) => format!(".{name}()"),
            _ => "()".to_owned(),
        };
        match (function, args) {
            (Js::Name(name), [Js::Text(state)]) if name == "In" => {
                let state = self.names.state(state);
                Ok(state.map_or("false".to_owned(), |state| format!("in_state({})", text_literal(&state))))
            }
            (Js::Name(name), [_]) if name == "String" => Ok(format!("{}.to_string()", values?[0])),
            (Js::Member(inside, name), _) if **inside == Js::Name("Math".to_owned()) => {
                let values = values?;
                match (name.as_str(), values.as_slice()) {
                    ("pow", [base, power]) => Ok(format!("({base} ** {power})")),
                    ("abs", [value]) => Ok(format!("{value}.abs()")),
                    ("max" | "min", [a, b]) => Ok(format!("{name}({a}, {b})")),
                    _ => Err(beyond(0, &format!("Math.{name}()"))),
                }
            }
            (Js::Member(inside, name), _) if name == "concat" => {
                let mut text = self.tight(inside)?;
                for (arg, value) in args.iter().zip(values?) {
                    let alone = matches!(arg, Js::Number(_) | Js::Text(_) | Js::Bool(_));
                    let list = matches!(**inside, Js::Array(_)) && alone;
                    let value = if list { format!("[{value}]") } else { value };
                    write!(text, " + {value}").expect("writing to a string cannot fail");
                }
                Ok(format!("({text})"))
            }
            (Js::Member(inside, name), [_]) if name == "push" => {
                Ok(format!("{}.push({})", self.expr(inside)?, values?[0]))
            }
            (Js::Member(inside, name), []) if name == "toString" => {
                Ok(format!("{}.to_string()", self.tight(inside)?))
            }
            _ => Err(beyond(0, &said(function))),
        }
    }

    fn binary(&self, operator: &'static str, left: &Js, right: &Js) -> Written {
        if let Some(text) = self.typeof_comparison(operator, left, right)? {
            return Ok(text);
        }
        let operator = match operator {
            "===" => "==",
            "!==" => "!=",
            "&&" | "||" if is_truth(left) && is_truth(right) => {
                return Ok(format!(
                    "{} {operator} {}",
                    self.side(left, operator)?,
                    self.side(right, operator)?
                ));
            }
            "&&" => {
                let (test, no, yes) = (self.truth(left)?, self.expr(left)?, self.expr(right)?);
                return Ok(format!("(if {test} {{ {yes} }} else {{ {no} }})"));
            }
            "||" => {
                let (test, yes, no) = (self.truth(left)?, self.expr(left)?, self.expr(right)?);
                return Ok(format!("(if {test} {{ {yes} }} else {{ {no} }})"));
            }
            "/" => return Err(beyond(0, operator)),
            // Every event has them here, some with nothing in them.
            "in" if *right == Js::Name("_event".to_owned()) && is_part_of_event(left) => {
                return Ok("true".to_owned());
            }
            "instanceof" if *right == Js::Name("Array".to_owned()) => {
                return Ok(format!("type_of({}) == \"array\"", self.expr(left)?));
            }
            "instanceof" => return Err(beyond(0, operator)),
            other => other,
        };
        Ok(format!("{} {operator} {}", self.tight(left)?, self.tight(right)?))
    }

    /// One side of `&&` or `||`, with brackets only where the other of the two stands inside.
    fn side(&self, js: &Js, operator: &str) -> Written {
        let text = self.expr(js)?;
        Ok(match js {
            Js::Binary(inner @ ("&&" | "||"), ..) if *inner != operator => format!("({text})"),
            _ => text,
        })
    }

    /// `typeof x === 'undefined'` and its like.
    fn typeof_comparison(&self, operator: &str, left: &Js, right: &Js) -> Result<Option<String>, Trouble> {
        let (Js::Unary("typeof", inside), Js::Text(name)) = (left, right) else { return Ok(None) };
        let negated = match operator {
            "==" | "===" => false,
            "!=" | "!==" => true,
            _ => return Ok(None),
        };
        let text = match name.as_str() {
            "undefined" => self.is_there(inside, !negated)?,
            "string" | "boolean" => {
                let name = if name == "boolean" { "bool" } else { "string" };
                format!("type_of({}) {} \"{name}\"", self.expr(inside)?, if negated { "!=" } else { "==" })
            }
            other => return Err(beyond(0, &format!("typeof … '{other}'"))),
        };
        Ok(Some(text))
    }

    /// Whether something has a value (`absent`: has none).
    fn is_there(&self, js: &Js, absent: bool) -> Written {
        let value = self.expr(js)?;
        let known = match js {
            Js::Name(name) if name.starts_with('_') || self.names.is_declared(name) => None,
            Js::Name(name) => Some(("vars".to_owned(), self.names.variable(name))),
            Js::Member(inside, _) if matches!(&**inside, Js::Name(name) if name.starts_with('_')) => None,
            Js::Member(inside, name) => Some((self.tight(inside)?, name.clone())),
            _ => None,
        };
        Ok(match (known, absent) {
            (None, true) => format!("{value} == ()"),
            (None, false) => format!("{value} != ()"),
            (Some((map, key)), false) => format!("({} in {map} && {value} != ())", text_literal(&key)),
            (Some((map, key)), true) => format!("!({} in {map} && {value} != ())", text_literal(&key)),
        })
    }

    /// As a condition: what is no truth value is true unless it is nothing, zero or an empty text.
    fn truth(&self, js: &Js) -> Written {
        let text = self.expr(js)?;
        Ok(match js {
            _ if is_truth(js) => text,
            Js::Number(number) => (number != "0").to_string(),
            Js::Text(text) => (!text.is_empty()).to_string(),
            Js::Nothing => "false".to_owned(),
            Js::Array(_) | Js::Object(_) => "true".to_owned(),
            _ => format!("({text} != () && {text} != false && {text} != 0 && {text} != \"\")"),
        })
    }
}

const OWN_ADDRESS: &str = "#{location: \"#_scxml_\" + instance.id}";

/// Words that rhai keeps for itself, which may be names of members in ECMAScript.
const KEYWORDS: [&str; 16] = [
    "call", "eval", "print", "debug", "import", "export", "curry", "type_of", "global", "shared", "sync",
    "async", "match", "public", "private", "fn",
];

/// Whether it gives a truth value.
fn is_truth(js: &Js) -> bool {
    match js {
        Js::Bool(_) | Js::Unary("!", _) => true,
        Js::Binary("&&" | "||", left, right) => is_truth(left) && is_truth(right),
        Js::Binary(operator, ..) => {
            ["===", "!==", "==", "!=", "<", ">", "<=", ">=", "in", "instanceof"].contains(operator)
        }
        Js::Call(function, _) => **function == Js::Name("In".to_owned()),
        _ => false,
    }
}

fn is_part_of_event(js: &Js) -> bool {
    let parts = ["name", "type", "sendid", "origin", "origintype", "invokeid", "data"];
    matches!(js, Js::Text(name) if parts.contains(&name.as_str()))
}

fn is_path(js: &Js, path: &[&str; 2]) -> bool {
    matches!(js, Js::Member(inside, name) if name == path[1] && **inside == Js::Name(path[0].to_owned()))
}

/// `'text' + JSON.stringify(x)`: rhai joins anything to a text by itself.
fn without_json(js: Js) -> Js {
    match js {
        Js::Call(function, mut args) if is_path(&function, &["JSON", "stringify"]) && args.len() == 1 => {
            args.remove(0)
        }
        Js::Binary(operator, left, right) => {
            Js::Binary(operator, Box::new(without_json(*left)), Box::new(without_json(*right)))
        }
        other => other,
    }
}

/// A text as rhai writes it.
pub(crate) fn text_literal(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() => {
                write!(out, "\\u{:04x}", u32::from(c)).expect("writing to a string cannot fail");
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
