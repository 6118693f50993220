//! How programs and browsers prove who they are. Only hashes of secrets are here.

use guicheng_core::value::{Hash, Moment};

use super::Table;
use crate::store::cell::{Column as _, words};
use crate::store::error::StoreError;
use crate::store::reads::{Query, Reads};
use crate::store::row::{Chore, table};

words! {
    /// What an invitation is for.
    pub enum InvitationPurpose {
        /// Setting a password.
        Password = "password",
        /// Taking off an authenticator that was lost.
        Authenticator = "authenticator",
    }
}

table! {
    /// A bearer token for the API.
    pub struct TokenRow in Token, key 1, Replace, remember 0; {
        pub hash: Hash,
        pub person: String,
        /// What it is for, in the words of who made it.
        pub label: String,
        pub created_at: Moment,
        pub expires_at: Option<Moment>,
        pub revoked_at: Option<Moment>,
    }
}

table! {
    /// A browser's session.
    pub struct SessionRow in Session, key 1, Replace, remember 0; {
        pub hash: Hash,
        pub person: String,
        pub lang: String,
        pub created_at: Moment,
        pub last_seen: Moment,
        pub expires_at: Moment,
        pub revoked_at: Option<Moment>,
    }
}

impl Chore for SessionRow {}

table! {
    /// How a person proves who they are.
    pub struct CredentialRow in Credential, key 1, Replace, remember 0; {
        pub person: String,
        /// Argon2id, as a PHC string.
        pub password: Option<String>,
        /// The authenticator's seed is derived from the server's key and this.
        pub totp_salt: Option<String>,
        /// Likewise of one that waits for its first code.
        pub totp_next: Option<String>,
        /// The person has shown a code of it: from then on it is asked for.
        pub totp_confirmed: bool,
        /// The last time step whose code was taken (RFC 6238, 5.2: a code counts once).
        pub totp_step: i64,
        /// Attempts to sign in that failed since the last that did not.
        pub failures: i64,
        /// No attempt counts before.
        pub locked_until: Option<Moment>,
        pub changed_at: Moment,
        /// Proofs at signatures that failed since the last that did not.
        pub sign_failures: i64,
        /// No proof at a signature counts before.
        pub sign_locked_until: Option<Moment>,
    }
}

/// Failures are counted without an entry; what is set is told in the ledger.
impl Chore for CredentialRow {}

table! {
    /// A link with which somebody sets a password, or takes off an authenticator.
    pub struct InvitationRow in Invitation, key 1, Replace, remember 0; {
        pub hash: Hash,
        pub person: String,
        pub created_at: Moment,
        pub expires_at: Moment,
        pub used_at: Option<Moment>,
        pub purpose: InvitationPurpose,
    }
}

const TOKEN: Query = Query::of::<TokenRow>(1, &[Table::Token], "SELECT {row} FROM token WHERE hash = $1");
const TOKENS_OF: Query = Query::of::<TokenRow>(
    1,
    &[Table::Token],
    "SELECT {row} FROM token WHERE person = $1 ORDER BY created_at, hash",
);
const SESSION: Query =
    Query::of::<SessionRow>(1, &[Table::Session], "SELECT {row} FROM session WHERE hash = $1");
const SESSIONS_OF: Query = Query::of::<SessionRow>(
    1,
    &[Table::Session],
    "SELECT {row} FROM session WHERE person = $1 ORDER BY created_at, hash",
);

const CREDENTIAL: Query =
    Query::of::<CredentialRow>(1, &[Table::Credential], "SELECT {row} FROM credential WHERE person = $1");
const INVITATION: Query =
    Query::of::<InvitationRow>(1, &[Table::Invitation], "SELECT {row} FROM invitation WHERE hash = $1");
const INVITATIONS_OF: Query = Query::of::<InvitationRow>(
    1,
    &[Table::Invitation],
    "SELECT {row} FROM invitation WHERE person = $1 AND used_at IS NULL ORDER BY created_at, hash",
);

pub(super) const QUERIES: &[&Query] =
    &[&TOKEN, &TOKENS_OF, &SESSION, &SESSIONS_OF, &CREDENTIAL, &INVITATION, &INVITATIONS_OF];

impl Reads<'_> {
    /// A token by the hash of its secret.
    pub async fn token(mut self, hash: &Hash) -> Result<Option<TokenRow>, StoreError> {
        self.first(&TOKEN, vec![hash.cell()]).await
    }

    /// A person's tokens, oldest first.
    pub async fn tokens_of(mut self, person: &str) -> Result<Vec<TokenRow>, StoreError> {
        self.rows(&TOKENS_OF, vec![person.to_owned().cell()]).await
    }

    /// A session by the hash of its secret.
    pub async fn session(mut self, hash: &Hash) -> Result<Option<SessionRow>, StoreError> {
        self.first(&SESSION, vec![hash.cell()]).await
    }

    /// A person's sessions, oldest first.
    pub async fn sessions_of(mut self, person: &str) -> Result<Vec<SessionRow>, StoreError> {
        self.rows(&SESSIONS_OF, vec![person.to_owned().cell()]).await
    }

    /// How a person proves who they are.
    pub async fn credential(mut self, person: &str) -> Result<Option<CredentialRow>, StoreError> {
        self.first(&CREDENTIAL, vec![person.to_owned().cell()]).await
    }

    /// An invitation by the hash of its secret.
    pub async fn invitation(mut self, hash: &Hash) -> Result<Option<InvitationRow>, StoreError> {
        self.first(&INVITATION, vec![hash.cell()]).await
    }

    /// A person's invitations that were not used, oldest first.
    pub async fn invitations_of(mut self, person: &str) -> Result<Vec<InvitationRow>, StoreError> {
        self.rows(&INVITATIONS_OF, vec![person.to_owned().cell()]).await
    }
}
