//! A row of the outbox as a mail of RFC 5322: the same bytes each time it is sent.
//!
//! Date, Message-ID and even the line between the parts come from the row, so that a mail that had to be sent twice is
//! recognised as one. The mails of a case refer to one name, which makes them a thread; no mail has that name itself.
//! They say that a machine wrote them (RFC 3834), so that absence notes don't answer. Deliberately absent: a return path
//! of its own for bounces (the relay tells at once which address is dead, or its postmaster learns it later), Bcc, and
//! more than one recipient: each mail is written for one.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use guicheng_core::value::Moment;
use lettre::Address;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart, SinglePart};

use super::compose::fill;
use super::wrap::one_line;
use crate::store::tables::mail::OutboxRow;

/// Who sends where nothing is set.
pub const DEFAULT_SENDER: &str = "guicheng@example.com";

/// Who the mails come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender(Mailbox);

/// Not an address that mail can be sent from or to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a mail address: {0}")]
pub struct AddressError(String);

impl std::str::FromStr for Sender {
    type Err = AddressError;

    /// Reads `guicheng@example.com` or `Name <guicheng@example.com>`.
    fn from_str(text: &str) -> Result<Sender, AddressError> {
        let mailbox: Mailbox = text.trim().parse().map_err(|_| AddressError(text.to_owned()))?;
        ascii(&mailbox.email)?;
        Ok(Sender(mailbox))
    }
}

impl Default for Sender {
    fn default() -> Sender {
        DEFAULT_SENDER.parse().expect("an address that we wrote")
    }
}

impl Sender {
    /// The bare address.
    pub fn address(&self) -> &Address {
        &self.0.email
    }

    /// The Message-ID of the mail whose row has this id, with its angle brackets: made once, at the commit.
    pub fn message_id(&self, mail: &str) -> String {
        format!("<{mail}@{}>", self.0.email.domain())
    }
}

/// A mail on its way: the envelope (RFC 5321) and what is in it.
#[derive(Clone, Debug)]
pub struct Outgoing {
    pub from: Address,
    pub to: Address,
    /// ASCII with CRLF line ends; not yet dot-stuffed.
    pub bytes: Vec<u8>,
}

/// Why a row can't become a mail.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    #[error(transparent)]
    Address(#[from] AddressError),
    /// `headers` is not a JSON object of strings, or one is no header's name.
    #[error("the further headers can't be read: {0}")]
    Headers(String),
    #[error("{0}")]
    Message(String),
}

/// Makes the mail. `url` takes the place of the link's placeholder, if there is one.
pub fn build(row: &OutboxRow, sender: &Sender, url: &str) -> Result<Outgoing, Unfit> {
    let to: Address =
        row.recipient_address.trim().parse().map_err(|_| AddressError(row.recipient_address.clone()))?;
    ascii(&to)?;
    let parts = MultiPart::alternative()
        .boundary(boundary(&row.id))
        .singlepart(SinglePart::plain(fill(&row.plain, url)))
        .singlepart(SinglePart::builder().header(ContentType::TEXT_HTML).body(fill(&row.html, url)));
    let mut message = Message::builder()
        .from(sender.0.clone())
        .to(Mailbox::new(None, to.clone()))
        .subject(one_line(&row.subject))
        .date(system_time(row.created_at))
        .message_id(Some(message_id(row)));
    for (name, value) in further(row)? {
        let name = HeaderName::new_from_ascii(name).map_err(|error| Unfit::Headers(error.to_string()))?;
        message = message.raw_header(HeaderValue::new(name, one_line(&value)));
    }
    let message = message.multipart(parts).map_err(|error| Unfit::Message(error.to_string()))?;
    Ok(Outgoing { from: sender.0.email.clone(), to, bytes: message.formatted() })
}

/// The headers for people to look at, in the order in which they stand in the mail, not encoded.
pub fn shown_headers(row: &OutboxRow, sender: &Sender) -> Vec<(String, String)> {
    let mut headers: Vec<(String, String)> = [
        ("From", sender.0.to_string()),
        ("To", row.recipient_address.clone()),
        ("Subject", one_line(&row.subject)),
        ("Date", date(row.created_at)),
        ("Message-ID", message_id(row)),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    headers.extend(further(row).unwrap_or_default());
    headers
}

/// The headers that every mail has beside the usual ones, then those of the row.
fn further(row: &OutboxRow) -> Result<Vec<(String, String)>, Unfit> {
    let mut headers: Vec<(String, String)> = [
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "All"),
        ("Content-Language", row.lang.as_str()),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    if let Some(instance) = &row.instance {
        let id = message_id(row);
        let domain = id.rsplit_once('@').map_or("example.com>", |(_, domain)| domain);
        let thread = format!("<case-{instance}@{domain}");
        headers.push(("In-Reply-To".to_owned(), thread.clone()));
        headers.push(("References".to_owned(), thread));
    }
    if !row.headers.trim().is_empty() {
        let own: BTreeMap<String, String> =
            serde_json::from_str(&row.headers).map_err(|error| Unfit::Headers(error.to_string()))?;
        headers.extend(own);
    }
    Ok(headers)
}

/// With its angle brackets, whether or not the row has them.
fn message_id(row: &OutboxRow) -> String {
    format!("<{}>", one_line(&row.message_id).trim_matches(['<', '>']))
}

/// The line between the parts: the same each time, and in no body, since encoded bodies have no such line.
fn boundary(id: &str) -> String {
    let id: String = id.chars().filter(char::is_ascii_alphanumeric).take(40).collect();
    format!("=_guicheng_{id}")
}

/// Few relays know addresses in other scripts (RFC 6531); none of them is refused silently here.
fn ascii(address: &Address) -> Result<(), AddressError> {
    let text = address.to_string();
    if text.is_ascii() { Ok(()) } else { Err(AddressError(text)) }
}

fn system_time(moment: Moment) -> SystemTime {
    // The header knows seconds from 1970 on.
    SystemTime::UNIX_EPOCH + Duration::from_micros(u64::try_from(moment.0).unwrap_or(0))
}

fn date(moment: Moment) -> String {
    jiff::fmt::rfc2822::to_string(&moment.timestamp().to_zoned_datetime(jiff::tz::TimeZone::UTC))
        .unwrap_or_else(|_| moment.to_rfc3339(&jiff::tz::TimeZone::UTC))
}

#[cfg(test)]
mod tests;
