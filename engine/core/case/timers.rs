//! Deadlines and timers: set on entry, cleared on exit, carried out when due.

use super::drive::Drive;
use super::scene::text_of;
use super::send::To;
use super::{Deadline, Effect, Refusal, StepError, Task, TimerKind};
use crate::calendar::{Period, Rounding, Start};
use crate::chart::{Event, EventKind};
use crate::policy::{After, Length, OverdueRule, Policy, TaskRule};
use crate::value::{Moment, Value};

impl<'a> Drive<'a> {
    /// The moment that a length, counted from an expression or from now, gives.
    pub(super) fn deadline(
        &self,
        length: &Length,
        from: Option<usize>,
        rounding: Rounding,
        path: &str,
        event: Option<&Event>,
    ) -> Result<Deadline, StepError> {
        let (period, from) = self.span(length, from, path, event)?;
        let from = from.unwrap_or_else(|| self.now.clone());
        self.deadline_from(period, from, rounding)
    }

    /// How long a rule says, and from when; no start where it counts from the entry.
    pub(super) fn span(
        &self,
        length: &Length,
        from: Option<usize>,
        path: &str,
        event: Option<&Event>,
    ) -> Result<(Period, Option<Value>), StepError> {
        let period = match length {
            Length::Fixed(period) => *period,
            Length::Script(script) => match self.calculate(*script, path, event, &[])? {
                Value::Period(period) => period,
                Value::Text(text) => Period::parse_wait(&text).map_err(|_| not_a_period(&text))?,
                other => return Err(not_a_period(&text_of(&other)).into()),
            },
        };
        let from = from.map(|script| self.calculate(script, path, event, &[])).transpose()?;
        Ok((period, from))
    }

    /// The moment that a period, counted from a moment or date, gives.
    pub(super) fn deadline_from(
        &self,
        period: Period,
        from: Value,
        rounding: Rounding,
    ) -> Result<Deadline, StepError> {
        let start = match from {
            Value::Time(moment) => Start::Moment(moment),
            Value::Date(date) => Start::Date(date),
            ref other => return Err(Refusal::new("not-a-time", [("got", text_of(other))]).into()),
        };
        let due = self.inputs.calendar.due_at(start, period, rounding);
        let at = due.map_err(|error| Refusal::new("no-due-date", [("detail", error.to_string())]))?;
        Ok(Deadline { at, from, period })
    }

    pub(super) fn set_state_timer(
        &mut self,
        path: &str,
        state: &str,
        timer: &After,
        event: Option<&Event>,
    ) -> Result<(), StepError> {
        let due = self.deadline(&timer.length, timer.from, Rounding::Exact, path, event)?;
        self.set_timer(path, due, TimerKind::State { state: state.to_owned(), event: timer.event.clone() });
        Ok(())
    }

    /// Reminders before a task's deadline and the first round of what follows it.
    pub(super) fn set_task_timers(&mut self, number: u64, rule: &TaskRule) -> Result<(), StepError> {
        let Some(task) = self.snapshot.tasks.get(&number) else { return Ok(()) };
        let (Some(due), path) = (task.due.clone(), task.machine.clone()) else { return Ok(()) };
        for before in &rule.remind {
            let at = self.inputs.calendar.before(due.at, *before).map_err(out_of_range)?;
            // A reminder that would come with the task itself says nothing.
            if at > self.inputs.now {
                let due = Deadline { at, from: Value::Time(due.at), period: *before };
                self.set_timer(&path, due, TimerKind::Remind { task: number });
            }
        }
        for (index, rule) in rule.overdue.iter().enumerate() {
            let at = self.add(due.at, rule.after)?;
            let due = Deadline { at, from: Value::Time(due.at), period: rule.after };
            self.set_timer(&path, due, TimerKind::Overdue { task: number, rule: index, count: 0 });
        }
        Ok(())
    }

    fn add(&self, from: Moment, period: Period) -> Result<Moment, StepError> {
        Ok(self.inputs.calendar.add(Start::Moment(from), period).map_err(out_of_range)?)
    }

    pub(super) fn fire(&mut self, number: u64) -> Result<(), StepError> {
        let Some(timer) = self.snapshot.timers.get(&number).cloned() else {
            return Err(Refusal::new("no-such-timer", [("timer", number.to_string())]).into());
        };
        if timer.due.at > self.inputs.now {
            return Err(Refusal::new("timer-not-due", [("timer", number.to_string())]).into());
        }
        self.clear_timer(number);
        match timer.what {
            TimerKind::State { event, .. } => {
                self.deliver(&timer.machine, Event::of(EventKind::Platform, event, Value::Null))?;
            }
            TimerKind::Send { event, data, id, to } => {
                let event = Event { sendid: id, ..Event::of(EventKind::External, event, data) };
                let to = to.as_deref().and_then(To::read).unwrap_or(To::Own);
                if let Some(back) = self.dispatch(&timer.machine, to, event)? {
                    self.deliver_internal(&timer.machine, back)?;
                }
            }
            TimerKind::Remind { task } => self.effects.push(Effect::Remind { task }),
            TimerKind::Overdue { task, rule, count } => self.overdue(task, rule, count, &timer.due)?,
        }
        Ok(())
    }

    fn overdue(&mut self, number: u64, index: usize, count: u32, due: &Deadline) -> Result<(), StepError> {
        let Some(task) = self.snapshot.tasks.get(&number).cloned() else { return Ok(()) };
        let Some(rule) = self.rule_of(&task).and_then(|rule| rule.overdue.get(index)) else { return Ok(()) };
        self.overdue = Some(number);
        let mut raised = Vec::new();
        if let Err(error) = self.execute(&rule.actions, &task.machine, None, &mut raised) {
            raised.push(self.or_raise(error)?);
        }
        self.queue.extend(raised.into_iter().map(|event| (task.machine.clone(), event)));
        let escalate = match &rule.escalate {
            Some(escalation) => self.posts(&escalation.to, &task.machine, None)?,
            None => Vec::new(),
        };
        self.effects.push(Effect::Overdue { task: number, days: self.days_late(number), escalate });
        self.overdue = None;
        self.set_next_round(number, &task.machine, rule, index, count.saturating_add(1), due)
    }

    fn set_next_round(
        &mut self,
        task: u64,
        path: &str,
        rule: &OverdueRule,
        index: usize,
        count: u32,
        due: &Deadline,
    ) -> Result<(), StepError> {
        let Some(every) = rule.every.filter(|_| count < rule.times) else { return Ok(()) };
        let at = self.add(due.at, every)?;
        if at <= due.at {
            return Ok(());
        }
        let due = Deadline { at, from: Value::Time(due.at), period: every };
        self.set_timer(path, due, TimerKind::Overdue { task, rule: index, count });
        Ok(())
    }

    /// Calendar days past the deadline's date, in the company's zone.
    pub(super) fn days_late(&self, task: u64) -> i64 {
        let due = self.snapshot.tasks.get(&task).and_then(|task| task.due.as_ref());
        due.map_or(0, |due| self.inputs.calendar.days_late(due.at, self.inputs.now).into())
    }

    pub(super) fn rule_of(&self, task: &Task) -> Option<&'a TaskRule> {
        let policy: &'a Policy = self.policy;
        let chart = &policy.charts[self.chart_of(&task.machine)];
        chart.work[chart.chart.find(&task.state)?].task.as_ref()
    }
}

fn not_a_period(text: &str) -> Refusal {
    Refusal::new("not-a-period", [("got", text.to_owned())])
}

fn out_of_range(error: crate::calendar::DueError) -> Refusal {
    Refusal::new("no-due-date", [("detail", error.to_string())])
}
