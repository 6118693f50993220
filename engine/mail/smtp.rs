//! The way out: `--smtp URL`, a connection to the relay, and what its answers mean for a mail.
//!
//! The steps of RFC 5321 are taken one by one, because it matters which of them failed: a recipient refused for good is a
//! dead address, a password refused is our own trouble and no reason to give up any mail. lettre's pool is not used: it
//! puts a connection back that a time limit has cut off in the middle of a mail. Here a [`Session`] carries the mails of
//! one batch and is closed; after any doubt it is dropped. Deliberately absent: encryption "if possible", which anybody
//! on the way can switch off, and plain text to another machine.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;
use tokio::time::timeout;
use url::{Host, Url};

use super::message::Outgoing;
use crate::limits;

/// `--smtp`: where mails go. Its password is shown nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct SmtpUrl {
    host: String,
    port: u16,
    tls: Tls,
    login: Option<(String, String)>,
    /// A file with the certificate (PEM) of the relay's own authority.
    authority: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tls {
    /// From the first byte (RFC 8314).
    Whole,
    /// After STARTTLS, or not at all.
    Required,
    /// This machine only.
    None,
}

/// What is wrong with a `--smtp` URL. Never quotes it: it may hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SmtpUrlError {
    #[error(
        "expected smtps://USER:PASSWORD@HOST, smtp://USER:PASSWORD@HOST?tls=required or smtp://127.0.0.1:PORT?tls=none"
    )]
    Shape,
    #[error("smtp:// needs ?tls=required (STARTTLS), or ?tls=none for a relay on this machine")]
    Tls,
    #[error(
        "tls=none is for a relay on this machine (127.0.0.1, [::1], localhost): mails hold links that open tasks"
    )]
    Plain,
    #[error(
        "a user name needs a password and a password a user name; percent-encode what a URL can't hold as it is"
    )]
    Login,
    #[error("unknown parameter: a URL may have ?tls= and &ca=FILE")]
    Parameter,
}

impl FromStr for SmtpUrl {
    type Err = SmtpUrlError;

    fn from_str(text: &str) -> Result<SmtpUrl, SmtpUrlError> {
        let url = Url::parse(text).map_err(|_| SmtpUrlError::Shape)?;
        if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
            return Err(SmtpUrlError::Shape);
        }
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(SmtpUrlError::Shape)?;
        let (mut tls, mut authority) = (None, None);
        for (name, value) in url.query_pairs() {
            match (name.as_ref(), value.as_ref()) {
                ("tls", value) => tls = Some(value.to_owned()),
                ("ca", file) if !file.is_empty() => authority = Some(PathBuf::from(file)),
                _ => return Err(SmtpUrlError::Parameter),
            }
        }
        let (tls, port) = match (url.scheme(), tls.as_deref()) {
            ("smtps", None | Some("required")) => (Tls::Whole, 465),
            ("smtp", Some("required")) => (Tls::Required, 587),
            ("smtp", Some("none")) if is_here(host) => (Tls::None, 25),
            ("smtp", Some("none")) => return Err(SmtpUrlError::Plain),
            ("smtp" | "smtps", _) => return Err(SmtpUrlError::Tls),
            _ => return Err(SmtpUrlError::Shape),
        };
        Ok(SmtpUrl {
            host: host.trim_matches(['[', ']']).to_owned(),
            port: url.port().unwrap_or(port),
            tls,
            login: login(&url)?,
            authority,
        })
    }
}

fn login(url: &Url) -> Result<Option<(String, String)>, SmtpUrlError> {
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        (user, Some(password)) if !user.is_empty() => {
            let decoded =
                |text| percent_encoding::percent_decode_str(text).decode_utf8().map(|text| text.into_owned());
            match (decoded(user), decoded(password)) {
                (Ok(user), Ok(password)) => Ok(Some((user, password))),
                _ => Err(SmtpUrlError::Login),
            }
        }
        _ => Err(SmtpUrlError::Login),
    }
}

/// Is the host this machine? Of schemes that it doesn't know, `url` leaves addresses as text.
fn is_here(host: &str) -> bool {
    match Host::parse(host) {
        Ok(Host::Ipv4(address)) => address.is_loopback(),
        Ok(Host::Ipv6(address)) => address.is_loopback(),
        Ok(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Err(_) => false,
    }
}

impl fmt::Display for SmtpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, tls) = match self.tls {
            Tls::Whole => ("smtps", ""),
            Tls::Required => ("smtp", "?tls=required"),
            Tls::None => ("smtp", "?tls=none"),
        };
        match self.host.contains(':') {
            true => write!(f, "{scheme}://[{}]:{}{tls}", self.host, self.port),
            false => write!(f, "{scheme}://{}:{}{tls}", self.host, self.port),
        }
    }
}

impl fmt::Debug for SmtpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Why a mail did not go out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The relay can't be reached or won't serve us: no mail's fault.
    Relay(Said),
    /// Not now (4xx), for this mail.
    Later(Said),
    /// Never (5xx): this recipient or this mail.
    Never(Said),
}

/// What the relay said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// The reply's code (RFC 5321, 4.2), if there was a reply.
    pub code: Option<u16>,
    /// Word for word; may name the recipient, so it belongs into the outbox alone.
    pub words: String,
}

impl Said {
    fn of(error: &Error) -> Said {
        let words = std::iter::successors(Some(error as &dyn std::error::Error), |error| error.source());
        // lettre's own text repeats its cause.
        let words = words.last().map_or_else(String::new, ToString::to_string);
        Said { code: error.status().map(u16::from), words }
    }

    fn plain(words: &str) -> Said {
        Said { code: None, words: words.to_owned() }
    }
}

/// The relay, ready to be connected to.
#[derive(Clone)]
pub struct Relay {
    url: SmtpUrl,
    tls: Option<TlsParameters>,
}

/// `--smtp` is well-formed and can't be used all the same.
#[derive(Debug, thiserror::Error)]
pub enum RelayError {
    #[error("{}: {error}", path.display())]
    Authority { path: PathBuf, error: std::io::Error },
    #[error("{}: not a certificate in PEM", path.display())]
    Certificate { path: PathBuf },
    #[error("TLS: {0}")]
    Tls(Error),
}

impl Relay {
    /// Reads the authority's certificate, if there is one of its own. Does not connect: a relay that is away when the
    /// server starts must not keep it from starting.
    pub fn new(url: SmtpUrl) -> Result<Relay, RelayError> {
        let mut tls = TlsParameters::builder(url.host.clone());
        if let Some(path) = &url.authority {
            let pem =
                std::fs::read(path).map_err(|error| RelayError::Authority { path: path.clone(), error })?;
            // A file without any certificate would be read as a list of none.
            let is_pem = pem.windows(BEGIN.len()).any(|bytes| bytes == BEGIN);
            let certificate = Certificate::from_pem(&pem).ok().filter(|_| is_pem);
            let certificate = certificate.ok_or_else(|| RelayError::Certificate { path: path.clone() })?;
            tls = tls.add_root_certificate(certificate);
        }
        let tls = match url.tls {
            Tls::None => None,
            Tls::Whole | Tls::Required => Some(tls.build().map_err(RelayError::Tls)?),
        };
        Ok(Relay { url, tls })
    }

    /// Connects, encrypts, signs in.
    pub async fn connect(&self) -> Result<Session, Said> {
        let connected = timeout(limits::SMTP_CONNECT, self.try_connect()).await;
        match connected {
            Ok(Ok(connection)) => Ok(Session { connection, usable: true }),
            Ok(Err(error)) => Err(Said::of(&error)),
            Err(_) => Err(Said::plain(TOO_SLOW)),
        }
    }

    async fn try_connect(&self) -> Result<AsyncSmtpConnection, Error> {
        let SmtpUrl { host, port, tls, login, .. } = &self.url;
        let whole = self.tls.clone().filter(|_| *tls == Tls::Whole);
        let hello = ClientId::default();
        let place = (host.as_str(), *port);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(place, Some(limits::SMTP_CONNECT), &hello, whole, None)
                .await?;
        if let (Tls::Required, Some(parameters)) = (tls, &self.tls) {
            connection.starttls(parameters.clone(), &hello).await?;
        }
        if let Some((user, password)) = login {
            let credentials = Credentials::new(user.clone(), password.clone());
            connection.auth(DEFAULT_MECHANISMS, &credentials).await?;
        }
        Ok(connection)
    }
}

impl fmt::Debug for Relay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.url, f)
    }
}

const BEGIN: &[u8] = b"-----BEGIN CERTIFICATE-----";

/// The relay took longer than our limits; whether it took the mail is not known.
const TOO_SLOW: &str = "no answer in time";

/// A connection that carries one mail after another.
pub struct Session {
    connection: AsyncSmtpConnection,
    usable: bool,
}

impl Session {
    /// False after anything that leaves in doubt where the conversation stands.
    pub fn is_usable(&self) -> bool {
        self.usable
    }

    /// Sends one mail. `Ok` means that the relay has taken it upon itself (RFC 5321, 6.1).
    pub async fn send(&mut self, mail: &Outgoing) -> Result<(), Trouble> {
        self.usable = false;
        let sent = timeout(limits::SMTP_MAIL, self.try_send(mail)).await;
        sent.unwrap_or_else(|_| Err(Trouble::Relay(Said::plain(TOO_SLOW))))
    }

    async fn try_send(&mut self, mail: &Outgoing) -> Result<(), Trouble> {
        let connection = &mut self.connection;
        // Who may not send cannot blame the mail: whatever the code, this is the relay's and ours to settle.
        let from = Mail::new(Some(mail.from.clone()), Vec::new());
        connection.command(from).await.map_err(|error| Trouble::Relay(Said::of(&error)))?;
        let to = Rcpt::new(mail.to.clone(), Vec::new());
        let refused = match connection.command(to).await {
            Err(error) => error,
            Ok(_) => match connection.command(Data).await {
                Err(error) => error,
                Ok(_) => match connection.message(&mail.bytes).await {
                    Err(error) => error,
                    Ok(_) => {
                        self.usable = true;
                        return Ok(());
                    }
                },
            },
        };
        // A reply leaves the conversation where RSET can begin anew.
        if refused.status().is_some() {
            self.usable = connection.command(Rset).await.is_ok();
        }
        let said = Said::of(&refused);
        Err(match said.code {
            // Not signed in, or not well enough (RFC 4954, 6).
            Some(530 | 534 | 535 | 538) | None => Trouble::Relay(said),
            Some(500..) => Trouble::Never(said),
            Some(_) => Trouble::Later(said),
        })
    }

    /// Says goodbye. A relay that doesn't answer is left.
    pub async fn close(mut self) {
        if self.usable {
            timeout(limits::SMTP_CONNECT, self.connection.quit()).await.ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_say_how_mail_travels() {
        for (text, shown) in [
            ("smtps://u:p@mail.example.com", "smtps://mail.example.com:465"),
            ("smtps://mail.example.com:4650?tls=required", "smtps://mail.example.com:4650"),
            ("smtp://u:p@mail.example.com?tls=required", "smtp://mail.example.com:587?tls=required"),
            ("smtp://mail.example.com:25?tls=required&ca=ca.pem", "smtp://mail.example.com:25?tls=required"),
            ("smtp://127.0.0.1:2525?tls=none", "smtp://127.0.0.1:2525?tls=none"),
            ("smtp://127.9.9.9?tls=none", "smtp://127.9.9.9:25?tls=none"),
            ("smtp://[::1]:2525?tls=none", "smtp://[::1]:2525?tls=none"),
            ("smtp://LOCALHOST:2525?tls=none", "smtp://LOCALHOST:2525?tls=none"),
        ] {
            let url: SmtpUrl = text.parse().unwrap();
            assert_eq!(url.to_string(), shown);
            assert_eq!(
                format!("{url:?} {:?}", Relay { url: url.clone(), tls: None }),
                format!("{shown} {shown}")
            );
        }
    }

    #[test]
    fn urls_that_would_leak_or_mean_nothing_are_refused() {
        use SmtpUrlError::{Login, Parameter, Plain, Shape, Tls};
        for (text, error) in [
            ("", Shape),
            ("mail.example.com", Shape),
            ("http://mail.example.com", Shape),
            ("smtps://", Shape),
            ("smtps://mail.example.com/inbox", Shape),
            ("smtp://mail.example.com", Tls),
            ("smtp://127.0.0.1", Tls),
            ("smtp://mail.example.com?tls=opportunistic", Tls),
            ("smtps://127.0.0.1?tls=none", Tls),
            ("smtp://mail.example.com?tls=none", Plain),
            ("smtp://10.0.0.1?tls=none", Plain),
            ("smtp://127.0.0.1.example.com?tls=none", Plain),
            ("smtp://localhost.example.com?tls=none", Plain),
            ("smtps://u@mail.example.com", Login),
            ("smtps://:p@mail.example.com", Login),
            ("smtps://u:%ff@mail.example.com", Login),
            ("smtps://mail.example.com?timeout=1", Parameter),
            ("smtps://mail.example.com?ca=", Parameter),
        ] {
            assert_eq!(text.parse::<SmtpUrl>().unwrap_err(), error, "{text}");
            assert!(!error.to_string().contains("u:p"));
        }
    }

    #[test]
    fn names_and_passwords_may_hold_anything() {
        let url: SmtpUrl = "smtps://desk%40example.com:p%3Aa%2F%E5%AF%86@mail.example.com".parse().unwrap();
        assert_eq!(url.login, Some(("desk@example.com".to_owned(), "p:a/密".to_owned())));
        assert!(!format!("{url} {url:?}").contains('密'));
    }

    #[test]
    fn an_authority_must_be_readable() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ca.pem");
        let url: SmtpUrl = format!("smtps://mail.example.com?ca={}", path.display()).parse().unwrap();
        assert!(matches!(Relay::new(url.clone()), Err(RelayError::Authority { .. })));
        std::fs::write(&path, "not a certificate").unwrap();
        assert!(matches!(Relay::new(url), Err(RelayError::Certificate { .. })));
    }
}
