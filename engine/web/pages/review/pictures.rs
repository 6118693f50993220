//! Old and new picture of each procedure that the change alters, with what differs marked and said.

use guicheng_core::calendar::Sentence;
use guicheng_core::document::diff::{Deadline, Difference, How};
use guicheng_core::document::{DocumentKind, Library};
use guicheng_core::picture::{self, Marks, Options};
use guicheng_core::policy::Policy;

use crate::lang::{self, Say, t};
use crate::web::views::{Html, Picture, ReviewPicture};

use super::Desk;
use super::texts::short;

/// Boxes go below each other rather than make a picture wider than this, in CSS pixels: two stand side by side.
const WIDTH: i32 = 440;

impl Desk<'_> {
    pub(super) fn pictures(&self) -> Vec<ReviewPicture> {
        let ids: Vec<&str> = self.review.new.policies().map(|policy| policy.id.as_str()).collect();
        let gone = self.review.old.policies().map(|policy| policy.id.as_str()).filter(|id| !ids.contains(id));
        let all: Vec<&str> = ids.iter().copied().chain(gone).collect();
        all.into_iter().filter_map(|id| self.picture(id)).collect()
    }

    /// None where nothing of the procedure's own course differs.
    fn picture(&self, policy: &str) -> Option<ReviewPicture> {
        let (old, new) = (self.review.old.policy(policy), self.review.new.policy(policy));
        let lang = self.lang();
        let (before, after) = match (old, new) {
            (Some(old), Some(new)) => {
                let say = |deadline: &Deadline| self.moved(deadline);
                Marks::of((old, new), &self.differences, &self.deadlines, &say)
            }
            _ => (Marks::default(), Marks::default()),
        };
        if old.is_some() && new.is_some() && before.is_empty() && after.is_empty() {
            return None;
        }
        let base = self
            .review
            .texts
            .iter()
            .find(|text| text.document.kind() == DocumentKind::Policy && text.document.name() == policy);
        let old_label = lang.t("review-picture-old");
        let revision = base.and_then(|text| text.base.clone()).unwrap_or_default();
        Some(ReviewPicture {
            title: self.procedure(policy),
            old_label: format!("{old_label} {revision}").trim().to_owned(),
            new_label: lang.t("review-picture-new"),
            old: old.map(|policy| self.draw(&self.review.old, policy, before, "old")),
            new: new.map(|policy| self.draw(&self.review.new, policy, after, "new")),
            words: self.words(policy),
        })
    }

    fn draw(&self, library: &Library, policy: &Policy, marks: Marks, prefix: &str) -> Picture {
        let lang = self.lang();
        let say = |sentence: &Sentence| lang::sentence(lang, sentence);
        let post = |id: &str| Some(library.organisation()?.post(id)?.title.get(lang).to_owned());
        let prefix = format!("{prefix}-{}", policy.id);
        // Where nothing is marked (a new procedure), all of it is shown.
        let fold = !marks.is_empty();
        let drawn = picture::picture(
            policy,
            &Options {
                width: Some(WIDTH),
                fold,
                formulas: false,
                marks,
                form: library.form_of(policy).map(|form| &**form),
                prefix: &prefix,
                ..Options::new(lang, &say, &post)
            },
        );
        Picture { svg: Html(drawn.svg), here: drawn.here, ..Picture::default() }
    }

    /// `15 天 → 10 天`.
    fn moved(&self, deadline: &Deadline) -> String {
        let lang = self.lang();
        let said =
            |said: &Option<_>| said.as_ref().map_or_else(|| lang.t("review-none"), |said| short(lang, said));
        format!("{} → {}", said(&deadline.old), said(&deadline.new))
    }

    /// The picture's differences in words: new, gone, renamed, moved steps.
    fn words(&self, policy: &str) -> Vec<String> {
        let is_own = |d: &&Difference| {
            d.document.kind() == DocumentKind::Policy && d.document.name() == policy && d.what == "state"
        };
        let lang = self.lang();
        let line = |d: &Difference| {
            let args =
                [("place", lang::diff::place(lang, d).into()), ("label", lang::diff::label(lang, d).into())];
            let mut line = t(lang, "diff-subject", &args);
            let between =
                (d.how == How::Added).then(|| lang::diff::notes(lang, d).into_iter().next()).flatten();
            if let Some(between) = between {
                line = t(lang, "diff-sentence-one", &[("subject", line.into()), ("said", between.into())]);
            }
            line
        };
        self.differences.iter().filter(is_own).map(line).collect()
    }
}
