//! Starts the worker that sends mails.

use std::sync::Arc;

use anyhow::Context;
use tokio::task::JoinHandle;

use crate::mail::{Relay, SmtpUrl, Worker};
use crate::service::Service;

/// Starts it; the handle ends it.
pub fn start(service: &Service, url: &str, alone: bool) -> anyhow::Result<JoinHandle<()>> {
    let url: SmtpUrl = url.parse().context("--smtp")?;
    let worker = Worker {
        store: service.store().clone(),
        clock: service.clock(),
        relay: Relay::new(url).context("--smtp")?,
        sender: service.settings().sender.clone(),
        service: Arc::new(service.clone()),
        wake: service.queued(),
        alone,
    };
    Ok(tokio::spawn(Arc::new(worker).run(std::future::pending())))
}
