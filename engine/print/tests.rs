//! What is printed is read back with poppler's programs, which know nothing of how it was made.

use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::{FONT_FOLDERS, Fonts, MARK, Part, PrintError, Sheet, pdf};

fn fonts() -> Fonts {
    Fonts::find(FONT_FOLDERS).expect("tests/setup installs fonts-noto-cjk")
}

fn poppler(program: &str, arguments: &[&str], pdf: &[u8]) -> Vec<u8> {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("tests/setup installs poppler-utils");
    let mut stdin = child.stdin.take().expect("piped");
    let bytes = pdf.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&bytes));
    let output = child.wait_with_output().expect("it ends");
    writer.join().expect("no panic").expect("it reads all");
    output.stdout
}

fn text(pdf: &[u8]) -> String {
    String::from_utf8(poppler("pdftotext", &["-layout", "-", "-"], pdf)).expect("UTF-8")
}

fn pages(pdf: &[u8]) -> usize {
    text(pdf).matches('\u{c}').count()
}

fn sheet(markdown: &str) -> Sheet {
    Sheet {
        lang: "zh".to_owned(),
        title: "投诉处理".to_owned(),
        head: vec![("文件编号 GC-M-8.14".to_owned(), "版本 A/1".to_owned())],
        page: ["第 ".to_owned(), " 页，共 ".to_owned(), " 页".to_owned()],
        watermark: vec!["受控副本 No. GC-M-8.14-A/1-003".to_owned(), "陈思远".to_owned()],
        code: "https://guicheng.example.com/c/0123456789abcdefghijkl".to_owned(),
        code_hint: "扫码查询是否有效".to_owned(),
        parts: vec![Part::Markdown(markdown.to_owned())],
    }
}

const CHAPTER: &str = "# 投诉处理\n\n## 4.2 窗口\n\n\u{1}8.14-4.2.1\u{1}**4.2.1** 所有投诉由一个窗口\n受理，一工作日内登记。\n\n- 第一项\n- 第二项\n\n| 级别 | 时限 |\n|---|---:|\n| 重大 | 1 |\n| 一般 | 3 |\n";

#[test]
fn what_was_written_can_be_read_back() {
    let bytes = pdf(&sheet(CHAPTER), &fonts()).expect("a pdf");
    let text = text(&bytes);
    for piece in [
        "文件编号 GC-M-8.14",
        "版本 A/1",
        "所有投诉由一个窗口受理，一工作日内登记。",
        "8.14-4.2.1",
        "第二项",
        "重大",
        "受控副本 No. GC-M-8.14-A/1-003",
        "陈思远",
        "第 1 页，共 1 页",
        "扫码查询是否有效",
    ] {
        assert!(text.contains(piece), "{piece} is not in\n{text}");
    }
    assert_eq!(pages(&bytes), 1);
}

#[test]
fn equal_sheets_give_equal_bytes() {
    let first = pdf(&sheet(CHAPTER), &fonts()).expect("a pdf");
    assert_eq!(first, pdf(&sheet(CHAPTER), &fonts()).expect("a pdf"));
    let other = Sheet { watermark: vec!["受控副本 No. 004".to_owned()], ..sheet(CHAPTER) };
    assert_ne!(first, pdf(&other, &fonts()).expect("a pdf"));
}

#[test]
fn each_page_has_its_number_its_mark_and_a_code_that_can_be_scanned() {
    let long: String =
        (1..120).map(|n| format!("**4.{n}** 受理后一个工作日内登记并通知部门。\n\n")).collect();
    let sheet = sheet(&long);
    let bytes = pdf(&sheet, &fonts()).expect("a pdf");
    let count = pages(&bytes);
    assert!(count > 2, "{count} pages");
    let text = text(&bytes);
    for (n, page) in text.split('\u{c}').take(count).enumerate() {
        assert!(page.contains(&format!("第 {} 页，共 {count} 页", n + 1)), "{page}");
        // Slanted text comes back letter by letter: the holder's stand in the watermark and in the footer.
        for letter in ['陈', '思', '远'] {
            assert!(page.matches(letter).count() >= 2, "watermark and footer of page {}", n + 1);
        }
        let number = (n + 1).to_string();
        let picture = poppler("pdftoppm", &["-gray", "-r", "200", "-f", &number, "-l", &number, "-"], &bytes);
        assert_eq!(scan(&picture), sheet.code);
    }
}

/// What the QR code in a grey picture (PGM: `P5 width height 255`, then the bytes) says.
fn scan(pgm: &[u8]) -> String {
    let mut head = pgm.splitn(4, |byte| byte.is_ascii_whitespace());
    let mut word = || String::from_utf8_lossy(head.next().expect("a word")).into_owned();
    assert_eq!(word(), "P5");
    let mut size = || word().parse::<usize>().expect("a number");
    let (width, height) = (size(), size());
    let pixels = &pgm[pgm.len() - width * height..];
    let mut picture =
        rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| pixels[y * width + x]);
    let grids = picture.detect_grids();
    assert_eq!(grids.len(), 1, "one code a page");
    grids[0].decode().expect("readable").1
}

#[test]
fn no_text_is_a_command_and_none_stops_the_printing() {
    for hostile in [
        "#panic(\"x\") #[ \\ ] $ x $ `raw` <label> @ref // */ \"quoted\" \\u{7} %%",
        "]; #import \"/etc/passwd\": *",
        "| a |\n|---|\n| b | c | d |\n",
        "1. a\n\n   b\n   1. c\n\n      ```\n      \"]);\n      ```\n2. d\n\n> q\n> - r\n",
        "<script>alert(1)</script>\n\n![alt #x](https://example.com/x.png) [a](javascript:alert(1))",
        "***a** b* ~~c~~ [](https://example.com)\n---\n",
        "",
        "\u{1}\u{1}\u{1}",
        "#",
        "- \n- [ ] \n",
    ] {
        let bytes = pdf(&sheet(hostile), &fonts()).unwrap_or_else(|error| panic!("{hostile}: {error}"));
        assert_eq!(pages(&bytes), 1, "{hostile}");
    }
    let bytes = pdf(&sheet("#panic(\"x\") ]; #import"), &fonts()).expect("a pdf");
    assert!(text(&bytes).contains("#panic(\"x\") ]; #import"), "{}", text(&bytes));
}

#[test]
fn a_wrapped_line_is_a_space_between_words_only() {
    let english = Sheet { lang: "en".to_owned(), ..sheet("one\ntwo **three**\n**four**\n\n中文\n换行") };
    let text = text(&pdf(&english, &fonts()).expect("a pdf"));
    assert!(text.contains("one two three four"), "{text}");
    assert!(text.contains("中文换行"), "{text}");
}

#[test]
fn pictures_and_plain_text_are_printed() {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4000\" height=\"300\"><text x=\"9\" y=\"99\" font-family=\"sans-serif\" font-size=\"80\">登记 start</text></svg>";
    let parts = vec![Part::Svg(svg.to_owned()), Part::Plain("id: complaint\n  title: 投诉\n".to_owned())];
    let text = text(&pdf(&Sheet { parts, ..sheet("") }, &fonts()).expect("a pdf"));
    assert!(text.contains("id: complaint") && text.contains("登记 start"), "{text}");
}

#[test]
fn missing_fonts_are_told() {
    let error = Fonts::find(&["/nowhere"]).expect_err("no fonts there");
    assert!(matches!(error, PrintError::NoFont(ref name) if name.contains("NotoSansCJK")), "{error}");
    assert_eq!(MARK, '\u{1}');
}
