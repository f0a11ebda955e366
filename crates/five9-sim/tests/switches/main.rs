//! Every switch between behaviours that no source settles, met by the client in both settings.
//!
//! Rule: the table names every field of `Switches`, which the compiler checks, and each line must
//! show a difference that the client sees; `cargo xtask tidy` holds it against the README.

mod calls;
mod links;
mod lists;
mod meeting;

use five9_sim::domain::Switches;
use serde_json::{Value, json};

use crate::meeting::Meeting;

/// One switch: its other setting, and what the client sees in the one and in the other.
struct Flip {
    otherwise: Value,
    look: fn(&mut Meeting) -> String,
    by_default: &'static str,
    when_flipped: &'static str,
}

macro_rules! switches {
    ($($field:ident: $otherwise:expr, $look:path, $by_default:literal => $when_flipped:literal;)*) => {
        /// Does not compile unless every field is named, and named once.
        #[expect(dead_code, reason = "compiling it is the test")]
        fn every_switch_is_in_the_table(Switches { $($field: _),* }: Switches) {}

        $(
            #[test]
            fn $field() {
                check(stringify!($field), &Flip {
                    otherwise: json!($otherwise),
                    look: $look,
                    by_default: $by_default,
                    when_flipped: $when_flipped,
                });
            }
        )*
    };
}

switches! {
    dial_reply: "callInfo", calls::dial_reply, "no body" => "a call";
    dial_refusals: "async", calls::dial_refusal, "refused: DNC" => "accepted, then failed: DNC";
    disconnect_reply: "callInfo", calls::disconnect_reply, "no body" => "WrapUp";
    dispose_reply: "empty", calls::dispose_reply, "Finished" => "no body";
    offered: false, calls::first_state, "Offered" => "RingingOnOtherSide";
    ring_timeout_ms: 5_000, calls::after_ten_seconds_of_ringing, "RingingOnOtherSide" => "WrapUp";
    hang_up_while_ringing: "delete", calls::hang_up_while_ringing, "WrapUp" => "no call";
    campaigns_config: "array", lists::campaigns_config, "object of 5" => "array of 5";
    dispositions: "array", lists::dispositions, "object of 4" => "array of 4";
    empty_station_dials: true, calls::dial_without_audio, "refused: STATION_NOT_CONNECTED" => "accepted";
    no_campaign_dials: true, calls::dial_without_campaign, "refused: CAMPAIGN_NOT_ALLOWED" => "accepted";
    both_event_ids: false, links::n_created_events, "2" => "1";
    unknown_members: false, calls::unknown_members, "some calls" => "no call";
    event_jitter_ms: 200, links::events_at_once, "2" => "0";
    duplicate_socket: "closeOld", links::duplicate_socket, "new one closed" => "old one closed";
    station_restart: "staysDown", links::station_after_restart, "connected" => "lost";
    station_loss_grace_ms: 1_000, links::five_seconds_without_station, "Talking" => "WrapUp";
    finished_retained_ms: 100, calls::a_second_after_disposing, "Finished" => "not found";
    session_idle_ms: 10_000, links::a_minute_of_silence, "accepted" => "not logged in";
    login_propagation_ms: 3_000, links::just_after_login, "not logged in for 0 ms" => "not logged in for 3000 ms";
    requests_per_second_max: 2, links::three_requests_at_once, "accepted" => "too many, wait 1 s";
    over_rate: "unavailable", links::over_the_limit, "too many, wait 1 s" => "server error 503, wait 1 s";
    multiple_contacts: "refused", calls::dial_a_shared_number, "accepted" => "refused: MULTIPLE_CONTACTS";
    unknown_call: "refused", calls::unknown_call, "not found" => "refused: CALL_STATE";
    unknown_flags: false, lists::unknown_flags, "1" => "0";
    call_times: "time", calls::call_times, "" => "handleTime wrapupTime";
    dial_after_finished_ms: 1_500, calls::dial_after_finished, "accepted" => "refused: ALREADY_ON_CALL, accepted after 1500 ms";
    not_ready_dials: false, calls::dial_not_ready, "accepted" => "refused: NO_PERMISSION";
    plus_numbers: false, calls::dial_plus, "accepted" => "refused: INVALID_NUMBER";
    number_echo: "tenDigits", calls::number_echo, "+12025550101" => "2025550101";
    dnc_delay_ms: 60_000, calls::dial_after_dnc, "refused: DNC" => "accepted";
    duplicate_login_status: 409, links::second_session_start, "435 DUPLICATE_LOGIN" => "409 DUPLICATE_LOGIN";
    old_host: "notLoggedIn", links::old_host_after_migration, "migrated to 252" => "not logged in";
    frames_lost_percent: 100, links::n_created_events, "2" => "0";
    frames_doubled_percent: 100, links::n_created_events, "2" => "4";
    reply_jitter_ms: 500, links::reply_delay, "at once" => "later";
}

fn check(field: &str, flip: &Flip) {
    let name = camel_case(field);
    let mut meeting = Meeting::new(None);
    let before = meeting.switches();
    assert_eq!(
        (flip.look)(&mut meeting),
        flip.by_default,
        "{name} by default"
    );
    let mut meeting = Meeting::new(Some((&name, &flip.otherwise)));
    let after = meeting.switches();
    assert_eq!(
        differences(&before, &after),
        [name.as_str()],
        "only this switch"
    );
    assert_eq!(
        (flip.look)(&mut meeting),
        flip.when_flipped,
        "{name} flipped"
    );
    assert_ne!(flip.by_default, flip.when_flipped, "{name}: nothing to see");
}

fn differences<'a>(before: &'a Value, after: &Value) -> Vec<&'a str> {
    let before = before.as_object().expect("an object");
    let changed = before
        .iter()
        .filter(|(name, value)| after[name.as_str()] != **value);
    changed.map(|(name, _)| name.as_str()).collect()
}

fn camel_case(field: &str) -> String {
    let mut words = field.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        name + &word[..1].to_uppercase() + &word[1..]
    })
}

/// Not a switch of the table: a campaign's own limit of wrap-up, off by default.
#[test]
fn a_campaign_may_limit_wrap_up() {
    let mut meeting = Meeting::new(None);
    assert_eq!(calls::an_hour_of_wrap_up(&mut meeting), "WrapUp");
    let mut meeting = Meeting::new(None);
    let limit = json!({"timeoutMs": 15_000, "dispositionId": "300000000000043"});
    meeting.set(
        "campaign",
        &json!({"id": meeting::CAMPAIGN, "wrapUp": limit}),
    );
    assert_eq!(calls::an_hour_of_wrap_up(&mut meeting), "no call");
}

#[test]
fn older_names_of_the_times_can_be_asked_for() {
    let older = json!("timestamp");
    let mut meeting = Meeting::new(Some(("callTimes", &older)));
    assert_eq!(
        calls::call_times(&mut meeting),
        "handleTimestamp wrapupTimestamp"
    );
}
