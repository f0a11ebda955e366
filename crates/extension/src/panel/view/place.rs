//! The views of the panel and the way between them.

/// A view; the stage stays above all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// Home: the call, its outcome and note, who is next.
    #[default]
    Call,
    List,
    History,
    Settings,
}

impl Place {
    /// In the order of their tabs.
    pub const ALL: [Self; 4] = [Self::Call, Self::List, Self::History, Self::Settings];

    /// Key of its name.
    pub fn key(self) -> &'static str {
        match self {
            Self::Call => "viewCall",
            Self::List => "viewList",
            Self::History => "viewHistory",
            Self::Settings => "viewSettings",
        }
    }

    /// Id of its tab and, with `-view` after it, of what the tab shows.
    pub fn id(self) -> &'static str {
        match self {
            Self::Call => "tab-call",
            Self::List => "tab-list",
            Self::History => "tab-history",
            Self::Settings => "tab-settings",
        }
    }

    /// Where a key takes the focus from this tab: along the tabs and round.
    pub fn after_key(self, key: &str) -> Option<Self> {
        let n_places = Self::ALL.len();
        let place = Self::ALL.iter().position(|one| *one == self)?;
        let next = match key {
            "ArrowRight" => (place + 1) % n_places,
            "ArrowLeft" => (place + n_places - 1) % n_places,
            "Home" => 0,
            "End" => n_places - 1,
            _ => return None,
        };
        Some(Self::ALL[next])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arrows_go_along_the_tabs_and_round() {
        assert_eq!(Place::Call.after_key("ArrowRight"), Some(Place::List));
        assert_eq!(Place::Call.after_key("ArrowLeft"), Some(Place::Settings));
        assert_eq!(Place::Settings.after_key("ArrowRight"), Some(Place::Call));
        assert_eq!(Place::History.after_key("Home"), Some(Place::Call));
        assert_eq!(Place::List.after_key("End"), Some(Place::Settings));
        assert_eq!(Place::List.after_key("Enter"), None);
    }
}
