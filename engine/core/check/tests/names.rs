//! Names that other documents should define.

use super::{findings, policy};

const FORM: &str = r#"
=== forms/f.yaml
form: f
title: { zh: 表, en: F }
fields:
  kind: { type: choice, title: { zh: 类, en: Kind }, choices: { good: { zh: 好, en: Good }, bad: { zh: 坏, en: Bad } } }
  who: { type: person, title: { zh: 人, en: Who } }
  where_to: { type: post, title: { zh: 岗位, en: Post }, computed: true }
  caller: { type: text, title: { zh: 姓名, en: Caller }, personal: true }
  amount: { type: money, title: { zh: 金额, en: Amount } }
  told: { type: bool, title: { zh: 已告知, en: Told }, item: true }
  goods: { type: rows, title: { zh: 货, en: Goods }, fields: { place: { type: text, title: { zh: 地, en: Place } } } }
sections:
  first: { title: { zh: 一, en: One }, fields: [kind, who, caller, amount, goods] }
  item: { title: { zh: 项, en: Item }, fields: [told] }
=== forms/registers/stock.yaml
register: stock
title: { zh: 库存, en: Stock }
key: { title: { zh: 编号, en: Number }, pattern: ".*" }
summary: "{place}"
maintained_by: desk
fields: { place: { type: text, title: { zh: 地, en: Place } } }
=== policies/mail/hello.yaml
mail: hello
title: { zh: 您好, en: Hello }
subject: { zh: "{name}", en: "{name}" }
text: { zh: "{age}", en: "{age}" }
=== manual/zh/1.md
---
number: SC-1
title: { zh: 一, en: One }
owner: desk
informative: 1-1
---
甲 {#1-1}
=== manual/en/1.md
---
number: SC-1
title: { zh: 一, en: One }
owner: desk
---
A {#1-1}
"#;

const TASK: &str =
    "title: { zh: 办, en: Do }, task: { post: desk, due: 1d, overdue: { after: 1d, escalate: boss } }";

fn with_form(head: &str, states: &str) -> Vec<String> {
    let said = findings(&format!("{FORM}{}", policy(&format!("form: f\n{head}"), states)));
    said.iter().map(|line| line.replace("policies/p.yaml:", "")).collect()
}

/// The finding of a policy in which one action, written here, is done.
fn of_action(action: &str) -> String {
    let states = format!("  a: {{ entry: [{action}], always: e }}\n  e: {{ type: final }}\n");
    with_form("vars: { v: \"1\" }\ntables:\n  t: { in: { k: record.kind }, out: [post, grade], rows: [[good, desk, 1], [bad, boss, 2]] }\n  u: { in: { k: record.kind }, out: [post], rows: [[good, dsk], [bad, boss]] }", &states)
        .join("; ")
}

#[test]
fn names_in_actions_and_scripts() {
    for (action, expected) in [
        ("record.kind = \"good\"", ""),
        ("'record.kind = \"god\"'", "G0649 10:31 name=god of=kind guess=good known=good, bad"),
        (
            "vars.v = record.knd",
            "G0606 10:32 name=knd of=f guess=kind known=kind, who, where_to, caller, amount, goods",
        ),
        (
            "vars.v = record.told",
            "G0605 10:32 name=told of=f known=kind, who, where_to, caller, amount, goods",
        ),
        ("vars.v = record.caller", "G0607 10:32 field=caller"),
        ("'vars.v = filled(record, \"caller\")'", "G0607 10:41 field=caller"),
        (
            "'vars.v = \"amuont\" in record'",
            "G0606 10:26 name=amuont of=f guess=amount known=kind, who, where_to, caller, amount, goods",
        ),
        ("vars.w = 1", "G0646 10:21 name=w of=f known=v"),
        ("vars.v = table.s.post", "G0638 10:31 name=s of= known=t, u"),
        ("vars.v = table.t.pots", "G0641 10:31 name=pots of=t guess=post known=post, grade"),
        ("'vars.v = in_state(\"f\")'", "G0644 10:35 name=f of= known=a, e"),
        ("'vars.v = register(\"stok\")'", "G0612 10:35 name=stok of= guess=stock known=stock"),
        (
            "'vars.v = register(\"stock\", #{ plce: 1 })'",
            "G0614 10:35 name=plce of=stock guess=place known=place",
        ),
        ("'vars.v = holders(\"dsk\")'", "G0610 10:34 name=dsk of= guess=desk known=desk, boss"),
        ("'vars.v = quota_left(\"q\")'", "G0642 10:37 name=q of= known="),
        ("'vars.v = record.kind == \"bd\"'", "G0648 10:41 name=bd of=kind known=good, bad"),
        ("'vars.v = table.t.post == \"x\"'", "G0648 10:42 name=x of=table.t.post known=desk, boss"),
        ("record.where_to = table.t.post", ""),
        ("record.where_to = table.u.post", "G0610 8:52 name=dsk of= guess=desk known=desk, boss"),
        (
            "'if table.u.post == \"dsk\" { record.where_to = \"desk\"; } else { record.where_to = table.u.post; }'",
            "",
        ),
        ("{ if: 'table.u.post == \"dsk\"', then: [], else: [record.where_to = table.u.post] }", ""),
        ("{ take: q }", "G0642 10:24 name=q of= known="),
        ("{ add_items: \"[1]\", to: a }", "G0644 10:40 name=a of= known="),
        ("{ register: stok, key: '1', set: {} }", "G0612 10:28 name=stok of= guess=stock known=stock"),
        (
            "{ register: stock, key: '1', set: { plce: '1' } }",
            "G0614 10:52 name=plce of=stock guess=place known=place",
        ),
        ("{ mail: helo, to: desk }", "G0616 10:24 name=helo of= guess=hello known=hello"),
        (
            "{ mail: hello, to: desk, with: { name: '1', wide: '2' } }",
            "G0617 10:24 text=hello names=age; ~G0618 10:24 text=hello names=wide",
        ),
        (
            "{ mail: hello, to: dsk, with: { name: '1', age: '2' } }",
            "G0610 10:35 name=dsk of= guess=desk known=desk, boss",
        ),
        (
            "{ mail: hello, to: { register: stock, key: '1', field: plac }, with: { name: '1', age: '2' } }",
            "G0614 10:71 name=plac of=stock guess=place known=place",
        ),
        ("{ propose: { penalty: '1', to: =record.who } }", "G0650 10:48 field=who"),
        ("{ propose: { penalty: '1', to: { person: record.who } } }", ""),
        ("{ propose: { penalty: '1', to: { person: record.where_to } } }", "G0651 10:57 field=where_to"),
        ("{ propose: { penalty: '1', to: =record.where_to } }", ""),
        ("{ propose: { penalty: '1', to: holder, clause: 1-1 } }", ""),
        (
            "{ propose: { penalty: '1', to: holder, clause: 1-2 } }",
            "G0620 10:63 name=1-2 guess=1-1 known=1-1",
        ),
        ("{ propose: { penalty: '1', to: holder, clause: 2-1.1 } }", "G0619 10:63 name=2-1.1 known="),
    ] {
        assert_eq!(of_action(action), expected, "{action}");
    }
}

#[test]
fn names_in_tasks() {
    for (state, expected) in [
        (format!("{{ {TASK}, on: {{ x: {{ target: e, title: {{ zh: 好, en: OK }} }} }} }}"), ""),
        (
            "{ title: { zh: 办, en: Do }, task: { post: desk, due: 1d, overdue: none, ask: frst, show: [kind, kid] }, on: { x: { target: e, ask: thrd, title: { zh: 好, en: OK } } } }".to_owned(),
            "~G0627 7:40 state=a; G0604 7:83 name=frst of=f guess=first known=first, item; G0606 7:102 name=kid of=f guess=kind known=kind, who, where_to, caller, amount, told, goods; G0603 7:137 name=thrd of=f known=first, item",
        ),
        (
            "{ task: { posts: [dsk, =record.who], person: =record.where_to, cc: [bos] }, on: { x: e } }".to_owned(),
            "~G0632 7:3 state=a; ~G0626 7:14 state=a; G0610 7:24 name=dsk of= guess=desk known=desk, boss; G0650 7:30 field=who; G0651 7:52 field=where_to; G0610 7:74 name=bos of= guess=boss known=desk, boss; ~G0631 7:91 choice=x",
        ),
        (
            "{ title: { zh: 办, en: Do }, task: { post: desk, due: 1d, ask: item, overdue: { after: 1d, escalate: nobody } }, on: { x: { target: e, title: { zh: 好, en: OK } } } }".to_owned(),
            "G0656 7:68 section=item field=told; G0609 7:106 name=nobody of= known=desk, boss",
        ),
    ] {
        let said = with_form("", &format!("  a: {state}\n  e: {{ type: final }}\n"));
        assert_eq!(said.join("; "), expected, "{state}");
    }
}

#[test]
fn names_inside_a_for_each() {
    for (list, action, expected) in [
        ("record.goods", "item.place = 1", ""),
        ("record.goods", "item.fresh = item.told", ""),
        (
            "record.goods",
            "record.amount = item.plac",
            "G0606 11:51 name=plac of=f guess=place known=place, told",
        ),
        ("'register(\"stock\")'", "record.amount = item.key + item.place", ""),
        (
            "'register(\"stock\")'",
            "record.amount = item.nothing",
            "G0605 11:51 name=nothing of=f known=key, place, told",
        ),
        ("vars.v", "record.amount = item.anything", ""),
    ] {
        let states = format!(
            "  a:\n    title: {{ zh: 甲, en: A }}\n    for_each:\n      in: {list}\n      states: {{ i: {{ entry: [{action}], always: j }}, j: {{ type: final }} }}\n    on_done: e\n  e: {{ type: final }}\n"
        );
        let said =
            with_form("vars: { v: \"[]\" }", &states).join("; ").replace("13:", "11:").replace("12:", "11:");
        assert_eq!(said, expected, "{list} {action}");
    }
}

#[test]
fn names_in_the_head() {
    for (head, expected) in [
        ("summary: \"{amount} · {kind}\"", ""),
        (
            "summary: \"{amout} {caller} {told}\"",
            "G0606 5:12 name=amout of=f guess=amount known=kind, who, where_to, caller, amount, goods; G0607 5:20 field=caller; G0605 5:29 name=told of=f known=kind, who, where_to, caller, amount, goods",
        ),
        ("clause: 1-3\nelement: \"6.3\"", "G0620 5:9 name=1-3 guess=1-1 known=1-1"),
        (
            "tables: { t: { in: { k: record.kind }, out: [p], rows: [[gut, 1], [bad, 2], [good, 3]] } }",
            "G0648 5:57 name=gut of=kind known=good, bad; ~G0630 5:57 table=t",
        ),
    ] {
        assert_eq!(with_form(head, "  e: { type: final }\n").join("; "), expected, "{head}");
    }
    let said = findings(&policy("form: g", "  e: { type: final }\n"));
    assert_eq!(said, ["G0601 policies/p.yaml:4:7 name=g of= known="]);
}

#[test]
fn a_bundle_needs_its_company_and_both_languages() {
    let said = |text: &str| {
        let mut findings = crate::text::Findings::new();
        let library = crate::document::Library::read(crate::tests::files(text), &mut findings);
        crate::check::check(&library, &mut findings);
        crate::tests::said(findings)
    };
    assert_eq!(said(""), ["G0653 policies/calendar.yaml:1:1", "G0652 policies/organisation.yaml:1:1"]);
    let chapters = r#"
=== manual/zh/1.md
---
number: SC-1
title: { zh: 一, en: One }
owner: dsk
---
甲 {#1-1}
=== manual/en/1.md
---
number: SC-1
title: { zh: 一, en: One }
owner: desk
---
B {#1-2}
=== manual/zh/2.md
---
number: SC-2
title: { zh: 二, en: Two }
owner: desk
---
=== forms/registers/r.yaml
register: r
title: { zh: 册, en: R }
key: { title: { zh: 编号, en: Number }, pattern: ".*" }
summary: "{a}"
maintained_by: bos
fields: { a: { type: ref, register: rr, title: { zh: 甲, en: A } } }
"#;
    assert_eq!(
        findings(chapters),
        [
            "G0610 forms/registers/r.yaml:5:16 name=bos guess=boss known=desk, boss",
            "G0611 forms/registers/r.yaml:6:11 name=rr known=r",
            "~G0621 manual/en/1.md:6:3 clause=1-2 lang=zh-CN",
            "G0610 manual/zh/1.md:4:8 name=dsk guess=desk known=desk, boss",
            "~G0621 manual/zh/1.md:6:3 clause=1-1 lang=en",
            ".G0740 manual/zh/1.md:6:3 name=1-1",
            "~G0622 manual/zh/2.md:1:1 chapter=2 lang=en",
        ]
    );
}

#[test]
fn what_is_called_exists_and_has_the_fields() {
    let called = "=== policies/other.yaml\npolicy: other\ntitle: { zh: 乙, en: Other }\nform: f\nstates:\n  x: { title: { zh: 办, en: Do }, always: y }\n  y: { type: final }\n";
    for (call, expected) in [
        ("policy: other, with: { kind: '\"good\"' }", ""),
        ("policy: =\"other\", with: { any: '1' }", ""),
        ("policy: othr", "G0691 6:24 of= guess=other"),
        ("policy: nothing", "G0690 6:24 of="),
        ("policy: other, with: { kin: '1' }", "G0693 6:39 of=f guess=kind"),
        ("policy: other, with: { colour: '1' }", "G0692 6:39 of=f"),
        // An item's field belongs to no case.
        ("policy: other, with: { told: 'true' }", "G0692 6:39 of=f"),
    ] {
        let states = format!("  a: {{ call: {{ {call} }}, on_done: e }}\n  e: {{ type: final }}\n");
        let said = findings(&format!("{FORM}{called}{}", policy("", &states)));
        let line = said.iter().find(|line| line.starts_with("G069"));
        let short = line.map_or(String::new(), |line| {
            let line = line.replace("policies/p.yaml:", "");
            let args = line.split(" known=").next().unwrap_or_default();
            args.split(' ').filter(|part| !part.starts_with("name=")).collect::<Vec<_>>().join(" ")
        });
        assert_eq!(short, expected, "{call}: {said:#?}");
    }
}

/// The way on from a call is a way to the end; without one the case would stand still.
#[test]
fn a_call_leads_on() {
    for (rest, stuck) in [("on_done: e", false), ("on: { done.call.a: e }", false), ("on: { x: {} }", true)] {
        for calls in ["{ policy: =\"p\" }", "[{ policy: =\"p\" }, { policy: =\"p\" }]"] {
            let states = format!("  a: {{ call: {calls}, {rest} }}\n  e: {{ type: final }}\n");
            let said = with_form("", &states);
            let told = said.iter().any(|line| line.starts_with("G0624") || line.starts_with("G0623"));
            assert_eq!(told, stuck, "{rest} {calls}: {said:#?}");
        }
    }
}
