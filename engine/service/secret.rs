//! Secrets: made from the server's key or from randomness, kept only as hashes.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use guicheng_core::value::Hash;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::Service;
use crate::edge::random_bytes;

/// The server's key: link secrets are derived from it, so that no table holds one.
#[derive(Clone)]
pub struct ServerKey([u8; 32]);

impl ServerKey {
    /// From 64 hexadecimal digits.
    pub fn parse(text: &str) -> Option<ServerKey> {
        let text = text.trim();
        let bytes: Vec<u8> = (0..text.len())
            .step_by(2)
            .map(|i| u8::from_str_radix(text.get(i..i + 2)?, 16).ok())
            .collect::<Option<_>>()?;
        bytes.try_into().ok().map(ServerKey)
    }

    /// A new one.
    pub fn random() -> ServerKey {
        ServerKey(random_bytes())
    }

    /// 64 hexadecimal digits.
    pub fn to_hex(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The secret for what is named: the same each time, unguessable without the key.
    pub fn derive(&self, what: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        mac.update(what.as_bytes());
        URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
    }
}

impl std::fmt::Debug for ServerKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ServerKey(…)")
    }
}

impl Service {
    /// The token that forms of a session, a link or a visit (`of`: its secret) send back: only who got the form has it.
    pub fn form_token(&self, of: &str) -> String {
        self.inner.key.derive(&format!("form|{of}"))
    }
}

/// A new secret for tokens and sessions: 256 random bits.
pub(super) fn new_secret() -> String {
    URL_SAFE_NO_PAD.encode(random_bytes::<32>())
}

/// What is kept of a secret.
pub(super) fn hash_of(secret: &str) -> Hash {
    Hash::of(secret.as_bytes())
}
