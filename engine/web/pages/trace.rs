//! The auditor's trace as pages: verdicts first, then tables with links.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::response::Response;

use crate::lang::{Say, t, t_attr};
use crate::limits;
use crate::service::{RevisionTrace, ServiceError, Signed, Stamp, TraceMatch, Traceable, TracedAct, Verdict};
use crate::web::answer::{ok, post_title};
use crate::web::session::Seen;
use crate::web::views::{
    Cell, Chip, Column, Grid, GridRow, Here, Link, Pager, Tone, TraceFindPage, TracePage, TracedChange,
};
use crate::web::when::When;

use super::{audit, carried, lists};

/// `GET /trace/cases/{id}`
pub async fn case(Path(id): Path<String>, seen: Seen) -> Response {
    let page = case_page(&seen, &id).await;
    seen.answer(page).await
}

/// `GET /trace/documents/{id}`
pub async fn document(Path(id): Path<String>, seen: Seen) -> Response {
    let page = document_page(&seen, &id).await;
    seen.answer(page).await
}

/// `GET /trace/people/{id}`
pub async fn person(Path(id): Path<String>, seen: Seen) -> Response {
    let page = person_page(&seen, &id).await;
    seen.answer(page).await
}

/// `GET /trace`: what a word may mean.
pub async fn find(seen: Seen) -> Response {
    let page = find_page(&seen).await;
    seen.answer(page).await
}

/// What tables need to say things.
struct Words<'a> {
    seen: &'a Seen,
    when: When,
    names: BTreeMap<String, String>,
}

impl<'a> Words<'a> {
    async fn of(seen: &'a Seen) -> Result<Words<'a>, ServiceError> {
        Ok(Words { when: seen.when()?, names: seen.names().await?, seen })
    }

    fn at(&self, stamp: &Stamp) -> String {
        self.when.full(stamp.moment)
    }

    fn person(&self, id: Option<&str>) -> Cell {
        match id {
            None => Cell::text(self.seen.lang.t("trace-engine")),
            Some(id) => {
                let name = self.names.get(id).map_or(id, String::as_str);
                Cell::link(name, format!("/trace/people/{id}"))
            }
        }
    }

    fn post(&self, id: &str) -> String {
        let books = self.seen.books();
        books.map_or_else(|_| id.to_owned(), |books| post_title(&books, id, self.seen.lang))
    }

    /// `appointment:complaint_desk session` in words; a right that the words do not know stays as it is.
    fn right(&self, authority: &str) -> String {
        let (right, via) = authority.split_once(' ').unwrap_or((authority, ""));
        let (kind, post) = right.split_once(':').unwrap_or((right, ""));
        if !crate::lang::has_attr("trace-right-kind", kind) {
            return authority.to_owned();
        }
        let right = t_attr(self.seen.lang, "trace-right-kind", kind, &[("post", self.post(post).into())]);
        match crate::lang::has_attr("trace-by", via) {
            true => format!("{right} · {}", t_attr(self.seen.lang, "trace-by", via, &[])),
            false => right,
        }
    }

    fn word(&self, key: &str, word: &str) -> String {
        match crate::lang::has_attr(key, word) {
            true => t_attr(self.seen.lang, key, word, &[]),
            false => word.to_owned(),
        }
    }

    fn span(&self, from: Option<&Stamp>, to: Option<&Stamp>) -> String {
        let Some(from) = from else { return String::new() };
        let to = to.map_or_else(|| self.seen.lang.t("trace-now"), |to| self.at(to));
        t(self.seen.lang, "trace-span", &[("from", self.at(from).into()), ("to", to.into())])
    }

    fn grid(&self, caption: &str, columns: &[&str], rows: Vec<GridRow>, empty: &str) -> (String, Grid) {
        let column = |key: &&str| Column { title: self.seen.lang.t(key), number: false };
        let caption = self.seen.lang.t(caption);
        let columns = columns.iter().map(column).collect();
        let empty = self.seen.lang.t(empty);
        (caption.clone(), Grid { caption, columns, rows, empty, compact: false })
    }

    fn verdict(&self, found: &[Verdict]) -> Vec<(Chip, String)> {
        let chip = |found: &Verdict| match found.good {
            true => Chip::new(Tone::Ok, self.seen.lang.t("trace-holds")),
            false => Chip::new(Tone::Late, self.seen.lang.t("trace-fails")),
        };
        found.iter().map(|found| (chip(found), found.text.clone())).collect()
    }

    fn signatures(&self, signed: &[Signed]) -> (String, Grid) {
        let row = |signed: &Signed| {
            let void = signed.void_reason.as_deref().filter(|_| signed.voided_at.is_some());
            let void = void.map(|reason| super::sign::void_reason(self.seen.lang, reason));
            let void = void.map(|reason| t(self.seen.lang, "trace-void", &[("reason", reason.into())]));
            let post = signed.post.as_deref().map(|post| self.post(post)).unwrap_or_default();
            GridRow {
                cells: vec![
                    Cell::text(self.word("trace-sign", &signed.meaning)).with_note(void.unwrap_or_default()),
                    Cell::link(&signed.name, format!("/trace/people/{}", signed.person)).with_note(post),
                    Cell::text(self.at(&signed.at)),
                    Cell::text(self.right(&signed.authority)),
                    Cell::text(short(&signed.covers)),
                ],
            }
        };
        let columns = ["trace-meaning", "trace-who", "trace-at", "trace-right", "trace-covers"];
        self.grid("trace-signatures", &columns, signed.iter().map(row).collect(), "trace-no-signatures")
    }

    fn revisions(&self, caption: &str, revisions: &[RevisionTrace]) -> (String, Grid) {
        let row = |revision: &RevisionTrace| {
            let document = carried::href(&revision.document);
            let shown = format!("/documents/{}?rev={}", revision.document, revision.label);
            let change = match (&revision.change, &revision.change_number) {
                (Some(id), number) => {
                    Cell::link(number.as_deref().unwrap_or(id), format!("/trace/cases/{id}"))
                }
                (None, _) => Cell::text(self.seen.lang.t("trace-first-release")),
            };
            let signed = revision.signatures.iter().filter(|signed| signed.voided_at.is_none());
            let signed: Vec<String> = signed
                .map(|signed| format!("{} {}", self.word("trace-sign", &signed.meaning), signed.name))
                .collect();
            let evidence = revision.evidence.as_deref().map(|hash| {
                let hash = short(hash);
                t(self.seen.lang, "trace-evidence-is", &[("hash", hash.into())])
            });
            let evidence = evidence.unwrap_or_default();
            GridRow {
                cells: vec![
                    Cell::link(&revision.title, document).with_note(format!(
                        "{} · {}",
                        revision.document,
                        short(&revision.hash)
                    )),
                    Cell::link(&revision.label, shown).with_note(self.word("trace-state", &revision.status)),
                    Cell::text(self.span(revision.effective_from.as_ref(), revision.effective_to.as_ref())),
                    change.with_note(revision.reason.clone()),
                    self.person(revision.by_person.as_deref()),
                    Cell::text(crate::lang::list(self.seen.lang, &signed)).with_note(evidence),
                ],
            }
        };
        let columns = [
            "trace-document",
            "trace-revision",
            "trace-period",
            "trace-change",
            "trace-author",
            "trace-signatures",
        ];
        self.grid(caption, &columns, revisions.iter().map(row).collect(), "trace-no-cases")
    }

    /// What each revision changed, in sentences, the newest first.
    fn changed(&self, revisions: &[RevisionTrace]) -> Vec<TracedChange> {
        let told = revisions.iter().rev().filter(|revision| !revision.changed.is_empty());
        let change = |revision: &RevisionTrace| {
            let args = [
                ("title", revision.title.clone().into()),
                ("label", revision.label.clone().into()),
                ("before", revision.before.clone().unwrap_or_default().into()),
            ];
            let (first, rest) = revision.changed.split_at(revision.changed.len().min(limits::REVIEW_CHANGES));
            let count = [("count", (rest.len() as u64).into())];
            TracedChange {
                revision: Link {
                    text: t(self.seen.lang, "trace-changed-of", &args),
                    href: format!("/documents/{}?rev={}", revision.document, revision.label),
                },
                lines: first.to_vec(),
                more: if rest.is_empty() {
                    String::new()
                } else {
                    t(self.seen.lang, "trace-changed-rest", &count)
                },
                rest: rest.to_vec(),
            }
        };
        told.map(change).collect()
    }

    /// `回电：已回电核实`
    fn taken(&self, task: Option<&str>, choice: Option<&str>) -> String {
        match (task, choice) {
            (Some(task), Some(choice)) => {
                t(self.seen.lang, "trace-taken", &[("task", task.into()), ("choice", choice.into())])
            }
            (one, other) => one.or(other).unwrap_or_default().to_owned(),
        }
    }
}

fn short(hash: &str) -> String {
    hash.chars().take(16).collect()
}

async fn case_page(seen: &Seen, id: &str) -> Result<Response, ServiceError> {
    let trace = seen.service.trace_case(&seen.caller, id, seen.lang).await?;
    let words = Words::of(seen).await?;
    let row = |step: &crate::service::Step| {
        let choice = step.choice_title.as_deref().or(step.choice.as_deref());
        let choice = words.taken(step.task_title.as_deref(), choice);
        let late = step.in_force == Some(false);
        let late = if late { seen.lang.t("trace-not-in-force") } else { String::new() };
        GridRow {
            cells: vec![
                Cell::text(step.seq.to_string()),
                Cell::text(words.at(&step.at)),
                Cell::text(audit::kind(seen, &step.kind)).with_note(choice),
                words.person(step.person.as_deref()),
                Cell::text(words.right(&step.authority)),
                Cell::text(step.revision.clone().unwrap_or_default()).with_note(late),
                Cell::text(short(&step.hash)),
            ],
        }
    };
    let columns =
        ["trace-seq", "trace-at", "trace-what", "trace-who", "trace-right", "trace-revision", "trace-hash"];
    let steps = trace.steps.iter().map(row).collect();
    let number = trace.number.clone().unwrap_or_else(|| trace.instance.clone());
    let called = format!("{number} {}", trace.title);
    ok(&TracePage {
        title: t(seen.lang, "trace-title-case", &[("number", called.trim().into())]),
        back: Link { text: number, href: format!("/cases/{}", trace.instance) },
        verdict: words.verdict(&trace.verdict),
        parts: vec![
            words.grid("trace-steps", &columns, steps, "trace-no-acts"),
            words.revisions("trace-revisions", &trace.revisions),
            words.signatures(&trace.signatures),
        ],
        changed: words.changed(&trace.revisions),
        pager: Pager::default(),
        frame: seen.frame(Here::Audit).await?,
    })
}

async fn document_page(seen: &Seen, id: &str) -> Result<Response, ServiceError> {
    let page = seen.page_number();
    let trace = seen.service.trace_document(&seen.caller, id, page, seen.lang).await?;
    let words = Words::of(seen).await?;
    let mut parts = vec![words.revisions("trace-all-revisions", &trace.revisions)];
    for ran in &trace.ran_on {
        let row = |case: &crate::service::RanCase| GridRow {
            cells: vec![
                Cell::link(
                    case.number.as_deref().unwrap_or(&case.instance),
                    format!("/trace/cases/{}", case.instance),
                ),
                Cell::text(&case.title),
                Cell::text(words.at(&case.started_at)),
            ],
        };
        let columns = ["trace-case", "trace-what", "trace-started"];
        let total = u64::try_from(ran.total).unwrap_or(0);
        let args = [("label", ran.label.clone().into()), ("total", total.into())];
        let (_, grid) =
            words.grid("trace-case", &columns, ran.cases.iter().map(row).collect(), "trace-no-cases");
        parts.push((t(seen.lang, "trace-cases", &args), grid));
    }
    let path = format!("/trace/documents/{}", trace.document);
    let most = trace.ran_on.iter().map(|ran| ran.total).max().unwrap_or(0);
    let shown = trace.ran_on.iter().map(|ran| ran.cases.len()).max().unwrap_or(0);
    ok(&TracePage {
        title: t(seen.lang, "trace-title-document", &[("document", trace.title.clone().into())]),
        back: Link {
            text: trace.number.clone().unwrap_or_else(|| trace.document.clone()),
            href: carried::href(&trace.document),
        },
        verdict: words.verdict(&trace.verdict),
        parts,
        changed: words.changed(&trace.revisions),
        pager: lists::pager(&path, &[], page * limits::LIST_PAGE, shown, most),
        frame: seen.frame(Here::Audit).await?,
    })
}

async fn person_page(seen: &Seen, id: &str) -> Result<Response, ServiceError> {
    let page = seen.page_number();
    let trace = seen.service.trace_person(&seen.caller, id, page, seen.lang).await?;
    let words = Words::of(seen).await?;
    let held = trace.appointments.iter().map(|held| {
        let post = words.post(&held.post);
        let post = match held.delegate {
            true => t(seen.lang, "trace-delegate", &[("post", post.into())]),
            false => post,
        };
        let to = held.to.as_ref().map_or_else(|| seen.lang.t("trace-now"), |to| words.at(to));
        GridRow { cells: vec![Cell::text(post), Cell::text(words.at(&held.from)), Cell::text(to)] }
    });
    let held = held.collect();
    let act =
        |act: &TracedAct| {
            let posts: Vec<String> = act.held.iter().map(|post| words.post(post)).collect();
            let missing = if act.authority_holds { String::new() } else { seen.lang.t("trace-no-right") };
            let case = match &act.instance {
                Some(case) => {
                    let number = act.case_number.clone().unwrap_or_else(|| seen.lang.t("trace-case"));
                    Cell::link(number, format!("/trace/cases/{case}"))
                }
                None => Cell::default(),
            };
            GridRow {
                cells: vec![
                    Cell::text(act.seq.to_string()),
                    Cell::text(words.at(&act.at)),
                    Cell::text(audit::kind(seen, &act.kind)).with_note(words.taken(
                        act.task_title.as_deref(),
                        act.choice_title.as_deref().or(act.choice.as_deref()),
                    )),
                    case,
                    Cell::text(words.right(&act.authority)).with_note(missing),
                    Cell::text(crate::lang::list(seen.lang, &posts)),
                ],
            }
        };
    let columns = ["trace-seq", "trace-at", "trace-what", "trace-case", "trace-right", "trace-held"];
    let acts = trace.acts.iter().map(act).collect();
    let path = format!("/trace/people/{}", trace.person);
    ok(&TracePage {
        title: t(seen.lang, "trace-title-person", &[("name", trace.name.clone().into())]),
        back: Link { text: seen.lang.t("web-nav-people"), href: "/people".to_owned() },
        verdict: words.verdict(&trace.verdict),
        parts: vec![
            words.grid(
                "trace-appointments",
                &["trace-post", "trace-from", "trace-to"],
                held,
                "trace-no-appointments",
            ),
            words.grid("trace-acts", &columns, acts, "trace-no-acts"),
            words.signatures(&trace.signatures),
        ],
        changed: Vec::new(),
        pager: lists::pager(&path, &[], page * limits::LIST_PAGE, trace.acts.len(), trace.total),
        frame: seen.frame(Here::Audit).await?,
    })
}

async fn find_page(seen: &Seen) -> Result<Response, ServiceError> {
    let query = seen.asked("q").to_owned();
    let found = seen.service.trace_find(&seen.caller, &query, seen.lang).await?;
    let words = Words::of(seen).await?;
    let row = |found: &TraceMatch| {
        let (sort, path) = match found.kind {
            Traceable::Case => ("case", "cases"),
            Traceable::Document => ("document", "documents"),
            Traceable::Person => ("person", "people"),
        };
        let title = Cell::link(&found.title, format!("/trace/{path}/{}", found.id));
        let sort = t_attr(seen.lang, "trace-sort", sort, &[]);
        GridRow { cells: vec![title.with_note(found.number.clone()), Cell::text(sort)] }
    };
    let columns = ["trace-name", "trace-kind"];
    let rows = found.iter().map(row).collect();
    let (_, found) = words.grid("trace-found", &columns, rows, "trace-found-none");
    let found = (!query.trim().is_empty()).then_some(found);
    ok(&TraceFindPage { query, found, frame: seen.frame(Here::Audit).await? })
}
