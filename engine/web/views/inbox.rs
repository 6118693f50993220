//! The inbox in its four boxes, the cases, and the procedures that can be started.

use askama::Template;

use super::{Act, Chip, Clause, Frame, Link, Pager, Tab};

/// The inbox: what is to do, was done, was started by me, was copied to me.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "inbox.html", config = "engine/web/askama.toml")]
pub struct InboxPage {
    pub frame: Frame,
    /// The name of the box, as heading: `待办`.
    pub title: String,
    /// The boxes with their counts.
    pub tabs: Vec<Tab>,
    /// What the search form keeps besides `q`: the box and the filter.
    pub keep: Vec<(String, String)>,
    /// What was searched for.
    pub query: String,
    /// Chips that filter: `已超期 1`, `今天到期 2`, `本周 4`, `全部`.
    pub filters: Vec<Filter>,
    pub rows: Vec<InboxRow>,
    /// Said when there are no rows: `没有待办。新任务到了会发邮件给您。`
    pub empty: String,
    pub pager: Pager,
}

/// A chip that filters a list.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub chip: Chip,
    pub href: String,
    pub on: bool,
}

/// One task, or one case in the box of those started.
#[derive(Clone, Debug, Default)]
pub struct InboxRow {
    /// What is asked: `会签产品质量备忘单`.
    pub title: String,
    pub href: String,
    /// `261123046 · 样品客户 · 智能蒸柜 ZK-6 门封漏汽`.
    pub about: String,
    /// The policy's title.
    pub policy: String,
    /// The deadline, or the state of what is done.
    pub chip: Option<Chip>,
    /// Smaller, under the chip: `已拟扣 50 元，待批`.
    pub chip_note: String,
    /// What happened just before: `11 月 24 日 客户同意`.
    pub before: String,
}

/// All cases.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "cases.html", config = "engine/web/askama.toml")]
pub struct CasesPage {
    pub frame: Frame,
    pub query: String,
    /// What the search form keeps besides `q`.
    pub keep: Vec<(String, String)>,
    /// By status: running, ended, all.
    pub tabs: Vec<Tab>,
    /// By policy.
    pub filters: Vec<Filter>,
    pub rows: Vec<CaseRow>,
    pub empty: String,
    pub pager: Pager,
}

/// One case in the list.
#[derive(Clone, Debug, Default)]
pub struct CaseRow {
    pub number: String,
    pub href: String,
    pub summary: String,
    pub policy: String,
    /// Where it stands: `对外：会签 · 对内：追责`.
    pub standing: String,
    /// Running, ended, or stopped by an incident.
    pub status: Chip,
    /// `11 月 23 日 客服 发起`.
    pub started: String,
}

/// The procedures that can be started.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "start.html", config = "engine/web/askama.toml")]
pub struct StartPage {
    pub frame: Frame,
    pub procedures: Vec<Procedure>,
}

/// One procedure.
#[derive(Clone, Debug, Default)]
pub struct Procedure {
    pub title: String,
    /// The form; empty when this person may not start it.
    pub href: String,
    pub clause: Link,
    /// `客诉受理岗可以发起`.
    pub who: String,
    /// What it is for, in one sentence.
    pub purpose: String,
    pub revision: String,
}

/// The form that starts one.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "start_form.html", config = "engine/web/askama.toml")]
pub struct StartFormPage {
    pub frame: Frame,
    pub title: String,
    pub clause: Option<Clause>,
    pub revision: String,
    /// The form; its only choice is to start.
    pub act: Act,
    /// What happens then: `登记后自动编号，并交给客户主任分类，期限 1 个工作日。`
    pub then: String,
}
