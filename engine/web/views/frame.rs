//! What surrounds every page: places to go, who one is, the language, the demo's clock.

use crate::lang::{self, Arg, Lang};
use crate::web::assets;

use super::Tone;

/// The frame of a page. Each page struct holds one as `frame`.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// The reader's language.
    pub lang: Lang,
    /// Which place of the navigation is lit.
    pub here: Here,
    /// Who reads; none before signing in and on pages opened by a mail link. Without it no navigation is shown.
    pub me: Option<Me>,
    /// Figures beside the places.
    pub counts: Counts,
    /// The demo's present time as people say it; empty outside the demo.
    pub demo_now: String,
    /// One sentence about what was just done, shown once at the top.
    pub notice: Option<Notice>,
    /// Address of this same page in the other language: its own path and query with `lang=en` or `lang=zh-CN`.
    pub other_language: String,
    /// The token that every form sends back as `csrf`.
    pub csrf: String,
}

/// What a template hands to a text as an argument: words, or a number by which the text finds its plural.
pub trait Say {
    fn arg(&self) -> Arg<'_>;
}

impl<T: Say + ?Sized> Say for &T {
    fn arg(&self) -> Arg<'_> {
        (**self).arg()
    }
}

impl Say for str {
    fn arg(&self) -> Arg<'_> {
        self.into()
    }
}

impl Say for String {
    fn arg(&self) -> Arg<'_> {
        self.as_str().into()
    }
}

impl Say for u64 {
    fn arg(&self) -> Arg<'_> {
        (*self).into()
    }
}

impl Say for usize {
    fn arg(&self) -> Arg<'_> {
        (*self).into()
    }
}

/// The person who reads.
#[derive(Clone, Debug, Default)]
pub struct Me {
    /// As in the organisation document.
    pub name: String,
    /// The posts held today, with `（代理）` where as a delegate.
    pub posts: Vec<String>,
}

/// How many wait in each place; nought is not shown.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    /// Tasks to do.
    pub todo: u64,
    /// Running cases that this person started.
    pub started: u64,
    /// Unread copies.
    pub cc: u64,
}

/// The places of the navigation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Here {
    /// A page outside the navigation.
    #[default]
    Nowhere,
    Todo,
    Done,
    Started,
    Cc,
    Start,
    Cases,
    Registers,
    People,
    Documents,
    Changes,
    Simulate,
    Outbox,
    Audit,
    Clock,
}

/// A sentence at the top of a page.
#[derive(Clone, Debug)]
pub struct Notice {
    /// `Ok` for something done, `Late` for something refused.
    pub tone: Tone,
    /// The whole sentence.
    pub text: String,
}

/// One group of places: its heading's text id (empty for the first) and its places.
pub struct NavGroup {
    pub title: &'static str,
    pub places: Vec<NavPlace>,
}

/// One place of the navigation.
pub struct NavPlace {
    pub title: &'static str,
    pub href: &'static str,
    pub here: Here,
    pub count: u64,
}

impl Frame {
    /// A text of the language files without arguments.
    pub fn t(&self, id: &str) -> String {
        lang::t(self.lang, id, &[])
    }

    /// A text with one argument.
    pub fn t1(&self, id: &str, key: &str, value: impl Say) -> String {
        lang::t(self.lang, id, &[(key, value.arg())])
    }

    /// A text with two arguments.
    pub fn t2(&self, id: &str, key: &str, value: impl Say, key2: &str, value2: impl Say) -> String {
        lang::t(self.lang, id, &[(key, value.arg()), (key2, value2.arg())])
    }

    /// The tag for `<html lang>`.
    pub fn tag(&self) -> &'static str {
        self.lang.tag()
    }

    /// The tag of the other language, for the link to it.
    pub fn other_tag(&self) -> &'static str {
        match self.lang {
            Lang::Zh => Lang::En.tag(),
            Lang::En => Lang::Zh.tag(),
        }
    }

    /// The style sheet's address.
    pub fn style(&self) -> &'static str {
        &assets::style().path
    }

    /// The icon's address.
    pub fn mark(&self) -> &'static str {
        &assets::mark().path
    }

    /// The places to go, in groups.
    pub fn nav(&self) -> Vec<NavGroup> {
        let place = |title, href, here| NavPlace { title, href, here, count: 0 };
        let mut groups = vec![
            NavGroup {
                title: "",
                places: vec![
                    NavPlace { count: self.counts.todo, ..place("web-nav-todo", "/inbox", Here::Todo) },
                    place("web-nav-done", "/inbox?box=done", Here::Done),
                    NavPlace {
                        count: self.counts.started,
                        ..place("web-nav-started", "/inbox?box=started", Here::Started)
                    },
                    NavPlace { count: self.counts.cc, ..place("web-nav-cc", "/inbox?box=cc", Here::Cc) },
                ],
            },
            NavGroup {
                title: "web-nav-work",
                places: vec![
                    place("web-nav-start", "/start", Here::Start),
                    place("web-nav-cases", "/cases", Here::Cases),
                    place("web-nav-registers", "/registers", Here::Registers),
                    place("web-nav-people", "/people", Here::People),
                ],
            },
            NavGroup {
                title: "web-nav-rules",
                places: vec![
                    place("web-nav-documents", "/documents", Here::Documents),
                    place("editor-changes", "/changes", Here::Changes),
                    place("simulate-page-list", "/simulate", Here::Simulate),
                ],
            },
            NavGroup {
                title: "web-nav-check",
                places: vec![
                    place("web-nav-outbox", "/outbox", Here::Outbox),
                    place("web-nav-audit", "/audit", Here::Audit),
                ],
            },
        ];
        if !self.demo_now.is_empty() {
            groups.push(NavGroup {
                title: "web-nav-demo",
                places: vec![place("web-nav-clock", "/clock", Here::Clock)],
            });
        }
        groups
    }
}
