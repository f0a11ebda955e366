//! Stands in for personal data wherever something is printed for a log: says that there is some, never what.

use std::fmt;

/// Prints as `…`, or as `-` where there is nothing.
pub(crate) struct Hidden(bool);

impl Hidden {
    pub(crate) fn text(text: &str) -> Self {
        Self(!text.is_empty())
    }

    pub(crate) fn option<T>(option: &Option<T>) -> Self {
        Self(option.is_some())
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0 { "…" } else { "-" })
    }
}
