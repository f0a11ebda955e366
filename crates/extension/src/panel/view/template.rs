//! Message templates: placeholders and what fills them, and the links that hand a text over.
//!
//! A placeholder that nothing fills stays in sight as one: no text leaves with a gap unseen.

use crate::panel::view::fold::folded;
use crate::panel::view::person::Who;
use crate::panel::view::records::Records;
use crate::snapshot::Snapshot;
use crate::stored::StoredRecord;

/// What the placeholders of a template may stand for.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Values {
    pub name: String,
    pub number: String,
    pub agent: String,
    /// Heading and value.
    pub columns: Vec<(String, String)>,
}

/// A part of a text.
#[derive(Clone, PartialEq, Eq)]
pub enum Piece {
    Plain(String),
    /// What a placeholder came to.
    Filled(String),
    /// A placeholder, without its braces, that nothing fills.
    Unfilled(String),
}

impl std::fmt::Debug for Values {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Values({} columns)", self.columns.len())
    }
}

impl std::fmt::Debug for Piece {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Plain(_) => "Plain",
            Self::Filled(_) => "Filled",
            Self::Unfilled(_) => "Unfilled",
        })
    }
}

impl Values {
    /// Of a person: their record, where they are on the list.
    pub fn of(name: &str, number: &str, agent: &str, record: Option<&StoredRecord>) -> Self {
        Self {
            name: name.to_owned(),
            number: number.to_owned(),
            agent: agent.to_owned(),
            columns: record.map_or_else(Vec::new, |record| record.columns.clone()),
        }
    }

    /// The first column that holds an address for mail.
    pub fn mail_address(&self) -> Option<&str> {
        let values = self.columns.iter().map(|(_, value)| value.trim());
        let mut addresses = values.filter(|value| is_mail_address(value));
        addresses.next()
    }

    fn find(&self, placeholder: &str) -> Option<&str> {
        let wanted = spelled(placeholder);
        let value = match wanted.as_str() {
            "name" => self.name.as_str(),
            "first name" | "firstname" => first_name(&self.name),
            "agent" => self.agent.as_str(),
            "number" => self.number.as_str(),
            _ => {
                let mut columns = self.columns.iter();
                let found = columns.find(|(heading, _)| spelled(heading) == wanted);
                found.map_or("", |(_, value)| value.as_str())
            }
        };
        let value = value.trim();
        (!value.is_empty()).then_some(value)
    }
}

/// Of the person on screen, where there is one, and of the agent.
pub fn values_of(snapshot: &Snapshot, who: Option<&Who>, records: &Records) -> Values {
    let agent = [
        Some(snapshot.preferences.agent_name.as_str()),
        snapshot.agent_name.as_deref(),
    ];
    let agent = agent.into_iter().flatten().find(|name| !name.is_empty());
    let agent = agent.unwrap_or_default();
    let Some(who) = who else {
        return Values::of("", "", agent, None);
    };
    let record_id = who.record_id.as_deref();
    let record = record_id.and_then(|id| records.of_id(id));
    Values::of(&who.name, &who.number, agent, record.as_ref())
}

/// What a template may name: the person, the agent, and the headings of the list.
pub fn placeholders(records: &Records) -> Vec<String> {
    let own = ["name", "first name", "agent", "number"].map(str::to_owned);
    let mut all: Vec<String> = own.into();
    for heading in records.column_headings() {
        let is_known = all.iter().any(|one| spelled(one) == spelled(&heading));
        if !is_known && !heading.contains(['{', '}']) {
            all.push(heading);
        }
    }
    all
}

/// Fills the placeholders; two braces in a row are one that stands for itself.
pub fn fill(template: &str, values: &Values) -> Vec<Piece> {
    let mut pieces = Pieces::default();
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(at);
        pieces.plain(before);
        let brace = &from[..1];
        if from[1..].starts_with(brace) {
            pieces.plain(brace);
            rest = &from[2..];
            continue;
        }
        let inside = from[1..].split_once('}').filter(|(inside, _)| {
            brace == "{" && !inside.contains(['{', '\n']) && !inside.trim().is_empty()
        });
        match inside {
            Some((placeholder, after)) => {
                pieces.placeholder(placeholder, values);
                rest = after;
            }
            None => {
                pieces.plain(brace);
                rest = &from[1..];
            }
        }
    }
    pieces.plain(rest);
    pieces.done
}

/// The text; what is unfilled keeps its braces.
pub fn text_of(pieces: &[Piece]) -> String {
    let text = |piece: &Piece| match piece {
        Piece::Plain(text) | Piece::Filled(text) => text.clone(),
        Piece::Unfilled(placeholder) => format!("{{{placeholder}}}"),
    };
    pieces.iter().map(text).collect()
}

/// Whether every placeholder came to something.
pub fn is_filled(pieces: &[Piece]) -> bool {
    !pieces
        .iter()
        .any(|piece| matches!(piece, Piece::Unfilled(_)))
}

/// A link that starts a mail.
pub fn mail_link(address: &str, subject: &str, text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\n', "\r\n");
    format!(
        "mailto:{}?subject={}&body={}",
        encoded(address, "@"),
        encoded(subject, ""),
        encoded(&text, "")
    )
}

/// A link that starts a text message.
pub fn sms_link(number: &str, text: &str) -> String {
    format!("sms:{}?body={}", encoded(number, "+"), encoded(text, ""))
}

#[derive(Default)]
struct Pieces {
    done: Vec<Piece>,
}

impl Pieces {
    fn plain(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if let Some(Piece::Plain(last)) = self.done.last_mut() {
            last.push_str(text);
        } else {
            self.done.push(Piece::Plain(text.to_owned()));
        }
    }

    fn placeholder(&mut self, placeholder: &str, values: &Values) {
        let filled = values.find(placeholder).map(str::to_owned);
        let piece = filled.map_or_else(
            || Piece::Unfilled(placeholder.trim().to_owned()),
            Piece::Filled,
        );
        self.done.push(piece);
    }
}

/// A heading or a placeholder as they are compared: folded, with one space between words.
fn spelled(text: &str) -> String {
    let folded = folded(text);
    let words: Vec<&str> = folded.split_whitespace().collect();
    words.join(" ")
}

/// `Ada` of `Ada Sample` and of `Sample, Ada`.
fn first_name(name: &str) -> &str {
    let given = name.split_once(',').map_or(name, |(_, given)| given);
    given.split_whitespace().next().unwrap_or_default()
}

fn is_mail_address(text: &str) -> bool {
    let Some((local, host)) = text.split_once('@') else {
        return false;
    };
    let is_odd = |c: char| c.is_whitespace() || c.is_control() || ",;<>()[]\"\\".contains(c);
    let has_place = host.split('.').count() > 1 && host.split('.').all(|part| !part.is_empty());
    !local.is_empty() && has_place && !host.contains('@') && !text.contains(is_odd)
}

/// Percent-encoded, but for letters, digits, `-._~` and what is named here.
fn encoded(text: &str, kept: &str) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut encoded = String::new();
    for byte in text.bytes() {
        let letter = char::from(byte);
        if byte.is_ascii_alphanumeric() || "-._~".contains(letter) || kept.contains(letter) {
            encoded.push(letter);
        } else {
            encoded.push('%');
            encoded.push(char::from(DIGITS[usize::from(byte >> 4)]));
            encoded.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panel::view::sample::{record, snapshot};

    fn values() -> Values {
        let column = |heading: &str, value: &str| (heading.to_owned(), value.to_owned());
        Values {
            name: "Ada Sample".to_owned(),
            number: "+12025550101".to_owned(),
            agent: "Sam".to_owned(),
            columns: vec![
                column("Days out", "14"),
                column("Mail", " ada@school.example "),
                column("Course", " "),
            ],
        }
    }

    fn filled(template: &str) -> String {
        text_of(&fill(template, &values()))
    }

    #[test]
    fn placeholders_are_filled_whatever_their_case_and_spaces() {
        assert_eq!(
            filled(
                "Hi {first name}, {NAME}: {agent} here, {number}. {days  OUT} days, { Days out }."
            ),
            "Hi Ada, Ada Sample: Sam here, +12025550101. 14 days, 14."
        );
        assert!(is_filled(&fill("{Name}", &values())));
    }

    #[test]
    fn what_is_not_known_or_empty_stays_in_sight() {
        for placeholder in ["Course", "colour", "fist name"] {
            let pieces = fill(&format!("a {{ {placeholder} }} b"), &values());
            assert!(!is_filled(&pieces), "{placeholder}");
            assert_eq!(text_of(&pieces), format!("a {{{placeholder}}} b"));
        }
        assert!(!is_filled(&fill("{agent}", &Values::default())));
    }

    #[test]
    fn braces_that_are_no_placeholder_stand_for_themselves() {
        for (template, wanted) in [
            ("{{name}}", "{name}"),
            ("{{{name}}}", "{Ada Sample}"),
            ("{", "{"),
            ("}", "}"),
            ("a { b", "a { b"),
            ("{}", "{}"),
            ("{ }", "{ }"),
            ("{a\nb}", "{a\nb}"),
            ("{a {name}", "{a Ada Sample"),
            ("é{name}é", "éAda Sampleé"),
            ("", ""),
        ] {
            assert_eq!(filled(template), wanted, "{template}");
            assert!(is_filled(&fill(template, &values())), "{template}");
        }
    }

    #[test]
    fn what_fills_a_placeholder_is_not_filled_again() {
        let mut values = values();
        values.name = "{agent}".to_owned();
        assert_eq!(text_of(&fill("{name}", &values)), "{agent}");
    }

    #[test]
    fn a_first_name_is_found_before_and_behind_a_comma() {
        assert_eq!(first_name("Ada B. Sample"), "Ada");
        assert_eq!(first_name("Sample, Ada B."), "Ada");
        assert_eq!(first_name(""), "");
    }

    #[test]
    fn the_address_is_the_first_column_that_holds_one() {
        assert_eq!(values().mail_address(), Some("ada@school.example"));
        for odd in [
            "",
            "ada",
            "@x.example",
            "a@b",
            "a b@c.example",
            "a@b@c.example",
            "a@b..c",
        ] {
            assert!(!is_mail_address(odd), "{odd}");
        }
        assert_eq!(Values::default().mail_address(), None);
    }

    #[test]
    fn the_person_on_screen_fills_a_template_and_the_agent_signs_with_their_own_name() {
        let mut ada = record("1", "Ada Sample", Some("+12025550101"));
        ada.columns.push(("Days out".into(), "14".into()));
        ada.columns.push(("Name ".into(), "odd".into()));
        let records = Records::new(vec![ada], 1);
        let mut snapshot = snapshot();
        snapshot.agent_name = Some("Sam Agent".to_owned());
        let now = values_of(&snapshot, None, &records);
        assert_eq!((now.name.as_str(), now.agent.as_str()), ("", "Sam Agent"));
        let who = Who {
            record_id: Some("1".to_owned()),
            name: "Ada Sample".to_owned(),
            number: "+12025550101".to_owned(),
        };
        snapshot.preferences.agent_name = "Sam".to_owned();
        let now = values_of(&snapshot, Some(&who), &records);
        assert_eq!(
            text_of(&fill("{name} {days out} {agent}", &now)),
            "Ada Sample 14 Sam"
        );
        let known = placeholders(&records);
        assert_eq!(known, ["name", "first name", "agent", "number", "Days out"]);
    }

    #[test]
    fn links_keep_their_text_whole() {
        assert_eq!(
            mail_link("a+b@c.example", "50% & more?", "Hi\nü"),
            "mailto:a%2Bb@c.example?subject=50%25%20%26%20more%3F&body=Hi%0D%0A%C3%BC"
        );
        assert_eq!(
            sms_link("+12025550101", "a=b & #1\n"),
            "sms:+12025550101?body=a%3Db%20%26%20%231%0A"
        );
        assert_eq!(
            mail_link("a@b.example&bcc=x@y.example", "", ""),
            "mailto:a@b.example%26bcc%3Dx@y.example?subject=&body="
        );
    }
}
