//! A controlled copy as PDF: the words and pieces of its sheet; the sheet itself is set by `guicheng-print`.
//!
//! Fonts are looked for once, at the start (`serve --fonts`). A build without the feature `print` says so.

use guicheng_core::document::DocumentKind as Kind;

use crate::lang::{self, Lang, Say, t};
use crate::service::Printable;

use super::when::When;

/// What stands on the sheet of a copy.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    pub lang: Lang,
    pub title: String,
    pub head: Vec<(String, String)>,
    pub watermark: Vec<String>,
    pub address: String,
    pub markdown: String,
    pub picture: String,
    pub plain: String,
}

/// The sheet of a copy, in the copy's language.
pub fn sheet(copy: &Printable, when: &When, picture: impl FnOnce(Lang) -> String) -> Sheet {
    let lang = Lang::from_tag(&copy.copy.lang).unwrap_or_default();
    let say = |key: &str, name: &'static str, value: &str| t(lang, key, &[(name, value.into())]);
    let from = lang::date(lang, when.civil(copy.since).date());
    let revision = [("label", copy.copy.label.as_str().into()), ("from", from.into())];
    let title = copy.title.get(lang).to_owned();
    let source = copy.books.document(&copy.document).and_then(|document| document.source.as_ref());
    let text = source.map(|source| source.text.to_string()).unwrap_or_default();
    let chapter =
        copy.document.kind().chapter_lang().and_then(|lang| copy.books.chapter(lang, copy.document.name()));
    let (markdown, plain) = match chapter {
        Some(chapter) => {
            let body = text.get(chapter.front_matter.end as usize..).unwrap_or_default();
            (super::pages::marked(body), String::new())
        }
        None => (format!("# {title}\n"), text),
    };
    Sheet {
        head: vec![
            (lang.t("web-brand"), say("copies-sheet-number", "number", &copy.number)),
            (title.clone(), t(lang, "copies-sheet-revision", &revision)),
        ],
        watermark: vec![
            say("copies-sheet-mark", "number", &copy.copy.number),
            say("copies-sheet-holder", "holder", &copy.copy.holder),
        ],
        address: copy.address.clone(),
        picture: if copy.document.kind() == Kind::Policy { picture(lang) } else { String::new() },
        lang,
        title,
        markdown,
        plain,
    }
}

/// Why there is no PDF, as the key of a text.
pub type NoPdf = &'static str;

#[cfg(feature = "print")]
mod pdf {
    use std::path::PathBuf;
    use std::sync::OnceLock;

    use guicheng_print::{FONT_FOLDERS, Fonts, Part};

    use super::{NoPdf, Say, Sheet};

    static FONTS: OnceLock<Option<Fonts>> = OnceLock::new();

    fn find(folder: Option<PathBuf>) -> Option<Fonts> {
        let usual = FONT_FOLDERS.iter().map(PathBuf::from);
        let folders: Vec<PathBuf> = folder.into_iter().chain(usual).collect();
        Fonts::find(&folders).inspect_err(|error| tracing::debug!(%error, "documents cannot be printed")).ok()
    }

    /// Looks for the fonts, in this folder first; once a process. Whether there are Chinese ones.
    pub fn look_for_fonts(folder: Option<PathBuf>) -> bool {
        FONTS.get_or_init(|| find(folder)).is_some()
    }

    /// The bytes of a sheet's PDF. Takes some tenths of a second of a processor.
    pub fn pdf(sheet: &Sheet) -> Result<Vec<u8>, NoPdf> {
        let fonts = FONTS.get_or_init(|| find(None)).as_ref().ok_or("copies-no-fonts")?;
        let words = ["copies-sheet-page-before", "copies-sheet-page-between", "copies-sheet-page-behind"];
        let mut parts = vec![Part::Markdown(sheet.markdown.clone())];
        if !sheet.picture.is_empty() {
            parts.push(Part::Svg(sheet.picture.clone()));
        }
        if !sheet.plain.is_empty() {
            parts.push(Part::Plain(sheet.plain.clone()));
        }
        let sheet = guicheng_print::Sheet {
            lang: sheet.lang.tag().chars().take(2).collect(),
            title: sheet.title.clone(),
            head: sheet.head.clone(),
            page: words.map(|key| sheet.lang.t(key)),
            watermark: sheet.watermark.clone(),
            code: sheet.address.clone(),
            code_hint: sheet.lang.t("copies-sheet-hint"),
            parts,
        };
        guicheng_print::pdf(&sheet, fonts).map_err(|error| {
            tracing::error!(%error, "a document could not be printed");
            "copies-no-pdf"
        })
    }
}

#[cfg(not(feature = "print"))]
mod pdf {
    use std::path::PathBuf;

    use super::{NoPdf, Sheet};

    /// Needs no fonts, and misses none.
    pub fn look_for_fonts(_: Option<PathBuf>) -> bool {
        true
    }

    /// This build has no typesetter.
    pub fn pdf(_: &Sheet) -> Result<Vec<u8>, NoPdf> {
        Err("copies-no-printer")
    }
}

pub use pdf::{look_for_fonts, pdf};
