//! Trying a policy: what the rules said in words, and the mails that would have been written.
//!
//! Deliberately absent: the trying itself (that is `core::simulate`). Nothing here reaches the store.

use guicheng_core::calendar::{Due, Rounding};
use guicheng_core::case::{SlotStatus, Snapshot, Task};
use guicheng_core::document::Library;
use guicheng_core::policy::Policy;
use guicheng_core::simulate::Wrong;
use guicheng_core::stage::{About, Mail, Refused, Stage};
use guicheng_core::text::{Bilingual, Lang};

use super::fill::fill_braces;
use super::{Problem, ServiceError, choice_of, due_of, say};
use crate::limits;
use crate::mail::{self, Addressee, Clause, Composed, Facts, MailKind};

/// What a play refused, as the server would have refused it.
pub fn error_of(wrong: Wrong) -> ServiceError {
    let refused = |code, args: &[(&'static str, String)]| ServiceError::refused(code, args.to_vec());
    match wrong {
        Wrong::Refused(refused) => of_rules(*refused),
        Wrong::NoSuchMoment(got) if got.starts_with(|c: char| c.is_ascii_digit()) && got.contains('T') => {
            refused("clock-backwards", &[])
        }
        Wrong::NoSuchMoment(got) => refused("clock-length", &[("got", got)]),
        Wrong::TooMuch => {
            refused("too-many-firings", &[("limit", guicheng_core::limits::STORY_TIMERS.to_string())])
        }
        Wrong::NoSuchSchedule(_) => refused("nothing-due", &[]),
        Wrong::TooManyMoves => {
            refused("too-many-moves", &[("limit", guicheng_core::limits::TRIED_MOVES.to_string())])
        }
    }
}

fn of_rules(refused: Refused) -> ServiceError {
    let Refused { code, field, detail, step, problems } = refused;
    if !problems.is_empty() {
        return ServiceError::Fields(problems);
    }
    if let Some(error) = step {
        return (*error).into();
    }
    let with = |code, name, value: String| ServiceError::refused(code, [(name, value)]);
    match code.as_str() {
        "may-not-start" => ServiceError::Forbidden(Problem::new("may-not-start", [("posts", detail)])),
        "not-yours" => ServiceError::Forbidden(Problem::new("not-yours", [("posts", detail)])),
        "task-closed" => ServiceError::Conflict(Problem::new("task-closed", [])),
        "unknown-choice" => ServiceError::refused(
            "unknown-choice",
            [("choice", field.unwrap_or_default()), ("known", detail)],
        ),
        "no-such-section" => with("no-such-section", "name", detail),
        "field-unknown" => ServiceError::refused("nothing-asked", []),
        "no-such-case" => ServiceError::not_found("no-such-case"),
        "no-such-policy" => ServiceError::not_found("no-such-policy"),
        "no-such-task" => ServiceError::not_found("no-such-task"),
        "too-many-questions" => with("too-many-questions", "limit", limits::STEP_QUESTIONS.to_string()),
        _ => ServiceError::Broken(format!("{code} {detail}")),
    }
}

/// The mail that the server would have written; none where its text is no longer there. `calendar` is the label of the
/// calendar's revision, empty for files that are none yet.
pub fn letter(library: &Library, stage: &Stage, mail: &Mail, lang: Lang, calendar: &str) -> Option<Composed> {
    let case = stage.cases.get(mail.case)?;
    let (policy, snapshot) = (&case.policy, &case.snapshot);
    let facts = match mail.about.as_ref()? {
        About::Task(task, days) => Facts {
            to: addressee(library, stage, mail, task),
            days_late: *days,
            ..task_facts(library, policy, snapshot, task, calendar)
        },
        About::Text(with) => {
            let text = library.mail_text(mail.text.as_deref()?)?;
            let number = snapshot.number.clone().unwrap_or_default();
            let fill = |template: &str| {
                fill_braces(template, |name| match with.get(name) {
                    Some(value) => say(value, lang, library),
                    None if name == "number" => number.clone(),
                    None => String::new(),
                })
            };
            let (subject, body) = (fill(text.subject.get(lang)), fill(text.text.get(lang)));
            let to = if mail.to.is_none() { Addressee::Outside } else { Addressee::Person };
            Facts {
                to,
                policy: policy.title.clone(),
                case: number.clone(),
                text: Some(mail::Text { subject, body }),
                ..Facts::default()
            }
        }
    };
    MailKind::from_word(mail.kind).map(|kind| mail::compose(kind, lang, &facts))
}

/// In which post somebody gets a mail about a task.
fn addressee(library: &Library, stage: &Stage, mail: &Mail, task: &Task) -> Addressee {
    let Some(person) = mail.to.as_ref().and_then(|to| stage.people.get(to)) else { return Addressee::Person };
    let title = |post: &String| {
        let found = library.organisation().and_then(|organisation| organisation.post(post));
        found.map_or_else(|| Bilingual::new(post.clone(), post.clone()), |post| post.title.clone())
    };
    let posts = || task.slots.iter().filter_map(|slot| slot.post.as_ref());
    let own = posts().find(|post| person.posts.contains(post)).map(|post| Addressee::Post(title(post)));
    let other = || posts().find(|post| person.delegate_for.contains(post));
    own.or_else(|| other().map(|post| Addressee::Delegate(title(post)))).unwrap_or_default()
}

fn task_facts(library: &Library, policy: &Policy, snapshot: &Snapshot, task: &Task, calendar: &str) -> Facts {
    let Some((chart, state)) = policy.find_state(&task.state) else { return Facts::default() };
    let work = &policy.charts[chart].work[state];
    let rule = work.task.as_ref();
    let named = || Bilingual::new(task.state.clone(), task.state.clone());
    let mut title = rule.and_then(|r| r.title.clone()).or_else(|| work.title.clone()).unwrap_or_else(named);
    let item = snapshot.machines.get(&task.machine).and_then(|machine| machine.item.as_ref());
    if let Some(item) = item.and_then(|item| item.title.as_ref()) {
        title = Bilingual::new(format!("{} · {item}", title.zh), format!("{} · {item}", title.en));
    }
    let clause = work.clause.as_ref().map(|id| {
        let text =
            |lang| library.clause(lang, id).map(|text| mail::clause_words(id, text)).unwrap_or_default();
        Clause { text: Bilingual::new(text(Lang::Zh), text(Lang::En)), id: id.clone() }
    });
    let choices = rule.into_iter().flat_map(|rule| &rule.choices);
    let choices = choices.filter_map(|choice| choice_of(policy, chart, state, choice)?.title.clone());
    let holder = task.slots.iter().find(|slot| slot.status == SlotStatus::Open);
    let holder = holder.and_then(|slot| library.organisation()?.post(slot.post.as_deref()?));
    Facts {
        title,
        policy: policy.title.clone(),
        case: snapshot.number.clone().unwrap_or_default(),
        deadline: task.due.as_ref().and_then(|due| {
            let due: Due = due_of(library.calendar()?, due, Rounding::CloseOfDay)?;
            Some(mail::Deadline::of(&due, calendar))
        }),
        clause,
        choices: choices.collect(),
        holder: holder.map(|post| post.title.clone()).unwrap_or_default(),
        ..Facts::default()
    }
}
