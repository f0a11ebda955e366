//! What cannot be seen is not claimed, and what comes back is said to have gone on.

use dialer::{CallFact, CallsRead, Command, Event, LineState, Link, Phase, Reason, Timestamp};

use crate::harness::{Scene, fact, failure};

fn at(ms: u64) -> Option<Timestamp> {
    Some(Timestamp::from_ms(ms))
}

fn told_at(scene: &mut Scene, state: LineState, ms: u64) {
    scene.event(Event::Call(CallFact {
        told_at: at(ms),
        ..fact("A", state)
    }));
}

#[test]
fn a_live_call_is_unknown_while_the_link_is_cut_and_goes_on_afterwards() {
    let mut scene = Scene::in_call(LineState::Talking);
    scene.link(Link::Interrupted);
    scene.shows(Phase::Talking);
    scene.link(Link::Down(failure(Reason::Offline)));
    scene.shows(Phase::Unknown);
    scene.link(Link::Ready);
    scene.read(&[fact("A", LineState::Talking)]);
    scene.shows(Phase::Talking);
    assert!(scene.on_screen().came_back);
    scene.asks(Command::SetNote("n".to_owned()));
    assert!(scene.on_screen().came_back);
    scene.choose("46");
    assert!(!scene.on_screen().came_back);
}

#[test]
fn a_call_that_went_on_unseen_stays_unknown_until_the_calls_were_read() {
    let mut scene = Scene::in_call(LineState::Talking);
    let asked_at = scene.now();
    scene.wait(1);
    scene.link(Link::Down(failure(Reason::Offline)));
    scene.link(Link::Interrupted);
    scene.shows(Phase::Unknown);
    // A read from before the cut says nothing of what happened since.
    scene.event(Event::CallsRead(CallsRead {
        asked_at,
        events_since: None,
        calls: vec![fact("A", LineState::Talking)],
    }));
    scene.shows(Phase::Unknown);
    scene.read(&[fact("A", LineState::Talking)]);
    scene.shows(Phase::Talking);
}

#[test]
fn a_station_that_is_down_hides_no_call() {
    let mut scene = Scene::in_call(LineState::Talking);
    scene.link(Link::Down(failure(Reason::StationDown)));
    scene.shows(Phase::Talking);
    assert!(!scene.on_screen().came_back);
}

#[test]
fn a_new_browser_knows_nothing_of_a_call_before_the_first_read() {
    let mut scene = Scene::in_call(LineState::Talking);
    scene.restart(true);
    scene.shows(Phase::Unknown);
    scene.link(Link::Ready);
    scene.shows(Phase::Unknown);
    scene.read(&[fact("A", LineState::Talking)]);
    scene.shows(Phase::Talking);
    assert!(scene.on_screen().came_back);
}

#[test]
fn a_stop_of_the_program_alone_is_not_noticed() {
    let mut scene = Scene::in_call(LineState::Talking);
    scene.restart(false);
    scene.shows(Phase::Talking);
    assert!(!scene.on_screen().came_back);
}

#[test]
fn a_late_word_of_talking_does_not_end_a_hold() {
    let mut scene = Scene::in_call(LineState::Ringing);
    told_at(&mut scene, LineState::Talking, 10);
    told_at(&mut scene, LineState::OnHold, 20);
    told_at(&mut scene, LineState::Talking, 15);
    scene.shows(Phase::OnHold);
    told_at(&mut scene, LineState::Talking, 30);
    scene.shows(Phase::Talking);
}

#[test]
fn a_read_under_way_while_an_event_arrives_does_not_undo_it() {
    let mut scene = Scene::in_call(LineState::Talking);
    let asked_at = scene.now();
    scene.wait(100);
    told_at(&mut scene, LineState::OnHold, 20);
    scene.event(Event::CallsRead(dialer::CallsRead {
        asked_at,
        events_since: at(0),
        calls: vec![fact("A", LineState::Talking)],
    }));
    scene.shows(Phase::OnHold);
    scene.wait(100);
    scene.read(&[fact("A", LineState::Talking)]);
    scene.shows(Phase::Talking);
}

#[test]
fn of_two_events_made_in_one_moment_the_one_heard_later_counts() {
    let mut scene = Scene::in_call(LineState::Ringing);
    told_at(&mut scene, LineState::Talking, 10);
    told_at(&mut scene, LineState::OnHold, 10);
    scene.shows(Phase::OnHold);
}

#[test]
fn of_two_reads_the_one_asked_for_later_counts_whichever_is_answered_first() {
    let mut scene = Scene::in_call(LineState::Talking);
    let early = scene.now();
    scene.wait(100);
    let late = scene.now();
    let mut read = |asked_at, state| {
        scene.event(Event::CallsRead(dialer::CallsRead {
            asked_at,
            events_since: at(0),
            calls: vec![fact("A", state)],
        }));
        scene.on_screen().phase
    };
    assert_eq!(read(late, LineState::OnHold), Phase::OnHold);
    assert_eq!(read(early, LineState::Talking), Phase::OnHold);
    // Of two that were asked for in one moment the one answered later counts.
    assert_eq!(read(late, LineState::Talking), Phase::Talking);
}
