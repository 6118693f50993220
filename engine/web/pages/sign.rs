//! The signature's part of a task's form: what it says before somebody signs, and what they sent.

use guicheng_core::value::Hash;

use crate::lang::{Lang, Say, has_attr, t, t_attr};
use crate::service::{
    CaseView, DEMO_PASSWORD, OTHERWISE, ServiceError, Signing, TaskView, bilingual, meaning_of, touches,
};
use crate::store::tables::change::SignatureRow;
use crate::store::tables::task::SlotStatus;
use crate::web::answer::post_title;
use crate::web::guard::first;
use crate::web::session::Seen;
use crate::web::views::{Cell, Column, Grid, GridRow, Sign};
use crate::web::when::When;

use super::act::Returned;
use super::form::Pairs;
use super::timeline::Telling;

/// The proof that a form brought; none if nothing was typed.
pub fn sent(pairs: &Pairs) -> Option<Signing> {
    let password = first(pairs, "sign.password");
    (!password.is_empty()).then(|| Signing {
        password: password.to_owned(),
        code: first(pairs, "sign.code").to_owned(),
        seen: Some(first(pairs, "sign.seen").to_owned()).filter(|seen| !seen.is_empty()),
    })
}

/// Whether a refusal belongs beside the proof.
pub fn is_for_it(code: &str) -> bool {
    matches!(
        code,
        "signing-needed"
            | "no-password"
            | "signing-wrong"
            | "proof-old"
            | "sign-in-locked"
            | "code-required"
            | "code-wrong"
            | "code-used"
    )
}

/// The part, if the task asks for a signature.
pub async fn part(
    seen: &Seen,
    view: &TaskView,
    back: Option<Returned<'_>>,
) -> Result<Option<Sign>, ServiceError> {
    let (lang, service) = (seen.lang, &seen.service);
    let Some(sign) = view.row.sign.as_deref() else { return Ok(None) };
    let means = service.means_of(&seen.caller.person).await?;
    let (error, code_wrong) = back.map_or(("", false), |back| (back.sign, back.code_wrong));
    let revision = service.label_under(&view.case, &format!("policies/{}", view.row.policy));
    let covers = [("policy", view.policy_title.get(lang).into()), ("revision", revision.into())];
    Ok(Some(Sign {
        who: who(seen, view),
        username: seen.caller.person.clone(),
        meanings: meanings(view, sign, lang),
        covers: match service.covers(view).await? {
            None => t(lang, "sign-covers", &covers),
            Some((bundle, evidence)) => {
                let short = |hash: Hash| hash.to_string().chars().take(12).collect::<String>();
                let evidence = evidence.map_or_else(|| lang.t("sign-no-evidence"), short);
                let args = [("bundle", short(bundle).into()), ("evidence", evidence.into())];
                t(lang, "sign-covers-change", &args)
            }
        },
        seen: service.seen_of(view).await?.unwrap_or_default(),
        asks_code: means.code,
        cannot: if means.password { String::new() } else { lang.t("account-no-password") },
        error: error.to_owned(),
        code_wrong,
        label: lang.t(if code_wrong { "account-code" } else { "sign-title" }),
        demo: match service.may_enter_freely() {
            true => t(lang, "sign-demo", &[("password", DEMO_PASSWORD.into())]),
            false => String::new(),
        },
    }))
}

/// Who signs: in the post whose place is open for them.
fn who(seen: &Seen, view: &TaskView) -> String {
    let mine = view.slots.iter().find(|slot| slot.status == SlotStatus::Open && touches(slot, &seen.caller));
    let name = seen.caller.name.as_str();
    match mine.and_then(|slot| slot.post.as_deref()) {
        Some(post) => {
            let title = post_title(&view.books, post, seen.lang);
            t(seen.lang, "sign-who", &[("name", name.into()), ("post", title.into())])
        }
        None => t(seen.lang, "sign-who-person", &[("name", name.into())]),
    }
}

fn meanings(view: &TaskView, sign: &str, lang: Lang) -> Vec<String> {
    let mut said = vec![statement(lang, sign)];
    if view.choices.len() > 1 && meaning_of(sign, false) != sign {
        said.push(statement(lang, OTHERWISE));
    }
    said
}

/// What a signature means, in the signer's own words.
pub fn statement(lang: Lang, meaning: &str) -> String {
    match has_attr("sign-statement", meaning) {
        true => t_attr(lang, "sign-statement", meaning, &[]),
        false => String::new(),
    }
}

/// What a signature is called: one word.
pub fn called(lang: Lang, meaning: &str) -> String {
    match has_attr("sign-meaning", meaning) {
        true => t_attr(lang, "sign-meaning", meaning, &[]),
        false => meaning.to_owned(),
    }
}

/// The signatures of a case, void ones with their reason.
pub fn grid(seen: &Seen, when: &When, telling: &Telling<'_>, view: &CaseView, rows: &[SignatureRow]) -> Grid {
    let lang = seen.lang;
    let row = |row: &SignatureRow| {
        let task = view.tasks.iter().find(|task| Some(&task.id) == row.task.as_ref());
        let task = task.map(|task| bilingual(&task.title).get(lang).to_owned()).unwrap_or_default();
        let state = match row.voided_at {
            None => lang.t("sign-valid"),
            Some(at) => {
                let why = row.void_reason.clone().unwrap_or_default();
                t(
                    lang,
                    "sign-voided",
                    &[("at", when.moment(at).into()), ("why", void_reason(lang, &why).into())],
                )
            }
        };
        GridRow {
            cells: vec![
                Cell::text(called(lang, &row.meaning)),
                Cell::text(telling.person_in(&row.name, row.post.as_deref(), false)),
                Cell::text(when.full(row.at)),
                Cell::text(task),
                Cell::text(state),
                Cell::text(row.covers.to_string().chars().take(16).collect::<String>()),
            ],
        }
    };
    let columns = ["meaning", "who", "at", "task", "state", "covers"];
    let column = |name: &&str| Column { title: lang.t(&format!("sign-list-{name}")), number: false };
    Grid {
        caption: lang.t("sign-list"),
        columns: columns.iter().map(column).collect(),
        rows: rows.iter().map(row).collect(),
        empty: String::new(),
        compact: false,
    }
}

/// Why a signature is void: a code's words, or what was written.
pub fn void_reason(lang: Lang, why: &str) -> String {
    match has_attr("sign-void", why) {
        true => t_attr(lang, "sign-void", why, &[]),
        false => why.to_owned(),
    }
}
