//! Reading the bounds of a field: lengths, counts, amounts, days.

use std::ops::RangeInclusive;

use rust_decimal::Decimal;

use super::DateBound;
use crate::text::{Ctx, Fields};

/// `max` of a text, in characters.
pub(super) fn length(map: &mut Fields<'_>, limit: i64, default: i64, ctx: &mut Ctx<'_>) -> u32 {
    count("max", map, 1..=limit, default, ctx)
}

/// A number of characters or rows.
pub(super) fn count(
    key: &'static str,
    map: &mut Fields<'_>,
    range: RangeInclusive<i64>,
    default: i64,
    ctx: &mut Ctx<'_>,
) -> u32 {
    let number = map.optional(key).and_then(|node| ctx.integer_in(node, range)).unwrap_or(default);
    u32::try_from(number).expect("limits of lengths and counts are far below 2^32")
}

/// `min` and `max` of a whole number; the limit stands in for a missing one.
pub(super) fn integer_bounds(map: &mut Fields<'_>, limit: i64, ctx: &mut Ctx<'_>) -> (i64, i64) {
    let bound = |key, map: &mut Fields<'_>, ctx: &mut Ctx<'_>| {
        map.optional(key).and_then(|node| ctx.integer_in(node, -limit..=limit).map(|n| (n, node.span)))
    };
    let (min, max) = (bound("min", map, ctx), bound("max", map, ctx));
    if let (Some((min, _)), Some((max, span))) = (min, max)
        && min > max
    {
        ctx.error("G0205", span, [("min", min.to_string()), ("max", max.to_string())]);
    }
    (min.map_or(-limit, |(n, _)| n), max.map_or(limit, |(n, _)| n))
}

/// `min` and `max` of a number with so many decimal places; the limits stand in for a missing one.
pub(super) fn decimal_bounds(
    map: &mut Fields<'_>,
    lowest: Decimal,
    highest: Decimal,
    places: u32,
    ctx: &mut Ctx<'_>,
) -> (Decimal, Decimal) {
    let bound = |key, map: &mut Fields<'_>, ctx: &mut Ctx<'_>| {
        let node = map.optional(key)?;
        let number = ctx.decimal(node)?.normalize();
        let limit = highest.max(-lowest);
        if number.abs() > limit {
            ctx.error("G0146", node.span, [("min", (-limit).to_string()), ("max", limit.to_string())]);
            return None;
        }
        if number.scale() > places {
            ctx.error("G0218", node.span, [("places", places.to_string())]);
        }
        Some((number, node.span))
    };
    let min = bound("min", map, ctx);
    let max = bound("max", map, ctx);
    let bounds = (min.map_or(lowest, |(n, _)| n), max.map_or(highest, |(n, _)| n));
    if let Some((_, span)) = max.or(min)
        && bounds.0 > bounds.1
    {
        ctx.error("G0205", span, [("min", bounds.0.to_string()), ("max", bounds.1.to_string())]);
    }
    bounds
}

/// `min` and `max` of a date or time: a date, or one of the words.
pub(super) fn date_bounds(
    map: &mut Fields<'_>,
    words: &[(&'static str, DateBound)],
    ctx: &mut Ctx<'_>,
) -> (Option<DateBound>, Option<DateBound>) {
    let bound = |key, map: &mut Fields<'_>, ctx: &mut Ctx<'_>| {
        let node = map.optional(key)?;
        let text = node.as_text().unwrap_or_default();
        match text.starts_with(|c: char| c.is_ascii_digit()) {
            true => ctx.date(node).map(|date| (DateBound::On(date), node.span)),
            false => ctx.one_of(node, words).map(|bound| (bound, node.span)),
        }
    };
    let (min, max) = (bound("min", map, ctx), bound("max", map, ctx));
    if let (Some((DateBound::On(first), _)), Some((DateBound::On(last), span))) = (min, max)
        && first > last
    {
        ctx.error("G0205", span, [("min", first.to_string()), ("max", last.to_string())]);
    }
    (min.map(|(bound, _)| bound), max.map(|(bound, _)| bound))
}
