//! `guicheng bench --moves`: what a change costs when thousands of cases run: gathering its evidence with the impact on
//! every case, and the release that moves as many as one release may.
//!
//! The sample company with its shipped documents; all cases are complaints that wait for their first task, and for those
//! that move the change starts its deadline anew, so that each gets another one and a mail about it. The change takes the
//! emergency's way, because two signatures measure the same as seven. Deliberately absent: other people's work at the same
//! time; they wait as long as the release takes, which is why a release is limited.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, ensure};
use guicheng_core::form::Input;
use serde_json::{Value, json};

use super::figures::{round, shown};
use super::past::{Put, complain, open};
use crate::cli::sample;
use crate::edge::{Clock, SystemClock, monotonic};
use crate::limits;
use crate::service::{ActRequest, ChangeEdit, Content, DEMO_PASSWORD, Service, Signing, Via};
use crate::store::tables::change::ChangeStatus;
use crate::store::{DatabaseUrl, Store};

const POLICY: &str = "policies/complaint";
/// Added to it: other bytes, the same rules.
const COMMENT: &str = "\n# bench\n";
/// So long after the cases began the change is made, in microseconds.
const LATER: i64 = 3 * 24 * 3_600 * 1_000_000;
/// Cases are begun by so many at once.
const CALLERS: usize = 16;

/// Makes a company with so many running cases and measures.
///
/// # Errors
/// When the documents below `root` have errors, or the database fails.
pub async fn measure(url: &DatabaseUrl, root: &Path, running: usize) -> anyhow::Result<Vec<Value>> {
    let mut findings = guicheng_core::text::Findings::new();
    let files = crate::service::read_folder(root, &mut findings).context("reading the documents")?;
    let clock = Arc::new(Put::at(SystemClock.now()));
    let store = Store::open(url).await?;
    let service = open(&store, &files, &clock, true).await?;
    sample::fill(&service).await?;
    let cases = begin(&service, running).await?;
    let meant: Vec<&String> = cases.iter().take(limits::MOVED_CASES).collect();
    let task = service.store().read().open_tasks_of(meant.first().context("no cases")?).await?;
    let waits = task.first().context("a complaint begins with no task")?.state.clone();
    clock.forward(LATER);
    let change = draft(&service).await?;
    let mut lines = Vec::new();
    let mut told = |what: &str, count: usize, took: f64| {
        lines.push(json!({
            "what": what, "running": running, "cases": count, "ms": round(took, 1), "database": shown(url),
        }));
    };
    for (what, moves) in [
        ("evidence, all stay", json!({})),
        (
            "evidence, some move",
            json!({ "complaint": { "cases": { "only": meant }, "deadline": { waits: "restart" } } }),
        ),
    ] {
        set(&service, &change, moves).await?;
        let author = service.caller("asm", Via::Console).await?;
        let begun = monotonic();
        service.gather_evidence(&author, &change).await?;
        let took = (monotonic() - begun).as_secs_f64() * 1e3;
        let row = service.store().read().change(&change).await?.context("the change")?;
        let evidence = service.evidence_of(&row).await?.and_then(|all| all.cases).context("no impact")?;
        ensure!(evidence.running >= running, "{} run", evidence.running);
        told(what, evidence.moves, took);
        ensure!(evidence.moves == 0 || evidence.shifts > 0, "no deadline moves");
    }
    sign(&service, &change, "asm", "submit").await?;
    let took = sign(&service, &change, "gm", "approve").await?;
    let row = service.store().read().change(&change).await?.context("the change")?;
    ensure!(row.status == ChangeStatus::Effective, "the change is {:?}", row.status);
    let gm = service.caller("gm", Via::Console).await?;
    let moved = service.change_cases(&gm, &change, &BTreeMap::new()).await?.released.context("none moved")?;
    ensure!(moved.moved == meant.len(), "{} moved: {:?}", moved.moved, moved.stayed.first());
    told("release", moved.moved, took);
    store.close().await;
    Ok(lines)
}

async fn begin(service: &Service, running: usize) -> anyhow::Result<Vec<String>> {
    let left = Arc::new(AtomicUsize::new(running));
    let mut callers = tokio::task::JoinSet::new();
    for _ in 0..CALLERS {
        let (service, left) = (service.clone(), Arc::clone(&left));
        callers.spawn(async move {
            let mut begun = Vec::new();
            while left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok() {
                begun.push(complain(&service).await?);
            }
            anyhow::Ok(begun)
        });
    }
    let mut all = Vec::with_capacity(running);
    while let Some(begun) = callers.join_next().await {
        all.extend(begun??);
    }
    Ok(all)
}

/// A change of the policy in draft; its id.
async fn draft(service: &Service) -> anyhow::Result<String> {
    let author = service.caller("asm", Via::Console).await?;
    let about = json!({
        "title": "Reminder", "reason": "bench", "emergency": true, "emergency_reason": "bench", "edition": false,
    });
    let about: BTreeMap<String, Input> = Input::from_json(about.as_object().cloned().unwrap_or_default());
    let change = service.start(&author, "document_change", about, None).await?.instance;
    let rows = service.store().read().revisions(POLICY).await?;
    let hash = rows.last().context("the policy has no revision")?.hash;
    let bytes = service.store().read().blob(&hash).await?.context("the policy has no text")?;
    let content = Content::Bytes([&bytes, COMMENT.as_bytes()].concat());
    let version = version(service, &change).await?;
    service.put_item(&author, &change, POLICY, content, version).await?;
    Ok(change)
}

async fn version(service: &Service, change: &str) -> anyhow::Result<i64> {
    Ok(service.store().read().change(change).await?.context("the change")?.version)
}

async fn set(service: &Service, change: &str, moves: Value) -> anyhow::Result<()> {
    let author = service.caller("asm", Via::Console).await?;
    let edit = ChangeEdit { moves: Some(moves), ..ChangeEdit::default() };
    service.set_change(&author, change, edit, version(service, change).await?).await?;
    Ok(())
}

/// Signs the change's open task; how long that took, in milliseconds.
async fn sign(service: &Service, change: &str, person: &str, choice: &str) -> anyhow::Result<f64> {
    let caller = service.caller(person, Via::Console).await?;
    let open = service.store().read().open_tasks_of(change).await?;
    let task = open.first().context("the change has no open task")?;
    let view = service.task(&caller, &task.id).await?;
    let seen = service.seen_of(&view).await?;
    let signing = Some(Signing { password: DEMO_PASSWORD.to_owned(), seen, ..Signing::default() });
    let request = ActRequest { choice: choice.to_owned(), signing, ..ActRequest::default() };
    let begun = monotonic();
    service.act(&caller, &task.id, request).await?;
    Ok((monotonic() - begun).as_secs_f64() * 1e3)
}
