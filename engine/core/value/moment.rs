//! Instants in time: microseconds since 1970 in UTC, the unit both databases store as a BIGINT.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// An instant, in microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(pub i64);

/// The text is not an RFC 3339 time with an offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an RFC 3339 time with an offset")]
pub struct MomentError;

impl Moment {
    /// Reads an RFC 3339 time; the offset (`Z` or `+08:00`) must be there. Digits beyond the
    /// microsecond are cut off.
    pub fn parse(rfc3339: &str) -> Result<Moment, MomentError> {
        rfc3339.parse::<Timestamp>().map(Moment::from).map_err(|_| MomentError)
    }

    /// RFC 3339 with the offset that `tz` has at this instant.
    pub fn to_rfc3339(self, tz: &TimeZone) -> String {
        let timestamp = self.timestamp();
        timestamp.display_with_offset(tz.to_offset(timestamp)).to_string()
    }

    /// The same instant for calendar arithmetic. Instants outside jiff's years (-9999 to 9999)
    /// become the nearest one inside; no reader or clock of ours makes such an instant.
    pub fn timestamp(self) -> Timestamp {
        Timestamp::from_microsecond(self.0).unwrap_or(if self.0 < 0 {
            Timestamp::MIN
        } else {
            Timestamp::MAX
        })
    }
}

impl From<Timestamp> for Moment {
    fn from(timestamp: Timestamp) -> Moment {
        Moment(timestamp.as_microsecond())
    }
}

impl From<Moment> for Timestamp {
    fn from(moment: Moment) -> Timestamp {
        moment.timestamp()
    }
}
