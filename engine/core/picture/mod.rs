//! A policy's chart as a picture: what the general manager reads before signing, and what staff see on a phone beside
//! their task.
//!
//! The picture is made in steps, one a file: the chart's states and lines as a person would tell of them (`outline`,
//! with the texts from `words`), their sizes and places (`frames` and `arrange`, over `layered`), the SVG (`draw`). It holds no
//! script and no style attribute, only classes that the page's style sheet colours; with a `style` it brings its
//! own. The same policy and options give the same bytes. Deliberately absent: entry and exit actions, and the
//! expressions of scripts wherever a title says the same.

mod arrange;
mod conditions;
mod draw;
mod frames;
mod layered;
mod marks;
mod measure;
mod mermaid;
mod outline;
mod progress;
mod shape;
mod standing;
mod style;
#[cfg(test)]
mod tests;
mod wires;
mod words;

use crate::calendar::Sentence;
use crate::form::Form;
use crate::policy::Policy;
use crate::text::Lang;

pub use marks::{Mark, Marks};
pub use mermaid::mermaid;
pub use progress::{Milestone, When, progress, steps};
pub use standing::{Far, Standing};
pub use style::Theme;

/// Where the picture runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// From top to bottom: phones, paper.
    #[default]
    Down,
    /// From left to right: wide screens, slides.
    Right,
}

/// How a picture is to look.
pub struct Options<'a> {
    /// Language of its texts.
    pub lang: Lang,
    /// Where it runs.
    pub direction: Direction,
    /// Boxes go below each other (with [`Direction::Right`]: behind each other) rather than make the picture wider
    /// (higher) than this, in pixels. Lines beside them may still take more. `None`: side by side.
    pub width: Option<i32>,
    /// Composite states that hold nothing of the present, and nothing that a change marks, are drawn closed, as one box.
    pub fold: bool,
    /// Where a case stands; empty for the policy itself.
    pub standing: Standing,
    /// What a change makes of it; empty for a picture by itself.
    pub marks: Marks,
    /// The form whose titles make conditions readable.
    pub form: Option<&'a Form>,
    /// What has no words stands as it is written: for authors. Else it is only said that there is a condition.
    pub formulas: bool,
    /// The title of a post in the picture's language.
    pub post: &'a dyn Fn(&str) -> Option<String>,
    /// Puts a sentence of `engine/lang/picture.*.ftl`, `calendar` and `common` into the picture's language.
    pub say: &'a dyn Fn(&Sentence) -> String,
    /// Begins every `id`, so that several pictures fit in one page. Letters, digits, `-` and `_`.
    pub prefix: &'a str,
    /// Brings its own style: for a file that stands alone.
    pub style: Option<Theme>,
}

impl<'a> Options<'a> {
    /// The whole policy from top to bottom, as wide as it will be.
    pub fn new(
        lang: Lang,
        say: &'a dyn Fn(&Sentence) -> String,
        post: &'a dyn Fn(&str) -> Option<String>,
    ) -> Options<'a> {
        Options {
            lang,
            direction: Direction::Down,
            width: None,
            fold: false,
            standing: Standing::default(),
            marks: Marks::default(),
            form: None,
            formulas: true,
            post,
            say,
            prefix: "chart",
            style: None,
        }
    }
}

/// A picture with what a page must know of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// An SVG element.
    pub svg: String,
    /// Its size in pixels.
    pub width: i32,
    pub height: i32,
    /// The corner of the first present state, in pixels from the left and from the top; of the last one that was left
    /// when none is present;
    /// of the first marked one when there is neither.
    pub here: Option<(i32, i32)>,
}

/// Draws a policy's chart.
///
/// Classes: `s` a state, `lit` a present one, `been` one that was left, `new`, `gone`, `changed` what a
/// change brings, takes out, alters (states and lines; their texts say so, too), `group` what
/// holds others, `on` a group that holds present ones, `sheet` behind what is done item by item, `dash` between
/// parallel regions, `edge` a line and `head` its arrow, `dot` a start, `ring` an end, `tick` on what was left, `h` a
/// group's title, `t` small text, `ground` behind a picture that stands alone.
pub fn picture(policy: &Policy, options: &Options<'_>) -> Picture {
    let outline = outline::Outline::new(policy, options);
    let level = outline.policy();
    let drawing = arrange::picture(&level, options);
    let svg = draw::svg(policy, options, &drawing);
    let marked = || drawing.marked(&options.marks.states);
    let here = drawing.here().or_else(|| drawing.last(&options.standing.visited)).or_else(marked);
    Picture { svg, width: drawing.width, height: drawing.height, here }
}

/// A condition of a policy in words, as beside the lines of its picture. Without [`Options::formulas`] none where a part of
/// it has no words.
pub fn condition(policy: &Policy, options: &Options<'_>, text: &str) -> Option<String> {
    words::Words { policy, options }.joined(text)
}

/// The policy's chart as an SVG element.
pub fn svg(policy: &Policy, options: &Options<'_>) -> String {
    picture(policy, options).svg
}
