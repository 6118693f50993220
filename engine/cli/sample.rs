//! People, appointments and registers from YAML files: the sample company's, and any company's first ones.

use std::collections::BTreeMap;

use anyhow::{Context, bail};
use guicheng_core::form::{Input, Lookup, Pool, Setting, check_input};
use guicheng_core::ledger::Actor;
use guicheng_core::text::yaml::{self, Node};
use guicheng_core::text::{Findings, Source};
use guicheng_core::value::{Map, Moment};

use crate::service::Service;
use crate::store::tables::count::MetaRow;
use crate::store::tables::people::{AppointmentKind, AppointmentRow, PersonRow};

const PEOPLE: &str = include_str!("demo/people.yaml");
const REGISTERS: &str = include_str!("demo/registers.yaml");

/// Anything may be referred to: the sample is read whole before it is checked by a test.
struct Anything;

impl Lookup for Anything {
    fn has(&self, _: Pool<'_>, _: &str) -> bool {
        true
    }

    fn list(&self, _: Pool<'_>, _: usize) -> Vec<guicheng_core::form::Choice> {
        Vec::new()
    }
}

/// Fills the sample company.
pub async fn fill(service: &Service) -> anyhow::Result<()> {
    let by =
        Actor { person: Some("gm".into()), post: Some("general_manager".into()), authority: "sample".into() };
    load(service, &by, "demo/people.yaml", PEOPLE).await?;
    load(service, &by, "demo/registers.yaml", REGISTERS).await?;
    let row = MetaRow { name: "demo".into(), content: "true".into() };
    service.set_meta(by, row).await?;
    Ok(())
}

/// Takes people, appointments, delegates and registers' rows from a YAML text in the form of the sample's files, each
/// part with its ledger entry. Loading a row again changes it.
pub async fn load(service: &Service, by: &Actor, path: &str, text: &str) -> anyhow::Result<()> {
    let root = read(path, text)?;
    if root.get("people").is_some() || root.get("appointments").is_some() || root.get("delegates").is_some() {
        let mut appointments = appointed(service, &root, "appointments", AppointmentKind::Holder)?;
        appointments.extend(appointed(service, &root, "delegates", AppointmentKind::Delegate)?);
        service.appoint(by.clone(), people(&root)?, appointments).await?;
    }
    if let Some(registers) = root.get("registers") {
        for (register, rows) in entries(registers)? {
            let rows = register_rows(service, register, rows)?;
            service.put_rows(by.clone(), register, rows).await.with_context(|| register.to_owned())?;
        }
    }
    Ok(())
}

fn read(path: &str, text: &str) -> anyhow::Result<Node> {
    let mut findings = Findings::new();
    let root = Source::from_bytes(path, text.as_bytes(), &mut findings)
        .and_then(|source| yaml::read(&source, &mut findings));
    if findings.has_errors() {
        bail!("{path}: {:?}", findings.into_sorted());
    }
    root.with_context(|| path.to_owned())
}

fn entries(node: &Node) -> anyhow::Result<Vec<(&str, &Node)>> {
    match &node.kind {
        yaml::Kind::Map(entries) => Ok(entries.iter().map(|(key, node)| (key.name.as_str(), node)).collect()),
        _ => bail!("a map is needed"),
    }
}

fn text(node: &Node, key: &str) -> anyhow::Result<String> {
    node.get(key).and_then(Node::as_text).map(str::to_owned).with_context(|| key.to_owned())
}

fn people(root: &Node) -> anyhow::Result<Vec<PersonRow>> {
    let mut rows = Vec::new();
    let Some(listed) = root.get("people") else { return Ok(rows) };
    for (id, node) in entries(listed)? {
        rows.push(PersonRow {
            id: id.to_owned(),
            name: text(node, "name")?,
            mail: Some(text(node, "email")?),
            lang: text(node, "lang")?,
            active_from: Moment(0),
            active_to: None,
            admin: node.get("admin").and_then(Node::as_text) == Some("true"),
        });
    }
    Ok(rows)
}

fn appointed(
    service: &Service,
    root: &Node,
    key: &str,
    kind: AppointmentKind,
) -> anyhow::Result<Vec<AppointmentRow>> {
    let books = service.library().map_err(|e| anyhow::anyhow!("{e}"))?;
    let Some(listed) = root.get(key) else { return Ok(Vec::new()) };
    let yaml::Kind::List(items) = &listed.kind else { bail!("{key}: a list is needed") };
    let mut rows = Vec::new();
    for node in items {
        let day: jiff::civil::Date = text(node, "from")?.parse()?;
        rows.push(AppointmentRow {
            // The same line loaded again is the same appointment.
            id: format!("{key}-{}-{}-{day}", text(node, "post")?, text(node, "person")?),
            post: text(node, "post")?,
            person: text(node, "person")?,
            kind,
            from_at: books.calendar().moment(day.at(0, 0, 0, 0)).context("a date")?,
            to_at: None,
            by_entry: 0,
        });
    }
    Ok(rows)
}

/// Rows typed by their register's own form.
fn register_rows(service: &Service, register: &str, rows: &Node) -> anyhow::Result<Vec<(String, Map)>> {
    let books = service.library().map_err(|e| anyhow::anyhow!("{e}"))?;
    let known = books.register(register).with_context(|| format!("no register {register}"))?;
    let setting = Setting { lookup: &Anything, now: service.now(), tz: books.calendar().zone() };
    let mut typed = Vec::new();
    for (key, node) in entries(rows)? {
        let mut input = BTreeMap::new();
        for (field, value) in entries(node)? {
            let texts = match &value.kind {
                yaml::Kind::Scalar { text, .. } => vec![text.clone()],
                yaml::Kind::List(items) => {
                    items.iter().filter_map(Node::as_text).map(str::to_owned).collect()
                }
                yaml::Kind::Map(_) => bail!("{register} {key} {field}: no maps here"),
            };
            input.insert(field.to_owned(), Input::Texts(texts));
        }
        let fields = check_input(&known.form, known.row(), &Map::new(), &input, &setting)
            .map_err(|problems| anyhow::anyhow!("{register} {key}: {problems:?}"))?;
        typed.push((key.to_owned(), fields));
    }
    Ok(typed)
}
