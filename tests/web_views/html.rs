//! A small reader of HTML that complains: tags that don't nest, ids twice, controls without labels, and whatever
//! our content security policy would block.
//!
//! Strict on purpose, as our templates can be: quoted attributes, lower-case names. Deliberately absent: the
//! recovery rules by which browsers forgive all this.

use std::collections::{BTreeMap, BTreeSet};

/// Elements without an end tag (HTML Living Standard, 13.1.2).
const VOID: &[&str] = &["br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"];
/// Inside SVG these may end themselves.
const SVG: &[&str] = &["rect", "path", "circle", "line", "polygon", "polyline", "use", "g", "text"];

/// A start tag with its attributes; `inside` are the names of the elements around it.
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    inside: Vec<String>,
}

impl Element {
    fn get(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }
}

/// Everything that is wrong with a page.
pub fn complaints(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    let elements = match read(html) {
        Ok(elements) => elements,
        Err(complaint) => return vec![complaint],
    };
    let mut ids = BTreeSet::new();
    for id in elements.iter().map(|element| element.get("id")).filter(|id| !id.is_empty()) {
        if !ids.insert(id) {
            found.push(format!("id {id} twice"));
        }
        if id.contains(char::is_whitespace) {
            found.push(format!("id {id:?} has a space"));
        }
    }
    let labelled: BTreeSet<&str> =
        elements.iter().filter(|e| e.name == "label").map(|e| e.get("for")).collect();
    for element in &elements {
        found.extend(blocked(element));
        found.extend(unlabelled(element, &labelled));
        for reference in ["for", "list", "aria-describedby", "aria-labelledby"] {
            let dangling = element.get(reference).split_whitespace().filter(|id| !ids.contains(id));
            found.extend(
                dangling.map(|id| format!("<{}> {reference} names {id}, which is not there", element.name)),
            );
        }
        let jump = element.get("href").strip_prefix('#').filter(|id| !ids.contains(id));
        found.extend(jump.map(|id| format!("link to #{id}, which is not there")));
    }
    for (name, count) in [("h1", 1), ("main", 1), ("title", 1)] {
        let there = elements
            .iter()
            // A picture has a title of its own.
            .filter(|e| e.name == name && !e.inside.iter().any(|around| around == "svg"))
            .count();
        if there != count {
            found.push(format!("{there} <{name}>, should be {count}"));
        }
    }
    found.extend(posts_without_token(&elements));
    found
}

/// What the policy of every page would block.
fn blocked(element: &Element) -> Vec<String> {
    let mut found = Vec::new();
    if ["script", "style", "object", "embed"].contains(&element.name.as_str()) {
        found.push(format!("<{}> is blocked", element.name));
    }
    for (name, value) in &element.attributes {
        if name == "style" || name.starts_with("on") {
            found.push(format!("<{} {name}> is blocked", element.name));
        }
        let outside = value.contains("://") || value.starts_with("//") || value.starts_with("javascript:");
        if ["href", "src", "action"].contains(&name.as_str()) && outside {
            found.push(format!("<{} {name}={value}> leads outside", element.name));
        }
    }
    found
}

fn unlabelled(element: &Element, labelled: &BTreeSet<&str>) -> Option<String> {
    let control = ["input", "select", "textarea"].contains(&element.name.as_str());
    let hidden = element.get("type") == "hidden";
    let wrapped = element.inside.iter().any(|name| name == "label");
    let named = labelled.contains(element.get("id")) && !element.get("id").is_empty();
    (control && !hidden && !wrapped && !named)
        .then(|| format!("<{} name={}> has no label", element.name, element.get("name")))
}

/// Each POST form must hold the token.
fn posts_without_token(elements: &[Element]) -> Option<String> {
    let posts = elements.iter().filter(|e| e.name == "form" && e.get("method") == "post").count();
    let tokens = elements.iter().filter(|e| e.get("name") == "csrf" && !e.get("value").is_empty()).count();
    (posts != tokens).then(|| format!("{posts} POST forms, {tokens} tokens"))
}

/// All start tags in order, or the first place where tags don't nest.
fn read(html: &str) -> Result<Vec<Element>, String> {
    let mut elements = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut rest = html.strip_prefix("<!doctype html>").ok_or("does not begin with <!doctype html>")?;
    while let Some(start) = rest.find('<') {
        let (text, tag) = rest.split_at(start);
        if text.contains('>') {
            return Err(format!("a stray > in {:?}", text.trim()));
        }
        let end = end_of_tag(tag).ok_or_else(|| format!("a tag without end in {:?}", open))?;
        let inner = &tag[1..end];
        rest = &tag[end + 1..];
        if let Some(name) = inner.strip_prefix('/') {
            let expected = open.pop();
            if expected.as_deref() != Some(name) {
                return Err(format!(
                    "</{name}> where </{}> should be, within {open:?}",
                    expected.unwrap_or_default()
                ));
            }
            continue;
        }
        let closes = inner.ends_with('/');
        let element = element(inner.trim_end_matches('/'), &open)?;
        let name = element.name.clone();
        if closes && !SVG.contains(&name.as_str()) {
            return Err(format!("<{name}/> does not end itself"));
        }
        elements.push(element);
        if !closes && !VOID.contains(&name.as_str()) {
            open.push(name);
        }
    }
    match open.is_empty() {
        true => Ok(elements),
        false => Err(format!("never closed: {open:?}")),
    }
}

/// Where a tag ends: the first `>` outside quotes.
fn end_of_tag(tag: &str) -> Option<usize> {
    let mut quoted = false;
    for (place, c) in tag.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '>' if !quoted => return Some(place),
            _ => {}
        }
    }
    None
}

fn element(inner: &str, open: &[String]) -> Result<Element, String> {
    let (name, mut rest) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
    let well_named = !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    if !well_named {
        return Err(format!("<{inner}> is no tag"));
    }
    let mut attributes = BTreeMap::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            break;
        }
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let (key, after) = rest.split_at(end);
        let (value, after) = match after.strip_prefix("=\"") {
            Some(quoted) => quoted.split_once('"').ok_or_else(|| format!("<{inner}>: quotes"))?,
            None if after.starts_with('=') => return Err(format!("<{inner}>: {key} without quotes")),
            None => ("", after),
        };
        if attributes.insert(key.to_owned(), value.to_owned()).is_some() {
            return Err(format!("<{inner}>: {key} twice"));
        }
        rest = after;
    }
    Ok(Element { name: name.to_owned(), attributes, inside: open.to_vec() })
}

#[test]
fn the_reader_complains() {
    let page = |body: &str| format!("<!doctype html><title>t</title><main><h1>x</h1>{body}</main>");
    assert_eq!(complaints(&page("<p>fine <b>and</b> good<br></p>")), Vec::<String>::new());
    for (body, complaint) in [
        ("<p><b>x</p></b>", "</p> where </b> should be"),
        ("<p>x", "</main> where </p>"),
        ("<i id=\"a\"></i><i id=\"a\"></i>", "id a twice"),
        ("<i style=\"x\"></i>", "<i style> is blocked"),
        ("<a onclick=\"x\">x</a>", "<a onclick> is blocked"),
        ("<a href=\"https://example.com\">x</a>", "leads outside"),
        ("<a href=\"#b\">x</a>", "#b, which is not there"),
        ("<script>x</script>", "<script> is blocked"),
        ("<input name=\"n\">", "<input name=n> has no label"),
        ("<label for=\"q\">x</label>", "for names q"),
        ("<form method=\"post\"></form>", "1 POST forms, 0 tokens"),
        ("<i a=b></i>", "a without quotes"),
        ("<h1>y</h1>", "2 <h1>"),
        ("a > b", "a stray >"),
    ] {
        let found = complaints(&page(body));
        assert!(found.iter().any(|f| f.contains(complaint)), "{body}: {found:?}");
    }
}
