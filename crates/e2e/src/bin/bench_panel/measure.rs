//! One page, opened, used and measured: first paint, calls, search, scrolling, memory.
//!
//! What the page does is timed in the page, from the browser's own events to the task after the
//! frame that shows the result. Nobody asks it again and again meanwhile, which would be work of its
//! own in page and browser: the page promises its times, and the driver awaits them.

use std::fmt;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use e2e::{Page, quantile};
use serde_json::{Value, json};

use crate::stage::{Stage, Subject};

/// Each letter leaves fewer people than the one before.
const QUERIES: [&str; 3] = ["badi", "kolu", "dobe"];
const N_CALLS: usize = 6;
const NUMBER: &str = "+12025550142";
const OUTCOME: &str = "Left Voicemail";
const OTHER_OUTCOME: &str = "Follow Up";
/// The height of the side panel on a small screen.
const HEIGHT_PX: u32 = 640;
const WIDTH_PX: u32 = 360;
/// So long after a page was opened or closed, the browser is done with it: neither is a time of what
/// is measured next.
const SETTLED: Duration = Duration::from_secs(1);
/// How far one turn of the wheel goes, and how many there are.
const WHEEL_PX: u32 = 900;
const N_WHEELS: usize = 60;
/// Places that are jumped to, as with the scroll bar.
const N_JUMPS: usize = 40;

/// The longest list on the page, by what it scrolls over; what is there for screen readers alone is
/// one pixel high and no list.
const SCROLLER: &str = "[...document.querySelectorAll('*')]
  .filter((node) => node.scrollHeight > 3 * node.clientHeight && node.clientHeight > 100)
  .sort((a, b) => b.scrollHeight - a.scrollHeight)[0]";

/// What one page came to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Measured {
    pub(crate) first_paint_ms: f64,
    pub(crate) state_p95_ms: f64,
    /// Until what is found is in the page and laid out.
    pub(crate) found_p95_ms: f64,
    /// Until the frame that shows it, which waits for the screen.
    pub(crate) drawn_p95_ms: f64,
    pub(crate) longest_task_ms: f64,
    pub(crate) memory_mb: f64,
}

impl Measured {
    /// Of each number the one in the middle.
    pub(crate) fn median(all: &[Self]) -> Self {
        let middle = |part: fn(&Self) -> f64| {
            let parts: Vec<f64> = all.iter().map(part).collect();
            quantile(&parts, 0.5)
        };
        Self {
            first_paint_ms: middle(|one| one.first_paint_ms),
            state_p95_ms: middle(|one| one.state_p95_ms),
            found_p95_ms: middle(|one| one.found_p95_ms),
            drawn_p95_ms: middle(|one| one.drawn_p95_ms),
            longest_task_ms: middle(|one| one.longest_task_ms),
            memory_mb: middle(|one| one.memory_mb),
        }
    }
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:.0} ms, {:.1} ms, {:.1} and {:.1} ms, {:.0} ms, {:.1} MB",
            self.first_paint_ms,
            self.state_p95_ms,
            self.found_p95_ms,
            self.drawn_p95_ms,
            self.longest_task_ms,
            self.memory_mb
        )
    }
}

impl Subject {
    pub(crate) async fn measure(&self, stage: &Stage) -> Result<Measured> {
        let page = self.open(stage).await?;
        let first_paint = page.evaluate("ninepinBench.painted").await?;
        page.resize(WIDTH_PX, HEIGHT_PX, 1.0).await?;
        self.show_list(&page).await?;
        let states = time_calls(stage, &page).await?;
        let keys = time_keys(&page).await?;
        let longest_task_ms = longest_task_of_scrolling(&page).await?;
        let memory_mb = memory_mb(&page).await?;
        page.close().await?;
        tokio::time::sleep(SETTLED).await;
        Ok(Measured {
            first_paint_ms: first_paint.as_f64().context("the first paint has a time")?,
            state_p95_ms: quantile(&states, 0.95),
            found_p95_ms: quantile(&keys.found, 0.95),
            drawn_p95_ms: quantile(&keys.drawn, 0.95),
            longest_task_ms,
            memory_mb,
        })
    }

    /// Opens the page as an agent does: in the browser's side panel, beside the Five9 tab. Nobody is
    /// attached to it or asks it anything while it is drawn for the first time.
    async fn open(&self, stage: &Stage) -> Result<Page> {
        let Stage {
            browser,
            five9,
            opener,
            ..
        } = stage;
        let path = json!({"path": self.file});
        opener
            .evaluate(&format!("chrome.sidePanel.setOptions({path})"))
            .await?;
        let url = browser.extension().page_url(self.file);
        let target = e2e::open_side_panel(browser, opener, five9, &url).await?;
        tokio::time::sleep(SETTLED).await;
        Page::attach(browser, &target.id, self.file).await
    }

    /// Shows the rows, all of which have been read by then.
    async fn show_list(&self, page: &Page) -> Result<()> {
        if let Some(view) = self.list_view {
            page.click("tab", view.name()).await?;
        }
        page.wait_for(&format!("Boolean({SCROLLER})")).await?;
        Ok(())
    }
}

/// From each snapshot of some calls to the frame that shows it.
async fn time_calls(stage: &Stage, page: &Page) -> Result<Vec<f64>> {
    stage.sim.post("reset", json!({}))?;
    page.evaluate("void (ninepinBench.states = [])").await?;
    let (outcome, other) = (
        stage.directory.disposition(OUTCOME)?,
        stage.directory.disposition(OTHER_OUTCOME)?,
    );
    for n in 1..=N_CALLS {
        let call = json!({"type": "triggerFive9Call", "phoneNumber": NUMBER, "again": true});
        send(page, &call).await?;
        stage.sim.wait_for_call(n, "TALKING").await?;
        for id in [outcome, other] {
            send(page, &json!({"type": "chooseOutcome", "dispositionId": id})).await?;
        }
        send(page, &json!({"type": "triggerFive9Hangup"})).await?;
        stage.sim.wait_for_call(n, "FINISHED").await?;
    }
    send(page, &json!({"type": "dismiss"})).await?;
    let states = numbers(&page.evaluate("ninepinBench.states").await?)?;
    ensure!(
        states.len() >= 4 * N_CALLS,
        "only {} changes of state were drawn",
        states.len()
    );
    Ok(states)
}

async fn send(page: &Page, message: &Value) -> Result<()> {
    let answer = page
        .evaluate(&format!("chrome.runtime.sendMessage({message})"))
        .await?;
    ensure!(answer["success"] == true, "{message} was refused: {answer}");
    Ok(())
}

/// From each key of some searches to what it finds, and to the frame that shows it.
#[derive(Debug, Default)]
struct Keys {
    found: Vec<f64>,
    drawn: Vec<f64>,
}

impl Keys {
    /// Waits for the key that comes after those known.
    async fn push_next(&mut self, page: &Page) -> Result<()> {
        let key = page
            .evaluate(&format!("ninepinBench.keys[{}]", self.found.len()))
            .await?;
        let part = |name: &str| {
            key[name]
                .as_f64()
                .context("a key of the search changed nothing")
        };
        self.found.push(part("found")?);
        self.drawn.push(part("drawn")?);
        Ok(())
    }
}

async fn time_keys(page: &Page) -> Result<Keys> {
    let field = page.element("searchbox", "Search").await?;
    page.focus(&field).await?;
    page.evaluate("void (ninepinBench.keys = [])").await?;
    let mut keys = Keys::default();
    for query in QUERIES {
        for sign in query.chars() {
            page.type_key(&sign.to_string()).await?;
            keys.push_next(page).await?;
        }
        for _ in query.chars() {
            page.press("Backspace").await?;
            keys.push_next(page).await?;
        }
    }
    Ok(keys)
}

/// Scrolls by wheel and by jumps through the whole list; zero if no task took over 50 ms.
async fn longest_task_of_scrolling(page: &Page) -> Result<f64> {
    page.evaluate("void (ninepinBench.longTasks = [])").await?;
    let middle = page
        .evaluate(&format!(
            "(() => {{
              const scroller = {SCROLLER};
              scroller.scrollIntoView({{ block: 'nearest' }});
              const box = scroller.getBoundingClientRect();
              return [box.left + box.width / 2, (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2];
            }})()"
        ))
        .await?;
    for _ in 0..N_WHEELS {
        let params = json!({
            "type": "mouseWheel", "x": middle[0], "y": middle[1], "deltaX": 0, "deltaY": WHEEL_PX,
        });
        page.session
            .call("Input.dispatchMouseEvent", params)
            .await?;
        page.next_frame().await?;
    }
    for jump in 0..N_JUMPS {
        // Up and down by turns, so that no row of the place before can be used again.
        let share = format!("{}", (jump * 17 % N_JUMPS) as f64 / N_JUMPS as f64);
        page.evaluate(&format!(
            "(() => {{ const scroller = {SCROLLER};
               scroller.scrollTop = {share} * scroller.scrollHeight; }})()"
        ))
        .await?;
        page.next_frame().await?;
    }
    let tasks = numbers(&page.evaluate("ninepinBench.longTasks").await?)?;
    Ok(tasks.into_iter().fold(0.0, f64::max))
}

/// What JavaScript and WebAssembly hold once what nobody needs is given back.
async fn memory_mb(page: &Page) -> Result<f64> {
    let session = &page.session;
    session
        .call("HeapProfiler.collectGarbage", json!({}))
        .await?;
    let heap = session.call("Runtime.getHeapUsage", json!({})).await?;
    let heap_bytes = heap["usedSize"].as_f64().context("a heap has a size")?;
    let wasm_bytes = wasm_bytes(page).await?;
    Ok((heap_bytes + wasm_bytes) / 1024.0 / 1024.0)
}

/// The size of every WebAssembly memory in the page.
async fn wasm_bytes(page: &Page) -> Result<f64> {
    let session = &page.session;
    let prototype = json!({"expression": "WebAssembly.Memory.prototype"});
    let prototype = session.call("Runtime.evaluate", prototype).await?;
    let params = json!({"prototypeObjectId": prototype["result"]["objectId"]});
    let found = session.call("Runtime.queryObjects", params).await?;
    let sum = json!({
        "objectId": found["objects"]["objectId"],
        "functionDeclaration":
            "function () { return this.reduce((sum, memory) => sum + memory.buffer.byteLength, 0) }",
        "returnByValue": true,
    });
    let answer = session.call("Runtime.callFunctionOn", sum).await?;
    answer["result"]["value"]
        .as_f64()
        .context("memories have a size")
}

fn numbers(value: &Value) -> Result<Vec<f64>> {
    serde_json::from_value(value.clone()).with_context(|| format!("not all numbers: {value}"))
}
