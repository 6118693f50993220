//! What a change's policy reads of it: the row of the register `change`, answered from the change's own rows.

use guicheng_core::text::Severity;
use guicheng_core::value::{Map, Value};

use super::super::fill::From;
use super::super::shelf::bytes_of;
use super::super::suspects::SuspectsEvidence;
use super::super::{Inner, Problem, ServiceError};
use super::basis::{basis_of, outdated};
use super::evidence::{Evidence, Weight};
use super::{hash_of, is_open, items_in};
use crate::store::tables::change::{ChangeRow, ChangeStatus};
use crate::store::{Tx, Unit};

/// A change by its number, as it will be with the unit's rows.
pub(super) async fn numbered(
    tx: &mut Tx,
    unit: Option<&Unit>,
    number: &str,
) -> Result<Option<ChangeRow>, ServiceError> {
    let mut pending = unit.into_iter().flat_map(|unit| unit.pending::<ChangeRow>().flatten());
    if let Some(row) = pending.find(|row| row.number.as_deref() == Some(number)) {
        return Ok(Some((*row).clone()));
    }
    drop(pending);
    Ok(tx.read().change_numbered(number).await?)
}

/// The facts of one change; null if there is none of this number.
///
/// # Errors
/// `change-evidence-old` for a draft whose evidence was not made for its present bundle: nobody may decide by facts that
/// are not so. Whoever submits gathers it first.
pub(in crate::service) async fn row(
    inner: &Inner,
    tx: &mut Tx,
    unit: Option<&Unit>,
    number: &str,
) -> Result<Value, ServiceError> {
    let Some(change) = numbered(tx, unit, number).await? else { return Ok(Value::Null) };
    let items = items_in(tx, unit, &change.id).await?;
    let bundle = hash_of(&change, &items)?;
    let old = inner.in_force(tx).await?;
    let current =
        change.evidence.is_some() && change.basis == Some(basis_of(&old.version, &change, &bundle)?);
    if change.status == ChangeStatus::Draft && !current {
        return Err(ServiceError::Conflict(Problem::new("change-evidence-old", [])));
    }
    let evidence = match &change.evidence {
        Some(hash) => Some(super::gather::read(&bytes_of(&mut From::Tx(tx), hash).await?)?),
        None => None,
    };
    // Once in force the bundle itself is what is in force: it neither comes too late nor disagrees.
    let open = is_open(change.status);
    let stale = open && !outdated(&old, &items).is_empty();
    let fits = match &evidence {
        _ if !open => true,
        Some(evidence) if current => evidence.count(Weight::Error) == 0,
        _ => inner.combined(tx, unit, &items).await?.count(Severity::Error) == 0,
    };
    let mut facts = plain(&change);
    let mut put = |name: &str, value: Value| facts.insert(name.to_owned(), value);
    put("documents", Value::Int(items.len() as i64));
    put("bundle", Value::Text(bundle.to_string()));
    put("evidence", change.evidence.map_or(Value::Null, |hash| Value::Text(hash.to_string())));
    put("stale", Value::Bool(stale));
    put("fits", Value::Bool(fits));
    found(&mut facts, evidence.as_ref());
    Ok(Value::Map(facts))
}

/// All changes, with what their own rows say.
pub(in crate::service) async fn rows(tx: &mut Tx, unit: Option<&Unit>) -> Result<Vec<Map>, ServiceError> {
    let mut all = Vec::new();
    for row in tx.read().changes(None).await? {
        if let Some(row) = super::change_in(tx, unit, &row.id).await? {
            all.push(plain(&row));
        }
    }
    let known = |all: &[Map], id: &str| all.iter().any(|row| row.get("key") == Some(&Value::from(id)));
    for row in unit.into_iter().flat_map(|unit| unit.pending::<ChangeRow>().flatten()) {
        if row.number.as_deref().is_some_and(|number| !known(&all, number)) {
            all.push(plain(&row));
        }
    }
    all.sort_by(|a, b| a.get("key").and_then(Value::as_text).cmp(&b.get("key").and_then(Value::as_text)));
    Ok(all)
}

fn plain(change: &ChangeRow) -> Map {
    let mut facts = Map::new();
    let mut put = |name: &str, value: Value| facts.insert(name.to_owned(), value);
    put("key", change.number.clone().map_or(Value::Null, Value::Text));
    put("status", Value::from(change.status.word()));
    put("title", Value::Text(change.title.clone()));
    put("reason", Value::Text(change.reason.clone()));
    put("author", Value::Text(change.author.clone()));
    put("wanted_at", change.wanted_at.map_or(Value::Null, Value::Time));
    put("edition", Value::Bool(change.edition));
    put("emergency", Value::Bool(change.emergency));
    facts
}

/// What the evidence says. Without any there is nothing to decide by: then nothing can be submitted either.
fn found(facts: &mut Map, evidence: Option<&Evidence>) {
    let count = |number: usize| Value::Int(number as i64);
    let mut put = |name: &str, value: Value| facts.insert(name.to_owned(), value);
    let Some(evidence) = evidence else { return };
    put("errors", count(evidence.count(Weight::Error)));
    put("warnings", count(evidence.count(Weight::Warning)));
    put("failed", count(evidence.failed()));
    put("uncovered", count(evidence.uncovered()));
    let head = |post: &String| {
        let post = ("post".to_owned(), Value::Text(post.clone()));
        Value::Map([post].into_iter().collect())
    };
    put("heads", Value::List(evidence.heads.iter().map(head).collect()));
    put("suspects", count(evidence.suspects.as_ref().map_or(0, SuspectsEvidence::unanswered)));
    put("touched", count(evidence.cases.as_ref().map_or(0, |cases| cases.running)));
    put("undecided", count(evidence.cases.as_ref().map_or(0, |cases| cases.undecided)));
    put("readers", Value::List(evidence.readers.iter().map(|reader| reader.fact()).collect()));
}
