//! Tables of input and expected answer, on the shipped calendar and on small ones with mistakes.

mod days;
mod dues;
mod periods;
mod reading;

use jiff::civil::{Date, DateTime};

use super::*;
use crate::text::{Findings, Source};

/// `policies/calendar.yaml`.
fn shipped() -> Calendar {
    let bytes = include_bytes!("../../../../policies/calendar.yaml");
    let mut findings = Findings::new();
    let source = Source::from_bytes("policies/calendar.yaml", bytes, &mut findings).unwrap();
    let calendar = Calendar::read(&source, &mut findings);
    let findings = findings.into_sorted();
    assert!(findings.is_empty(), "{findings:#?}");
    calendar.unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// A moment written as the company's clock shows it: `2026-11-23 14:30`.
fn at(calendar: &Calendar, civil: &str) -> Moment {
    calendar.moment(civil.parse::<DateTime>().unwrap()).unwrap()
}

fn shown(calendar: &Calendar, moment: Moment) -> String {
    calendar.civil(moment).strftime("%Y-%m-%d %H:%M").to_string()
}
