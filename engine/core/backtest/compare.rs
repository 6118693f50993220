//! Two ways held against each other: strand by strand, so that what happens side by side may happen in another order.

use std::collections::BTreeSet;

use super::past::Place;
use super::run::{Run, Stop};
use super::{Draft, Parting, Past, Unknown, Verdict};
use crate::case::SlotStatus;
use crate::value::Moment;

/// How the draft's way compares with what was.
pub(super) fn verdict(past: &Past, run: &Run<'_>, stop: Option<Stop>, draft: Draft<'_>) -> Verdict {
    let name = |state: &str| draft.names.get(state).map_or(state, String::as_str).to_owned();
    let (was, would) = (&past.trail.strands, &run.trail.strands);
    let strands = || {
        let renamed = was.keys().map(|(path, region)| (path.clone(), region.clone(), name(region)));
        let known: BTreeSet<(String, String)> =
            was.keys().map(|(path, region)| (path.clone(), name(region))).collect();
        let new = would.keys().filter(move |strand| !known.contains(*strand));
        renamed.chain(new.map(|(path, region)| (path.clone(), region.clone(), region.clone())))
    };
    let mut parting: Option<Parting> = None;
    let mut times: Option<(String, Moment, Moment)> = None;
    for (path, old, new) in strands() {
        let was = was.get(&(path.clone(), old)).map_or(&[][..], Vec::as_slice);
        let would = would.get(&(path.clone(), new)).map_or(&[][..], Vec::as_slice);
        let exact =
            was.iter().map(|place| name(&place.state)).eq(would.iter().map(|place| place.state.clone()));
        let seen = |places: &'_ [Place]| -> Vec<Place> {
            places.iter().filter(|place| exact || !place.ends).cloned().collect()
        };
        let (was, would) = (seen(was), seen(would));
        for index in 0..was.len().max(would.len()) {
            let (then, now) = (was.get(index), would.get(index));
            let same = Option::zip(then, now).filter(|(then, now)| name(&then.state) == now.state);
            match same {
                Some((then, now)) if then.at != now.at => {
                    if times.as_ref().is_none_or(|(_, at, _)| then.at < *at) {
                        times = Some((then.state.clone(), then.at, now.at));
                    }
                }
                Some(_) => {}
                None => {
                    let at = then.map(|place| place.at).into_iter().chain(now.map(|place| place.at)).min();
                    let at = at.unwrap_or(Moment(0));
                    if parting.as_ref().is_none_or(|known| at < known.at) {
                        parting = Some(Parting {
                            at,
                            path: path.clone(),
                            after: index
                                .checked_sub(1)
                                .and_then(|i| was.get(i))
                                .map(|place| place.state.clone()),
                            was: then.map(|place| place.state.clone()),
                            would: now.map(|place| place.state.clone()),
                            because: None,
                        });
                    }
                    break;
                }
            }
        }
    }
    let because = match stop {
        Some(Stop::Refused(code)) => Some(code),
        _ => None,
    };
    match (parting, times) {
        (Some(parting), _) => match waits_for(run, &parting) {
            Some(unknown) => Verdict::Unknown(unknown),
            None => Verdict::Other(Parting { because, ..parting }),
        },
        (None, Some((state, was, would))) => {
            let ended = Option::zip(end(&past.trail), end(&run.trail));
            Verdict::Times { state, was, would, ended }
        }
        (None, None) => Verdict::Same,
    }
}

/// The draft stands still because somebody would have had to sign whom nobody asked.
fn waits_for(run: &Run<'_>, parting: &Parting) -> Option<Unknown> {
    if parting.would.is_some() {
        return None;
    }
    let tasks = run.snapshot.iter().flat_map(|snapshot| snapshot.tasks.values());
    let begun = { tasks }.find(|task| {
        let done = task.slots.iter().any(|slot| slot.status == SlotStatus::Done);
        done && task.slots.iter().any(|slot| slot.status != SlotStatus::Done)
    })?;
    let open = begun.slots.iter().filter(|slot| slot.status != SlotStatus::Done);
    let who: Vec<String> =
        open.filter_map(|slot| slot.post.clone().or_else(|| slot.person.clone())).collect();
    Some(Unknown { code: "signature".into(), about: who.join(", "), state: begun.state.clone() })
}

/// When the last state was reached.
fn end(trail: &super::past::Trail) -> Option<Moment> {
    trail.strands.values().filter_map(|strand| strand.last()).map(|place| place.at).max()
}
