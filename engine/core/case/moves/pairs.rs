//! Pairs of made-up procedures: one as it was, one as somebody changed it, and cases of the first at every point. Whatever
//! moves keeps what it holds and can be brought to its end; it can move a second time, too.

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::tests::{choose, judged};
use super::{CaseMoves, Side};
use crate::case::tests::play::{Play, calendar, read};
use crate::case::{Command, SlotStatus, Snapshot, Status};
use crate::policy::Policy;

/// What is done at a station.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Work {
    /// One person acts.
    One,
    /// Two sign, at once or in turn.
    Two { in_turn: bool },
    /// Time passes.
    Wait,
    /// A list is gone through.
    Items,
    /// Two things at once.
    Regions,
    /// Can be interrupted and taken up where it was.
    Pausable,
    /// Only one case at a time.
    Locked,
}

const WORKS: [Work; 8] = [
    Work::One,
    Work::Two { in_turn: false },
    Work::Two { in_turn: true },
    Work::Wait,
    Work::Items,
    Work::Regions,
    Work::Pausable,
    Work::Locked,
];

/// One station of a procedure; they follow each other.
#[derive(Clone, Debug)]
struct Station {
    name: String,
    work: Work,
    due: Option<u8>,
    remind: Option<u8>,
    /// After the deadline: days and how often.
    rounds: Vec<(u8, u8)>,
    timers: Vec<u8>,
    /// Stands in a state of its own.
    wrapped: bool,
    /// The second signer.
    second: &'static str,
    agree: &'static str,
}

impl Station {
    fn of(name: String, dice: u8) -> Station {
        let n = usize::from(dice);
        Station {
            name,
            work: WORKS[n % WORKS.len()],
            due: (n / 8 % 2 == 0).then_some(4),
            remind: (n / 16 % 2 == 0).then_some(1),
            rounds: [vec![], vec![(1, 1)], vec![(1, 3), (2, 1)], vec![(2, 9)]][n / 32 % 4].clone(),
            timers: if n / 8 % 3 == 0 { vec![20, 30] } else { vec![] },
            wrapped: n % 5 == 0,
            second: "lab",
            agree: "ok",
        }
    }

    fn task(&self, signers: Json) -> Json {
        let mut task = signers;
        if let Some(due) = self.due {
            task["due"] = json!(format!("{due}d"));
            task["remind"] = self.remind.map_or(json!([]), |days| json!({ "before": format!("{days}d") }));
            let rounds = self.rounds.iter().map(|(days, times)| match times {
                1 => json!({ "after": format!("{days}d"), "escalate": "boss" }),
                _ => {
                    json!({ "after": format!("{days}d"), "every": "2d", "times": times, "escalate": "boss" })
                }
            });
            task["overdue"] = Json::Array(rounds.collect());
        }
        task
    }

    fn state(&self, next: &str) -> Json {
        let (name, ok) = (&self.name, self.agree);
        let one = || self.task(json!({ "post": "desk" }));
        let mut on = json!({});
        on[ok] = json!(next);
        let mut state = match self.work {
            Work::One => json!({ "task": one(), "on": on }),
            Work::Two { in_turn } => {
                let decide = if in_turn { "sequence" } else { "all" };
                on["refuse"] = json!(next);
                let posts = json!({ "posts": ["desk", self.second], "decide": decide, "sign": "review" });
                json!({ "task": self.task(posts), "on": on })
            }
            Work::Wait => json!({ "on": { "skip": next } }),
            Work::Items => {
                let (look, fine) = (format!("{name}_look"), format!("{name}_fine"));
                let mut inner = json!({});
                inner[ok] = json!(fine);
                let states =
                    json!({ look.clone(): { "task": one(), "on": inner }, fine: { "type": "final" } });
                json!({
                    "for_each": { "in": "[#{ n: \"a\" }, #{ n: \"b\" }]", "key": "item.n", "title": "item.n",
                        "initial": look, "states": states },
                    "on_done": next,
                })
            }
            Work::Regions => {
                let region = |side: &str| {
                    let (does, did) = (format!("{name}_{side}_does"), format!("{name}_{side}_did"));
                    let mut inner = json!({});
                    inner[ok] = json!(did);
                    json!({ "initial": does.clone(),
                        "states": { does: { "task": one(), "on": inner }, did: { "type": "final" } } })
                };
                let states = json!({ format!("{name}_left"): region("left"), format!("{name}_right"): region("right") });
                json!({ "type": "parallel", "states": states, "on_done": next })
            }
            Work::Pausable => {
                let (does, paused, back) =
                    (format!("{name}_does"), format!("{name}_rests"), format!("{name}_back"));
                let (around, inner) = (format!("{name}_around"), json!({ "task": one(), "on": on }));
                let resting = json!({ "on": { "resume": back.clone() } });
                let around_of = json!({ "initial": does.clone(), "on": { "pause": paused.clone() },
                    "states": { does: inner, back: { "type": "history", "target": format!("{name}_does") } } });
                json!({ "initial": around.clone(), "states": { around: around_of, paused: resting } })
            }
            Work::Locked => json!({ "lock": "press", "task": one(), "on": on }),
        };
        let mut timers: Vec<String> = self.timers.iter().map(|days| format!("{days}d")).collect();
        if self.work == Work::Wait && timers.is_empty() {
            timers = vec!["9d".to_owned()];
        }
        if !timers.is_empty() {
            let list = timers.iter().map(|time| json!({ "in": time, "target": next }));
            state["after"] = Json::Array(list.collect());
        }
        match self.wrapped {
            true => json!({ "initial": name, "states": { name.clone(): state } }),
            false => state,
        }
    }

    fn outer(&self) -> String {
        if self.wrapped { format!("{}_box", self.name) } else { self.name.clone() }
    }

    /// Names of all of its states, as far as they may be active.
    fn names(&self) -> Vec<String> {
        let inner = [
            "",
            "_box",
            "_look",
            "_fine",
            "_left",
            "_right",
            "_left_does",
            "_left_did",
            "_right_does",
            "_right_did",
            "_does",
            "_rests",
            "_around",
            "_back",
        ];
        inner.iter().map(|end| format!("{}{end}", self.name)).collect()
    }
}

fn text_of(stations: &[Station]) -> String {
    let mut states = json!({});
    for (index, station) in stations.iter().enumerate() {
        let next = stations.get(index + 1).map_or("over".to_owned(), Station::outer);
        states[station.outer()] = station.state(&next);
    }
    states["over"] = json!({ "type": "final" });
    let first = stations.first().map_or("over".to_owned(), Station::outer);
    format!("initial: {first}\nstates: {states}\n")
}

/// Without mistakes; warnings may be.
fn policy(body: &str) -> Policy {
    let (policy, findings) = read(body);
    assert!(findings.iter().all(|found| found.starts_with('~')), "{}\n{body}", findings.join("\n"));
    policy.unwrap()
}

/// What somebody does to a procedure; with it what they say of its states.
fn edit(stations: &mut Vec<Station>, mapping: &mut Vec<(String, String)>, (what, dice): (u8, u8)) {
    let count = stations.len();
    let place = usize::from(dice) % count;
    let station = &mut stations[place];
    match what % 14 {
        0 => {
            let before = station.names();
            station.name += "x";
            mapping.extend(before.into_iter().zip(station.names()));
        }
        1 => station.due = station.due.map(|days| days + 3),
        2 => station.due = if station.due.is_some() { None } else { Some(2) },
        3 => station.remind = station.remind.map_or(Some(2), |_| None),
        4 => station.rounds.reverse(),
        5 => station.rounds = vec![(1, 2), (2, 9)],
        6 => station.timers.reverse(),
        7 => station.timers.iter_mut().for_each(|days| *days -= 5),
        8 => station.timers.push(50),
        9 => station.wrapped = !station.wrapped,
        10 => station.second = "boss",
        11 => station.agree = "fine",
        12 if count > 1 => drop(stations.remove(place)),
        12 => {}
        _ => stations.insert(place, Station::of(format!("n{dice}"), dice)),
    }
}

/// One thing that can be done with the case now.
fn one_thing(play: &mut Play, (what, dice): (u8, u8)) {
    let here = play.here().clone();
    let nth = usize::from(dice);
    let timer = here.timers.iter().min_by_key(|(number, timer)| (timer.due.at, **number));
    let tasks: Vec<u64> = here.tasks.keys().copied().collect();
    let command = match (what % 6, timer) {
        (0, Some((number, timer))) => {
            play.now = play.now.max(timer.due.at);
            Command::Fire { timer: *number }
        }
        (1, _) => {
            Command::Signal { event: ["pause", "resume", "skip"][nth % 3].into(), data: Default::default() }
        }
        _ if !tasks.is_empty() => {
            let number = tasks[nth % tasks.len()];
            let task = &here.tasks[&number];
            let (chart, state) = play.policy.find_state(&task.state).unwrap();
            let choices = &play.policy.charts[chart].work[state].task.as_ref().unwrap().choices;
            let slot = task.slots.iter().position(|slot| slot.status == SlotStatus::Open).unwrap();
            let choice = choices[usize::from(what / 6) % choices.len()].clone();
            Command::Act { task: number, slot, choice, fields: Default::default(), opinion: None }
        }
        _ => Command::Signal { event: "resume".into(), data: Default::default() },
    };
    play.step(command).unwrap();
}

/// Brings a case to its end: everybody agrees, what rests is taken up, and else time passes.
fn to_its_end(play: &mut Play) {
    for _ in 0..400 {
        let here = play.here();
        if here.status != Status::Active {
            return;
        }
        let rests = here.machines.values().any(|m| m.states.iter().any(|state| state.ends_with("_rests")));
        match (rests, here.tasks.is_empty()) {
            (true, _) => one_thing(play, (1, 1)),
            (_, false) => one_thing(play, (2, 0)),
            _ => one_thing(play, (0, 0)),
        }
    }
    panic!("it cannot be brought to its end: {:?}", play.here().machines);
}

const CLOCKS: [&str; 4] = [
    "{}",
    r#"{"timers":"keep","deadlines":"keep"}"#,
    r#"{"timers":"remaining","deadlines":"remaining"}"#,
    r#"{"timers":"restart","deadlines":"restart"}"#,
];

/// A case under one form, moved to the next; true if it moved.
fn moved_on(play: &mut Play, new: Policy, moves: &CaseMoves) -> bool {
    let before: Snapshot = play.here().clone();
    let side = |policy| Side { policy, form: None, calendar: &play.calendar };
    let Some(moved) = judged(side(&play.policy), side(&new), &before, moves, play.now) else { return false };
    (play.policy, play.snapshot) = (new, Some(moved.snapshot));
    true
}

fn try_pair(
    made: &[u8],
    commands: &[(u8, u8)],
    edits: &[(u8, u8)],
    clocks: usize,
    again: &[(u8, u8)],
) -> [bool; 2] {
    let mut stations: Vec<Station> =
        made.iter().enumerate().map(|(n, dice)| Station::of(format!("s{n}"), *dice)).collect();
    let mut play = Play::with(policy(&text_of(&stations)), calendar());
    play.start(&[]).unwrap();
    for command in commands {
        if play.here().status == Status::Active {
            one_thing(&mut play, *command);
        }
    }
    if play.here().status != Status::Active {
        return [false; 2];
    }
    let mut moves = choose(CLOCKS[clocks]);
    let change = |stations: &mut Vec<Station>, edits: &[(u8, u8)], moves: &mut CaseMoves| {
        let mut mapping = Vec::new();
        edits.iter().for_each(|&one| edit(stations, &mut mapping, one));
        let old: Vec<String> = moves.states.keys().cloned().collect();
        old.iter().for_each(|state| drop(moves.states.remove(state)));
        moves.states.extend(mapping);
        policy(&text_of(stations))
    };
    let new = change(&mut stations, edits, &mut moves);
    let first = moved_on(&mut play, new, &moves);
    let mut second = false;
    if first && play.here().status == Status::Active {
        let new = change(&mut stations, again, &mut moves);
        second = moved_on(&mut play, new, &moves);
    }
    to_its_end(&mut play);
    [first, second]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: crate::tests::cases(200), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_moves_keeps_all_and_comes_to_its_end(
        made in proptest::collection::vec(any::<u8>(), 1..4),
        commands in proptest::collection::vec(any::<(u8, u8)>(), 0..12),
        edits in proptest::collection::vec(any::<(u8, u8)>(), 1..4),
        clocks in 0..CLOCKS.len(),
        again in proptest::collection::vec(any::<(u8, u8)>(), 1..3),
    ) {
        try_pair(&made, &commands, &edits, clocks, &again);
    }
}

/// The property above sees cases of each kind of work that move, also twice, and cases that stay.
#[test]
fn all_sorts_move() {
    let (mut once, mut twice, mut stayed) = ([0; WORKS.len()], 0, 0);
    for made in 0..64_u8 {
        for what in 0..14_u8 {
            let [first, second] =
                try_pair(&[made, 1], &[(2, 0)], &[(what, 0)], usize::from(what) % 4, &[(7, 1)]);
            once[usize::from(made) % WORKS.len()] += usize::from(first);
            twice += usize::from(second);
            stayed += usize::from(!first);
        }
    }
    assert!(once.iter().all(|&count| count > 0) && twice > 50 && stayed > 50, "{once:?} {twice} {stayed}");
}
