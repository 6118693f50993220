//! `audit verify`: whatever is altered directly in the tables that the ledger bears witness of is noticed and named.

use guicheng::service::{ServiceError, Verified, verify};
use guicheng::store::tables::change::{
    ChangeItemRow, ChangeRow, CopyRow, ReadingRow, SignatureRow, SuspectRow,
};
use guicheng::store::tables::document::{DocumentRow, RevisionRow};
use guicheng::store::tables::people::{AbsenceRow, AppointmentRow, PersonRow};
use guicheng::store::{DatabaseUrl, Outcome, Row, Store, Unit, Wants, witness};
use guicheng_core::value::{Hash, Moment};

use super::changes::{act, begin, edited, firm, put, sign_all};
use crate::support::both::{Place, both};
use crate::support::company;

/// A company with a change that was signed, edited, signed again and released, and a row of everything else.
async fn lived(place: &Place) {
    let service = firm(place).await;
    let change = begin(&service, "asm", "改期限").await;
    let letter = "policies/mail/complaint_letter";
    let bytes = edited(&service, letter, "\n", "\n\n").await;
    put(&service, "asm", &change, letter, bytes.clone()).await;
    let asm = company::caller(&service, "asm").await;
    service.gather_evidence(&asm, &change).await.unwrap();
    act(&service, "asm", &change, "submit").await.unwrap();
    put(&service, "asm", &change, letter, [bytes, b"\n".to_vec()].concat()).await;
    sign_all(&service, &change).await;
    let now = service.now();
    let job = async move |tx: &mut guicheng::store::Tx| {
        let mut unit = Unit::new(tx, super::trace::entry("test", now));
        let (document, label) = ("manual/zh/8.14".to_owned(), "A/0".to_owned());
        unit.put(SuspectRow {
            id: "s".into(),
            document: document.clone(),
            place: "p".into(),
            clause: "c".into(),
            side: "carrier".into(),
            change: "x".into(),
            since: now,
            cleared_at: None,
            cleared_by: None,
            reason: None,
        });
        unit.put(ReadingRow {
            document: document.clone(),
            label: label.clone(),
            person: "asm".into(),
            change: "x".into(),
            places: "[]".into(),
            since: now,
            due_at: None,
            read_at: None,
            signature: None,
        });
        unit.put(CopyRow {
            number: "1".into(),
            code: Hash::of("1"),
            document,
            label,
            holder: "h".into(),
            lang: "zh".into(),
            instance: None,
            issued_at: now,
            issued_by: "asm".into(),
            printed: 0,
            recalled_at: None,
            recalled_by: None,
            returned_at: None,
        });
        unit.put(AbsenceRow { person: "qc".into(), from_at: Moment(5), to_at: None, by_entry: unit.seq() });
        Ok::<_, ServiceError>(Outcome::Changed(unit, ()))
    };
    service.store().write(Wants::none(), job).await.unwrap();
    service.store().close().await;
}

struct Column {
    table: &'static str,
    name: &'static str,
    /// `Int(None)`, `Text(None)`, `Bytes(None)`.
    kind: String,
}

fn columns<R: Row>() -> Vec<Column> {
    let left_out = witness::left_out(R::TABLE).expect("a table that entries bear witness of");
    let columns = R::COLUMNS.iter().zip(R::NULLS);
    let columns = columns.filter(|(name, _)| !left_out.contains(name));
    columns.map(|(name, null)| Column { table: R::TABLE.name(), name, kind: format!("{null:?}") }).collect()
}

fn all() -> Vec<Column> {
    [
        columns::<DocumentRow>(),
        columns::<RevisionRow>(),
        columns::<PersonRow>(),
        columns::<AppointmentRow>(),
        columns::<AbsenceRow>(),
        columns::<ChangeRow>(),
        columns::<ChangeItemRow>(),
        columns::<SignatureRow>(),
        columns::<SuspectRow>(),
        columns::<ReadingRow>(),
        columns::<CopyRow>(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Statements that alter a column in all rows, and put it back.
fn altered(place: &Place, column: &Column, filled: bool) -> (String, String) {
    let Column { table, name, kind } = column;
    let bytes = |text: &str| if place.is_sqlite() { format!("X'{text}'") } else { format!("'\\x{text}'") };
    let (value, there, back) = match kind.as_str() {
        "Int(None)" => ("7".to_owned(), format!("{name} + 1"), format!("{name} - 1")),
        "Text(None)" => {
            ("'x'".to_owned(), format!("{name} || 'x'"), format!("substr({name}, 1, length({name}) - 1)"))
        }
        _ => {
            // What it was is kept in a table beside it.
            (bytes(&"ab".repeat(32)), bytes(&"ab".repeat(32)), name.to_string())
        }
    };
    match filled {
        true => {
            let only = format!("WHERE {name} IS NOT NULL");
            (
                format!("UPDATE {table} SET {name} = {there} {only}"),
                format!("UPDATE {table} SET {name} = {back} {only}"),
            )
        }
        false => {
            (format!("UPDATE {table} SET {name} = {value}"), format!("UPDATE {table} SET {name} = NULL"))
        }
    }
}

async fn judged(place: &Place) -> Verified {
    let store = Store::open_to_read(&place.url).await.unwrap();
    let verified = verify(&store).await.unwrap();
    store.close().await;
    verified
}

fn tables(verified: &Verified) -> Vec<&str> {
    let mut tables: Vec<&str> = verified.bad_rows.iter().map(|row| row.table.as_str()).collect();
    tables.dedup();
    tables
}

/// Whoever can write to the tables can also put the checks of the database aside.
fn unchecked(place: &Place, sql: &str) -> String {
    let aside = match place.is_sqlite() {
        true => "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON",
        false => "SET session_replication_role = replica",
    };
    format!("{aside}; {sql}")
}

async fn count(place: &Place, column: &Column) -> i64 {
    use sqlx::{AssertSqlSafe, Connection as _, PgConnection, SqliteConnection, query_scalar};
    let sql = format!("SELECT count({}) FROM {}", column.name, column.table);
    match &place.url {
        DatabaseUrl::Sqlite(path) => {
            let mut connection =
                SqliteConnection::connect(&format!("sqlite://{}", path.display())).await.unwrap();
            query_scalar(AssertSqlSafe(sql)).fetch_one(&mut connection).await.unwrap()
        }
        DatabaseUrl::Postgres(url) => {
            let mut connection = PgConnection::connect(url).await.unwrap();
            query_scalar(AssertSqlSafe(sql)).fetch_one(&mut connection).await.unwrap()
        }
    }
}

both! {
    async fn every_column_is_watched(place: Place) {
        lived(&place).await;
        assert!(judged(&place).await.is_good(), "{:?}", judged(&place).await);
        for column in all() {
            let Column { table, name, kind } = &column;
            let filled = count(&place, &column).await > 0;
            if kind.starts_with("Bytes") && filled {
                place.run(&format!("CREATE TABLE kept AS SELECT * FROM {table}")).await;
            }
            let (there, back) = altered(&place, &column, filled);
            place.run(&unchecked(&place, &there)).await;
            let verified = judged(&place).await;
            assert!(verified.first_bad.is_none() && !verified.is_good(), "{there}: {verified:?}");
            assert!(tables(&verified).contains(table), "{there}: {verified:?}");
            if kind.starts_with("Bytes") && filled {
                // All rows were given the same bytes: each gets its own again.
                let keys = keys(table).iter().map(|key| format!("kept.{key} = {table}.{key}")).collect::<Vec<_>>();
                let own = format!("(SELECT kept.{name} FROM kept WHERE {})", keys.join(" AND "));
                place.run(&unchecked(&place, &format!("UPDATE {table} SET {name} = {own}; DROP TABLE kept"))).await;
            } else {
                place.run(&unchecked(&place, &back)).await;
            }
        }
        assert!(judged(&place).await.is_good(), "all was put back: {:?}", judged(&place).await);
    }

    /// What is taken away, added, taken back, or changed beside the rows: each is named.
    async fn what_is_altered_is_named(place: Place) {
        lived(&place).await;
        let text = |text: &str| if place.is_sqlite() { format!("CAST('{text}' AS BLOB)") } else { format!("'{text}'") };
        let evidence = "hash IN (SELECT evidence FROM change)";
        let items = "hash IN (SELECT hash FROM change_item)";
        let effective = "hash IN (SELECT hash FROM revision WHERE status = 'effective' AND document = 'policies/complaint')";
        for (sql, said) in [
            ("UPDATE signature SET voided_at = NULL, voided_by = NULL, void_reason = NULL".to_owned(), "signature changed"),
            ("UPDATE signature SET void_reason = 'returned' WHERE voided_at IS NOT NULL".to_owned(), "signature changed"),
            ("DELETE FROM signature WHERE meaning = 'approve'".to_owned(), "signature gone"),
            ("DELETE FROM appointment WHERE person = 'gm'".to_owned(), "appointment gone"),
            ("INSERT INTO appointment SELECT 'new', post, 'asm', kind, from_at, to_at, by_entry FROM appointment WHERE person = 'gm'".to_owned(), "appointment added"),
            ("DELETE FROM change_item".to_owned(), "change_item gone"),
            ("UPDATE revision SET status = 'nonsense' WHERE document = 'policies/complaint'".to_owned(), "revision unread"),
            (format!("UPDATE blob SET bytes = {} WHERE {evidence}", text("{}")), "blob bytes"),
            (format!("DELETE FROM blob WHERE {evidence}"), "blob missing"),
            (format!("UPDATE blob SET bytes = {} WHERE {items}", text("x")), "blob bytes"),
            (format!("UPDATE blob SET bytes = {} WHERE {effective}", text("x")), "blob bytes"),
            (format!("DELETE FROM blob WHERE {effective}"), "blob missing"),
            ("UPDATE entry SET person = 'asm' WHERE person = 'gm'".to_owned(), "entry columns"),
            ("UPDATE entry SET instance = NULL WHERE kind = 'edit'".to_owned(), "entry columns"),
            ("UPDATE entry SET kind = 'act' WHERE kind = 'edit'".to_owned(), "entry columns"),
            ("UPDATE entry SET at = at + 1 WHERE kind = 'act'".to_owned(), "entry columns"),
        ] {
            let tables = ["signature", "appointment", "change_item", "revision", "blob", "entry"];
            // The first table that a statement names is the one it alters.
            let table = sql.split(' ').find_map(|word| tables.into_iter().find(|table| word == *table)).unwrap();
            place.run(&format!("CREATE TABLE kept AS SELECT * FROM {table}")).await;
            place.run(&unchecked(&place, &sql)).await;
            let verified = judged(&place).await;
            let bad: Vec<String> = verified.bad_rows.iter().map(|row| format!("{} {}", row.table, row.why)).collect();
            assert!(!bad.is_empty() && bad.iter().all(|bad| bad == said), "{sql}: {verified:?}");
            let back = format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM kept; DROP TABLE kept");
            place.run(&unchecked(&place, &back)).await;
        }
        assert!(judged(&place).await.is_good(), "all was put back: {:?}", judged(&place).await);
        place.run("UPDATE ledger_head SET entries = entries - 1").await;
        assert!(judged(&place).await.head_differs);
    }
}

fn keys(table: &str) -> &'static [&'static str] {
    match table {
        "revision" => &["document", "label"],
        "change_item" => &["change", "document"],
        "copy" => &["number"],
        _ => &["id"],
    }
}

/// A copy of the file is enough, on a medium where nothing is made beside it.
#[tokio::test]
async fn a_copy_of_the_file_is_enough() {
    let place = Place::sqlite();
    lived(&place).await;
    let DatabaseUrl::Sqlite(path) = &place.url else { unreachable!("made so") };
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.db");
    std::fs::copy(path, &copy).unwrap();
    // What was committed last may stand in the log beside it alone: both files make the copy.
    let log = |path: &std::path::Path| std::path::PathBuf::from(format!("{}-wal", path.display()));
    if log(path).exists() {
        std::fs::copy(log(path), log(&copy)).unwrap();
    }
    drop(place);
    let store = Store::open_to_read(&DatabaseUrl::Sqlite(copy.clone())).await.unwrap();
    let verified = verify(&store).await.unwrap();
    assert!(verified.is_good() && verified.entries > 10, "{verified:?}");
    let job = async |tx: &mut guicheng::store::Tx| {
        let unit = Unit::new(tx, super::trace::entry("test", Moment(1)));
        Ok::<_, ServiceError>(Outcome::Changed(unit, ()))
    };
    assert!(store.write(Wants::none(), job).await.is_err(), "nothing is written");
    store.close().await;
    assert!(Store::open_to_read(&DatabaseUrl::Sqlite(folder.path().join("none.db"))).await.is_err());
}
