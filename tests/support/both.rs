//! One test, both databases: `both!` makes of each async function two tests, each with a fresh place to keep its data.

use guicheng::store::{DatabaseUrl, Store};

use super::postgres;

/// Where a test keeps its data; a SQLite file goes with it.
pub struct Place {
    pub url: DatabaseUrl,
    folder: Option<tempfile::TempDir>,
}

impl Place {
    pub fn sqlite() -> Place {
        let folder = tempfile::tempdir().unwrap();
        Place { url: DatabaseUrl::Sqlite(folder.path().join("store.db")), folder: Some(folder) }
    }

    pub fn postgres(name: &str) -> Place {
        Place { url: DatabaseUrl::Postgres(postgres::database(name)), folder: None }
    }

    pub fn is_sqlite(&self) -> bool {
        self.folder.is_some()
    }

    pub async fn open(&self) -> Store {
        Store::open(&self.url).await.unwrap()
    }

    /// Runs statements behind the store's back.
    pub async fn run(&self, sql: &str) {
        use sqlx::{AssertSqlSafe, Connection as _, PgConnection, SqliteConnection, raw_sql};
        let script = raw_sql(AssertSqlSafe(sql.to_owned()));
        match &self.url {
            DatabaseUrl::Sqlite(path) => {
                let url = format!("sqlite://{}", path.display());
                let mut connection = SqliteConnection::connect(&url).await.unwrap();
                script.execute(&mut connection).await.unwrap();
                connection.close().await.unwrap();
            }
            DatabaseUrl::Postgres(url) => {
                let mut connection = PgConnection::connect(url).await.unwrap();
                script.execute(&mut connection).await.unwrap();
                connection.close().await.unwrap();
            }
        }
    }
}

/// Makes of `async fn name(place: Place) { … }` the tests `name::sqlite` and `name::postgres`.
macro_rules! both {
    ($($(#[$doc:meta])* async fn $name:ident($place:ident: Place) $body:block)+) => {$(
        $(#[$doc])*
        mod $name {
            #[allow(unused_imports, reason = "not every test needs all of the file's names")]
            use super::*;

            async fn check($place: $crate::support::both::Place) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                check($crate::support::both::Place::sqlite()).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                check($crate::support::both::Place::postgres(stringify!($name))).await;
            }
        }
    )+};
}
pub(crate) use both;
