//! Registers (台账): master data that policies read and write.

use std::sync::Arc;

use guicheng_core::document::Library;
use guicheng_core::form::{Choice, Register};
use guicheng_core::text::{Bilingual, Lang};
use guicheng_core::value::{Map, canonical};

use super::{Caller, Service, ServiceError};
use crate::store::Page;
use crate::store::tables::register::{RegisterFilter, RegisterRow};

/// A row with its fields read.
pub struct Row {
    /// As stored.
    pub row: RegisterRow,
    /// Its fields; personal ones opened for those who maintain the register.
    pub fields: Map,
    /// Its line.
    pub title: Bilingual,
}

impl Service {
    /// The registers, with how many rows each has.
    pub async fn registers(&self) -> Result<Vec<(Arc<Register>, i64)>, ServiceError> {
        let sizes = self.inner.store.read().register_sizes().await?;
        let size = |id: &str| sizes.iter().find(|(register, _)| register == id).map_or(0, |(_, size)| *size);
        Ok(self
            .library()?
            .registers()
            .map(|register| (Arc::clone(register), size(&register.form.id)))
            .collect())
    }

    /// A page of a register, and how many rows there are.
    pub async fn register(
        &self,
        caller: &Caller,
        id: &str,
        search: &str,
        page: Page,
    ) -> Result<(Arc<Register>, Vec<Row>, i64), ServiceError> {
        if matches!(caller.via, super::Via::Link { .. }) {
            return Err(ServiceError::forbidden("link-one-task", []));
        }
        let books = self.library()?;
        let register =
            books.register(id).cloned().ok_or_else(|| ServiceError::not_found("no-such-register"))?;
        let filter = RegisterFilter { register: id.to_owned(), search: search.to_owned(), inactive: false };
        let rows = self.inner.store.read().register_page(&filter, page).await?;
        let count = self.inner.store.read().count_register(&filter).await?;
        let opens = caller.holds(&register.maintained_by.value);
        let mut read = Vec::new();
        for row in rows {
            let fields = fields_of(&row)?;
            let fields = if opens { self.unseal(&fields).await? } else { fields };
            read.push(Row { title: line_of(&register, &row.key, &fields, books.calendar()), fields, row });
        }
        Ok((register, read, count))
    }

    /// The line of one row, for pages that show a reference.
    pub async fn row_line(&self, register: &str, key: &str) -> Result<Option<Bilingual>, ServiceError> {
        let Some(row) = self.inner.store.read().register_row(register, key).await? else { return Ok(None) };
        let books = self.library()?;
        Ok(Some(line(&books, register, key, &fields_of(&row)?)))
    }
}

/// Active rows as choices for a reference.
pub(super) fn choices(
    library: &Library,
    register: &str,
    rows: Vec<RegisterRow>,
) -> Result<Vec<Choice>, ServiceError> {
    let active = rows.into_iter().filter(|row| row.active);
    let choice = |row: RegisterRow| {
        Ok(Choice { title: line(library, register, &row.key, &fields_of(&row)?), id: row.key })
    };
    active.map(choice).collect()
}

/// A row's line, in both languages; its key where the register says nothing.
pub(super) fn line(library: &Library, register: &str, key: &str, fields: &Map) -> Bilingual {
    match (library.register(register), library.calendar()) {
        (Some(register), Some(calendar)) => line_of(register, key, fields, calendar),
        _ => Bilingual::new(key, key),
    }
}

fn line_of(
    register: &Register,
    key: &str,
    fields: &Map,
    calendar: &guicheng_core::calendar::Calendar,
) -> Bilingual {
    let write = |lang| {
        let line = register.summary.write(fields, &register.form.fields, calendar.zone(), lang);
        if line.trim().is_empty() { key.to_owned() } else { line }
    };
    Bilingual::new(write(Lang::Zh), write(Lang::En))
}

pub(super) fn fields_of(row: &RegisterRow) -> Result<Map, ServiceError> {
    canonical::from_str(&row.fields)
        .map_err(|e| ServiceError::Broken(format!("register {} {}: {e}", row.register, row.key)))
}
