//! The script language's words, asked of the script language itself.

use super::super::read_field::SCRIPT_WORDS;

/// Words that rhai or its relatives reserve anywhere; those it lets stand behind a point are fine.
const CANDIDATES: &str = "abstract and array as assert async await bool break call case catch char class const \
    continue curry debug def default do dyn each elif else end enum eval export extends extern false finally float fn \
    for from function global go goto if import in instanceof int is is_def_fn is_def_var is_shared let loop match \
    mod module move mut new nil none not null number of or package pass print private protected pub public ref return \
    self set shared spawn static string struct super switch sync then this thread throw trait true try type type_of \
    typeof undefined union until unit unless unsafe use var virtual void volatile where while with yield Fn item key";

#[test]
fn a_field_may_have_any_name_that_a_script_can_say() {
    let engine = rhai::Engine::new_raw();
    let reserved: Vec<&str> = CANDIDATES
        .split_whitespace()
        .filter(|word| crate::text::is_identifier(word))
        .filter(|word| engine.compile(format!("record.{word} = record.{word};")).is_err())
        .collect();
    assert_eq!(reserved, SCRIPT_WORDS);
}
