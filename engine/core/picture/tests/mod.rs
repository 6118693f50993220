//! Pictures of small charts and of the shipped policies.

mod guards;
mod marked;
mod mermaid;
mod shapes;
mod speak;

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use super::{Direction, Far, Options, Standing, arrange, outline, progress, shape, svg};
use crate::document::Library;
use crate::form::Form;
use crate::policy::Policy;
use crate::text::{Findings, Lang, Source};
use shapes::{assert_no_loose_ends, assert_no_overlaps, boxes, structure};

/// A file of the repository, by its path from the top.
#[expect(clippy::disallowed_methods, reason = "the shipped policies and language files are what is tested")]
fn file(path: &str) -> Source {
    let bytes = std::fs::read(format!("{}/../../{path}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    Source::from_bytes(path, &bytes, &mut Findings::new()).unwrap()
}

/// The shipped documents that pictures need.
fn library() -> &'static Library {
    static LIBRARY: LazyLock<Library> = LazyLock::new(|| {
        let names = [
            "policies/complaint",
            "policies/recall",
            "policies/organisation",
            "forms/complaint",
            "forms/recall",
        ];
        let files = names.map(|name| file(&format!("{name}.yaml")));
        Library::read(files.iter().map(|f| (f.path.as_ref(), f.text.as_bytes())), &mut Findings::new())
    });
    &LIBRARY
}

fn shipped(name: &str) -> (Arc<Policy>, Arc<Form>) {
    let library = library();
    (library.policy(name).unwrap().clone(), library.form(name).unwrap().clone())
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
    let (say, library) = (speak::speaker(lang), library());
    let post = |id: &str| Some(library.organisation()?.post(id)?.title.get(lang).to_owned());
    draw(Options::new(lang, &say, &post))
}

fn drawing(policy: &Policy, options: &Options<'_>) -> shape::Drawing {
    arrange::picture(&outline::Outline::new(policy, options).policy(), options)
}

fn standing(lit: &[(&str, Far)], visited: &[&str]) -> Standing {
    Standing {
        lit: lit.iter().map(|(name, far)| ((*name).to_owned(), *far)).collect(),
        visited: visited.iter().map(|name| (*name).to_owned()).collect(),
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

/// Lines through borders: out of a state from inside it, and back into it to a history and to a state inside.
const BORDERS: &str = r#"
policy: sample
title: { zh: 生产, en: Work }
start: { post: anyone }
states:
  working:
    title: { zh: 生产中, en: Working }
    on: { stop: { title: { zh: 停机, en: Stop }, target: stopped } }
    states:
      first: { title: { zh: 备料, en: First }, on: { next: second } }
      inner:
        title: { zh: 装配间, en: Inner }
        states:
          second: { title: { zh: 装配, en: Second }, on: { back: first, scrap: scrapped } }
      resume: { type: history, history: shallow, target: first }
  stopped: { title: { zh: 停机检修, en: Stopped }, on: { again: resume, directly: second } }
  scrapped: { title: { zh: 已报废, en: Scrapped }, on: { reuse: second } }
"#;

#[test]
fn lines_pass_borders() {
    let policy = read(BORDERS);
    for direction in [Direction::Down, Direction::Right] {
        with_options(Lang::Zh, |options| {
            let drawing = drawing(&policy, &Options { direction, ..options });
            assert_no_overlaps(&drawing);
            assert_no_loose_ends(&drawing);
        });
    }
}

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
                            let form = Some(&*form);
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
    each_way(|_, policy, options| {
        let drawing = drawing(policy, options);
        assert_no_overlaps(&drawing);
        assert_no_loose_ends(&drawing);
    });
}

#[test]
fn the_same_policy_gives_the_same_bytes() {
    each_way(|name, policy, options| {
        assert_eq!(svg(policy, options), svg(policy, options), "{name}");
        assert_eq!(progress(policy, options), progress(policy, options), "{name}");
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

/// Every class that the pictures of `policies` use.
fn classes(pictures: &[String]) -> BTreeSet<String> {
    let values = pictures.iter().flat_map(|picture| picture.split("class=\"").skip(1));
    values.flat_map(|rest| rest.split('"').next().unwrap().split(' ')).map(str::to_owned).collect()
}

#[test]
fn every_class_has_its_colours() {
    let mut pictures = Vec::new();
    each_way(|_, policy, options| {
        let standalone = Options {
            style: Some(super::Theme::Auto),
            ..Options::new(options.lang, options.say, options.post)
        };
        pictures.extend([svg(policy, options), progress(policy, options), svg(policy, &standalone)]);
    });
    let page = file("engine/web/assets/app.css").text;
    let classes = classes(&pictures);
    assert!(classes.len() > 10, "{classes:?}");
    for class in classes.iter().filter(|class| *class != "chart") {
        let has = |css: &str| {
            css.contains(&format!(".{class} {{"))
                || css.contains(&format!(".{class}{{"))
                || css.contains(&format!(".{class},"))
        };
        assert!(has(&super::style::style(super::Theme::Auto)), "a picture alone has no colour for .{class}");
        assert!(class == "ground" || class == "edge" || has(&page), "the page has no colour for .{class}");
    }
}

/// A chart in which every state leads to every tenth other one: nobody could read all of its lines.
fn tangle(states: usize) -> Policy {
    let mut text =
        String::from("policy: sample\ntitle: { zh: 乱, en: Tangle }\nstart: { post: anyone }\nstates:\n");
    for state in 0..states {
        text += &format!("  s{state}:\n    title: {{ zh: 第 {state} 步, en: Step {state} }}\n    on:\n");
        for other in (0..states).filter(|other| (other + state) % 10 == 0 || *other == state + 1) {
            text +=
                &format!("      go_{state}_{other}: {{ title: {{ zh: 去, en: Go }}, target: s{other} }}\n");
        }
    }
    read(&text)
}

#[test]
fn what_is_too_much_to_draw_is_told_in_words() {
    let policy = tangle(120);
    with_options(Lang::Zh, |options| {
        let drawing = drawing(&policy, &options);
        assert_no_overlaps(&drawing);
        assert!(boxes(&drawing).contains("去 → 第 110 步"));
    });
}

/// How often a text occurs in the line of progress of the complaint procedure.
fn in_progress(lit: &[(&str, Far)], what: &str) -> usize {
    let (policy, _) = shipped("complaint");
    with_options(Lang::Zh, |options| {
        let options = Options { standing: standing(lit, &[]), ..options };
        progress(&policy, &options).matches(what).count()
    })
}

#[test]
fn progress_shows_milestones_passed() {
    for (lit, ticks, between) in [
        ("registered", 0, 0),
        ("handover", 2, 1),
        ("countersignature", 2, 0),
        ("letter_review", 3, 1),
        ("spot_check", 5, 1),
    ] {
        let lit = [(lit, Far::Here)];
        assert_eq!(in_progress(&lit, "class=\"tick\""), ticks, "{lit:?}");
        assert_eq!(in_progress(&lit, "class=\"edge lit\""), between, "{lit:?}");
    }
    assert_eq!(in_progress(&[], "class=\"tick\""), 0);
    assert_eq!(
        in_progress(&[("countersignature", Far::Part { done: 2, open: 2 })], "2/4"),
        2,
        "text and description"
    );
}

/// An emergency is approved without review and countersignature: nothing may say that they were given.
#[test]
fn what_a_case_went_round_is_not_done() {
    use super::{When, steps};
    let mut text =
        String::from("policy: sample\ntitle: { zh: 例, en: Sample }\nstart: { post: anyone }\nstates:\n");
    for (state, next) in
        [("drafting", "reviewing"), ("reviewing", "signing"), ("signing", "approval"), ("approval", "over")]
    {
        text += &format!("  {state}:\n    title: {{ zh: 步, en: Step }}\n    task: {{ post: anyone }}\n");
        text += &format!("    on: {{ go_{next}: {{ title: {{ zh: 去, en: Go }}, target: {next} }} }}\n");
    }
    text += "  over: { type: final }\n";
    let policy = read(&text);
    for (visited, expected) in [
        (&["drafting"][..], [When::Done, When::Passed, When::Passed, When::Now]),
        (&["drafting", "reviewing"], [When::Done, When::Done, When::Passed, When::Now]),
        // It is not known what the case has seen.
        (&[], [When::Done, When::Done, When::Done, When::Now]),
    ] {
        with_options(Lang::Zh, |options| {
            let standing = standing(&[("approval", Far::Here)], visited);
            let found = steps(&policy, &Options { standing, ..options });
            let found: Vec<When> = found.into_iter().take(4).map(|step| step.when).collect();
            assert_eq!(found, expected, "{visited:?}");
        });
    }
}

#[test]
fn progress_of_an_ended_case_shows_what_it_has_seen() {
    let (policy, _) = shipped("complaint");
    with_options(Lang::Zh, |options| {
        let standing = standing(&[], &["registered", "approval", "grumble", "replied", "revisit", "filed"]);
        let picture = progress(&policy, &Options { standing, ..options });
        assert_eq!(
            picture.matches("class=\"tick\"").count(),
            6,
            "handling was passed by way of what it holds"
        );
    });
}

#[test]
fn a_snapshot_tells_what_is_present() {
    let item = |done: bool| serde_json::json!({ "parent": "", "state": "telling", "index": 0, "fields": {}, "done": done });
    let machine = |states: &[&str], item: Option<serde_json::Value>| {
        let mut machine = serde_json::json!({ "states": states, "running": !states.is_empty() });
        if let Some(item) = item {
            machine["item"] = item;
        }
        machine
    };
    let slot = |status: &str| serde_json::json!({ "post": "boss", "status": status });
    let snapshot = serde_json::json!({
        "v": 1, "policy": "sample", "status": "active", "started_at": 0, "record": {}, "next": 9,
        "machines": {
            "": machine(&["telling", "signing"], None),
            "telling/a": machine(&["call"], Some(item(false))),
            "telling/b": machine(&["call"], Some(item(false))),
            "telling/c": machine(&[], Some(item(true))),
        },
        "tasks": { "1": { "machine": "", "state": "signing", "opened_at": 0, "slots": [slot("done"), slot("open"), slot("open")] } },
    });
    let standing = Standing::of(&serde_json::from_value(snapshot).unwrap());
    let lit: Vec<(&str, Far)> = standing.lit.iter().map(|(name, far)| (name.as_str(), *far)).collect();
    let part = |done, open| Far::Part { done, open };
    assert_eq!(lit, [("call", Far::Items(2)), ("signing", part(1, 2)), ("telling", part(1, 2))]);
}
