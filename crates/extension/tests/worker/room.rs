//! A disk that fills up: said before, and told as what it is when a write fails.

use std::time::Duration;

use extension::message::Code;
use serde_json::{Value, json};

use crate::world::World;
use crate::{THREE, start_run, wait_talk_of};

const MINUTE: Duration = Duration::from_secs(60);
const LITTLE: u64 = 99_999_999;

fn call() -> Value {
    json!({"type": "triggerFive9Call", "phoneNumber": "2025550101"})
}

/// Something that wakes the worker and changes nothing.
fn touch(world: &mut World) {
    world.ask(json!({"type": "dismiss"}));
}

#[test]
fn room_is_read_at_the_start_and_then_once_an_hour() {
    let mut world = World::start("");
    let n_at_start = world.n_room_reads;
    assert_eq!(n_at_start, 1);
    assert_eq!(world.view().room_left_bytes, None);
    world.pass(59 * MINUTE);
    touch(&mut world);
    assert_eq!(world.n_room_reads, n_at_start);
    world.pass(2 * MINUTE);
    touch(&mut world);
    assert_eq!(world.n_room_reads, n_at_start + 1);
}

#[test]
fn little_room_is_told_until_there_is_more_and_hinders_nobody() {
    let mut world = World::start(THREE);
    world.room_left_bytes = Some(LITTLE + 1);
    world.restart_worker(false);
    world.pass(MINUTE);
    assert_eq!(world.view().room_left_bytes, None);
    world.room_left_bytes = Some(LITTLE);
    world.restart_worker(false);
    world.wait("it is told", |world| world.view().room_left_bytes.is_some());
    assert_eq!(world.view().room_left_bytes, Some(LITTLE));
    world.wait("a call can be asked for", |world| {
        !world.view().campaigns.is_empty()
    });
    start_run(&mut world, THREE);
    wait_talk_of(&mut world, 1);
    world.room_left_bytes = Some(10 * LITTLE);
    world.pass(2 * MINUTE);
    touch(&mut world);
    assert_eq!(world.view().room_left_bytes, None);
}

#[test]
fn a_call_that_found_no_room_is_not_placed_and_told_as_that() {
    let mut world = World::start("");
    world.store_is_full = true;
    world.room_left_bytes = Some(0);
    assert_eq!(world.ask(call()).code, Some(Code::StorageFull));
    assert_eq!(world.n_dials(), 0);
    let trouble = world.view().trouble.clone().expect("told");
    assert_eq!(trouble.code, Code::StorageFull);
    assert_eq!(world.view().room_left_bytes, Some(0));
    world.store_is_full = false;
    assert!(world.ask(call()).success);
    assert_eq!(world.n_dials(), 1);
    assert!(world.view().trouble.is_none());
}

#[test]
fn a_write_that_failed_for_another_reason_is_not_told_as_a_full_disk() {
    let mut world = World::start("");
    world.store_fails = true;
    assert_eq!(world.ask(call()).code, Some(Code::Storage));
    let trouble = world.view().trouble.clone().expect("told");
    assert_eq!(trouble.code, Code::Storage);
}
