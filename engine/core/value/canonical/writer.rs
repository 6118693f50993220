//! The serializer behind [`super::to_string`]: writes straight into the text and puts an object's
//! members in order when the object ends, touching nothing if they came in order.

use std::borrow::Cow;

use serde::ser::{self, Serialize};

use super::CanonicalError;

type Done = Result<(), CanonicalError>;

pub(super) struct Writer<'a> {
    pub(super) out: &'a mut String,
}

/// A text with the fewest escapes that JSON allows.
fn write_text(out: &mut String, text: &str) {
    out.push('"');
    let mut plain_from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let short = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            0x08 => "\\b",
            0x09 => "\\t",
            0x0a => "\\n",
            0x0c => "\\f",
            0x0d => "\\r",
            0x00..0x20 => "",
            _ => continue,
        };
        out.push_str(&text[plain_from..at]);
        out.push_str(short);
        if short.is_empty() {
            out.push_str(&format!("\\u{byte:04x}"));
        }
        plain_from = at + 1;
    }
    out.push_str(&text[plain_from..]);
    out.push('"');
}

/// `[` has been written; `close` ends it (and the object around a variant's content).
pub(super) struct List<'a> {
    out: &'a mut String,
    first: bool,
    close: &'static str,
}

impl<'a> List<'a> {
    fn open(out: &'a mut String, close: &'static str) -> Self {
        out.push('[');
        List { out, first: true, close }
    }

    fn item<T: Serialize + ?Sized>(&mut self, item: &T) -> Done {
        if !std::mem::take(&mut self.first) {
            self.out.push(',');
        }
        item.serialize(Writer { out: self.out })
    }

    fn finish(self) -> Done {
        self.out.push_str(self.close);
        Ok(())
    }
}

/// `{` has been written. Members follow as they come; the end puts them in order if they are not.
pub(super) struct Object<'a> {
    out: &'a mut String,
    /// Each member's key and where its `"key":value` begins.
    members: Vec<(Cow<'static, str>, usize)>,
    close: &'static str,
}

impl<'a> Object<'a> {
    fn open(out: &'a mut String, close: &'static str) -> Self {
        out.push('{');
        Object { out, members: Vec::new(), close }
    }

    fn key(&mut self, key: Cow<'static, str>) {
        if !self.members.is_empty() {
            self.out.push(',');
        }
        let at = self.out.len();
        write_text(self.out, &key);
        self.out.push(':');
        self.members.push((key, at));
    }

    fn value<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        value.serialize(Writer { out: self.out })
    }

    fn finish(self) -> Done {
        // `str` compares by its UTF-8 bytes.
        if !self.members.windows(2).all(|pair| pair[0].0 < pair[1].0) {
            put_in_order(self.out, &self.members)?;
        }
        self.out.push_str(self.close);
        Ok(())
    }
}

/// Rewrites an object's members, which end the text so far, in the order of their keys.
fn put_in_order(out: &mut String, members: &[(Cow<'static, str>, usize)]) -> Done {
    let start = members.first().map_or(out.len(), |(_, at)| *at);
    let written = out.split_off(start);
    // Each member ends before the comma of the next one.
    let ends = members.iter().skip(1).map(|(_, at)| at - start - 1).chain([written.len()]);
    let mut sorted: Vec<(&str, &str)> =
        members.iter().zip(ends).map(|((key, at), end)| (key.as_ref(), &written[at - start..end])).collect();
    sorted.sort_by_key(|(key, _)| *key);
    if let Some(pair) = sorted.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        return Err(CanonicalError::Duplicate(pair[0].0.to_owned()));
    }
    for (index, (_, text)) in sorted.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        out.push_str(text);
    }
    Ok(())
}

impl<'a> Writer<'a> {
    /// Begins `{"variant":`, as serde's usual form of an enum with content.
    fn variant(self, variant: &str) -> &'a mut String {
        self.out.push('{');
        write_text(self.out, variant);
        self.out.push(':');
        self.out
    }
}

macro_rules! integers {
    ($($method:ident $type:ty),*) => {
        $(fn $method(self, value: $type) -> Done {
            self.out.push_str(&value.to_string());
            Ok(())
        })*
    };
}

impl<'a> ser::Serializer for Writer<'a> {
    type Ok = ();
    type Error = CanonicalError;
    type SerializeSeq = List<'a>;
    type SerializeTuple = List<'a>;
    type SerializeTupleStruct = List<'a>;
    type SerializeTupleVariant = List<'a>;
    type SerializeMap = Object<'a>;
    type SerializeStruct = Object<'a>;
    type SerializeStructVariant = Object<'a>;

    integers!(serialize_i8 i8, serialize_i16 i16, serialize_i32 i32, serialize_i64 i64);
    integers!(serialize_u8 u8, serialize_u16 u16, serialize_u32 u32, serialize_u64 u64);

    fn serialize_i128(self, _: i128) -> Done {
        Err(CanonicalError::Integer)
    }

    fn serialize_u128(self, _: u128) -> Done {
        Err(CanonicalError::Integer)
    }

    fn serialize_f32(self, _: f32) -> Done {
        Err(CanonicalError::Float)
    }

    fn serialize_f64(self, _: f64) -> Done {
        Err(CanonicalError::Float)
    }

    fn serialize_bool(self, value: bool) -> Done {
        self.out.push_str(if value { "true" } else { "false" });
        Ok(())
    }

    fn serialize_char(self, value: char) -> Done {
        write_text(self.out, value.encode_utf8(&mut [0; 4]));
        Ok(())
    }

    fn serialize_str(self, text: &str) -> Done {
        write_text(self.out, text);
        Ok(())
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Done {
        self.collect_seq(bytes)
    }

    fn serialize_unit(self) -> Done {
        self.out.push_str("null");
        Ok(())
    }

    fn serialize_none(self) -> Done {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Done {
        value.serialize(self)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Done {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Done {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Done {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T>(self, _: &'static str, _: u32, variant: &'static str, value: &T) -> Done
    where
        T: Serialize + ?Sized,
    {
        let out = self.variant(variant);
        value.serialize(Writer { out })?;
        out.push('}');
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<List<'a>, CanonicalError> {
        Ok(List::open(self.out, "]"))
    }

    fn serialize_tuple(self, _: usize) -> Result<List<'a>, CanonicalError> {
        Ok(List::open(self.out, "]"))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<List<'a>, CanonicalError> {
        Ok(List::open(self.out, "]"))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<List<'a>, CanonicalError> {
        Ok(List::open(self.variant(variant), "]}"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Object<'a>, CanonicalError> {
        Ok(Object::open(self.out, "}"))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Object<'a>, CanonicalError> {
        Ok(Object::open(self.out, "}"))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Object<'a>, CanonicalError> {
        Ok(Object::open(self.variant(variant), "}}"))
    }
}

macro_rules! list_parts {
    ($($trait:ident $method:ident),*) => {
        $(impl ser::$trait for List<'_> {
            type Ok = ();
            type Error = CanonicalError;
            fn $method<T: Serialize + ?Sized>(&mut self, item: &T) -> Done {
                self.item(item)
            }
            fn end(self) -> Done {
                self.finish()
            }
        })*
    };
}
list_parts!(SerializeSeq serialize_element, SerializeTuple serialize_element);
list_parts!(SerializeTupleStruct serialize_field, SerializeTupleVariant serialize_field);

macro_rules! object_parts {
    ($($trait:ident),*) => {
        $(impl ser::$trait for Object<'_> {
            type Ok = ();
            type Error = CanonicalError;
            fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Done {
                self.key(Cow::Borrowed(key));
                self.value(value)
            }
            fn end(self) -> Done {
                self.finish()
            }
        })*
    };
}
object_parts!(SerializeStruct, SerializeStructVariant);

impl ser::SerializeMap for Object<'_> {
    type Ok = ();
    type Error = CanonicalError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Done {
        let text = key_text(key)?;
        self.key(Cow::Owned(text));
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        self.value(value)
    }

    fn end(self) -> Done {
        self.finish()
    }
}

/// A key's text: texts and names of variants as they are, integers as their digits.
fn key_text<T: Serialize + ?Sized>(key: &T) -> Result<String, CanonicalError> {
    let mut written = String::new();
    key.serialize(Writer { out: &mut written })?;
    match written.as_bytes().first() {
        Some(b'"') => Ok(serde_json::from_str(&written)?),
        Some(b'-' | b'0'..=b'9') => Ok(written),
        _ => Err(CanonicalError::Key),
    }
}
