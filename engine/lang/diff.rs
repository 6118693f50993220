//! Differences between two revisions in words: the core says what differs, here it gets its language.

use std::collections::BTreeMap;

use guicheng_core::calendar::Period;
use guicheng_core::document::diff::{Difference, How, Part, Said};

use super::{Arg, Lang, Say, date, has, list, sentence, t};
use jiff::civil::Date;

/// `2026-10-01`
const DATE_LENGTH: usize = 10;

/// More places than this are counted, not named.
const PLACES: usize = 3;

/// Something of a document in one language.
pub fn said(lang: Lang, said: &Said) -> String {
    match said {
        Said::Text(text) if text.is_empty() => lang.t("diff-nothing"),
        Said::Text(text) | Said::Person(text) => match text.parse::<Date>() {
            Ok(day) if text.len() == DATE_LENGTH => date(lang, day),
            _ => text.clone(),
        },
        Said::Title(title) => title.get(lang).to_owned(),
        Said::Period(text) => {
            Period::parse(text).map_or_else(|_| text.clone(), |period| sentence(lang, &period.sentence()))
        }
        Said::Word(text) => word(lang, text),
        Said::List(items) if items.is_empty() => lang.t("diff-nothing"),
        Said::List(items) => list(lang, &items.iter().map(|item| self::said(lang, item)).collect::<Vec<_>>()),
        // Its name is one of the file, not one that people use.
        Said::Figure { is, .. } => self::said(lang, is),
        Said::Of { of, is } => {
            let (of, is) = (self::said(lang, of), self::said(lang, is));
            t(lang, "diff-of", &[("of", of.into()), ("is", is.into())])
        }
        Said::Parts(parts) => self::parts(lang, parts),
    }
}

/// `办理岗位：客户主任；办理期限：3 个工作日`.
fn parts(lang: Lang, parts: &[Part]) -> String {
    let each = parts.iter().map(|part| {
        let said = said(lang, &part.said);
        t(lang, "diff-part", &[("what", what(lang, &part.what).into()), ("said", said.into())])
    });
    let join = |left: String, right: String| {
        t(lang, "diff-parts", &[("left", left.into()), ("right", right.into())])
    };
    each.reduce(join).unwrap_or_else(|| lang.t("diff-nothing"))
}

/// A word of the policy language; itself where it has no words of its own.
fn word(lang: Lang, word: &str) -> String {
    let key = match word {
        "■" => "leads",
        "□" => "co-leads",
        "▲" => "in-charge",
        "△" => "assists",
        "-" => "none",
        word => word,
    };
    let id = format!("diff-word-{}", key.replace('_', "-"));
    if has(&id) { lang.t(&id) } else { word.to_owned() }
}

/// Its people by their names: documents and evidence know only how they sign in.
pub fn name_people(difference: &mut Difference, names: &BTreeMap<String, String>) {
    fn name(said: &mut Said, names: &BTreeMap<String, String>) {
        match said {
            Said::Person(id) => *said = Said::Text(names.get(id).unwrap_or(id).clone()),
            Said::List(items) => items.iter_mut().for_each(|item| name(item, names)),
            Said::Parts(parts) => parts.iter_mut().for_each(|part| name(&mut part.said, names)),
            _ => {}
        }
    }
    let sides = difference.old.iter_mut().chain(&mut difference.new).chain(&mut difference.place);
    sides.for_each(|side| name(side, names));
}

/// What differs, by [`Difference::what`]; a key of a file that has no words of its own is quoted.
pub fn what(lang: Lang, what: &str) -> String {
    let id = format!("diff-what-{what}");
    if has(&id) { lang.t(&id) } else { t(lang, "diff-key", &[("key", what.into())]) }
}

/// What happened to what: `办理期限`, `新增环节`.
pub fn label(lang: Lang, difference: &Difference) -> String {
    let id = match difference.how {
        How::Added => "diff-added",
        How::Removed => "diff-removed",
        How::Changed => "diff-changed",
        How::Renamed => "diff-renamed",
        How::Moved => "diff-moved",
        How::Reordered => "diff-reordered",
    };
    let label = t(lang, id, &[("what", what(lang, &difference.what).into())]);
    capital(&label)
}

/// Labels begin a line.
fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Where: `总经理批准转交 › 同意转交`; empty for the document as a whole.
pub fn place(lang: Lang, difference: &Difference) -> String {
    let steps = difference.place.iter().map(|step| match step {
        Said::List(steps) if steps.len() > PLACES => {
            let first = list(lang, &steps[..2].iter().map(|step| said(lang, step)).collect::<Vec<_>>());
            t(lang, "diff-place-more", &[("first", first.into()), ("count", steps.len().into())])
        }
        step => said(lang, step),
    });
    let join = |outer: String, inner: String| {
        t(lang, "diff-place", &[("outer", outer.into()), ("inner", inner.into())])
    };
    steps.reduce(join).unwrap_or_default()
}

/// What else belongs to it, each a sentence: between which steps it lies, what uses it.
pub fn notes(lang: Lang, difference: &Difference) -> Vec<String> {
    let find = |what: &str| {
        difference.notes.iter().find(|note| note.what == what).map(|note| said(lang, &note.said))
    };
    let (from, to) = (find("from"), find("to"));
    let between = match (from, to) {
        (Some(from), Some(to)) => Some(t(lang, "diff-between", &[("from", from.into()), ("to", to.into())])),
        (Some(from), None) => Some(t(lang, "diff-from", &[("from", from.into())])),
        (None, Some(to)) => Some(t(lang, "diff-to", &[("to", to.into())])),
        (None, None) => None,
    };
    let one = |id: &str, name: &'static str, said: Option<String>| Some(t(lang, id, &[(name, said?.into())]));
    let others = [one("diff-holds", "names", find("holds")), one("diff-used", "names", find("used"))];
    std::iter::once(between).chain(others).flatten().collect()
}

/// The lines of the new text (else of the old): `第 3–5 行`.
pub fn lines(lang: Lang, difference: &Difference) -> Option<String> {
    let (first, last) = difference.new_lines.or(difference.old_lines)?;
    let id = if first == last { "diff-line" } else { "diff-lines" };
    // Numbers of lines are names, not counts: no thousands apart.
    let args: [(&str, Arg<'_>); 2] = [("first", first.to_string().into()), ("last", last.to_string().into())];
    Some(t(lang, id, if first == last { &args[..1] } else { &args }))
}

/// A difference in one sentence: `回电：办理期限：2 小时 → 3 小时`.
pub fn difference(lang: Lang, difference: &Difference) -> String {
    let (place, label) = (place(lang, difference), label(lang, difference));
    let subject = match place.is_empty() {
        true => label,
        false => t(lang, "diff-subject", &[("place", place.into()), ("label", label.into())]),
    };
    let say = |said: &Option<Said>| said.as_ref().map(|said| self::said(lang, said));
    match (say(&difference.old), say(&difference.new)) {
        (Some(old), Some(new)) => {
            t(lang, "diff-sentence", &[("subject", subject.into()), ("old", old.into()), ("new", new.into())])
        }
        (Some(one), None) | (None, Some(one)) => {
            t(lang, "diff-sentence-one", &[("subject", subject.into()), ("said", one.into())])
        }
        (None, None) => match lines(lang, difference) {
            Some(lines) => {
                t(lang, "diff-sentence-one", &[("subject", subject.into()), ("said", lines.into())])
            }
            None => subject,
        },
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use guicheng_core::document::diff::differences;
    use guicheng_core::document::{DocumentId, Library};
    use guicheng_core::text::Findings;

    use super::*;

    /// Everything that the core can say has its words.
    #[test]
    fn each_difference_has_its_words() {
        let sources = [
            include_str!("../core/document/diff/rules.rs"),
            include_str!("../core/document/diff/chart.rs"),
            include_str!("../core/document/diff/walk.rs"),
            include_str!("../core/document/diff/special.rs"),
            include_str!("../core/document/diff/rows.rs"),
            include_str!("../core/document/diff/chapter.rs"),
            include_str!("../core/document/diff/fallback.rs"),
        ];
        let mut named: BTreeSet<&str> = BTreeSet::new();
        for source in sources {
            named.extend(source.split("what: \"").skip(1).filter_map(|rest| rest.split('"').next()));
            let entries = source.split("entry(").skip(1).filter_map(|rest| rest.split('"').nth(3));
            named.extend(entries.filter(|_| source.contains("const fn entry")));
        }
        let whats = named.iter().filter(|what| !what.is_empty());
        let wordless: Vec<_> = whats.filter(|what| !has(&format!("diff-what-{what}"))).collect();
        assert!(named.len() > 100 && wordless.is_empty(), "{wordless:?}");
    }

    #[test]
    fn a_difference_is_a_sentence() {
        let old = include_str!("../../policies/complaint.yaml");
        let new = old.replace("revisit_after:       { is: 15d,", "revisit_after:       { is: 10d,").replace(
            "due: values.call_back_within, remind: { before: 1h }",
            "due: values.call_back_within, remind: { before: 1h }, sign: prepare",
        );
        let read = |text: &str| Library::read([("policies/complaint.yaml", text)], &mut Findings::new());
        let found = differences(&read(old), &read(&new));
        assert_eq!(found[0].document, DocumentId::parse("policies/complaint").unwrap());
        let said = |lang| found.iter().map(|d| difference(lang, d)).collect::<Vec<_>>();
        assert_eq!(
            said(Lang::Zh),
            ["等待答复后第 15 日回访：等待时间：15 天 → 10 天", "回电：新增签名：编制"]
        );
        assert_eq!(
            said(Lang::En),
            [
                "Revisit 15 days after the reply: Waiting time: 15 days → 10 days",
                "Call back: New signature: prepared"
            ]
        );
    }
}
