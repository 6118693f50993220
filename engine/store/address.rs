//! Where the database is: `sqlite:PATH` or `postgres://…`.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use super::error::StoreError;

/// A database's address, as `--database` takes it.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A file; its folder must exist, the file is made if it does not.
    Sqlite(PathBuf),
    /// A PostgreSQL server and database; may hold a password, so it is never printed whole.
    Postgres(String),
}

impl FromStr for DatabaseUrl {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<DatabaseUrl, StoreError> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(DatabaseUrl::Postgres(text.to_owned()));
        }
        // `sqlite://relative` and `sqlite:///absolute` are how other programs write it.
        let path = text.strip_prefix("sqlite:").map(|path| path.strip_prefix("//").unwrap_or(path));
        match path {
            Some(path) if !path.is_empty() && !path.contains(['?', '\0']) && path != ":memory:" => {
                Ok(DatabaseUrl::Sqlite(PathBuf::from(path)))
            }
            _ => Err(StoreError::Address("expected sqlite:PATH or postgres://USER@HOST/DATABASE".to_owned())),
        }
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DatabaseUrl::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            DatabaseUrl::Postgres(url) => {
                // Whatever stands before the last @ may be a name with a password.
                let rest = url
                    .rsplit_once('@')
                    .map_or(url.split_once("://").map_or("", |(_, rest)| rest), |(_, rest)| rest);
                let place = rest.split_once('?').map_or(rest, |(place, _)| place);
                write!(f, "postgres://{place}")
            }
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
