//! A real server is killed between a signature and what it brings about: documents come into force with it or not at
//! all, once, whatever the clock says afterwards.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::json;

use super::firm::{Dies, Firm, Seen};
use crate::support::rounds;

/// When the server dies in each round. The first lives, to learn how long it takes; then by turns spread over that time
/// and somewhat beyond, and just as the transaction reaches the disk.
fn death(round: usize, rounds: usize, takes: Duration) -> Dies {
    match (round, round % 2) {
        (0, _) => Dies::Never,
        (_, 1) => Dies::After(takes.mul_f64(1.2 * round as f64 / rounds as f64)),
        _ => Dies::Writing(takes.mul_f64(0.3), Duration::from_micros((round as u64 - 2) * 150 % 4_000)),
    }
}

/// The change is in force, with all that belongs to it, once; `before` was seen before it took effect.
fn assert_in_force(seen: &Seen, before: &Seen, change: &str) {
    assert_eq!((seen.status.as_str(), seen.approvals, seen.releases), ("effective", 1, 1), "{seen:#?}");
    let (old, new) = (&before.revisions, &seen.revisions);
    assert_eq!(new.len(), old.len() + 1, "one revision more: {seen:#?}");
    let (last, ended) = (&new[new.len() - 1], &new[new.len() - 2]);
    assert_eq!((last[1].as_str(), last[2].as_str(), last[4].as_str()), ("effective", change, "null"));
    assert_eq!((ended[1].as_str(), &ended[4]), ("superseded", &last[3]), "ends where the new one begins");
    assert_eq!(new[..new.len() - 2], old[..old.len() - 1], "older ones stay as they are");
    assert_ne!(seen.title, before.title);
    let all: Vec<&String> = before.cases.keys().collect();
    assert_eq!(seen.moves.iter().collect::<Vec<_>>(), all, "each running case moved once");
    for (case, (hash, tasks)) in &seen.cases {
        assert_eq!(hash, &last[0], "{case} runs on the new revision");
        assert_eq!(tasks, &before.cases[case].1, "{case} keeps its tasks");
    }
}

/// Nothing of the change is in force.
fn assert_untouched(seen: &Seen, before: &Seen) {
    assert_eq!(seen, before);
    assert_eq!((seen.releases, seen.moves.len()), (0, 0));
}

#[test]
fn a_signature_and_its_effect_are_both_there_or_neither() {
    let folder = tempfile::tempdir().unwrap();
    let mut firm = Firm::open(folder.path().join("data"));
    let (mut takes, count) = (Duration::ZERO, rounds(5, 60));
    let mut ends = BTreeSet::new();
    for round in 0..count {
        let change = firm.draft(true, None);
        let (person, approve) = firm.sign_up_to_approval(&change);
        assert_eq!(person, "gm");
        let before = firm.look(&change);
        assert_eq!((before.status.as_str(), before.approvals), ("in_review", 0));
        let dies = death(round, count, takes);
        let (answer, took) = firm.send_and_die(&person, &approve, dies);
        if answer.is_some() {
            takes = took;
        }
        let seen = firm.look(&change);
        if seen.status == "in_review" {
            assert_untouched(&seen, &before);
            assert_eq!(answer, None, "what was acknowledged is there");
        } else {
            assert_in_force(&seen, &before, &change);
        }
        ends.insert((seen.status, answer.is_some()));
        // The same key once more, and once more: one answer, one effect.
        let first = firm.command(&person, &approve);
        assert!(answer.is_none_or(|answer| answer == first), "the same key gives the same answer");
        assert_in_force(&firm.look(&change), &before, &change);
        assert_eq!(firm.command(&person, &approve), first);
        assert_in_force(&firm.look(&change), &before, &change);
    }
    println!("seen after a kill (status, answered): {ends:?}; takes {takes:?}");
    firm.prove();
}

#[test]
fn what_waits_for_its_time_takes_effect_once_whatever_becomes_of_the_clock() {
    let folder = tempfile::tempdir().unwrap();
    let mut firm = Firm::open(folder.path().join("data"));
    let (mut takes, count) = (Duration::ZERO, rounds(4, 40));
    let mut ends = BTreeSet::new();
    for round in 0..count {
        let wanted = firm.now_and(2);
        let change = firm.draft(false, Some(&wanted));
        let (person, approve) = firm.sign_up_to_approval(&change);
        firm.command(&person, &approve);
        let before = firm.look(&change);
        assert_eq!((before.status.as_str(), before.approvals), ("approved", 1));
        let beyond = firm.now_and(3);
        let onward = firm.sent("/demo/clock", json!({ "to": beyond }));
        let (answer, took) = firm.send_and_die("gm", &onward, death(round, count, takes));
        if answer.is_some() {
            takes = took;
        }
        // What it did before it died is there with all that belongs to it; its clock may stand where it stood before.
        let seen = firm.look(&change);
        if seen.status == "approved" {
            assert_untouched(&seen, &before);
            assert_eq!(answer, None);
        } else {
            assert_in_force(&seen, &before, &change);
        }
        ends.insert((seen.status, answer.is_some()));
        firm.move_clock(&beyond);
        let effective = firm.look(&change);
        assert_in_force(&effective, &before, &change);
        // Back before its time, and on to it again: nothing comes into force twice, and nothing goes out of it.
        firm.set_clock_back(5);
        assert_eq!(firm.look(&change), effective);
        let again = firm.now_and(6);
        firm.move_clock(&again);
        assert_eq!(firm.look(&change), effective);
    }
    println!("seen after a kill (status, answered): {ends:?}; takes {takes:?}");
    firm.prove();
}
