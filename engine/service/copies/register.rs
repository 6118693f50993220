//! The register `copy`, one row a case of `document_copy`: what its policy reads of the copies and does with them.
//!
//! Read: `document`, `label`, `status` (of the case's copies: none yet, `issued`, `recalled`, `returned`), `copies` (how
//! many), `open` (how many were not given back), `superseded` (another revision, or none, is in force). Written: `status`;
//! `asked` issues nothing and looks whether copies could be issued, so that whoever asks in vain is told at once.

use guicheng_core::document::DocumentId;
use guicheng_core::form::FieldProblem;
use guicheng_core::value::{Map, Moment, Value, canonical};

use super::super::ServiceError;
use super::super::carry::{Carry, load};
use super::super::documents::Books;
use super::issue::{Order, can_issue, issue};
use super::standing::{Standing, number_of, standing};
use crate::store::tables::case::InstanceRow;
use crate::store::tables::change::CopyRow;
use crate::store::tables::people::PersonRow;
use crate::store::tables::personal::PersonalRow;
use crate::store::{Tx, Unit};

/// A case's copies as they will be with the unit's rows.
pub(super) async fn copies_of(
    tx: &mut Tx,
    unit: Option<&Unit>,
    case: &str,
) -> Result<Vec<CopyRow>, ServiceError> {
    let mut rows = tx.read().copies(None).await?;
    let pending = unit.into_iter().flat_map(|unit| unit.pending::<CopyRow>().flatten());
    for row in pending {
        rows.retain(|kept| kept.number != row.number);
        rows.push((*row).clone());
    }
    rows.retain(|row| row.instance.as_deref() == Some(case));
    rows.sort_by(|a, b| a.number.cmp(&b.number));
    Ok(rows)
}

/// The case of a number, as it will be.
async fn case_of(
    tx: &mut Tx,
    unit: Option<&Unit>,
    number: &str,
) -> Result<Option<InstanceRow>, ServiceError> {
    let mut pending = unit.into_iter().flat_map(|unit| unit.pending::<InstanceRow>().flatten());
    if let Some(row) = pending.find(|row| row.number.as_deref() == Some(number)) {
        return Ok(Some((*row).clone()));
    }
    drop(pending);
    Ok(tx.read().instance_by_number(number).await?)
}

/// The facts of one case's copies; null where there are none.
pub(in crate::service) async fn row(
    tx: &mut Tx,
    unit: Option<&Unit>,
    number: &str,
    now: Moment,
) -> Result<Value, ServiceError> {
    let Some(case) = case_of(tx, unit, number).await? else { return Ok(Value::Null) };
    let copies = copies_of(tx, unit, &case.id).await?;
    let Some(first) = copies.first() else { return Ok(Value::Null) };
    let revisions = tx.read().revisions(&first.document).await?;
    let open = copies.iter().filter(|copy| copy.returned_at.is_none()).count();
    let fresh = CopyRow { recalled_at: None, returned_at: None, ..first.clone() };
    let superseded = matches!(standing(&fresh, &revisions, now), Standing::Void(_));
    let recalled = copies.iter().any(|copy| copy.recalled_at.is_some());
    let status = match (open, recalled) {
        (0, _) => "returned",
        (_, true) => "recalled",
        (_, false) => "issued",
    };
    let facts = [
        ("key", Value::from(number)),
        ("document", Value::Text(first.document.clone())),
        ("label", Value::Text(first.label.clone())),
        ("status", Value::from(status)),
        ("copies", Value::Int(copies.len() as i64)),
        ("open", Value::Int(open as i64)),
        ("superseded", Value::Bool(superseded)),
    ];
    Ok(Value::Map(facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()))
}

/// Carries out `{ register: copy, key: …, set: { status: … } }`.
pub(in crate::service) async fn write(
    carry: &Carry<'_>,
    tx: &mut Tx,
    unit: &mut Unit,
    number: &str,
    set: &Map,
) -> Result<(), ServiceError> {
    let case = case_of(tx, Some(unit), number).await?;
    if case.is_none_or(|case| case.id != carry.instance) {
        return Err(ServiceError::refused("copy-not-own", [("number", number.to_owned())]));
    }
    let now = carry.now;
    let copies = copies_of(tx, Some(unit), carry.instance).await?;
    match set.get("status").and_then(Value::as_text).filter(|_| set.len() == 1) {
        Some("asked") => {
            asked(carry, tx, unit).await?;
        }
        // Once again the same is nothing: no copy is issued twice.
        Some("issued") if !copies.is_empty() => {}
        Some("issued") => {
            let order = order(carry, tx, unit).await?;
            issue(carry.inner, tx, unit, order, now).await?;
        }
        Some("recalled") => {
            for copy in copies.into_iter().filter(|copy| copy.recalled_at.is_none()) {
                unit.put(CopyRow { recalled_at: Some(now), recalled_by: carry.actor.person.clone(), ..copy });
            }
        }
        Some("returned") => {
            for copy in copies.into_iter().filter(|copy| copy.returned_at.is_none()) {
                unit.put(CopyRow { returned_at: Some(now), ..copy });
            }
        }
        _ => return Err(ServiceError::refused("copy-status-unknown", [])),
    }
    Ok(())
}

/// What copies are asked for: `document`, `copies`, `lang` of the case's record.
struct Asked {
    record: Map,
    document: DocumentId,
    lang: Option<String>,
    count: i64,
}

fn missing(field: &str) -> ServiceError {
    ServiceError::refused("copy-field", [("field", field.to_owned())])
}

/// Reads what is asked for, and refuses what cannot be issued. The holder is not looked at: when the case begins their
/// name is not kept yet.
async fn asked(carry: &Carry<'_>, tx: &mut Tx, unit: &Unit) -> Result<Asked, ServiceError> {
    let record = load(tx, Some(unit), carry.instance).await?.snapshot.record;
    let text = |field: &str| record.get(field).and_then(Value::as_text).map(str::to_owned);
    let books = carry.inner.shelf.current();
    let (asked, lang) = (text("document").unwrap_or_default(), text("lang"));
    let document = named(&books, asked.trim(), lang.as_deref()).ok_or_else(|| {
        let (field, args) = ("document".to_owned(), vec![("value", asked.clone())]);
        ServiceError::Fields(vec![FieldProblem { field, code: "no-such-document", args }])
    })?;
    let rule = books.distribution().and_then(|list| list.rule(&document));
    if rule.is_some_and(|rule| rule.copies.is_none()) {
        return Err(ServiceError::refused("copy-none", []));
    }
    let count = match record.get("copies") {
        Some(Value::Int(count)) => *count,
        None | Some(Value::Null) => 1,
        Some(_) => return Err(missing("copies")),
    };
    can_issue(tx, &document, count).await?;
    Ok(Asked { record, document, lang, count })
}

/// The order of what the case asks for, with its holder.
async fn order(carry: &Carry<'_>, tx: &mut Tx, unit: &Unit) -> Result<Order, ServiceError> {
    let Asked { record, document, lang, count } = asked(carry, tx, unit).await?;
    let books = carry.inner.shelf.current();
    let lang = lang.unwrap_or_else(|| match document.kind().chapter_lang() {
        Some(lang) => lang.tag().to_owned(),
        None => guicheng_core::text::Lang::Zh.tag().to_owned(),
    });
    let by = carry.actor.person.clone().ok_or_else(|| missing("holder"))?;
    Ok(Order {
        number: number_of(&books, &document),
        holder: holder(tx, unit, record.get("holder")).await?.ok_or_else(|| missing("holder"))?,
        document,
        lang,
        count,
        instance: Some(carry.instance.to_owned()),
        by,
    })
}

/// The document of this id or number; of several with one number that of the language asked for.
fn named(books: &Books, asked: &str, lang: Option<&str>) -> Option<DocumentId> {
    let id = DocumentId::parse(asked).filter(|id| books.document(id).is_some());
    if id.is_some() {
        return id;
    }
    let numbered = |id: &&DocumentId| {
        let chapter = id.kind().chapter_lang().and_then(|lang| books.chapter(lang, id.name()));
        books.number_of(id).as_deref() == Some(asked)
            || chapter.is_some_and(|chapter| chapter.document_number == asked)
    };
    let mut found: Vec<&DocumentId> = books.documents().map(|(id, _)| id).filter(numbered).collect();
    let other = |id: &&DocumentId| {
        let of = id.kind().chapter_lang().map(|lang| lang.tag());
        matches!((of, lang), (Some(of), Some(lang)) if !of.starts_with(lang))
    };
    found.sort_by_key(other);
    found.first().map(|id| (*id).clone())
}

/// The holder by name: typed, kept apart as personal, or a person of the company.
async fn holder(tx: &mut Tx, unit: &Unit, value: Option<&Value>) -> Result<Option<String>, ServiceError> {
    let text = match value {
        Some(Value::Text(text)) => Some(text.clone()),
        Some(Value::Sealed(commitment)) => {
            let row = unit.get::<PersonalRow>(tx, commitment).await?;
            let content = row.and_then(|row| row.content.clone());
            content.and_then(|text| canonical::from_str::<Value>(&text).ok()?.as_text().map(str::to_owned))
        }
        _ => None,
    };
    let Some(text) = text.filter(|text| !text.trim().is_empty()) else { return Ok(None) };
    let person = tx.get::<PersonRow>(text.as_str()).await?;
    Ok(Some(person.map_or(text, |person| person.name.clone())))
}
