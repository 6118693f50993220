//! Moments as the reader says them: the company's clock, the reader's language, today known.

use guicheng_core::value::Moment;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::lang::{self, Lang};
use crate::service::Books;

use super::views::Chip;

/// The reader's language and present time.
#[derive(Clone)]
pub struct When {
    pub lang: Lang,
    pub zone: TimeZone,
    pub now: Moment,
}

impl When {
    /// By the calendar of these documents.
    pub fn of(lang: Lang, books: &Books, now: Moment) -> When {
        When { lang, zone: books.calendar().zone().clone(), now }
    }

    /// As the company's clock shows it.
    pub fn civil(&self, moment: Moment) -> DateTime {
        self.zone.to_datetime(moment.timestamp())
    }

    /// `今天 14:30`, `Mon 23 Nov 14:30`.
    pub fn moment(&self, moment: Moment) -> String {
        lang::moment(self.lang, self.civil(moment), self.civil(self.now))
    }

    /// The same without nearness: `2026 年 11 月 23 日（周一）14:30`.
    pub fn full(&self, moment: Moment) -> String {
        lang::full(self.lang, self.civil(moment))
    }

    /// The chip of a deadline in a list.
    pub fn deadline(&self, due: Moment) -> Chip {
        Chip::deadline(self.lang, self.civil(due), self.civil(self.now))
    }

    /// What is left, for the head of a task.
    pub fn remaining(&self, due: Moment) -> Chip {
        Chip::remaining(self.lang, self.civil(due), self.civil(self.now))
    }

    /// For a control of a form: `2026-11-30T18:00`.
    pub fn typed(&self, moment: Moment) -> String {
        self.civil(moment).strftime("%Y-%m-%dT%H:%M").to_string()
    }

    /// What a form's control for date and time sent, as a moment.
    pub fn read(&self, text: &str) -> Option<Moment> {
        let civil: DateTime = text.trim().parse().ok()?;
        self.zone.to_timestamp(civil).ok().map(Moment::from)
    }
}
