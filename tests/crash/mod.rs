//! A real server is killed (`kill -9`) under load, many times, and started again on what it left.
//!
//! What must hold after each start: every acknowledged command is there with the answer that was given, a command whose
//! answer got lost happens exactly once when it is sent again with its key, what fell due meanwhile is carried out, the
//! ledger verifies and every case replays.

mod firm;
mod release;

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::rounds;
use crate::support::signing::signing_json;

const PROGRAM: &str = env!("CARGO_BIN_EXE_guicheng");

/// A command with its key and, once it came, its answer.
#[derive(Clone, Debug)]
struct Sent {
    path: String,
    body: Value,
    key: String,
    answer: Option<Value>,
}

struct Server {
    child: Child,
    base: String,
}

impl Server {
    fn start(data: &Path) -> Server {
        let mut child = Command::new(PROGRAM)
            .args(["demo", "--listen", "127.0.0.1:0", "--documents", env!("CARGO_MANIFEST_DIR"), "--data"])
            .arg(data)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let (told, base) = mpsc::channel();
        let output = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                if line.starts_with("http://") {
                    told.send(line).ok();
                }
            }
        });
        let base = base.recv_timeout(Duration::from_secs(60)).expect("the server says where it listens");
        Server { child, base }
    }

    /// SIGKILL: no destructor runs, no file is closed.
    fn kill(self) {
        drop(self);
    }
}

impl Drop for Server {
    /// A test that fails leaves no server behind.
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(30)))
        .http_status_as_error(false)
        .build()
        .into()
}

/// Sends a command; `None` if there was no answer.
fn send(agent: &ureq::Agent, base: &str, token: &str, sent: &Sent) -> Option<(u16, Value)> {
    let mut answer = agent
        .post(format!("{base}/api/v1{}", sent.path))
        .header("authorization", format!("Bearer {token}"))
        .header("idempotency-key", &sent.key)
        .send_json(&sent.body)
        .ok()?;
    let status = answer.status().as_u16();
    Some((status, answer.body_mut().read_json().ok()?))
}

fn get(agent: &ureq::Agent, base: &str, token: &str, path: &str) -> Value {
    let request =
        agent.get(format!("{base}/api/v1{path}")).header("authorization", format!("Bearer {token}"));
    request.call().unwrap().body_mut().read_json().unwrap()
}

fn start_complaint(round: usize, caller: usize, number: usize) -> Sent {
    let fields = json!({
        "channel": "phone", "caller_name": "何某", "caller_phone": "000-0000-0101", "customer": "C-001",
        "product_line": "kitchen", "subject": "门封漏汽", "occurred_at": "2026-01-05T09:00:00+08:00",
        "place": "后厨", "facts": "两台蒸柜门封漏汽",
    });
    Sent {
        path: "/instances".into(),
        body: json!({ "policy": "complaint", "fields": fields }),
        key: format!("start-{round}-{caller}-{number}"),
        answer: None,
    }
}

fn forward(task: &str, key: &str) -> Sent {
    Sent {
        path: format!("/tasks/{task}/act"),
        body: json!({ "choice": "forward", "fields": { "class": "appearance", "transfer_note": "请处理" }, "signing": signing_json() }),
        key: format!("act-{key}"),
        answer: None,
    }
}

/// Starts cases and acts on them until the server is gone. Returns all that was sent.
fn load(base: String, token: String, round: usize, caller: usize) -> Vec<Sent> {
    let agent = agent();
    let mut all = Vec::new();
    for number in 0.. {
        let mut sent = start_complaint(round, caller, number);
        let answer = send(&agent, &base, &token, &sent);
        let Some((status, answer)) = answer else {
            all.push(sent);
            return all;
        };
        assert_eq!(status, 201, "{answer}");
        let task = answer["tasks_opened"][0].as_str().unwrap().to_owned();
        sent.answer = Some(answer);
        all.push(sent.clone());
        let mut act = forward(&task, &sent.key);
        match send(&agent, &base, &token, &act) {
            Some((200, answer)) => act.answer = Some(answer),
            Some((status, answer)) => panic!("{status} {answer}"),
            None => {
                all.push(act);
                return all;
            }
        }
        all.push(act);
    }
    all
}

fn console(data: &Path, args: &[&str]) -> String {
    let output = Command::new(PROGRAM).args(args).arg("--data").arg(data).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{args:?}: {text}{}", String::from_utf8_lossy(&output.stderr));
    text
}

#[test]
fn a_killed_server_has_lost_nothing_and_doubled_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let agent = agent();
    let mut server = Server::start(&data);
    let token = console(&data, &["token", "create", "--person", "desk"]).trim().to_owned();
    let mut cases = 0;
    for round in 0..rounds(8, 300) {
        let callers: Vec<_> = (0..6)
            .map(|caller| {
                let (base, token) = (server.base.clone(), token.clone());
                std::thread::spawn(move || load(base, token, round, caller))
            })
            .collect();
        // Each round dies at another moment, from the first request on to deep in the load.
        std::thread::sleep(Duration::from_millis(20 + (round as u64 * 137) % 700));
        server.kill();
        let sent: Vec<Sent> = callers.into_iter().flat_map(|caller| caller.join().unwrap()).collect();
        server = Server::start(&data);
        for sent in &sent {
            let (status, answer) = send(&agent, &server.base, &token, sent).expect("the new server answers");
            assert!(matches!(status, 200 | 201), "{status} {answer} {sent:?}");
            if let Some(given) = &sent.answer {
                assert_eq!(&answer, given, "the same key gives the same answer");
            }
            // Once more: still one effect.
            let (_, again) = send(&agent, &server.base, &token, sent).unwrap();
            assert_eq!(again, answer);
        }
        cases += sent.iter().filter(|sent| sent.path == "/instances").count();
    }
    let found = get(&agent, &server.base, &token, "/instances?policy=complaint");
    assert_eq!(found["total"], json!(cases), "each start happened exactly once");
    server.kill();
    assert!(console(&data, &["audit", "verify"]).contains("good"));
    assert!(console(&data, &["replay"]).contains(" 0 different"));
}
