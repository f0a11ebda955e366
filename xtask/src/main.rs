//! `cargo xtask VERB`: builds, runs, tests and packs everything.
//!
//! Rule: this program depends on nothing of ours; it runs cargo and the programs that cargo built.
//! What a machine lacks is fetched into `target/` or named in one sentence, never assumed.

mod bench;
mod browser;
mod build;
mod debian;
mod demo;
mod dist;
mod e2e;
mod folder;
mod fuzz;
mod guide;
mod module;
mod pages;
mod process;
mod sim;
mod simulate;
mod test;
mod tidy;
mod wasm_opt;
mod wasm_target;
mod workspace;

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::process::say;
use crate::workspace::Workspace;

const HELP: &str = "\
cargo xtask VERB [ARGUMENTS]

  build [--dev]            the extension, into target/extension/ (load it unpacked from there)
  demo [--headless] [--list FILE]
                           simulator, browser and extension together, ready to call;
                           --headless runs a scripted shift and checks it
  sim [ARGUMENTS]          the simulated Five9 by itself (try: cargo xtask sim --help)
  test [STEP ...]          everything that must hold; with names, only those steps
  e2e [FILTER] [--bless]   end-to-end stories in a real browser; --bless takes the style page as it
                           is for its snapshots
  guide                    the pictures of docs/guide, made anew by the stories of the panel's states
  simulate [ARGUMENTS]     the deterministic simulation: --seeds N --from S, or one seed with
                           all its steps: --seed S --verbose
  fuzz [ARGUMENTS]         odd replies for every reader of five9: --seconds N --jobs N --seed N,
                           or --input FILE to read one again
  bench [ARGUMENTS]        time from the click to the request
  bench panel [ARGUMENTS]  first paint, state to pixels, search, scrolling and memory of the panel
                           with 100,000 people, beside a plain page; fails on a missed budget
  bench history [ARGUMENTS]
                           insert, page, search and aggregate with 1,000 to 1,000,000 calls
  bench sim [AGENTS ...]   what the simulator carries at 1, 10, 100 and 1,000 agents
  dist                     the extension as a reproducible zip, into target/dist/
  tidy [--bless]           the rules of the house that a compiler does not check;
                           --bless takes the manifest and what five9 offers as they are
                           for their snapshots

Environment:
  NINEPIN_BROWSER          browser program to use instead of the one that is found
  NINEPIN_WASM_TOOLCHAIN   'debian' or 'rustup': where the wasm32 standard library comes from";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            process::complain(&format!("\nerror: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<()> {
    let Some((verb, rest)) = arguments.split_first() else {
        say(HELP);
        return Ok(());
    };
    let workspace = Workspace::locate()?;
    match verb.as_str() {
        "build" => build::run(&workspace, rest),
        "demo" => demo::run(&workspace, rest),
        "simulate" => simulate::run(&workspace, rest),
        "fuzz" => fuzz::run(&workspace, rest),
        "sim" => sim::run(&workspace, rest),
        "test" => test::run(&workspace, rest),
        "e2e" => e2e::run(&workspace, rest),
        "guide" => guide::run(&workspace, rest),
        "bench" => bench::run(&workspace, rest),
        "dist" => dist::run(&workspace, rest),
        "tidy" => tidy::run(&workspace, rest),
        "help" | "--help" | "-h" => {
            say(HELP);
            Ok(())
        }
        other => bail!("there is no verb '{other}'\n\n{HELP}"),
    }
}
