//! The style sheet, the mark and the editor's script, compiled in and served under a name that holds their hash.
//!
//! A changed file has another address, so that browsers may keep it for ever and never show a stale style.
//! Deliberately absent: fonts (the system's are used), and any script but the editor's, without which pages work, too.

use std::fmt::Write as _;
use std::sync::LazyLock;

use sha2::{Digest, Sha256};

/// One file that pages refer to.
pub struct Asset {
    /// Its address on this server, e.g. `/assets/app-3fa9c1d20b7e.css`.
    pub path: String,
    /// For the header `Content-Type`.
    pub content_type: &'static str,
    /// What is sent.
    pub body: &'static [u8],
}

/// The header `Cache-Control` for every asset: a year, never asked about again (RFC 8246).
pub const CACHE_CONTROL: &str = "public, max-age=31536000, immutable";

/// The header `Content-Security-Policy` of every page. Nothing but our own style sheet, images, forms, and the
/// frame that shows a mail in the outbox.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; \
     form-action 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'";

/// The same for an editor's page: its own script may run and ask this server; it brings styles under this page's nonce.
pub fn editor_security_policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self' 'nonce-{nonce}'; \
         img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
}

static EDITOR: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("editor", "js", "text/javascript; charset=utf-8", include_bytes!("assets/editor.min.js"))
});
static STYLE: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("app", "css", "text/css; charset=utf-8", include_bytes!("assets/app.css")));
static MARK: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("mark", "svg", "image/svg+xml", include_bytes!("assets/mark.svg")));

impl Asset {
    fn new(name: &str, ending: &str, content_type: &'static str, body: &'static [u8]) -> Asset {
        let mut path = format!("/assets/{name}-");
        for byte in Sha256::digest(body).iter().take(6) {
            write!(path, "{byte:02x}").expect("writing to a String cannot fail");
        }
        path.push('.');
        path.push_str(ending);
        Asset { path, content_type, body }
    }
}

/// The style sheet of all pages.
pub fn style() -> &'static Asset {
    &STYLE
}

/// The script of the editor of documents; its sources lie in `engine/web/editor`.
pub fn editor() -> &'static Asset {
    &EDITOR
}

/// The icon in the browser's tab.
pub fn mark() -> &'static Asset {
    &MARK
}

/// The asset at this address, for the route `/assets/{name}`; none for an address of another build.
pub fn find(path: &str) -> Option<&'static Asset> {
    [style(), mark(), editor()].into_iter().find(|asset| asset.path == path)
}
