//! The faces, rendered with sample data in both languages and read by a strict reader of HTML.
//!
//! `cargo test --test main web_views::write -- --ignored` writes the pages to `target/tmp/pages`, to be looked at.
//! Deliberately absent: snapshots of whole pages; they change with every word and say nothing when they do.

mod arranged;
pub mod html;
mod samples;

use std::fs;
use std::path::Path;

use guicheng::lang::Lang;
use guicheng::web::assets;

#[test]
fn every_page_is_sound_in_both_languages() {
    let mut found = Vec::new();
    for lang in Lang::ALL {
        for page in samples::all(lang) {
            let mut complaints = html::complaints(&page.html);
            if !page.html.contains(&format!("<html lang=\"{}\">", lang.tag())) {
                complaints.push("has not the tag of its language".to_owned());
            }
            found.extend(complaints.into_iter().map(|c| format!("{} ({}): {c}", page.name, lang.tag())));
        }
    }
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

/// What people typed and what documents say is text, never markup.
#[test]
fn what_is_typed_is_escaped() {
    use askama::Template;
    use guicheng::web::views::{Control, Field, Frame, MessagePage};
    let evil = "\"><script>alert(1)</script>";
    let page = MessagePage { title: evil.to_owned(), source: evil.to_owned(), ..MessagePage::default() };
    assert!(!page.render().unwrap().contains("<script"));
    let frame = Frame::default();
    for control in [
        Control::Line { value: evil.to_owned() },
        Control::Long { value: format!("</textarea>{evil}") },
        Control::Date { value: evil.to_owned() },
        Control::Pick { value: evil.to_owned(), options: Vec::new() },
    ] {
        let field = Field {
            name: evil.to_owned(),
            label: evil.to_owned(),
            error: evil.to_owned(),
            control,
            ..Field::default()
        };
        let html = frame.field(&field).render().unwrap();
        assert!(!html.contains("<script"), "{html}");
        assert!(html.matches("</textarea>").count() <= 1, "{html}");
    }
}

/// Writes all pages and the assets, so that they can be looked at in a browser.
#[test]
#[ignore = "for looking at the pages"]
fn write() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pages");
    fs::create_dir_all(folder.join("assets")).unwrap();
    for asset in [assets::style(), assets::mark()] {
        fs::write(folder.join(asset.path.trim_start_matches('/')), asset.body).unwrap();
    }
    for lang in Lang::ALL {
        fs::create_dir_all(folder.join(lang.tag())).unwrap();
        for page in samples::all(lang) {
            fs::write(folder.join(lang.tag()).join(format!("{}.html", page.name)), page.html).unwrap();
        }
    }
    println!("{}", folder.display());
}
