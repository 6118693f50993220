//! Telling the stories.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::coverage::Coverage;
use super::story::{Book, Refusal, Step, Story, What};
use crate::case::{Actor, Seen};
use crate::document::{DocumentKind, Library};
use crate::stage::{Attempt, AttemptKind, Case, Refused, Stage, Stuck};
use crate::text::{Bilingual, Span};
use crate::value::{Map, Moment, Value};

/// What came of a book.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Each story, with its failure if it failed.
    pub stories: Vec<(Bilingual, Option<Failure>)>,
    /// What they exercised together; none if the policy's text is not at hand.
    pub coverage: Option<Coverage>,
}

/// Where a story went another way than it should.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// The step.
    pub span: Span,
    /// Expected and got.
    pub differences: Vec<Difference>,
    /// What happened up to there.
    pub trace: Vec<String>,
}

/// Something that is not as it must be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// `states`, `record.grade`, `refuse`.
    pub what: String,
    /// What must be.
    pub expected: String,
    /// What is.
    pub got: String,
}

impl Difference {
    pub(super) fn new(what: &str, expected: &str, got: &str) -> Difference {
        Difference { what: what.to_owned(), expected: expected.to_owned(), got: got.to_owned() }
    }
}

/// A story on its way.
pub(super) struct Telling {
    pub(super) stage: Stage,
    /// Cases that were given a name.
    names: BTreeMap<String, usize>,
    /// The one that a step without a name is about.
    current: usize,
    /// How many mails there were at the last look.
    looked_at: usize,
}

/// Tells all stories of a book.
pub fn run(library: &Library, book: &Book) -> Outcome {
    let Some(mut stage) = Stage::of(library, Moment(0)) else {
        return Outcome { stories: Vec::new(), coverage: None };
    };
    stage.add_policy(Arc::clone(&book.policy));
    stage.people = book.people.clone();
    stage.set_registers(&book.registers);
    let mut seen = Seen::default();
    let mut stories = Vec::new();
    for story in &book.stories {
        let mut stage = stage.clone();
        stage.now = story.starts;
        stories.push((story.name.clone(), tell(stage, book, story, &mut seen)));
    }
    let source = library.source(DocumentKind::Policy, &book.policy.id);
    Outcome { stories, coverage: source.map(|source| Coverage::of(&book.policy, source, &seen)) }
}

/// What happens in each story that goes as it should, a line each: steps, and the microsteps that they cause.
pub fn traces(library: &Library, book: &Book) -> Vec<(Bilingual, Vec<String>)> {
    let Some(mut stage) = Stage::of(library, Moment(0)) else { return Vec::new() };
    stage.add_policy(Arc::clone(&book.policy));
    stage.people = book.people.clone();
    stage.set_registers(&book.registers);
    let mut traces = Vec::new();
    for story in &book.stories {
        let mut stage = stage.clone();
        stage.now = story.starts;
        let mut telling = Telling { stage, names: BTreeMap::new(), current: 0, looked_at: 0 };
        if story.steps.iter().all(|step| telling.take(book, step).is_empty()) {
            traces.push((story.name.clone(), telling.stage.story()));
        }
    }
    traces
}

fn tell(stage: Stage, book: &Book, story: &Story, seen: &mut Seen) -> Option<Failure> {
    let mut telling = Telling { stage, names: BTreeMap::new(), current: 0, looked_at: 0 };
    let mut failure = None;
    for step in &story.steps {
        let differences = telling.take(book, step);
        if !differences.is_empty() {
            failure = Some((step.span, differences));
            break;
        }
    }
    // An incident that no step speaks of is a failure, too.
    let mut stage = telling.stage;
    let spoken_of = |step: &Step| matches!(&step.what, What::Expect(expect) if expect.incidents.is_some());
    if failure.is_none() && !stage.incidents.is_empty() && !story.steps.iter().any(spoken_of) {
        let codes: Vec<&str> = stage.incidents.values().map(|refused| refused.code.as_str()).collect();
        failure = Some((story.span, vec![Difference::new("incidents", "0", &codes.join(", "))]));
    }
    seen.merge(stage.seen.remove(&book.policy.id).unwrap_or_default());
    failure.map(|(span, differences)| Failure { span, differences, trace: stage.story() })
}

impl Telling {
    /// One step; what is returned went wrong.
    fn take(&mut self, book: &Book, step: &Step) -> Vec<Difference> {
        let named = step.case.as_ref().and_then(|name| self.named(name));
        let unknown = step.case.is_some() && named.is_none();
        let case = named.unwrap_or(self.current);
        let starts = match &step.what {
            What::Attempt(attempt) | What::Refuse(attempt, _) => {
                matches!(attempt.kind, AttemptKind::Start { .. })
            }
            What::Schedule(_) => true,
            _ => false,
        };
        if unknown && !starts {
            return vec![Difference::new("case", step.case.as_deref().unwrap_or_default(), "none")];
        }
        match &step.what {
            What::Attempt(attempt) => match self.stage.attempt(case, attempt) {
                Ok(index) => self.begun(step, index),
                Err(refused) => vec![Difference::new("act", "done", &refused.to_string())],
            },
            What::Refuse(attempt, refusal) => self.refused(case, attempt, refusal),
            What::Schedule(id) => {
                let schedule = book.policy.schedules.iter().find(|schedule| schedule.id == *id);
                let fields = schedule.map(|schedule| schedule.fields.clone()).unwrap_or_default();
                match self.stage.begin(&book.policy.id, fields, Actor::default()) {
                    Ok(index) => self.begun(step, index),
                    Err(refused) => vec![Difference::new("start", "done", &refused.to_string())],
                }
            }
            What::Signal(event, data) => {
                let data = if data.is_empty() { Value::Null } else { Value::Map(Map::clone(data)) };
                match self.stage.signal(case, event, data) {
                    Ok(()) => Vec::new(),
                    Err(refused) => vec![Difference::new("signal", "done", &refused.to_string())],
                }
            }
            What::Registers(rows) => {
                self.stage.change_registers(rows);
                Vec::new()
            }
            What::Advance(until) => match self.stage.advance(*until) {
                Ok(()) => Vec::new(),
                Err(Stuck::NoSuchMoment(detail)) => {
                    vec![Difference::new("advance", "a later moment", &detail)]
                }
                Err(Stuck::TooMuch) => vec![Difference::new("advance", "an end of timers", "too many")],
            },
            What::Expect(expect) => {
                let differences = self.differences(expect, case, self.looked_at);
                self.looked_at = self.stage.mails.len();
                differences
            }
        }
    }

    /// A case by the name that a step gave it, or the latest one that was called under this id.
    fn named(&self, name: &str) -> Option<usize> {
        let called = |case: &Case| case.snapshot.caller.as_ref().is_some_and(|caller| caller.id == name);
        self.names.get(name).copied().or_else(|| self.stage.cases.iter().rposition(called))
    }

    /// A case that was started is the one that the next steps are about; one that was acted on, too.
    fn begun(&mut self, step: &Step, index: usize) -> Vec<Difference> {
        if let Some(name) = &step.case {
            self.names.entry(name.clone()).or_insert(index);
        }
        self.current = index;
        Vec::new()
    }

    fn refused(&mut self, case: usize, attempt: &Attempt, refusal: &Refusal) -> Vec<Difference> {
        let wanted = match &refusal.field {
            Some(field) => format!("{} {field}", refusal.code),
            None => refusal.code.clone(),
        };
        match self.stage.attempt(case, attempt) {
            Ok(_) => vec![Difference::new("refuse", &wanted, "done")],
            Err(refused) if is(&refused, refusal) => Vec::new(),
            Err(refused) => vec![Difference::new("refuse", &wanted, &refused.to_string())],
        }
    }
}

fn is(refused: &Refused, wanted: &Refusal) -> bool {
    let family = refused.code.split('-').next().unwrap_or_default();
    let any = matches!(wanted.code.as_str(), "field" | "script") && family == wanted.code;
    let named = |field: &String| {
        // A problem of another field may stand before the wanted one.
        let told = format!("{field}: {}", wanted.code);
        refused.field.as_ref() == Some(field)
            || refused.detail.split(", ").any(|part| part.starts_with(&told))
    };
    let code = refused.code == wanted.code || any || refused.detail.contains(&format!(": {}", wanted.code));
    code && wanted.field.as_ref().is_none_or(named)
}
