//! Rows of decision tables, told by what their columns mean: `on Sundays: 6 hours → 4 hours`, not `7, 6h → 7, 4h`.
//!
//! An input that is a field has the field's title and those of its choices; the day of the week has its names. An output
//! is what the steps make of it that use it: a deadline, a waiting time, else a result.

use super::pair::{Pair, align, same};
use super::side::Side;
use super::tell::{Tell, whole};
use super::uses;
use super::walk::{Change, Walk, items_of};
use super::{How, Said};
use crate::form::{Field, FieldKind};
use crate::text::Span;
use crate::text::yaml::{Kind, Node};

const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// A column of a table.
enum Column<'a> {
    /// The day of the week, 1 is Monday.
    Weekday,
    /// A field of the form.
    Field(&'a Field),
    /// Known by its name only.
    Named(String),
    /// What follows: `due`, `after`, `result`.
    Output { what: &'static str, field: Option<&'a Field> },
}

impl Column<'_> {
    /// A cell, without the column's name.
    fn cell(&self, cell: &Node, side: &Side<'_>) -> Said {
        let Some(text) = cell.as_text() else { return whole(Tell::Plain, cell, side) };
        match self {
            Column::Weekday => days(text),
            Column::Field(field) | Column::Output { field: Some(field), .. } => choice(field, text),
            _ => None,
        }
        .or_else(|| side.post(text).map(Said::Title))
        .unwrap_or_else(|| match whole(Tell::Plain, cell, side) {
            Said::Text(text) => Said::Word(text),
            said => said,
        })
    }

    /// A cell of an input with the column's name, where it says nothing without.
    fn told(&self, cell: &Node, side: &Side<'_>) -> Said {
        let is = Box::new(self.cell(cell, side));
        let of = match self {
            Column::Weekday | Column::Output { .. } => return *is,
            Column::Field(field) => Said::Title(field.title.clone()),
            Column::Named(name) => Said::Text(name.clone()),
        };
        Said::Of { of: Box::new(of), is }
    }
}

/// `7`, `[1..6]`
fn days(text: &str) -> Option<Said> {
    let number = |text: &str| text.trim().parse::<usize>().ok().filter(|day| (1..=7).contains(day));
    let day = |number: usize| Said::Word(DAYS[number - 1].to_owned());
    if let Some(number) = number(text) {
        return Some(day(number));
    }
    let (first, last) = text.strip_prefix('[')?.strip_suffix(']')?.split_once("..")?;
    Some(Said::List((number(first)?..=number(last)?).map(day).collect()))
}

fn choice(field: &Field, id: &str) -> Option<Said> {
    let (FieldKind::Choice { choices } | FieldKind::Choices { choices }) = &field.kind else { return None };
    choices.iter().find(|choice| choice.id == id).map(|choice| Said::Title(choice.title.clone()))
}

/// The columns of a table: first its inputs, then its outputs.
fn columns<'a>(table: &str, side: &Side<'a>) -> (Vec<Column<'a>>, usize) {
    let node = side.tree.as_ref().and_then(|tree| tree.get("tables")?.get(table));
    let inputs = match node.and_then(|node| node.get("in")).map(|node| &node.kind) {
        Some(Kind::Map(entries)) => entries.iter().map(|(key, node)| input(&key.name, node, side)).collect(),
        _ => Vec::new(),
    };
    let count = inputs.len();
    let outputs = node.and_then(|node| node.get("out")).map(items_of).unwrap_or_default();
    let output = |name: &Node| {
        let name = name.as_text().unwrap_or_default();
        let used = side.tree.iter().flat_map(|tree| uses::of(tree, &format!("table.{table}.{name}")));
        let what = match uses::kind(used.map(|(kind, _)| kind)) {
            "value" => "result",
            what => what,
        };
        Column::Output { what, field: side.field_named(name) }
    };
    let mut columns: Vec<Column<'a>> = inputs;
    columns.extend(outputs.iter().map(output));
    (columns, count)
}

fn input<'a>(name: &str, node: &Node, side: &Side<'a>) -> Column<'a> {
    let script = node.as_text().or_else(|| node.get("is")?.as_text()).unwrap_or_default().trim();
    if script.starts_with("weekday(") {
        return Column::Weekday;
    }
    let field = script.strip_prefix("record.").or_else(|| script.strip_prefix("item."));
    match field.and_then(|field| side.field_named(field)) {
        Some(field) => Column::Field(field),
        None => Column::Named(name.to_owned()),
    }
}

impl Walk<'_> {
    /// Rows of a decision table, paired by their cells from the left.
    pub fn rows(&mut self, pair: Pair<'_>) {
        let empty = Node { span: Span::default(), kind: Kind::List(Vec::new()) };
        let (old, new) = (pair.old.unwrap_or(&empty), pair.new.unwrap_or(&empty));
        let cells = |row: &Node, but: usize| {
            let cells = items_of(row);
            let kept = cells.len().checked_sub(but).filter(|kept| *kept > 0)?;
            Some(format!(
                "{:?}",
                cells[..kept].iter().map(|cell| whole(Tell::Plain, cell, self.new)).collect::<Vec<_>>()
            ))
        };
        let longest = items_of(new).iter().map(|row| items_of(row).len()).max().unwrap_or(1);
        let ids: Vec<_> = (1..longest).map(|but| move |row: &Node| cells(row, but)).collect();
        let ids: Vec<&dyn Fn(&Node) -> Option<String>> =
            ids.iter().map(|id| id as &dyn Fn(&Node) -> Option<String>).collect();
        let pairs = align(items_of(old), items_of(new), same, &ids);
        let is_order = pairs.iter().all(|(old, new)| old.zip(*new).is_some_and(|(old, new)| same(old, new)));
        let pairs: Vec<Pair<'_>> = pairs.into_iter().map(|(old, new)| Pair { old, new }).collect();
        if is_order && !pair.is_same() {
            let lines = self.lines(pair);
            return self.add(Change::new(How::Reordered, "row"), lines);
        }
        let table = self.thing_name().unwrap_or_default();
        let (before, after) = (columns(&table, self.old), columns(&table, self.new));
        for row in pairs.into_iter().filter(|row| !row.is_same()) {
            match self.outputs(row, &before, &after) {
                Some(outputs) => outputs.into_iter().for_each(|(place, change)| {
                    let lines = self.lines(row);
                    self.inside(Some(place), row, |walk| walk.add(change, lines));
                }),
                None => self.row(row, &before.0, &after.0),
            }
        }
    }

    /// What follows differs where the conditions are the same: for which, and what. None where more differs.
    fn outputs(
        &self,
        row: Pair<'_>,
        (before, inputs): &(Vec<Column<'_>>, usize),
        (after, count): &(Vec<Column<'_>>, usize),
    ) -> Option<Vec<(Said, Change<'static>)>> {
        let (old, new) = (items_of(row.old?), items_of(row.new?));
        let is_alike = inputs == count && before.len() == after.len() && old.len() == new.len();
        let is_whole = *count > 0 && new.len() == after.len();
        if !is_alike || !is_whole || !old[..*count].iter().zip(&new[..*count]).all(|(a, b)| same(a, b)) {
            return None;
        }
        let conditions: Vec<Said> =
            new[..*count].iter().zip(after).map(|(cell, column)| column.told(cell, self.new)).collect();
        let place = match <[Said; 1]>::try_from(conditions) {
            Ok([one]) => one,
            Err(several) => Said::List(several),
        };
        let mut found = Vec::new();
        for at in *count..new.len() {
            let (Column::Output { what, .. }, false) = (&after[at], same(&old[at], &new[at])) else {
                continue;
            };
            let said = (before[at].cell(&old[at], self.old), after[at].cell(&new[at], self.new));
            if said.0 == said.1 {
                return None;
            }
            let change = Change { old: Some(said.0), new: Some(said.1), ..Change::new(How::Changed, what) };
            found.push((place.clone(), change));
        }
        Some(found)
    }

    /// A row that is new, gone, or another altogether.
    fn row(&mut self, row: Pair<'_>, before: &[Column<'_>], after: &[Column<'_>]) {
        let said = |row: Option<&Node>, columns: &[Column<'_>], side: &Side<'_>| {
            let cells = items_of(row?);
            let told = cells.iter().enumerate().map(|(at, cell)| match columns.get(at) {
                Some(column) => column.told(cell, side),
                None => whole(Tell::Plain, cell, side),
            });
            Some(Said::List(told.collect()))
        };
        let (old, new) = (said(row.old, before, self.old), said(row.new, after, self.new));
        let how = match (&old, &new) {
            (None, _) => How::Added,
            (_, None) => How::Removed,
            _ => How::Changed,
        };
        let lines = self.lines(row);
        if old == new {
            return self.changed("row", &super::rules::PLAIN, row);
        }
        self.inside(None, row, |walk| walk.add(Change { old, new, ..Change::new(how, "row") }, lines));
    }
}
