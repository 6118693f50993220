//! Values keep what they are, through text and back.

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::json;

use super::*;
use crate::calendar::Period;

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Int),
        (any::<i64>(), 0u32..=28).prop_map(|(mantissa, scale)| Value::Decimal(Decimal::new(mantissa, scale))),
        ".*".prop_map(Value::Text),
        (-9999i16..=9999, 1i8..=12, 1i8..=28).prop_map(|(y, m, d)| Value::Date(date(y, m, d))),
        any::<i64>().prop_map(|micros| Value::Time(Moment(micros))),
        (1u32..1000).prop_map(|days| Value::Period(Period::WorkingDays(days))),
        any::<[u8; 32]>().prop_map(|bytes| Value::Sealed(Hash(bytes))),
    ];
    let key = prop_oneof!["[a-z_]{0,6}", r"\$\$?[a-z]{0,6}", Just("$dec".to_owned()), ".*"];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::List),
            prop::collection::btree_map(key.clone(), inner, 0..6).prop_map(Value::Map),
        ]
    })
}

proptest! {
    #[test]
    fn every_value_comes_back(value in any_value()) {
        let text = canonical::to_string(&value).unwrap();
        let back: Value = canonical::from_str(&text).unwrap();
        prop_assert_eq!(&back, &value);
        // Decimals are equal across scales: only the text shows that the scale came back, too.
        prop_assert_eq!(canonical::to_string(&back).unwrap(), text);
        // Any other JSON writer is understood as well.
        let other = serde_json::to_string_pretty(&value).unwrap();
        prop_assert_eq!(canonical::from_str::<Value>(&other).unwrap(), value);
    }

    #[test]
    fn canonical_text_does_not_depend_on_the_order_of_keys(map in prop::collection::btree_map(".*", any::<i64>(), 0..8)) {
        struct Reversed<'a>(&'a std::collections::BTreeMap<String, i64>);
        impl Serialize for Reversed<'_> {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_map(self.0.iter().rev())
            }
        }
        prop_assert_eq!(canonical::to_string(&Reversed(&map)).unwrap(), canonical::to_string(&map).unwrap());
    }

    #[test]
    fn any_text_read_as_a_value_is_refused_or_canonical_at_the_second_writing(text in r#"[\[\]{}",:$a-c0-9.]{0,20}"#) {
        if let Ok(value) = canonical::from_str::<Value>(&text) {
            let once = canonical::to_string(&value).unwrap();
            prop_assert_eq!(canonical::to_string(&canonical::from_str::<Value>(&once).unwrap()).unwrap(), once);
        }
    }
}

#[test]
fn values_are_written_as_documented() {
    let map = |key: &str| Value::Map(Map::from([(key.to_owned(), Value::Null)]));
    for (value, expected) in [
        (Value::Null, "null"),
        (Value::Bool(true), "true"),
        (Value::Int(i64::MIN), "-9223372036854775808"),
        (Value::from("a\"\\\n\u{1}\u{7f}é😀"), "\"a\\\"\\\\\\n\\u0001\u{7f}é😀\""),
        (Value::Decimal(Decimal::new(150, 2)), r#"{"$dec":"1.50"}"#),
        (Value::Date(date(2026, 11, 30)), r#"{"$date":"2026-11-30"}"#),
        (Value::Time(Moment(1_795_392_000_000_000)), r#"{"$time":1795392000000000}"#),
        (Value::Period(Period::parse("2wd").unwrap()), r#"{"$period":"2wd"}"#),
        (Value::List(vec![Value::Int(1), Value::List(vec![])]), "[1,[]]"),
        (map("$dec"), r#"{"$$dec":null}"#),
        (map("$$"), r#"{"$$$":null}"#),
        (map("a$"), r#"{"a$":null}"#),
    ] {
        assert_eq!(canonical::to_string(&value).unwrap(), expected);
        assert_eq!(canonical::from_str::<Value>(expected).unwrap(), value, "{expected}");
    }
}

#[test]
fn what_is_not_a_value_is_refused() {
    for text in [
        "1.5",
        "1e3",
        "9223372036854775808",
        r#"{"$dec":1}"#,
        r#"{"$dec":"1e3"}"#,
        r#"{"$dec":"one"}"#,
        r#"{"$dec":"1.50","a":1}"#,
        r#"{"a":1,"$dec":"1.50"}"#,
        r#"{"$date":"2026-02-30"}"#,
        r#"{"$time":"2026"}"#,
        r#"{"$time":1.0}"#,
        r#"{"$period":"two days"}"#,
        r#"{"$sealed":"00"}"#,
        r#"{"$other":1}"#,
        r#"{"$":1}"#,
        r#"{"a":1,"a":2}"#,
        "[1,]",
        "",
    ] {
        assert!(canonical::from_str::<Value>(text).is_err(), "{text} was taken");
    }
    // Deep nesting ends in an error, not in a stack overflow.
    assert!(canonical::from_str::<Value>(&"[".repeat(100_000)).is_err());
}

#[test]
fn negative_zero_is_zero() {
    let zero = -Decimal::new(0, 2);
    assert_eq!(canonical::to_string(&Value::Decimal(zero)).unwrap(), r#"{"$dec":"0.00"}"#);
}

#[test]
fn canonical_text_of_any_type() {
    #[derive(Serialize)]
    struct Plain {
        zeta: u8,
        alpha: Option<i8>,
        unit: (),
    }
    #[derive(Serialize)]
    enum Kind {
        One,
        Two(u8),
        Three(u8, &'static str),
        Four { b: u8, a: u8 },
    }
    let keys = serde_json::Map::from_iter(
        ["é", "z", "Z", "", "😀", "\u{ffff}"].map(|key| (key.to_owned(), json!(1))),
    );
    for (text, expected) in [
        (
            canonical::to_string(&Plain { zeta: 1, alpha: None, unit: () }),
            r#"{"alpha":null,"unit":null,"zeta":1}"#,
        ),
        (canonical::to_string(&Kind::One), r#""One""#),
        (canonical::to_string(&Kind::Two(2)), r#"{"Two":2}"#),
        (canonical::to_string(&Kind::Three(3, "x")), r#"{"Three":[3,"x"]}"#),
        (canonical::to_string(&Kind::Four { b: 1, a: 2 }), r#"{"Four":{"a":2,"b":1}}"#),
        (
            canonical::to_string(&std::collections::BTreeMap::from([(10u8, 'x'), (9, 'y')])),
            r#"{"10":"x","9":"y"}"#,
        ),
        (
            canonical::to_string(&json!({ "b": [], "a": { "d": 1, "c": "\u{2028}/" } })),
            "{\"a\":{\"c\":\"\u{2028}/\",\"d\":1},\"b\":[]}",
        ),
        // By UTF-8 bytes U+FFFF comes before U+1F600; by UTF-16 units it would come after.
        (canonical::to_string(&keys), "{\"\":1,\"Z\":1,\"z\":1,\"é\":1,\"\u{ffff}\":1,\"😀\":1}"),
    ] {
        assert_eq!(text.unwrap(), expected);
    }
}

#[test]
fn what_has_no_canonical_text_is_an_error() {
    use canonical::CanonicalError as E;
    struct Twice;
    impl Serialize for Twice {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_map([("same", 1), ("same", 2)])
        }
    }
    assert!(matches!(canonical::to_string(&json!({ "a": [0.5] })), Err(E::Float)));
    assert!(matches!(canonical::to_string(&1.0f32), Err(E::Float)));
    assert!(matches!(canonical::to_string(&u128::MAX), Err(E::Integer)));
    assert!(matches!(canonical::to_string(&Twice), Err(E::Duplicate(key)) if key == "same"));
    assert!(matches!(canonical::to_string(&std::collections::BTreeMap::from([(vec![1], 1)])), Err(E::Key)));
    assert!(matches!(canonical::from_str::<Value>("{"), Err(E::Read(_))));
}

#[test]
fn moments() {
    let shanghai = TimeZone::get("Asia/Shanghai").unwrap();
    for (text, micros, shown) in [
        ("1970-01-01T00:00:00Z", 0, "1970-01-01T08:00:00+08:00"),
        ("2026-11-23T09:00:00+08:00", 1_795_395_600_000_000, "2026-11-23T09:00:00+08:00"),
        ("2026-11-23T09:00:00.1234569+08:00", 1_795_395_600_123_456, "2026-11-23T09:00:00.123456+08:00"),
        ("1969-12-31T23:59:59.5Z", -500_000, "1970-01-01T07:59:59.5+08:00"),
    ] {
        let moment = Moment::parse(text).unwrap();
        assert_eq!(moment, Moment(micros), "{text}");
        assert_eq!(moment.to_rfc3339(&shanghai), shown);
        assert_eq!(Moment::parse(shown).unwrap(), moment);
        assert_eq!(Moment::from(moment.timestamp()), moment);
    }
    for text in ["2026-11-23", "2026-11-23T09:00:00", "2026-13-01T00:00:00Z", "09:00", ""] {
        assert_eq!(Moment::parse(text), Err(MomentError), "{text}");
    }
    // Far outside the calendar: still a moment that can be shown.
    for micros in [i64::MIN, i64::MAX] {
        assert!(!Moment(micros).to_rfc3339(&shanghai).is_empty());
    }
}

#[test]
fn hashes() {
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let hash = Hash::of("");
    assert_eq!(hash.to_string(), empty);
    assert_eq!(empty.parse::<Hash>(), Ok(hash));
    assert_eq!(canonical::to_string(&hash).unwrap(), format!("\"{empty}\""));
    for text in [&empty[1..], &empty.to_uppercase(), &format!("{}g", &empty[1..]), "é", ""] {
        assert_eq!(text.parse::<Hash>(), Err(HashError), "{text}");
    }
}

#[test]
fn plain_values_are_ordinary_json() {
    let tz = TimeZone::get("Asia/Shanghai").unwrap();
    let record = Map::from([
        ("amount".to_owned(), Value::Decimal(Decimal::new(150, 2))),
        ("at".to_owned(), Value::Time(Moment(0))),
        ("on".to_owned(), Value::Date(Date::constant(2026, 11, 30))),
        ("within".to_owned(), Value::Period(Period::WorkingDays(2))),
        ("who".to_owned(), Value::Sealed(Hash::of("x"))),
        ("rows".to_owned(), Value::List(vec![Value::Map(Map::from([("$n".to_owned(), Value::Int(1))]))])),
    ]);
    let expected = json!({
        "amount": "1.50", "at": "1970-01-01T08:00:00+08:00", "on": "2026-11-30", "within": "2wd",
        "who": null, "rows": [{ "$n": 1 }],
    });
    assert_eq!(plain_map(&record, &tz), expected);
}

#[test]
fn a_value_knows_what_it_is() {
    for (value, kind, text) in [
        (Value::Null, "null", None),
        (Value::Bool(true), "bool", None),
        (Value::Int(1), "integer", None),
        (Value::Decimal(Decimal::ONE), "decimal", None),
        (Value::Text("x y".into()), "text", Some("x y")),
        (Value::Date(Date::constant(2026, 11, 30)), "date", None),
        (Value::Time(Moment(0)), "time", None),
        (Value::Period(Period::Days(1)), "period", None),
        (Value::Sealed(Hash::of("x")), "sealed", None),
        (Value::List(vec![]), "list", None),
        (Value::Map(Map::new()), "map", None),
    ] {
        assert_eq!((value.kind(), value.as_text()), (kind, text));
    }
    assert_eq!(Value::from(Decimal::ONE), Value::Decimal(Decimal::ONE));
}
