//! A sheet in the typesetter's language. Every text goes in as a string, so that nothing in it can be a command.

use std::fmt::Write as _;

use crate::markdown::markdown;
use crate::{Part, PrintError, Sheet};

/// How a page looks; defines the functions that `source` calls.
const LOOK: &str = include_str!("sheet.typ");

/// The whole text for the typesetter.
///
/// # Errors
/// When the address is too long for a QR code.
pub(crate) fn source(sheet: &Sheet) -> Result<String, PrintError> {
    let mut out = String::from(LOOK);
    let pairs = sheet.head.iter().map(|(left, right)| format!("({}, {}),", string(left), string(right)));
    let strings = |texts: &[String]| texts.iter().map(|text| string(text) + ",").collect::<String>();
    let code = match sheet.code.is_empty() {
        true => "none".to_owned(),
        false => format!("bytes({})", string(&qr(&sheet.code)?)),
    };
    let _ = writeln!(
        out,
        "#show: sheet.with(lang: {}, title: {}, head: ({}), page-words: ({}), watermark: ({}), code: {}, hint: {})",
        string(if sheet.lang == "en" { "en" } else { "zh" }),
        string(&sheet.title),
        pairs.collect::<String>(),
        strings(&sheet.page),
        strings(&sheet.watermark),
        code,
        string(&sheet.code_hint),
    );
    for part in &sheet.parts {
        match part {
            Part::Markdown(text) => out.push_str(&markdown(text)),
            Part::Svg(svg) => {
                let _ = writeln!(out, "#picture(bytes({}));", string(svg));
            }
            Part::Plain(text) => {
                let _ = writeln!(out, "#plain({});", string(text));
            }
        }
    }
    Ok(out)
}

/// A string of the typesetter's language.
pub(crate) fn string(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if c.is_control() && c != '\t' => {}
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn qr(text: &str) -> Result<String, PrintError> {
    let code = qrcode::QrCode::with_error_correction_level(text, qrcode::EcLevel::M)
        .map_err(|error| PrintError::Code(error.to_string()))?;
    Ok(code.render::<qrcode::render::svg::Color<'_>>().quiet_zone(true).min_dimensions(200, 200).build())
}
