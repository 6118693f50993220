//! The first set-up, and the page from which people's accounts are looked after.

use askama::Template;

use super::{Chip, Frame};

/// `/setup/{secret}`. Posted: `gm.id`, `gm.name`, `gm.mail`, `cl.…`, `lang`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "setup.html", config = "engine/web/askama.toml")]
pub struct SetupPage {
    pub frame: Frame,
    /// `gm` and `cl`, as typed.
    pub people: Vec<FirstPerson>,
    /// What is wrong with what was sent.
    pub error: String,
    /// It is done, and both have their links by mail.
    pub mailed: bool,
    /// Once it is done: the general manager's address, on which to go on.
    pub go_on: String,
    /// Once it is done: the certification lead's address, told once.
    pub pass_on: String,
}

/// One of the two.
#[derive(Clone, Debug, Default)]
pub struct FirstPerson {
    /// `gm`, `cl`.
    pub key: String,
    /// The post.
    pub post: String,
    pub id: String,
    pub name: String,
    pub mail: String,
}

/// `/accounts`
#[derive(Clone, Debug, Default, Template)]
#[template(path = "accounts.html", config = "engine/web/askama.toml")]
pub struct AccountsPage {
    pub frame: Frame,
    /// The reader may change things here.
    pub may_change: bool,
    pub accounts: Vec<AccountLine>,
    /// What somebody who left leaves behind, a line each.
    pub left: Vec<String>,
    /// What was typed for a new person.
    pub new: NewAccount,
}

/// Somebody's account.
#[derive(Clone, Debug, Default)]
pub struct AccountLine {
    pub id: String,
    pub name: String,
    pub posts: String,
    /// `在职`, `审计员，至 …`, `已离任`.
    pub state: Chip,
    /// `有密码、有身份验证器、在 2 台设备上登录`.
    pub access: String,
    /// They have an authenticator.
    pub code: bool,
    /// They have left: nothing more can be done.
    pub gone: bool,
    /// It is the reader's own.
    pub own: bool,
}

/// The form for a new person, as typed.
#[derive(Clone, Debug, Default)]
pub struct NewAccount {
    pub id: String,
    pub name: String,
    pub mail: String,
    /// `staff`, `admin`, `auditor`.
    pub kind: String,
    pub until: String,
    pub error: String,
}
