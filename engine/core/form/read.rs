//! Reading a form's file, `forms/<id>.yaml`: all its mistakes at once.
//!
//! ```yaml
//! form: complaint
//! title: { zh: 投诉登记表, en: Complaint record }
//! clause: 8.14-4.2.2.4
//! fields:
//!   facts: { type: long_text, max: 2000, title: { zh: 经过, en: What happened } }
//!   class: { type: choice, title: { … }, choices: { service_quality: { zh: 服务质量, en: Service quality } } }
//! sections:
//!   intake: { title: { … }, fields: [facts, { field: cost, only_if: { field: class, is: product_quality } }],
//!             optional: [facts], show: [class], hint: { … }, clause: 8.14-4.2.2.4 }
//! ```

use super::read_field::{read_fields, title};
use super::{Condition, Entry, Field, FieldKind, Form, Section};
use crate::limits;
use crate::text::yaml::{self, Kind, Node};
use crate::text::{Ctx, Fields, Findings, Source, Span, Spanned};
use crate::value::Value;

/// Reads a form. What comes back is as complete as the file allows, so that other documents can be
/// checked against it; it may be used only if no errors were reported.
pub fn read(source: &Source, findings: &mut Findings) -> Option<Form> {
    let root = yaml::read(source, findings)?;
    let mut ctx = Ctx::new(source, findings);
    let mut map = ctx.map(&root)?;
    // Fingerprints of cited paragraphs: judged by `check`.
    map.optional("reviewed");
    let id = map.required(&mut ctx, "form").and_then(|node| ctx.identifier(node));
    let title = title(&mut map, &mut ctx);
    let clause = map.optional("clause").and_then(|node| ctx.clause(node)).map(|clause| clause.value);
    let fields = map.required(&mut ctx, "fields").map(|node| read_fields(node, &mut ctx)).unwrap_or_default();
    let sections = map.required(&mut ctx, "sections");
    let sections = sections.map(|node| read_sections(node, &fields, &mut ctx)).unwrap_or_default();
    map.finish(&mut ctx);
    if let Some(id) = &id {
        check_file_name(id, &mut ctx);
    }
    warn_of_unused(&fields, &sections, &mut ctx);
    Some(Form { id: id?.value, title: title.unwrap_or_default(), clause, fields, sections })
}

pub(super) fn check_file_name(id: &Spanned<String>, ctx: &mut Ctx<'_>) {
    let name = ctx.source.path.rsplit('/').next().unwrap_or_default();
    let stem = name.split('.').next().unwrap_or_default().to_owned();
    if stem != id.value {
        ctx.error("G0201", id.span, [("id", id.value.clone()), ("file", stem)]);
    }
}

fn read_sections(node: &Node, fields: &[Field], ctx: &mut Ctx<'_>) -> Vec<Section> {
    let named = ctx.named(node).unwrap_or_default();
    if named.len() > limits::FORM_SECTIONS {
        ctx.error("G0202", node.span, [("limit", limits::FORM_SECTIONS.to_string())]);
    }
    named.into_iter().filter_map(|(id, node)| read_section(id, node, fields, ctx)).collect()
}

fn read_section(id: Spanned<String>, node: &Node, fields: &[Field], ctx: &mut Ctx<'_>) -> Option<Section> {
    let mut map = ctx.map(node)?;
    let title = title(&mut map, ctx).unwrap_or_default();
    let hint = map.optional("hint").and_then(|node| ctx.bilingual(node));
    let clause = map.optional("clause").and_then(|node| ctx.clause(node)).map(|clause| clause.value);
    let mut entries = read_entries(&mut map, fields, ctx);
    let optional = field_names(map.optional("optional"), fields, ctx);
    for name in optional {
        match entries.iter_mut().find(|(entry, _)| entry.field == name.value) {
            Some((entry, _)) => entry.required = false,
            None => ctx.error("G0210", name.span, [("field", name.value.clone())]),
        }
    }
    let show = field_names(map.optional("show"), fields, ctx);
    for name in &show {
        if entries.iter().any(|(entry, _)| entry.field == name.value) {
            ctx.error("G0211", name.span, [("field", name.value.clone())]);
        }
    }
    map.finish(ctx);
    let of_item = |name: &str| fields.iter().any(|field| field.id == name && field.item);
    if let Some((first, _)) = entries.first()
        && let Some((other, span)) =
            entries.iter().find(|(entry, _)| of_item(&entry.field) != of_item(&first.field))
    {
        ctx.error("G0220", *span, [("field", other.field.clone()), ("other", first.field.clone())]);
    }
    if entries.is_empty() && show.is_empty() {
        ctx.error("G0212", id.span, [("section", id.value.clone())]);
    }
    report_circles(&entries, ctx);
    let entries = entries.into_iter().map(|(entry, _)| entry).collect();
    let show = show.into_iter().map(|name| name.value).collect();
    Some(Section { id: id.value, span: id.span, title, hint, clause, entries, show })
}

/// The entries under `fields`, each with the place of its field's name.
fn read_entries(map: &mut Fields<'_>, fields: &[Field], ctx: &mut Ctx<'_>) -> Vec<(Entry, Span)> {
    let Some(node) = map.optional("fields") else {
        return Vec::new();
    };
    let mut entries: Vec<(Entry, Span)> = Vec::new();
    for item in ctx.list(node).unwrap_or_default() {
        let Some((name, only_if)) = read_entry(item, fields, ctx) else {
            continue;
        };
        if fields.iter().any(|field| field.id == name.value && field.computed) {
            ctx.error("G0207", name.span, [("field", name.value.clone())]);
        }
        entries.push((Entry { field: name.value, required: true, only_if }, name.span));
    }
    let names: Vec<_> =
        entries.iter().map(|(entry, span)| Spanned::new(entry.field.clone(), *span)).collect();
    ctx.duplicates(&names);
    entries
}

/// A name, or `{ field: name, only_if: … }`.
fn read_entry(
    item: &Node,
    fields: &[Field],
    ctx: &mut Ctx<'_>,
) -> Option<(Spanned<String>, Option<Condition>)> {
    let Kind::Map(_) = &item.kind else {
        return Some((field_name(item, fields, ctx)?, None));
    };
    let mut map = ctx.map(item)?;
    let name = map.required(ctx, "field").and_then(|node| field_name(node, fields, ctx));
    let only_if = map.optional("only_if").and_then(|node| read_condition(node, fields, ctx));
    map.finish(ctx);
    Some((name?, only_if))
}

fn field_name(node: &Node, fields: &[Field], ctx: &mut Ctx<'_>) -> Option<Spanned<String>> {
    let name = ctx.spanned_text(node)?;
    if fields.iter().any(|field| field.id == name.value) {
        return Some(name);
    }
    ctx.unknown("G0203", "G0204", &name, name.span, fields.iter().map(|field| field.id.as_str()));
    None
}

pub(super) fn field_names(node: Option<&Node>, fields: &[Field], ctx: &mut Ctx<'_>) -> Vec<Spanned<String>> {
    let Some(node) = node else { return Vec::new() };
    let items = ctx.list_or_one(node);
    let names: Vec<_> = items.iter().filter_map(|item| field_name(item, fields, ctx)).collect();
    ctx.duplicates(&names);
    names
}

fn read_condition(node: &Node, fields: &[Field], ctx: &mut Ctx<'_>) -> Option<Condition> {
    let mut map = ctx.map(node)?;
    let name = map.required(ctx, "field").and_then(|node| field_name(node, fields, ctx));
    let is = map.required(ctx, "is");
    map.finish(ctx);
    let (name, is) = (name?, is?);
    let field = fields.iter().find(|field| field.id == name.value)?;
    if field.personal {
        ctx.error("G0208", name.span, [("field", name.value.clone())]);
        return None;
    }
    let mut values = Vec::new();
    for item in ctx.list_or_one(is) {
        match &field.kind {
            FieldKind::Bool => values.extend(ctx.boolean(item).map(Value::Bool)),
            FieldKind::Choice { choices } | FieldKind::Choices { choices } => {
                let Some(text) = ctx.text(item) else { continue };
                if !choices.is_empty() && !choices.iter().any(|choice| choice.id == text) {
                    ctx.unknown(
                        "G0144",
                        "G0145",
                        &text,
                        item.span,
                        choices.iter().map(|choice| choice.id.as_str()),
                    );
                }
                values.push(Value::Text(text));
            }
            other => {
                let args = [("field", name.value.clone()), ("type", other.name().to_owned())];
                ctx.error("G0209", name.span, args);
                return None;
            }
        }
    }
    Some(Condition { field: name.value, is: values })
}

/// Reports entries whose conditions depend on each other: they could never be filled in.
fn report_circles(entries: &[(Entry, Span)], ctx: &mut Ctx<'_>) {
    let depends_on = |name: &str| {
        let (entry, _) = entries.iter().find(|(entry, _)| entry.field == name)?;
        entry.only_if.as_ref().map(|condition| condition.field.as_str())
    };
    for (entry, span) in entries {
        let mut next = depends_on(&entry.field);
        for _ in 0..entries.len() {
            match next {
                Some(name) if name == entry.field => {
                    ctx.error("G0213", *span, [("field", entry.field.clone())]);
                    break;
                }
                Some(name) => next = depends_on(name),
                None => break,
            }
        }
    }
}

/// A field that no section asks for and no policy computes stays empty for ever.
fn warn_of_unused(fields: &[Field], sections: &[Section], ctx: &mut Ctx<'_>) {
    for field in fields.iter().filter(|field| !field.computed) {
        if !sections.iter().any(|section| section.entry(&field.id).is_some()) {
            ctx.warning("G0214", field.span, [("field", field.id.clone())]);
        }
    }
}
