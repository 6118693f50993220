//! SCXML's rules, one file per notion: small charts, events, and the microsteps that must follow.

mod conformance;
mod done;
mod endless;
mod events;
mod history;
mod mistakes;
mod order;
mod reference;
mod transitions;

use crate::case::tests::play::{Play, code};

/// Starts a chart, gives it the events (separated by blanks) and compares what happens line by line: microsteps as
/// `event: -left +entered`, then `log …` when actions logged something, `refused: …`, `end`.
fn check(chart: &str, events: &str, expected: &str) {
    let mut play = Play::of(chart);
    let mut lines = Vec::new();
    let first = play.start(&[]);
    tell(&play, first, &mut lines);
    for event in events.split_whitespace() {
        let done = play.signal(event);
        tell(&play, done, &mut lines);
    }
    let expected: Vec<&str> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(lines, expected, "{chart}\n{events}");
}

fn tell(play: &Play, done: Result<(), crate::case::StepError>, lines: &mut Vec<String>) {
    if let Err(error) = done {
        lines.push(format!("refused: {}", code(&error)));
        return;
    }
    lines.extend(play.traced());
    let logged = play.logged();
    if !logged.is_empty() {
        lines.push(format!("log {logged}"));
    }
    if play.here().status == crate::case::Status::Done {
        lines.push("end".to_owned());
    }
}
