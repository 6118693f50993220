//! Every page filled with a sample company's data, in both languages, in its plain and its odd states.
//!
//! The names are invented. Deliberately absent: anything from the store; these pages are what a handler could
//! have filled in.

mod around;
mod cases;
mod documents;
mod lists;
mod review;
mod rules;
mod tasks;

use askama::Template;
use guicheng::lang::Lang;
use guicheng::web::views::{Counts, Event, Frame, Here, Link, Me, Tab, Tone};

/// One rendered page: a name for its file, and its HTML.
pub struct Page {
    pub name: &'static str,
    pub html: String,
}

/// All pages of one language.
pub fn all(lang: Lang) -> Vec<Page> {
    let s = Sample { lang };
    let mut pages = Vec::new();
    around::add(s, &mut pages);
    lists::add(s, &mut pages);
    tasks::add(s, &mut pages);
    review::add(s, &mut pages);
    cases::add(s, &mut pages);
    rules::add(s, &mut pages);
    documents::add(s, &mut pages);
    pages
}

/// The language of a sample, and the things that many of them share.
#[derive(Clone, Copy)]
pub struct Sample {
    pub lang: Lang,
}

impl Sample {
    /// The text in this language.
    pub fn say(self, zh: &str, en: &str) -> String {
        match self.lang {
            Lang::Zh => zh.to_owned(),
            Lang::En => en.to_owned(),
        }
    }

    /// The frame of somebody who is signed in.
    pub fn frame(self, here: Here) -> Frame {
        Frame {
            here,
            me: Some(Me {
                name: self.say("王师傅", "Wang Shifu"),
                posts: vec![
                    self.say("仓储负责人", "Head of warehouse"),
                    self.say("客户主任（代理）", "Chief of customer service (delegate)"),
                ],
            }),
            counts: Counts { todo: 7, started: 3, cc: 0 },
            ..self.bare()
        }
    }

    /// The frame of somebody who is not.
    pub fn bare(self) -> Frame {
        Frame {
            lang: self.lang,
            demo_now: self.say("2026 年 11 月 24 日（周二）13:50", "Tue 24 Nov 2026 13:50"),
            other_language: match self.lang {
                Lang::Zh => "?lang=en".to_owned(),
                Lang::En => "?lang=zh-CN".to_owned(),
            },
            csrf: "b64f0c1a".to_owned(),
            ..Frame::default()
        }
    }

    /// A link.
    pub fn link(self, zh: &str, en: &str, href: &str) -> Link {
        Link { text: self.say(zh, en), href: href.to_owned() }
    }

    /// A tab.
    pub fn tab(self, zh: &str, en: &str, count: u64, on: bool) -> Tab {
        Tab { text: self.say(zh, en), href: "?".to_owned(), count, on }
    }

    /// Something that happened.
    pub fn event(self, tone: Tone, what: (&str, &str), who: (&str, &str), when: (&str, &str)) -> Event {
        Event {
            what: self.say(what.0, what.1),
            who: self.say(who.0, who.1),
            when: self.say(when.0, when.1),
            tone,
            ..Event::default()
        }
    }
}

/// Adds a page under a name.
pub fn push(pages: &mut Vec<Page>, name: &'static str, page: impl Template) {
    let html = page.render().expect("a template renders what it is given");
    pages.push(Page { name, html });
}
