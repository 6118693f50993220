//! Conditions in words, as far as the form, the states and the tables have titles for what they name.

use super::words::Words;
use crate::form::{Field, FieldKind};
use crate::policy::{Expr, ScriptId};
use crate::table::{Cell, Table};
use crate::text::shorten;
use crate::value::Value;

impl Words<'_> {
    /// A condition in words. A part of it for which there are no titles stands as it is written, shortened, for those
    /// who read formulas; for all others there are no words then.
    pub fn guard(&self, id: ScriptId) -> Option<String> {
        self.joined(self.script(id))
    }

    /// Parts joined by `||` and `&&`, with brackets kept where the one stands inside the other.
    pub fn joined(&self, text: &str) -> Option<String> {
        let text = text.trim();
        for (sign, id) in [("||", "picture-or"), ("&&", "picture-and")] {
            let parts = split(text, sign);
            if parts.len() > 1 {
                let words: Option<Vec<String>> = parts.into_iter().map(|part| self.joined(part)).collect();
                let join = |left: String, right: String| self.say(id, [("left", &left), ("right", &right)]);
                return words?.into_iter().reduce(join);
            }
        }
        if let Some(inner) = bracketed(text) {
            return Some(self.say("picture-brackets", [("inside", &self.joined(inner)?)]));
        }
        if let Some(inner) = text.strip_prefix('!').filter(|rest| !rest.starts_with('=')) {
            let inner = inner.trim();
            if let Some(title) = self.present(inner) {
                return Some(self.say("picture-not-in", [("state", &title)]));
            }
            if let Some(words) = self.condition(bracketed(inner).unwrap_or(inner)) {
                return Some(self.say("picture-not", [("inside", &words)]));
            }
        }
        self.condition(text).or_else(|| self.options.formulas.then(|| shorten(text, FORMULA_CHARS)))
    }

    fn condition(&self, text: &str) -> Option<String> {
        if let Some(title) = self.present(text) {
            return Some(self.say("picture-in", [("state", &title)]));
        }
        if let Some(state) = call(text, "in_state") {
            let (chart, state) = self.policy.find_state(state.trim_matches('"'))?;
            return self.reached(chart, state).map(|title| self.say("picture-reached", [("state", &title)]));
        }
        if let Some(args) = call(text, "filled") {
            let (map, field) = args.split_once(',')?;
            let field = self.field_title(&format!("{}.{}", map.trim(), field.trim().trim_matches('"')))?;
            return Some(self.say("picture-filled", [("field", &field)]));
        }
        if let Some(words) = self.table_condition(text) {
            return Some(words);
        }
        for (operator, sign) in [("==", "="), ("!=", "≠"), (">=", "≥"), ("<=", "≤"), (">", ">"), ("<", "<")]
        {
            if let Some((left, right)) = text.split_once(operator) {
                let (left, right) = (left.trim(), right.trim());
                let field = self.field_title(left)?;
                let value = self.operand(left, right)?;
                return Some(match operator {
                    "==" if right.starts_with('"') => {
                        self.say("picture-is", [("field", &field), ("value", &value)])
                    }
                    _ => format!("{field} {sign} {value}"),
                });
            }
        }
        self.field_title(text)
    }

    /// The title of the state of `in_state("x")`, where that is one with work in it; an end is reached, and stays so.
    fn present(&self, text: &str) -> Option<String> {
        let state = call(text, "in_state")?;
        let (chart, state) = self.policy.find_state(state.trim_matches('"'))?;
        let has_work = self.policy.charts[chart].work[state].task.is_some();
        if has_work { self.title(chart, state) } else { None }
    }

    /// A choice's title, another field's, a named figure, a number.
    fn operand(&self, field: &str, text: &str) -> Option<String> {
        if let Some(word) = quoted(text) {
            let field = self.field(field)?;
            return Some(self.choice(field, word).unwrap_or_else(|| word.to_owned()));
        }
        if let Some(Value::Int(number)) =
            text.strip_prefix("values.").and_then(|name| self.policy.values.get(name))
        {
            return Some(number.to_string());
        }
        let is_number = !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || c == '.');
        if is_number { Some(text.to_owned()) } else { self.field_title(text) }
    }

    fn field(&self, text: &str) -> Option<&Field> {
        let name = text.strip_prefix("record.").or_else(|| text.strip_prefix("item."))?;
        self.options.form?.field(name)
    }

    /// The title of one of a field's choices.
    fn choice(&self, field: &Field, id: &str) -> Option<String> {
        let (FieldKind::Choice { choices } | FieldKind::Choices { choices }) = &field.kind else {
            return None;
        };
        Some(choices.iter().find(|choice| choice.id == id)?.title.get(self.options.lang).to_owned())
    }

    /// `table.destination.grade == "minor"`: the choices that the table answers so.
    fn table_condition(&self, text: &str) -> Option<String> {
        let (left, word) = text.split_once("==")?;
        let (table, column) = left.trim().strip_prefix("table.")?.split_once('.')?;
        let table = self.policy.tables.get(table)?;
        let [(_, Expr::Script(input))] = table.inputs.as_slice() else { return None };
        let field = self.field(self.script(*input))?;
        let column = table.outputs.iter().position(|name| name == column)?;
        let words = answered(table, column, quoted(word.trim())?)?;
        let choices: Option<Vec<String>> = words.into_iter().map(|word| self.choice(field, word)).collect();
        let title = field.title.get(self.options.lang);
        Some(self.say("picture-is", [("field", title), ("value", &self.list(&choices?))]))
    }
}

/// The inputs for which a table's column says `answer`, if all its rows are plain words.
fn answered<'t>(table: &'t Table, column: usize, answer: &str) -> Option<Vec<&'t str>> {
    let mut inputs = Vec::new();
    for row in &table.rows {
        let (Some(Cell::OneOf(values)), Some(Expr::Literal(Value::Text(output)))) =
            (row.cells.first(), row.outputs.get(column))
        else {
            return None;
        };
        if output == answer {
            inputs.extend(values.iter().filter_map(Value::as_text));
        }
    }
    (!inputs.is_empty()).then_some(inputs)
}

/// Characters of a formula beside a line.
const FORMULA_CHARS: usize = 48;

/// Parts around a sign that stands outside of brackets and texts.
fn split<'t>(text: &'t str, sign: &str) -> Vec<&'t str> {
    let (mut parts, mut start, mut depth, mut in_text) = (Vec::new(), 0, 0, false);
    for (at, c) in text.char_indices() {
        match c {
            '"' => in_text = !in_text,
            '(' | '[' | '{' if !in_text => depth += 1,
            ')' | ']' | '}' if !in_text => depth -= 1,
            _ if !in_text && depth == 0 && at >= start && text[at..].starts_with(sign) => {
                parts.push(text[start..at].trim());
                start = at + sign.len();
            }
            _ => {}
        }
    }
    parts.push(text[start..].trim());
    parts
}

/// What stands between brackets that hold the whole.
fn bracketed(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('(')?.strip_suffix(')')?;
    let mut depth = 0;
    for c in inner.chars() {
        depth += i32::from(c == '(') - i32::from(c == ')');
        if depth < 0 {
            return None;
        }
    }
    Some(inner)
}

fn quoted(text: &str) -> Option<&str> {
    text.strip_prefix('"')?.strip_suffix('"')
}

/// The arguments of a call that is the whole text.
fn call<'t>(text: &'t str, function: &str) -> Option<&'t str> {
    let inside = text.strip_prefix(function)?.trim_start().strip_prefix('(')?.strip_suffix(')')?;
    (!inside.contains(['(', ')'])).then(|| inside.trim())
}
