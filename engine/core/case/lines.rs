//! Who stands in line for each lock: the one implementation for the server and for cases in memory.
//!
//! A claim is made by a state of a case; its place is the chain of states from the outside (`stock/count`), so that
//! "inside" is a prefix. The first claim in a line holds the lock. Deliberately absent: who is told (the caller does it),
//! and time: nobody is thrown out of a line.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// A state of a case in line for a lock.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Claim {
    /// The case, by whatever name the caller gives it.
    pub case: String,
    /// Where in it.
    pub place: String,
}

impl Claim {
    /// A claim.
    pub fn new(case: impl Into<String>, place: impl Into<String>) -> Claim {
        Claim { case: case.into(), place: place.into() }
    }

    /// True if the other one is made by the same case inside this one: this one ends only when the other has ended.
    fn holds_around(&self, other: &Claim) -> bool {
        self.case == other.case
            && other.place.strip_prefix(&self.place).is_some_and(|rest| rest.starts_with('/'))
    }
}

/// All lines, by lock.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines(BTreeMap<String, Vec<Claim>>);

impl Lines {
    /// Puts a line in place, as it was kept.
    pub fn set(&mut self, lock: impl Into<String>, line: Vec<Claim>) {
        self.0.insert(lock.into(), line);
    }

    /// Who stands in line for a lock, the holder first.
    pub fn line(&self, lock: &str) -> &[Claim] {
        self.0.get(lock).map_or(&[], Vec::as_slice)
    }

    /// Stands in line, at its end.
    pub fn join(&mut self, lock: &str, claim: Claim) {
        self.0.entry(lock.to_owned()).or_default().push(claim);
    }

    /// Leaves a line: whoever is first then holds the lock.
    pub fn leave(&mut self, lock: &str, claim: &Claim) {
        let Some(line) = self.0.get_mut(lock) else { return };
        line.retain(|other| other != claim);
        if line.is_empty() {
            self.0.remove(lock);
        }
    }

    /// True if whoever would join here would wait for itself, through others or at once: they wait inside of what they
    /// hold for something that is held, or waited for before them, by somebody who waits for them.
    pub fn is_circle(&self, lock: &str, claim: &Claim) -> bool {
        let mut looked: BTreeSet<&Claim> = BTreeSet::new();
        let mut ahead: Vec<&Claim> = self.line(lock).iter().collect();
        while let Some(other) = ahead.pop() {
            if other.holds_around(claim) {
                return true;
            }
            if looked.insert(other) {
                // It ends only after what is waited for inside of it.
                for (line, place) in self.waiting_inside(other) {
                    ahead.extend(&line[..place]);
                }
            }
        }
        false
    }

    fn waiting_inside<'l>(&'l self, around: &'l Claim) -> impl Iterator<Item = (&'l [Claim], usize)> {
        self.0.values().flat_map(move |line| {
            let inside = line.iter().enumerate().filter(move |(_, claim)| around.holds_around(claim));
            inside.map(move |(place, _)| (line.as_slice(), place))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `a: 1/x 2/x` — lock a is held by case 1 at place x, case 2 waits.
    fn lines(text: &str) -> Lines {
        let mut lines = Lines::default();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (lock, claims) = line.split_once(": ").unwrap();
            claims.split(' ').for_each(|text| lines.join(lock, claim(text)));
        }
        lines
    }

    fn claim(text: &str) -> Claim {
        let (case, place) = text.split_once('/').unwrap();
        Claim::new(case, place)
    }

    #[test]
    fn the_first_holds_and_the_next_follows() {
        let mut all = lines("a: 1/x 2/x 3/x");
        for (gone, holder) in
            [("2/x", Some("1/x")), ("2/x", Some("1/x")), ("1/x", Some("3/x")), ("3/x", None), ("3/x", None)]
        {
            all.leave("a", &claim(gone));
            assert_eq!(all.line("a").first(), holder.map(claim).as_ref(), "{gone}");
        }
        assert_eq!(all, Lines::default());
    }

    #[test]
    fn circles() {
        for (all, lock, wanted, expected) in [
            ("a: 1/x", "a", "2/x", false),
            // the same case inside of what it holds
            ("a: 1/x", "a", "1/x/y", true),
            // beside it: it waits for its own other branch
            ("a: 1/x", "a", "1/y", false),
            ("a: 1/x", "a", "1/xy", false),
            // two that wait for each other
            ("a: 1/x\nb: 2/x 1/x/y", "a", "2/x/y", true),
            // the other waits beside what it holds, and will let go
            ("a: 1/x\nb: 2/x 1/y", "a", "2/x/y", false),
            // we wait beside what we hold
            ("a: 1/x\nb: 2/x 1/x/y", "a", "2/y", false),
            // three
            ("a: 1/x\nb: 2/x 1/x/y\nc: 3/x 2/x/y", "a", "3/x/y", true),
            ("a: 1/x\nb: 2/x 1/x/y\nc: 3/x 2/x/y", "c", "4/x", false),
            // behind somebody in line who will wait for us inside: they are ahead of us
            ("a: 9/x 1/x\nb: 2/x 1/x/y", "a", "2/x/y", true),
            // the one behind us does not count
            ("a: 9/x\nb: 2/x 9/x/y\nc: 5/x 2/z", "c", "9/x/w", false),
        ] {
            assert_eq!(lines(all).is_circle(lock, &claim(wanted)), expected, "{all} | {lock} {wanted}");
        }
    }

    /// Lines into which nobody was let who would wait for itself can always be worked off.
    #[test]
    fn without_circles_everybody_gets_through() {
        use proptest::prelude::*;
        let asked = proptest::collection::vec((0..4_usize, 0..4_usize, 0..3_usize), 1..24);
        proptest!(|(asked in asked)| {
            let places = ["p", "p/q", "p/q/r"];
            let mut all = Lines::default();
            let mut open: Vec<(String, Claim)> = Vec::new();
            for (case, lock, deep) in asked {
                let (lock, claim) = (format!("l{lock}"), Claim::new(case.to_string(), places[deep]));
                let enclosing = deep == 0 || open.iter().any(|(_, c)| *c == Claim::new(case.to_string(), places[deep - 1]));
                let once = open.iter().all(|(_, c)| *c != claim);
                if enclosing && once && !all.is_circle(&lock, &claim) {
                    all.join(&lock, claim.clone());
                    open.push((lock, claim));
                }
            }
            // A claim can end when it holds and nothing inside of it is open.
            while !open.is_empty() {
                let done = open.iter().position(|(lock, claim)| {
                    all.line(lock).first() == Some(claim) && !open.iter().any(|(_, other)| claim.holds_around(other))
                });
                let Some(done) = done else { return Err(TestCaseError::fail(format!("stuck: {all:?}"))) };
                let (lock, claim) = open.remove(done);
                all.leave(&lock, &claim);
            }
        });
    }
}
