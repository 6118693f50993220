//! `guicheng bench --past`: how long a look at a past moment takes when the company has had many revisions.
//!
//! The shipped documents are revised again and again, each time with other bytes, with cases begun on the way; then the
//! pages' API is asked for moments all over that time, each once before anything of it is at hand (cold) and once more
//! (warm). Deliberately absent: the changes that would have brought the revisions; only their rows matter here.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::Context;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use guicheng_core::document::{DocumentId, Library};
use guicheng_core::form::Input;
use guicheng_core::ledger::{Actor, Entry};
use guicheng_core::text::Findings;
use guicheng_core::value::{Hash, Moment};
use jiff::tz::TimeZone;
use serde_json::json;
use tower::ServiceExt;

use super::figures::{Spread, shown};
use crate::cli::open::console;
use crate::cli::sample;
use crate::edge::{Clock, SystemClock, monotonic};
use crate::mail::DEFAULT_SENDER;
use crate::service::{Files, ServerKey, Service, Settings, Shelf, ShelfError, Via, plain_entry};
use crate::store::tables::document::{BlobRow, RevisionRow, RevisionStatus};
use crate::store::{DatabaseUrl, Outcome, Store, StoreError, Unit, Wants};
use crate::web;

/// Between two rounds of revisions.
const ROUND: i64 = 24 * 3_600 * 1_000_000;
/// Moments that each view is asked for.
const MOMENTS: usize = 40;

/// What is looked at, and where.
const VIEWS: [(&str, &str); 6] = [
    ("documents", "/documents"),
    ("document", "/documents/policies/complaint"),
    ("organisation and permissions", "/posts"),
    ("people", "/people"),
    ("coverage of the manual", "/manual/coverage"),
    ("case", "/instances/{case}"),
];

/// A clock that stands where it is put.
#[derive(Debug)]
pub(super) struct Put(AtomicI64);

impl Put {
    /// Put there.
    pub(super) fn at(now: Moment) -> Put {
        Put(AtomicI64::new(now.0))
    }

    /// So many microseconds on.
    pub(super) fn forward(&self, by: i64) {
        self.0.fetch_add(by, Ordering::SeqCst);
    }
}

impl Clock for Put {
    fn now(&self) -> Moment {
        Moment(self.0.load(Ordering::SeqCst))
    }
}

/// Makes a company with at least so many revisions and measures.
///
/// # Errors
/// When the documents below `root` have errors, or the database fails.
pub async fn measure(
    url: &DatabaseUrl,
    root: &Path,
    revisions: usize,
) -> anyhow::Result<Vec<serde_json::Value>> {
    let mut findings = Findings::new();
    let files = crate::service::read_folder(root, &mut findings).context("reading the documents")?;
    let documents =
        Library::read(files.iter().map(|(path, bytes)| (path, bytes)), &mut findings).documents().count();
    anyhow::ensure!(documents > 0, "no documents below {}: give --documents DIR", root.display());
    let rounds = revisions.div_ceil(documents);
    let end = SystemClock.now().0;
    let begin = Moment(end - (rounds as i64 + 2) * ROUND);
    let clock = Arc::new(Put::at(begin));
    let store = Store::open(url).await?;
    let mut service = open(&store, &files, &clock, false).await?;
    sample::fill(&service).await?;
    let mut cases = vec![complain(&service).await?];
    for round in 1..=rounds {
        let at = Moment(begin.0 + round as i64 * ROUND);
        clock.0.store(at.0, Ordering::SeqCst);
        revise(&store, &files, round, at).await?;
        if round % (rounds / 4).max(1) == 0 {
            service = open(&store, &files, &clock, false).await?;
            cases.push(complain(&service).await?);
        }
    }
    clock.0.store(end, Ordering::SeqCst);
    let service = open(&store, &files, &clock, false).await?;
    let token = service.create_token("auditor", "bench", console()).await?;
    let asked = Asked { web: web::router(service), token };
    let kept = store.read().all_revisions().await?.len();
    let mut lines = Vec::new();
    let moments: Vec<Moment> = (0..MOMENTS)
        .map(|n| Moment(begin.0 + ROUND / 2 + (rounds as i64 * ROUND / MOMENTS as i64) * n as i64))
        .collect();
    for (view, path) in VIEWS {
        let (mut cold, mut warm) = (Spread::default(), Spread::default());
        for (n, at) in moments.iter().enumerate() {
            // A case is looked at after it began.
            let at = if view == "case" { Moment(at.0.max(end - ROUND)) } else { *at };
            let path = format!(
                "{}?at={}",
                path.replace("{case}", &cases[n % cases.len()]),
                at.to_rfc3339(&TimeZone::UTC).replace('+', "%2B")
            );
            for spread in [&mut cold, &mut warm] {
                let begun = monotonic();
                asked.get(&path).await.with_context(|| path.clone())?;
                spread.add(monotonic() - begun);
            }
        }
        lines.push(json!({
            "view": view, "revisions": kept, "documents": documents, "database": shown(url),
            "cold": cold.told(), "warm": warm.told(),
        }));
    }
    store.close().await;
    Ok(lines)
}

/// Opens what is in the store, or takes the files if there is nothing. In a demo the people have passwords.
pub(super) async fn open(
    store: &Store,
    files: &Files,
    clock: &Arc<Put>,
    demo: bool,
) -> anyhow::Result<Service> {
    let shelf = match Shelf::open(store, files, clock.now(), Some("gm")).await {
        Ok(shelf) => shelf,
        Err(ShelfError::Service(error)) => anyhow::bail!("{error}"),
        Err(ShelfError::Findings(findings)) => {
            anyhow::bail!("the documents: {:?}", findings.into_sorted())
        }
    };
    let sender = DEFAULT_SENDER.parse().map_err(|e| anyhow::anyhow!("{e}"))?;
    let settings = Settings { base_url: "http://127.0.0.1".into(), demo, smtp: false, sender };
    Ok(Service::new(store.clone(), clock.clone(), None, shelf, settings, ServerKey::random()))
}

/// Begins a complaint; its id.
pub(super) async fn complain(service: &Service) -> anyhow::Result<String> {
    let desk = service.caller("desk", Via::Console).await?;
    let told = json!({
        "channel": "phone", "caller_name": "Sample", "caller_phone": "000-0000-0101", "product_line": "kitchen",
        "subject": "Late", "occurred_at": "2020-01-01T08:00:00+08:00", "place": "Sample Road 1", "facts": "Late",
    });
    let input: BTreeMap<String, Input> = Input::from_json(told.as_object().cloned().unwrap_or_default());
    Ok(service.start(&desk, "complaint", input, None).await?.instance)
}

/// The next revision of every document: the same text with one comment more, so that its bytes are its own.
async fn revise(store: &Store, files: &Files, round: usize, at: Moment) -> anyhow::Result<()> {
    let files: Vec<(DocumentId, Vec<u8>)> = files
        .iter()
        .filter_map(|(path, bytes)| Some((DocumentId::of_path(path)?, other(path, bytes, round))))
        .collect();
    store
        .write(Wants::none(), async move |tx| {
            let body = json!({ "revision": format!("A/{round}"), "released": true });
            let under = files.iter().map(|(id, bytes)| (id.to_string(), Hash::of(bytes))).collect();
            let actor = Actor { person: Some("gm".into()), post: None, authority: "bench".into() };
            let mut unit = Unit::new(tx, Entry { under, ..plain_entry("documents", at, actor, body) });
            for (id, bytes) in &files {
                let last = tx.get::<RevisionRow>((id.as_str(), label(round - 1).as_str())).await?;
                if let Some(last) = last {
                    let ended = RevisionStatus::Superseded;
                    unit.put(RevisionRow { status: ended, effective_to: Some(at), ..(*last).clone() });
                }
                let hash = Hash::of(bytes);
                unit.put(BlobRow { hash, bytes: bytes.clone() });
                unit.put(RevisionRow {
                    document: id.to_string(),
                    label: label(round),
                    hash,
                    status: RevisionStatus::Effective,
                    effective_from: Some(at),
                    effective_to: None,
                    created_at: at,
                    by_person: Some("cl".into()),
                    reason: "bench".into(),
                    change: None,
                });
            }
            Ok::<_, StoreError>(Outcome::Changed(unit, ()))
        })
        .await?;
    Ok(())
}

fn label(round: usize) -> String {
    format!("A/{round}")
}

fn other(path: &str, bytes: &[u8], round: usize) -> Vec<u8> {
    let comment =
        if path.ends_with(".md") { format!("\n<!-- {round} -->\n") } else { format!("\n# {round}\n") };
    [bytes, comment.as_bytes()].concat()
}

/// Somebody who looks.
struct Asked {
    web: Router,
    token: String,
}

impl Asked {
    async fn get(&self, path: &str) -> anyhow::Result<()> {
        let request = Request::get(format!("/api/v1{path}"))
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
            .body(Body::empty())?;
        let answer = self.web.clone().oneshot(request).await?;
        let status = answer.status();
        let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await?;
        anyhow::ensure!(status.is_success(), "{status}: {}", String::from_utf8_lossy(&bytes));
        Ok(())
    }
}
