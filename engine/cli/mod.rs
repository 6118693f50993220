//! The command line: one subcommand a file.

pub mod bench;
pub mod calendar;
pub mod chart;
pub mod check;
pub mod console;
pub mod draw;
pub mod exchange;
pub mod explain;
pub mod import_scxml;
pub mod load;
mod mailing;
pub mod open;
mod print;
mod proposal;
pub mod report;
pub mod sample;
pub mod schema;
pub mod serve;
pub mod simulate;
pub mod test;
pub mod trace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// 规程 runs a company's written procedures
#[derive(Parser, Debug)]
#[command(name = "guicheng", version, propagate_version = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Start the sample company
    Demo(serve::Serve),
    /// Start the server
    Serve(serve::Serve),
    /// List days: working or not, and why
    Calendar(calendar::Calendar),
    /// Report what is wrong with the documents
    Check(check::Check),
    /// Try one chart by itself
    Chart(chart::Chart),
    /// Tell more about a finding's code
    Explain(explain::Explain),
    /// Tell the scenarios of the policies and report where one goes another way
    Test(test::Test),
    /// Try a policy: step by step, or thousands of cases by chance
    Simulate(simulate::Simulate),
    /// Make tokens for the API
    Token(console::Token),
    /// Make the link with which somebody sets their password
    Invite(console::Invite),
    /// Enter that somebody leaves: every right of theirs ends at once
    Leave(console::Leave),
    /// Verify the ledger
    Audit(console::Audit),
    /// Draw a policy as a picture
    Draw(draw::Draw),
    /// Print the JSON Schema of a kind of document, for editors
    Schema(schema::Schema),
    /// Write the documents in force into a folder
    Export(exchange::Export),
    /// Make a change of a folder's edited documents
    Import(exchange::Import),
    /// Read an SCXML document as a policy
    ImportScxml(import_scxml::ImportScxml),
    /// Measure the service on this machine
    Bench(bench::Bench),
    /// Load people, appointments and registers from files
    Load(console::Load),
    /// Replay every case from its ledger entries and compare
    Replay(console::Replay),
}

/// Runs the command line.
///
/// # Errors
/// With a sentence for the person at the terminal.
pub async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    match cli.command {
        Command::Demo(args) => serve::run(args, open::Purpose::Demo).await,
        Command::Serve(args) => serve::run(args, open::Purpose::Serve).await,
        Command::Check(args) => check::run(args),
        Command::Explain(args) => explain::run(&args),
        Command::Chart(args) => chart::run(args),
        Command::Test(args) => test::run(args),
        Command::Simulate(args) => simulate::run(&args),
        Command::Token(args) => console::token(args).await,
        Command::Invite(args) => console::invite(args).await,
        Command::Leave(args) => console::leave(args).await,
        Command::Audit(args) => console::audit(args).await,
        Command::Calendar(args) => calendar::run(&args),
        Command::Draw(args) => draw::run(&args),
        Command::Schema(args) => schema::run(&args),
        Command::Export(args) => exchange::export(args).await,
        Command::Import(args) => exchange::import(args).await,
        Command::ImportScxml(args) => import_scxml::run(&args),
        Command::Bench(args) => bench::run(args).await,
        Command::Load(args) => console::load(args).await,
        Command::Replay(args) => console::replay(args).await,
    }
}
