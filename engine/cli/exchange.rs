//! `guicheng export` and `guicheng import`: documents in a folder, edited there with whatever people like, and back as a
//! change.
//!
//! Deliberately absent: any way around the procedure. What import makes is a draft that goes the way of every change.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Args;
use guicheng_core::document::DocumentId;
use guicheng_core::text::{Findings, Lang};
use guicheng_core::value::Moment;

use super::check::Tongue;
use super::open::Place;
use super::{console, report};
use crate::lang::{Arg, t};
use crate::service::{
    Difference, Exported, MANIFEST, Manifest, NewChange, Service, ServiceError, Via, read_copy,
};

/// `guicheng export …`
#[derive(Args, Clone, Debug)]
pub struct Export {
    /// Folder to write: policies/, manual/, forms/ and a manifest
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    #[command(flatten)]
    place: Source,
    /// What was in force then: 2026-11-30T18:00 by the company's clock, or with an offset
    #[arg(long, value_name = "MOMENT")]
    at: Option<String>,
    /// With the texts of this change (its number) laid over
    #[arg(long, value_name = "NUMBER", requires = "person")]
    change: Option<String>,
    /// Who looks at the change
    #[arg(long = "as", value_name = "PERSON", id = "person")]
    person: Option<String>,
    /// Replace the documents that the folder holds
    #[arg(long)]
    overwrite: bool,
    /// Language of what is printed
    #[arg(long, value_enum, default_value_t = Tongue::Zh)]
    lang: Tongue,
}

/// `guicheng import …`
#[derive(Args, Clone, Debug)]
pub struct Import {
    /// Folder that `guicheng export` wrote and somebody edited
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    #[command(flatten)]
    place: Source,
    /// What the change is called
    #[arg(long)]
    title: String,
    /// Why it is made
    #[arg(long)]
    reason: String,
    /// Emergency: why it cannot wait for review and countersignatures, which follow afterwards
    #[arg(long, value_name = "REASON")]
    emergency: Option<String>,
    /// The documents get the next letter: after A/3 comes B/0
    #[arg(long)]
    edition: bool,
    /// When it shall take effect: 2026-12-01T00:00 by the company's clock, or with an offset
    #[arg(long, value_name = "MOMENT")]
    wanted_at: Option<String>,
    /// Who proposes it
    #[arg(long = "as", value_name = "PERSON")]
    person: String,
    /// Documents that the folder no longer has become obsolete
    #[arg(long)]
    obsolete: bool,
    /// Language of what is printed
    #[arg(long, value_enum, default_value_t = Tongue::Zh)]
    lang: Tongue,
}

/// Where the installation lies. Its documents are those in its database.
#[derive(Args, Clone, Debug)]
pub struct Source {
    /// Folder with the data (default: guicheng-data, else guicheng-demo)
    #[arg(long, env = "GUICHENG_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
    /// PostgreSQL instead of the embedded database: postgres://user@host/name
    #[arg(long, env = "GUICHENG_DATABASE", value_name = "URL", hide_env_values = true)]
    database: Option<String>,
}

impl Source {
    async fn open(self) -> anyhow::Result<Service> {
        let place = Place { data: self.data, database: self.database, documents: PathBuf::from(".") };
        console::opened(&place).await
    }
}

/// Writes the folder.
///
/// # Errors
/// With a sentence, when the folder holds documents already, or cannot be written.
pub async fn export(args: Export) -> anyhow::Result<ExitCode> {
    let lang = args.lang.into();
    let service = args.place.clone().open().await?;
    let exported = exported(&service, &args, lang).await;
    service.store().close().await;
    let exported = exported?;
    write(&args.folder, &exported, args.overwrite, lang)?;
    let count = [("count", exported.files.len().into()), ("folder", shown(&args.folder).into())];
    println!("{}", t(lang, "exchange-exported", &count));
    Ok(ExitCode::SUCCESS)
}

async fn exported(service: &Service, args: &Export, lang: Lang) -> anyhow::Result<Exported> {
    let at = match &args.at {
        Some(text) => Some(moment(service, text, lang)?),
        None => None,
    };
    let told = |error: ServiceError| anyhow::anyhow!("{}", service.tell(&error, lang).message);
    let exported = match (&args.change, &args.person) {
        (Some(change), Some(person)) => {
            let caller = service.caller(person, Via::Console).await.map_err(told)?;
            service.export(at, Some((&caller, change))).await
        }
        _ => service.export(at, None).await,
    };
    exported.map_err(told)
}

/// By the company's clock, or RFC 3339.
fn moment(service: &Service, text: &str, lang: Lang) -> anyhow::Result<Moment> {
    if let Ok(moment) = Moment::parse(text) {
        return Ok(moment);
    }
    let books = service.library().map_err(|error| anyhow::anyhow!("{error}"))?;
    let civil = text.parse::<jiff::civil::DateTime>().ok();
    let found = civil.and_then(|civil| books.calendar().moment(civil));
    found.with_context(|| t(lang, "refusal-not-a-moment", &[("got", text.into())]))
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn write(folder: &Path, exported: &Exported, overwrite: bool, lang: Lang) -> anyhow::Result<()> {
    let mut odd = Findings::new();
    let held: Vec<PathBuf> = match folder.exists() {
        true => {
            let files = read_copy(folder, &mut odd).with_context(|| shown(folder))?;
            let documents = files.into_iter().filter(|(path, _)| DocumentId::of_path(path).is_some());
            documents.map(|(path, _)| folder.join(path)).collect()
        }
        false => Vec::new(),
    };
    if !held.is_empty() && !overwrite {
        bail!("{}", t(lang, "exchange-not-empty", &[("folder", shown(folder).into())]));
    }
    // Where a link or a folder stands in a document's place, writing would go somewhere else, or half way.
    if odd.has_errors() {
        eprint!("{}", report::text(&odd.into_sorted(), lang, false));
        bail!("{}", t(lang, "exchange-odd-folder", &[("folder", shown(folder).into())]));
    }
    // Until all is written, no import believes the folder.
    std::fs::create_dir_all(folder).with_context(|| shown(folder))?;
    let manifest = folder.join(MANIFEST);
    std::fs::write(&manifest, "{}\n").with_context(|| shown(&manifest))?;
    let gone = held.iter().filter(|path| !exported.files.iter().any(|(name, _)| folder.join(name) == **path));
    for path in gone {
        std::fs::remove_file(path).with_context(|| shown(path))?;
    }
    for (name, bytes) in &exported.files {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).with_context(|| shown(parent))?;
        }
        std::fs::write(&path, bytes).with_context(|| shown(&path))?;
    }
    let text = serde_json::to_string_pretty(&exported.manifest)? + "\n";
    std::fs::write(&manifest, text).with_context(|| shown(&manifest))
}

/// Makes a change of the folder, or says all that is wrong with it and makes none.
///
/// # Errors
/// With a sentence, when the folder cannot be read or the person may not propose changes.
pub async fn import(args: Import) -> anyhow::Result<ExitCode> {
    let lang: Lang = args.lang.into();
    let mut findings = Findings::new();
    let files = read_copy(&args.folder, &mut findings).with_context(|| shown(&args.folder))?;
    let manifest = manifest(&args.folder, lang)?;
    let service = args.place.clone().open().await?;
    let done = take(&service, &args, lang, files, manifest, findings).await;
    service.store().close().await;
    done
}

fn manifest(folder: &Path, lang: Lang) -> anyhow::Result<Option<Manifest>> {
    let path = folder.join(MANIFEST);
    match std::fs::read(&path) {
        Ok(bytes) => {
            let read: Option<Manifest> = serde_json::from_slice(&bytes).ok();
            let read = read.filter(|manifest| manifest.v == 1);
            let bad = || t(lang, "exchange-bad-manifest", &[("path", shown(&path).into())]);
            Ok(Some(read.with_context(bad)?))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| shown(&path)),
    }
}

async fn take(
    service: &Service,
    args: &Import,
    lang: Lang,
    files: crate::service::Files,
    manifest: Option<Manifest>,
    findings: Findings,
) -> anyhow::Result<ExitCode> {
    let told = |error: ServiceError| {
        let told = service.tell(&error, lang);
        let fields = told.fields.iter().map(|field| format!("\n  {}: {}", field.field, field.message));
        anyhow::anyhow!("{}{}", told.message, fields.collect::<String>())
    };
    let caller = service.caller(&args.person, Via::Console).await.map_err(told)?;
    let wanted_at = match &args.wanted_at {
        Some(text) => Some(moment(service, text, lang)?),
        None => None,
    };
    let compared = service.compare(&files, manifest.as_ref(), args.obsolete, findings).await;
    let mut compared = compared.map_err(told)?;
    let failed = compared.findings.has_errors();
    // The findings are printed here; what is left tells the service only that there are no errors.
    let said = std::mem::take(&mut compared.findings).into_sorted();
    if !said.is_empty() {
        print!("{}", report::text(&said, lang, report::on_terminal()));
    }
    let (mut count, mut late) = (0usize, 0usize);
    for difference in &compared.differences {
        (count, late) = (count + 1, late + usize::from(difference.stale));
        println!("{}", line(difference, lang));
    }
    for missing in &compared.missing {
        println!("{}", t(lang, "exchange-missing", &[("path", missing.path().into())]));
    }
    if failed {
        let errors = said.iter().filter(|f| f.severity == guicheng_core::text::Severity::Error).count();
        eprintln!("{}", t(lang, "refusal-exchange-errors", &[("count", errors.to_string().into())]));
        return Ok(ExitCode::FAILURE);
    }
    let new = NewChange {
        title: args.title.clone(),
        reason: args.reason.clone(),
        wanted_at,
        emergency: args.emergency.clone(),
        edition: args.edition,
    };
    let made = service.import(&caller, compared, new, None).await.map_err(told)?;
    let args = [("number", Arg::from(made.number)), ("count", count.into())];
    println!("{}", t(lang, "exchange-imported", &args));
    if late > 0 {
        println!("{}", t(lang, "exchange-late", &[("count", late.into())]));
    }
    Ok(ExitCode::SUCCESS)
}

/// `修改  policies/complaint.yaml  A/3`
fn line(difference: &Difference, lang: Lang) -> String {
    let key = match (&difference.base, &difference.bytes) {
        (_, None) => "exchange-obsolete",
        (None, _) if difference.stale => "exchange-new-taken",
        (None, _) => "exchange-new",
        _ if difference.stale => "exchange-stale",
        _ => "exchange-changed",
    };
    let label = difference.base.as_ref().map(|base| base.label.clone()).unwrap_or_default();
    t(lang, key, &[("path", difference.document.path().into()), ("label", label.into())])
}
