//! What the documents would be with a text that is being typed: findings, picture, preview, stories. Nothing is kept,
//! except a draft where one is sent.

use std::collections::BTreeMap;

use askama::Template;
use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use guicheng_core::calendar::Sentence;
use guicheng_core::document::{DocumentId, DocumentKind as Kind, Library};
use guicheng_core::picture::{self, Options};
use guicheng_core::scenario;
use guicheng_core::schema;
use guicheng_core::text::{Finding, Lang, Severity, closest};
use serde_json::{Value as Json_, json};

use crate::lang::{self, Say, explain, t};
use crate::service::{ServiceError, Tried, from_field};
use crate::web::answer::ok;
use crate::web::guard::{Posted, first};
use crate::web::session::Seen;
use crate::web::views::{
    EditorParts, ExplainPage, FailedStory, FindingRow, FindingsPart, Frame, Html, StoriesPart,
};

use super::editor::{began, typing};
use super::names::names;

/// Boxes of a picture go below each other rather than make it wider than this, in CSS pixels.
const WIDTH: i32 = 560;

/// Parts of a policy that no story exercised are named up to this many.
const NAMED: usize = 30;

/// What is asked about a text.
pub struct Asked<'a> {
    pub change: &'a str,
    pub document: &'a DocumentId,
    /// As a field holds it.
    pub text: &'a str,
    /// Tell its stories, too.
    pub stories: bool,
}

/// What is said of it.
pub struct Said {
    pub tried: Tried,
    pub parts: EditorParts,
}

/// `POST /changes/{id}/check/{document}`: as one types.
pub async fn check(
    Path((id, document)): Path<(String, String)>,
    Posted { by: seen, pairs }: Posted<Seen>,
) -> Response {
    let said = async {
        let document = super::document(&document)?;
        let asked = Asked { change: &id, document: &document, text: first(&pairs, "text"), stories: false };
        let said = parts(&seen, asked).await?;
        let findings: Vec<Json_> = said.tried.findings.iter().map(|found| place(seen.lang, found)).collect();
        let mut parts = BTreeMap::from([("findings", said.parts.findings.0)]);
        for (name, html) in [("picture", said.parts.picture.0), ("preview", said.parts.preview.0)] {
            // A text that cannot be drawn keeps the last picture.
            if !html.is_empty() {
                parts.insert(name, html);
            }
        }
        let names = names(&said.tried.library, &document, seen.lang);
        Ok(Json(json!({ "findings": findings, "parts": parts, "names": names })).into_response())
    };
    let said = said.await;
    seen.answer(said).await
}

/// `POST /changes/{id}/run/{document}`: tells the stories of the policy.
pub async fn run(
    Path((id, document)): Path<(String, String)>,
    Posted { by: seen, pairs }: Posted<Seen>,
) -> Response {
    let said = async {
        let document = super::document(&document)?;
        let asked = Asked { change: &id, document: &document, text: first(&pairs, "text"), stories: true };
        let said = parts(&seen, asked).await?;
        Ok(Json(json!({ "parts": { "stories": said.parts.stories.0 } })).into_response())
    };
    let said = said.await;
    seen.answer(said).await
}

/// `POST /changes/{id}/draft/{document}`: keeps what is typed.
pub async fn draft(
    Path((id, document)): Path<(String, String)>,
    Posted { by: seen, pairs }: Posted<Seen>,
) -> Response {
    let said = async {
        let document = super::document(&document)?;
        let bytes = from_field(first(&pairs, "text"), None);
        let kept = seen.service.keep_draft(&seen.caller, &id, &document, began(&pairs), bytes).await?;
        let when = seen.when()?;
        let mut said = vec![t(seen.lang, "editor-kept", &[("at", when.moment(kept.at).into())])];
        said.extend(kept.others.iter().map(|other| typing(&seen, &when, other)));
        if kept.moved {
            said.push(seen.lang.t("editor-moved"));
        }
        let warn = kept.moved || !kept.others.is_empty();
        Ok(Json(json!({ "said": said.join(" "), "warn": warn })).into_response())
    };
    let said = said.await;
    seen.answer(said).await
}

/// `GET /schemas/{kind}`: the keys of a kind of document, explained in the reader's language.
pub async fn schema(Path(kind): Path<String>, seen: Seen) -> Response {
    let say = |id: &str| lang::has(id).then(|| seen.lang.t(id));
    match schema::json_schema(&kind, &say) {
        Some(schema) => Json(schema).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// `GET /explain/{code}`: what a finding's code means.
pub async fn explain(Path(code): Path<String>, seen: Seen) -> Response {
    let page = explained(&seen, &code.to_ascii_uppercase()).await;
    seen.answer(page).await
}

async fn explained(seen: &Seen, code: &str) -> Result<Response, ServiceError> {
    let Some(said) = explain::explanation(code) else {
        let near = closest(code, explain::codes()).unwrap_or_default().to_owned();
        let args = [("code", code.to_owned()), ("near", near)];
        return Err(ServiceError::NotFound(crate::service::Problem::new("no-such-code", args)));
    };
    ok(&ExplainPage {
        frame: seen.frame(Default::default()).await?,
        code: code.to_owned(),
        text: said.text(seen.lang).to_owned(),
        wrong: said.wrong.to_owned(),
        right: said.right.to_owned(),
    })
}

/// A finding for the script: places by line and character.
fn place(lang: Lang, finding: &Finding) -> Json_ {
    let (message, hint) = lang::finding(lang, finding);
    json!({
        "code": finding.code,
        "severity": finding.severity,
        "from": [finding.line, finding.column],
        "to": [finding.end.0, finding.end.1],
        "message": message,
        "hint": hint,
    })
}

/// Everything under the text.
pub async fn parts(seen: &Seen, asked: Asked<'_>) -> Result<Said, ServiceError> {
    let Asked { change, document, text, stories } = asked;
    let bytes = from_field(text, None);
    let tried = seen.service.try_text(&seen.caller, change, document, bytes).await?;
    let frame = Frame { lang: seen.lang, ..Frame::default() };
    let row = |finding: &Finding| FindingRow::of(seen.lang, finding);
    let findings = FindingsPart {
        count: count(seen.lang, &tried),
        own: tried.findings.iter().map(row).collect(),
        elsewhere: tried.elsewhere.iter().map(row).collect(),
        frame: frame.clone(),
    };
    let told = if stories {
        rendered(&self::stories(seen, frame, &tried, document).await?)
    } else {
        Html::default()
    };
    let parts = EditorParts {
        findings: rendered(&findings),
        picture: picture(&tried.library, document, seen.lang),
        preview: preview(&tried.library, document, seen.lang),
        stories: told,
    };
    Ok(Said { tried, parts })
}

fn rendered(part: &impl Template) -> Html {
    Html(part.render().unwrap_or_default())
}

fn count(lang: Lang, tried: &Tried) -> String {
    let of = |severity| tried.findings.iter().filter(|finding| finding.severity == severity).count();
    let (errors, warnings, notes) = (of(Severity::Error), of(Severity::Warning), of(Severity::Note));
    let args = [("errors", errors.into()), ("warnings", warnings.into()), ("notes", notes.into())];
    t(lang, "editor-count", &args)
}

/// A policy's picture; that of its policy for stories.
fn picture(library: &Library, document: &DocumentId, lang: Lang) -> Html {
    if document.kind() != Kind::Policy {
        return Html::default();
    }
    let Some(policy) = library.policy(document.name()) else { return Html::default() };
    let say = |sentence: &Sentence| lang::sentence(lang, sentence);
    let post = |post: &str| {
        let post = library.organisation()?.post(post)?;
        Some(post.title.get(lang).to_owned())
    };
    let form = library.form_of(policy);
    let options =
        Options { width: Some(WIDTH), form: form.map(|form| &**form), ..Options::new(lang, &say, &post) };
    Html(picture::svg(policy, &options))
}

/// A chapter as the manual shows it, a form as people fill it in.
fn preview(library: &Library, document: &DocumentId, lang: Lang) -> Html {
    match document.kind() {
        Kind::ChapterZh | Kind::ChapterEn => {
            let source = library.document(document).and_then(|document| document.source.as_ref());
            let Some(source) = source else { return Html::default() };
            let chapter = document.kind().chapter_lang().and_then(|of| library.chapter(of, document.name()));
            let start = chapter.map_or(0, |chapter| chapter.front_matter.end as usize);
            let text = source.text.get(start..).unwrap_or_default();
            let (html, _) = super::super::chapter::chapter(text);
            Html(format!("<article class=\"prose\">{html}</article>"))
        }
        Kind::Form => match library.form(document.name()) {
            Some(form) => Html(super::names::form_preview(form, lang)),
            None => Html::default(),
        },
        _ => Html::default(),
    }
}

/// Tells the stories of a policy, or says why that cannot be.
async fn stories(
    seen: &Seen,
    frame: Frame,
    tried: &Tried,
    document: &DocumentId,
) -> Result<StoriesPart, ServiceError> {
    let lang = frame.lang;
    let Some(told) = seen.service.tell_stories(tried, document.name()).await? else {
        return Ok(StoriesPart { count: lang.t("editor-stories-none"), frame, ..StoriesPart::default() });
    };
    let (outcome, source) = (told.outcome, told.source);
    let line =
        |span: guicheng_core::text::Span| source.as_ref().map_or(0, |source| source.place(span.start).line);
    let all = outcome.stories.len();
    let failed: Vec<FailedStory> = outcome
        .stories
        .iter()
        .filter_map(|(name, failure)| {
            let failure = failure.as_ref()?;
            let difference = |difference: &scenario::Difference| {
                let parts = [
                    ("what", difference.what.as_str().into()),
                    ("expected", difference.expected.as_str().into()),
                    ("got", difference.got.as_str().into()),
                ];
                t(lang, "scenario-difference", &parts)
            };
            Some(FailedStory {
                name: name.get(lang).to_owned(),
                line: line(failure.span),
                differences: failure.differences.iter().map(difference).collect(),
                trace: failure.trace.clone(),
            })
        })
        .collect();
    let passed = all - failed.len();
    let count = t(lang, "scenario-count", &[("passed", passed.into()), ("failed", failed.len().into())]);
    let (mut coverage, mut missing) = (Vec::new(), Vec::new());
    if let Some(covered) = &outcome.coverage {
        let part = |part: &scenario::Part| format!("{}/{}", part.covered, part.total);
        let args = [
            ("policy", covered.policy.as_str().into()),
            ("states", part(&covered.states).into()),
            ("transitions", part(&covered.transitions).into()),
            ("conditions", part(&covered.conditions).into()),
            ("rows", part(&covered.rows).into()),
        ];
        coverage.push(t(lang, "scenario-coverage", &args));
        let parts = [&covered.states, &covered.transitions, &covered.conditions, &covered.rows];
        for lost in parts.into_iter().flat_map(|part| &part.missing).take(NAMED) {
            let args = [("line", lost.line.to_string().into()), ("name", lost.name.as_str().into())];
            missing.push(t(lang, "scenario-missing", &args));
        }
    }
    Ok(StoriesPart { frame, count, failed, coverage, missing })
}
