//! What a seed stands for: people, far ends, Five9's habits, and what will go wrong.
//!
//! Rule: each seed has only some of the faults, so that a rare one is not drowned by the others.

use std::fmt::Write as _;
use std::time::Duration;

use extension::snapshot::{DialMode, PreferencesView};
use serde_json::{Value, json};

use super::fault::Fault;
use super::rng::Rng;

pub(crate) const OUTREACH: &str = "300000000000483";
/// Its wrap-up ends by itself after 15 s.
const SHORT_WRAP_UP: &str = "1137598";
pub(crate) const COMPLETED: &str = "300000000000043";

#[derive(Debug, Clone)]
pub(crate) struct Scenario {
    /// The list as a person pastes it.
    pub(crate) list: String,
    /// Bodies for the control API: far ends, switches, campaigns.
    pub(crate) settings: Vec<(&'static str, Value)>,
    pub(crate) campaign: &'static str,
    pub(crate) default_outcome: bool,
    /// How runs go on.
    pub(crate) preferences: PreferencesView,
    /// Per mille of the requests, frames or writes, by fault.
    pub(crate) rates: Vec<(Fault, u64)>,
    /// Events between two stops of the worker, on average; zero: it is not stopped between steps.
    pub(crate) stop_every: u64,
    /// Places of people who may not be called.
    pub(crate) blocked: Vec<usize>,
    /// The browser tells when it puts a tab to sleep.
    pub(crate) tells_frozen: bool,
    /// What happens when.
    pub(crate) mishaps: Vec<(Duration, Fault)>,
    pub(crate) chaos: Duration,
    /// Longest way of a request or an answer.
    pub(crate) way_ms_max: u64,
    /// How quickly the agent acts.
    pub(crate) act_ms_max: u64,
}

impl Scenario {
    pub(crate) fn new(rng: &mut Rng) -> Self {
        let chaos = rng.length(40_000, 240_000);
        let is_calm = rng.chance(60);
        let mut wanted = |all: &[Fault], per_mille| -> Vec<Fault> {
            let chosen = all.iter().filter(|_| !is_calm && rng.chance(per_mille));
            chosen.copied().collect()
        };
        let mut of_steps = wanted(&Fault::OF_REQUESTS, 200);
        of_steps.extend(wanted(&Fault::OF_FRAMES, 250));
        of_steps.extend(wanted(&[Fault::PastDeadline], 200));
        let of_the_world = wanted(&Fault::OF_THE_WORLD, 160);
        let is_store_bad = wanted(&[Fault::StoreFailed], 100);
        of_steps.extend(is_store_bad);
        let stops = wanted(&[Fault::WorkerStopped], 250);
        let rates = of_steps
            .iter()
            .map(|fault| (*fault, rng.ms(10, 120)))
            .collect();
        let mut mishaps = Vec::new();
        for fault in of_the_world {
            for _ in 0..=rng.below(3) {
                let at = Duration::from_millis(rng.ms(0, ms(chaos)));
                mishaps.push((at, fault));
            }
        }
        let list = people(rng);
        let settings = settings(rng);
        let is_guarded = rng.chance(250);
        let at = Duration::from_millis(rng.ms(0, ms(chaos)));
        if rng.chance(150) && !is_calm {
            mishaps.push((at, Fault::OtherAgent));
        }
        Self {
            settings,
            list,
            campaign: if rng.chance(150) {
                SHORT_WRAP_UP
            } else {
                OUTREACH
            },
            default_outcome: rng.chance(400),
            preferences: preferences(rng),
            rates,
            stop_every: if stops.is_empty() { 0 } else { rng.ms(40, 800) },
            blocked: (0..12).filter(|_| is_guarded && rng.chance(250)).collect(),
            tells_frozen: rng.chance(500),
            mishaps,
            chaos,
            way_ms_max: *rng.pick(&[8, 60, 400]),
            act_ms_max: *rng.pick(&[800, 3_000, 8_000]),
        }
    }

    pub(crate) fn rate(&self, fault: Fault) -> u64 {
        let found = self.rates.iter().find(|(known, _)| *known == fault);
        found.map_or(0, |(_, rate)| *rate)
    }
}

/// The number of the person at this place of the list.
pub(crate) fn number(place: usize) -> String {
    format!("202555{:04}", 100 + place)
}

/// Half of all agents go on at once.
pub(crate) fn preferences(rng: &mut Rng) -> PreferencesView {
    let chosen = PreferencesView::default();
    if rng.chance(500) {
        return chosen;
    }
    PreferencesView {
        mode: *rng.pick(&[DialMode::Power, DialMode::Preview]),
        countdown_s: *rng.pick(&[None, Some(1), Some(4)]),
        hold_back_s: *rng.pick(&[0, 0, 2, 5]),
        ..chosen
    }
}

/// The other number of the person at this place: every third has one.
fn other_number(place: usize) -> String {
    if place.is_multiple_of(3) {
        number(50 + place)
    } else {
        String::new()
    }
}

fn people(rng: &mut Rng) -> String {
    let n_people = rng.ms(2, 12);
    let mut list = String::from("name,phone,mobile\n");
    for place in 0..n_people {
        let place = usize::try_from(place).unwrap_or_default();
        let number = match rng.below(12) {
            0 => "12345".to_owned(),
            // Two people behind one number.
            1 if place > 0 => number(place - 1),
            _ => number(place),
        };
        _ = writeln!(list, "Person {place},{number},{}", other_number(place));
    }
    list
}

fn settings(rng: &mut Rng) -> Vec<(&'static str, Value)> {
    let mut settings = vec![("switches", switches(rng)), ("callee", behaviour(rng))];
    for place in 0..12 {
        if rng.chance(500) {
            let mut callee = behaviour(rng);
            callee["number"] = json!(format!("+1{}", number(place)));
            settings.push(("callee", callee));
        }
    }
    if rng.chance(120) {
        let wrap_up = json!({"timeoutMs": rng.ms(300, 9_000), "dispositionId": COMPLETED});
        settings.push(("campaign", json!({"id": OUTREACH, "wrapUp": wrap_up})));
    }
    settings
}

fn behaviour(rng: &mut Rng) -> Value {
    let after_ms = rng.ms(100, 4_000);
    let hangs_up = rng.chance(500).then(|| rng.ms(200, 15_000));
    match rng.below(10) {
        0 => json!({"behaviour": "noAnswer"}),
        1 => json!({"behaviour": "busy", "afterMs": rng.chance(500).then(|| rng.ms(0, 3_000))}),
        2 => {
            let context = *rng.pick(&["DNC", "INVALID_NUMBER", "CAMPAIGN_NOT_RUNNING"]);
            let failure = json!({"contextCode": context, "async": rng.chance(500)});
            json!({"behaviour": "refused", "failure": failure})
        }
        3 => {
            json!({"behaviour": "voicemail", "afterMs": after_ms, "hangsUpAfterMs": rng.ms(900, 9_000)})
        }
        _ => json!({"behaviour": "answer", "afterMs": after_ms, "hangsUpAfterMs": hangs_up}),
    }
}

fn switches(rng: &mut Rng) -> Value {
    let mut one_of = |one: &str, other: &str| {
        let word = if rng.chance(700) { one } else { other };
        Value::from(word)
    };
    let mut switches = json!({
        "dialReply": one_of("empty", "callInfo"),
        "dialRefusals": one_of("sync", "async"),
        "disconnectReply": one_of("empty", "callInfo"),
        "disposeReply": one_of("callInfo", "empty"),
        "hangUpWhileRinging": one_of("wrapUp", "delete"),
        "campaignsConfig": one_of("object", "array"),
        "dispositions": one_of("object", "array"),
        "duplicateSocket": one_of("closeNew", "closeOld"),
        "stationRestart": one_of("works", "staysDown"),
    });
    switches["offered"] = rng.chance(700).into();
    switches["bothEventIds"] = rng.chance(700).into();
    switches["unknownMembers"] = rng.chance(700).into();
    switches["eventJitterMs"] = (*rng.pick(&[0, 0, 40, 900])).into();
    switches["ringTimeoutMs"] = (*rng.pick(&[3_000, 12_000, 45_000])).into();
    switches["finishedRetainedMs"] = (*rng.pick(&[0, 5_000, 5_000])).into();
    switches["stationLossGraceMs"] = (*rng.pick(&[500, 10_000])).into();
    switches
}

pub(crate) fn ms(length: Duration) -> u64 {
    u64::try_from(length.as_millis()).unwrap_or(u64::MAX)
}
