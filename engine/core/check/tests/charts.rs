//! Charts: what is never reached, what never ends, what is promised.

use super::of_policy;

#[test]
fn charts_that_end_everywhere_are_silent() {
    for states in [
        // A parallel state whose region is itself parallel is done when all below is done.
        r#"
  outer:
    type: parallel
    on_done: end
    states:
      a: { states: { a1: { on: { x: a2 } }, a2: { type: final } } }
      b:
        type: parallel
        states:
          c: { states: { c1: { on: { y: c2 } }, c2: { type: final } } }
          d: { states: { d1: { always: { target: d2, guard: in_state("a2") } }, d2: { type: final } } }
  end: { type: final }
"#,
        // Back and forth, with a way out; history; events raised inside.
        r#"
  work:
    on: { pause: paused, stop: end }
    states:
      one: { on: { go: { target: two, actions: [{ raise: noted }] }, noted: two } }
      two: { on: { back: one } }
      memory: { type: history, target: one }
  paused: { on: { resume: memory } }
  end: { type: final }
"#,
    ] {
        assert_eq!(of_policy("", states), [""; 0], "{states}");
    }
}

#[test]
fn what_is_never_reached_or_never_ends_is_told() {
    for (states, expected) in [
        (
            "  a: { on: { x: b } }\n  b: { type: final }\n  c: { states: { d: { on: { x: b } } } }\n",
            &["G0623 8:3 state=c"][..],
        ),
        // The guard of `in_state` can never hold.
        (
            "  a: { on: { x: { target: b, guard: in_state(\"c\") }, y: c } }\n  b: { type: final }\n  c: { type: final }\n",
            &["G0623 7:3 state=b"][..],
        ),
        ("  a: { on: { x: b, y: c } }\n  b: {}\n  c: { type: final }\n", &["G0624 7:3 state=b"][..]),
        // Two that only lead to each other.
        (
            "  a: { on: { x: b, y: e } }\n  b: { on: { x: c } }\n  c: { on: { x: b } }\n  e: { type: final }\n",
            &["G0624 7:3 state=b"][..],
        ),
        // An end inside, and nobody listens.
        (
            "  a: { states: { b: { on: { x: c } }, c: { type: final } } }\n  e: { type: final }\n",
            &["G0623 7:3 state=e", "G0624 6:3 state=a"][..],
        ),
        (
            "  a: { always: b, on: { x: e } }\n  b: { always: a }\n  e: { type: final }\n",
            &["G0623 8:3 state=e", "G0658 7:3 state=b"][..],
        ),
        // The items' own chart, too.
        (
            "  a:\n    title: { zh: 甲, en: A }\n    for_each: { in: \"[1]\", states: { i: { on: { x: j } }, j: {} } }\n    on_done: e\n  e: { type: final }\n",
            &["G0624 8:59 state=j"][..],
        ),
    ] {
        let mut said = of_policy("", states);
        said.sort();
        assert_eq!(said, expected, "{states}");
    }
}

#[test]
fn a_transition_that_is_always_too_late_is_told() {
    for (transitions, expected) in [
        ("{ x: [e, a] }", &["G0625 line=6"][..]),
        ("{ x: [{ target: e, guard: vars.v }, a, e] }", &["G0625 line=6"][..]),
        ("{ x: [{ target: e, guard: vars.v }, { target: a, guard: vars.v }] }", &["G0625 line=6"][..]),
        ("{ \"*\": e, x: a }", &["G0625 line=6"][..]),
        ("{ x: e, x.y: a }", &["G0625 line=6"][..]),
        ("{ x.y: a, x: e, xy: a }", &[][..]),
        ("{ x: [{ target: e, guard: vars.v }, { target: a, guard: \"!vars.v\" }, a] }", &[][..]),
        // The same said otherwise, and what follows from an earlier condition.
        (
            "{ x: [{ target: e, guard: vars.v == \"a\" }, { target: a, guard: '\"a\"==vars.v' }] }",
            &["G0625 line=6"][..],
        ),
        (
            "{ x: [{ target: e, guard: vars.v > 3 }, { target: a, guard: vars.v > 5 }] }",
            &["G0625 line=6"][..],
        ),
        ("{ x: [{ target: e, guard: vars.v > 5 }, { target: a, guard: vars.v > 3 }] }", &[][..]),
        ("{ x: [{ target: e, guard: vars.v > 3 }, { target: a, guard: vars.w > 5 }] }", &[][..]),
        (
            "{ x: [{ target: e, guard: vars.v != 3 }, { target: a, guard: vars.v == 4 && vars.w }] }",
            &["G0625 line=6"][..],
        ),
        ("{ x: [{ target: e, guard: vars.v == 4 && vars.w }, { target: a, guard: vars.v == 4 }] }", &[][..]),
        (
            "{ x: [{ target: e, guard: vars.v || vars.w }, { target: a, guard: vars.v||vars.w }] }",
            &["G0625 line=6"][..],
        ),
        ("{ x: [{ target: e, guard: vars.v || vars.w }, { target: a, guard: vars.v }] }", &[][..]),
    ] {
        let states = format!("  a: {{ on: {transitions} }}\n  e: {{ type: final }}\n");
        let said = of_policy("vars: { v: \"true\", w: \"true\" }", &states);
        let bare = said.iter().map(|line| {
            let words: Vec<&str> = line.split(' ').collect();
            format!("{} {}", words[0], words[2])
        });
        assert_eq!(bare.collect::<Vec<_>>(), expected, "{transitions}");
    }
}

#[test]
fn promises_are_proved_or_refuted() {
    let states = r#"
  a: { on: { x: b, y: c } }
  b: { on: { x: p, z: a } }
  c: { on: { x: p, y: { target: d, guard: 1 > 0 } } }
  p:
    type: parallel
    on_done: d
    states:
      r: { states: { r1: { on: { x: r2 } }, r2: { always: r3 }, r3: { type: final } } }
      s: { states: { s1: { on: { y: s2 } }, s2: { type: final } } }
  items:
    title: { zh: 项, en: Items }
    for_each: { in: "[1]", states: { i: { on: { x: j } }, j: { type: final } } }
    on_done: d
  d: { on: { again: a, end: e, more: items } }
  e: { type: final }
"#;
    for (promise, expected) in [
        ("every path from a to e passes d", ""),
        ("every path from p to d passes r2", ""),
        ("every path from p to d passes s2", ""),
        ("every path from a to d passes p", "G0636 path=a → c → d"),
        ("every path from b to d passes p", "G0636 path=b → a → c → d"),
        ("every path from a to a passes d", "G0636 path=a → b → a"),
        ("every path from r1 to d passes p", ""),
        ("every path from a to p passes a", ""),
        ("no path to p avoids a", ""),
        ("no path to p avoids b", "G0636 path=a → c → p"),
        ("no path to r3 avoids r2", ""),
        ("no path to j avoids d", ""),
        ("every path from i to e passes d", "~G0637"),
        ("b is reachable from e", "G0659 path="),
        ("b is reachable from d", ""),
        ("no path to nowhere avoids a", "G0634 name=nowhere"),
        ("no path to item avoids a", "G0635 name=item guess=items"),
        ("always a", "G0633"),
    ] {
        let said = of_policy(&format!("promises: [ {promise} ]"), states);
        let said: Vec<String> = said
            .iter()
            .map(|line| {
                let code = line.split(' ').next().unwrap_or_default();
                let args = ["path=", "name="].iter().find_map(|arg| line.find(arg).map(|at| &line[at..]));
                let args =
                    args.map(|args| args.split(" known=").next().unwrap_or_default().replace(" of=", ""));
                format!("{code} {}", args.unwrap_or_default()).trim().to_owned()
            })
            .collect();
        assert_eq!(said.join("; "), expected, "{promise}");
    }
}

#[test]
fn a_choice_that_leads_nowhere_is_told() {
    const FORM: &str = r#"
=== forms/f.yaml
form: f
title: { zh: 表, en: F }
fields:
  kind: { type: choice, title: { zh: 类, en: Kind }, choices: { a: { zh: 甲, en: A }, b: { zh: 乙, en: B } } }
  count: { type: integer, min: 0, max: 10, title: { zh: 数, en: Count } }
sections: { first: { title: { zh: 一, en: One }, fields: [kind, count] } }
"#;
    for (ways, expected) in [
        ("[{ target: e, guard: record.kind == \"a\" }, e]", ""),
        ("[{ target: e, guard: record.kind == \"a\" }, { target: e, guard: record.kind != \"a\" }]", ""),
        ("[{ target: e, guard: record.kind == \"a\" }, { target: e, guard: '\"b\" == record.kind' }]", ""),
        ("[{ target: e, guard: record.kind == \"a\" }]", "G0680 state=s example=record.kind = b"),
        ("[{ target: e, guard: record.count > 5 }, { target: e, guard: record.count <= 5 }]", ""),
        (
            "[{ target: e, guard: record.count > 5 }, { target: e, guard: record.count < 5 }]",
            "G0680 state=s example=record.count = 5",
        ),
        // Not understood: perhaps it stands still.
        (
            "[{ target: e, guard: record.count > 5 }, { target: e, guard: record.kind == \"a\" }]",
            "G0624 state=s",
        ),
        ("[{ target: e, guard: record.count + 1 > 5 }]", "G0624 state=s"),
    ] {
        let states = format!("  s: {{ always: {ways} }}\n  e: {{ type: final }}\n");
        let said = super::findings(&format!("{FORM}{}", super::policy("form: f", &states)));
        let bare: Vec<String> = said
            .iter()
            .map(|line| line.replace(" policies/p.yaml:7:3", "").replace(" policies/p.yaml:6:3", ""))
            .collect();
        assert_eq!(bare.join("; "), expected, "{ways}");
    }
}
