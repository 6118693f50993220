//! The demo's clock.

use askama::Template;

use super::{Event, Frame, Timer};

/// The demo's clock: now, what falls due next, and ways to move on.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "clock.html", config = "engine/web/askama.toml")]
pub struct ClockPage {
    pub frame: Frame,
    /// `2026 年 11 月 25 日（周三）14:20`.
    pub now: String,
    /// `工作日` or why not: `休息日：国庆节`.
    pub day: String,
    /// What falls due next, the nearest first.
    pub timers: Vec<Timer>,
    /// What was typed as a length; posted as `advance`.
    pub typed: String,
    /// What is wrong with it.
    pub error: String,
    /// After a move: `11 月 25 日 14:20 → 12 月 8 日 18:00，触发了 3 件事`; empty before.
    pub moved: String,
    /// What fired on the way, in the order of time.
    pub fired: Vec<Event>,
}

impl ClockPage {
    /// The buttons: what is posted as `advance`, and the text on it.
    pub fn steps(&self) -> [(&'static str, &'static str); 5] {
        [
            ("1h", "web-clock-1h"),
            ("4h", "web-clock-4h"),
            ("1d", "web-clock-1d"),
            ("1wd", "web-clock-1wd"),
            ("15d", "web-clock-15d"),
        ]
    }
}
