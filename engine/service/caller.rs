//! Who asks, and what they may do because of the posts they hold now.

use guicheng_core::text::Lang;
use guicheng_core::value::{Hash, Moment};

use super::staffing::holdings;
use super::{Inner, Service, ServiceError};
use crate::store::Tx;
use crate::store::tables::people::PersonRow;

/// Somebody who is known.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Person id.
    pub person: String,
    /// What people call them.
    pub name: String,
    /// Language of their pages and mails.
    pub lang: Lang,
    /// Posts in whose name they may act now, own ones first.
    pub posts: Vec<Holding>,
    /// May look after tokens, people and registers.
    pub admin: bool,
    /// An auditor: reads everything, changes nothing.
    pub reads_only: bool,
    /// How they came in.
    pub via: Via,
}

/// A post somebody acts for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holding {
    /// Post id.
    pub post: String,
    /// In the holder's place.
    pub delegate: bool,
}

/// How a caller came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Via {
    /// A browser's session.
    Session,
    /// A bearer token.
    Token,
    /// A link of a mail: one task, nothing else.
    Link {
        /// The task.
        task: String,
        /// Hash of the secret.
        hash: Hash,
    },
    /// The command line of the machine.
    Console,
}

impl Caller {
    /// True if they hold this post or act for its holder.
    pub fn holds(&self, post: &str) -> bool {
        self.posts.iter().any(|held| held.post == post)
    }

    /// Post ids.
    pub fn post_ids(&self) -> Vec<String> {
        self.posts.iter().map(|held| held.post.clone()).collect()
    }

    /// By what authority they act in a post (or as a person): part of the ledger entry.
    pub(crate) fn authority(&self, post: Option<&str>) -> String {
        let right = match post.and_then(|post| self.posts.iter().find(|held| held.post == post)) {
            Some(Holding { post, delegate: true }) => format!("delegate:{post}"),
            Some(Holding { post, delegate: false }) => format!("appointment:{post}"),
            None => "person".to_owned(),
        };
        match self.via {
            Via::Session => format!("{right} session"),
            Via::Token => format!("{right} token"),
            Via::Link { .. } => format!("{right} link"),
            Via::Console => format!("{right} console"),
        }
    }
}

impl Inner {
    /// Whether the caller still belongs to the house and may change things, as the transaction sees it: who left a moment ago does nothing
    /// any more, whatever page they have open.
    pub(super) async fn judge(&self, tx: &mut Tx, caller: &Caller, now: Moment) -> Result<(), ServiceError> {
        let row = tx.get::<PersonRow>(&caller.person).await?;
        match row.filter(|row| row.active_to.is_none_or(|to| to > now)) {
            Some(row) if row.reads_only => Err(ServiceError::forbidden("reads-only", [])),
            Some(_) => Ok(()),
            None => Err(ServiceError::forbidden("left", [])),
        }
    }

    /// [`Inner::judge`], and that they look after accounts still.
    pub(super) async fn judge_admin(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        now: Moment,
    ) -> Result<(), ServiceError> {
        self.judge(tx, caller, now).await?;
        match tx.get::<PersonRow>(&caller.person).await?.is_some_and(|row| row.admin) {
            true => Ok(()),
            false => Err(ServiceError::forbidden("admins-only", [])),
        }
    }

    /// A person who belongs to the house now, as the transaction sees it; auditors, too: what is their own they may set.
    pub(super) async fn here(
        &self,
        tx: &mut Tx,
        person: &str,
        now: Moment,
    ) -> Result<PersonRow, ServiceError> {
        let row = tx.get::<PersonRow>(person).await?;
        let row = row.filter(|row| row.active_from <= now && row.active_to.is_none_or(|to| to > now));
        row.map(|row| (*row).clone()).ok_or_else(|| ServiceError::forbidden("left", []))
    }

    /// [`Inner::here`], for who asks about somebody else.
    pub(super) async fn known_here(
        &self,
        tx: &mut Tx,
        person: &str,
        now: Moment,
    ) -> Result<PersonRow, ServiceError> {
        self.here(tx, person, now).await.map_err(|error| match error {
            ServiceError::Forbidden(_) => ServiceError::not_found("no-such-person"),
            other => other,
        })
    }
}

impl Service {
    /// A person as caller, with the posts they hold now. Somebody who has left is nobody.
    pub async fn caller(&self, person: &str, via: Via) -> Result<Caller, ServiceError> {
        let now = self.now();
        let row = self.inner.store.read().person(person).await?;
        let Some(row) = row.filter(|row| row.active_from <= now && row.active_to.is_none_or(|to| to > now))
        else {
            return Err(ServiceError::not_found("no-such-person"));
        };
        let lang = if row.lang == "en" { Lang::En } else { Lang::Zh };
        let rows = self.inner.store.read().appointments_of(person, now).await?;
        let posts = holdings(rows.iter());
        Ok(Caller {
            person: row.id,
            name: row.name,
            lang,
            posts,
            admin: row.admin,
            reads_only: row.reads_only,
            via,
        })
    }
}
