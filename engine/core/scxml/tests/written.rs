//! YAML as we write it is read back as it was.

use proptest::prelude::*;

use super::super::tree::Tree;
use super::source;
use crate::text::{Findings, yaml};

fn scalar() -> impl Strategy<Value = Tree> {
    let signs = "[-a-z0-9 :#,'\"{}\\[\\]&*!|>%@`=<~?.\\\\/\n\t甲年\u{e9}\u{85}]{0,12}";
    let words = prop_oneof![
        signs.prop_map(|s| s.to_owned()),
        Just("null".to_owned()),
        Just("true".to_owned()),
        Just("50 CNY".to_owned()),
        Just("let a = 1;\n\n  a + 1".to_owned()),
        Just("---".to_owned()),
        Just("-5".to_owned()),
        Just("<<".to_owned()),
    ];
    (words, any::<bool>()).prop_map(|(text, plain)| Tree::Text { text, plain })
}

fn tree() -> impl Strategy<Value = Tree> {
    scalar().prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Tree::List),
            prop::collection::btree_map("[a-z*. ]{1,8}|on|no|[甲乙]", inner, 0..4)
                .prop_map(|map| Tree::Map(map.into_iter().collect())),
        ]
    })
}

/// Texts and shape; whether a text stood in quotes only matters where it had to stand without.
fn bare(tree: &Tree) -> Tree {
    match tree {
        Tree::Text { text, .. } => Tree::Text { text: text.clone(), plain: false },
        Tree::List(items) => Tree::List(items.iter().map(bare).collect()),
        Tree::Map(entries) => Tree::Map(entries.iter().map(|(k, v)| (k.clone(), bare(v))).collect()),
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read(tree in tree()) {
        let tree = Tree::Map(vec![("a".to_owned(), tree)]);
        for text in [tree.file(), format!("{}\n", tree.line())] {
            let mut findings = Findings::new();
            let read = yaml::read(&source("a.yaml", &text), &mut findings);
            prop_assert!(findings.is_empty(), "{text:?} {:?}", findings.into_sorted());
            prop_assert_eq!(bare(&Tree::of(&read.unwrap())), bare(&tree), "{}", text);
        }
    }
}

#[test]
fn a_plain_figure_stays_plain() {
    let tree = Tree::Map(vec![(
        "a".to_owned(),
        Tree::List(vec![Tree::plain("50 CNY"), Tree::Text { text: "50 CNY".into(), plain: false }]),
    )]);
    assert_eq!(tree.file(), "a: [50 CNY, '50 CNY']\n");
    let read = yaml::read(&source("a.yaml", &tree.file()), &mut Findings::new()).unwrap();
    assert_eq!(Tree::of(&read), tree);
}
