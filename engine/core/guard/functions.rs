//! The functions that scripts may call beyond rhai's arithmetic, text, list and map packages.
//!
//! Deliberately absent: anything that reads a clock, draws a number or changes the world.

use jiff::civil::Date;
use rhai::{Array, Dynamic, Engine, EvalAltResult};
use rust_decimal::{Decimal, RoundingStrategy};

use super::convert::{decimal, from_dynamic, text_of, to_dynamic, to_rhai_map};
use super::error::NEEDS_ANSWER;
use super::{Question, Surroundings, meter};
use crate::calendar::{Period, Start};
use crate::value::{Moment, Value};

/// Operations of a question to the world.
const QUESTION: u64 = 20;

/// Operations of counting in the calendar, a day and in all.
const DAYS: u64 = 50;

type Result<T> = std::result::Result<T, Box<EvalAltResult>>;

pub(super) fn register(engine: &mut Engine) {
    register_types(engine);
    register_time(engine);
    register_numbers(engine);
    register_world(engine);
    super::sized::register(engine);
}

fn register_types(engine: &mut Engine) {
    engine.register_type_with_name::<Moment>("moment");
    engine.register_type_with_name::<Date>("date");
    engine.register_type_with_name::<Period>("period");
    engine.register_fn("==", |a: Moment, b: Moment| a == b).register_fn("!=", |a: Moment, b: Moment| a != b);
    engine.register_fn("<", |a: Moment, b: Moment| a < b).register_fn("<=", |a: Moment, b: Moment| a <= b);
    engine.register_fn(">", |a: Moment, b: Moment| a > b).register_fn(">=", |a: Moment, b: Moment| a >= b);
    engine.register_fn("==", |a: Date, b: Date| a == b).register_fn("!=", |a: Date, b: Date| a != b);
    engine.register_fn("<", |a: Date, b: Date| a < b).register_fn("<=", |a: Date, b: Date| a <= b);
    engine.register_fn(">", |a: Date, b: Date| a > b).register_fn(">=", |a: Date, b: Date| a >= b);
    engine.register_fn("==", |a: Period, b: Period| a == b).register_fn("!=", |a: Period, b: Period| a != b);
    engine.register_fn("filled", |map: rhai::Map, name: &str| {
        map.get(name).is_some_and(|value| !value.is_unit())
    });
}

fn register_time(engine: &mut Engine) {
    engine.register_fn("date", |moment: Moment| -> Result<Date> { Ok(here()?.calendar.date(moment)) });
    engine.register_fn("date", |text: &str| -> Result<Date> {
        text.parse().map_err(|_| fail(format!("“{text}” is not a date")))
    });
    engine.register_fn("year", |date: Date| i64::from(date.year()));
    engine.register_fn("month", |date: Date| i64::from(date.month()));
    engine.register_fn("day", |date: Date| i64::from(date.day()));
    engine.register_fn("weekday", |date: Date| weekday(date));
    engine.register_fn("weekday", |moment: Moment| -> Result<i64> {
        Ok(weekday(here()?.calendar.date(moment)))
    });
    engine.register_fn("period", |text: &str| period(text));
    engine.register_fn("add", |from: Moment, text: &str| add(Start::Moment(from), period(text)?));
    engine.register_fn("add", |from: Moment, length: Period| add(Start::Moment(from), length));
    engine.register_fn("add", |from: Date, text: &str| add_days(from, period(text)?));
    engine.register_fn("add", |from: Date, length: Period| add_days(from, length));
    engine.register_fn("is_working", |date: Date| -> Result<bool> { Ok(here()?.calendar.is_working(date)) });
    engine.register_fn("working_days", |from: Date, to: Date| -> Result<i64> {
        meter::charge(DAYS);
        Ok(here()?.calendar.working_days_between(from, to))
    });
    engine.register_fn("days_between", |from: Date, to: Date| {
        from.until(to).map_or(0, |span| i64::from(span.get_days()))
    });
    engine.register_fn("seconds_between", |from: Moment, to: Moment| to.0.saturating_sub(from.0) / 1_000_000);
}

fn register_numbers(engine: &mut Engine) {
    engine.register_fn("decimal", |text: &str| -> Result<Decimal> {
        text.parse().map_err(|_| fail(format!("“{text}” is not a number")))
    });
    engine.register_fn("decimal", Decimal::from as fn(i64) -> Decimal);
    engine.register_fn("round", |number: Decimal, places: i64| -> Result<Decimal> {
        let places =
            u32::try_from(places).ok().filter(|p| *p <= 28).ok_or_else(|| fail("0 to 28 places".into()))?;
        Ok(number.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero))
    });
    engine.register_fn("sum", |list: Array| -> Result<Dynamic> { sum(&list) });
}

fn register_world(engine: &mut Engine) {
    engine
        .register_fn("in_state", |name: &str| -> Result<bool> { Ok(here()?.active.borrow().contains(name)) });
    engine.register_fn("in_state", |name: &str, case: &str| -> Result<bool> {
        let question = Question::InState { case: case.to_owned(), state: name.to_owned() };
        match here()?.world.ask(&question) {
            Some(Value::Bool(active)) => Ok(active),
            Some(_) => Err(fail(format!("no case “{case}”"))),
            None => Err(fail(NEEDS_ANSWER.into())),
        }
    });
    engine.register_fn("held", |name: &str| -> Result<bool> { Ok(here()?.held.borrow().contains(name)) });
    engine.register_fn("cases", || cases(None));
    engine.register_fn("cases", |policy: &str| cases(Some(policy.to_owned())));
    engine.register_fn("holders", |post: &str| ask(Question::Holders { post: post.to_owned() }));
    engine.register_fn("row", |register: &str, key: &str| {
        ask(Question::Row { register: register.to_owned(), key: key.to_owned() })
    });
    engine.register_fn("register", |register: &str| {
        ask(Question::Rows { register: register.to_owned(), filter: Default::default() })
    });
    engine.register_fn("register", |register: &str, filter: rhai::Map| {
        let text = |value| from_dynamic(value).map(|value| text_of(&value));
        let fields = filter.into_iter().map(|(field, value)| Some((field.to_string(), text(value)?)));
        let filter = fields.collect::<Option<_>>();
        let filter = filter.ok_or_else(|| fail("a filter holds values only".into()))?;
        ask(Question::Rows { register: register.to_owned(), filter })
    });
    engine.register_fn("quota_left", |name: &str| -> Result<i64> {
        let here = here()?;
        let left = here.quotas.borrow().get(name).copied();
        left.ok_or_else(|| fail(format!("no quota “{name}”")))
    });
}

fn here() -> Result<std::rc::Rc<Surroundings>> {
    Surroundings::current().ok_or_else(|| fail("this function needs a running step".into()))
}

/// Cases of the same folder; without a folder there are none.
fn cases(policy: Option<String>) -> Result<Dynamic> {
    let folder = here()?.folder.borrow().clone();
    match folder {
        Some(folder) => ask(Question::Cases { folder, policy }),
        None => Ok(Dynamic::from_array(Array::new())),
    }
}

fn fail(text: String) -> Box<EvalAltResult> {
    Box::new(EvalAltResult::from(text))
}

fn ask(question: Question) -> Result<Dynamic> {
    let answer = here()?.world.ask(&question).ok_or_else(|| fail(NEEDS_ANSWER.into()))?;
    let answer = match &answer {
        Value::List(rows) => Dynamic::from_array(rows.iter().map(row).collect()),
        answer => row(answer),
    };
    // A list of rows is found and made anew for each call.
    meter::charge(QUESTION + meter::eighths(&answer) / 2);
    Ok(answer)
}

fn row(value: &Value) -> Dynamic {
    match value {
        Value::Map(map) => Dynamic::from_map(to_rhai_map(map)),
        other => to_dynamic(other),
    }
}

fn period(text: &str) -> Result<Period> {
    Period::parse(text).map_err(|error| fail(error.to_string()))
}

fn add(from: Start, length: Period) -> Result<Moment> {
    // Working days are counted one by one.
    let days = if let Period::WorkingDays(days) = length { u64::from(days) } else { 0 };
    meter::charge(DAYS + days);
    here()?.calendar.add(from, length).map_err(|error| fail(error.to_string()))
}

fn add_days(from: Date, length: Period) -> Result<Date> {
    let moment = add(Start::Date(from), length)?;
    Ok(here()?.calendar.date(moment))
}

fn weekday(date: Date) -> i64 {
    i64::from(date.weekday().to_monday_one_offset())
}

fn sum(list: &Array) -> Result<Dynamic> {
    if let Ok(numbers) = list.iter().map(|item| item.as_int()).collect::<std::result::Result<Vec<i64>, _>>() {
        let total = numbers.iter().try_fold(0_i64, |total, number| total.checked_add(*number));
        return total.map(Dynamic::from_int).ok_or_else(|| fail("the sum is too large".into()));
    }
    let mut total = Decimal::ZERO;
    for item in list {
        let number = decimal(item).ok_or_else(|| fail(format!("“{item}” is not a number")))?;
        total = total.checked_add(number).ok_or_else(|| fail("the sum is too large".into()))?;
    }
    Ok(Dynamic::from_decimal(total))
}
