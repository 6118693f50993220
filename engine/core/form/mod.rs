//! Forms: which fields a record has, and which of them a task asks for.
//!
//! A form is a controlled document of its own (`forms/<id>.yaml`, described in [`read`]). What a
//! person or program sends is checked here against it ([`check_input`]), and the same form tells a
//! program beforehand what will be accepted ([`json_schema`]).
//!
//! Deliberately absent: HTML (the pages' business), who may fill in a form (the service's), and
//! values that a policy computes, beyond the fact that nobody is asked for them.

mod check;
mod given;
mod input;
mod judge;
mod parse;
mod pattern;
mod read;
mod read_bounds;
mod read_field;
mod register;
mod schema;
mod summary;

#[cfg(test)]
pub(crate) mod tests;

pub use check::{FieldProblem, check_input};
pub use given::given;
pub use input::Input;
pub use read::read;
pub use register::{Register, read_register};
pub use schema::json_schema;
pub use summary::Summary;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;

use crate::text::{Bilingual, Span};
use crate::value::{Map, Moment, Value};

/// A form as its file says.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    pub id: String,
    pub title: Bilingual,
    pub clause: Option<String>,
    /// In the order of the file.
    pub fields: Vec<Field>,
    pub sections: Vec<Section>,
}

impl Form {
    /// The field of this name.
    pub fn field(&self, id: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == id)
    }

    /// The registers that its fields and columns refer to, each with the field that does.
    pub fn registers(&self) -> Vec<(&str, &Field)> {
        let mut found = Vec::new();
        for field in &self.fields {
            match &field.kind {
                FieldKind::Ref { register } => found.push((register.as_str(), field)),
                FieldKind::Rows { columns, .. } => found.extend(columns.iter().filter_map(|column| {
                    let FieldKind::Ref { register } = &column.field.kind else { return None };
                    Some((register.as_str(), &column.field))
                })),
                _ => {}
            }
        }
        found
    }

    /// The section of this name.
    pub fn section(&self, id: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.id == id)
    }
}

/// One field of a record, or one column of a table in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    pub id: String,
    /// Where the form's file names it.
    pub span: Span,
    pub title: Bilingual,
    /// Advice shown under the field.
    pub hint: Option<Bilingual>,
    pub clause: Option<String>,
    pub kind: FieldKind,
    /// Kept apart from the ledger; scripts cannot read it.
    pub personal: bool,
    /// Written by the policy, never asked for.
    pub computed: bool,
    /// Belongs to one item of a `for_each`, not to the case's own record.
    pub item: bool,
}

/// A field's type with its bounds. All bounds are inclusive.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldKind {
    /// One line of at most `max` characters.
    Text {
        max: u32,
    },
    /// Several lines of at most `max` characters together.
    LongText {
        max: u32,
    },
    /// Exactly one of the choices.
    Choice {
        choices: Vec<Choice>,
    },
    /// Any number of the choices, stored in the form's order.
    Choices {
        choices: Vec<Choice>,
    },
    /// Yuan, stored with two decimal places.
    Money {
        min: Decimal,
        max: Decimal,
    },
    Integer {
        min: i64,
        max: i64,
    },
    /// Stored with exactly `places` decimal places.
    Decimal {
        min: Decimal,
        max: Decimal,
        places: u32,
    },
    Date {
        min: Option<DateBound>,
        max: Option<DateBound>,
    },
    /// Date and time of day.
    Time {
        min: Option<DateBound>,
        max: Option<DateBound>,
    },
    Bool,
    /// The key of a row in a register.
    Ref {
        register: String,
    },
    Post,
    Person,
    /// A table. Its columns are never tables, personal, computed or of an item.
    Rows {
        columns: Vec<Column>,
        min_rows: u32,
        max_rows: u32,
    },
}

impl FieldKind {
    /// The type's name in a form's file.
    pub fn name(&self) -> &'static str {
        match self {
            FieldKind::Text { .. } => "text",
            FieldKind::LongText { .. } => "long_text",
            FieldKind::Choice { .. } => "choice",
            FieldKind::Choices { .. } => "choices",
            FieldKind::Money { .. } => "money",
            FieldKind::Integer { .. } => "integer",
            FieldKind::Decimal { .. } => "decimal",
            FieldKind::Date { .. } => "date",
            FieldKind::Time { .. } => "time",
            FieldKind::Bool => "bool",
            FieldKind::Ref { .. } => "ref",
            FieldKind::Post => "post",
            FieldKind::Person => "person",
            FieldKind::Rows { .. } => "rows",
        }
    }
}

/// Where dates and times may begin or end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateBound {
    /// The moment of filling in; for times only.
    Now,
    /// The day of filling in, in the company's time zone.
    Today,
    On(Date),
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    pub field: Field,
    pub required: bool,
}

/// Something that can be chosen: its stored name and what people read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub id: String,
    pub title: Bilingual,
}

/// What one task asks for, and what it shows beside.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    pub id: String,
    pub span: Span,
    pub title: Bilingual,
    pub hint: Option<Bilingual>,
    pub clause: Option<String>,
    pub entries: Vec<Entry>,
    /// Fields of the record that are shown and cannot be changed here.
    pub show: Vec<String>,
}

/// One field that a section asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub field: String,
    /// Whether it must be filled in (if its condition holds).
    pub required: bool,
    /// Without it holding, the field must stay empty.
    pub only_if: Option<Condition>,
}

/// `{ field: class, is: [product_quality, appearance] }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// A field of type `choice`, `choices` or `bool`, asked for here or filled in before.
    pub field: String,
    /// Any of these: a text for choices, a truth value for `bool`.
    pub is: Vec<Value>,
}

impl Condition {
    /// Whether it holds for a value; of several choices one is enough.
    pub fn holds(&self, value: Option<&Value>) -> bool {
        match value {
            None => false,
            Some(Value::List(items)) => items.iter().any(|item| self.is.contains(item)),
            Some(value) => self.is.contains(value),
        }
    }
}

impl Section {
    /// The entry that asks for a field.
    pub fn entry(&self, field: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.field == field)
    }

    /// Whether a condition holds: judged by what this section was just given if it asks for the
    /// field, otherwise by the record.
    pub fn condition_holds(&self, condition: &Condition, given: &Map, record: &Map) -> bool {
        let values = if self.entry(&condition.field).is_some() { given } else { record };
        condition.holds(values.get(&condition.field))
    }
}

/// Where a reference must be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pool<'a> {
    Register(&'a str),
    Posts,
    People,
}

/// What a form needs to know from outside: answered by the store, a scenario or a test.
pub trait Lookup {
    /// Whether this key may be referred to now.
    fn has(&self, pool: Pool<'_>, key: &str) -> bool;

    /// The first `limit` things that may be referred to, in a fixed order.
    fn list(&self, pool: Pool<'_>, limit: usize) -> Vec<Choice>;
}

/// What surrounds the filling in of a form.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    pub lookup: &'a dyn Lookup,
    /// When it is filled in.
    pub now: Moment,
    /// The company's time zone: times without an offset are meant in it, and it says which day is today.
    pub tz: &'a TimeZone,
}

impl Setting<'_> {
    /// The day of filling in.
    pub fn today(&self) -> Date {
        self.day_of(self.now)
    }

    fn day_of(&self, moment: Moment) -> Date {
        self.tz.to_datetime(moment.timestamp()).date()
    }
}
