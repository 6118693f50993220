//! A paragraph of the manual in plain words, for mails and for the pages that quote it.

use pulldown_cmark::{Event, Parser, TagEnd};

/// The words of a clause on one line: without Markdown, and without its own number at the beginning, which stands
/// beside it anyway.
pub fn clause_words(id: &str, markdown: &str) -> String {
    let words = plain(markdown);
    let number = id.split_once('-').map_or(id, |(_, number)| number);
    match words.strip_prefix(number) {
        Some(rest) if rest.starts_with(' ') => rest.trim_start().to_owned(),
        _ => words,
    }
}

fn plain(markdown: &str) -> String {
    let mut words = String::new();
    for event in Parser::new(markdown) {
        match event {
            Event::Text(text) | Event::Code(text) => words.push_str(&text),
            Event::SoftBreak | Event::HardBreak => words.push(' '),
            Event::End(TagEnd::Paragraph | TagEnd::Item) if !words.ends_with(' ') => words.push(' '),
            _ => {}
        }
    }
    words.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::clause_words;

    #[test]
    fn words_alone_without_the_number() {
        for (id, markdown, words) in [
            ("8.14-4.2", "**4.2** Within `2wd`,\nanswer [him](x).", "Within 2wd, answer him."),
            ("8.14-4.2", "Taken at the window.", "Taken at the window."),
            ("8.14-4", "4.2 is another clause", "4.2 is another clause"),
            ("8.14", "Customer complaints", "Customer complaints"),
        ] {
            assert_eq!(clause_words(id, markdown), words);
        }
    }
}
