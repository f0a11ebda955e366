//! Times and numbers as the language of the words writes them.
//!
//! All of it is `Intl`'s; what is to be written is worked out in `panel::view`.

use std::cell::RefCell;
use std::collections::BTreeMap;

use js_sys::Date;
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;

use crate::chrome::i18n::text;
use crate::chrome::json::to_js;
use crate::panel::view::local_time::{
    LocalTime, ZoneClock, named_zone, number_zones, offset_min, span,
};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["chrome", "i18n"], js_name = getUILanguage)]
    fn ui_language() -> Result<String, JsValue>;

    #[wasm_bindgen(js_namespace = Intl)]
    type NumberFormat;
    #[wasm_bindgen(constructor, js_namespace = Intl)]
    fn for_numbers(language: &str) -> NumberFormat;
    #[wasm_bindgen(method, js_name = format)]
    fn format_number(this: &NumberFormat, n: f64) -> String;

    #[derive(Clone)]
    #[wasm_bindgen(js_namespace = Intl)]
    type DateTimeFormat;
    #[wasm_bindgen(catch, constructor, js_namespace = Intl)]
    fn new(language: &str, options: &JsValue) -> Result<DateTimeFormat, JsValue>;
    #[wasm_bindgen(method)]
    fn format(this: &DateTimeFormat, date: &Date) -> String;
}

/// The browser's language, with its region, if the words are in it; else that of the words: a
/// sentence has one language.
fn language() -> String {
    LANGUAGE.with(Clone::clone)
}

fn find_language() -> String {
    let (browser, words) = (ui_language().unwrap_or_default(), text("languageTag"));
    if words.is_empty() {
        return FALLBACK_LANGUAGE.to_owned();
    }
    if browser.split('-').next() == Some(words.as_str()) {
        browser
    } else {
        words
    }
}

/// Of a page whose extension was gone before it wrote its first number.
const FALLBACK_LANGUAGE: &str = "en";

thread_local! {
    /// One for the life of a page, also when its extension is gone.
    static LANGUAGE: String = find_language();
    static NUMBERS: NumberFormat = NumberFormat::for_numbers(&language());
    /// Making a format takes much longer than using it.
    static FORMATS: RefCell<BTreeMap<String, Option<DateTimeFormat>>> = const { RefCell::new(BTreeMap::new()) };
}

/// What time it is where a person is: by the row's own zone if the browser knows it, else by the
/// number; none where that is not known.
pub fn local_time(columns: &[(String, String)], number: &str, now_ms: u64) -> Option<LocalTime> {
    let named = named_zone(columns).and_then(|zone| zone_clock(&zone, now_ms));
    let clocks = match named {
        Some(clock) => vec![clock],
        None => {
            let zones = number_zones(number);
            let clocks = zones.into_iter().map(|zone| zone_clock(zone, now_ms));
            clocks.collect::<Option<Vec<_>>>()?
        }
    };
    let here_min = zone_min(now_ms);
    let span = span(&clocks, here_min, now_ms)?;
    let time = |zone: &str| zone_text(zone, now_ms, span.is_other_day);
    Some(LocalTime {
        from: time(&span.from)?,
        to: match &span.to {
            Some(zone) => Some(time(zone)?),
            None => None,
        },
        is_unusual: span.is_unusual,
    })
}

/// A moment with its day, where the agent is.
pub(crate) fn moment(ms: u64) -> String {
    let options = json!({ "dateStyle": "medium", "timeStyle": "short" });
    format_date(&language(), &options, ms).unwrap_or_default()
}

/// A count, with its digits grouped.
pub(crate) fn count_text(n: usize) -> String {
    NUMBERS.with(|numbers| numbers.format_number(n as f64))
}

/// How far the clocks of a zone are ahead of UTC then; none where the browser knows no such zone.
fn zone_clock(zone: &str, ms: u64) -> Option<ZoneClock> {
    let options = json!({ "timeZone": zone, "timeZoneName": "longOffset" });
    let offset_min = offset_min(&format_date("en", &options, ms)?)?;
    Some(ZoneClock {
        zone: zone.to_owned(),
        offset_min,
    })
}

fn zone_text(zone: &str, ms: u64, with_day: bool) -> Option<String> {
    let mut options = json!({ "timeZone": zone, "hour": "numeric", "minute": "2-digit" });
    if with_day {
        options["weekday"] = "short".into();
    }
    format_date(&language(), &options, ms)
}

/// Minutes by which the clock here is ahead of UTC then.
pub fn zone_min(ms: u64) -> i32 {
    -(date_of(ms).get_timezone_offset() as i32)
}

/// The time of the day here, as `10:42 AM`.
pub fn time_text(ms: u64) -> String {
    here(&json!({ "hour": "numeric", "minute": "2-digit" }), ms)
}

/// The hour of the day here, as `10 AM`.
pub fn hour_text(ms: u64) -> String {
    here(&json!({ "hour": "numeric" }), ms)
}

/// The day here, as `Tue, Nov 24`, with its year where that is asked for.
pub fn day_text(ms: u64, with_year: bool) -> String {
    let mut options = json!({ "weekday": "short", "day": "numeric", "month": "short" });
    if with_year {
        options["year"] = "numeric".into();
    }
    here(&options, ms)
}

/// A day of the week, from Monday, 0.
pub(crate) fn weekday_text(weekday: usize) -> String {
    // 2026-01-05 is a Monday.
    let monday_ms = 1_767_614_400_000;
    let options = json!({ "weekday": "long", "timeZone": "UTC" });
    let ms = monday_ms + weekday as u64 * 86_400_000;
    format_date(&language(), &options, ms).unwrap_or_default()
}

/// A number that is told in tenths.
pub(crate) fn tenths_text(tenths: u64) -> String {
    NUMBERS.with(|numbers| numbers.format_number(tenths as f64 / 10.0))
}

fn here(options: &Value, ms: u64) -> String {
    format_date(&language(), options, ms).unwrap_or_default()
}

/// A moment written with the options of `Intl.DateTimeFormat`; none where it refuses them.
fn format_date(language: &str, options: &Value, ms: u64) -> Option<String> {
    let key = format!("{language} {options}");
    let format = FORMATS.with_borrow_mut(|formats| {
        let make = || DateTimeFormat::new(language, &to_js(options)?).ok();
        formats.entry(key).or_insert_with(make).clone()
    });
    Some(format?.format(&date_of(ms)))
}

fn date_of(ms: u64) -> Date {
    Date::new(&JsValue::from(ms as f64))
}
