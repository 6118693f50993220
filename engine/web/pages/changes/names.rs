//! Words for the editor: findings in the reader's language, names for completion, the script's own words.

use guicheng_core::limits::SOURCE_BYTES;
use std::collections::{BTreeMap, BTreeSet};

use guicheng_core::document::{DocumentId, DocumentKind as Kind, Library};
use guicheng_core::form::Form;
use guicheng_core::text::{Finding, Lang};
use serde_json::{Value as Json, json};

use crate::lang::{self, Say, t};
use crate::service::{Evidence, Found, Sheet, Weight};
use crate::web::session::Seen;
use crate::web::views::FindingRow;

/// Characters of a clause's text that completion shows.
const CLAUSE_CHARS: usize = 40;

impl FindingRow {
    /// A finding for somebody who reads this language.
    pub fn of(lang: Lang, finding: &Finding) -> FindingRow {
        FindingRow::of_found(lang, &Found::of(finding, true))
    }

    /// One that was kept as evidence.
    pub fn of_found(lang: Lang, found: &Found) -> FindingRow {
        let args = found.args.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let (message, hint) = lang::finding_kept(lang, &found.code, args);
        FindingRow {
            code: found.code.clone(),
            severity: super::editor::weight(lang, found.severity),
            message,
            hint,
            path: found.path.clone(),
            line: found.line,
            column: found.column,
            explain: format!("/explain/{}", found.code),
        }
    }
}

/// What the last check found, in a sentence.
pub fn checked(lang: Lang, evidence: &Evidence) -> String {
    let of = |weight| evidence.findings.iter().filter(|found| found.severity == weight).count();
    let passed: u32 = evidence.stories.iter().map(|stories| stories.passed).sum();
    let failed: usize = evidence.stories.iter().map(|stories| stories.failed.len()).sum();
    let args = [
        ("errors", of(Weight::Error).into()),
        ("warnings", of(Weight::Warning).into()),
        ("passed", passed.into()),
        ("failed", failed.into()),
    ];
    t(lang, "editor-checked", &args)
}

/// A form as a list of what it asks, section by section. Everything in it is escaped here.
pub fn form_preview(form: &Form, lang: Lang) -> String {
    let mut html = String::new();
    for section in &form.sections {
        html.push_str("<h3>");
        html.push_str(&escaped(section.title.get(lang)));
        html.push_str("</h3><ul class=\"list\">");
        for entry in &section.entries {
            let Some(field) = form.field(&entry.field) else { continue };
            let must = if entry.required { "<span class=\"must\" aria-hidden=\"true\">*</span>" } else { "" };
            let title = escaped(field.title.get(lang));
            html.push_str(&format!("<li>{title}{must} <small>{}</small></li>", escaped(&field.id)));
        }
        html.push_str("</ul>");
    }
    html
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

type Names = BTreeMap<&'static str, BTreeSet<(String, String)>>;

/// Names that a document may use, by kind, each with its title.
pub fn names(library: &Library, document: &DocumentId, lang: Lang) -> Names {
    let mut names = Names::new();
    let mut add = |kind: &'static str, name: &str, title: &str| {
        names.entry(kind).or_default().insert((name.to_owned(), title.to_owned()));
    };
    for post in library.organisation().iter().flat_map(|organisation| &organisation.posts) {
        add("post", &post.id, post.title.get(lang));
    }
    for form in library.forms() {
        add("form", &form.id, form.title.get(lang));
    }
    for register in library.registers() {
        add("register", &register.form.id, register.form.title.get(lang));
    }
    for text in library.mail_texts() {
        add("mail", &text.id, text.title.get(lang));
    }
    for policy in library.policies() {
        add("policy", &policy.id, policy.title.get(lang));
    }
    for shared in library.shared() {
        add("table", &shared.id, shared.title.get(lang));
    }
    for chapter in library.chapters(lang) {
        add("clause", &chapter.number, chapter.title.get(lang));
        for (anchor, clause) in &chapter.clauses {
            let text: String = clause.text.chars().take(CLAUSE_CHARS).collect();
            add("clause", anchor, &text);
        }
    }
    let policy = match document.kind() {
        Kind::Policy | Kind::Scenarios => library.policy(document.name()),
        _ => None,
    };
    let form = match (document.kind(), policy) {
        (Kind::Form, _) => library.form(document.name()),
        (_, Some(policy)) => library.form_of(policy),
        _ => None,
    };
    for field in form.iter().flat_map(|form| &form.fields) {
        add("field", &field.id, field.title.get(lang));
    }
    for section in form.iter().flat_map(|form| &form.sections) {
        add("section", &section.id, section.title.get(lang));
    }
    if let Some(policy) = policy {
        for on in &policy.charts {
            for (state, work) in on.chart.states.iter().zip(&on.work).skip(1) {
                add(
                    "state",
                    &state.name,
                    work.title.as_ref().map(|title| title.get(lang)).unwrap_or_default(),
                );
            }
            for (transition, choice) in on.chart.transitions.iter().zip(&on.choices) {
                let title = choice.title.as_ref().map(|title| title.get(lang)).unwrap_or_default();
                transition.events.iter().for_each(|event| add("event", event, title));
            }
        }
        policy.values.keys().for_each(|name| add("value", name, ""));
        policy.vars.iter().for_each(|(name, _)| add("var", name, ""));
        policy.tables.keys().for_each(|name| add("table", name, ""));
        policy.quotas.keys().for_each(|name| add("quota", name, ""));
    }
    names
}

/// The kind of schema that a document has.
fn schema_of(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::Policy => "policy",
        Kind::Scenarios => "scenario",
        Kind::MailText => "mail",
        Kind::Table => "table",
        Kind::Organisation => "organisation",
        Kind::Calendar => "calendar",
        Kind::Form => "form",
        Kind::Register => "register",
        Kind::Matrix => "matrix",
        Kind::Distribution => "distribution",
        Kind::Appointments => "appointments",
        Kind::ChapterZh | Kind::ChapterEn => return None,
    })
}

/// The editor's own sentences, as CodeMirror asks for them, with the key of ours.
const PHRASES: [(&str, &str); 20] = [
    ("Find", "editor-cm-find"),
    ("Replace", "editor-cm-replace"),
    ("next", "editor-cm-next"),
    ("previous", "editor-cm-previous"),
    ("all", "editor-cm-all"),
    ("match case", "editor-cm-case"),
    ("regexp", "editor-cm-regexp"),
    ("by word", "editor-cm-word"),
    ("replace", "editor-cm-replace-one"),
    ("replace all", "editor-cm-replace-all"),
    ("close", "editor-cm-close"),
    ("Go to line", "editor-cm-line"),
    ("go", "editor-cm-go"),
    ("Completions", "editor-cm-completions"),
    ("Diagnostics", "editor-cm-diagnostics"),
    ("No diagnostics", "editor-cm-no-diagnostics"),
    ("Fold line", "editor-cm-fold"),
    ("Unfold line", "editor-cm-unfold"),
    ("Accept", "editor-cm-accept"),
    ("Reject", "editor-cm-reject"),
];

/// What the script needs to know.
pub fn config(seen: &Seen, sheet: &Sheet, title: &str, nonce: &str) -> Json {
    let lang = seen.lang;
    let (change, document) = (&sheet.view.change.id, &sheet.document);
    let phrases: BTreeMap<&str, String> =
        PHRASES.iter().map(|(phrase, key)| (*phrase, lang.t(key))).collect();
    let markdown = document.kind().chapter_lang().is_some();
    json!({
        "lang": lang.tag(),
        "kind": if markdown { "markdown" } else { "yaml" },
        "nonce": nonce,
        "limit": SOURCE_BYTES,
        "done": seen.asked("done") == "saved",
        "key": format!("guicheng|{change}|{document}|{}", seen.caller.person),
        "check": format!("/changes/{change}/check/{document}"),
        "draft": format!("/changes/{change}/draft/{document}"),
        "run": format!("/changes/{change}/run/{document}"),
        "schema": schema_of(document.kind()).map(|kind| format!("/schemas/{kind}")),
        "phrases": phrases,
        "words": {
            "label": title,
            "required": lang.t("editor-required"),
            "gone": lang.t("editor-gone"),
            "offline": lang.t("editor-offline"),
            "large": t(lang, "editor-large", &[("limit", (SOURCE_BYTES / 1024).into())]),
            "found": lang.t("editor-found"),
            "restore": lang.t("editor-restore"),
            "forget": lang.t("editor-forget-local"),
        },
    })
}
