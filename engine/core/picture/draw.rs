//! Writes the SVG.

use std::fmt::Write;

use super::frames::{END, START};
use super::outline::Look;
use super::shape::{Drawing, Rect, SHEETS, Shape, Style, Text};
use super::style::style;
use super::words::Words;
use super::{Mark, Options, Standing};
use crate::policy::Policy;

/// Corners of lines, in pixels.
const ROUND: i32 = 6;

pub(super) fn svg(policy: &Policy, options: &Options<'_>, drawing: &Drawing) -> String {
    let words = Words { policy, options };
    let title = words.say("picture-title", [("policy", policy.title.get(options.lang))]);
    let mut out = Svg::begin(options, drawing.width, drawing.height, &title, &description(&words));
    for shape in &drawing.shapes {
        out.shape(options, shape);
    }
    out.end()
}

/// The picture in a sentence or two, for those who don't see it.
fn description(words: &Words<'_>) -> String {
    let standing = &words.options.standing;
    let title = |name: &String| {
        let (chart, state) = words.policy.find_state(name)?;
        words.policy.charts[chart].work[state].task.as_ref()?;
        words.title(chart, state)
    };
    let tasks =
        words.policy.charts.iter().flat_map(|chart| &chart.work).filter(|work| work.task.is_some()).count();
    let steps = words.count("picture-describe", tasks);
    let present: Vec<String> = standing.lit.keys().filter_map(title).collect();
    let steps = match words.options.marks.describe(words) {
        Some(marks) => format!("{steps}{marks}"),
        None => steps,
    };
    if present.is_empty() {
        return steps;
    }
    let present = words.list(&present);
    words.say("picture-describe-present", [("steps", &steps), ("present", &present)])
}

/// An SVG element being written.
pub(super) struct Svg(String);

impl Svg {
    pub fn begin(options: &Options<'_>, width: i32, height: i32, title: &str, description: &str) -> Svg {
        let mut out = Svg(String::new());
        let (label, lang) = (escape(title), options.lang.tag());
        out.push(format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" id=\"{}\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{label}\" lang=\"{lang}\">\n\
             <title>{label}</title><desc>{}</desc>\n",
            escape(options.prefix),
            escape(description),
        ));
        if let Some(theme) = options.style {
            out.push(format_args!("<style>{}</style>\n", style(theme)));
            out.push(format_args!("<rect class=\"ground\" width=\"{width}\" height=\"{height}\"/>\n"));
        }
        out
    }

    pub fn end(mut self) -> String {
        self.push(format_args!("</svg>\n"));
        self.0
    }

    pub fn push(&mut self, text: std::fmt::Arguments<'_>) {
        self.0.write_fmt(text).expect("writing to a string cannot fail");
    }

    fn shape(&mut self, options: &Options<'_>, shape: &Shape) {
        match shape {
            Shape::Node { name, look, rect, sheets, lit, texts, .. } => {
                if name.is_empty() {
                    self.push(format_args!("<g>"));
                } else {
                    self.push(format_args!("<g id=\"{}-{}\">", escape(options.prefix), escape(name)));
                }
                let mark = options.marks.states.get(name).copied();
                self.node(&options.standing, name, (*look, mark), *rect, *sheets, *lit);
                self.texts(texts);
                self.push(format_args!("</g>\n"));
            }
            Shape::Line { points, head, mark } => {
                let class = mark.map_or("edge".to_owned(), |mark| format!("edge {}", mark.class()));
                self.line(&class, points);
                if *head {
                    self.head(points);
                }
                self.push(format_args!("\n"));
            }
            Shape::Label { texts, tip, .. } => {
                self.push(format_args!("<g>"));
                if let Some(tip) = tip {
                    self.push(format_args!("<title>{}</title>", escape(tip)));
                }
                self.texts(texts);
                self.push(format_args!("</g>\n"));
            }
            Shape::Dash { from, to } => {
                self.push(format_args!(
                    "<path class=\"dash\" d=\"M{} {}L{} {}\"/>\n",
                    from.0, from.1, to.0, to.1
                ));
            }
        }
    }

    fn node(
        &mut self,
        standing: &Standing,
        name: &str,
        (look, mark): (Look, Option<Mark>),
        rect: Rect,
        sheets: bool,
        lit: bool,
    ) {
        let been = standing.visited.contains(name) && !lit;
        let mut class = match look {
            Look::Group if lit => "group on",
            Look::Group => "group",
            _ if lit => "s lit",
            _ if been => "s been",
            _ => "s",
        }
        .to_owned();
        if let Some(mark) = mark {
            class.push(' ');
            class.push_str(mark.class());
        }
        let (wide, high) = (rect.right - rect.left, rect.bottom - rect.top);
        let (x, y) = ((rect.left + rect.right) / 2, (rect.top + rect.bottom) / 2);
        match look {
            Look::Port => {}
            Look::Start => {
                self.push(format_args!("<circle class=\"dot\" cx=\"{x}\" cy=\"{y}\" r=\"{START}\"/>"))
            }
            Look::End if wide == 2 * END => {
                self.push(format_args!("<circle class=\"ring\" cx=\"{x}\" cy=\"{y}\" r=\"{}\"/>", END - 1));
                self.push(format_args!("<circle class=\"dot\" cx=\"{x}\" cy=\"{y}\" r=\"{}\"/>", END - 4));
            }
            Look::Fork => {
                let (l, t, r, b) = (rect.left, rect.top, rect.right, rect.bottom);
                self.push(format_args!("<path class=\"{class}\" d=\"M{x} {t}L{r} {y}L{x} {b}L{l} {y}Z\"/>"));
            }
            Look::History(deep) => {
                self.push(format_args!(
                    "<circle class=\"{class}\" cx=\"{x}\" cy=\"{y}\" r=\"{}\"/>",
                    wide / 2
                ));
                let text = if deep { "H*" } else { "H" };
                self.push(format_args!(
                    "<text x=\"{x}\" y=\"{}\" text-anchor=\"middle\">{text}</text>",
                    y + 5
                ));
            }
            Look::Box | Look::Group | Look::End => {
                for sheet in if sheets { &[SHEETS, SHEETS / 2][..] } else { &[] } {
                    let moved = Rect { left: rect.left + sheet, top: rect.top + sheet, ..rect };
                    self.rect("sheet", moved, wide, high, 8);
                }
                // Frames hide the lines of their own sheets, never those of the level they stand on.
                if sheets && look == Look::Group {
                    self.rect("sheet", rect, wide, high, 8);
                }
                let round = match look {
                    Look::End => high / 2,
                    Look::Group => 10,
                    _ => 8,
                };
                self.rect(&class, rect, wide, high, round);
                if look == Look::End {
                    let inner = Rect { left: rect.left + 3, top: rect.top + 3, ..rect };
                    self.rect("ring", inner, wide - 6, high - 6, (high - 6) / 2);
                }
            }
        }
        let has_text = wide > 2 * END + 8;
        if been && has_text {
            let (x, y) = (rect.right - 3, rect.top + 3);
            self.push(format_args!("<circle class=\"s been\" cx=\"{x}\" cy=\"{y}\" r=\"8\"/>"));
            self.tick(x, y);
        }
    }

    fn rect(&mut self, class: &str, rect: Rect, wide: i32, high: i32, round: i32) {
        self.push(format_args!(
            "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{wide}\" height=\"{high}\" rx=\"{round}\"/>",
            rect.left, rect.top
        ));
    }

    /// A tick with its middle at (x, y).
    pub fn tick(&mut self, x: i32, y: i32) {
        self.push(format_args!("<path class=\"tick\" d=\"M{} {}l3 3l6 -7\"/>", x - 4, y));
    }

    pub fn texts(&mut self, texts: &[Text]) {
        for Text { at, text, style, middle } in texts {
            let class = match style {
                Style::Title => "",
                Style::Head => " class=\"h\"",
                Style::Small => " class=\"t\"",
            };
            let anchor = if *middle { " text-anchor=\"middle\"" } else { "" };
            self.push(format_args!(
                "<text{class} x=\"{}\" y=\"{}\"{anchor}>{}</text>",
                at.0,
                at.1,
                escape(text)
            ));
        }
    }

    /// A line with rounded corners.
    pub fn line(&mut self, class: &str, points: &[(i32, i32)]) {
        let Some((first, rest)) = points.split_first() else { return };
        self.push(format_args!("<path class=\"{class}\" d=\"M{} {}", first.0, first.1));
        let mut before = *first;
        for (index, &corner) in rest.iter().enumerate() {
            let Some(&next) = rest.get(index + 1) else {
                self.push(format_args!("L{} {}", corner.0, corner.1));
                break;
            };
            let round = ROUND.min(length(before, corner) / 2).min(length(corner, next) / 2);
            let (a, b) = (towards(corner, before, round), towards(corner, next, round));
            self.push(format_args!("L{} {}Q{} {} {} {}", a.0, a.1, corner.0, corner.1, b.0, b.1));
            before = corner;
        }
        self.push(format_args!("\"/>"));
    }

    /// The arrow at the end of a line.
    pub fn head(&mut self, points: &[(i32, i32)]) {
        let [.., before, tip] = points else { return };
        let (x, y) = ((tip.0 - before.0).signum(), (tip.1 - before.1).signum());
        let back = (tip.0 - 8 * x, tip.1 - 8 * y);
        let (a, b) = ((back.0 - 4 * y, back.1 - 4 * x), (back.0 + 4 * y, back.1 + 4 * x));
        self.push(format_args!(
            "<path class=\"head\" d=\"M{} {}L{} {}L{} {}Z\"/>",
            tip.0, tip.1, a.0, a.1, b.0, b.1
        ));
    }
}

fn length(a: (i32, i32), b: (i32, i32)) -> i32 {
    (a.0 - b.0).abs() + (a.1 - b.1).abs()
}

fn towards(from: (i32, i32), to: (i32, i32), by: i32) -> (i32, i32) {
    (from.0 + (to.0 - from.0).signum() * by, from.1 + (to.1 - from.1).signum() * by)
}

/// Text for an element or attribute.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // XML 1.0 knows no other control characters.
            c if c.is_control() && !"\n\t".contains(c) => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
