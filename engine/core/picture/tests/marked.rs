//! Pictures of a change: what is new, gone, altered is said in words, in both pictures.

use super::*;
use crate::document::diff::{Said, deadlines, differences};
use crate::picture::{Mark, Marks};

const OLD: &str = r#"
policy: sample
title: { zh: 样例, en: Sample }
states:
  answered:
    title: { zh: 已答复, en: Answered }
    after: { 15d: revisit }
  revisit:
    title: { zh: 回访, en: Revisit }
    task: { post: desk, due: 2wd }
    on:
      satisfied: { title: { zh: 满意, en: Satisfied }, target: filed }
      letter: { title: { zh: 发函, en: Letter }, target: letter }
  letter:
    title: { zh: 发函, en: Letter }
    task: { post: desk }
    on: { sent: { title: { zh: 已发, en: Sent }, target: filed } }
  filed: { type: final, title: { zh: 归档, en: Filed } }
"#;

fn both(old: &str, new: &str) -> (Library, Library) {
    let read = |text: &str| Library::read([("policies/sample.yaml", text)], &mut Findings::new());
    (read(old), read(new))
}

fn marks(old: &Library, new: &Library) -> (Marks, Marks) {
    let say = |deadline: &crate::document::diff::Deadline| match (&deadline.old, &deadline.new) {
        (Some(Said::Period(old)), Some(Said::Period(new))) => format!("{old} → {new}"),
        other => panic!("{other:?}"),
    };
    let policies = (&**old.policy("sample").unwrap(), &**new.policy("sample").unwrap());
    Marks::of(policies, &differences(old, new), &deadlines(old, new), &say)
}

#[test]
fn a_picture_says_what_is_new_gone_and_altered() {
    let letter = &OLD[OLD.find("  letter:\n").unwrap()..OLD.find("  filed:").unwrap()];
    let new = OLD
        .replace("15d: revisit", "10d: revisit")
        .replace(letter, "  second:\n    title: { zh: 二次回访, en: Second revisit }\n    task: { post: desk, due: 3wd }\n    on: { done_so: { title: { zh: 已回访, en: Done }, target: filed } }\n")
        .replace("      letter: { title: { zh: 发函, en: Letter }, target: letter }\n", "      unhappy: { title: { zh: 不满意, en: Dissatisfied }, target: second }\n");
    let (old, new) = both(OLD, &new);
    let (before, after) = marks(&old, &new);
    let line = |from: &str, to: &str| (from.to_owned(), to.to_owned());
    assert_eq!(before.states["letter"], Mark::Gone);
    assert_eq!(
        before.lines.keys().cloned().collect::<Vec<_>>(),
        [line("letter", "filed"), line("revisit", "letter")]
    );
    assert_eq!((after.states["second"], after.states["answered"]), (Mark::New, Mark::Changed));
    assert_eq!(
        after.lines.keys().cloned().collect::<Vec<_>>(),
        [line("revisit", "second"), line("second", "filed")]
    );
    for (library, marks, said) in [
        (&old, before, ["【取消】发函", "取消：发函。", "edge gone"]),
        (&new, after, ["【新增】二次回访", "15d → 10d", "edge new"]),
    ] {
        let drawn = with_options(Lang::Zh, |options| {
            svg(library.policy("sample").unwrap(), &Options { marks: marks.clone(), ..options })
        });
        for text in said {
            assert!(drawn.contains(text), "{text}: {drawn}");
        }
    }
}

#[test]
fn nothing_is_marked_where_nothing_changes() {
    let (old, new) = both(OLD, &OLD.replace("policy: sample", "# said otherwise\npolicy: sample"));
    let (before, after) = marks(&old, &new);
    assert!(before.is_empty() && after.is_empty());
}
