//! The sound that says: somebody has answered. Two soft tones, made here: no file is loaded.
//!
//! Where the browser wants a click first, the sound stays away and nothing else happens.

use std::cell::RefCell;

use wasm_bindgen::JsValue;
use web_sys::{AudioContext, OscillatorType};

/// Frequency, begin and length of each tone: a fifth that rises.
const TONES: [(f32, f64, f64); 2] = [(587.3, 0.0, 0.22), (880.0, 0.16, 0.42)];
const LOUDEST: f32 = 0.14;
/// Time in which a tone rises: shorter than this it would click.
const RISE_S: f64 = 0.02;

thread_local! {
    static CONTEXT: RefCell<Option<AudioContext>> = const { RefCell::new(None) };
}

/// Plays the sound once.
pub(crate) fn play() {
    let context = CONTEXT.with_borrow_mut(|context| {
        if context.is_none() {
            *context = AudioContext::new().ok();
        }
        context.clone()
    });
    if let Some(context) = context {
        // A computer without sound plays none.
        _ = context.resume();
        for (frequency, after_s, length_s) in TONES {
            _ = tone(&context, frequency, after_s, length_s);
        }
    }
}

fn tone(
    context: &AudioContext,
    frequency: f32,
    after_s: f64,
    length_s: f64,
) -> Result<(), JsValue> {
    let begin_s = context.current_time() + after_s;
    let end_s = begin_s + length_s;
    let (oscillator, gain) = (context.create_oscillator()?, context.create_gain()?);
    oscillator.set_type(OscillatorType::Sine);
    oscillator.frequency().set_value(frequency);
    let volume = gain.gain();
    volume.set_value_at_time(0.0, begin_s)?;
    volume.linear_ramp_to_value_at_time(LOUDEST, begin_s + RISE_S)?;
    volume.linear_ramp_to_value_at_time(0.0, end_s)?;
    oscillator.connect_with_audio_node(&gain)?;
    gain.connect_with_audio_node(&context.destination())?;
    oscillator.start_with_when(begin_s)?;
    oscillator.stop_with_when(end_s)
}
