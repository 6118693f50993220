//! What has moved since a page was opened, in sentences.

use guicheng_core::document::DocumentId;

use crate::lang::{self, Arg, Lang, Say, has, t};
use crate::service::{Books, CaseOutcome, Moved, ServiceError, TaskView};
use crate::web::session::Seen;
use crate::web::when::When;

use super::title_in;

/// More cases than this are counted, not named.
const NAMED: usize = 5;

/// What has moved since the page was opened whose token this is.
///
/// # Errors
/// The database.
pub async fn since(seen: &Seen, view: &TaskView, token: &str) -> Result<Vec<String>, ServiceError> {
    let moved = seen.service.moved_since(view, token).await?;
    Ok(sentences(&seen.when()?, &*seen.books()?, &moved))
}

/// What has moved, in the reader's words; pages and programs are told the same.
pub fn sentences(when: &When, books: &Books, moved: &[Moved]) -> Vec<String> {
    let title = |document: &str| {
        let title = DocumentId::parse(document).and_then(|id| title_in(books, &id));
        title.map_or_else(|| document.to_owned(), |title| title.get(when.lang).to_owned())
    };
    let mut lines: Vec<String> = moved.iter().flat_map(|moved| said(when, moved, &title)).collect();
    // Five answers in one minute are told once.
    lines.dedup();
    lines
}

fn said(when: &When, moved: &Moved, title: &dyn Fn(&str) -> String) -> Vec<String> {
    let lang = when.lang;
    let numbers = |id: &str, was: usize, is: usize| {
        vec![t(lang, id, &[("was", Arg::from(was)), ("is", Arg::from(is))])]
    };
    match moved {
        Moved::Edited { how, document, person, at } => {
            let id = format!("review-since-{how}");
            let (who, at) = (("person", Arg::from(person.as_str())), ("at", Arg::from(when.moment(*at))));
            vec![match document {
                Some(document) if has(&id) => t(lang, &id, &[who, at, ("document", title(document).into())]),
                _ if how == "answer" => t(lang, "review-since-answer", &[who, at]),
                _ => t(lang, "review-since-set", &[who, at]),
            }]
        }
        Moved::Status { is } => {
            let word = if is == "in_review" { "review" } else { is.as_str() };
            let status = lang.t(&format!("editor-status-{word}"));
            vec![t(lang, "review-since-status", &[("status", status.into())])]
        }
        Moved::Released { document, label, change, at } => {
            let args = [
                ("document", title(document).into()),
                ("label", label.as_str().into()),
                ("change", change.as_deref().unwrap_or_default().into()),
                ("at", when.moment(*at).into()),
            ];
            vec![t(lang, "review-since-released", &args)]
        }
        Moved::Cases { came, other, gone } => {
            let mut lines = Vec::new();
            if !came.is_empty() {
                lines.push(t(lang, "review-since-came", &[("cases", named(lang, came).into())]));
            }
            if !other.is_empty() {
                lines.push(t(lang, "review-since-other", &[("cases", named(lang, other).into())]));
            }
            if *gone > 0 {
                lines.push(t(lang, "review-since-gone", &[("count", (*gone).into())]));
            }
            lines
        }
        Moved::Running { was, is } => numbers("review-since-running", *was, *is),
        Moved::Findings { errors, warnings } => {
            let args = [
                ("errors", Arg::from(errors.1)),
                ("warnings", Arg::from(warnings.1)),
                ("before", Arg::from(errors.0)),
                ("before-warnings", Arg::from(warnings.0)),
            ];
            vec![t(lang, "review-since-findings", &args)]
        }
        Moved::Stories { was, is } => numbers("review-since-stories", *was, *is),
        Moved::Suspects { was, is } => numbers("review-since-suspects", *was, *is),
        Moved::Readers { was, is } => numbers("review-since-readers", *was, *is),
        Moved::Backtest { was, is } => numbers("review-since-backtest", *was, *is),
        Moved::Gathered { at } => vec![t(lang, "review-since-gathered", &[("at", when.moment(*at).into())])],
    }
}

/// `TS2026001（转到新版）、TS2026002（待决定）`.
fn named(lang: Lang, cases: &[CaseOutcome]) -> String {
    let name = |case: &CaseOutcome| {
        let number = case.number.clone().unwrap_or_else(|| case.instance.clone());
        let becomes = lang.t(&format!("review-becomes-{}", case.becomes.word()));
        t(lang, "review-since-case", &[("case", number.into()), ("becomes", becomes.into())])
    };
    let mut names: Vec<String> = cases.iter().take(NAMED).map(name).collect();
    if cases.len() > NAMED {
        names.push(t(lang, "review-since-more", &[("count", (cases.len() - NAMED).into())]));
    }
    lang::list(lang, &names)
}
