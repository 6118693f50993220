//! Just enough of Rust's lexical grammar to tell strings from comments.
//!
//! Deliberately absent: tokens, nesting, macros. A rule that needs more wants a compiler lint instead.

/// The part before the unit tests, which by custom close a file.
pub fn before_tests(text: &str) -> &str {
    text.find("#[cfg(test)]\nmod tests {").map_or(text, |end| &text[..end])
}

/// The string literals outside of comments: line (from 1) and content, escapes left as written.
pub fn literals(text: &str) -> Vec<(usize, String)> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let rest = &chars[at..];
        let end = match rest {
            ['/', '/', ..] => until(rest, &['\n']),
            ['/', '*', ..] => until(rest, &['*', '/']),
            ['\'', '\\', _, '\'', ..] => 4,
            ['\'', _, '\'', ..] => 3,
            ['r', '#', '"', ..] => quoted(rest, 3, &['"', '#'], &mut found, &chars[..at]),
            ['r', '"', ..] => quoted(rest, 2, &['"'], &mut found, &chars[..at]),
            ['"', ..] => escaped(rest, &mut found, &chars[..at]),
            _ => 1,
        };
        at += end;
    }
    found
}

/// Index behind the first `mark`, or the end.
fn until(rest: &[char], mark: &[char]) -> usize {
    rest.windows(mark.len()).position(|w| w == mark).map_or(rest.len(), |start| start + mark.len())
}

fn quoted(
    rest: &[char],
    open: usize,
    close: &[char],
    found: &mut Vec<(usize, String)>,
    before: &[char],
) -> usize {
    let end = open + until(&rest[open..], close);
    found.push((
        line(before),
        rest[open..end].iter().collect::<String>().trim_end_matches(['"', '#']).to_owned(),
    ));
    end
}

fn escaped(rest: &[char], found: &mut Vec<(usize, String)>, before: &[char]) -> usize {
    let mut end = 1;
    while end < rest.len() && rest[end] != '"' {
        end += if rest[end] == '\\' { 2 } else { 1 };
    }
    let end = end.min(rest.len());
    found.push((line(before), rest[1..end].iter().collect()));
    end + 1
}

fn line(before: &[char]) -> usize {
    before.iter().filter(|&&c| c == '\n').count() + 1
}

#[test]
fn strings_are_told_from_comments() {
    let text = "// \"no\"\nlet a = \"one\\\"\";\n/* \"no\" */ let q = '\"'; let b = r#\"tw\"o\"#;\nfn f<'a>() { r\"three\" }";
    let expected = [(2, "one\\\""), (3, "tw\"o"), (4, "three")].map(|(line, text)| (line, text.to_owned()));
    assert_eq!(literals(text), expected);
    assert_eq!(before_tests("a\n#[cfg(test)]\nmod tests { }"), "a\n");
    assert_eq!(before_tests("a\n#[cfg(test)]\nmod tests;"), "a\n#[cfg(test)]\nmod tests;");
}
