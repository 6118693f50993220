//! Registers (台账): master data that policies read and write.

use std::sync::Arc;

use guicheng_core::document::{Library, Register};
use guicheng_core::form::Choice;
use guicheng_core::text::Bilingual;
use guicheng_core::value::{Map, canonical};

use super::fill::row_title;
use super::{Caller, Service, ServiceError};
use crate::store::tables::register::{RegisterFilter, RegisterRow};
use crate::store::Page;

/// A row with its fields read.
pub struct Row {
    /// As stored.
    pub row: RegisterRow,
    /// Its fields; personal ones opened for those who maintain the register.
    pub fields: Map,
    /// Its line.
    pub title: String,
}

impl Service {
    /// The registers, with how many rows each has.
    pub async fn registers(&self) -> Result<Vec<(Arc<Register>, i64)>, ServiceError> {
        let sizes = self.inner.store.read().register_sizes().await?;
        let size = |id: &str| sizes.iter().find(|(register, _)| register == id).map_or(0, |(_, size)| *size);
        Ok(self.library()?.registers().map(|register| (Arc::clone(register), size(&register.id))).collect())
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
        let register = books.register(id).cloned().ok_or_else(|| ServiceError::not_found("no-such-register"))?;
        let filter = RegisterFilter { register: id.to_owned(), search: search.to_owned(), inactive: false };
        let rows = self.inner.store.read().register_page(&filter, page).await?;
        let count = self.inner.store.read().count_register(&filter).await?;
        let opens = register.maintained_by.as_deref().is_some_and(|post| caller.holds(post));
        let mut read = Vec::new();
        for row in rows {
            let fields = fields_of(&row)?;
            let fields = if opens { self.unseal(&fields).await? } else { fields };
            read.push(Row { title: row_title(Some(&register.summary), &row.key, &fields), fields, row });
        }
        Ok((register, read, count))
    }

    /// Active rows as choices for a reference.
    pub(super) async fn register_choices(&self, library: &Library, id: &str) -> Result<Vec<Choice>, ServiceError> {
        let summary = library.register(id).map(|register| register.summary.clone());
        let rows = self.inner.store.read().register(id).await?;
        let mut choices = Vec::new();
        for row in rows.into_iter().filter(|row| row.active) {
            let title = row_title(summary.as_deref(), &row.key, &fields_of(&row)?);
            choices.push(Choice { title: Bilingual::new(title.clone(), title), id: row.key });
        }
        Ok(choices)
    }

    /// The line of one row, for pages that show a reference.
    pub async fn row_line(&self, register: &str, key: &str) -> Result<Option<String>, ServiceError> {
        let Some(row) = self.inner.store.read().register_row(register, key).await? else { return Ok(None) };
        let books = self.library()?;
        let summary = books.register(register).map(|register| register.summary.as_str());
        Ok(Some(row_title(summary, key, &fields_of(&row)?)))
    }
}

pub(super) fn fields_of(row: &RegisterRow) -> Result<Map, ServiceError> {
    canonical::from_str(&row.fields)
        .map_err(|e| ServiceError::Broken(format!("register {} {}: {e}", row.register, row.key)))
}
