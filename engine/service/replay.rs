//! Replay: folds a case's entries with its pinned revision and compares with the stored snapshot, byte for byte. What it
//! ran on is taken from the ledger itself: from its first entry, and from each entry that moved it to another revision.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use guicheng_core::case::{self, Command, Inputs, Snapshot};
use guicheng_core::guard::{Read, World};
use guicheng_core::ledger::Entry;
use guicheng_core::value::{Hash, Moment};

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
        let folded = self.fold(&row, None).await?;
        let mut different = |entry: Option<u64>, why: String| {
            let (instance, number) = (row.id.clone(), row.number.clone());
            replayed.different.push(Different { instance, number, entry, why });
        };
        if let Some((entry, why)) = folded.different {
            different(entry, why);
            return Ok(());
        }
        let kept = self.inner.store.read().snapshot(&row.id).await?;
        if kept.as_ref().is_none_or(|kept| kept.content != folded.text) {
            different(None, "the stored snapshot".to_owned());
        }
        if (pins_of(&row), row.pinned_at) != (folded.pins, folded.pinned_at) {
            different(None, "the revisions that it runs on".to_owned());
        }
        replayed.steps += folded.steps;
        Ok(())
    }

    /// Carries a case's entries out again, all or those up to a moment. Stops at the first that comes out otherwise.
    pub(super) async fn fold(
        &self,
        row: &InstanceRow,
        until: Option<Moment>,
    ) -> Result<Folded, ServiceError> {
        let history = self.history_of(&row.id).await?;
        let first = history.iter().find(|line| line.entry.snapshot.is_some());
        let pins = first.map_or_else(|| pins_of(row), |line| line.entry.under.clone());
        let books = self.inner.library_with(&pins, &row.policy).await?;
        let (snapshot, text, steps, different) = (None, String::new(), 0, None);
        let mut folded = Folded { snapshot, text, pins, pinned_at: row.started_at, books, steps, different };
        for line in history {
            let entry = line.entry;
            if entry.snapshot.is_none() || until.is_some_and(|until| entry.at > until) {
                continue;
            }
            let done = match entry.kind == "move" {
                true => self.fold_move(row, &entry, &mut folded).await?,
                false => fold_step(row, &entry, &mut folded)?,
            };
            if let Err(why) = done {
                folded.different = Some((Some(entry.seq), why));
                break;
            }
            folded.steps += 1;
        }
        Ok(folded)
    }

    async fn fold_move(
        &self,
        row: &InstanceRow,
        entry: &Entry,
        folded: &mut Folded,
    ) -> Result<Result<(), String>, ServiceError> {
        let to = pins_in(entry, "to");
        let from = pins_in(entry, "from").filter(|from| *from == folded.pins);
        let (Some(to), Some(_)) = (to, from) else {
            return Ok(Err("the revisions that it moved from or to".to_owned()));
        };
        let next = self.inner.library_with(&to, &row.policy).await?;
        Ok(moved(row, entry, folded.snapshot.take(), &folded.books, &next).map(|(after, written)| {
            (folded.snapshot, folded.text) = (Some(after), written);
            (folded.pins, folded.pinned_at, folded.books) = (to, entry.at, next);
        }))
    }
}

/// How a case stands after its entries.
pub(super) struct Folded {
    /// None: no entry changed it yet.
    pub(super) snapshot: Option<Snapshot>,
    text: String,
    /// The documents it runs on then.
    pub(super) pins: BTreeMap<String, Hash>,
    /// Since when.
    pub(super) pinned_at: Moment,
    /// The same, read.
    pub(super) books: Arc<Books>,
    steps: usize,
    /// The first entry that came out otherwise, and what differs.
    pub(super) different: Option<(Option<u64>, String)>,
}

fn fold_step(
    row: &InstanceRow,
    entry: &Entry,
    folded: &mut Folded,
) -> Result<Result<(), String>, ServiceError> {
    let Some(policy) = folded.books.policy(&row.policy) else {
        return Ok(Err(format!("no policy {}", row.policy)));
    };
    let (command, inputs) = match inputs_of(&row.id, entry, &folded.books) {
        Ok(inputs) => inputs,
        Err(why) => return Ok(Err(why)),
    };
    let outcome = match case::step(policy, folded.snapshot.take(), &command, &inputs) {
        Ok(outcome) => outcome,
        Err(error) => return Ok(Err(format!("{error:?}"))),
    };
    let text = to_text(&outcome.snapshot)?;
    if entry.snapshot != Some(Hash::of(text.as_bytes())) {
        return Ok(Err("the snapshot after this entry".to_owned()));
    }
    if entry.effects != Some(Hash::of(to_text(&outcome.effects)?.as_bytes())) {
        return Ok(Err("the effects of this entry".to_owned()));
    }
    (folded.snapshot, folded.text) = (Some(outcome.snapshot), text);
    Ok(Ok(()))
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
