//! One's own account: the first password, a new one, the authenticator, and where one is signed in.

use askama::Template;

use super::{Frame, Html};

/// The page behind an invitation. Posted: `password`, `again`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "welcome.html", config = "engine/web/askama.toml")]
pub struct WelcomePage {
    pub frame: Frame,
    /// Whose password it will be.
    pub name: String,
    /// What they sign in as.
    pub person: String,
    /// The link takes off an authenticator; else it sets a password.
    pub takes_off: bool,
    /// What is wrong with what was sent.
    pub error: String,
}

/// `/account`
#[derive(Clone, Debug, Default, Template)]
#[template(path = "account.html", config = "engine/web/askama.toml")]
pub struct AccountPage {
    pub frame: Frame,
    /// What one signs in as.
    pub person: String,
    /// The documents still wait for the first release.
    pub unreleased: bool,
    /// There is a password; without one nothing here can be changed.
    pub has_password: bool,
    /// Codes of an authenticator are asked for.
    pub has_code: bool,
    /// The authenticator that waits for its first code.
    pub waiting: Option<NewAuthenticator>,
    /// What is wrong with the form for a new password, the authenticator, its first code.
    pub wrong: Wrong,
    /// Where one is signed in.
    pub sessions: Vec<SessionRow>,
}

/// One sentence for each form of the page that was refused.
#[derive(Clone, Debug, Default)]
pub struct Wrong {
    pub password: String,
    pub authenticator: String,
    pub confirm: String,
    pub off: String,
}

/// An authenticator to be read by the phone.
#[derive(Clone, Debug, Default)]
pub struct NewAuthenticator {
    /// The picture, as SVG.
    pub picture: Html,
    /// The seed in groups of four, for typing.
    pub seed: String,
}

/// A session of one's own.
#[derive(Clone, Debug, Default)]
pub struct SessionRow {
    /// Posted as `session`.
    pub id: String,
    /// Since when.
    pub since: String,
    /// The one that reads this page.
    pub this: bool,
}
