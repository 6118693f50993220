//! Pairwise comparisons that contradict themselves, or the weights that a document states for them.

use rust_decimal::{Decimal, RoundingStrategy};

use super::figures::{Page, number};
use crate::table::{Outcome, Pairwise, RATIO_LIMIT};
use crate::text::{Findings, Severity, Span, Spanned};

/// Decimal places of calculated weights in findings.
const PLACES: u32 = 4;

pub(super) fn check(page: &Page<'_>, name: &str, pairwise: &Pairwise, findings: &mut Findings) {
    let mut judge = Judge { page, name, pairwise, findings };
    judge.judgements();
    let Some(outcome) = pairwise.outcome() else { return };
    if outcome.ratio > RATIO_LIMIT {
        let args = [("ratio", number(outcome.ratio.round_dp(3))), ("limit", number(RATIO_LIMIT))];
        judge.warn("G0925", pairwise.span, args);
    }
    judge.circles();
    if let Some(stated) = &pairwise.stated {
        judge.sum(stated);
        judge.stated(stated, &outcome);
    }
}

struct Judge<'j> {
    page: &'j Page<'j>,
    name: &'j str,
    pairwise: &'j Pairwise,
    findings: &'j mut Findings,
}

impl Judge<'_> {
    fn warn(
        &mut self,
        code: &'static str,
        span: Span,
        args: impl IntoIterator<Item = (&'static str, String)>,
    ) {
        self.report((Severity::Warning, code), span, args);
    }

    fn report(
        &mut self,
        kind: (Severity, &'static str),
        span: Span,
        args: impl IntoIterator<Item = (&'static str, String)>,
    ) {
        let args = std::iter::once(("table", self.name.to_owned())).chain(args);
        self.page.report(self.findings, kind, span, self.pairwise.clause.as_ref(), args);
    }

    fn factor(&self, index: usize) -> String {
        self.pairwise.factors[index].value.clone()
    }

    /// Off the scale, or a pair judged both ways and not the same.
    fn judgements(&mut self) {
        let pairwise = self.pairwise;
        for (index, judged) in pairwise.judgements.iter().enumerate() {
            let pair = [("one", self.factor(judged.row)), ("other", self.factor(judged.column))];
            let on_scale =
                |known: &Decimal| judged.over == known * judged.under || judged.under == known * judged.over;
            let scale = &pairwise.scale;
            if !scale.is_empty() && judged.over != judged.under && !scale.iter().any(on_scale) {
                let known = scale.iter().map(|known| number(*known)).collect::<Vec<_>>().join(", ");
                self.warn("G0924", judged.span, pair.clone().into_iter().chain([("known", known)]));
            }
            let before = pairwise.judgements[..index]
                .iter()
                .find(|earlier| (earlier.row, earlier.column) == (judged.column, judged.row));
            if let Some(earlier) = before
                && earlier.over * judged.over != earlier.under * judged.under
            {
                let line = self.page.source.place(earlier.span.start).line.to_string();
                self.warn("G0923", judged.span, pair.into_iter().chain([("line", line)]));
            }
        }
    }

    fn circles(&mut self) {
        for [a, b, c] in self.pairwise.circles() {
            let path = [a, b, c, a].map(|index| self.factor(index)).join(" > ");
            self.warn("G0926", self.pairwise.span, [("path", path)]);
        }
    }

    /// The stated weights do not add up to 1, by more than their rounding explains.
    fn sum(&mut self, stated: &[Spanned<Decimal>]) {
        let sum: Decimal = stated.iter().map(|weight| weight.value).sum();
        let slack: Decimal = stated.iter().map(|weight| slack(weight.value)).sum();
        if (sum - Decimal::ONE).abs() > slack {
            let args = [("sum", number(sum)), ("difference", number((Decimal::ONE - sum).abs()))];
            self.warn("G0929", self.pairwise.stated_span, args);
        }
        if let Some(said) = self.pairwise.sum.as_ref().filter(|said| said.value != sum) {
            let args = [("stated", said.value.to_string()), ("sum", number(sum))];
            self.warn("G0941", said.span, args);
        }
    }

    /// They are not what follows from the judgements.
    fn stated(&mut self, stated: &[Spanned<Decimal>], outcome: &Outcome) {
        if fits(stated, &outcome.weights) {
            return;
        }
        let others = self.pairwise.by_other_methods().unwrap_or_default();
        let methods = ["geometric", "normalised"];
        let method = methods.into_iter().zip(&others).find(|(_, weights)| fits(stated, weights));
        if let Some((method, _)) = method {
            let args = [("method", method.to_owned())];
            return self.report((Severity::Note, "G0936"), self.pairwise.stated_span, args);
        }
        for (index, weight) in stated.iter().enumerate() {
            let computed = outcome.weights[index];
            if (computed - weight.value).abs() > slack(weight.value) {
                let args = [
                    ("name", self.factor(index)),
                    ("stated", weight.value.to_string()),
                    ("computed", rounded(computed)),
                ];
                self.warn("G0927", weight.span, args);
            }
        }
        self.reversed(stated, outcome);
    }

    /// What the text puts above another the judgements put below it.
    fn reversed(&mut self, stated: &[Spanned<Decimal>], outcome: &Outcome) {
        for (one, first) in stated.iter().enumerate() {
            for (other, second) in stated.iter().enumerate() {
                let clearly = outcome.weights[other] - outcome.weights[one] > slack(first.value);
                if first.value > second.value && clearly {
                    let args = [("one", self.factor(one)), ("other", self.factor(other))];
                    self.warn("G0928", first.span, args);
                }
            }
        }
    }
}

/// Half a unit of the last place written: what rounding explains.
fn slack(written: Decimal) -> Decimal {
    Decimal::new(5, written.scale() + 1)
}

fn fits(stated: &[Spanned<Decimal>], weights: &[Decimal]) -> bool {
    stated.iter().zip(weights).all(|(written, weight)| (written.value - weight).abs() <= slack(written.value))
}

fn rounded(weight: Decimal) -> String {
    let mut weight = weight.round_dp_with_strategy(PLACES, RoundingStrategy::MidpointAwayFromZero);
    weight.rescale(PLACES);
    weight.to_string()
}
