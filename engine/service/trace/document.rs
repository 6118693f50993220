//! From a document to all its revisions, and to every case that ran on each.

use std::ops::Range;

use guicheng_core::text::Lang;
use guicheng_core::value::Moment;
use serde::Serialize;
use utoipa::ToSchema;

use super::{RevisionTrace, Stamp, Verdict, case};
use crate::limits;
use crate::service::{Caller, Service, ServiceError, bilingual};
use crate::store::Page;
use crate::store::tables::document::RevisionRow;

/// A document with all that stands behind it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DocumentTrace {
    /// Its id.
    pub document: String,
    /// Its title, in the language of the request.
    pub title: String,
    /// Its number in the company's list.
    pub number: Option<String>,
    /// What was found.
    pub verdict: Vec<Verdict>,
    /// Oldest first.
    pub revisions: Vec<RevisionTrace>,
    /// Of each revision, in the same order.
    pub ran_on: Vec<RanOn>,
    /// The page of the lists of cases, from 0 on.
    pub page: i64,
}

/// Cases that ran on a revision.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RanOn {
    /// The revision's label.
    pub label: String,
    /// How many there are.
    pub total: i64,
    /// A page of them, the newest first.
    pub cases: Vec<RanCase>,
}

/// One of them.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RanCase {
    /// Its id.
    pub instance: String,
    /// Its number.
    pub number: Option<String>,
    /// What it is about.
    pub title: String,
    /// `active`, `done` …
    pub status: String,
    /// When it began.
    #[schema(value_type = String)]
    pub started_at: Stamp,
}

impl Service {
    /// Traces a document: for those who read all. `page` counts pages of the lists of cases, from 0 on.
    pub async fn trace_document(
        &self,
        caller: &Caller,
        id: &str,
        page: i64,
        lang: Lang,
    ) -> Result<DocumentTrace, ServiceError> {
        self.may_trace(caller)?;
        let row = self.inner.store.read().document(id).await?;
        let row = row.ok_or_else(|| ServiceError::not_found("no-such-document"))?;
        let books = self.library()?;
        let rows = self.inner.store.read().revisions(id).await?;
        let revisions = {
            let mut changed = self.changed(lang).await?;
            self.traced_revisions(&books, &mut changed, id, |_| true).await?
        };
        let mut ran_on = Vec::new();
        let part = Page { offset: page * limits::LIST_PAGE, limit: limits::LIST_PAGE };
        for revision in &rows {
            let mut cases = Vec::new();
            let taken_up = taken_up(revision, &rows);
            for row in self.inner.store.read().cases_on(&revision.hash, &taken_up, part).await? {
                cases.push(RanCase {
                    title: case::title(&row).get(lang).to_owned(),
                    status: row.status.word().to_owned(),
                    started_at: Stamp::of(&books, row.started_at),
                    instance: row.id,
                    number: row.number,
                });
            }
            let total = self.inner.store.read().count_cases_on(&revision.hash, &taken_up).await?;
            ran_on.push(RanOn { label: revision.label.clone(), total, cases });
        }
        Ok(DocumentTrace {
            title: bilingual(&row.title).get(lang).to_owned(),
            document: row.id,
            number: row.number,
            verdict: verdict(&revisions, lang),
            revisions,
            ran_on,
            page,
        })
    }
}

/// When cases took a revision up. Only where another has the same bytes does the time tell: a clock may have been set back.
fn taken_up(revision: &RevisionRow, all: &[RevisionRow]) -> Range<Moment> {
    let ever = Moment(i64::MIN)..Moment(i64::MAX);
    match all.iter().filter(|row| row.hash == revision.hash).count() {
        1 => ever,
        _ => revision.effective_from.unwrap_or(ever.end)..revision.effective_to.unwrap_or(ever.end),
    }
}

fn verdict(revisions: &[RevisionTrace], lang: Lang) -> Vec<Verdict> {
    let mut found = Vec::new();
    let count = ("revisions", (revisions.len() as u64).into());
    let bad: Vec<String> =
        revisions.iter().filter(|revision| !revision.bytes_agree).map(|r| r.label.clone()).collect();
    found.push(match bad.is_empty() {
        true => Verdict::new(lang, true, "trace-bytes", &[count]),
        false => {
            let labels = ("labels", crate::lang::list(lang, &bad).into());
            Verdict::new(lang, false, "trace-revisions-differ", &[labels])
        }
    });
    let times = revisions.iter().filter_map(|revision| {
        let from = revision.effective_from.as_ref()?.moment;
        Some((from, revision.effective_to.as_ref().map(|to| to.moment), &revision.label))
    });
    let mut times: Vec<_> = times.collect();
    times.sort();
    let overlap = times.windows(2).find(|pair| pair[0].1.is_none_or(|to| to > pair[1].0));
    found.push(match overlap {
        None => Verdict::new(lang, true, "trace-one-at-a-time", &[]),
        Some(pair) => {
            let labels = [pair[0].2.clone(), pair[1].2.clone()];
            let labels = ("labels", crate::lang::list(lang, &labels).into());
            Verdict::new(lang, false, "trace-overlap", &[labels])
        }
    });
    let brought: Vec<_> = revisions.iter().filter(|revision| revision.change.is_some()).collect();
    let unsigned: Vec<String> = brought
        .iter()
        .filter(|revision| {
            let valid = |signed: &&super::Signed| signed.meaning == "approve" && signed.voided_at.is_none();
            !revision.signatures.iter().any(|signed| valid(&signed))
        })
        .map(|revision| revision.label.clone())
        .collect();
    if !brought.is_empty() {
        found.push(match unsigned.is_empty() {
            true => {
                let count = ("revisions", (brought.len() as u64).into());
                Verdict::new(lang, true, "trace-approved", &[count])
            }
            false => {
                let labels = ("labels", crate::lang::list(lang, &unsigned).into());
                Verdict::new(lang, false, "trace-not-approved", &[labels])
            }
        });
    }
    found
}
