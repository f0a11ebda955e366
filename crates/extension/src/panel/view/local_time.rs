//! What time it is where a person is: by their row of the list, else by their number.
//!
//! Rule: nothing is guessed. An area code of several zones has a span of times, and a country that
//! spreads too far has none. What the clocks show is the browser's to say: see `chrome::locale`.

use crate::panel::view::words::Words;

/// Area codes and calling codes with their zones; `data/time_zones.py` makes it.
const TABLE: &str = include_str!("../../../data/time_zones.txt");

/// A span of times that is wider says nothing that helps.
const WIDEST_MIN: i32 = 180;
/// Minutes of the day between which a call is no surprise.
const USUAL_HOURS: std::ops::Range<i32> = 8 * 60..21 * 60;
const DAY_MIN: i32 = 24 * 60;

const HEADINGS: [&str; 6] = [
    "timezone",
    "tz",
    "tzname",
    "localtimezone",
    "zonahoraria",
    "husohorario",
];

/// Words by which North Americans name their zones; an earlier one wins.
const NAMED_ZONES: [(&str, &[&str]); 9] = [
    ("America/Phoenix", &["arizona"]),
    ("America/New_York", &["eastern", "et", "est", "edt"]),
    ("America/Chicago", &["central", "ct", "cst", "cdt"]),
    ("America/Denver", &["mountain", "mt", "mst", "mdt"]),
    ("America/Los_Angeles", &["pacific", "pt", "pst", "pdt"]),
    ("America/Anchorage", &["alaska", "alaskan", "akst", "akdt"]),
    ("Pacific/Honolulu", &["hawaii", "hawaiian", "hst"]),
    ("America/Halifax", &["atlantic", "ast", "adt"]),
    ("America/St_Johns", &["newfoundland", "nst", "ndt"]),
];
/// Words beside them that change nothing.
const FILLERS: [&str; 13] = [
    "time", "standard", "daylight", "saving", "savings", "zone", "us", "usa", "canada", "and",
    "gmt", "utc", "aleutian",
];

/// A zone with how far its clocks are ahead of UTC at the moment that is asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoneClock {
    pub zone: String,
    pub offset_min: i32,
}

/// What is known of the time there, before it is written in the browser's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Zone of the earliest time.
    pub from: String,
    /// Zone of the latest, where it is another time.
    pub to: Option<String>,
    /// It is another day there than here, so that the day is said as well.
    pub is_other_day: bool,
    /// Earlier or later than people expect a call, in one of the zones at least.
    pub is_unusual: bool,
}

/// The time where a person is, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalTime {
    pub from: String,
    pub to: Option<String>,
    pub is_unusual: bool,
}

impl LocalTime {
    /// `Local time 10:42`, or the span.
    pub fn words(&self) -> Words {
        let from = self.from.as_str().into();
        match &self.to {
            Some(to) => Words::with("localTimeSpan", [from, to.as_str().into()]),
            None => Words::with("localTime", [from]),
        }
    }

    /// Key of a word of warning.
    pub fn warning_key(&self) -> Option<&'static str> {
        self.is_unusual.then_some("localTimeUnusual")
    }
}

/// The zone that a row of the list names for its person: a name of the time zone database, a name
/// that North Americans use, or a distance from UTC as `-05:00`.
pub fn named_zone(columns: &[(String, String)]) -> Option<String> {
    let is_zone = |heading: &str| {
        let letters: String = heading
            .chars()
            .filter(|sign| sign.is_alphabetic())
            .collect();
        HEADINGS.contains(&letters.to_lowercase().as_str())
    };
    let (_, value) = columns.iter().find(|(heading, _)| is_zone(heading))?;
    let value = value.trim().replace('\u{2212}', "-");
    database_name(&value)
        .or_else(|| north_american_name(&value))
        .or_else(|| distance_from_utc(&value))
}

/// The zones that a number may be in; none where the number is of no place.
pub fn number_zones(number: &str) -> Vec<&'static str> {
    let Some(digits) = number.strip_prefix('+') else {
        return Vec::new();
    };
    let code = if digits.starts_with('1') {
        digits.get(..4)
    } else {
        calling_code(digits)
    };
    let zones = code.and_then(zones_of_code);
    zones
        .map(|zones| zones.split(' ').collect())
        .unwrap_or_default()
}

/// The calling code that a number begins with, of those that are countries' beside `1`.
pub fn calling_code(digits: &str) -> Option<&str> {
    let mut codes = (1..=3).filter_map(|length| digits.get(..length));
    codes.find(|code| zones_of_code(code).is_some())
}

/// What to show of the clocks there; `here_min` is how far the agent's clock is ahead of UTC.
pub fn span(clocks: &[ZoneClock], here_min: i32, now_ms: u64) -> Option<Span> {
    let first = clocks.iter().min_by_key(|clock| clock.offset_min)?;
    let last = clocks.iter().max_by_key(|clock| clock.offset_min)?;
    if last.offset_min - first.offset_min > WIDEST_MIN {
        return None;
    }
    let now_min = i64::try_from(now_ms / 60_000).ok()?;
    let day = |offset_min: i32| (now_min + i64::from(offset_min)).div_euclid(i64::from(DAY_MIN));
    let is_unusual = |clock: &ZoneClock| {
        let minute = (now_min + i64::from(clock.offset_min)).rem_euclid(i64::from(DAY_MIN));
        i32::try_from(minute).is_ok_and(|minute| !USUAL_HOURS.contains(&minute))
    };
    Some(Span {
        from: first.zone.clone(),
        to: (first.offset_min != last.offset_min).then(|| last.zone.clone()),
        is_other_day: [first, last]
            .iter()
            .any(|clock| day(clock.offset_min) != day(here_min)),
        is_unusual: clocks.iter().any(is_unusual),
    })
}

/// How far clocks are ahead of UTC, from a text that ends in `GMT-05:00`, or in `GMT` at UTC itself.
pub fn offset_min(text: &str) -> Option<i32> {
    let (_, offset) = text.rsplit_once("GMT")?;
    let Some((hours, minutes)) = offset.split_once(':') else {
        return offset.is_empty().then_some(0);
    };
    let hours: i32 = hours.parse().ok()?;
    let minutes: i32 = minutes.parse().ok()?;
    let is_behind = offset.starts_with('-');
    Some(hours * 60 + if is_behind { -minutes } else { minutes })
}

fn zones_of_code(code: &str) -> Option<&'static str> {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    let mut entries = lines.filter_map(|line| line.split_once('='));
    let entry = entries.find(|(_, codes)| codes.split(' ').any(|one| one == code));
    entry.map(|(zones, _)| zones)
}

/// `America/New_York`; whether the database has it is the browser's to say.
fn database_name(text: &str) -> Option<String> {
    let name = text.replace(' ', "_");
    let is_sign = |sign: char| sign.is_ascii_alphanumeric() || "/_+-".contains(sign);
    let starts_well = name.starts_with(|sign: char| sign.is_ascii_alphabetic());
    (name.contains('/') && starts_well && name.chars().all(is_sign)).then_some(name)
}

fn north_american_name(text: &str) -> Option<String> {
    let text = text.to_lowercase();
    let words = text
        .split(|sign: char| !sign.is_alphabetic())
        .filter(|word| !word.is_empty());
    let words: Vec<&str> = words.filter(|word| !FILLERS.contains(word)).collect();
    let zone_of = |word: &str| {
        NAMED_ZONES
            .iter()
            .position(|(_, names)| names.contains(&word))
    };
    let places: Option<Vec<usize>> = words.into_iter().map(zone_of).collect();
    let first = places?.into_iter().min()?;
    Some(NAMED_ZONES[first].0.to_owned())
}

/// `UTC-5`, `GMT+05:30`, `-0500` as `-05:00`; `UTC` as it is.
fn distance_from_utc(text: &str) -> Option<String> {
    let text = text.to_uppercase().replace(' ', "");
    let rest = text
        .strip_prefix("UTC")
        .or_else(|| text.strip_prefix("GMT"));
    if rest == Some("") {
        return Some("UTC".to_owned());
    }
    let rest = rest.unwrap_or(&text);
    let sign = rest.chars().next().filter(|sign| "+-".contains(*sign))?;
    let digits = rest[1..].replace(':', "");
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    let (hours, minutes) = match digits.len() {
        1 | 2 if is_number => (digits.as_str(), "00"),
        3 | 4 if is_number => digits.split_at(digits.len() - 2),
        _ => return None,
    };
    let hours: u32 = hours.parse().ok()?;
    let is_real = hours <= 14 && minutes < "60";
    is_real.then(|| format!("{sign}{hours:02}:{minutes}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON_UTC_MS: u64 = 1_700_049_600_000; // 2023-11-15T12:00Z

    fn clock(zone: &str, offset_min: i32) -> ZoneClock {
        ZoneClock {
            zone: zone.to_owned(),
            offset_min,
        }
    }

    fn check_named(value: &str, expected: Option<&str>) {
        let columns = [("Time Zone".to_owned(), value.to_owned())];
        assert_eq!(named_zone(&columns).as_deref(), expected, "{value}");
    }

    #[test]
    fn an_area_code_has_its_zone_or_all_of_its_zones() {
        assert_eq!(number_zones("+12025550101"), ["America/New_York"]);
        assert_eq!(number_zones("+13125550101"), ["America/Chicago"]);
        assert_eq!(number_zones("+16025550101"), ["America/Phoenix"]);
        let idaho = number_zones("+12085550101");
        assert_eq!(idaho, ["America/Boise", "America/Los_Angeles"]);
    }

    #[test]
    fn a_number_of_no_place_has_no_zone() {
        assert!(number_zones("+18005550101").is_empty());
        assert!(number_zones("2025550101").is_empty());
        assert!(number_zones("+").is_empty());
        assert!(number_zones("+8005550101").is_empty());
        assert!(number_zones("+1é").is_empty());
    }

    #[test]
    fn a_country_code_is_found_whatever_its_length() {
        assert_eq!(number_zones("+442079460000"), ["Europe/London"]);
        assert_eq!(number_zones("+353015550101"), ["Europe/Dublin"]);
        assert_eq!(number_zones("+34915550101").len(), 2);
        assert_eq!(number_zones("+74955550101").len(), 11);
    }

    #[test]
    fn no_code_stands_twice_in_the_table() {
        let lines = TABLE.lines().filter_map(|line| line.split_once('='));
        let codes: Vec<&str> = lines.flat_map(|(_, codes)| codes.split(' ')).collect();
        let unique: std::collections::BTreeSet<&str> = codes.iter().copied().collect();
        assert_eq!(codes.len(), unique.len());
        assert!(codes.len() > 600);
    }

    #[test]
    fn the_row_names_a_zone_in_many_ways() {
        check_named("America/New York", Some("America/New_York"));
        check_named("US/Pacific", Some("US/Pacific"));
        check_named("EST", Some("America/New_York"));
        check_named("Central Standard Time", Some("America/Chicago"));
        check_named(
            "(GMT-08:00) Pacific Time (US & Canada)",
            Some("America/Los_Angeles"),
        );
        check_named("Mountain Time - Arizona", Some("America/Phoenix"));
        check_named("UTC", Some("UTC"));
        check_named("UTC-5", Some("-05:00"));
        check_named("gmt +5:30", Some("+05:30"));
        check_named("\u{2212}0330", Some("-03:30"));
    }

    #[test]
    fn a_zone_that_cannot_be_read_is_none() {
        check_named("", None);
        check_named("Central European Time", None);
        check_named("office hours", None);
        check_named("UTC+25", None);
        check_named("+1é", None);
        check_named("-5:75", None);
        check_named("12/24", None);
        let columns = [("Zone of work".to_owned(), "EST".to_owned())];
        assert_eq!(named_zone(&columns), None);
    }

    #[test]
    fn the_offset_is_read_from_the_words_of_the_browser() {
        assert_eq!(offset_min("11/15/2023, GMT-05:00"), Some(-300));
        assert_eq!(offset_min("11/15/2023, GMT-00:30"), Some(-30));
        assert_eq!(offset_min("11/15/2023, GMT+05:45"), Some(345));
        assert_eq!(offset_min("11/15/2023, GMT"), Some(0));
        assert_eq!(offset_min("11/15/2023, PST"), None);
        assert_eq!(offset_min("11/15/2023, GMT-x"), None);
    }

    #[test]
    fn clocks_that_differ_give_a_span_and_those_far_apart_nothing() {
        let (eastern, central) = (clock("a", -300), clock("b", -360));
        let both = span(&[eastern.clone(), central], -300, NOON_UTC_MS);
        let both = both.expect("an hour apart");
        assert_eq!((both.from.as_str(), both.to.as_deref()), ("b", Some("a")));
        let one = span(&[eastern.clone(), clock("c", -300)], -300, NOON_UTC_MS);
        assert_eq!(one.expect("of one time").to, None);
        assert_eq!(span(&[eastern, clock("d", 0)], -300, NOON_UTC_MS), None);
        assert_eq!(span(&[], -300, NOON_UTC_MS), None);
    }

    #[test]
    fn an_early_hour_and_another_day_are_told() {
        let morning = span(&[clock("a", -300)], -300, NOON_UTC_MS).expect("7:00");
        assert!(morning.is_unusual);
        assert!(!morning.is_other_day);
        let noon = span(&[clock("a", 0)], 0, NOON_UTC_MS).expect("12:00");
        assert!(!noon.is_unusual);
        let tomorrow = span(&[clock("a", 13 * 60)], 0, NOON_UTC_MS).expect("1:00");
        assert!(tomorrow.is_unusual);
        assert!(tomorrow.is_other_day);
        let edge = span(&[clock("a", 9 * 60)], 0, NOON_UTC_MS).expect("21:00");
        assert!(edge.is_unusual, "nine in the evening is late");
    }

    #[test]
    fn the_words_say_a_time_or_a_span() {
        let mut time = LocalTime {
            from: "10:42".into(),
            to: None,
            is_unusual: false,
        };
        assert_eq!(time.words().key, "localTime");
        assert_eq!(time.warning_key(), None);
        time.to = Some("11:42".into());
        time.is_unusual = true;
        assert_eq!(time.words().key, "localTimeSpan");
        assert!(time.warning_key().is_some());
    }
}
