//! Fields asked one after another, with the form's words; what is wrong is told at once and asked again.

use std::collections::BTreeMap;

use guicheng_core::form::{
    Column, Field, FieldKind, FieldProblem, Form, Input, Section, Setting, check_input,
};
use guicheng_core::policy::Policy;
use guicheng_core::simulate::{Move, Typed, Wrong, glimpse};
use guicheng_core::stage::Fields;
use guicheng_core::value::{Map, Value};

use super::show;
use super::walk::Walk;
use crate::lang::{Say, list, t};
use crate::service::{ServiceError, told};

/// Rows of a register that are listed; more are known by their keys.
const LISTED: usize = 20;

impl Walk<'_> {
    /// Asks for a section's fields, then makes the move; false if it was given up or refused.
    pub(super) fn fill(
        &mut self,
        policy: &Policy,
        section: Option<&str>,
        record: &Map,
        made: impl Fn(BTreeMap<String, Typed>) -> Move,
    ) -> anyhow::Result<bool> {
        let found = section.and_then(|section| {
            let form = self.library.form_of(policy)?;
            Some((std::sync::Arc::clone(form), form.section(section)?.clone()))
        });
        let mut fields = Fields::new();
        if let Some((form, section)) = &found {
            let wanted: Vec<String> = section.entries.iter().map(|entry| entry.field.clone()).collect();
            if !self.ask_all(form, section, record, &wanted, &mut fields)? {
                return Ok(false);
            }
        }
        loop {
            let wrong = match self.play.make(made(Typed::of(&fields))) {
                Ok(()) => return Ok(true),
                Err(wrong) => wrong,
            };
            let again: Vec<String> = match &wrong {
                Wrong::Refused(refused) => refused.problems.iter().map(|p| base(&p.field)).collect(),
                _ => Vec::new(),
            };
            let words = show::whole(&self.words(wrong));
            self.tell("simulate-refused", &[("why", words.into())])?;
            let Some((form, section)) = found.as_ref().filter(|_| !again.is_empty()) else {
                return Ok(false);
            };
            if !self.ask_all(form, section, record, &again, &mut fields)? {
                return Ok(false);
            }
        }
    }

    /// Asks for these fields in the section's order; false at the end of the input.
    fn ask_all(
        &mut self,
        form: &Form,
        section: &Section,
        record: &Map,
        wanted: &[String],
        fields: &mut Fields,
    ) -> anyhow::Result<bool> {
        for entry in section.entries.iter().filter(|entry| wanted.contains(&entry.field)) {
            let Some(field) = form.field(&entry.field) else { continue };
            let given: Map = fields
                .iter()
                .filter_map(|(name, input)| Some((name.clone(), glimpse(form.field(name)?, input))))
                .collect();
            let asked = entry
                .only_if
                .as_ref()
                .is_none_or(|condition| section.condition_holds(condition, &given, record));
            if !asked {
                fields.remove(&field.id);
                continue;
            }
            loop {
                let Some(input) = self.ask_field(field, entry.required)? else { return Ok(false) };
                fields.insert(field.id.clone(), input);
                let problems = self.problems(form, section, record, fields, &field.id);
                if problems.is_empty() {
                    break;
                }
                let told = told(self.library, &ServiceError::Fields(problems), self.lang);
                for problem in told.fields {
                    self.terminal.say(&format!("  ✕ {}", problem.message))?;
                }
            }
        }
        Ok(true)
    }

    /// What is wrong with one field, whatever is still missing.
    fn problems(
        &self,
        form: &Form,
        section: &Section,
        record: &Map,
        fields: &Fields,
        field: &str,
    ) -> Vec<FieldProblem> {
        let stage = &self.play.stage;
        let setting = Setting { lookup: stage, now: stage.now, tz: stage.calendar.zone() };
        let problems = check_input(form, section, record, fields, &setting).err().unwrap_or_default();
        problems.into_iter().filter(|problem| base(&problem.field) == field).collect()
    }

    /// What is typed for a field; nothing at the end of the input, or where it is given up.
    fn ask_field(&mut self, field: &Field, required: bool) -> anyhow::Result<Option<Input>> {
        if let FieldKind::Rows { columns, max_rows, .. } = &field.kind {
            return self.ask_rows(field, columns, *max_rows as usize);
        }
        let prompt = self.prompt(field, required);
        let options = self.options(field);
        for (place, (id, title)) in options.iter().enumerate() {
            self.terminal.say(&format!("    {}  {title} {id}", place + 1))?;
        }
        let Some(typed) = self.terminal.ask(&prompt)?.filter(|typed| typed != "!") else { return Ok(None) };
        let meant = |word: &str| {
            let place = word.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            let by_number = place.and_then(|place| options.get(place));
            let by_title = || options.iter().find(|(_, title)| title == word);
            by_number.or_else(by_title).map_or_else(|| word.to_owned(), |(id, _)| id.clone())
        };
        let texts = match &field.kind {
            FieldKind::Choices { .. } => {
                typed.split([',', '，', '、', ' ']).filter(|word| !word.is_empty()).map(meant).collect()
            }
            FieldKind::Bool => vec![self.truth(&typed)],
            _ if !options.is_empty() => vec![meant(&typed)],
            _ => vec![typed],
        };
        Ok(Some(Input::Texts(texts)))
    }

    fn truth(&self, typed: &str) -> String {
        let (yes, no) = (self.lang.t("common-yes"), self.lang.t("common-no"));
        match typed {
            "y" | "yes" | "1" => "true".to_owned(),
            "n" | "no" | "0" => "false".to_owned(),
            word if word == yes => "true".to_owned(),
            word if word == no => "false".to_owned(),
            other => other.to_owned(),
        }
    }

    fn ask_rows(&mut self, field: &Field, columns: &[Column], most: usize) -> anyhow::Result<Option<Input>> {
        let title = field.title.get(self.lang).to_owned();
        let mut rows: Vec<BTreeMap<String, Input>> = Vec::new();
        while rows.len() < most {
            let args = [("field", title.as_str().into()), ("row", (rows.len() + 1).into())];
            self.terminal.say(&t(self.lang, "simulate-row", &args))?;
            let mut row = BTreeMap::new();
            for (place, column) in columns.iter().enumerate() {
                let Some(input) = self.ask_field(&column.field, column.required)? else { return Ok(None) };
                let blank = matches!(&input, Input::Texts(texts) if texts.iter().all(|text| text.is_empty()));
                if place == 0 && blank {
                    return Ok(Some(Input::Rows(rows)));
                }
                row.insert(column.field.id.clone(), input);
            }
            rows.push(row);
        }
        Ok(Some(Input::Rows(rows)))
    }

    fn prompt(&self, field: &Field, required: bool) -> String {
        let lang = self.lang;
        let title = field.title.get(lang);
        let mut notes: Vec<String> = Vec::new();
        notes.extend((!required).then(|| lang.t("simulate-may-be-empty")));
        let kind = format!("simulate-type-{}", field.kind.name());
        notes.extend(crate::lang::has(&kind).then(|| lang.t(&kind)));
        notes.extend(field.hint.as_ref().map(|hint| hint.get(lang).to_owned()));
        let args = [("field", title.into()), ("notes", list(lang, &notes).into())];
        t(lang, if notes.is_empty() { "simulate-ask-field" } else { "simulate-ask-field-noted" }, &args)
    }

    /// What a field may be, id and words; nothing where it is typed freely.
    fn options(&self, field: &Field) -> Vec<(String, String)> {
        let lang = self.lang;
        let stage = &self.play.stage;
        let own = |id: &String| (id.clone(), String::new());
        match &field.kind {
            FieldKind::Choice { choices } | FieldKind::Choices { choices } => {
                choices.iter().map(|choice| (choice.id.clone(), choice.title.get(lang).to_owned())).collect()
            }
            FieldKind::Person => stage.people.keys().map(own).collect(),
            FieldKind::Post => {
                let posts = self.library.organisation().map(|o| o.posts.as_slice()).unwrap_or_default();
                posts.iter().map(|post| (post.id.clone(), post.title.get(lang).to_owned())).collect()
            }
            FieldKind::Ref { register } => {
                let rows = stage.registers().get(register);
                let line = |(key, row): (&String, &BTreeMap<String, Value>)| {
                    (key.clone(), show::row_line(self.library, register, row, lang))
                };
                rows.into_iter().flatten().take(LISTED).map(line).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// `costs.0.amount` → `costs`.
fn base(field: &str) -> String {
    field.split('.').next().unwrap_or_default().to_owned()
}
