//! The sample company in a folder of its own, with the whole router in this process: no socket, no other program.
//!
//! Its clock starts on Monday 23 November 2026 at 9:00 by the company's time and runs on from there.

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use guicheng::cli::open::console;
use guicheng::cli::sample;
use guicheng::edge::{Clock, SystemClock};
use guicheng::service::{DemoClock, ServerKey, Service, Settings, Shelf, ShelfError, read_folder};
use guicheng::store::{DatabaseUrl, Store};
use guicheng::web;
use guicheng_core::text::Findings;
use guicheng_core::value::Moment;
use serde_json::Value;
use tempfile::TempDir;
use tower::ServiceExt;

/// Where the sample's clock starts.
pub const START: &str = "2026-11-23T09:00:00+08:00";

/// A running sample company.
pub struct App {
    pub service: Service,
    pub router: Router,
    folder: TempDir,
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The body as JSON; null if it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or(Value::Null)
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

impl App {
    /// The demo: its clock can be moved.
    pub async fn demo() -> App {
        App::open(true, |files| files).await
    }

    /// The same company without the demo's clock and without its freedoms.
    pub async fn serve() -> App {
        App::open(false, |files| files).await
    }

    /// The demo with other documents: `change` gets path and bytes of those that are shipped.
    pub async fn with_documents(
        change: impl FnOnce(Vec<(String, Vec<u8>)>) -> Vec<(String, Vec<u8>)>,
    ) -> App {
        App::open(true, change).await
    }

    /// A company's own installation before anybody was entered.
    pub async fn empty() -> App {
        App::bare(false, |files| files).await
    }

    async fn open(demo: bool, change: impl FnOnce(Vec<(String, Vec<u8>)>) -> Vec<(String, Vec<u8>)>) -> App {
        let app = App::bare(demo, change).await;
        sample::fill(&app.service).await.unwrap();
        app
    }

    async fn bare(demo: bool, change: impl FnOnce(Vec<(String, Vec<u8>)>) -> Vec<(String, Vec<u8>)>) -> App {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&DatabaseUrl::Sqlite(folder.path().join("guicheng.db"))).await.unwrap();
        let ahead = Moment::parse(START).unwrap().0 - SystemClock.now().0;
        let moved = Arc::new(DemoClock::new(SystemClock, ahead));
        let clock: Arc<dyn Clock> = moved.clone();
        let files = change(read_folder(Path::new(env!("CARGO_MANIFEST_DIR")), &mut Findings::new()).unwrap());
        let shelf = match Shelf::open(&store, &files, clock.now(), Some("gm")).await {
            Ok(shelf) => shelf,
            Err(ShelfError::Findings(findings)) => panic!("{:#?}", findings.into_sorted()),
            Err(ShelfError::Service(error)) => panic!("{error}"),
        };
        let settings = Settings {
            base_url: "https://guicheng.example".to_owned(),
            demo,
            smtp: false,
            sender: "guicheng@example.com".parse().unwrap(),
        };
        let service = Service::new(store, clock, demo.then_some(moved), shelf, settings, ServerKey::random());
        App { router: web::router(service.clone()), service, folder }
    }

    /// The folder with the database.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A bearer token of a person.
    pub async fn token(&self, person: &str) -> String {
        self.service.create_token(person, "test", console()).await.unwrap()
    }

    /// Sends a request as it is.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Answer { status: parts.status, headers: parts.headers, bytes }
    }

    /// `GET` below `/api/v1`, as a program reads it.
    pub async fn get(&self, token: &str, path: &str) -> Answer {
        self.send(api(Method::GET, path, token).body(Body::empty()).unwrap()).await
    }

    /// `POST` of JSON below `/api/v1`, with a key if one is given.
    pub async fn post(&self, token: &str, path: &str, key: Option<&str>, body: &Value) -> Answer {
        let mut request = api(Method::POST, path, token).header("content-type", "application/json");
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }
}

fn api(method: Method, path: &str, token: &str) -> axum::http::request::Builder {
    Request::builder()
        .method(method)
        .uri(format!("/api/v1{path}"))
        .header("authorization", format!("Bearer {token}"))
        .header("accept-language", "en")
}

/// Nothing that happened is unproved: the ledger is whole and every case replays to its snapshot.
pub async fn assert_sound(service: &Service) {
    let verified = service.verify().await.unwrap();
    assert!(verified.is_good(), "{verified:?}");
    let replayed = service.replay(None).await.unwrap();
    assert!(replayed.different.is_empty(), "{:?}", replayed.different);
}
