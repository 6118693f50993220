//! Reading a form's fields and the bounds of each type.

use std::ops::RangeInclusive;

use rust_decimal::Decimal;

use super::{Choice, Column, DateBound, Field, FieldKind};
use crate::limits;
use crate::text::yaml::Node;
use crate::text::{Bilingual, Ctx, Fields, Spanned};

/// The words that may stand behind `type:`; the bounds are read afterwards.
#[derive(Clone, Copy, PartialEq)]
enum Type {
    Text,
    LongText,
    Choice,
    Choices,
    Money,
    Integer,
    Decimal,
    Date,
    Time,
    Bool,
    Ref,
    Post,
    Person,
    Rows,
}

const TYPES: [(&str, Type); 14] = [
    ("text", Type::Text),
    ("long_text", Type::LongText),
    ("choice", Type::Choice),
    ("choices", Type::Choices),
    ("money", Type::Money),
    ("integer", Type::Integer),
    ("decimal", Type::Decimal),
    ("date", Type::Date),
    ("time", Type::Time),
    ("bool", Type::Bool),
    ("ref", Type::Ref),
    ("post", Type::Post),
    ("person", Type::Person),
    ("rows", Type::Rows),
];

/// Words that a script cannot use behind a point: `record.if` is no rhai. A test asks rhai itself.
pub(super) const SCRIPT_WORDS: [&str; 59] = [
    "as",
    "async",
    "await",
    "break",
    "call",
    "case",
    "catch",
    "const",
    "continue",
    "curry",
    "debug",
    "default",
    "do",
    "else",
    "eval",
    "export",
    "false",
    "fn",
    "for",
    "go",
    "goto",
    "if",
    "import",
    "in",
    "is",
    "is_def_fn",
    "is_def_var",
    "let",
    "loop",
    "match",
    "module",
    "new",
    "nil",
    "null",
    "package",
    "print",
    "private",
    "protected",
    "public",
    "return",
    "shared",
    "spawn",
    "static",
    "super",
    "switch",
    "sync",
    "this",
    "thread",
    "throw",
    "true",
    "try",
    "type_of",
    "until",
    "use",
    "var",
    "void",
    "while",
    "with",
    "yield",
];

/// The fields of a form, in the order of the file.
pub(super) fn read_fields(node: &Node, ctx: &mut Ctx<'_>) -> Vec<Field> {
    let named = ctx.named(node).unwrap_or_default();
    if named.len() > limits::FORM_FIELDS {
        ctx.error("G0202", node.span, [("limit", limits::FORM_FIELDS.to_string())]);
    }
    named.into_iter().filter_map(|(id, node)| read_field(id, node, false, ctx)).collect()
}

fn read_field(id: Spanned<String>, node: &Node, in_table: bool, ctx: &mut Ctx<'_>) -> Option<Field> {
    if SCRIPT_WORDS.contains(&id.value.as_str()) {
        ctx.error("G0215", id.span, [("field", id.value.clone())]);
    }
    let mut map = ctx.map(node)?;
    let kind = map.required(ctx, "type").and_then(|node| ctx.one_of(node, &TYPES));
    let title = title(&mut map, ctx).unwrap_or_default();
    let hint = map.optional("hint").and_then(|node| ctx.bilingual(node));
    let clause = map.optional("clause").and_then(|node| ctx.clause(node)).map(|clause| clause.value);
    let flag = |key, map: &mut Fields<'_>, ctx: &mut Ctx<'_>| {
        let (key_at, node) = map.entry(key)?;
        if in_table {
            ctx.error("G0216", key_at.span, [("key", key.to_owned())]);
        }
        ctx.boolean(node)
    };
    let personal = flag("personal", &mut map, ctx).unwrap_or(false);
    let computed = flag("computed", &mut map, ctx).unwrap_or(false);
    let item = flag("item", &mut map, ctx).unwrap_or(false);
    let kind = match kind {
        // Without a type it is not known which other keys belong here: no findings about them.
        None => None,
        Some(Type::Rows) if in_table => {
            ctx.error("G0217", id.span, [("field", id.value.clone())]);
            None
        }
        Some(kind) => {
            let kind = read_kind(kind, &id, &mut map, ctx);
            map.finish(ctx);
            kind
        }
    };
    // A field whose type cannot be read still exists: nobody should be told that it does not.
    let kind = kind.unwrap_or(FieldKind::Choice { choices: Vec::new() });
    Some(Field { id: id.value, span: id.span, title, hint, clause, kind, personal, computed, item })
}

/// The title that everything people see must have.
pub(super) fn title(map: &mut Fields<'_>, ctx: &mut Ctx<'_>) -> Option<Bilingual> {
    map.required(ctx, "title").and_then(|node| ctx.bilingual(node))
}

fn read_kind(kind: Type, id: &Spanned<String>, map: &mut Fields<'_>, ctx: &mut Ctx<'_>) -> Option<FieldKind> {
    Some(match kind {
        Type::Text => {
            FieldKind::Text { max: length(map, limits::TEXT_CHARS, limits::TEXT_CHARS_DEFAULT, ctx) }
        }
        Type::LongText => FieldKind::LongText {
            max: length(map, limits::LONG_TEXT_CHARS, limits::LONG_TEXT_CHARS_DEFAULT, ctx),
        },
        Type::Choice => FieldKind::Choice { choices: read_choices(id, map, ctx)? },
        Type::Choices => FieldKind::Choices { choices: read_choices(id, map, ctx)? },
        Type::Money => {
            let (min, max) = decimal_bounds(map, Decimal::ZERO, limits::MONEY_YUAN.into(), 2, ctx);
            FieldKind::Money { min, max }
        }
        Type::Integer => {
            let limit = limits::FIELD_NUMBER;
            let bound = |key, map: &mut Fields<'_>, ctx: &mut Ctx<'_>| {
                map.optional(key)
                    .and_then(|node| ctx.integer_in(node, -limit..=limit).map(|n| (n, node.span)))
            };
            let min = bound("min", map, ctx);
            let max = bound("max", map, ctx);
            if let (Some((min, _)), Some((max, span))) = (min, max)
                && min > max
            {
                ctx.error("G0205", span, [("min", min.to_string()), ("max", max.to_string())]);
            }
            FieldKind::Integer { min: min.map_or(-limit, |(n, _)| n), max: max.map_or(limit, |(n, _)| n) }
        }
        Type::Decimal => {
            let places =
                map.optional("places").and_then(|node| ctx.integer_in(node, 0..=limits::DECIMAL_PLACES));
            let places = places.unwrap_or(2) as u32;
            let limit = Decimal::from(limits::FIELD_NUMBER);
            let (min, max) = decimal_bounds(map, -limit, limit, places, ctx);
            FieldKind::Decimal { min, max, places }
        }
        Type::Date => {
            let words = [("today", DateBound::Today)];
            let (min, max) = date_bounds(map, &words, ctx);
            FieldKind::Date { min, max }
        }
        Type::Time => {
            let words = [("today", DateBound::Today), ("now", DateBound::Now)];
            let (min, max) = date_bounds(map, &words, ctx);
            FieldKind::Time { min, max }
        }
        Type::Bool => FieldKind::Bool,
        Type::Ref => FieldKind::Ref {
            register: map.required(ctx, "register").and_then(|node| ctx.identifier(node))?.value,
        },
        Type::Post => FieldKind::Post,
        Type::Person => FieldKind::Person,
        Type::Rows => return read_rows(id, map, ctx),
    })
}

fn length(map: &mut Fields<'_>, limit: i64, default: i64, ctx: &mut Ctx<'_>) -> u32 {
    count("max", map, 1..=limit, default, ctx)
}

fn count(
    key: &'static str,
    map: &mut Fields<'_>,
    range: RangeInclusive<i64>,
    default: i64,
    ctx: &mut Ctx<'_>,
) -> u32 {
    let number = map.optional(key).and_then(|node| ctx.integer_in(node, range)).unwrap_or(default);
    u32::try_from(number).expect("limits of lengths and counts are far below 2^32")
}

/// `min` and `max` of a number with so many decimal places; the limits stand in for a missing one.
fn decimal_bounds(
    map: &mut Fields<'_>,
    lowest: Decimal,
    highest: Decimal,
    places: u32,
    ctx: &mut Ctx<'_>,
) -> (Decimal, Decimal) {
    let bound = |key, map: &mut Fields<'_>, ctx: &mut Ctx<'_>| {
        let node = map.optional(key)?;
        let number = ctx.decimal(node)?.normalize();
        let limit = highest.max(-lowest);
        if number.abs() > limit {
            ctx.error("G0146", node.span, [("min", (-limit).to_string()), ("max", limit.to_string())]);
            return None;
        }
        if number.scale() > places {
            ctx.error("G0218", node.span, [("places", places.to_string())]);
        }
        Some((number, node.span))
    };
    let min = bound("min", map, ctx);
    let max = bound("max", map, ctx);
    let bounds = (min.map_or(lowest, |(n, _)| n), max.map_or(highest, |(n, _)| n));
    if let Some((_, span)) = max.or(min)
        && bounds.0 > bounds.1
    {
        ctx.error("G0205", span, [("min", bounds.0.to_string()), ("max", bounds.1.to_string())]);
    }
    bounds
}

/// `min` and `max` of a date or time: a date, or one of the words.
fn date_bounds(
    map: &mut Fields<'_>,
    words: &[(&'static str, DateBound)],
    ctx: &mut Ctx<'_>,
) -> (Option<DateBound>, Option<DateBound>) {
    let bound = |key, map: &mut Fields<'_>, ctx: &mut Ctx<'_>| {
        let node = map.optional(key)?;
        let text = node.as_text().unwrap_or_default();
        match text.starts_with(|c: char| c.is_ascii_digit()) {
            true => ctx.date(node).map(|date| (DateBound::On(date), node.span)),
            false => ctx.one_of(node, words).map(|bound| (bound, node.span)),
        }
    };
    let (min, max) = (bound("min", map, ctx), bound("max", map, ctx));
    if let (Some((DateBound::On(first), _)), Some((DateBound::On(last), span))) = (min, max)
        && first > last
    {
        ctx.error("G0205", span, [("min", first.to_string()), ("max", last.to_string())]);
    }
    (min.map(|(bound, _)| bound), max.map(|(bound, _)| bound))
}

fn read_choices(id: &Spanned<String>, map: &mut Fields<'_>, ctx: &mut Ctx<'_>) -> Option<Vec<Choice>> {
    let node = map.optional("choices").filter(|node| !node.is_empty());
    let Some(node) = node else {
        ctx.error("G0206", id.span, [("field", id.value.clone())]);
        return None;
    };
    let named = ctx.named(node)?;
    if named.len() > limits::FORM_CHOICES {
        ctx.error("G0202", node.span, [("limit", limits::FORM_CHOICES.to_string())]);
    }
    let mut choices = Vec::new();
    for (id, node) in named {
        let title = ctx.bilingual(node).unwrap_or_default();
        choices.push(Choice { id: id.value, title });
    }
    Some(choices)
}

fn read_rows(id: &Spanned<String>, map: &mut Fields<'_>, ctx: &mut Ctx<'_>) -> Option<FieldKind> {
    let named = map.required(ctx, "fields").and_then(|node| ctx.named(node)).unwrap_or_default();
    let mut columns: Vec<Column> = Vec::new();
    for (name, node) in named {
        columns.extend(read_field(name, node, true, ctx).map(|field| Column { field, required: true }));
    }
    if columns.is_empty() || columns.len() > limits::ROW_COLUMNS {
        ctx.error(
            "G0219",
            id.span,
            [("field", id.value.clone()), ("limit", limits::ROW_COLUMNS.to_string())],
        );
    }
    let optional = map.optional("optional").map(|node| ctx.list_or_one(node)).unwrap_or_default();
    for item in optional {
        let Some(name) = ctx.text(item) else { continue };
        match columns.iter_mut().find(|column| column.field.id == name) {
            Some(column) => column.required = false,
            None => ctx.unknown(
                "G0203",
                "G0204",
                &name,
                item.span,
                columns.iter().map(|column| column.field.id.as_str()),
            ),
        }
    }
    let min_rows = count("min_rows", map, 0..=limits::ROWS, 0, ctx);
    let max_rows = count("max_rows", map, 1..=limits::ROWS, limits::ROWS_DEFAULT.max(min_rows.into()), ctx);
    if min_rows > max_rows {
        ctx.error("G0205", id.span, [("min", min_rows.to_string()), ("max", max_rows.to_string())]);
    }
    Some(FieldKind::Rows { columns, min_rows, max_rows })
}
