//! `guicheng bench`: drives the real service through a seven-state case and prints one JSON line for each number of
//! callers; with `--steps` the rules alone, see [`steps`]. Figures depend on the machine and on what else it does: they
//! are for comparing, not for asserting.

mod figures;
mod moves;
mod past;
mod steps;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use clap::Args;
use guicheng_core::form::Input;
use guicheng_core::value::Moment;
use serde_json::json;

use self::figures::round;
use super::open::console;
use crate::edge::{SystemClock, monotonic, new_id};
use crate::mail::DEFAULT_SENDER;
use crate::service::{ActRequest, Caller, Files, ServerKey, Service, Settings, Shelf, ShelfError, Via};
use crate::store::tables::people::{AppointmentKind, AppointmentRow, PersonRow};
use crate::store::{DatabaseUrl, Store};

/// What is measured.
#[derive(Args, Clone, Debug)]
pub struct Bench {
    /// The rules alone, in one thread: complaints walked from start to end in memory
    #[arg(long, conflicts_with_all = ["callers", "database", "folder"])]
    steps: bool,
    /// A look at past moments when the documents have had so many revisions
    #[arg(long, value_name = "REVISIONS", num_args = 0..=1, default_missing_value = "10000", conflicts_with_all = ["steps", "callers"])]
    past: Option<usize>,
    /// A change when so many cases run: its evidence, and a release that moves as many as one may
    #[arg(long, value_name = "CASES", num_args = 0..=1, default_missing_value = "10000", conflicts_with_all = ["steps", "callers", "past"])]
    moves: Option<usize>,
    /// Folder that holds policies/, manual/ and forms/
    #[arg(long, env = "GUICHENG_DOCUMENTS", value_name = "DIR", default_value = ".")]
    documents: PathBuf,
    /// Callers at the same time
    #[arg(long, value_delimiter = ',', default_value = "1,16,64")]
    callers: Vec<usize>,
    /// Seconds for each
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// An empty PostgreSQL database instead of the embedded one; one number of callers then
    #[arg(long, value_name = "URL", hide_env_values = true)]
    database: Option<String>,
    /// Folder for the databases, which are removed afterwards
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
}

/// What one caller measured.
#[derive(Default)]
struct Tally {
    advances: Vec<Duration>,
    cases: usize,
}

/// Runs it.
pub async fn run(args: Bench) -> anyhow::Result<ExitCode> {
    if args.steps {
        println!(
            "{}",
            serde_json::to_string(&steps::measure(Duration::from_secs(args.seconds), monotonic)?)?
        );
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(revisions) = args.past {
        let folder = Folder::make(&args)?;
        for line in past::measure(&args.url(&folder)?, &args.documents, revisions).await? {
            println!("{line}");
        }
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(cases) = args.moves {
        let folder = Folder::make(&args)?;
        for line in moves::measure(&args.url(&folder)?, &args.documents, cases).await? {
            println!("{line}");
        }
        return Ok(ExitCode::SUCCESS);
    }
    for &callers in &args.callers {
        let folder = Folder::make(&args)?;
        println!("{}", measure(&args, callers, &folder).await?);
    }
    Ok(ExitCode::SUCCESS)
}

impl Bench {
    fn url(&self, folder: &Folder) -> anyhow::Result<DatabaseUrl> {
        Ok(match &self.database {
            Some(url) => url.parse()?,
            None => DatabaseUrl::Sqlite(folder.0.join("bench.db")),
        })
    }
}

/// A folder for one measurement, removed with what is in it.
struct Folder(PathBuf);

impl Folder {
    fn make(args: &Bench) -> anyhow::Result<Folder> {
        let folder = args.folder.clone().unwrap_or_else(std::env::temp_dir);
        let folder = folder.join(format!("guicheng-bench-{}", new_id(Moment(0)).simple()));
        std::fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
        Ok(Folder(folder))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            tracing::warn!(%error, folder = %self.0.display(), "left behind");
        }
    }
}

async fn measure(args: &Bench, callers: usize, folder: &Folder) -> anyhow::Result<serde_json::Value> {
    let service = open(args, folder).await?;
    let caller = service.caller("worker", Via::Console).await?;
    let begun = monotonic();
    let until = begun + Duration::from_secs(args.seconds);
    let mut running = tokio::task::JoinSet::new();
    for _ in 0..callers {
        running.spawn(drive(service.clone(), caller.clone(), until));
    }
    let (mut advances, mut cases) = (Vec::new(), 0);
    while let Some(tally) = running.join_next().await {
        let tally = tally??;
        advances.extend(tally.advances);
        cases += tally.cases;
    }
    let elapsed = monotonic() - begun;
    let memory = memory_bytes();
    service.store().close().await;
    advances.sort_unstable();
    let at = |part: f64| {
        advances.get(((advances.len() as f64 - 1.0) * part) as usize).map_or(0.0, Duration::as_secs_f64)
    };
    Ok(json!({
        "callers": callers,
        "advances": advances.len(),
        "cases": cases,
        "seconds": round(elapsed.as_secs_f64(), 3),
        "advances_per_second": round(advances.len() as f64 / elapsed.as_secs_f64(), 0),
        "p50_ms": round(at(0.50) * 1e3, 3),
        "p99_ms": round(at(0.99) * 1e3, 3),
        "bytes_per_instance": folder_bytes(&folder.0)?.checked_div(cases as u64),
        "rss_bytes": memory,
        "database": if args.database.is_some() { "postgres" } else { "sqlite" },
    }))
}

/// Starts cases and walks each to its end, until the time is over.
async fn drive(service: Service, caller: Caller, until: Instant) -> anyhow::Result<Tally> {
    let mut tally = Tally::default();
    let begin: BTreeMap<String, Input> = Input::from_json(
        json!({ "f0": 1, "f1": 2, "f2": 3, "f3": 4, "f4": 5, "f5": 6, "f6": 7, "f7": 8, "f8": 9, "f9": "ok" })
            .as_object()
            .cloned()
            .unwrap_or_default(),
    );
    let step = Input::from_json(
        json!({ "note": "step done", "cost": "12.50" }).as_object().cloned().unwrap_or_default(),
    );
    while monotonic() < until {
        let done = service.start(&caller, "bench", begin.clone(), None).await?;
        let mut task = done.tasks.first().cloned();
        while let Some(id) = task {
            let request = ActRequest { choice: "next".into(), input: step.clone(), ..ActRequest::default() };
            let began = monotonic();
            let done = service.act(&caller, &id, request).await?;
            tally.advances.push(monotonic() - began);
            task = done.tasks.first().cloned();
        }
        tally.cases += 1;
    }
    Ok(tally)
}

async fn open(args: &Bench, folder: &Folder) -> anyhow::Result<Service> {
    let store = Store::open(&args.url(folder)?).await?;
    let clock = Arc::new(SystemClock);
    let now = crate::edge::Clock::now(&*clock);
    let shelf = match Shelf::open(&store, &documents(), now, Some("console")).await {
        Ok(shelf) => shelf,
        Err(ShelfError::Service(error)) => anyhow::bail!("{error}"),
        Err(ShelfError::Findings(findings)) => {
            anyhow::bail!("the benchmark's documents: {:?}", findings.into_sorted())
        }
    };
    let sender = DEFAULT_SENDER.parse().map_err(|e| anyhow::anyhow!("{e}"))?;
    let settings = Settings { base_url: "http://127.0.0.1".into(), demo: false, smtp: false, sender };
    let service = Service::new(store, clock, None, shelf, settings, ServerKey::random());
    let person = PersonRow {
        id: "worker".into(),
        name: "Worker".into(),
        mail: Some("worker@example.com".into()),
        lang: "zh-CN".into(),
        active_from: Moment(0),
        active_to: None,
        admin: false,
        reads_only: false,
    };
    let appointment = AppointmentRow {
        id: "worker".into(),
        post: "worker".into(),
        person: "worker".into(),
        kind: AppointmentKind::Holder,
        from_at: Moment(0),
        to_at: None,
        by_entry: 0,
    };
    service.appoint(console(), vec![person], vec![appointment]).await?;
    Ok(service)
}

fn documents() -> Files {
    [
        ("policies/bench.yaml", include_str!("policy.yaml")),
        ("forms/bench.yaml", include_str!("form.yaml")),
        ("policies/organisation.yaml", include_str!("organisation.yaml")),
        ("policies/calendar.yaml", include_str!("../../../policies/calendar.yaml")),
    ]
    .into_iter()
    .map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()))
    .collect()
}

/// What this process holds in memory (Linux; null elsewhere).
fn memory_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kib| kib * 1024)
}

fn folder_bytes(folder: &Path) -> anyhow::Result<u64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder)? {
        bytes += entry?.metadata()?.len();
    }
    Ok(bytes)
}
