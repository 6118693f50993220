//! The chart as mermaid: read back line by line as mermaid's grammar (`stateDiagram.jison`) reads it.

use super::super::{mermaid, style::style, svg};
use super::{Options, read, shipped, with_options};
use crate::picture::Theme;
use crate::text::Lang;

/// Every line is one statement of the grammar; braces close in order; every id on an arrow is declared.
fn assert_grammar(text: &str) {
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("---"));
    assert!(lines.next().unwrap().starts_with("title: \""));
    assert_eq!(lines.next(), Some("---"));
    assert_eq!(lines.next(), Some("stateDiagram-v2"));
    let (mut depth, mut declared, mut used) = (0, vec!["[*]".to_owned()], Vec::new());
    for line in lines {
        let line = line.trim();
        let plain = |text: &str| !text.contains([':', ';', '"', '{', '}', '%', '<', '>', '\n']);
        if line == "}" {
            depth -= 1;
            assert!(depth >= 0, "{text}");
        } else if line == "--" || line.starts_with("direction ") {
        } else if let Some(rest) = line.strip_prefix("state \"") {
            let (title, rest) = rest.split_once("\" as ").expect(line);
            assert!(plain(&entities(title)), "{line}");
            depth += i32::from(rest.ends_with(" {"));
            declared.push(rest.trim_end_matches(" {").to_owned());
        } else {
            let (head, label) = line.split_once(" : ").unwrap_or((line, "x"));
            assert!(!label.is_empty() && plain(&entities(label)), "{line}");
            used.extend(head.split(" --> ").map(str::to_owned));
        }
    }
    assert_eq!(depth, 0, "{text}");
    for id in used {
        assert!(declared.contains(&id), "{id} in {text}");
    }
}

/// The text without `#code;`.
fn entities(text: &str) -> String {
    text.split('#')
        .enumerate()
        .map(|(i, part)| if i == 0 { part } else { part.split_once(';').unwrap().1 })
        .collect()
}

#[test]
fn the_shipped_charts_keep_the_grammar() {
    for name in ["complaint", "recall"] {
        let (policy, form) = shipped(name);
        for lang in Lang::ALL {
            with_options(lang, |options| {
                let text = mermaid::mermaid(&policy, &Options { form: Some(&form), ..options });
                assert_grammar(&text);
                let states: usize = policy.charts.iter().map(|chart| chart.chart.states.len() - 1).sum();
                assert_eq!(text.matches("state \"").count(), states);
            });
        }
    }
}

#[test]
fn reserved_names_and_signs_are_written_apart() {
    let policy = read(
        r#"
policy: sample
title: { zh: "甲：\"乙\"", en: "a: \"b\"" }
clause: "8.1"
start: { post: anyone }
states:
  note:
    title: { zh: "一;二#三{四}", en: "a;b#c{d} %% e --> f" }
    task: { post: sales_manager }
    on: { go: { title: { zh: "走：\n远", en: "go: far\nthere" }, target: s_note }, in: { target: deep } }
  s_note: { title: { zh: 甲, en: A }, always: both }
  both:
    type: parallel
    states:
      one: { states: { deep: { type: final } } }
      two: { states: { again: { type: history, target: class }, class: {} } }
"#,
    );
    with_options(Lang::En, |options| {
        let text = mermaid::mermaid(&policy, &options);
        assert_grammar(&text);
        assert!(text.contains("state \"a#59;b#35;c#123;d#125; #37;#37; e --#62; f\" as s_note\n"), "{text}");
        assert!(text.contains("s_note --> s_s_note : go#58; far there\n"), "{text}");
        // An arrow that crosses levels stands outside all of them.
        assert!(text.contains("\n    s_note --> deep : in\n"), "{text}");
        assert!(text.contains("    again --> s_class\n"), "{text}");
    });
}

#[test]
fn a_theme_decides_the_colours() {
    let (policy, _) = shipped("recall");
    with_options(Lang::Zh, |options| {
        let drawn = |theme| {
            svg(
                &policy,
                &Options { style: Some(theme), ..Options::new(options.lang, options.say, options.post) },
            )
        };
        assert!(drawn(Theme::Auto).contains("@media screen and (prefers-color-scheme:dark)"));
        assert!(drawn(Theme::Auto).contains("@media print"));
        for theme in [Theme::Light, Theme::Dark, Theme::Print] {
            assert!(!drawn(theme).contains("@media"));
        }
    });
    assert!(style(Theme::Print).contains("text,.t{fill:#000}"));
    assert!(style(Theme::Dark).contains(".ground{fill:#15171a}"));
}
