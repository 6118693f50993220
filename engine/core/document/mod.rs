//! The bundle of documents that everything decides by: reading all of them, finding each, pinning what a case runs on.
//!
//! A [`Library`] is made of files or of the store's bytes, whichever revision they are; it is cheap to clone and never
//! changes. Deliberately absent: revisions, dates of effect and approvals (the service's), and whether the documents
//! fit together (`check`).

pub mod affected;
mod appointments;
mod bundle;
pub(crate) mod carries;
mod chapter;
pub mod diff;
mod distribution;
mod id;
mod library;
mod mail_text;
mod matrix;
mod organisation;
mod pins;
mod suspects;

#[cfg(test)]
mod tests;

pub use affected::Readership;
pub use appointments::{Appointment, Appointments, Held};
pub use bundle::{BUNDLE_VERSION, Bundle, BundleItem};
pub use carries::{Carrier, Carries, Coverage, PlaceKind};
pub use chapter::{Chapter, Clause};
pub use distribution::{Distribution, Readers, Rule};
pub use id::{DocumentId, DocumentKind, NoDocument};
pub use library::{Document, Library, is_stray};
pub use mail_text::MailText;
pub use matrix::{Element, Function, Mark, Matrix};
pub use organisation::{Department, Organisation, Post};
pub use suspects::{Arising, Side, arising, changed_places, fingerprint};

use crate::text::{Ctx, Spanned};

/// Reports a document whose own name is not that of its file.
fn check_name(id: &Spanned<String>, ctx: &mut Ctx<'_>) {
    let file = ctx.source.path.rsplit('/').next().unwrap_or_default();
    let stem = file.split('.').next().unwrap_or_default().to_owned();
    if stem != id.value {
        ctx.error("G0701", id.span, [("id", id.value.clone()), ("file", stem)]);
    }
}
