//! A place in a document by what people call it: the evidence of suspects knows only keys joined by dots.

use guicheng_core::document::diff::steps_using;
use guicheng_core::document::{DocumentId, DocumentKind as Kind};
use guicheng_core::form::Form;

use crate::lang::{self, t, t_attr};

use super::Desk;

impl Desk<'_> {
    /// Empty for a paragraph: its clause names it.
    pub(super) fn place(&self, document: &DocumentId, place: &str) -> String {
        let lang = self.lang();
        if document.kind().chapter_lang().is_some() {
            return String::new();
        }
        if place.is_empty() {
            return t_attr(lang, "as-of-place", "whole", &[]);
        }
        let library = &self.review.new;
        let name = document.name();
        let titled = match document.kind() {
            Kind::Policy => self.state_or_used(name, place),
            Kind::Form => library.form(name).and_then(|form| self.of_form(form, place)),
            Kind::Register => library.register(name).and_then(|register| self.of_form(&register.form, place)),
            Kind::Table => behind(place, "values").and_then(|figure| {
                let policy = library.policies().find(|policy| policy.shared.iter().any(|s| s == name))?;
                self.used(&policy.id, "value", &format!("values.{figure}"))
            }),
            _ => behind(place, "rules").and_then(|at| {
                let number = at.parse::<usize>().ok()? + 1;
                Some(t(lang, "review-place-rule", &[("number", number.into())]))
            }),
        };
        titled.unwrap_or_else(|| place.to_owned())
    }

    fn state_or_used(&self, policy: &str, place: &str) -> Option<String> {
        if let Some(state) = behind(place, "states") {
            return Some(self.state(policy, state));
        }
        let figure = behind(place, "values").map(|name| ("value", format!("values.{name}")));
        let table = || behind(place, "tables").map(|name| ("table", format!("table.{name}")));
        let (what, name) = figure.or_else(table)?;
        self.used(policy, what, &name)
    }

    /// `数值，用于回电`: figures and tables mostly have no title of their own.
    fn used(&self, policy: &str, what: &str, name: &str) -> Option<String> {
        let lang = self.lang();
        let steps = steps_using(&self.review.new, policy, name)?;
        let args =
            [("what", lang::diff::what(lang, what).into()), ("steps", lang::diff::said(lang, &steps).into())];
        Some(t(lang, "review-place-used", &args))
    }

    fn of_form(&self, form: &Form, place: &str) -> Option<String> {
        let field = behind(place, "fields").and_then(|name| Some(form.field(name)?.title.clone()));
        let section = || behind(place, "sections").and_then(|name| Some(form.section(name)?.title.clone()));
        Some(field.or_else(section)?.get(self.lang()).to_owned())
    }
}

/// The name behind the last such key.
fn behind<'p>(place: &'p str, key: &str) -> Option<&'p str> {
    let mut parts = place.split('.').rev();
    let mut before = parts.next()?;
    for part in parts {
        if part == key {
            return Some(before);
        }
        before = part;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::behind;

    #[test]
    fn the_innermost_name_is_found() {
        for (place, key, found) in [
            ("states.a.states.b.on.go", "states", Some("b")),
            ("values.limit", "values", Some("limit")),
            ("rules.4", "rules", Some("4")),
            ("states", "states", None),
            ("values.limit", "tables", None),
        ] {
            assert_eq!(behind(place, key), found, "{place}");
        }
    }
}
