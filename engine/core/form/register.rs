//! Registers (台账): master data, each described by a file `forms/registers/<id>.yaml`.
//!
//! ```yaml
//! register: batch
//! title: { zh: 批次台账, en: Batches }
//! clause: 8.15-4.1.1
//! key: { title: { zh: 批次号, en: Batch number }, pattern: "B-[0-9]{4}-[0-9]{2}" }
//! summary: "{model}"
//! maintained_by: production_head
//! optional: [supplier]
//! fields: { … }                    # as in a form
//! ```
//! `kept_by: engine` beside `maintained_by`: its rows are facts that the engine states (what a change of documents holds,
//! say). Policies read them as those of any register and write the field [`Register::WRITTEN`] alone; nobody loads any.
//! A register is a form with a single section, [`Register::ROW`]: rows are checked, shown and told
//! to programs by the same code as records.

use regex_lite::Regex;

use super::read::{check_file_name, field_names};
use super::read_field::{read_fields, title};
use super::summary::Summary;
use super::{Entry, FieldProblem, Form, Section};
use crate::limits;
use crate::text::{Bilingual, Ctx, Findings, Source, Spanned, shorten, yaml};

/// A register as its file says.
#[derive(Clone, Debug)]
pub struct Register {
    /// Id, title, clause and fields; its one section asks for a row.
    pub form: Form,
    /// What the key is called: “Batch number”.
    pub key_title: Bilingual,
    /// How a row is called in lists and choices.
    pub summary: Summary,
    /// The post that edits it.
    pub maintained_by: Spanned<String>,
    /// Its rows are the engine's own; policies write [`Register::WRITTEN`] alone.
    pub kept_by_engine: bool,
    key_pattern: Regex,
}

impl Register {
    /// The id of the section that asks for a row.
    pub const ROW: &'static str = "row";

    /// The one field of a register kept by the engine that policies write: where something stands. The engine carries
    /// out what that means, or refuses the step.
    pub const WRITTEN: &'static str = "status";

    /// The section that asks for a row.
    pub fn row(&self) -> &Section {
        &self.form.sections[0]
    }

    /// Why a text cannot be the key of a row, if it cannot.
    pub fn check_key(&self, key: &str) -> Option<FieldProblem> {
        if key.chars().count() <= limits::KEY_CHARS && self.key_pattern.is_match(key) {
            return None;
        }
        let pattern = self.key_pattern.as_str();
        // The pattern as its author wrote it, without what makes it match the whole key.
        let pattern = pattern.trim_start_matches(BEFORE).trim_end_matches(AFTER).to_owned();
        let args = vec![("value", shorten(key, limits::ECHO_CHARS)), ("pattern", pattern)];
        Some(FieldProblem { field: "key".to_owned(), code: "not-a-key", args })
    }
}

const BEFORE: &str = "^(?:";
const AFTER: &str = ")$";

/// Reads a register's file: all its mistakes at once. `None` if it cannot be used.
pub fn read_register(source: &Source, findings: &mut Findings) -> Option<Register> {
    let errors = findings.errors();
    let root = yaml::read(source, findings)?;
    let mut ctx = Ctx::new(source, findings);
    let mut map = ctx.map(&root)?;
    // Fingerprints of cited paragraphs: judged by `check`.
    map.optional("reviewed");
    let id = map.required(&mut ctx, "register").and_then(|node| ctx.identifier(node));
    let title = title(&mut map, &mut ctx);
    let clause = map.optional("clause").and_then(|node| ctx.clause(node)).map(|clause| clause.value);
    let fields = map.required(&mut ctx, "fields").map(|node| read_fields(node, &mut ctx)).unwrap_or_default();
    let key = map.required(&mut ctx, "key").and_then(|node| read_key(node, &mut ctx));
    let summary = map.required(&mut ctx, "summary").and_then(|node| ctx.spanned_text(node));
    let summary = summary.and_then(|text| Summary::read(&text, text.span, &fields, &mut ctx));
    let maintained_by = map.required(&mut ctx, "maintained_by").and_then(|node| ctx.identifier(node));
    let keepers = [("engine", true)];
    let kept_by_engine = map.optional("kept_by").and_then(|node| ctx.one_of(node, &keepers)).unwrap_or(false);
    let optional = field_names(map.optional("optional"), &fields, &mut ctx);
    map.finish(&mut ctx);
    if let Some(id) = &id {
        check_file_name(id, &mut ctx);
    }
    if findings.errors() > errors {
        return None;
    }
    let entry = |name: &String| Entry {
        field: name.clone(),
        required: !optional.iter().any(|optional| optional.value == *name),
        only_if: None,
    };
    let (id, title) = (id?, title?);
    let row = Section {
        id: Register::ROW.to_owned(),
        span: id.span,
        title: title.clone(),
        hint: None,
        clause: clause.clone(),
        entries: fields.iter().filter(|field| !field.computed).map(|field| entry(&field.id)).collect(),
        show: fields.iter().filter(|field| field.computed).map(|field| field.id.clone()).collect(),
    };
    let (key_title, key_pattern) = key?;
    let form = Form { id: id.value, title, clause, fields, sections: vec![row] };
    let (summary, maintained_by) = (summary?, maintained_by?);
    Some(Register { form, key_title, summary, maintained_by, kept_by_engine, key_pattern })
}

/// `{ title, pattern }`; the pattern describes the whole key.
fn read_key(node: &yaml::Node, ctx: &mut Ctx<'_>) -> Option<(Bilingual, Regex)> {
    let mut map = ctx.map(node)?;
    let title = title(&mut map, ctx);
    let pattern = map.required(ctx, "pattern").and_then(|node| ctx.spanned_text(node));
    map.finish(ctx);
    let pattern = pattern?;
    match Regex::new(&format!("{BEFORE}{}{AFTER}", pattern.value)) {
        Ok(regex) => Some((title?, regex)),
        Err(error) => {
            let args = [("pattern", pattern.value), ("detail", error.to_string())];
            ctx.error("G0222", pattern.span, args);
            None
        }
    }
}
