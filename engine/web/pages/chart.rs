//! The picture of a policy with the present states of a case lit, and the same in words.

use std::collections::BTreeSet;

use guicheng_core::calendar::Sentence;
use guicheng_core::case::{Snapshot, TimerKind};
use guicheng_core::picture::{self, Options};
use guicheng_core::policy::Policy;

use crate::lang::{self, Say, t};
use crate::service::{Books, HistoryLine};
use crate::store::tables::task::{TaskRow, TaskStatus};
use crate::web::answer::post_title;
use crate::web::views::{Html, Milestone, Picture, Standing, Tone};
use crate::web::when::When;

/// Boxes go below each other rather than make a picture wider than this, in CSS pixels.
pub const WIDTH: i32 = 640;

/// A case's policy with where it stands.
pub struct Chart<'a> {
    pub when: &'a When,
    pub books: &'a Books,
    pub policy: &'a Policy,
    pub snapshot: &'a Snapshot,
    /// States that the case has left or ended in: see [`visited`].
    pub visited: BTreeSet<String>,
}

/// States that a case has left or ended in, with all that holds them. What is present is lit all the same.
pub fn visited(
    policy: &Policy,
    history: &[HistoryLine],
    tasks: &[TaskRow],
    snapshot: &Snapshot,
) -> BTreeSet<String> {
    let ended = snapshot.machines.values().filter(|machine| !machine.running && machine.item.is_none());
    let ended = ended.flat_map(|machine| machine.states.iter().cloned());
    let mut visited: BTreeSet<String> = history.iter().filter_map(left).chain(ended).collect();
    // Also those whose task nobody did, because something else led on.
    let closed = tasks.iter().filter(|task| task.status != TaskStatus::Open);
    visited.extend(closed.map(|task| task.state.clone()));
    let around: Vec<String> = visited.iter().flat_map(|name| around(policy, name)).collect();
    visited.extend(around);
    visited
}

/// The state whose task was acted on, or which time has ended.
fn left(line: &HistoryLine) -> Option<String> {
    match serde_json::from_value(line.entry.body["timer"].clone()) {
        Ok(TimerKind::State { state, .. }) => Some(state),
        _ => line.task.as_ref().map(|task| task.state.clone()),
    }
}

fn around(policy: &Policy, state: &str) -> Vec<String> {
    let Some((chart, id)) = policy.find_state(state) else { return Vec::new() };
    let chart = &policy.charts[chart].chart;
    chart.proper_ancestors(id, None).map(|around| chart.states[around].name.clone()).collect()
}

impl Chart<'_> {
    /// The picture for a page. `full`: the address of the picture alone.
    pub fn picture(&self, full: String) -> Picture {
        self.drawn(true, |options| {
            let drawn = picture::picture(self.policy, options);
            Picture {
                line: picture::steps(self.policy, options).into_iter().map(milestone).collect(),
                svg: Html(drawn.svg),
                standing: self.standing(),
                here: drawn.here,
                full,
            }
        })
    }

    /// The whole picture as a file of its own.
    pub fn file(&self) -> String {
        self.drawn(false, |options| picture::svg(self.policy, options))
    }

    fn drawn<T>(&self, in_page: bool, draw: impl FnOnce(&Options<'_>) -> T) -> T {
        let lang = self.when.lang;
        let say = |sentence: &Sentence| lang::sentence(lang, sentence);
        let post = |post: &str| Some(post_title(self.books, post, lang));
        let form = self.books.form_of(self.policy);
        draw(&Options {
            width: Some(WIDTH),
            fold: in_page,
            formulas: false,
            style: (!in_page).then_some(picture::Theme::Auto),
            form: form.map(|form| &**form),
            standing: picture::Standing {
                visited: self.visited.clone(),
                ..picture::Standing::of(self.snapshot)
            },
            ..Options::new(lang, &say, &post)
        })
    }

    /// Each present state from outside in, with whom it waits for.
    fn standing(&self) -> Vec<Standing> {
        let mut lines = Vec::new();
        for (path, machine) in self.snapshot.machines.iter().filter(|(_, machine)| machine.running) {
            for name in &machine.states {
                let Some((chart, id)) = self.policy.find_state(name) else { continue };
                let chart = &self.policy.charts[chart];
                if chart.chart.states[id]
                    .children
                    .iter()
                    .any(|&child| machine.states.contains(&chart.chart.states[child].name))
                {
                    continue;
                }
                // States that only wait for another one have no title of their own: nobody sees them.
                if chart.work[id].title.is_none() {
                    continue;
                }
                let mut titles: Vec<&str> = Vec::new();
                for state in
                    chart.chart.proper_ancestors(id, None).collect::<Vec<_>>().into_iter().rev().chain([id])
                {
                    let title = chart.work[state].title.as_ref().map(|title| title.get(self.when.lang));
                    titles.extend(title.filter(|title| titles.last() != Some(title)));
                }
                let item = machine.item.as_ref().and_then(|item| item.title.as_deref());
                let words: Vec<&str> = titles.into_iter().chain(item).collect();
                if !words.is_empty() {
                    lines.push(Standing { path: words.join(" › "), note: self.waits(path, name) });
                }
            }
        }
        alike(lines)
    }

    /// Since when a state's task is open, and for whom it waits.
    fn waits(&self, machine: &str, state: &str) -> String {
        let lang = self.when.lang;
        let task = self.snapshot.tasks.values().find(|task| task.machine == machine && task.state == state);
        let Some(task) = task else { return String::new() };
        let open = task.slots.iter().filter(|slot| slot.act.is_none());
        let posts: Vec<String> = open
            .filter_map(|slot| slot.post.as_deref())
            .map(|post| post_title(self.books, post, lang))
            .collect();
        let since = self.when.moment(task.opened_at);
        if posts.is_empty() {
            return t(lang, "pages-standing-since", &[("since", since.into())]);
        }
        t(lang, "pages-standing", &[("since", since.into()), ("posts", lang::list(lang, &posts).into())])
    }

    /// Where a case stands, in one line; the end for one that is done.
    pub fn line(&self) -> String {
        let lines = self.standing();
        if lines.is_empty() {
            return self.when.lang.t("web-cases-ended");
        }
        lines.into_iter().map(|standing| standing.path).collect::<Vec<_>>().join(" · ")
    }
}

/// Lines that say the same (items without titles of their own) are told once, with how many there are.
fn alike(lines: Vec<Standing>) -> Vec<Standing> {
    let mut counted: Vec<(Standing, usize)> = Vec::new();
    for line in lines {
        match counted.iter_mut().find(|(known, _)| known.path == line.path && known.note == line.note) {
            Some((_, count)) => *count += 1,
            None => counted.push((line, 1)),
        }
    }
    let told = counted.into_iter().map(|(line, count)| match count {
        1 => line,
        count => Standing { path: format!("{} ×{count}", line.path), ..line },
    });
    told.collect()
}

fn milestone(step: picture::Milestone) -> Milestone {
    let tone = match step.when {
        picture::When::Done => Tone::Ok,
        picture::When::Now => Tone::Info,
        picture::When::Passed => Tone::Soon,
        picture::When::Later => Tone::Plain,
    };
    Milestone { title: step.title, tone }
}
