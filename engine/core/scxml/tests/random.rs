//! Random charts go out and come back.

use proptest::prelude::*;

use super::super::tree::Tree;
use super::assert_comes_back;

/// What a random state is made of; names and targets are filled in afterwards, when all states are known.
#[derive(Clone, Debug)]
struct Sketch {
    kind: u8,
    entry: Vec<u8>,
    exit: Vec<u8>,
    ways: Vec<(u8, u16, u8, Vec<u8>)>,
    children: Vec<Sketch>,
}

fn sketch() -> impl Strategy<Value = Sketch> {
    let actions = || prop::collection::vec(any::<u8>(), 0..3);
    let ways = move || prop::collection::vec((any::<u8>(), any::<u16>(), any::<u8>(), actions()), 0..4);
    let leaf = (any::<u8>(), actions(), actions(), ways()).prop_map(|(kind, entry, exit, ways)| Sketch {
        kind,
        entry,
        exit,
        ways,
        children: Vec::new(),
    });
    leaf.prop_recursive(3, 20, 4, move |inner| {
        (any::<u8>(), actions(), actions(), ways(), prop::collection::vec(inner, 1..4))
            .prop_map(|(kind, entry, exit, ways, children)| Sketch { kind, entry, exit, ways, children })
    })
}

const SCRIPTS: [&str; 5] = [
    "vars.n == 1",
    "vars.n < 3 && vars.n != 2",
    "in_state(\"s0\")",
    "vars.text == \"a & b\"",
    "#{ a: 1 }.a > 0",
];

fn text(text: &str) -> Tree {
    Tree::plain(text)
}

fn map(entries: &[(&str, Tree)]) -> Tree {
    Tree::Map(entries.iter().map(|(key, tree)| ((*key).to_owned(), tree.clone())).collect())
}

fn list(items: Vec<Tree>) -> Tree {
    Tree::List(items)
}

fn actions(kinds: &[u8]) -> Tree {
    let guard = |kind: u8| text(SCRIPTS[kind as usize % SCRIPTS.len()]);
    let action = |&kind: &u8| match kind % 11 {
        0 => text("vars.n += 1"),
        1 => map(&[("raise", text("inner"))]),
        2 => map(&[("raise", text("inner.more")), ("data", map(&[("a", text("vars.n"))]))]),
        3 => map(&[("send", text("outer")), ("after", text("2wd")), ("id", text("x"))]),
        4 => map(&[("send", text("outer")), ("to", text("#_parent")), ("data", map(&[("a", text("1"))]))]),
        5 => map(&[("cancel", text("x"))]),
        6 => map(&[("if", guard(kind)), ("then", list(vec![text("vars.n = 0")]))]),
        7 => map(&[
            ("if", guard(kind)),
            ("then", list(vec![text("vars.n = 0")])),
            ("else", list(vec![map(&[("if", guard(kind / 2)), ("then", list(vec![text("vars.n = 1")]))])])),
        ]),
        8 => map(&[("for", text("i")), ("in", text("[1, 2]")), ("do", list(vec![text("vars.n += i")]))]),
        9 => map(&[("log", text("vars.n"))]),
        _ => map(&[("mail", text("letter")), ("to", text("general_manager"))]),
    };
    list(kinds.iter().map(action).collect())
}

/// Gives every state its name in document order.
fn names(sketches: &[Sketch], next: &mut usize, all: &mut Vec<String>) {
    for sketch in sketches {
        all.push(format!("s{next}"));
        *next += 1;
        names(&sketch.children, next, all);
    }
}

fn states(sketches: &[Sketch], next: &mut usize, all: &[String], in_parallel: bool) -> Tree {
    let mut entries = Vec::new();
    for sketch in sketches {
        let name = format!("s{next}");
        *next += 1;
        let mut state: Vec<(&str, Tree)> = Vec::new();
        let is_final = sketch.children.is_empty() && sketch.kind % 4 == 0 && !in_parallel;
        let parallel = !sketch.children.is_empty() && sketch.kind % 3 == 0;
        if is_final {
            state.push(("type", text("final")));
        }
        if parallel {
            state.push(("type", text("parallel")));
        }
        if sketch.kind % 5 == 1 {
            state.push(("title", map(&[("zh", text("甲：乙")), ("en", text("A"))])));
        }
        state.push(("entry", actions(&sketch.entry)));
        state.push(("exit", actions(&sketch.exit)));
        if !is_final {
            state.extend(ways(sketch, all));
        }
        if !sketch.children.is_empty() {
            let inner = states(&sketch.children, next, all, parallel);
            state.push(("states", inner));
        }
        entries.push((name, map(&state)));
    }
    Tree::Map(entries)
}

fn ways(sketch: &Sketch, all: &[String]) -> Vec<(&'static str, Tree)> {
    let (mut on, mut always, mut done) = (Vec::new(), Vec::new(), Vec::new());
    for (event, target, how, acts) in &sketch.ways {
        let mut way: Vec<(&str, Tree)> = Vec::new();
        if how % 5 != 0 {
            way.push(("target", text(&all[*target as usize % all.len()])));
        }
        if how % 3 == 0 {
            way.push(("guard", text(SCRIPTS[*how as usize % SCRIPTS.len()])));
        }
        if how % 4 == 0 {
            way.push(("reenter", text("true")));
        }
        way.push(("actions", actions(acts)));
        match event % 6 {
            0 => always.push(map(&way)),
            1 if !sketch.children.is_empty() => done.push(map(&way)),
            event => {
                way.insert(
                    0,
                    ("event", text(["a", "b.*", "*", "c d", "a", "done.state.s1"][event as usize])),
                );
                on.push(map(&way));
            }
        }
    }
    vec![("on", list(on)), ("always", list(always)), ("on_done", list(done))]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(crate::tests::cases(64)))]
    #[test]
    fn any_chart_comes_back(sketches in prop::collection::vec(sketch(), 1..4)) {
        let mut all = Vec::new();
        names(&sketches, &mut 0, &mut all);
        let mut policy = vec![
            ("policy".to_owned(), text("sample")),
            ("title".to_owned(), map(&[("zh", text("甲")), ("en", text("A"))])),
            ("vars".to_owned(), map(&[("n", text("0")), ("text", text("\"a\""))])),
        ];
        policy.push(("states".to_owned(), states(&sketches, &mut 0, &all, false)));
        assert_comes_back(&Tree::Map(policy).file());
    }
}
