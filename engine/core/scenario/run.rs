//! Telling the stories.

use std::sync::Arc;

use serde::Serialize;

use super::clock::Stuck;
use super::coverage::Coverage;
use super::stage::{Refused, Stage};
use super::story::{Attempt, AttemptKind, Book, Refusal, Step, Story, What};
use crate::calendar::Calendar;
use crate::case::{Actor, Command, Seen};
use crate::document::{DocumentKind, Library};
use crate::text::{Bilingual, Span};
use crate::value::{Map, Value};

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

/// Tells all stories of a book.
pub fn run(library: &Library, book: &Book) -> Outcome {
    let Some(calendar) = library.calendar() else { return Outcome { stories: Vec::new(), coverage: None } };
    let mut seen = Seen::default();
    let mut stories = Vec::new();
    for story in &book.stories {
        stories.push((story.name.clone(), tell(library, book, story, calendar, &mut seen)));
    }
    let source = library.source(DocumentKind::Policy, &book.policy.id);
    Outcome { stories, coverage: source.map(|source| Coverage::of(&book.policy, source, &seen)) }
}

fn tell(
    library: &Library,
    book: &Book,
    story: &Story,
    calendar: &Arc<Calendar>,
    seen: &mut Seen,
) -> Option<Failure> {
    let mut stage = Stage::new(library, book, Arc::clone(calendar), story.starts);
    let mut looked_at = 0;
    let mut failure = None;
    for step in &story.steps {
        let differences = take(&mut stage, step, &mut looked_at);
        if !differences.is_empty() {
            failure = Some((step.span, differences));
            break;
        }
    }
    // An incident that no step speaks of is a failure, too.
    let spoken_of = |step: &Step| matches!(&step.what, What::Expect(expect) if expect.incidents.is_some());
    if failure.is_none() && !stage.incidents.is_empty() && !story.steps.iter().any(spoken_of) {
        let codes: Vec<&str> = stage.incidents.values().map(String::as_str).collect();
        failure = Some((story.span, vec![Difference::new("incidents", "0", &codes.join(", "))]));
    }
    seen.merge(std::mem::take(&mut stage.seen));
    failure.map(|(span, differences)| Failure { span, differences, trace: stage.trace })
}

/// One step; what is returned went wrong.
fn take(stage: &mut Stage<'_>, step: &Step, looked_at: &mut usize) -> Vec<Difference> {
    let named = step.case.as_ref().and_then(|name| stage.names.get(name).copied());
    let unknown = step.case.is_some() && named.is_none();
    let case = named.unwrap_or(stage.current);
    let starts = match &step.what {
        What::Attempt(attempt) | What::Refuse(attempt, _) => attempt.kind == AttemptKind::Start,
        What::Schedule(_) => true,
        _ => false,
    };
    if unknown && !starts {
        return vec![Difference::new("case", step.case.as_deref().unwrap_or_default(), "none")];
    }
    match &step.what {
        What::Attempt(attempt) => match stage.attempt(case, attempt) {
            Ok(index) => begun(stage, step, index),
            Err(refused) => vec![Difference::new("act", "done", &refused.to_string())],
        },
        What::Refuse(attempt, refusal) => refused(stage, case, attempt, refusal),
        What::Schedule(id) => {
            let fields =
                stage.policy().schedules.iter().find(|schedule| schedule.id == *id).map(|s| s.fields.clone());
            let command = Command::Start { fields: fields.unwrap_or_default() };
            match stage.carry_out(None, &command, Actor::default()) {
                Ok(index) => begun(stage, step, index),
                Err(refused) => vec![Difference::new("start", "done", &refused.to_string())],
            }
        }
        What::Signal(event, data) => {
            let data = if data.is_empty() { Value::Null } else { Value::Map(Map::clone(data)) };
            let command = Command::Signal { event: event.clone(), data };
            match stage.carry_out(
                Some(case).filter(|case| *case < stage.cases.len()),
                &command,
                Actor::default(),
            ) {
                Ok(_) => Vec::new(),
                Err(refused) => vec![Difference::new("signal", "done", &refused.to_string())],
            }
        }
        What::Advance(until) => match stage.advance(*until) {
            Ok(()) => Vec::new(),
            Err(Stuck::NoSuchMoment(detail)) => vec![Difference::new("advance", "a later moment", &detail)],
            Err(Stuck::TooMuch) => vec![Difference::new("advance", "an end of timers", "too many")],
        },
        What::Expect(expect) => {
            let differences = stage.differences(expect, Some(case), *looked_at);
            *looked_at = stage.mails.len();
            differences
        }
    }
}

/// A case that was started is the one that the next steps are about; one that was acted on, too.
fn begun(stage: &mut Stage<'_>, step: &Step, index: usize) -> Vec<Difference> {
    if let Some(name) = &step.case {
        stage.names.entry(name.clone()).or_insert(index);
    }
    stage.current = index;
    Vec::new()
}

fn refused(stage: &mut Stage<'_>, case: usize, attempt: &Attempt, refusal: &Refusal) -> Vec<Difference> {
    let wanted = match &refusal.field {
        Some(field) => format!("{} {field}", refusal.code),
        None => refusal.code.clone(),
    };
    match stage.attempt(case, attempt) {
        Ok(_) => vec![Difference::new("refuse", &wanted, "done")],
        Err(refused) if refused.is(refusal) => Vec::new(),
        Err(refused) => vec![Difference::new("refuse", &wanted, &refused.to_string())],
    }
}

impl Refused {
    fn is(&self, wanted: &Refusal) -> bool {
        let family = self.code.split('-').next().unwrap_or_default();
        let any = matches!(wanted.code.as_str(), "field" | "script") && family == wanted.code;
        let named = |field: &String| {
            // A problem of another field may stand before the wanted one.
            let told = format!("{field}: {}", wanted.code);
            self.field.as_ref() == Some(field) || self.detail.split(", ").any(|part| part.starts_with(&told))
        };
        let code = self.code == wanted.code || any || self.detail.contains(&format!(": {}", wanted.code));
        code && wanted.field.as_ref().is_none_or(named)
    }
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.code)?;
        if self.detail.is_empty() { Ok(()) } else { write!(f, " ({})", self.detail) }
    }
}
