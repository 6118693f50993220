//! Pictures of small charts and of the shipped policies.

mod shapes;
mod speak;

use super::{Direction, Far, Options, Standing, arrange, outline, progress, svg};
use crate::form::Form;
use crate::policy::Policy;
use crate::text::{Findings, Lang, Source};
use shapes::{assert_no_overlaps, boxes, structure};

/// A file of the repository, by its path from the top.
fn file(path: &str) -> Source {
    let bytes = std::fs::read(format!("{}/../../{path}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    Source::from_bytes(path, &bytes, &mut Findings::new()).unwrap()
}

fn shipped(name: &str) -> (Policy, Form) {
    let mut findings = Findings::new();
    let policy = crate::policy::read(&file(&format!("policies/{name}.yaml")), &mut findings).unwrap();
    let form = crate::form::read(&file(&format!("forms/{name}.yaml")), &mut findings).unwrap();
    (policy, form)
}

fn read(text: &str) -> Policy {
    let mut findings = Findings::new();
    let source = Source::from_bytes("policies/sample.yaml", text.as_bytes(), &mut findings).unwrap();
    let policy = crate::policy::read(&source, &mut findings);
    assert!(findings.is_empty(), "{:?}", findings.into_sorted());
    policy.unwrap()
}

/// Draws with the shipped texts and posts.
fn with_options<R>(lang: Lang, draw: impl FnOnce(Options<'_>) -> R) -> R {
    let (say, posts) = (speak::speaker(lang), speak::posts(lang));
    draw(Options::new(lang, &say, &|post| posts.get(post).cloned()))
}

fn drawing(policy: &Policy, options: &Options<'_>) -> arrange::Drawing {
    arrange::picture(&outline::Outline::new(policy, options).policy(), options)
}

fn standing(lit: &[(&str, Far)], visited: &[&str]) -> Standing {
    Standing {
        lit: lit.iter().map(|(name, far)| ((*name).to_owned(), *far)).collect(),
        visited: visited.iter().map(|name| (*name).to_owned()).collect(),
        ..Standing::default()
    }
}

const SMALL: &str = r#"
policy: sample
title: { zh: 请假, en: Leave }
clause: "8.1"
start: { post: anyone }
states:
  asked:
    title: { zh: 填写 <请假> 单, en: "Ask & <fill in>" }
    clause: 8.1-1
    task: { post: sales_manager, due: 2wd }
    on:
      submit: { title: { zh: 提交, en: Submit }, target: approved }
      again: { title: { zh: 重新填写, en: Again }, target: asked, reenter: true }
  approved:
    title: { zh: 批准, en: Approval }
    task: { posts: [general_manager, sales_manager], decide: all, due: 1d }
    on:
      agree: { title: { zh: 同意, en: Agree }, target: ended }
      return: { title: { zh: 退回, en: Return }, target: asked }
    after: { 15d: ended }
  ended: { type: final, title: { zh: 结束, en: End } }
"#;

const PARALLEL: &str = r#"
policy: sample
title: { zh: 两处办理, en: Two places }
start: { post: anyone }
states:
  both:
    title: { zh: 同时办理, en: Both }
    type: parallel
    on_done: finished
    on: { stop: { title: { zh: 停止, en: Stop }, target: stopped } }
    states:
      left:
        title: { zh: 左边, en: Left }
        states:
          one:
            title: { zh: 第一步, en: One }
            task: { post: sales_manager }
            on:
              done_one: { title: { zh: 完成, en: Done }, target: two }
              give_up: { title: { zh: 放弃, en: Give up }, target: stopped }
          two: { type: final }
      right:
        states:
          waits: { always: { target: three, guard: in_state("two") } }
          three: { type: final }
  stopped: { type: final, title: { zh: 已停止, en: Stopped } }
  finished: { type: final, title: { zh: 已办完, en: Finished } }
"#;

const FOR_EACH: &str = r#"
policy: sample
title: { zh: 逐家通知, en: Tell each }
start: { post: anyone }
vars: { list: "[]" }
states:
  telling:
    title: { zh: 通知, en: Tell }
    for_each:
      in: vars.list
      complete: all
      states:
        call:
          title: { zh: 打电话, en: Call }
          task: { post: sales_manager, due: 4h }
          on: { told: { title: { zh: 已通知, en: Told }, target: told } }
        told: { type: final }
    on_done: { target: over }
  over: { type: final, title: { zh: 结束, en: End } }
"#;

#[test]
fn small_chart() {
    let policy = read(SMALL);
    with_options(Lang::Zh, |options| {
        let options = Options {
            standing: standing(&[("approved", Far::Part { done: 1, open: 1 })], &["asked"]),
            ..options
        };
        assert_no_overlaps(&drawing(&policy, &options));
        insta::assert_snapshot!(svg(&policy, &options));
    });
}

#[test]
fn parallel_regions() {
    let policy = read(PARALLEL);
    with_options(Lang::En, |options| {
        insta::assert_snapshot!(boxes(&drawing(&policy, &options)));
        let options = Options { direction: Direction::Right, ..options };
        insta::assert_snapshot!(boxes(&drawing(&policy, &options)));
    });
}

#[test]
fn for_each() {
    let policy = read(FOR_EACH);
    with_options(Lang::Zh, |options| {
        let lit = [("telling", Far::Part { done: 5, open: 3 }), ("call", Far::Items(3))];
        let options = Options { standing: standing(&lit, &[]), ..options };
        insta::assert_snapshot!(boxes(&drawing(&policy, &options)));
    });
}

/// Every way to draw the shipped policies.
fn each_way(mut check: impl FnMut(&str, &Policy, &Options<'_>)) {
    for name in ["complaint", "recall"] {
        let (policy, form) = shipped(name);
        for lang in [Lang::Zh, Lang::En] {
            for direction in [Direction::Down, Direction::Right] {
                for width in [Some(360), Some(1200), None] {
                    for fold in [false, true] {
                        with_options(lang, |options| {
                            let lit = standing(
                                &[("blame", Far::Here), ("to_call", Far::Items(2))],
                                &["registered"],
                            );
                            let form = Some(&form);
                            check(
                                name,
                                &policy,
                                &Options { direction, width, fold, standing: lit, form, ..options },
                            );
                        });
                    }
                }
            }
        }
    }
}

#[test]
fn nothing_overlaps_in_shipped_policies() {
    each_way(|_, policy, options| assert_no_overlaps(&drawing(policy, options)));
}

#[test]
fn the_same_policy_gives_the_same_bytes() {
    each_way(|name, policy, options| {
        let (again, _) = shipped(name);
        assert_eq!(svg(policy, options), svg(&again, options));
        assert_eq!(progress(policy, options), progress(&again, options));
    });
}

#[test]
fn shipped_boxes() {
    for name in ["complaint", "recall"] {
        let (policy, form) = shipped(name);
        with_options(Lang::Zh, |options| {
            let options = Options { width: Some(1200), form: Some(&form), ..options };
            insta::assert_snapshot!(name, structure(&drawing(&policy, &options)));
        });
    }
}

#[test]
fn no_script_and_no_inline_style() {
    each_way(|_, policy, options| {
        for picture in [svg(policy, options), progress(policy, options)] {
            for word in ["style", "<script", "href", "onload", "onclick"] {
                assert!(!picture.contains(word), "{word} in {picture}");
            }
        }
    });
}
