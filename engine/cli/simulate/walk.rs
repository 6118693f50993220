//! Step by step in the terminal: what is so is shown, somebody says what happens next.

use std::path::PathBuf;

use guicheng_core::document::Library;
use guicheng_core::simulate::{Cast, Move, Offer, Play, StartOffer, Wrong, added, book, offers, starts};
use guicheng_core::text::Lang;

use super::Terminal;
use super::show;
use crate::lang::{Arg, Say, t};
use crate::service::{Told, error_of, told};

/// How much of what happened has been shown.
#[derive(Default)]
pub struct Seen {
    pub mails: usize,
    pub proposals: usize,
    pub incidents: usize,
}

/// A walk through a policy.
pub struct Walk<'a> {
    pub library: &'a Library,
    pub cast: &'a Cast,
    pub play: Play,
    pub lang: Lang,
    /// Where stories are kept unless somebody names another file.
    pub book: PathBuf,
    pub seen: Seen,
    pub terminal: Terminal<'a>,
}

impl Walk<'_> {
    /// Shows, asks and does until the input ends.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn go(&mut self) -> anyhow::Result<()> {
        let title = self.play.policy.title.get(self.lang).to_owned();
        self.tell("simulate-begins", &[("title", title.into())])?;
        self.terminal.say(&self.lang.t("simulate-help"))?;
        self.show()?;
        while let Some(line) = self.terminal.ask("\n>")? {
            let (word, rest) = line.split_once(' ').map_or((line.as_str(), ""), |(w, rest)| (w, rest.trim()));
            match word {
                "" => {}
                "q" | "quit" => break,
                "?" | "h" | "help" => self.terminal.say(&self.lang.t("simulate-help"))?,
                "b" | "back" => self.turn(Play::back, "simulate-no-back")?,
                "f" | "forward" => self.turn(Play::forward, "simulate-no-forward")?,
                "s" | "start" => self.start()?,
                "r" | "record" => self.record()?,
                "t" | "trace" => self.trace()?,
                "save" => self.save(rest)?,
                "signal" if !rest.is_empty() => {
                    let case = self.play.stage.cases.len().saturating_sub(1);
                    self.make(Move::Signal { case, event: rest.to_owned() })?;
                }
                "schedule" => self.make(Move::Schedule { id: rest.to_owned() })?,
                "next" => match self.play.next() {
                    Some(next) => self.make(next)?,
                    None => self.terminal.say(&self.lang.t("simulate-nothing-due"))?,
                },
                _ => match line.parse::<usize>() {
                    Ok(number) => self.act(number)?,
                    Err(_) => {
                        self.make(Move::Wait { until: line.trim_start_matches('+').trim().to_owned() })?
                    }
                },
            }
        }
        Ok(())
    }

    pub(super) fn tell(&mut self, key: &str, args: &[(&str, Arg<'_>)]) -> anyhow::Result<()> {
        let text = t(self.lang, key, args);
        self.terminal.say(&text)
    }

    fn show(&mut self) -> anyhow::Result<()> {
        let stage = &self.play.stage;
        self.seen.mails = self.seen.mails.min(stage.mails.len());
        self.seen.proposals = self.seen.proposals.min(stage.proposals.len());
        self.seen.incidents = self.seen.incidents.min(stage.incidents.len());
        let lines = show::lines(self.library, &self.play, self.lang, &self.seen);
        self.seen = Seen {
            mails: stage.mails.len(),
            proposals: stage.proposals.len(),
            incidents: stage.incidents.len(),
        };
        lines.iter().try_for_each(|line| self.terminal.say(line))
    }

    fn turn(&mut self, turn: fn(&mut Play) -> bool, nothing: &str) -> anyhow::Result<()> {
        if turn(&mut self.play) { self.show() } else { self.terminal.say(&self.lang.t(nothing)) }
    }

    fn make(&mut self, next: Move) -> anyhow::Result<()> {
        match self.play.make(next) {
            Ok(()) => self.show(),
            Err(wrong) => self.refused(wrong),
        }
    }

    fn refused(&mut self, wrong: Wrong) -> anyhow::Result<()> {
        let told = self.words(wrong);
        self.tell("simulate-refused", &[("why", show::whole(&told).into())])
    }

    pub(super) fn words(&self, wrong: Wrong) -> Told {
        told(self.library, &error_of(wrong), self.lang)
    }

    fn start(&mut self) -> anyhow::Result<()> {
        let offers: Vec<StartOffer> = starts(&self.play.stage, &self.play.policy);
        let people: Vec<String> = offers.iter().flat_map(|offer| offer.people.clone()).collect();
        let Some(by) = self.who(&people)? else { return Ok(()) };
        // Of several, the first line that fits, as the server takes it.
        let section =
            offers.into_iter().find(|offer| offer.people.contains(&by)).and_then(|offer| offer.section);
        let record = Default::default();
        let policy = std::sync::Arc::clone(&self.play.policy);
        self.fill(&policy, section.as_deref(), &record, |fields| Move::Start { by: by.clone(), fields })
            .and_then(|made| if made { self.show() } else { Ok(()) })
    }

    fn act(&mut self, number: usize) -> anyhow::Result<()> {
        let offers = offers(&self.play.stage);
        let Some(offer) = number.checked_sub(1).and_then(|place| offers.get(place)).cloned() else {
            return self.tell("simulate-no-number", &[("number", number.to_string().into())]);
        };
        let Some(by) = self.who(&offer.people)? else { return Ok(()) };
        let titles: Vec<String> =
            offer.choices.iter().map(|choice| choice.title.get(self.lang).to_owned()).collect();
        let Some(place) = self.one_of("simulate-ask-choice", &titles)? else { return Ok(()) };
        let choice = offer.choices[place].clone();
        let opinion = match (choice.opinion, choice.opinion_required) {
            (false, _) => None,
            (true, required) => {
                let key = if required { "simulate-ask-opinion" } else { "simulate-ask-opinion-or-not" };
                let typed = self.terminal.ask(&self.lang.t(key))?;
                typed.filter(|text| !text.is_empty())
            }
        };
        let record = self.record_of(&offer);
        let case = self.play.stage.cases.get(offer.case);
        let policy = std::sync::Arc::clone(case.map_or(&self.play.policy, |case| &case.policy));
        let made = self.fill(&policy, choice.section.as_deref(), &record, |fields| Move::Act {
            by: by.clone(),
            case: offer.case,
            state: offer.state.clone(),
            item: offer.item.clone(),
            post: offer.post.clone(),
            choice: choice.event.clone(),
            opinion: opinion.clone(),
            fields,
        })?;
        if made { self.show() } else { Ok(()) }
    }

    fn record_of(&self, offer: &Offer) -> guicheng_core::value::Map {
        let Some(snapshot) = self.play.stage.snapshot(offer.case) else { return Default::default() };
        let mut record = snapshot.record.clone();
        let machine = snapshot.tasks.get(&offer.task).and_then(|task| snapshot.machines.get(&task.machine));
        if let Some(item) = machine.and_then(|machine| machine.item.as_ref()) {
            record.extend(item.fields.clone());
        }
        record
    }

    /// Who acts; asked only where there are several.
    fn who(&mut self, people: &[String]) -> anyhow::Result<Option<String>> {
        match people {
            [] => self.terminal.say(&self.lang.t("simulate-nobody")).map(|()| None),
            [only] => Ok(Some(only.clone())),
            several => Ok(self.one_of("simulate-ask-who", several)?.map(|place| several[place].clone())),
        }
    }

    /// The place of one of several, by its number or its words; none where nothing is typed.
    pub(super) fn one_of(&mut self, key: &str, options: &[String]) -> anyhow::Result<Option<usize>> {
        for (place, option) in options.iter().enumerate() {
            self.terminal.say(&format!("  {}  {option}", place + 1))?;
        }
        while let Some(typed) = self.terminal.ask(&self.lang.t(key))?.filter(|typed| !typed.is_empty()) {
            let number = typed.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            let place = number.filter(|place| *place < options.len());
            if let Some(place) = place.or_else(|| options.iter().position(|option| *option == typed)) {
                return Ok(Some(place));
            }
            self.tell("simulate-no-number", &[("number", typed.into())])?;
        }
        Ok(None)
    }

    fn record(&mut self) -> anyhow::Result<()> {
        let lines = show::record(self.library, &self.play, self.lang);
        lines.iter().try_for_each(|line| self.terminal.say(line))
    }

    fn trace(&mut self) -> anyhow::Result<()> {
        self.play.stage.story().iter().try_for_each(|line| self.terminal.say(line))
    }

    /// Keeps the walk as a scenario: at the end of the policy's file, or in a file that is named and not there yet.
    fn save(&mut self, file: &str) -> anyhow::Result<()> {
        let path = if file.is_empty() { self.book.clone() } else { PathBuf::from(file) };
        let states: Vec<String> = self
            .play
            .stage
            .cases
            .iter()
            .flat_map(|case| case.snapshot.machines.get("").map(|machine| machine.states.clone()))
            .flatten()
            .collect();
        let last = states.last().cloned().unwrap_or_default();
        let names = [Lang::Zh, Lang::En].map(|lang| {
            let args = [
                ("moment", self.play.stage.clock(self.play.stage.now).into()),
                ("state", last.as_str().into()),
            ];
            t(lang, "simulate-story", &args)
        });
        let name = (names[0].as_str(), names[1].as_str());
        let written = match std::fs::read_to_string(&path) {
            Ok(text) => added(self.library, self.cast, &self.play, name, &text),
            Err(_) => Some(book(self.library, self.cast, &self.play, name)),
        };
        let place = path.display().to_string();
        let Some(text) = written else {
            self.tell("simulate-not-saved", &[("file", place.into())])?;
            let story = guicheng_core::simulate::story(self.library, self.cast, &self.play, name);
            return self.terminal.say(&story);
        };
        match std::fs::write(&path, text) {
            Ok(()) => self.tell("simulate-saved", &[("file", place.into())]),
            Err(error) => {
                let args = [("file", place.into()), ("why", error.to_string().into())];
                self.tell("simulate-not-written", &args)
            }
        }
    }
}
