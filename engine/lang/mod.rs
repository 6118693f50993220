//! Every sentence that a person reads and that no controlled document holds, in Chinese and English.
//!
//! The texts are Fluent files beside this module: `<topic>.zh-CN.ftl` and `<topic>.en.ftl`, compiled in, same
//! keys and arguments in both (a tidy test compares them). Add a topic by adding its name to `SOURCES`; begin
//! its keys with the topic's name, so that a key tells where its text lies.
//!
//! Deliberately absent: a third language's fallback chain, texts read from disk, and HTML. A text is plain
//! text; the template that shows it escapes it.

mod calendar;
pub mod diff;
pub mod explain;
mod finding;
mod say;
mod start;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

pub use calendar::{due_line, due_lines, sentence};
pub use finding::{finding, finding_kept};
pub use fluent_bundle::FluentValue as Arg;
pub use guicheng_core::text::Lang;
pub use say::{clock, date, day, full, list, moment, money, remaining, span};
pub use start::starting_text;

/// The files of one topic: name, Chinese, English.
struct Source {
    topic: &'static str,
    zh: &'static str,
    en: &'static str,
}

macro_rules! sources {
    ($($topic:literal),* $(,)?) => {
        &[$(Source {
            topic: $topic,
            zh: include_str!(concat!($topic, ".zh-CN.ftl")),
            en: include_str!(concat!($topic, ".en.ftl")),
        }),*]
    };
}

/// All topics, in the order of the alphabet. The tidy test refuses a file that is missing here.
const SOURCES: &[Source] = sources![
    "account",
    "account-mail",
    "accounts",
    "as-of",
    "audit",
    "calendar",
    "calls",
    "casework",
    "change",
    "check",
    "cli",
    "common",
    "copies",
    "diff",
    "editor",
    "exchange",
    "field",
    "findings",
    "ledger",
    "mail",
    "moves",
    "pages",
    "picture",
    "policy",
    "readings",
    "refusal",
    "review",
    "scenario",
    "schema",
    "scxml",
    "sign",
    "simulate",
    "tables",
    "trace",
    "web",
];

/// The language for a request: what the person chose (cookie), else the best of `Accept-Language`
/// (RFC 9110, 12.5.4), else Chinese.
pub fn choose(cookie: Option<&str>, accept_language: Option<&str>) -> Lang {
    cookie.and_then(Lang::from_tag).or_else(|| accept_language.and_then(best_accepted)).unwrap_or_default()
}

/// Short for templates and lists of labels: `lang.t("inbox-title")`.
pub trait Say {
    /// A text without arguments. See [`t`].
    fn t(self, id: &str) -> String;
}

impl Say for Lang {
    fn t(self, id: &str) -> String {
        t(self, id, &[])
    }
}

/// The known language of greatest weight; of equal ones the first. A weight that can't be read counts as 0.
fn best_accepted(header: &str) -> Option<Lang> {
    let mut best: Option<(f32, Lang)> = None;
    for part in header.split(',') {
        let (tag, parameters) = part.split_once(';').unwrap_or((part, ""));
        let weight = match parameters.trim().strip_prefix("q=") {
            Some(number) => number.trim().parse::<f32>().unwrap_or(0.0),
            None => 1.0,
        };
        let Some(lang) = Lang::from_tag(tag) else {
            continue;
        };
        if weight > 0.0 && best.is_none_or(|(heaviest, _)| weight > heaviest) {
            best = Some((weight, lang));
        }
    }
    best.map(|(_, lang)| lang)
}

/// The text `id` with its arguments: `t(lang, "task-due", &[("count", 3.into()), ("name", name.into())])`.
///
/// An unknown key or argument is a mistake of ours: a debug build panics, a release build logs it and shows
/// the key. Where a key may rightly be absent (a code that comes from outside), ask [`has`] first.
pub fn t(lang: Lang, id: &str, args: &[(&str, Arg<'_>)]) -> String {
    format(lang, id, None, args).unwrap_or_else(|problem| missing(lang, id, &problem))
}

/// The attribute `id.attribute` with its arguments: `.hint` beside a message, `.title` of a button.
pub fn t_attr(lang: Lang, id: &str, attribute: &str, args: &[(&str, Arg<'_>)]) -> String {
    format(lang, id, Some(attribute), args)
        .unwrap_or_else(|problem| missing(lang, &format!("{id}.{attribute}"), &problem))
}

/// An attribute that needs no arguments; none if there is no such one, or it needs some.
pub fn plain_attr(lang: Lang, id: &str, attribute: &str) -> Option<String> {
    format(lang, id, Some(attribute), &[]).ok()
}

/// A text that needs no arguments; none if there is no such one, or it needs some.
pub fn plain(lang: Lang, id: &str) -> Option<String> {
    format(lang, id, None, &[]).ok()
}

/// Whether the language files have a text of this key.
pub fn has(id: &str) -> bool {
    Lang::ALL.into_iter().all(|lang| bundle(lang).get_message(id).is_some_and(|m| m.value().is_some()))
}

/// Whether the language files have this attribute of this key.
pub fn has_attr(id: &str, attribute: &str) -> bool {
    Lang::ALL
        .into_iter()
        .all(|lang| bundle(lang).get_message(id).is_some_and(|m| m.get_attribute(attribute).is_some()))
}

fn missing(lang: Lang, id: &str, problem: &str) -> String {
    let tag = lang.tag();
    debug_assert!(false, "text {id} in {tag}: {problem}");
    tracing::error!(id, lang = tag, problem, "a text is missing");
    id.to_owned()
}

fn format(lang: Lang, id: &str, attribute: Option<&str>, args: &[(&str, Arg<'_>)]) -> Result<String, String> {
    let bundle = bundle(lang);
    let message = bundle.get_message(id).ok_or("no such key")?;
    let pattern = match attribute {
        None => message.value().ok_or("the key has attributes only")?,
        Some(name) => message.get_attribute(name).ok_or("no such attribute")?.value(),
    };
    let args: FluentArgs<'_> = args.iter().map(|(name, value)| (*name, value.clone())).collect();
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, Some(&args), &mut errors);
    match errors.first() {
        None => Ok(text.into_owned()),
        Some(error) => Err(error.to_string()),
    }
}

type Bundle = FluentBundle<FluentResource>;

fn bundle(lang: Lang) -> &'static Bundle {
    static ZH: LazyLock<Bundle> = LazyLock::new(|| load(Lang::Zh));
    static EN: LazyLock<Bundle> = LazyLock::new(|| load(Lang::En));
    match lang {
        Lang::Zh => &ZH,
        Lang::En => &EN,
    }
}

/// Joins the compiled-in files. They are part of the program: a mistake in them stops its first start, and a
/// unit test before that.
fn load(lang: Lang) -> Bundle {
    let locale: LanguageIdentifier = lang.tag().parse().expect("our own tags are well-formed");
    let mut bundle = Bundle::new_concurrent(vec![locale]);
    // Isolation marks are for text of mixed direction; here they would only show up in copied text and mails.
    bundle.set_use_isolating(false);
    for Source { topic, zh, en } in SOURCES {
        let text = match lang {
            Lang::Zh => zh,
            Lang::En => en,
        };
        let resource = FluentResource::try_new((*text).to_owned())
            .unwrap_or_else(|(_, errors)| panic!("{topic}.{}.ftl: {errors:?}", lang.tag()));
        bundle
            .add_resource(resource)
            .unwrap_or_else(|errors| panic!("{topic}.{}.ftl: {errors:?}", lang.tag()));
    }
    bundle
}
