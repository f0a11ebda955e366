//! Asks axe-core what a page has against WCAG 2.2 AA and good practice.
//!
//! It runs in a world of its own: the page's policy does not hinder it, and the page does not see it.

use std::fmt;

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::json;

use crate::console::exception_text;
use crate::page::Page;

const AXE: &str = include_str!("../vendor/axe-core/axe.min.js");
const WORLD: &str = "axe";

/// All of WCAG 2.0 to 2.2 at A and AA, and what axe counts as good practice.
/// `target-size` is WCAG 2.2's and has to be asked for by name.
const RUN: &str = r"(async () => {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const found = await axe.run(document, {
    runOnly: { type: 'tag', values: tags },
    rules: { 'target-size': { enabled: true } },
    resultTypes: ['violations'],
  });
  return found.violations.flatMap((rule) => rule.nodes.map((node) => ({
    rule: rule.id,
    help: rule.help,
    target: node.target.flat().join(' '),
    html: node.html.slice(0, 200),
    why: node.failureSummary ?? '',
  })));
})()";

/// One element that breaks one rule.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Violation {
    /// axe's name of the rule.
    pub rule: String,
    pub help: String,
    /// A selector of the element.
    pub target: String,
    pub html: String,
    pub why: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}: {}", self.rule, self.help)?;
        writeln!(f, "    at {}: {}", self.target, self.html)?;
        let mut reasons = self.why.lines().map(str::trim).filter(|l| !l.is_empty());
        // The first line only introduces the others.
        reasons.next();
        for reason in reasons {
            writeln!(f, "    {reason}")?;
        }
        Ok(())
    }
}

impl Page {
    /// Everything that axe finds wrong with the page as it stands.
    ///
    /// # Errors
    /// When the page is gone or axe cannot run.
    pub async fn violations(&self) -> Result<Vec<Violation>> {
        let tree = self.session.call("Page.getFrameTree", json!({})).await?;
        let params = json!({
            "frameId": tree["frameTree"]["frame"]["id"],
            "worldName": WORLD,
        });
        // The same world again as long as the page has not been loaded anew.
        let world = self
            .session
            .call("Page.createIsolatedWorld", params)
            .await?;
        let world = world["executionContextId"]
            .as_i64()
            .context("a world has an id")?;
        if self.ask_in(world, "typeof axe").await? == "undefined" {
            self.ask_in(world, &format!("{AXE}; 0")).await?;
        }
        let found = self.ask_in(world, RUN).await?;
        serde_json::from_value(found).context("reading what axe found")
    }

    async fn ask_in(&self, world: i64, expression: &str) -> Result<serde_json::Value> {
        let params = json!({
            "expression": expression,
            "contextId": world,
            "awaitPromise": true,
            "returnByValue": true,
        });
        let mut answer = self.session.call("Runtime.evaluate", params).await?;
        if let Some(details) = answer.get("exceptionDetails") {
            bail!("axe: {}", exception_text(details));
        }
        Ok(answer["result"]["value"].take())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_violation_names_rule_element_and_each_reason() {
        let violation = Violation {
            rule: "image-alt".to_owned(),
            help: "Images must have alternative text".to_owned(),
            target: "main > img".to_owned(),
            html: "<img>".to_owned(),
            why: "Fix any of the following:\n  No alt\n  No title".to_owned(),
        };
        let said = "image-alt: Images must have alternative text\n    \
                    at main > img: <img>\n    No alt\n    No title\n";
        assert_eq!(violation.to_string(), said);
    }
}
