//! The machine's fonts: looked for once, read when the first document is printed.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

use crate::PrintError;

/// Where Debian and its relatives keep the fonts.
pub const FONT_FOLDERS: &[&str] =
    &["/usr/share/fonts/opentype/noto", "/usr/share/fonts/noto-cjk", "/usr/local/share/fonts"];

/// Regular and bold; each holds the faces of all its languages.
const FILES: [&str; 2] = ["NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc"];

/// The faces that are used: proportional, and all letters equally wide.
pub(crate) const FAMILIES: [&str; 2] = ["Noto Sans CJK SC", "Noto Sans Mono CJK SC"];

/// The fonts that documents are printed in.
#[derive(Debug)]
pub struct Fonts {
    files: Vec<PathBuf>,
    loaded: OnceLock<Loaded>,
}

#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) book: LazyHash<FontBook>,
    pub(crate) fonts: Vec<Font>,
}

impl Fonts {
    /// Finds the font files in the first folder that has each; reads nothing yet.
    ///
    /// # Errors
    /// When a file is in none of the folders.
    pub fn find<P: AsRef<Path>>(folders: &[P]) -> Result<Fonts, PrintError> {
        let file = |name: &&str| {
            let places = folders.iter().map(|folder| folder.as_ref().join(name));
            places
                .into_iter()
                .find(|path| path.is_file())
                .ok_or_else(|| PrintError::NoFont((*name).to_owned()))
        };
        Ok(Fonts { files: FILES.iter().map(file).collect::<Result<_, _>>()?, loaded: OnceLock::new() })
    }

    /// Reads them, the first time; about 35 MB stay in memory.
    ///
    /// # Errors
    /// When a file cannot be read or is no font.
    pub(crate) fn load(&self) -> Result<&Loaded, PrintError> {
        if let Some(loaded) = self.loaded.get() {
            return Ok(loaded);
        }
        let mut fonts = Vec::new();
        for path in &self.files {
            let fault = |why: String| PrintError::Font(path.display().to_string(), why);
            let bytes = Bytes::new(std::fs::read(path).map_err(|error| fault(error.to_string()))?);
            let before = fonts.len();
            let wanted = |font: &Font| FAMILIES.contains(&font.info().family.as_str());
            fonts.extend(Font::iter(bytes).filter(wanted));
            if fonts.len() == before {
                return Err(fault(format!("has none of {}", FAMILIES.join(", "))));
            }
        }
        let book = LazyHash::new(FontBook::from_fonts(&fonts));
        Ok(self.loaded.get_or_init(|| Loaded { book, fonts }))
    }
}
