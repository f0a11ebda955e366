//! Scenarios of the hang-up sequence, in virtual time.
//!
//! Each plays inputs and compares the whole log of requests, deadlines and outcomes.

use std::time::Duration;

use five9::Timestamp;
use five9::event::{CallEvent, Change};
use five9::hang_up::{HangUp, Held, Lost, Outcome, RequestKind};
use five9::http::Reply;
use five9::id::{AgentId, CallId, DispositionId};
use five9::model::{CallInfo, CallState, Disposition};

const CALL: &str = "C86EBE50B9744D6D946531842B278846";
const OURS: &str = "300000000000046";
const OTHER: &str = "-17";
const DETAIL: &str = r#"{"five9ExceptionDetail":{"errorCode":90001,"message":"no","context":{}}}"#;

#[test]
fn event_before_reply_wraps_up_once() {
    let mut rig = Rig::talking();
    rig.disconnect();
    rig.event(CallState::WrapUp, None);
    rig.reply(1, 204, "");
    rig.expect(&["1 Disconnect", "WrapUp"]);
}

#[test]
fn reply_before_event_waits_for_the_event() {
    let mut rig = Rig::talking();
    rig.disconnect();
    rig.reply(1, 204, "");
    rig.expect(&["1 Disconnect"]);
    assert_eq!(rig.due_in(), Some(Duration::from_millis(500)));
    rig.event(CallState::WrapUp, None);
    rig.expect(&["1 Disconnect", "WrapUp"]);
    assert_eq!(rig.due_in(), None);
}

#[test]
fn a_reply_that_shows_wrap_up_needs_no_event() {
    let mut rig = Rig::talking();
    rig.disconnect();
    rig.reply(1, 200, &body(CallState::WrapUp, None));
    rig.expect(&["1 Disconnect", "WrapUp"]);
}

#[test]
fn without_event_the_call_is_read_after_half_a_second() {
    let mut rig = Rig::talking();
    rig.disconnect();
    rig.reply(1, 204, "");
    rig.pass(Duration::from_millis(499));
    rig.expect(&["1 Disconnect"]);
    rig.pass(Duration::from_millis(1));
    rig.expect(&["1 Disconnect", "2 Read"]);
    rig.reply(2, 200, &body(CallState::WrapUp, None));
    rig.expect(&["1 Disconnect", "2 Read", "WrapUp"]);
}

#[test]
fn a_call_that_wrapped_up_by_itself_is_not_disconnected() {
    let mut rig = Rig::new(Some(CallState::WrapUp));
    rig.disconnect();
    rig.expect(&["WrapUp"]);
}

#[test]
fn what_a_call_holds_that_is_merely_gone_is_unknown() {
    // Somebody may have disposed it by hand, and the events of that be still on their way.
    let mut rig = Rig::talking();
    rig.disconnect();
    rig.reply(1, 204, "");
    rig.gone();
    rig.expect(&["1 Disconnect", "finished Unknown"]);
}

#[test]
fn a_call_that_finishes_instead_of_wrapping_up_holds_no_disposition() {
    let mut rig = Rig::talking();
    rig.disconnect();
    rig.event(CallState::Finished, None);
    rig.reply(1, 204, "");
    rig.expect(&["1 Disconnect", "finished None"]);
}

#[test]
fn a_read_that_finds_nothing_after_a_disconnect_is_the_end() {
    let mut rig = Rig::talking();
    rig.disconnect();
    rig.reply(1, 204, "");
    rig.pass(Duration::from_millis(500));
    rig.reply(2, 404, "");
    rig.expect(&["1 Disconnect", "2 Read", "finished Unknown"]);
}

#[test]
fn a_refused_disconnect_of_a_live_call_says_so_after_a_read() {
    let mut rig = Rig::talking();
    rig.disconnect();
    rig.reply(1, 435, DETAIL);
    rig.expect(&["1 Disconnect", "2 Read"]);
    rig.reply(2, 200, &body(CallState::Talking, None));
    rig.expect(&[
        "1 Disconnect",
        "2 Read",
        "still live: refused (status 435, error 90001)",
    ]);
}

#[test]
fn a_refused_disconnect_of_a_wrapped_up_call_is_a_wrap_up() {
    let mut rig = Rig::talking();
    rig.disconnect();
    rig.reply(1, 404, "");
    rig.reply(2, 200, &body(CallState::WrapUp, None));
    rig.expect(&["1 Disconnect", "2 Read", "WrapUp"]);
}

#[test]
fn a_lost_disconnect_is_read_before_it_is_sent_again_and_is_sent_three_times() {
    let mut rig = Rig::talking();
    rig.disconnect();
    rig.lose_without_effect(1, CallState::Talking);
    rig.expect(&["1 Disconnect", "2 Read", "3 Disconnect"]);
    rig.lose_without_effect(3, CallState::Talking);
    rig.lose(5, Lost::Timeout);
    rig.reply(6, 200, &body(CallState::Talking, None));
    rig.expect_last(&["5 Disconnect", "6 Read", "still live: no answer in time"]);
    rig.event(CallState::WrapUp, None);
    rig.expect_last(&["still live: no answer in time"]);
    rig.dispose(OURS);
    rig.reply(7, 200, &body(CallState::Finished, Some(OURS)));
    rig.expect_last(&["7 Dispose", "finished Confirmed(300000000000046)"]);
}

#[test]
fn a_disconnect_that_had_its_effect_after_all_is_not_sent_again() {
    let mut rig = Rig::talking();
    rig.disconnect();
    rig.lose(1, Lost::Cut);
    rig.reply(2, 200, &body(CallState::Talking, None));
    let pause = rig.due_in().expect("it would be sent again");
    assert!(pause <= Duration::from_millis(500), "{pause:?}");
    rig.event(CallState::WrapUp, None);
    rig.pass(Duration::from_secs(5));
    rig.expect(&["1 Disconnect", "2 Read", "WrapUp"]);
}

#[test]
fn a_call_that_is_over_while_a_repetition_is_due_is_finished() {
    let mut rig = Rig::wrapped_up();
    rig.dispose(OURS);
    rig.lose(1, Lost::Cut);
    rig.reply(2, 200, &body(CallState::WrapUp, None));
    rig.gone();
    rig.pass(Duration::from_secs(5));
    rig.expect(&["1 Dispose", "2 Read", "finished Unknown"]);
}

#[test]
fn a_second_press_while_a_repetition_is_due_changes_nothing() {
    let mut rig = Rig::talking();
    rig.disconnect();
    rig.lose(1, Lost::Cut);
    rig.reply(2, 200, &body(CallState::Talking, None));
    rig.disconnect();
    rig.expect(&["1 Disconnect", "2 Read"]);
    rig.pass(Duration::from_secs(1));
    rig.expect(&["1 Disconnect", "2 Read", "3 Disconnect"]);
}

#[test]
fn a_disposition_asked_for_while_a_disconnect_is_to_be_repeated_follows_it() {
    let mut rig = Rig::talking();
    rig.disconnect();
    rig.lose(1, Lost::Cut);
    rig.reply(2, 200, &body(CallState::Talking, None));
    rig.dispose(OURS);
    rig.pass(Duration::from_secs(1));
    rig.event(CallState::WrapUp, None);
    rig.expect(&["1 Disconnect", "2 Read", "3 Disconnect", "4 Dispose"]);
    for id in [4, 6] {
        rig.lose_without_effect(id, CallState::WrapUp);
    }
    rig.expect_last(&["8 Dispose"]);
}

#[test]
fn each_press_has_its_own_three_tries() {
    let mut rig = Rig::wrapped_up();
    rig.dispose(OURS);
    for id in [1, 3] {
        rig.lose_without_effect(id, CallState::WrapUp);
    }
    rig.lose(5, Lost::Timeout);
    rig.reply(6, 200, &body(CallState::WrapUp, None));
    rig.expect_last(&["not disposed in WRAP_UP: no answer in time"]);
    rig.dispose(OURS);
    rig.lose_without_effect(7, CallState::WrapUp);
    rig.expect_last(&["7 Dispose", "8 Read", "9 Dispose"]);
}

#[test]
fn a_dispose_of_a_former_life_is_confirmed_by_the_call_that_can_still_be_read() {
    let mut rig = Rig::wrapped_up();
    rig.recover(OURS);
    rig.expect(&["1 Read"]);
    rig.reply(1, 200, &body(CallState::Finished, Some(OURS)));
    rig.expect_last(&["finished Confirmed(300000000000046)"]);
    let mut rig = Rig::wrapped_up();
    rig.recover(OURS);
    rig.reply(1, 200, &body(CallState::Finished, Some(OTHER)));
    rig.expect_last(&["finished SetElsewhere(-17)"]);
    let mut rig = Rig::wrapped_up();
    rig.recover(OURS);
    rig.reply(1, 404, "");
    rig.expect_last(&["finished Unknown"]);
}

#[test]
fn a_recovery_does_not_change_what_a_dispose_under_way_is_taken_for() {
    let mut rig = Rig::wrapped_up();
    rig.dispose(OURS);
    rig.recover(OTHER);
    rig.reply(1, 204, "");
    rig.gone();
    rig.expect(&["1 Dispose", "finished Confirmed(300000000000046)"]);
    rig.recover(OTHER);
    rig.expect_last(&["finished Confirmed(300000000000046)"; 2]);
}

#[test]
fn a_recovery_sends_no_disposition_even_if_the_call_is_still_there() {
    let mut rig = Rig::wrapped_up();
    rig.recover(OURS);
    for read in 1..=5 {
        rig.reply(read, 200, &body(CallState::WrapUp, None));
        rig.pass(Duration::from_secs(8));
    }
    rig.expect(&["1 Read", "2 Read", "3 Read", "4 Read", "5 Read", "unknown"]);
}

#[test]
fn what_was_refused_is_not_sent_again() {
    let mut rig = Rig::talking();
    rig.disconnect();
    rig.reply(1, 435, DETAIL);
    rig.reply(2, 200, &body(CallState::Talking, None));
    assert_eq!(rig.due_in(), None);
    rig.expect_last(&["2 Read", "still live: refused (status 435, error 90001)"]);
}

#[test]
fn an_accepted_disconnect_without_effect_is_read_five_times() {
    let mut rig = Rig::talking();
    rig.disconnect();
    rig.reply(1, 204, "");
    let waits_ms = [500, 1_000, 2_000, 4_000, 8_000];
    for (read, wait_ms) in waits_ms.into_iter().enumerate() {
        assert_eq!(rig.due_in(), Some(Duration::from_millis(wait_ms)));
        rig.pass(Duration::from_millis(wait_ms));
        rig.reply(read as u64 + 2, 200, &body(CallState::Talking, None));
    }
    rig.expect_last(&["6 Read", "still live: accepted"]);
}

#[test]
fn five_failed_reads_are_unknown() {
    let mut rig = Rig::talking();
    rig.disconnect();
    rig.lose(1, Lost::Cut);
    rig.lose(2, Lost::Offline);
    let waits_ms = [1_000, 2_000, 4_000, 8_000];
    let failures = [(502, "<html>"), (401, ""), (200, "not json"), (435, DETAIL)];
    for (read, (wait_ms, (status, text))) in waits_ms.into_iter().zip(failures).enumerate() {
        assert_eq!(
            rig.due_in(),
            Some(Duration::from_millis(wait_ms)),
            "before read {read}"
        );
        rig.pass(Duration::from_millis(wait_ms));
        rig.reply(read as u64 + 3, status, text);
    }
    rig.expect(&[
        "1 Disconnect",
        "2 Read",
        "3 Read",
        "4 Read",
        "5 Read",
        "6 Read",
        "unknown",
    ]);
    assert_eq!(rig.due_in(), None);
}

#[test]
fn a_rate_limited_read_waits_as_long_as_it_is_told() {
    let mut rig = Rig::talking();
    rig.disconnect();
    rig.lose(1, Lost::Cut);
    let retry_after = Some(Duration::from_secs(20));
    let reply = Reply {
        status: 429,
        retry_after,
        body: String::new(),
    };
    rig.handle(2, Ok(reply));
    assert_eq!(rig.due_in(), retry_after);
}

#[test]
fn an_event_saves_the_reads_that_are_left() {
    let mut rig = Rig::talking();
    rig.disconnect();
    rig.lose(1, Lost::Timeout);
    rig.lose(2, Lost::Timeout);
    rig.event(CallState::WrapUp, None);
    rig.expect(&["1 Disconnect", "2 Read", "WrapUp"]);
    assert_eq!(rig.due_in(), None);
}

#[test]
fn a_dispose_that_shows_finished_is_confirmed() {
    let mut rig = Rig::wrapped_up();
    rig.dispose(OURS);
    rig.reply(1, 200, &body(CallState::Finished, None));
    rig.expect(&["1 Dispose", "finished Confirmed(300000000000046)"]);
}

#[test]
fn an_accepted_dispose_is_finished_only_when_something_shows_it() {
    let mut rig = Rig::wrapped_up();
    rig.dispose(OURS);
    rig.reply(1, 204, "");
    rig.expect(&["1 Dispose"]);
    assert_eq!(rig.due_in(), Some(Duration::from_millis(500)));
    rig.event(CallState::Finished, None);
    rig.expect(&["1 Dispose", "finished Confirmed(300000000000046)"]);
}

#[test]
fn an_accepted_dispose_without_events_is_read() {
    let mut rig = Rig::wrapped_up();
    rig.dispose(OURS);
    rig.reply(1, 204, "");
    rig.pass(Duration::from_millis(500));
    rig.reply(2, 404, "");
    rig.expect(&["1 Dispose", "2 Read", "finished Confirmed(300000000000046)"]);
}

#[test]
fn an_accepted_dispose_that_leaves_the_call_in_wrap_up_is_unknown() {
    let mut rig = Rig::wrapped_up();
    rig.dispose(OURS);
    rig.reply(1, 200, &body(CallState::WrapUp, None));
    for (read, wait_ms) in [500, 1_000, 2_000, 4_000, 8_000].into_iter().enumerate() {
        rig.pass(Duration::from_millis(wait_ms));
        rig.reply(read as u64 + 2, 200, &body(CallState::WrapUp, None));
    }
    rig.expect_last(&["6 Read", "unknown"]);
}

#[test]
fn a_chosen_time_to_redial_goes_with_its_own_disposition_alone() {
    let timer = format!(r#"{{"id":"{OURS}","flags":["ALLOW_SET_REDIAL_TIMER"]}}"#);
    let timer: Disposition = serde_json::from_str(&timer).unwrap();
    let hour = Duration::from_secs(3_600);
    let cases = [
        (
            OURS,
            r#"{"dispositionId":"300000000000046","timeout":3600000}"#,
        ),
        (OTHER, r#"{"dispositionId":"-17"}"#),
    ];
    for (disposition, body) in cases {
        let (agent, call) = (AgentId::new("3578927"), CallId::new(CALL));
        let mut machine = HangUp::new(agent, call, Some(CallState::WrapUp));
        machine.choose_timeout(timer.with_timeout(hour).unwrap());
        machine.start_dispose(DispositionId::new(disposition), Timestamp::from_ms(0));
        let request = machine.poll_request().unwrap().request;
        assert_eq!(request.body.as_deref(), Some(body));
    }
}

#[test]
fn a_named_finish_before_the_reply_needs_no_reply() {
    let mut rig = Rig::wrapped_up();
    rig.dispose(OURS);
    rig.event(CallState::Finished, Some(OURS));
    rig.expect(&["1 Dispose", "finished Confirmed(300000000000046)"]);
    rig.reply(1, 200, &body(CallState::Finished, Some(OURS)));
    rig.expect(&["1 Dispose", "finished Confirmed(300000000000046)"]);
}

#[test]
fn a_nameless_finish_before_the_reply_waits_for_what_it_holds() {
    let mut rig = Rig::wrapped_up();
    rig.dispose(OURS);
    rig.event(CallState::Finished, None);
    rig.expect(&["1 Dispose"]);
    rig.reply(1, 204, "");
    rig.expect(&["1 Dispose", "finished Confirmed(300000000000046)"]);
}

#[test]
fn a_nameless_finish_shown_twice_still_waits_for_what_it_holds() {
    let mut rig = Rig::wrapped_up();
    rig.dispose(OURS);
    rig.event(CallState::Finished, None);
    rig.event(CallState::Finished, None);
    rig.gone();
    rig.expect(&["1 Dispose"]);
    rig.reply(1, 200, &body(CallState::Finished, None));
    rig.expect(&["1 Dispose", "finished Confirmed(300000000000046)"]);
}

#[test]
fn a_nameless_finish_and_a_refused_dispose_hold_nobody_knows_what() {
    let mut rig = Rig::wrapped_up();
    rig.dispose(OURS);
    rig.event(CallState::Finished, None);
    rig.reply(1, 435, DETAIL);
    rig.expect(&["1 Dispose", "finished Unknown"]);
}

#[test]
fn a_nameless_finish_waits_two_seconds_for_the_reply_and_no_longer() {
    let mut rig = Rig::wrapped_up();
    rig.dispose(OURS);
    rig.gone();
    assert_eq!(rig.due_in(), Some(Duration::from_secs(2)));
    rig.pass(Duration::from_secs(2));
    rig.expect(&["1 Dispose", "finished Unknown"]);
    rig.reply(1, 204, "");
    rig.expect(&["1 Dispose", "finished Unknown"]);
}

#[test]
fn a_name_that_comes_while_waiting_for_the_reply_ends_the_wait() {
    let mut rig = Rig::wrapped_up();
    rig.dispose(OURS);
    rig.gone();
    rig.event(CallState::Finished, Some(OTHER));
    rig.expect(&["1 Dispose", "finished SetElsewhere(-17)"]);
}

#[test]
fn a_refused_dispose_of_a_call_that_is_gone_holds_nobody_knows_what() {
    for status in [404, 435] {
        let mut rig = Rig::wrapped_up();
        rig.dispose(OURS);
        rig.reply(1, status, DETAIL);
        rig.reply(2, 404, "");
        rig.expect(&["1 Dispose", "2 Read", "finished Unknown"]);
    }
}

#[test]
fn a_refused_dispose_of_a_finished_call_names_what_it_holds() {
    let cases = [
        (OURS, "finished Confirmed(300000000000046)"),
        (OTHER, "finished SetElsewhere(-17)"),
    ];
    for (named, expected) in cases {
        let mut rig = Rig::wrapped_up();
        rig.dispose(OURS);
        rig.reply(1, 435, DETAIL);
        rig.reply(2, 200, &body(CallState::Finished, Some(named)));
        rig.expect(&["1 Dispose", "2 Read", expected]);
    }
}

#[test]
fn a_refused_dispose_of_a_call_still_there_says_so() {
    let mut rig = Rig::wrapped_up();
    rig.dispose(OTHER);
    rig.reply(1, 435, DETAIL);
    rig.reply(2, 200, &body(CallState::WrapUp, None));
    rig.expect(&[
        "1 Dispose",
        "2 Read",
        "not disposed in WRAP_UP: refused (status 435, error 90001)",
    ]);
    rig.dispose(OURS);
    rig.reply(3, 200, &body(CallState::Finished, Some(OURS)));
    rig.expect_last(&["3 Dispose", "finished Confirmed(300000000000046)"]);
}

#[test]
fn minus_one_names_no_disposition() {
    let mut rig = Rig::wrapped_up();
    rig.dispose(OURS);
    rig.reply(1, 404, "");
    rig.reply(2, 200, &body(CallState::Finished, Some("-1")));
    rig.expect(&["1 Dispose", "2 Read", "finished Unknown"]);
}

#[test]
fn a_lost_dispose_is_never_success() {
    let mut rig = Rig::wrapped_up();
    rig.dispose(OURS);
    rig.lose(1, Lost::Timeout);
    rig.reply(2, 404, "");
    rig.expect(&["1 Dispose", "2 Read", "finished Unknown"]);
}

#[test]
fn a_lost_dispose_that_took_effect_is_confirmed_by_name() {
    let mut rig = Rig::wrapped_up();
    rig.dispose(OURS);
    rig.lose(1, Lost::Cut);
    rig.reply(2, 200, &body(CallState::Finished, Some(OURS)));
    rig.expect(&["1 Dispose", "2 Read", "finished Confirmed(300000000000046)"]);
}

#[test]
fn a_dispose_that_arrives_after_it_was_given_up_still_counts() {
    let mut rig = Rig::wrapped_up();
    rig.dispose(OURS);
    for id in [1, 3] {
        rig.lose_without_effect(id, CallState::WrapUp);
    }
    rig.lose(5, Lost::Timeout);
    rig.reply(6, 200, &body(CallState::WrapUp, None));
    rig.expect_last(&["not disposed in WRAP_UP: no answer in time"]);
    rig.event(CallState::Finished, Some(OURS));
    rig.expect_last(&["finished Confirmed(300000000000046)"]);
}

#[test]
fn a_dispose_answered_by_a_page_is_read() {
    let mut rig = Rig::wrapped_up();
    rig.dispose(OURS);
    rig.reply(1, 200, "<html>log in</html>");
    rig.expect(&["1 Dispose", "2 Read"]);
}

#[test]
fn a_reply_that_names_another_disposition_was_set_elsewhere() {
    let mut rig = Rig::wrapped_up();
    rig.dispose(OURS);
    rig.reply(1, 200, &body(CallState::Finished, Some(OTHER)));
    rig.expect(&["1 Dispose", "finished SetElsewhere(-17)"]);
}

#[test]
fn a_disposition_set_by_hand_is_found_without_asking() {
    let mut rig = Rig::talking();
    rig.disconnect();
    rig.event(CallState::WrapUp, None);
    rig.event(CallState::Finished, Some(OTHER));
    rig.expect(&["1 Disconnect", "WrapUp", "finished SetElsewhere(-17)"]);
    rig.dispose(OURS);
    rig.expect_last(&["finished SetElsewhere(-17)"]);
}

#[test]
fn a_call_that_goes_after_wrap_up_may_hold_anything() {
    let mut rig = Rig::talking();
    rig.disconnect();
    rig.event(CallState::WrapUp, None);
    rig.gone();
    rig.expect(&["1 Disconnect", "WrapUp", "finished Unknown"]);
}

#[test]
fn a_dispose_of_a_live_call_disconnects_first() {
    let mut rig = Rig::talking();
    rig.dispose(OURS);
    rig.expect(&["1 Disconnect"]);
    rig.event(CallState::WrapUp, None);
    rig.expect(&["1 Disconnect", "2 Dispose"]);
    rig.reply(1, 204, "");
    rig.reply(2, 200, &body(CallState::Finished, Some(OURS)));
    rig.expect(&[
        "1 Disconnect",
        "2 Dispose",
        "finished Confirmed(300000000000046)",
    ]);
}

#[test]
fn a_dispose_waits_for_the_disconnect_under_way() {
    let mut rig = Rig::talking();
    rig.disconnect();
    rig.dispose(OURS);
    rig.reply(1, 204, "");
    rig.pass(Duration::from_millis(500));
    rig.reply(2, 200, &body(CallState::WrapUp, None));
    rig.expect(&["1 Disconnect", "2 Read", "3 Dispose"]);
}

#[test]
fn a_dispose_is_not_sent_when_hanging_up_fails() {
    let mut rig = Rig::talking();
    rig.dispose(OURS);
    rig.reply(1, 435, DETAIL);
    rig.reply(2, 200, &body(CallState::Talking, None));
    rig.event(CallState::WrapUp, None);
    rig.expect(&[
        "1 Disconnect",
        "2 Read",
        "still live: refused (status 435, error 90001)",
    ]);
    rig.disconnect();
    rig.expect_last(&["WrapUp"]);
}

#[test]
fn a_dispose_that_was_given_up_is_not_sent_by_a_later_disconnect() {
    let mut rig = Rig::talking();
    rig.dispose(OURS);
    rig.reply(1, 435, DETAIL);
    rig.reply(2, 200, &body(CallState::Talking, None));
    rig.disconnect();
    rig.event(CallState::WrapUp, None);
    rig.expect_last(&["3 Disconnect", "WrapUp"]);
}

#[test]
fn what_a_call_holds_that_vanishes_before_its_dispose_was_sent_is_unknown() {
    let mut rig = Rig::talking();
    rig.dispose(OURS);
    rig.gone();
    rig.expect(&["1 Disconnect", "finished Unknown"]);
}

#[test]
fn a_call_in_an_unknown_state_is_disposed_directly() {
    let mut rig = Rig::new(None);
    rig.dispose(OURS);
    rig.expect(&["1 Dispose"]);
}

#[test]
fn repeated_and_backward_frames_change_nothing() {
    let mut rig = Rig::talking();
    rig.disconnect();
    rig.event(CallState::WrapUp, None);
    rig.event(CallState::WrapUp, None);
    rig.event(CallState::Talking, None);
    rig.event(CallState::Offered, None);
    assert_eq!(rig.machine.state(), Some(&CallState::WrapUp));
    rig.dispose(OURS);
    rig.reply(2, 200, &body(CallState::Finished, Some(OURS)));
    rig.event(CallState::WrapUp, None);
    rig.event(CallState::Finished, Some(OTHER));
    rig.gone();
    let expected = [
        "1 Disconnect",
        "WrapUp",
        "2 Dispose",
        "finished Confirmed(300000000000046)",
    ];
    rig.expect(&expected);
}

#[test]
fn a_backward_read_after_wrap_up_is_still_wrap_up() {
    let mut rig = Rig::wrapped_up();
    rig.dispose(OURS);
    rig.reply(1, 435, DETAIL);
    rig.reply(2, 200, &body(CallState::Talking, None));
    rig.expect_last(&["not disposed in WRAP_UP: refused (status 435, error 90001)"]);
}

#[test]
fn another_call_changes_nothing() {
    let mut rig = Rig::talking();
    rig.disconnect();
    let other = CallInfo::new(CallId::new("OTHER"), CallState::Finished);
    rig.machine.handle_call(&other, rig.now);
    let event = CallEvent {
        made_at: None,
        change: Change::Deleted,
        reason: None,
        call: other,
    };
    rig.machine.handle_event(&event, rig.now);
    rig.expect(&["1 Disconnect"]);
}

#[test]
fn a_read_that_answers_about_another_call_is_a_failed_read() {
    let mut rig = Rig::wrapped_up();
    rig.dispose(OURS);
    rig.lose(1, Lost::Timeout);
    rig.reply(2, 200, r#"{"id":"OTHER","state":"FINISHED"}"#);
    rig.expect(&["1 Dispose", "2 Read"]);
    assert_eq!(rig.due_in(), Some(Duration::from_secs(1)));
}

#[test]
fn a_deleted_call_is_gone_whatever_state_its_event_names() {
    let mut rig = Rig::talking();
    rig.disconnect();
    let call = CallInfo::new(CallId::new(CALL), CallState::Talking);
    let event = CallEvent {
        made_at: None,
        change: Change::Deleted,
        reason: None,
        call,
    };
    rig.machine.handle_event(&event, rig.now);
    rig.expect(&["1 Disconnect", "finished None"]);
}

#[test]
fn a_second_answer_changes_nothing() {
    let mut rig = Rig::talking();
    rig.disconnect();
    rig.reply(1, 204, "");
    rig.reply(1, 435, DETAIL);
    rig.lose(1, Lost::Timeout);
    rig.reply(7, 404, "");
    rig.expect(&["1 Disconnect"]);
    assert_eq!(rig.due_in(), Some(Duration::from_millis(500)));
}

#[test]
fn asking_again_asks_once() {
    let mut rig = Rig::talking();
    rig.disconnect();
    rig.disconnect();
    rig.event(CallState::WrapUp, None);
    rig.dispose(OURS);
    rig.dispose(OTHER);
    rig.disconnect();
    rig.expect(&["1 Disconnect", "WrapUp", "2 Dispose"]);
}

#[test]
fn an_ended_call_that_is_hung_up_again_says_finished_again() {
    let mut rig = Rig::new(Some(CallState::Finished));
    rig.disconnect();
    rig.disconnect();
    rig.dispose(OURS);
    rig.expect(&["finished Unknown", "finished Unknown", "finished Unknown"]);
}

#[test]
fn a_call_known_to_be_finished_is_not_disposed() {
    let mut rig = Rig::new(Some(CallState::Finished));
    rig.dispose(OURS);
    rig.expect(&["finished Unknown"]);
}

#[test]
fn a_late_answer_to_the_disconnect_is_not_taken_for_the_one_to_a_read() {
    let mut rig = Rig::talking();
    rig.disconnect();
    rig.lose(1, Lost::Timeout);
    rig.reply(1, 404, "");
    rig.expect(&["1 Disconnect", "2 Read"]);
    rig.reply(2, 200, &body(CallState::WrapUp, None));
    rig.expect(&["1 Disconnect", "2 Read", "WrapUp"]);
}

#[test]
fn a_late_answer_to_the_disconnect_confirms_no_disposition() {
    let mut rig = Rig::talking();
    rig.dispose(OURS);
    rig.event(CallState::WrapUp, None);
    rig.gone();
    rig.reply(1, 204, "");
    rig.expect(&["1 Disconnect", "2 Dispose"]);
    rig.reply(2, 435, DETAIL);
    rig.expect(&["1 Disconnect", "2 Dispose", "finished Unknown"]);
}

#[test]
fn nothing_is_done_before_it_is_due() {
    let mut rig = Rig::wrapped_up();
    rig.dispose(OURS);
    rig.lose(1, Lost::Cut);
    rig.reply(2, 200, &body(CallState::WrapUp, None));
    let pause = rig.due_in().expect("it will be sent again");
    rig.pass(pause - Duration::from_millis(1));
    rig.expect(&["1 Dispose", "2 Read"]);
    rig.pass(Duration::from_millis(1));
    rig.expect(&["1 Dispose", "2 Read", "3 Dispose"]);
    rig.gone();
    rig.pass(Duration::from_millis(1_999));
    rig.expect(&["1 Dispose", "2 Read", "3 Dispose"]);
    rig.pass(Duration::from_millis(1));
    rig.expect_last(&["3 Dispose", "finished Unknown"]);
}

#[test]
fn the_answer_to_a_dispose_names_what_a_call_holds_that_was_over_before_it() {
    let mut rig = Rig::wrapped_up();
    rig.dispose(OURS);
    rig.gone();
    rig.reply(1, 200, &body(CallState::Finished, Some(OTHER)));
    rig.expect(&["1 Dispose", "finished SetElsewhere(-17)"]);
    let mut rig = Rig::wrapped_up();
    rig.dispose(OURS);
    rig.gone();
    rig.reply(
        1,
        200,
        r#"{"id":"X","state":"FINISHED","dispositionId":"-17"}"#,
    );
    rig.expect(&["1 Dispose", "finished Confirmed(300000000000046)"]);
}

#[test]
fn a_name_that_a_second_finish_brings_ends_the_wait_for_the_reply() {
    let mut rig = Rig::wrapped_up();
    rig.dispose(OURS);
    rig.event(CallState::Finished, None);
    rig.event(CallState::Finished, Some(OTHER));
    rig.expect(&["1 Dispose", "finished SetElsewhere(-17)"]);
}

#[test]
fn a_nameless_finish_holds_nothing_for_sure_once_anybody_can_have_disposed_the_call() {
    let mut rig = Rig::new(None);
    rig.dispose(OURS);
    rig.lose(1, Lost::Timeout);
    rig.reply(2, 200, &body(CallState::Finished, None));
    rig.expect(&["1 Dispose", "2 Read", "finished Unknown"]);
    let mut rig = Rig::talking();
    rig.disconnect();
    rig.event(CallState::WrapUp, None);
    rig.event(CallState::Finished, None);
    rig.expect(&["1 Disconnect", "WrapUp", "finished Unknown"]);
}

#[test]
fn a_call_in_an_unknown_word_counts_as_live() {
    let mut rig = Rig::talking();
    rig.disconnect();
    rig.reply(1, 435, DETAIL);
    rig.reply(2, 200, &body(CallState::Unknown("PARKED".to_owned()), None));
    rig.expect_last(&["2 Read", "still live: refused (status 435, error 90001)"]);
}

#[test]
fn a_clock_set_back_delays_no_deadline_by_more_than_its_length() {
    let mut rig = Rig::talking();
    rig.disconnect();
    rig.reply(1, 204, "");
    rig.now = Timestamp::from_ms(5);
    rig.machine.handle_timeout(rig.now);
    assert_eq!(rig.due_in(), Some(Duration::from_millis(500)));
    rig.pass(Duration::from_millis(500));
    rig.expect(&["1 Disconnect", "2 Read"]);
}

struct Rig {
    machine: HangUp,
    now: Timestamp,
    log: Vec<String>,
}

impl Rig {
    fn new(last_seen: Option<CallState>) -> Self {
        let machine = HangUp::new(AgentId::new("3578927"), CallId::new(CALL), last_seen);
        Self {
            machine,
            now: Timestamp::from_ms(1_000_000),
            log: Vec::new(),
        }
    }

    fn talking() -> Self {
        Self::new(Some(CallState::Talking))
    }

    fn wrapped_up() -> Self {
        Self::new(Some(CallState::WrapUp))
    }

    fn disconnect(&mut self) {
        self.machine.start_disconnect(self.now);
        self.drain();
    }

    fn dispose(&mut self, disposition: &str) {
        self.machine
            .start_dispose(DispositionId::new(disposition), self.now);
        self.drain();
    }

    fn recover(&mut self, disposition: &str) {
        self.machine
            .start_recovery(DispositionId::new(disposition), self.now);
        self.drain();
    }

    fn event(&mut self, state: CallState, disposition: Option<&str>) {
        let mut call = CallInfo::new(CallId::new(CALL), state);
        call.disposition_id = disposition.map(DispositionId::new);
        self.machine.handle_call(&call, self.now);
        self.drain();
    }

    fn gone(&mut self) {
        self.machine.handle_gone(self.now);
        self.drain();
    }

    fn reply(&mut self, id: u64, status: u16, body: &str) {
        self.handle(id, Ok(Reply::new(status, body)));
    }

    /// A request is lost, a read shows no effect, and the pause before the next passes.
    fn lose_without_effect(&mut self, id: u64, state: CallState) {
        self.lose(id, Lost::Timeout);
        self.reply(id + 1, 200, &body(state, None));
        self.pass(Duration::from_secs(1));
    }

    fn lose(&mut self, id: u64, lost: Lost) {
        self.handle(id, Err(lost));
    }

    fn handle(&mut self, id: u64, reply: Result<Reply, Lost>) {
        self.machine.handle_reply(id, reply, self.now);
        self.drain();
    }

    fn pass(&mut self, duration: Duration) {
        self.now = self.now + duration;
        self.machine.handle_timeout(self.now);
        self.drain();
    }

    fn due_in(&self) -> Option<Duration> {
        self.machine.poll_timeout().map(|due| due.since(self.now))
    }

    fn drain(&mut self) {
        while let Some(request) = self.machine.poll_request() {
            let word = match request.kind {
                RequestKind::Disconnect => "/disconnect",
                RequestKind::Dispose => "/dispose",
                RequestKind::Read => CALL,
            };
            assert!(request.request.path.ends_with(word), "{request:?}");
            self.log.push(format!("{} {:?}", request.id, request.kind));
        }
        while let Some(outcome) = self.machine.poll_outcome() {
            self.log.push(describe(&outcome));
        }
    }

    fn expect(&mut self, expected: &[&str]) {
        self.drain();
        assert_eq!(self.log, expected);
    }

    fn expect_last(&mut self, expected: &[&str]) {
        self.drain();
        assert!(self.log.len() >= expected.len(), "{:?}", self.log);
        assert_eq!(
            self.log[self.log.len() - expected.len()..],
            *expected,
            "{:?}",
            self.log
        );
    }
}

fn describe(outcome: &Outcome) -> String {
    match outcome {
        Outcome::WrapUp => "WrapUp".to_owned(),
        Outcome::StillLive { error: Some(error) } => format!("still live: {error}"),
        Outcome::StillLive { error: None } => "still live: accepted".to_owned(),
        Outcome::Finished { disposition } => match disposition {
            Held::Confirmed(id) => format!("finished Confirmed({id})"),
            Held::SetElsewhere(id) => format!("finished SetElsewhere({id})"),
            Held::Unknown => "finished Unknown".to_owned(),
            Held::None => "finished None".to_owned(),
        },
        Outcome::NotDisposed { error, state } => {
            let state = state.as_ref().map_or("no state", CallState::as_str);
            format!("not disposed in {state}: {error}")
        }
        Outcome::Unknown => "unknown".to_owned(),
    }
}

fn body(state: CallState, disposition: Option<&str>) -> String {
    let disposition = disposition.map_or("null".to_owned(), |id| format!("\"{id}\""));
    format!(
        r#"{{"id":"{CALL}","state":"{state}","callType":"AGENT","dispositionId":{disposition}}}"#
    )
}
