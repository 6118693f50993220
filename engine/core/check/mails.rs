//! Mail texts and what policies put into them.

use super::bench::Bench;
use crate::policy::Naming;

pub(super) fn check(bench: &mut Bench<'_>) {
    let policy = bench.policy;
    for used in &policy.names {
        let Naming::MailText(given) = &used.what else { continue };
        let Some(text) = bench.library.mail_text(&used.name) else { continue };
        let wanted = text.placeholders();
        let place = (used.chart, used.state);
        let missing: Vec<&str> =
            wanted.iter().copied().filter(|name| !given.iter().any(|given| given == name)).collect();
        if !missing.is_empty() {
            let args = [("text", used.name.clone()), ("names", missing.join(", "))];
            bench.error("G0617", place, used.span, args);
        }
        let idle: Vec<&str> =
            given.iter().map(String::as_str).filter(|name| !wanted.contains(name)).collect();
        if !idle.is_empty() {
            let args = [("text", used.name.clone()), ("names", idle.join(", "))];
            bench.warning("G0618", place, used.span, args);
        }
    }
}
