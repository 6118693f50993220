//! Schedules that come, go and change with the policies in force.

use guicheng_core::calendar::Period;
use guicheng_core::policy::Schedule;
use guicheng_core::value::Moment;

use super::super::documents::Books;
use super::super::timers::schedule_id;
use crate::limits;
use crate::store::Unit;
use crate::store::tables::timer::ScheduleRow;

/// Brings the rows in line with the policies of `new`. A schedule that is the same as before keeps its next time, so that
/// a release neither repeats nor skips what it starts; `kept` are the rows there are.
pub(in crate::service) fn reconcile(
    unit: &mut Unit,
    kept: &[ScheduleRow],
    old: Option<&Books>,
    new: &Books,
    now: Moment,
) {
    for policy in new.policies() {
        for schedule in &policy.schedules {
            let id = schedule_id(&policy.id, &schedule.id);
            let before = old.and_then(|old| old.policy(&policy.id));
            let before = before.and_then(|policy| policy.schedules.iter().find(|s| s.id == schedule.id));
            let same = before.is_some_and(|before| times(before) == times(schedule));
            if same && kept.iter().any(|row| row.id == id) {
                continue;
            }
            unit.put(ScheduleRow {
                id,
                policy: policy.id.clone(),
                next_at: next_of(new, schedule, now),
                data: "{}".to_owned(),
            });
        }
    }
    let is_there = |row: &ScheduleRow| {
        let policy = new.policy(&row.policy);
        policy.is_some_and(|policy| policy.schedules.iter().any(|s| schedule_id(&policy.id, &s.id) == row.id))
    };
    for row in kept.iter().filter(|row| !is_there(row)) {
        unit.delete::<ScheduleRow>(row.id.as_str());
    }
}

fn times(schedule: &Schedule) -> (jiff::civil::Date, Period) {
    (schedule.first, schedule.every)
}

/// The first time of a schedule that is not over: what fell due before it came into force is not made up for.
fn next_of(books: &Books, schedule: &Schedule, now: Moment) -> Moment {
    let opens = schedule.first.to_datetime(books.calendar().opens());
    let mut next = books.calendar().moment(opens).unwrap_or(now);
    for _ in 0..limits::SCHEDULE_STEPS {
        if next >= now {
            break;
        }
        match books.calendar().add(next, schedule.every) {
            Ok(later) if later > next => next = later,
            _ => break,
        }
    }
    next
}
