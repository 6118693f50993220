//! Traces tell what the ledger proves and nothing else; how things stood at a past moment; suspects marked and cleared.

use guicheng::service::{ActRequest, Service, ServiceError, mark_suspects};
use guicheng::store::tables::change::{ChangeRow, ChangeStatus};
use guicheng::store::tables::document::{BlobRow, RevisionRow, RevisionStatus};
use guicheng::store::tables::people::{AppointmentKind, AppointmentRow};
use guicheng::store::{Outcome, Unit, Wants};
use guicheng_core::document::Library;
use guicheng_core::ledger::{Actor, Entry, VERSION};
use guicheng_core::text::{Findings, Lang};
use guicheng_core::value::{Hash, Moment};
use serde_json::json;

use super::{assert_provable, fields, moves};
use crate::support::both::both;
use crate::support::{company, signing};

const POLICY: &str = r#"
policy: note
title: { zh: 记事, en: Note }
clause: "1"
form: note
number: "N{serial:year:3}"
start: { post: clerk, ask: text }
initial: written
states:
  written:
    title: { zh: 已写, en: Written }
    clause: 1-2
    task: { post: clerk, due: 1wd, overdue: none }
    on: { file: { title: { zh: 归档, en: File }, target: checked } }
  checked:
    title: { zh: 待核, en: To check }
    clause: 1-1
    task: { post: head, due: 1wd, overdue: none }
    on: { close: { title: { zh: 关闭, en: Close }, target: filed } }
  filed: { title: { zh: 已归档, en: Filed }, type: final }
"#;

const CHAPTER: &str = "---\nnumber: SC-1\ntitle: { zh: 第一章, en: Chapter one }\nowner: head\n---\n\n两日内核对。 {#1-1}\n\n先写下来。 {#1-2}\n\n没有人管。 {#1-3}\n";

fn files() -> Vec<(String, Vec<u8>)> {
    let mut files = company::documents(POLICY, company::NOTE_FORM);
    files.push(("manual/zh/1.md".into(), CHAPTER.as_bytes().to_vec()));
    files
}

pub(super) fn entry(kind: &str, at: Moment) -> Entry {
    Entry {
        v: VERSION,
        seq: 0,
        at,
        instance: None,
        kind: kind.into(),
        actor: Actor { person: None, post: None, authority: "test".into() },
        under: Default::default(),
        body: json!({}),
        effects: None,
        snapshot: None,
        rows: Default::default(),
        prev: Entry::NO_PREVIOUS,
    }
}

/// A case with one act, and the moment between the two steps.
async fn worked(service: &Service) -> (String, Moment) {
    company::staff(service, &[("li", "clerk"), ("wang", "head")]).await;
    let li = company::caller(service, "li").await;
    let done = service.start(&li, "note", fields(json!({ "words": "x" })), None).await.unwrap();
    let between = done.at;
    let act = ActRequest { choice: "file".into(), signing: signing::signing(), ..ActRequest::default() };
    service.act(&li, &done.tasks[0], act).await.unwrap();
    (done.instance, between)
}

fn code(error: ServiceError) -> &'static str {
    error.code()
}

both! {
    async fn a_trace_says_what_the_ledger_proves(place: Place) {
        let service = company::open(&place, &files()).await;
        let (case, _) = worked(&service).await;
        let (wang, li) = (company::caller(&service, "wang").await, company::caller(&service, "li").await);
        let trace = service.trace_case(&wang, &case, Lang::En).await.unwrap();
        let codes: Vec<&str> = trace.verdict.iter().map(|found| found.code.as_str()).collect();
        assert_eq!(codes, ["trace-ran", "trace-replayed", "trace-hashes", "trace-started-in-force"]);
        assert!(trace.verdict.iter().all(|found| found.good));
        let steps: Vec<_> = trace.steps.iter().map(|step| (step.kind.as_str(), step.revision.as_deref())).collect();
        assert_eq!(steps, [("start", Some("A/0")), ("act", Some("A/0"))]);
        let documents: Vec<&str> = trace.revisions.iter().map(|revision| revision.document.as_str()).collect();
        assert_eq!(documents, ["forms/note", "policies/calendar", "policies/note", "policies/organisation"]);
        // Who worked on it may trace the case; other people and documents are for those who read all.
        assert!(service.trace_case(&li, &case, Lang::En).await.is_ok());
        assert_eq!(code(service.trace_person(&li, "wang", 0, Lang::En).await.unwrap_err()), "auditors-only");
        assert_eq!(
            code(service.trace_document(&li, "policies/note", 0, Lang::En).await.unwrap_err()),
            "auditors-only"
        );
        let document = service.trace_document(&wang, "policies/note", 0, Lang::En).await.unwrap();
        assert_eq!((document.ran_on[0].total, document.ran_on[0].cases[0].instance.clone()), (1, case.clone()));
        let person = service.trace_person(&li, "li", 0, Lang::En).await.unwrap();
        assert_eq!(person.acts[0].held, ["clerk"]);
        assert!(person.acts.iter().all(|act| act.authority_holds) && person.total >= 2);

        // What is changed behind its back is found: when a revision was in force, a leaf, an appointment.
        service.store().close().await;
        place.run("UPDATE revision SET effective_from = effective_from + 86400000000 WHERE document = 'policies/note'").await;
        place.run("UPDATE entry SET leaf = replace(leaf, 'appointment:clerk', 'appointment:admin') WHERE kind = 'act'").await;
        place.run("UPDATE appointment SET to_at = 1 WHERE person = 'li'").await;
        let service = company::open(&place, &files()).await;
        let wang = company::caller(&service, "wang").await;
        let trace = service.trace_case(&wang, &case, Lang::En).await.unwrap();
        let bad: Vec<&str> =
            trace.verdict.iter().filter(|found| !found.good).map(|found| found.code.as_str()).collect();
        assert_eq!(bad, ["trace-hashes-differ", "trace-started-otherwise"]);
        let person = service.trace_person(&wang, "li", 0, Lang::En).await.unwrap();
        assert_eq!(person.verdict[0].code, "trace-authority-missing");
    }

    /// What a revision changed stands beside it, and a word leads to whatever it names.
    async fn a_revision_says_what_it_changed(place: Place) {
        let service = moves::firm(&place).await;
        let case = moves::note(&service, "meet").await;
        let change = moves::signed(&service, "due: 5d", "due: 9d", json!({ "cases": "all", "deadlines": "keep" })).await;
        moves::release(&service, &change).await;
        let wang = company::caller(&service, "wang").await;
        let changed = async |lang| {
            let trace = service.trace_document(&wang, "policies/note", 0, lang).await.unwrap();
            trace.revisions.into_iter().map(|revision| revision.changed).collect::<Vec<_>>()
        };
        assert_eq!(changed(Lang::Zh).await, [vec![], vec!["会签：办理期限：5 天 → 9 天".to_owned()]]);
        assert_eq!(changed(Lang::En).await, [vec![], vec!["Meeting: Deadline: 5 days → 9 days".to_owned()]]);
        // The case ran on both; acts are told as people see them.
        moves::act(&service, "li", &case.instance, "agree").await.unwrap();
        let trace = service.trace_case(&wang, &case.instance, Lang::Zh).await.unwrap();
        let ran: Vec<_> = trace.revisions.iter().filter(|revision| revision.document == "policies/note").collect();
        assert_eq!((ran.len(), ran[1].changed.len(), ran[1].title.as_str()), (2, 1, "记事"));
        let act = trace.steps.iter().find(|step| step.kind == "act").unwrap();
        assert_eq!((act.task_title.as_deref(), act.choice_title.as_deref()), (Some("会签"), Some("同意")));
        let li = service.trace_person(&wang, "li", 0, Lang::Zh).await.unwrap();
        assert!(li.acts.iter().any(|act| act.choice_title.as_deref() == Some("同意")), "{:?}", li.acts);
        // Words.
        let found = async |word: &str| {
            let found = service.trace_find(&wang, word, Lang::Zh).await.unwrap();
            found.into_iter().map(|found| (found.kind, found.id)).collect::<Vec<_>>()
        };
        use guicheng::service::Traceable::{Case, Document, Person};
        assert_eq!(found("WANG").await, [(Person, "wang".to_owned())]);
        assert!(found("记事").await.starts_with(&[(Document, "policies/note".to_owned())]));
        assert_eq!(found("policies/note").await, [(Document, "policies/note".to_owned())]);
        assert_eq!(found(&case.instance).await, [(Case, case.instance.clone())]);
        let number = service.store().read().change(&change).await.unwrap().unwrap().number.unwrap();
        assert!(found(&number).await.starts_with(&[(Case, change.clone())]));
        assert_eq!(found("没有这样的词").await, []);
        assert_eq!(found("  ").await, []);
        assert_eq!(found("100%_").await, [], "signs are not patterns");
        let li = company::caller(&service, "li").await;
        assert_eq!(code(service.trace_find(&li, "wang", Lang::Zh).await.unwrap_err()), "auditors-only");
    }

    async fn the_past_stays_as_it_was(place: Place) {
        let service = company::open(&place, &files()).await;
        let (case, between) = worked(&service).await;
        let wang = company::caller(&service, "wang").await;
        let now = service.case(&wang, &case).await.unwrap();
        let then = service.case_at(&wang, &case, between).await.unwrap();
        assert_eq!(now.snapshot.machines[""].states, ["checked"]);
        assert_eq!(then.snapshot.machines[""].states, ["written"]);
        assert_eq!(then.tasks.len(), 1, "the second task was not there yet");
        let before = Moment(between.0 - 1);
        assert_eq!(code(service.case_at(&wang, &case, before).await.err().unwrap()), "no-such-case");
        assert_eq!(code(service.past(Moment(service.now().0 + 60_000_000)).unwrap_err()), "as-of-future");

        // A newer revision, and an appointment that has ended.
        let change = service.now();
        let bytes = CHAPTER.replace("两日内", "三日内").into_bytes();
        let hash = Hash::of(&bytes);
        let old = service.revisions_of("manual/zh/1").await.unwrap()[0].clone();
        service.store().write(Wants::none(), async move |tx| {
            let mut unit = Unit::new(tx, entry("test", change));
            unit.put(BlobRow { hash, bytes: bytes.clone() });
            let (status, effective_to) = (RevisionStatus::Superseded, Some(change));
            unit.put(RevisionRow { status, effective_to, ..old.clone() });
            unit.put(RevisionRow { label: "A/1".into(), hash, effective_from: Some(change), created_at: change, ..old.clone() });
            unit.put(AppointmentRow {
                id: "zhao-admin".into(),
                post: "admin".into(),
                person: "li".into(),
                kind: AppointmentKind::Holder,
                from_at: Moment(0),
                to_at: Some(change),
                by_entry: unit.seq(),
            });
            Ok::<_, ServiceError>(Outcome::Changed(unit, ()))
        }).await.unwrap();
        for (at, label, text, posts) in [(between, "A/0", "两日内", 3), (change, "A/1", "三日内", 2)] {
            let documents = service.documents_at(Some(at)).await.unwrap();
            let chapter = documents.iter().find(|(row, _)| row.id == "manual/zh/1").unwrap();
            assert_eq!(chapter.1.label, label);
            let books = service.library_at(at).await.unwrap().unwrap();
            assert!(books.clause(Lang::Zh, "1-1").unwrap().contains(text));
            assert_eq!(service.staff_at(&wang, at).await.unwrap().appointments.len(), posts);
        }
        assert!(service.library_at(Moment(0)).await.unwrap().is_none());
        assert_provable(&service).await;
    }

    async fn suspects_are_marked_and_cleared_with_a_reason(place: Place) {
        let service = company::open(&place, &files()).await;
        company::staff(&service, &[("li", "clerk"), ("wang", "head")]).await;
        let (li, wang) = (company::caller(&service, "li").await, company::caller(&service, "wang").await);
        let mut changed = files();
        for (path, bytes) in &mut changed {
            if path == "manual/zh/1.md" {
                *bytes = CHAPTER.replace("两日内", "三日内").replace("先写", "都写").into_bytes();
            }
        }
        let read = |files: &[(String, Vec<u8>)]| {
            Library::read(files.iter().map(|(path, bytes)| (path, bytes)), &mut Findings::new())
        };
        let (old, new) = (read(&files()), read(&changed));
        let arising = guicheng_core::document::arising(&old, &new);
        let places: Vec<&str> = arising.iter().map(|found| found.place.as_str()).collect();
        assert_eq!(places, ["states.checked", "states.written"]);
        // One has a reason before approval, the other none.
        let notes = json!({ format!("suspect:{}", arising[1].key()): { "text": "不影响登记", "by": "li", "at": 1 } });
        let now = service.now();
        let change = ChangeRow {
            id: "c1".into(),
            number: None,
            status: ChangeStatus::Approved,
            title: "改期限".into(),
            reason: "太短".into(),
            author: "li".into(),
            created_at: now,
            wanted_at: None,
            edition: false,
            emergency: false,
            moves: "{}".into(),
            notes: notes.to_string(),
            version: 1,
            evidence: None,
            basis: None,
            ended_at: None,
        };
        let evidence = service.suspects_evidence(&change, &[], &old, &new).await.unwrap();
        assert_eq!((evidence.items.len(), evidence.unanswered()), (2, 1));
        let (kept, before, after) = (change.clone(), old.clone(), new.clone());
        service.store().write(Wants::none(), async move |tx| {
            let mut unit = Unit::new(tx, entry("release", now));
            mark_suspects(tx, &mut unit, &kept, &before, &after, now).await?;
            Ok::<_, ServiceError>(Outcome::Changed(unit, ()))
        }).await.unwrap();
        let open = service.suspects(&wang, None).await.unwrap();
        assert_eq!(open.len(), 1);
        assert!(open[0].may_clear && open[0].row.place == "states.checked");
        let id = open[0].row.id.clone();
        assert!(!service.suspects(&li, None).await.unwrap()[0].may_clear);
        assert_eq!(code(service.clear_suspect(&li, &id, "看过").await.unwrap_err()), "suspect-not-yours");
        assert_eq!(code(service.clear_suspect(&wang, &id, "  ").await.unwrap_err()), "suspect-reason");
        assert_eq!(code(service.clear_suspect(&wang, "none", "看过").await.unwrap_err()), "no-such-suspect");
        service.clear_suspect(&wang, &id, "期限由制度规定，流程不用改").await.unwrap();
        assert_eq!(code(service.clear_suspect(&wang, &id, "再看").await.unwrap_err()), "suspect-cleared-before");
        assert!(service.suspects(&wang, None).await.unwrap().is_empty());
        let all = service.suspects(&wang, Some("policies/note")).await.unwrap();
        let reasons: Vec<_> = all.iter().map(|found| found.row.reason.clone().unwrap()).collect();
        assert!(reasons.contains(&"不影响登记".to_owned()) && reasons.len() == 2, "{reasons:?}");
        assert_provable(&service).await;
    }

    async fn coverage_and_how_often(place: Place) {
        let service = company::open(&place, &files()).await;
        worked(&service).await;
        let books = service.library().unwrap();
        let carrying = service.carrying(&books, service.now()).await.unwrap();
        assert_eq!((carrying.coverage[0].ruling, carrying.coverage[0].carried()), (3, 2));
        assert_eq!(carrying.coverage[0].uncovered, ["1-3"]);
        for (clause, all) in [("1-2", Some(1)), ("1-1", Some(1)), ("1-3", None)] {
            assert_eq!(carrying.often_paragraph(&books, clause).map(|often| often.all), all, "{clause}");
        }
        let year = 366 * 24 * 3_600 * 1_000_000;
        let later = service.carrying(&books, Moment(service.now().0 + year)).await.unwrap();
        let often = later.often_paragraph(&books, "1-2").unwrap();
        assert_eq!((often.all, often.year), (1, 0));
    }
}
