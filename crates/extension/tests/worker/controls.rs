//! What can be done with a call beside ending it, and being ready or not: shown as Five9 has it.

use std::time::Duration;

use extension::message::{Code, RecordingAction};
use extension::snapshot::{
    CallPhase, ControlKind, ControlsView, NoteSent, PresenceView, RecordingState,
};
use five9_sim::domain::{Answer, Method};
use serde_json::{Value, json};

use crate::world::World;
use crate::{CAMPAIGN, COMPLETED, THREE, call_one, choose, next, phase, start_run, wait_phase};

const PROMPT: &str = "222995";
const LUNCH: &str = "367541";

fn controls(world: &World) -> ControlsView {
    let call = world.view().call.as_ref().expect("a call");
    call.controls.clone()
}

fn talking() -> World {
    let mut world = World::start("");
    call_one(&mut world);
    wait_phase(&mut world, CallPhase::Talking);
    world.pass(Duration::from_secs(1));
    world
}

/// Talking, and recorded.
fn recorded() -> World {
    let mut world = talking();
    record(&mut world);
    world
}

fn record(world: &mut World) {
    let start = json!({"type": "setRecording", "action": "start"});
    assert!(world.ask(start).success);
    wait_controls(world, "it is recorded", |view| {
        view.recording == Some(RecordingState::On)
    });
}

fn wait_controls(world: &mut World, what: &str, is_so: impl Fn(&ControlsView) -> bool) {
    world.wait(what, |world| is_so(&controls(world)));
}

/// The body that Five9 answers a read of the agent's with.
fn read(world: &mut World, path: &str) -> Value {
    let request = world.request_of_agent(Method::Get, path);
    let Answer::Reply(response) = world.sim.handle_request(world.now, request) else {
        panic!("no fault was asked for");
    };
    serde_json::from_str(&response.body).expect("JSON")
}

fn notes(world: &mut World) -> Vec<String> {
    let id = world.sim.calls().last().expect("a call").id.to_string();
    let notes = read(world, &format!("agents/3578927/interactions/{id}/note"));
    let notes = notes.as_array().expect("an array").iter();
    notes
        .map(|note| note["note"].as_str().unwrap_or_default().to_owned())
        .collect()
}

fn lose_answer(world: &mut World, method: &str, path: &str) {
    let fault = json!({"match": {"method": method, "path": path}, "action": {"drop": "after"}});
    world.control("fault", fault);
}

#[test]
fn a_call_is_held_and_taken_back() {
    let mut world = talking();
    assert!(controls(&world).can_hold && !controls(&world).can_unhold);
    assert_eq!(
        world.ask(json!({"type": "unholdCall"})).code,
        Some(Code::Busy)
    );
    assert!(world.ask(json!({"type": "holdCall"})).success);
    wait_phase(&mut world, CallPhase::OnHold);
    assert!(!controls(&world).can_hold && controls(&world).can_unhold);
    assert_eq!(controls(&world).busy, None);
    assert!(world.ask(json!({"type": "unholdCall"})).success);
    wait_phase(&mut world, CallPhase::Talking);
    assert_eq!(
        (world.log("/hold").len(), world.log("/unhold").len()),
        (1, 1)
    );
}

#[test]
fn a_hold_that_five9_refuses_changes_nothing_and_says_why() {
    let mut world = talking();
    let detail = json!({"five9ExceptionDetail": {"errorCode": 90, "message": "not now"}});
    let fault =
        json!({"match": {"path": "calls/*/hold"}, "action": {"status": 435, "body": detail}});
    world.control("fault", fault);
    let status = world.ask(json!({"type": "holdCall"}));
    assert_eq!(status.code, Some(Code::ControlRefused), "{status:?}");
    assert!(status.error.expect("a sentence").contains("not now"));
    let trouble = controls(&world).trouble.expect("shown");
    assert_eq!(
        (trouble.code, trouble.detail.as_deref()),
        (Code::ControlRefused, Some("not now"))
    );
    assert_eq!(phase(&world), Some(CallPhase::Talking));
    assert!(world.ask(json!({"type": "holdCall"})).success);
    assert_eq!(controls(&world).trouble, None);
}

#[test]
fn a_hold_whose_answer_is_lost_is_what_the_calls_show() {
    let mut world = talking();
    world.control("socket/lose", json!({"times": null}));
    lose_answer(&mut world, "PUT", "calls/*/hold");
    let status = world.ask(json!({"type": "holdCall"}));
    assert!(status.success, "{status:?}");
    assert_eq!(phase(&world), Some(CallPhase::OnHold));
    let fault = json!({"match": {"path": "calls/*/unhold"}, "action": {"drop": "before"}});
    world.control("fault", fault);
    let status = world.ask(json!({"type": "unholdCall"}));
    assert_eq!(status.code, Some(Code::Unknown), "{status:?}");
    assert_eq!(phase(&world), Some(CallPhase::OnHold));
}

#[test]
fn what_was_held_in_the_five9_page_is_shown() {
    let mut world = talking();
    world.by_hand("hold", json!({}));
    wait_phase(&mut world, CallPhase::OnHold);
    assert!(controls(&world).can_unhold);
}

#[test]
fn an_end_has_precedence_over_a_control_under_way() {
    let mut world = talking();
    let slow = json!({"match": {"path": "calls/*/hold"}, "action": {"delayMs": 5000}});
    world.control("fault", slow);
    let hold = world.tell(json!({"type": "holdCall"}));
    assert_eq!(controls(&world).busy, Some(ControlKind::Hold));
    let end = json!({"type": "triggerFive9Hangup", "dispositionId": COMPLETED});
    let status = world.ask(end);
    assert_eq!(status.state.as_deref(), Some("FINISHED"), "{status:?}");
    assert!(!world.replies.contains_key(&hold));
    world.pass(Duration::from_secs(6));
    assert!(!world.replies[&hold].success);
    assert_eq!(phase(&world), Some(CallPhase::Done));
}

#[test]
fn a_control_for_a_call_that_is_over_sends_nothing() {
    let mut world = talking();
    let end = json!({"type": "triggerFive9Hangup"});
    assert!(world.ask(end).success);
    let before = world.log("PUT").len();
    for kind in ["holdCall", "unholdCall", "stopPrompt"] {
        assert_eq!(world.ask(json!({"type": kind})).code, Some(Code::Busy));
    }
    for message in [
        json!({"type": "setRecording", "action": "start"}),
        json!({"type": "playPrompt", "promptId": PROMPT}),
    ] {
        assert_eq!(world.ask(message).code, Some(Code::Busy));
    }
    assert_eq!(world.log("PUT").len(), before);
}

#[test]
fn without_a_call_a_control_is_busy() {
    let mut world = World::start("");
    for message in [
        json!({"type": "holdCall"}),
        json!({"type": "sendNote"}),
        json!({"type": "createCallback", "dueAtMs": u64::MAX / 2}),
    ] {
        assert_eq!(world.ask(message).code, Some(Code::Busy));
    }
}

#[test]
fn a_recording_goes_through_all_its_states_as_five9_tells_them() {
    let mut world = talking();
    let set = |action: &str| json!({"type": "setRecording", "action": action});
    assert_eq!(controls(&world).recording, Some(RecordingState::Off));
    assert_eq!(
        controls(&world).recording_actions,
        [RecordingAction::Start],
        "nothing was there to pause"
    );
    for (action, state, actions) in [
        (
            "start",
            RecordingState::On,
            vec![RecordingAction::Pause, RecordingAction::Stop],
        ),
        (
            "pause",
            RecordingState::Paused,
            vec![RecordingAction::Resume, RecordingAction::Stop],
        ),
        (
            "resume",
            RecordingState::On,
            vec![RecordingAction::Pause, RecordingAction::Stop],
        ),
        ("stop", RecordingState::Off, vec![RecordingAction::Start]),
        (
            "start",
            RecordingState::On,
            vec![RecordingAction::Pause, RecordingAction::Stop],
        ),
    ] {
        let status = world.ask(set(action));
        assert!(status.success, "{action}: {status:?}");
        wait_controls(&mut world, action, |view| view.recording == Some(state));
        assert_eq!(controls(&world).recording_actions, actions, "{action}");
    }
    assert_eq!(world.ask(set("resume")).code, Some(Code::Busy));
}

#[test]
fn who_may_not_record_is_offered_no_recording() {
    let mut world = World::start("");
    let granted = read(&mut world, "agents/3578927/permissions");
    let mut granted: Vec<Value> = granted.as_array().expect("a list").clone();
    call_one(&mut world);
    wait_phase(&mut world, CallPhase::Talking);
    world.pass(Duration::from_secs(1));
    assert!(!controls(&world).recording_actions.is_empty());
    granted.retain(|word| word != "CAN_MAKE_RECORDINGS");
    world.control("agent", json!({"permissions": granted}));
    wait_controls(&mut world, "nothing is offered", |view| {
        view.recording_actions.is_empty()
    });
    let start = world.ask(json!({"type": "setRecording", "action": "start"}));
    assert!(!start.success, "{start:?}");
    assert!(world.log("start_recording").is_empty());
}

#[test]
fn a_recording_control_whose_answer_is_lost_is_what_the_calls_show() {
    let mut world = recorded();
    world.control("socket/lose", json!({"times": null}));
    lose_answer(&mut world, "PUT", "calls/*/pause_recording");
    let status = world.ask(json!({"type": "setRecording", "action": "pause"}));
    assert!(status.success, "{status:?}");
    assert_eq!(controls(&world).recording, Some(RecordingState::Paused));
}

#[test]
fn a_recording_that_was_paused_before_a_restart_can_be_resumed() {
    let mut world = recorded();
    assert!(
        world
            .ask(json!({"type": "setRecording", "action": "pause"}))
            .success
    );
    world.restart_worker(false);
    world.pass(Duration::from_secs(2));
    let view = controls(&world);
    assert_eq!(view.recording, Some(RecordingState::Off), "paused or off");
    assert!(view.recording_actions.contains(&RecordingAction::Resume));
}

#[test]
fn a_prompt_plays_until_it_is_over_or_stopped() {
    let mut world = talking();
    assert_eq!(world.view().prompts.len(), 2, "{:?}", world.view().prompts);
    assert!(controls(&world).can_play_prompt);
    let play = |id: &str| json!({"type": "playPrompt", "promptId": id});
    assert_eq!(world.ask(play("no-such")).code, Some(Code::ControlRefused));
    assert!(world.ask(play(PROMPT)).success);
    let playing = controls(&world).playing.expect("it plays");
    assert_eq!(
        (playing.prompt_id.as_str(), playing.duration_ms),
        (PROMPT, Some(4_141))
    );
    assert_ne!(playing.name, PROMPT);
    wait_controls(&mut world, "the prompt is over", |view| {
        view.playing.is_none()
    });
    assert!(world.ask(play(PROMPT)).success);
    assert!(world.ask(json!({"type": "stopPrompt"})).success);
    wait_controls(&mut world, "it is stopped", |view| view.playing.is_none());
    assert_eq!(world.log("/player/stop").len(), 1);
    assert_eq!(
        world.ask(json!({"type": "stopPrompt"})).code,
        Some(Code::Busy)
    );
}

#[test]
fn a_prompt_whose_answer_is_lost_is_what_the_player_shows() {
    let mut world = talking();
    lose_answer(&mut world, "PUT", "player/play_prompt");
    let play = json!({"type": "playPrompt", "promptId": PROMPT});
    let status = world.ask(play.clone());
    assert!(status.success, "{status:?}");
    assert!(world.ask(json!({"type": "stopPrompt"})).success);
    let fault = json!({"match": {"path": "player/play_prompt"}, "action": {"drop": "before"}});
    world.control("fault", fault);
    let status = world.ask(play);
    assert_eq!(status.code, Some(Code::Unknown), "{status:?}");
    assert_eq!(controls(&world).playing, None);
}

fn player_answers(world: &mut World, action: &Value) {
    let pattern = json!({"method": "GET", "path": "audio/player"});
    let fault = json!({"match": pattern, "action": action, "times": null});
    world.control("fault", fault);
}

#[test]
fn a_prompt_ends_although_the_player_says_nothing_of_it() {
    let mut world = talking();
    player_answers(&mut world, &json!({"body": {}}));
    let play = json!({"type": "playPrompt", "promptId": PROMPT});
    assert!(world.ask(play.clone()).success);
    world.pass(Duration::from_secs(4));
    assert!(controls(&world).playing.is_some(), "it lasts 4.1 s");
    world.pass(Duration::from_secs(3));
    assert_eq!(controls(&world).playing, None);
    assert!(world.ask(play).success);
    assert!(world.ask(json!({"type": "stopPrompt"})).success);
    assert_eq!(controls(&world).playing, None, "it was stopped");
}

#[test]
fn a_clock_that_is_set_back_puts_the_end_of_a_prompt_off_by_no_more_than_its_length() {
    let mut world = talking();
    world.pass(Duration::from_secs(60));
    player_answers(&mut world, &json!({"body": {}}));
    let play = json!({"type": "playPrompt", "promptId": PROMPT});
    assert!(world.ask(play).success);
    world.now -= Duration::from_secs(50);
    world.worker.handle_timeout(world.wall_ms());
    world.pass(Duration::from_secs(5));
    assert!(controls(&world).playing.is_some());
    world.pass(Duration::from_secs(2));
    assert_eq!(controls(&world).playing, None);
}

#[test]
fn a_player_that_is_not_there_plays_nothing() {
    let detail = json!({"five9ExceptionDetail": {"errorCode": 90, "message": "nothing plays"}});
    for action in [
        json!({"status": 404}),
        json!({"status": 435, "body": detail}),
    ] {
        let mut world = talking();
        player_answers(&mut world, &action);
        let play = json!({"type": "playPrompt", "promptId": PROMPT});
        assert!(world.ask(play).success);
        world.pass(Duration::from_secs(1));
        assert_eq!(controls(&world).playing, None, "{action}");
    }
}

#[test]
fn a_prompt_whose_answer_is_lost_is_not_known_from_a_player_that_says_nothing() {
    let mut world = talking();
    player_answers(&mut world, &json!({"body": {}}));
    let play = json!({"type": "playPrompt", "promptId": PROMPT});
    assert!(world.ask(play.clone()).success);
    // What played before is no evidence of the second time.
    let fault = json!({"match": {"path": "player/play_prompt"}, "action": {"drop": "before"}});
    world.control("fault", fault);
    let status = world.ask(play);
    assert_eq!(status.code, Some(Code::Unknown), "{status:?}");
    let fault = json!({"match": {"path": "player/stop"}, "action": {"drop": "before"}});
    world.control("fault", fault);
    let status = world.ask(json!({"type": "stopPrompt"}));
    assert_eq!(status.code, Some(Code::Unknown), "{status:?}");
}

#[test]
fn a_note_is_sent_once_a_text() {
    let mut world = talking();
    let set = |text: &str| json!({"type": "setNote", "text": text});
    let send = json!({"type": "sendNote"});
    assert_eq!(world.ask(send.clone()).code, Some(Code::Busy), "no text");
    assert!(world.ask(set("wants a brochure")).success);
    assert!(controls(&world).can_send_note);
    assert!(world.ask(send.clone()).success);
    assert_eq!(controls(&world).note_sent, NoteSent::Sent);
    assert_eq!(
        world.ask(send.clone()).code,
        Some(Code::Busy),
        "sent already"
    );
    assert!(world.ask(set("wants two brochures")).success);
    assert_eq!(controls(&world).note_sent, NoteSent::Changed);
    assert!(world.ask(send).success);
    assert_eq!(
        notes(&mut world),
        ["wants a brochure", "wants two brochures"]
    );
}

#[test]
fn a_note_whose_answer_is_lost_is_looked_for_and_not_sent_twice() {
    let mut world = talking();
    let text = json!({"type": "setNote", "text": "call again in June"});
    assert!(world.ask(text).success);
    lose_answer(&mut world, "POST", "interactions/*/note");
    let status = world.ask(json!({"type": "sendNote"}));
    assert!(status.success, "{status:?}");
    assert_eq!(controls(&world).note_sent, NoteSent::Sent);
    assert_eq!(notes(&mut world).len(), 1);
    // Whoever does not know that it was sent looks first.
    world.restart_worker(false);
    world.pass(Duration::from_secs(2));
    assert!(world.ask(json!({"type": "sendNote"})).success);
    assert_eq!(notes(&mut world).len(), 1);
}

/// In a talk, with a note, and notes are to go to Five9.
fn talking_with_note(text: &str) -> World {
    let mut world = talking();
    let on = json!({"sendNotes": {"on": true}});
    assert!(
        world
            .ask(json!({"type": "setPreference", "preference": on}))
            .success
    );
    assert!(world.ask(json!({"type": "setNote", "text": text})).success);
    world
}

fn end(world: &mut World) {
    let end = json!({"type": "triggerFive9Hangup", "dispositionId": COMPLETED});
    assert!(world.ask(end).success);
    wait_phase(world, CallPhase::Done);
}

/// The notes that were asked to be written, whatever became of them.
fn written(world: &mut World) -> Vec<String> {
    let posts = world.log("/note").into_iter();
    let posts = posts.filter(|(line, _)| line.starts_with("POST"));
    posts
        .map(|(_, body)| {
            let body: Value = serde_json::from_str(&body).expect("JSON");
            body["note"].as_str().unwrap_or_default().to_owned()
        })
        .collect()
}

#[test]
fn a_note_goes_along_with_the_end_once_and_only_if_the_agent_wants_that() {
    let mut world = talking_with_note(" asked for June ");
    end(&mut world);
    assert_eq!(written(&mut world), ["asked for June"]);
    assert_eq!(world.view().trouble, None);
    // It was written before the outcome closed the call.
    let log = world.log("");
    let place = |end: &str| log.iter().position(|(line, _)| line.ends_with(end));
    assert!(place("/note") < place("/dispose"), "{log:?}");

    let off = json!({"sendNotes": {"on": false}});
    let off = json!({"type": "setPreference", "preference": off});
    assert!(world.ask(off).success);
    let again = json!({
        "type": "triggerFive9Call", "phoneNumber": "(202) 555-0101", "again": true,
    });
    assert!(world.ask(again).success);
    wait_phase(&mut world, CallPhase::Talking);
    let text = json!({"type": "setNote", "text": "stays here"});
    assert!(world.ask(text).success);
    end(&mut world);
    assert_eq!(written(&mut world), ["asked for June"]);
}

#[test]
fn a_note_that_five9_has_already_is_not_sent_again_at_the_end() {
    let mut world = talking_with_note("asked for June");
    assert!(world.ask(json!({"type": "sendNote"})).success);
    end(&mut world);
    assert_eq!(written(&mut world), ["asked for June"]);

    // A worker that does not know it any more looks first.
    let mut world = talking_with_note("asked for June");
    assert!(world.ask(json!({"type": "sendNote"})).success);
    world.restart_worker(false);
    world.pass(Duration::from_secs(2));
    end(&mut world);
    assert_eq!(written(&mut world), ["asked for June"]);
    assert_eq!(world.view().trouble, None);
}

#[test]
fn a_note_that_five9_may_not_have_is_told_with_the_name_and_the_run_goes_on() {
    for action in [
        json!({"status": 404}),
        json!({"drop": "before"}),
        json!({"status": 500}),
    ] {
        let mut world = World::start(THREE);
        let on = json!({"sendNotes": {"on": true}});
        let on = json!({"type": "setPreference", "preference": on});
        assert!(world.ask(on).success);
        start_run(&mut world, THREE);
        let text = json!({"type": "setNote", "text": "asked for June"});
        assert!(world.ask(text).success);
        choose(&mut world, COMPLETED);
        let matching = json!({"method": "POST", "path": "interactions/*/note"});
        let fault = json!({"match": matching, "action": action, "times": null});
        world.control("fault", fault);
        let matching = json!({"method": "GET", "path": "interactions/*/note"});
        let fault = json!({"match": matching, "action": {"status": 404}, "times": null});
        world.control("fault", fault);
        next(&mut world);
        world.wait("the next call", |world| world.sim.calls().len() == 2);
        world.wait("it is told", |world| world.view().trouble.is_some());
        let trouble = world.view().trouble.clone().expect("told");
        assert_eq!(trouble.code, Code::NoteNotSent, "{action}");
        assert_eq!(trouble.detail, Some(world.names()[0].clone()));
    }
}

#[test]
fn a_note_that_is_refused_while_the_call_hangs_up_is_sent_again_with_its_outcome() {
    let mut world = talking_with_note("asked for June");
    let matching = json!({"method": "POST", "path": "interactions/*/note"});
    let fault = json!({"match": matching, "action": {"status": 429}});
    world.control("fault", fault);
    end(&mut world);
    world.pass(Duration::from_secs(2));
    assert_eq!(written(&mut world).len(), 2);
    assert_eq!(world.view().trouble, None);
}

#[test]
fn a_note_that_five9_may_not_have_is_told_once_beside_its_call() {
    let mut world = talking_with_note("asked for June");
    let matching = json!({"method": "POST", "path": "interactions/*/note"});
    let fault = json!({"match": matching, "action": {"status": 500}, "times": null});
    world.control("fault", fault);
    end(&mut world);
    world.pass(Duration::from_secs(2));
    let trouble = world.view().trouble.clone().expect("told");
    assert_eq!(trouble.code, Code::NoteNotSent);
    assert_eq!(controls(&world).trouble, None);
}

#[test]
fn a_note_may_be_changed_until_the_outcome_goes() {
    let mut world = talking_with_note("asked for");
    let hold_back = json!({"holdBack": {"seconds": 5}});
    let hold_back = json!({"type": "setPreference", "preference": hold_back});
    assert!(world.ask(hold_back).success);
    world.tell(json!({"type": "triggerFive9Hangup", "dispositionId": COMPLETED}));
    world.pass(Duration::from_secs(2));
    assert_eq!(written(&mut world), [""; 0]);
    let text = json!({"type": "setNote", "text": "asked for June"});
    assert!(world.ask(text).success);
    wait_phase(&mut world, CallPhase::Done);
    assert_eq!(written(&mut world), ["asked for June"]);
}

/// The first look tells the truth, the POST's answer is lost, and the next `n_looks` fail.
fn lose_post_and_looks(world: &mut World, path: &str, fails: &Value, n_looks: u64) {
    lose_answer(world, "POST", path);
    let pattern = json!({"method": "GET", "path": path});
    let passes = json!({"match": pattern, "action": {"delayMs": 1}});
    world.control("fault", passes);
    let fails = json!({"match": pattern, "action": fails, "times": n_looks});
    world.control("fault", fails);
}

#[test]
fn a_note_that_cannot_be_looked_for_is_unknown_until_it_is_found() {
    for fails in [
        json!({"status": 503}),
        json!({"status": 429}),
        json!({"body": "odd"}),
        json!({"drop": "before"}),
    ] {
        let mut world = talking();
        let text = json!({"type": "setNote", "text": "call again in June"});
        assert!(world.ask(text).success);
        lose_post_and_looks(&mut world, "interactions/*/note", &fails, 3);
        for _ in 0..3 {
            let status = world.ask(json!({"type": "sendNote"}));
            assert_eq!(status.code, Some(Code::Unknown), "{fails}: {status:?}");
            assert_eq!(controls(&world).note_sent, NoteSent::Unknown);
        }
        assert!(world.ask(json!({"type": "sendNote"})).success, "{fails}");
        assert_eq!(controls(&world).note_sent, NoteSent::Sent);
        assert_eq!(notes(&mut world).len(), 1, "{fails}");
    }
}

#[test]
fn a_note_is_not_sent_on_a_look_that_failed() {
    let mut world = talking();
    let text = json!({"type": "setNote", "text": "call again in June"});
    assert!(world.ask(text).success);
    let fails = json!({
        "match": {"method": "GET", "path": "interactions/*/note"}, "action": {"status": 503},
    });
    world.control("fault", fails);
    let status = world.ask(json!({"type": "sendNote"}));
    assert_eq!(status.code, Some(Code::ServerError), "{status:?}");
    assert_eq!(controls(&world).note_sent, NoteSent::No);
    assert_eq!(notes(&mut world).len(), 0);
    for action in [json!({"status": 404}), json!({"body": "odd"})] {
        let text = json!({"type": "setNote", "text": format!("about {action}")});
        assert!(world.ask(text).success);
        let fails = json!({
            "match": {"method": "GET", "path": "interactions/*/note"}, "action": action,
        });
        world.control("fault", fails);
        assert!(world.ask(json!({"type": "sendNote"})).success, "{action}");
    }
    assert_eq!(notes(&mut world).len(), 2);
}

#[test]
fn a_callback_that_cannot_be_looked_for_is_not_made_twice() {
    for fails in [json!({"status": 503}), json!({"body": "odd"})] {
        let mut world = talking();
        let due_at_ms = world.wall_ms() + 86_400_000;
        lose_post_and_looks(&mut world, "callbacks", &fails, 3);
        let message = json!({"type": "createCallback", "dueAtMs": due_at_ms});
        for _ in 0..3 {
            let status = world.ask(message.clone());
            assert_eq!(status.code, Some(Code::Unknown), "{fails}: {status:?}");
        }
        assert!(world.ask(message).success, "{fails}");
        let callbacks = read(&mut world, "agents/3578927/callbacks");
        assert_eq!(callbacks.as_array().map(Vec::len), Some(1), "{fails}");
    }
}

#[test]
fn a_callback_is_made_once_for_the_person_of_the_call() {
    let mut world = talking();
    let due_at_ms = world.wall_ms() + 86_400_000;
    lose_answer(&mut world, "POST", "callbacks");
    let message = json!({"type": "createCallback", "dueAtMs": due_at_ms, "comment": "after lunch"});
    let status = world.ask(message.clone());
    assert!(status.success, "{status:?}");
    assert_eq!(controls(&world).callback_due_at_ms, Some(due_at_ms));
    assert!(world.ask(message).success, "it is there already");
    let callbacks = read(&mut world, "agents/3578927/callbacks");
    let callbacks = callbacks.as_array().expect("an array");
    assert_eq!(callbacks.len(), 1);
    assert_eq!(callbacks[0]["number"], "+12025550101");
    assert_eq!(callbacks[0]["campaignId"], CAMPAIGN);
    assert_eq!(callbacks[0]["dueDate"], due_at_ms);
    assert_eq!(callbacks[0]["comments"], "after lunch");
}

#[test]
fn a_callback_in_the_past_is_refused_unsent() {
    let mut world = talking();
    let due_at_ms = world.wall_ms() - 1;
    let status = world.ask(json!({"type": "createCallback", "dueAtMs": due_at_ms}));
    assert_eq!(status.code, Some(Code::BadMessage));
    assert_eq!(world.log("callbacks").len(), 0);
}

fn presence(world: &World) -> PresenceView {
    world.view().presence.clone().expect("known")
}

#[test]
fn an_agent_goes_ready_and_not_ready_with_a_reason() {
    let mut world = World::start("");
    assert!(!presence(&world).ready);
    let reasons = world.view().reasons.clone();
    assert!(
        reasons
            .iter()
            .any(|reason| reason.id == LUNCH && reason.name == "Lunch")
    );
    assert!(
        world
            .ask(json!({"type": "setReady", "ready": true}))
            .success
    );
    world.wait("ready is shown", |world| {
        presence(world).ready && !presence(world).changing
    });
    assert!(world.log("PUT")[0].1.contains(r#"["CALL","VOICE_MAIL"]"#));
    let lunch = json!({"type": "setReady", "ready": false, "reasonId": LUNCH});
    assert!(world.ask(lunch).success);
    world.wait("lunch is shown", |world| {
        presence(world).reason_name.as_deref() == Some("Lunch")
    });
    assert!(!presence(&world).ready);
    let odd = json!({"type": "setReady", "ready": false, "reasonId": "12"});
    assert_eq!(world.ask(odd).code, Some(Code::ControlRefused));
}

#[test]
fn a_change_during_a_call_is_pending_until_the_call_is_over() {
    let mut world = talking();
    assert!(
        world
            .ask(json!({"type": "setReady", "ready": true}))
            .success
    );
    world.wait("it is pending", |world| {
        presence(world).pending.is_some_and(|pending| pending.ready)
    });
    assert!(!presence(&world).ready && !presence(&world).changing);
    let end = json!({"type": "triggerFive9Hangup", "dispositionId": COMPLETED});
    assert!(world.ask(end).success);
    world.wait("it is so", |world| presence(world).ready);
    assert_eq!(presence(&world).pending, None);
}

#[test]
fn a_change_whose_answer_is_lost_is_what_a_read_shows() {
    let mut world = World::start("");
    lose_answer(&mut world, "PUT", "presence");
    let status = world.ask(json!({"type": "setReady", "ready": true}));
    assert!(status.success, "{status:?}");
    let fault =
        json!({"match": {"method": "PUT", "path": "presence"}, "action": {"drop": "before"}});
    world.control("fault", fault);
    let status = world.ask(json!({"type": "setReady", "ready": false}));
    assert_eq!(status.code, Some(Code::Unknown), "{status:?}");
    assert!(presence(&world).ready && !presence(&world).changing);
}

#[test]
fn what_another_client_changes_is_read() {
    let mut world = World::start("");
    let request = world
        .request_of_agent(Method::Put, "agents/3578927/presence")
        .with_body(json!({"readyChannels": ["CALL"]}).to_string());
    let Answer::Reply(response) = world.sim.handle_request(world.now, request) else {
        panic!("no fault was asked for");
    };
    assert_eq!(response.status, 200);
    world.wait("ready is shown", |world| presence(world).ready);
}

#[test]
fn what_another_client_changes_is_read_without_events_too() {
    let mut world = World::start("");
    world.control("switches", json!({"duplicateSocket": "closeNew"}));
    let lost = json!({"times": null, "eventId": "12"});
    world.control("socket/lose", lost);
    world.control("socket/drop", json!({}));
    let request = world
        .request_of_agent(Method::Put, "agents/3578927/presence")
        .with_body(json!({"readyChannels": ["CALL"]}).to_string());
    assert!(matches!(
        world.sim.handle_request(world.now, request),
        Answer::Reply(_)
    ));
    world.wait("ready is shown", |world| presence(world).ready);
}

#[test]
fn who_is_logged_out_is_not_shown_as_ready_or_not() {
    let mut world = World::start("");
    assert!(world.view().presence.is_some());
    world.control("session/expire", json!({}));
    world.pass(Duration::from_secs(4));
    assert_eq!(
        world.view().link.state,
        extension::snapshot::LinkState::NotLoggedIn
    );
    assert!(world.view().presence.is_none());
}

#[test]
fn a_presence_that_cannot_be_read_is_not_asked_for_again_and_again() {
    for action in [
        json!({"body": "\"busy\""}),
        json!({"status": 435, "body": {"five9ExceptionDetail": {
            "errorCode": 3, "message": "not now", "context": {"contextCode": "LOGIN"}}}}),
    ] {
        let mut world = World::new();
        let fails = json!({"match": {"method": "GET", "path": "presence"}, "action": action, "times": null});
        world.control("fault", fails);
        world.open_tab();
        world.open_panel();
        world.pass(Duration::from_secs(120));
        assert_eq!(
            world.view().link.state,
            extension::snapshot::LinkState::Ready
        );
        let n_reads = world.log("/presence").len();
        assert!(n_reads <= 4, "{n_reads} reads in two minutes");
    }
}

#[test]
fn a_refused_read_beside_calls_is_no_loss_of_the_link() {
    let mut world = World::new();
    for path in [
        "permissions",
        "prompts",
        "presence",
        "not_ready_reason_codes",
    ] {
        let status = if path == "prompts" { 403 } else { 500 };
        let fails = json!({"match": {"method": "GET", "path": path}, "action": {"status": status}, "times": null});
        world.control("fault", fails);
    }
    world.open_tab();
    world.open_panel();
    world.wait("the link is ready", |world| {
        world.view().link.state == extension::snapshot::LinkState::Ready
    });
    world.pass(Duration::from_secs(20));
    assert_eq!(
        world.view().link.state,
        extension::snapshot::LinkState::Ready
    );
    assert!(world.view().presence.is_none() && world.view().prompts.is_empty());
    call_one(&mut world);
    wait_phase(&mut world, CallPhase::Talking);
    assert!(!controls(&world).can_play_prompt);
}

#[test]
fn five9_hears_of_an_agent_whose_panel_is_open() {
    let mut world = World::start("");
    world.pass(Duration::from_secs(660));
    assert_eq!(world.log("/ping").len(), 2);
    world.close_panel();
    world.pass(Duration::from_secs(660));
    assert_eq!(world.log("/ping").len(), 2);
}

#[test]
fn the_controls_of_one_call_are_not_those_of_the_next() {
    let mut world = World::start(THREE);
    start_run(&mut world, THREE);
    world.pass(Duration::from_secs(1));
    record(&mut world);
    let note = json!({"type": "setNote", "text": "asked for a letter"});
    assert!(world.ask(note).success);
    assert!(world.ask(json!({"type": "sendNote"})).success);
    assert!(
        world
            .ask(json!({"type": "setRecording", "action": "pause"}))
            .success
    );
    choose(&mut world, COMPLETED);
    next(&mut world);
    crate::wait_talk_of(&mut world, 2);
    world.pass(Duration::from_secs(1));
    let view = controls(&world);
    assert_eq!(
        (view.note_sent, view.recording),
        (NoteSent::No, Some(RecordingState::Off))
    );
}

#[test]
fn a_call_without_a_campaign_has_dispositions_of_its_own() {
    let mut world = World::start("");
    world.control("switches", json!({"noCampaignDials": true}));
    world.control("desktop/dial", json!({"number": "2025550107"}));
    world.wait("it is shown", |world| world.view().other_call.is_some());
    world.pass(Duration::from_secs(4));
    let status = world.ask(json!({"type": "triggerFive9Hangup"}));
    assert!(status.success, "{status:?}");
    let offered = read(&mut world, "orgs/131792/no_campaign_dispositions");
    let offered = offered["dispositions"].as_array().map_or(0, Vec::len);
    assert!(offered > 0);
    assert_eq!(world.view().dispositions.len(), offered);
    let id = world.view().dispositions[0].id.clone();
    choose(&mut world, &id);
    wait_phase(&mut world, CallPhase::Done);
}

#[test]
fn after_a_move_controls_and_the_socket_are_at_the_new_host() {
    let mut world = talking();
    let to = "app-scl.five9.com";
    world.control("migrate", json!({"host": to, "graceful": true}));
    world.pass(Duration::from_millis(5));
    world.wait("the link is ready at the new host", |world| {
        let link = &world.view().link;
        link.state == extension::snapshot::LinkState::Ready
            && link.socket_open
            && world.socket_urls.last().is_some_and(|url| url.contains(to))
    });
    assert!(world.ask(json!({"type": "holdCall"})).success);
    wait_phase(&mut world, CallPhase::OnHold);
    assert_eq!(world.worker_hosts.last().map(String::as_str), Some(to));
    let n_sockets = world.socket_urls.len();
    world.pass(Duration::from_secs(60));
    assert_eq!(world.socket_urls.len(), n_sockets, "it stays open");
    assert_eq!(world.n_dials(), 1);
}

#[test]
fn a_session_that_expires_during_a_call_leaves_no_control_hanging() {
    let mut world = talking();
    let slow = json!({"match": {"path": "calls/*/hold"}, "action": {"delayMs": 1000}});
    world.control("fault", slow);
    let hold = world.tell(json!({"type": "holdCall"}));
    world.control("session/expire", json!({}));
    world.pass(Duration::from_secs(4));
    assert_eq!(world.replies[&hold].code, Some(Code::NotLoggedIn));
    assert_eq!(controls(&world).busy, None);
    let status = world.ask(json!({"type": "setReady", "ready": true}));
    assert_eq!(status.code, Some(Code::NotLoggedIn), "{status:?}");
}
