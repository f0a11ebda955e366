//! What the calls of a day come to, by hour, by outcome and by list.
//!
//! Rule: a call's share follows from its row alone. Whoever puts another row in its place takes the
//! share of the old one out and that of the new one in, so that a day comes to the same in whatever
//! order and however often calls are written.

use serde::Serialize;
use serde_json::Value;

use crate::zone::{Date, Zone, hour_at};

const VERSION: u32 = 1;

/// Key of the zones, beside the days.
pub const ZONES_KEY: &str = "zones";

/// Counts and times of some calls. What is not known of a call adds nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Tally(pub(crate) [u64; 7]);

/// What some calls come to, by something that they have; absent: they have none.
pub type Part = Vec<(Option<String>, Tally)>;

/// What the calls of one day come to, whose date is the row's key: that of the agent's clocks when
/// they asked for the call. By then and there it was their day, wherever they are later.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Day {
    /// Version of the format.
    pub version: u32,
    /// By the hour of the agent's clocks, `00` to `23`.
    pub hours: Part,
    /// By the name of the last word on the outcome.
    pub outcomes: Part,
    /// By the name of the list.
    pub lists: Part,
}

/// What one call adds to its day.
#[derive(Clone, PartialEq, Eq)]
pub struct Share {
    /// Key of the day.
    pub day: String,
    hour: String,
    outcome: Option<String>,
    list: Option<String>,
    tally: Tally,
}

/// How far the clocks here were ahead of UTC for calls whose rows do not say it: from when on and by
/// how many minutes, in the order of time. Written once, so that such calls keep their days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Zones(Vec<(u64, i32)>);

impl Tally {
    /// Calls that were placed or may have been.
    pub fn n_calls(&self) -> u64 {
        self.0[0]
    }

    /// Of these, answered by somebody or something.
    pub fn n_reached(&self) -> u64 {
        self.0[1]
    }

    /// From the answer to the end.
    pub fn talk_ms(&self) -> u64 {
        self.0[2]
    }

    /// Of these, those whose wrap-up is over.
    pub fn n_wrapped_up(&self) -> u64 {
        self.0[3]
    }

    /// From the end to the disposition.
    pub fn wrap_up_ms(&self) -> u64 {
        self.0[4]
    }

    /// Of these, those before which another one was over within the hour.
    pub fn n_gaps(&self) -> u64 {
        self.0[5]
    }

    /// From the end of that one to the dial.
    pub fn gap_ms(&self) -> u64 {
        self.0[6]
    }

    fn of(call: &Value) -> Self {
        let at_ms = |name: &str| call[name].as_u64();
        let (answered, ended) = (at_ms("answeredAtMs"), at_ms("endedAtMs"));
        let (finished, dialed) = (at_ms("finishedAtMs"), at_ms("dialedAtMs"));
        let between = |from: Option<u64>, to: Option<u64>| Some(to?.saturating_sub(from?));
        let talk_ms = between(answered, ended.or(finished));
        let wrap_up_ms = between(ended, finished);
        let gap_ms = between(at_ms("beforeEndedAtMs"), dialed);
        Self([
            1,
            u64::from(answered.is_some()),
            talk_ms.unwrap_or_default(),
            u64::from(wrap_up_ms.is_some()),
            wrap_up_ms.unwrap_or_default(),
            u64::from(gap_ms.is_some()),
            gap_ms.unwrap_or_default(),
        ])
    }

    /// Adds what others come to.
    pub fn add(&mut self, other: &Self) {
        for (one, other) in self.0.iter_mut().zip(other.0) {
            *one = one.saturating_add(other);
        }
    }

    fn remove(&mut self, other: &Self) {
        for (one, other) in self.0.iter_mut().zip(other.0) {
            *one = one.saturating_sub(other);
        }
    }
}

impl Share {
    /// What the call of a row adds; nothing as long as its dial may not have left yet, or if it was
    /// not placed. The rules are those of [`crate::stored::HistoryCall`].
    pub fn of(call: &Value, zones: &Zones) -> Option<Self> {
        let placement = call["placement"].as_str()?;
        if !["accepted", "unknown"].contains(&placement) {
            return None;
        }
        let at_ms = asked_at_ms(call)?;
        let zone_min = zone_min(call).unwrap_or_else(|| zones.zone_min(at_ms));
        let zone = move |_: u64| zone_min;
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let outcome = &call["outcome"]["name"];
        Some(Self {
            day: Date::at(at_ms, &zone).text(),
            hour: format!("{:02}", hour_at(at_ms, &zone)),
            outcome: text(&call["corrected"]["name"]).or_else(|| text(outcome)),
            list: text(&call["target"]["list"]),
            tally: Tally::of(call),
        })
    }

    fn parts(&self) -> [Option<String>; 3] {
        [
            Some(self.hour.clone()),
            self.outcome.clone(),
            self.list.clone(),
        ]
    }
}

impl Default for Day {
    fn default() -> Self {
        Self {
            version: VERSION,
            hours: Part::new(),
            outcomes: Part::new(),
            lists: Part::new(),
        }
    }
}

impl Day {
    /// A row; absent: this version cannot read it.
    pub fn read(json: &str) -> Option<Self> {
        let day: Option<Self> = crate::wire::read_text(json);
        day.filter(|day| day.version == VERSION)
    }

    /// The row that holds it.
    pub fn json(&self) -> String {
        // Texts and numbers are always JSON.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// No call is left in it.
    pub fn is_empty(&self) -> bool {
        self.hours.is_empty()
    }

    /// All its calls.
    pub fn sum(&self) -> Tally {
        let mut sum = Tally::default();
        for (_, tally) in &self.hours {
            sum.add(tally);
        }
        sum
    }

    /// Takes a call's share in.
    pub fn add(&mut self, share: &Share) {
        for (part, key) in self.parts().into_iter().zip(share.parts()) {
            add_to(part, key, &share.tally);
        }
    }

    /// Takes out what was taken in before.
    pub fn remove(&mut self, share: &Share) {
        for (part, key) in self.parts().into_iter().zip(share.parts()) {
            if let Ok(index) = part.binary_search_by(|(known, _)| known.cmp(&key)) {
                part[index].1.remove(&share.tally);
                if part[index].1.n_calls() == 0 {
                    part.remove(index);
                }
            }
        }
    }

    fn parts(&mut self) -> [&mut Part; 3] {
        [&mut self.hours, &mut self.outcomes, &mut self.lists]
    }
}

fn add_to(part: &mut Part, key: Option<String>, tally: &Tally) {
    match part.binary_search_by(|(known, _)| known.cmp(&key)) {
        Ok(index) => part[index].1.add(tally),
        Err(index) => part.insert(index, (key, *tally)),
    }
}

impl Zones {
    /// A row; what cannot be read counts as UTC.
    pub fn read(json: &str) -> Self {
        Self(crate::wire::read_text(json).unwrap_or_default())
    }

    /// The row that holds them.
    pub fn json(&self) -> String {
        // Numbers are always JSON.
        serde_json::to_string(&self.0).unwrap_or_default()
    }

    /// Calls from this time on are of this zone, until another is noted; in the order of time.
    pub fn note(&mut self, at_ms: u64, zone_min: i32) {
        if self.0.last().map(|(_, last)| *last) != Some(zone_min) {
            self.0.push((at_ms, zone_min));
        }
    }

    fn zone_min(&self, at_ms: u64) -> i32 {
        let earlier = self.0.iter().rfind(|(from_ms, _)| *from_ms <= at_ms);
        earlier.map_or(0, |(_, zone_min)| *zone_min)
    }
}

/// The days of a store that has none yet, worked out from its calls in the order of their keys.
#[derive(Debug, Default)]
pub struct FirstDays {
    days: Vec<(String, Day)>,
    zones: Zones,
}

impl FirstDays {
    /// Takes a call's row in; calls of an earlier version are of the zone that the clocks here had
    /// then, as far as the browser knows.
    pub fn take(&mut self, row: &str, zone: Zone<'_>) {
        let call: Value = serde_json::from_str(row).unwrap_or_default();
        if let (None, Some(at_ms)) = (zone_min(&call), asked_at_ms(&call)) {
            self.zones.note(at_ms, zone(at_ms));
        }
        let Some(share) = Share::of(&call, &self.zones) else {
            return;
        };
        // Rarely another than the last.
        match self.days.iter_mut().rfind(|(key, _)| *key == share.day) {
            Some((_, day)) => day.add(&share),
            None => {
                let mut day = Day::default();
                day.add(&share);
                self.days.push((share.day, day));
            }
        }
    }

    /// The keys and rows.
    pub fn rows(self) -> impl Iterator<Item = (String, String)> {
        let zones = (ZONES_KEY.to_owned(), self.zones.json());
        let days = self.days.into_iter().map(|(key, day)| (key, day.json()));
        days.chain([zones])
    }
}

/// The key of a call begins with the time.
fn asked_at_ms(call: &Value) -> Option<u64> {
    call["intent"].as_str()?.split('-').next()?.parse().ok()
}

fn zone_min(call: &Value) -> Option<i32> {
    call["zoneMin"].as_i64()?.try_into().ok()
}

impl std::fmt::Debug for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Day({:?})", self.sum())
    }
}

impl std::fmt::Debug for Share {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Share({}, {:?})", self.day, self.tally)
    }
}
