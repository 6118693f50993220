//! Actions: sending, loops, mails, quotas, registers, errors.

use super::{moment, refused, timers};
use crate::case::Effect;
use crate::case::tests::play::Play;
use crate::guard::Question;
use crate::value::Value;

#[test]
fn delayed_events_can_be_called_back() {
    let mut play = Play::of(
        "
vars: { n: }
states:
  a:
    entry: [{ send: tick, after: 2d, id: t, data: { n: 7 } }, { send: tock, after: 3d, id: u }]
    on: { stop: { actions: [{ cancel: t }, { cancel: unknown }] }, tick: { target: b, actions: [vars.n = event.data.n] }, tock: b, leave: c }
  b: {}
  c: {}",
    );
    play.start(&[]).unwrap();
    assert_eq!(timers(&play), "11-25 09:00, 11-26 09:00");
    // a sent event outlives its state
    play.signal("leave").unwrap();
    assert_eq!(timers(&play), "11-25 09:00, 11-26 09:00");
    play.advance_to("11-30 09:00").unwrap();
    assert_eq!(play.states(), "c");

    let mut play = Play { snapshot: None, now: moment("11-23 09:00"), ..play };
    play.start(&[]).unwrap();
    play.signal("stop").unwrap();
    assert_eq!(timers(&play), "11-26 09:00");

    let mut play = Play { snapshot: None, now: moment("11-23 09:00"), ..play };
    play.start(&[]).unwrap();
    play.advance_to("11-25 09:00").unwrap();
    assert_eq!((play.states().as_str(), &play.here().vars["n"]), ("b", &Value::Int(7)));
}

#[test]
fn one_item_does_not_call_back_anothers_events() {
    let mut play = Play::of(
        "
states:
  each:
    for_each:
      in: '[1, 2]'
      states: { w: { entry: [{ send: tick, after: 2d, id: t }], task: { post: x }, on: { stop: { actions: [{ cancel: t }] }, tick: w2 } }, w2: {} }",
    );
    play.start(&[]).unwrap();
    play.act_as("x", "w", "stop").unwrap();
    assert_eq!(play.here().timers.len(), 1);
    play.advance_to("11-26 09:00").unwrap();
    assert_eq!(play.states(), "each each/1:w each/2:w2");
}

#[test]
fn conditions_and_loops() {
    let mut play = Play::of(
        "
vars: { sum: '0', pairs: '[]' }
states:
  a:
    entry:
      - { for: x, in: record.list, do: [{ if: x > 1, then: [vars.sum += x, { for: y, in: '[10, 20]', do: [vars.pairs.push(x + y)] }], else: [{ log: '\"skip\"' }] }] }",
    );
    play.start(&[("list", Value::List(vec![Value::Int(1), Value::Int(2), Value::Int(3)]))]).unwrap();
    assert_eq!(play.here().vars["sum"], Value::Int(5));
    assert_eq!(play.here().vars["pairs"], Value::List([12, 22, 13, 23].map(Value::Int).to_vec()));
    assert_eq!(play.logged(), "skip");
    let mut play = Play { snapshot: None, ..play };
    assert_eq!(refused(play.start(&[("list", Value::Int(1))])), "not-a-list");
}

fn one_left(question: &Question) -> Value {
    match question {
        Question::Quota { scope } => Value::Int(if scope == "p.urgent/shop-1/2026-11" { 1 } else { 2 }),
        Question::Serial { scope } => Value::Int(if scope == "p/2026-11" { 41 } else { 0 }),
        other => crate::case::tests::play::nothing(other),
    }
}

#[test]
fn a_quotas_place_is_taken_or_refused() {
    let policy = "
quotas: { urgent: { key: record.shop, per: month, max: 2, clause: 8.1-7 } }
states: { a: { entry: [{ log: 'quota_left(\"urgent\")' }, { take: urgent }, { log: 'quota_left(\"urgent\")' }], on: { more: { actions: [{ take: urgent }, { take: urgent }] } } } }";
    let mut play = Play::of(policy);
    play.world = one_left;
    play.start(&[("shop", "shop-1".into())]).unwrap();
    assert_eq!(play.logged(), "1 0");
    assert!(play.effects.contains(&Effect::Quota { scope: "p.urgent/shop-1/2026-11".into(), used: 2 }));
    assert_eq!(refused(play.signal("more")), "quota-full");
    let mut play = Play::of(policy);
    play.world = one_left;
    assert_eq!(refused(play.start(&[("shop", "shop-2".into())])), "quota-full");
    assert!(play.snapshot.is_none());
}

#[test]
fn numbers_count_in_their_month() {
    let mut play =
        Play::of("number: 'K{yyyy}{MM}-{serial:month:3}'\nstates: { a: { entry: [{ log: number }] } }");
    play.world = one_left;
    play.start(&[]).unwrap();
    assert_eq!(play.here().number.as_deref(), Some("K202611-042"));
    assert_eq!(play.logged(), "K202611-042");
    assert_eq!(play.effects[0], Effect::Serial { scope: "p/2026-11".into(), value: 42 });
    // the company's month, not that of UTC: 30 November 2026 16:00 UTC is 1 December in Shanghai
    let mut play = Play { snapshot: None, now: moment("12-01 00:00"), ..play };
    play.start(&[]).unwrap();
    assert_eq!(play.here().number.as_deref(), Some("K202612-001"));
}

#[test]
fn a_drill_holds_mails_to_outsiders_back() {
    let policy = "
drill: record.drill
states: { a: { entry: [{ mail: m, to: boss }, { mail: m, to: { register: r, key: record.k, field: email }, with: { x: 1 + 1 } }, { mail: m, to: '=[\"u\", \"v\"]' }] } }";
    for drill in [true, false] {
        let mut play = Play::of(policy);
        play.start(&[("drill", drill.into()), ("k", "K-1".into())]).unwrap();
        let mails = play.effects.iter().filter_map(|effect| match effect {
            Effect::Mail { posts, outside, held, with, .. } => {
                Some(format!("{posts:?} {outside:?} {held} {with:?}"))
            }
            _ => None,
        });
        let expected = [
            "[\"boss\"] None false {}".to_owned(),
            format!("[] Some((\"r\", \"K-1\", \"email\")) {drill} {{\"x\": Int(2)}}"),
            "[\"u\", \"v\"] None false {}".to_owned(),
        ];
        assert_eq!(mails.collect::<Vec<_>>(), expected);
    }
}

#[test]
fn a_register_gets_its_row_and_a_wrong_amount_is_refused() {
    let mut play = Play::of(
        "states: { a: { entry: [{ register: stock, key: record.k, set: { status: '\"used\"', n: 1 + 1 } }], on: { go: { actions: [{ propose: { reward: record.amount, to: boss } }] } } } }",
    );
    play.start(&[("k", Value::Int(7)), ("amount", (-1).into())]).unwrap();
    let set = crate::case::tests::play::map(&[("status", "used".into()), ("n", Value::Int(2))]);
    assert_eq!(play.effects, [Effect::Register { register: "stock".into(), key: "7".into(), set }]);
    assert_eq!(refused(play.signal("go")), "not-an-amount");
}

#[test]
fn on_error_raise_ends_the_block_and_raises() {
    let chart = "
vars: { one:, two:, three: }
states:
  a: { on: { go: { actions: [vars.one = 1, vars.two = record.missing, vars.three = 3] }, error.execution: { target: b, actions: [{ log: event.name }] } } }
  b: {}";
    let mut play = Play::of(&format!("on_error: raise{chart}"));
    play.start(&[]).unwrap();
    play.signal("go").unwrap();
    assert_eq!((play.states().as_str(), play.logged().as_str()), ("b", "error.execution"));
    let vars = |one| [("one", one), ("three", Value::Null), ("two", Value::Null)];
    assert_eq!(play.here().vars, crate::case::tests::play::map(&vars(Value::Int(1))));
    let mut play = Play::of(chart);
    play.start(&[]).unwrap();
    assert_eq!(refused(play.signal("go")), "script-missing-field");
    assert_eq!(play.here().vars, crate::case::tests::play::map(&vars(Value::Null)));
}
