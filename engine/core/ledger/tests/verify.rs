//! The leaf of an entry, and every kind of forgery.

use std::collections::BTreeMap;

use serde_json::json;

use super::super::merkle::{self, leaf_hash};
use super::super::*;
use crate::value::{Hash, Moment};

fn entry(seq: u64, prev: Hash) -> Entry {
    Entry {
        v: VERSION,
        seq,
        at: Moment(1_795_392_000_000_000 + i64::try_from(seq).unwrap()),
        instance: Some("complaint-1".into()),
        kind: "act".into(),
        actor: Actor { person: Some("desk".into()), post: None, authority: "appointment".into() },
        under: BTreeMap::from([("policies/complaint".to_owned(), Hash::of("text"))]),
        body: json!({"choice": "forward", "fields": {"class": "suggestion", "顾客": "甲"}}),
        effects: None,
        snapshot: Some(Hash::of(seq.to_string())),
        rows: BTreeMap::new(),
        prev,
    }
}

type Row = (u64, String, Hash);

fn chain(length: u64) -> Vec<Row> {
    let mut prev = Entry::NO_PREVIOUS;
    (0..length)
        .map(|seq| {
            let sealed = entry(seq, prev).seal().unwrap();
            prev = sealed.hash;
            (seq, sealed.leaf, sealed.hash)
        })
        .collect()
}

/// Puts another entry in the place of row `seq`, with a right hash, and chains nothing anew.
fn exchanged(rows: &[Row], seq: u64, change: impl Fn(&mut Entry)) -> Vec<Row> {
    let mut rows = rows.to_vec();
    let row = &mut rows[usize::try_from(seq).unwrap()];
    let mut entry = Entry::read(&row.1).unwrap();
    change(&mut entry);
    let sealed = entry.seal().unwrap();
    (row.1, row.2) = (sealed.leaf, sealed.hash);
    rows
}

/// Puts another text in the place of row `seq`, with a right hash.
fn rewritten(rows: &[Row], seq: usize, change: impl Fn(&str) -> String) -> Vec<Row> {
    let mut rows = rows.to_vec();
    rows[seq].1 = change(&rows[seq].1);
    rows[seq].2 = leaf_hash(rows[seq].1.as_bytes());
    rows
}

#[test]
fn the_leaf_of_an_entry_never_changes() {
    let sealed = entry(0, Entry::NO_PREVIOUS).seal().unwrap();
    let expected = concat!(
        r#"{"actor":{"authority":"appointment","person":"desk","post":null},"at":1795392000000000,"#,
        r#""body":{"choice":"forward","fields":{"class":"suggestion","顾客":"甲"}},"effects":null,"#,
        r#""instance":"complaint-1","kind":"act","#,
        r#""prev":"0000000000000000000000000000000000000000000000000000000000000000","seq":0,"#,
        r#""snapshot":"5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9","#,
        r#""under":{"policies/complaint":"982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1"},"v":1}"#,
    );
    assert_eq!(sealed.leaf, expected);
    assert_eq!(sealed.hash, leaf_hash(expected.as_bytes()));
    assert_eq!(Entry::read(&sealed.leaf).unwrap(), entry(0, Entry::NO_PREVIOUS));
}

#[test]
fn a_float_has_no_leaf() {
    let mut entry = entry(0, Entry::NO_PREVIOUS);
    entry.body = json!({"amount": 0.1});
    assert!(matches!(entry.seal(), Err(EntryError::Form(_))));
}

#[test]
fn a_sound_ledger() {
    let rows = chain(25);
    let report = verify(rows.clone());
    let leaves: Vec<Hash> = rows.iter().map(|row| row.2).collect();
    assert_eq!(
        report,
        Report {
            entries: 25,
            head: leaves[24],
            root: merkle::root(&leaves),
            first_bad: None,
            backwards: None
        }
    );
}

#[test]
fn an_empty_ledger_is_sound() {
    let report = verify(Vec::<Row>::new());
    assert_eq!((report.entries, report.head, report.root), (0, Entry::NO_PREVIOUS, merkle::empty_root()));
    assert_eq!(report.first_bad, None);
}

#[test]
fn the_first_bad_entry_is_named_with_its_reason() {
    let rows = chain(8);
    let mut one_byte = rows.clone();
    one_byte[3].1 = one_byte[3].1.replace("suggestion", "suggestiom");
    let mut other_hash = rows.clone();
    other_hash[7].2 = Hash([7; 32]);
    let mut missing = rows.clone();
    missing.remove(4);
    let mut twice = rows.clone();
    twice.insert(5, rows[4].clone());
    let mut swapped = rows.clone();
    swapped.swap(2, 3);
    let mut relabelled = rows.clone();
    (relabelled[2].1, relabelled[2].2) = (rows[3].1.clone(), rows[3].2);

    let cases: Vec<(&str, Vec<Row>, u64, &str)> = vec![
        ("a letter in the text", one_byte, 3, "ledger-bad-hash"),
        ("the stored hash", other_hash, 7, "ledger-bad-hash"),
        ("an entry missing", missing, 4, "ledger-bad-gap"),
        ("an entry twice", twice, 5, "ledger-bad-gap"),
        ("two entries swapped", swapped, 2, "ledger-bad-gap"),
        ("another entry under this number", relabelled, 2, "ledger-bad-seq"),
        ("the first entry missing", rows[1..].to_vec(), 0, "ledger-bad-gap"),
        // an edit that brings its own hash is found by the entry after it
        ("the actor, hash made anew", exchanged(&rows, 5, |e| e.actor.person = None), 6, "ledger-bad-prev"),
        ("the link to the one before", exchanged(&rows, 5, |e| e.prev = Hash([1; 32])), 5, "ledger-bad-prev"),
        ("the first entry's link", exchanged(&rows, 0, |e| e.prev = Hash([1; 32])), 0, "ledger-bad-prev"),
        (
            "a space",
            rewritten(&rows, 1, |leaf| leaf.replace("\"v\":1", "\"v\": 1")),
            1,
            "ledger-bad-canonical",
        ),
        (
            "a version to come",
            rewritten(&rows, 1, |leaf| leaf.replace("\"v\":1", "\"v\":2")),
            1,
            "ledger-bad-version",
        ),
        (
            "a field more",
            rewritten(&rows, 1, |leaf| leaf.replace("\"v\":1", "\"v\":1,\"w\":1")),
            1,
            "ledger-bad-form",
        ),
        (
            "a field less",
            rewritten(&rows, 1, |leaf| leaf.replace("\"kind\":\"act\",", "")),
            1,
            "ledger-bad-form",
        ),
        ("no JSON at all", rewritten(&rows, 1, |_| "gone".into()), 1, "ledger-bad-form"),
    ];
    for (what, rows, seq, reason) in cases {
        let report = verify(rows);
        let bad = report.first_bad.unwrap_or_else(|| panic!("{what}: not found"));
        assert_eq!((bad.seq, bad.reason), (seq, reason), "{what}");
        assert_eq!(report.entries, seq, "{what}: all before it are sound");
    }
}

#[test]
fn time_running_backwards_is_a_note() {
    let mut prev = Entry::NO_PREVIOUS;
    let rows: Vec<Row> = [5, 9, 7, 7, 6, 20]
        .into_iter()
        .zip(0..)
        .map(|(at, seq)| {
            let sealed = Entry { at: Moment(at), ..entry(seq, prev) }.seal().unwrap();
            prev = sealed.hash;
            (seq, sealed.leaf, sealed.hash)
        })
        .collect();
    let report = verify(rows);
    assert_eq!(report.first_bad, None);
    assert_eq!(report.backwards, Some(Backwards { count: 2, seq: 2, at: Moment(7), before: Moment(9) }));
}

#[test]
fn nothing_is_taken_after_the_first_bad_entry() {
    let rows = chain(3);
    let mut verifier = Verifier::new();
    assert!(!verifier.push(1, &rows[1].1, &rows[1].2));
    assert!(!verifier.push(0, &rows[0].1, &rows[0].2));
    assert_eq!(verifier.finish().entries, 0);
}
