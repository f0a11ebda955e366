//! Where Five9 speaks differently from what this version knows.
//!
//! An unknown word, an unknown event and a field that is missing are no crash and no reason to stop,
//! but somebody must hear of them before they matter. They are counted here, each kind once, and
//! told without any of the data: what is repeated of a reply are short upper-case words, ids of
//! events and names of fields. Members that are merely new are no drift, nor are flags of
//! dispositions: their set is open (I).

use std::fmt;

use crate::error::Error;
use crate::event::{self, Event};
use crate::model::{
    CallInfo, CallState, Campaign, CampaignState, CampaignType, Channel, InteractionStub,
    LoginState, Presence, PresenceState, Station, StationType,
};

/// How many different findings are kept; more are only counted.
pub const N_FINDINGS_MAX: usize = 40;
/// A longer word is no word.
const WORD_CHARS_MAX: usize = 40;
/// More digits than this could be part of a number.
const WORD_DIGITS_MAX: usize = 4;

/// How a reply or a frame differs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    /// A word that is not known where Five9 uses a closed set of words.
    UnknownWord,
    /// An event that no source names.
    UnknownEvent,
    /// A field without which the rest is worth nothing.
    MissingField,
    /// Something of another shape than it should be.
    OtherShape,
}

/// One difference.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// Where, for example `call.state`.
    pub place: String,
    /// How it differs.
    pub kind: Kind,
    /// The word, the event's id, the field's name or what was expected; never a value.
    pub what: String,
    /// How often it was seen.
    pub n_seen: u32,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            Kind::UnknownWord => "unknown word",
            Kind::UnknownEvent => "unknown event",
            Kind::MissingField => "missing field",
            Kind::OtherShape => "other shape,",
        };
        let Self {
            place,
            what,
            n_seen,
            ..
        } = self;
        write!(f, "{place}: {kind} {what} ({n_seen}x)")
    }
}

/// All differences that were seen, in the order in which they were first seen.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Drift {
    findings: Vec<Finding>,
    n_dropped: u32,
}

impl Drift {
    /// Returns the differences.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Says whether Five9 speaks as expected.
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    /// Returns how many sightings found no room, whatever they were.
    pub fn n_dropped(&self) -> u32 {
        self.n_dropped
    }

    /// Returns all of it as text that can be handed to anybody; empty if there is nothing.
    pub fn report(&self) -> String {
        if self.is_empty() {
            return String::new();
        }
        let mut text = concat!(
            "Five9 differs from what five9 ",
            env!("CARGO_PKG_VERSION"),
            " knows:\n"
        )
        .to_owned();
        for finding in &self.findings {
            text.push_str(&format!("- {finding}\n"));
        }
        if self.n_dropped > 0 {
            text.push_str(&format!("- and more ({}x)\n", self.n_dropped));
        }
        text
    }

    /// Looks at what became of a frame.
    pub fn note_frame(&mut self, frame: &Result<Event, Error>) {
        match frame {
            Ok(event) => self.note_event(event),
            Err(error) => self.note_error("frame", error),
        }
    }

    /// Looks at an event.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "all others have no words and no ids that could be unknown"
    )]
    pub fn note_event(&mut self, event: &Event) {
        match event {
            Event::Call(event) => self.note_call(&event.call),
            Event::LoginStateUpdated(Some(state)) => self.note_login_state(state),
            Event::StationUpdated(Some(station)) => self.note_station(station),
            Event::Unknown { id } if !event::is_catalogued(id) => {
                self.note("events", Kind::UnknownEvent, redacted_id(id));
            }
            _ => {}
        }
    }

    /// Looks at a call.
    pub fn note_call(&mut self, call: &CallInfo) {
        if let CallState::Unknown(word) = &call.state {
            self.note_word("call.state", word);
        }
    }

    /// Looks at a login state.
    pub fn note_login_state(&mut self, state: &LoginState) {
        if let LoginState::Unknown(word) = state {
            self.note_word("login_state", word);
        }
    }

    /// Looks at a station.
    pub fn note_station(&mut self, station: &Station) {
        if let Some(StationType::Unknown(word)) = &station.station_type {
            self.note_word("station.stationType", word);
        }
        match station.state.as_deref() {
            None | Some("CONNECTED" | "DISCONNECTED") => {}
            Some(word) => self.note_word("station.state", word),
        }
    }

    /// Looks at a campaign.
    pub fn note_campaign(&mut self, campaign: &Campaign) {
        if let CampaignState::Unknown(word) = &campaign.state {
            if word.is_empty() {
                self.note("campaign", Kind::MissingField, "state".to_owned());
            } else {
                self.note_word("campaign.state", word);
            }
        }
        if let Some(CampaignType::Unknown(word)) = &campaign.campaign_type {
            self.note_word("campaign.campaignType", word);
        }
    }

    /// Looks at whether the agent is ready.
    pub fn note_presence(&mut self, presence: &Presence) {
        self.note_presence_state(&presence.current);
        if let Some(pending) = &presence.pending {
            self.note_presence_state(pending);
        }
    }

    fn note_presence_state(&mut self, state: &PresenceState) {
        for channel in &state.ready_channels {
            self.note_channel("presence.readyChannels", channel);
        }
    }

    /// Looks at a line in the list of interactions.
    pub fn note_interaction(&mut self, stub: &InteractionStub) {
        self.note_channel("interaction.channelType", &stub.channel_type);
    }

    fn note_channel(&mut self, place: &str, channel: &Channel) {
        if let Channel::Unknown(word) = channel {
            self.note_word(place, word);
        }
    }

    /// Looks at an error; only a reply that cannot be read is drift.
    ///
    /// `place` names what was read, for example `calls`.
    pub fn note_error(&mut self, place: &str, error: &Error) {
        let Error::BadReply { path, problem } = error else {
            return;
        };
        let path = redacted_path(path);
        let place = if path.is_empty() {
            place.to_owned()
        } else {
            format!("{place} {path}")
        };
        let missing = problem.strip_prefix("missing field ");
        let (kind, what) = match missing {
            Some(field) => (Kind::MissingField, field.trim_matches('`')),
            None => (Kind::OtherShape, problem.as_str()),
        };
        self.note(&place, kind, what.to_owned());
    }

    fn note_word(&mut self, place: &str, word: &str) {
        self.note(place, Kind::UnknownWord, redacted_word(word));
    }

    #[inline(never)]
    fn note(&mut self, place: &str, kind: Kind, what: String) {
        let known = self.findings.iter_mut();
        let mut known =
            known.filter(|one| one.kind == kind && one.place == place && one.what == what);
        if let Some(finding) = known.next() {
            finding.n_seen = finding.n_seen.saturating_add(1);
        } else if self.findings.len() < N_FINDINGS_MAX {
            self.findings.push(Finding {
                place: place.to_owned(),
                kind,
                what,
                n_seen: 1,
            });
        } else {
            self.n_dropped = self.n_dropped.saturating_add(1);
        }
    }
}

/// Keeps a word that cannot be anything but a word.
fn redacted_word(word: &str) -> String {
    let is_upper = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    let n_digits = word.bytes().filter(u8::is_ascii_digit).count();
    let is_word = word.len() <= WORD_CHARS_MAX
        && n_digits <= WORD_DIGITS_MAX
        && word.starts_with(|first: char| first.is_ascii_uppercase())
        && word.bytes().all(is_upper);
    if is_word {
        word.to_owned()
    } else {
        "(not a plain word)".to_owned()
    }
}

/// Keeps an id that is a short number.
fn redacted_id(id: &str) -> String {
    let is_short = (1..=5).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit());
    if is_short {
        id.to_owned()
    } else {
        "(not a number)".to_owned()
    }
}

/// Keeps the names of fields; indices say nothing, and a name with digits may be an id.
fn redacted_path(path: &str) -> String {
    let mut redacted = Vec::new();
    for step in path.split('.').filter(|step| !step.is_empty()) {
        let (name, indices) = step.split_at(step.find('[').unwrap_or(step.len()));
        let is_name =
            name.len() <= WORD_CHARS_MAX && name.bytes().all(|byte| byte.is_ascii_alphabetic());
        let name = if is_name { name } else { "…" };
        let index = if indices.is_empty() { "" } else { "[]" };
        redacted.push(format!("{name}{index}"));
    }
    redacted.join(".")
}
