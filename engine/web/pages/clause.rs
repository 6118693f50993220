//! The paragraph of the manual behind something, in plain words.

use crate::mail::clause_words;
use crate::service::{Books, ServiceError};
use crate::web::session::Seen;
use crate::web::views::{Clause, Link};

/// The address of a clause in the manual.
pub fn href(clause: &str) -> String {
    match clause.split_once('-') {
        Some((chapter, _)) => format!("/manual/{chapter}#{clause}"),
        None => format!("/manual/{clause}"),
    }
}

impl Seen {
    /// What a clause says. Cases are pinned to policies, not to chapters: where theirs lack it, the one in force is shown.
    pub fn clause(&self, books: &Books, id: Option<&str>) -> Result<Option<Clause>, ServiceError> {
        let Some(id) = id else { return Ok(None) };
        let current = self.books()?;
        let text = books
            .clause(self.lang, id)
            .or_else(|| current.clause(self.lang, id))
            .map(|text| clause_words(id, text))
            .unwrap_or_default();
        let href = if self.by_link_only() { String::new() } else { href(id) };
        Ok(Some(Clause { id: id.to_owned(), text, href }))
    }

    /// A clause as a link alone.
    pub fn clause_link(&self, id: Option<&str>) -> Link {
        let id = id.unwrap_or_default();
        let text = if id.is_empty() {
            String::new()
        } else {
            crate::lang::t(self.lang, "web-clause", &[("id", id.into())])
        };
        Link { text, href: if id.is_empty() { String::new() } else { href(id) } }
    }
}
