//! Opens an installation: data folder, database, documents, clock, key.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use clap::Args;
use guicheng_core::ledger;
use guicheng_core::text::Findings;

use crate::edge::{Clock, SystemClock};
use crate::mail::Sender;
use crate::service::{DemoClock, ServerKey, Service, Settings, Shelf, ShelfError, read_folder};
use crate::store::{DatabaseUrl, Store};

/// Where an installation lies.
#[derive(Args, Clone, Debug)]
pub struct Place {
    /// Folder with the data (default: guicheng-demo for `demo`, else guicheng-data)
    #[arg(long, env = "GUICHENG_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// PostgreSQL instead of the embedded database: postgres://user@host/name
    #[arg(long, env = "GUICHENG_DATABASE", value_name = "URL", hide_env_values = true)]
    pub database: Option<String>,
    /// Folder that holds policies/, manual/ and forms/
    #[arg(long, env = "GUICHENG_DOCUMENTS", value_name = "DIR", default_value = ".")]
    pub documents: PathBuf,
}

/// What an installation is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The sample company.
    Demo,
    /// A company.
    Serve,
    /// A single command beside a server that may be running.
    Console,
}

/// An open installation.
pub struct Installation {
    /// The service over it.
    pub service: Service,
    /// Its folder.
    pub data: PathBuf,
    /// It had no documents before.
    pub is_new: bool,
}

/// Why it cannot be opened: mistakes in the documents are told apart, all of them.
pub enum OpenError {
    /// The documents have mistakes.
    Findings(Findings),
    /// Anything else, in a sentence.
    Other(anyhow::Error),
}

impl<E: Into<anyhow::Error>> From<E> for OpenError {
    fn from(error: E) -> Self {
        OpenError::Other(error.into())
    }
}

impl Place {
    /// The data folder.
    pub fn folder(&self, purpose: Purpose) -> PathBuf {
        let (demo, serve) = (PathBuf::from("guicheng-demo"), PathBuf::from("guicheng-data"));
        match (&self.data, purpose) {
            (Some(data), _) => data.clone(),
            (None, Purpose::Demo) => demo,
            (None, Purpose::Serve) => serve,
            // A console command finds the demo where there is nothing else.
            (None, Purpose::Console) if !serve.exists() && demo.exists() => demo,
            (None, Purpose::Console) => serve,
        }
    }

    /// No database has been made here yet (an embedded one; a server's is asked when it is opened).
    pub fn is_new(&self) -> bool {
        self.database.is_none() && !self.folder(Purpose::Console).join("guicheng.db").exists()
    }

    /// The database, for a command that only reads it: a folder with the data, or the path of a copy of its file.
    pub fn database_to_read(&self) -> anyhow::Result<DatabaseUrl> {
        let data = self.folder(Purpose::Console);
        if self.database.is_none() && data.is_file() {
            return Ok(DatabaseUrl::Sqlite(data));
        }
        if self.is_new() {
            anyhow::bail!("no data in {}: give --data DIR", data.display());
        }
        self.url(&data)
    }

    fn url(&self, data: &Path) -> anyhow::Result<DatabaseUrl> {
        match &self.database {
            Some(url) => Ok(url.parse()?),
            None => Ok(DatabaseUrl::Sqlite(data.join("guicheng.db"))),
        }
    }

    /// Opens the installation.
    pub async fn open(
        &self,
        purpose: Purpose,
        base_url: &str,
        smtp: bool,
        sender: Sender,
    ) -> Result<Installation, OpenError> {
        let data = self.folder(purpose);
        if purpose == Purpose::Console && self.database.is_none() && !data.join("guicheng.db").exists() {
            return Err(anyhow::anyhow!("no data in {}: give --data DIR", data.display()).into());
        }
        make_private(&data)?;
        let store = Store::open(&self.url(&data)?).await?;
        let is_new = store.read().documents(None).await?.is_empty();
        let was_demo = store.read().meta("demo").await?.is_some();
        if purpose == Purpose::Serve && was_demo {
            return Err(anyhow::anyhow!(
                "{} holds the sample company: use `demo`, or another --data DIR",
                data.display()
            )
            .into());
        }
        if purpose == Purpose::Demo && !is_new && !was_demo {
            return Err(anyhow::anyhow!(
                "{} holds a company's own data: use `serve`, or another --data DIR",
                data.display()
            )
            .into());
        }
        let demo = match was_demo || purpose == Purpose::Demo {
            true => Some(Arc::new(DemoClock::new(
                SystemClock,
                store.read().clock().await?.and_then(|row| row.ahead).unwrap_or(0),
            ))),
            false => None,
        };
        let clock: Arc<dyn Clock> = match &demo {
            Some(demo) => Arc::clone(demo) as Arc<dyn Clock>,
            None => Arc::new(SystemClock),
        };
        let files = if purpose == Purpose::Console { Vec::new() } else { self.files(is_new)? };
        let shelf = match Shelf::open(&store, &files, clock.now(), None).await {
            Ok(shelf) => shelf,
            Err(ShelfError::Findings(findings)) => return Err(OpenError::Findings(findings)),
            Err(ShelfError::Service(error)) => return Err(anyhow::anyhow!("{error}").into()),
        };
        let settings = Settings {
            base_url: base_url.trim_end_matches('/').to_owned(),
            demo: demo.is_some(),
            smtp,
            sender,
        };
        let service = Service::new(store, clock, demo, shelf, settings, server_key(&data)?);
        Ok(Installation { service, data, is_new })
    }

    fn files(&self, is_new: bool) -> Result<crate::service::Files, OpenError> {
        let mut findings = Findings::new();
        let files = read_folder(&self.documents, &mut findings)
            .with_context(|| format!("reading {}", self.documents.display()))?;
        if findings.has_errors() {
            return Err(OpenError::Findings(findings));
        }
        if is_new && files.is_empty() {
            let folder = self.documents.display();
            return Err(
                anyhow::anyhow!("no policies/, manual/ or forms/ in {folder}: give --documents DIR").into()
            );
        }
        Ok(files)
    }
}

/// The engine's console as actor.
pub fn console() -> ledger::Actor {
    ledger::Actor { person: None, post: None, authority: "console".to_owned() }
}

/// Makes a folder that only its owner may read.
fn make_private(folder: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
    if !folder.exists() {
        std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .with_context(|| format!("making {}", folder.display()))?;
    }
    let mode = std::fs::metadata(folder)?.permissions().mode() & 0o777;
    if mode & 0o007 != 0 {
        tracing::warn!(folder = %folder.display(), "others on this machine may read the data folder: chmod 700 it");
    }
    Ok(())
}

/// The key from `GUICHENG_SECRET` (several nodes share one), else from a file that only its owner may read.
fn server_key(data: &Path) -> anyhow::Result<ServerKey> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    if let Ok(text) = std::env::var("GUICHENG_SECRET") {
        return ServerKey::parse(&text).context("GUICHENG_SECRET must be 64 hexadecimal digits");
    }
    let path = data.join("server.key");
    match std::fs::read_to_string(&path) {
        Ok(text) => ServerKey::parse(&text)
            .with_context(|| format!("{} must hold 64 hexadecimal digits", path.display())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let key = ServerKey::random();
            let mut file =
                std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
            file.write_all(key.to_hex().as_bytes())?;
            file.sync_all()?;
            Ok(key)
        }
        Err(error) => Err(error).with_context(|| format!("reading {}", path.display())),
    }
}
