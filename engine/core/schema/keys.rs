//! Reads `language.keys`, which lies in this folder and is part of the program: a mistake in it is found by any test.

use std::sync::OnceLock;

/// One map, or a choice of several kinds of values.
#[derive(Debug)]
pub(super) struct Def {
    pub name: &'static str,
    /// The kind of document whose outermost map it is.
    pub document: Option<&'static str>,
    pub parents: Vec<&'static str>,
    pub keys: Vec<Key>,
    /// Not a map of its own: one of these.
    pub alias: Vec<Type>,
}

/// One key.
#[derive(Clone, Debug)]
pub(super) struct Key {
    pub name: &'static str,
    pub required: bool,
    pub types: Vec<Type>,
}

#[derive(Clone, Debug)]
pub(super) enum Type {
    Scalar(&'static str),
    /// Exactly this word.
    Word(&'static str),
    /// A map of this file.
    Ref(&'static str),
    /// One, or a list of them.
    Many(Box<Type>),
    List(Vec<Type>),
    /// A map with names of the author's.
    Named(Vec<Type>),
}

impl Def {
    /// Its keys with the map that each comes from; one's own stand for a parent's of the same name.
    pub fn all_keys(&self) -> Vec<(&'static str, Key)> {
        let own = self.keys.iter().map(|key| (self.name, key.clone()));
        let mut keys: Vec<(&'static str, Key)> = own.collect();
        for parent in self.parents.iter().filter_map(|name| find(name)) {
            for (owner, key) in parent.all_keys() {
                if !keys.iter().any(|(_, known)| known.name == key.name) {
                    keys.push((owner, key));
                }
            }
        }
        keys
    }
}

pub(super) fn find(name: &'static str) -> Option<&'static Def> {
    language().iter().find(|def| def.name == name)
}

/// All maps.
pub(super) fn language() -> &'static [Def] {
    static LANGUAGE: OnceLock<Vec<Def>> = OnceLock::new();
    LANGUAGE.get_or_init(|| read(include_str!("language.keys")))
}

fn read(text: &'static str) -> Vec<Def> {
    let mut defs: Vec<Def> = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
        if let Some(head) = line.strip_prefix("== ") {
            let mut words = head.split(' ');
            let name = words.next().unwrap_or_default();
            let document = words.nth(1);
            defs.push(Def { name, document, parents: Vec::new(), keys: Vec::new(), alias: Vec::new() });
            continue;
        }
        let def = defs.last_mut().expect("the file begins with a map");
        if let Some(parent) = line.strip_prefix("> ") {
            def.parents.push(parent);
            continue;
        }
        let (key, types) = line.split_once(" | ").expect("a key and its types");
        let types = types_of(types);
        match key {
            "is" => def.alias = types,
            _ => {
                let name = key.strip_suffix('!').unwrap_or(key);
                def.keys.push(Key { name, required: key.ends_with('!'), types });
            }
        }
    }
    defs
}

/// Types divided by spaces, except inside brackets.
fn types_of(text: &'static str) -> Vec<Type> {
    let (mut types, mut depth, mut start) = (Vec::new(), 0, 0);
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match c {
            '[' | '{' => depth += 1,
            ']' | '}' => depth -= 1,
            ' ' if depth == 0 => {
                types.extend(Some(text[start..at].trim()).filter(|word| !word.is_empty()).map(type_of));
                start = at;
            }
            _ => {}
        }
    }
    types
}

fn type_of(word: &'static str) -> Type {
    let inside =
        |open, close| word.strip_prefix(open).and_then(|rest: &'static str| rest.strip_suffix(close));
    if let Some(inner) = inside('[', ']') {
        return Type::List(types_of(inner));
    }
    if let Some(inner) = inside('{', '}') {
        return Type::Named(types_of(inner));
    }
    if let Some(inner) = word.strip_suffix('*') {
        return Type::Many(Box::new(type_of(inner)));
    }
    if let Some(inner) = inside('\'', '\'') {
        return Type::Word(inner);
    }
    word.strip_prefix('@').map_or(Type::Scalar(word), Type::Ref)
}
