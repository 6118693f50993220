//! The one rhai engine: raw, with an allow-list of packages and every limit set (stack.md names the traps).

use std::sync::OnceLock;

use rhai::packages::{
    ArithmeticPackage, BasicArrayPackage, BasicIteratorPackage, BasicMapPackage, BasicMathPackage,
    BasicStringPackage, LogicPackage, MoreStringPackage, Package,
};
use rhai::{Dynamic, Engine, OptimizationLevel, Token};

use super::{functions, meter};
use crate::limits;

/// The engine, made once. `LanguageCorePackage` is left out: it holds `sleep` and `exit`.
pub(super) fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| {
        let mut engine = Engine::new_raw();
        ArithmeticPackage::new().register_into_engine(&mut engine);
        LogicPackage::new().register_into_engine(&mut engine);
        BasicMathPackage::new().register_into_engine(&mut engine);
        BasicStringPackage::new().register_into_engine(&mut engine);
        MoreStringPackage::new().register_into_engine(&mut engine);
        BasicArrayPackage::new().register_into_engine(&mut engine);
        BasicMapPackage::new().register_into_engine(&mut engine);
        BasicIteratorPackage::new().register_into_engine(&mut engine);
        functions::register(&mut engine);
        set_limits(&mut engine);
        // `event.call` is a field: rhai keeps the word for function pointers, which scripts do not have.
        #[allow(deprecated, reason = "rhai marks the hook as subject to change")]
        engine.on_parse_token(|token, _, _| match token {
            Token::Reserved(word) if *word == "call" => Token::Identifier(word),
            token => token,
        });
        engine
    })
}

fn set_limits(engine: &mut Engine) {
    engine.set_optimization_level(OptimizationLevel::None);
    engine.set_max_operations(limits::SCRIPT_OPERATIONS);
    engine.on_progress(|operations| (!meter::goes_on(operations)).then_some(Dynamic::UNIT));
    watch_variables(engine);
    engine.set_max_call_levels(limits::SCRIPT_CALLS);
    engine.set_max_expr_depths(limits::SCRIPT_DEPTH, limits::SCRIPT_DEPTH);
    engine.set_max_functions(0);
    engine.set_max_variables(limits::SCRIPT_VARIABLES);
    engine.set_max_string_size(limits::SCRIPT_STRING_BYTES);
    engine.set_max_array_size(limits::SCRIPT_LIST_ITEMS);
    engine.set_max_map_size(limits::SCRIPT_LIST_ITEMS);
    engine.set_fail_on_invalid_map_property(true);
    engine.set_strict_variables(true);
    engine.set_allow_shadowing(true);
    engine.set_allow_anonymous_fn(true);
    for word in ["eval", "print", "debug", "import", "export", "curry", "Fn", "is_def_fn"] {
        engine.disable_symbol(word);
    }
}

#[expect(deprecated, reason = "rhai marks it so to say that it may change; Cargo.lock holds it still")]
fn watch_variables(engine: &mut Engine) {
    engine.on_var(|name, _, context| {
        meter::looks_at(name, context.scope());
        Ok(None)
    });
}
