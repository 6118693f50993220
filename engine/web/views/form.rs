//! Forms: sections of fields, each field with its control, hint, error and what was typed.
//!
//! Every control is a plain HTML one and keeps what was typed, also when it makes no sense: a half-typed date
//! comes back as text rather than vanish. Deliberately absent: checking (that is `core::form`), and the
//! attribute `required`: a page has several buttons that ask for different things, so the server judges and
//! says in one language what is missing.

/// Some fields under one heading.
#[derive(Clone, Debug, Default)]
pub struct Section {
    /// The form's section id; two choices that ask the same section show it once.
    pub id: String,
    pub title: String,
    /// A sentence under the heading.
    pub note: String,
    pub fields: Vec<Field>,
}

/// One field.
#[derive(Clone, Debug, Default)]
pub struct Field {
    /// The name under which it is posted, unique on the page; also its id for labels and links.
    pub name: String,
    pub label: String,
    /// One sentence beneath.
    pub hint: String,
    pub required: bool,
    /// What is wrong and how to mend it; empty when nothing is.
    pub error: String,
    /// Kept apart from the ledger and shown only to those who need it; says so beneath.
    pub personal: bool,
    pub control: Control,
}

/// How a field is filled in. Values are exactly what was typed or stored.
#[derive(Clone, Debug)]
pub enum Control {
    /// One line of text.
    Line { value: String },
    /// A telephone number.
    Phone { value: String },
    /// A mail address.
    Email { value: String },
    /// Several lines.
    Long { value: String },
    /// A whole number, with its unit or none.
    Integer { value: String, unit: String },
    /// A decimal number or money, with its unit (`元`) or none.
    Decimal { value: String, unit: String },
    /// `2026-11-30`.
    Date { value: String },
    /// `2026-11-30T18:00`, company time.
    Moment { value: String },
    /// `true`, `false` or empty.
    YesNo { value: String },
    /// One of a few: buttons up to [`RADIO_MOST`], a list above.
    Choice { options: Vec<Opt> },
    /// Any of a few: boxes, each posted under the field's name.
    Choices { options: Vec<Opt> },
    /// A row of a register, a person or a post: a list up to [`LIST_MOST`], above that a line that suggests; then
    /// the key is posted, or what was typed.
    Pick { value: String, options: Vec<Opt> },
    /// Rows of fields, filled and blank. `more` is the value of the button `more` that asks for blank rows; empty
    /// when there may be no more. The cells' names hold their row: `f.costs.0.amount`.
    Rows { rows: Vec<Row>, more: String },
}

/// More choices than this are a list.
pub const RADIO_MOST: usize = 6;
/// More options than this are suggested while typing.
pub const LIST_MOST: usize = 40;

/// One of the options.
#[derive(Clone, Debug, Default)]
pub struct Opt {
    /// What is posted.
    pub value: String,
    pub label: String,
    /// A smaller second line; not shown in lists.
    pub note: String,
    pub chosen: bool,
}

/// One row of a field with rows.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// `第 1 行`, or what the row is about.
    pub title: String,
    /// Its cells; none of them has rows again.
    pub cells: Vec<Field>,
}

impl Default for Control {
    fn default() -> Self {
        Control::Line { value: String::new() }
    }
}

/// Where a mistake is, for the list at the top of a form.
#[derive(Clone, Debug)]
pub struct Problem {
    pub name: String,
    pub label: String,
    pub error: String,
}

impl Field {
    /// The ids of hint and error, for `aria-describedby`; empty when there are none.
    pub fn described_by(&self) -> String {
        let mut ids = Vec::new();
        if !self.error.is_empty() {
            ids.push(format!("{}-wrong", self.name));
        }
        if !self.hint.is_empty() || self.personal {
            ids.push(format!("{}-hint", self.name));
        }
        ids.join(" ")
    }

    /// Whether it is a group of controls (then it is a fieldset with a legend).
    pub fn is_group(&self) -> bool {
        match &self.control {
            Control::YesNo { .. } | Control::Choices { .. } | Control::Rows { .. } => true,
            Control::Choice { options } => options.len() <= RADIO_MOST,
            _ => false,
        }
    }

    /// Whether none of its options is chosen.
    pub fn nothing_chosen(&self) -> bool {
        match &self.control {
            Control::Choice { options } | Control::Choices { options } | Control::Pick { options, .. } => {
                options.iter().all(|option| !option.chosen)
            }
            _ => false,
        }
    }

    /// Its own mistake and those of its rows.
    pub fn problems(&self) -> Vec<Problem> {
        let mut found = Vec::new();
        if !self.error.is_empty() {
            found.push(Problem { name: self.target(), label: self.label.clone(), error: self.error.clone() });
        }
        if let Control::Rows { rows, .. } = &self.control {
            found.extend(rows.iter().flat_map(|row| &row.cells).flat_map(Field::problems));
        }
        found
    }

    /// The id that a link to this field jumps to: the control, or the group's frame.
    fn target(&self) -> String {
        match self.is_group() {
            true => format!("{}-group", self.name),
            false => self.name.clone(),
        }
    }

    /// Puts `prefix` before the posted names, in its rows too.
    pub fn rename(&mut self, prefix: &str) {
        self.name.insert_str(0, prefix);
        if let Control::Rows { rows, more } = &mut self.control {
            if !more.is_empty() {
                more.insert_str(0, prefix);
            }
            for cell in rows.iter_mut().flat_map(|row| &mut row.cells) {
                cell.rename(prefix);
            }
        }
    }
}

impl Control {
    /// Whether a browser's date control can show this; else the text is kept as typed.
    pub fn shows_as_date(value: &str) -> bool {
        value.is_empty() || value.parse::<jiff::civil::Date>().is_ok_and(|_| value.len() == 10)
    }

    /// As [`Control::shows_as_date`], for date and time.
    pub fn shows_as_moment(value: &str) -> bool {
        value.is_empty() || (value.len() >= 16 && value.parse::<jiff::civil::DateTime>().is_ok())
    }
}

/// All mistakes of some sections, in order.
pub fn problems(sections: &[Section]) -> Vec<Problem> {
    sections.iter().flat_map(|section| &section.fields).flat_map(Field::problems).collect()
}
