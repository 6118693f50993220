//! Charts that have no meaning are not read.

use crate::case::tests::play::read;

fn codes(chart: &str) -> Vec<String> {
    read(chart).1.iter().map(|line| line.split(' ').next().unwrap().to_owned()).collect()
}

#[test]
fn targets_that_cannot_be_active_together() {
    let chart = |targets: &str| {
        format!(
            "
states:
  a: {{ on: {{ go: {{ target: {targets} }} }}, states: {{ a1: {{}}, a2: {{}} }} }}
  p: {{ type: parallel, states: {{ r: {{ states: {{ hr: {{ type: history, target: r1 }}, r1: {{}}, r2: {{}} }} }}, s: {{ states: {{ s1: {{}} }} }} }} }}"
        )
    };
    for targets in ["[r1, s1]", "[s1, r2]", "[hr, s1]", "[r1]"] {
        assert_eq!(codes(&chart(targets)), Vec::<String>::new(), "{targets}");
    }
    for targets in
        ["[a1, a2]", "[r1, r2]", "[p, r1]", "[r1, p]", "[a, p]", "[hr, r1]", "[r1, r1]", "[r1, s1, r2]"]
    {
        assert_eq!(codes(&chart(targets)), ["G0431"], "{targets}");
    }
    assert_eq!(codes("initial: [a, b]\nstates: { a: {}, b: {} }"), ["G0431"]);
}

#[test]
fn a_history_leads_into_its_own_state() {
    for (target, expected) in [
        ("a1", &[][..]),
        ("a2", &[]),
        ("a11", &[]),
        ("a", &["G0430"]),
        ("b", &["G0430"]),
        ("h", &["G0430"]),
        ("g", &["G0430"]),
    ] {
        let chart = format!(
            "
states:
  a: {{ states: {{ h: {{ type: history, target: {target} }}, g: {{ type: history, target: a1 }}, a1: {{ states: {{ a11: {{}} }} }}, a2: {{}} }} }}
  b: {{}}"
        );
        assert_eq!(codes(&chart), expected, "{target}");
        let deep = chart.replace("h: { type: history,", "h: { type: history, history: deep,");
        assert_eq!(codes(&deep), expected, "{target}");
    }
}

#[test]
fn a_final_is_no_region() {
    assert_eq!(codes("states: { p: { type: parallel, states: { r: {}, f: { type: final } } } }"), ["G0432"]);
}

#[test]
fn the_root_is_no_target() {
    assert_eq!(codes("states: { a: { on: { go: '' } } }"), ["G0136"]);
    assert_eq!(codes("states: { a: { on: { go: p } } }"), ["G0415"]);
}

#[test]
fn empty_charts() {
    for chart in [
        "states: {}",
        "states: { h: { type: history, target: h } }",
        "type: parallel\nstates: { a: {} }",
        "type: final\nstates: { a: {} }",
    ] {
        assert!(!codes(chart).is_empty(), "{chart}");
    }
}
