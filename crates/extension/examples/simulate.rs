//! The deterministic simulation as a program: `cargo xtask simulate --seeds N --from S`.
//!
//! Rule: it ends with 1 if a seed breaks an invariant, or if some kind of fault never took effect
//! in a search long enough to expect that.

#[path = "../tests/simulation/harness/mod.rs"]
mod harness;

use std::io::Write as _;
use std::process::ExitCode;

use harness::search::{run_seed, run_seeds};

/// A search of fewer seeds need not meet every kind of fault.
const N_SEEDS_FOR_ALL_FAULTS: u64 = 500;

const HELP: &str = "\
simulate [--seeds N] [--from S]     runs seeds S to S + N - 1 (1000 from 1)
simulate --seed S [--verbose]       runs one seed, with all its steps";

#[derive(Debug)]
struct Arguments {
    n_seeds: u64,
    from: u64,
    seed: Option<u64>,
    is_verbose: bool,
}

fn main() -> ExitCode {
    let arguments = match read_arguments(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(problem) => {
            say(&format!("{problem}\n\n{HELP}"));
            return ExitCode::FAILURE;
        }
    };
    let is_clean = match arguments.seed {
        Some(seed) => run_one(seed, arguments.is_verbose),
        None => run_many(arguments.from, arguments.n_seeds),
    };
    if is_clean {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn read_arguments(mut words: impl Iterator<Item = String>) -> Result<Arguments, String> {
    let mut arguments = Arguments {
        n_seeds: 1_000,
        from: 1,
        seed: None,
        is_verbose: false,
    };
    while let Some(word) = words.next() {
        let mut number = || {
            let text = words.next().ok_or(format!("{word} needs a number"))?;
            text.parse::<u64>()
                .map_err(|_| format!("{text} is no number"))
        };
        match word.as_str() {
            "--seeds" => arguments.n_seeds = number()?,
            "--from" => arguments.from = number()?,
            "--seed" => arguments.seed = Some(number()?),
            "--verbose" => arguments.is_verbose = true,
            other => return Err(format!("there is no argument {other}")),
        }
    }
    Ok(arguments)
}

fn run_one(seed: u64, is_verbose: bool) -> bool {
    let (outcome, steps) = run_seed(seed, is_verbose);
    for step in steps {
        say(&step);
    }
    say(&outcome.print());
    outcome.failure.is_none()
}

fn run_many(from: u64, n_seeds: u64) -> bool {
    let totals = run_seeds(from, n_seeds);
    say(&totals.print());
    let idle = totals.idle_faults();
    let all_met = idle.is_empty() || n_seeds < N_SEEDS_FOR_ALL_FAULTS;
    if !all_met {
        say(&format!("never took effect: {idle:?}"));
    }
    totals.failures.is_empty() && all_met
}

fn say(text: &str) {
    // A reader that went away, as `head` does, is no failure of the search.
    _ = writeln!(std::io::stdout().lock(), "{text}");
}
