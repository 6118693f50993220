//! The blind walker: a program that knows nothing of any policy and takes its cases to their end by the API alone.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::schema::{Dice, fits, make};
use crate::support::app::{Answer, App, assert_sound};
use crate::support::rounds;
use crate::support::signing::signing_json;

/// Steps after which a case should have found its end.
const STEPS: usize = 1_500;

struct Walker<'a> {
    app: &'a App,
    dice: Dice,
    /// Person and token.
    people: Vec<(String, String)>,
    seed: u64,
    sent: usize,
    /// What was done, for the one who has to find out why it went nowhere.
    log: Vec<String>,
}

impl<'a> Walker<'a> {
    async fn new(app: &'a App, seed: u64) -> Walker<'a> {
        let first = app.token("admin").await;
        let people = app.get(&first, "/people").await.json();
        let mut tokens = Vec::new();
        for person in people["items"].as_array().unwrap() {
            let id = person["id"].as_str().unwrap();
            tokens.push((id.to_owned(), app.token(id).await));
        }
        Walker { app, dice: Dice::new(seed), people: tokens, seed, sent: 0, log: Vec::new() }
    }

    fn any_token(&self) -> String {
        self.people[0].1.clone()
    }

    async fn get(&self, token: &str, path: &str) -> Value {
        let answer = self.app.get(token, path).await;
        if answer.status != 200 {
            self.stuck::<()>(&format!("{path}: {}", answer.text()));
        }
        answer.json()
    }

    async fn now(&self) -> Timestamp {
        let clock = self.get(&self.any_token(), "/demo/clock").await;
        clock["now"].as_str().unwrap().parse().unwrap()
    }

    /// Sends a command; each tenth a second time, which must change nothing and say the same.
    async fn post(&mut self, token: &str, path: &str, body: &Value) -> Answer {
        self.sent += 1;
        let key = format!("walk-{}-{}", self.seed, self.sent);
        let answer = self.app.post(token, path, Some(&key), body).await;
        assert!(answer.status.as_u16() < 500, "{path} {body}: {}", answer.text());
        if self.sent.is_multiple_of(10) && answer.status.is_success() {
            let again = self.app.post(token, path, Some(&key), body).await;
            assert_eq!((answer.status, &answer.bytes), (again.status, &again.bytes), "{path} {body}");
        }
        answer
    }

    async fn start(&mut self, policy: &str) -> String {
        for _ in 0..50 {
            for (_, token) in self.people.clone() {
                let asked = self.get(&token, &format!("/policies/{policy}")).await;
                if asked["start"]["may"] != json!(true) {
                    continue;
                }
                let now = self.now().await;
                let fields = make(&asked["start"]["schema"], &mut self.dice, now);
                let body = json!({ "policy": policy, "fields": fields });
                let answer = self.post(&token, "/instances", &body).await;
                self.log.push(format!("start {policy} {fields} → {}", answer.status));
                if answer.status == 201 {
                    return answer.json()["id"].as_str().unwrap().to_owned();
                }
                assert_eq!(answer.status, 422, "{body}: {}", answer.text());
            }
        }
        self.stuck("nobody could start it")
    }

    /// Walks a case to its end.
    async fn walk(&mut self, policy: &str) {
        let case = self.start(policy).await;
        for _ in 0..STEPS {
            let view = self.get(&self.reader(), &format!("/instances/{case}")).await;
            if view["status"] == "done" {
                assert_eq!(view["tasks"], json!([]), "work is left after the end");
                return;
            }
            if !self.act_on(&case).await {
                if view["timers"] == json!([]) {
                    self.stuck::<()>(&format!("nobody can act and nothing falls due: {view:#}"));
                }
                self.advance().await;
            }
        }
        self.stuck("it did not end")
    }

    /// Whoever may see every case.
    fn reader(&self) -> String {
        self.people.iter().find(|(person, _)| person == "auditor").unwrap().1.clone()
    }

    /// Somebody acts on one of the case's open tasks. False if nobody could, with none of several tries.
    async fn act_on(&mut self, case: &str) -> bool {
        let mut open = Vec::new();
        for (person, token) in self.people.clone() {
            for page in 0.. {
                let inbox = self.get(&token, &format!("/tasks?box=todo&page={page}")).await;
                let items = inbox["items"].as_array().unwrap();
                let ours = items.iter().filter(|task| task["instance"] == case);
                open.extend(ours.map(|task| (person.clone(), token.clone(), task.clone())));
                if inbox["more"] == json!(false) {
                    break;
                }
            }
        }
        for _ in 0..open.len() * 6 {
            let (person, token, task) = self.dice.pick(&open).clone();
            assert_eq!(task["mine"], json!(true), "an inbox has what is somebody else's: {task}");
            let choices = task["choices"].as_array().unwrap();
            assert!(!choices.is_empty(), "nothing can be chosen: {task}");
            let choice = self.dice.pick(choices).clone();
            let now = self.now().await;
            let mut body = json!({
                "choice": choice["choice"],
                "fields": make(&choice["schema"], &mut self.dice, now),
                "signing": signing_json(),
            });
            if choice["opinion"] == "required" {
                body["opinion"] = json!("同意，按规程办理");
            }
            let path = format!("/tasks/{}/act", task["id"].as_str().unwrap());
            let answer = self.post(&token, &path, &body).await;
            let why = &answer.json()["error"]["message"];
            self.log.push(format!("{person} {} {body} → {} {why}", task["state"], answer.status));
            match answer.status.as_u16() {
                200 => return true,
                // The policy's conditions are not in the schema; wrong fields would be the schema's fault.
                422 => {
                    let error = &answer.json()["error"];
                    assert_ne!(
                        error["code"], "fields",
                        "{body} fits {} and is refused: {error}",
                        choice["schema"]
                    );
                }
                _ => panic!("{path} {body}: {}", answer.text()),
            }
        }
        false
    }

    async fn advance(&mut self) {
        let token = self.any_token();
        let clock = self.get(&token, "/demo/clock").await;
        if clock["next_due"].is_null() {
            self.stuck::<()>("nothing is open and nothing falls due");
        }
        let answer = self.app.post(&token, "/demo/clock", None, &json!({ "advance": "next" })).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let moved = answer.json();
        self.log.push(format!("clock {} {}", moved["now"], moved["fired"]));
        assert!(!moved["fired"].as_array().unwrap().is_empty(), "nothing fired: {moved}");
    }

    fn stuck<T>(&self, why: &str) -> T {
        panic!(
            "{why} after:\n{}",
            self.log.iter().rev().take(60).rev().cloned().collect::<Vec<_>>().join("\n")
        )
    }
}

async fn walk(policy: &str, seeds: std::ops::Range<u64>) {
    let app = App::demo().await;
    for seed in seeds {
        Walker::new(&app, seed).await.walk(policy).await;
    }
    assert_sound(&app.service).await;
}

#[tokio::test]
async fn a_complaint_reaches_its_end() {
    walk("complaint", 1..1 + rounds(6, 60) as u64).await;
}

#[tokio::test]
async fn a_recall_reaches_its_end() {
    walk("recall", 1..1 + rounds(3, 30) as u64).await;
}

/// The walker's own judgement, so that it cannot be content with everything.
#[test]
fn the_walker_can_judge() {
    let schema = json!({
        "type": "object",
        "properties": {
            "kind": { "type": "string", "oneOf": [{ "const": "a" }, { "const": "b" }] },
            "day": { "type": "string", "format": "date", "pattern": "^2026-1[12]-[0-3][0-9]$" },
            "sum": { "anyOf": [
                { "type": "number", "minimum": 0, "maximum": 9, "multipleOf": 0.01 },
                { "type": "string", "pattern": "^[0-9]\\.[0-9]{2}$" },
            ] },
        },
        "required": ["kind"],
        "additionalProperties": false,
        "allOf": [{
            "if": { "properties": { "kind": { "enum": ["a"] } }, "required": ["kind"] },
            "then": { "required": ["day"] },
            "else": { "properties": { "day": false } },
        }],
    });
    for (value, expected) in [
        (json!({ "kind": "a", "day": "2026-11-23" }), true),
        (json!({ "kind": "b" }), true),
        (json!({ "kind": "b", "sum": "1.50" }), true),
        (json!({ "kind": "b", "sum": 1.25 }), true),
        (json!({ "kind": "a" }), false),
        (json!({ "kind": "b", "day": "2026-11-23" }), false),
        (json!({ "kind": "a", "day": "2026-10-23" }), false),
        (json!({ "kind": "c" }), false),
        (json!({ "kind": "b", "sum": "1.5" }), false),
        (json!({ "kind": "b", "sum": 10 }), false),
        (json!({ "kind": "b", "sum": 1.255 }), false),
        (json!({ "kind": "b", "more": 1 }), false),
        (json!([]), false),
    ] {
        assert_eq!(fits(&schema, &value), expected, "{value}");
    }
    let now = crate::support::app::START.parse().unwrap();
    for seed in 0..50 {
        make(&schema, &mut Dice::new(seed), now);
    }
}
