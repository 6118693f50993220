//! The pages as people use them, called in this process: no socket, no script, only what stands in the HTML.

mod account;
mod browser;
mod calls;
mod changes;
mod copies;
mod external;
mod forms;
mod links;
mod reading;
mod refusing;
mod setup;
mod simulate;
mod together;
mod walk;

use browser::{Browser, Page};

/// Fields of a complaint that is enough to be taken.
const INTAKE: [(&str, &str); 8] = [
    ("f.channel", "phone"),
    ("f.caller_name", "样品顾客"),
    ("f.caller_phone", "000-0000-0000"),
    ("f.product_line", "smart"),
    ("f.subject", "门封漏汽"),
    ("f.occurred_at", "2026-11-20T09:00"),
    ("f.place", "样品城样品路 1 号"),
    ("f.facts", "两台蒸柜门封漏汽。"),
];

/// Starts a complaint through its page; ends at the first task.
async fn complaint(desk: &Browser<'_>) -> Page {
    let mut form = desk.get("/start/complaint").await.act().unwrap();
    for (name, value) in INTAKE {
        form.set(name, value);
    }
    let page = desk.submit(&form, "start").await;
    assert!(page.status == 200 && page.path.starts_with("/tasks/"), "{} {}", page.path, page.text());
    page
}

/// The path of a page without its query.
fn path(page: &Page) -> String {
    page.path.split('?').next().unwrap().to_owned()
}
