//! Text for the clipboard, and the word whether it is there.

use wasm_bindgen_futures::spawn_local;

use crate::chrome::page;
use crate::panel::ui::live::Var;

/// Key of what is said of the last copy.
pub(crate) type Told = Var<Option<&'static str>>;

/// Puts the text on the clipboard and says whether that was allowed.
pub(crate) fn copy(text: String, told: Told) {
    spawn_local(async move {
        let key = if page::copy(&text).await {
            "reportCopied"
        } else {
            "reportNotCopied"
        };
        told.set(Some(key));
    });
}
