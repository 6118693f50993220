//! Every route that could change something, walked by who may change nothing: a stranger, an auditor, somebody who left,
//! an auditor after the last day. The routes are the router's own, so that a new one cannot be forgotten: without a line
//! in [`filled`] the test fails. Afterwards every table is as it was.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Method, Request};
use guicheng::cli::open::console;
use guicheng_core::value::Moment;
use serde_json::{Value, json};

use super::browser::Browser;
use super::reading::dump;
use super::{complaint, path};
use crate::support::app::App;

/// What is one's own: an auditor may sign in and out and set their own password.
const OWN: &[&str] = &[
    "/login",
    "/logout",
    "/account/password",
    "/account/authenticator",
    "/account/confirm",
    "/account/off",
    "/account/end",
];

/// What writes nothing, whoever sends it: trying things out.
const TRYING: &[&str] = &[
    "/simulate/{policy}",
    "/changes/{id}/check/{*document}",
    "/changes/{id}/run/{*document}",
    "/changes/{id}/documents/{*document}",
    "/api/v1/changes/{id}/check",
    "/api/v1/changes/{id}/run",
];

/// All that a page may ask, with each of its buttons.
const BUTTONS: &[(&str, &str)] = &[
    ("turn", "new"),
    ("turn", "remove"),
    ("turn", "end"),
    ("turn", "edit"),
    ("turn", "answer"),
    ("turn", "gather"),
    ("turn", "withdraw"),
    ("turn", "save"),
    ("turn", "forget"),
    ("do", "add"),
    ("do", "invite"),
    ("do", "off"),
    ("do", "end"),
    ("do", "leave"),
    ("choice", "forward"),
    ("choice", "start"),
];

const FIELDS: &[(&str, &str)] = &[
    ("person", "gm"),
    ("id", "new1"),
    ("name", "new1"),
    ("mail", "new1@example.com"),
    ("kind", "policy"),
    ("document", "policies/complaint"),
    ("version", "1"),
    ("title", "x"),
    ("reason", "x"),
    ("text", "x: 1"),
    ("key", "k"),
    ("copy", "1"),
    ("advance", "1h"),
    ("from", "2026-12-01T09:00"),
    ("to", "2026-12-02T09:00"),
    ("who", "nobody"),
    ("password", "three blind white mice"),
    ("again", "three blind white mice"),
    ("sign.password", guicheng::service::DEMO_PASSWORD),
    ("f.channel", "phone"),
];

/// The paths of all routes, as the router itself tells them.
fn routes(app: &App) -> BTreeSet<String> {
    let told = format!("{:?}", app.router);
    let paths = told.split("paths: {").skip(1).filter_map(|paths| paths.split('}').next().map(|_| paths));
    let mut found = BTreeSet::new();
    for paths in paths {
        // `RouteId(7): "/tasks/{id}", …`
        for piece in paths.split("RouteId(").skip(1) {
            if let Some((_, rest)) = piece.split_once("): \"")
                && let Some((path, _)) = rest.split_once('"')
            {
                found.insert(path.to_owned());
            }
        }
    }
    found.retain(|path| !path.contains("__private") && !["/api/v1", "/api/v1/"].contains(&path.as_str()));
    found
}

/// What there is to be changed.
struct House {
    task: String,
    change: String,
    link: String,
}

/// A route's path with what there is in place of its parameters.
fn filled(template: &str, house: &House) -> String {
    let House { task, change, link } = house;
    let plain = template.strip_prefix("/api/v1").unwrap_or(template);
    let with = |value: &str| {
        let (before, after) = template.split_once('{').unwrap();
        format!("{before}{value}{}", after.split_once('}').unwrap().1)
            .replace("{*document}", "policies/complaint")
    };
    match plain {
        path if !path.contains('{') => template.to_owned(),
        "/readings/{*document}" => template.replace("{*document}", "policies/complaint"),
        path if path.starts_with("/tasks/{id}") => with(task),
        path if path.starts_with("/changes/{id}") => with(change),
        "/t/{secret}" => with(link),
        "/welcome/{secret}" | "/setup/{secret}" | "/suspects/{id}" => with("none"),
        "/accounts/{id}" => with("gm"),
        "/start/{policy}" | "/simulate/{policy}" => with("complaint"),
        // Only read; a method that writes does not exist there, and the walk sees to it that it does not.
        path => {
            let reads = [
                "/assets/",
                "/c/",
                "/cases/",
                "/documents/",
                "/explain/",
                "/instances/",
                "/manual/",
                "/outbox/",
                "/policies/",
                "/public/",
                "/registers/",
                "/schemas/",
                "/trace/",
                "/export",
            ];
            assert!(
                reads.iter().any(|begin| path.starts_with(begin)),
                "say in `filled` what {template} stands for"
            );
            with("none").replace("{*id}", "none")
        }
    }
}

/// What a program sends there.
fn body(template: &str) -> Vec<Value> {
    match template.strip_prefix("/api/v1").unwrap_or_default() {
        "/instances" => vec![json!({ "policy": "complaint", "fields": {} })],
        "/tasks/{id}/act" => {
            let signing = json!({ "password": guicheng::service::DEMO_PASSWORD });
            vec![json!({ "choice": "forward", "fields": {}, "signing": signing })]
        }
        "/accounts" => vec![json!({ "id": "new1", "name": "new1", "mail": "new1@example.com" })],
        "/accounts/{id}" => ["invite", "take-off-authenticator", "end-sessions", "leave"]
            .map(|action| json!({ "action": action }))
            .to_vec(),
        "/changes/{id}/items" => ["put", "obsolete", "rebase", "remove"]
            .map(|how| json!({ "document": "policies/complaint", "version": 1, "how": how, "text": "x" }))
            .to_vec(),
        "/changes/import" => {
            vec![json!({ "title": "x", "reason": "x", "files": { "policies/x.yaml": "x" } })]
        }
        "/changes/{id}" => vec![json!({ "version": 1, "title": "x" })],
        "/changes/{id}/drafts/{*document}" => vec![json!({ "text": "x" }), json!({})],
        "/changes/{id}/run" => vec![json!({ "document": "policies/complaint" })],
        "/changes/{id}/notes" => vec![json!({ "version": 1, "key": "x", "text": "x" })],
        "/changes/{id}/withdraw" => vec![json!({ "version": 1 })],
        "/changes/{id}/moves" => vec![json!({ "version": 1, "moves": {} })],
        "/suspects/{id}" => vec![json!({ "reason": "x" })],
        "/copies/return" => vec![json!({ "copy": "x" })],
        "/copies/recall" => vec![json!({ "copy": "x", "reason": "x" })],
        "/demo/clock" => vec![json!({ "advance": "1h" })],
        _ => vec![json!({})],
    }
}

/// Sends all of it; tells each answer: method, route, status.
async fn walk(
    app: &App,
    house: &House,
    browser: &Browser<'_>,
    csrf: &str,
    token: Option<&str>,
    skip: &[&str],
) -> Vec<(Method, String, u16)> {
    let mut answers = Vec::new();
    for template in routes(app).into_iter().filter(|route| !skip.contains(&route.as_str())) {
        let to = filled(&template, house);
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            if template.starts_with("/api/") {
                for body in body(&template) {
                    let mut request = Request::builder()
                        .method(method.clone())
                        .uri(&to)
                        .header("content-type", "application/json")
                        .header("idempotency-key", format!("{template}-{body}").len().to_string());
                    if let Some(token) = token {
                        request = request.header("authorization", format!("Bearer {token}"));
                    }
                    let answer = app.send(request.body(Body::from(body.to_string())).unwrap()).await;
                    answers.push((method.clone(), template.clone(), answer.status.as_u16()));
                }
                continue;
            }
            for (name, value) in BUTTONS {
                let mut form = url::form_urlencoded::Serializer::new(String::new());
                form.append_pair("csrf", csrf).append_pair(name, value).extend_pairs(FIELDS);
                let kind = [("content-type", "application/x-www-form-urlencoded")];
                let page = browser.send(method.clone(), &to, Body::from(form.finish()), &kind).await;
                let to_login =
                    page.status == 303 && page.headers["location"].to_str().unwrap().starts_with("/login");
                let status = if to_login { 401 } else { page.status };
                answers.push((method.clone(), template.clone(), status));
                if status == 405 {
                    break;
                }
            }
        }
    }
    assert!(answers.len() > 500, "{}", answers.len());
    answers
}

/// Nobody may do anything: every answer refuses.
fn assert_shut_out(who: &str, answers: &[(Method, String, u16)]) {
    for (method, route, status) in answers {
        let refused = matches!(status, 400 | 401 | 403 | 404 | 405 | 409 | 410 | 415 | 422);
        // Signing out without being signed in leads to the entrance.
        assert!(refused, "{who}: {method} {route}: {status}");
    }
}

async fn assert_same(app: &App, before: &[(String, Vec<String>)], who: &str) {
    let after = dump(app).await;
    for ((table, before), (_, after)) in before.iter().zip(&after) {
        assert_eq!(before, after, "{who}: {table}");
    }
}

async fn entered<'a>(app: &'a App, token: &str) -> (Browser<'a>, String) {
    let browser = Browser::new(app);
    let csrf = browser.get("/login").await.csrf();
    let page = browser.post("/login", &[("csrf", &csrf), ("token", token)]).await;
    assert_eq!((page.status, page.path.as_str()), (200, "/inbox"), "{}", page.text());
    let csrf = page.csrf();
    (browser, csrf)
}

#[tokio::test]
async fn who_may_change_nothing_changes_nothing() {
    let app = App::serve().await;
    let (desk_token, auditor_token) = (app.token("desk").await, app.token("auditor").await);
    let (desk, desk_csrf) = entered(&app, &desk_token).await;
    let (auditor, auditor_csrf) = entered(&app, &auditor_token).await;
    let (lead, _) = entered(&app, &app.token("cl").await).await;
    let task = path(&complaint(&desk).await).rsplit('/').next().unwrap().to_owned();
    let change = super::changes::proposed(&lead).await.path.split('/').nth(2).unwrap().to_owned();
    let mails =
        app.service.store().read().outbox(None, Some("desk"), guicheng::store::Page::FIRST).await.unwrap();
    let link = mails.iter().find(|mail| mail.task.as_deref() == Some(&task)).unwrap();
    let link = app.service.link_of(link).rsplit('/').next().unwrap().to_owned();
    let house = House { task, change, link };
    app.service.leave(console(), "desk").await.unwrap();

    let stranger = Browser::new(&app);
    let stranger_csrf = stranger.get("/login").await.csrf();
    let before = dump(&app).await;
    for (who, browser, csrf, token) in [
        ("a stranger", &stranger, &stranger_csrf, None),
        ("who left", &desk, &desk_csrf, Some(desk_token.as_str())),
    ] {
        assert_shut_out(who, &walk(&app, &house, browser, csrf, token, &[]).await);
        assert_same(&app, &before, who).await;
    }

    // An auditor is known and refused by what they are: a body that will not do would prove nothing.
    let answers = walk(&app, &house, &auditor, &auditor_csrf, Some(&auditor_token), OWN).await;
    assert_same(&app, &before, "an auditor").await;
    let writing: BTreeSet<&str> =
        answers.iter().filter(|(.., status)| *status != 405).map(|(_, route, _)| route.as_str()).collect();
    let elsewhere = ["/welcome/{secret}", "/setup/{secret}", "/t/{secret}", "/api/v1/demo/clock"];
    let refuses = |route: &str| answers.iter().any(|(_, of, status)| of == route && *status == 403);
    let silent: Vec<&str> = writing
        .into_iter()
        .filter(|route| !elsewhere.contains(route) && !TRYING.contains(route) && !refuses(route))
        .collect();
    assert!(silent.is_empty(), "who may not is told so before anything else is looked at: {silent:?}");

    // The last day is over: the same cookie and token, anew, are as good as none.
    let mut row = app.service.store().read().person("auditor").await.unwrap().unwrap();
    row.active_to = Some(Moment(app.service.now().0 - 1));
    app.service.appoint(console(), vec![row], vec![]).await.unwrap();
    let before = dump(&app).await;
    let answers = walk(&app, &house, &auditor, &auditor_csrf, Some(&auditor_token), &[]).await;
    assert_shut_out("an auditor after the last day", &answers);
    assert_same(&app, &before, "an auditor after the last day").await;
}

/// Every form of every page: without its token, with another's, or from another site it does nothing.
#[tokio::test]
async fn a_form_of_another_site_does_nothing() {
    let app = App::serve().await;
    let token = app.token("admin").await;
    let (admin, csrf) = entered(&app, &token).await;
    let other = Browser::new(&app);
    let others = other.get("/login").await.csrf();
    let house = House { task: "none-1".into(), change: "none".into(), link: "none".into() };
    let before = dump(&app).await;
    for template in routes(&app).into_iter().filter(|route| !route.starts_with("/api/")) {
        let to = filled(&template, &house);
        for (sent, headers) in [
            ("", vec![]),
            (others.as_str(), vec![]),
            (csrf.as_str(), vec![("sec-fetch-site", "cross-site")]),
            (csrf.as_str(), vec![("origin", "https://evil.example")]),
        ] {
            let pairs: Vec<(&str, &str)> = [("csrf", sent), ("do", "leave"), ("person", "desk")].to_vec();
            let page = admin.post_as(&to, &pairs, &headers).await;
            assert!(matches!(page.status, 403 | 405), "{template} {headers:?}: {}", page.status);
        }
    }
    let after = dump(&app).await;
    assert_eq!(before, after);
}

/// The cookie of a session: not for scripts, not for other sites, bound to this host; a new one with each sign-in.
#[tokio::test]
async fn a_sessions_cookie_is_new_and_for_this_host_alone() {
    let app = App::serve().await;
    let token = app.token("desk").await;
    let browser = Browser::new(&app);
    let fixed = ("cookie", "__Host-guicheng=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    let csrf = browser.get("/login").await.csrf();
    let mut secrets = BTreeSet::new();
    for _ in 0..2 {
        let csrf = if secrets.is_empty() { csrf.clone() } else { browser.get("/login").await.csrf() };
        // The first time somebody else has put a secret of theirs into the browser.
        let planted: &[(&str, &str)] = if secrets.is_empty() { &[fixed] } else { &[] };
        let page = browser.post_as("/login", &[("csrf", &csrf), ("token", &token)], planted).await;
        assert_eq!(page.status, 303, "{}", page.text());
        let lines = page.headers.get_all("set-cookie").iter().map(|line| line.to_str().unwrap().to_owned());
        let line = lines.into_iter().find(|line| line.starts_with("__Host-guicheng=")).unwrap();
        for part in ["; Path=/", "; HttpOnly", "; Secure", "; SameSite=Lax", "; Max-Age="] {
            assert!(line.contains(part), "{line}");
        }
        assert!(!line.contains("Domain") && !line.contains("AAAAAAAAAAAA"), "{line}");
        secrets.insert(line.split(';').next().unwrap().to_owned());
    }
    assert_eq!(secrets.len(), 2, "each sign-in has its own");
    // The one before has ended, whoever still has its cookie.
    let open = app.service.store().read().sessions_of("desk").await.unwrap();
    assert_eq!(open.iter().filter(|row| row.revoked_at.is_none()).count(), 1);
}
