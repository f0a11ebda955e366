//! No reply and no frame, however odd, panics anything that reads it.
//!
//! A reader that panics takes the whole worker with it, in the middle of a call.

use std::collections::BTreeSet;
use std::fs;

use five9::http::Reply;
use proptest::prelude::*;
use serde_json::{Map, Value};

use crate::decoders::{DECODERS, STATUSES, fuzz_one};
use crate::fixtures::{folder, read};
use crate::mutate::{Dice, mutate, names_of};

/// Changes tried on each fixture.
const N_CHANGES: usize = 60;

#[test]
fn every_endpoint_has_a_reader_here() {
    let readers: BTreeSet<_> = DECODERS.iter().map(|one| one.name.to_owned()).collect();
    assert_eq!(readers.len(), DECODERS.len());
    for entry in fs::read_dir(folder().join("../../src/endpoint")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let stem = name.strip_suffix(".rs").unwrap();
        // A login reads as the metadata does.
        assert!(readers.contains(stem) || stem == "login", "{stem}");
    }
}

#[test]
fn no_fixture_panics_any_reader() {
    for body in bodies() {
        for status in STATUSES {
            run_all(&Reply::new(status, String::from_utf8_lossy(&body)));
        }
    }
}

#[test]
fn no_changed_fixture_panics_its_readers() {
    let bodies = bodies();
    let names = names_of(bodies.iter().map(Vec::as_slice));
    let mut dice = Dice::new(1);
    let mut outcomes = BTreeSet::new();
    for body in &bodies {
        for _ in 0..N_CHANGES {
            let other = dice.pick(&bodies).clone();
            let head = [dice.below(256), dice.below(3)];
            let mut input: Vec<_> = head.map(|byte| u8::try_from(byte).unwrap()).into();
            input.extend(mutate(&mut dice, body, &other, &names));
            outcomes.insert(fuzz_one(&input));
        }
    }
    // If all fell at the first step, nothing would be tested.
    assert!(outcomes.len() > 250, "only {} outcomes", outcomes.len());
}

#[test]
fn the_entry_takes_any_bytes() {
    for data in [&[][..], &[7], &[255, 255], &[75, 0, 0xff, 0xfe, b'{']] {
        fuzz_one(data);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn no_json_panics_any_reader(value in any_json(), status in any::<prop::sample::Index>()) {
        run_all(&Reply::new(*status.get(&STATUSES), value.to_string()));
    }

    #[test]
    fn no_text_panics_any_reader(text in any::<String>()) {
        run_all(&Reply::new(200, text));
    }
}

/// JSON of any shape whose members are often those that Five9 uses.
fn any_json() -> impl Strategy<Value = Value> {
    let names = names_of(bodies().iter().map(Vec::as_slice));
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        "[A-Z_]{1,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 8, move |inner| {
        let name = prop_oneof![
            4 => prop::sample::select(names.clone()),
            1 => ".{0,6}",
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((name, inner), 0..8)
                .prop_map(|members| Value::from(Map::from_iter(members))),
        ]
    })
}

fn run_all(reply: &Reply) {
    for decoder in &DECODERS {
        (decoder.run)(reply);
    }
}

fn bodies() -> Vec<Vec<u8>> {
    let mut bodies = Vec::new();
    for kind in ["replies", "events", "requests"] {
        let mut names: Vec<_> = fs::read_dir(folder().join(kind))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        bodies.extend(
            names
                .iter()
                .map(|name| read(&format!("{kind}/{name}")).into_bytes()),
        );
    }
    bodies
}
