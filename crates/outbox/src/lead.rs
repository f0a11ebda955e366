//! The one address that leads on: a web app of Google Apps Script answers elsewhere once it ran.
//!
//! Rule: what is led on is a webhook at exactly that host, no other; it arrived only where the script
//! itself answered.

use crate::answer::{Answer, Verdict};
use crate::request::Request;
use crate::webhook::Webhook;

const SCRIPT: &str = "https://script.google.com/";
const SCRIPT_ANSWERS: &str = "https://script.googleusercontent.com/";
const LOG_IN: &str = "https://accounts.google.com/";

const SCRIPT_ORIGIN: &str = "https://script.google.com/*";
const SCRIPT_ANSWERS_ORIGIN: &str = "https://script.googleusercontent.com/*";

/// All that a browser has to allow so that this origin, `https://HOST/*`, can be asked and its answer
/// be read.
pub fn origins(origin: &str) -> Vec<&str> {
    let onward = (origin == SCRIPT_ORIGIN).then_some(SCRIPT_ANSWERS_ORIGIN);
    std::iter::once(origin).chain(onward).collect()
}

/// Whether this request is followed to where its answer is. A token goes nowhere else.
pub fn is_led_on(request: &Request) -> bool {
    let start = request.url.get(..SCRIPT.len());
    let is_script = start.is_some_and(|start| start.eq_ignore_ascii_case(SCRIPT));
    let has_token = request
        .headers
        .iter()
        .any(|(name, _)| *name == "authorization");
    is_script && !has_token
}

/// What an answer means that came at last from this address, as the browser writes it.
pub fn led_verdict(url: &str, answer: &Answer) -> Verdict {
    let verdict = Webhook::verdict(answer);
    if url.starts_with(SCRIPT_ANSWERS) {
        return match verdict {
            Verdict::Delivered => Verdict::Delivered,
            // It ran, and what it said of that cannot be read.
            Verdict::Again(after) => Verdict::Again(after),
            Verdict::Unanswered | Verdict::Closed { .. } | Verdict::Refused { .. } => {
                Verdict::Again(None)
            }
        };
    }
    if url.starts_with(LOG_IN) {
        return astray_verdict();
    }
    if url.starts_with(SCRIPT) {
        return match verdict {
            // A script that failed answers with such a page, too, and with 200.
            Verdict::Delivered => Verdict::Refused {
                reason: "the script answered with a page, as it does when it fails; \
                         let it answer by ContentService"
                    .to_owned(),
            },
            other @ (Verdict::Again(_)
            | Verdict::Unanswered
            | Verdict::Closed { .. }
            | Verdict::Refused { .. }) => other,
        };
    }
    Verdict::Refused {
        reason: "the address leads to another one".to_owned(),
    }
}

/// The same where the address answers, and leads to where nothing may be read.
pub fn astray_verdict() -> Verdict {
    Verdict::Closed {
        reason: "the address leads to a log-in or another page that may not be read; \
                 deploy the web app so that anyone has access"
            .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::tests::status;
    use crate::request::Method;

    fn request(url: &str, header: &'static str) -> Request {
        Request {
            method: Method::Post,
            url: url.to_owned(),
            headers: vec![(header, "1".to_owned())],
            body: "{}".to_owned(),
        }
    }

    #[test]
    fn only_a_webhook_at_exactly_that_host_is_led_on() {
        for (url, header, is_led) in [
            (
                "https://script.google.com/macros/s/A/exec",
                "webhook-id",
                true,
            ),
            (
                "https://Script.Google.com/macros/s/A/exec",
                "webhook-id",
                true,
            ),
            (
                "https://script.google.com/macros/s/A/exec",
                "authorization",
                false,
            ),
            (
                "https://script.google.com:8443/macros/s/A/exec",
                "webhook-id",
                false,
            ),
            (
                "https://script.google.com.example.org/",
                "webhook-id",
                false,
            ),
            ("https://a.script.google.com/", "webhook-id", false),
            (
                "https://example.org/script.google.com/",
                "webhook-id",
                false,
            ),
            ("https://script.google.com", "webhook-id", false),
        ] {
            assert_eq!(is_led_on(&request(url, header)), is_led, "{url} {header}");
        }
    }

    #[test]
    fn only_that_host_needs_leave_for_another_one() {
        let script = "https://script.google.com/*";
        let both = [script, "https://script.googleusercontent.com/*"];
        assert_eq!(origins(script), both);
        for other in ["https://example.org/*", "https://a.script.google.com/*"] {
            assert_eq!(origins(other), [other]);
        }
    }

    #[test]
    fn it_arrived_only_where_the_script_itself_answered() {
        for url in [
            "https://script.google.com/macros/s/A/exec",
            "https://script.googleusercontent.com/macros/echo?a=1",
            "https://script.googleusercontent.com.example.org/",
            "https://accounts.google.com/ServiceLogin",
            "https://www.google.com/sorry",
            "",
        ] {
            for code in 200..600 {
                let is_delivered = led_verdict(url, &status(code, "")) == Verdict::Delivered;
                let is_answer = url.starts_with("https://script.googleusercontent.com/");
                assert_eq!(is_delivered, is_answer && code < 300, "{url} {code}");
            }
        }
    }

    #[test]
    fn a_log_in_shuts_the_door_and_a_lost_answer_is_asked_for_again() {
        let log_in = "https://accounts.google.com/v3/signin";
        assert_eq!(led_verdict(log_in, &status(200, "")), astray_verdict());
        assert!(matches!(astray_verdict(), Verdict::Closed { .. }));
        let echo = "https://script.googleusercontent.com/macros/echo";
        for code in [403, 404, 400, 503] {
            let verdict = led_verdict(echo, &status(code, ""));
            assert_eq!(verdict, Verdict::Again(None), "{code}");
        }
        let script = "https://script.google.com/macros/s/A/exec";
        let gone = led_verdict(script, &status(404, ""));
        assert!(matches!(gone, Verdict::Closed { .. }));
    }
}
