//! Calls as a policy describes them.

use super::{Action, Expr, Payload, Policy, StateWork};
use crate::text::Span;
use crate::value::Map;

/// Another policy that is called while a state is active (SCXML `invoke`).
#[derive(Debug)]
pub struct CallRule {
    /// Its id.
    pub policy: Expr,
    /// The call's id; none: the state's name, or one that is made if `id_in` wants it.
    pub id: Option<Expr>,
    /// Name in `vars` that gets the id.
    pub id_in: Option<String>,
    /// First fields of the called case's record.
    pub with: Payload,
    /// Events from outside that are sent on to it.
    pub forward: Vec<String>,
    /// False: it lives on when the state is left, and its end is told to nobody.
    pub wait: bool,
    /// Done when a message of it arrives, before anything else.
    pub on_return: Vec<Action>,
    /// Where it is written.
    pub span: Span,
}

impl StateWork {
    /// Whether `on_done` of a state without children listens for its only call itself, whose id is known.
    pub fn done_by_call(&self) -> bool {
        matches!(self.calls.as_slice(), [call] if !matches!(call.id, Some(Expr::Script(_))))
    }
}

impl Policy {
    /// Whether a call's `with` gives this name to `vars` rather than to the record: the file declares it there.
    pub fn takes_as_var(&self, name: &str) -> bool {
        self.vars.iter().any(|(declared, _)| declared == name)
    }

    /// What a call gives for the record: all that is not taken into `vars`.
    pub fn given_to_record(&self, fields: &Map) -> Map {
        let given = fields.iter().filter(|(name, _)| !self.takes_as_var(name));
        given.map(|(name, value)| (name.clone(), value.clone())).collect()
    }
}
