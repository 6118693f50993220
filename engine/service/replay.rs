//! Replay: folds a case's entries with its pinned revision and compares with the stored snapshot, byte for byte. What it
//! ran on is taken from the ledger itself: from its first entry, and from each entry that moved it to another revision.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use guicheng_core::case::{self, Command, Inputs, Snapshot};
use guicheng_core::guard::{Read, World};
use guicheng_core::ledger::Entry;
use guicheng_core::value::Hash;

use super::carry::to_text;
use super::changes::side;
use super::documents::Books;
use super::{Service, ServiceError};
use crate::store::tables::case::InstanceRow;

/// What a replay found.
#[derive(Debug, Default)]
pub struct Replayed {
    /// Cases looked at.
    pub cases: usize,
    /// Entries carried out again.
    pub steps: usize,
    /// Cases that came out otherwise.
    pub different: Vec<Different>,
}

/// A case that came out otherwise.
#[derive(Debug)]
pub struct Different {
    /// The case.
    pub instance: String,
    /// Its number.
    pub number: Option<String>,
    /// The first entry whose snapshot differs; none if only the stored snapshot does.
    pub entry: Option<u64>,
    /// What differs.
    pub why: String,
}

impl Service {
    /// Replays one case.
    pub(super) async fn replay_one(&self, row: InstanceRow) -> Result<Replayed, ServiceError> {
        let mut replayed = Replayed::default();
        self.replay_case(row, &mut replayed).await?;
        Ok(replayed)
    }

    /// Replays every case, or one.
    pub async fn replay(&self, only: Option<&str>) -> Result<Replayed, ServiceError> {
        let mut replayed = Replayed::default();
        let mut after = String::new();
        loop {
            let rows = self.inner.store.read().walk_cases(&after, crate::limits::PAGE).await?;
            let Some(last) = rows.last() else { return Ok(replayed) };
            after = last.id.clone();
            for row in rows {
                let wanted = only.is_none_or(|only| row.id == only || row.number.as_deref() == Some(only));
                if wanted {
                    self.replay_case(row, &mut replayed).await?;
                }
            }
        }
    }

    async fn replay_case(&self, row: InstanceRow, replayed: &mut Replayed) -> Result<(), ServiceError> {
        replayed.cases += 1;
        let history = self.history_of(&row.id).await?;
        let first = history.iter().find(|line| line.entry.snapshot.is_some());
        let mut pins = first.map_or_else(|| pins_of(&row), |line| line.entry.under.clone());
        let mut books = self.inner.library_with(&pins, &row.policy).await?;
        let mut different = |entry: Option<u64>, why: String| {
            let (instance, number) = (row.id.clone(), row.number.clone());
            replayed.different.push(Different { instance, number, entry, why });
        };
        let mut snapshot: Option<Snapshot> = None;
        let mut text = String::new();
        let mut steps = 0;
        for line in history {
            let entry = line.entry;
            if entry.snapshot.is_none() {
                continue;
            }
            let Some(policy) = books.policy(&row.policy) else {
                different(Some(entry.seq), format!("no policy {}", row.policy));
                return Ok(());
            };
            if entry.kind == "move" {
                let to = pins_in(&entry, "to");
                let from = pins_in(&entry, "from").filter(|from| *from == pins);
                let (Some(to), Some(_)) = (to, from) else {
                    different(Some(entry.seq), "the revisions that it moved from or to".to_owned());
                    return Ok(());
                };
                let next = self.inner.library_with(&to, &row.policy).await?;
                match moved(&row, &entry, snapshot.take(), &books, &next) {
                    Ok((after, written)) => (snapshot, text) = (Some(after), written),
                    Err(why) => {
                        different(Some(entry.seq), why);
                        return Ok(());
                    }
                }
                (pins, books) = (to, next);
                steps += 1;
                continue;
            }
            let (command, inputs) = match inputs_of(&row.id, &entry, &books) {
                Ok(inputs) => inputs,
                Err(why) => {
                    different(Some(entry.seq), why);
                    return Ok(());
                }
            };
            let outcome = match case::step(policy, snapshot.take(), &command, &inputs) {
                Ok(outcome) => outcome,
                Err(error) => {
                    different(Some(entry.seq), format!("{error:?}"));
                    return Ok(());
                }
            };
            steps += 1;
            text = to_text(&outcome.snapshot)?;
            if entry.snapshot != Some(Hash::of(text.as_bytes())) {
                different(Some(entry.seq), "the snapshot after this entry".to_owned());
                return Ok(());
            }
            if entry.effects != Some(Hash::of(to_text(&outcome.effects)?.as_bytes())) {
                different(Some(entry.seq), "the effects of this entry".to_owned());
                return Ok(());
            }
            snapshot = Some(outcome.snapshot);
        }
        let kept = self.inner.store.read().snapshot(&row.id).await?;
        if kept.as_ref().is_none_or(|kept| kept.content != text) {
            different(None, "the stored snapshot".to_owned());
        }
        if pins_of(&row) != pins {
            different(None, "the revisions that it runs on".to_owned());
        }
        replayed.steps += steps;
        Ok(())
    }
}

fn pins_in(entry: &Entry, name: &str) -> Option<BTreeMap<String, Hash>> {
    serde_json::from_value(entry.body.get(name)?.clone()).ok()
}

/// A move carried out again: the snapshot and its text, if they are what the entry says.
pub(super) fn moved(
    row: &InstanceRow,
    entry: &Entry,
    snapshot: Option<Snapshot>,
    old: &Books,
    new: &Books,
) -> Result<(Snapshot, String), String> {
    let snapshot = snapshot.ok_or("a move before the start")?;
    let moves = serde_json::from_value(entry.body["moves"].clone()).map_err(|e| e.to_string())?;
    let sides = Option::zip(side(old, &row.policy), side(new, &row.policy));
    let (old, new) = sides.ok_or_else(|| format!("no policy {}", row.policy))?;
    let moved = case::move_case(old, new, &snapshot, &moves, &row.id, entry.at)
        .map_err(|why| format!("it does not fit: {why:?}"))?;
    let text = to_text(&moved.snapshot).map_err(|e| e.to_string())?;
    let effects = to_text(&moved.effects).map_err(|e| e.to_string())?;
    if entry.snapshot != Some(Hash::of(text.as_bytes())) {
        return Err("the snapshot after this move".to_owned());
    }
    if entry.effects != Some(Hash::of(effects.as_bytes())) {
        return Err("the effects of this move".to_owned());
    }
    Ok((moved.snapshot, text))
}

/// Command and inputs as the entry recorded them.
pub(super) fn inputs_of(instance: &str, entry: &Entry, books: &Books) -> Result<(Command, Inputs), String> {
    let part = |name: &str| entry.body.get(name).cloned().ok_or_else(|| format!("the entry has no {name}"));
    let command: Command = serde_json::from_value(part("command")?).map_err(|e| e.to_string())?;
    let reads: Vec<Read> = serde_json::from_value(part("reads")?).map_err(|e| e.to_string())?;
    let inputs = Inputs {
        now: entry.at,
        instance: instance.into(),
        actor: case::Actor { person: entry.actor.person.clone(), post: entry.actor.post.clone() },
        calendar: Arc::clone(books.calendar()),
        world: Rc::new(World::recorded(reads)),
        trace: false,
    };
    Ok((command, inputs))
}

/// Pins as pages show them: document id → label and hash.
pub fn pins_of(row: &InstanceRow) -> BTreeMap<String, Hash> {
    serde_json::from_str(&row.pins).unwrap_or_default()
}
