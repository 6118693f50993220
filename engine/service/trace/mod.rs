//! The auditor's trace: from a case, a document or a person to all that stands behind it.
//!
//! What is said of it (`Verdict`) is computed from the ledger and by the replay, never assumed. The same structures are
//! the pages' data, the API's JSON and the command line's; they hold ids and figures, and sentences only in verdicts.
//! Deliberately absent: any change (a trace reads), and revisions' texts side by side (the documents' pages).

mod case;
mod changed;
mod document;
mod find;
mod person;
mod revision;

use guicheng_core::text::Lang;
use guicheng_core::value::Moment;
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

pub use case::{CaseTrace, Segment, Step};
pub use document::{DocumentTrace, RanCase, RanOn};
pub use find::{TraceMatch, Traceable};
pub use person::{Act, Held, PersonTrace};
pub use revision::{RevisionTrace, Signed};

use super::documents::Books;
use super::{Caller, Holding, Service, ServiceError, Via};
use crate::lang::{Arg, t};

/// A moment; JSON has it as RFC 3339 with the company's offset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The moment.
    pub moment: Moment,
    text: String,
}

impl Stamp {
    fn of(books: &Books, moment: Moment) -> Stamp {
        Stamp { moment, text: moment.to_rfc3339(books.calendar().zone()) }
    }

    /// RFC 3339 with the company's offset.
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl Serialize for Stamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

/// Something that was found to hold, or not to hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Verdict {
    /// `trace-…` in the language files.
    pub code: String,
    /// It holds.
    pub good: bool,
    /// The sentence in the language of the request.
    pub text: String,
}

impl Verdict {
    fn new(lang: Lang, good: bool, code: &'static str, args: &[(&str, Arg<'_>)]) -> Verdict {
        Verdict { code: code.to_owned(), good, text: t(lang, code, args) }
    }
}

impl Service {
    /// Whoever runs commands on the machine: nobody of the house, with the eyes of all posts that read everything.
    ///
    /// # Errors
    /// The documents cannot be read.
    pub fn console_reader(&self, lang: Lang) -> Result<Caller, ServiceError> {
        let books = self.library()?;
        let reading = books.organisation().posts.iter().filter(|post| post.reads_all);
        let posts = reading.map(|post| Holding { post: post.id.clone(), delegate: false }).collect();
        let (person, name) = (String::new(), String::new());
        Ok(Caller { person, name, lang, posts, admin: false, reads_only: true, via: Via::Console })
    }

    /// A trace tells of others' doings: it is for those who read all.
    fn may_trace(&self, caller: &Caller) -> Result<(), ServiceError> {
        match self.reads_all(caller)? && !matches!(caller.via, Via::Link { .. }) {
            true => Ok(()),
            false => Err(ServiceError::forbidden("auditors-only", [])),
        }
    }
}
