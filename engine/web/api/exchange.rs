//! Documents out and back in for programs: what `guicheng export` and `guicheng import` do with a folder, with one JSON
//! object in its place.
//!
//! A document that is in force is UTF-8, so a JSON text holds its exact bytes (its byte order mark and line ends, too).

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use guicheng_core::document::{DocumentId, is_stray};
use guicheng_core::text::{Findings, Severity};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::asker::Asker;
use super::docs::{Refusals, WriteRefusals};
use super::error::ApiError;
use super::findings::FindingOut;
use super::input::{Body, Params, idempotency_key, moment};
use crate::limits;
use crate::service::{Difference, Files, Manifest, NewChange, Once, Service, ServiceError};

/// Documents with what they are.
#[derive(Serialize, ToSchema)]
#[schema(as = Export)]
pub(super) struct ExportOut {
    /// Path → text, the exact bytes of each.
    files: BTreeMap<String, String>,
    /// Which revision each one is of. Sent back with an import, it tells what was edited, and from what.
    #[schema(value_type = Object)]
    export: Manifest,
}

/// Edited documents.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Import)]
#[expect(dead_code, reason = "describes the body; it is read strictly by `Body`, with every problem by name")]
pub(super) struct ImportIn {
    title: String,
    reason: String,
    /// RFC 3339; none: as soon as it is approved.
    #[schema(format = DateTime)]
    wanted_at: Option<String>,
    /// Why it cannot wait for review and countersignatures, which follow afterwards.
    emergency: Option<String>,
    /// The documents get the next letter: after A/3 comes B/0.
    edition: Option<bool>,
    /// Path → text. What is as it was may be left out.
    files: BTreeMap<String, String>,
    /// `export` of the answer that the files came from; none: they are compared with what is in force.
    #[schema(value_type = Option<Object>)]
    export: Option<serde_json::Value>,
    /// Documents of the export that `files` does not have become obsolete.
    obsolete: Option<bool>,
}

/// A change that was made of them.
#[derive(Serialize, ToSchema)]
#[schema(as = Imported)]
pub(super) struct ImportOut {
    /// Of its case, too.
    id: String,
    number: String,
    documents: Vec<ImportedOut>,
    /// Warnings and notes about its documents; with an error there would be no change.
    findings: Vec<FindingOut>,
}

/// A document of it.
#[derive(Serialize, ToSchema)]
#[schema(as = ImportedDocument)]
struct ImportedOut {
    document: String,
    path: String,
    /// `changed`, `new`, `obsolete`.
    how: &'static str,
    /// Label of the revision that it was made from.
    base: Option<String>,
    /// Another revision is in force by now: it must be rebased.
    stale: bool,
}

/// The documents in force, now or at a moment, with their exact texts.
#[utoipa::path(get, path = "/export", operation_id = "exportDocuments", tag = "changes",
    params(
        ("at" = Option<String>, Query, description = "What was in force then: a date, or a date and time"),
        ("change" = Option<String>, Query, description = "Id or number of a change whose texts are laid over them"),
    ),
    responses((status = 200, body = ExportOut), Refusals))]
pub(super) async fn export(
    State(service): State<Service>,
    asker: Asker,
    mut params: Params,
) -> Result<Json<ExportOut>, ApiError> {
    let (at, change) = (params.at(&service)?, params.take("change"));
    params.finish()?;
    let change = change.as_deref().map(|change| (&asker.caller, change));
    let exported = service.export(at, change).await?;
    let mut files = BTreeMap::new();
    for (path, bytes) in exported.files {
        // Only a draft of a change can be anything else.
        let text = String::from_utf8(bytes)
            .map_err(|_| ServiceError::refused("exchange-not-text", [("path", path.clone())]))?;
        files.insert(path, text);
    }
    Ok(Json(ExportOut { files, export: exported.manifest }))
}

/// Makes a change of edited documents, or tells all that is wrong with them and makes none.
///
/// A refusal with the code `exchange-errors` lists every finding in `findings`. The same `Idempotency-Key` with the same
/// request gives the same change and no second one.
#[utoipa::path(post, path = "/changes/import", operation_id = "importDocuments", tag = "changes", request_body = ImportIn,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes the request repeatable")),
    responses((status = 201, body = ImportOut), WriteRefusals))]
pub(super) async fn import(
    State(service): State<Service>,
    asker: Asker,
    params: Params,
    headers: HeaderMap,
    mut body: Body<{ limits::API_IMPORT }>,
) -> Result<(StatusCode, Json<ImportOut>), ApiError> {
    params.finish()?;
    let key = idempotency_key(&headers)?;
    let title = body.needed("title", limits::CHANGE_TITLE_CHARS);
    let reason = body.needed("reason", limits::CHANGE_REASON_CHARS);
    let wanted = body.text("wanted_at", limits::API_NAME);
    let wanted_at = wanted.as_deref().and_then(moment);
    if let Some(wanted) = wanted.filter(|_| wanted_at.is_none()) {
        body.problem("wanted_at", "not-a-time", vec![("value", wanted)]);
    }
    let emergency = body.text("emergency", limits::CHANGE_REASON_CHARS).filter(|why| !why.trim().is_empty());
    let edition = body.flag("edition").unwrap_or(false);
    let obsolete = body.flag("obsolete").unwrap_or(false);
    let files = files(&mut body);
    let manifest = manifest(&mut body);
    if obsolete && manifest.is_none() {
        body.problem("export", "required", vec![]);
    }
    body.finish()?;
    asker.caller.may_change()?;
    let new = NewChange { title, reason, wanted_at, emergency, edition };
    let once = key.map(|key| Once::of(key, &files, &new, obsolete)).transpose()?;
    let mut compared = service.compare(&files, manifest.as_ref(), obsolete, Findings::new()).await?;
    // What is left tells the service only that there are no errors.
    let found = std::mem::take(&mut compared.findings).into_sorted();
    let errors = found.iter().filter(|finding| finding.severity == Severity::Error).count();
    if errors > 0 {
        let refused = ServiceError::refused("exchange-errors", [("count", errors.to_string())]);
        return Err(ApiError::from(refused).with_findings(found));
    }
    let documents = compared.differences.iter().map(told).collect();
    let made = service.import(&asker.caller, compared, new, once).await?;
    let findings = FindingOut::all(asker.lang, &found);
    Ok((StatusCode::CREATED, Json(ImportOut { id: made.change, number: made.number, documents, findings })))
}

fn told(difference: &Difference) -> ImportedOut {
    ImportedOut {
        document: difference.document.to_string(),
        path: difference.document.path(),
        how: match (&difference.base, &difference.bytes) {
            (_, None) => "obsolete",
            (None, _) => "new",
            _ => "changed",
        },
        base: difference.base.as_ref().map(|base| base.label.clone()),
        stale: difference.stale,
    }
}

/// Texts by path. What is no document's path is a problem, except where the comparison has a finding for it.
fn files<const MOST: usize>(body: &mut Body<MOST>) -> Files {
    let texts = body.named_texts("files", limits::DOCUMENTS);
    for path in texts.keys().filter(|path| DocumentId::of_path(path).is_none() && !is_stray(path)) {
        body.problem(
            &format!("files.{}", path.chars().take(limits::ECHO_CHARS).collect::<String>()),
            "unknown",
            vec![],
        );
    }
    texts.into_iter().map(|(path, text)| (path, text.into_bytes())).collect()
}

fn manifest<const MOST: usize>(body: &mut Body<MOST>) -> Option<Manifest> {
    let given = body.optional_object("export")?;
    let read = serde_json::from_value::<Manifest>(given).ok().filter(|manifest| manifest.v == 1);
    if read.is_none() {
        body.problem("export", "not-an-export", vec![]);
    }
    read
}
