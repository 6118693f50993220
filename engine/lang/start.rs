//! What a new document begins with: a small whole example of its kind, with notes in the reader's language.
//!
//! Each example is a file in `start/`. A line that begins with `#zh` or `#en` is a note for readers of that language;
//! `__NAME__` stands for the document's own name. Chapters are in one language and so are their notes. The examples hold
//! together: those of a policy and its stories pass. Deliberately absent: examples of everything; the reference has them.

use guicheng_core::document::{DocumentId, DocumentKind as Kind};

use super::Lang;

/// The text of a new document, for an author who reads this language.
pub fn starting_text(document: &DocumentId, lang: Lang) -> String {
    let example = match document.kind() {
        Kind::Policy => include_str!("start/policy.yaml"),
        Kind::Scenarios => include_str!("start/scenarios.yaml"),
        Kind::MailText => include_str!("start/mail.yaml"),
        Kind::Table => include_str!("start/table.yaml"),
        Kind::Matrix => include_str!("start/matrix.yaml"),
        Kind::Organisation => include_str!("start/organisation.yaml"),
        Kind::Calendar => include_str!("start/calendar.yaml"),
        Kind::Distribution => include_str!("start/distribution.yaml"),
        Kind::Appointments => include_str!("start/appointments.yaml"),
        Kind::Form => include_str!("start/form.yaml"),
        Kind::Register => include_str!("start/register.yaml"),
        Kind::ChapterZh => include_str!("start/chapter_zh.md"),
        Kind::ChapterEn => include_str!("start/chapter_en.md"),
    };
    let mut text = String::with_capacity(example.len());
    for line in example.lines() {
        let indent = &line[..line.len() - line.trim_start().len()];
        match note(line.trim_start()) {
            Some((of, note)) if of == lang => text.push_str(&format!("{indent}#{note}\n")),
            Some(_) => {}
            None => text.push_str(&format!("{line}\n")),
        }
    }
    text.replace("__NAME__", document.name())
}

/// The language of a note, and its text.
fn note(line: &str) -> Option<(Lang, &str)> {
    let zh = line.strip_prefix("#zh").map(|note| (Lang::Zh, note));
    zh.or_else(|| line.strip_prefix("#en").map(|note| (Lang::En, note)))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use guicheng_core::check;
    use guicheng_core::document::Library;
    use guicheng_core::scenario;
    use guicheng_core::text::{Findings, Severity};

    use super::*;
    use crate::service::read_folder;

    const KINDS: [(Kind, &str); 13] = [
        (Kind::Policy, "sample"),
        (Kind::Scenarios, "sample"),
        (Kind::MailText, "sample"),
        (Kind::Table, "sample"),
        (Kind::Form, "sample"),
        (Kind::Register, "sample"),
        (Kind::ChapterZh, "99"),
        (Kind::ChapterEn, "99"),
        (Kind::Matrix, ""),
        (Kind::Distribution, ""),
        (Kind::Appointments, ""),
        (Kind::Calendar, ""),
        (Kind::Organisation, ""),
    ];

    /// All examples together, beside the shipped documents but for those whose place they take, have no mistakes.
    #[test]
    fn what_a_document_begins_with_has_no_mistakes() {
        let shipped = read_folder(Path::new(env!("CARGO_MANIFEST_DIR")), &mut Findings::new()).unwrap();
        let shipped = Library::read(shipped, &mut Findings::new());
        for lang in Lang::ALL {
            // The last two are a whole company's, and the shipped procedures need more of both.
            for kinds in [&KINDS[..11], &KINDS[11..12], &KINDS[12..]] {
                let ids: Vec<DocumentId> =
                    kinds.iter().map(|(kind, name)| DocumentId::of(*kind, name).unwrap()).collect();
                let texts = ids.iter().map(|id| (id.clone(), Some(starting_text(id, lang))));
                let mut findings = Findings::new();
                let library = shipped.with(texts, &mut findings);
                check::check(&library, &mut findings);
                let own = |path: &str| ids.iter().any(|id| id.path() == path);
                let wrong: Vec<_> = findings
                    .into_sorted()
                    .into_iter()
                    .filter(|found| found.severity != Severity::Note && own(&found.path))
                    .collect();
                assert!(wrong.is_empty(), "{lang:?} {wrong:#?}");
            }
        }
    }

    #[test]
    fn the_stories_of_a_new_procedure_pass_and_cover_it() {
        let shipped = read_folder(Path::new(env!("CARGO_MANIFEST_DIR")), &mut Findings::new()).unwrap();
        let shipped = Library::read(shipped, &mut Findings::new());
        let ids = ["policies/sample", "policies/sample.test"].map(|id| DocumentId::parse(id).unwrap());
        let texts = ids.iter().map(|id| (id.clone(), Some(starting_text(id, Lang::Zh))));
        let mut findings = Findings::new();
        let library = shipped.with(texts, &mut findings);
        let book = scenario::read(&library, "sample", &mut findings).unwrap();
        let outcome = scenario::run(&library, &book);
        assert!(outcome.stories.iter().all(|(_, failure)| failure.is_none()), "{:#?}", outcome.stories);
        let covered = outcome.coverage.unwrap();
        assert!(covered.states.missing.is_empty() && covered.transitions.missing.is_empty(), "{covered:?}");
    }

    #[test]
    fn notes_are_in_the_readers_language() {
        let id = DocumentId::parse("policies/sample").unwrap();
        let (zh, en) = (starting_text(&id, Lang::Zh), starting_text(&id, Lang::En));
        assert!(zh.contains("# 谁可以发起") && !zh.contains("Who may start"), "{zh}");
        assert!(en.contains("# Who may start") && !en.contains("谁可以发起"), "{en}");
        assert!([zh, en].iter().all(|text| text.contains("policy: sample") && !text.contains("__NAME__")));
    }
}
