//! The compiled policy.

use std::collections::BTreeMap;

use crate::calendar::Period;
use crate::chart::{Chart, StateId, Types};
use crate::guard::Script;
use crate::policy::{CallRule, Figures, NumberFormat};
use crate::table::Table;
use crate::text::{Bilingual, Span};
use crate::value::{Map, Value};

/// Index into [`Policy::scripts`].
pub type ScriptId = usize;

/// What charts of policies carry: scripts as guards, lists of actions as blocks.
#[derive(Debug)]
pub struct Work;

impl Types for Work {
    type Guard = ScriptId;
    type Block = Vec<Action>;
}

/// A policy, ready to run.
#[derive(Debug)]
pub struct Policy {
    /// Equal to the file's name.
    pub id: String,
    /// What people call it.
    pub title: Bilingual,
    /// The manual's chapter.
    pub clause: Option<String>,
    /// Row of the responsibility matrix.
    pub element: Option<String>,
    /// Form of the record.
    pub form: Option<String>,
    /// How cases are numbered.
    pub number: Option<NumberFormat>,
    /// One line about a case, with `{field}`.
    pub summary: Option<String>,
    /// Who may start it, and what they are asked.
    pub starts: Vec<Start>,
    /// While it holds, outsiders get no mail.
    pub drill: Option<Expr>,
    /// Ids of the shared documents it uses; what they hold is below.
    pub shared: Vec<String>,
    /// Figures, tables, quotas, weights that stand in its own file.
    pub own: Figures,
    /// Named figures, its own and shared ones.
    pub values: Map,
    /// Weights by table, column, indicator.
    pub weights: Value,
    /// Weights by comparison and factor.
    pub pairwise: Value,
    /// Decision tables, its own and shared ones.
    pub tables: BTreeMap<String, Table>,
    /// Limited places, its own and shared ones.
    pub quotas: BTreeMap<String, Quota>,
    /// Working memory with first values, in the file's order.
    pub vars: Vec<(String, Expr)>,
    /// Cases in which this has the same value share a folder.
    pub folder: Option<Expr>,
    /// Events that are kept until they are taken.
    pub mailbox: Vec<String>,
    /// When the `vars` of states get their first values.
    pub binding: Binding,
    /// Cases that start by themselves.
    pub schedules: Vec<Schedule>,
    /// Sentences to be proved.
    pub promises: Vec<Promise>,
    /// What a failing script does.
    pub on_error: OnError,
    /// The policy's chart first, then those of its `for_each` states.
    pub charts: Vec<PolicyChart>,
    /// All scripts.
    pub scripts: Vec<Script>,
    /// Where each script belongs: chart and state (0 for the whole policy).
    pub script_places: Vec<(usize, StateId)>,
    /// Names of things that other documents define.
    pub names: Vec<NameUse>,
}

/// A name of something that is defined elsewhere, with its place: what `check` looks up.
#[derive(Clone, Debug, PartialEq)]
pub struct NameUse {
    /// What it should name.
    pub what: Naming,
    /// The name.
    pub name: String,
    /// Where it is written.
    pub span: Span,
    /// In which chart …
    pub chart: usize,
    /// … and state of it (0 for the whole policy).
    pub state: StateId,
}

/// What a name should name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Naming {
    /// The form.
    Form,
    /// A section of the form.
    Section,
    /// A field that is shown beside a task.
    Shown,
    /// A field in the line about a case.
    Summary,
    /// A post.
    Post,
    /// A mail text, with the names of the values given to it.
    MailText(Vec<String>),
    /// A register.
    Register,
    /// A field of this register.
    RegisterField(String),
    /// A quota of this policy.
    Quota,
    /// A shared document of figures and tables.
    Shared,
    /// A row of the responsibility matrix.
    Element,
    /// A `for_each` state.
    ForEach,
    /// A policy that is called.
    Policy,
    /// A field that is given to a case of this policy.
    Given(String),
}

/// A chart with what its states and transitions mean to people.
#[derive(Debug)]
pub struct PolicyChart {
    /// The structure.
    pub chart: Chart<Work>,
    /// One a state.
    pub work: Vec<StateWork>,
    /// One a transition.
    pub choices: Vec<Choice>,
    /// For a `for_each`: the chart and state that run it.
    pub owner: Option<(usize, StateId)>,
    /// Whether any of its states calls another policy.
    pub calls: bool,
}

/// What a state means to people.
#[derive(Debug, Default)]
pub struct StateWork {
    /// Its title; states that nobody sees have none.
    pub title: Option<Bilingual>,
    /// The paragraph it carries out.
    pub clause: Option<String>,
    /// Work while it is active.
    pub task: Option<TaskRule>,
    /// Timers started on entry.
    pub timers: Vec<After>,
    /// A sub-chart per item.
    pub for_each: Option<ForEach>,
    /// Other policies that it calls while it is active.
    pub calls: Vec<CallRule>,
    /// The lock for which it stands in line while it is active.
    pub lock: Option<Expr>,
    /// What takes back the work of this state once it is completed.
    pub compensate: Vec<Action>,
    /// Data of `done.state.*`; of a top-level final state: the case's result.
    pub output: Payload,
    /// Working memory that the state declares, with first values.
    pub vars: Vec<(String, Expr)>,
    /// Shown in the line of progress.
    pub milestone: bool,
    /// Its name in the file.
    pub span: Span,
}

/// What a transition means to people.
#[derive(Debug, Default)]
pub struct Choice {
    /// The button's words.
    pub title: Option<Bilingual>,
    /// A section of its own; `Some(None)`: none at all.
    pub ask: Option<Option<String>>,
    /// An opinion must be given.
    pub opinion_required: bool,
    /// What is shown when the guard does not hold: the first sentence whose condition holds, or that has none.
    pub refusal: Vec<Sentence>,
    /// The paragraph it carries out.
    pub clause: Option<String>,
    /// Where it is written.
    pub span: Span,
}

/// Why a choice cannot be made, in the policy's own words.
#[derive(Clone, Debug)]
pub struct Sentence {
    /// When it is so; always, without.
    pub when: Option<ScriptId>,
    /// What people read.
    pub say: Bilingual,
}

/// A script or a literal.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// Calculated.
    Script(ScriptId),
    /// Fixed.
    Literal(Value),
}

/// What an event carries.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Payload {
    /// Nothing.
    #[default]
    Nothing,
    /// Named values.
    Fields(Vec<(String, Expr)>),
    /// One value.
    Whole(ScriptId),
}

/// When the `vars` of states get their first values (SCXML §5.3.3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Binding {
    /// When the case starts.
    #[default]
    Early,
    /// When the state is entered for the first time.
    Late,
}

/// A period, fixed or calculated.
#[derive(Clone, Debug, PartialEq)]
pub enum Length {
    /// `2wd`
    Fixed(Period),
    /// `values.memo_within`
    Script(ScriptId),
}

/// A deadline or timer: how long, from when.
#[derive(Clone, Debug)]
pub struct After {
    /// How long.
    pub length: Length,
    /// From when; entry if none.
    pub from: Option<ScriptId>,
    /// Name of the event that it sends (`after.<state>.<n>`); empty for deadlines.
    pub event: String,
}

/// Who may start a case.
#[derive(Clone, Debug)]
pub struct Start {
    /// Posts; empty: anyone who is employed.
    pub posts: Vec<String>,
    /// Section of the form.
    pub ask: Option<String>,
    /// Where it is written.
    pub span: Span,
}

/// A post or person that signs.
#[derive(Clone, Debug, PartialEq)]
pub enum Signer {
    /// Whoever holds this post.
    Post(Expr),
    /// This person.
    Person(Expr),
}

/// Work that a state gives to people.
#[derive(Debug)]
pub struct TaskRule {
    /// One, or several that sign.
    pub signers: Vec<Signer>,
    /// What is to be done; else the state's title.
    pub title: Option<Bilingual>,
    /// Section of the form.
    pub ask: Option<String>,
    /// Fields shown beside.
    pub show: Vec<String>,
    /// Deadline.
    pub due: Option<After>,
    /// Reminders, so long before the deadline.
    pub remind: Vec<Period>,
    /// What happens after the deadline.
    pub overdue: Vec<OverdueRule>,
    /// How several decide.
    pub decide: Decide,
    /// The meaning of the signature.
    pub sign: Option<String>,
    /// An opinion must be given with every choice.
    pub opinion_required: bool,
    /// No opinion is asked for.
    pub opinion_none: bool,
    /// Who gets a copy.
    pub cc: Vec<Expr>,
    /// Events offered, first the agreeing one: event name → index of its first transition.
    pub choices: Vec<String>,
    /// Where it is written.
    pub span: Span,
}

/// How several signers decide (WS-HumanTask's completion behaviour).
#[derive(Clone, Debug, PartialEq)]
pub enum Decide {
    /// Whoever acts first.
    One,
    /// All, in any order.
    All,
    /// All, one after the other.
    Sequence,
    /// This part of the signers: numerator and denominator.
    Share(u32, u32),
    /// Signers' weights by position, and what must be reached.
    Weights(Vec<u32>, u32),
}

/// What happens after a deadline.
#[derive(Debug)]
pub struct OverdueRule {
    /// After the deadline.
    pub after: Period,
    /// Again each.
    pub every: Option<Period>,
    /// How often at most.
    pub times: u32,
    /// Done each time.
    pub actions: Vec<Action>,
    /// Told each time.
    pub escalate: Option<Escalation>,
}

/// Whom an overdue task is brought before.
#[derive(Debug)]
pub struct Escalation {
    /// Posts.
    pub to: Vec<Expr>,
}

/// A sub-chart per item.
#[derive(Debug)]
pub struct ForEach {
    /// Index into [`Policy::charts`].
    pub chart: usize,
    /// The list.
    pub list: ScriptId,
    /// Unique per item, over `item`; else the position.
    pub key: Option<ScriptId>,
    /// How an item is called, over `item`.
    pub title: Option<ScriptId>,
    /// When it is complete.
    pub complete: Complete,
    /// One after the other.
    pub sequence: bool,
}

/// When a `for_each` is complete.
#[derive(Clone, Debug, PartialEq)]
pub enum Complete {
    /// Every item is done.
    All,
    /// So many items are done.
    Count(u32),
    /// A condition over `done`, `open`, `total`.
    Script(ScriptId),
}

/// Executable content.
#[derive(Debug)]
pub enum Action {
    /// rhai statements.
    Script(ScriptId),
    /// An internal event.
    Raise {
        /// Its name.
        event: Expr,
        /// What it carries.
        data: Payload,
    },
    /// An event to this case's own external queue or to another one, at once or later.
    Send(Box<Send>),
    /// Calls back a delayed event.
    Cancel(Expr),
    /// A condition.
    If {
        /// What must hold.
        guard: ScriptId,
        /// If it does.
        then: Vec<Action>,
        /// If not.
        otherwise: Vec<Action>,
    },
    /// A loop.
    For {
        /// Name of the loop variable.
        name: String,
        /// Name of the variable that counts, from 0.
        index: Option<String>,
        /// The list.
        list: ScriptId,
        /// Done for each.
        body: Vec<Action>,
    },
    /// A mail from a controlled text.
    Mail {
        /// Id of the text.
        text: String,
        /// To whom.
        to: MailTo,
        /// Values for the text's placeholders.
        with: Vec<(String, Expr)>,
    },
    /// A penalty or reward is proposed.
    Propose {
        /// Which of the two.
        kind: ProposeKind,
        /// How much.
        amount: ScriptId,
        /// To whom.
        to: Vec<Recipient>,
        /// Why.
        reason: Option<Bilingual>,
        /// By which paragraph.
        clause: Option<String>,
    },
    /// A row of a register is added or changed.
    Register {
        /// Register id.
        register: String,
        /// The row's key.
        key: ScriptId,
        /// Fields.
        set: Vec<(String, Expr)>,
    },
    /// A place of a quota is taken.
    Take(String),
    /// Items join a running `for_each`.
    AddItems {
        /// The list.
        list: ScriptId,
        /// The state.
        state: String,
    },
    /// Fields of the folder are written.
    Folder(Vec<(String, Expr)>),
    /// What completed states say under `compensate` is done.
    Compensate {
        /// One state and what lies below it; none: all below the scope.
        state: Option<StateId>,
        /// The state in which it is written, or its parent if it has no children.
        scope: StateId,
    },
    /// A line in the trace.
    Log(ScriptId),
}

/// The action `send` (SCXML §6.2).
#[derive(Debug)]
pub struct Send {
    /// The event's name.
    pub event: Expr,
    /// What it carries.
    pub data: Payload,
    /// Delay.
    pub after: Option<Length>,
    /// For `cancel`, and what the receiver sees.
    pub id: Option<Expr>,
    /// Name in `vars` that gets an id made for it.
    pub id_in: Option<String>,
    /// Who gets it; the own external queue if none.
    pub to: Option<Expr>,
    /// How it is brought there: nothing but SCXML's event processor, for charts that come from SCXML.
    pub kind: Option<Expr>,
}

/// To whom a mail goes.
#[derive(Debug)]
pub enum MailTo {
    /// Holders of posts.
    Posts(Vec<Expr>),
    /// The address in a register's row: people outside.
    Outside {
        /// Register id.
        register: String,
        /// The row's key.
        key: ScriptId,
        /// The field with the address.
        field: String,
    },
}

/// Penalty or reward.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProposeKind {
    /// Money taken.
    Penalty,
    /// Money given.
    Reward,
}

/// To whom a penalty or reward is proposed.
#[derive(Clone, Debug, PartialEq)]
pub enum Recipient {
    /// Whoever held the overdue task (open signers only).
    Holder,
    /// The holder of a post.
    Post(Expr),
    /// A person.
    Person(Expr),
}

/// Limited places.
#[derive(Clone, Debug)]
pub struct Quota {
    /// What people call it.
    pub title: Option<Bilingual>,
    /// Counted apart for each value of this.
    pub key: Option<ScriptId>,
    /// Counted anew each.
    pub per: Per,
    /// So many.
    pub max: u32,
    /// By which paragraph.
    pub clause: Option<String>,
    /// The shared document it is taken from, if it is: then it is counted over all policies that use it.
    pub origin: Option<String>,
}

/// A span that counters are bound to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    /// Calendar day.
    Day,
    /// Calendar month.
    Month,
    /// Calendar year.
    Year,
    /// Never anew.
    Always,
}

/// A case that starts by itself.
#[derive(Clone, Debug)]
pub struct Schedule {
    /// Unique in the policy.
    pub id: String,
    /// Again each.
    pub every: Period,
    /// The first time, at the opening of that day.
    pub first: jiff::civil::Date,
    /// First fields of the record.
    pub fields: Map,
}

/// A sentence about the chart.
#[derive(Clone, Debug)]
pub struct Promise {
    /// As written.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// What a failing script does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnError {
    /// The whole step is refused.
    Refuse,
    /// SCXML: `error.execution` is raised, the rest of the block is passed over.
    Raise,
}
