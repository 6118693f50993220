//! JSON Schemas of the documents, so that an editor's YAML language server completes and explains every key.
//!
//! One source: `language.keys` lists the keys of every map with their types; the tests hold it against what the readers
//! take, both ways, so that neither gets a key that the other lacks. What a key means stands in the language files
//! (`schema-<map>-<key>`), in both languages. Draft-07, which the YAML language server completes best. Deliberately
//! absent: what a schema cannot say (that a target is a state, that a guard is a script): `check` says it.

mod keys;
#[cfg(test)]
mod tests;

use serde_json::{Map, Value as Json, json};

use keys::{Def, Key, Type, language};

/// Puts a text's key of `engine/lang/schema.*.ftl` into words, if there are any.
pub type Explain<'a> = dyn Fn(&str) -> Option<String> + 'a;

/// The kinds of documents that have a schema.
pub fn kinds() -> Vec<&'static str> {
    language().iter().filter_map(|def| def.document).collect()
}

/// The schema of a kind of document.
pub fn json_schema(kind: &str, explain: &Explain<'_>) -> Option<Json> {
    let root = language().iter().find(|def| def.document == Some(kind))?;
    let mut definitions = Map::new();
    let mut open = vec![root];
    while let Some(def) = open.pop() {
        if definitions.contains_key(def.name) {
            continue;
        }
        definitions.insert(def.name.to_owned(), define(def, explain));
        open.extend(refers(def).into_iter().filter_map(keys::find));
    }
    Some(json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": kind,
        "$ref": format!("#/definitions/{}", root.name),
        "definitions": definitions,
    }))
}

/// Maps that a map's values are.
fn refers(def: &Def) -> Vec<&'static str> {
    let mut names = Vec::new();
    let keys = def.all_keys();
    let mut open: Vec<&Type> = keys.iter().flat_map(|(_, key)| &key.types).chain(&def.alias).collect();
    while let Some(kind) = open.pop() {
        match kind {
            Type::Ref(name) => names.push(*name),
            Type::Scalar("bilingual") => names.push("bilingual"),
            Type::Many(inner) => open.push(inner),
            Type::List(inner) | Type::Named(inner) => open.extend(inner),
            Type::Scalar(_) | Type::Word(_) => {}
        }
    }
    names
}

fn define(def: &Def, explain: &Explain<'_>) -> Json {
    if !def.alias.is_empty() {
        return one_of(&def.alias);
    }
    let mut properties = Map::new();
    let mut required = Vec::new();
    for (owner, key) in def.all_keys() {
        let mut schema = one_of(&key.types);
        if let (Some(text), Json::Object(schema)) = (meaning(def, owner, &key, explain), &mut schema) {
            // Beside a `$ref` draft-07 takes nothing, so that stands inside.
            if let Some(reference) = schema.remove("$ref") {
                schema.insert("allOf".to_owned(), json!([{ "$ref": reference }]));
            }
            schema.insert("description".to_owned(), text.clone().into());
            schema.insert("markdownDescription".to_owned(), format!("**{}** — {text}", key.name).into());
        }
        properties.insert(key.name.to_owned(), schema);
        if key.required {
            required.push(key.name);
        }
    }
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

/// Its own words, or those of the map that it comes from, or those that such a key has everywhere.
fn meaning(def: &Def, owner: &str, key: &Key, explain: &Explain<'_>) -> Option<String> {
    let names = [def.name, owner].into_iter().chain(def.parents.iter().copied());
    let own = names.map(|name| format!("schema-{name}-{}", key.name));
    own.chain([format!("schema-{}", key.name)]).find_map(|id| explain(&id))
}

fn one_of(types: &[Type]) -> Json {
    let words: Vec<&str> =
        types.iter().filter_map(|t| if let Type::Word(word) = t { Some(*word) } else { None }).collect();
    let mut schemas: Vec<Json> = Vec::new();
    if !words.is_empty() {
        schemas.push(json!({ "enum": words }));
    }
    schemas.extend(types.iter().filter(|t| !matches!(t, Type::Word(_))).map(schema));
    if schemas.len() == 1 { schemas.remove(0) } else { json!({ "anyOf": schemas }) }
}

fn schema(kind: &Type) -> Json {
    match kind {
        Type::Ref(name) => json!({ "$ref": format!("#/definitions/{name}") }),
        Type::Word(word) => json!({ "const": word }),
        Type::Many(inner) => {
            let one = schema(inner);
            json!({ "anyOf": [one, { "type": "array", "items": one }] })
        }
        Type::List(inner) => json!({ "type": "array", "items": one_of(inner) }),
        Type::Named(inner) => json!({ "type": "object", "additionalProperties": one_of(inner) }),
        // YAML makes numbers and truth values of what a reader takes as a text.
        Type::Scalar(name) => match *name {
            "any" => json!({}),
            "null" => json!({ "type": "null" }),
            "bool" => json!({ "type": "boolean" }),
            "int" => json!({ "type": "integer" }),
            "word" => json!({ "type": "string", "pattern": "^[A-Za-z][A-Za-z0-9_]*$" }),
            "date" => json!({ "type": "string", "examples": ["2026-11-30"] }),
            "clause" => json!({ "type": ["string", "number"], "examples": ["8.14-4.2.2"] }),
            "period" => {
                json!({ "type": "string", "examples": ["30m", "4h", "2wd", "15d", "1mo", "end of month", "values.x"] })
            }
            "bilingual" => json!({ "anyOf": [{ "$ref": "#/definitions/bilingual" }, { "type": "string" }] }),
            _ => json!({ "type": ["string", "number", "boolean"] }),
        },
    }
}
