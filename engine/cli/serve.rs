//! `demo` and `serve`: the server with its workers.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use guicheng_core::text::Lang;

use super::open::{Installation, OpenError, Place, Purpose};
use super::sample;
use crate::lang::t;
use crate::service::{Changed, Service};
use crate::{clock, web};

/// How the server is reached.
#[derive(Args, Clone, Debug)]
pub struct Serve {
    #[command(flatten)]
    place: Place,
    /// Address to listen on
    #[arg(long, env = "GUICHENG_LISTEN", value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Address that people use, for the links in mails (default: http:// and the listening address)
    #[arg(long, env = "GUICHENG_BASE_URL", value_name = "URL")]
    base_url: Option<String>,
    /// Mail relay: smtp://user:password@host:587?tls=required or smtps://host; without it mails stay in the outbox
    #[arg(long, env = "GUICHENG_SMTP", value_name = "URL", hide_env_values = true)]
    smtp: Option<String>,
    /// Sender of mails
    #[arg(long, env = "GUICHENG_MAIL_FROM", value_name = "ADDRESS", default_value = "guicheng@example.com")]
    mail_from: String,
    /// Folder with Chinese fonts for printed copies, looked into before the usual ones
    #[arg(long, env = "GUICHENG_FONTS", value_name = "DIR")]
    fonts: Option<PathBuf>,
}

/// Runs the server until it is told to stop.
pub async fn run(args: Serve, purpose: Purpose) -> anyhow::Result<ExitCode> {
    let listener = tokio::net::TcpListener::bind(args.listen)
        .await
        .with_context(|| format!("cannot listen on {}: give --listen ADDRESS", args.listen))?;
    let address = listener.local_addr()?;
    let base_url = args.base_url.clone().unwrap_or_else(|| format!("http://{address}"));
    let sender = args.mail_from.parse().context("--mail-from")?;
    let installation = match args.place.open(purpose, &base_url, args.smtp.is_some(), sender).await {
        Ok(installation) => installation,
        Err(OpenError::Findings(findings)) => {
            let code = super::print::findings(findings, true);
            eprintln!("{}\n{}", t(Lang::Zh, "cli-refused", &[]), t(Lang::En, "cli-refused", &[]));
            return Ok(code);
        }
        Err(OpenError::Other(error)) => return Err(error),
    };
    let service = installation.service.clone();
    if purpose == Purpose::Demo {
        match installation.is_new {
            true => {
                sample::fill(&service).await?;
                super::proposal::propose(&service).await?;
            }
            // A sample company that was made before signatures asked for passwords.
            false => service.give_demo_passwords(super::open::console()).await?,
        }
    }
    tell_changes(service.changed_on_disk());
    if !web::print::look_for_fonts(args.fonts.clone()) {
        say("cli-no-fonts", &[]);
    }
    greet(&installation, purpose, address).await?;
    let timers = tokio::spawn(clock::run(service.clone()));
    let mails = match &args.smtp {
        Some(url) => Some(super::mailing::start(&service, url, args.place.database.is_none())?),
        None => None,
    };
    let served = axum::serve(listener, web::router(service.clone())).with_graceful_shutdown(stopped()).await;
    timers.abort();
    if let Some(mails) = mails {
        mails.abort();
    }
    service.store().close().await;
    served?;
    Ok(ExitCode::SUCCESS)
}

/// A line in both languages: nobody has said yet which one they read.
fn say(id: &str, args: &[(&'static str, crate::lang::Arg<'_>)]) {
    println!("{}  {}", t(Lang::Zh, id, args), t(Lang::En, id, args));
}

fn tell_changes(changed: &[Changed]) {
    for change in changed {
        let (id, document) = match change {
            Changed::Differs(document) => ("cli-file-differs", document),
            Changed::New(document) => ("cli-file-new", document),
            Changed::Missing(document) => ("cli-file-missing", document),
        };
        say(id, &[("document", document.as_str().into())]);
    }
}

async fn greet(installation: &Installation, purpose: Purpose, address: SocketAddr) -> anyhow::Result<()> {
    say("cli-data-in", &[("folder", installation.data.display().to_string().into())]);
    if purpose == Purpose::Demo {
        print_people(&installation.service).await?;
    }
    println!("http://{address}");
    if purpose == Purpose::Serve
        && let Some(setup) = installation.service.begin_setup().await?
    {
        say("accounts-setup-here", &[]);
        println!("{setup}");
    }
    Ok(())
}

async fn print_people(service: &Service) -> anyhow::Result<()> {
    let staff = service.demo_people().await.map_err(|e| anyhow::anyhow!("{e}"))?;
    let books = service.library().map_err(|e| anyhow::anyhow!("{e}"))?;
    say("cli-people", &[]);
    for person in &staff.people {
        let posts: Vec<String> = staff
            .appointments
            .iter()
            .filter(|row| row.person == person.id)
            .map(|row| {
                books
                    .organisation()
                    .post(&row.post)
                    .map_or(row.post.clone(), |p| format!("{} {}", p.title.zh, p.title.en))
            })
            .collect();
        println!("  {:<8} {}  {}", person.id, person.name, posts.join(" · "));
    }
    Ok(())
}

/// Ctrl-C, or what a service manager sends.
async fn stopped() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
        }
        Err(_) => {
            let _ = tokio::signal::ctrl_c().await;
        }
    }
}
