//! A change on one page: what a manager reads before signing. Fills [`ReviewPart`] from the change's evidence and the
//! bytes of its bundle.
//!
//! Sections of the evidence are in `evidence`, texts in `texts`, pictures in `pictures`. Deliberately absent: the form
//! that signs (the task's), editing (`changes`), and any figure that is not in the evidence.

mod backtest;
mod evidence;
mod order;
mod pictures;
mod places;
mod since;
mod texts;

pub use since::{sentences, since};

use std::collections::BTreeMap;
use std::sync::Arc;

use guicheng_core::document::diff::{Deadline, Difference, deadlines, differences};
use guicheng_core::document::{DocumentId, DocumentKind, Library};
use guicheng_core::text::Bilingual;
use serde::de::DeserializeOwned;

use crate::lang::{self, Lang, Say, t};
use crate::limits;
use crate::service::{Books, Review, ServiceError};
use crate::store::tables::change::{ChangeStatus, SignatureRow};
use crate::web::answer::post_title;
use crate::web::session::Seen;
use crate::web::views::{Act, Link, ReviewPart, ReviewSignature, Tone};
use crate::web::when::When;

/// Everything that the parts of the page are made of.
struct Desk<'a> {
    seen: &'a Seen,
    when: When,
    books: Arc<Books>,
    names: BTreeMap<String, String>,
    review: &'a Review,
    differences: Vec<Difference>,
    deadlines: Vec<Deadline>,
}

/// A change for its page, by the id of its case or by its number.
///
/// # Errors
/// As [`Service::review`](crate::service::Service::review).
pub async fn part(seen: &Seen, change: &str) -> Result<ReviewPart, ServiceError> {
    let review = seen.service.review(&seen.caller, change).await?;
    let (when, books, names) = (seen.when()?, seen.books()?, seen.names().await?);
    let mut found: Vec<Difference> =
        section(&review, "differences").unwrap_or_else(|| differences(&review.old, &review.new));
    found.iter_mut().for_each(|difference| lang::diff::name_people(difference, &names));
    let desk = Desk {
        seen,
        when,
        books,
        names,
        differences: found,
        deadlines: section(&review, "deadlines").unwrap_or_else(|| deadlines(&review.old, &review.new)),
        review: &review,
    };
    Ok(desk.part())
}

/// Says at the field for the opinion that it is needed while something suspect has no reason.
pub fn ask_opinion(lang: Lang, form: &mut Act, review: &ReviewPart) {
    let open = review.unanswered();
    if let (Some(opinion), true) = (&mut form.opinion, open > 0) {
        // Whoever sends it back gives a reason, too.
        opinion.required = true;
        opinion.hint = t(lang, "review-opinion-needed", &[("count", open.into())]);
    }
}

/// A section of the evidence; none where an older program, or an older helper of it, had no such section.
fn section<T: DeserializeOwned>(review: &Review, name: &str) -> Option<T> {
    serde_json::from_value(review.evidence.as_ref()?.get(name)?.clone()).ok()
}

impl Desk<'_> {
    fn lang(&self) -> Lang {
        self.when.lang
    }

    fn part(&self) -> ReviewPart {
        let change = &self.review.view.change;
        let lang = self.lang();
        let number = match &change.number {
            Some(number) => t(lang, "review-number", &[("number", number.as_str().into())]),
            None => lang.t("review-number-none"),
        };
        let author = self.names.get(&change.author).unwrap_or(&change.author);
        let at = self.when.moment(change.created_at);
        let mut part = ReviewPart {
            number: self.link(number, format!("/changes/{}", change.id)),
            title: change.title.clone(),
            reason: change.reason.clone(),
            proposed: t(lang, "review-proposed", &[("who", author.as_str().into()), ("at", at.into())]),
            effect: self.effect(),
            emergency: match self.review.emergency_reason.as_str() {
                "" => String::new(),
                reason => t(lang, "review-emergency", &[("reason", reason.into())]),
            },
            signatures: self.review.signatures.iter().map(|row| self.signature(row)).collect(),
            warnings: self.warnings(),
            version: change.version,
            gather: is_open(change.status) && change.evidence.is_some() && !self.review.view.evidence_current,
            documents: self.documents(),
            deadlines: self.moved_deadlines(),
            pictures: self.pictures(),
            ..ReviewPart::default()
        };
        let rest = part.deadlines.len().saturating_sub(limits::REVIEW_CHANGES);
        if rest > 0 {
            part.deadlines_rest = part.deadlines.split_off(limits::REVIEW_CHANGES);
            part.rest_count = t(lang, "review-deadlines-rest", &[("count", rest.into())]);
        }
        self.add_evidence(&mut part);
        part
    }

    fn effect(&self) -> String {
        let change = &self.review.view.change;
        let lang = self.lang();
        match (change.status, change.wanted_at) {
            (ChangeStatus::Withdrawn, _) => lang.t("review-effect-withdrawn"),
            (ChangeStatus::Effective | ChangeStatus::Closed, _) => lang.t("review-effect-since"),
            _ if change.emergency => lang.t("review-effect-emergency"),
            (_, Some(at)) => t(lang, "review-effect-at", &[("at", self.when.moment(at).into())]),
            (_, None) => lang.t("review-effect-approved"),
        }
    }

    fn signature(&self, row: &SignatureRow) -> ReviewSignature {
        let lang = self.lang();
        let post = row.post.as_deref().map(|post| post_title(&self.books, post, lang));
        let who = match post {
            Some(post) => {
                t(lang, "review-signed", &[("name", row.name.as_str().into()), ("post", post.into())])
            }
            None => row.name.clone(),
        };
        let at = self.when.moment(row.at);
        let (tone, note) = match row.voided_at {
            None => (Tone::Ok, t(lang, "review-signed-at", &[("at", at.into())])),
            Some(_) => {
                let why = super::sign::void_reason(lang, row.void_reason.as_deref().unwrap_or_default());
                (Tone::Late, t(lang, "review-voided", &[("at", at.into()), ("why", why.into())]))
            }
        };
        let opinion = self.review.opinions.get(&row.entry).cloned().unwrap_or_default();
        ReviewSignature { meaning: super::sign::called(lang, &row.meaning), who, note, opinion, tone }
    }

    fn warnings(&self) -> Vec<String> {
        let view = &self.review.view;
        let lang = self.lang();
        let is_open = is_open(view.change.status);
        let mut warnings = Vec::new();
        if is_open && view.change.evidence.is_none() {
            warnings.push(lang.t("review-evidence-none"));
        } else if is_open && !view.evidence_current {
            warnings.push(lang.t("review-evidence-old"));
        }
        for document in &view.stale {
            let title =
                DocumentId::parse(document).map(|id| self.title(&id)).unwrap_or_else(|| document.clone());
            warnings.push(t(lang, "review-stale", &[("document", title.into())]));
        }
        warnings
    }

    /// A link, without its way for somebody who came by a mail's link: that opens one task and nothing else.
    fn link(&self, text: String, href: String) -> Link {
        Link { text, href: if self.seen.by_link_only() { String::new() } else { href } }
    }

    fn clause(&self, clause: Option<&str>) -> Link {
        let Some(clause) = clause else { return Link::default() };
        let text = t(self.lang(), "review-clause", &[("clause", clause.into())]);
        self.link(text, super::clause::href(clause))
    }

    /// A document by its kind and title, of the new revision where there is one.
    fn title(&self, id: &DocumentId) -> String {
        let title = title_in(&self.review.new, id).or_else(|| title_in(&self.review.old, id));
        let title = title.map_or_else(|| id.as_str().to_owned(), |title| title.get(self.lang()).to_owned());
        let kind = match id.kind() {
            DocumentKind::Policy => "policy",
            DocumentKind::Scenarios => "stories",
            DocumentKind::MailText => "mail",
            DocumentKind::Table => "table",
            DocumentKind::Form => "form",
            DocumentKind::Register => "register",
            DocumentKind::ChapterZh => "chapter-zh",
            DocumentKind::ChapterEn => "chapter-en",
            // There is one of each, and its title says what it is.
            _ => return title,
        };
        let args = [("name", id.name().into()), ("title", title.into())];
        t(self.lang(), &format!("review-kind-{kind}"), &args)
    }

    /// A state's title, in the new policy where it has it.
    fn state(&self, policy: &str, state: &str) -> String {
        let title = |library: &Library| {
            let policy = library.policy(policy)?;
            let (chart, id) = policy.find_state(state)?;
            policy.charts[chart].work[id].title.clone()
        };
        let title = title(&self.review.new).or_else(|| title(&self.review.old));
        title.map_or_else(|| state.to_owned(), |title| title.get(self.lang()).to_owned())
    }

    fn procedure(&self, policy: &str) -> String {
        let id = DocumentId::of(DocumentKind::Policy, policy);
        let title = |library| title_in(library, id.as_ref()?);
        let title = title(&self.review.new).or_else(|| title(&self.review.old));
        title.map_or_else(|| policy.to_owned(), |title| title.get(self.lang()).to_owned())
    }
}

fn title_in(library: &Library, id: &DocumentId) -> Option<Bilingual> {
    library.has(id.kind(), id.name()).then(|| crate::service::title_of(library, id))
}

/// Whether it can still be signed.
fn is_open(status: ChangeStatus) -> bool {
    matches!(status, ChangeStatus::Draft | ChangeStatus::InReview | ChangeStatus::Approved)
}
