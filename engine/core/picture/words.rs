//! What the picture says: titles, posts, deadlines, choices, conditions.

use crate::calendar::{Arg, Period, Sentence};
use crate::chart::{Kind, StateId, TransitionId};
use crate::picture::Options;
use crate::policy::{After, Complete, Decide, Expr, ForEach, Length, Policy, ScriptId, Signer, TaskRule};
use crate::value::Value;

/// Texts of one policy in one language.
#[derive(Clone, Copy)]
pub(super) struct Words<'a> {
    pub policy: &'a Policy,
    pub options: &'a Options<'a>,
}

impl Words<'_> {
    pub fn say<const N: usize>(&self, id: &'static str, args: [(&'static str, &str); N]) -> String {
        let args = args.into_iter().map(|(name, text)| (name, Arg::Text(text.to_owned()))).collect();
        (self.options.say)(&Sentence { id, args })
    }

    pub fn count(&self, id: &'static str, n: usize) -> String {
        (self.options.say)(&Sentence { id, args: vec![("n", Arg::Number(n as i64))] })
    }

    /// The state's own title, else its task's.
    pub fn title(&self, chart: usize, state: StateId) -> Option<String> {
        let work = &self.policy.charts[chart].work[state];
        let title = work.title.as_ref().or_else(|| work.task.as_ref()?.title.as_ref())?;
        Some(title.get(self.options.lang).to_owned())
    }

    /// The first title inside a state, or in a whole chart.
    pub fn first_title(&self, chart: usize, id: StateId) -> Option<String> {
        let last = self.policy.charts[chart].chart.states[id].last;
        (id..=last).find_map(|state| self.title(chart, state))
    }

    /// Who, until when, by which paragraph: small lines under a title.
    pub fn details(&self, chart: usize, state: StateId) -> Vec<String> {
        let work = &self.policy.charts[chart].work[state];
        let mut lines = Vec::new();
        lines.extend(work.task.as_ref().map(|task| self.signers(task)));
        lines.extend(work.for_each.as_ref().and_then(|each| self.completion(each)));
        lines.extend(
            work.calls.iter().map(|call| self.say("picture-call", [("policy", &self.named(&call.policy))])),
        );
        lines.extend(work.lock.iter().map(|lock| self.say("picture-lock", [("lock", &self.named(lock))])));
        lines.extend(work.task.as_ref().and_then(|task| self.deadline(task.due.as_ref()?)));
        lines.extend(work.clause.clone());
        lines.retain(|line| !line.is_empty());
        lines
    }

    fn signers(&self, task: &TaskRule) -> String {
        let names: Vec<String> = task.signers.iter().map(|signer| self.signer(signer)).collect();
        let names = self.list(&names);
        let rule = match &task.decide {
            _ if task.signers.len() < 2 => return names,
            Decide::One => self.say("picture-decide-one", []),
            Decide::All => self.say("picture-decide-all", []),
            Decide::Sequence => self.say("picture-decide-sequence", []),
            Decide::Share(part, whole) => {
                self.say("picture-decide-share", [("part", &part.to_string()), ("whole", &whole.to_string())])
            }
            Decide::Weights(_, reach) => self.say("picture-decide-weights", [("reach", &reach.to_string())]),
        };
        self.say("picture-signers", [("names", &names), ("rule", &rule)])
    }

    fn signer(&self, signer: &Signer) -> String {
        let (Signer::Post(expr) | Signer::Person(expr)) = signer;
        match expr {
            Expr::Literal(Value::Text(post)) => (self.options.post)(post).unwrap_or_else(|| post.clone()),
            Expr::Literal(_) => String::new(),
            Expr::Script(id) => {
                let text = self.script(*id);
                self.field_title(text).unwrap_or_else(|| match self.options.formulas {
                    true => text.to_owned(),
                    false => self.say("picture-signer", []),
                })
            }
        }
    }

    pub fn list(&self, names: &[String]) -> String {
        let join = |left: String, right: &String| self.say("list-next", [("left", &left), ("right", right)]);
        names.split_first().map(|(first, rest)| rest.iter().fold(first.clone(), join)).unwrap_or_default()
    }

    /// `2 个工作日`, or the field that holds the date.
    fn deadline(&self, due: &After) -> Option<String> {
        if let (Length::Fixed(Period::Days(0)), Some(from)) = (&due.length, due.from) {
            let text = self.script(from);
            let field = self.field_title(text).unwrap_or_else(|| text.to_owned());
            return Some(self.say("picture-due-on", [("field", &field)]));
        }
        self.length(&due.length).map(|period| self.say("picture-due", [("period", &period)]))
    }

    fn length(&self, length: &Length) -> Option<String> {
        match length {
            Length::Fixed(period) => Some(self.period(*period)),
            Length::Script(id) => {
                let text = self.script(*id);
                match text.strip_prefix("values.").and_then(|name| self.policy.values.get(name)) {
                    Some(Value::Period(period)) => Some(self.period(*period)),
                    _ => self.periods_of_table(text),
                }
            }
        }
    }

    fn period(&self, period: Period) -> String {
        (self.options.say)(&period.sentence())
    }

    /// `4 小时 / 6 小时`: all periods that a table's column may give.
    fn periods_of_table(&self, text: &str) -> Option<String> {
        let (table, column) = text.strip_prefix("table.")?.split_once('.')?;
        let table = self.policy.tables.get(table)?;
        let column = table.outputs.iter().position(|name| name == column)?;
        let mut periods: Vec<String> = Vec::new();
        for row in &table.rows {
            let Some(Expr::Literal(Value::Period(period))) = row.outputs.get(column) else { return None };
            let words = self.period(*period);
            if !periods.contains(&words) {
                periods.push(words);
            }
        }
        Some(periods.join(" / "))
    }

    fn completion(&self, each: &ForEach) -> Option<String> {
        let rule = match each.complete {
            Complete::All => self.say("picture-complete-all", []),
            Complete::Count(n) => self.count("picture-complete-count", n as usize),
            Complete::Script(_) => return None,
        };
        let sequence = each.sequence.then(|| self.say("picture-in-sequence", []));
        Some(self.list(&sequence.into_iter().chain([rule]).collect::<Vec<_>>()))
    }

    /// What stands beside a line: the choice, the time, the condition. Empty for what happens by itself.
    pub fn transition(&self, chart: usize, id: TransitionId) -> String {
        let policy_chart = &self.policy.charts[chart];
        let transition = &policy_chart.chart.transitions[id];
        let source = transition.source;
        let name = transition.events.first().map_or("", String::as_str);
        let timer = policy_chart.work[source].timers.iter().find(|timer| timer.event == name);
        let title =
            policy_chart.choices[id].title.as_ref().map(|title| title.get(self.options.lang).to_owned());
        let timer = timer.and_then(|timer| self.length(&timer.length));
        let timer = timer.map(|period| self.say("picture-after", [("period", &period)]));
        let mut said: Vec<String> = timer.into_iter().chain(title).collect();
        let to_history = transition
            .targets
            .iter()
            .any(|&target| matches!(policy_chart.chart.states[target].kind, Kind::History { .. }));
        said.extend(to_history.then(|| self.say("picture-resume", [])));
        let in_words = |guard| self.guard(guard).unwrap_or_else(|| self.say("picture-condition", []));
        if let Some(guard) = transition.guard.map(in_words) {
            if said.is_empty() {
                return guard;
            }
            let choice = said.join(" · ");
            return self.say("picture-choice-if", [("choice", &choice), ("guard", &guard)]);
        }
        let happens_alone = name.is_empty() || name.starts_with("done.") || name.starts_with("after.");
        if said.is_empty() && !happens_alone {
            said.push(name.to_owned());
        }
        if said.is_empty() && self.has_guarded_sister(chart, id) {
            said.push(self.say("picture-otherwise", []));
        }
        said.join(" · ")
    }

    /// The last of several, tried when no condition before it holds.
    fn has_guarded_sister(&self, chart: usize, id: TransitionId) -> bool {
        let chart = &self.policy.charts[chart].chart;
        let this = &chart.transitions[id];
        let sisters = chart.states[this.source].transitions.iter().map(|&t| &chart.transitions[t]);
        sisters.filter(|t| t.events == this.events).any(|t| t.guard.is_some())
    }

    /// A name, or what gives one.
    fn named(&self, expr: &Expr) -> String {
        match expr {
            Expr::Literal(Value::Text(name)) => name.clone(),
            Expr::Literal(_) => String::new(),
            Expr::Script(id) => self.script(*id).to_owned(),
        }
    }

    pub fn script(&self, id: ScriptId) -> &str {
        self.policy.scripts[id].text().trim()
    }

    /// The title of `record.x` or `item.x`.
    pub fn field_title(&self, text: &str) -> Option<String> {
        let name = text.strip_prefix("record.").or_else(|| text.strip_prefix("item."))?;
        Some(self.options.form?.field(name)?.title.get(self.options.lang).to_owned())
    }

    /// What has happened when a state is reached: its title, or for an untitled end what leads to it.
    pub fn reached(&self, chart: usize, state: StateId) -> Option<String> {
        self.title(chart, state).or_else(|| {
            let transitions = &self.policy.charts[chart].chart.transitions;
            transitions
                .iter()
                .filter(|t| t.targets.contains(&state))
                .find_map(|t| self.title(chart, t.source))
        })
    }
}
