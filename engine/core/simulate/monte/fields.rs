//! Filling in forms by chance, so that most of what is filled in passes the form's check.

use std::collections::BTreeMap;

use jiff::Span as Length;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::chance::{Dice, Spread};
use super::plan::{FieldPlan, Plan};
use crate::form::{Choice, DateBound, Entry, Field, FieldKind, Form, Input, Section};
use crate::simulate::glimpse;
use crate::stage::{Fields, Stage};
use crate::value::{Map, Value};

/// A day's worth of choice for dates that have a bound at today.
const DAYS: usize = 10;

/// Minutes before now that a moment lies which must not lie ahead.
const MINUTES: usize = 24 * 60;

/// Somebody who fills in a form.
pub(super) struct Typist<'a> {
    pub(super) plan: &'a Plan,
    /// What was filled in in the policy's stories.
    pub(super) samples: &'a BTreeMap<String, Vec<Input>>,
    /// Whether samples are to be taken; later tries do without.
    pub(super) sampling: bool,
}

impl Typist<'_> {
    /// What is typed into a section: all that must be filled in, and half of what may.
    pub(super) fn fill(
        &self,
        stage: &Stage,
        form: &Form,
        section: &Section,
        record: &Map,
        dice: &mut Dice,
    ) -> Fields {
        let (mut typed, mut given) = (Fields::new(), Map::new());
        let (free, bound): (Vec<&Entry>, Vec<&Entry>) =
            section.entries.iter().partition(|entry| entry.only_if.is_none());
        let mut left: Vec<&Entry> = free.into_iter().chain(bound).collect();
        // A condition may look at a field that has a condition itself: what waits goes round.
        for _ in 0..=section.entries.len() {
            let (now, later): (Vec<&Entry>, Vec<&Entry>) = left.into_iter().partition(|entry| {
                let decides = entry.only_if.as_ref().map(|condition| &condition.field);
                decides.is_none_or(|field| {
                    !section.entries.iter().any(|e| e.field == *field) || given.contains_key(field)
                })
            });
            for entry in now {
                let Some(field) = form.field(&entry.field) else { continue };
                let asked = entry
                    .only_if
                    .as_ref()
                    .is_none_or(|condition| section.condition_holds(condition, &given, record));
                let planned = self.plan.fields.contains_key(&field.id);
                let wanted = asked && (entry.required || planned || dice.coin());
                let input = wanted.then(|| self.input(stage, field, dice)).flatten();
                given.insert(
                    field.id.clone(),
                    input.as_ref().map_or(Value::Null, |input| glimpse(field, input)),
                );
                typed.extend(input.map(|input| (field.id.clone(), input)));
            }
            left = later;
            if left.is_empty() {
                break;
            }
        }
        typed
    }

    fn input(&self, stage: &Stage, field: &Field, dice: &mut Dice) -> Option<Input> {
        match self.plan.fields.get(&field.id) {
            Some(FieldPlan::Texts(texts)) => {
                let weights: Vec<i64> = texts.iter().map(|(_, weight)| *weight).collect();
                return dice.weighted(&weights).map(|place| text(&texts[place].0));
            }
            Some(FieldPlan::Number(spread)) => return self.number(stage, field, *spread, dice),
            None => {}
        }
        let sample = |dice: &mut Dice| {
            let known = self.samples.get(&field.id).filter(|known| self.sampling && !known.is_empty())?;
            Some(known[dice.below(known.len())].clone())
        };
        match &field.kind {
            FieldKind::Choice { choices } => pick(choices, dice).map(|id| text(&id)),
            FieldKind::Choices { choices } => pick(choices, dice).map(|id| text(&id)),
            FieldKind::Bool => Some(text(if dice.coin() { "true" } else { "false" })),
            FieldKind::Ref { register } => {
                let keys: Vec<&String> =
                    stage.registers().get(register).into_iter().flat_map(|r| r.keys()).collect();
                (!keys.is_empty()).then(|| text(keys[dice.below(keys.len())]))
            }
            FieldKind::Person => {
                let people: Vec<&String> = stage.people.keys().collect();
                (!people.is_empty()).then(|| text(people[dice.below(people.len())]))
            }
            FieldKind::Post => {
                let organisation = stage.library().and_then(|library| library.organisation());
                let posts = organisation.map(|o| o.posts.as_slice()).unwrap_or_default();
                posts.get(dice.below(posts.len())).map(|post| text(&post.id))
            }
            FieldKind::Date { .. } | FieldKind::Time { .. } => {
                Some(text(&moment(stage, field, dice.below(DAYS), dice.below(MINUTES))))
            }
            FieldKind::Rows { columns, .. } => sample(dice).or_else(|| {
                let cell = |column: &crate::form::Column, dice: &mut Dice| {
                    let input = self.input(stage, &column.field, dice)?;
                    Some((column.field.id.clone(), input))
                };
                let row: BTreeMap<String, Input> =
                    columns.iter().filter_map(|column| cell(column, dice)).collect();
                Some(Input::Rows(vec![row]))
            }),
            FieldKind::Money { min, max } | FieldKind::Decimal { min, max, .. } => {
                sample(dice).or_else(|| {
                    let least = *min;
                    let most = (*max).min(least + Decimal::ONE_THOUSAND);
                    self.number(stage, field, between(least, most), dice)
                })
            }
            FieldKind::Integer { min, max } => sample(dice).or_else(|| {
                let most = (*max).min(min.saturating_add(100));
                let spread = between(Decimal::from(*min), Decimal::from(most));
                self.number(stage, field, spread, dice)
            }),
            FieldKind::Text { .. } | FieldKind::LongText { .. } => sample(dice).or_else(|| Some(text("—"))),
        }
    }

    /// A number as the field takes it, drawn in millionths; of a date or moment, so many days from today.
    fn number(&self, stage: &Stage, field: &Field, spread: Spread, dice: &mut Dice) -> Option<Input> {
        let number = Decimal::new(spread.draw(dice), 6);
        let rounded = |places: u32| number.round_dp(places).to_string();
        Some(text(&match &field.kind {
            FieldKind::Integer { .. } => rounded(0),
            FieldKind::Money { .. } => rounded(2),
            FieldKind::Decimal { places, .. } => rounded(*places),
            FieldKind::Date { .. } | FieldKind::Time { .. } => {
                let days = Length::new().try_days(number.round().to_i64()?).ok()?;
                let day = stage.calendar.civil(stage.now).checked_add(days).ok()?;
                written(field, day)
            }
            _ => number.normalize().to_string(),
        }))
    }
}

/// Anything from here to there, in millionths; what is too large for that is not needed to try a policy.
fn between(least: Decimal, most: Decimal) -> Spread {
    let millionths = |number: Decimal| number.checked_mul(Decimal::from(1_000_000)).and_then(|n| n.to_i64());
    Spread::Uniform(millionths(least).unwrap_or(0), millionths(most).unwrap_or(i64::MAX))
}

fn text(text: &str) -> Input {
    Input::Texts(vec![text.to_owned()])
}

fn pick(choices: &[Choice], dice: &mut Dice) -> Option<String> {
    choices.get(dice.below(choices.len())).map(|choice| choice.id.clone())
}

/// A date or moment within its bounds: so many days or minutes before or after now.
fn moment(stage: &Stage, field: &Field, days: usize, minutes: usize) -> String {
    let now = stage.calendar.civil(stage.now);
    let (FieldKind::Date { min, max } | FieldKind::Time { min, max }) = &field.kind else {
        return written(field, now);
    };
    let (days, minutes) = (i64::try_from(days).unwrap_or(0), i64::try_from(minutes).unwrap_or(0));
    let by = |sign: i64| match field.kind {
        FieldKind::Date { .. } => Length::new().days(sign * days),
        _ => Length::new().minutes(sign * minutes),
    };
    let ahead = match (min, max) {
        (_, Some(DateBound::Now | DateBound::Today)) => -1,
        (Some(DateBound::Now | DateBound::Today), _) => 1,
        (Some(DateBound::On(date)), _) if *date > now.date() => {
            return written(field, date.to_datetime(stage.calendar.opens()));
        }
        (_, Some(DateBound::On(date))) if *date < now.date() => {
            return written(field, date.to_datetime(stage.calendar.opens()));
        }
        _ => 1,
    };
    written(field, now.checked_add(by(ahead)).unwrap_or(now))
}

fn written(field: &Field, at: jiff::civil::DateTime) -> String {
    match field.kind {
        FieldKind::Date { .. } => at.date().to_string(),
        _ => at.strftime("%Y-%m-%dT%H:%M").to_string(),
    }
}
