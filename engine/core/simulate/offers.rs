//! What can be done now: who may start a case, and what is open for whom.

use crate::case::{Deadline, SlotStatus, Status};
use crate::policy::{Choice, Policy, TaskRule};
use crate::stage::{Stage, asked, item_of};
use crate::text::Bilingual;

/// Somebody may start a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartOffer {
    /// In one of these posts; none: everybody.
    pub posts: Vec<String>,
    /// Who may.
    pub people: Vec<String>,
    /// Section of the form that they are asked.
    pub section: Option<String>,
}

/// A signer's place that is open.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// Index of the case.
    pub case: usize,
    /// The task's number in the case.
    pub task: u64,
    /// The place in it.
    pub slot: usize,
    /// The state that gives it.
    pub state: String,
    /// The item it is about, …
    pub item: Option<String>,
    /// … as people call it.
    pub item_title: Option<String>,
    /// Whoever holds this post …
    pub post: Option<String>,
    /// … or this person.
    pub person: Option<String>,
    /// Who may act: holders, then who stands in for them.
    pub people: Vec<String>,
    /// What is to be done; the state's name if it has no title.
    pub title: Bilingual,
    /// The paragraph it carries out.
    pub clause: Option<String>,
    /// Until when, and why then.
    pub due: Option<Deadline>,
    /// What a signature means, if it is one.
    pub sign: Option<String>,
    /// The buttons.
    pub choices: Vec<ChoiceOffer>,
}

/// A button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChoiceOffer {
    /// The event.
    pub event: String,
    /// Its words; the event if it has none.
    pub title: Bilingual,
    /// Section of the form that it asks.
    pub section: Option<String>,
    /// Whether an opinion may go with it …
    pub opinion: bool,
    /// … or must.
    pub opinion_required: bool,
}

/// Who may start a case of a policy, one a line of its `start`.
pub fn starts(stage: &Stage, policy: &Policy) -> Vec<StartOffer> {
    let offer = |start: &crate::policy::Start| {
        let mut people: Vec<String> = Vec::new();
        let holders = start.posts.iter().flat_map(|post| stage.holders(post));
        let everybody = stage.people.keys().filter(|_| start.posts.is_empty()).cloned();
        for person in holders.chain(everybody) {
            if !people.contains(&person) {
                people.push(person);
            }
        }
        StartOffer { posts: start.posts.clone(), people, section: start.ask.clone() }
    };
    policy.starts.iter().map(offer).collect()
}

/// Open places of all running cases, in the order in which their tasks were opened.
pub fn offers(stage: &Stage) -> Vec<Offer> {
    (0..stage.cases.len()).flat_map(|case| offers_of(stage, case)).collect()
}

/// Open places of one case.
pub fn offers_of(stage: &Stage, index: usize) -> Vec<Offer> {
    let Some(case) = stage.cases.get(index).filter(|case| case.snapshot.status == Status::Active) else {
        return Vec::new();
    };
    let mut offers = Vec::new();
    for (number, task) in &case.snapshot.tasks {
        let Some((chart, state)) = case.policy.find_state(&task.state) else { continue };
        let work = &case.policy.charts[chart].work[state];
        let Some(rule) = &work.task else { continue };
        let named = || Bilingual::new(task.state.clone(), task.state.clone());
        let title = rule.title.clone().or_else(|| work.title.clone()).unwrap_or_else(named);
        let item = case.snapshot.machines.get(&task.machine).and_then(|machine| machine.item.as_ref());
        let choices: Vec<ChoiceOffer> =
            rule.choices.iter().map(|event| choice(&case.policy, &task.state, rule, event)).collect();
        let open = task.slots.iter().enumerate().filter(|(_, slot)| slot.status == SlotStatus::Open);
        for (place, slot) in open {
            let mut people = slot.post.as_ref().map(|post| stage.holders(post)).unwrap_or_default();
            people.extend(slot.person.clone());
            offers.push(Offer {
                case: index,
                task: *number,
                slot: place,
                state: task.state.clone(),
                item: item_of(&task.machine),
                item_title: item.and_then(|item| item.title.clone()),
                post: slot.post.clone(),
                person: slot.person.clone(),
                people,
                title: title.clone(),
                clause: clause_of(&case.policy, chart, state),
                due: task.due.clone(),
                sign: rule.sign.clone(),
                choices: choices.clone(),
            });
        }
    }
    offers
}

fn choice(policy: &Policy, state: &str, rule: &TaskRule, event: &str) -> ChoiceOffer {
    let written = choice_of(policy, state, event);
    let required = rule.opinion_required || written.is_some_and(|choice| choice.opinion_required);
    let title = written.and_then(|choice| choice.title.clone());
    ChoiceOffer {
        event: event.to_owned(),
        title: title.unwrap_or_else(|| Bilingual::new(event, event)),
        section: asked(policy, state, event).ok().flatten(),
        opinion: required || !rule.opinion_none,
        opinion_required: required,
    }
}

/// The paragraph that a state carries out: its own, or the nearest one around it.
fn clause_of(policy: &Policy, chart: usize, state: usize) -> Option<String> {
    let states = &policy.charts[chart];
    let around = states.chart.proper_ancestors(state, None);
    let own = std::iter::once(state).chain(around).find_map(|s| states.work[s].clause.clone());
    own.or_else(|| policy.clause.clone())
}

/// What a state's choice says: of several transitions for its event, the first one's words count.
fn choice_of<'p>(policy: &'p Policy, state: &str, event: &str) -> Option<&'p Choice> {
    let (chart, state) = policy.find_state(state)?;
    let on = &policy.charts[chart];
    let mut transitions = on.chart.states[state].transitions.iter();
    let first = transitions.find(|&&t| on.chart.transitions[t].events.iter().any(|e| e == event))?;
    on.choices.get(*first)
}
