//! Password hashes: Argon2id with the parameters that RFC 9106 and OWASP name for servers (19 MiB, two passes).
//!
//! Hashing takes some tens of milliseconds by design, so it runs beside the server's threads, and only a few at once:
//! a flood of attempts waits in line instead of taking all memory.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use tokio::sync::Semaphore;

use super::ServiceError;
use crate::edge::random_bytes;
use crate::limits;

static TURNS: Semaphore = Semaphore::const_new(limits::PASSWORD_HASHES);

/// What is tried for somebody who has no password, so that they cannot be told from others by the time it takes.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5LWF0LWFsbC1oZXI$Jj0mYmxhbmstaGFzaC1vZi1ub2JvZHktYXQtYWxsLQ";

async fn in_turn<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ServiceError> + Send + 'static,
) -> Result<T, ServiceError> {
    let broken = |e: &dyn std::fmt::Display| ServiceError::Broken(format!("password: {e}"));
    let _turn = TURNS.acquire().await.map_err(|e| broken(&e))?;
    tokio::task::spawn_blocking(work).await.map_err(|e| broken(&e))?
}

/// The hash of a password, as a PHC string.
pub(super) async fn hash_password(password: &str) -> Result<String, ServiceError> {
    let password = password.to_owned();
    in_turn(move || {
        let hash: PasswordHash = Argon2::default()
            .hash_password_with_salt(password.as_bytes(), &random_bytes::<16>())
            .map_err(|e| ServiceError::Broken(format!("password: {e}")))?;
        Ok(hash.to_string())
    })
    .await
}

/// Whether a password has this hash. Without a hash the answer is no, and takes as long.
pub(super) async fn verify_password(password: &str, hash: Option<String>) -> Result<bool, ServiceError> {
    if password.chars().count() > limits::PASSWORD_MOST {
        return Ok(false);
    }
    let password = password.to_owned();
    in_turn(move || {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
        let hash = PasswordHash::new(&hash).map_err(|e| ServiceError::Broken(format!("password: {e}")))?;
        Ok(Argon2::default().verify_password(password.as_bytes(), &hash).is_ok() && known)
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_hash_knows_its_password_and_no_other() {
        let one = hash_password("correct horse battery").await.unwrap();
        let two = hash_password("correct horse battery").await.unwrap();
        assert_ne!(one, two, "each has its own salt");
        assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{one}");
        assert!(verify_password("correct horse battery", Some(one.clone())).await.unwrap());
        assert!(!verify_password("correct horse batterz", Some(one)).await.unwrap());
        assert!(!verify_password("", None).await.unwrap());
    }
}
