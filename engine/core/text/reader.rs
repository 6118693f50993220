//! Reading a YAML tree into something typed, collecting every mistake.
//!
//! ```text
//! let mut ctx = Ctx::new(&source, &mut findings);
//! let mut fields = ctx.map(&root)?;
//! let id = fields.required(&mut ctx, "form").and_then(|node| ctx.identifier(node));
//! let title = fields.optional("title").and_then(|node| ctx.bilingual(node));
//! fields.finish(&mut ctx);            // reports the keys that nobody asked for
//! ```
//! A method that returns `None` has reported why, so a reader only goes on without the part.

use std::collections::BTreeMap;
use std::ops::{Deref, RangeInclusive};

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::yaml::{Key, Kind, Node, mistakes};
use super::{Bilingual, Findings, Source, Span, closest, is_name, lookalike};

/// Something read from a file, with its place: for what is judged later, when all is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spanned<T> {
    pub value: T,
    pub span: Span,
}

impl<T> Spanned<T> {
    pub fn new(value: T, span: Span) -> Spanned<T> {
        Spanned { value, span }
    }
}

impl<T> Deref for Spanned<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// What a reader of one file carries around: the file, and where its mistakes go.
pub struct Ctx<'a> {
    pub source: &'a Source,
    pub findings: &'a mut Findings,
}

impl<'a> Ctx<'a> {
    pub fn new(source: &'a Source, findings: &'a mut Findings) -> Ctx<'a> {
        Ctx { source, findings }
    }

    /// Reports an error at a place of this file.
    pub fn error(
        &mut self,
        code: &'static str,
        span: Span,
        args: impl IntoIterator<Item = (&'static str, String)>,
    ) {
        self.findings.error(code, self.source, span, args);
    }

    /// Reports a warning at a place of this file.
    pub fn warning(
        &mut self,
        code: &'static str,
        span: Span,
        args: impl IntoIterator<Item = (&'static str, String)>,
    ) {
        self.findings.warning(code, self.source, span, args);
    }

    /// The fields of a map. No value at all is a map without fields.
    pub fn map<'n>(&mut self, node: &'n Node) -> Option<Fields<'n>> {
        let entries = self.entries(node)?;
        Some(Fields { span: node.span, entries, taken: vec![false; entries.len()], known: Vec::new() })
    }

    /// The entries of a map whose keys are the author's own. No value at all is a map without any.
    pub fn entries<'n>(&mut self, node: &'n Node) -> Option<&'n [(Key, Node)]> {
        match &node.kind {
            Kind::Map(entries) => Some(entries),
            _ if node.is_empty() => Some(&[]),
            Kind::Scalar { text, plain: true } if mistakes::full_width_colon(text).is_some() => {
                let key = mistakes::full_width_colon(text).map_or("", |(_, key)| key);
                self.error("G0112", node.span, [("key", key.to_owned())]);
                None
            }
            Kind::Scalar { text, plain: true } if mistakes::space_after_colon(text).is_some() => {
                let found = mistakes::space_after_colon(text);
                let at = node.span.start + found.as_ref().map_or(0, |found| found.at as u32);
                let code = found.map_or_else(String::new, |found| found.code());
                self.error("G0117", Span::new(at, node.span.end), [("code", code)]);
                None
            }
            _ => {
                self.error("G0130", node.span, []);
                None
            }
        }
    }

    /// The entries of a map whose keys are identifiers of the author's; others are reported and left out.
    pub fn named<'n>(&mut self, node: &'n Node) -> Option<Vec<(Spanned<String>, &'n Node)>> {
        let entries = self.entries(node)?;
        let mut named = Vec::new();
        for (key, value) in entries {
            if let Some(name) = self.identifier_text(&key.name, key.span) {
                named.push((name, value));
            }
        }
        Some(named)
    }

    /// The items of a list. No value at all is an empty list.
    pub fn list<'n>(&mut self, node: &'n Node) -> Option<&'n [Node]> {
        match &node.kind {
            Kind::List(items) => Some(items),
            _ if node.is_empty() => Some(&[]),
            _ => {
                self.error("G0131", node.span, []);
                None
            }
        }
    }

    /// A list, or one thing in place of a list with one item. No value at all is an empty list.
    pub fn list_or_one<'n>(&self, node: &'n Node) -> &'n [Node] {
        match &node.kind {
            Kind::List(items) => items,
            _ if node.is_empty() => &[],
            _ => std::slice::from_ref(node),
        }
    }

    /// A scalar's text, which must not be empty.
    pub fn text(&mut self, node: &Node) -> Option<String> {
        match &node.kind {
            Kind::Scalar { text, .. } if text.trim().is_empty() => {
                self.error("G0136", node.span, []);
                None
            }
            Kind::Scalar { text, .. } => Some(text.clone()),
            _ => {
                self.error("G0132", node.span, []);
                None
            }
        }
    }

    /// [`Ctx::text`] with its place.
    pub fn spanned_text(&mut self, node: &Node) -> Option<Spanned<String>> {
        self.text(node).map(|text| Spanned::new(text, node.span))
    }

    /// A whole number.
    pub fn integer(&mut self, node: &Node) -> Option<i64> {
        let text = self.text(node)?;
        let number = has_number_shape(&text, false).then(|| text.parse().ok()).flatten();
        if number.is_none() && !self.is_full_width(&text, node.span) {
            self.error("G0137", node.span, [("text", text)]);
        }
        number
    }

    /// A whole number within bounds.
    pub fn integer_in(&mut self, node: &Node, range: RangeInclusive<i64>) -> Option<i64> {
        let number = self.integer(node)?;
        if range.contains(&number) {
            return Some(number);
        }
        let args = [("min", range.start().to_string()), ("max", range.end().to_string())];
        self.error("G0146", node.span, args);
        None
    }

    /// An exact decimal number, written with digits and at most one point.
    pub fn decimal(&mut self, node: &Node) -> Option<Decimal> {
        let text = self.text(node)?;
        let number = has_number_shape(&text, true).then(|| Decimal::from_str_exact(&text).ok()).flatten();
        if number.is_none() && !self.is_full_width(&text, node.span) {
            self.error("G0138", node.span, [("text", text)]);
        }
        number
    }

    /// `true` or `false`.
    pub fn boolean(&mut self, node: &Node) -> Option<bool> {
        let text = self.text(node)?;
        let meant = match text.to_lowercase().as_str() {
            _ if text == "true" => return Some(true),
            _ if text == "false" => return Some(false),
            "true" | "yes" | "y" | "on" | "1" | "是" | "真" => "true",
            "false" | "no" | "n" | "off" | "0" | "否" | "假" => "false",
            _ => {
                self.error("G0139", node.span, [("text", text)]);
                return None;
            }
        };
        self.error("G0140", node.span, [("text", text), ("meant", meant.to_owned())]);
        None
    }

    /// A date as `2026-11-30`.
    pub fn date(&mut self, node: &Node) -> Option<Date> {
        let text = self.text(node)?;
        let date = (text.len() == 10).then(|| text.parse::<Date>().ok()).flatten();
        if date.is_none() && !self.is_full_width(&text, node.span) {
            self.error("G0147", node.span, [("text", text)]);
        }
        date
    }

    /// A name that the engine or a script will use, with its place.
    pub fn identifier(&mut self, node: &Node) -> Option<Spanned<String>> {
        let text = self.text(node)?;
        self.identifier_text(&text, node.span)
    }

    fn identifier_text(&mut self, text: &str, span: Span) -> Option<Spanned<String>> {
        if is_name(text) {
            return Some(Spanned::new(text.to_owned(), span));
        }
        if self.looks_like_another(text, span) {
            return None;
        }
        self.error(
            "G0141",
            span,
            [("text", text.to_owned()), ("limit", crate::limits::IDENTIFIER_CHARS.to_string())],
        );
        None
    }

    /// Reports a word with characters that look like others. A key has been reported where it was read.
    pub fn looks_like_another(&mut self, text: &str, span: Span) -> bool {
        let quoted = self.source.slice(span).starts_with(['"', '\'']);
        let told = |c: char| lookalike::is_strange_space(c) || c == '＝';
        if !quoted && text.starts_with(told) {
            return true; // by the reader of the tree
        }
        if is_list_of_words(text) {
            self.error("G0158", span, [("text", text.to_owned())]);
            return true;
        }
        let Some((found, meant)) = lookalike::word(text) else { return false };
        let span = Span::new(span.start + u32::from(quoted), span.end);
        lookalike::report(text, &found, meant, span, self.source, self.findings);
        true
    }

    /// Reports a number, date or period with full-width digits and signs.
    pub fn is_full_width(&mut self, text: &str, span: Span) -> bool {
        let meant = lookalike::plain(text);
        let Some(found) = lookalike::first(text).filter(|_| meant.is_ascii()) else { return false };
        lookalike::report(text, &found, meant, span, self.source, self.findings);
        true
    }

    /// The number of a paragraph of the manual, such as `8.14-4.2.2`. Whether it exists is judged
    /// where the manual is known.
    pub fn clause(&mut self, node: &Node) -> Option<Spanned<String>> {
        let text = self.text(node)?;
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-';
        if text.bytes().all(allowed) && text.as_bytes()[0].is_ascii_alphanumeric() {
            return Some(Spanned::new(text, node.span));
        }
        self.error("G0148", node.span, [("text", text)]);
        None
    }

    /// One of several words, each with what it means.
    pub fn one_of<T: Clone>(&mut self, node: &Node, words: &[(&'static str, T)]) -> Option<T> {
        let text = self.text(node)?;
        if let Some((_, meaning)) = words.iter().find(|(word, _)| *word == text) {
            return Some(meaning.clone());
        }
        let known = words.iter().map(|(word, _)| *word);
        self.unknown("G0144", "G0145", &text, node.span, known);
        None
    }

    /// A text in both languages: `{ zh, en }`, or a plain text that is the Chinese alone.
    pub fn bilingual(&mut self, node: &Node) -> Option<Bilingual> {
        if let Kind::Scalar { .. } = &node.kind {
            let zh = self.text(node)?.trim().to_owned();
            self.warning("G0142", node.span, []);
            return Some(Bilingual::new(zh.clone(), zh));
        }
        let mut fields = self.map(node)?;
        let zh = fields.required(self, "zh").and_then(|node| self.text(node));
        let en = fields.optional("en").map(|node| self.text(node));
        fields.finish(self);
        if en.is_none() {
            self.warning("G0142", node.span, []);
        }
        let zh = zh?.trim().to_owned();
        let en = en.unwrap_or_else(|| Some(zh.clone()))?.trim().to_owned();
        Some(Bilingual { zh, en })
    }

    /// Reports every name that has stood before in the same list.
    pub fn duplicates(&mut self, names: &[Spanned<String>]) {
        let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
        for name in names {
            match seen.get(name.value.as_str()) {
                Some(first) => {
                    let line = self.source.place(first.start).line.to_string();
                    self.error("G0143", name.span, [("name", name.value.clone()), ("line", line)]);
                }
                None => {
                    seen.insert(&name.value, name.span);
                }
            }
        }
    }

    /// Reports a name that does not exist: `with_guess` (arguments `name`, `guess`, `known`) if a
    /// known one is close, otherwise `code` (`name`, `known`).
    pub fn unknown<'k>(
        &mut self,
        code: &'static str,
        with_guess: &'static str,
        name: &str,
        span: Span,
        known: impl IntoIterator<Item = &'k str> + Clone,
    ) {
        if self.looks_like_another(name, span) {
            return;
        }
        let mut args = vec![("name", name.to_owned())];
        let guess = closest(name, known.clone());
        args.extend(guess.map(|guess| ("guess", guess.to_owned())));
        args.push(("known", known.into_iter().collect::<Vec<_>>().join(", ")));
        self.error(if guess.is_some() { with_guess } else { code }, span, args);
    }
}

/// The fields of one map, each asked for once. [`Fields::finish`] reports those that were not.
#[must_use = "call finish() so that unknown keys are reported"]
pub struct Fields<'n> {
    pub span: Span,
    entries: &'n [(Key, Node)],
    taken: Vec<bool>,
    known: Vec<&'static str>,
}

impl<'n> Fields<'n> {
    /// The value of a key that must be there.
    pub fn required(&mut self, ctx: &mut Ctx<'_>, key: &'static str) -> Option<&'n Node> {
        let node = self.optional(key);
        if node.is_none() {
            ctx.error("G0133", self.span, [("key", key.to_owned())]);
        }
        node
    }

    /// The value of a key, if it is there.
    pub fn optional(&mut self, key: &'static str) -> Option<&'n Node> {
        self.entry(key).map(|(_, node)| node)
    }

    /// Key and value, if they are there.
    pub fn entry(&mut self, key: &'static str) -> Option<(&'n Key, &'n Node)> {
        if !self.known.contains(&key) {
            self.known.push(key);
        }
        let index = self.entries.iter().position(|(name, _)| name.name == key)?;
        self.taken[index] = true;
        let (key, node) = &self.entries[index];
        Some((key, node))
    }

    /// Whether the map has this key; does not count as asking for it.
    pub fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|(name, _)| name.name == key)
    }

    /// Reports every key that nobody asked for, with the one that was probably meant.
    pub fn finish(self, ctx: &mut Ctx<'_>) {
        let mut known = self.known.clone();
        known.sort_unstable();
        for ((key, node), taken) in self.entries.iter().zip(&self.taken) {
            // A key that is known and was passed over stands twice or is empty: reported already.
            let reported = key.name.is_empty() || key.name == "<<" || lookalike::word(&key.name).is_some();
            if !taken && !reported && !known.contains(&key.name.as_str()) {
                match node.span == key.span && !is_name(&key.name) {
                    // `{ zh：…, en: … }`: a full-width colon makes one key of it all.
                    true if mistakes::full_width_colon(&key.name).is_some() => {
                        let meant = mistakes::full_width_colon(&key.name).map_or("", |(_, key)| key);
                        ctx.error("G0112", key.span, [("key", meant.to_owned())]);
                    }
                    // `{ zh: …, en: one, two }`: what follows the comma reads as a key.
                    true => ctx.error("G0149", key.span, [("text", key.name.clone())]),
                    false => ctx.unknown("G0134", "G0135", &key.name, key.span, known.iter().copied()),
                }
            }
        }
    }
}

/// `a，b`: words that a Chinese comma holds together.
fn is_list_of_words(text: &str) -> bool {
    let mut words = text.split(['，', '、']).map(str::trim);
    text.contains(['，', '、']) && words.all(|word| word.is_empty() || is_name(word))
}

/// `-12`, and with a fraction `0.50`; no leading zeros, because other readers take them as octal.
fn has_number_shape(text: &str, fraction: bool) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, rest) = match digits.split_once('.') {
        Some((whole, rest)) if fraction => (whole, Some(rest)),
        Some(_) => return false,
        None => (digits, None),
    };
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    all_digits(whole) && (whole.len() == 1 || !whole.starts_with('0')) && rest.is_none_or(all_digits)
}
