//! Encryption and signing in: mails hold links that open tasks, so nothing leaves unless it is safe.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use guicheng::store::tables::mail::MailStatus;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use super::relay::{FakeRelay, Setup};
use super::{Scene, mail};
use crate::support::both::Place;

/// A certificate for 127.0.0.1 that vouches for itself: what a relay uses, and the file by which we know it.
fn certificate(folder: &Path) -> (TlsAcceptor, PathBuf) {
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let path = folder.join("ca.pem");
    std::fs::write(&path, made.cert.pem()).unwrap();
    let key = PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    (TlsAcceptor::from(Arc::new(config)), path)
}

/// Sends one mail by this URL; returns how it fares and what was noted.
async fn send(url: &str) -> (MailStatus, String) {
    let place = Place::sqlite();
    let scene = Scene::new(place.open().await, url);
    scene.put(vec![mail("m1", "desk@example.com")]).await;
    assert_eq!(scene.pass().await, 1);
    assert_eq!(scene.incidents().await, []);
    let row = scene.row("m1").await;
    (row.status, row.last_error.unwrap_or_default())
}

#[tokio::test]
async fn mail_goes_out_encrypted_and_signed_in() {
    let folder = tempfile::tempdir().unwrap();
    let (tls, ca) = certificate(folder.path());
    let login = Some(("guicheng@house", "p:a/s s"));
    let after = FakeRelay::start(Setup { login, starttls: Some(tls.clone()), tls: None }).await;
    let whole = FakeRelay::start(Setup { login, starttls: None, tls: Some(tls) }).await;
    let user = "guicheng%40house:p%3Aa%2Fs%20s@127.0.0.1";
    for url in [
        format!("smtp://{user}:{}?tls=required&ca={}", after.port, ca.display()),
        format!("smtps://{user}:{}?ca={}", whole.port, ca.display()),
    ] {
        assert_eq!(send(&url).await, (MailStatus::Sent, String::new()), "{url}");
    }
    assert_eq!((after.taken().len(), whole.taken().len()), (1, 1));
    let heard = after.heard();
    let words: Vec<&str> = heard.iter().map(|line| line.split([' ', ':']).next().unwrap()).collect();
    assert_eq!(words, ["EHLO", "STARTTLS", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "QUIT"]);
}

#[tokio::test]
async fn a_relay_that_cannot_prove_itself_gets_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (tls, _) = certificate(folder.path());
    let other = tempfile::tempdir().unwrap();
    let (_, foreign) = certificate(other.path());
    let stranger = FakeRelay::start(Setup { starttls: Some(tls), ..Setup::default() }).await;
    let plain = FakeRelay::start(Setup::default()).await;
    for url in [
        format!("smtp://u:secret@127.0.0.1:{}?tls=required", stranger.port),
        format!("smtp://u:secret@127.0.0.1:{}?tls=required&ca={}", stranger.port, foreign.display()),
        // Somebody on the way has taken STARTTLS out of the relay's greeting.
        format!("smtp://u:secret@127.0.0.1:{}?tls=required", plain.port),
        format!("smtps://u:secret@127.0.0.1:{}", plain.port),
    ] {
        let (status, said) = send(&url).await;
        assert_eq!(status, MailStatus::Waiting, "{url}");
        assert!(!said.is_empty() && !said.contains("secret"), "{said}");
    }
    for relay in [stranger, plain] {
        let heard = relay.heard();
        let told =
            heard.iter().filter(|line| ["AUTH", "MAIL", "RCPT"].iter().any(|word| line.starts_with(word)));
        assert_eq!(told.count(), 0, "{heard:?}");
    }
}

#[tokio::test]
async fn a_wrong_password_is_our_trouble_and_no_mails_end() {
    let relay = FakeRelay::start(Setup { login: Some(("u", "right")), ..Setup::default() }).await;
    for (user, status) in
        [("", MailStatus::Waiting), ("u:wrong@", MailStatus::Waiting), ("u:right@", MailStatus::Sent)]
    {
        let (found, said) = send(&format!("smtp://{user}127.0.0.1:{}?tls=none", relay.port)).await;
        assert_eq!(found, status, "{user}");
        assert!(!said.contains("wrong"));
    }
    assert_eq!(relay.taken().len(), 1);
}
