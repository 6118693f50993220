//! A mail relay on 127.0.0.1 that answers as it is told: enough of SMTP (RFC 5321) for one client, with STARTTLS, AUTH
//! PLAIN, refusals and sudden deaths. It keeps what it accepted.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio_rustls::TlsAcceptor;

/// Far beyond what anything here takes; says only that it won't come.
const PATIENCE: Duration = Duration::from_secs(120);

/// What the relay does with one mail. Not told otherwise, it accepts.
#[derive(Clone, Copy, Debug)]
pub enum Answer {
    /// Answers MAIL with this code.
    Mail(u16),
    /// Answers RCPT with this code.
    Rcpt(u16),
    /// Answers the end of the mail with this code.
    Data(u16),
    /// Takes the mail, then closes the connection without a word.
    Drop,
    /// Takes the mail and never says so.
    Hang,
    Accept,
}

/// A mail that the relay took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivered {
    pub from: String,
    pub to: String,
    pub bytes: Vec<u8>,
}

/// How it is set up.
#[derive(Clone, Default)]
pub struct Setup {
    /// Name and password without which no mail is taken.
    pub login: Option<(&'static str, &'static str)>,
    /// Encrypts after STARTTLS.
    pub starttls: Option<TlsAcceptor>,
    /// Encrypts from the first byte.
    pub tls: Option<TlsAcceptor>,
}

pub struct FakeRelay {
    pub port: u16,
    state: Arc<State>,
}

struct State {
    setup: Setup,
    answers: Mutex<HashMap<String, VecDeque<Answer>>>,
    taken: Mutex<Vec<Delivered>>,
    /// Every line that a client sent outside of mails.
    heard: Mutex<Vec<String>>,
    rung: Notify,
}

impl FakeRelay {
    pub async fn start(setup: Setup) -> FakeRelay {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(State {
            setup,
            answers: Mutex::default(),
            taken: Mutex::default(),
            heard: Mutex::default(),
            rung: Notify::new(),
        });
        let shared = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let state = Arc::clone(&shared);
                // A client that goes away in the middle is part of the tests.
                tokio::spawn(async move { state.serve(Box::new(stream)).await.ok() });
            }
        });
        FakeRelay { port, state }
    }

    /// The URL of a relay without encryption.
    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}?tls=none", self.port)
    }

    /// The next answers for mails to this address.
    pub fn answer(&self, to: &str, answers: impl IntoIterator<Item = Answer>) {
        self.state.answers.lock().unwrap().entry(to.to_owned()).or_default().extend(answers);
    }

    pub fn taken(&self) -> Vec<Delivered> {
        self.state.taken.lock().unwrap().clone()
    }

    pub fn heard(&self) -> Vec<String> {
        self.state.heard.lock().unwrap().clone()
    }

    /// Waits until the relay has taken so many mails. What never comes ends the test, instead of hanging it.
    pub async fn has_taken(&self, count: usize) -> Vec<Delivered> {
        let taken = async {
            loop {
                let rung = self.state.rung.notified();
                let taken = self.taken();
                if taken.len() >= count {
                    return taken;
                }
                rung.await;
            }
        };
        tokio::time::timeout(PATIENCE, taken).await.expect("a mail that never came")
    }
}

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

impl State {
    async fn serve(&self, mut stream: Box<dyn Stream>) -> io::Result<()> {
        let mut encrypted = false;
        if let Some(tls) = &self.setup.tls {
            stream = Box::new(tls.accept(stream).await?);
            encrypted = true;
        }
        let mut signed_in = self.setup.login.is_none();
        let (mut from, mut to, mut answer) = (String::new(), String::new(), Answer::Accept);
        // A mail has begun and neither ended nor been reset.
        let mut begun = false;
        say(&mut stream, 220).await?;
        loop {
            let line = String::from_utf8_lossy(&read_line(&mut stream).await?).into_owned();
            self.heard.lock().unwrap().push(line.clone());
            let word = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            match word.as_str() {
                "EHLO" => {
                    let mut reply = "250-relay\r\n".to_owned();
                    if self.setup.starttls.is_some() && !encrypted {
                        reply.push_str("250-STARTTLS\r\n");
                    }
                    reply.push_str("250 AUTH PLAIN\r\n");
                    stream.write_all(reply.as_bytes()).await?;
                }
                "STARTTLS" => match &self.setup.starttls {
                    Some(tls) => {
                        say(&mut stream, 220).await?;
                        stream = Box::new(tls.accept(stream).await?);
                        encrypted = true;
                    }
                    None => say(&mut stream, 502).await?,
                },
                "AUTH" => {
                    let given =
                        STANDARD.decode(line.rsplit(' ').next().unwrap_or_default()).unwrap_or_default();
                    let wanted = self.setup.login.map(|(name, password)| format!("\0{name}\0{password}"));
                    signed_in = Some(given) == wanted.map(String::into_bytes);
                    say(&mut stream, if signed_in { 235 } else { 535 }).await?;
                }
                "MAIL" if !signed_in => say(&mut stream, 530).await?,
                "MAIL" if begun => say(&mut stream, 503).await?,
                "MAIL" => {
                    begun = true;
                    from = address(&line);
                    // Who will get it is not known yet; nobody's answers are those to MAIL.
                    let code = match self.next("") {
                        Answer::Mail(code) => code,
                        _ => 250,
                    };
                    say(&mut stream, code).await?;
                }
                "RCPT" => {
                    to = address(&line);
                    answer = self.next(&to);
                    say(&mut stream, if let Answer::Rcpt(code) = answer { code } else { 250 }).await?;
                }
                "DATA" => {
                    say(&mut stream, 354).await?;
                    let bytes = read_mail(&mut stream).await?;
                    begun = false;
                    if let Answer::Data(code) = answer {
                        say(&mut stream, code).await?;
                        continue;
                    }
                    let mail = Delivered { from: from.clone(), to: to.clone(), bytes };
                    self.taken.lock().unwrap().push(mail);
                    self.rung.notify_waiters();
                    match answer {
                        Answer::Drop => return Ok(()),
                        Answer::Hang => std::future::pending().await,
                        _ => say(&mut stream, 250).await?,
                    }
                }
                "RSET" => {
                    begun = false;
                    say(&mut stream, 250).await?;
                }
                "QUIT" => return say(&mut stream, 221).await,
                _ => say(&mut stream, 502).await?,
            }
        }
    }

    fn next(&self, to: &str) -> Answer {
        let mut answers = self.answers.lock().unwrap();
        answers.get_mut(to).and_then(VecDeque::pop_front).unwrap_or(Answer::Accept)
    }
}

async fn say(stream: &mut Box<dyn Stream>, code: u16) -> io::Result<()> {
    // Two lines, as real relays do: the client must wait for the last.
    stream.write_all(format!("{code}-first line\r\n{code} second line\r\n").as_bytes()).await
}

/// Byte by byte: what comes after STARTTLS must not be read here.
async fn read_line(stream: &mut Box<dyn Stream>) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    while !line.ends_with(b"\r\n") {
        line.push(stream.read_u8().await?);
    }
    line.truncate(line.len() - 2);
    Ok(line)
}

/// Up to the lone dot, with doubled dots made single (RFC 5321, 4.5.2).
async fn read_mail(stream: &mut Box<dyn Stream>) -> io::Result<Vec<u8>> {
    let mut mail = Vec::new();
    loop {
        let line = read_line(stream).await?;
        match line.as_slice() {
            b"." => return Ok(mail),
            [b'.', rest @ ..] => mail.extend_from_slice(rest),
            whole => mail.extend_from_slice(whole),
        }
        mail.extend_from_slice(b"\r\n");
    }
}

/// `RCPT TO:<a@example.com>` → `a@example.com`
fn address(line: &str) -> String {
    line.split(['<', '>']).nth(1).unwrap_or_default().to_owned()
}
