//! Reading a form's fields and the bounds of each type.

use rust_decimal::Decimal;

use super::read_bounds::{count, date_bounds, decimal_bounds, integer_bounds, length};
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
            let (min, max) = integer_bounds(map, limits::FIELD_NUMBER, ctx);
            FieldKind::Integer { min, max }
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
