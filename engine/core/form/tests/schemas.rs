//! A program that reads nothing but the schema makes inputs that are taken.

use jiff::civil::{Date, DateTime};
use proptest::prelude::*;
use proptest::string::string_regex;
use regex_lite::Regex;
use serde_json::{Map as Object, Value as Json, json};

use super::super::pattern::{date_pattern, number_pattern, time_pattern};
use super::*;

fn schema_of(section: &str, record: &Map, many: usize, lang: Lang) -> Json {
    let form = sample();
    let section = form.section(section).unwrap();
    with_setting(&Sample { many }, |setting| json_schema(&form, section, record, setting, lang))
}

/// Values that a schema accepts, made from the words that our schemas use.
fn made_from(schema: &Json) -> BoxedStrategy<Json> {
    if let Some(choices) = schema.get("anyOf").or_else(|| schema.get("oneOf")) {
        let choices: Vec<_> = choices.as_array().unwrap().iter().map(made_from).collect();
        return proptest::strategy::Union::new(choices).boxed();
    }
    if let Some(value) = schema.get("const") {
        return Just(value.clone()).boxed();
    }
    if let Some(examples) = schema.get("examples") {
        return proptest::sample::select(examples.as_array().unwrap().clone()).boxed();
    }
    let bound = |key: &str| schema[key].as_f64().unwrap_or_else(|| panic!("{key} of {schema}"));
    match schema["type"].as_str().unwrap() {
        "boolean" => any::<bool>().prop_map(Json::from).boxed(),
        "integer" => (bound("minimum") as i64..=bound("maximum") as i64).prop_map(Json::from).boxed(),
        "number" => {
            let step = bound("multipleOf");
            let (least, most) =
                ((bound("minimum") / step).ceil() as i64, (bound("maximum") / step).floor() as i64);
            let places = schema["multipleOf"].to_string().len() - 2;
            (least..=most)
                .prop_map(move |n| serde_json::from_str(&Decimal::new(n, places as u32).to_string()).unwrap())
                .boxed()
        }
        "string" => text_from(schema),
        "array" => {
            let unique = schema["uniqueItems"] == true;
            let most = schema["maxItems"].as_u64().unwrap_or(4) as usize;
            let least = schema["minItems"].as_u64().unwrap() as usize;
            proptest::collection::vec(made_from(&schema["items"]), least..=most)
                .prop_filter("unique", move |items| {
                    !unique || items.iter().enumerate().all(|(n, x)| !items[..n].contains(x))
                })
                .prop_map(Json::Array)
                .boxed()
        }
        "object" => object_from(schema),
        other => panic!("type {other}"),
    }
}

fn text_from(schema: &Json) -> BoxedStrategy<Json> {
    let format = schema["format"].as_str().unwrap_or_default().to_owned();
    let most = schema["maxLength"].as_u64().unwrap_or(u64::MAX);
    let pattern = schema["pattern"].as_str().unwrap().trim_start_matches('^').trim_end_matches('$');
    let text = match schema["maxLength"].as_u64() {
        // Short texts, so that few of them are thrown away.
        Some(_) => prop_oneof![Just("王五".to_owned()), string_regex(pattern).unwrap()].boxed(),
        None => string_regex(pattern).unwrap().boxed(),
    };
    text.prop_filter("format and length", move |text| {
        text.chars().count() as u64 <= most
            && (!format.starts_with("date") || text[..10].parse::<Date>().is_ok())
    })
    .prop_map(Json::String)
    .boxed()
}

fn object_from(schema: &Json) -> BoxedStrategy<Json> {
    let required = schema["required"].as_array().unwrap().clone();
    let members: Vec<BoxedStrategy<Option<(String, Json)>>> = schema["properties"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, property)| {
            let (name, always) = (name.clone(), required.contains(&json!(name)));
            let member = made_from(property).prop_map(move |value| Some((name.clone(), value)));
            if always { member.boxed() } else { prop_oneof![Just(None), member].boxed() }
        })
        .collect();
    let conditions = schema.get("allOf").cloned().unwrap_or(json!([]));
    members
        .prop_map(|members| Json::Object(members.into_iter().flatten().collect::<Object<_, _>>()))
        .prop_filter("conditions", move |object| {
            conditions.as_array().unwrap().iter().all(|one| accepts(one, object))
        })
        .boxed()
}

/// Whether a schema accepts a value, for the words that conditions use.
fn accepts(schema: &Json, value: &Json) -> bool {
    let Json::Object(schema) = schema else { return schema == &Json::Bool(true) };
    schema.iter().all(|(word, rule)| match word.as_str() {
        "if" => {
            let branch = if accepts(rule, value) { "then" } else { "else" };
            schema.get(branch).is_none_or(|branch| accepts(branch, value))
        }
        "then" | "else" => true,
        "type" => rule == "array" && value.is_array(),
        "enum" => rule.as_array().unwrap().contains(value),
        "contains" => value.as_array().is_some_and(|items| items.iter().any(|item| accepts(rule, item))),
        "required" => rule.as_array().unwrap().iter().all(|name| value.get(name.as_str().unwrap()).is_some()),
        "properties" => rule
            .as_object()
            .unwrap()
            .iter()
            .all(|(name, rule)| value.get(name).is_none_or(|v| accepts(rule, v))),
        other => panic!("word {other}"),
    })
}

/// Whether the form takes an input.
fn taken(section: &str, record: &Map, many: usize, input: &Json) -> Result<Map, Vec<FieldProblem>> {
    let form = sample();
    let Json::Object(object) = input.clone() else { panic!("an object") };
    let section = form.section(section).unwrap();
    with_setting(&Sample { many }, |setting| {
        check_input(&form, section, record, &Input::from_json(object), setting)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: crate::tests::cases(60), max_local_rejects: 1_000_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_the_schema_accepts_is_taken(
        (section, record, many, input) in prop_oneof![
            Just(("all_required", json!({}), 0)),
            Just(("all", json!({}), 500)),
            Just(("inside", json!({ "class": "quality" }), 0)),
            Just(("outside", json!({}), 0)),
            Just(("outside", json!({ "class": "quality", "marks": ["grey", "red"] }), 0)),
        ].prop_flat_map(|(section, record, many)| {
            let record: Map = serde_json::from_value(record).unwrap();
            let input = made_from(&schema_of(section, &record, many, Lang::Zh));
            (Just(section), Just(record), Just(many), input)
        })
    ) {
        let result = taken(section, &record, many, &input);
        prop_assert!(result.is_ok(), "{input}\n{result:?}");
    }

    #[test]
    fn number_patterns_are_exact(low in -30_000i64..30_000, width in 0i64..30_000, places in 0u32..4, probe in -70_000i64..70_000) {
        let (min, max) = (Decimal::new(low, places), Decimal::new(low + width, places));
        let pattern = Regex::new(&number_pattern(min, max, places)).unwrap();
        for number in [probe, low - 1, low, low + 1, low + width / 2, low + width, low + width + 1] {
            let text = Decimal::new(number, places).to_string();
            prop_assert_eq!(pattern.is_match(&text), (low..=low + width).contains(&number), "{} in {}", text, pattern);
            let padded = format!("0{text}");
            prop_assert!(!pattern.is_match(&padded), "{}", padded);
        }
    }

    #[test]
    fn date_patterns_are_exact(first in 0i32..1500, length in 0i32..1500, probe in -100i32..3100) {
        let day = |n: i32| Date::constant(2024, 1, 1).checked_add(jiff::Span::new().days(n)).unwrap();
        let pattern = Regex::new(&format!("^{}$", date_pattern(day(first), day(first + length)))).unwrap();
        for n in [probe, first - 1, first, first + length, first + length + 1] {
            prop_assert_eq!(pattern.is_match(&day(n).to_string()), (first..=first + length).contains(&n), "{} in {}", day(n), pattern);
        }
    }
}

#[test]
fn time_patterns_are_exact() {
    let at = |seconds: i64| {
        DateTime::constant(2026, 2, 27, 22, 58, 58, 0)
            .checked_add(jiff::Span::new().seconds(seconds))
            .unwrap()
    };
    for (first, length) in
        [(0, 0), (0, 1), (1, 61), (62, 3_600), (3_662, 86_400), (0, 200_000), (50, 400 * 86_400)]
    {
        let pattern = Regex::new(&format!("^{}$", time_pattern(at(first), at(first + length)))).unwrap();
        let steps = [1, 59, 60, 61, 3_599, 3_600, 86_399, 86_400, 40 * 86_400];
        for near in steps
            .iter()
            .flat_map(|step| [first - step, first + step, first + length - step, first + length + step])
        {
            let expected = (first..=first + length).contains(&near);
            assert_eq!(pattern.is_match(&format!("{:.0}", at(near))), expected, "{} in {pattern}", at(near));
        }
        assert!(
            pattern.is_match(&at(first).to_string()) && pattern.is_match(&at(first + length).to_string())
        );
    }
}

#[test]
fn bounds_of_another_precision_are_rounded_into_the_range() {
    let decimal = |text: &str| text.parse::<Decimal>().unwrap();
    for (min, max, places, inside, outside) in [
        ("0.01", "1000000", 2, ["0.01", "1000000.00"], ["0.00", "1000000.01"]),
        ("-5", "9.5", 3, ["-5.000", "9.500"], ["-5.001", "9.501"]),
        ("-9", "-1", 0, ["-9", "-1"], ["-10", "0"]),
        ("0.005", "0.019", 2, ["0.01", "0.01"], ["0.00", "0.02"]),
        ("0", "0", 0, ["0", "0"], ["1", "-0"]),
    ] {
        let pattern = Regex::new(&number_pattern(decimal(min), decimal(max), places)).unwrap();
        for text in inside {
            assert!(pattern.is_match(text), "{text} by {pattern}");
        }
        for text in outside {
            assert!(!pattern.is_match(text), "{text} by {pattern}");
        }
    }
}

#[test]
fn the_schema_of_each_type() {
    let schema = schema_of("all", &Map::new(), 0, Lang::En);
    assert_eq!(schema["title"], "All");
    assert_eq!(schema["additionalProperties"], false);
    assert_eq!(schema["required"], json!([]));
    let of = |field: &str| &schema["properties"][field];
    assert_eq!((&of("name")["title"], &of("name")["description"]), (&json!("Name"), &json!("In full")));
    assert_eq!(of("name")["maxLength"], 6);
    assert_eq!(of("class")["oneOf"][0], json!({ "const": "quality", "title": "Quality" }));
    assert_eq!(of("count"), &json!({ "type": "integer", "minimum": 1, "maximum": 100000, "title": "Count" }));
    assert_eq!(
        of("cost")["anyOf"][0],
        json!({ "type": "number", "minimum": 0.01, "maximum": 1000000, "multipleOf": 0.01 })
    );
    assert_eq!(of("customer")["oneOf"][1], json!({ "const": "C-002", "title": "C-002" }));
    assert_eq!(of("customer")["x-register"], "customer");
    assert_eq!(of("stock")["items"]["required"], json!(["pieces"]));
    assert_eq!((&of("stock")["minItems"], &of("stock")["maxItems"]), (&json!(1), &json!(3)));
    assert!(schema["properties"].get("grade").is_none(), "shown, not asked for");

    let many = schema_of("all", &Map::new(), 201, Lang::Zh);
    let customer = &many["properties"]["customer"];
    assert_eq!((&customer["examples"][0], customer.get("oneOf")), (&json!("C-0000"), None));
    let full = schema_of("all", &Map::new(), 200, Lang::Zh);
    assert_eq!(full["properties"]["customer"]["oneOf"].as_array().map(Vec::len), Some(200));
    assert_eq!(full["properties"]["class"]["title"], "类别");
}

#[test]
fn conditions_are_decided_or_told() {
    let record = Map::from([("class".to_owned(), Value::from("quality"))]);
    let outside = schema_of("outside", &record, 0, Lang::Zh);
    assert_eq!(outside["required"], json!(["cost", "count"]));
    assert!(outside["properties"].get("due_on").is_none());
    assert!(outside.get("allOf").is_none());

    let inside = schema_of("inside", &record, 0, Lang::Zh);
    assert_eq!(inside["required"], json!(["class"]));
    let first = &inside["allOf"][0];
    for (input, expected) in [
        (json!({ "class": "quality", "cost": 1 }), true),
        (json!({ "class": "quality" }), false),
        (json!({ "class": "other", "cost": 1 }), false),
        (json!({ "class": "other" }), true),
        (json!({}), true),
    ] {
        assert_eq!(accepts(first, &input), expected, "{input}");
    }
}

/// Dates with and without bounds, and texts: what the pattern says of single values.
#[test]
fn patterns_of_texts_and_dates() {
    let schema = schema_of("all", &Map::new(), 0, Lang::Zh);
    assert_eq!(schema["properties"]["at"]["format"], "date-time");
    let pattern = |field: &str| Regex::new(schema["properties"][field]["pattern"].as_str().unwrap()).unwrap();
    for (field, text, expected) in [
        ("name", "王 五", true),
        ("name", " 王五", false),
        ("name", "a\nb", false),
        ("name", "a\u{202e}b", false),
        ("facts", "a\nb\tc", true),
        ("facts", "a\u{b}c", false),
        ("seen_on", "2026-11-23", true),
        ("seen_on", "2026-11-24", false),
        ("seen_on", "2026-01-14", false),
        ("due_on", "1900-01-01", true),
        ("due_on", "2199-12-31", true),
        ("due_on", "0002-11-30", false),
        ("due_on", "2026-13-01", false),
        ("at", "2026-11-23T09:00:00+08:00", true),
        ("at", "2026-11-23T09:00:00.123456Z", true),
        ("at", "2026-11-23", false),
        ("told_at", "2026-11-23T09:00:00+08:00", true),
        ("told_at", "2026-11-22T23:59:59+08:00", true),
        ("told_at", "2026-11-23T09:00:01+08:00", false),
        ("told_at", "2026-11-23T00:00:00Z", false),
    ] {
        assert_eq!(pattern(field).is_match(text), expected, "{field} {text:?}");
    }
}
