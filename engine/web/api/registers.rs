//! Registers: master data that procedures read and write.

use axum::Json;
use axum::extract::{Path, State};
use guicheng_core::form::Register;
use serde::Serialize;
use utoipa::ToSchema;

use super::asker::Asker;
use super::docs::Refusals;
use super::error::ApiError;
use super::input::Params;
use super::show::{ClauseOut, Paged, Show, Words, cut};
use crate::service::{Row, Service};

/// All registers.
#[derive(Serialize, ToSchema)]
pub(super) struct Registers {
    items: Vec<RegisterOut>,
}

/// A register.
#[derive(Serialize, ToSchema)]
struct RegisterOut {
    id: String,
    title: Words,
    clause: Option<ClauseOut>,
    /// What its key is called.
    key: Words,
    /// The post that edits it.
    maintained_by: String,
    fields: Vec<ColumnOut>,
    /// How many rows it has.
    size: i64,
}

/// A field of a register's rows.
#[derive(Serialize, ToSchema)]
struct ColumnOut {
    name: String,
    title: Words,
    /// `text`, `date`, `ref` …
    kind: String,
    /// Shown only to the post that edits the register.
    personal: bool,
}

/// A register with a page of its rows.
#[derive(Serialize, ToSchema)]
pub(super) struct RegisterPage {
    register: RegisterOut,
    rows: Paged<RowOut>,
}

/// A row.
#[derive(Serialize, ToSchema)]
struct RowOut {
    key: String,
    /// Its line.
    title: Words,
    #[schema(value_type = Object)]
    fields: serde_json::Value,
    /// Still offered.
    active: bool,
    /// Counts its changes.
    version: i64,
    #[schema(format = DateTime)]
    updated_at: String,
}

/// Lists the registers.
#[utoipa::path(get, path = "/registers", operation_id = "listRegisters", tag = "registers", responses((status = 200, body = Registers), Refusals))]
pub(super) async fn list(
    State(service): State<Service>,
    asker: Asker,
    params: Params,
) -> Result<Json<Registers>, ApiError> {
    params.finish()?;
    let show = Show { books: service.library()?, lang: asker.lang };
    let registers = service.registers().await?;
    let items = registers.iter().map(|(register, size)| register_out(&show, register, *size)).collect();
    Ok(Json(Registers { items }))
}

/// A register with a page of its rows, by key.
#[utoipa::path(get, path = "/registers/{id}", operation_id = "getRegister", tag = "registers",
    params(
        ("id" = String, Path, description = "The register's id"),
        ("q" = Option<String>, Query, description = "Contained in the key or a field"),
        ("page" = Option<i64>, Query, minimum = 0, description = "From 0 on"),
    ),
    responses((status = 200, body = RegisterPage), Refusals))]
pub(super) async fn one(
    State(service): State<Service>,
    asker: Asker,
    Path(id): Path<String>,
    mut params: Params,
) -> Result<Json<RegisterPage>, ApiError> {
    let search = params.take("q").unwrap_or_default();
    let (number, page) = params.page();
    params.finish()?;
    let (register, rows, total) = service.register(&asker.caller, &id, &search, page).await?;
    let (rows, more) = cut(rows);
    let show = Show { books: service.library()?, lang: asker.lang };
    let items = rows.into_iter().map(|row| row_out(&show, row)).collect();
    Ok(Json(RegisterPage {
        register: register_out(&show, &register, total),
        rows: Paged::new(items, number, more, Some(total)),
    }))
}

fn register_out(show: &Show, register: &Register, size: i64) -> RegisterOut {
    let column = |field: &guicheng_core::form::Field| ColumnOut {
        name: field.id.clone(),
        title: (&field.title).into(),
        kind: field.kind.name().to_owned(),
        personal: field.personal,
    };
    RegisterOut {
        id: register.form.id.clone(),
        title: (&register.form.title).into(),
        clause: show.clause(register.form.clause.as_deref()),
        key: (&register.key_title).into(),
        maintained_by: register.maintained_by.value.clone(),
        fields: register.form.fields.iter().map(column).collect(),
        size,
    }
}

fn row_out(show: &Show, row: Row) -> RowOut {
    RowOut {
        title: (&row.title).into(),
        fields: show.record(&row.fields),
        key: row.row.key,
        active: row.row.active,
        version: row.row.version,
        updated_at: show.at(row.row.updated_at),
    }
}
