//! The parts as small templates, so that a page writes `{{ frame.grid(table) }}`.
//!
//! Each part is compiled once, not into every page. They print HTML that needs no further escaping.

use askama::Template;
use askama::filters::HtmlSafe;

use super::{
    Act, Carried, Chip, Clause, Control, Event, FactGroup, Field, Frame, Grid, Html, Marked, Pager, Past,
    Picture, Progress, ReviewChange, ReviewDeadline, ReviewPart, ReviewSuspect, Section, Sign, Suspect, Tab,
};

macro_rules! parts {
    ($($(#[$doc:meta])* $method:ident, $part:ident, $field:ident: $given:ty, $path:literal;)*) => {
        $(
            #[derive(Template)]
            #[template(path = $path, config = "engine/web/askama.toml")]
            pub struct $part<'a> {
                pub frame: &'a Frame,
                pub $field: &'a $given,
            }
            impl HtmlSafe for $part<'_> {}
        )*
        impl Frame {
            $(
                $(#[$doc])*
                pub fn $method<'a>(&'a self, $field: &'a $given) -> $part<'a> {
                    $part { frame: self, $field }
                }
            )*
        }
    };
}

parts! {
    /// A field with its label, control, hint and error.
    field, FieldPart, field: Field, "part/field.html";
    /// A section of a form.
    section, SectionPart, section: Section, "part/section.html";
    /// A table.
    grid, GridPart, grid: Grid, "part/grid.html";
    /// What happened, the latest first.
    events, EventsPart, events: [Event], "part/events.html";
    /// Facts by section.
    facts, FactsPart, groups: [FactGroup], "part/facts.html";
    /// A chart with its words.
    picture, PicturePart, picture: Picture, "part/picture.html";
    /// How far several signers have come.
    progress, ProgressPart, progress: Progress, "part/progress.html";
    /// A clause of the manual.
    clause, ClausePart, clause: Clause, "part/clause.html";
    /// Which part of a list is shown, and the way to the others.
    pager, PagerPart, pager: Pager, "part/pager.html";
    /// Views of the same place.
    tabs, TabsPart, tabs: [Tab], "part/tabs.html";
    /// A form with its choices.
    act, ActPart, act: Act, "part/act.html";
    /// A signature's part of a form.
    sign, SignPart, sign: Sign, "part/sign.html";
    /// What is wrong in a form, for the top of its page.
    problems, ProblemsPart, act: Act, "part/problems.html";
    /// A text with its words marked.
    words, WordsPart, pieces: [Marked], "part/words.html";
    /// A change, the head: why, what differs, what it does.
    review, ReviewHead, review: ReviewPart, "part/review.html";
    /// A change, the rest: deadlines, findings, cases, pictures, texts.
    review_more, ReviewMore, review: ReviewPart, "part/review_more.html";
    /// What differs in a document.
    review_changes, ReviewChanges, changes: [ReviewChange], "part/review_changes.html";
    /// Deadlines that move.
    review_deadlines, ReviewDeadlines, deadlines: [ReviewDeadline], "part/review_deadlines.html";
    /// Places to be looked at again.
    review_suspects, ReviewSuspects, review: ReviewPart, "part/review_suspects.html";
    /// One of them.
    suspected, SuspectedPart, suspect: ReviewSuspect, "part/review_suspect.html";
    /// A chip.
    chip, ChipPart, chip: Chip, "part/chip.html";
    /// The bar of a page that can show the past.
    past, PastPart, past: Past, "part/past.html";
    /// What carries a paragraph out.
    carried, CarriedPart, carried: Carried, "part/carried.html";
    /// A suspect place.
    suspect, SuspectPart, suspect: Suspect, "part/suspect.html";
}

impl std::fmt::Display for Html {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Html {}
