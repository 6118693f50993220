//! Makes files that nobody would write out of files that somebody wrote. The same seed gives the same file.
//!
//! It works on lines and words, not on bytes: most bytes changed at random only show that YAML is no longer YAML.

/// A generator of numbers (splitmix64): small, and the same on every machine.
pub struct Chance(pub u64);

impl Chance {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below `n`, which is not 0.
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    pub fn of<'a, T: ?Sized>(&mut self, list: &'a [Box<T>]) -> &'a T {
        &list[self.below(list.len())]
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

/// Words that have meant trouble to somebody.
const WORDS: &[&str] = &[
    "0",
    "-1",
    "1",
    "99999999999999999999",
    "9223372036854775807",
    "-9223372036854775808",
    "1e400",
    "0.1",
    "79228162514264337593543950335",
    "999999999y",
    "4294967295wd",
    "2147483648mo",
    "1mo",
    "0d",
    "1y",
    "2wd",
    "end of month",
    "day 31",
    "9999-12-31",
    "-9999-01-01",
    "0000-00-00",
    "2026-02-30",
    "24:00",
    "null",
    "~",
    "true",
    "on",
    "[]",
    "{}",
    "''",
    "\"",
    "all",
    "any",
    "*",
    "**",
    ".",
    "..",
    "/",
    "%",
    "%00",
    "=",
    "==",
    "=record",
    "=vars.x",
    "=now",
    "=[]",
    "=#{}",
    "=loop { }",
    "=record.rows",
    "=1/0",
    "=register(\"x\")",
    "=in_state(\"a\")",
    "=event.data",
    "states",
    "initial",
    "final",
    "parallel",
    "history",
    "deep",
    "on",
    "always",
    "after",
    "for_each",
    "call",
    "send",
    "raise",
    "lock",
    "mailbox",
    "compensate",
    "back",
    "straight",
    "target",
    "guard",
    "entry",
    "exit",
    "output",
    "policy",
    "self",
    "internal",
    "#_parent",
    "call:x",
    "case:1",
    "collect",
    "priority",
    "[1..2]",
    "(1..2)",
    "]..[",
    "- ",
    "not 1",
    "规程",
    "𠮷",
    "é",
    "\u{301}",
    "'",
    "|",
    ">-",
    "&a",
    "*a",
    "<<",
    "!!int",
    "---",
    "...",
    "#",
    "\t",
    "{#8.1-1}",
    "{#",
    "<scxml>",
    "</",
    "&amp;",
    "<![CDATA[",
];

/// The text with some changes; `others` lend parts.
pub fn mutate(text: &str, others: &[Box<str>], chance: &mut Chance) -> String {
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    // Mostly one: what still reads as a policy goes deepest.
    for _ in 0..1 + chance.below(3) * chance.below(3) {
        if lines.is_empty() {
            lines.push(String::new());
        }
        let at = chance.below(lines.len());
        let other = chance.below(lines.len());
        match chance.below(12) {
            0 => {
                lines.remove(at);
            }
            1 => lines.insert(other, lines[at].clone()),
            2 => lines.swap(at, other),
            3 => lines[at] = format!("{}{}", " ".repeat(chance.below(7)), lines[at].trim_start()),
            4 => {
                // A block somewhere else, as deep as it is.
                let end = (at + 1 + chance.below(8)).min(lines.len());
                let block: Vec<String> = lines[at..end].to_vec();
                let other = other.min(lines.len());
                lines.splice(other..other, block);
            }
            5 => {
                let from: Vec<&str> = chance.of(others).split_inclusive('\n').collect();
                if !from.is_empty() {
                    let start = chance.below(from.len());
                    let block =
                        from[start..].iter().take(1 + chance.below(12)).map(|line| (*line).to_owned());
                    lines.splice(at..at, block.collect::<Vec<_>>());
                }
            }
            6 => lines.truncate(at.max(1)),
            7 => {
                let line = &lines[at];
                let cut = line
                    .char_indices()
                    .nth(chance.below(line.chars().count().max(1)))
                    .map_or(0, |(at, _)| at);
                let word = chance.pick(WORDS);
                lines[at] = format!("{}{word}{}", &line[..cut], &line[cut..]);
            }
            _ => lines[at] = with_another_word(&lines[at], chance),
        }
    }
    let text = lines.concat();
    // Copies of copies grow.
    text.chars().take(40_000).collect()
}

/// One word of the line becomes one of trouble, or another of the same line.
fn with_another_word(line: &str, chance: &mut Chance) -> String {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in line.char_indices().chain([(line.len(), ' ')]) {
        match (is_word(c), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.push((from, at));
                start = None;
            }
            _ => {}
        }
    }
    if words.is_empty() {
        return line.to_owned();
    }
    let (from, to) = words[chance.below(words.len())];
    let (other_from, other_to) = words[chance.below(words.len())];
    let word = if chance.below(3) == 0 { &line[other_from..other_to] } else { chance.pick(WORDS) };
    format!("{}{word}{}", &line[..from], &line[to..])
}
