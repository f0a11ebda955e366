//! Starts a browser with the extension, the simulator in Five9's place, and DevTools open.
//!
//! Each browser has a profile and a DevTools end of its own, so that stories run side by side, and
//! only the process started here is ever ended.

use std::fs::File;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use serde_json::json;
use tokio::process::{ChildStdin, ChildStdout};
use tokio::time::Instant;

use crate::cdp::Cdp;
use crate::console::Console;
use crate::extension::Extension;
use crate::profile::Profile;
use crate::program::{Load, Program};
use crate::target::Targets;
use crate::transport::Transport;

const START_DEADLINE: Duration = Duration::from_secs(30);
const WORKER_DEADLINE: Duration = Duration::from_secs(10);
const CLOSE_DEADLINE: Duration = Duration::from_secs(10);
/// How often a condition outside the browser is looked at again.
const LOOK_INTERVAL: Duration = Duration::from_millis(10);

/// Whether the browser shows windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Display {
    Headless,
    Windows,
}

/// Whether hidden pages are slowed down, as they are for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Background {
    AsForPeople,
    NeverSlowed,
}

/// How one browser is started.
#[derive(Debug, Clone)]
pub struct BrowserConfig {
    pub program: Program,
    pub extension: Extension,
    /// Where `*.five9.com` is answered, on loopback.
    pub sim_port: u16,
    pub display: Display,
    pub background: Background,
    /// Language of the browser's own menus, and so of the extension: `en-US`.
    pub language: &'static str,
}

/// A running browser with the extension loaded. Dropping it ends the process.
#[derive(Debug)]
pub struct Browser {
    pub targets: Targets,
    pub console: Console,
    cdp: Cdp,
    config: BrowserConfig,
    process: Process,
    profile: Option<Profile>,
}

/// The child process, killed and reaped when dropped.
#[derive(Debug)]
struct Process {
    child: Child,
}

impl Browser {
    /// Starts the browser and waits until the extension's worker has appeared.
    ///
    /// # Errors
    /// When the browser or the worker does not come up, with what to do about it.
    pub async fn launch(config: BrowserConfig, profile: Profile) -> Result<Self> {
        let log_path = profile.path().join("browser.log");
        let (process, transport) = match config.program.load {
            Load::Switch => start_with_port(&config, &profile, &log_path).await?,
            Load::DevTools => start_with_pipes(&config, &profile, &log_path)?,
        };
        let cdp = Cdp::start(transport);
        let targets = Targets::follow(&cdp)
            .await
            .with_context(|| log_tail(&log_path))?;
        let console = Console::follow(&cdp);
        if config.program.load == Load::DevTools {
            load_over_devtools(&cdp, &config.extension).await?;
        }
        let worker = config.extension.page_url("");
        let found = targets
            .wait_for("service_worker", &worker, WORKER_DEADLINE)
            .await;
        found.with_context(|| worker_missing(&config))?;
        let browser = Self {
            targets,
            console,
            cdp,
            config,
            process,
            profile: Some(profile),
        };
        browser.note_extension_errors().await?;
        Ok(browser)
    }

    #[must_use]
    pub fn cdp(&self) -> &Cdp {
        &self.cdp
    }

    #[must_use]
    pub fn config(&self) -> &BrowserConfig {
        &self.config
    }

    #[must_use]
    pub fn extension(&self) -> &Extension {
        &self.config.extension
    }

    /// The browser's name and version, as it tells them.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn version(&self) -> Result<String> {
        let answer = self
            .cdp
            .browser_session()
            .call("Browser.getVersion", json!({}))
            .await?;
        Ok(answer["product"].as_str().unwrap_or_default().to_owned())
    }

    /// Waits until the person has closed the browser.
    pub async fn closed(&self) {
        let mut events = self.cdp.subscribe();
        while !self.cdp.is_closed() {
            let look_again = tokio::time::timeout(Duration::from_secs(1), events.recv());
            drop(look_again.await);
        }
    }

    /// Ends the process at once, as a crash would, and gives the profile back for a relaunch.
    ///
    /// # Errors
    /// When the process cannot be reaped.
    pub async fn kill(mut self) -> Result<Profile> {
        self.process.child.kill()?;
        self.reap().await
    }

    /// Ends the process at once and starts another on the same profile.
    ///
    /// # Errors
    /// When the old one cannot be reaped or the new one does not come up.
    pub async fn kill_and_relaunch(&mut self) -> Result<()> {
        self.process.child.kill()?;
        let profile = self.reap().await?;
        let again = Self::launch(self.config.clone(), profile).await?;
        again.console.inherit(&self.console);
        *self = again;
        Ok(())
    }

    /// Closes the browser and starts it again as if a person had let the extension ask a host: the
    /// question itself is the browser's own window, which nothing here can press.
    ///
    /// # Errors
    /// When it does not end or come up, or keeps no settings of the extension.
    pub async fn relaunch_allowing(&mut self, host: &str) -> Result<()> {
        self.ask_to_close().await;
        let profile = self.reap().await?;
        profile.allow_host(self.extension().id(), host)?;
        let again = Self::launch(self.config.clone(), profile).await?;
        again.console.inherit(&self.console);
        *self = again;
        Ok(())
    }

    /// Has a host answered on this computer, at this port, after the next start.
    pub fn answer_here(&mut self, host: &str, port: u16) {
        if let Some(profile) = &mut self.profile {
            profile.answer_here(host, port);
        }
    }

    /// Closes the browser as a person would, and gives the profile back.
    ///
    /// # Errors
    /// When the browser does not end.
    pub async fn close(mut self) -> Result<Profile> {
        self.ask_to_close().await;
        self.reap().await
    }

    async fn ask_to_close(&self) {
        // The browser may be gone before it answers.
        drop(
            self.cdp
                .browser_session()
                .call("Browser.close", json!({}))
                .await,
        );
    }

    async fn reap(&mut self) -> Result<Profile> {
        let end = Instant::now() + CLOSE_DEADLINE;
        while self.process.child.try_wait()?.is_none() {
            ensure!(Instant::now() < end, "the browser did not end");
            tokio::time::sleep(LOOK_INTERVAL).await;
        }
        self.profile
            .take()
            .context("the profile is given back once")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(Some(_))) {
            return;
        }
        // A process that is gone in the meantime cannot be killed: that is what is wanted.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The switches common to both ways of loading.
fn switches(config: &BrowserConfig, profile: &Profile) -> Vec<String> {
    let receiver = crate::receiver::RECEIVER_HOST;
    let mut rule = format!(
        "MAP *.five9.com 127.0.0.1:{}, MAP {receiver} 127.0.0.1",
        config.sim_port
    );
    for (host, port) in profile.hosts() {
        rule.push_str(&format!(", MAP {host} 127.0.0.1:{port}"));
    }
    let mut switches = vec![
        format!("--user-data-dir={}", profile.path().display()),
        format!("--host-resolver-rules={rule}"),
        "--ignore-certificate-errors".to_owned(),
    ];
    let plain = [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-default-apps",
        "--disable-sync",
        "--disable-search-engine-choice-screen",
        "--no-default-browser-check",
        "--no-first-run",
        "--password-store=basic",
        "--use-mock-keychain",
    ];
    switches.push(format!("--lang={}", config.language));
    switches.extend(plain.map(str::to_owned));
    if config.display == Display::Headless {
        let headless = [
            "--headless=new",
            "--disable-gpu",
            "--mute-audio",
            "--window-size=1280,900",
        ];
        switches.extend(headless.map(str::to_owned));
    }
    if config.background == Background::NeverSlowed {
        let awake = [
            "--disable-background-timer-throttling",
            "--disable-backgrounding-occluded-windows",
            "--disable-renderer-backgrounding",
        ];
        switches.extend(awake.map(str::to_owned));
    }
    if runs_as_root() {
        switches.push("--no-sandbox".to_owned());
    }
    switches
}

async fn start_with_port(
    config: &BrowserConfig,
    profile: &Profile,
    log_path: &PathBuf,
) -> Result<(Process, Transport)> {
    let port_file = profile.path().join("DevToolsActivePort");
    // A relaunch must not read the port of the browser before.
    if port_file.exists() {
        std::fs::remove_file(&port_file)?;
    }
    let folder = config.extension.folder().display();
    let mut process = Command::new(&config.program.path)
        .args(switches(config, profile))
        .arg("--remote-debugging-port=0")
        .arg(format!("--load-extension={folder}"))
        .arg(format!("--disable-extensions-except={folder}"))
        .arg("about:blank")
        // Where the switch is not obeyed, the variable is.
        .env("LANGUAGE", config.language)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(File::create(log_path)?)
        .spawn()
        .map(|child| Process { child })
        .with_context(|| format!("starting {}", config.program.path.display()))?;
    let end = Instant::now() + START_DEADLINE;
    loop {
        let text = std::fs::read_to_string(&port_file).unwrap_or_default();
        if let Some((port, path)) = text.split_once('\n')
            && let Ok(port) = port.parse()
            && path.starts_with('/')
        {
            return Ok((process, Transport::connect(port, path.trim_end()).await?));
        }
        if let Some(status) = process.child.try_wait()? {
            bail!("the browser ended with {status}: {}", log_tail(log_path));
        }
        ensure!(
            Instant::now() < end,
            "no DevTools port: {}",
            log_tail(log_path)
        );
        tokio::time::sleep(LOOK_INTERVAL).await;
    }
}

/// Starts the browser with its DevTools pipes, file descriptors 3 and 4, on our two standard ones.
fn start_with_pipes(
    config: &BrowserConfig,
    profile: &Profile,
    log_path: &PathBuf,
) -> Result<(Process, Transport)> {
    let mut child = Command::new("/bin/sh")
        .arg("-c")
        .arg(r#"exec "$0" "$@" 3<&0 4>&1 0</dev/null 1>/dev/null"#)
        .arg(&config.program.path)
        .args(switches(config, profile))
        .arg("--remote-debugging-pipe")
        .arg("--enable-unsafe-extension-debugging")
        .arg("about:blank")
        .env("LANGUAGE", config.language)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(File::create(log_path)?)
        .spawn()
        .with_context(|| format!("starting {}", config.program.path.display()))?;
    let (Some(stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
        bail!("the browser has no pipes");
    };
    let to_browser = ChildStdin::from_std(stdin)?;
    let from_browser = ChildStdout::from_std(stdout)?;
    Ok((
        Process { child },
        Transport::over_pipes(to_browser, from_browser),
    ))
}

async fn load_over_devtools(cdp: &Cdp, extension: &Extension) -> Result<()> {
    let path = extension.folder().to_string_lossy().into_owned();
    let answer = cdp
        .browser_session()
        .call_within(
            "Extensions.loadUnpacked",
            json!({"path": path}),
            START_DEADLINE,
        )
        .await
        .context("loading the extension over DevTools: update the browser, or use Chromium")?;
    ensure!(
        answer["id"] == extension.id(),
        "the browser gave the extension the id {} instead of {}",
        answer["id"],
        extension.id()
    );
    Ok(())
}

fn worker_missing(config: &BrowserConfig) -> String {
    format!(
        "The extension's worker did not start within {} s: run `cargo xtask build` again and load {} by hand on chrome://extensions of {} to read the reason.",
        WORKER_DEADLINE.as_secs(),
        config.extension.folder().display(),
        config.program.path.display()
    )
}

/// The last words of a browser that did not come up.
fn log_tail(log_path: &PathBuf) -> String {
    let text = std::fs::read_to_string(log_path).unwrap_or_default();
    let lines: Vec<&str> = text.lines().rev().take(8).collect();
    lines.into_iter().rev().collect::<Vec<_>>().join("\n")
}

/// Chromium's sandbox refuses to start for root.
fn runs_as_root() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let uid = status.lines().find_map(|line| line.strip_prefix("Uid:"));
    uid.and_then(|ids| ids.split_whitespace().nth(1)) == Some("0")
}
