//! `schema`: JSON Schemas for editors: completion and explanation of every key, Chinese first.

use std::process::ExitCode;

use anyhow::bail;
use clap::Args;
use guicheng_core::schema;
use guicheng_core::text::Lang;

use crate::lang;

/// `guicheng schema`
#[derive(Args, Clone, Debug)]
pub struct Schema {
    /// Kind of document: policy, scenario, form, register, mail, table, organisation, calendar, matrix, distribution or
    /// appointments
    #[arg(default_value = "policy")]
    kind: String,
}

/// Prints it.
///
/// # Errors
/// With a sentence, when there is no such kind.
pub fn run(args: &Schema) -> anyhow::Result<ExitCode> {
    let explain = |id: &str| lang::has(id).then(|| Lang::ALL.map(|lang| lang::t(lang, id, &[])).join("\n\n"));
    let Some(schema) = schema::json_schema(&args.kind, &explain) else {
        bail!("no schema of “{}”; there are: {}", args.kind, schema::kinds().join(", "));
    };
    println!("{}", serde_json::to_string_pretty(&schema)?);
    Ok(ExitCode::SUCCESS)
}
