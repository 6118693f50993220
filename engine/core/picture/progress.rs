//! The line of progress: a policy's milestones, where the case stands, what it waits for. Small enough for a phone.
//!
//! Milestones are the states marked so, else the titled states of the first level, in the document's order. A case that
//! goes back shows the milestones before the present one as done; those with tasks that it went round are passed by.

use super::Options;
use super::draw::Svg;
use super::measure::{SMALL, TITLE, cut, line_height, width, wrap};
use super::words::Words;
use crate::chart::StateId;
use crate::picture::shape::{Style, Text};
use crate::policy::Policy;

/// Width of the picture when the options name none.
const WIDTH: i32 = 600;
const MARGIN: i32 = 10;
/// Radius of a milestone's circle.
const CIRCLE: i32 = 8;
/// Lines under a circle.
const LINES: usize = 3;

/// How a milestone stands to the present.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// It lies behind.
    Done,
    /// The case is there.
    Now,
    /// It lies before what is present, and nobody did its task: the case went another way.
    Passed,
    /// It is still to come.
    Later,
}

/// A milestone in words, for pages that write the line of progress rather than draw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Milestone {
    pub title: String,
    pub when: When,
}

/// The milestones of a policy in words.
pub fn steps(policy: &Policy, options: &Options<'_>) -> Vec<Milestone> {
    let words = Words { policy, options };
    let milestones = milestones(policy);
    let present = present(&words);
    let whens = whens(&words, &milestones, &present);
    let titles = milestones.iter().map(|&m| words.title(0, m).unwrap_or_default());
    titles.zip(whens).map(|(title, when)| Milestone { title, when }).collect()
}

/// How each milestone stands to what is present. A case that has ended stands nowhere: what it has seen counts.
fn whens(words: &Words<'_>, milestones: &[StateId], present: &[Present]) -> Vec<When> {
    let policy = words.policy;
    let Some(now) = present.iter().map(|p| p.order).max() else {
        let seen = |&m: &StateId| if was_in(policy, words.options, m) { When::Done } else { When::Later };
        return milestones.iter().map(seen).collect();
    };
    let at = milestones.iter().rposition(|&m| m <= now);
    let states = &policy.charts[0].chart.states;
    let when = |(index, &milestone): (usize, &StateId)| match at {
        Some(at) if index == at && (milestone..=states[milestone].last).contains(&now) => When::Now,
        Some(at) if index <= at && passed(words, milestone) => When::Passed,
        Some(at) if index <= at => When::Done,
        _ => When::Later,
    };
    milestones.iter().enumerate().map(when).collect()
}

/// Whether a milestone was gone round: it has tasks, and none of its states is among those that the case has seen. One
/// without tasks leaves no trace, and counts as done; so does all where it is not known what the case has seen.
fn passed(words: &Words<'_>, milestone: StateId) -> bool {
    let (policy, visited) = (words.policy, &words.options.standing.visited);
    let chart = &policy.charts[0];
    let within = || milestone..=chart.chart.states[milestone].last;
    !visited.is_empty()
        && within().any(|state| chart.work[state].task.is_some())
        && !within().any(|state| visited.contains(&chart.chart.states[state].name))
}

/// The milestones of a policy as an SVG element, with what is present below. `options.width` is the picture's width
/// (600 if none); direction and fold do not matter. Classes as in [`svg`](super::svg), and `edge lit` for the part of
/// the line that a case between two milestones stands on.
pub fn progress(policy: &Policy, options: &Options<'_>) -> String {
    let words = Words { policy, options };
    let milestones = milestones(policy);
    let wide = options.width.unwrap_or(WIDTH).max(120);
    let columns = milestones.len().max(1) as i32;
    let column = (wide - 2 * MARGIN) / columns;
    let present = present(&words);
    let whens = whens(&words, &milestones, &present);
    let names: Vec<Vec<String>> = milestones
        .iter()
        .map(|&m| wrap(&words.title(0, m).unwrap_or_default(), SMALL, column - 6, LINES))
        .collect();
    let below =
        CIRCLE * 2 + MARGIN + names.iter().map(Vec::len).max().unwrap_or(0) as i32 * line_height(SMALL) + 8;
    let high = below + present.len() as i32 * (line_height(TITLE) + 4) + MARGIN;

    let title = words.say("picture-progress", [("policy", policy.title.get(options.lang))]);
    let described: Vec<String> = present.iter().map(|p| p.text.clone()).collect();
    let mut out = Svg::begin(options, wide, high, &title, &words.list(&described));
    let center = |index: usize| MARGIN + column * index as i32 + column / 2;
    let y = MARGIN + CIRCLE;
    for index in 1..milestones.len() {
        let here = whens[index - 1] == When::Done && whens[index] == When::Later;
        let points = [(center(index - 1) + CIRCLE, y), (center(index) - CIRCLE, y)];
        out.line(if here { "edge lit" } else { "edge" }, &points);
        out.push(format_args!("\n"));
    }
    for (index, &when) in whens.iter().enumerate() {
        out.milestone(center(index), y, when, &names[index]);
    }
    for (index, present) in present.iter().enumerate() {
        let foot = below + (index as i32 + 1) * (line_height(TITLE) + 4) - 8;
        out.push(format_args!("<circle class=\"s lit\" cx=\"{}\" cy=\"{}\" r=\"4\"/>", MARGIN + 6, foot - 5));
        let text = cut(&present.text, TITLE, wide - 2 * MARGIN - 18);
        out.texts(&[Text {
            at: (MARGIN + 18, foot),
            text: text.clone(),
            style: Style::Title,
            middle: false,
        }]);
        let room = wide - 2 * MARGIN - 30 - width(&text, TITLE);
        if room > 3 * SMALL {
            let text = cut(&present.who, SMALL, room);
            let at = (MARGIN + 26 + width(&present.text, TITLE), foot);
            out.texts(&[Text { at, text, style: Style::Small, middle: false }]);
        }
        out.push(format_args!("\n"));
    }
    out.end()
}

impl Svg {
    fn milestone(&mut self, x: i32, y: i32, when: When, names: &[String]) {
        let class = match when {
            When::Done => "s been",
            When::Now => "s lit",
            When::Passed | When::Later => "s",
        };
        self.push(format_args!("<circle class=\"{class}\" cx=\"{x}\" cy=\"{y}\" r=\"{CIRCLE}\"/>"));
        if when == When::Done {
            self.tick(x, y + 1);
        }
        let style = if when == When::Now { Style::Head } else { Style::Small };
        for (index, name) in names.iter().enumerate() {
            let foot = y + CIRCLE + 4 + (index as i32 + 1) * line_height(SMALL) - 4;
            self.texts(&[Text { at: (x, foot), text: name.clone(), style, middle: true }]);
        }
        self.push(format_args!("\n"));
    }
}

/// States of the policy's chart that are its milestones.
fn milestones(policy: &Policy) -> Vec<StateId> {
    let Some(main) = policy.charts.first() else { return Vec::new() };
    let marked: Vec<StateId> = (1..main.work.len()).filter(|&s| main.work[s].milestone).collect();
    if !marked.is_empty() {
        return marked;
    }
    let top = main.chart.child_states(0);
    top.filter(|&s| main.work[s].title.is_some()).collect()
}

/// Something that the case waits for.
struct Present {
    /// Its place in the main chart's document order.
    order: StateId,
    text: String,
    who: String,
}

/// The innermost present states that people see, in document order.
fn present(words: &Words<'_>) -> Vec<Present> {
    let Some(main) = words.policy.charts.first() else { return Vec::new() };
    let lit = &words.options.standing.lit;
    let mut present = Vec::new();
    for state in 1..main.chart.states.len() {
        let Some(far) = lit.get(&main.chart.states[state].name) else { continue };
        let innermost = (state + 1..=main.chart.states[state].last)
            .all(|s| !lit.contains_key(&main.chart.states[s].name));
        let Some(title) = words.title(0, state).filter(|_| innermost) else { continue };
        let who = match &main.work[state].for_each {
            Some(each) => items(words, each.chart),
            None => words.details(0, state).into_iter().next().unwrap_or_default(),
        };
        let text = far.beside(title);
        present.push(Present { order: state, text, who });
    }
    present
}

/// How many items stand at which of their states.
fn items(words: &Words<'_>, chart: usize) -> String {
    let names = words.policy.charts[chart].chart.states.iter().enumerate();
    let lit = names.filter_map(|(id, state)| {
        let far = words.options.standing.lit.get(&state.name)?;
        Some(far.beside(words.title(chart, id)?))
    });
    words.list(&lit.collect::<Vec<_>>())
}

/// Whether the case has been in a state or in anything it holds.
fn was_in(policy: &Policy, options: &Options<'_>, state: StateId) -> bool {
    let states = &policy.charts[0].chart.states;
    (state..=states[state].last).any(|s| options.standing.visited.contains(&states[s].name))
}
