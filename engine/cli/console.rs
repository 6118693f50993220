//! Commands beside a server: tokens, verification, replay.

use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Subcommand};

use crate::mail::{DEFAULT_SENDER, Sender};

use crate::lang::{Lang, t_attr};
use crate::service::{BadSignature, Service, ServiceError};

use crate::store::Store;

use super::open::{Installation, OpenError, Place, Purpose, console};

/// `guicheng token …`
#[derive(Args, Clone, Debug)]
pub struct Token {
    #[command(subcommand)]
    command: TokenCommand,
}

#[derive(Subcommand, Clone, Debug)]
enum TokenCommand {
    /// Make a bearer token for the API; it is printed once
    Create {
        #[command(flatten)]
        place: Place,
        /// Whose rights it has
        #[arg(long, value_name = "ID")]
        person: String,
        /// What it is for
        #[arg(long, default_value = "")]
        label: String,
    },
}

/// `guicheng invite`
#[derive(Args, Clone, Debug)]
pub struct Invite {
    #[command(flatten)]
    place: Place,
    /// Who sets a password with it
    #[arg(value_name = "PERSON")]
    person: String,
    /// Address that people use to reach the server
    #[arg(long, env = "GUICHENG_BASE_URL", value_name = "URL", default_value = "http://localhost:8080")]
    base_url: String,
    /// Mail relay of the server: with it the running server mails the link to the person, too
    #[arg(long, env = "GUICHENG_SMTP", value_name = "URL", hide_env_values = true)]
    smtp: Option<String>,
    /// Sender of mails
    #[arg(long, env = "GUICHENG_MAIL_FROM", value_name = "ADDRESS", default_value = DEFAULT_SENDER)]
    mail_from: String,
}

/// `guicheng leave`
#[derive(Args, Clone, Debug)]
pub struct Leave {
    #[command(flatten)]
    place: Place,
    /// Who leaves
    #[arg(value_name = "PERSON")]
    person: String,
}

/// `guicheng audit …`
#[derive(Args, Clone, Debug)]
pub struct Audit {
    #[command(subcommand)]
    command: AuditCommand,
}

#[derive(Subcommand, Clone, Debug)]
enum AuditCommand {
    /// Recompute the ledger's chain and all that it bears witness of, and name what does not hold; the database alone, or
    /// a copy of its file, is enough
    Verify {
        #[command(flatten)]
        place: Place,
    },
    /// Tell all that stands behind a case, a document or a person
    Trace(super::trace::Trace),
}

/// `guicheng replay`
#[derive(Args, Clone, Debug)]
pub struct Replay {
    #[command(flatten)]
    place: Place,
    /// Only this case, by id or number
    #[arg(long, value_name = "CASE")]
    case: Option<String>,
}

/// `guicheng load`
#[derive(Args, Clone, Debug)]
pub struct Load {
    #[command(flatten)]
    place: Place,
    /// YAML files in the form of engine/cli/demo/people.yaml and registers.yaml
    #[arg(required = true, value_name = "FILE")]
    files: Vec<std::path::PathBuf>,
}

/// Runs it.
pub async fn invite(args: Invite) -> anyhow::Result<ExitCode> {
    let sender = args.mail_from.parse().context("--mail-from")?;
    let service = open_at(&args.place, false, &args.base_url, args.smtp.is_some(), sender).await?.service;
    let made = service.invite(&args.person, console()).await;
    service.store().close().await;
    match made {
        Ok(address) => {
            println!("{address}");
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => anyhow::bail!("{}: {}", args.person, said(&service, &error)),
    }
}

/// Runs it: prints the tasks and posts that wait for somebody else now.
pub async fn leave(args: Leave) -> anyhow::Result<ExitCode> {
    let service = open(&args.place, false).await?.service;
    let left = service.leave(console(), &args.person).await;
    service.store().close().await;
    match left {
        Ok(left) => {
            left.tasks.iter().for_each(|task| println!("task {} {}", task.id, task.state));
            left.vacant.iter().for_each(|post| println!("vacant {post}"));
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => anyhow::bail!("{}: {}", args.person, said(&service, &error)),
    }
}

/// A refusal in both languages: nobody has said yet which one they read.
fn said(service: &Service, error: &ServiceError) -> String {
    let [zh, en] = [Lang::Zh, Lang::En].map(|lang| service.tell(error, lang).message);
    format!("{zh}  {en}")
}

async fn open(place: &Place, fresh: bool) -> anyhow::Result<Installation> {
    let sender = DEFAULT_SENDER.parse().map_err(|e| anyhow::anyhow!("{e}"))?;
    open_at(place, fresh, "http://localhost", false, sender).await
}

/// Opens the installation of a command that works with what is there.
pub(super) async fn opened(place: &Place) -> anyhow::Result<crate::service::Service> {
    Ok(open(place, false).await?.service)
}

/// Opens the installation; `fresh` where it may be the first start.
async fn open_at(
    place: &Place,
    fresh: bool,
    base_url: &str,
    smtp: bool,
    sender: Sender,
) -> anyhow::Result<Installation> {
    let purpose = if fresh && place.is_new() { Purpose::Serve } else { Purpose::Console };
    match place.open(purpose, base_url, smtp, sender).await {
        Ok(installation) => Ok(installation),
        Err(OpenError::Findings(findings)) => {
            super::print::findings(findings, true);
            anyhow::bail!("the documents in force do not read")
        }
        Err(OpenError::Other(error)) => Err(error),
    }
}

/// Runs it.
pub async fn token(args: Token) -> anyhow::Result<ExitCode> {
    let TokenCommand::Create { place, person, label } = args.command;
    let service = open(&place, false).await?.service;
    let made = service.create_token(&person, &label, console()).await;
    service.store().close().await;
    match made {
        Ok(secret) => {
            println!("{secret}");
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => anyhow::bail!("{person}: {}", said(&service, &error)),
    }
}

/// Runs it.
pub async fn audit(args: Audit) -> anyhow::Result<ExitCode> {
    match args.command {
        AuditCommand::Verify { place } => return verify(&place).await,
        AuditCommand::Trace(trace) => {
            let service = open(&trace.place, false).await?.service;
            let told = super::trace::run(&service, &trace).await;
            service.store().close().await;
            told
        }
    }
}

/// Needs the database alone, or a copy of it: no documents, no key, no server, and nothing is written.
async fn verify(place: &Place) -> anyhow::Result<ExitCode> {
    let store = Store::open_to_read(&place.database_to_read()?).await?;
    let verified = crate::service::verify(&store).await;
    store.close().await;
    let verified = verified.map_err(|e| anyhow::anyhow!("{e}"))?;
    println!("entries {}", verified.entries);
    println!("head    {}", verified.head);
    if let Some(bad) = &verified.first_bad {
        println!("BAD     entry {}: {}", bad.seq, super::print::bad(bad));
    }
    if verified.head_differs {
        println!("BAD     the ledger's recorded end does not agree with its entries");
    }
    for document in &verified.bad_documents {
        println!("BAD     document {document}: its bytes do not have its hash");
    }
    for signature in &verified.bad_signatures {
        let BadSignature { id, entry, why } = signature;
        println!("BAD     signature {id} (entry {entry}): {}", t_attr(Lang::En, "sign-bad", why, &[]));
    }
    for row in &verified.bad_rows {
        println!("BAD     {}", super::print::bad_row(row));
    }
    Ok(if verified.is_good() {
        println!("good");
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Runs it.
pub async fn replay(args: Replay) -> anyhow::Result<ExitCode> {
    let service = open(&args.place, false).await?.service;
    let replayed = service.replay(args.case.as_deref()).await;
    service.store().close().await;
    let replayed = replayed.map_err(|e| anyhow::anyhow!("{e}"))?;
    for different in &replayed.different {
        let entry = different.entry.map_or_else(String::new, |seq| format!(" entry {seq}"));
        let number = different.number.as_deref().unwrap_or("-");
        println!("DIFFERENT {number} {}{entry}: {}", different.instance, different.why);
    }
    println!(
        "{} cases, {} entries replayed, {} different",
        replayed.cases,
        replayed.steps,
        replayed.different.len()
    );
    Ok(if replayed.different.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Runs it.
pub async fn load(args: Load) -> anyhow::Result<ExitCode> {
    let service = open(&args.place, true).await?.service;
    let mut code = ExitCode::SUCCESS;
    for file in &args.files {
        let path = file.display().to_string();
        let bytes = std::fs::read(file).with_context(|| path.clone())?;
        match super::load::load(&service, &console(), &path, &bytes).await {
            Ok(()) => println!("{path}"),
            Err(OpenError::Other(error)) => return Err(error),
            Err(OpenError::Findings(findings)) => code = super::print::findings(findings, true),
        }
    }
    service.store().close().await;
    Ok(code)
}
