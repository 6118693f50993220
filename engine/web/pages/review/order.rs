//! The order of the documents on a change's page, and which of them a reader unfolds only if they wish: what rules comes
//! first, then what carries it, then the text in the reader's language; the other language and the stories say it again.

use guicheng_core::document::diff::Difference;
use guicheng_core::document::{DocumentId, DocumentKind as Kind};
use guicheng_core::text::Lang;

use crate::lang::{self, Arg, t};

/// Where a document stands.
pub(super) fn rank(id: &DocumentId, lang: Lang) -> u8 {
    match id.kind() {
        Kind::Policy => 0,
        Kind::Table => 1,
        Kind::Organisation | Kind::Appointments | Kind::Calendar | Kind::Matrix | Kind::Distribution => 2,
        Kind::Form => 3,
        Kind::Register => 4,
        Kind::MailText => 5,
        Kind::ChapterZh | Kind::ChapterEn if id.kind().chapter_lang() == Some(lang) => 6,
        Kind::ChapterZh | Kind::ChapterEn => 7,
        Kind::Scenarios => 8,
    }
}

/// Says the same once more: a translation, or stories that try what was changed.
pub(super) fn is_folded(id: &DocumentId, lang: Lang) -> bool {
    rank(id, lang) >= 7
}

/// `新增场景 1 处、取消场景 1 处`: how many of what, for a document that is folded.
pub(super) fn summary(lang: Lang, changes: &[&Difference]) -> String {
    let mut counts: Vec<(String, usize)> = Vec::new();
    for difference in changes {
        let label = lang::diff::label(lang, difference);
        match counts.iter_mut().find(|(known, _)| *known == label) {
            Some((_, count)) => *count += 1,
            None => counts.push((label, 1)),
        }
    }
    let said: Vec<String> = counts
        .into_iter()
        .map(|(label, count)| t(lang, "review-count", &[("what", Arg::from(label)), ("count", count.into())]))
        .collect();
    lang::list(lang, &said)
}
