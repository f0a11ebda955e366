//! What a page does for practice: follows the switch, has the simulated Five9 loaded, and tells the
//! person at the far end what to do.
//!
//! Rule: a page belongs to one side for as long as it lives. At a switch it is loaded anew, so that
//! nothing that was typed, chosen or read on one side is there on the other.

use std::cell::{Cell, RefCell};

use js_sys::Function;
use wasm_bindgen::prelude::*;

use super::store;

/// The page that hosts listens here, whichever it is.
const CHANNEL: &str = "ninepin-practice";

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = location, js_name = reload)]
    fn reload();

    type BroadcastChannel;
    #[wasm_bindgen(constructor)]
    fn new(name: &str) -> BroadcastChannel;
    #[wasm_bindgen(method, js_name = postMessage)]
    fn post_message(this: &BroadcastChannel, message: &str);
    #[wasm_bindgen(method)]
    fn close(this: &BroadcastChannel);
}

thread_local! {
    /// Loads the simulated Five9; a page without it never hosts.
    static PRACTISE: RefCell<Option<Function>> = const { RefCell::new(None) };
    /// The side that this page is on.
    static SIDE: Cell<Option<bool>> = const { Cell::new(None) };
}

/// How this page loads the simulated Five9.
pub(crate) fn host_by(practise: Function) {
    PRACTISE.set(Some(practise));
}

/// Takes the side that the worker is on; `false` if the page is loaded anew for it.
pub(crate) fn follow(on: bool) -> bool {
    match SIDE.get() {
        Some(side) if side == on => true,
        Some(_) => {
            reload();
            false
        }
        None => {
            SIDE.set(Some(on));
            store::use_practice(on);
            if on {
                host();
            }
            true
        }
    }
}

fn host() {
    PRACTISE.with_borrow(|practise| {
        if let Some(practise) = practise {
            // It loads by itself, and what fails there is on the page's console.
            _ = practise.call0(&JsValue::NULL);
        }
    });
}

/// Has the person called do something: `answer`, `hangUp` or `busy`.
pub(crate) fn tell_callee(what: &str) {
    let channel = BroadcastChannel::new(CHANNEL);
    channel.post_message(what);
    channel.close();
}
