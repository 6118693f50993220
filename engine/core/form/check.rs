//! Checking what somebody filled in against the form: every problem by the field's name.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value as Json;

use super::judge::{Judge, Refusal};
use super::{Column, Field, FieldKind, Form, Input, Section, Setting};
use crate::limits;
use crate::text::shorten;
use crate::value::{Map, Value};

/// One reason why an input is refused.
///
/// The sentence is the message `field-<code>` of the language files, with `args` as variables. It
/// does not repeat the field's title: pages show it at the field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldProblem {
    /// The field's name; `stock.0.place` for a column in the first row of a table.
    pub field: String,
    pub code: &'static str,
    pub args: Vec<(&'static str, String)>,
}

/// Checks what was sent for a section.
///
/// `record` holds the values so far. The result has a value for every field that was filled in, and
/// `Null` for every field of the section that was left empty although the record has a value: what a
/// section asks for is afterwards as it was filled in. Otherwise all problems, in the form's order,
/// fields that do not exist first.
pub fn check_input(
    form: &Form,
    section: &Section,
    record: &Map,
    input: &BTreeMap<String, Input>,
    setting: &Setting<'_>,
) -> Result<Map, Vec<FieldProblem>> {
    let check = Check(Judge(setting));
    let mut problems: Vec<FieldProblem> = input
        .keys()
        .filter(|name| section.entry(name).is_none())
        .map(|name| Refusal::new("unknown", []).of(&shorten(name, limits::ECHO_CHARS)))
        .collect();
    let mut given = Map::new();
    let mut broken: Vec<&str> = Vec::new();
    for entry in &section.entries {
        let Some(field) = form.field(&entry.field) else {
            continue;
        };
        let Some(sent) = input.get(&entry.field).filter(|sent| !sent.is_empty()) else {
            continue;
        };
        let before = problems.len();
        let value = check.field(field, sent, &entry.field, &mut problems);
        given.extend(value.map(|value| (entry.field.clone(), value)));
        if problems.len() > before {
            broken.push(&entry.field);
        }
    }
    // Conditions are judged last: they may depend on any field of the section.
    for entry in &section.entries {
        let condition = entry.only_if.as_ref();
        if condition.is_some_and(|condition| broken.contains(&condition.field.as_str())) {
            // It is not known whether it holds until the other field is mended.
            continue;
        }
        let asked = condition.is_none_or(|condition| section.condition_holds(condition, &given, record));
        let present = given.contains_key(&entry.field) || broken.contains(&entry.field.as_str());
        if asked && entry.required && !present {
            problems.push(Refusal::new("required", []).of(&entry.field));
        }
        if !asked && present {
            problems.push(Refusal::new("not-asked", []).of(&entry.field));
        }
    }
    if !problems.is_empty() {
        return Err(in_form_order(problems, section));
    }
    for entry in &section.entries {
        if !given.contains_key(&entry.field) && record.get(&entry.field).is_some_and(|old| !old.is_null()) {
            given.insert(entry.field.clone(), Value::Null);
        }
    }
    Ok(given)
}

fn in_form_order(mut problems: Vec<FieldProblem>, section: &Section) -> Vec<FieldProblem> {
    problems.sort_by_key(|problem| {
        let name = problem.field.split('.').next().unwrap_or_default();
        section.entries.iter().position(|entry| entry.field == name).map_or(0, |at| at + 1)
    });
    problems
}

/// Judges fields in their setting, tables row by row.
struct Check<'a>(Judge<'a>);

impl Check<'_> {
    /// The value of a field that is not empty; problems are reported under `name`.
    fn field(
        &self,
        field: &Field,
        sent: &Input,
        name: &str,
        problems: &mut Vec<FieldProblem>,
    ) -> Option<Value> {
        if let FieldKind::Rows { columns, min_rows, max_rows } = &field.kind {
            return self.rows(columns, *min_rows, *max_rows, sent, name, problems);
        }
        match self.0.value(&field.kind, sent) {
            Ok(value) => Some(value),
            Err(refusal) => {
                problems.push(refusal.of(name));
                None
            }
        }
    }

    fn rows(
        &self,
        columns: &[Column],
        min: u32,
        max: u32,
        sent: &Input,
        name: &str,
        problems: &mut Vec<FieldProblem>,
    ) -> Option<Value> {
        let Some(rows) = sent_rows(sent) else {
            problems.push(Refusal::new("not-rows", []).of(name));
            return None;
        };
        if rows.len() < min as usize {
            problems.push(Refusal::new("too-few-rows", [("min", min.to_string())]).of(name));
        }
        if rows.len() > max as usize {
            problems.push(Refusal::new("too-many-rows", [("max", max.to_string())]).of(name));
            return None;
        }
        let before = problems.len();
        let mut values = Vec::new();
        for (index, row) in rows.iter().enumerate() {
            values.push(self.row(columns, row, &format!("{name}.{index}"), problems));
        }
        (problems.len() == before).then_some(Value::List(values))
    }

    fn row(
        &self,
        columns: &[Column],
        row: &BTreeMap<String, Input>,
        name: &str,
        problems: &mut Vec<FieldProblem>,
    ) -> Value {
        let mut values = Map::new();
        for column in row.keys().filter(|key| !columns.iter().any(|column| column.field.id == **key)) {
            problems.push(
                Refusal::new("unknown", []).of(&format!("{name}.{}", shorten(column, limits::ECHO_CHARS))),
            );
        }
        for Column { field, required } in columns {
            let name = format!("{name}.{}", field.id);
            match row.get(&field.id).filter(|sent| !sent.is_empty()) {
                Some(sent) => {
                    let value = self.field(field, sent, &name, problems);
                    values.extend(value.map(|value| (field.id.clone(), value)));
                }
                None if *required => problems.push(Refusal::new("required", []).of(&name)),
                None => {}
            }
        }
        Value::Map(values)
    }
}

/// A table's rows. Rows of a page in which nothing is filled in do not count.
fn sent_rows(sent: &Input) -> Option<Vec<BTreeMap<String, Input>>> {
    match sent {
        Input::Rows(rows) => {
            Some(rows.iter().filter(|row| !row.values().all(Input::is_empty)).cloned().collect())
        }
        Input::Json(Json::Array(items)) => {
            items.iter().map(|item| item.as_object().map(|object| Input::from_json(object.clone()))).collect()
        }
        _ => None,
    }
}
