//! Figures: weights, comparisons, the same thing said twice; shared documents and who uses them.

use super::findings;

const HEAD: &str = "\n=== policies/tables/f.yaml\ntable: f\ntitle: { zh: 数, en: F }\n";

/// Findings of a shared document with this body, without places (they are tested with the tables' rows).
fn of_figures(body: &str) -> String {
    bare(&findings(&format!("{HEAD}{body}\n")))
}

fn bare(lines: &[String]) -> String {
    let bare = lines.iter().map(|line| {
        let (code, rest) = line.split_once(' ').unwrap_or((line, ""));
        let (_, args) = rest.split_once(' ').unwrap_or((rest, ""));
        format!("{code} {args}").trim().to_owned()
    });
    bare.collect::<Vec<_>>().join("; ")
}

#[test]
fn weights_add_up() {
    for (body, expected) in [
        ("weights: { w: { of: [a, b], rows: { x: [60, 10], y: [40, 90] } } }", ""),
        (
            "weights: { w: { of: [a, b], rows: { x: [60, 10], y: [40, 80] } } }",
            "~G0920 table=w column=b sum=90 total=100",
        ),
        ("weights: { w: { of: a, rows: { x: 0.3, y: 0.7 } } }", ""),
        ("weights: { w: { of: a, rows: { x: 30%, y: 70% } } }", ""),
        (
            "weights: { w: { of: a, rows: { x: 33.3, y: 33.3, z: 33.3 } } }",
            "~G0920 table=w column=a sum=99.9 total=100",
        ),
        ("weights: { w: { of: a, total: 10, rows: { x: 3, y: 7 } } }", ""),
        (
            "weights: { w: { of: a, total: 10, rows: { x: 3, y: 7.5 } } }",
            "~G0920 table=w column=a sum=10.5 total=10",
        ),
        ("weights: { w: { of: [a, b], rows: { x: [100, \"-\"], y: [\"-\", 100] } } }", ""),
        (
            "weights: { w: { of: a, rows: { x: { title: { zh: 回款, en: Cash }, weights: [50] }, y: { title: { zh: 回款, en: Cash }, weights: [50] } } } }",
            "~G0921 table=w title=回款 title_en=Cash line=3",
        ),
        ("weights: { w: { of: a, rows: { x: 100, y: \"-\" } } }", "~G0922 table=w name=y"),
        ("weights: { w: { of: [a, b], rows: { x: [100] } } }", "G0907 got=1 wanted=2"),
        ("weights: { w: { of: a, rows: { x: -5, y: 105 } } }", "G0908 text=-5"),
        ("weights: { w: { of: [a, a], rows: { x: [100, 100] } } }", "G0143 name=a line=3"),
    ] {
        let said = of_figures(body);
        assert_eq!(said, expected, "{body}");
    }
}

#[test]
fn comparisons_agree() {
    let of = |rest: &str| of_figures(&format!("pairwise: {{ p: {{ of: [a, b, c], {rest} }} }}"));
    let agreed = "judgements: { a: { b: 2, c: 6 }, b: { c: 3 } }";
    for (rest, expected) in [
        (agreed, ""),
        ("judgements: { a: { b: 2 }, c: { a: 1/6, b: 1/3 } }", ""),
        // The same both ways.
        ("judgements: { a: { b: 2, c: 6 }, b: { a: 1/2, c: 3 }, c: { c: 1 } }", ""),
        ("judgements: { a: { b: 2, c: 6 }, b: { a: 1/3, c: 3 } }", "~G0923 table=p one=b other=a line=3"),
        ("judgements: { a: { b: 2 }, b: { c: 3 } }", "G0911 one=a other=c"),
        ("judgements: { a: { b: 2, c: x }, b: { c: 3 } }", "G0909 text=x"),
        ("judgements: { a: { b: 0, c: 6 }, b: { c: 3 } }", "G0909 text=0"),
        ("judgements: { a: { a: 2, b: 2, c: 6 }, b: { c: 3 } }", "G0910 name=a"),
        ("judgements: { a: { b: 2, d: 6, c: 6 }, b: { c: 3 } }", "G0144 name=d known=a, b, c"),
        (
            "scale: [1, 3, 5, 7, 9], judgements: { a: { b: 3, c: 9 }, b: { c: 2 } }",
            "~G0924 table=p one=b other=c known=1, 3, 5, 7, 9",
        ),
        ("scale: [1, 3, 5, 7, 9], judgements: { a: { b: 1/3, c: 1 }, b: { c: 3 } }", ""),
        // Consistency and order are two things.
        (
            "judgements: { a: { b: 9, c: 1/9 }, b: { c: 9 } }",
            "~G0925 table=p ratio=6.13 limit=0.1; ~G0926 table=p path=a > b > c > a",
        ),
        ("judgements: { a: { b: 9, c: 9 }, b: { c: 9 } }", "~G0925 table=p ratio=0.483 limit=0.1"),
        ("judgements: { a: { b: 1, c: 1 }, b: { c: 1 } }", ""),
        (
            "judgements: { a: { b: 3, c: 1/3 }, b: { c: 1 } }",
            "~G0925 table=p ratio=0.483 limit=0.1; ~G0926 table=p path=a > b > c > a",
        ),
        // Stated weights: rounded, wrong, reversed, incomplete.
        (&format!("{agreed}, weights: {{ a: 0.6, b: 0.3, c: 0.1 }}"), ""),
        (&format!("{agreed}, weights: [0.6, 0.3, 0.1]"), ""),
        (&format!("{agreed}, weights: [0.60, 0.30, 0.10]"), ""),
        (
            &format!("{agreed}, weights: [0.5, 0.4, 0.1]"),
            "~G0927 table=p name=a stated=0.5 computed=0.6000; ~G0927 table=p name=b stated=0.4 computed=0.3000",
        ),
        (
            &format!("{agreed}, weights: [0.3, 0.6, 0.1]"),
            "~G0927 table=p name=a stated=0.3 computed=0.6000; ~G0927 table=p name=b stated=0.6 computed=0.3000; ~G0928 table=p one=b other=a",
        ),
        (
            &format!("{agreed}, weights: [0.60, 0.30, 0.05]"),
            "~G0929 table=p sum=0.95 difference=0.05; ~G0927 table=p name=c stated=0.05 computed=0.1000",
        ),
        (&format!("{agreed}, weights: {{ a: 0.6, b: 0.4 }}"), "G0912 name=c"),
        (&format!("{agreed}, weights: [0.6, 0.4]"), "G0907 got=2 wanted=3"),
    ] {
        assert_eq!(of(rest), expected, "{rest}");
    }
    assert_eq!(of_figures("pairwise: { p: { of: [a], judgements: {} } }"), "G0913 limit=15");
}

/// Textbook matrices, with the results that the books print.
#[test]
fn weights_follow_from_judgements() {
    use crate::text::{Findings, Source};
    for (of, judgements, weights, ratio) in [
        // Saaty's example of buying a house is too long; three well-known small ones.
        ("a, b, c", "a: { b: 1/3, c: 5 }, b: { c: 7 }", &["0.2790", "0.6491", "0.0719"][..], "0.0559"),
        (
            "a, b, c, d",
            "a: { b: 2, c: 4, d: 8 }, b: { c: 2, d: 4 }, c: { d: 2 }",
            &["0.5333", "0.2667", "0.1333", "0.0667"],
            "0.0000",
        ),
        ("a, b", "a: { b: 9 }", &["0.9000", "0.1000"], "0.0000"),
    ] {
        let text = format!(
            "table: f\ntitle: {{ zh: 数, en: F }}\npairwise: {{ p: {{ of: [{of}], judgements: {{ {judgements} }} }} }}"
        );
        let mut findings = Findings::new();
        let source = Source::from_bytes("policies/tables/f.yaml", text.as_bytes(), &mut findings).unwrap();
        let shared = crate::policy::read_shared(&source, &mut findings).unwrap();
        let outcome = shared.figures.pairwise["p"].outcome().unwrap();
        let shown: Vec<String> = outcome.weights.iter().map(|w| format!("{:.4}", w.round_dp(4))).collect();
        assert_eq!(
            (shown.as_slice(), format!("{:.4}", outcome.ratio.round_dp(4)).as_str()),
            (&weights.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>()[..], ratio)
        );
        for others in shared.figures.pairwise["p"].by_other_methods().unwrap() {
            for (other, weight) in others.iter().zip(&outcome.weights) {
                assert!((other - weight).abs() < rust_decimal::Decimal::new(2, 2), "{other} {weight}");
            }
        }
    }
}

#[test]
fn the_same_thing_said_twice() {
    for (values, expected) in [
        ("a: { is: 2h, about: response }, b: { is: 2h, about: response }", ""),
        ("a: { is: 24h, about: response }, b: { is: 1d, about: response }", ""),
        ("a: { is: 1y, about: kept }, b: { is: 12mo, about: kept }", ""),
        ("a: { is: 2, about: x }, b: { is: 2.0, about: x }", ""),
        ("a: { is: 2d, about: x }, b: { is: 2wd, about: y }", ""),
        (
            "a: { is: 2h, about: response, clause: 1-1 }, b: { is: 1h, about: response }",
            "~G0930 name=b value=1h other=a other_value=2h other_clause=1-1 place=policies/tables/f.yaml:3",
        ),
        (
            "a: { is: 2d, about: x }, b: { is: 2wd, about: x }",
            "~G0930 name=b value=2wd other=a other_value=2d other_clause=— place=policies/tables/f.yaml:3",
        ),
        // Different scopes: each for its own.
        (
            "a: { is: 110%, about: cap, for: { kind: planned } }, b: { is: 100%, about: cap, for: { kind: control } }",
            "",
        ),
        (
            "a: { is: 110%, about: cap, for: { kind: [planned, control] } }, b: { is: 100%, about: cap, for: { kind: control } }",
            "~G0930 name=b value=1 other=a other_value=1.1 other_clause=— place=policies/tables/f.yaml:3",
        ),
        (
            "a: { is: 110%, about: cap, for: { kind: planned } }, b: { is: 100%, about: cap, for: { year: first } }",
            "~G0930 name=b value=1 other=a other_value=1.1 other_clause=— place=policies/tables/f.yaml:3",
        ),
        ("a: { is: day 28 of month }", ""),
        ("a: { is: day 31 of month }", ".G0935 name=a day=31"),
        ("a: { is: [day 26 of month, day 30 of next month] }", ".G0935 name=a day=30"),
    ] {
        let said = of_figures(&format!("values: {{ {values} }}"));
        assert_eq!(said.replace("G0619 name=1-1 known=; ", ""), expected, "{values}");
    }
}

#[test]
fn a_policy_uses_shared_documents() {
    let shared = format!(
        "{HEAD}values: {{ cap: 110% }}
tables: {{ t: {{ in: {{ n: record.n }}, out: [o], rows: [[\">= 5\", values.cap], [\"<= 5\", 2]] }} }}
quotas: {{ q: {{ per: month, max: 3 }} }}
weights: {{ w: {{ of: a, rows: {{ x: 40, y: 60 }} }} }}
pairwise: {{ p: {{ of: [a, b], judgements: {{ a: {{ b: 3 }} }} }} }}
"
    );
    for (head, action, expected) in [
        // Nobody asks the table: a warning.
        ("", "vars.v = 1", "~G0628 table=t line=4 example=n = 5"),
        // A case would stop there: an error.
        ("uses: f", "vars.v = table.t.o", "G0628 table=t line=4 example=n = 5"),
        (
            "uses: [f]",
            "vars.v = values.cap + weight.w.a.x + pairwise.p.b + quota_left(\"q\")",
            "~G0628 table=t line=4 example=n = 5",
        ),
        (
            "uses: [f]",
            "vars.v = weight.w.a.z",
            "G0939 name=z of=a known=x, y; ~G0628 table=t line=4 example=n = 5",
        ),
        (
            "uses: [f]",
            "vars.v = weight.u.a.z",
            "G0939 name=u of= known=w; ~G0628 table=t line=4 example=n = 5",
        ),
        (
            "uses: [f]",
            "vars.v = pairwise.p.c",
            "G0939 name=c of=p known=a, b; ~G0628 table=t line=4 example=n = 5",
        ),
        ("uses: [g]", "vars.v = 1", "G0937 name=g of= known=f; ~G0628 table=t line=4 example=n = 5"),
        ("uses: [f]", "vars.v = values.top", "G0503 name=top known=cap; ~G0628 table=t line=4 example=n = 5"),
        ("uses: { f: 1 }", "vars.v = 1", "G0132; ~G0628 table=t line=4 example=n = 5"),
    ] {
        let head = format!("{head}\nvars: {{ v: \"1\" }}");
        let states = format!("  a: {{ entry: ['{action}'], always: e }}\n  e: {{ type: final }}\n");
        let said = findings(&format!("{shared}{}", super::policy(&head, &states)));
        assert_eq!(bare(&said), expected, "{head} {action}");
    }
    let said = findings(&format!(
        "{shared}{}",
        super::policy(
            "uses: f\nvalues: { cap: 1 }\nquotas: { q: { per: day, max: 1 } }",
            "  e: { type: final }\n"
        )
    ));
    assert_eq!(
        bare(&said),
        "G0914 name=values.cap document=f; G0914 name=quotas.q document=f; ~G0628 table=t line=4 example=n = 5"
    );
}

const MATRIX: &str = r#"
=== policies/organisation.yaml
organisation: company
title: { zh: 公司, en: Company }
departments:
  office: { title: { zh: 办公室, en: Office } }
  works: { title: { zh: 工厂, en: Works } }
posts:
  boss: { title: { zh: 经理, en: Boss }, department: office }
  desk: { title: { zh: 受理, en: Desk }, department: office }
  smith: { title: { zh: 工人, en: Smith }, department: works }
=== policies/matrix.yaml
matrix: company
title: { zh: 职能, en: Matrix }
functions:
  boss: { post: boss }
  office: { department: office }
  works: { department: works }
rows:
  "6.3": { title: { zh: 投诉, en: Complaints }, marks: [■, ▲, "-"] }
  "6.4": [■, △, ▲]
"#;

#[test]
fn policies_follow_the_matrix() {
    let task = |post: &str| {
        format!(
            "  a: {{ title: {{ zh: 办, en: Do }}, task: {{ {post}, due: 1d, overdue: {{ after: 1d, escalate: boss }} }}, on: {{ x: {{ target: e, title: {{ zh: 好, en: OK }} }} }} }}\n  e: {{ type: final }}\n"
        )
    };
    for (head, task, expected) in [
        ("element: \"6.3\"", task("post: desk"), ""),
        ("element: \"6.4\"", task("post: smith"), ""),
        ("element: \"6.4\"", task("post: desk"), "~G0952 title=工厂 title_en=Works element=6.4 posts=smith"),
        // The boss is a function of its own and does not count for the office.
        (
            "element: \"6.3\"",
            task("post: boss"),
            "~G0952 title=办公室 title_en=Office element=6.3 posts=desk",
        ),
        (
            "element: \"6.3\"",
            task("posts: [desk, smith]"),
            "~G0953 title=工厂 title_en=Works element=6.3 posts=smith",
        ),
        ("element: \"7\"", task("post: desk"), "G0950 name=7 of= known=6.3, 6.4"),
        // Calculated: known from a table, or not known at all.
        (
            "element: \"6.4\"\ntables: { t: { in: { k: 1 }, out: p, rows: [[\"-\", smith]] } }",
            task("post: =table.t.p"),
            "",
        ),
        (
            "element: \"6.4\"\ntables: { t: { in: { k: 1 }, out: p, rows: [[\"-\", desk]] } }",
            task("post: =table.t.p"),
            "~G0952 title=工厂 title_en=Works element=6.4 posts=smith",
        ),
        ("element: \"6.4\"\nvars: { v: \"1\" }", task("post: =vars.v"), ""),
    ] {
        let files = format!(
            "{}{}",
            crate::tests::COMPANY.replace("policies/organisation.yaml", "forms/x.txt"),
            MATRIX
        );
        let mut found = crate::text::Findings::new();
        let files = crate::tests::files(&format!("{files}{}", super::policy(head, &task)));
        let library = crate::document::Library::read(files, &mut found);
        crate::check::check(&library, &mut found);
        assert_eq!(bare(&crate::tests::said(found)), expected, "{head} {task}");
    }
}
