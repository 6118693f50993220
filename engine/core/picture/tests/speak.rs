//! The language files, read as simply as these tests need: one form of each text, `{ $name }` replaced.

use std::collections::BTreeMap;

use super::file;
use crate::calendar::{Arg, Sentence};
use crate::text::Lang;

/// Speaks the sentences of pictures.
pub fn speaker(lang: Lang) -> impl Fn(&Sentence) -> String {
    let mut texts = BTreeMap::new();
    for topic in ["picture", "calendar", "common"] {
        read(&file(&format!("engine/lang/{topic}.{}.ftl", lang.tag())).text, &mut texts);
    }
    move |sentence| {
        let pattern: &String = texts.get(sentence.id).unwrap_or_else(|| panic!("no text {}", sentence.id));
        sentence.args.iter().fold(pattern.clone(), |text, (name, arg)| {
            let value = match arg {
                Arg::Number(number) => number.to_string(),
                Arg::Text(text) => text.clone(),
                Arg::Date(date) => date.to_string(),
                Arg::Name(name) => name.get(lang).to_owned(),
            };
            text.replace(&format!("{{ ${name} }}"), &value)
        })
    }
}

/// Keys with their texts; of several forms the one marked `*[other]`.
fn read(text: &str, texts: &mut BTreeMap<String, String>) {
    let mut key = String::new();
    for line in text.lines() {
        if let Some((name, value)) =
            line.split_once(" = ").filter(|_| line.starts_with(|c: char| c.is_ascii_lowercase()))
        {
            key = name.to_owned();
            texts.insert(key.clone(), value.to_owned());
        } else if let Some(value) = line.trim_start().strip_prefix("*[other] ") {
            texts.insert(key.clone(), value.to_owned());
        }
    }
}
