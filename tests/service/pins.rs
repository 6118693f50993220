//! Documents come from the store: a changed file is reported, never taken; a running case stays on its revision.

use guicheng::service::{Changed, Shelf, ShelfError};
use serde_json::json;

use super::{assert_provable, fields};
use crate::support::both::both;
use crate::support::company;

both! {
    /// After the first start the store decides, whatever lies in the folder.
    async fn a_changed_file_is_reported_and_not_taken(place: Place) {
        let files = company::documents(company::NOTE, company::NOTE_FORM);
        let service = company::open(&place, &files).await;
        let in_force = service.library().unwrap().pins("note");
        service.store().close().await;
        let mut changed = files.clone();
        changed[0].1 = company::NOTE.replace("已写", "写好了").into_bytes();
        changed.push(("forms/other.yaml".into(), company::NOTE_FORM.replace("form: note", "form: other").into_bytes()));
        changed.remove(1);
        let service = company::open(&place, &changed).await;
        assert_eq!(service.library().unwrap().pins("note"), in_force);
        let told = service.changed_on_disk();
        assert!(told.contains(&Changed::Differs("policies/note".into())), "{told:?}");
        assert!(told.contains(&Changed::New("forms/other".into())), "{told:?}");
        assert!(told.contains(&Changed::Missing("forms/note".into())), "{told:?}");
        assert_provable(&service).await;
    }

    /// Mistakes in the files: all are told, nothing is stored.
    async fn files_with_mistakes_are_refused_whole(place: Place) {
        let store = place.open().await;
        let mut files = company::documents(company::NOTE, company::NOTE_FORM);
        files[0].1 = company::NOTE.replace("target: filed", "target: field").replace("1wd", "1 week").into_bytes();
        let refused = Shelf::open(&store, &files, guicheng_core::value::Moment(0), None).await;
        let Err(ShelfError::Findings(findings)) = refused else { panic!("it must be refused") };
        let lines: Vec<u32> = findings.into_sorted().iter().map(|finding| finding.line).collect();
        assert!(lines.len() >= 2, "{lines:?}");
        assert!(store.read().documents(None).await.unwrap().is_empty());
    }

    /// A case that started keeps going after a restart with other files beside it.
    async fn a_running_case_keeps_its_revision(place: Place) {
        let files = company::documents(company::NOTE, company::NOTE_FORM);
        let service = company::open(&place, &files).await;
        company::staff(&service, &[("li", "clerk")]).await;
        let caller = company::caller(&service, "li").await;
        let done = service.start(&caller, "note", fields(json!({ "words": "第一条" })), None).await.unwrap();
        service.store().close().await;
        let mut changed = files;
        changed[0].1 = company::NOTE.replace("target: filed", "target: written").into_bytes();
        let service = company::open(&place, &changed).await;
        let caller = company::caller(&service, "li").await;
        let request = guicheng::service::ActRequest { choice: "file".into(), ..Default::default() };
        let done = service.act(&caller, &done.tasks[0], request).await.unwrap();
        assert_eq!(done.status, "done");
        assert_provable(&service).await;
    }
}
