//! The program: reads the command line, starts the runtime, prints what went wrong.

use std::process::ExitCode;

use clap::Parser;
use guicheng::cli::{Cli, run};
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    end_quietly_when_nobody_reads();
    let cli = Cli::parse();
    let filter =
        EnvFilter::try_from_env("GUICHENG_LOG").unwrap_or_else(|_| EnvFilter::new("warn,guicheng=info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(run(cli)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// `guicheng draw … | head` closes the pipe that we print to; `print!` makes a panic of that.
fn end_quietly_when_nobody_reads() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let told = info.payload().downcast_ref::<String>().map_or("", String::as_str);
        if told.starts_with("failed printing to stdout") && told.contains("Broken pipe") {
            std::process::exit(0);
        }
        usual(info);
    }));
}
