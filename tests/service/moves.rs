//! Running cases and a change of their procedure, on both databases: they move as it was chosen, each with its entry, or
//! stay; and whoever replays the ledger comes to the same.

use guicheng::service::{ActRequest, ChangeEdit, Content, Done, Files, Service, ServiceError, pins_of};
use guicheng::store::tables::change::ChangeStatus;
use guicheng::store::tables::document::RevisionStatus;
use guicheng_core::case::Snapshot;
use guicheng_core::value::{Moment, canonical};
use serde_json::{Value, json};

use super::{assert_provable, fields};
use crate::support::both::{Place, both};
use crate::support::{company, signing};

const DAY: i64 = 86_400_000_000;

/// A procedure with a wait, a task that two sign, and its form.
const POLICY: &str = r#"
policy: note
title: { zh: 记事, en: Note }
form: note
start: { post: clerk, ask: text }
initial: choosing
states:
  choosing:
    always:
      - { target: meeting, guard: record.words == "meet" }
      - waiting
  waiting:
    title: { zh: 等待, en: Waiting }
    after:
      - { in: 15d, target: visiting }
  visiting:
    title: { zh: 回访, en: Visit }
    task: { post: clerk, due: 1wd, overdue: none }
    on: { seen: { title: { zh: 已回访, en: Seen }, target: filed } }
  meeting:
    title: { zh: 会签, en: Meeting }
    task: { posts: [clerk, head], decide: all, due: 5d, overdue: none }
    on: { agree: { title: { zh: 同意, en: Agree }, target: filed } }
  filed: { title: { zh: 已归档, en: Filed }, type: final }
"#;

/// The change procedure cut down to what the engine insists on.
const CHANGES: &str = r#"
policy: document_change
title: { zh: 文件更改, en: Change of documents }
form: change
number: "C{yy}{serial:year:3}"
start: { post: clerk, ask: proposal }
initial: drafting
states:
  drafting:
    title: { zh: 编制, en: Drafting }
    task: { post: clerk, due: 1wd, overdue: none, sign: prepare }
    on: { submit: { title: { zh: 提交, en: Submit }, target: reviewing } }
    exit:
      - { register: change, key: number, set: { status: "\"in_review\"" } }
  reviewing:
    title: { zh: 审核, en: Review }
    task: { post: head, due: 1wd, overdue: none, sign: review }
    on: { pass: { title: { zh: 通过, en: Pass }, target: approving } }
  approving:
    title: { zh: 批准, en: Approval }
    task: { post: admin, due: 1wd, overdue: none, sign: approve }
    on:
      approve:
        title: { zh: 批准, en: Approve }
        target: closed
        actions:
          - { register: change, key: number, set: { status: "\"approved\"" } }
          - { register: change, key: number, set: { status: "\"effective\"" } }
  closed: { title: { zh: 已生效, en: In force }, type: final }
"#;

const CHANGE_FORM: &str = r#"
form: change
title: { zh: 变更单, en: Change }
fields:
  title: { type: text, max: 80, title: { zh: 名称, en: Title } }
  reason: { type: text, max: 200, title: { zh: 理由, en: Reason } }
sections:
  proposal: { title: { zh: 提出变更, en: Propose }, fields: [title, reason] }
"#;

const REGISTER: &str = r#"
register: change
title: { zh: 变更台账, en: Changes }
key: { title: { zh: 编号, en: Number }, pattern: "C[0-9]{5}" }
summary: "{status}"
maintained_by: clerk
kept_by: engine
fields:
  status: { type: text, max: 20, title: { zh: 状态, en: Status } }
"#;

pub(super) fn documents() -> Files {
    let mut files = company::documents(POLICY, company::NOTE_FORM);
    for (path, text) in [
        ("policies/document_change.yaml", CHANGES),
        ("forms/change.yaml", CHANGE_FORM),
        ("forms/registers/change.yaml", REGISTER),
    ] {
        files.push((path.into(), text.as_bytes().to_vec()));
    }
    files
}

pub(super) async fn firm(place: &Place) -> Service {
    let service = company::open(place, &documents()).await;
    company::staff(&service, &[("li", "clerk"), ("wang", "head"), ("zhao", "admin")]).await;
    service
}

pub(super) async fn note(service: &Service, words: &str) -> Done {
    let li = company::caller(service, "li").await;
    service.start(&li, "note", fields(json!({ "words": words })), None).await.unwrap()
}

pub(super) async fn act(service: &Service, by: &str, case: &str, choice: &str) -> Result<Done, ServiceError> {
    let caller = company::caller(service, by).await;
    let task = service.store().read().open_tasks_of(case).await.unwrap().remove(0);
    let view = service.task(&caller, &task.id).await?;
    let seen = service.seen_of(&view).await.unwrap();
    let signing = task.sign.is_some().then(signing::signing).flatten();
    let signing = signing.map(|signing| guicheng::service::Signing { seen, ..signing });
    service.act(&caller, &task.id, ActRequest { choice: choice.into(), signing, ..Default::default() }).await
}

/// A change of the procedure that everybody but the last has signed.
pub(super) async fn signed(service: &Service, from: &str, to: &str, moves: Value) -> String {
    let li = company::caller(service, "li").await;
    let about = json!({ "title": "改期限", "reason": "测试" });
    let change = service.start(&li, "document_change", fields(about), None).await.unwrap().instance;
    let rows = service.store().read().revisions("policies/note").await.unwrap();
    let row = rows.iter().find(|row| row.status == RevisionStatus::Effective).unwrap();
    let text = service.store().read().blob(&row.hash).await.unwrap().unwrap();
    let text = String::from_utf8(text).unwrap();
    assert!(text.contains(from));
    let bytes = Content::Bytes(text.replace(from, to).into_bytes());
    service.put_item(&li, &change, "policies/note", bytes, 1).await.unwrap();
    let edit = ChangeEdit { moves: Some(json!({ "note": moves })), ..ChangeEdit::default() };
    service.set_change(&li, &change, edit, 2).await.unwrap();
    service.gather_evidence(&li, &change).await.unwrap();
    act(service, "li", &change, "submit").await.unwrap();
    act(service, "wang", &change, "pass").await.unwrap();
    change
}

pub(super) async fn release(service: &Service, change: &str) {
    act(service, "zhao", change, "approve").await.unwrap();
    let row = service.store().read().change(change).await.unwrap().unwrap();
    assert_eq!(row.status, ChangeStatus::Effective);
}

async fn snapshot(service: &Service, case: &str) -> Snapshot {
    let row = service.store().read().snapshot(case).await.unwrap().unwrap();
    canonical::from_str(&row.content).unwrap()
}

/// When the only timer of a case falls due, as its snapshot and its row agree.
async fn due(service: &Service, case: &str) -> Moment {
    let rows = service.store().read().timers_of(case).await.unwrap();
    let timers = snapshot(service, case).await.timers;
    assert_eq!((rows.len(), timers.len()), (1, 1));
    let at = timers.values().next().unwrap().due.at;
    assert_eq!(rows[0].due_at, at);
    at
}

async fn runs_on(service: &Service, case: &str) -> usize {
    let row = service.store().read().instance(case).await.unwrap().unwrap();
    let hash = pins_of(&row)["policies/note"];
    let revisions = service.store().read().revisions("policies/note").await.unwrap();
    revisions.iter().position(|row| row.hash == hash).unwrap()
}

async fn moved(service: &Service, case: &str) -> usize {
    let auditor = company::caller(service, "wang").await;
    let lines = service.history(&auditor, case).await.unwrap();
    lines.iter().filter(|line| line.entry.kind == "move").count()
}

both! {
    /// 15 days become 10: each way to go on; who is not chosen stays as they are.
    async fn a_timer_goes_on_as_it_was_chosen(place: Place) {
        for (keep, expected) in [("keep", 15 * DAY), ("remaining", 10 * DAY), ("restart", -1)] {
            let place = if place.is_sqlite() { Place::sqlite() } else { Place::postgres(&format!("moves_{keep}")) };
            let service = firm(&place).await;
            let (one, other) = (note(&service, "一").await, note(&service, "二").await);
            let began = one.at;
            let moves = json!({ "cases": { "only": [one.instance] }, "timers": keep });
            let change = signed(&service, "in: 15d", "in: 10d", moves).await;
            let evidence = {
                let row = service.store().read().change(&change).await.unwrap().unwrap();
                service.evidence_of(&row).await.unwrap().unwrap()
            };
            let cases = evidence.cases.unwrap();
            assert_eq!((cases.running, cases.moves, cases.stays, cases.undecided), (2, 1, 1, 0));
            assert_eq!(cases.shifts, usize::from(keep != "keep"));
            // The choice stays on the page, whichever it was: saving the page again must not lose it.
            let shown = service.change_cases(&company::caller(&service, "li").await, &change, &[].into()).await.unwrap();
            assert_eq!(shown.choices[0].clocks.len(), 1, "{keep}");
            release(&service, &change).await;
            let at = due(&service, &one.instance).await;
            match expected {
                -1 => assert!(at.0 > began.0 + 10 * DAY && at.0 < began.0 + 11 * DAY, "{keep}"),
                expected => assert_eq!(at.0 - began.0, expected, "{keep}"),
            }
            assert_eq!((runs_on(&service, &one.instance).await, moved(&service, &one.instance).await), (1, 1));
            assert_eq!((runs_on(&service, &other.instance).await, moved(&service, &other.instance).await), (0, 0));
            assert_eq!(due(&service, &other.instance).await.0 - other.at.0, 15 * DAY);
            assert_provable(&service).await;
            service.store().close().await;
        }
    }

    /// A task that waits for its second signature keeps the first, its row and its link; a deadline that moves is told once.
    async fn signatures_go_along(place: Place) {
        let service = firm(&place).await;
        let case = note(&service, "meet").await;
        act(&service, "li", &case.instance, "agree").await.unwrap();
        let before = service.store().read().open_tasks_of(&case.instance).await.unwrap();
        let moves = json!({ "cases": "all", "deadlines": "remaining" });
        let change = signed(&service, "due: 5d", "due: 9d", moves).await;
        let mails = async || {
            let all = guicheng::store::Page { offset: 0, limit: 500 };
            let who = company::caller(&service, "wang").await;
            let rows = service.outbox(&who, None, None, all).await.unwrap();
            rows.iter().filter(|mail| mail.row.kind == "moved").count()
        };
        assert_eq!(mails().await, 0);
        release(&service, &change).await;
        assert_eq!(mails().await, 1, "the one who has still to sign, and nobody else");
        let after = service.store().read().open_tasks_of(&case.instance).await.unwrap();
        assert_eq!((before.len(), after.len()), (1, 1));
        assert_eq!((&before[0].id, before[0].assignment), (&after[0].id, after[0].assignment));
        assert!(after[0].due_at > before[0].due_at);
        let task = snapshot(&service, &case.instance).await.tasks.into_values().next().unwrap();
        assert_eq!(task.slots.iter().filter(|slot| slot.act.is_some()).count(), 1);
        assert_eq!(task.due.unwrap().at, after[0].due_at.unwrap());
        let done = act(&service, "wang", &case.instance, "agree").await.unwrap();
        assert_eq!(done.status, "done");
        assert_provable(&service).await;
    }

    /// What fits no mapping stays on its revision and can be finished there; it is listed.
    async fn what_does_not_fit_stays(place: Place) {
        let service = firm(&place).await;
        let (waits, meets) = (note(&service, "一").await, note(&service, "meet").await);
        let moves = json!({ "cases": "all" });
        let change = signed(&service, "posts: [clerk, head]", "posts: [clerk, admin]", moves).await;
        release(&service, &change).await;
        assert_eq!(runs_on(&service, &waits.instance).await, 1);
        assert_eq!(runs_on(&service, &meets.instance).await, 0);
        let wang = company::caller(&service, "wang").await;
        let lines = service.history(&wang, &change).await.unwrap();
        let listed = lines.iter().find(|line| line.entry.kind == "moves").unwrap();
        assert_eq!(listed.entry.body["moved"], 1);
        assert_eq!(listed.entry.body["stayed"][0]["instance"], meets.instance.as_str());
        assert_eq!(listed.entry.body["stayed"][0]["why"][0]["code"], "task-signers");
        act(&service, "li", &meets.instance, "agree").await.unwrap();
        assert_eq!(act(&service, "wang", &meets.instance, "agree").await.unwrap().status, "done");
        assert_provable(&service).await;
    }

    /// Somebody acts while the release moves their case: one after the other, and nothing is lost.
    async fn acting_while_it_moves(place: Place) {
        let service = firm(&place).await;
        let (one, other) = (note(&service, "meet").await, note(&service, "meet").await);
        let moves = json!({ "cases": "all", "deadlines": "restart" });
        let change = signed(&service, "due: 5d", "due: 2d", moves).await;
        let (acted, _) = tokio::join!(act(&service, "li", &one.instance, "agree"), release(&service, &change));
        acted.unwrap();
        for case in [&one, &other] {
            assert_eq!((runs_on(&service, &case.instance).await, moved(&service, &case.instance).await), (1, 1));
        }
        let signed = |snapshot: Snapshot| {
            snapshot.tasks.values().flat_map(|task| &task.slots).filter(|slot| slot.act.is_some()).count()
        };
        assert_eq!(signed(snapshot(&service, &one.instance).await), 1);
        assert_eq!(signed(snapshot(&service, &other.instance).await), 0);
        assert_provable(&service).await;
    }

    /// Finished cases under a draft that waits longer, and under one that leads elsewhere.
    async fn finished_cases_are_gone_through_again(place: Place) {
        let service = firm(&place).await;
        let case = note(&service, "meet").await;
        act(&service, "li", &case.instance, "agree").await.unwrap();
        act(&service, "wang", &case.instance, "agree").await.unwrap();
        for (from, to, expected) in [
            ("due: 5d", "due: 6d", [1, 1, 0, 0, 0]),
            ("decide: all", "decide: one", [1, 0, 1, 0, 0]),
            ("\"meet\"", "\"sit\"", [1, 0, 0, 1, 0]),
            ("posts: [clerk, head]", "posts: [clerk, head, admin]", [1, 0, 0, 0, 1]),
        ] {
            let change = signed(&service, from, to, json!({})).await;
            let row = service.store().read().change(&change).await.unwrap().unwrap();
            let found = service.evidence_of(&row).await.unwrap().unwrap().backtest.unwrap();
            assert_eq!([found.cases, found.same, found.times, found.other, found.unknown], expected, "{to}: {found:?}");
        }
        assert_provable(&service).await;
    }
}
