//! Words to be shown: a key of the locale file and what goes into its places.
//!
//! Text is chosen here and read from the locale file only where it is drawn.

/// A sentence of the locale file with its arguments.
#[derive(Clone, PartialEq, Eq)]
pub struct Words {
    pub key: &'static str,
    pub args: Vec<Arg>,
}

/// What goes into a place of a sentence.
#[derive(Clone, PartialEq, Eq)]
pub enum Arg {
    /// Shown as it stands: a name, a number, Five9's own words.
    Plain(String),
    /// A number of things: its digits are grouped as the browser's language does.
    Count(usize),
    /// Another sentence of the locale file.
    Key(&'static str),
}

impl Words {
    /// A sentence without places.
    pub fn new(key: &'static str) -> Self {
        Self {
            key,
            args: Vec::new(),
        }
    }

    /// A sentence whose places are filled in order.
    pub fn with<const N: usize>(key: &'static str, args: [Arg; N]) -> Self {
        Self {
            key,
            args: args.into(),
        }
    }
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Plain(text.to_owned())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Plain(text)
    }
}

impl From<usize> for Arg {
    fn from(n: usize) -> Self {
        Self::Count(n)
    }
}

impl std::fmt::Debug for Arg {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Plain(_) => "Plain",
            Self::Count(_) => "Count",
            Self::Key(key) => key,
        })
    }
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Arguments hold names and numbers, which are never written out.
        write!(f, "{}({} args)", self.key, self.args.len())
    }
}
