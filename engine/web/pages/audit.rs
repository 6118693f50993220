//! The ledger's end and its latest entries, and whether it can be recomputed.

use std::collections::BTreeMap;

use axum::response::Response;
use guicheng_core::ledger::Bad;

use crate::lang::{Arg, Lang, Say, t, t_attr};
use crate::limits;
use crate::service::{BadRow, ServiceError, Verified as Found};
use crate::store::tables::ledger::EntryRow;
use crate::web::answer::ok;
use crate::web::session::Seen;
use crate::web::views::{AuditPage, Cell, Column, Grid, GridRow, Here, Verified};
use crate::web::when::When;

use super::lists::pager;

/// `GET /audit`; with `verify=1` the ledger is recomputed, which changes nothing.
pub async fn get(seen: Seen) -> Response {
    let page = page(&seen).await;
    seen.answer(page).await
}

async fn page(seen: &Seen) -> Result<Response, ServiceError> {
    let (when, names) = (seen.when()?, seen.names().await?);
    let at = seen.page_number() * limits::LIST_PAGE;
    let (head, _) = seen.service.entries_for(&seen.caller, 0, 1).await?;
    // The latest first: counted from the end.
    let end = (head.entries - at).max(0);
    let first = (end - limits::LIST_PAGE).max(0);
    let (_, mut rows) = seen.service.entries_for(&seen.caller, first, end - first).await?;
    rows.reverse();
    let verified = match seen.asked("verify") {
        "" => None,
        _ => Some(told(seen, &seen.service.verify_for(&seen.caller).await?)),
    };
    let last = rows.first().filter(|_| at == 0).map(|row| when.full(row.at)).unwrap_or_default();
    ok(&AuditPage {
        size: grouped(head.entries),
        head: head.hash.to_string(),
        last,
        verified,
        pager: pager("/audit", &[], at, rows.len(), head.entries),
        entries: grid(seen, &when, &rows, &names),
        frame: seen.frame(Here::Audit).await?,
    })
}

fn grouped(number: i64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.char_indices() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

fn told(seen: &Seen, found: &Found) -> Verified {
    let lang = seen.lang;
    if found.is_good() {
        let text = t(lang, "pages-verified", &[("entries", grouped(found.entries as i64).into())]);
        return Verified { good: true, text, details: Vec::new() };
    }
    let mut lines = Vec::new();
    lines.extend(found.first_bad.as_ref().map(|bad| bad_entry(seen, bad)));
    if found.head_differs {
        lines.push(lang.t("pages-verified-head"));
    }
    let documents =
        found.bad_documents.iter().map(|document| (lang.t("pages-verified-document"), document.clone()));
    let signatures = found.bad_signatures.iter().map(|bad| {
        let why = t_attr(lang, "sign-bad", bad.why, &[]);
        (t(lang, "sign-bad-of", &[("entry", bad.entry.to_string().into())]), format!("{why} {}", bad.id))
    });
    let rows = found.bad_rows.iter().map(|bad| (bad_row(lang, bad), bad.key.clone()));
    let details: Vec<(String, String)> = documents.chain(signatures).chain(rows).collect();
    if lines.is_empty() {
        lines.push(lang.t("sign-bad-parts"));
    }
    Verified { good: false, details, text: lines.join(" ") }
}

/// Which table, what is wrong with its row, and the entry that tells of it.
fn bad_row(lang: Lang, bad: &BadRow) -> String {
    let table = t_attr(lang, "audit-table", &bad.table, &[]);
    let why = t_attr(lang, "audit-why", bad.why, &[]);
    let said = [("table", table.into()), ("why", why.into())];
    match bad.entry {
        Some(entry) => {
            let [table, why] = said;
            t(lang, "audit-row-told", &[table, why, ("entry", entry.to_string().into())])
        }
        None => t(lang, "audit-row", &said),
    }
}

fn bad_entry(seen: &Seen, bad: &Bad) -> String {
    let mut args: Vec<(&str, Arg<'_>)> = vec![("seq", bad.seq.to_string().into())];
    args.extend(bad.args.iter().map(|(name, value)| (*name, Arg::from(value.as_str()))));
    t(seen.lang, bad.reason, &args)
}

fn grid(seen: &Seen, when: &When, rows: &[EntryRow], names: &BTreeMap<String, String>) -> Grid {
    let column = |key: &str| Column { title: seen.lang.t(key), number: false };
    let row = |row: &EntryRow| {
        let who = match &row.person {
            Some(person) => names.get(person).unwrap_or(person).clone(),
            None => seen.lang.t("pages-engine"),
        };
        let case = match &row.instance {
            Some(instance) => Cell::link(seen.lang.t("pages-go-case"), format!("/cases/{instance}")),
            None => Cell::default(),
        };
        let hash: String = row.hash.to_string().chars().take(16).collect();
        let kind = kind(seen, &row.kind);
        let cells = vec![
            Cell::text(row.seq.to_string()),
            Cell::text(when.full(row.at)),
            Cell::text(kind),
            Cell::text(who),
            case,
            Cell::text(hash),
        ];
        GridRow { cells }
    };
    let columns = [
        "pages-entry-seq",
        "pages-entry-at",
        "pages-entry-kind",
        "pages-entry-who",
        "web-cases-case",
        "pages-entry-hash",
    ];
    Grid {
        caption: seen.lang.t("web-audit-latest"),
        columns: columns.map(column).into(),
        rows: rows.iter().map(row).collect(),
        empty: seen.lang.t("web-audit-empty"),
        compact: false,
    }
}

/// What an entry's kind is called.
pub fn kind(seen: &Seen, kind: &str) -> String {
    if crate::lang::has_attr("pages-entry", kind) {
        return crate::lang::t_attr(seen.lang, "pages-entry", kind, &[]);
    }
    kind.to_owned()
}
