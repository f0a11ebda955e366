//! The benchmark: from the click on `End & Call` to the next request to dial.
//!
//! The click counts from the browser's own input event, the request from the moment at which the
//! simulator has its last byte; both on one machine, compared over the wall clock.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};
use clap::Parser;
use e2e::ledger::dialed;
use e2e::{Background, Browser, BrowserConfig, Callee, DESKTOP_URL, Display, Extension, Page};
use e2e::{Directory, Panel, Place, Profile, Program, Sim, quantile};
use serde_json::json;

const CAMPAIGN: &str = "Student Outreach";
const OUTCOME: &str = "Left Voicemail";
/// What the project holds itself to, at the default latency.
const MEDIAN_MS_MAX: f64 = 140.0;
const P95_MS_MAX: f64 = 200.0;
/// The numbers reserved for fiction in one area code.
const N_CALLS_MAX: usize = 99;

/// From the click to the next request to dial.
#[derive(Debug, Parser)]
struct Arguments {
    /// How many calls are timed.
    #[arg(long, default_value_t = 50)]
    calls: usize,
    /// How long the simulator holds each request.
    #[arg(long, default_value_t = 40)]
    latency_ms: u64,
    /// How often the predecessor's sequence is timed beside it.
    #[arg(long, default_value_t = 10)]
    predecessor_calls: usize,
}

/// The documented predecessor's steps between two calls, in the Five9 page itself.
const PREDECESSOR: &str = r"(async ({ nCalls, campaign, disposition, numbers }) => {
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const ask = (path, method = 'GET', body) => fetch('/appsvcs/rs/svc/' + path, {
    method, body: body && JSON.stringify(body),
    headers: body ? { 'content-type': 'application/json' } : {},
  });
  const read = async (path) => (await ask(path)).json();
  const dial = async (number) => {
    const { userId } = await read('auth/metadata');
    const startedAt = performance.timeOrigin + performance.now();
    const reply = await ask(`agents/${userId}/interactions/make_external_call`, 'POST',
      { number, campaignId: campaign, skipDNCCheck: false, checkMultipleContacts: true });
    if (!reply.ok) throw new Error('the dial was refused: ' + reply.status);
    return startedAt;
  };
  const hangUp = async () => {
    const { userId } = await read('auth/metadata');
    const calls = await read(`agents/${userId}/interactions`);
    const call = calls.find((each) => each.channelType === 'CALL').interactionId;
    await ask(`agents/${userId}/interactions/calls/${call}/disconnect`, 'PUT');
    await pause(500);
    await ask(`agents/${userId}/interactions/calls/${call}/dispose`, 'PUT',
      { dispositionId: disposition });
  };
  const times = [];
  await dial(numbers[0]);
  for (let n = 0; n < nCalls; n++) {
    await pause(200);
    const clickedAt = performance.timeOrigin + performance.now();
    await hangUp();
    await pause(1000);
    times.push(await dial(numbers[(n + 1) % numbers.length]) - clickedAt);
  }
  await hangUp();
  return times;
})";

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    ensure!(
        arguments.calls < N_CALLS_MAX,
        "at most {N_CALLS_MAX} calls can be timed"
    );
    let latency = Duration::from_millis(arguments.latency_ms);
    let sim = Sim::start(0, latency).await?;
    sim.post("switches", json!({"offered": false}))?;
    sim.callee(None, Callee::Answers { after_ms: 0 })?;
    let config = BrowserConfig {
        program: Program::find()?,
        extension: Extension::built()?,
        sim_port: sim.port(),
        display: Display::Headless,
        background: Background::AsForPeople,
        language: "en-US",
    };
    let browser = Browser::launch(config, Profile::create()?).await?;
    let five9 = Page::open(&browser, DESKTOP_URL, Place::Window, "five9").await?;
    let directory = Directory::read(&five9).await?;
    say(&format!(
        "{}, {} ms latency",
        browser.version().await?,
        arguments.latency_ms
    ));
    let ours = time_ours(&sim, &browser, arguments.calls).await?;
    sim.clear_log()?;
    let theirs = time_theirs(&five9, &directory, arguments.predecessor_calls).await?;
    print_table(&[("Ninepin", &ours), ("predecessor's sequence", &theirs)]);
    browser.close().await?;
    let (median, p95) = (quantile(&ours, 0.5), quantile(&ours, 0.95));
    ensure!(
        median <= MEDIAN_MS_MAX && p95 <= P95_MS_MAX,
        "slower than the aim: median {median:.0} ms (at most {MEDIAN_MS_MAX}), 95th percentile {p95:.0} ms (at most {P95_MS_MAX})"
    );
    Ok(())
}

/// A run over one more person than is timed, since the first is dialed by the start.
async fn time_ours(sim: &Sim, browser: &Browser, n_calls: usize) -> Result<Vec<f64>> {
    let panel = Panel::open(browser).await?;
    sim.wait_for_sockets(1).await?;
    panel.choose_campaign(CAMPAIGN).await?;
    let rows = (0..=n_calls).map(|idx| format!("Person {idx},{}\n", number(idx)));
    panel
        .paste_list(
            &std::iter::once("Name,Phone\n".to_owned())
                .chain(rows)
                .collect::<String>(),
        )
        .await?;
    panel.select_all().await?;
    panel
        .click(&format!("Start Automation ({})", n_calls + 1))
        .await?;
    let sim_zero_ms = sim_zero_ms(sim)?;
    let mut times = Vec::new();
    for n in 1..=n_calls {
        sim.wait_for_call(n, "TALKING").await?;
        panel.wait_for_phase("TALKING").await?;
        panel.choose_outcome(OUTCOME).await?;
        let click = panel.click(&format!("End & Call #{}", n + 1)).await?;
        let log = sim.wait_for_dials(n + 1).await?;
        let dial = dialed(&log).pop().context("a dial is in the log")?;
        times.push(sim_zero_ms + dial.t_ms - click.at_ms);
    }
    sim.wait_for_call(n_calls + 1, "TALKING").await?;
    panel.choose_outcome(OUTCOME).await?;
    panel.click("End & Finish").await?;
    sim.wait_for_call(n_calls + 1, "FINISHED").await?;
    panel.page.close().await?;
    Ok(times)
}

async fn time_theirs(five9: &Page, directory: &Directory, n_calls: usize) -> Result<Vec<f64>> {
    let plan = json!({
        "nCalls": n_calls,
        "campaign": directory.campaign(CAMPAIGN)?,
        "disposition": directory.disposition(OUTCOME)?,
        "numbers": (0..10).map(number).collect::<Vec<_>>(),
    });
    // Longer than any single command may take by default: the sequence waits a lot.
    let deadline = Duration::from_secs(30 + 5 * n_calls as u64);
    let times = five9
        .evaluate_within(&format!("{PREDECESSOR}({plan})"), deadline)
        .await?;
    Ok(serde_json::from_value(times)?)
}

/// Wall-clock time of the simulator's zero, from the tightest of several looks.
fn sim_zero_ms(sim: &Sim) -> Result<f64> {
    let mut best: Option<(f64, f64)> = None;
    for _ in 0..20 {
        let before_ms = wall_ms()?;
        let now_ms = sim.state()?["now_ms"]
            .as_f64()
            .context("the simulator tells its time")?;
        let width_ms = wall_ms()? - before_ms;
        let zero_ms = before_ms + width_ms / 2.0 - now_ms;
        if best.is_none_or(|(width, _)| width_ms < width) {
            best = Some((width_ms, zero_ms));
        }
    }
    best.map(|(_, zero_ms)| zero_ms)
        .context("at least one look")
}

fn wall_ms() -> Result<f64> {
    Ok(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs_f64() * 1000.0)
}

fn number(idx: usize) -> String {
    format!("+1202555{:04}", 100 + idx)
}

fn print_table(rows: &[(&str, &[f64])]) {
    say("from the click to the next request to dial, in ms");
    say(&format!(
        "{:<24}{:>7}{:>9}{:>9}{:>9}",
        "", "calls", "median", "p95", "max"
    ));
    for (name, times) in rows {
        say(&format!(
            "{name:<24}{:>7}{:>9.1}{:>9.1}{:>9.1}",
            times.len(),
            quantile(times, 0.5),
            quantile(times, 0.95),
            quantile(times, 1.0)
        ));
    }
}

#[expect(
    clippy::print_stdout,
    reason = "the benchmark tells the person its times"
)]
fn say(what: &str) {
    println!("{what}");
}
