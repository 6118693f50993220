//! A complaint from its start to the file, by people who read pages, fill in what they ask, and press the first button.

use jiff::ToSpan;
use jiff::civil::Date;

use super::browser::{Browser, Form, Page};
use super::{complaint, path};
use crate::support::app::{App, assert_sound};

/// Steps after which the case must have ended.
const STEPS: usize = 120;

/// Fills in what is required, or was said to be wrong: with each try a later date.
fn fill(form: &mut Form, prefix: &str, class: &str, today: Date, tries: i32) {
    let day = today.checked_add((i64::from(tries) * 3).days()).unwrap();
    for field in form.fields.iter_mut().filter(|field| field.name.starts_with(prefix)) {
        let empty = field.values.iter().all(String::is_empty);
        let wanted = field.wrong || (field.required && empty);
        if !wanted {
            continue;
        }
        let option = field.options.iter().find(|option| !option.is_empty()).cloned();
        let value = match field.kind.as_str() {
            "date" => day.to_string(),
            "datetime-local" if tries == 0 => format!("{today}T08:00"),
            "datetime-local" => format!("{day}T18:00"),
            _ if field.name == "f.class" => class.to_owned(),
            _ => option.unwrap_or_else(|| "1".to_owned()),
        };
        field.values = vec![value];
    }
}

/// Acts on the task of a page with its main button, mending the form if it comes back.
async fn act(person: &Browser<'_>, mut page: Page, class: &str) -> Page {
    let form = page.act().unwrap_or_else(|| panic!("{} has no form", page.path));
    let main = main_button(&form);
    let zone = jiff::tz::TimeZone::get("Asia/Shanghai").unwrap();
    let today = zone.to_datetime(person.app.service.now().timestamp()).date();
    for tries in 0..4 {
        let mut form = page.act().unwrap();
        fill(&mut form, "f.", class, today, tries);
        fill(&mut form, "opinion", class, today, tries);
        page = person.submit(&form, &main).await;
        if page.status != 422 {
            break;
        }
    }
    assert_eq!(page.status, 200, "{main}: {}", page.text());
    page
}

/// The first button that has no box of its own.
fn main_button(form: &Form) -> String {
    let boxed =
        |choice: &String| form.fields.iter().any(|field| field.name.starts_with(&format!("{choice}/")));
    form.choices.iter().find(|choice| !boxed(choice)).cloned().unwrap()
}

async fn walk(class: &str, by_link: bool) {
    let app = App::demo().await;
    let mut people = Vec::new();
    for person in ["desk", "gm", "asm", "wh", "sales", "svp", "pd", "qc", "fd", "csm", "cl", "buyer"] {
        people.push((person, Browser::signed_in(&app, person).await));
    }
    let desk = &people[0].1;
    let case = complaint(desk).await.link("/cases/").unwrap();
    for _ in 0..STEPS {
        let page = desk.get(&case).await;
        if page.text().contains("已结束") {
            let text = page.text();
            assert!(text.contains("回访") && text.contains("发起"), "{text}");
            assert_sound(&app.service).await;
            return;
        }
        let mut acted = false;
        for (_, person) in &people {
            let Some(task) = person.get("/inbox").await.link("/tasks/") else { continue };
            if by_link {
                act_by_link(&app, person, &task, class).await;
            } else {
                act(person, person.get(&task).await, class).await;
            }
            acted = true;
        }
        if !acted {
            let csrf = desk.get("/clock").await.csrf();
            let page = desk.post("/clock", &[("csrf", &csrf), ("advance", "next")]).await;
            assert_eq!((page.status, path(&page).as_str()), (200, "/clock"), "{}", page.text());
        }
    }
    panic!("not at its end: {}", desk.get(&case).await.text());
}

/// The same through the link of the task's mail, on a phone that is not signed in.
async fn act_by_link(app: &App, person: &Browser<'_>, task: &str, class: &str) {
    let title = person.get(task).await;
    let name = title.text();
    let mails = person.get("/outbox?page=1").await;
    let mut found = None;
    for part in mails.html.split("href=\"/outbox/").skip(1) {
        let mail = person.get(&format!("/outbox/{}", part.split('"').next().unwrap())).await;
        let Some(link) = mail.link("/t/") else { continue };
        let page = Browser::new(app).get(&link).await;
        let same = page.status == 200 && page.act().is_some() && person.get(task).await.act().is_some();
        if same && name.contains(&between(&page.html, "<h1>", "</h1>")) {
            found = Some(page);
            break;
        }
    }
    let page = found.unwrap_or_else(|| panic!("no link to {task}"));
    let phone = Browser::new(app);
    let after = act(&phone, page, class).await;
    assert!(after.text().contains("办好了"), "{}", after.text());
}

fn between(text: &str, before: &str, after: &str) -> String {
    text.split(before).nth(1).unwrap_or_default().split(after).next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_product_quality_complaint_is_filed_through_its_pages() {
    walk("product_quality", false).await;
}

#[tokio::test]
async fn an_appearance_complaint_is_filed_through_the_links_of_its_mails() {
    walk("appearance", true).await;
}
