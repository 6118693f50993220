//! Mails as another program reads them.

use guicheng_core::text::Lang;
use mail_parser::{HeaderName as Read, MessageParser, MimeHeaders as _};

use super::*;
use crate::mail::{Facts, MailKind, compose};
use crate::store::tables::mail::MailStatus;

const URL: &str = "https://example.com/l/q7";

fn row(lang: Lang) -> OutboxRow {
    let title = guicheng_core::text::Bilingual::new("回访顾客并登记回访结果", "Revisit the customer");
    let facts = Facts { title, case: "202611001".to_owned(), link: true, ..Facts::default() };
    let mail = compose(MailKind::Task, lang, &facts);
    let created_at = Moment::parse("2026-11-23T09:30:15+08:00").unwrap();
    OutboxRow {
        id: "019ab0c1-7e00-7000-8000-000000000001".to_owned(),
        message_id: Sender::default().message_id("019ab0c1-7e00-7000-8000-000000000001"),
        cause_seq: 7,
        instance: Some("i1".to_owned()),
        task: Some("t1".to_owned()),
        recipient_person: Some("p1".to_owned()),
        recipient_address: "desk@example.com".to_owned(),
        kind: MailKind::Task.word().to_owned(),
        lang: lang.tag().to_owned(),
        subject: mail.subject,
        plain: mail.plain,
        html: mail.html,
        headers: String::new(),
        created_at,
        status: MailStatus::Waiting,
        attempts: 0,
        next_at: created_at,
        last_error: None,
        sent_at: None,
    }
}

#[test]
fn another_program_reads_what_was_written() {
    for lang in Lang::ALL {
        let row = row(lang);
        let sender: Sender = "规程 <guicheng@example.com>".parse().unwrap();
        let mail = build(&row, &sender, URL).unwrap();
        assert!(mail.bytes.is_ascii());
        let long = mail.bytes.split(|b| *b == b'\n').map(<[u8]>::len).max().unwrap();
        assert!(long <= 79, "a line of {long} bytes"); // 78 and the CR
        assert_eq!(
            (mail.from.to_string(), mail.to.to_string()),
            ("guicheng@example.com".into(), "desk@example.com".into())
        );

        let read = MessageParser::new().parse(&mail.bytes).unwrap();
        assert_eq!(read.subject(), Some(row.subject.as_str()));
        let from = read.from().unwrap().first().unwrap();
        assert_eq!((from.name(), from.address()), (Some("规程"), Some("guicheng@example.com")));
        assert_eq!(read.to().unwrap().first().unwrap().address(), Some("desk@example.com"));
        assert_eq!(read.date().unwrap().to_timestamp(), 1_795_397_415);
        assert_eq!(read.message_id(), Some("019ab0c1-7e00-7000-8000-000000000001@example.com"));
        assert_eq!(read.in_reply_to().as_text(), Some("case-i1@example.com"));
        assert_eq!(read.references().as_text(), Some("case-i1@example.com"));
        for (name, value) in [
            ("Auto-Submitted", "auto-generated"),
            ("X-Auto-Response-Suppress", "All"),
            ("Content-Language", lang.tag()),
        ] {
            let found = read.header_raw(name).map(str::trim);
            assert_eq!(found, Some(value), "{name}");
        }
        assert_eq!(read.content_type().unwrap().subtype(), Some("alternative"));
        let plain = read.body_text(0).unwrap().replace("\r\n", "\n");
        assert_eq!(plain.trim_end(), fill(&row.plain, URL).trim_end());
        assert!(read.body_html(0).unwrap().contains(&format!("href=\"{URL}\"")));
    }
}

#[test]
fn a_mail_sent_twice_is_the_same_to_the_byte() {
    let row = row(Lang::Zh);
    let sender = Sender::default();
    let again = OutboxRow { attempts: 3, status: MailStatus::Sending, next_at: Moment(0), ..row.clone() };
    assert_eq!(build(&row, &sender, URL).unwrap().bytes, build(&again, &sender, URL).unwrap().bytes);
}

#[test]
fn further_headers_are_written_and_cannot_make_others() {
    let headers = r#"{"Reply-To":"desk@example.com","X-Note":"a\r\nBcc: thief@example.com"}"#;
    let row =
        OutboxRow { headers: headers.to_owned(), subject: "a\r\nBcc: b@example.com".into(), ..row(Lang::En) };
    let mail = build(&row, &Sender::default(), URL).unwrap();
    let read = MessageParser::new().parse(&mail.bytes).unwrap();
    assert!(read.header(Read::Bcc).is_none());
    assert_eq!(read.reply_to().unwrap().first().unwrap().address(), Some("desk@example.com"));
    let shown = shown_headers(&row, &Sender::default());
    let names: Vec<&str> = shown.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "From",
            "To",
            "Subject",
            "Date",
            "Message-ID",
            "Auto-Submitted",
            "X-Auto-Response-Suppress",
            "Content-Language",
            "In-Reply-To",
            "References",
            "Reply-To",
            "X-Note"
        ]
    );
    assert_eq!(shown[3].1, "Mon, 23 Nov 2026 01:30:15 +0000");
}

#[test]
fn what_is_no_mail_is_refused() {
    let sender = Sender::default();
    for address in
        ["", "desk", "a@b c", "a@example.com, b@example.com", "a@example.com\r\nBcc: x", "桌@example.com"]
    {
        let row = OutboxRow { recipient_address: address.to_owned(), ..row(Lang::Zh) };
        assert!(matches!(build(&row, &sender, URL), Err(Unfit::Address(_))), "{address:?}");
    }
    for headers in ["[]", "{\"a b\":\"c\"}", "{\"a\":1}"] {
        let row = OutboxRow { headers: headers.to_owned(), ..row(Lang::Zh) };
        assert!(matches!(build(&row, &sender, URL), Err(Unfit::Headers(_))), "{headers}");
    }
    for sender in ["", "nobody", "规程@example.com"] {
        assert!(sender.parse::<Sender>().is_err(), "{sender:?}");
    }
}
