//! What signers do: choices, several who decide together, opinions, refusals.

use super::refused;
use crate::case::tests::play::{Play, code};
use crate::case::{Closing, Effect, Status, StepError};
use crate::value::Value;

fn decided(signers: &str, decide: &str) -> Play {
    let mut play = Play::of(&format!(
        "
states:
  ask: {{ task: {{ {signers}, decide: {decide} }}, on: {{ yes: good, no: bad, comment: {{}} }} }}
  good: {{}}
  bad: {{}}"
    ));
    play.start(&[]).unwrap();
    play
}

/// Acts in this order (`post` agrees, `post!` vetoes, `post?` comments), then where the case stands.
#[test]
fn several_decide() {
    let three = "posts: [a, b, c]";
    for (signers, decide, acts, stands) in [
        (three, "one", "b", "good"),
        (three, "one", "b!", "bad"),
        (three, "all", "a b", "ask(a+ b+ c*)"),
        (three, "all", "c a b", "good"),
        (three, "all", "a b c!", "bad"),
        (three, "all", "a! ", "bad"),
        (three, "all", "a? a", "ask(a+ b* c*)"),
        (three, "sequence", "a", "ask(a+ b* c)"),
        (three, "sequence", "a b c", "good"),
        (three, "sequence", "a b!", "bad"),
        (three, "sequence", "a? a b? b", "ask(a+ b+ c*)"),
        (three, "{ share: 2/3 }", "a", "ask(a+ b* c*)"),
        (three, "{ share: 2/3 }", "c a", "good"),
        (three, "{ share: 1/2 }", "c", "ask(a* b* c+)"),
        (three, "{ share: 50% }", "c b", "good"),
        (three, "{ share: 1% }", "c", "good"),
        (three, "{ weights: [3, 2, 1], reach: 4 }", "a", "ask(a+ b* c*)"),
        (three, "{ weights: [3, 2, 1], reach: 4 }", "b c", "ask(a* b+ c+)"),
        (three, "{ weights: [3, 2, 1], reach: 4 }", "c a", "good"),
        (three, "{ weights: { c: 4, a: 1, b: 1 }, reach: 4 }", "c", "good"),
        (three, "{ weights: { c: 4, a: 1, b: 1 }, reach: 4 }", "a b", "ask(a+ b+ c*)"),
        // one post named twice signs once, with both weights; the others keep theirs
        ("posts: ['=\"a\"', a, c]", "{ weights: [1, 1, 5], reach: 5 }", "c", "good"),
        ("posts: ['=\"a\"', a, c]", "{ weights: [1, 1, 5], reach: 5 }", "a", "ask(a+ c*)"),
        ("posts: ['=\"a\"', a, c]", "{ weights: [1, 4, 5], reach: 5 }", "a", "good"),
        ("post: '=[\"x\", \"y\"]'", "all", "y x", "good"),
        ("post: a, person: pat", "all", "pat a", "good"),
    ] {
        let mut play = decided(signers, decide);
        for act in acts.split_whitespace() {
            let post = act.trim_end_matches(['!', '?']);
            let choice = if act.ends_with('!') {
                "no"
            } else if act.ends_with('?') {
                "comment"
            } else {
                "yes"
            };
            play.act_as(post, "ask", choice).unwrap_or_else(|e| panic!("{decide} {acts}: {}", code(&e)));
        }
        let now = if play.here().tasks.is_empty() { play.states() } else { play.tasks() };
        assert_eq!(now, stands, "{signers} {decide} {acts}");
    }
}

#[test]
fn weights_must_fit_the_signers() {
    for weights in
        ["[1, 2]", "[1, 2, 3, 4]", "{ a: 1, b: 1 }", "{ a: 1, b: 1, x: 1 }", "{ a: 1, b: 1, c: 1, d: 1 }"]
    {
        let (_, findings) = crate::case::tests::play::read(&format!(
            "states: {{ ask: {{ task: {{ posts: [a, b, c], decide: {{ weights: {weights}, reach: 2 }} }}, on: {{ yes: ask }} }} }}"
        ));
        assert!(findings.iter().any(|f| f.starts_with("G0426")), "{weights} {findings:?}");
    }
}

#[test]
fn who_may_not_act() {
    let mut play = decided("posts: [a, b]", "sequence");
    assert_eq!(refused(play.act_as("b", "ask", "yes")), "not-your-turn");
    assert_eq!(refused(play.act_as("a", "ask", "maybe")), "unknown-choice");
    play.act_as("a", "ask", "yes").unwrap();
    assert_eq!(refused(play.act_as("a", "ask", "yes")), "already-acted");
    let act = |task, slot| crate::case::Command::Act {
        task,
        slot,
        choice: "yes".into(),
        fields: Default::default(),
        opinion: None,
    };
    assert_eq!(refused(play.step(act(1, 2))), "no-such-signer");
    assert_eq!(refused(play.step(act(1, usize::MAX))), "no-such-signer");
    assert_eq!(refused(play.step(act(99, 0))), "task-closed");
    play.act_as("b", "ask", "yes").unwrap();
    assert_eq!(refused(play.step(act(1, 0))), "task-closed");
    assert_eq!(refused(play.start(&[])), "already-started");
    let mut nothing = Play::of("states: { a: {} }");
    assert_eq!(refused(nothing.signal("x")), "no-such-case");
}

#[test]
fn an_opinion_can_be_required() {
    let mut play = Play::of(
        "
states:
  ask: { task: { post: a }, on: { yes: b, no: { target: b, opinion: required } } }
  b: { task: { post: a, opinion: required }, on: { yes: c } }
  c: {}",
    );
    play.start(&[]).unwrap();
    for opinion in [None, Some(""), Some("  \n")] {
        assert_eq!(refused(play.act_with("a", "ask", "no", &[], opinion)), "opinion-required");
    }
    play.act_with("a", "ask", "no", &[], Some("why")).unwrap();
    assert_eq!(refused(play.act_as("a", "b", "yes")), "opinion-required");
    play.act_with("a", "b", "yes", &[], Some("because")).unwrap();
    assert_eq!(play.states(), "c");
}

#[test]
fn a_guard_refuses_with_the_policys_words_and_nothing_changes() {
    let mut play = Play::of(
        "
states:
  ask:
    clause: 8.1-1
    task: { post: a }
    on:
      yes: { target: done, guard: record.n > 3, actions: [record.done = true], refusal: { zh: 太少, en: Too few }, clause: 8.1-2 }
  done: { type: final }",
    );
    play.start(&[]).unwrap();
    let before = play.here().clone();
    let Err(StepError::Refused(refusal)) = play.act_with("a", "ask", "yes", &[("n", Value::Int(3))], None)
    else {
        panic!("it should be refused")
    };
    assert_eq!((refusal.code, refusal.sentence.unwrap().en.as_str()), ("guard", "Too few"));
    assert_eq!(refusal.clause.as_deref(), Some("8.1-2"));
    assert_eq!(*play.here(), before);
    // a guard that fails rather than refuses says where and why
    let Err(StepError::Script(error)) = play.act_as("a", "ask", "yes") else { panic!("it should fail") };
    assert_eq!(error.code, "missing-field");
    assert_eq!(*play.here(), before);
    play.act_with("a", "ask", "yes", &[("n", Value::Int(4))], None).unwrap();
    assert_eq!(play.here().status, Status::Done);
    assert_eq!(play.here().record["done"], Value::Bool(true));
}

#[test]
fn a_choice_is_for_its_own_state_only() {
    let mut play = Play::of(
        "
states:
  p:
    type: parallel
    states:
      r: { states: { r1: { task: { post: a }, on: { ok: r2 } }, r2: {} } }
      s: { states: { s1: { task: { post: b }, on: { ok: s2 } }, s2: {} } }
    on: { ok: z }
  z: {}",
    );
    play.start(&[]).unwrap();
    play.act_as("b", "s1", "ok").unwrap();
    assert_eq!(play.states(), "p r r1 s s2");
    assert_eq!(play.tasks(), "r1(a*)");
}

#[test]
fn tasks_close_with_their_state_and_tell_how() {
    let mut play = Play::of(
        "
states:
  a: { task: { post: a, due: 1d, remind: { before: 2h }, overdue: [{ after: 1d, escalate: boss }] }, after: { 3d: b }, on: { go: b, stay: {}, again: { target: a, reenter: true } } }
  b: {}",
    );
    play.start(&[]).unwrap();
    let closed = |play: &Play| {
        play.effects.iter().find_map(|effect| match effect {
            Effect::TaskClosed { how, .. } => Some(*how),
            _ => None,
        })
    };
    assert_eq!(play.here().timers.len(), 3);
    play.act_as("a", "a", "stay").unwrap();
    assert_eq!((closed(&play), play.tasks().as_str(), play.here().timers.len()), (None, "a(a*)", 3));
    play.act_as("a", "a", "again").unwrap();
    assert_eq!(
        (closed(&play), play.tasks().as_str(), play.here().timers.len()),
        (Some(Closing::Done), "a(a*)", 3)
    );
    play.signal("go").unwrap();
    assert_eq!(
        (closed(&play), play.tasks().as_str(), play.here().timers.len()),
        (Some(Closing::Cancelled), "", 0)
    );
}

#[test]
fn a_task_needs_somebody() {
    let mut play =
        Play::of("states: { a: { task: { post: '=vars.who' }, on: { go: a } } }\nvars: { who: '[]' }");
    assert_eq!(refused(play.start(&[])), "nobody-to-act");
}
