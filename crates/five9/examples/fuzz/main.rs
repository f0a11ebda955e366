//! Feeds every reader of this crate odd replies until the time is over: `cargo xtask fuzz`.
//!
//! Options: `--seconds N`, `--seed N`, `--jobs N`, `--artifacts FOLDER`, or `--input FILE` to read
//! one kept input again. Each job is a process of its own, since the counters of passed edges belong
//! to the process. Ends with 1 when something was found.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

#[path = "../../tests/support/decoders.rs"]
mod decoders;
#[path = "../../tests/support/mutate.rs"]
mod mutate;

mod coverage;
mod search;

use decoders::{DECODERS, fuzz_one};
use search::{Tally, Task};

struct Options {
    seconds: u64,
    seed: u64,
    n_jobs: u64,
    artifacts: PathBuf,
    input: Option<PathBuf>,
    /// Set for a job: it prints its tallies for the process that started it.
    is_job: bool,
    keeps_last: bool,
}

fn main() -> io::Result<ExitCode> {
    let options = match options(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(wrong) => {
            writeln!(io::stderr(), "{wrong}")?;
            return Ok(ExitCode::from(2));
        }
    };
    if let Some(file) = &options.input {
        let (decoder, outcome) = fuzz_one(&fs::read(file)?);
        writeln!(io::stdout(), "{}: {outcome}", DECODERS[decoder].name)?;
        return Ok(ExitCode::SUCCESS);
    }
    if options.is_job {
        return job(&options);
    }
    lead(&options)
}

fn options(mut arguments: impl Iterator<Item = String>) -> Result<Options, String> {
    let mut options = Options {
        seconds: 60,
        seed: 1,
        n_jobs: 1,
        artifacts: PathBuf::from("target/fuzz/found"),
        input: None,
        is_job: false,
        keeps_last: false,
    };
    while let Some(name) = arguments.next() {
        match name.as_str() {
            "--job" => options.is_job = true,
            "--keep-last" => options.keeps_last = true,
            "--seconds" | "--seed" | "--jobs" | "--artifacts" | "--input" => {
                let value = arguments.next().ok_or(format!("{name} needs a value"))?;
                let number = || value.parse().map_err(|_| format!("{name} needs a number"));
                match name.as_str() {
                    "--seconds" => options.seconds = number()?,
                    "--seed" => options.seed = number()?,
                    "--jobs" => options.n_jobs = number()?.clamp(1, 64),
                    "--artifacts" => options.artifacts = value.into(),
                    _ => options.input = Some(value.into()),
                }
            }
            _ => return Err(format!("unknown option {name}")),
        }
    }
    Ok(options)
}

/// Searches, and prints one line a reader: executions, outcomes, edges.
fn job(options: &Options) -> io::Result<ExitCode> {
    let fixtures = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let task = Task {
        length: Duration::from_secs(options.seconds),
        seed: options.seed,
        artifacts: options.artifacts.clone(),
        keeps_last: options.keeps_last,
    };
    let mut out = io::stdout().lock();
    match search::run(&task, &search::seeds(&fixtures)?) {
        Ok(tallies) => {
            for tally in tallies {
                let outcomes: Vec<_> = tally.outcomes.iter().map(u64::to_string).collect();
                let edges: String = tally
                    .edges
                    .iter()
                    .map(|edge| format!("{edge:02x}"))
                    .collect();
                let n_executions = tally.n_executions;
                writeln!(out, "{n_executions} {} {edges}", outcomes.join(","))?;
            }
            Ok(ExitCode::SUCCESS)
        }
        Err(finding) => {
            let (reader, file) = (finding.reader, finding.file.display());
            let what = finding.what.replace('\n', " ");
            writeln!(out, "found {reader} {what}; the input: {file}")?;
            Ok(ExitCode::FAILURE)
        }
    }
}

/// Starts the jobs and adds up what they print.
fn lead(options: &Options) -> io::Result<ExitCode> {
    let started = Instant::now();
    let mut jobs = Vec::new();
    for job_idx in 0..options.n_jobs {
        let mut command = Command::new(std::env::current_exe()?);
        command
            .arg("--job")
            .arg("--seconds")
            .arg(options.seconds.to_string());
        command
            .arg("--seed")
            .arg(options.seed.wrapping_add(job_idx).to_string());
        command.arg("--artifacts").arg(&options.artifacts);
        if options.keeps_last {
            command.arg("--keep-last");
        }
        jobs.push(command.stdout(Stdio::piped()).spawn()?);
    }
    let mut total = vec![Tally::default(); DECODERS.len()];
    let mut n_findings = 0;
    let mut out = io::stdout().lock();
    for (job_idx, job) in jobs.into_iter().enumerate() {
        let output = job.wait_with_output()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        if output.status.success() {
            for (tally, line) in total.iter_mut().zip(text.lines()) {
                add(tally, line);
            }
            continue;
        }
        n_findings += 1;
        if text.is_empty() {
            let seed = options.seed.wrapping_add(job_idx as u64);
            let again = format!("--jobs 1 --seed {seed} --keep-last keeps the input as 'last'");
            writeln!(out, "a job ended with {}: {again}", output.status)?;
        } else {
            write!(out, "{text}")?;
        }
    }
    if n_findings == 0 {
        print(&mut out, &total, started.elapsed())?;
        return Ok(ExitCode::SUCCESS);
    }
    Ok(ExitCode::FAILURE)
}

fn add(tally: &mut Tally, line: &str) {
    let mut parts = line.split(' ');
    let mut next = || parts.next().unwrap_or_default();
    tally.n_executions += next().parse().unwrap_or(0);
    tally
        .outcomes
        .extend(next().split(',').filter_map(|one| one.parse::<u64>().ok()));
    let edges = next();
    let edges = edges.as_bytes().chunks(2).map(|digits| {
        let digits = std::str::from_utf8(digits).unwrap_or_default();
        u8::from_str_radix(digits, 16).unwrap_or(0)
    });
    for (edge_idx, ranges) in edges.enumerate() {
        if tally.edges.len() <= edge_idx {
            tally.edges.push(0);
        }
        tally.edges[edge_idx] |= ranges;
    }
}

fn print(out: &mut impl Write, total: &[Tally], took: Duration) -> io::Result<()> {
    let n_passed = |edges: &[u8]| edges.iter().filter(|edge| **edge != 0).count();
    writeln!(
        out,
        "{:>12}  {:>9}  {:>7}  reader",
        "executions", "outcomes", "edges"
    )?;
    let mut union = Vec::new();
    let (mut n_executions, mut n_outcomes) = (0, 0);
    for (decoder, tally) in DECODERS.iter().zip(total) {
        let (n_here, n_different) = (tally.n_executions, tally.outcomes.len());
        let n_edges = n_passed(&tally.edges);
        writeln!(
            out,
            "{n_here:>12}  {n_different:>9}  {n_edges:>7}  {}",
            decoder.name
        )?;
        n_executions += n_here;
        n_outcomes += n_different;
        union.resize(tally.edges.len(), 0);
        union
            .iter_mut()
            .zip(&tally.edges)
            .for_each(|(all, edge)| *all |= edge);
    }
    let (n_edges, n_all) = (n_passed(&union), union.len());
    writeln!(
        out,
        "{n_executions:>12}  {n_outcomes:>9}  {n_edges:>7}  in all"
    )?;
    let per_second = n_executions as f64 / took.as_secs_f64();
    let seconds = took.as_secs();
    writeln!(
        out,
        "nothing found in {seconds} s, {per_second:.0} executions/s, of {n_all} edges"
    )
}
