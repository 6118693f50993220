//! Scripts and literals: `=record.handler`, `values.memo_within`, `2wd`, `50 CNY`.

use std::str::FromStr;

use rust_decimal::Decimal;

use super::Builder;
use crate::calendar::Period;
use crate::guard::{Root, Script, Use};
use crate::policy::{Expr, Length, Naming, NumberFormat, ScriptId};
use crate::text::yaml::{Kind, Node};
use crate::text::{Fields, Span, lookalike};
use crate::value::{Map, Value};

impl<'n> Builder<'n, '_> {
    /// The fields of a node that may also be something else than a map.
    pub(super) fn if_map(&mut self, node: &'n Node) -> Option<Fields<'n>> {
        matches!(node.kind, Kind::Map(_)).then(|| self.ctx.map(node)).flatten()
    }

    /// A scalar that is a script, with or without a leading `=`.
    pub(super) fn script(&mut self, node: &'n Node) -> Option<ScriptId> {
        let text = self.ctx.text(node)?;
        let (body, skipped) = match text.strip_prefix('=') {
            Some(body) => (body, 1),
            None => (text.as_str(), 0),
        };
        let start = self.script_start(node.span) + skipped;
        let place = self.ctx.source.place(start);
        let path = self.ctx.source.path.clone();
        if let Some(found) = lookalike::in_script(body) {
            // Exact where the script stands as it is written, without YAML's escapes.
            let at = start
                + if self.ctx.source.slice(Span::new(start, node.span.end)).starts_with(body) {
                    found.at as u32
                } else {
                    0
                };
            let args = [
                ("character", found.character.to_string()),
                ("code", found.code()),
                ("ascii", found.ascii.to_string()),
            ];
            self.ctx.error("G0505", Span::new(at, node.span.end.max(at)), args);
            return None;
        }
        match Script::compile(body, &path, place.line, place.column, &self.loop_names) {
            Ok(script) => {
                self.scripts.push(script);
                self.script_places.push(self.here);
                Some(self.scripts.len() - 1)
            }
            Err(error) => {
                let (line, column) = (place.line + error.line - 1, place.column + error.column - 1);
                let at = self.ctx.source.byte(line, column).clamp(start, node.span.end);
                let code = if error.unknown.is_some() { "G0502" } else { "G0501" };
                let args = [("detail", error.detail), ("name", error.unknown.unwrap_or_default())];
                let span = Span::new(at, node.span.end.max(at));
                if self.lenient {
                    self.ctx.warning(code, span, args);
                    return self.broken(body, node);
                }
                self.ctx.error(code, span, args);
                None
            }
        }
    }

    /// A script that fails whenever it is executed, in place of one that cannot be read (SCXML §5.9.4).
    pub(super) fn broken(&mut self, body: &str, node: &Node) -> Option<ScriptId> {
        let place = self.ctx.source.place(node.span.start);
        self.scripts.push(Script::broken(body, &self.ctx.source.path, place.line, place.column)?);
        self.script_places.push(self.here);
        Some(self.scripts.len() - 1)
    }

    /// Where the text of a scalar begins: behind its quote, or below a block's `|`.
    fn script_start(&self, span: Span) -> u32 {
        let text = &self.ctx.source.text[span.start as usize..];
        match text.chars().next() {
            Some('"' | '\'') => span.start + 1,
            Some('|' | '>') => {
                let line_end = text.find('\n').map_or(0, |end| end + 1);
                let indent = text[line_end..].len() - text[line_end..].trim_start_matches(' ').len();
                span.start + (line_end + indent) as u32
            }
            _ => span.start,
        }
    }

    /// A scalar where scripts are the rule: `record.a + 1`.
    pub(super) fn formula(&mut self, node: &'n Node) -> Option<Expr> {
        self.script(node).map(Expr::Script)
    }

    /// A map of them.
    pub(super) fn formulas(&mut self, node: &'n Node) -> Vec<(String, Expr)> {
        let named = self.ctx.named(node).unwrap_or_default();
        named.into_iter().filter_map(|(name, node)| Some((name.value, self.formula(node)?))).collect()
    }

    /// A scalar where words are the rule and `=` begins a script: `general_manager`, `=record.handler`.
    pub(super) fn word(&mut self, node: &'n Node) -> Option<Expr> {
        if node.as_text().is_some_and(|text| text.starts_with('=')) {
            return self.script(node).map(Expr::Script);
        }
        self.ctx.identifier(node).map(|word| Expr::Literal(Value::Text(word.value)))
    }

    /// A scalar where any text is the rule and `=` begins a script: ids, addresses.
    pub(super) fn text_or_script(&mut self, node: &'n Node) -> Option<Expr> {
        if node.as_text().is_some_and(|text| text.starts_with('=')) {
            return self.script(node).map(Expr::Script);
        }
        self.ctx.text(node).map(|text| Expr::Literal(Value::Text(text)))
    }

    /// First values: scripts; lists and maps as they are written; nothing behind the colon: no value.
    pub(super) fn first_values(&mut self, node: &'n Node) -> Vec<(String, Expr)> {
        let named = self.ctx.named(node).unwrap_or_default();
        let value = |node: &'n Node, reader: &mut Self| match &node.kind {
            _ if node.is_empty() => Some(Expr::Literal(Value::Null)),
            Kind::Scalar { .. } => reader.formula(node),
            _ => reader.figure(node).map(Expr::Literal),
        };
        let mut vars = Vec::new();
        for (name, node) in named {
            if let Some((_, first)) = self.var_names.get_key_value(&name.value) {
                let line = self.ctx.source.place(first.start).line.to_string();
                self.ctx.error("G0437", name.span, [("name", name.value.clone()), ("line", line)]);
                continue;
            }
            self.var_names.insert(name.value.clone(), name.span);
            vars.extend(value(node, self).map(|value| (name.value, value)));
        }
        vars
    }

    /// A post: its id, or an expression that gives one.
    pub(super) fn post(&mut self, node: &'n Node) -> Option<Expr> {
        let post = self.word(node)?;
        if let Expr::Literal(Value::Text(name)) = &post {
            self.note(Naming::Post, name.clone(), node.span);
        }
        Some(post)
    }

    /// One or several posts.
    pub(super) fn posts(&mut self, node: &'n Node) -> Vec<Expr> {
        self.ctx.list_or_one(node).iter().filter_map(|node| self.post(node)).collect()
    }

    /// A period, or a script that gives one.
    pub(super) fn length(&mut self, node: &'n Node) -> Option<Length> {
        let text = self.ctx.text(node)?;
        if text.starts_with('=') || text.contains("values.") || text.contains("table.") {
            return self.script(node).map(Length::Script);
        }
        self.length_text(&text, node.span)
    }

    pub(super) fn length_text(&mut self, text: &str, span: Span) -> Option<Length> {
        let wait = Period::parse_wait(text).ok();
        wait.or_else(|| self.period_text(text, span)).map(Length::Fixed)
    }

    /// A period alone.
    pub(super) fn period(&mut self, node: &'n Node) -> Option<Period> {
        let text = self.ctx.text(node)?;
        self.period_text(&text, node.span)
    }

    fn period_text(&mut self, text: &str, span: Span) -> Option<Period> {
        let period = Period::parse(text);
        if period.is_err() && !self.ctx.is_full_width(text, span) {
            self.ctx.error("G0417", span, [("text", text.to_owned())]);
        }
        period.ok()
    }

    pub(super) fn number(&mut self, node: &'n Node) -> Option<NumberFormat> {
        let text = self.ctx.text(node)?;
        match NumberFormat::parse(&text) {
            Ok(format) => Some(format),
            Err(part) => {
                self.ctx.error("G0418", node.span, [("part", part)]);
                None
            }
        }
    }

    /// Reports names in `vars` that actions write and nobody declared.
    pub(super) fn check_vars(&mut self) {
        for name in std::mem::take(&mut self.var_uses) {
            if !self.var_names.contains_key(&name.value) {
                let known = self.var_names.keys().map(String::as_str);
                self.ctx.unknown("G0438", "G0439", &name.value, name.span, known);
            }
        }
    }

    /// Reports names of `values` that scripts use and nobody defined.
    pub(super) fn check_values(&mut self, values: &Map) {
        for script in &self.scripts {
            let fields = script.mentions.fields.iter().filter(|field| field.root == Root::Values);
            for field in fields.filter(|field| field.how != Use::Asked && !values.contains_key(&field.name)) {
                let (line, column) = script.place_of(field.at);
                let at = self.ctx.source.byte(line, column);
                let span = Span::new(at, at + field.name.len() as u32);
                self.ctx.unknown("G0503", "G0504", &field.name, span, values.keys().map(String::as_str));
            }
        }
    }
}

/// A node as data: plain scalars as literals, quoted ones as texts.
pub fn value_of(node: &Node) -> Value {
    match &node.kind {
        _ if node.is_empty() => Value::Null,
        Kind::Scalar { plain: false, text } => Value::Text(text.clone()),
        Kind::Scalar { text, .. } => literal(text),
        Kind::List(items) => Value::List(items.iter().map(value_of).collect()),
        Kind::Map(entries) => {
            Value::Map(entries.iter().map(|(key, node)| (key.name.clone(), value_of(node))).collect())
        }
    }
}

/// A literal: money `50 CNY`, period `2wd`, number, date, moment with its offset, truth value, else a word.
pub(super) fn literal(text: &str) -> Value {
    let text = text.trim();
    if let Some(amount) = text.strip_suffix(" CNY").or_else(|| text.strip_suffix(" 元"))
        && let Ok(amount) = Decimal::from_str(amount)
    {
        return Value::Decimal(amount);
    }
    if let Some(number) = text.strip_suffix('%').and_then(|n| Decimal::from_str(n.trim()).ok()) {
        return Value::Decimal((number / Decimal::ONE_HUNDRED).normalize());
    }
    if let Ok(number) = text.parse::<i64>() {
        return Value::Int(number);
    }
    if let Ok(number) = Decimal::from_str(text) {
        return Value::Decimal(number);
    }
    if let Ok(period) = Period::parse(text) {
        return Value::Period(period);
    }
    if let Ok(date) = text.parse::<jiff::civil::Date>()
        && text.len() == 10
    {
        return Value::Date(date);
    }
    if text.starts_with(|c: char| c.is_ascii_digit())
        && let Ok(moment) = crate::value::Moment::parse(text)
    {
        return Value::Time(moment);
    }
    match text {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        _ => Value::Text(text.to_owned()),
    }
}
