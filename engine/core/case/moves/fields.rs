//! What a case remembers: the record's fields must have their place and their type in the new form; working memory that
//! only the new form declares gets its first value.

use super::Plan;
use super::eye::Eye;
use super::report::{Becomes, Fate, Thing};
use crate::case::Inputs;
use crate::form::{Field, FieldKind};
use crate::policy::{Binding, Expr};
use crate::value::Value;

impl Plan<'_> {
    /// Fields of the record and of items.
    pub(super) fn fields(&mut self) {
        let Some(was) = self.old.form else { return };
        let before = self.before;
        let items = before.machines.values().filter_map(|machine| machine.item.as_ref());
        let maps = std::iter::once(&before.record).chain(items.map(|item| &item.fields));
        for (name, value) in maps.flatten().filter(|(_, value)| !value.is_null()) {
            // What scripts wrote beside the form is theirs.
            let Some(known) = was.field(name) else { continue };
            match self.new.form.and_then(|form| form.field(name)) {
                None => self.misfit("field-gone", [("field", name)]),
                Some(field) if !same_type(known, field) => self.misfit("field-type", [("field", name)]),
                Some(field) if !can_be_chosen(field, value) => {
                    self.misfit("field-choice", [("field", name), ("value", &crate::stage::plain(value))]);
                }
                Some(_) => {}
            }
        }
        self.misfits.dedup();
    }

    /// First values of working memory that is new; of states that bind late only where they are active.
    pub(super) fn first_values(&mut self, inputs: &Inputs) {
        let policy = self.new.policy;
        let active = |state: &str| self.after.machines.values().any(|m| m.states.iter().any(|s| s == state));
        let mut wanted: Vec<(&String, &Expr)> = policy.vars.iter().map(|(name, expr)| (name, expr)).collect();
        let mut bound = Vec::new();
        for chart in &policy.charts {
            for (state, work) in
                chart.chart.states.iter().zip(&chart.work).filter(|(_, work)| !work.vars.is_empty())
            {
                let late = policy.binding == Binding::Late;
                if late && (!active(&state.name) || self.after.bound.contains(&state.name)) {
                    continue;
                }
                bound.extend(late.then(|| state.name.clone()));
                wanted.extend(work.vars.iter().map(|(name, expr)| (name, expr)));
            }
        }
        wanted.retain(|(name, _)| !self.after.vars.contains_key(*name));
        for (name, expr) in wanted {
            let eye = Eye::new(policy, self.after.clone(), inputs);
            match eye.value(expr) {
                Some(value) => {
                    self.after.vars.insert(name.clone(), value);
                    self.fates.push(Fate::new(Thing::Var, "", name, Becomes::Set));
                }
                None => self.misfit("var-unknown", [("name", name)]),
            }
        }
        self.after.bound.extend(bound);
    }
}

/// The same type, and as secret as before.
fn same_type(was: &Field, is: &Field) -> bool {
    let columns = |kind: &FieldKind| match kind {
        FieldKind::Rows { columns, .. } => {
            columns.iter().map(|column| (column.field.id.clone(), column.field.kind.name())).collect()
        }
        _ => Vec::new(),
    };
    let register = |kind: &FieldKind| match kind {
        FieldKind::Ref { register } => Some(register.clone()),
        _ => None,
    };
    was.kind.name() == is.kind.name()
        && (was.personal, was.item) == (is.personal, is.item)
        && register(&was.kind) == register(&is.kind)
        && columns(&was.kind).iter().all(|column| columns(&is.kind).contains(column))
}

/// What was chosen can be chosen still.
fn can_be_chosen(field: &Field, value: &Value) -> bool {
    let (FieldKind::Choice { choices } | FieldKind::Choices { choices }) = &field.kind else { return true };
    let known =
        |value: &Value| value.as_text().is_none_or(|text| choices.iter().any(|choice| choice.id == text));
    match value {
        Value::List(values) => values.iter().all(known),
        value => known(value),
    }
}
