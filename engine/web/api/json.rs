//! JSON as it must be: one value, and no key twice. (A second `amount` that silently wins is how signed requests
//! come to mean two things.)

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map as Object, Number, Value as Json};

/// Why it is none; without what was sent.
#[derive(Debug, PartialEq)]
pub(super) struct Malformed(pub(super) String);

/// Reads a body.
pub(super) fn read(bytes: &[u8]) -> Result<Json, Malformed> {
    serde_json::from_slice::<Strict>(bytes)
        .map(|Strict(value)| value)
        .map_err(|error| Malformed(error.to_string()))
}

struct Strict(Json);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader).map(Strict)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::from(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Json, E> {
        Number::from_f64(value).map(Json::Number).ok_or_else(|| E::custom("a number that is too large"))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::String(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Json, E> {
        Ok(Json::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(Strict(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Json::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Json, A::Error> {
        let mut object = Object::new();
        while let Some((key, Strict(value))) = entries.next_entry::<String, Strict>()? {
            if object.contains_key(&key) {
                let key: String = key.chars().take(crate::limits::ECHO_CHARS).collect();
                return Err(A::Error::custom(format!("the key \"{key}\" comes twice")));
            }
            object.insert(key, value);
        }
        Ok(Json::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_may_not_come_twice_and_bodies_must_be_whole() {
        for good in ["{}", r#"{"a":[1,-2,2.5,true,null,"x",{"b":{"a":1}}]}"#, "[]", "3"] {
            let expected: Json = serde_json::from_str(good).unwrap();
            assert_eq!(read(good.as_bytes()), Ok(expected), "{good}");
        }
        for (bad, why) in [
            (r#"{"a":1,"a":1}"#, "comes twice"),
            (r#"{"a":{"b":1,"b":2}}"#, "comes twice"),
            (r#"{"a":"#, "EOF"),
            ("{} {}", "trailing"),
            ("", "EOF"),
            ("{a:1}", "key must be a string"),
            (&"[".repeat(1000), "recursion limit"),
        ] {
            let Malformed(error) = read(bad.as_bytes()).unwrap_err();
            assert!(error.contains(why), "{bad}: {error}");
        }
        assert!(read(b"{\"a\":\"\xff\"}").is_err());
    }
}
