//! People, appointments and registers from YAML files: the sample company's, and any company's first ones.
//!
//! Mistakes are findings with their places, as in documents, and nothing of a file with mistakes is taken.
//!
//! ```yaml
//! people:
//!   gm: { name: 张三, lang: zh, email: gm@example.com }
//!   auditor: { name: A, lang: en, email: a@example.com, reads_only: true, until: 2027-03-31 }
//! appointments:
//!   - { post: general_manager, person: gm, from: 2026-01-01 }
//! registers:
//!   batch:
//!     B-2026-01: { model: X1 }
//! ```

use std::collections::BTreeMap;

use anyhow::Context;
use guicheng_core::form::{Choice, FieldProblem, Input, Lookup, Pool, Setting, check_input};
use guicheng_core::ledger::Actor;
use guicheng_core::text::yaml::{self, Kind, Node};
use guicheng_core::text::{Ctx, Findings, Lang, Source, Span};
use guicheng_core::value::{Map, Moment};

use super::open::OpenError;
use crate::lang::t;
use crate::service::Service;
use crate::store::tables::people::{AppointmentKind, AppointmentRow, PersonRow};

/// Anything may be referred to: rows may come before those that they name.
pub(super) struct Anything;

impl Lookup for Anything {
    fn has(&self, _: Pool<'_>, _: &str) -> bool {
        true
    }

    fn list(&self, _: Pool<'_>, _: usize) -> Vec<Choice> {
        Vec::new()
    }
}

/// What a file holds.
#[derive(Default)]
struct Content {
    people: Vec<PersonRow>,
    appointments: Vec<AppointmentRow>,
    registers: Vec<(String, Vec<(String, Map)>)>,
}

/// Takes people, appointments, delegates and registers' rows, each part with its ledger entry. Loading a row again
/// changes it.
///
/// # Errors
/// With findings when the file has mistakes; then nothing was taken.
pub async fn load(service: &Service, by: &Actor, path: &str, bytes: &[u8]) -> Result<(), OpenError> {
    let mut findings = Findings::new();
    let content = read(service, path, bytes, &mut findings)?;
    if findings.has_errors() {
        return Err(OpenError::Findings(findings));
    }
    if !content.people.is_empty() || !content.appointments.is_empty() {
        service.appoint(by.clone(), content.people, content.appointments).await?;
    }
    for (register, rows) in content.registers {
        service.put_rows(by.clone(), &register, rows).await.with_context(|| register.clone())?;
    }
    Ok(())
}

fn read(service: &Service, path: &str, bytes: &[u8], findings: &mut Findings) -> anyhow::Result<Content> {
    let mut content = Content::default();
    let Some(source) = Source::from_bytes(path, bytes, findings) else { return Ok(content) };
    let Some(root) = yaml::read(&source, findings) else { return Ok(content) };
    let mut ctx = Ctx::new(&source, findings);
    let Some(mut fields) = ctx.map(&root) else { return Ok(content) };
    if let Some(node) = fields.optional("people") {
        content.people = people(service, node, &mut ctx);
    }
    for (key, kind) in [("appointments", AppointmentKind::Holder), ("delegates", AppointmentKind::Delegate)] {
        if let Some(node) = fields.optional(key) {
            content.appointments.extend(appointments(service, key, kind, node, &mut ctx)?);
        }
    }
    if let Some(node) = fields.optional("registers") {
        content.registers = registers(service, node, &mut ctx)?;
    }
    fields.finish(&mut ctx);
    Ok(content)
}

/// The end of a last day, by the company's time.
fn end_of(service: &Service, last: jiff::civil::Date) -> Option<Moment> {
    service.library().ok()?.calendar().moment(last.tomorrow().ok()?.at(0, 0, 0, 0))
}

fn people(service: &Service, node: &Node, ctx: &mut Ctx<'_>) -> Vec<PersonRow> {
    let mut rows = Vec::new();
    for (id, node) in ctx.named(node).unwrap_or_default() {
        let Some(mut fields) = ctx.map(node) else { continue };
        let name = fields.required(ctx, "name").and_then(|node| ctx.text(node));
        let lang = fields.required(ctx, "lang");
        let lang = lang.and_then(|node| ctx.one_of(node, &[("zh", "zh"), ("en", "en")]));
        let mail = fields.required(ctx, "email").and_then(|node| ctx.text(node));
        let admin = fields.optional("admin").and_then(|node| ctx.boolean(node)).unwrap_or(false);
        let reads_only = fields.optional("reads_only").and_then(|node| ctx.boolean(node)).unwrap_or(false);
        let until = fields.optional("until").and_then(|node| ctx.date(node));
        // For people who keep such a list; the engine has no use for it.
        fields.optional("phone");
        fields.finish(ctx);
        if let (Some(name), Some(lang), Some(mail)) = (name, lang, mail) {
            rows.push(PersonRow {
                id: id.value,
                name,
                mail: Some(mail),
                lang: lang.to_owned(),
                active_from: Moment(0),
                active_to: until.and_then(|last| end_of(service, last)),
                admin,
                reads_only,
            });
        }
    }
    rows
}

fn appointments(
    service: &Service,
    key: &str,
    kind: AppointmentKind,
    node: &Node,
    ctx: &mut Ctx<'_>,
) -> anyhow::Result<Vec<AppointmentRow>> {
    let books = service.library().map_err(|e| anyhow::anyhow!("{e}"))?;
    let mut rows = Vec::new();
    for node in ctx.list(node).unwrap_or_default() {
        let Some(mut fields) = ctx.map(node) else { continue };
        let post = fields.required(ctx, "post").and_then(|node| ctx.identifier(node));
        let person = fields.required(ctx, "person").and_then(|node| ctx.identifier(node));
        let day = fields.required(ctx, "from").and_then(|node| ctx.date(node));
        fields.finish(ctx);
        let (Some(post), Some(person), Some(day)) = (post, person, day) else { continue };
        rows.push(AppointmentRow {
            // The same line loaded again is the same appointment.
            id: format!("{key}-{}-{}-{day}", post.value, person.value),
            post: post.value,
            person: person.value,
            kind,
            from_at: books.calendar().moment(day.at(0, 0, 0, 0)).context("a date")?,
            to_at: None,
            by_entry: 0,
        });
    }
    Ok(rows)
}

/// Rows typed by their register's own form.
fn registers(
    service: &Service,
    node: &Node,
    ctx: &mut Ctx<'_>,
) -> anyhow::Result<Vec<(String, Vec<(String, Map)>)>> {
    let books = service.library().map_err(|e| anyhow::anyhow!("{e}"))?;
    let setting = Setting { lookup: &Anything, now: service.now(), tz: books.calendar().zone() };
    let mut loaded = Vec::new();
    for (register, node) in ctx.entries(node).unwrap_or_default() {
        let Some(known) = books.register(&register.name) else {
            let ids: Vec<&str> = books.registers().map(|register| register.form.id.as_str()).collect();
            ctx.unknown("G0611", "G0612", &register.name, register.span, ids);
            continue;
        };
        if known.kept_by_engine {
            ctx.error("G0661", register.span, [("register", register.name.clone())]);
            continue;
        }
        let mut rows = Vec::new();
        for (key, node) in ctx.entries(node).unwrap_or_default() {
            let Some(input) = row_input(node, ctx) else { continue };
            let texts = input.iter().map(|(field, (_, texts))| (field.clone(), Input::Texts(texts.clone())));
            match check_input(&known.form, known.row(), &Map::new(), &texts.collect(), &setting) {
                Ok(fields) => rows.push((key.name.clone(), fields)),
                Err(problems) => problems.iter().for_each(|problem| {
                    let span = input.get(&problem.field).map_or(key.span, |(span, _)| *span);
                    ctx.error("G0157", span, problem_args(problem));
                }),
            }
        }
        loaded.push((register.name.clone(), rows));
    }
    Ok(loaded)
}

/// Texts of a row's fields, with their places.
fn row_input(node: &Node, ctx: &mut Ctx<'_>) -> Option<BTreeMap<String, (Span, Vec<String>)>> {
    let mut input = BTreeMap::new();
    for (field, value) in ctx.entries(node)? {
        let texts = match &value.kind {
            Kind::Scalar { text, .. } => vec![text.clone()],
            Kind::List(items) => items.iter().filter_map(Node::as_text).map(str::to_owned).collect(),
            Kind::Map(_) => {
                ctx.error("G0132", value.span, []);
                continue;
            }
        };
        input.insert(field.name.clone(), (value.span, texts));
    }
    Some(input)
}

fn problem_args(problem: &FieldProblem) -> [(&'static str, String); 2] {
    let args: Vec<_> = problem.args.iter().map(|(name, value)| (*name, value.as_str().into())).collect();
    let said = |lang| t(lang, &format!("field-{}", problem.code), &args);
    [("field", problem.field.clone()), ("detail", format!("{} / {}", said(Lang::Zh), said(Lang::En)))]
}
