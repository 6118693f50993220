//! `for_each`: a chart per item, side by side or one after the other.

use super::refused;
use crate::case::tests::play::Play;
use crate::value::Value;

fn play(rules: &str, list: &str) -> Play {
    let mut play = Play::of(&format!(
        "
vars: {{ list: '{list}' }}
states:
  each:
    for_each: {{ in: vars.list, {rules}, states: {{ w: {{ task: {{ post: x }}, on: {{ ok: f }} }}, f: {{ type: final }} }} }}
    on_done: {{ target: z, actions: [{{ log: event.data.done }}, {{ log: event.data.total }}] }}
    on: {{ more: {{ actions: [{{ add_items: '[8, 9]', to: each }}] }}, out: z }}
  z: {{ on: {{ back: each, more: {{ actions: [{{ add_items: '[8]', to: each }}] }} }} }}"
    ));
    play.start(&[]).unwrap();
    play
}

/// Answers open tasks, first one first, until the state is left; how many answers that took, and done/total.
#[test]
fn when_it_is_complete() {
    for (rules, list, answers, counts) in [
        ("complete: all", "[1, 2, 3]", 3, "3 3"),
        ("complete: any", "[1, 2, 3]", 1, "1 3"),
        ("complete: 2", "[1, 2, 3]", 2, "2 3"),
        ("complete: 5", "[1, 2, 3]", 3, "3 3"),
        ("complete: '=done * 2 >= total'", "[1, 2, 3]", 2, "2 3"),
        ("complete: '=open <= 1'", "[1, 2, 3]", 2, "2 3"),
        ("order: sequence", "[1, 2, 3]", 3, "3 3"),
        ("order: sequence, complete: any", "[1, 2, 3]", 1, "1 3"),
        ("complete: all", "[]", 0, "0 0"),
        ("complete: any", "[]", 0, "0 0"),
        ("complete: 2, order: sequence", "[]", 0, "0 0"),
    ] {
        let mut play = play(rules, list);
        let mut taken = 0;
        while play.here().is_active("each") {
            play.act_as("x", "w", "ok").unwrap();
            taken += 1;
        }
        assert_eq!((taken, play.logged().as_str()), (answers, counts), "{rules} {list}");
        assert_eq!((play.states().as_str(), play.tasks().as_str()), ("z", ""), "{rules} {list}");
    }
}

#[test]
fn one_after_the_other() {
    let mut play = play("order: sequence", "[1, 2]");
    assert_eq!(play.states(), "each each/1:w");
    play.act_as("x", "w", "ok").unwrap();
    assert_eq!(play.states(), "each each/1:f each/2:w");
    play.signal("more").unwrap();
    assert_eq!((play.states().as_str(), play.here().machines.len()), ("each each/1:f each/2:w", 5));
    play.act_as("x", "w", "ok").unwrap();
    play.act_as("x", "w", "ok").unwrap();
    assert_eq!(play.states(), "each each/1:f each/2:f each/3:f each/4:w");
}

/// The next signer is not bothered when the whole is complete already.
#[test]
fn a_complete_sequence_begins_nothing_more() {
    let mut play = play("order: sequence, complete: any", "[1, 2]");
    play.act_as("x", "w", "ok").unwrap();
    let opened = play.effects.iter().filter(|e| matches!(e, crate::case::Effect::TaskOpened { .. })).count();
    assert_eq!(opened, 0);
}

#[test]
fn items_join_while_it_runs_and_go_when_it_is_left() {
    let mut play = play("key: item.value", "[1, 2]");
    play.signal("more").unwrap();
    assert_eq!(play.states(), "each each/1:w each/2:w each/8:w each/9:w");
    assert_eq!(refused(play.signal("more")), "item-twice");
    play.signal("out").unwrap();
    assert_eq!((play.states().as_str(), play.here().machines.len(), play.here().tasks.len()), ("z", 1, 0));
    assert_eq!(refused(play.signal("more")), "for-each-not-running");
    play.signal("back").unwrap();
    assert_eq!(play.states(), "each each/1:w each/2:w");
}

#[test]
fn keys_must_differ_and_may_hold_anything() {
    let keys = |list: &str| {
        let mut play = Play::of(&format!(
            "vars: {{ list: '{list}' }}\nstates: {{ each: {{ for_each: {{ in: vars.list, key: item.k, states: {{ w: {{}} }} }} }} }}"
        ));
        play.start(&[]).map(|()| play.states())
    };
    assert_eq!(
        keys("[#{k: \"a/b\"}, #{k: \"a%2Fb\"}, #{k: \"\"}, #{k: 1.50}]").unwrap(),
        "each each/:w each/1.50:w each/a%252Fb:w each/a%2Fb:w"
    );
    assert_eq!(refused(keys("[#{k: 1}, #{k: \"1\"}]").map(|_| ())), "item-twice");
    assert_eq!(refused(keys("3").map(|_| ())), "not-a-list");
    assert_eq!(refused(keys("[#{}]").map(|_| ())), "script-missing-field");
}

#[test]
fn fields_go_to_the_item_and_the_record_is_read_only() {
    let mut play = Play::of(
        "
states:
  each:
    for_each:
      in: '[#{ n: 1 }]'
      title: '\"No. \" + item.n'
      states: { w: { task: { post: x }, on: { ok: { target: v, actions: [item.sum = item.n + item.more + record.base] }, bad: { actions: [record.base = 0] } } }, v: {} }",
    );
    play.start(&[("base", Value::Int(100))]).unwrap();
    assert_eq!(refused(play.act_as("x", "w", "bad")), "script-constant");
    play.act_with("x", "w", "ok", &[("more", Value::Int(10))], None).unwrap();
    let item = play.here().machines["each/1"].item.clone().unwrap();
    assert_eq!((&item.fields["sum"], item.title.as_deref()), (&Value::Int(111), Some("No. 1")));
    assert_eq!(play.here().record.len(), 1);
}

/// Each outer item has its own inner ones; `add_items` means the own.
#[test]
fn items_may_have_items() {
    let mut play = Play::of(
        "
states:
  outer:
    for_each:
      in: '[1, 2]'
      states:
        inner:
          for_each: { in: '[#{ of: item.value }]', states: { w: { task: { post: x }, on: { ok: f, more: { actions: [{ add_items: '[5]', to: inner }] } } }, f: { type: final } } }
          on_done: g
        g: { type: final }
    on_done: z
  z: { type: final }",
    );
    play.start(&[]).unwrap();
    assert_eq!(play.states(), "outer outer/1:inner outer/1/inner/1:w outer/2:inner outer/2/inner/1:w");
    let second = play
        .here()
        .tasks
        .iter()
        .find(|(_, task)| task.machine == "outer/2/inner/1")
        .map(|(n, _)| *n)
        .unwrap();
    let choice = |choice: &str| crate::case::Command::Act {
        task: second,
        slot: 0,
        choice: choice.into(),
        fields: Default::default(),
        opinion: None,
    };
    play.step(choice("more")).unwrap();
    assert_eq!(
        play.states(),
        "outer outer/1:inner outer/1/inner/1:w outer/2:inner outer/2/inner/1:w outer/2/inner/2:w"
    );
    play.step(choice("ok")).unwrap();
    play.act_as("x", "w", "ok").unwrap();
    assert_eq!(play.states(), "outer outer/1:g outer/2:inner outer/2/inner/1:f outer/2/inner/2:w");
    play.act_as("x", "w", "ok").unwrap();
    assert_eq!(play.here().status, crate::case::Status::Done);
}

#[test]
fn a_state_that_is_passed_through_makes_no_items() {
    let mut play =
        Play::of("states: { a: { for_each: { in: record.missing, states: { w: {} } }, always: b }, b: {} }");
    play.start(&[]).unwrap();
    assert_eq!(play.states(), "b");
}

/// Thousands of items that end at once must neither nest nor take the square of their number.
#[test]
fn many_items() {
    for order in ["parallel", "sequence"] {
        let list = "let l = []; l.pad(1500, 1); l";
        let mut play = Play::of(&format!(
            "states: {{ each: {{ for_each: {{ in: '{list}', order: {order}, states: {{ f: {{ type: final }} }} }}, on_done: z }}, z: {{}} }}"
        ));
        play.start(&[]).unwrap();
        assert_eq!(play.states(), "z");
    }
    let mut play = Play::of(
        "states: { each: { for_each: { in: 'let l = []; l.pad(9999, 1); l', states: { w: {} } }, on: { more: { actions: [{ add_items: '[1, 2]', to: each }] } } } }",
    );
    play.start(&[]).unwrap();
    assert_eq!(play.here().machines.len(), 10_000);
    assert_eq!(refused(play.signal("more")), "too-many-items");
}

#[test]
fn items_that_make_items_for_ever_are_stopped() {
    let mut play = Play::of(
        "states: { each: { for_each: { in: '[1]', states: { w: { entry: [{ add_items: '[1]', to: each }] } } }, on: { go: {} } } }",
    );
    assert_eq!(refused(play.start(&[])), "too-many-items");
}

#[test]
fn in_state_sees_all_charts_as_they_stand() {
    let mut play = Play::of(
        "
states:
  p:
    type: parallel
    states:
      r: { states: { r1: { on: { go: { target: r2, actions: [{ log: 'in_state(\"r1\")' }, { raise: look }] } } }, r2: {} } }
      s: { states: { s1: { on: { look: { target: s2, guard: 'in_state(\"r2\") && in_state(\"w\") && !in_state(\"nowhere\")' } } }, s2: {} } }
      t: { for_each: { in: '[1]', states: { w: { on: { go: { actions: [{ log: 'in_state(\"r2\")' }] } } } } } }
      u: { states: { u1: { on: { look: { target: u2, guard: 'in_state(\"w\")' } } }, u2: { on: { look: u1 } } } }",
    );
    play.start(&[]).unwrap();
    play.signal("go").unwrap();
    assert_eq!(play.states(), "p r r2 s s2 t u u2 t/1:w");
    assert_eq!(play.logged(), "false true");
}

#[test]
fn the_whole_gets_the_items_results_in_the_lists_order() {
    for (output, expected) in [("", "value 3 1"), (", output: { twice: item.value * 2 }", "twice 6 2")] {
        let mut play = Play::of(&format!(
            "
vars: {{ got: }}
states:
  each:
    for_each:
      in: '[3, 2, 1]'
      key: item.value
      complete: 2
      states: {{ w: {{ task: {{ post: x }}, on: {{ ok: f }} }}, f: {{ type: final{output} }} }}
    on_done: {{ target: z, actions: [vars.got = event.data.items] }}
  z: {{}}"
        ));
        play.start(&[]).unwrap();
        // by path: item 1 first, then item 3
        play.act_as("x", "w", "ok").unwrap();
        let third = play.here().tasks.iter().find(|(_, task)| task.machine == "each/1").map(|(n, _)| *n);
        let act = |task| crate::case::Command::Act {
            task,
            slot: 0,
            choice: "ok".into(),
            fields: Default::default(),
            opinion: None,
        };
        play.step(act(third.unwrap())).unwrap();
        let [name, first, second] = expected.split(' ').collect::<Vec<_>>()[..] else { panic!("{expected}") };
        let result =
            |n: &str| Value::Map(crate::case::tests::play::map(&[(name, Value::Int(n.parse().unwrap()))]));
        assert_eq!(play.here().vars["got"], Value::List(vec![result(first), result(second)]), "{output}");
    }
}

/// Ten thousand items that end at once: work that grows with the square of their number would take minutes.
#[test]
fn a_long_sequence_ends_at_once() {
    let mut play = Play::of(
        "
states:
  each:
    for_each: { in: record.list, order: sequence, states: { f: { type: final } } }
    on_done: { target: z, actions: [{ log: event.data.done }, { log: 'event.data.items.len()' }] }
  z: {}",
    );
    let list = (0..10_000).map(Value::Int).collect();
    play.start(&[("list", Value::List(list))]).unwrap();
    assert_eq!((play.states().as_str(), play.logged().as_str()), ("z", "10000 10000"));
}

/// Where the state stays, it hears when it is complete, and once more when all are done.
#[test]
fn enough_and_then_all() {
    let mut play = Play::of(
        "
states:
  each:
    for_each: { in: '[1, 2, 3, 4]', complete: 2, states: { w: { task: { post: x }, on: { ok: f } }, f: { type: final } } }
    on_done: { actions: [{ log: event.data.done }] }
    on: { more: { actions: [{ add_items: '[5]', to: each }] } }",
    );
    play.start(&[]).unwrap();
    let told: Vec<String> = (0..4)
        .map(|_| {
            play.act_as("x", "w", "ok").unwrap();
            play.logged()
        })
        .collect();
    assert_eq!(told, ["", "2", "", "4"]);
    play.signal("more").unwrap();
    assert_eq!(play.logged(), "");
    play.act_as("x", "w", "ok").unwrap();
    assert_eq!(play.logged(), "5");
}
