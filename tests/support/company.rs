//! A small company of a test's own documents, on either database: service and people, without pages.

use std::sync::Arc;

use guicheng::edge::SystemClock;
use guicheng::mail::Sender;
use guicheng::service::{Caller, DemoClock, Files, ServerKey, Service, Settings, Shelf, ShelfError, Via};
use guicheng::store::Store;
use guicheng::store::tables::people::{AppointmentKind, AppointmentRow, PersonRow};
use guicheng_core::ledger::Actor;
use guicheng_core::value::Moment;

use super::both::Place;

/// One department; posts `clerk`, `head`, `admin`.
pub const ORGANISATION: &str = r#"
organisation: company
title: { zh: 测试公司, en: Test company }
departments:
  all: { title: { zh: 全公司, en: Everybody }, head: head }
posts:
  head: { title: { zh: 负责人, en: Head }, department: all, delegate: optional, reads_all: true }
  clerk: { title: { zh: 经办人, en: Clerk }, department: all, delegate: required, reports_to: head }
  admin: { title: { zh: 管理员, en: Administrator }, department: all, delegate: optional, reports_to: head }
"#;

/// The smallest policy: somebody writes a note, somebody files it.
pub const NOTE: &str = r#"
policy: note
title: { zh: 记事, en: Note }
form: note
start: { post: clerk, ask: text }
initial: written
states:
  written:
    title: { zh: 已写, en: Written }
    task: { post: clerk, due: 1wd, overdue: none }
    on: { file: { title: { zh: 归档, en: File }, target: filed } }
  filed: { title: { zh: 已归档, en: Filed }, type: final }
"#;

/// Its form.
pub const NOTE_FORM: &str = r#"
form: note
title: { zh: 记事单, en: Note }
fields:
  words: { type: text, max: 40, title: { zh: 内容, en: Words } }
sections:
  text: { title: { zh: 内容, en: Words }, fields: [words] }
"#;

/// A policy and its form, with organisation and the shipped calendar.
pub fn documents(policy: &str, form: &str) -> Files {
    let name = policy.lines().find_map(|line| line.strip_prefix("policy: ")).unwrap().trim();
    let form_name = form.lines().find_map(|line| line.strip_prefix("form: ")).unwrap().trim();
    vec![
        (format!("policies/{name}.yaml"), policy.as_bytes().to_vec()),
        (format!("forms/{form_name}.yaml"), form.as_bytes().to_vec()),
        ("policies/organisation.yaml".into(), ORGANISATION.as_bytes().to_vec()),
        ("policies/calendar.yaml".into(), include_bytes!("../../policies/calendar.yaml").to_vec()),
    ]
}

/// Opens the service on a place; `files` count only the first time.
pub async fn open(place: &Place, files: &Files) -> Service {
    open_released(place, files, Some("test")).await
}

/// The same; with nobody who releases them, the documents wait for their first release.
pub async fn open_released(place: &Place, files: &Files, released_by: Option<&str>) -> Service {
    let store = place.open().await;
    let ahead = store.read().clock().await.unwrap().and_then(|row| row.ahead).unwrap_or(0);
    open_ahead(store, files, released_by, ahead).await
}

/// The same, with a clock that runs so many microseconds ahead, whatever the database remembers.
pub async fn open_ahead(store: Store, files: &Files, released_by: Option<&str>, ahead: i64) -> Service {
    let clock = Arc::new(DemoClock::new(SystemClock, ahead));
    let now = guicheng::edge::Clock::now(&*clock);
    let shelf = match Shelf::open(&store, files, now, released_by).await {
        Ok(shelf) => shelf,
        Err(ShelfError::Findings(findings)) => panic!("{:#?}", findings.into_sorted()),
        Err(ShelfError::Service(error)) => panic!("{error}"),
    };
    let settings =
        Settings { base_url: "http://localhost".into(), demo: true, smtp: false, sender: Sender::default() };
    let key = ServerKey::parse(&"0".repeat(64)).unwrap();
    Service::new(store, clock.clone(), Some(clock), shelf, settings, key)
}

/// Gives people posts: `(person, post)`.
pub async fn staff(service: &Service, holders: &[(&str, &str)]) {
    let person = |id: &str| PersonRow {
        id: id.into(),
        name: id.into(),
        mail: Some(format!("{id}@example.com")),
        lang: "zh-CN".into(),
        active_from: Moment(0),
        active_to: None,
        admin: false,
        reads_only: false,
    };
    let appointment = |(id, post): &(&str, &str)| AppointmentRow {
        id: format!("{id}-{post}"),
        post: (*post).into(),
        person: (*id).into(),
        kind: AppointmentKind::Holder,
        from_at: Moment(0),
        to_at: None,
        by_entry: 0,
    };
    let by = || Actor { person: None, post: None, authority: "test".into() };
    let people = holders.iter().map(|(id, _)| person(id)).collect();
    service.appoint(by(), people, holders.iter().map(appointment).collect()).await.unwrap();
    service.give_demo_passwords(by()).await.unwrap();
}

/// Somebody with a token.
pub async fn caller(service: &Service, person: &str) -> Caller {
    service.caller(person, Via::Token).await.unwrap()
}
