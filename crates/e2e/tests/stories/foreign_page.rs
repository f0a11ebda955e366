//! A page of another origin, written by somebody else, that works with Five9 by `fetch` with
//! credentials and a `WebSocket`: the way from login to disposition as the documentation has it.
//!
//! Whether the real service allows that is not known, so it has to be switched on.

use anyhow::{Result, ensure};
use e2e::{
    Background, Browser, BrowserConfig, Display, Extension, Page, Place, Profile, Program,
    ServerConfig, Sim,
};
use serde_json::{Value, json};

/// Origin of the page. It is of Five9's site, or the browser would keep the cookies back.
const ORIGIN: &str = "https://app-scl.five9.com";

/// Nothing in it knows the simulator.
const PROGRAM: &str = r#"(async () => {
  const host = "app-atl.five9.com";
  const service = `https://${host}/appsvcs/rs/svc`;
  const ask = async (method, path, body) => {
    const headers = { accept: "application/json", ...(body && { "content-type": "application/json" }) };
    const init = { method, headers, credentials: "include", body: body && JSON.stringify(body) };
    const reply = await fetch(service + path, init);
    if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${await reply.text()}`);
    const text = await reply.text();
    return text === "" ? null : JSON.parse(text);
  };
  const login = await ask("POST", "/auth/login", {
    passwordCredentials: { username: "agent@example.com", password: "ninepin" },
    policy: "AttachExisting",
  });
  const agent = `/agents/${login.userId}`;
  if (await ask("GET", `${agent}/login_state`) === "SELECT_STATION") {
    await ask("PUT", `${agent}/session_start?force=true`, { stationId: "", stationType: "SOFTPHONE" });
  }
  const state = await ask("GET", `${agent}/login_state`);
  const seen = [];
  const socket = new WebSocket(`wss://${host}/appsvcs/ws/page-${Math.random()}`);
  const until = (is) => new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`only saw ${seen}`)), 10_000);
    socket.addEventListener("message", ({ data }) => {
      const { context, payLoad } = JSON.parse(data);
      if (!is(context.eventId, payLoad)) return;
      clearTimeout(late);
      resolve(payLoad);
    });
  });
  socket.addEventListener("message", ({ data }) => {
    const call = JSON.parse(data).payLoad;
    if (call?.state && seen.at(-1) !== call.state) seen.push(call.state);
  });
  await until((id) => id === "1010");
  const answered = until((_, call) => call?.state === "TALKING");
  await ask("POST", `${agent}/interactions/make_external_call`, {
    number: "+12025550101", campaignId: "300000000000483", skipDNCCheck: false, checkMultipleContacts: true,
  });
  const { id } = await answered;
  const over = until((_, call) => call?.state === "WRAP_UP");
  await ask("PUT", `${agent}/interactions/calls/${id}/disconnect`);
  await over;
  const done = until((_, call) => call?.id === id && call.state === "FINISHED");
  await ask("PUT", `${agent}/interactions/calls/${id}/dispose`, { dispositionId: "300000000000046" });
  await done;
  socket.close();
  return { state, seen };
})()"#;

struct Fixture {
    sim: Sim,
    browser: Browser,
    page: Page,
}

async fn start(cors: Option<&str>) -> Result<Fixture> {
    let sim = Sim::start_with(ServerConfig {
        cors: cors.map(str::to_owned),
        // The page's own policy is not what is tried here.
        csp: None,
        ..ServerConfig::on_port(0)
    })
    .await?;
    sim.post("switches", json!({"offered": false}))?;
    let config = BrowserConfig {
        program: Program::find()?,
        extension: Extension::built()?,
        sim_port: sim.port(),
        display: Display::Headless,
        background: Background::AsForPeople,
        language: "en-US",
    };
    let browser = Browser::launch(config, Profile::create()?).await?;
    // The log-in form stands for any page: nothing on it has a session yet.
    let url = format!("{ORIGIN}/?login");
    let page = Page::open(&browser, &url, Place::Window, "foreign").await?;
    Ok(Fixture { sim, browser, page })
}

#[tokio::test]
async fn a_page_of_the_allowed_origin_works_from_login_to_disposition() -> Result<()> {
    let Fixture { sim, browser, page } = start(Some(ORIGIN)).await?;
    let told: Value = page.evaluate(PROGRAM).await?;
    ensure!(told["state"] == "WORKING", "{told}");
    let states = json!(["RINGING_ON_OTHER_SIDE", "TALKING", "WRAP_UP", "FINISHED"]);
    ensure!(told["seen"] == states, "{told}");
    let call = sim.call()?;
    ensure!(call["dispositionId"] == "300000000000046", "{call}");
    browser.kill().await?;
    Ok(())
}

#[tokio::test]
async fn a_page_of_an_origin_that_was_not_allowed_reads_nothing() -> Result<()> {
    for cors in [None, Some("https://app.five9.com")] {
        let Fixture { sim, browser, page } = start(cors).await?;
        let error = page.evaluate(PROGRAM).await.expect_err("it must not read");
        let error = format!("{error:#}");
        ensure!(error.contains("Failed to fetch"), "{error}");
        let state = sim.state()?;
        ensure!(state["calls"] == json!([]), "{state}");
        browser.kill().await?;
    }
    Ok(())
}
