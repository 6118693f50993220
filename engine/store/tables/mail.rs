//! The outbox and the links in its mails. Secrets are never here: a mail's body holds a placeholder, a link its hash.

use guicheng_core::value::{Hash, Moment};

use super::Table;
use crate::store::cell::{Column as _, words};
use crate::store::error::StoreError;
use crate::store::reads::{Page, Query, Reads, paged};
use crate::store::row::{Chore, table};

words! {
    /// How a mail fares.
    pub enum MailStatus {
        /// To be sent at `next_at`.
        Waiting = "waiting",
        /// A worker has it; at `next_at` it is taken for lost and tried again.
        Sending = "sending",
        Sent = "sent",
        /// Given up.
        Failed = "failed",
        /// Not to be sent: a drill's mail to somebody outside.
        Held = "held",
        /// Not to be sent: there was no SMTP when it was written. It can be read in the outbox.
        Shown = "shown",
    }
}

table! {
    /// A mail, frozen with its Message-ID at the commit of its cause.
    pub struct OutboxRow in Outbox, key 1, Replace, remember 0; {
        pub id: String,
        pub message_id: String,
        /// The ledger entry that caused it.
        pub cause_seq: i64,
        pub instance: Option<String>,
        pub task: Option<String>,
        /// Nobody of the house: the customer, an outlet.
        pub recipient_person: Option<String>,
        pub recipient_address: String,
        pub kind: String,
        pub lang: String,
        pub subject: String,
        /// The text part, with a placeholder for the link's secret.
        pub plain: String,
        /// The HTML part, with the same placeholder.
        pub html: String,
        /// JSON: further headers.
        pub headers: String,
        pub created_at: Moment,
        pub status: MailStatus,
        pub attempts: i64,
        pub next_at: Moment,
        pub last_error: Option<String>,
        pub sent_at: Option<Moment>,
    }
}

impl Chore for OutboxRow {}

table! {
    /// A link, known only by the hash of its secret.
    pub struct LinkRow in Link, key 1, Replace, remember 0; {
        pub hash: Hash,
        pub task: String,
        pub person: String,
        /// The task's assignment that it was made for.
        pub assignment: i64,
        pub purpose: String,
        pub created_at: Moment,
        pub expires_at: Moment,
        pub used_at: Option<Moment>,
    }
}

impl Chore for LinkRow {}

const MAIL: Query = Query::of::<OutboxRow>(1, &[Table::Outbox], "SELECT {row} FROM outbox WHERE id = $1");
const LIST: Query = Query::of::<OutboxRow>(
    4,
    &[Table::Outbox],
    "SELECT {row} FROM outbox WHERE (CAST($1 AS TEXT) IS NULL OR status = $1) AND (CAST($2 AS TEXT) IS NULL OR recipient_person = $2)
     ORDER BY created_at DESC, id DESC LIMIT $3 OFFSET $4",
);
const OF_INSTANCE: Query = Query::of::<OutboxRow>(
    1,
    &[Table::Outbox],
    "SELECT {row} FROM outbox WHERE instance = $1 ORDER BY created_at, id",
);
const DUE: Query = Query::of::<OutboxRow>(
    2,
    &[Table::Outbox],
    "SELECT {row} FROM outbox WHERE status IN ('waiting', 'sending') AND next_at <= $1 ORDER BY next_at, id LIMIT $2",
);
const NEXT: Query = Query::plain(
    0,
    &[Table::Outbox],
    "SELECT min(next_at) FROM outbox WHERE status IN ('waiting', 'sending')",
);
const LINK: Query = Query::of::<LinkRow>(1, &[Table::Link], "SELECT {row} FROM link WHERE hash = $1");
const LINKS_OF: Query = Query::of::<LinkRow>(
    1,
    &[Table::Link],
    "SELECT {row} FROM link WHERE task = $1 ORDER BY created_at, hash",
);

pub(super) const QUERIES: &[&Query] = &[&MAIL, &LIST, &OF_INSTANCE, &DUE, &NEXT, &LINK, &LINKS_OF];

impl Reads<'_> {
    /// A mail by its id.
    pub async fn mail(mut self, id: &str) -> Result<Option<OutboxRow>, StoreError> {
        self.first(&MAIL, vec![id.to_owned().cell()]).await
    }

    /// A page of the outbox, newest first, of one status or one recipient if given.
    pub async fn outbox(
        mut self,
        status: Option<MailStatus>,
        person: Option<&str>,
        page: Page,
    ) -> Result<Vec<OutboxRow>, StoreError> {
        self.rows(&LIST, paged([status.cell(), person.map(str::to_owned).cell()], page)).await
    }

    /// A case's mails, oldest first.
    pub async fn mails_of(mut self, instance: &str) -> Result<Vec<OutboxRow>, StoreError> {
        self.rows(&OF_INSTANCE, vec![instance.to_owned().cell()]).await
    }

    /// Up to `limit` mails to be sent at or before a moment, with those whose worker got lost.
    pub async fn due_mails(mut self, until: Moment, limit: i64) -> Result<Vec<OutboxRow>, StoreError> {
        self.rows(&DUE, vec![until.cell(), limit.cell()]).await
    }

    /// When the next mail is to be sent.
    pub async fn next_mail(mut self) -> Result<Option<Moment>, StoreError> {
        Ok(self.number(&NEXT, Vec::new()).await?.map(Moment))
    }

    /// A link by the hash of its secret.
    pub async fn link(mut self, hash: &Hash) -> Result<Option<LinkRow>, StoreError> {
        self.first(&LINK, vec![hash.cell()]).await
    }

    /// The links to a task.
    pub async fn links_of(mut self, task: &str) -> Result<Vec<LinkRow>, StoreError> {
        self.rows(&LINKS_OF, vec![task.to_owned().cell()]).await
    }
}
