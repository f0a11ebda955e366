//! What happens again and again in stories: lists brought, runs started, calls waited for.
//!
//! A wait looks at the simulator for what is so, and at the panel for what is shown.

use anyhow::{Context, Result};
use serde_json::Value;

use crate::cast::{Person, csv, names};
use crate::directory::Directory;
use crate::ledger::is_dial;
use crate::sim::{Entry, Sim};
use crate::story::Story;

impl Story {
    /// Waits until the extension holds its one event socket and offers campaigns.
    ///
    /// # Errors
    /// At the deadline.
    pub async fn ready(&self) -> Result<()> {
        self.sim.wait_for_sockets(1).await?;
        self.panel.wait_until_ready().await
    }

    /// Campaigns and outcomes by name.
    ///
    /// # Errors
    /// When no Five9 tab is open.
    pub async fn directory(&self) -> Result<Directory> {
        Directory::read(self.five9()?).await
    }

    /// Pastes these people as a list and waits until they are shown.
    ///
    /// # Errors
    /// When the list does not appear.
    pub async fn load(&self, people: &[Person]) -> Result<()> {
        self.panel.paste_list(&csv(people)).await?;
        for person in people {
            self.panel.wait_for_text(person.name).await?;
        }
        Ok(())
    }

    /// Calls one person of a list of their own, under the campaign of the stories.
    ///
    /// # Errors
    /// When they are not called.
    pub async fn call_one(&self, person: &Person) -> Result<()> {
        self.ready().await?;
        self.panel.choose_campaign("Student Outreach").await?;
        self.load(std::slice::from_ref(person)).await?;
        self.panel.select(&[person.name]).await?;
        self.panel.click("Call").await.map(drop)
    }

    /// Loads these people, selects all of them and starts the run.
    ///
    /// # Errors
    /// When the first of them is not dialed.
    pub async fn start_run(&self, people: &[Person]) -> Result<()> {
        self.ready().await?;
        self.load(people).await?;
        self.panel.select(&names(people)).await?;
        self.panel
            .click(&format!("Start Automation ({})", people.len()))
            .await?;
        Ok(())
    }

    /// Waits until the newest call is the `n`th and in that state, as Five9 and the panel have it.
    ///
    /// # Errors
    /// At the deadline.
    pub async fn wait_for_call(&self, n: usize, state: &str) -> Result<()> {
        self.sim.wait_for_call(n, state).await?;
        self.panel.wait_for_phase(state).await
    }

    /// Chooses the outcome and presses the button that ends the call.
    ///
    /// # Errors
    /// When outcome or button are not there.
    pub async fn end_with(&self, outcome: &str, button: &str) -> Result<()> {
        self.panel.choose_outcome(outcome).await?;
        self.panel.click(button).await.map(drop)
    }

    /// Ends the call with the desktop's own button.
    ///
    /// # Errors
    /// When the desktop offers none.
    pub async fn hang_up_by_hand(&self) -> Result<()> {
        self.five9()?.click("button", "Hang up").await.map(drop)
    }

    /// Sets a disposition with the desktop's own buttons.
    ///
    /// # Errors
    /// When the desktop does not offer it.
    pub async fn dispose_by_hand(&self, disposition: &str) -> Result<()> {
        let five9 = self.five9()?;
        five9.click("radio", disposition).await?;
        five9.click("button", "Dispose").await.map(drop)
    }
}

impl Sim {
    /// How many calls there have been.
    ///
    /// # Errors
    /// When the simulator refuses.
    pub fn n_calls(&self) -> Result<usize> {
        Ok(self.state()?["calls"].as_array().map_or(0, Vec::len))
    }

    /// The newest call, whatever its state.
    ///
    /// # Errors
    /// When there has been none.
    pub fn call(&self) -> Result<Value> {
        let state = self.state()?;
        let calls = state["calls"].as_array().and_then(|calls| calls.last());
        calls.cloned().context("no call has been placed")
    }

    /// Waits until the newest call is the `n`th and in that state.
    ///
    /// # Errors
    /// At the deadline.
    pub async fn wait_for_call(&self, n: usize, state: &str) -> Result<()> {
        let what = format!("call {n} in {state}");
        let test = |all: &Value| {
            let calls = all["calls"].as_array().map_or(&[][..], Vec::as_slice);
            calls.len() == n && calls.last().is_some_and(|call| call["state"] == state)
        };
        self.wait_for_state(&what, test).await.map(drop)
    }

    /// Waits until that many event sockets are open.
    ///
    /// # Errors
    /// At the deadline.
    pub async fn wait_for_sockets(&self, n: usize) -> Result<()> {
        let what = format!("{n} open sockets");
        let test = |all: &Value| all["sockets"].as_array().map(Vec::len) == Some(n);
        self.wait_for_state(&what, test).await.map(drop)
    }

    /// How many event sockets are open.
    ///
    /// # Errors
    /// When the simulator refuses.
    pub fn n_sockets(&self) -> Result<usize> {
        Ok(self.state()?["sockets"].as_array().map_or(0, Vec::len))
    }

    /// Waits until that many calls have been asked for.
    ///
    /// # Errors
    /// At the deadline, with the log.
    pub async fn wait_for_dials(&self, n: usize) -> Result<Vec<Entry>> {
        let count = |log: &[Entry]| log.iter().filter(|entry| is_dial(entry)).count();
        self.wait_for_log(&format!("{n} dials"), |log| count(log) == n)
            .await
    }
}
