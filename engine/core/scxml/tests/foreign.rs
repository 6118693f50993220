//! Documents of others.

use super::{compiled, imported, source};
use crate::scxml::import;
use crate::text::Findings;

fn document(inside: &str) -> String {
    format!(
        "<scxml xmlns=\"http://www.w3.org/2005/07/scxml\" version=\"1.0\" datamodel=\"ecmascript\" name=\"Sample\">{inside}</scxml>"
    )
}

#[test]
fn a_foreign_chart() {
    let text = document(
        r##"
<datamodel><data id="Var1" expr="0"/><data id="xs">[1, 2]</data><data id="word"> two
 words </data><data id="none"/></datamodel>
<script>var more = 1; more += 2</script>
<state id="S1" initial="inner">
  <onentry><send event="timeout" delay="1.5s"/><raise event="go"/></onentry>
  <onentry><assign location="Var1" expr="Var1 + 1"/></onentry>
  <transition event="go" cond="Var1 == 1 &amp;&amp; In('inner')" target="s1"/>
  <transition event="other" target="inner"/>
  <transition event="go" target="h"/>
  <transition cond="typeof none !== 'undefined'" target="done"/>
  <state id="inner"/>
  <history id="h" type="deep"/>
</state>
<state id="s1">
  <onentry>
    <if cond="Var1"><log label="got" expr="_event.data.Var1"/><elseif cond="!(Var1 &lt; 2)"/><cancel sendid="x"/><else/><log expr="'end'"/></if>
    <foreach array="xs" item="x" index="i"><assign location="Var1" expr="x"/></foreach>
    <send eventexpr="'a' + Var1" targetexpr="'#_parent'" namelist="Var1 xs"/>
    <send event="b" target="#_Child" idlocation="word"><param name="p" expr="1"/><param name="q" location="Var1"/></send>
  </onentry>
  <invoke id="Child"><param name="Given" expr="xs"/>
    <content><scxml version="1.0" datamodel="ecmascript"><datamodel><data id="Given" expr="1"/></datamodel><final id="end"><donedata><content expr="Given"/></donedata></final></scxml></content>
    <finalize><assign location="Var1" expr="_event.data"/></finalize>
  </invoke>
  <transition event="done.invoke.Child done.state.S1" target="done"/>
</state>
<final id="done"/>"##,
    );
    let (policies, findings) = imported(&text);
    let codes: Vec<&str> = findings.iter().map(|f| f.code).collect();
    assert_eq!(codes, ["G1014"], "the history has no default");
    let policies = policies.unwrap();
    for policy in policies.split("---\n").filter(|policy| !policy.contains("call:")) {
        compiled(policy);
    }
    insta::assert_snapshot!(policies);
}

#[test]
fn expressions() {
    let table = [
        ("x + 1", "vars.x + 1"),
        (
            "x === 1 && !y",
            "vars.x == 1 && !(vars.y != () && vars.y != false && vars.y != 0 && vars.y != \"\")",
        ),
        (
            "(x || y) > 2",
            "(if (vars.x != () && vars.x != false && vars.x != 0 && vars.x != \"\") { vars.x } else { vars.y }) > 2",
        ),
        ("a == 1 && (b == 2 || c == 3)", "vars.a == 1 && (vars.b == 2 || vars.c == 3)"),
        ("_event.data['Some key'].x", "event.data[\"Some key\"].x"),
        ("_event.invokeid", "event[\"call\"]"),
        ("typeof _event.data.x === 'undefined'", "!(\"x\" in event.data && event.data.x != ())"),
        ("typeof x != 'undefined'", "vars.x != ()"),
        ("typeof never != 'undefined'", "(\"never\" in vars && vars.never != ())"),
        ("'origintype' in _event", "true"),
        ("x instanceof Array", "type_of(vars.x) == \"array\""),
        ("[].concat(x, [4], 5)", "([] + vars.x + [4] + [5])"),
        ("{a: 1, 'b c': [true, null]}", "#{\"a\": 1, \"b c\": [true, ()]}"),
        (
            "x ? 'a\\n\"b' : .50",
            "(if (vars.x != () && vars.x != false && vars.x != 0 && vars.x != \"\") { \"a\\n\\\"b\" } else { 0.5 })",
        ),
        ("-x * (y - 0x10)", "-vars.x * (vars.y - 16)"),
        ("Math.pow(x, 2).toString()", "(vars.x ** 2).to_string()"),
        ("_name + _sessionid", "\"Sample\" + instance.id"),
        ("In('nowhere') || In('s')", "false || in_state(\"s\")"),
        ("xs.length", "vars.xs.len()"),
        ("'done.invoke.S'", "\"done.call.S\""),
    ];
    for (ecma, rhai) in table {
        let text = document(&format!(
            "<datamodel><data id=\"x\"/><data id=\"y\"/></datamodel><state id=\"s\"><onentry><assign location=\"x\" expr=\"{}\"/></onentry></state>",
            ecma.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;").replace('\n', "&#10;")
        ));
        let (policy, findings) = imported(&text);
        assert!(findings.is_empty(), "{ecma}: {findings:?}");
        let policy = compiled(&policy.unwrap());
        let script =
            policy.scripts.iter().map(|s| s.text()).find(|text| text.starts_with("vars.x = ")).unwrap();
        assert_eq!(&**script, format!("vars.x = {rhai}"), "{ecma}");
    }
}

/// What is wrong or has no counterpart is said with its place; what is wrong there too fails when it runs.
#[test]
fn findings() {
    let state = |inside: &str| {
        document(&format!("<datamodel><data id=\"x\"/></datamodel><state id=\"s\">{inside}</state>"))
    };
    let entry = |inside: &str| state(&format!("<onentry>{inside}</onentry>"));
    let table = [
        ("<scxml".to_owned(), "G1001", true),
        ("<!DOCTYPE scxml [<!ENTITY a \"b\">]><scxml/>".to_owned(), "G1001", true),
        ("<chart/>".to_owned(), "G1002", true),
        (document("<state id=\"s\"><initail/></state>"), "G1003", true),
        (document("<state xmlns:o=\"urn:o\" id=\"s\" o:x=\"1\"/>"), "G1004", false),
        (document("<state id=\"s\"><o:x xmlns:o=\"urn:o\"/></state>"), "G1004", false),
        (document("<state ID=\"s\"/>"), "G1005", true),
        (state("words"), "G1006", true),
        (state("<transition cond=\"f(x)\"/>"), "G1007", true),
        (state("<transition cond=\"x / 2 == 1\"/>"), "G1007", true),
        (state("<transition cond=\"x =\"/>"), "G1008", false),
        (state("<transition cond=\"return\"/>"), "G1008", false),
        (entry("<assign location=\"never\" expr=\"1\"/>"), "G1009", false),
        (entry("<assign location=\"_event\" expr=\"1\"/>"), "G1009", false),
        (document("<state id=\"s\"/>").replace("ecmascript", "xpath"), "G1010", true),
        (entry("<raise/>"), "G1011", true),
        (entry("<script src=\"gone.js\"/>"), "G1012", true),
        (entry("<script src=\"../secret.js\"/>"), "G1012", true),
        (state("<gc:task xmlns:gc=\"urn:guicheng:policy:1\">{ post: [</gc:task>"), "G1013", true),
        (
            entry("<send event=\"a\" type=\"http://www.w3.org/TR/scxml/#BasicHTTPEventProcessor\"/>"),
            "G1015",
            true,
        ),
        (entry("<assign location=\"x\"><book/></assign>"), "G1016", true),
        (entry("<send event=\"a\" delay=\"soon\"/>"), "G1017", true),
        (entry("<send event=\"a\" typeexpr=\"x\"/>"), "G1019", false),
        (state("<invoke/>"), "G1020", true),
    ];
    for (text, code, fails) in table {
        let (policy, findings) = imported(&text);
        let codes: Vec<&str> = findings.iter().map(|f| f.code).collect();
        assert!(codes.contains(&code), "{text}: {codes:?}");
        assert_eq!(policy.is_none(), fails, "{text}: {codes:?}");
        if let Some(policy) = policy {
            compiled(&policy);
        }
    }
}

#[test]
fn a_finding_has_its_place() {
    let (_, findings) = imported(&document("\n<state id=\"s\">\n  <transition cond=\"1 == f(2)\"/></state>"));
    assert_eq!((findings[0].code, findings[0].line, findings[0].column), ("G1007", 3, 21));
}

#[test]
fn files_beside_it_are_called() {
    let main = document(
        "<datamodel><data id=\"src\" expr=\"'file:two.scxml'\"/></datamodel><state id=\"a\"><invoke src=\"one.scxml\" namelist=\"src\"/></state><state id=\"b\"><invoke srcexpr=\"src\"/></state>",
    );
    let load = |name: &str| {
        let inside = "<datamodel><data id=\"src\" expr=\"1\"/></datamodel><final id=\"e\"/>";
        ["one.scxml", "two.scxml"].contains(&name).then(|| source(name, &document(inside)))
    };
    let mut findings = Findings::new();
    let policies = import(&source("main.scxml", &main), &load, &mut findings).unwrap();
    assert!(findings.is_empty());
    let ids: Vec<&str> = policies.lines().filter_map(|line| line.strip_prefix("policy: ")).collect();
    assert_eq!(ids, ["sample", "two", "one"]);
    assert!(policies.contains("call: { policy: one, with: { src: vars.src } }"), "{policies}");
    assert!(policies.contains("'=#{\"file:two.scxml\": \"two\"}[vars.src]'"), "{policies}");
    assert!(policies.contains("src: 'if \"src\" in record { record.src } else { 1 }'"), "{policies}");
}

#[test]
fn documents_that_call_themselves_end() {
    let text = document("<state id=\"a\"><invoke src=\"main.scxml\"/></state>");
    let load = |name: &str| Some(source(name, &text));
    let mut findings = Findings::new();
    assert_eq!(import(&source("main.scxml", &text), &load, &mut findings), None);
    assert!(findings.into_sorted().iter().any(|f| f.code == "G1018"));
}
