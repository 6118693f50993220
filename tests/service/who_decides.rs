//! Who decides on a change when people and posts change meanwhile: somebody leaves before it takes effect, a head's post is
//! vacant, a bundle dismisses the head who is asked, an emergency is not confirmed in time or not at all.

use guicheng::service::{Advance, ChangeEdit, Service};
use guicheng::store::tables::change::ChangeStatus;
use guicheng::store::{Page, tables::mail::OutboxRow};
use guicheng_core::calendar::Period;
use guicheng_core::ledger::Actor;
use guicheng_core::value::Moment;

use super::assert_provable;
use super::changes::{LETTER, act, begin, code, countersigner, edited, firm, gather, put, row, sign_all};
use crate::support::both::both;
use crate::support::company;

const HOUR: i64 = 3_600_000_000;
const ORGANISATION: &str = "policies/organisation";

fn by() -> Actor {
    Actor { person: None, post: None, authority: "test".into() }
}

async fn letter(service: &Service, line: &str) -> Vec<u8> {
    let mut bytes = edited(service, LETTER, "subject", "subject").await;
    bytes.extend(line.bytes());
    bytes
}

async fn set(service: &Service, change: &str, edit: ChangeEdit) {
    let asm = company::caller(service, "asm").await;
    service.set_change(&asm, change, edit, row(service, change).await.version).await.unwrap();
}

async fn revisions(service: &Service, document: &str) -> usize {
    service.store().read().revisions(document).await.unwrap().len()
}

async fn states(service: &Service, change: &str) -> Vec<String> {
    let open = service.store().read().open_tasks_of(change).await.unwrap();
    open.into_iter().map(|task| task.state).collect()
}

async fn mails_to(service: &Service, person: &str, change: &str) -> Vec<OutboxRow> {
    let rows =
        service.store().read().outbox(None, Some(person), Page { offset: 0, limit: 500 }).await.unwrap();
    rows.into_iter().filter(|row| row.instance.as_deref() == Some(change)).collect()
}

/// An emergency's change that is in force and waits for its review.
async fn emergency(service: &Service) -> String {
    let change = begin(service, "asm", "紧急").await;
    put(service, "asm", &change, LETTER, letter(service, "# 急\n").await).await;
    set(service, &change, ChangeEdit { emergency: Some(true), ..ChangeEdit::default() }).await;
    gather(service, "asm", &change).await;
    act(service, "asm", &change, "submit").await.unwrap();
    act(service, "gm", &change, "approve").await.unwrap();
    assert_eq!(row(service, &change).await.status, ChangeStatus::Effective);
    assert_eq!(revisions(service, LETTER).await, 2);
    change
}

both! {
    /// Author, reviewer and a head leave after they signed: what they signed counts and can be verified, it takes effect at
    /// its time, and none of them can do anything any more.
    async fn who_signed_leaves_before_it_takes_effect(place: Place) {
        let service = firm(&place).await;
        let change = begin(&service, "asm", "信").await;
        put(&service, "asm", &change, LETTER, letter(&service, "# 一\n").await).await;
        let wanted_at = Some(Some(Moment(service.now().0 + 24 * HOUR)));
        set(&service, &change, ChangeEdit { wanted_at, ..ChangeEdit::default() }).await;
        sign_all(&service, &change).await;
        let asm = company::caller(&service, "asm").await;
        let version = row(&service, &change).await.version;
        for person in ["asm", "cl"] {
            service.leave(by(), person).await.unwrap();
        }
        // With the page still open.
        assert_ne!(code(service.withdraw_change(&asm, &change, version).await), "done");
        let edit = ChangeEdit { title: Some("改".into()), ..ChangeEdit::default() };
        assert_ne!(code(service.set_change(&asm, &change, edit, version).await), "done");
        let gm = company::caller(&service, "gm").await;
        service.advance(&gm, Advance::By(Period::Hours(25))).await.unwrap();
        assert_eq!(row(&service, &change).await.status, ChangeStatus::Effective);
        let signed = service.store().read().signatures(&change).await.unwrap();
        assert!(signed.iter().all(|row| row.voided_at.is_none()));
        assert!(signed.iter().any(|row| row.person == "asm") && signed.iter().any(|row| row.person == "cl"));
        assert_provable(&service).await;
    }

    /// The author leaves while it is drafted: the lead takes the drafting over, and then cannot review it.
    async fn the_author_leaves_while_drafting(place: Place) {
        let service = firm(&place).await;
        let change = begin(&service, "asm", "信").await;
        put(&service, "asm", &change, LETTER, letter(&service, "# 一\n").await).await;
        service.leave(by(), "asm").await.unwrap();
        gather(&service, "cl", &change).await;
        act(&service, "cl", &change, "submit").await.unwrap();
        assert_eq!(row(&service, &change).await.status, ChangeStatus::InReview);
        let reviewed = act(&service, "cl", &change, "pass").await;
        assert_eq!(code(reviewed), "change-own-work");
        assert_provable(&service).await;
    }

    /// A bundle that gives a department another head: who heads it now is asked, before it is so.
    async fn a_bundle_that_dismisses_its_own_signer(place: Place) {
        let service = firm(&place).await;
        let change = begin(&service, "asm", "换负责人").await;
        let bytes = edited(&service, ORGANISATION, "head: quality_head", "head: production_head").await;
        put(&service, "asm", &change, ORGANISATION, bytes).await;
        gather(&service, "asm", &change).await;
        act(&service, "asm", &change, "submit").await.unwrap();
        act(&service, "cl", &change, "pass").await.unwrap();
        assert_eq!(countersigner(&service, &change).await, Some("qc"));
        act(&service, "qc", &change, "agree").await.unwrap();
        assert_eq!(states(&service, &change).await, ["approval"]);
        assert_provable(&service).await;
    }

    /// Nobody holds the post of a head: nothing goes on without them, the general manager is told of it, and whoever is
    /// appointed then signs.
    async fn a_heads_post_is_vacant(place: Place) {
        let service = firm(&place).await;
        let change = begin(&service, "asm", "换负责人").await;
        let bytes = edited(&service, ORGANISATION, "head: quality_head", "head: production_head").await;
        put(&service, "asm", &change, ORGANISATION, bytes).await;
        gather(&service, "asm", &change).await;
        act(&service, "asm", &change, "submit").await.unwrap();
        service.leave(by(), "qc").await.unwrap();
        act(&service, "cl", &change, "pass").await.unwrap();
        assert_eq!(states(&service, &change).await, ["countersigning"]);
        let gm = company::caller(&service, "gm").await;
        service.advance(&gm, Advance::By(Period::Days(10))).await.unwrap();
        assert_eq!(states(&service, &change).await, ["countersigning"]);
        assert_eq!(row(&service, &change).await.status, ChangeStatus::InReview);
        assert!(!mails_to(&service, "gm", &change).await.is_empty(), "the general manager is told");
        company::staff(&service, &[("neu", "quality_head")]).await;
        act(&service, "neu", &change, "agree").await.unwrap();
        assert_eq!(states(&service, &change).await, ["approval"]);
        assert_provable(&service).await;
    }

    /// The later confirmation of an emergency is missed: it stays in force and open, and the general manager is told.
    async fn a_confirmation_is_missed(place: Place) {
        let service = firm(&place).await;
        let change = emergency(&service).await;
        let before = mails_to(&service, "gm", &change).await.len();
        let gm = company::caller(&service, "gm").await;
        service.advance(&gm, Advance::By(Period::Days(14))).await.unwrap();
        assert!(states(&service, &change).await.contains(&"confirm_review".to_owned()));
        assert_eq!(row(&service, &change).await.status, ChangeStatus::Effective, "never closed unconfirmed");
        assert!(mails_to(&service, "gm", &change).await.len() > before, "the general manager is told");
        act(&service, "cl", &change, "pass").await.unwrap();
        assert!(!states(&service, &change).await.contains(&"confirm_review".to_owned()));
        assert_provable(&service).await;
    }

    /// It is not confirmed: what is in force stays so until another change puts it right, and the case stays open until then.
    async fn a_confirmation_is_refused(place: Place) {
        let service = firm(&place).await;
        let change = emergency(&service).await;
        act(&service, "cl", &change, "refuse").await.unwrap();
        assert_eq!(revisions(&service, LETTER).await, 2, "in force until it is put right");
        assert!(states(&service, &change).await.contains(&"correction".to_owned()));
        assert_eq!(row(&service, &change).await.status, ChangeStatus::Effective);
        let told = mails_to(&service, "gm", &change).await;
        assert!(!told.is_empty(), "the general manager is told");
        let other = begin(&service, "asm", "纠正").await;
        put(&service, "asm", &other, LETTER, letter(&service, "# 改\n").await).await;
        sign_all(&service, &other).await;
        assert_eq!(revisions(&service, LETTER).await, 3);
        assert_provable(&service).await;
    }
}
