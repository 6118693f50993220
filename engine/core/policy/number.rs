//! How cases are numbered: `{yy}{MM}{dd}{serial:year:3}` (R8.14.2).

use std::fmt;

use jiff::civil::Date;

/// A pattern for numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberFormat {
    /// In order.
    pub parts: Vec<NumberPart>,
}

/// A part of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NumberPart {
    /// As it stands.
    Text(String),
    /// Four digits.
    Year,
    /// Two digits.
    ShortYear,
    /// Two digits.
    Month,
    /// Two digits.
    Day,
    /// Counted anew each period, with at least so many digits; a longer count is written whole, never cut.
    Serial(SerialPer, usize),
}

/// When a serial starts anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SerialPer {
    /// Each day.
    Day,
    /// Each month.
    Month,
    /// Each year.
    Year,
    /// Never.
    Always,
}

impl NumberFormat {
    /// Reads a pattern; the error is the part that is not understood.
    ///
    /// # Errors
    /// With the text between the braces.
    pub fn parse(text: &str) -> Result<NumberFormat, String> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            if open > 0 {
                parts.push(NumberPart::Text(rest[..open].to_owned()));
            }
            let close = rest[open..].find('}').ok_or_else(|| rest[open..].to_owned())? + open;
            parts.push(part(&rest[open + 1..close]).ok_or_else(|| rest[open + 1..close].to_owned())?);
            rest = &rest[close + 1..];
        }
        if !rest.is_empty() {
            parts.push(NumberPart::Text(rest.to_owned()));
        }
        let serials = parts.iter().filter(|p| matches!(p, NumberPart::Serial(..))).count();
        if serials == 1 { Ok(NumberFormat { parts }) } else { Err("serial".to_owned()) }
    }

    /// The scope in which the serial counts, for example `complaint/2026`.
    pub fn scope(&self, policy: &str, date: Date) -> String {
        let per = self.parts.iter().find_map(|part| match part {
            NumberPart::Serial(per, _) => Some(*per),
            _ => None,
        });
        match per {
            Some(SerialPer::Day) => format!("{policy}/{date}"),
            Some(SerialPer::Month) => format!("{policy}/{:04}-{:02}", date.year(), date.month()),
            Some(SerialPer::Year) => format!("{policy}/{:04}", date.year()),
            Some(SerialPer::Always) | None => policy.to_owned(),
        }
    }

    /// Writes the number.
    pub fn write(&self, date: Date, serial: i64) -> String {
        let mut number = String::new();
        for part in &self.parts {
            number += &match part {
                NumberPart::Text(text) => text.clone(),
                NumberPart::Year => format!("{:04}", date.year()),
                NumberPart::ShortYear => format!("{:02}", date.year().rem_euclid(100)),
                NumberPart::Month => format!("{:02}", date.month()),
                NumberPart::Day => format!("{:02}", date.day()),
                NumberPart::Serial(_, digits) => format!("{serial:0digits$}"),
            };
        }
        number
    }
}

/// The pattern as the policy has it.
impl fmt::Display for NumberFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in &self.parts {
            match part {
                NumberPart::Text(text) => f.write_str(text)?,
                NumberPart::Year => f.write_str("{yyyy}")?,
                NumberPart::ShortYear => f.write_str("{yy}")?,
                NumberPart::Month => f.write_str("{MM}")?,
                NumberPart::Day => f.write_str("{dd}")?,
                NumberPart::Serial(per, digits) => {
                    let per = match per {
                        SerialPer::Day => "day",
                        SerialPer::Month => "month",
                        SerialPer::Year => "year",
                        SerialPer::Always => "always",
                    };
                    write!(f, "{{serial:{per}:{digits}}}")?;
                }
            }
        }
        Ok(())
    }
}

fn part(text: &str) -> Option<NumberPart> {
    Some(match text {
        "yyyy" => NumberPart::Year,
        "yy" => NumberPart::ShortYear,
        "MM" => NumberPart::Month,
        "dd" => NumberPart::Day,
        _ => {
            let (per, digits) = text.strip_prefix("serial:")?.split_once(':')?;
            let per = match per {
                "day" => SerialPer::Day,
                "month" => SerialPer::Month,
                "year" => SerialPer::Year,
                "always" => SerialPer::Always,
                _ => return None,
            };
            NumberPart::Serial(per, digits.parse().ok().filter(|d| (1..=9).contains(d))?)
        }
    })
}
