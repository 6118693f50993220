//! Files that nobody would write: nothing panics, whatever is read.
//!
//! Every day a few hundred files are made, always the same ones; `GUICHENG_FUZZ_SECONDS=600 cargo test --test main
//! fuzz::for_a_while -- --ignored --nocapture` makes others for so long (`GUICHENG_FUZZ_SEED` begins elsewhere). A
//! file that made something panic is named by target and seed, is mended, and its seed kept in `KEPT`.
//!
//! The seeds of all files are the project's own documents. Deliberately absent: guidance by coverage; see
//! `tests/fuzz/README.md`.

mod mutate;
mod targets;

use std::path::Path;
use std::time::Duration;

use guicheng::edge::monotonic;
use guicheng_core::calendar::Calendar;
use guicheng_core::document::Library;
use guicheng_core::text::{Findings, Source};

use mutate::{Chance, mutate};
use targets::File;

/// What is tried, by name.
const TARGETS: [&str; 8] =
    ["document", "chart", "steps", "foreign_chart", "round_trip", "ledger", "periods", "filled_in"];

/// Targets and seeds that once made something panic or hang.
const KEPT: &[(&str, u64)] = &[];

/// Files made each day for each target.
const DAILY: u64 = 40;

/// What the files are made of.
struct Seeds {
    /// Shipped documents that are checked together, without chapters.
    company: Vec<File>,
    /// Small policies.
    patterns: Vec<Box<str>>,
    /// All texts, which lend parts.
    all: Vec<Box<str>>,
    /// Charts in SCXML.
    foreign: Vec<Box<str>>,
    ledger: Box<str>,
    library: Library,
    calendar: Calendar,
}

fn read_all(folder: &Path, root: &Path, files: &mut Vec<File>) {
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            read_all(&path, root, files);
        } else if path.extension().is_some_and(|ending| ending == "yaml") {
            let name = path.strip_prefix(root).unwrap().display().to_string();
            files.push((name, std::fs::read_to_string(&path).unwrap().into()));
        }
    }
}

impl Seeds {
    fn new() -> Seeds {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut files = Vec::new();
        read_all(&root.join("forms"), root, &mut files);
        read_all(&root.join("policies"), root, &mut files);
        let (patterns, company): (Vec<File>, Vec<File>) =
            files.into_iter().partition(|(path, _)| path.starts_with("policies/patterns/"));
        let all = company.iter().chain(&patterns).map(|(_, text)| text.clone()).collect();
        let is_chart = |path: &str| !path.ends_with(".test.yaml") && path.contains("wcp");
        let patterns: Vec<Box<str>> =
            patterns.into_iter().filter(|(path, _)| is_chart(path)).map(|(_, text)| text).collect();
        let exported = patterns.iter().filter_map(|text| {
            let mut findings = Findings::new();
            let source = Source::from_bytes("p.yaml", text.as_bytes(), &mut findings)?;
            Some(guicheng_core::scxml::export(&source, &mut findings)?.into_boxed_str())
        });
        let foreign = exported.collect();
        let library =
            Library::read(company.iter().map(|(path, text)| (path, text.as_bytes())), &mut Findings::new());
        let calendar = (**library.calendar().unwrap()).clone();
        let entry = "{\"actor\":{\"authority\":\"timer\",\"person\":null,\"post\":null},\"at\":1,\"body\":{\"do\":\"fire\",\"timer\":1},\n\"effects\":null,\"instance\":null,\"kind\":\"timer\",\"prev\":\"00\",\"seq\":0,\"snapshot\":null,\"under\":{},\"v\":1}\n{\"a\":[1,-2,\"x\",{\"$date\":\"2026-01-01\"}]}\n";
        Seeds { company, patterns, all, foreign, ledger: entry.into(), library, calendar }
    }

    /// Makes a file and tries it.
    fn attempt(&self, target: &str, seed: u64) {
        let mut chance = Chance(seed);
        let mut of = |texts: &[Box<str>]| {
            let text = texts[chance.below(texts.len())].clone();
            mutate(&text, &self.all, &mut chance)
        };
        match target {
            "document" => {
                let at = chance.below(self.company.len());
                let text = mutate(&self.company[at].1, &self.all, &mut chance);
                targets::document(&self.company, at, &text);
            }
            "chart" => targets::chart(&of(&self.patterns)),
            "steps" => targets::steps(&of(&self.patterns), seed),
            "foreign_chart" => targets::foreign_chart(&of(&self.foreign)),
            "round_trip" => targets::round_trip(&of(&self.patterns)),
            "ledger" => targets::ledger_entries(&of(std::slice::from_ref(&self.ledger))),
            "periods" => targets::periods(&of(&self.all), &self.calendar, seed),
            "filled_in" => targets::filled_in(&self.library, &of(&self.all), seed),
            other => panic!("no target {other}"),
        }
    }
}

/// Whether it went without a panic.
fn holds(seeds: &Seeds, target: &str, seed: u64) -> bool {
    let attempt = || seeds.attempt(target, seed);
    let held = std::panic::catch_unwind(std::panic::AssertUnwindSafe(attempt)).is_ok();
    if !held {
        println!("PANIC: target {target}, seed {seed}");
    }
    held
}

#[test]
fn nothing_panics_whatever_is_read() {
    let seeds = Seeds::new();
    let mut failed = Vec::new();
    let daily = TARGETS.iter().flat_map(|target| (0..DAILY).map(move |seed| (*target, seed)));
    for (target, seed) in KEPT.iter().copied().chain(daily) {
        if !holds(&seeds, target, seed) {
            failed.push((target, seed));
        }
    }
    assert_eq!(failed, []);
}

#[test]
#[ignore = "runs for GUICHENG_FUZZ_SECONDS"]
fn for_a_while() {
    let number =
        |name: &str, or: u64| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(or);
    let until = monotonic() + Duration::from_secs(number("GUICHENG_FUZZ_SECONDS", 60));
    let (seeds, mut seed) = (Seeds::new(), number("GUICHENG_FUZZ_SEED", 1_000_000));
    let only = std::env::var("GUICHENG_FUZZ_TARGET").ok();
    // Whoever overflows the stack is found by what stands here last.
    let last = std::env::temp_dir().join("guicheng-fuzz-last");
    let (mut tried, mut failed) = (0_u64, Vec::new());
    while monotonic() < until {
        for target in TARGETS.iter().filter(|target| only.as_deref().is_none_or(|only| only == **target)) {
            std::fs::write(&last, format!("{target} {seed}")).unwrap();
            let started = monotonic();
            if !holds(&seeds, target, seed) {
                failed.push((*target, seed));
            }
            let took = monotonic() - started;
            if took > Duration::from_secs(2) {
                println!("SLOW: target {target}, seed {seed}: {took:?}");
            }
            tried += 1;
        }
        seed += 1;
    }
    println!("{tried} files tried, {} failed", failed.len());
    assert_eq!(failed, []);
}
