//! A finding in words: what is wrong, and what to do about it.

use guicheng_core::text::Finding;

use super::{Arg, Lang, has, t, t_attr};

/// Sentence and hint of a finding.
pub fn finding(lang: Lang, finding: &Finding) -> (String, String) {
    finding_kept(lang, finding.code, finding.args.iter().map(|(name, value)| (*name, value.as_str())))
}

/// The same of one that was kept, maybe by a release with other codes: such a one is told by its code alone.
pub fn finding_kept<'a>(
    lang: Lang,
    code: &str,
    args: impl Iterator<Item = (&'a str, &'a str)>,
) -> (String, String) {
    let id = format!("finding-{code}");
    if !has(&id) {
        return (code.to_owned(), String::new());
    }
    let args: Vec<(&str, Arg<'_>)> = args.map(|(name, value)| (name, value.into())).collect();
    (t(lang, &id, &args), t_attr(lang, &id, "hint", &args))
}
