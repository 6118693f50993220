//! What the functions that scripts call can see during one step.
//!
//! rhai's registered functions are shared by all evaluations; the step that runs on this thread lays its surroundings
//! here for its length. Nothing outlives the step.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use super::World;
use crate::calendar::Calendar;
use crate::value::{Moment, Value};

/// The world, the calendar and the configuration, for one step.
#[derive(Debug)]
pub struct Surroundings {
    /// Business calendar with the company's time zone.
    pub calendar: Arc<Calendar>,
    /// Time of the command.
    pub now: Moment,
    /// Answers about registers, posts, quotas.
    pub world: Rc<World>,
    /// Names of the active states, of the machine whose script runs and of those around it.
    pub active: RefCell<BTreeSet<String>>,
    /// Locks that the case holds.
    pub held: RefCell<BTreeSet<String>>,
    /// The folder that the case is in.
    pub folder: RefCell<Option<String>>,
    /// Places left of the quotas that the running script mentions.
    pub quotas: RefCell<BTreeMap<String, i64>>,
    /// Lines that scripts logged.
    pub log: RefCell<Vec<Value>>,
}

thread_local! {
    static CURRENT: RefCell<Option<Rc<Surroundings>>> = const { RefCell::new(None) };
}

impl Surroundings {
    /// Makes them.
    pub fn new(calendar: Arc<Calendar>, now: Moment, world: Rc<World>) -> Rc<Self> {
        Rc::new(Surroundings {
            calendar,
            now,
            world,
            active: RefCell::default(),
            held: RefCell::default(),
            folder: RefCell::default(),
            quotas: RefCell::default(),
            log: RefCell::default(),
        })
    }

    /// Lays them for the length of `work`, and gives its scripts the budget of one step.
    pub fn during<R>(self: &Rc<Self>, work: impl FnOnce() -> R) -> R {
        struct Restore(Option<Rc<Surroundings>>);
        impl Drop for Restore {
            fn drop(&mut self) {
                CURRENT.with(|current| current.replace(self.0.take()));
            }
        }
        let _restore = Restore(CURRENT.with(|current| current.replace(Some(Rc::clone(self)))));
        super::meter::step(work)
    }

    /// Those of the step that runs on this thread.
    pub(super) fn current() -> Option<Rc<Surroundings>> {
        CURRENT.with(|current| current.borrow().clone())
    }
}
