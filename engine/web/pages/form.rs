//! A form's section as controls: filled with what the record holds, or with what was typed and sent back.
//!
//! Deliberately absent: judging (that is `core::form`); here its problems are only put beside their fields.

use std::collections::BTreeMap;

use guicheng_core::form::{self as core, Condition, FieldKind};
use guicheng_core::value::{Map, Value};

use crate::lang::{self, Lang, Say, t};
use crate::limits;
use crate::service::FieldTold;
use crate::web::guard::first;
use crate::web::views::{Control, Field, Opt, Row, Section};
use crate::web::when::When;

/// What a form sent, in order.
pub type Pairs = [(String, String)];

/// Begins the names under which fields are posted.
pub const FIELD: &str = "f.";

/// How a section is filled in.
pub struct Filling<'a> {
    pub when: &'a When,
    pub form: &'a core::Form,
    /// What references may name: field (or `field.column`) → choices.
    pub lists: &'a BTreeMap<String, Vec<core::Choice>>,
    pub record: &'a Map,
    /// What was typed, and what precedes the names there: `f.` or `<choice>/f.`.
    pub typed: Option<(&'a Pairs, String)>,
    pub problems: &'a [FieldTold],
    /// The table to which blank rows are to be added.
    pub more: &'a str,
}

/// A field that is to be shown: of the form, or a column in a row of a table.
struct Place<'a> {
    field: &'a core::Field,
    /// Within the section: `costs`, `costs.0.amount`.
    name: String,
    /// Where its choices are listed: `costs`, `costs.amount`.
    list: String,
    required: bool,
    /// What it holds: typed texts, or those of the stored value.
    texts: Vec<String>,
}

impl Filling<'_> {
    fn lang(&self) -> Lang {
        self.when.lang
    }

    /// A section with its fields.
    pub fn section(&self, section: &core::Section) -> Section {
        let lang = self.lang();
        let mut fields = Vec::new();
        for entry in &section.entries {
            let Some(field) = self.form.field(&entry.field) else { continue };
            let own = entry.only_if.as_ref().filter(|condition| section.entry(&condition.field).is_some());
            let given = entry.only_if.as_ref().filter(|condition| section.entry(&condition.field).is_none());
            let problem = self.problem(&entry.field);
            // What was decided by earlier steps is not asked again; what this page decides says so beneath.
            if given.is_some_and(|condition| !condition.holds(self.record.get(&condition.field)))
                && problem.is_empty()
            {
                continue;
            }
            let place = Place {
                field,
                name: entry.field.clone(),
                list: entry.field.clone(),
                required: entry.required && own.is_none(),
                texts: self.texts(field),
            };
            let mut shown = self.field(&place);
            if let Some(condition) = own {
                let when = self.condition(condition);
                shown.hint = if shown.hint.is_empty() { when } else { format!("{} {when}", shown.hint) };
            }
            fields.push(shown);
        }
        Section {
            id: section.id.clone(),
            title: section.title.get(lang).to_owned(),
            note: section.hint.as_ref().map(|hint| hint.get(lang).to_owned()).unwrap_or_default(),
            fields,
        }
    }

    fn field(&self, place: &Place<'_>) -> Field {
        let lang = self.lang();
        Field {
            name: format!("{FIELD}{}", place.name),
            label: place.field.title.get(lang).to_owned(),
            hint: place.field.hint.as_ref().map(|hint| hint.get(lang).to_owned()).unwrap_or_default(),
            required: place.required,
            error: self.problem(&place.name),
            personal: place.field.personal,
            control: self.control(place),
        }
    }

    /// What is wrong with a field, in sentences.
    fn problem(&self, name: &str) -> String {
        let mine = self.problems.iter().filter(|problem| problem.field == name);
        mine.map(|problem| problem.message.as_str()).collect::<Vec<_>>().join(" ")
    }

    fn condition(&self, condition: &Condition) -> String {
        let lang = self.lang();
        let Some(field) = self.form.field(&condition.field) else { return String::new() };
        let values: Vec<String> = condition.is.iter().map(|value| option_title(lang, field, value)).collect();
        let args = [("field", field.title.get(lang).into()), ("values", lang::list(lang, &values).into())];
        t(lang, "pages-only-if", &args)
    }

    fn control(&self, place: &Place<'_>) -> Control {
        let lang = self.lang();
        let value = place.texts.first().cloned().unwrap_or_default();
        let yuan = || lang.t("pages-yuan");
        match &place.field.kind {
            FieldKind::Text { .. } if place.field.id.ends_with("phone") => Control::Phone { value },
            FieldKind::Text { .. } if place.field.id.ends_with("email") => Control::Email { value },
            FieldKind::Text { .. } => Control::Line { value },
            FieldKind::LongText { .. } => Control::Long { value },
            FieldKind::Money { .. } => Control::Decimal { value, unit: yuan() },
            FieldKind::Decimal { .. } => Control::Decimal { value, unit: String::new() },
            FieldKind::Integer { .. } => Control::Integer { value, unit: String::new() },
            FieldKind::Date { .. } => Control::Date { value },
            FieldKind::Time { .. } => Control::Moment { value },
            FieldKind::Bool => Control::YesNo { value },
            FieldKind::Choice { choices } => Control::Choice { options: self.options(choices, &place.texts) },
            FieldKind::Choices { choices } => {
                Control::Choices { options: self.options(choices, &place.texts) }
            }
            FieldKind::Ref { .. } | FieldKind::Post | FieldKind::Person => {
                let list = self.lists.get(&place.list).map_or(&[][..], Vec::as_slice);
                Control::Pick { options: self.options(list, &place.texts), value }
            }
            FieldKind::Rows { columns, max_rows, .. } => self.rows(place, columns, *max_rows as usize),
        }
    }

    fn options(&self, choices: &[core::Choice], chosen: &[String]) -> Vec<Opt> {
        let option = |choice: &core::Choice| Opt {
            value: choice.id.clone(),
            label: choice.title.get(self.lang()).to_owned(),
            note: String::new(),
            chosen: chosen.contains(&choice.id),
        };
        choices.iter().map(option).collect()
    }

    /// Rows that hold something, then blank ones. Blank rows between are dropped, as the check counts them.
    fn rows(&self, place: &Place<'_>, columns: &[core::Column], most: usize) -> Control {
        let mut filled = self.filled_rows(place, columns);
        let blank = if self.more == place.name { 2 * limits::BLANK_ROWS } else { limits::BLANK_ROWS };
        let shown = (filled.len() + blank).min(most.max(filled.len()));
        filled.resize(shown, BTreeMap::new());
        let rows = filled.into_iter().enumerate().map(|(index, mut cells)| Row {
            title: t(self.lang(), "pages-row", &[("n", (index + 1).into())]),
            cells: columns.iter().map(|column| self.cell(place, column, index, &mut cells)).collect(),
        });
        let rows: Vec<Row> = rows.collect();
        let more = if rows.len() < most { format!("{FIELD}{}", place.name) } else { String::new() };
        Control::Rows { rows, more }
    }

    fn cell(
        &self,
        place: &Place<'_>,
        column: &core::Column,
        index: usize,
        cells: &mut BTreeMap<String, Vec<String>>,
    ) -> Field {
        let id = &column.field.id;
        self.field(&Place {
            field: &column.field,
            name: format!("{}.{index}.{id}", place.name),
            list: format!("{}.{id}", place.name),
            required: column.required,
            texts: cells.remove(id).unwrap_or_default(),
        })
    }

    fn filled_rows(&self, place: &Place<'_>, columns: &[core::Column]) -> Vec<BTreeMap<String, Vec<String>>> {
        match &self.typed {
            Some((pairs, prefix)) => typed_rows(pairs, &format!("{prefix}{}.", place.name)),
            None => match self.record.get(&place.field.id) {
                Some(Value::List(items)) => items.iter().map(|item| self.stored_row(item, columns)).collect(),
                _ => Vec::new(),
            },
        }
    }

    fn stored_row(&self, item: &Value, columns: &[core::Column]) -> BTreeMap<String, Vec<String>> {
        let Value::Map(cells) = item else { return BTreeMap::new() };
        let texts = |id: &str| cells.get(id).map(|value| self.written(value)).unwrap_or_default();
        columns.iter().map(|column| (column.field.id.clone(), texts(&column.field.id))).collect()
    }

    /// What a field holds: what was typed, else what the record has.
    fn texts(&self, field: &core::Field) -> Vec<String> {
        match &self.typed {
            Some((pairs, prefix)) => {
                let name = format!("{prefix}{}", field.id);
                pairs.iter().filter(|(key, _)| *key == name).map(|(_, value)| value.clone()).collect()
            }
            None => self.record.get(&field.id).map(|value| self.written(value)).unwrap_or_default(),
        }
    }

    /// A stored value as a control takes it.
    fn written(&self, value: &Value) -> Vec<String> {
        match value {
            Value::Null | Value::Sealed(_) | Value::Map(_) => Vec::new(),
            Value::Bool(flag) => vec![flag.to_string()],
            Value::Text(text) => vec![text.clone()],
            Value::Time(moment) => vec![self.when.typed(*moment)],
            Value::Date(date) => vec![date.to_string()],
            Value::List(items) => items.iter().flat_map(|item| self.written(item)).collect(),
            other => vec![other.plain(&self.when.zone).to_string().trim_matches('"').to_owned()],
        }
    }
}

/// Rows as typed, in the order of their numbers, without those in which nothing is filled in.
fn typed_rows(pairs: &Pairs, prefix: &str) -> Vec<BTreeMap<String, Vec<String>>> {
    let mut rows: BTreeMap<u32, BTreeMap<String, Vec<String>>> = BTreeMap::new();
    for (name, value) in pairs {
        let cell = name.strip_prefix(prefix).and_then(|rest| rest.split_once('.'));
        let Some((Ok(row), column)) = cell.map(|(row, column)| (row.parse::<u32>(), column)) else {
            continue;
        };
        rows.entry(row).or_default().entry(column.to_owned()).or_default().push(value.clone());
    }
    let filled =
        |row: &BTreeMap<String, Vec<String>>| row.values().flatten().any(|text| !text.trim().is_empty());
    rows.into_values().filter(filled).collect()
}

/// A choice's title, yes or no.
fn option_title(lang: Lang, field: &core::Field, value: &Value) -> String {
    match (&field.kind, value) {
        (_, Value::Bool(flag)) => lang.t(if *flag { "common-yes" } else { "common-no" }),
        (FieldKind::Choice { choices } | FieldKind::Choices { choices }, Value::Text(id)) => choices
            .iter()
            .find(|choice| choice.id == *id)
            .map_or(id.clone(), |choice| choice.title.get(lang).to_owned()),
        _ => String::new(),
    }
}

/// What was sent for a choice: its fields are posted as `<choice>/f.<field>` where its box is its own, else as
/// `f.<field>`. Fields that only other choices ask for are left out; names that nobody asks for stay and are refused.
pub fn sent(pairs: &Pairs, choice: &str, asked: &[String], others: &[String]) -> Vec<(String, String)> {
    let own = format!("{choice}/{FIELD}");
    let field = |name: &str| name.split('.').next().unwrap_or_default().to_owned();
    let in_own: Vec<String> =
        pairs.iter().filter_map(|(name, _)| name.strip_prefix(&own)).map(field).collect();
    let mut sent = Vec::new();
    for (name, value) in pairs {
        if let Some(name) = name.strip_prefix(&own) {
            sent.push((name.to_owned(), value.clone()));
        } else if let Some(name) = name.strip_prefix(FIELD) {
            let id = field(name);
            let of_others = !asked.contains(&id) && others.contains(&id);
            if !of_others && !in_own.contains(&id) {
                sent.push((name.to_owned(), value.clone()));
            }
        }
    }
    sent
}

/// The table for which blank rows were asked, and the prefix of its box.
pub fn more(pairs: &Pairs) -> Option<(String, String)> {
    let more = first(pairs, "more");
    let at = more.rfind(FIELD)?;
    Some((more[..at].to_owned(), more[at + FIELD.len()..].to_owned()))
}
