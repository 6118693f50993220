//! Nothing starts on what is not in force, edits and withdrawals between the last signature and its effect, and several
//! changes at once: of one new document, at one moment, under a procedure of changes that is itself changed.

use guicheng::service::{Advance, ChangeEdit, Content, Service, pins_of};
use guicheng::store::tables::change::{ChangeStatus, SignatureRow};
use guicheng::store::tables::document::RevisionStatus;
use guicheng_core::calendar::Period;
use guicheng_core::text::Lang;
use guicheng_core::value::Moment;
use serde_json::json;

use super::changes::{
    COMPLAINT, LETTER, act, begin, code, complain, countersigner, edited, firm, gather, put, row, sign_all,
};
use super::{assert_provable, fields};
use crate::support::both::both;
use crate::support::company;

const HOUR: i64 = 3_600_000_000;
const NOTICE: &str = "policies/mail/extra_notice";

async fn at(service: &Service, change: &str, wanted: Moment) {
    let asm = company::caller(service, "asm").await;
    let edit = ChangeEdit { wanted_at: Some(Some(wanted)), ..ChangeEdit::default() };
    service.set_change(&asm, change, edit, row(service, change).await.version).await.unwrap();
}

/// A change of one document, signed by all, that waits for its moment.
async fn waiting(service: &Service, document: &str, bytes: Vec<u8>, wanted: Moment) -> String {
    let change = begin(service, "asm", "试").await;
    put(service, "asm", &change, document, bytes).await;
    at(service, &change, wanted).await;
    sign_all(service, &change).await;
    assert_eq!(row(service, &change).await.status, ChangeStatus::Approved);
    change
}

async fn valid(service: &Service, change: &str) -> Vec<SignatureRow> {
    let rows = service.store().read().signatures(change).await.unwrap();
    rows.into_iter().filter(|row| row.voided_at.is_none()).collect()
}

async fn labels(service: &Service, document: &str) -> Vec<String> {
    let rows = service.store().read().revisions(document).await.unwrap();
    rows.into_iter().map(|row| row.label).collect()
}

async fn with_line(service: &Service, document: &str, line: &str) -> Vec<u8> {
    let mut bytes = edited(service, document, ":", ":").await;
    bytes.extend(line.bytes());
    bytes
}

fn notice(word: &str) -> Vec<u8> {
    format!("mail: extra_notice\ntitle: {{ zh: {word}, en: Notice }}\nsubject: {{ zh: 通知, en: Notice }}\ntext:\n  zh: 请知悉。\n  en: Please note.\n").into_bytes()
}

both! {
    /// A procedure approved for tomorrow cannot be begun today; one that went cannot be begun any more, while who began goes
    /// on; both as the start is asked for and as it is made.
    async fn nothing_starts_on_what_is_not_in_force(place: Place) {
        let service = firm(&place).await;
        let cl = company::caller(&service, "cl").await;
        let start = async |policy: &str| {
            code(service.start(&cl, policy, fields(json!({ "words": "一" })), None).await)
        };
        let policy = company::NOTE.replace("post: clerk", "post: certification_lead");
        let change = begin(&service, "asm", "新增").await;
        put(&service, "asm", &change, "policies/note", policy.into_bytes()).await;
        put(&service, "asm", &change, "forms/note", company::NOTE_FORM.as_bytes().to_vec()).await;
        at(&service, &change, Moment(service.now().0 + 24 * HOUR)).await;
        assert_eq!(start("note").await, "no-such-policy", "a draft");
        sign_all(&service, &change).await;
        assert_eq!(row(&service, &change).await.status, ChangeStatus::Approved);
        assert_eq!(start("note").await, "no-such-policy", "approved, in force tomorrow");
        assert_eq!(code(service.start_view(&cl, "note", Lang::Zh).await), "no-such-policy");
        service.advance(&cl, Advance::By(Period::Hours(25))).await.unwrap();
        let running = service.start(&cl, "note", fields(json!({ "words": "一" })), None).await.unwrap();
        // Obsolete again.
        let gone = begin(&service, "asm", "废止").await;
        let asm = company::caller(&service, "asm").await;
        for document in ["policies/note", "forms/note"] {
            let version = row(&service, &gone).await.version;
            service.put_item(&asm, &gone, document, Content::Obsolete, version).await.unwrap();
        }
        sign_all(&service, &gone).await;
        assert_eq!(start("note").await, "no-such-policy", "obsolete");
        assert_eq!(code(service.start_view(&cl, "note", Lang::Zh).await), "no-such-policy");
        act(&service, "cl", &running.instance, "file").await.unwrap();
        let ended = service.store().read().instance(&running.instance).await.unwrap().unwrap().ended_at;
        assert!(ended.is_some(), "who began before goes on");
        assert_provable(&service).await;
    }

    /// Signed by all and waiting for its time: an edit voids every signature, it does not take effect at that time, and it
    /// can be withdrawn up to then and not after.
    async fn between_the_last_signature_and_its_effect(place: Place) {
        let service = firm(&place).await;
        let asm = company::caller(&service, "asm").await;
        let wanted = Moment(service.now().0 + 24 * HOUR);
        let bytes = with_line(&service, LETTER, "# 一\n").await;
        let change = waiting(&service, LETTER, bytes, wanted).await;
        let signed = valid(&service, &change).await.len();
        assert!(signed >= 3);
        let bytes = with_line(&service, LETTER, "# 二\n").await;
        put(&service, "asm", &change, LETTER, bytes).await;
        assert_eq!(row(&service, &change).await.status, ChangeStatus::Draft);
        assert!(valid(&service, &change).await.is_empty());
        service.advance(&asm, Advance::By(Period::Hours(30))).await.unwrap();
        assert_eq!(labels(&service, LETTER).await, ["A/0"], "its time has passed without signatures");
        // Its time lies in the past now: it takes effect with the last signature.
        sign_all(&service, &change).await;
        assert_eq!(labels(&service, LETTER).await, ["A/0", "A/1"]);
        let version = row(&service, &change).await.version;
        assert_ne!(code(service.withdraw_change(&asm, &change, version).await), "done");
        // Another is withdrawn in time.
        let bytes = with_line(&service, LETTER, "# 三\n").await;
        let change = waiting(&service, LETTER, bytes, Moment(service.now().0 + HOUR)).await;
        let version = row(&service, &change).await.version;
        service.withdraw_change(&asm, &change, version).await.unwrap();
        assert_eq!(row(&service, &change).await.status, ChangeStatus::Withdrawn);
        assert!(valid(&service, &change).await.is_empty());
        assert!(service.store().read().open_tasks_of(&change).await.unwrap().is_empty());
        service.advance(&asm, Advance::By(Period::Hours(3))).await.unwrap();
        assert_eq!(labels(&service, LETTER).await, ["A/0", "A/1"]);
        assert_provable(&service).await;
    }

    /// Two that were approved for the very same moment: of different documents both take effect; of one document the second
    /// is back with its author and its signatures are void.
    async fn two_at_the_very_same_moment(place: Place) {
        let service = firm(&place).await;
        let asm = company::caller(&service, "asm").await;
        let wanted = Moment(service.now().0 + 24 * HOUR);
        let bytes = edited(&service, COMPLAINT, "顾客投诉处理", "顾客投诉办理").await;
        let apart = waiting(&service, COMPLAINT, bytes, wanted).await;
        let bytes = with_line(&service, LETTER, "# 一\n").await;
        let one = waiting(&service, LETTER, bytes, wanted).await;
        let bytes = with_line(&service, LETTER, "# 二\n").await;
        let two = waiting(&service, LETTER, bytes, wanted).await;
        service.advance(&asm, Advance::By(Period::Hours(25))).await.unwrap();
        assert_eq!(labels(&service, COMPLAINT).await, ["A/0", "A/1"]);
        assert_eq!(labels(&service, LETTER).await, ["A/0", "A/1"]);
        assert_eq!(row(&service, &apart).await.status, ChangeStatus::Effective);
        let status = [row(&service, &one).await.status, row(&service, &two).await.status];
        assert!(status.contains(&ChangeStatus::Effective) && status.contains(&ChangeStatus::Draft), "{status:?}");
        let late = if status[0] == ChangeStatus::Draft { &one } else { &two };
        assert!(valid(&service, late).await.is_empty());
        assert_provable(&service).await;
    }

    /// Two changes bring the same new document: the second is told and rebased, then it is the next revision, not a second
    /// first one.
    async fn two_bring_the_same_new_document(place: Place) {
        let service = firm(&place).await;
        let asm = company::caller(&service, "asm").await;
        let (one, two) = (begin(&service, "asm", "一").await, begin(&service, "asm", "二").await);
        put(&service, "asm", &one, NOTICE, notice("甲")).await;
        put(&service, "asm", &two, NOTICE, notice("乙")).await;
        gather(&service, "asm", &two).await;
        act(&service, "asm", &two, "submit").await.unwrap();
        sign_all(&service, &one).await;
        assert_eq!(row(&service, &two).await.status, ChangeStatus::Draft);
        assert!(valid(&service, &two).await.is_empty());
        assert_eq!(service.change_view(&asm, &two).await.unwrap().stale, [NOTICE]);
        gather(&service, "asm", &two).await;
        assert_eq!(code(act(&service, "asm", &two, "submit").await), "guard");
        let version = row(&service, &two).await.version;
        service.rebase_item(&asm, &two, NOTICE, notice("乙"), version).await.unwrap();
        sign_all(&service, &two).await;
        assert_eq!(labels(&service, NOTICE).await, ["A/0", "A/1"]);
        assert_provable(&service).await;
    }

    /// Two new documents of one number: the second change does not fit any more.
    async fn two_take_the_same_number(place: Place) {
        let service = firm(&place).await;
        let chapter = |id: &str| {
            format!("---\nnumber: SC-77\ntitle: {{ zh: 新章, en: New }}\nowner: certification_lead\n---\n甲 {{#{id}-1}}\n").into_bytes()
        };
        let (one, two) = (begin(&service, "asm", "一").await, begin(&service, "asm", "二").await);
        put(&service, "asm", &one, "manual/zh/77", chapter("77")).await;
        put(&service, "asm", &two, "manual/zh/78", chapter("78")).await;
        at(&service, &two, Moment(service.now().0 + 24 * HOUR)).await;
        // Both are signed, each alone fits.
        sign_all(&service, &two).await;
        assert_eq!(row(&service, &two).await.status, ChangeStatus::Approved);
        sign_all(&service, &one).await;
        assert_eq!(labels(&service, "manual/zh/77").await, ["A/0"]);
        let asm = company::caller(&service, "asm").await;
        service.advance(&asm, Advance::By(Period::Hours(25))).await.unwrap();
        assert!(labels(&service, "manual/zh/78").await.is_empty());
        assert_eq!(row(&service, &two).await.status, ChangeStatus::Draft);
        assert!(valid(&service, &two).await.is_empty());
        gather(&service, "asm", &two).await;
        assert_ne!(code(act(&service, "asm", &two, "submit").await), "done");
        assert_provable(&service).await;
    }

    /// The procedure of changes is changed while another change runs: that one goes on as it began, the next begins on the
    /// new revision.
    async fn the_procedure_of_changes_is_changed(place: Place) {
        let service = firm(&place).await;
        let other = begin(&service, "asm", "先提出").await;
        let bytes = with_line(&service, LETTER, "# 一\n").await;
        put(&service, "asm", &other, LETTER, bytes).await;
        gather(&service, "asm", &other).await;
        act(&service, "asm", &other, "submit").await.unwrap();
        let own = begin(&service, "asm", "改程序").await;
        let bytes = edited(&service, "policies/document_change", "en: Change of documents }", "en: Changes }").await;
        put(&service, "asm", &own, "policies/document_change", bytes).await;
        sign_all(&service, &own).await;
        assert_eq!(labels(&service, "policies/document_change").await, ["A/0", "A/1"]);
        let revisions = service.store().read().revisions("policies/document_change").await.unwrap();
        assert_eq!(revisions[1].status, RevisionStatus::Effective);
        let next = begin(&service, "asm", "后提出").await;
        for (case, place) in [(&other, 0), (&own, 0), (&next, 1)] {
            let row = service.store().read().instance(case).await.unwrap().unwrap();
            assert_eq!(pins_of(&row)["policies/document_change"], revisions[place].hash);
        }
        // What was signed under the old one counts; its reviewer goes on with fresh evidence.
        assert_eq!(valid(&service, &other).await.len(), 1);
        gather(&service, "asm", &other).await;
        act(&service, "cl", &other, "pass").await.unwrap();
        while let Some(head) = countersigner(&service, &other).await {
            act(&service, head, &other, "agree").await.unwrap();
        }
        act(&service, "gm", &other, "approve").await.unwrap();
        assert_eq!(labels(&service, LETTER).await, ["A/0", "A/1"]);
        assert!(complain(&service).await.number.is_some());
        assert_provable(&service).await;
    }

    /// The machine stands still while a change falls due, and its clock is set back before that: it takes effect once, late,
    /// from the moment it did, and no revision ends before it began.
    async fn the_machine_stands_still_meanwhile(place: Place) {
        let service = firm(&place).await;
        let wanted = Moment(service.now().0 + 24 * HOUR);
        let bytes = with_line(&service, LETTER, "# 一\n").await;
        let change = waiting(&service, LETTER, bytes, wanted).await;
        service.store().close().await;
        for (hours, expected) in [(-48, 1), (72, 2), (-72, 2), (96, 2)] {
            let service = company::open_ahead(place.open().await, &Vec::new(), None, hours * HOUR).await;
            service.fire_due().await.unwrap();
            assert_eq!(labels(&service, LETTER).await.len(), expected, "{hours} hours");
            service.store().close().await;
        }
        let service = company::open_ahead(place.open().await, &Vec::new(), None, 0).await;
        let rows = service.store().read().revisions(LETTER).await.unwrap();
        assert!(rows[1].effective_from.unwrap() > wanted, "from when it did, not from when it was meant to");
        assert_eq!(rows[0].effective_to, rows[1].effective_from);
        assert!(rows[0].effective_to > rows[0].effective_from);
        assert_eq!(row(&service, &change).await.status, ChangeStatus::Effective);
        assert_provable(&service).await;
    }

    /// Three changes of one document: the third is overtaken twice and rebased twice; withdrawing the second in between
    /// takes nothing from the third.
    async fn three_in_a_chain(place: Place) {
        let service = firm(&place).await;
        let asm = company::caller(&service, "asm").await;
        let mut changes = Vec::new();
        for line in ["# 一\n", "# 二\n", "# 三\n"] {
            let change = begin(&service, "asm", "链").await;
            let bytes = with_line(&service, LETTER, line).await;
            put(&service, "asm", &change, LETTER, bytes).await;
            gather(&service, "asm", &change).await;
            act(&service, "asm", &change, "submit").await.unwrap();
            changes.push(change);
        }
        let rebase = async |change: &str, line: &str| {
            let bytes = with_line(&service, LETTER, line).await;
            let version = row(&service, change).await.version;
            service.rebase_item(&asm, change, LETTER, bytes, version).await.unwrap();
        };
        let lead = async |change: &str| {
            act(&service, "cl", change, "pass").await.unwrap();
            while let Some(head) = countersigner(&service, change).await {
                act(&service, head, change, "agree").await.unwrap();
            }
            act(&service, "gm", change, "approve").await.unwrap();
        };
        lead(&changes[0]).await;
        for (change, line) in [(&changes[1], "# 二\n"), (&changes[2], "# 三\n")] {
            assert_eq!(row(&service, change).await.status, ChangeStatus::Draft);
            rebase(change, line).await;
            gather(&service, "asm", change).await;
            act(&service, "asm", change, "submit").await.unwrap();
        }
        let version = row(&service, &changes[1]).await.version;
        service.withdraw_change(&asm, &changes[1], version).await.unwrap();
        assert_eq!(valid(&service, &changes[2]).await.len(), 1);
        lead(&changes[2]).await;
        assert_eq!(labels(&service, LETTER).await, ["A/0", "A/1", "A/2"]);
        assert_provable(&service).await;
    }
}
