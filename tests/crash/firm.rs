//! The sample company behind a real server, for tests that kill it while documents change: who does what over the API,
//! and what can be seen from outside.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Duration;

use guicheng::edge::monotonic;
use serde_json::{Value, json};

use super::{Sent, Server, agent, console, get, send, start_complaint};
use crate::support::signing::signing_json;

pub(super) const POLICY: &str = "policies/complaint";
/// The policy's title, as it is and as it becomes; each change turns one into the other.
const TITLES: [&str; 2] = ["顾客投诉处理", "顾客投诉办理"];

/// When the server dies, counted from the request on.
#[derive(Clone, Copy, Debug)]
pub(super) enum Dies {
    /// Never.
    Never,
    /// After so long.
    After(Duration),
    /// So soon after the database's log is written to, the first time at or after the first length.
    Writing(Duration, Duration),
}

pub(super) struct Firm {
    pub(super) data: PathBuf,
    pub(super) agent: ureq::Agent,
    pub(super) server: Option<Server>,
    tokens: BTreeMap<String, String>,
    /// Running complaints.
    pub(super) cases: Vec<String>,
    sent: usize,
}

/// What is to be seen of a change, of the document in it and of the running cases.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Seen {
    pub(super) status: String,
    /// Valid signatures that approve.
    pub(super) approvals: usize,
    /// Of the document: hash, status, change, from, to; oldest first.
    pub(super) revisions: Vec<[String; 5]>,
    /// By id: hash of the policy that it runs on, open tasks.
    pub(super) cases: BTreeMap<String, (String, BTreeSet<String>)>,
    /// The change's own entries in the ledger by kind, and those of cases that it moved.
    pub(super) releases: usize,
    pub(super) moves: Vec<String>,
    /// The policy's title now.
    pub(super) title: String,
}

impl Firm {
    /// Opens the company, with a few running complaints at two stages.
    pub(super) fn open(data: PathBuf) -> Firm {
        let server = Some(Server::start(&data));
        let mut firm =
            Firm { data, agent: agent(), server, tokens: BTreeMap::new(), cases: Vec::new(), sent: 0 };
        for number in 0..4 {
            let done = firm.command("desk", &start_complaint(0, 0, number));
            if number % 2 == 0 {
                let task = done["tasks_opened"][0].as_str().unwrap();
                firm.command("desk", &super::forward(task, &format!("forward-{number}")));
            }
            firm.cases.push(done["id"].as_str().unwrap().to_owned());
        }
        firm
    }

    pub(super) fn base(&self) -> &str {
        &self.server.as_ref().unwrap().base
    }

    pub(super) fn token(&mut self, person: &str) -> String {
        if let Some(token) = self.tokens.get(person) {
            return token.clone();
        }
        let token = console(&self.data, &["token", "create", "--person", person]).trim().to_owned();
        self.tokens.insert(person.to_owned(), token.clone());
        token
    }

    /// Kills the server if it still runs, and starts it on what it left.
    pub(super) fn restart(&mut self) {
        self.server.take().into_iter().for_each(Server::kill);
        self.server = Some(Server::start(&self.data));
    }

    pub(super) fn get(&mut self, person: &str, path: &str) -> Value {
        let token = self.token(person);
        get(&self.agent, self.base(), &token, path)
    }

    /// Sends a command that must be carried out.
    pub(super) fn command(&mut self, person: &str, sent: &Sent) -> Value {
        let token = self.token(person);
        let (status, answer) = send(&self.agent, self.base(), &token, sent).expect("an answer");
        assert!(matches!(status, 200 | 201), "{person} {sent:?}: {status} {answer}");
        answer
    }

    fn post(&mut self, person: &str, path: &str, body: Value) -> Value {
        let sent = self.sent(path, body);
        self.command(person, &sent)
    }

    pub(super) fn sent(&mut self, path: &str, body: Value) -> Sent {
        self.sent += 1;
        Sent { path: path.to_owned(), body, key: format!("firm-{}", self.sent), answer: None }
    }

    /// A change that renames the policy and moves all of its running cases; drafted, and checked.
    pub(super) fn draft(&mut self, emergency: bool, wanted_at: Option<&str>) -> String {
        let now = self.title();
        let other = TITLES.iter().find(|title| **title != now).unwrap();
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/policies/complaint.yaml");
        let text = std::fs::read_to_string(file).unwrap().replacen(TITLES[0], other, 1);
        assert!(text.contains(other), "{other}");
        let mut fields =
            json!({ "title": "改名", "reason": "测试", "emergency": emergency, "edition": false });
        if emergency {
            fields["emergency_reason"] = json!("测试");
        }
        if let Some(at) = wanted_at {
            fields["wanted_at"] = json!(at);
        }
        let begun = self.post("asm", "/instances", json!({ "policy": "document_change", "fields": fields }));
        let id = begun["id"].as_str().unwrap().to_owned();
        let version = self.get("asm", &format!("/changes/{id}"))["change"]["version"].clone();
        let item = json!({ "document": POLICY, "version": version, "how": "put", "text": text });
        let version = self.post("asm", &format!("/changes/{id}/items"), item)["version"].clone();
        let moves = json!({ "version": version, "moves": { "complaint": { "cases": "all" } } });
        self.post("asm", &format!("/changes/{id}/moves"), moves);
        self.post("asm", &format!("/changes/{id}/evidence"), json!({}));
        id
    }

    /// The signature of whoever holds the change's open task, ready to be sent: who, and what.
    pub(super) fn next(&mut self, change: &str) -> (String, Sent) {
        let case = self.get("gm", &format!("/instances/{change}"));
        let task = case["tasks"].as_array().unwrap().iter().find(|task| task["status"] == "open").unwrap();
        let person = task["holder"]["people"][0]["id"].as_str().unwrap().to_owned();
        let id = task["id"].as_str().unwrap();
        let choice = match task["state"].as_str().unwrap() {
            "drafting" => "submit",
            "reviewing" => "pass",
            "countersigning" => "agree",
            "approval" => "approve",
            other => panic!("nobody signs in {other}"),
        };
        let seen = self.get(&person, &format!("/tasks/{id}"))["seen"].clone();
        let mut signing = signing_json();
        signing["seen"] = seen;
        let body = json!({ "choice": choice, "opinion": "同意", "signing": signing });
        let sent = self.sent(&format!("/tasks/{id}/act"), body);
        (person, sent)
    }

    /// Signs until the general manager's turn; returns their signature, not yet sent.
    pub(super) fn sign_up_to_approval(&mut self, change: &str) -> (String, Sent) {
        loop {
            let (person, sent) = self.next(change);
            if sent.body["choice"] == "approve" {
                return (person, sent);
            }
            self.command(&person, &sent);
        }
    }

    /// Sends a command to a server that dies meanwhile; the answer if one came, and how long it
    /// lived. The server runs again afterwards.
    pub(super) fn send_and_die(
        &mut self,
        person: &str,
        sent: &Sent,
        dies: Dies,
    ) -> (Option<Value>, Duration) {
        let token = self.token(person);
        let (base, sent) = (self.base().to_owned(), sent.clone());
        let log = self.data.join("guicheng.db-wal");
        let written = || log.metadata().and_then(|meta| Ok((meta.len(), meta.modified()?))).ok();
        let sender = std::thread::spawn(move || send(&agent(), &base, &token, &sent));
        let begun = monotonic();
        match dies {
            Dies::Never => {
                while !sender.is_finished() {
                    std::thread::sleep(Duration::from_millis(1));
                }
            }
            Dies::After(wait) => std::thread::sleep(wait),
            Dies::Writing(from, more) => {
                std::thread::sleep(from);
                let before = written();
                while written() == before
                    && !sender.is_finished()
                    && monotonic() - begun < Duration::from_secs(30)
                {
                    std::hint::spin_loop();
                }
                std::thread::sleep(more);
            }
        }
        self.server.take().unwrap().kill();
        let lived = monotonic() - begun;
        self.restart();
        let answer = sender.join().unwrap().map(|(status, answer)| {
            assert_eq!(status, 200, "{answer}");
            answer
        });
        (answer, lived)
    }

    /// So many hours from the demo's clock on.
    pub(super) fn now_and(&mut self, hours: i64) -> String {
        let now = self.get("gm", "/demo/clock")["now"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
        (now + jiff::SignedDuration::from_hours(hours)).to_string()
    }

    /// Moves the demo's clock on, unless it stands there already.
    pub(super) fn move_clock(&mut self, to: &str) {
        let now = self.now_and(0).parse::<jiff::Timestamp>().unwrap();
        if now < to.parse().unwrap() {
            self.post("gm", "/demo/clock", json!({ "to": to }));
        }
    }

    /// The clock goes back while the server is down; then the server runs again, and its worker has looked.
    pub(super) fn set_clock_back(&mut self, hours: i64) {
        self.server.take().unwrap().kill();
        let place = format!("sqlite://{}", self.data.join("guicheng.db").display());
        let back = format!("UPDATE clock SET ahead = ahead - {}", hours * 3_600_000_000);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            use sqlx::{AssertSqlSafe, Connection as _, SqliteConnection, raw_sql};
            let mut connection = SqliteConnection::connect(&place).await.unwrap();
            let done = raw_sql(AssertSqlSafe(back)).execute(&mut connection).await.unwrap();
            assert_eq!(done.rows_affected(), 1, "the demo's clock was moved before");
            connection.close().await.unwrap();
        });
        self.restart();
    }

    fn title(&mut self) -> String {
        let policies = self.get("gm", "/policies");
        let found = policies["items"].as_array().unwrap().iter().find(|policy| policy["id"] == "complaint");
        found.unwrap()["title"]["zh"].as_str().unwrap().to_owned()
    }

    /// Looks at everything that a release touches.
    pub(super) fn look(&mut self, change: &str) -> Seen {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let status = text(&self.get("gm", &format!("/changes/{change}"))["change"]["status"]);
        let signatures = self.get("gm", &format!("/instances/{change}/signatures"));
        let approves = |row: &&Value| row["meaning"] == "approve" && row["voided_at"].is_null();
        let approvals = signatures["items"].as_array().unwrap().iter().filter(approves).count();
        let trace = self.get("auditor", &format!("/trace/documents/{POLICY}"));
        let revisions = trace["revisions"].as_array().unwrap().iter().map(|row| {
            let from = row["effective_from"].to_string();
            let to = row["effective_to"].to_string();
            [text(&row["hash"]), text(&row["status"]), text(&row["change"]), from, to]
        });
        let mut revisions: Vec<[String; 5]> = revisions.collect();
        revisions.sort_by(|one, other| one[3].cmp(&other[3]));
        let mut cases = BTreeMap::new();
        for id in self.cases.clone() {
            let case = self.get("gm", &format!("/instances/{id}"));
            let tasks = case["tasks"].as_array().unwrap().iter();
            let open = tasks.filter(|task| task["status"] == "open").map(|task| text(&task["id"])).collect();
            cases.insert(id, (text(&case["revision"]["hash"]), open));
        }
        let (mut releases, mut moves) = (0, Vec::new());
        for leaf in self.ledger() {
            match leaf["kind"].as_str() {
                Some("release") if leaf["instance"] == change => releases += 1,
                Some("move") if leaf["body"]["change"] == change => moves.push(text(&leaf["instance"])),
                _ => {}
            }
        }
        moves.sort();
        Seen { status, approvals, revisions, cases, releases, moves, title: self.title() }
    }

    fn ledger(&mut self) -> Vec<Value> {
        let (mut all, mut from) = (Vec::new(), json!(0));
        while !from.is_null() {
            let part = self.get("auditor", &format!("/ledger/entries?from={from}"));
            let leaves = part["items"].as_array().unwrap().iter();
            all.extend(leaves.map(|leaf| serde_json::from_str(leaf["leaf"].as_str().unwrap()).unwrap()));
            from = part["next"].clone();
        }
        all
    }

    /// Stops the server and has the ledger verified and every case replayed.
    pub(super) fn prove(mut self) {
        self.server.take().unwrap().kill();
        let verified = console(&self.data, &["audit", "verify"]);
        assert!(verified.contains("good"), "{verified}");
        let replayed = console(&self.data, &["replay"]);
        assert!(replayed.contains(" 0 different"), "{replayed}");
    }
}
