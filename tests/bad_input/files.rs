//! The company, and the files that somebody puts into it.

/// A company small enough to be read at a glance.
pub const COMPANY: [(&str, &str); 6] = [
    (
        "policies/organisation.yaml",
        "organisation: company\ntitle: { zh: 公司, en: Company }\n\
         departments: { office: { title: { zh: 办公室, en: Office } } }\n\
         posts: { desk: { title: { zh: 受理, en: Desk }, department: office } }\n",
    ),
    (
        "policies/calendar.yaml",
        "calendar: company\ntitle: { zh: 日历, en: Calendar }\ntime_zone: Asia/Shanghai\n\
         day: { opens: \"09:00\", closes: \"18:00\" }\nweekend: [saturday, sunday]\nyears:\n  2026: { source: test }\n",
    ),
    (
        "forms/f.yaml",
        "form: f\ntitle: { zh: 表, en: Form }\nfields:\n  \
         n: { type: integer, title: { zh: 数, en: Number }, min: 0, max: 9 }\n\
         sections:\n  all: { title: { zh: 全部, en: All }, fields: [n] }\n",
    ),
    ("policies/p.yaml", POLICY),
    (
        "manual/zh/8.1.md",
        "---\nnumber: SC-8.1\ntitle: { zh: 章, en: Chapter }\nowner: desk\n---\n\n一段话。 {#8.1-1}\n",
    ),
    (
        "manual/en/8.1.md",
        "---\nnumber: SC-8.1\ntitle: { zh: 章, en: Chapter }\nowner: desk\n---\n\nA paragraph. {#8.1-1}\n",
    ),
];

/// A procedure that is right.
pub const POLICY: &str = "\
policy: p
title: { zh: 规程, en: Procedure }
clause: 8.1-1
form: f
start: { post: desk, ask: all }
initial: waiting
states:
  waiting:
    title: { zh: 等待, en: Waiting }
    task:
      post: desk
      due: 2wd
      show: [n]
    on:
      finish: { target: ended, title: { zh: 完成, en: Finish } }
  ended: { type: final, title: { zh: 结束, en: Ended } }
";

/// A procedure with one part replaced.
fn with(from: &str, to: &str) -> Vec<u8> {
    assert!(POLICY.contains(from), "{from}");
    POLICY.replacen(from, to, 1).into_bytes()
}

fn utf16(text: &str, big: bool, mark: bool) -> Vec<u8> {
    let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
    units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

/// 规程 in GB18030, where each character has two bytes.
const GBK: [u8; 4] = [0xb9, 0xe6, 0xb3, 0xcc];

fn gbk(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for part in text.split_inclusive("规程") {
        bytes.extend(part.trim_end_matches("规程").bytes().filter(u8::is_ascii));
        if part.ends_with("规程") {
            bytes.extend(GBK);
        }
    }
    bytes
}

/// Name, path, bytes.
pub fn cases() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    const P: &str = "policies/p.yaml";
    let text = |text: &str| text.as_bytes().to_vec();
    let head = |bytes: &[u8]| [bytes, b"\0\x01\xfe\xffbinary"].concat();
    vec![
        // read right
        ("as it should be", P, text(POLICY)),
        ("Windows line ends", P, text(&POLICY.replace('\n', "\r\n"))),
        ("byte order mark", P, text(&format!("\u{feff}{POLICY}"))),
        ("no line end at the end", P, text(POLICY.trim_end())),
        (
            "JSON",
            "policies/organisation.yaml",
            text(
                "{ \"organisation\": \"company\", \"title\": { \"zh\": \"公司\", \"en\": \"Company\" },\n  \"departments\": { \"office\": { \"title\": { \"zh\": \"办公室\", \"en\": \"Office\" } } },\n  \"posts\": { \"desk\": { \"title\": { \"zh\": \"受理\", \"en\": \"Desk\" }, \"department\": \"office\" } } }\n",
            ),
        ),
        ("Chinese spaces in a text", P, with("zh: 等待", "zh: 等\u{3000}待")),
        ("tab after a colon", P, with("initial: waiting", "initial:\twaiting")),
        // encodings
        ("GBK", P, gbk(POLICY)),
        ("UTF-16 LE", P, utf16(POLICY, false, true)),
        ("UTF-16 BE", P, utf16(POLICY, true, true)),
        ("UTF-16 without a mark", P, utf16(POLICY, false, false)),
        ("Latin-1", P, [POLICY.as_bytes(), b"# caf\xe9\n"].concat()),
        ("cut within a character", P, POLICY.as_bytes()[..POLICY.find('程').unwrap() + 1].to_vec()),
        ("text lost by a conversion", P, with("等待", "等\u{fffd}")),
        // characters
        ("NUL", P, with("initial: waiting", "initial: wai\0ting")),
        ("escape character", P, with("等待", "等\u{1b}[31m待")),
        ("zero width space in a name", P, with("initial: waiting", "initial: wai\u{200b}ting")),
        ("text that turns around", P, with("等待", "等\u{202e}待")),
        ("invisible tags", P, with("等待", "等\u{e0041}待")),
        ("variation selector", P, with("等待", "等\u{e0100}待")),
        ("no-break space as indentation", P, with("  waiting:", "\u{a0}\u{a0}waiting:")),
        ("Chinese space as indentation", P, with("    task:", "\u{3000}\u{3000}task:")),
        ("no-break space behind a colon", P, with("initial: waiting", "initial:\u{a0}waiting")),
        ("no-break space before a value", P, with("initial: waiting", "initial: \u{a0}waiting")),
        ("old Macintosh line ends", P, text(&POLICY.replace('\n', "\r"))),
        ("one lone carriage return", P, with("等待", "等\r待")),
        ("full-width colon", P, with("initial: waiting", "initial：waiting")),
        ("full-width name", P, with("post: desk\n", "post: ｄｅｓｋ\n")),
        ("full-width key", P, with("due:", "ｄue:")),
        ("Cyrillic letter in a key", P, with("initial:", "initi\u{430}l:")),
        ("Cyrillic letter in a reference", P, with("post: desk\n", "post: d\u{435}sk\n")),
        ("Greek letter in a state", P, with("initial: waiting", "initial: wait\u{3b9}ng")),
        (
            "Cyrillic letter in an event",
            P,
            with("    on:", "    after: { 2d: { actions: [{ raise: g\u{43e} }], target: ended } }\n    on:"),
        ),
        ("Chinese quotes around a key", P, with("initial:", "“initial”:")),
        ("full-width digits", P, with("due: 2wd", "due: ２wd")),
        ("full-width equals sign", P, with("post: desk\n", "post: ＝record.n\n")),
        ("full-width signs in a script", P, with("target: ended", "guard: \"record.n ＞ 1\", target: ended")),
        ("Chinese quotes in a script", P, with("target: ended", "guard: 'record.n == “1”', target: ended")),
        (
            "Cyrillic letter in a script",
            P,
            with("target: ended", "guard: \"rec\u{43e}rd.n > 1\", target: ended"),
        ),
        ("Chinese comma in a list", P, with("show: [n]", "show: [n，n]")),
        ("capital letters", P, with("initial: waiting", "initial: Waiting")),
        ("Chinese name", P, with("initial: waiting", "initial: 等待")),
        // YAML
        ("tab as indentation", P, with("    task:", "\ttask:")),
        ("key twice", P, with("initial: waiting", "initial: waiting\ninitial: ended")),
        ("alias", P, with("show: [n]", "show: &s [n]\n      also: *s")),
        ("merge key", P, with("show: [n]", "<<: { show: [n] }")),
        ("tag", P, with("due: 2wd", "due: !!str 2wd")),
        ("yes for true", P, with("type: final", "type: final, yes: no")),
        ("on where there is nothing", P, with("form: f", "form: f\nno: off")),
        ("several documents", P, text(&format!("{POLICY}---\n{POLICY}"))),
        ("a list", P, text("- policy: p\n- title: x\n")),
        ("one word", P, text("policy\n")),
        ("empty", P, text("")),
        ("only comments", P, text("# later\n")),
        ("unclosed bracket", P, with("show: [n]", "show: [n")),
        ("unclosed quote", P, with("due: 2wd", "due: \"2wd")),
        ("one space too many", P, with("      due", "       due")),
        ("colon in a text", P, with("zh: 等待, en: Waiting", "zh: 等待, en: Waiting: for us")),
        ("event with a Cyrillic letter", P, with("      finish:", "      fini\u{455}h:")),
        ("key without a value", P, with("due: 2wd", "due:")),
        ("misspelt key", P, with("due: 2wd", "deu: 2wd")),
        // no text at all
        ("an Excel workbook", P, head(b"PK\x03\x04")),
        ("an old Word file", P, head(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")),
        ("a PDF", P, head(b"%PDF-1.7\n")),
        ("a picture", P, head(b"\x89PNG\r\n\x1a\n")),
        ("XML", P, text("<?xml version=\"1.0\"?>\n<scxml/>\n")),
        ("a web page", P, text("<!DOCTYPE html>\n<html></html>\n")),
        ("random bytes", P, vec![0x13, 0xf0, 0x9a, 0x00, 0xc3, 0x28, 0xff, 0xfe]),
        ("a very long line", P, with("等待", &"等".repeat(7_000))),
        // other kinds
        ("a chapter without its head", "manual/zh/8.1.md", text("# 章\n")),
        ("a chapter with Windows line ends", "manual/zh/8.1.md", text(&COMPANY[4].1.replace('\n', "\r\n"))),
        ("a chapter whose head has a tab", "manual/zh/8.1.md", text("---\n\tnumber: x\n---\n")),
        (
            "a chapter with an unclear anchor",
            "manual/zh/8.1.md",
            text(&COMPANY[4].1.replace("{#8.1-1}", "{#８.1-1}")),
        ),
        ("a form that is a list", "forms/f.yaml", text("[f]\n")),
        (
            "a form with a Cyrillic field",
            "forms/f.yaml",
            text(&COMPANY[2].1.replace("  n:", "  \u{440}rice:")),
        ),
        ("a calendar in GBK", "policies/calendar.yaml", gbk("calendar: company # 规程\n")),
        ("scenarios that are XML", "policies/p.test.yaml", text("<tests/>\n")),
        ("a mail text that is empty", "policies/mail/m.yaml", text("")),
    ]
}
