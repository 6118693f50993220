//! What scripts may cost, counted in operations: of one script, and of all scripts of one step.
//!
//! rhai counts one operation for a native call, however long the list that it sorts, and for reading a variable, however
//! large the value that it copies. Here such work is charged by its size, so that the budget bounds the time as well
//! (`decisions/0010-budgets.md`). Deliberately absent: a clock. Two machines stop the same script at the same place.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use rhai::{Array, Dynamic, ImmutableString, Scope};

use super::weight::Weight;
use crate::limits;

thread_local! {
    static METER: Meter = const { Meter::new() };
}

struct Meter {
    /// Operations left to the step that runs on this thread.
    step: Cell<u64>,
    /// Items for which it may still be given more.
    items: Cell<u64>,
    /// Operations that the running script may take.
    limit: Cell<u64>,
    /// Operations that it was charged for beyond rhai's count.
    charged: Cell<u64>,
    /// Rhai's count.
    counted: Cell<u64>,
    /// What one of rhai's operations costs in it.
    each: Cell<u64>,
    /// Its large values, if it could work on any again and again.
    weight: RefCell<Option<Arc<Weight>>>,
}

impl Meter {
    const fn new() -> Meter {
        Meter {
            step: Cell::new(u64::MAX),
            items: Cell::new(0),
            limit: Cell::new(u64::MAX),
            charged: Cell::new(0),
            counted: Cell::new(0),
            each: Cell::new(1),
            weight: RefCell::new(None),
        }
    }

    fn spent(&self) -> u64 {
        self.counted.get().saturating_mul(self.each.get()).saturating_add(self.charged.get())
    }

    fn charge(&self, operations: u64) {
        self.charged.set(self.charged.get().saturating_add(operations));
    }
}

/// Gives the step that runs in `work` its budget. A step within a step (there is none) would have its own.
pub(super) fn step<R>(work: impl FnOnce() -> R) -> R {
    struct Restore(u64);
    impl Drop for Restore {
        fn drop(&mut self) {
            METER.with(|meter| meter.step.set(self.0));
        }
    }
    let _restore = Restore(METER.with(|meter| {
        meter.items.set(2 * limits::FOR_EACH_ITEMS as u64);
        meter.step.replace(limits::STEP_OPERATIONS)
    }));
    work()
}

/// Gives the step more, for so many items of a `for_each`; a step that makes them again and again has no more of it.
pub(crate) fn allow_items(items: usize) {
    METER.with(|meter| {
        let items = meter.items.get().min(items as u64);
        meter.items.set(meter.items.get() - items);
        meter.step.set(meter.step.get().saturating_add(limits::ITEM_OPERATIONS.saturating_mul(items)));
    });
}

/// Takes operations from the step for work that is no script; false when there are none left.
#[must_use]
pub(crate) fn spend(operations: u64) -> bool {
    METER.with(|meter| {
        let left = meter.step.get().checked_sub(operations);
        meter.step.set(left.unwrap_or(0));
        left.is_some()
    })
}

/// Evaluates a script within its budget, and takes what it cost from the step's.
pub(super) fn script<R>(
    weight: &Arc<Weight>,
    scope: &mut Scope<'_>,
    work: impl FnOnce(&mut Scope<'_>) -> R,
) -> R {
    METER.with(|meter| {
        meter.limit.set(limits::SCRIPT_OPERATIONS.min(meter.step.get()));
        meter.counted.set(0);
        meter.each.set(weight.each);
        meter.charged.set(limits::SCRIPT_CALL_OPERATIONS.saturating_add(weight.at_start(scope)));
        if weight.watches() {
            meter.weight.replace(Some(Arc::clone(weight)));
        }
    });
    let result = work(scope);
    METER.with(|meter| {
        meter.step.set(meter.step.get().saturating_sub(meter.spent().min(meter.limit.get())));
        if weight.watches() {
            meter.weight.replace(None);
        }
    });
    result
}

/// Whether it was the step's budget that stopped the script, not the script's own.
pub(super) fn step_is_spent() -> bool {
    METER.with(|meter| meter.step.get() == 0)
}

/// Charges the running script for work that a function does.
pub(super) fn charge(operations: u64) {
    METER.with(|meter| meter.charge(operations));
}

/// Called by rhai with the operations so far; false stops the script.
pub(super) fn goes_on(counted: u64) -> bool {
    METER.with(|meter| {
        meter.counted.set(counted);
        meter.spent() <= meter.limit.get()
    })
}

/// Called by rhai before a variable is looked at.
pub(super) fn looks_at(name: &str, scope: &Scope<'_>) {
    METER.with(|meter| {
        if let Some(weight) = &*meter.weight.borrow() {
            meter.charge(weight.look(name, scope));
        }
    });
}

/// What copying a value costs, in eighths of an operation. (Release: an operation takes about 40 ns, a number in a list
/// 5 ns, an entry of a map 40 ns, a text that is copied 0.15 ns a byte.)
pub(super) fn eighths(value: &Dynamic) -> u64 {
    if let Some(list) = value.read_lock::<Array>() {
        return list.iter().map(|item| 1 + eighths(item)).sum();
    }
    if let Some(map) = value.read_lock::<rhai::Map>() {
        return map.values().map(|item| 8 + eighths(item)).sum();
    }
    value.read_lock::<ImmutableString>().map_or(0, |text| text.len() as u64 / 32)
}
