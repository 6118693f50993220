//! Fresh PostgreSQL databases for tests, one each, on a cluster that belongs to the test run alone.
//!
//! `tests/run` starts one cluster for all test processes and names it in `GUICHENG_TEST_POSTGRES`. Where the
//! variable is unset (plain `cargo test`), this process starts its own and the script beside this file stops
//! it when the process ends. Deliberately absent: a way to skip. A machine without PostgreSQL fails, and says
//! which command installs it.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

/// The variable that names a running cluster: a URL whose user may create databases.
const VARIABLE: &str = "GUICHENG_TEST_POSTGRES";

/// Creates an empty database and returns its URL. `name` tells a person what it was for; the database's own
/// name is made unique from it. Works inside and outside of an async runtime.
pub fn database(name: &str) -> String {
    static SERIAL: AtomicU32 = AtomicU32::new(0);
    let readable: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' })
        .take(30)
        .collect();
    let serial = SERIAL.fetch_add(1, Ordering::Relaxed);
    let unique = format!("t_{readable}_{}_{serial}", std::process::id());
    let server = cluster();
    execute(server, format!("CREATE DATABASE \"{unique}\" TEMPLATE template0"));
    let (base, _) = server.rsplit_once('/').expect("the URL ends in /DATABASE");
    format!("{base}/{unique}")
}

/// URL of the cluster's own database `postgres`.
fn cluster() -> &'static str {
    static CLUSTER: OnceLock<(String, Option<Child>)> = OnceLock::new();
    let (url, _) = CLUSTER.get_or_init(|| match std::env::var(VARIABLE) {
        Ok(url) => (url, None),
        Err(_) => start(),
    });
    url
}

/// Starts a private cluster. The child waits on the pipe that the kept [`Child`] holds open: it ends with us,
/// however we end.
fn start() -> (String, Option<Child>) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/postgres");
    let mut child = Command::new(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|e| panic!("{script}: {e}"));
    let mut output = BufReader::new(child.stdout.take().expect("stdout is piped"));
    let mut line = String::new();
    output.read_line(&mut line).expect("the script's output is text");
    if !line.starts_with("postgres://") {
        output.read_to_string(&mut line).expect("the script's output is text");
        panic!("no PostgreSQL for the tests: {line}");
    }
    (line.trim().to_owned(), Some(child))
}

/// Runs one statement, on a thread of its own because the caller may be inside a runtime.
fn execute(url: &'static str, statement: String) {
    let work = async move {
        let mut connection = PgConnection::connect(url).await?;
        connection.execute(AssertSqlSafe(statement)).await?;
        connection.close().await
    };
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime for one statement");
        runtime.block_on(work)
    })
    .join()
    .expect("the statement's thread ends")
    .unwrap_or_else(|e| panic!("PostgreSQL at {url}: {e}"));
}

#[test]
fn each_database_is_new_and_empty() {
    let (one, two) = (database("Fresh Name!"), database("Fresh Name!"));
    assert_ne!(one, two);
    assert!(one.contains("/t_fresh_name__"), "{one}");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut first = PgConnection::connect(&one).await.unwrap();
        first.execute("CREATE TABLE only_here (id BIGINT)").await.unwrap();
        let mut second = PgConnection::connect(&two).await.unwrap();
        let tables: i64 = sqlx::query_scalar("SELECT count(*) FROM pg_tables WHERE tablename = 'only_here'")
            .fetch_one(&mut second)
            .await
            .unwrap();
        assert_eq!(tables, 0);
    });
}
