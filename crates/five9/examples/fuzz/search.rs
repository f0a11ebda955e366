//! The search of one process: change what led somewhere new, and see where it leads.

use std::collections::BTreeSet;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::coverage;
use crate::decoders::{DECODERS, STATUSES, fuzz_one};
use crate::mutate::{Dice, mutate, names_of};

/// Inputs kept for a reader; more push out the oldest that were found.
const CORPUS_MAX: usize = 2_000;
/// Larger inputs are cut.
const INPUT_BYTES_MAX: usize = 16 * 1024;
/// An input that takes longer is a finding.
const SLOW: Duration = Duration::from_secs(1);

/// What a search was asked for.
pub(crate) struct Task {
    pub(crate) length: Duration,
    pub(crate) seed: u64,
    /// Where an input goes that breaks something.
    pub(crate) artifacts: PathBuf,
    /// Whether every input is kept on disk until it is through: for aborts.
    pub(crate) keeps_last: bool,
}

/// What came out for one reader.
#[derive(Clone, Default)]
pub(crate) struct Tally {
    pub(crate) n_executions: u64,
    pub(crate) outcomes: BTreeSet<u64>,
    /// One byte an edge, one bit a range of how often it was passed.
    pub(crate) edges: Vec<u8>,
    corpus: Vec<Vec<u8>>,
}

/// Something that must not happen.
pub(crate) struct Finding {
    pub(crate) reader: &'static str,
    pub(crate) what: String,
    pub(crate) file: PathBuf,
}

pub(crate) fn run(task: &Task, seeds: &[Vec<u8>]) -> Result<Vec<Tally>, Finding> {
    // What a panic says is in the finding; a search that goes on need not print it.
    panic::set_hook(Box::new(|_| {}));
    let mut search = Search {
        task,
        tallies: vec![Tally::default(); DECODERS.len()],
        n_edges: coverage::n_edges(),
    };
    for tally in &mut search.tallies {
        tally.edges = vec![0; search.n_edges];
    }
    for (decoder, _) in DECODERS.iter().enumerate() {
        for seed in seeds {
            for status in [0, 7] {
                search.execute(&input(decoder, status, seed))?;
            }
        }
    }
    search.change(seeds)?;
    Ok(search.tallies)
}

fn input(decoder: usize, status: usize, body: &[u8]) -> Vec<u8> {
    let head = [decoder, status].map(|byte| u8::try_from(byte).unwrap_or(0));
    [&head, &body[..body.len().min(INPUT_BYTES_MAX)]].concat()
}

struct Search<'a> {
    task: &'a Task,
    tallies: Vec<Tally>,
    n_edges: usize,
}

impl Search<'_> {
    /// Goes from reader to reader until the time is over.
    fn change(&mut self, seeds: &[Vec<u8>]) -> Result<(), Finding> {
        let names = names_of(seeds.iter().map(Vec::as_slice));
        let mut dice = Dice::new(self.task.seed);
        let started = Instant::now();
        while started.elapsed() < self.task.length {
            for decoder in 0..self.tallies.len() {
                // Who has led to much is likely to lead to more.
                let n_tries = (self.tallies[decoder].corpus.len() / 4).clamp(4, 128);
                for _ in 0..n_tries {
                    let corpus = &self.tallies[decoder].corpus;
                    let parent = match corpus.len() {
                        0 => input(decoder, 0, dice.pick(seeds).as_slice()),
                        n_kept => corpus[dice.below(n_kept)].clone(),
                    };
                    let status = match dice.below(8) {
                        0 => dice.below(STATUSES.len()),
                        _ => usize::from(parent[1]),
                    };
                    let other = dice.pick(seeds).as_slice();
                    let body = mutate(&mut dice, &parent[2..], other, &names);
                    self.execute(&input(decoder, status, &body))?;
                }
            }
        }
        Ok(())
    }

    /// Reads one input, and keeps it if it led somewhere new.
    fn execute(&mut self, input: &[u8]) -> Result<(), Finding> {
        if self.task.keeps_last {
            self.keep("last", input);
        }
        coverage::take(|_, _| {});
        let started = Instant::now();
        let result = panic::catch_unwind(AssertUnwindSafe(|| fuzz_one(input)));
        let took = started.elapsed();
        let (decoder, outcome) = match result {
            Ok(outcome) => outcome,
            Err(panic) => {
                let text = panic.downcast_ref::<String>().map(String::as_str);
                let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
                let what = format!("panicked: {}", text.unwrap_or("no message"));
                return Err(self.finding(input, what));
            }
        };
        if took > SLOW {
            return Err(self.finding(input, format!("took {} ms", took.as_millis())));
        }
        let tally = &mut self.tallies[decoder];
        tally.n_executions += 1;
        let mut hasher = DefaultHasher::new();
        outcome.hash(&mut hasher);
        let mut is_new = tally.outcomes.len() < 10_000 && tally.outcomes.insert(hasher.finish());
        if self.n_edges > 0 {
            // With edges to go by, a mere outcome is not worth a place.
            is_new = false;
            coverage::take(|edge, count| {
                let range = 1 << (7 - count.leading_zeros().min(7));
                if tally.edges[edge] & range == 0 {
                    tally.edges[edge] |= range;
                    is_new = true;
                }
            });
        }
        if is_new {
            if tally.corpus.len() >= CORPUS_MAX {
                tally.corpus.remove(CORPUS_MAX / 2);
            }
            tally.corpus.push(input.to_vec());
        }
        Ok(())
    }

    fn finding(&self, input: &[u8], what: String) -> Finding {
        let mut hasher = DefaultHasher::new();
        input.hash(&mut hasher);
        let decoder = usize::from(input[0]) % DECODERS.len();
        Finding {
            reader: DECODERS[decoder].name,
            what,
            file: self.keep(&format!("found-{:016x}", hasher.finish()), input),
        }
    }

    fn keep(&self, name: &str, input: &[u8]) -> PathBuf {
        let file = self.task.artifacts.join(name);
        // A folder that cannot be written must not hide what was found.
        let _ = fs::create_dir_all(&self.task.artifacts).and_then(|()| fs::write(&file, input));
        file
    }
}

/// The bodies of all fixtures, sorted by name, and some of them one after the other.
pub(crate) fn seeds(fixtures: &Path) -> std::io::Result<Vec<Vec<u8>>> {
    let mut files = Vec::new();
    for kind in ["replies", "events", "requests"] {
        for entry in fs::read_dir(fixtures.join(kind))? {
            files.push(entry?.path());
        }
    }
    files.sort();
    let mut seeds = Vec::new();
    for file in &files {
        seeds.push(fs::read(file)?);
    }
    // The sequences read one reply, or frame, a line.
    let all = seeds.clone();
    for (index, pair) in all.chunks(3).enumerate() {
        let mut sequence = pair.concat();
        sequence.extend_from_slice(&all[index % all.len()]);
        seeds.push(sequence);
    }
    let call = |state| format!(r#"{{"id":"C86EBE50B9744D6D946531842B278846","state":"{state}"}}"#);
    for states in [
        ["TALKING", "WRAP_UP", "FINISHED"],
        ["WRAP_UP", "TALKING", "WRAP_UP"],
        ["ON_HOLD", "ON_HOLD", "ON_HOLD"],
    ] {
        let lines = states.map(|state| format!("\n{}", call(state)));
        seeds.push(lines.concat().into_bytes());
    }
    for state in [
        "SELECT_STATION",
        "ACCEPT_NOTICE",
        "SELECT_SKILLS",
        "RELOGIN",
    ] {
        seeds.push(format!("\"{state}\"\n[{{\"id\":1}}]\n\n\"WORKING\"\n").into_bytes());
    }
    Ok(seeds)
}
