//! Small companies whose figures can be counted by hand, and the shipped complaint.

use super::*;
use crate::document::Library;
use crate::simulate::Cast;
use crate::tests::{COMPANY, said};
use crate::text::{Findings, Source};

/// One desk, one boss; a deadline of one working day, a fine for each day beyond it.
const POLICY: &str = r#"
=== policies/leave.yaml
policy: leave
title: { zh: 请假, en: Leave }
form: leave
start: { post: desk, ask: first }
values: { fine: 10 CNY }
initial: asked
states:
  asked:
    task:
      post: boss
      due: 1wd
      overdue: [{ after: 0d, propose: { penalty: values.fine, to: holder } }]
    on:
      grant: { target: granted, guard: record.days < 5 }
      refuse: { target: refused, opinion: required }
      lie: {}
  granted: { type: final }
  refused: { type: final }
=== forms/leave.yaml
form: leave
title: { zh: 请假, en: Leave }
fields:
  days: { type: integer, min: 1, max: 20, title: { zh: 天数, en: Days } }
  from: { type: date, min: today, title: { zh: 起, en: From } }
  kind: { type: choice, title: { zh: 类, en: Kind }, choices: { ill: { zh: 病, en: Ill }, holiday: { zh: 休, en: Holiday } } }
  paper: { type: text, title: { zh: 证明, en: Paper } }
sections:
  first: { title: { zh: 一, en: One }, fields: [days, from, kind, { field: paper, only_if: { field: kind, is: [ill] } }] }
"#;

fn library() -> Library {
    let (library, findings) = crate::tests::library(&format!("{COMPANY}{POLICY}"));
    assert_eq!(findings, [""; 0]);
    library
}

/// A report under these assumptions, written below `simulation: leave`.
fn report(assumptions: &str, cases: usize, seed: u64) -> Report {
    let library = library();
    let mut findings = Findings::new();
    let text = format!("simulation: leave\nstarts: 2026-11-23\n{assumptions}");
    let source = Source::from_bytes("with.yaml", text.as_bytes(), &mut findings).unwrap();
    let policy = library.policy("leave").unwrap();
    let plan = Plan::from("2026-01-05".parse().unwrap());
    let plan = read(&library, policy, &source, plan, &mut findings);
    assert_eq!(said(findings), [""; 0]);
    let cast = Cast::of(&library, "leave");
    simulate(&library, "leave", &cast, &plan.unwrap(), cases, seed).unwrap()
}

const CALM: &str = "every: 5h\nwaits: 0m\ntakes: 60m\n";

#[test]
fn certain_figures_give_certain_reports() {
    let calm = report(
        &format!(
            "{CALM}fields: {{ days: {{ fixed: 2 }} }}\ntasks: {{ asked: {{ choices: {{ grant: 1 }} }} }}"
        ),
        9,
        1,
    );
    let hour = Lengths { count: 9, min: 60, median: 60, p90: 60, max: 60 };
    assert_eq!((calm.cases, calm.ended, calm.runs, calm.calendar, calm.working), (9, 9, 1, hour, hour));
    assert_eq!(calm.ends, [Ends { state: "granted".into(), count: 9 }]);
    assert_eq!(
        calm.tasks,
        [Deadlines { state: "asked".into(), closed: 9, cancelled: 0, due: 9, late: 0, open: hour }]
    );
    let boss = &calm.posts[0];
    // The ninth case comes after 40 working hours: eight of them are work.
    assert_eq!((boss.post.as_str(), boss.people, boss.done, boss.busy, boss.load), ("boss", 1, 9, 480, 200));
    assert_eq!((calm.penalties.count, calm.stuck.len(), calm.incidents.len()), (0, 0, 0));
}

#[test]
fn who_has_too_much_to_do_is_late_and_pays() {
    // Three cases at once; the boss needs a whole day for each, two bosses half as long.
    let busy = |more: &str| {
        report(
            &format!(
                "every: 0m\nwaits: 0m\ntakes: 1wd\nfields: {{ days: 2 }}\ntasks: {{ asked: {{ choices: {{ grant: 1 }} }} }}\n{more}"
            ),
            3,
            1,
        )
    };
    let one = busy("");
    // Monday to the evening: 9 h; Tuesday: 33 h; Wednesday: 57 h by the clock on the wall.
    assert_eq!(one.calendar, Lengths { count: 3, min: 540, median: 33 * 60, p90: 57 * 60, max: 57 * 60 });
    assert_eq!(one.working, Lengths { count: 3, min: 540, median: 1080, p90: 1620, max: 1620 });
    // Due on Tuesday evening: the third is late, and a fine is proposed when the deadline passes.
    assert_eq!((one.tasks[0].due, one.tasks[0].late), (3, 1));
    assert_eq!((one.penalties.count, one.penalties.yuan.to_string()), (1, "10".into()));
    assert_eq!(one.posts[0].queue, Lengths { count: 3, min: 0, median: 540, p90: 1080, max: 1080 });
    let two = busy("posts: { boss: 2 }\n");
    assert_eq!((two.tasks[0].late, two.calendar.max, two.posts[0].people), (0, 33 * 60, 2));
    assert_eq!(two.penalties.count, 0);
}

#[test]
fn choices_follow_their_weights_and_what_is_refused_is_left() {
    let even = report(
        &format!(
            "{CALM}fields: {{ days: {{ uniform: [1, 4] }} }}\ntasks: {{ asked: {{ choices: {{ grant: 3, refuse: 1 }} }} }}"
        ),
        1_000,
        5,
    );
    assert_eq!(even.ends.iter().map(|end| end.count).sum::<usize>(), 1_000);
    assert_eq!(even.ends[0].state, "granted");
    assert!((700..800).contains(&even.ends[0].count), "{:?}", even.ends);
    assert_eq!(even.runs, 4);
    // Nobody gets more than four days: who asks for ten is refused, or the task is stuck.
    let only = |choices: &str| {
        report(
            &format!("{CALM}fields: {{ days: 10 }}\ntasks: {{ asked: {{ choices: {{ {choices} }} }} }}"),
            5,
            1,
        )
    };
    assert_eq!(only("grant: 9, refuse: 1").ends, [Ends { state: "refused".into(), count: 5 }]);
    let stuck = only("grant: 1");
    assert_eq!((stuck.ended, stuck.ends.len()), (0, 0));
    assert_eq!(stuck.stuck, [Held { state: "asked".into(), code: "guard".into(), count: 5 }]);
    assert_eq!((stuck.tasks[0].closed, stuck.tasks[0].due, stuck.tasks[0].late), (0, 5, 5));
    // A form that cannot be filled in.
    let none = report(&format!("{CALM}fields: {{ days: many }}"), 2, 1);
    assert_eq!((none.cases, none.not_started), (2, 2));
    assert_eq!(none.stuck, [Held { state: "".into(), code: "field-not-an-integer days".into(), count: 2 }]);
}

#[test]
fn the_seed_alone_decides() {
    let lots = |seed| report("every: { exponential: 2h }", 600, seed);
    assert_eq!(lots(1), lots(1));
    assert_ne!(lots(1).working, lots(2).working);
    // Without assumptions, too, all cases come to an end.
    let lots = lots(3);
    assert_eq!((lots.cases, lots.ended, lots.not_started, lots.stuck.len()), (600, 600, 0, 0));
}

#[test]
fn mistakes_in_assumptions() {
    let text = "simulation: leav
every: 2d
waits: { normal: [1h, 2h] }
takes: { triangular: [3h, 2h, 4h] }
cases_per_run: 0
posts: { bos: 2, desk: two }
tasks:
  aske: { takes: 1h }
  asked: { takes: soon, choices: { grand: 1, grant: -1 }, tempo: 3 }
  granted: { choices: { grant: 1 } }
fields: { day: 1, kind: { ill: 0 }, days: { uniform: [1] } }
signals: { asked: { event: x } }
speed: 2
";
    let library = library();
    let mut findings = Findings::new();
    let source = Source::from_bytes("with.yaml", text.as_bytes(), &mut findings).unwrap();
    let plan = Plan::from("2026-01-05".parse().unwrap());
    read(&library, library.policy("leave").unwrap(), &source, plan, &mut findings);
    assert_eq!(
        said(findings),
        [
            "G0802 with.yaml:1:13 name=leav guess=leave known=leave",
            "G0824 with.yaml:2:8 text=2d",
            "G0823 with.yaml:3:8",
            "G0823 with.yaml:4:8",
            "G0146 with.yaml:5:16 min=1 max=10000",
            "G0610 with.yaml:6:10 name=bos guess=boss known=desk, boss",
            "G0137 with.yaml:6:24 text=two",
            "G0806 with.yaml:8:3 name=aske guess=asked known=asked, granted, refused",
            "G0824 with.yaml:9:19 text=soon",
            "G0822 with.yaml:9:34",
            "G0821 with.yaml:9:36 name=grand guess=grant known=grant, refuse, lie",
            "G0134 with.yaml:9:59 name=tempo known=choices, takes, waits",
            "G0820 with.yaml:10:25 name=grant known=",
            "G0606 with.yaml:11:11 name=day guess=days known=days, from, kind, paper",
            "G0822 with.yaml:11:25",
            "G0823 with.yaml:11:43",
            "G0133 with.yaml:12:19 key=after",
            "G0134 with.yaml:13:1 name=speed known=cases_per_run, every, fields, posts, signals, simulation, starts, takes, tasks, waits"
        ]
    );
}

/// The shipped complaint under no assumptions but its own stories. A release build simulates as many as people ask for, for a look at the speed.
#[test]
fn complaints_come_to_an_end() {
    let (library, findings) = crate::tests::shipped();
    assert_eq!(findings, [""; 0]);
    let cast = Cast::of(&library, "complaint");
    let plan = Plan::from("2026-01-05".parse().unwrap());
    let cases = if cfg!(debug_assertions) { 50 } else { 10_000 };
    let report = simulate(&library, "complaint", &cast, &plan, cases, 1).unwrap();
    let ended: usize = report.ends.iter().map(|end| end.count).sum();
    assert_eq!((report.cases, report.ended, report.not_started), (cases, ended, 0), "{report:#?}");
    assert!(report.stuck.is_empty() && report.incidents.is_empty(), "{report:#?}");
    // Every working day one complaint more: nobody is always busy, and somebody sometimes late.
    let loads: Vec<i64> = report.posts.iter().map(|desk| desk.load).collect();
    assert!(loads.is_sorted_by(|a, b| a >= b) && loads[0] > 0 && loads[0] < 1_000, "{loads:?}");
    assert!(report.tasks.iter().any(|task| task.late > 0), "{:#?}", report.tasks);
    assert!(report.tasks.iter().all(|task| task.late <= task.due && task.due <= task.closed));
}

/// One counts at a time, however many could: what one lets go, the next one takes up.
#[test]
fn cases_that_wait_for_each_other_go_on() {
    let policy = "
=== policies/count.yaml
policy: count
title: { zh: 盘点, en: Count }
start: { post: desk }
initial: counting
states:
  counting:
    lock: stock
    initial: wait
    states:
      wait: { on: { lock.counting: work } }
      work: { task: { post: boss, overdue: none }, on: { counted: over } }
  over: { type: final }
";
    let (library, findings) = crate::tests::library(&format!("{COMPANY}{policy}"));
    assert_eq!(findings, [""; 0]);
    let day = Spread::Fixed(9 * 60 * 60_000_000);
    let plan = Plan {
        every: Spread::Fixed(0),
        waits: Spread::Fixed(0),
        takes: day,
        posts: [("boss".to_owned(), 3)].into(),
        ..Plan::from("2026-11-23".parse().unwrap())
    };
    let report = simulate(&library, "count", &Cast::of(&library, "count"), &plan, 3, 1).unwrap();
    assert_eq!(report.working, Lengths { count: 3, min: 540, median: 1_080, p90: 1_620, max: 1_620 });
}

/// The example of the reference is read as it stands.
#[test]
fn the_references_example_is_right() {
    let reference = include_str!("../../../../policies/README.md");
    let example = reference.split("```yaml\n").find(|part| part.starts_with("simulation: ")).unwrap();
    let example = example.split("```").next().unwrap();
    let (library, _) = crate::tests::shipped();
    let mut findings = Findings::new();
    let source = Source::from_bytes("with.yaml", example.as_bytes(), &mut findings).unwrap();
    let plan = Plan::from("2026-01-01".parse().unwrap());
    let read = read(&library, library.policy("complaint").unwrap(), &source, plan.clone(), &mut findings);
    assert_eq!(said(findings), [""; 0]);
    let read = read.unwrap();
    assert_eq!((read.cases_per_run, read.posts.len(), read.fields.len(), read.signals.len()), (250, 1, 2, 1));
    assert_eq!(read.tasks["approval"].choices.len(), 2);
    assert_ne!(read, plan);
}
