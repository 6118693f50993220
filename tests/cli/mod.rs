//! The commands that judge documents, as a person at a terminal and a program see them: what they print, and the code
//! they end with.

mod exchange;
mod simulate;

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value as Json;

/// What a command printed, and whether it succeeded.
struct Said {
    out: String,
    err: String,
    success: bool,
}

fn guicheng(folder: &Path, args: &[&str]) -> Said {
    let output =
        Command::new(env!("CARGO_BIN_EXE_guicheng")).args(args).current_dir(folder).output().unwrap();
    Said {
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
        success: output.status.success(),
    }
}

fn shipped() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The shipped documents in a folder of their own, with one text replaced in one of them.
fn with_change(path: &str, from: &str, to: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in ["forms", "manual", "policies"] {
        copy(&shipped().join(name), &folder.path().join(name));
    }
    let file = folder.path().join(path);
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains(from), "{path} has no {from}");
    std::fs::write(&file, text.replacen(from, to, 1)).unwrap();
    folder
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

#[test]
fn what_the_shipped_documents_contradict_is_found_and_their_stories_pass() {
    let check = guicheng(&shipped(), &["check", "--format", "json"]);
    assert!(check.success, "{}", check.out);
    let json: Json = serde_json::from_str(&check.out).unwrap();
    let told = |finding: &Json| {
        let word = |key: &str| finding[key].as_str().unwrap().to_owned();
        let clause = finding["clause"].as_str().unwrap_or("-");
        format!(
            "{} {} {} {clause}: {}",
            word("severity"),
            word("code"),
            word("path"),
            finding["text"]["en"].as_str().unwrap()
        )
    };
    let told: Vec<String> = json["findings"].as_array().unwrap().iter().map(told).collect();
    // The manual itself contradicts itself there; everything else is a mistake of ours.
    let known: Vec<&str> =
        include_str!("contradictions.txt").lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(told, known);
    let test = guicheng(&shipped(), &["test"]);
    assert!(test.success, "{}", test.out);
    let last = test.out.lines().last().unwrap();
    assert!(last.ends_with(" passed, 0 failed") && !last.starts_with("0 "), "{last}");
    let json: Json = serde_json::from_str(&guicheng(&shipped(), &["test", "--format", "json"]).out).unwrap();
    assert_eq!(json["failed"], 0);
    let scenarios = json["scenarios"].as_array().unwrap();
    assert_eq!(json["passed"], scenarios.len());
    for scenario in scenarios {
        // Of one that passed, where it begins.
        let text = std::fs::read_to_string(shipped().join(scenario["path"].as_str().unwrap())).unwrap();
        let line = usize::try_from(scenario["line"].as_u64().unwrap()).unwrap();
        assert!(text.lines().nth(line - 1).unwrap().trim_start().starts_with("- name:"), "{scenario}");
    }
    for coverage in json["coverage"].as_array().unwrap() {
        for part in ["states", "transitions", "conditions", "rows"] {
            assert_eq!(coverage[part]["missing"], serde_json::json!([]), "{part}");
        }
    }
}

#[test]
fn a_mistake_is_shown_with_its_place_and_how_to_mend_it() {
    let folder = with_change(
        "policies/complaint.yaml",
        "post: general_manager, show: [subject, facts, class",
        "post: general_manger, show: [subject, facts, clas",
    );
    let text = std::fs::read_to_string(folder.path().join("policies/complaint.yaml")).unwrap();
    let line = text.lines().position(|line| line.contains("general_manger")).unwrap() + 1;
    let said = guicheng(folder.path(), &["check", "--lang", "en"]);
    assert!(!said.success);
    for part in [
        "error[G0610]: There is no post “general_manger”; did you mean “general_manager”?",
        &format!("policies/complaint.yaml:{line}:19"),
        "task: { post: general_manger, show: [subject",
        "━━━━━━━━━━━━━━",
        "help: Posts: general_manager, certification_lead,",
        "note: clause 8.14-4.2.2.3.2 of the manual",
        "error[G0606]: There is no field “clas” here; did you mean “class”?",
        "2 errors",
    ] {
        assert!(said.out.contains(part), "{part}\n{}", said.out);
    }
    assert!(
        guicheng(folder.path(), &["check"])
            .out
            .contains("错误[G0610]: 没有“general_manger”这个岗位，是不是“general_manager”？")
    );
    let json: Json =
        serde_json::from_str(&guicheng(folder.path(), &["check", "--format", "json"]).out).unwrap();
    assert_eq!(json["errors"], 2);
    let first = json["findings"].as_array().unwrap().iter().find(|f| f["severity"] == "error").unwrap();
    for (key, value) in [
        ("code", "G0610"),
        ("severity", "error"),
        ("path", "policies/complaint.yaml"),
        ("clause", "8.14-4.2.2.3.2"),
    ] {
        assert_eq!(first[key], value);
    }
    assert_eq!((&first["line"], &first["column"]), (&line.into(), &19.into()));
    // No story is told on documents with errors.
    let test = guicheng(folder.path(), &["test", "--lang", "en"]);
    assert!(!test.success && test.out.contains("2 errors"), "{}", test.out);
}

#[test]
fn a_story_that_goes_another_way_is_shown_with_what_happened() {
    let folder = with_change(
        "policies/complaint.yaml",
        "revisit_after:       { is: 15d,",
        "revisit_after:       { is: 10d,",
    );
    let said = guicheng(folder.path(), &["test", "--lang", "en"]);
    assert!(!said.success);
    for part in [
        "FAILED policies/complaint.test.yaml:",
        "A complaint about service, to the file",
        "states: expected after_reply, got revisit",
        "2026-11-23T09:00 desk start",
        "2026-12-03T09:00 · timer",
    ] {
        assert!(said.out.contains(part), "{part}\n{}", said.out);
    }
    let last = said.out.lines().last().unwrap();
    assert!(last.ends_with(" failed") && !last.ends_with(" 0 failed"), "{last}");
}

#[test]
fn a_folder_without_documents_says_so() {
    let folder = tempfile::tempdir().unwrap();
    for command in ["check", "test"] {
        let said = guicheng(folder.path(), &[command]);
        assert!(!said.success);
        assert!(said.err.contains("policies/"), "{}", said.err);
    }
}

/// One chart in a folder of its own, with the events given to it.
fn chart(chart: &str, events: &str) -> (Said, Json) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("any name.yaml"), chart).unwrap();
    std::fs::write(folder.path().join("events.json"), events).unwrap();
    let args =
        ["chart", "run", "any name.yaml", "--events", "events.json", "--format", "json", "--lang", "en"];
    let said = guicheng(folder.path(), &args);
    let json = serde_json::from_str(&said.out).unwrap_or_else(|e| panic!("{e}\n{}\n{}", said.out, said.err));
    (said, json)
}

#[test]
fn a_chart_runs_alone_until_nothing_more_can_happen() {
    let (said, json) = chart(
        "policy: p\nvars: { n: 1 }\nstates:\n  a: { entry: [{ send: tick, after: 1.5s, data: { n: 2 } }], on: { go: { target: a, actions: [vars.n += 1] }, tick: { target: f, guard: vars.n == event.data.n } } }\n  f: { type: final, output: { n: vars.n } }\n",
        "[\"go\", { \"event\": \"late\", \"after\": \"1h\" }]",
    );
    assert!(said.success, "{}", said.err);
    assert_eq!((&json["status"], &json["configuration"][0]), (&"done".into(), &"f".into()));
    assert_eq!((&json["vars"]["n"], &json["output"]["n"]), (&2.into(), &2.into()));
    assert_eq!(json["undelivered"], serde_json::json!(["late"]));
    let steps = json["steps"].as_array().unwrap();
    let events: Vec<&str> = steps.iter().filter_map(|step| step["event"].as_str()).collect();
    assert_eq!(events, ["go", "tick"]);
    let micro = &steps[1]["microsteps"][0];
    assert_eq!(
        (&micro["event"], &micro["exited"][0], &micro["entered"][0]),
        (&"go".into(), &"a".into(), &"a".into())
    );
    assert_eq!(steps[2]["at"], "2026-01-05T09:00:01.5+00:00");
}

#[test]
fn a_chart_with_mistakes_or_a_refused_step_fails() {
    let (said, json) = chart("policy: p\nstates: { a: { on: { go: nowhere } } }\n", "[]");
    assert!(!said.success && said.err.contains("nowhere"), "{}", said.err);
    assert_eq!(json["findings"][0]["code"], "G0415");
    let refused = "policy: p\nstates: { a: { on: { go: { actions: [{ log: 1 / 0 }] } } } }\n";
    let (said, json) = chart(refused, "[\"go\"]");
    assert!(!said.success && said.err.contains("script-arithmetic"), "{}", said.err);
    assert_eq!(json["refused"]["code"], "script-arithmetic");
    assert_eq!(json["configuration"][0], "a");
}
