//! Clock and randomness enter here, and nowhere else.
//!
//! `.clippy.toml` forbids their sources everywhere but in this file. The server's parts take a [`Clock`] or a
//! [`Moment`]; the demo gives them a clock that can be moved on, a test one that stands still. Deliberately
//! absent: a global clock, and any random number that would decide something: those made here are secrets,
//! salts and names.

use std::time::Instant;

use guicheng_core::value::Moment;
use jiff::Timestamp;
use rand::TryRng;
use uuid::Uuid;

/// Tells the time to the parts that act by it.
pub trait Clock: Send + Sync {
    /// The present moment. May stand still, may leap forward, never goes back.
    fn now(&self) -> Moment;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the wall clock")]
    fn now(&self) -> Moment {
        Moment::from(Timestamp::now())
    }
}

/// A reading of the machine's stopwatch: to measure how long something took, never to decide anything.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the stopwatch")]
pub fn monotonic() -> Instant {
    Instant::now()
}

/// `N` bytes from the operating system, fit for keys and secrets.
#[expect(clippy::disallowed_methods, reason = "the one place that asks for randomness")]
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::rngs::SysRng
        .try_fill_bytes(&mut bytes)
        .expect("an operating system that gives no random numbers can't run a server safely");
    bytes
}

/// A new name for a thing made at `now`: a UUID of version 7 (RFC 9562, 5.7), so names sort by time, to the
/// millisecond. The time comes from the caller: in the demo it is the demo's.
pub fn new_id(now: Moment) -> Uuid {
    let millis = u64::try_from(now.0 / 1000).unwrap_or(0); // version 7 knows no time before 1970
    uuid::Builder::from_unix_timestamp_millis(millis, &random_bytes::<10>()).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_carry_the_given_time_and_are_new_each_time() {
        let now = Moment::parse("2026-11-23T14:00:00.123456+08:00").unwrap();
        let (one, two) = (new_id(now), new_id(now));
        assert_ne!(one, two);
        for id in [one, two] {
            assert_eq!(id.get_version_num(), 7);
            let (seconds, nanos) = id.get_timestamp().unwrap().to_unix();
            assert_eq!((seconds, nanos), (1_795_413_600, 123_000_000));
        }
        assert!(new_id(Moment(now.0 + 1000)) > one.max(two));
    }

    #[test]
    fn a_time_before_1970_still_gives_an_id() {
        assert_eq!(new_id(Moment(-1)).get_version_num(), 7);
    }

    #[test]
    fn random_bytes_differ() {
        assert_ne!(random_bytes::<32>(), random_bytes::<32>());
    }
}
