//! Whether a copy is valid, since when, and for whom that is to be seen.

use std::collections::BTreeMap;

use guicheng_core::document::DocumentId;
use guicheng_core::text::Bilingual;
use guicheng_core::value::Moment;

use super::super::documents::Books;
use super::super::project::bilingual;
use super::super::secret::hash_of;
use super::super::{Caller, Service, ServiceError, Via};
use super::reach::through;
use crate::store::tables::change::CopyRow;
use crate::store::tables::document::RevisionRow;

/// Whether a copy may be worked by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Its revision has been in force since then.
    Valid(Moment),
    /// Not any more, since then: superseded, recalled or returned.
    Void(Moment),
}

/// What the QR code of a copy tells anybody.
#[derive(Clone, Debug)]
pub struct CheckedCopy {
    /// The document's number with its revision and the copy's serial.
    pub copy: String,
    /// The document's number.
    pub number: String,
    /// The revision.
    pub label: String,
    pub standing: Standing,
}

/// A copy as lists show it.
#[derive(Clone, Debug)]
pub struct CopyView {
    pub row: CopyRow,
    /// The document's title.
    pub title: Bilingual,
    pub standing: Standing,
    /// It was issued by the caller, or for a case that the caller began.
    pub mine: bool,
    /// The caller may print it now.
    pub may_print: bool,
    /// It is void and nobody has given it back.
    pub outstanding: bool,
}

/// How a copy stands at a moment. `revisions`: those of its document.
pub(super) fn standing(copy: &CopyRow, revisions: &[RevisionRow], now: Moment) -> Standing {
    let revision = revisions.iter().find(|row| row.label == copy.label);
    let ended = revision.and_then(|row| row.effective_to).filter(|to| *to <= now);
    let over = [copy.recalled_at, copy.returned_at, ended].into_iter().flatten().min();
    match (over, revision.and_then(|row| row.effective_from)) {
        (Some(since), _) => Standing::Void(since),
        (None, Some(since)) => Standing::Valid(since),
        // A revision that was never in force: no copy of it can have been valid.
        (None, None) => Standing::Void(copy.issued_at),
    }
}

/// As the company counts its documents; else the document's own name.
pub(in crate::service) fn number_of(books: &Books, id: &DocumentId) -> String {
    books.number_of(id).filter(|number| !number.is_empty()).unwrap_or_else(|| id.to_string())
}

/// A copy's document's number: what stands before revision and serial.
fn number_in(copy: &CopyRow) -> String {
    let series = copy.number.rsplit_once('-').map_or(copy.number.as_str(), |(series, _)| series);
    series.strip_suffix(&format!("-{}", copy.label)).unwrap_or(series).to_owned()
}

impl Service {
    /// What a copy's QR code opens. Looking changes nothing; who looks is not asked.
    pub async fn check_copy(&self, secret: &str) -> Result<Option<CheckedCopy>, ServiceError> {
        let Some(row) = self.inner.store.read().copy_coded(&hash_of(secret)).await? else { return Ok(None) };
        let revisions = self.inner.store.read().revisions(&row.document).await?;
        Ok(Some(CheckedCopy {
            number: number_in(&row),
            label: row.label.clone(),
            standing: standing(&row, &revisions, self.now()),
            copy: row.number,
        }))
    }

    /// The copies that the caller may know of: all for those who read everything, else those issued through them.
    pub async fn copies(&self, caller: &Caller) -> Result<Vec<CopyView>, ServiceError> {
        if matches!(caller.via, Via::Link { .. }) {
            return Err(ServiceError::forbidden("link-one-task", []));
        }
        let (all, now) = (self.reads_all(caller)?, self.now());
        // Many copies are of one document: each is read once.
        let mut known: BTreeMap<String, (Bilingual, Vec<RevisionRow>)> = BTreeMap::new();
        let mut views = Vec::new();
        for row in self.inner.store.read().copies(None).await? {
            let mine = self.asked_for(caller, &row).await?;
            if !all && !mine {
                continue;
            }
            if !known.contains_key(&row.document) {
                let revisions = self.inner.store.read().revisions(&row.document).await?;
                let document = self.inner.store.read().document(&row.document).await?;
                let title = document.map(|document| bilingual(&document.title)).unwrap_or_default();
                known.insert(row.document.clone(), (title, revisions));
            }
            let Some((title, revisions)) = known.get(&row.document) else { continue };
            let standing = standing(&row, revisions, now);
            views.push(CopyView {
                title: title.clone(),
                mine,
                may_print: mine && super::print::printable(&row, standing).is_ok(),
                outstanding: matches!(standing, Standing::Void(_)) && row.returned_at.is_none(),
                standing,
                row,
            });
        }
        Ok(views)
    }

    /// The same outside of a transaction as [`through`] within one.
    pub(super) async fn asked_for(&self, caller: &Caller, copy: &CopyRow) -> Result<bool, ServiceError> {
        let case = match &copy.instance {
            Some(case) if copy.issued_by != caller.person => self.inner.store.read().instance(case).await?,
            _ => None,
        };
        Ok(through(caller, copy, case.as_ref()))
    }
}
