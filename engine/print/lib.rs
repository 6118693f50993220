//! A controlled document as PDF: what stands on the sheet goes in, bytes come out, the same bytes for the same sheet.
//!
//! A crate of its own because the typesetter doubles a cold build; the server takes it by its feature `print`.
//! Deliberately absent: which document, for whom, and every word on the page (the caller says them all), the clock
//! (the only date is the sheet's own) and fonts (found on the machine, see [`Fonts`]).

mod fonts;
mod markdown;
mod source;
mod world;

use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

pub use fonts::{FONT_FOLDERS, Fonts};
pub use markdown::MARK;

/// A document to print.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// `zh` or `en`: rules of line breaking and punctuation.
    pub lang: String,
    /// The document's title.
    pub title: String,
    /// Lines at the head of each page, left and right, such as number and revision.
    pub head: Vec<(String, String)>,
    /// Words around the page's number and the number of pages: before, between, behind.
    pub page: [String; 3],
    /// Lines of the watermark; none: no watermark.
    pub watermark: Vec<String>,
    /// What the QR code on each page opens; empty: no QR code.
    pub code: String,
    /// Beside the QR code: what it is good for.
    pub code_hint: String,
    /// The document itself.
    pub parts: Vec<Part>,
}

/// A piece of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Markdown; an anchor stands between two [`MARK`]s at the beginning of its block and is printed in the margin.
    Markdown(String),
    /// A picture.
    Svg(String),
    /// Text whose lines stay as they are.
    Plain(String),
}

/// Why there is no PDF.
#[derive(Debug, thiserror::Error)]
pub enum PrintError {
    /// A font is not in any of the folders.
    #[error("font {0} was not found: install Debian's fonts-noto-cjk or name its folder")]
    NoFont(String),
    /// A file of a font could not be read.
    #[error("font {0}: {1}")]
    Font(String, String),
    /// What the QR code should say is too long for one.
    #[error("QR code: {0}")]
    Code(String),
    /// The typesetter refused; it says why.
    #[error("typesetting: {0}")]
    Typeset(String),
}

/// Sets a sheet. Equal sheets and fonts give equal bytes.
///
/// # Errors
/// Those of [`PrintError`]; a text alone never is a reason.
pub fn pdf(sheet: &Sheet, fonts: &Fonts) -> Result<Vec<u8>, PrintError> {
    let world = world::World::new(source::source(sheet)?, fonts.load()?);
    let typeset = |errors: typst::ecow::EcoVec<typst::diag::SourceDiagnostic>| {
        let messages: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
        PrintError::Typeset(messages.join("; "))
    };
    let document = typst::compile::<PagedDocument>(&world).output.map_err(typeset);
    let options = PdfOptions { creator: Smart::Custom(None), ..PdfOptions::default() };
    let bytes = document.and_then(|document| typst_pdf::pdf(&document, &options).map_err(typeset));
    // What the typesetter remembers between runs would grow with every document.
    typst::comemo::evict(0);
    bytes
}

#[cfg(test)]
mod tests;
