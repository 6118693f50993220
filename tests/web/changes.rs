//! Changes and the editor as people use them without scripts, and what the editor's script asks.

use serde_json::Value;

use super::browser::{Browser, Page};
use super::path;
use crate::support::app::App;

const DOCUMENT: &str = "policies/complaint";

/// Proposes a change from a document's page; ends in its editor.
pub(super) async fn proposed(lead: &Browser<'_>) -> Page {
    let document = lead.get(&format!("/documents/{DOCUMENT}")).await;
    let from = document.link("/changes/new").unwrap();
    let mut form = lead.get(&from).await.act().unwrap();
    for (name, value) in [("f.title", "回访提前"), ("f.reason", "回访太晚。"), ("f.emergency", "false")]
    {
        form.set(name, value);
    }
    let page = lead.submit(&form, "start").await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(page.path.ends_with(&format!("/documents/{DOCUMENT}")), "{}", page.path);
    page
}

/// The text in the editor's field.
fn text(page: &Page) -> String {
    let (_, rest) = page.html.split_once("name=\"text\"").unwrap();
    let (_, rest) = rest.split_once('>').unwrap();
    let text = rest.split("</textarea>").next().unwrap();
    let text = text.strip_prefix('\n').unwrap_or(text);
    let pairs = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&#34;", "\""),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#38;", "&"),
        ("&amp;", "&"),
    ];
    pairs.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

async fn send(browser: &Browser<'_>, page: &Page, text: &str, turn: &str) -> Page {
    let (csrf, began) = (page.csrf(), page.hidden("began"));
    // As a browser sends a text field.
    let typed = text.replace('\n', "\r\n");
    let pairs = [("csrf", csrf.as_str()), ("began", &began), ("text", &typed), ("turn", turn)];
    browser.post(&path(page), &pairs).await
}

#[tokio::test]
async fn a_document_is_edited_checked_and_saved_without_scripts() {
    let app = App::demo().await;
    let lead = Browser::signed_in(&app, "cl").await;
    let editor = proposed(&lead).await;
    let policy = editor.headers["content-security-policy"].to_str().unwrap();
    assert!(
        policy.contains("script-src 'self';") && policy.contains("'nonce-") && !policy.contains("unsafe")
    );
    let original = text(&editor);
    // A mistake is told, with what was typed still there; nothing is in the change yet.
    let wrong = original.replacen("post: complaint_desk", "post: complaint_dsk", 1);
    let checked = send(&lead, &editor, &wrong, "check").await;
    assert_eq!(checked.status, 200);
    assert_eq!(text(&checked), wrong);
    assert!(
        checked.html.contains("complaint_dsk") && checked.html.contains("/explain/G0"),
        "{}",
        checked.text()
    );
    assert!(lead.get("/explain/G0404").await.status == 200);
    // Stories of what would be.
    let told = send(&lead, &editor, &original, "run").await;
    assert!(told.html.contains("class=\"meta\"") && told.status == 200);
    // Saved, with the line ends of the document.
    let right = original.replacen("call_back_within:    { is: 2h,", "call_back_within:    { is: 3h,", 1);
    assert_ne!(right, original);
    let saved = send(&lead, &editor, &right, "save").await;
    assert!(saved.path.ends_with("?done=saved"), "{} {}", saved.path, saved.text());
    assert_eq!(text(&saved), right);
    let change = path(&saved).split('/').nth(2).unwrap().to_owned();
    let items = app.service.store().read().change_items(&change).await.unwrap();
    let bytes = app.service.store().read().blob(&items[0].hash.unwrap()).await.unwrap().unwrap();
    assert_eq!(bytes, right.as_bytes());
    // It is listed, with the change's status in words.
    let list = lead.get("/changes?show=mine").await;
    assert!(list.text().contains("回访提前") && list.text().contains("编制中"));
    let page = lead.get(&format!("/changes/{change}")).await;
    assert!(page.text().contains("policies/complaint.yaml"), "{}", page.text());
}

#[tokio::test]
async fn two_editors_of_one_document_lose_nothing() {
    let app = App::demo().await;
    let lead = Browser::signed_in(&app, "cl").await;
    let second = Browser::signed_in(&app, "cl").await;
    let first_page = proposed(&lead).await;
    let other_page = second.get(&path(&first_page)).await;
    let original = text(&first_page);
    let theirs = format!("{original}\n# theirs\n");
    let mine = format!("{original}\n# mine\n");
    assert!(send(&second, &other_page, &theirs, "save").await.path.contains("done=saved"));
    let refused = send(&lead, &first_page, &mine, "save").await;
    assert_eq!(refused.status, 409);
    assert_eq!(text(&refused), mine, "what was typed is still there");
    assert!(refused.html.contains("# theirs"), "and the other text beside it");
    let saved = send(&lead, &refused, &mine, "save").await;
    assert!(saved.path.contains("done=saved"), "{}", saved.text());
}

#[tokio::test]
async fn what_is_typed_is_kept_and_thrown_away() {
    let app = App::demo().await;
    let lead = Browser::signed_in(&app, "cl").await;
    let editor = proposed(&lead).await;
    let (csrf, began) = (editor.csrf(), editor.hidden("began"));
    let draft = path(&editor).replacen("/documents/", "/draft/", 1);
    let typed = "policy: complaint\ntitle: 草稿\n";
    let kept = lead.post(&draft, &[("csrf", &csrf), ("began", &began), ("text", typed)]).await;
    assert_eq!(kept.status, 200, "{}", kept.html);
    let said: Value = serde_json::from_str(&kept.html).unwrap();
    assert_eq!(said["warn"], false);
    let opened = lead.get(&path(&editor)).await;
    assert_eq!(text(&opened), typed);
    // The script asks the same as the page.
    let check = path(&editor).replacen("/documents/", "/check/", 1);
    let answer = lead.post(&check, &[("csrf", &csrf), ("text", typed)]).await;
    let said: Value = serde_json::from_str(&answer.html).unwrap();
    assert!(!said["findings"].as_array().unwrap().is_empty());
    assert!(said["names"]["post"].as_array().unwrap().len() > 5);
    assert!(said["parts"]["findings"].as_str().unwrap().contains("data-line"));
    let schema = lead.get("/schemas/policy").await;
    let schema: Value = serde_json::from_str(&schema.html).unwrap();
    assert!(schema["definitions"]["policy"]["properties"]["states"].is_object());
    let forgotten = send(&lead, &opened, typed, "forget").await;
    assert!(text(&forgotten).contains("initial:"), "the text in force again");
    // Somebody without a part in it finds nothing there, and keeps nothing there.
    let desk = Browser::signed_in(&app, "desk").await;
    assert_eq!(desk.get(&path(&editor)).await.status, 404);
    let own = desk.get("/inbox").await.csrf();
    let refused = desk.post(&draft, &[("csrf", &own), ("began", &began), ("text", "x")]).await;
    assert_eq!(refused.status, 404);
}

#[tokio::test]
async fn documents_are_added_ended_and_taken_out() {
    let app = App::demo().await;
    let lead = Browser::signed_in(&app, "cl").await;
    let editor = proposed(&lead).await;
    let change = path(&editor).split('/').nth(2).unwrap().to_owned();
    let at = format!("/changes/{change}");
    let page = lead.get(&at).await;
    let turn = async |pairs: &[(&str, &str)]| {
        let page = lead.get(&at).await;
        let (csrf, version) = (page.csrf(), page.hidden("version"));
        let all: Vec<(&str, &str)> = [("csrf", csrf.as_str()), ("version", version.as_str())]
            .into_iter()
            .chain(pairs.iter().copied())
            .collect();
        lead.post(&at, &all).await
    };
    assert!(page.status == 200);
    let opened = turn(&[("turn", "open"), ("document", "policies/mail/complaint_letter")]).await;
    assert!(opened.path.ends_with("/documents/policies/mail/complaint_letter"));
    for (kind, name, expected) in
        [("policy", "new_one", 200), ("policy", "New One", 422), ("policy", "complaint", 422)]
    {
        let page = turn(&[("turn", "new"), ("kind", kind), ("name", name)]).await;
        assert_eq!(page.status, expected, "{name}");
    }
    let ended = turn(&[("turn", "end"), ("document", "policies/recall.test")]).await;
    assert!(ended.text().contains("作废"), "{}", ended.text());
    let old = lead.get(&at).await;
    let edited = turn(&[
        ("turn", "edit"),
        ("title", "另一个名称"),
        ("reason", "另一个理由"),
        ("wanted_at", "2026-12-01T00:00"),
    ])
    .await;
    assert!(edited.text().contains("另一个名称"), "{}", edited.text());
    // A page that is out of date changes nothing.
    let (csrf, version) = (old.csrf(), old.hidden("version"));
    let stale = lead
        .post(
            &at,
            &[
                ("csrf", &csrf),
                ("version", &version),
                ("turn", "remove"),
                ("document", "policies/recall.test"),
            ],
        )
        .await;
    assert_eq!(stale.status, 409);
    let removed = turn(&[("turn", "remove"), ("document", "policies/recall.test")]).await;
    assert!(!removed.text().contains("policies/recall.test.yaml ·"), "{}", removed.text());
}
