//! Charts that never come to rest are stopped, whatever keeps them going.

use super::check;

#[test]
fn circles_are_refused_and_nothing_changes() {
    for chart in [
        "states: { s: { on: { go: a } }, a: { always: b }, b: { always: a } }",
        "vars: { n: 0 }\nstates: { s: { on: { go: a } }, a: { always: { actions: [vars.n = 1] } } }",
        "states: { s: { on: { go: a } }, a: { entry: [{ raise: e }], on: { e: a } } }",
        "states: { s: { on: { go: a } }, a: { entry: [{ send: e }], on: { e: a } } }",
        // under `raise` a failing guard raises an event without any transition being taken
        "on_error: raise\nstates: { s: { on: { go: a } }, a: { always: { target: s, guard: record.x > 1 } } }",
        "on_error: raise\nstates: { s: { on: { go: { target: a, guard: record.x > 1 }, error.execution: { target: a, guard: record.x > 1 } } }, a: {} }",
        // what is counted, looked up or decided must not lead back to itself
        "tables: { t: { in: { x: table.t.y }, out: [y], rows: [['-', 1]] } }\nstates: { s: { on: { go: { target: a, guard: table.t.y == 1 } } }, a: {} }",
        "quotas: { q: { key: 'quota_left(\"q\")', per: day, max: 1 } }\nstates: { s: { on: { go: { target: a, guard: 'quota_left(\"q\") > 0' } } }, a: {} }",
    ] {
        check(chart, "go", "+s\nrefused: endless");
    }
}
