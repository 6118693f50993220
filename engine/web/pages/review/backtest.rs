//! The backtest: how many finished cases would have gone another way, and where each would have parted.

use guicheng_core::backtest::{Parting, Verdict};

use crate::lang::{self, Arg, Say, has, t};
use crate::limits;
use crate::service::{BacktestEvidence, Backtested};
use crate::web::views::{ReviewFigure, ReviewPart, ReviewParted, Tone};

use super::Desk;

impl Desk<'_> {
    pub(super) fn add_backtest(&self, part: &mut ReviewPart, backtest: &BacktestEvidence) {
        let other = backtest.list.iter().filter_map(|tried| self.parted(tried));
        part.parted = other.take(limits::REVIEW_LIST).collect();
        let left = backtest.other.saturating_sub(part.parted.len());
        if left > 0 {
            let text = t(self.lang(), "review-backtest-left", &[("count", left.into())]);
            part.parted_more = self.link(text, self.cases_page());
        }
    }

    pub(super) fn backtest_figure(&self, backtest: &BacktestEvidence) -> ReviewFigure {
        let (id, tone, href) = match backtest {
            BacktestEvidence { cases: 0, .. } => ("review-figure-backtest-none", Tone::Plain, ""),
            BacktestEvidence { other: 0, .. } => ("review-figure-backtest-same", Tone::Ok, ""),
            _ => ("review-figure-backtest-other", Tone::Soon, "#review-backtest"),
        };
        let value = match backtest.cases {
            0 => "0".to_owned(),
            cases => format!("{} / {cases}", backtest.other),
        };
        self.figure("review-figure-backtest", value, tone, self.lang().t(id), href)
    }

    fn parted(&self, tried: &Backtested) -> Option<ReviewParted> {
        let Verdict::Other(Parting { at, after, was, would, because, .. }) = &tried.finding.verdict else {
            return None;
        };
        let lang = self.lang();
        let state = |state: &Option<String>| match state {
            Some(state) => {
                let title = tried.titles.get(state).map(|title| title.get(lang).to_owned());
                title.unwrap_or_else(|| self.state(&tried.policy, state))
            }
            None => lang.t("review-parted-end"),
        };
        let at = ("at", Arg::from(self.when.moment(*at)));
        let because = because.as_deref().map(|code| {
            let ids = [format!("backtest-because-{code}"), format!("refusal-{code}")];
            ids.iter().find(|id| has(id)).and_then(|id| lang::plain(lang, id)).unwrap_or_default()
        });
        Some(ReviewParted {
            case: self.link(
                tried.number.clone().unwrap_or_else(|| tried.instance.clone()),
                format!("/cases/{}", tried.instance),
            ),
            place: match after {
                Some(_) => t(lang, "review-parted", &[at, ("state", state(after).into())]),
                None => t(lang, "review-parted-start", &[at]),
            },
            was: state(was),
            would: state(would),
            because: because.unwrap_or_default(),
        })
    }
}
