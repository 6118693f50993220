//! How long things took, told in numbers.

use std::time::Duration;

use serde_json::{Value, json};

use crate::store::DatabaseUrl;

/// How long one thing took, each time.
#[derive(Debug, Default)]
pub(super) struct Spread(Vec<Duration>);

impl Spread {
    /// One more.
    pub(super) fn add(&mut self, took: Duration) {
        self.0.push(took);
    }

    /// The median, the slowest of a hundred, and the slowest, in milliseconds.
    pub(super) fn told(&self) -> Value {
        let mut all = self.0.clone();
        all.sort_unstable();
        let at = |part: f64| {
            let index = ((all.len().saturating_sub(1)) as f64 * part).ceil() as usize;
            all.get(index).map_or(0.0, |took| round(took.as_secs_f64() * 1e3, 2))
        };
        json!({ "times": all.len(), "p50_ms": at(0.50), "p99_ms": at(0.99), "max_ms": at(1.0) })
    }
}

/// So many places behind the point.
pub(super) fn round(number: f64, places: i32) -> f64 {
    let factor = 10_f64.powi(places);
    (number * factor).round() / factor
}

/// Which database it was.
pub(super) fn shown(url: &DatabaseUrl) -> &'static str {
    match url {
        DatabaseUrl::Sqlite(_) => "sqlite",
        DatabaseUrl::Postgres(_) => "postgres",
    }
}
