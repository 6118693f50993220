//! Events: names and descriptors, and which queue comes first.

use super::check;
use crate::chart::Event;

#[test]
fn descriptors_match_by_whole_words_from_the_left() {
    for (descriptor, name, expected) in [
        ("order", "order", true),
        ("order", "order.placed", true),
        ("order", "order.placed.twice", true),
        ("order", "orders", false),
        ("order", "reorder", false),
        ("order.placed", "order", false),
        ("order.placed", "order.placed", true),
        ("order.*", "order", true),
        ("order.*", "order.placed", true),
        ("order.*", "orders", false),
        ("order.", "order.placed", true),
        ("*", "anything.at.all", true),
        ("Order", "order", false),
        ("*.placed", "order.placed", false),
        (".*", "order", false),
    ] {
        assert_eq!(Event::new(name).matches(descriptor), expected, "{descriptor} {name}");
    }
}

#[test]
fn several_descriptors_and_the_files_order() {
    check(
        "
states:
  a: { on: { 'x y.z': b, '*': c } }
  b: { on: { '*': c, x: a } }
  c: { on: { x.y: a, x: b } }",
        "y y.z x x.y.q",
        "
        +a
        y: -a +c
        x: -c +b
        x.y.q: -b +c",
    );
}

#[test]
fn eventless_before_internal_before_external() {
    check(
        "
states:
  a: { on: { go: { target: b, actions: [{ send: outside }, { raise: first }, { raise: second }] } } }
  b: { always: c, on: { first: wrong } }
  c: { on: { first: { actions: [@c_first] }, second: d, outside: wrong } }
  d: { on: { outside: { target: a, actions: [@d_outside] } } }
  wrong: {}",
        "go",
        "
        +a
        go: -a +b
        -b +c
        first:
        second: -c +d
        outside: -d +a
        log c_first d_outside",
    );
}

#[test]
fn what_nobody_listens_for_is_lost() {
    check(
        "
states:
  a: { entry: [{ raise: lost }], on: { go: b } }
  b: { on: { lost: a } }",
        "go",
        "
        +a
        go: -a +b",
    );
}

#[test]
fn data_of_events() {
    check(
        "
states:
  a: { on: { go: { actions: [{ raise: told, data: { n: 1 + 1 } }] }, told: { actions: [{ log: event.name }, { log: event.data.n }] } } }",
        "go",
        "
        +a
        go:
        told:
        log told 2",
    );
}
