//! What arrived for a field, before anybody has judged it.

use std::collections::BTreeMap;

use serde_json::Value as Json;

/// What was sent for one field.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// From a program.
    Json(Json),
    /// From a page: every text sent under the field's name.
    Texts(Vec<String>),
    /// From a page: a table's rows, each with what was sent for its columns.
    Rows(Vec<BTreeMap<String, Input>>),
}

impl Input {
    /// The fields of a JSON object.
    pub fn from_json(object: serde_json::Map<String, Json>) -> BTreeMap<String, Input> {
        object.into_iter().map(|(name, value)| (name, Input::Json(value))).collect()
    }

    /// The fields of an HTML form. `stock.0.place` is column `place` in the first row of the table
    /// `stock`; only the order of the rows' numbers counts, so that a page may remove a row.
    pub fn from_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> BTreeMap<String, Input> {
        let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut tables: BTreeMap<String, BTreeMap<u32, BTreeMap<String, Vec<String>>>> = BTreeMap::new();
        for (name, text) in pairs {
            match cell(&name) {
                Some((table, row, column)) => {
                    let row = tables.entry(table.to_owned()).or_default().entry(row).or_default();
                    row.entry(column.to_owned()).or_default().push(text);
                }
                None => texts.entry(name).or_default().push(text),
            }
        }
        let row = |row: BTreeMap<String, Vec<String>>| {
            row.into_iter().map(|(column, texts)| (column, Input::Texts(texts))).collect()
        };
        let tables =
            tables.into_iter().map(|(name, rows)| (name, Input::Rows(rows.into_values().map(row).collect())));
        texts.into_iter().map(|(name, texts)| (name, Input::Texts(texts))).chain(tables).collect()
    }

    /// Whether this says that the field is empty.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Input::Json(Json::Null) => true,
            Input::Json(Json::String(text)) => super::parse::is_blank(text),
            Input::Json(Json::Array(items)) => items.is_empty(),
            Input::Json(_) => false,
            Input::Texts(texts) => texts.iter().all(|text| super::parse::is_blank(text)),
            Input::Rows(rows) => rows.iter().all(|row| row.values().all(Input::is_empty)),
        }
    }
}

fn cell(name: &str) -> Option<(&str, u32, &str)> {
    let (table, rest) = name.split_once('.')?;
    let (row, column) = rest.split_once('.')?;
    Some((table, row.parse().ok()?, column))
}
