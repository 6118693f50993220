//! The worker that carries out what falls due by itself.
//!
//! It looks at the clock, not at a list of its own: what is due stands in the tables, so a restart loses nothing, and
//! what fell due meanwhile happens at once. Deliberately absent: any rule of what a timer does (`core::case`).

use std::time::Duration;

use tracing::{error, info};

use crate::limits;
use crate::service::Service;

/// Runs until the task is dropped.
pub async fn run(service: Service) {
    let committed = service.committed();
    loop {
        // Registered before looking, so that a commit between the look and the wait is not missed.
        let woken = committed.notified();
        tokio::pin!(woken);
        woken.as_mut().enable();
        let wait = match service.fire_due().await {
            Ok(0) => until_next(&service).await,
            Ok(count) => {
                info!(count, "fired");
                Duration::ZERO
            }
            Err(error) => {
                error!(%error, "timers stopped for a moment");
                limits::WORKER_PAUSE
            }
        };
        tokio::select! {
            () = &mut woken => {}
            () = tokio::time::sleep(wait) => {}
        }
    }
}

async fn until_next(service: &Service) -> Duration {
    match service.next_due().await {
        Ok(Some(due)) => {
            let micros = u64::try_from(due.0 - service.now().0).unwrap_or(0);
            Duration::from_micros(micros).clamp(limits::WORKER_LEAST, limits::WORKER_LOOK)
        }
        Ok(None) => limits::WORKER_LOOK,
        Err(_) => limits::WORKER_PAUSE,
    }
}
