//! `guicheng simulate` as somebody at a terminal sees it, and as a program does.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value as Json;

use super::{Said, guicheng, shipped, with_change};

/// What a command prints when this is typed into it.
fn typed(folder: &Path, args: &[&str], lines: &[&str]) -> Said {
    let mut child = Command::new(env!("CARGO_BIN_EXE_guicheng"))
        .args(args)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    lines.iter().for_each(|line| writeln!(input, "{line}").unwrap());
    drop(input);
    let output = child.wait_with_output().unwrap();
    Said {
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
        success: output.status.success(),
    }
}

const WALK: [&str; 6] = ["simulate", "complaint", "--at", "2026-11-23T09:00", "--lang", "en"];

/// A minor complaint, with slips: a choice that is none, a moment that is none, a field left out.
const ANSWERED: [&str; 23] = [
    "s",
    "1",
    "fax",
    "phone",
    "Somebody",
    "000-0000-0101",
    "",
    "4",
    "",
    "",
    "May the plate be sterilized?",
    "yesterday",
    "2026-11-23T08:30",
    "1 Example Road",
    "The box does not say.",
    "1",
    "1",
    "2",
    "",
    "other",
    "",
    "Yes, up to 120 degrees.",
    "satisfied",
];

#[test]
fn a_walk_through_the_complaint() {
    let more = ["next", "+2d", "-1d", "7", "b", "f", "r", "b", "b", "b", "b", "f", "q", "never read"];
    let lines: Vec<&str> = ANSWERED.into_iter().chain(more).collect();
    let said = typed(&shipped(), &WALK, &lines);
    assert!(said.success, "{}", said.err);
    insta::assert_snapshot!(said.out);
}

#[test]
fn a_walk_becomes_a_scenario_that_passes() {
    let folder = with_change("policies/complaint.test.yaml", "# Stories of", "# Tales of");
    let count = |folder: &Path| {
        let said = guicheng(folder, &["test", "--policy", "complaint"]);
        let last = said.out.lines().last().unwrap().to_owned();
        assert!(said.success && last.ends_with(", 0 failed"), "{}", said.out);
        last.split(' ').next().unwrap().parse::<usize>().unwrap()
    };
    let before = count(folder.path());
    let lines: Vec<&str> =
        ANSWERED.into_iter().chain(["+15d", "save", "save elsewhere.yaml", "save forms"]).collect();
    let said = typed(folder.path(), &WALK, &lines);
    assert!(said.success, "{}", said.err);
    assert!(said.out.contains("Saved in ./policies/complaint.test.yaml"), "{}", said.out);
    assert!(said.out.contains("Saved in elsewhere.yaml") && said.out.contains("forms cannot be written"));
    assert_eq!(count(folder.path()), before + 1);
    let file = |path: &str| std::fs::read_to_string(folder.path().join(path)).unwrap();
    assert!(file("policies/complaint.test.yaml").starts_with("# Tales of"));
    // The other one is a whole file of its own.
    std::fs::write(folder.path().join("policies/complaint.test.yaml"), file("elsewhere.yaml")).unwrap();
    assert_eq!(count(folder.path()), 1);
}

#[test]
fn the_end_of_the_input_ends_the_walk() {
    for lines in [&[][..], &["s"], &["s", "1", "phone"]] {
        let said = typed(&shipped(), &WALK, lines);
        assert!(said.success && said.out.contains("Trying: "), "{}", said.err);
    }
    let said = typed(&shipped(), &["simulate", "complain"], &[]);
    assert!(!said.success && said.err.contains("there are: complaint"), "{}", said.err);
    let said = typed(&shipped(), &["simulate", "complaint", "--at", "noon"], &[]);
    assert!(!said.success && said.err.contains("2026-11-23T09:00"), "{}", said.err);
}

const CHANCE: [&str; 6] = ["simulate", "complaint", "--monte-carlo", "40", "--at", "2026-01-05T09:00"];

#[test]
fn the_same_seed_gives_the_same_report() {
    let report = |more: &[&str]| {
        let args: Vec<&str> = CHANCE.iter().chain(more).copied().collect();
        let said = guicheng(&shipped(), &args);
        assert!(said.success, "{}", said.err);
        said.out
    };
    let json: Json = serde_json::from_str(&report(&["--format", "json"])).unwrap();
    assert_eq!(
        (&json["cases"], &json["seed"], &json["policy"]),
        (&40.into(), &1.into(), &"complaint".into())
    );
    assert_eq!(json["ended"], json["calendar"]["count"]);
    for part in ["min", "median", "p90", "max"] {
        assert!(json["calendar"][part].as_i64() >= json["working"][part].as_i64(), "{part}");
    }
    assert!(json["tasks"].as_array().unwrap().iter().any(|task| task["state"] == "registered"));
    assert!(json["posts"].as_array().unwrap().iter().any(|post| post["post"] == "general_manager"));
    assert_eq!(report(&["--format", "json"]), report(&["--format", "json", "--seed", "1"]));
    assert_ne!(report(&["--format", "json"]), report(&["--format", "json", "--seed", "2"]));
    for (lang, parts) in [
        (
            "en",
            ["Customer complaint: 40 cases in 1 runs, seed 1", "Chief of the complaint desk complaint_desk"],
        ),
        ("zh", ["顾客投诉处理：模拟 40 件，分 1 轮，随机种子 1", "客户主任 complaint_desk"]),
    ] {
        let text = report(&["--lang", lang]);
        assert!(parts.iter().all(|part| text.contains(part)), "{text}");
    }
}

#[test]
fn assumptions_come_from_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let with = folder.path().join("with.yaml");
    let run = |text: &str| {
        std::fs::write(&with, text).unwrap();
        let more = ["--format", "json", "--with", with.to_str().unwrap()];
        guicheng(&shipped(), &CHANCE.iter().chain(&more).copied().collect::<Vec<_>>())
    };
    // Nobody forwards anything, and all is done at once: every complaint is answered, revisited and filed.
    let said = run("simulation: complaint
waits: 0m
takes: 0m
fields: { class: other, channel: phone, satisfaction: satisfied }
tasks: { registered: { choices: { answer: 1 } }, revisit: { choices: { satisfied: 1 } } }
");
    assert!(said.success, "{}{}", said.out, said.err);
    let json: Json = serde_json::from_str(&said.out).unwrap();
    assert_eq!(json["ended"], 40);
    let states: Vec<&str> =
        json["tasks"].as_array().unwrap().iter().map(|task| task["state"].as_str().unwrap()).collect();
    assert!(states.starts_with(&["registered"]) && !states.contains(&"approval"), "{states:?}");
    let said =
        run("simulation: complaint\ntakes: 2 days\ntasks: { approval: { choices: { approved: 1 } } }\n");
    assert!(!said.success && said.out.contains("[G0824]") && said.out.contains("[G0821]"), "{}", said.out);
    let said = guicheng(&shipped(), &[&CHANCE[..], &["--with", "nowhere.yaml"]].concat());
    assert!(!said.success && said.err.contains("nowhere.yaml"), "{}", said.err);
}
