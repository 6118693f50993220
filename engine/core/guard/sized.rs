//! rhai's functions whose result can be far larger than what they are given, charged by the result's size and refused
//! before it is made.

use rhai::{Array, Dynamic, Engine, EvalAltResult, ImmutableString, Position};

use super::meter::{charge, eighths};
use crate::limits;

type Result<T> = std::result::Result<T, Box<EvalAltResult>>;

pub(super) fn register(engine: &mut Engine) {
    engine.register_fn("pad", |text: &mut ImmutableString, length: i64, with: char| {
        pad_text(text, length, with.encode_utf8(&mut [0; 4]))
    });
    engine.register_fn("pad", |text: &mut ImmutableString, length: i64, with: &str| {
        pad_text(text, length, with)
    });
    engine.register_fn("pad", pad_list);
    engine.register_fn("replace", |text: &mut ImmutableString, old: &str, new: &str| replace(text, old, new));
    engine.register_fn("replace", |text: &mut ImmutableString, old: char, new: &str| {
        replace(text, old.encode_utf8(&mut [0; 4]), new)
    });
}

/// Adds to a text until it has so many characters.
fn pad_text(text: &mut ImmutableString, length: i64, with: &str) -> Result<()> {
    let missing = missing(length, text.chars().count(), limits::SCRIPT_STRING_BYTES, TEXT)?;
    let step = with.chars().count();
    if missing == 0 || step == 0 {
        return Ok(());
    }
    check(text.len() + missing.div_ceil(step).saturating_mul(with.len()), limits::SCRIPT_STRING_BYTES, TEXT)?;
    charge(missing as u64 / 8);
    let added: String = with.chars().cycle().take(missing).collect();
    *text = format!("{text}{added}").into();
    Ok(())
}

/// Adds an item to a list until it has so many.
fn pad_list(list: &mut Array, length: i64, item: Dynamic) -> Result<()> {
    let missing = missing(length, list.len(), limits::SCRIPT_LIST_ITEMS, LIST)?;
    let size = (1 + eighths(&item)).saturating_mul(missing as u64);
    check(usize::try_from(size).unwrap_or(usize::MAX), 8 * limits::SCRIPT_LIST_ITEMS, LIST)?;
    charge(size / 8 * 4);
    list.extend(std::iter::repeat_n(item, missing));
    Ok(())
}

fn replace(text: &mut ImmutableString, old: &str, new: &str) -> Result<()> {
    let times = text.matches(old).count();
    check(text.len() + times.saturating_mul(new.len()), 2 * limits::SCRIPT_STRING_BYTES, TEXT)?;
    charge((text.len() + times * (8 + new.len())) as u64 / 16);
    *text = text.replace(old, new).into();
    Ok(())
}

const TEXT: &str = "Length of string";
const LIST: &str = "Size of array/BLOB";

fn missing(length: i64, have: usize, limit: usize, what: &str) -> Result<usize> {
    let length = usize::try_from(length.max(0)).unwrap_or(usize::MAX);
    check(length, limit, what)?;
    Ok(length.saturating_sub(have))
}

fn check(size: usize, limit: usize, what: &str) -> Result<()> {
    if size <= limit {
        return Ok(());
    }
    Err(EvalAltResult::ErrorDataTooLarge(what.to_owned(), Position::NONE).into())
}
