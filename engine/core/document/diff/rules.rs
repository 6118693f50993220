//! What the keys of each kind of document mean, as far as telling their differences needs it.
//!
//! A key that is not listed is no mistake here: it is told by its own name.

use super::chart;
use super::pair::Pair;
use super::tell::Tell;
use super::walk::Walk;
use crate::document::DocumentKind;

/// How a part is compared.
pub(super) enum Rule {
    /// As one thing.
    Whole(Tell),
    /// A map of known keys; where it is no map, it stands for its key `short`.
    Keys { short: Option<&'static str>, entries: &'static [Entry] },
    /// A map of things by their names; what one of them is, and whether their order counts.
    Each { what: &'static str, rule: &'static Rule, ordered: bool },
    /// A list of things, paired by the first of these keys that finds them a partner.
    Items { what: &'static str, rule: &'static Rule, by: &'static [&'static str] },
    /// In its own way.
    Own(fn(&mut Walk<'_>, Pair<'_>)),
    /// Too much to tell: the lines are named.
    Lines,
}

/// A key of a map.
pub(super) struct Entry {
    pub key: &'static str,
    /// As in [`super::Difference::what`].
    pub what: &'static str,
    pub rule: &'static Rule,
}

const fn entry(key: &'static str, what: &'static str, rule: &'static Rule) -> Entry {
    Entry { key, what, rule }
}

const fn keys(entries: &'static [Entry]) -> Rule {
    Rule::Keys { short: None, entries }
}

pub(super) static PLAIN: Rule = Rule::Whole(Tell::Plain);
static WORD: Rule = Rule::Whole(Tell::Word);
static POST: Rule = Rule::Whole(Tell::Post);
static DEPARTMENT: Rule = Rule::Whole(Tell::Department);
static STATE_NAME: Rule = Rule::Whole(Tell::State);
static FIELD_NAME: Rule = Rule::Whole(Tell::Field);
static SECTION_NAME: Rule = Rule::Whole(Tell::Section);
static REGISTER_NAME: Rule = Rule::Whole(Tell::Register);
static MAIL_NAME: Rule = Rule::Whole(Tell::MailText);
static POLICY_NAME: Rule = Rule::Whole(Tell::Policy);
static PROMISE: Rule = Rule::Whole(Tell::Promise);
static FORM_NAME: Rule = Rule::Whole(Tell::Form);
static PERSON: Rule = Rule::Whole(Tell::Person);
static READERS: Rule = Rule::Whole(Tell::Readers);
static DOCUMENTS: Rule = Rule::Whole(Tell::Document);
static LINES: Rule = Rule::Lines;

/// The rule of a kind of document.
pub(super) fn of(kind: DocumentKind) -> &'static Rule {
    match kind {
        DocumentKind::Policy => &POLICY,
        DocumentKind::Scenarios => &SCENARIOS,
        DocumentKind::MailText => &MAIL,
        DocumentKind::Table => &SHARED,
        DocumentKind::Matrix => &MATRIX,
        DocumentKind::Organisation => &ORGANISATION,
        DocumentKind::Calendar => &CALENDAR,
        DocumentKind::Form => &FORM,
        DocumentKind::Register => &REGISTER,
        DocumentKind::Distribution => &DISTRIBUTION,
        DocumentKind::Appointments => &APPOINTMENTS,
        _ => &ANY,
    }
}

/// A document of which nothing is known: its keys tell where.
static ANY: Rule = Rule::Own(|walk, pair| walk.any(pair));

// ---------- policies ----------

static POLICY: Rule = keys(&[
    entry("policy", "id", &PLAIN),
    entry("title", "title", &PLAIN),
    entry("clause", "clause", &PLAIN),
    entry("element", "element", &PLAIN),
    entry("form", "form", &FORM_NAME),
    entry("number", "number", &PLAIN),
    entry("summary", "summary", &PLAIN),
    entry("start", "start", &STARTS),
    entry("drill", "drill", &PLAIN),
    entry("uses", "uses", &PLAIN),
    entry("values", "value", &FIGURES),
    entry("tables", "table", &TABLES),
    entry("weights", "weights", &WEIGHTS),
    entry("pairwise", "pairwise", &PAIRWISE),
    entry("quotas", "quota", &QUOTAS),
    entry("remind", "remind", &REMIND),
    entry("overdue", "overdue", &OVERDUE),
    entry("vars", "var", &VARS),
    entry("binding", "binding", &WORD),
    entry("folder", "folder", &PLAIN),
    entry("mailbox", "mailbox", &PLAIN),
    entry("schedules", "schedule", &SCHEDULES),
    entry("on_error", "on-error", &WORD),
    entry("initial", "initial", &INITIAL),
    entry("entry", "entry-action", &ENTRY_ACTIONS),
    entry("exit", "exit-action", &EXIT_ACTIONS),
    entry("on", "choice", &ON),
    entry("always", "way", &ALWAYS),
    entry("after", "after", &AFTER),
    entry("on_done", "way", &ON_DONE),
    entry("states", "state", &STATES),
    // Behind the states, for what is renamed there.
    entry("promises", "promise", &PROMISES),
    entry("reviewed", "reviewed", &LINES),
]);

static STARTS: Rule = Rule::Items { what: "start", rule: &START, by: &["ask"] };
static START: Rule = keys(&[
    entry("post", "start-post", &POST),
    entry("posts", "start-post", &POST),
    entry("ask", "start-ask", &SECTION_NAME),
]);
static SCHEDULES: Rule = Rule::Items { what: "schedule", rule: &SCHEDULE, by: &["id"] };
static SCHEDULE: Rule = keys(&[
    entry("every", "schedule-every", &PLAIN),
    entry("first", "schedule-first", &PLAIN),
    entry("fields", "schedule-fields", &PLAIN),
]);
static PROMISES: Rule = Rule::Items { what: "promise", rule: &PROMISE, by: &[] };
static VARS: Rule = Rule::Each { what: "var", rule: &PLAIN, ordered: true };

static FIGURES: Rule = Rule::Each { what: "figure", rule: &FIGURE, ordered: false };
static FIGURE: Rule = Rule::Keys {
    short: Some("is"),
    entries: &[
        entry("is", "value", &PLAIN),
        entry("title", "title", &PLAIN),
        entry("clause", "clause", &PLAIN),
        entry("about", "about", &PLAIN),
        entry("for", "scope", &PLAIN),
    ],
};
static TABLES: Rule = Rule::Each { what: "table", rule: &TABLE, ordered: false };
static TABLE: Rule = keys(&[
    entry("title", "title", &PLAIN),
    entry("clause", "clause", &PLAIN),
    entry("hit", "hit", &WORD),
    entry("collect", "collect", &WORD),
    entry("order", "hit-order", &PLAIN),
    entry("in", "input", &Rule::Each { what: "input", rule: &PLAIN, ordered: true }),
    entry("out", "output", &PLAIN),
    entry("rows", "row", &Rule::Own(|walk, pair| walk.rows(pair))),
]);
static QUOTAS: Rule = Rule::Each { what: "quota", rule: &QUOTA, ordered: false };
static QUOTA: Rule = keys(&[
    entry("title", "title", &PLAIN),
    entry("clause", "clause", &PLAIN),
    entry("key", "quota-key", &PLAIN),
    entry("per", "quota-per", &WORD),
    entry("max", "quota-max", &PLAIN),
]);
static WEIGHTS: Rule = Rule::Each { what: "weights", rule: &WEIGHTING, ordered: false };
static WEIGHTING: Rule = keys(&[
    entry("clause", "clause", &PLAIN),
    entry("of", "columns", &PLAIN),
    entry("total", "total", &PLAIN),
    entry("rows", "indicator", &Rule::Each { what: "indicator", rule: &INDICATOR, ordered: false }),
]);
static INDICATOR: Rule = Rule::Keys {
    short: Some("weights"),
    entries: &[
        entry("title", "title", &PLAIN),
        entry("clause", "clause", &PLAIN),
        entry("weights", "weight", &PLAIN),
    ],
};
static PAIRWISE: Rule = Rule::Each { what: "pairwise", rule: &COMPARISON, ordered: false };
static COMPARISON: Rule = keys(&[
    entry("clause", "clause", &PLAIN),
    entry("judgements", "judgement", &Rule::Each { what: "judgement", rule: &PLAIN, ordered: false }),
    entry("weights", "weight", &PLAIN),
]);

// ---------- states ----------

pub(super) static STATE: &[Entry] = &[
    entry("title", "title", &PLAIN),
    entry("clause", "clause", &PLAIN),
    entry("type", "state-type", &WORD),
    entry("history", "history", &WORD),
    entry("target", "target", &STATE_NAME),
    entry("actions", "action", &ACTIONS),
    entry("initial", "initial", &INITIAL),
    entry("milestone", "milestone", &WORD),
    entry("entry", "entry-action", &ENTRY_ACTIONS),
    entry("exit", "exit-action", &EXIT_ACTIONS),
    entry("task", "task", &TASK),
    entry("on", "choice", &ON),
    entry("always", "way", &ALWAYS),
    entry("after", "after", &AFTER),
    entry("on_done", "way", &ON_DONE),
    entry("for_each", "for-each", &FOR_EACH),
    entry("call", "call", &CALLS),
    entry("lock", "lock", &PLAIN),
    entry("compensate", "compensate", &ACTIONS),
    entry("output", "output", &PLAIN),
    entry("vars", "var", &VARS),
    entry("states", "state", &TOLD_ELSEWHERE),
];

static STATES: Rule = Rule::Own(chart::states);
/// States lie flat for the comparison: one that goes below another has moved, and is not gone and new.
static TOLD_ELSEWHERE: Rule = Rule::Own(|_, _| {});
static ON: Rule = Rule::Own(|walk, pair| chart::ways(walk, chart::On::Event, pair));
static ALWAYS: Rule = Rule::Own(|walk, pair| chart::ways(walk, chart::On::Always, pair));
static AFTER: Rule = Rule::Own(|walk, pair| chart::ways(walk, chart::On::After, pair));
static ON_DONE: Rule = Rule::Own(|walk, pair| chart::ways(walk, chart::On::Done, pair));

static INITIAL: Rule = Rule::Keys {
    short: Some("target"),
    entries: &[entry("target", "initial", &STATE_NAME), entry("actions", "action", &ACTIONS)],
};

pub(super) static WAY: Rule = Rule::Keys { short: Some("target"), entries: WAY_KEYS };
pub(super) static WAY_KEYS: &[Entry] = &[
    entry("title", "choice-title", &PLAIN),
    entry("in", "after", &PLAIN),
    entry("from", "after-from", &PLAIN),
    entry("target", "target", &STATE_NAME),
    entry("guard", "guard", &PLAIN),
    entry("refusal", "refusal", &PLAIN),
    entry("ask", "choice-ask", &SECTION_NAME),
    entry("opinion", "opinion", &WORD),
    entry("sign", "sign", &WORD),
    entry("clause", "clause", &PLAIN),
    entry("back", "back", &WORD),
    entry("reenter", "reenter", &WORD),
    entry("actions", "action", &ACTIONS),
    entry("event", "event", &PLAIN),
];

pub(super) static TASK: Rule = keys(&[
    entry("title", "title", &PLAIN),
    entry("post", "task-post", &POST),
    entry("posts", "task-post", &POST),
    entry("person", "task-person", &PLAIN),
    entry("due", "due", &DUE),
    entry("remind", "remind", &REMIND),
    entry("overdue", "overdue", &OVERDUE),
    entry("sign", "sign", &WORD),
    entry("decide", "decide", &WORD),
    entry("ask", "task-ask", &SECTION_NAME),
    entry("show", "task-show", &FIELD_NAME),
    entry("opinion", "opinion", &WORD),
    entry("cc", "task-cc", &POST),
]);
static DUE: Rule = Rule::Keys {
    short: Some("in"),
    entries: &[entry("in", "due", &PLAIN), entry("from", "due-from", &PLAIN)],
};
static REMIND: Rule = Rule::Items {
    what: "remind",
    rule: &Rule::Keys { short: Some("before"), entries: &[entry("before", "remind", &PLAIN)] },
    by: &["before"],
};
static OVERDUE: Rule = Rule::Items { what: "overdue", rule: &LATE, by: &["after"] };
static LATE: Rule = Rule::Keys {
    short: Some("after"),
    entries: &[
        entry("after", "overdue-after", &PLAIN),
        entry("every", "overdue-every", &PLAIN),
        entry("times", "overdue-times", &PLAIN),
        entry("escalate", "overdue-escalate", &POST),
        entry("propose", "propose", &PROPOSE),
        entry("actions", "action", &ACTIONS),
    ],
};

static FOR_EACH: Rule = keys(&[
    entry("in", "each-in", &PLAIN),
    entry("key", "each-key", &PLAIN),
    entry("title", "each-title", &PLAIN),
    entry("complete", "each-complete", &WORD),
    entry("order", "each-order", &WORD),
    entry("initial", "initial", &INITIAL),
    entry("states", "state", &TOLD_ELSEWHERE),
]);
static CALLS: Rule = Rule::Items { what: "call", rule: &CALL, by: &["id", "policy"] };
static CALL: Rule = keys(&[
    entry("policy", "call-policy", &POLICY_NAME),
    entry("with", "call-with", &PLAIN),
    entry("wait", "call-wait", &WORD),
    entry("on_return", "action", &ACTIONS),
]);

static ENTRY_ACTIONS: Rule = Rule::Items { what: "entry-action", rule: &ACTION, by: ACTION_NAMES };
static EXIT_ACTIONS: Rule = Rule::Items { what: "exit-action", rule: &ACTION, by: ACTION_NAMES };
static ACTIONS: Rule = Rule::Items { what: "action", rule: &ACTION, by: ACTION_NAMES };
const ACTION_NAMES: &[&str] = &["mail", "register", "raise", "send", "propose", "if", "for", "take"];
static ACTION: Rule = keys(&[
    entry("mail", "mail", &MAIL_NAME),
    entry("to", "mail-to", &POST),
    entry("with", "mail-with", &PLAIN),
    entry("propose", "propose", &PROPOSE),
    entry("register", "register", &REGISTER_NAME),
    entry("if", "condition", &PLAIN),
    entry("then", "action", &ACTIONS),
    entry("else", "otherwise", &ACTIONS),
    entry("do", "action", &ACTIONS),
]);
static PROPOSE: Rule = keys(&[
    entry("penalty", "penalty", &PLAIN),
    entry("reward", "reward", &PLAIN),
    entry("to", "propose-to", &POST),
    entry("reason", "propose-reason", &PLAIN),
    entry("clause", "clause", &PLAIN),
]);

// ---------- the other documents ----------

static SCENARIOS: Rule = keys(&[
    entry("people", "story-people", &LINES),
    entry("registers", "story-registers", &LINES),
    entry("scenarios", "story", &Rule::Items { what: "story", rule: &LINES, by: &["name"] }),
]);

static SHARED: Rule = keys(&[
    entry("table", "id", &PLAIN),
    entry("title", "title", &PLAIN),
    entry("clause", "clause", &PLAIN),
    entry("values", "value", &FIGURES),
    entry("tables", "table", &TABLES),
    entry("weights", "weights", &WEIGHTS),
    entry("pairwise", "pairwise", &PAIRWISE),
    entry("quotas", "quota", &QUOTAS),
    entry("reviewed", "reviewed", &LINES),
]);

static MAIL: Rule = keys(&[
    entry("mail", "id", &PLAIN),
    entry("title", "title", &PLAIN),
    entry("clause", "clause", &PLAIN),
    entry("subject", "mail-subject", &PLAIN),
    entry("text", "mail-body", &PLAIN),
    entry("reviewed", "reviewed", &LINES),
]);

static FORM: Rule = keys(&[
    entry("form", "id", &PLAIN),
    entry("title", "title", &PLAIN),
    entry("clause", "clause", &PLAIN),
    entry("fields", "field", &FIELDS),
    entry("sections", "section", &SECTIONS),
    entry("reviewed", "reviewed", &LINES),
]);
static FIELDS: Rule = Rule::Each { what: "field", rule: &FIELD, ordered: true };
static FIELD: Rule = keys(&[
    entry("title", "title", &PLAIN),
    entry("type", "field-type", &WORD),
    entry("hint", "hint", &PLAIN),
    entry("clause", "clause", &PLAIN),
    entry("choices", "option", &Rule::Each { what: "option", rule: &PLAIN, ordered: true }),
    entry("min", "min", &PLAIN),
    entry("max", "max", &PLAIN),
    entry("places", "places", &PLAIN),
    entry("register", "field-register", &REGISTER_NAME),
    entry("personal", "personal", &WORD),
    entry("computed", "computed", &WORD),
    entry("item", "item", &WORD),
    entry("fields", "column", &Rule::Each { what: "column", rule: &COLUMN, ordered: true }),
    entry("optional", "optional", &FIELD_NAME),
    entry("min_rows", "min-rows", &PLAIN),
    entry("max_rows", "max-rows", &PLAIN),
]);
static COLUMN: Rule = keys(&[
    entry("title", "title", &PLAIN),
    entry("type", "field-type", &WORD),
    entry("min", "min", &PLAIN),
    entry("max", "max", &PLAIN),
]);
static SECTIONS: Rule = Rule::Each { what: "section", rule: &SECTION, ordered: false };
static SECTION: Rule = keys(&[
    entry("title", "title", &PLAIN),
    entry("hint", "hint", &PLAIN),
    entry("clause", "clause", &PLAIN),
    entry("fields", "asked", &Rule::Items { what: "asked", rule: &ASKED, by: &["field"] }),
    entry("optional", "optional", &Rule::Items { what: "optional", rule: &FIELD_NAME, by: &[] }),
    entry("show", "shown", &Rule::Items { what: "shown", rule: &FIELD_NAME, by: &[] }),
]);
static ASKED: Rule = Rule::Keys {
    short: Some("field"),
    entries: &[entry("field", "asked", &FIELD_NAME), entry("only_if", "only-if", &PLAIN)],
};

static REGISTER: Rule = keys(&[
    entry("register", "id", &PLAIN),
    entry("title", "title", &PLAIN),
    entry("clause", "clause", &PLAIN),
    entry("key", "register-key", &REGISTER_KEY),
    entry("summary", "summary", &PLAIN),
    entry("maintained_by", "maintained-by", &POST),
    entry("kept_by", "kept-by", &WORD),
    entry("optional", "optional", &Rule::Items { what: "optional", rule: &PLAIN, by: &[] }),
    entry("fields", "field", &FIELDS),
    entry("reviewed", "reviewed", &LINES),
]);
static REGISTER_KEY: Rule = keys(&[entry("title", "title", &PLAIN), entry("pattern", "pattern", &PLAIN)]);

static ORGANISATION: Rule = keys(&[
    entry("title", "title", &PLAIN),
    entry("departments", "department", &DEPARTMENTS),
    entry("posts", "post", &POSTS),
    entry("reviewed", "reviewed", &LINES),
]);
static DEPARTMENTS: Rule = Rule::Each {
    what: "department",
    rule: &keys(&[entry("title", "title", &PLAIN), entry("head", "head", &POST)]),
    ordered: false,
};
static POSTS: Rule = Rule::Each { what: "post", rule: &POST_KEYS, ordered: false };
static POST_KEYS: Rule = keys(&[
    entry("title", "title", &PLAIN),
    entry("department", "post-department", &DEPARTMENT),
    entry("reports_to", "reports-to", &POST),
    entry("delegate", "delegate", &WORD),
    entry("reads_all", "reads-all", &WORD),
    entry("clause", "duties", &PLAIN),
]);

static CALENDAR: Rule = keys(&[
    entry("title", "title", &PLAIN),
    entry("time_zone", "time-zone", &PLAIN),
    entry("day", "hours", &HOURS),
    entry("weekend", "weekend", &WORD),
    entry("years", "year", &Rule::Each { what: "year", rule: &YEAR, ordered: false }),
]);
static HOURS: Rule = keys(&[entry("opens", "opens", &PLAIN), entry("closes", "closes", &PLAIN)]);
static YEAR: Rule = keys(&[
    entry("provisional", "provisional", &WORD),
    entry("source", "source", &PLAIN),
    entry("note", "note", &PLAIN),
    entry("holidays", "holiday", &Rule::Items { what: "holiday", rule: &HOLIDAY, by: &["from", "name"] }),
    entry("working", "working-day", &Rule::Items { what: "working-day", rule: &HOLIDAY, by: &["date"] }),
]);
static HOLIDAY: Rule = keys(&[
    entry("name", "title", &PLAIN),
    entry("from", "day-from", &PLAIN),
    entry("to", "day-to", &PLAIN),
    entry("date", "day", &PLAIN),
]);

static DISTRIBUTION: Rule = keys(&[
    entry("distribution", "id", &PLAIN),
    entry("title", "title", &PLAIN),
    entry("clause", "clause", &PLAIN),
    entry("rules", "rule", &Rule::Items { what: "rule", rule: &DISTRIBUTED, by: &["documents"] }),
    entry("reviewed", "reviewed", &LINES),
]);
static DISTRIBUTED: Rule = keys(&[
    entry("documents", "documents", &DOCUMENTS),
    entry("number", "number", &PLAIN),
    entry("owner", "owner", &POST),
    entry("readers", "readers", &READERS),
    entry("review", "review", &PLAIN),
    entry("hold", "hold", &WORD),
    entry("public", "public", &WORD),
    entry("copies", "copies", &POST),
    entry("clause", "clause", &PLAIN),
]);

static APPOINTMENTS: Rule = keys(&[
    entry("appointments", "id", &PLAIN),
    entry("title", "title", &PLAIN),
    entry("clause", "clause", &PLAIN),
    entry(
        "rows",
        "appointment",
        &Rule::Items { what: "appointment", rule: &APPOINTMENT, by: &["post", "person"] },
    ),
    entry("reviewed", "reviewed", &LINES),
]);
static APPOINTMENT: Rule = keys(&[
    entry("post", "post", &POST),
    entry("person", "appointed", &PERSON),
    entry("from", "day-from", &PLAIN),
    entry("to", "day-to", &PLAIN),
    entry("kind", "appointment-kind", &WORD),
]);

static MATRIX: Rule = keys(&[
    entry("title", "title", &PLAIN),
    entry("clause", "clause", &PLAIN),
    entry("functions", "function", &FUNCTIONS),
    entry("rows", "element", &Rule::Each { what: "element", rule: &ELEMENT, ordered: false }),
    entry("reviewed", "reviewed", &LINES),
]);
static FUNCTIONS: Rule = Rule::Each { what: "function", rule: &FUNCTION, ordered: false };
static FUNCTION: Rule = keys(&[
    entry("title", "title", &PLAIN),
    entry("department", "post-department", &DEPARTMENT),
    entry("post", "post", &POST),
]);
static ELEMENT: Rule = Rule::Keys {
    short: Some("marks"),
    entries: &[
        entry("title", "title", &PLAIN),
        entry("clause", "clause", &PLAIN),
        entry("marks", "mark", &Rule::Own(|walk, pair| walk.marks(pair))),
    ],
};

/// The head of a chapter.
pub(super) static CHAPTER: Rule = keys(&[
    entry("number", "document-number", &PLAIN),
    entry("title", "title", &PLAIN),
    entry("owner", "owner", &POST),
    entry("element", "element", &PLAIN),
    entry("informative", "informative", &PLAIN),
]);
