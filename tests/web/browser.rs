//! A browser without scripts: cookies, pages, and their own forms, read from the HTML as a person sees them.

use std::cell::RefCell;
use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::{Method, Request};

use crate::support::app::App;

/// Somebody at a browser.
pub struct Browser<'a> {
    pub app: &'a App,
    cookies: RefCell<BTreeMap<String, String>>,
}

/// What was read.
#[derive(Clone, Debug)]
pub struct Page {
    pub status: u16,
    /// Path of the page, after redirects.
    pub path: String,
    pub html: String,
    pub headers: axum::http::HeaderMap,
}

/// A form of a page.
#[derive(Clone, Debug)]
pub struct Form {
    pub action: String,
    pub hidden: Vec<(String, String)>,
    pub fields: Vec<Field>,
    /// The buttons' values.
    pub choices: Vec<String>,
}

/// A control, or a group of them under one name.
#[derive(Clone, Debug, Default)]
pub struct Field {
    pub name: String,
    pub kind: String,
    /// For radios, boxes and lists.
    pub options: Vec<String>,
    /// What it holds.
    pub values: Vec<String>,
    pub required: bool,
    /// Marked as wrong.
    pub wrong: bool,
}

impl<'a> Browser<'a> {
    pub fn new(app: &'a App) -> Browser<'a> {
        Browser { app, cookies: RefCell::default() }
    }

    /// Signed in by the demo's entrance.
    pub async fn signed_in(app: &'a App, person: &str) -> Browser<'a> {
        let browser = Browser::new(app);
        let csrf = browser.get("/login").await.csrf();
        let page = browser.post("/login", &[("csrf", &csrf), ("person", person)]).await;
        assert_eq!((page.status, page.path.as_str()), (200, "/inbox"), "{}", page.text());
        browser
    }

    pub async fn get(&self, path: &str) -> Page {
        let page = self.send(Method::GET, path, Body::empty(), &[]).await;
        self.follow(page).await
    }

    pub async fn post(&self, path: &str, pairs: &[(&str, &str)]) -> Page {
        let page = self.post_as(path, pairs, &[]).await;
        self.follow(page).await
    }

    /// Posts with further headers and does not follow.
    pub async fn post_as(&self, path: &str, pairs: &[(&str, &str)], headers: &[(&str, &str)]) -> Page {
        let body: String = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let mut all = vec![("content-type", "application/x-www-form-urlencoded")];
        all.extend(headers);
        self.send(Method::POST, path, Body::from(body), &all).await
    }

    /// Sends a form with one of its buttons, as somebody of the demo does: signed, where it asks for a password.
    pub async fn submit(&self, form: &Form, choice: &str) -> Page {
        let mut form = form.clone();
        let proof = form.fields.iter_mut().find(|field| field.name == "sign.password");
        if let Some(field) = proof.filter(|field| field.values == [""]) {
            field.values = vec![guicheng::service::DEMO_PASSWORD.to_owned()];
        }
        self.submit_as_it_is(&form, choice).await
    }

    /// Sends a form as it stands, with one of its buttons.
    pub async fn submit_as_it_is(&self, form: &Form, choice: &str) -> Page {
        let mut pairs: Vec<(&str, &str)> =
            form.hidden.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        for field in &form.fields {
            pairs.extend(field.values.iter().map(|value| (field.name.as_str(), value.as_str())));
        }
        pairs.push(("choice", choice));
        self.post(&form.action, &pairs).await
    }

    pub async fn send(&self, method: Method, path: &str, body: Body, headers: &[(&str, &str)]) -> Page {
        let cookies: Vec<String> = self.cookies.borrow().iter().map(|(n, v)| format!("{n}={v}")).collect();
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "guicheng.example")
            .header("cookie", cookies.join("; "));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = self.app.send(request.body(body).unwrap()).await;
        for line in answer.headers.get_all("set-cookie") {
            let pair = line.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.borrow_mut().insert(name.to_owned(), value.to_owned());
        }
        let (status, headers) = (answer.status.as_u16(), answer.headers.clone());
        Page { status, path: path.to_owned(), html: answer.text(), headers }
    }

    async fn follow(&self, mut page: Page) -> Page {
        while page.status == 303 {
            let to = page.headers["location"].to_str().unwrap().to_owned();
            page = self.send(Method::GET, &to, Body::empty(), &[]).await;
        }
        page
    }
}

impl Page {
    /// The token of the page's first form.
    pub fn csrf(&self) -> String {
        between(&self.html, "name=\"csrf\" value=\"", "\"").unwrap_or_default().to_owned()
    }

    /// What the first hidden field of this name holds.
    pub fn hidden(&self, name: &str) -> String {
        unescape(between(&self.html, &format!("name=\"{name}\" value=\""), "\"").unwrap_or_default())
    }

    /// The first address that begins so.
    pub fn link(&self, begins: &str) -> Option<String> {
        let at = self.html.find(&format!("href=\"{begins}"))? + "href=\"".len();
        self.html[at..].split('"').next().map(unescape)
    }

    /// The words, without markup.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut inside = false;
        for c in self.html.chars() {
            match c {
                '<' => inside = true,
                '>' => {
                    inside = false;
                    text.push(' ');
                }
                c if !inside => text.push(c),
                _ => {}
            }
        }
        unescape(&text).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The form with which a task or a start is answered.
    pub fn act(&self) -> Option<Form> {
        let at = self.html.find("<form class=\"stack act\"")?;
        Some(Form::read(self.html[at..].split("</form>").next()?))
    }
}

impl Form {
    fn read(html: &str) -> Form {
        let mut form =
            Form { action: String::new(), hidden: Vec::new(), fields: Vec::new(), choices: Vec::new() };
        let (mut required, mut wrong, mut list) = (false, false, false);
        for (at, _) in html.match_indices('<') {
            let Some(tag) = html[at + 1..].split('>').next() else { continue };
            let name = tag.split_whitespace().next().unwrap_or_default();
            match name {
                "form" => form.action = attribute(tag, "action"),
                "div" | "fieldset" if attribute(tag, "class").starts_with("field") => {
                    (required, wrong) = (false, attribute(tag, "class").contains("wrong"));
                }
                "span" if attribute(tag, "class") == "must" => required = true,
                "input" => form.input(tag, required, wrong),
                "textarea" => {
                    let value = html[at..].split_once('>').unwrap().1.split("</textarea>").next().unwrap();
                    form.put(
                        tag,
                        "textarea",
                        Some(unescape(value.strip_prefix('\n').unwrap_or(value))),
                        required,
                        wrong,
                    );
                }
                "select" => {
                    form.put(tag, "select", Some(String::new()), required, wrong);
                    list = true;
                }
                "/select" => list = false,
                "option" if list => {
                    let field = form.fields.last_mut().unwrap();
                    field.options.push(attribute(tag, "value"));
                    if tag.contains(" selected") {
                        field.values = vec![attribute(tag, "value")];
                    }
                }
                "button" if attribute(tag, "name") == "choice" && !attribute(tag, "class").contains("sr") => {
                    form.choices.push(attribute(tag, "value"));
                }
                _ => {}
            }
        }
        form
    }

    fn input(&mut self, tag: &str, required: bool, wrong: bool) {
        let (kind, value) = (attribute(tag, "type"), attribute(tag, "value"));
        match kind.as_str() {
            "hidden" => self.hidden.push((attribute(tag, "name"), value)),
            "radio" | "checkbox" => {
                self.put(tag, &kind, None, required, wrong);
                let field = self.fields.last_mut().unwrap();
                field.options.push(value.clone());
                if tag.contains(" checked") {
                    field.values.push(value);
                }
            }
            _ => self.put(tag, &kind, Some(value), required, wrong),
        }
    }

    fn put(&mut self, tag: &str, kind: &str, value: Option<String>, required: bool, wrong: bool) {
        let name = attribute(tag, "name");
        if self.fields.last().is_some_and(|field| field.name == name) {
            return;
        }
        let values = value.into_iter().collect();
        self.fields.push(Field { name, kind: kind.to_owned(), options: Vec::new(), values, required, wrong });
    }

    pub fn field(&mut self, name: &str) -> &mut Field {
        let found = self.fields.iter_mut().find(|field| field.name == name);
        found.unwrap_or_else(|| panic!("no field {name}"))
    }

    pub fn set(&mut self, name: &str, value: &str) {
        self.field(name).values = vec![value.to_owned()];
    }
}

fn attribute(tag: &str, name: &str) -> String {
    between(tag, &format!(" {name}=\""), "\"").map(unescape).unwrap_or_default()
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> Option<&'t str> {
    let at = text.find(before)? + before.len();
    text[at..].split(after).next()
}

fn unescape(text: &str) -> String {
    text.replace("&#38;", "&")
        .replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}
