//! Signing in, messages, the explanations of dead links.

use guicheng::web::views::*;

use super::{Page, Sample, push};

pub fn add(s: Sample, pages: &mut Vec<Page>) {
    push(pages, "login_demo", login_demo(s));
    push(
        pages,
        "login",
        LoginPage { frame: Frame { demo_now: String::new(), ..s.bare() }, ..LoginPage::default() },
    );
    push(
        pages,
        "login_wrong",
        LoginPage {
            frame: Frame { demo_now: String::new(), ..s.bare() },
            who: "gm".into(),
            asks_code: true,
            error: s.say(
                "请输入身份验证器上的 6 位验证码。",
                "Type the six digits that your authenticator shows.",
            ),
            ..LoginPage::default()
        },
    );
    push(
        pages,
        "login_token",
        LoginPage {
            frame: Frame { demo_now: String::new(), ..s.bare() },
            by_token: true,
            error: s.say("凭证不对、已过期或已作废。", "The token is wrong, expired or revoked."),
            ..LoginPage::default()
        },
    );
    push(
        pages,
        "welcome",
        WelcomePage {
            takes_off: false,
            frame: Frame { demo_now: String::new(), ..s.bare() },
            name: s.say("高总", "Gao Zong"),
            person: "gm".into(),
            error: s.say("密码太短，至少 12 个字符。", "The password is too short: at least 12 characters."),
        },
    );
    push(pages, "account", account(s));
    push(pages, "message_guard", guard(s));
    push(pages, "message_taken", taken(s));
    for trouble in LinkTrouble::ALL {
        let name = match trouble {
            LinkTrouble::Used => "link_used",
            LinkTrouble::Moved => "link_moved",
            LinkTrouble::Expired => "link_expired",
            LinkTrouble::Foreign => "link_foreign",
            LinkTrouble::Unknown => "link_unknown",
        };
        push(pages, name, trouble.page(s.bare()));
    }
}

fn account(s: Sample) -> AccountPage {
    let session =
        |this, when: (&str, &str)| SessionRow { id: "0".into(), since: s.say(when.0, when.1), this };
    AccountPage {
        frame: s.frame(Here::Nowhere),
        person: "gm".into(),
        unreleased: false,
        has_password: true,
        has_code: false,
        waiting: Some(NewAuthenticator {
            picture: Html("<svg viewBox=\"0 0 29 29\" width=\"200\" height=\"200\"></svg>".into()),
            seed: "JBSW Y3DP EHPK 3PXP".into(),
        }),
        wrong: Wrong {
            confirm: s.say("验证码不对或已经用过。", "The code is wrong or was used already."),
            ..Wrong::default()
        },
        sessions: vec![
            session(true, ("11 月 23 日 09:00", "23 Nov, 09:00")),
            session(false, ("11 月 20 日 18:40", "20 Nov, 18:40")),
        ],
    }
}

fn login_demo(s: Sample) -> LoginPage {
    let person = |id: &str, zh: &str, en: &str, posts: (&str, &str), note: (&str, &str)| LoginPerson {
        id: id.into(),
        name: s.say(zh, en),
        posts: s.say(posts.0, posts.1),
        note: s.say(note.0, note.1),
    };
    LoginPage {
        frame: s.bare(),
        people: vec![
            person(
                "gm",
                "高总",
                "Gao Zong",
                ("总经理", "General manager"),
                ("批准转交、召回计划、奖惩提议", "Approves hand-overs, recall plans, penalties"),
            ),
            person(
                "cl",
                "程老师",
                "Cheng Laoshi",
                ("认证负责人", "Certification lead"),
                ("看手册、流程和审计", "Reads manual, procedures, audit"),
            ),
            person(
                "desk",
                "柯主任",
                "Ke Zhuren",
                ("客户主任、投诉受理岗", "Chief of customer service, complaint desk"),
                ("登记投诉、答复、回访", "Registers complaints, replies, revisits"),
            ),
            person("after", "舒经理", "Shu Jingli", ("售后经理", "After-sales manager"), ("", "")),
            person("store", "王师傅", "Wang Shifu", ("仓储负责人", "Head of warehouse"), ("", "")),
            person(
                "sales",
                "萧经理",
                "Xiao Jingli",
                ("销售经理", "Sales manager"),
                ("现场取证、与客户沟通", "Visits the site, talks with the customer"),
            ),
            person(
                "auditor",
                "审核员",
                "Auditor",
                ("外部审核员（只读）", "Outside auditor (reads only)"),
                ("核对账本", "Verifies the ledger"),
            ),
        ],
        ..LoginPage::default()
    }
}

fn guard(s: Sample) -> MessagePage {
    MessagePage {
        frame: s.frame(Here::Todo),
        title: s.say("没有办成：判断条件算不出来", "Not done: a condition could not be worked out"),
        paragraphs: vec![s.say("流程里的一个判断条件出错，这一步没有执行，什么都没有改变。", "A condition of the procedure failed. The step was not taken and nothing has changed.")],
        details: vec![
            (s.say("文件", "File"), "policies/complaint.yaml:48:35".into()),
            (s.say("当时的值", "Values"), "record.grade = (未填)".into()),
        ],
        source: "  48 |       answer: { target: replied, guard: record.grade == \"minor\" }\n     |                                         ^^^^^^^^^^^^".into(),
        mend: vec![
            s.say("先补填“等级”，再点一次。", "Fill in “Grade” first, then try again."),
            s.say("如果表单里没有这一项，请把这一页发给认证负责人。", "If the form has no such field, send this page to the certification lead."),
        ],
        links: vec![s.link("回到任务", "Back to the task", "/tasks/1"), s.link("待办", "To do", "/inbox")],
        ..MessagePage::default()
    }
}

fn taken(s: Sample) -> MessagePage {
    MessagePage {
        frame: s.frame(Here::Todo),
        title: s.say("慢了一步：李主任刚刚办过了", "Just too late: Li Zhuren has answered it"),
        paragraphs: vec![s.say("李主任（客户主任）今天 13:49 选择了“转交”。您填的内容没有保存。", "Li Zhuren (chief of customer service) chose “Forward” today at 13:49. What you typed was not stored.")],
        links: vec![s.link("看这个案件", "See the case", "/cases/1")],
        ..MessagePage::default()
    }
}
