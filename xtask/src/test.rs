//! `cargo xtask test`: everything that must hold before a change is shared.
//!
//! Rule: a step that fails stops no other step, and the summary names each one that failed; what
//! is not a step here is not a rule.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::build::{self, Mode};
use crate::process::{self, complain, find_on_path, say};
use crate::wasm_target::WasmTarget;
use crate::workspace::Workspace;
use crate::{e2e, fuzz as fuzzing, simulate as simulation, tidy};

struct Step {
    name: &'static str,
    title: &'static str,
    run: fn(&Workspace) -> Result<()>,
}

/// Quick ones first: a slip in formatting is known before the browser starts.
const STEPS: [Step; 11] = [
    Step {
        name: "fmt",
        title: "formatting",
        run: fmt,
    },
    Step {
        name: "tidy",
        title: "house rules",
        run: |workspace| tidy::run(workspace, &[]),
    },
    Step {
        name: "clippy",
        title: "clippy, host",
        run: clippy_host,
    },
    Step {
        name: "unit",
        title: "unit, scenario and simulation tests",
        run: unit,
    },
    Step {
        name: "simulate",
        title: "simulation over many seeds",
        run: simulate,
    },
    Step {
        name: "fuzz",
        title: "odd replies for every reader",
        run: fuzz,
    },
    Step {
        name: "clippy-wasm",
        title: "clippy, wasm",
        run: clippy_wasm,
    },
    Step {
        name: "doc",
        title: "documentation",
        run: doc,
    },
    Step {
        name: "deny",
        title: "bans, licences and sources of dependencies",
        run: deny,
    },
    Step {
        name: "build",
        title: "extension and its sizes",
        run: build_extension,
    },
    Step {
        name: "e2e",
        title: "stories in the browser",
        run: |workspace| e2e::run(workspace, &[]),
    },
];

/// Built by cargo when it is not on PATH; pinned, so that a new release changes no verdict.
const CARGO_DENY_VERSION: &str = "0.20.2";

/// How many seeds are simulated before a change is shared.
const SIMULATED_SEEDS: &str = "1000";

/// How long replies are fuzzed before a change is shared.
const FUZZED_SECONDS: &str = "30";

struct Outcome {
    title: &'static str,
    took: Duration,
    error: Option<anyhow::Error>,
}

pub(crate) fn run(workspace: &Workspace, names: &[String]) -> Result<()> {
    let steps = choose(names)?;
    let mut outcomes = Vec::new();
    for (step_idx, step) in steps.iter().enumerate() {
        say(&format!(
            "\n=== {} of {}: {} ({})",
            step_idx + 1,
            steps.len(),
            step.title,
            step.name
        ));
        let started = Instant::now();
        let error = (step.run)(workspace).err();
        let took = started.elapsed();
        match &error {
            None => say(&format!("--- {}: passed in {}", step.name, seconds(took))),
            Some(error) => {
                complain(&format!(
                    "--- {}: FAILED in {}: {error:#}",
                    step.name,
                    seconds(took)
                ));
            }
        }
        outcomes.push(Outcome {
            title: step.title,
            took,
            error,
        });
    }
    summarise(&outcomes)
}

fn choose(names: &[String]) -> Result<Vec<&'static Step>> {
    for name in names {
        if !STEPS.iter().any(|step| step.name == name) {
            let known: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
            bail!("there is no step '{name}'; there are {}", known.join(", "));
        }
    }
    Ok(STEPS
        .iter()
        .filter(|step| names.is_empty() || names.iter().any(|n| n == step.name))
        .collect())
}

fn summarise(outcomes: &[Outcome]) -> Result<()> {
    say("\n=== summary");
    let mut failed = Vec::new();
    for outcome in outcomes {
        let verdict = if outcome.error.is_none() {
            "passed"
        } else {
            "FAILED"
        };
        say(&format!(
            "{verdict}  {:>8}  {}",
            seconds(outcome.took),
            outcome.title
        ));
        if let Some(error) = &outcome.error {
            // The first line says which program; the rest was shown when it happened.
            say(&format!(
                "                  {}",
                error.to_string().lines().next().unwrap_or("")
            ));
            failed.push(outcome.title);
        }
    }
    let total: Duration = outcomes.iter().map(|outcome| outcome.took).sum();
    say(&format!("        {:>8}  in all", seconds(total)));
    if !failed.is_empty() {
        bail!(
            "{} of {} steps failed: {}",
            failed.len(),
            outcomes.len(),
            failed.join("; ")
        );
    }
    Ok(())
}

fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}

fn fmt(workspace: &Workspace) -> Result<()> {
    process::run(
        "checking the format",
        workspace.cargo().args(["fmt", "--all", "--check"]),
    )
}

fn clippy_host(workspace: &Workspace) -> Result<()> {
    process::run(
        "linting",
        workspace
            .cargo()
            .args(["clippy", "--workspace", "--all-targets", "--keep-going"])
            .args(["--", "-D", "warnings"]),
    )
}

fn clippy_wasm(workspace: &Workspace) -> Result<()> {
    let wasm_target = WasmTarget::prepare(workspace)?;
    // The macros that it has to compile are those of the build.
    let mut clippy = wasm_target.clippy(workspace, Mode::Shipped.cargo_profile())?;
    process::run("linting for wasm", &mut clippy)
}

/// All but the package of stories, whose own tests run with them.
fn unit(workspace: &Workspace) -> Result<()> {
    process::run(
        "testing",
        workspace
            .cargo()
            .args(["test", "--workspace", "--exclude", "e2e", "--no-fail-fast"]),
    )
}

fn simulate(workspace: &Workspace) -> Result<()> {
    simulation::run(workspace, &["--seeds".into(), SIMULATED_SEEDS.into()])
}

fn fuzz(workspace: &Workspace) -> Result<()> {
    let arguments = ["--seconds", FUZZED_SECONDS, "--jobs", "2"];
    fuzzing::run(workspace, &arguments.map(str::to_owned))
}

fn doc(workspace: &Workspace) -> Result<()> {
    process::run(
        "documenting",
        workspace
            .cargo()
            .args([
                "doc",
                "--workspace",
                "--no-deps",
                "--document-private-items",
                "--keep-going",
            ])
            .env("RUSTDOCFLAGS", "-D warnings"),
    )
}

fn deny(workspace: &Workspace) -> Result<()> {
    let program = match find_on_path(&["cargo-deny"]) {
        Some(program) => program,
        None => install_cargo_deny(workspace)?,
    };
    process::run(
        "checking dependencies",
        std::process::Command::new(program)
            .current_dir(workspace.root())
            .args([
                "--workspace",
                "--all-features",
                "check",
                "bans",
                "licenses",
                "sources",
            ]),
    )
}

fn install_cargo_deny(workspace: &Workspace) -> Result<std::path::PathBuf> {
    let folder = workspace
        .target()
        .join("tools")
        .join(format!("cargo-deny-{CARGO_DENY_VERSION}"));
    let program = folder
        .join("bin")
        .join(format!("cargo-deny{}", std::env::consts::EXE_SUFFIX));
    if !program.exists() {
        say(&format!(
            "building cargo-deny {CARGO_DENY_VERSION} (once, some minutes)"
        ));
        process::run(
            "building cargo-deny",
            workspace
                .cargo()
                .args(["install", "--locked", "cargo-deny", "--version", CARGO_DENY_VERSION])
                .arg("--root")
                .arg(&folder)
                // It runs for a second: a quick build is worth more than a quick program.
                .env("CARGO_PROFILE_RELEASE_LTO", "off")
                .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
                .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"),
        )?;
    }
    Ok(program)
}

fn build_extension(workspace: &Workspace) -> Result<()> {
    build::extension(workspace, Mode::Shipped).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(title: &'static str, error: Option<&str>) -> Outcome {
        let error = error.map(|text| anyhow::anyhow!(text.to_owned()));
        Outcome {
            title,
            took: Duration::from_millis(1),
            error,
        }
    }

    #[test]
    fn without_names_every_step_runs_and_with_names_only_those() {
        assert_eq!(choose(&[]).expect("no name is wrong").len(), STEPS.len());
        let chosen = choose(&["deny".into(), "fmt".into()]).expect("both are steps");
        let names: Vec<&str> = chosen.iter().map(|step| step.name).collect();
        assert_eq!(names, ["fmt", "deny"]);
        let error = choose(&["lint".into()])
            .err()
            .expect("there is no such step");
        assert!(
            error
                .to_string()
                .starts_with("there is no step 'lint'; there are fmt, tidy")
        );
    }

    #[test]
    fn the_summary_fails_with_the_names_of_all_that_failed() {
        summarise(&[outcome("one", None), outcome("two", None)]).expect("nothing failed");
        let mixed = [
            outcome("one", Some("broken")),
            outcome("two", None),
            outcome("three", Some("b")),
        ];
        let error = summarise(&mixed).expect_err("two failed");
        assert_eq!(error.to_string(), "2 of 3 steps failed: one; three");
    }
}
