//! Says what went wrong in a reader's language: the one place that turns a [`ServiceError`] into sentences.
//!
//! Pages, API and command line show the same words. Deliberately absent: HTTP statuses and HTML.

use guicheng_core::document::Library;
use guicheng_core::form::FieldProblem;
use guicheng_core::guard::ScriptError;
use guicheng_core::text::Lang;
use guicheng_core::value::Moment;

use super::{Problem, Service, ServiceError, say};
use crate::lang::{Arg, has, list, t};
use crate::store::StoreError;

/// What went wrong, for somebody who reads this language.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// For programs: `guard`, `fields`, `script-arithmetic` …
    pub code: String,
    /// The sentence: the policy's own if it has one.
    pub message: String,
    /// The paragraph it rests on.
    pub clause: Option<String>,
    /// Wrong fields, each by name.
    pub fields: Vec<FieldTold>,
    /// The script that failed, with its place and what it saw.
    pub script: Option<ScriptError>,
}

/// A field that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldTold {
    /// Its name; `stock.0.place` for a column in the first row of a table.
    pub field: String,
    /// For programs: `required`, `not-a-date` …
    pub code: &'static str,
    /// The sentence, without the field's title.
    pub message: String,
}

impl Service {
    /// An error in words. What only the log may know goes there.
    pub fn tell(&self, error: &ServiceError, lang: Lang) -> Told {
        told(&self.inner.shelf.current(), error, lang)
    }
}

/// An error in words; posts are called as the documents call them. What only the log may know goes there.
pub fn told(library: &Library, error: &ServiceError, lang: Lang) -> Told {
    let plain = |code: &str, message: String| Told {
        code: code.to_owned(),
        message,
        clause: None,
        fields: Vec::new(),
        script: None,
    };
    match error {
        ServiceError::NotFound(problem)
        | ServiceError::Forbidden(problem)
        | ServiceError::Refused(problem)
        | ServiceError::Conflict(problem) => {
            let message = sentence(library, problem, lang);
            Told { clause: problem.clause.clone(), ..plain(problem.code, message) }
        }
        ServiceError::Fields(problems) => {
            let fields: Vec<FieldTold> = problems.iter().map(|problem| field_told(problem, lang)).collect();
            let message = t(lang, "refusal-fields", &[("count", fields.len().into())]);
            Told { fields, ..plain("fields", message) }
        }
        ServiceError::Script(script) => {
            let code = format!("script-{}", script.code);
            let message = known(lang, &code, &words(&script.args));
            Told { script: Some(script.clone()), ..plain(&code, message) }
        }
        ServiceError::Store(StoreError::Unknown(error)) => {
            tracing::error!(%error, "the outcome of a commit is unknown");
            plain("outcome-unknown", t(lang, "refusal-outcome-unknown", &[]))
        }
        ServiceError::Store(error) => {
            tracing::error!(%error, "the database failed");
            plain("store", t(lang, "refusal-store", &[]))
        }
        ServiceError::Broken(why) => {
            tracing::error!(why, "broken");
            plain("broken", t(lang, "refusal-broken", &[]))
        }
    }
}

fn sentence(library: &Library, problem: &Problem, lang: Lang) -> String {
    if let Some(sentence) = &problem.sentence {
        return sentence.get(lang).to_owned();
    }
    let args: Vec<(&str, Arg<'_>)> = problem
        .args
        .iter()
        .map(|(name, value)| (*name, Arg::from(word(library, name, value, lang))))
        .collect();
    known(lang, &format!("refusal-{}", problem.code), &args)
}

/// An argument as people read it: posts by their titles, moments (microseconds) by the company's clock.
fn word(library: &Library, name: &str, value: &str, lang: Lang) -> String {
    let title = |id: &str| {
        let post = library.organisation().and_then(|organisation| organisation.post(id));
        post.map_or_else(|| id.to_owned(), |post| post.title.get(lang).to_owned())
    };
    match name {
        "posts" if value.is_empty() => "none".to_owned(),
        "posts" => list(lang, &value.split(", ").map(title).collect::<Vec<_>>()),
        "post" => title(value),
        "at" => match value.parse() {
            Ok(micros) => say(&guicheng_core::value::Value::Time(Moment(micros)), lang, library),
            Err(_) => value.to_owned(),
        },
        _ => value.to_owned(),
    }
}

fn field_told(problem: &FieldProblem, lang: Lang) -> FieldTold {
    let message = known(lang, &format!("field-{}", problem.code), &words(&problem.args));
    FieldTold { field: problem.field.clone(), code: problem.code, message }
}

fn words<'a>(args: &'a [(&'static str, String)]) -> Vec<(&'a str, Arg<'a>)> {
    args.iter().map(|(name, value)| (*name, Arg::from(value.as_str()))).collect()
}

/// A text whose key was put together; a code without one shows itself, rather than nothing.
fn known(lang: Lang, id: &str, args: &[(&str, Arg<'_>)]) -> String {
    if has(id) { t(lang, id, args) } else { id.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every code written in the sources of core and service has its sentence.
    #[test]
    fn every_code_has_its_sentence() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("engine");
        let mut files = vec![root.join("core/case"), root.join("service")];
        let mut missing = Vec::new();
        let mut found = 0;
        while let Some(path) = files.pop() {
            if path.is_dir() {
                files.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            for mark in
                ["Refusal::new(\"", "Problem::new(\"", "::not_found(\"", "::forbidden(\"", "::refused(\""]
            {
                for (at, _) in text.match_indices(mark) {
                    let code = text[at + mark.len()..].split('"').next().unwrap_or_default();
                    found += 1;
                    if !code.is_empty() && !has(&format!("refusal-{code}")) {
                        missing.push(format!("{}: refusal-{code}", path.display()));
                    }
                }
            }
        }
        assert!(found > 50, "only {found} codes were found");
        assert!(missing.is_empty(), "{missing:#?}");
    }
}
