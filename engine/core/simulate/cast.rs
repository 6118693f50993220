//! Who plays: people, and the rows of registers they work with.

use std::collections::BTreeMap;

use crate::document::{DocumentKind, Library};
use crate::scenario;
use crate::stage::{Fields, Person, Registers};
use crate::text::Findings;

/// The people and registers of a simulated company.
#[derive(Clone, Debug, Default)]
pub struct Cast {
    /// By their ids.
    pub people: BTreeMap<String, Person>,
    /// Those that were added because nobody held a post; each is called as the post.
    pub stand_ins: Vec<String>,
    /// Rows by register and key.
    pub registers: Registers,
    /// What was filled in for each field somewhere in the policy's stories, so that chance has something to take.
    pub samples: BTreeMap<String, Vec<crate::form::Input>>,
}

impl Cast {
    /// The people and registers of a policy's scenarios, and a stand-in for each post that nobody holds in them. A
    /// policy without scenarios, or with such that have mistakes, is played by stand-ins alone.
    pub fn of(library: &Library, policy: &str) -> Cast {
        let mut findings = Findings::new();
        let has = library.has(DocumentKind::Scenarios, policy);
        let book = if has { scenario::read(library, policy, &mut findings) } else { None };
        let mut cast = Cast::default();
        if let Some(book) = book.filter(|_| !findings.has_errors()) {
            for typed in book.typed() {
                cast.learn(typed);
            }
            (cast.people, cast.registers) = (book.people, book.registers);
        }
        cast.fill_posts(library);
        cast
    }

    fn learn(&mut self, typed: &Fields) {
        for (field, input) in typed {
            let known = self.samples.entry(field.clone()).or_default();
            if !known.contains(input) {
                known.push(input.clone());
            }
        }
    }

    /// Adds a stand-in for each post that nobody holds.
    pub fn fill_posts(&mut self, library: &Library) {
        let Some(organisation) = library.organisation() else { return };
        for post in &organisation.posts {
            let held = self.people.values().any(|person| person.posts.contains(&post.id));
            if !held && !self.people.contains_key(&post.id) {
                let person = Person { posts: vec![post.id.clone()], delegate_for: Vec::new() };
                self.people.insert(post.id.clone(), person);
                self.stand_ins.push(post.id.clone());
            }
        }
    }
}
