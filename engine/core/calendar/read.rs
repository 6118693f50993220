//! Reading the calendar document, all mistakes at once.
//!
//! What is refused here is what would make a due date wrong without anyone noticing: a day that is both
//! holiday and working day, a holiday that slipped into another year, a make-up day on a day that is worked
//! anyway.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use jiff::civil::{Date, Time};
use jiff::tz::{TimeZone, TimeZoneDatabase};

use super::{Calendar, Exception, Period, PeriodError, Year};
use crate::limits;
use crate::text::yaml::{self, Key, Node};
use crate::text::{Bilingual, Ctx, Findings, Source, Span};

/// Monday first, as `Weekday::to_monday_zero_offset` counts.
const WEEKDAYS: [(&str, usize); 7] = [
    ("monday", 0),
    ("tuesday", 1),
    ("wednesday", 2),
    ("thursday", 3),
    ("friday", 4),
    ("saturday", 5),
    ("sunday", 6),
];

/// Years that a calendar may hold: a slip of the finger in a year is more likely than another one.
const YEARS: RangeInclusive<i16> = 1950..=2199;

impl Calendar {
    /// Reads the document. `None` if there is any error in it; all of them are in `findings`.
    pub fn read(source: &Source, findings: &mut Findings) -> Option<Calendar> {
        let before = findings.errors();
        let root = yaml::read(source, findings)?;
        let calendar = read_calendar(&mut Ctx::new(source, findings), &root);
        calendar.filter(|_| findings.errors() == before)
    }
}

fn read_calendar(ctx: &mut Ctx<'_>, root: &Node) -> Option<Calendar> {
    let mut fields = ctx.map(root)?;
    let id = fields.required(ctx, "calendar").and_then(|node| ctx.identifier(node));
    let title = fields.required(ctx, "title").and_then(|node| ctx.bilingual(node));
    let zone = fields.required(ctx, "time_zone").and_then(|node| read_zone(ctx, node));
    let hours = fields.required(ctx, "day").and_then(|node| read_hours(ctx, node));
    let weekend = fields.required(ctx, "weekend").and_then(|node| read_weekend(ctx, node));
    let years = fields.required(ctx, "years");
    fields.finish(ctx);

    let mut days = Days { weekend, ..Days::default() };
    if let Some(years) = years {
        days.read_years(ctx, years);
    }
    let (opens, closes) = hours?;
    Some(Calendar {
        id: id?.value,
        title: title?,
        zone: zone?,
        opens,
        closes,
        weekend: weekend?,
        years: days.years,
        holidays: days.holidays,
        exceptions: days.exceptions.into_iter().map(|(date, (exception, _))| (date, exception)).collect(),
    })
}

fn read_zone(ctx: &mut Ctx<'_>, node: &Node) -> Option<TimeZone> {
    let name = ctx.text(node)?;
    // The bundled database, and not the machine's, so that every machine counts alike.
    let zone = TimeZoneDatabase::bundled().get(&name).ok();
    if zone.is_none() {
        ctx.error("G0301", node.span, [("name", name)]);
    }
    zone
}

fn read_hours(ctx: &mut Ctx<'_>, node: &Node) -> Option<(Time, Time)> {
    let mut fields = ctx.map(node)?;
    let opens = fields.required(ctx, "opens").and_then(|node| read_time(ctx, node));
    let closes = fields.required(ctx, "closes").and_then(|node| read_time(ctx, node));
    fields.finish(ctx);
    let (opens, closes) = (opens?, closes?);
    if opens < closes {
        return Some((opens, closes));
    }
    ctx.error("G0303", node.span, []);
    None
}

/// A time of day as `09:00`.
fn read_time(ctx: &mut Ctx<'_>, node: &Node) -> Option<Time> {
    let text = ctx.text(node)?;
    let time = text
        .split_once(':')
        .and_then(|(hour, minute)| Time::new(digits(hour, 2)?, digits(minute, 2)?, 0, 0).ok());
    if time.is_none() {
        ctx.error("G0302", node.span, [("text", text)]);
    }
    time
}

/// Exactly so many digits: `parse` alone would take a sign.
fn digits<N: std::str::FromStr>(text: &str, count: usize) -> Option<N> {
    (text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

fn read_weekend(ctx: &mut Ctx<'_>, node: &Node) -> Option<[bool; 7]> {
    let mut weekend = [false; 7];
    let mut sound = true;
    for item in ctx.list(node)? {
        match ctx.one_of(item, &WEEKDAYS) {
            Some(day) => weekend[day] = true,
            None => sound = false,
        }
    }
    if weekend.iter().all(|free| *free) {
        ctx.error("G0304", node.span, []);
        sound = false;
    }
    sound.then_some(weekend)
}

/// The exceptional days of all years while they are read.
#[derive(Default)]
struct Days {
    /// `None` where the weekend itself could not be read.
    weekend: Option<[bool; 7]>,
    years: BTreeMap<i16, Year>,
    holidays: Vec<Bilingual>,
    /// With the place that named the day.
    exceptions: BTreeMap<Date, (Exception, Span)>,
}

impl Days {
    fn read_years(&mut self, ctx: &mut Ctx<'_>, node: &Node) {
        for (key, node) in ctx.entries(node).unwrap_or_default() {
            match digits::<i16>(&key.name, 4).filter(|year| YEARS.contains(year)) {
                Some(year) => self.read_year(ctx, year, key, node),
                None => {
                    let limits = [("min", YEARS.start().to_string()), ("max", YEARS.end().to_string())];
                    let name = [("name", key.name.clone())];
                    ctx.error("G0305", key.span, name.into_iter().chain(limits));
                }
            }
        }
    }

    fn read_year(&mut self, ctx: &mut Ctx<'_>, year: i16, key: &Key, node: &Node) {
        let Some(mut fields) = ctx.map(node) else { return };
        let provisional = fields.optional("provisional").and_then(|node| ctx.boolean(node)).unwrap_or(false);
        let source = fields.required(ctx, "source").and_then(|node| ctx.text(node));
        let note = fields.optional("note").and_then(|node| ctx.bilingual(node));
        let has_note = fields.has("note");
        for item in fields.optional("holidays").and_then(|node| ctx.list(node)).unwrap_or_default() {
            self.read_holiday(ctx, year, item);
        }
        for item in fields.optional("working").and_then(|node| ctx.list(node)).unwrap_or_default() {
            self.read_make_up(ctx, year, item);
        }
        fields.finish(ctx);
        if provisional && !has_note {
            ctx.error("G0306", key.span, [("year", year.to_string())]);
        }
        let source = source.unwrap_or_default(); // reported: then the calendar is not used
        self.years.insert(year, Year { provisional, source, note });
    }

    /// `{ from, to, name }`; without `to` a single day.
    fn read_holiday(&mut self, ctx: &mut Ctx<'_>, year: i16, node: &Node) {
        let Some(mut fields) = ctx.map(node) else { return };
        let from = fields.required(ctx, "from").and_then(|node| read_date(ctx, year, node));
        let to = match fields.optional("to") {
            Some(node) => read_date(ctx, year, node),
            None => from,
        };
        let name = fields.required(ctx, "name").and_then(|node| ctx.bilingual(node));
        fields.finish(ctx);
        let (Some(from), Some(to)) = (from, to) else { return };
        if to < from {
            let args = [("from", from.to_string()), ("to", to.to_string())];
            return ctx.error("G0308", node.span, args);
        }
        let index = self.holidays.len();
        self.holidays.push(name.unwrap_or_default()); // reported: then the calendar is not used
        let mut days = 0;
        for date in from.series(jiff::Span::new().days(1)).take_while(|date| *date <= to) {
            self.name_day(ctx, date, Exception::Holiday(index), node.span);
            days += 1;
        }
        if days > limits::HOLIDAY_DAYS {
            let args = [("days", days.to_string()), ("limit", limits::HOLIDAY_DAYS.to_string())];
            ctx.warning("G0311", node.span, args);
        }
    }

    /// `{ date, name }`: the name is that of the holiday made up for.
    fn read_make_up(&mut self, ctx: &mut Ctx<'_>, year: i16, node: &Node) {
        let Some(mut fields) = ctx.map(node) else { return };
        let date = fields.required(ctx, "date").and_then(|node| read_date(ctx, year, node));
        let name = fields.required(ctx, "name").and_then(|node| ctx.bilingual(node));
        fields.finish(ctx);
        let Some(date) = date else { return };
        let weekday = usize::from(date.weekday().to_monday_zero_offset().unsigned_abs());
        if self.weekend.is_some_and(|weekend| !weekend[weekday]) {
            let args = [("date", date.to_string()), ("weekday", WEEKDAYS[weekday].0.to_owned())];
            ctx.error("G0310", node.span, args);
        }
        // reported where there is no name: then the calendar is not used
        self.name_day(ctx, date, Exception::MakeUp(name.unwrap_or_default()), node.span);
    }

    fn name_day(&mut self, ctx: &mut Ctx<'_>, date: Date, exception: Exception, span: Span) {
        match self.exceptions.get(&date) {
            None => {
                self.exceptions.insert(date, (exception, span));
            }
            Some((_, first)) => {
                let line = ctx.source.place(first.start).line.to_string();
                ctx.error("G0309", span, [("date", date.to_string()), ("line", line)]);
            }
        }
    }
}

/// A date that must lie in the year it is listed under.
fn read_date(ctx: &mut Ctx<'_>, year: i16, node: &Node) -> Option<Date> {
    let date = ctx.date(node)?;
    if date.year() == year {
        return Some(date);
    }
    ctx.error("G0307", node.span, [("date", date.to_string()), ("year", year.to_string())]);
    None
}

/// Reads a period of any document, reporting what is wrong with it.
pub fn read_period(ctx: &mut Ctx<'_>, node: &Node) -> Option<Period> {
    let text = ctx.text(node)?;
    match Period::parse(&text) {
        Ok(period) => return Some(period),
        Err(PeriodError::Form { text }) => ctx.error("G0320", node.span, [("text", text)]),
        Err(PeriodError::TooLong { text, unit, max }) => {
            ctx.error("G0321", node.span, [("text", text), ("limit", format!("{max}{unit}"))]);
        }
        Err(PeriodError::Day { day }) => ctx.error("G0322", node.span, [("day", day.to_string())]),
    }
    None
}
