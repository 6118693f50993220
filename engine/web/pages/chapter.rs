//! Markdown of the manual as HTML that is safe to show.
//!
//! HTML that somebody wrote into a chapter is dropped, and links go only where people expect them to. A clause's
//! anchor (`{#8.14-4.2}` at the end of its paragraph) becomes a link to itself at the paragraph's beginning.

use std::collections::BTreeMap;

use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, html};

use crate::web::views::{Heading, Html};

/// Schemes that a link may have; addresses on this server and anchors have none.
const SCHEMES: &[&str] = &["https", "http", "mailto"];

/// A chapter: its HTML and its headings.
pub fn chapter(markdown: &str) -> (Html, Vec<Heading>) {
    with_notes(markdown, &BTreeMap::new())
}

/// The same with something beside paragraphs: anchor → HTML of our own.
pub fn with_notes(markdown: &str, notes: &BTreeMap<String, String>) -> (Html, Vec<Heading>) {
    let marked = anchors(markdown);
    let mut events: Vec<Event<'_>> = Parser::new_ext(&marked, options()).filter_map(safe).collect();
    let headings = take_headings(&mut events);
    let events = if notes.is_empty() { events } else { noted(events, notes) };
    let mut body = String::new();
    html::push_html(&mut body, events.into_iter().flat_map(with_anchor));
    (Html(body), headings)
}

/// A chapter's Markdown with each anchor between two marks at the beginning of its block, for the printer.
pub fn marked(markdown: &str) -> String {
    anchors(markdown)
}

fn options() -> Options {
    Options::ENABLE_TABLES
}

/// Stands for an anchor within the text: characters that no document may hold, so that none can be forged.
const MARK: char = '\u{1}';

/// Takes each `{#anchor}` out of its line's end and puts a mark at the beginning of its block.
fn anchors(markdown: &str) -> String {
    let cleaned = markdown.replace(MARK, "");
    let mut lines: Vec<String> = Vec::new();
    let mut start = 0;
    for line in cleaned.lines() {
        let begins = line.trim().is_empty()
            || begins_block(line)
            || lines.last().is_none_or(|last| last.trim().is_empty());
        if begins {
            start = lines.len();
        }
        match line.find("{#").and_then(|at| Some((at, line[at + 2..].split_once('}')?))) {
            Some((at, (id, rest))) if is_anchor(id) => {
                lines.push(format!("{}{rest}", line[..at].trim_end()));
                let first = &mut lines[start];
                let place = text_start(first);
                first.insert_str(place, &format!("{MARK}{id}{MARK}"));
            }
            _ => lines.push(line.to_owned()),
        }
    }
    lines.join("\n")
}

fn is_anchor(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-')
}

fn begins_block(line: &str) -> bool {
    text_start(line) > line.len() - line.trim_start().len()
}

/// Where a line's words begin, behind the signs of headings, lists, quotes and tables.
fn text_start(line: &str) -> usize {
    let rest = line.trim_start();
    let indent = line.len() - rest.len();
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let sign = if digits > 0 && rest[digits..].starts_with(". ") {
        digits + 2
    } else if rest.starts_with(['#', '|', '>']) {
        rest.len() - rest.trim_start_matches(['#', '|', '>']).trim_start().len()
    } else if ["- ", "* ", "+ "].iter().any(|mark| rest.starts_with(mark)) {
        2
    } else {
        0
    };
    indent + sign
}

/// Without HTML, and without links that lead somewhere unexpected.
fn safe(event: Event<'_>) -> Option<Event<'_>> {
    match event {
        Event::Html(_) | Event::InlineHtml(_) => None,
        Event::Start(Tag::HtmlBlock) | Event::End(TagEnd::HtmlBlock) => None,
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => None,
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            let dest_url = if may_link(link_type, &dest_url) { dest_url } else { CowStr::Borrowed("") };
            Some(Event::Start(Tag::Link { link_type, dest_url, title, id }))
        }
        other => Some(other),
    }
}

fn may_link(kind: LinkType, address: &str) -> bool {
    if kind == LinkType::Email {
        return true;
    }
    let path = address.split(['/', '?', '#']).next().unwrap_or_default();
    match path.split_once(':') {
        Some((scheme, _)) => SCHEMES.contains(&scheme.to_ascii_lowercase().as_str()),
        None => !address.starts_with("//") && !address.contains('\\'),
    }
}

/// A text with its anchors as links to themselves.
fn with_anchor(event: Event<'_>) -> Vec<Event<'_>> {
    match event {
        Event::Text(text) if text.contains(MARK) => {
            let mut events = Vec::new();
            for (place, part) in text.split(MARK).enumerate() {
                if place % 2 == 1 && is_anchor(part) {
                    let link = format!("<a class=\"anchor\" id=\"{part}\" href=\"#{part}\">{part}</a> ");
                    events.push(Event::InlineHtml(link.into()));
                } else if !part.is_empty() {
                    events.push(Event::Text(part.to_owned().into()));
                }
            }
            events
        }
        other => vec![other],
    }
}

/// Puts each note behind the block that holds its anchor, both in a box of their own.
fn noted<'e>(events: Vec<Event<'e>>, notes: &BTreeMap<String, String>) -> Vec<Event<'e>> {
    let mut out: Vec<Event<'e>> = Vec::new();
    // Where the innermost open block begins in `out`; the note that waits for its end.
    let mut open: Vec<(usize, Option<&String>)> = Vec::new();
    for event in events {
        match &event {
            Event::Start(tag) if is_block(&tag.to_end()) => {
                open.push((out.len(), None));
                out.push(event);
            }
            Event::End(tag) if is_block(tag) => {
                let within = matches!(tag, TagEnd::Item | TagEnd::TableCell);
                let (start, note) = open.pop().unwrap_or((out.len(), None));
                match note {
                    // Inside, since nothing may stand between items or cells.
                    Some(note) if within => out.extend([Event::Html(note.clone().into()), event]),
                    Some(note) => {
                        out.insert(start, Event::Html("<div class=\"noted\">".into()));
                        out.extend([event, Event::Html(format!("{note}</div>").into())]);
                    }
                    None => out.push(event),
                }
            }
            Event::Text(text) if text.contains(MARK) => {
                let note = text.split(MARK).nth(1).and_then(|anchor| notes.get(anchor));
                if let Some((_, waiting)) = open.last_mut() {
                    *waiting = note;
                }
                out.push(event);
            }
            _ => out.push(event),
        }
    }
    out
}

fn is_block(tag: &TagEnd) -> bool {
    matches!(tag, TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::TableCell)
}

/// The headings below the title. One without an anchor of its own gets an id, so that the contents lead there.
fn take_headings(events: &mut [Event<'_>]) -> Vec<Heading> {
    let mut headings: Vec<Heading> = Vec::new();
    let mut inside = false;
    for event in events {
        match event {
            Event::Start(Tag::Heading { level, id, .. }) if *level > HeadingLevel::H1 => {
                let own = format!("part-{}", headings.len() + 1);
                let deep = *level > HeadingLevel::H2;
                headings.push(Heading { href: format!("#{own}"), deep, ..Heading::default() });
                *id = Some(own.into());
                inside = true;
            }
            Event::End(TagEnd::Heading(_)) => inside = false,
            Event::Text(text) | Event::Code(text) if inside => {
                if let Some(heading) = headings.last_mut() {
                    heading.text.extend(text.split(MARK).step_by(2));
                }
            }
            _ => {}
        }
    }
    headings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_lead_and_html_is_dropped() {
        let (html, headings) = chapter(
            "# Title\n\n## 4.2 Window {#8.14-4.2}\n\n**4.2.1** One window\nfor all. {#8.14-4.2.1}\n\n- item {#8.14-4.2.2}\n",
        );
        assert_eq!(headings.len(), 1);
        assert_eq!((headings[0].text.as_str(), headings[0].href.as_str()), ("4.2 Window", "#part-1"));
        for id in ["8.14-4.2", "8.14-4.2.1", "8.14-4.2.2"] {
            assert!(html.0.contains(&format!("id=\"{id}\" href=\"#{id}\"")), "{}", html.0);
        }
        assert!(!html.0.contains("{#") && !html.0.contains(MARK), "{}", html.0);
        assert!(html.0.contains("<strong>4.2.1</strong>"), "{}", html.0);
    }

    #[test]
    fn notes_stand_beside_their_paragraphs() {
        let notes = ["1-1", "1-2", "1-3"].map(|id| (id.to_owned(), format!("<i>{id}</i>")));
        let text = "## 1 Head {#1-1}\n\nWords. {#1-2}\n\n- item {#1-3}\n- other {#1-4}\n";
        let (html, _) = with_notes(text, &notes.into());
        let plain = html.0.replace('\n', "");
        assert!(plain.contains("Words.</p><i>1-2</i></div>"), "{plain}");
        assert!(plain.contains("<div class=\"noted\"><h2"), "{plain}");
        assert!(plain.contains("item<i>1-3</i></li>"), "{plain}");
        assert_eq!(plain.matches("<div").count(), plain.matches("</div>").count());
    }

    #[test]
    fn nothing_gets_in_that_could_act() {
        let evil = "a <script>alert(1)</script> <b onclick=x>b</b>\n\n<div>x</div>\n\n[j](javascript:alert(1)) [J](JaVaScRiPt:x) [d](data:text/html,x) [p](//evil.example) [ok](https://example.com) [m](/manual/8.15) ![i](https://evil.example/x.png)";
        let (html, _) = chapter(evil);
        for bad in
            ["<script", "<div", "onclick", "javascript:", "JaVaScRiPt", "data:", "evil.example", "<img"]
        {
            assert!(!html.0.contains(bad), "{bad}: {}", html.0);
        }
        assert!(html.0.contains("href=\"https://example.com\"") && html.0.contains("href=\"/manual/8.15\""));
    }
}
