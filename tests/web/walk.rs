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
        count(&page, &mut form);
        fill(&mut form, "opinion", class, today, tries);
        page = person.submit(&form, &main).await;
        if page.status != 422 {
            break;
        }
    }
    assert_eq!(page.status, 200, "{main}: {}", page.text());
    page
}

/// Somebody who counts what the page says must be there finds just that.
fn count(page: &Page, form: &mut Form) {
    let text = page.text();
    let expected = text.split("应有数量（库存加退回） ").nth(1).and_then(|rest| rest.split(' ').next());
    if let (Some(expected), true) =
        (expected, form.fields.iter().any(|field| field.name == "f.counted_quantity"))
    {
        form.set("f.counted_quantity", expected);
    }
}

/// The first button that has no box of its own.
fn main_button(form: &Form) -> String {
    let boxed =
        |choice: &String| form.fields.iter().any(|field| field.name.starts_with(&format!("{choice}/")));
    form.choices.iter().find(|choice| !boxed(choice)).cloned().unwrap()
}

const PEOPLE: [&str; 13] =
    ["desk", "gm", "asm", "wh", "sales", "svp", "pd", "qc", "fd", "csm", "cl", "buyer", "admin"];

async fn crew(app: &App) -> Vec<Browser<'_>> {
    let mut people = Vec::new();
    for person in PEOPLE {
        people.push(Browser::signed_in(app, person).await);
    }
    people
}

/// Everybody does what is in their inbox, and when nothing is, the clock moves on, until the case has ended.
async fn to_the_end(app: &App, people: &[Browser<'_>], case: &str, class: &str, by_link: bool) {
    let first = &people[1];
    for _ in 0..STEPS {
        let page = first.get(case).await;
        let text = page.text();
        if page.html.contains("<span class=\"chip ok\">已结束</span>") {
            assert!(text.contains("发起"), "{text}");
            assert_sound(&app.service).await;
            return;
        }
        let mut acted = false;
        for person in people {
            let Some(task) = person.get("/inbox").await.link("/tasks/") else { continue };
            if by_link {
                act_by_link(app, person, &task, class).await;
            } else {
                act(person, person.get(&task).await, class).await;
            }
            acted = true;
        }
        if !acted {
            let csrf = first.get("/clock").await.csrf();
            let page = first.post("/clock", &[("csrf", &csrf), ("advance", "next")]).await;
            assert_eq!((page.status, path(&page).as_str()), (200, "/clock"), "{}", page.text());
        }
    }
    panic!("not at its end: {}", first.get(case).await.text());
}

async fn walk(class: &str, by_link: bool) {
    let app = App::demo().await;
    let people = crew(&app).await;
    let case = complaint(&people[0]).await.link("/cases/").unwrap();
    to_the_end(&app, &people, &case, class, by_link).await;
}

#[tokio::test]
async fn a_recall_is_closed_through_its_pages() {
    let app = App::demo().await;
    let people = crew(&app).await;
    let head = people.iter().zip(PEOPLE).find(|(_, name)| *name == "pd").unwrap().0;
    let page = act(head, head.get("/start/recall").await, "").await;
    assert!(page.path.starts_with("/cases/"), "{}", page.path);
    let case = path(&page);
    to_the_end(&app, &people, &case, "", false).await;
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
