//! What the form about running cases sends: `which|policy`, `in|policy`, `only|policy`, `state|policy|old`,
//! `timer|policy|event`, `deadline|policy|state`.

use guicheng_core::case::{CaseMoves, Keep, Moves, Which};

use super::super::form::Pairs;

/// The mapping that was chosen. What is not known is left out: the page shows what was kept.
pub fn read(pairs: &Pairs) -> Moves {
    let mut moves = Moves::default();
    for (name, value) in pairs {
        if let Some(policy) = name.strip_prefix("which|") {
            let all = |of: &str| {
                let name = format!("{of}|{policy}");
                pairs.iter().filter(|(key, _)| *key == name).map(|(_, value)| value.clone()).collect()
            };
            let cases = match value.as_str() {
                "all" => Which::All,
                "states" => Which::States(all("in")),
                "only" => Which::Only(all("only")),
                _ => Which::None,
            };
            moves.policies.entry(policy.to_owned()).or_default().cases = cases;
        }
    }
    for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        let mut parts = name.splitn(3, '|');
        let (Some(what), Some(policy), Some(of)) = (parts.next(), parts.next(), parts.next()) else {
            continue;
        };
        // Only policies that the form is about.
        let Some(moves) = moves.policies.get_mut(policy) else { continue };
        let keep = Keep::ALL.into_iter().find(|keep| keep.word() == value);
        match (what, keep) {
            ("state", _) => drop(moves.states.insert(of.to_owned(), value.clone())),
            ("timer", Some(keep)) => drop(moves.timer.insert(of.to_owned(), keep)),
            ("deadline", Some(keep)) => drop(moves.deadline.insert(of.to_owned(), keep)),
            _ => {}
        }
    }
    moves.policies.retain(|_, moves| *moves != CaseMoves::default());
    moves
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_chosen_is_read() {
        let pairs = |text: &str| -> Vec<(String, String)> {
            let pair = |line: &str| line.split_once('=').map(|(a, b)| (a.to_owned(), b.to_owned()));
            text.split(' ').filter_map(pair).collect()
        };
        for (sent, expected) in [
            ("which|p=none", "{}"),
            ("which|p=all", r#"{"p":{"cases":"all"}}"#),
            ("which|p=states in|p=a in|p=b in|q=c", r#"{"p":{"cases":{"states":["a","b"]}}}"#),
            ("which|p=only only|p=1", r#"{"p":{"cases":{"only":["1"]}}}"#),
            (
                "which|p=all state|p|a=b state|p|c= timer|p|after.b.0=restart deadline|p|b=keep deadline|p|d=soon",
                r#"{"p":{"cases":"all","states":{"a":"b"},"timer":{"after.b.0":"restart"},"deadline":{"b":"keep"}}}"#,
            ),
            // nobody asked about q
            ("which|p=none state|q|a=b", "{}"),
        ] {
            assert_eq!(serde_json::to_string(&read(&pairs(sent))).unwrap(), expected, "{sent}");
        }
    }
}
