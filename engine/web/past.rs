//! Looking at the past: the moment in a page's address, and the bar that says so.
//!
//! `?at=2026-10-01T08:00` is a moment by the company's clock, `?at=2026-10-01` the end of that day (today: now). Links
//! of such a page keep it. Deliberately absent: what was so then (the service's).

use std::sync::Arc;

use guicheng_core::value::Moment;
use jiff::civil::{Date, DateTime, time};
use jiff::tz::TimeZone;

use crate::lang::t;
use crate::service::{Books, Problem, ServiceError};

use super::answer;
use super::session::Seen;
use super::views::Past;

/// Reads a moment as people write it; `None` if it is none.
pub fn read(text: &str, zone: &TimeZone, now: Moment) -> Option<Moment> {
    let text = text.trim();
    if let Ok(date) = text.parse::<Date>()
        && !text.contains(['T', ' '])
    {
        let end = date.to_datetime(time(23, 59, 59, 999_999_000));
        let end = Moment::from(zone.to_timestamp(end).ok()?);
        let today = zone.to_datetime(now.timestamp()).date() == date;
        return Some(if today { now } else { end });
    }
    if let Ok(moment) = Moment::parse(text) {
        return Some(moment);
    }
    // In an address a plus that nobody wrote as %2B arrives as a space: `…T08:00:00 08:00`.
    if let Some((moment, offset)) = text.rsplit_once(' ')
        && let Ok(moment) = Moment::parse(&format!("{moment}+{offset}"))
    {
        return Some(moment);
    }
    let civil: DateTime = text.parse().ok()?;
    zone.to_timestamp(civil).ok().map(Moment::from)
}

impl Seen {
    /// The past moment that is asked for; none: now.
    ///
    /// # Errors
    /// It cannot be read, or is to come.
    pub fn at(&self) -> Result<Option<Moment>, ServiceError> {
        let asked = self.asked("at");
        if asked.trim().is_empty() {
            return Ok(None);
        }
        let when = self.when()?;
        let moment = read(asked, &when.zone, when.now);
        let moment = moment.ok_or_else(|| ServiceError::Refused(Problem::new("as-of-unread", [])))?;
        self.service.past(moment).map(Some)
    }

    /// The documents in force at the moment that is asked for, and that moment.
    ///
    /// # Errors
    /// Nothing was in force then.
    pub async fn books_at(&self, at: Option<Moment>) -> Result<(Arc<Books>, Moment), ServiceError> {
        self.service.books_at(at).await
    }

    /// An address with the moment that is looked at.
    pub fn keep(&self, href: &str) -> String {
        let asked = self.asked("at").trim();
        if asked.is_empty() || href.is_empty() {
            return href.to_owned();
        }
        let (path, anchor) = href.split_once('#').map_or((href, ""), |(path, anchor)| (path, anchor));
        let query = answer::href("", &[("at", asked)]);
        let query = query.trim_start_matches('?');
        let joint = if path.contains('?') { '&' } else { '?' };
        let anchor = if anchor.is_empty() { String::new() } else { format!("#{anchor}") };
        format!("{path}{joint}{query}{anchor}")
    }

    /// The bar with the form that asks for another moment.
    pub fn past(&self, at: Option<Moment>) -> Result<Past, ServiceError> {
        let when = self.when()?;
        let (path, _) = self.here.split_once('?').unwrap_or((&self.here, ""));
        let banner = at.map(|at| t(self.lang, "as-of-banner", &[("at", when.full(at).into())]));
        Ok(Past {
            action: path.to_owned(),
            value: at.map(|at| when.typed(at)).unwrap_or_default(),
            banner: banner.unwrap_or_default(),
            most: when.typed(when.now),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_the_end_of_its_day() {
        let zone = TimeZone::fixed(jiff::tz::offset(8));
        let at = |text: &str| Moment::parse(text).unwrap();
        let now = at("2026-11-23T09:00:00+08:00");
        for (text, expected) in [
            ("2026-10-01", Some(at("2026-10-01T23:59:59.999999+08:00"))),
            ("2026-10-01T08:00", Some(at("2026-10-01T08:00:00+08:00"))),
            (" 2026-10-01T08:00:30 ", Some(at("2026-10-01T08:00:30+08:00"))),
            ("2026-10-01T08:00:00Z", Some(at("2026-10-01T16:00:00+08:00"))),
            ("2026-10-01T08:00:00 08:00", Some(at("2026-10-01T08:00:00+08:00"))),
            ("2026-11-23", Some(now)),
            ("2026-02-30", None),
            ("yesterday", None),
            ("", None),
        ] {
            assert_eq!(read(text, &zone, now), expected, "{text}");
        }
    }
}
