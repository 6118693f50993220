//! What a case runs on: the documents whose bytes decide what its policy does.

use std::collections::{BTreeMap, BTreeSet};

use super::{DocumentId, DocumentKind, Library};
use crate::policy::{Action, MailTo, Policy};
use crate::value::Hash;

/// The register that penalties and rewards are proposed in.
const PENALTY: &str = "penalty";

impl Library {
    /// All documents that a case of this policy runs on, with their hashes: the policy itself, its form, the
    /// shared tables, registers and mail texts it names, calendar and organisation. Empty if there is no such policy.
    pub fn pins(&self, policy: &str) -> BTreeMap<DocumentId, Hash> {
        let Some(found) = self.policy(policy) else { return BTreeMap::new() };
        let mut wanted: Vec<(DocumentKind, &str)> = vec![
            (DocumentKind::Policy, policy),
            (DocumentKind::Calendar, ""),
            (DocumentKind::Organisation, ""),
        ];
        wanted.extend(found.form.as_deref().map(|form| (DocumentKind::Form, form)));
        wanted.extend(found.shared.iter().map(|shared| (DocumentKind::Table, shared.as_str())));
        let named = Named::of(found);
        wanted.extend(named.mail_texts.iter().map(|text| (DocumentKind::MailText, *text)));
        let form = self.form_of(found);
        let referred = form.into_iter().flat_map(|form| form.registers()).map(|(register, _)| register);
        wanted.extend(named.registers.into_iter().chain(referred).map(|name| (DocumentKind::Register, name)));
        let ids = wanted.into_iter().filter_map(|(kind, name)| DocumentId::of(kind, name));
        ids.filter_map(|id| self.hash_of(&id).map(|hash| (id, hash))).collect()
    }
}

/// What a policy names outside itself.
#[derive(Default)]
struct Named<'p> {
    registers: BTreeSet<&'p str>,
    mail_texts: BTreeSet<&'p str>,
}

impl<'p> Named<'p> {
    fn of(policy: &'p Policy) -> Named<'p> {
        let mut named = Named::default();
        for script in &policy.scripts {
            named.registers.extend(script.registers.iter().map(String::as_str));
        }
        policy.actions(&mut |action, _| named.take(action));
        named
    }

    fn take(&mut self, action: &'p Action) {
        match action {
            Action::Mail { text, to, .. } => {
                self.mail_texts.insert(text);
                if let MailTo::Outside { register, .. } = to {
                    self.registers.insert(register);
                }
            }
            Action::Register { register, .. } => {
                self.registers.insert(register);
            }
            Action::Propose { .. } => {
                self.registers.insert(PENALTY);
            }
            _ => {}
        }
    }
}
