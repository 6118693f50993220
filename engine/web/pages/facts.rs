//! A record as people read it: fields by section, references by their rows' lines, personal ones only when opened.

use guicheng_core::form::{Field, FieldKind, Form};
use guicheng_core::text::Bilingual;
use guicheng_core::value::{Map, Value};

use crate::lang::{self, Lang, Say, t};
use crate::service::{Books, ServiceError, shown};
use crate::web::session::Seen;
use crate::web::views::{Fact, FactGroup};
use crate::web::when::When;

/// Longer values take a line of their own.
const WIDE: usize = 40;

/// What is needed to say values.
pub struct Facts<'a> {
    pub seen: &'a Seen,
    pub when: &'a When,
    pub books: &'a Books,
    pub names: &'a std::collections::BTreeMap<String, String>,
    /// Where references are looked up in a trial.
    pub stage: Option<&'a guicheng_core::stage::Stage>,
}

impl Facts<'_> {
    /// The record's fields: first those to be shown beside the work, open; then the rest by section.
    pub async fn groups(
        &self,
        form: &Form,
        record: &Map,
        first: &[String],
    ) -> Result<Vec<FactGroup>, ServiceError> {
        let mut groups = Vec::new();
        let mut told: Vec<&str> = Vec::new();
        let mut group =
            FactGroup { title: self.when.lang.t("pages-facts-first"), open: true, ..FactGroup::default() };
        for id in first {
            self.add(form, record, id, &mut told, &mut group).await?;
        }
        if !group.facts.is_empty() {
            groups.push(group);
        }
        for section in &form.sections {
            let title = section.title.get(self.when.lang).to_owned();
            let mut group = FactGroup { title, open: groups.is_empty(), ..FactGroup::default() };
            for entry in &section.entries {
                self.add(form, record, &entry.field, &mut told, &mut group).await?;
            }
            if !group.facts.is_empty() {
                groups.push(group);
            }
        }
        let mut rest = FactGroup { title: self.when.lang.t("pages-facts-computed"), ..FactGroup::default() };
        for field in &form.fields {
            self.add(form, record, &field.id, &mut told, &mut rest).await?;
        }
        if !rest.facts.is_empty() {
            groups.push(rest);
        }
        Ok(groups)
    }

    async fn add<'f>(
        &self,
        form: &'f Form,
        record: &Map,
        id: &str,
        told: &mut Vec<&'f str>,
        group: &mut FactGroup,
    ) -> Result<(), ServiceError> {
        let (Some(field), Some(value)) = (form.field(id), record.get(id)) else { return Ok(()) };
        if value.is_null() || told.contains(&field.id.as_str()) {
            return Ok(());
        }
        told.push(&field.id);
        let text = self.value(field, value).await?;
        let wide = matches!(field.kind, FieldKind::LongText { .. } | FieldKind::Rows { .. })
            || text.chars().count() > WIDE;
        group.facts.push(Fact { label: field.title.get(self.when.lang).to_owned(), value: text, wide });
        Ok(())
    }

    /// A value as people say it.
    pub async fn value(&self, field: &Field, value: &Value) -> Result<String, ServiceError> {
        let lang = self.when.lang;
        if let Value::Sealed(_) = value {
            return Ok(lang.t("pages-sealed"));
        }
        if let (FieldKind::Rows { columns, .. }, Value::List(rows)) = (&field.kind, value) {
            let mut lines = Vec::new();
            for row in rows {
                let Value::Map(cells) = row else { continue };
                let mut parts = Vec::new();
                for column in columns {
                    if let Some(cell) = cells.get(&column.field.id).filter(|cell| !cell.is_null()) {
                        let text = self.single(&column.field, cell).await?;
                        let args = [("field", column.field.title.get(lang).into()), ("value", text.into())];
                        parts.push(t(lang, "pages-cell", &args));
                    }
                }
                lines.push(parts.join(&lang.t("pages-cells-between")));
            }
            return Ok(lines.join("\n"));
        }
        self.single(field, value).await
    }

    async fn single(&self, field: &Field, value: &Value) -> Result<String, ServiceError> {
        let lang = self.when.lang;
        match (&field.kind, value) {
            (FieldKind::Money { .. }, Value::Decimal(amount)) => Ok(lang::money(lang, *amount)),
            (FieldKind::Person, Value::Text(id)) => {
                Ok(self.names.get(id).cloned().unwrap_or_else(|| id.clone()))
            }
            (FieldKind::Ref { register }, Value::Text(key)) => {
                let line = match self.stage {
                    Some(stage) => super::simulate::row_line(self.books, stage, register, key),
                    None => self.seen.service.row_line(register, key).await?,
                };
                Ok(said(shown(line, Some(field), value, self.books), lang))
            }
            (_, Value::Time(moment)) => Ok(self.when.moment(*moment)),
            (_, Value::Text(text))
                if matches!(field.kind, FieldKind::Text { .. } | FieldKind::LongText { .. }) =>
            {
                Ok(text.clone())
            }
            _ => Ok(said(shown(None, Some(field), value, self.books), lang)),
        }
    }
}

fn said(text: Bilingual, lang: Lang) -> String {
    text.get(lang).to_owned()
}
