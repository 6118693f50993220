//! Just enough of JSON Schema (draft 2020-12) for a program that knows nothing else: judging a value, and making one.

use jiff::tz::Offset;
use jiff::{Timestamp, ToSpan};
use regex_lite::Regex;
use serde_json::{Map, Value, json};

/// Numbers that look random and are the same each time.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// 0 to `below` - 1.
    pub fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % below.max(1)
    }

    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.roll(list.len())]
    }
}

const KNOWN: &[&str] = &[
    "$schema",
    "title",
    "description",
    "type",
    "properties",
    "required",
    "additionalProperties",
    "allOf",
    "anyOf",
    "oneOf",
    "if",
    "then",
    "else",
    "const",
    "enum",
    "items",
    "contains",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minLength",
    "maxLength",
    "pattern",
    "format",
    "minimum",
    "maximum",
    "multipleOf",
    "examples",
    "x-register",
    "propertyNames",
];

/// Whether a value fits. A keyword that this program does not know is a failure of the schema's author.
pub fn fits(schema: &Value, value: &Value) -> bool {
    let Some(rules) = schema.as_object() else {
        return schema.as_bool().expect("a schema is an object or a boolean");
    };
    for keyword in rules.keys() {
        assert!(KNOWN.contains(&keyword.as_str()), "unknown keyword {keyword}");
    }
    let list = |name: &str| rules.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    let holds = |name: &str| rules.get(name).is_none_or(|schema| fits(schema, value));
    let conditional = match rules.get("if") {
        Some(condition) if fits(condition, value) => holds("then"),
        Some(_) => holds("else"),
        None => true,
    };
    conditional
        && rules.get("type").is_none_or(|kind| match kind {
            Value::Array(kinds) => kinds.iter().any(|kind| is_of(value, kind.as_str().unwrap())),
            kind => is_of(value, kind.as_str().unwrap()),
        })
        && rules.get("const").is_none_or(|only| only == value)
        && rules.get("enum").is_none_or(|list| list.as_array().unwrap().contains(value))
        && list("allOf").iter().all(|part| fits(part, value))
        && (!rules.contains_key("anyOf") || list("anyOf").iter().any(|part| fits(part, value)))
        && (!rules.contains_key("oneOf")
            || list("oneOf").iter().filter(|part| fits(part, value)).count() == 1)
        && match value {
            Value::Object(object) => object_fits(rules, object),
            Value::Array(items) => array_fits(rules, items),
            Value::String(text) => text_fits(rules, text),
            Value::Number(_) => number_fits(rules, value.as_f64().unwrap()),
            _ => true,
        }
}

fn is_of(value: &Value, kind: &str) -> bool {
    match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "null" => value.is_null(),
        other => panic!("unknown type {other}"),
    }
}

fn object_fits(rules: &Map<String, Value>, object: &Map<String, Value>) -> bool {
    let properties = rules.get("properties").and_then(Value::as_object);
    let required = rules.get("required").and_then(Value::as_array);
    let closed = rules.get("additionalProperties") == Some(&json!(false));
    let others = rules.get("additionalProperties").filter(|schema| schema.is_object());
    required.is_none_or(|names| names.iter().all(|name| object.contains_key(name.as_str().unwrap())))
        && object.iter().all(|(name, value)| match properties.and_then(|properties| properties.get(name)) {
            Some(schema) => fits(schema, value),
            None => !closed && others.is_none_or(|schema| fits(schema, value)),
        })
}

fn array_fits(rules: &Map<String, Value>, items: &[Value]) -> bool {
    let bound = |name: &str| rules.get(name).and_then(Value::as_u64).map(|bound| bound as usize);
    bound("minItems").is_none_or(|min| items.len() >= min)
        && bound("maxItems").is_none_or(|max| items.len() <= max)
        && rules.get("items").is_none_or(|schema| items.iter().all(|item| fits(schema, item)))
        && rules.get("contains").is_none_or(|schema| items.iter().any(|item| fits(schema, item)))
        && (rules.get("uniqueItems") != Some(&json!(true))
            || items.iter().enumerate().all(|(index, item)| !items[..index].contains(item)))
}

fn text_fits(rules: &Map<String, Value>, text: &str) -> bool {
    let length = text.chars().count() as u64;
    let bound = |name: &str| rules.get(name).and_then(Value::as_u64);
    let pattern = rules.get("pattern").map(|pattern| Regex::new(&ours(pattern.as_str().unwrap())).unwrap());
    bound("minLength").is_none_or(|min| length >= min)
        && bound("maxLength").is_none_or(|max| length <= max)
        && pattern.is_none_or(|pattern| pattern.is_match(text))
}

/// ECMA 262 writes `\u200b` for what this library calls `\x{200b}`.
fn ours(pattern: &str) -> String {
    let mut parts = pattern.split("\\u");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (digits, rest) = part.split_at(4);
        out += &format!("\\x{{{digits}}}{rest}");
    }
    out
}

fn number_fits(rules: &Map<String, Value>, number: f64) -> bool {
    let bound = |name: &str| rules.get(name).and_then(Value::as_f64);
    bound("minimum").is_none_or(|min| number >= min)
        && bound("maximum").is_none_or(|max| number <= max)
        && bound("multipleOf").is_none_or(|step| ((number / step).round() - number / step).abs() < 1e-6)
}

/// Makes a value that fits; `now` is what the company's clock shows.
pub fn make(schema: &Value, dice: &mut Dice, now: Timestamp) -> Value {
    let value = guess(schema, dice, now);
    assert!(fits(schema, &value), "made {value} for {schema}");
    value
}

fn guess(schema: &Value, dice: &mut Dice, now: Timestamp) -> Value {
    let rule = |name: &str| schema.get(name);
    if let Some(only) = rule("const") {
        return only.clone();
    }
    for name in ["oneOf", "anyOf", "enum"] {
        if let Some(list) = rule(name).and_then(Value::as_array) {
            let part = dice.pick(list).clone();
            return if name == "enum" { part } else { guess(&part, dice, now) };
        }
    }
    match rule("type").and_then(Value::as_str) {
        Some("object") | None => object(schema, dice, now),
        Some("array") => array(schema, dice, now),
        Some("boolean") => json!(dice.roll(2) == 0),
        Some("integer" | "number") => number(schema, dice),
        Some(_) => text(schema, dice, now),
    }
}

fn object(schema: &Value, dice: &mut Dice, now: Timestamp) -> Value {
    let mut object = Map::new();
    let none = Map::new();
    let properties = schema.get("properties").and_then(Value::as_object).unwrap_or(&none);
    let required = |schema: &Value, name: &str| {
        schema.get("required").and_then(Value::as_array).is_some_and(|names| names.contains(&json!(name)))
    };
    for (name, property) in properties {
        if required(schema, name) || dice.roll(2) == 0 {
            object.insert(name.clone(), guess(property, dice, now));
        }
    }
    // Conditions change what belongs there, and one may hang on another: until all are content.
    let conditions = schema.get("allOf").and_then(Value::as_array).cloned().unwrap_or_default();
    for _ in 0..=conditions.len() {
        for condition in &conditions {
            let holds = fits(&condition["if"], &Value::Object(object.clone()));
            let branch = &condition[if holds { "then" } else { "else" }];
            for (name, property) in properties {
                if required(branch, name) && !object.contains_key(name) {
                    object.insert(name.clone(), guess(property, dice, now));
                }
                if branch.get("properties").and_then(|inner| inner.get(name)) == Some(&json!(false)) {
                    object.remove(name);
                }
            }
        }
    }
    Value::Object(object)
}

fn array(schema: &Value, dice: &mut Dice, now: Timestamp) -> Value {
    let bound = |name: &str, other: u64| schema.get(name).and_then(Value::as_u64).unwrap_or(other) as usize;
    let (min, max) = (bound("minItems", 0), bound("maxItems", 3));
    let length = (min + dice.roll(2)).min(max);
    let mut items: Vec<Value> = Vec::new();
    for _ in 0..length {
        let item = guess(&schema["items"], dice, now);
        if schema.get("uniqueItems") != Some(&json!(true)) || !items.contains(&item) {
            items.push(item);
        }
    }
    Value::Array(items)
}

fn number(schema: &Value, dice: &mut Dice) -> Value {
    let min = schema["minimum"].as_f64().unwrap().ceil() as i64;
    let max = schema["maximum"].as_f64().unwrap().floor() as i64;
    // Mostly small ones, as in life.
    let room = (max - min).clamp(0, 5_000) as usize + 1;
    json!(min + dice.roll(room) as i64)
}

const WORDS: &[&str] = &["设备无法启动", "A short remark", "第二次反映，尚未解决", "C-001", "12", "好"];

fn text(schema: &Value, dice: &mut Dice, now: Timestamp) -> Value {
    if let Some(examples) = schema.get("examples").and_then(Value::as_array)
        && !examples.is_empty()
    {
        return dice.pick(examples).clone();
    }
    let shift = |hours: i64| Offset::constant(8).to_datetime(now + hours.hours());
    let candidates: Vec<String> = match schema.get("format").and_then(Value::as_str) {
        Some("date") => [0, -24, 24, -72, 72, -24 * 30, 24 * 30]
            .iter()
            .map(|hours| shift(*hours).date().to_string())
            .collect(),
        Some("date-time") => {
            let at = |hours: &i64| format!("{}+08:00", shift(*hours).strftime("%Y-%m-%dT%H:%M:%S"));
            [-1, 1, -24, 24, -72, 72, -24 * 30, 24 * 30].iter().map(at).collect()
        }
        Some(other) => panic!("unknown format {other}"),
        None if schema.get("maxLength").is_none() && schema.get("pattern").is_some() => (0..40)
            .map(|index| {
                format!("{}.{:02}", dice.roll(if index % 2 == 0 { 10 } else { 2_000 }), dice.roll(100))
            })
            .chain(["1".into(), "1.0".into(), "1.000".into()])
            .collect(),
        None => WORDS.iter().map(|word| (*word).to_owned()).collect(),
    };
    let rules = schema.as_object().unwrap();
    let fitting: Vec<&String> = candidates.iter().filter(|text| text_fits(rules, text)).collect();
    assert!(!fitting.is_empty(), "no text for {schema}");
    // The nearest dates are the likely ones.
    let fitting = &fitting[..fitting.len().min(4)];
    json!(dice.pick(fitting))
}
