//! Which rows of a long list are in the document.
//!
//! Only rows on screen and a few around them exist, so that 100,000 records scroll like ten.

/// Rows drawn at once above and below those on screen.
const MARGIN_ROWS_FIRST: usize = 1;
/// Rows added to those once they have been seen: scrolling comes upon them drawn.
const MARGIN_ROWS_MORE: usize = 5;
/// So near to an edge, px, a drag scrolls the list.
const EDGE_PX: i32 = 40;
/// How far a drag at the very edge scrolls in one frame, px.
const STEP_PX_MAX: i32 = 18;

/// Places of the rows to draw, first and one past the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub start: usize,
    pub end: usize,
}

/// How high rows are: all alike, but one that may be unfolded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Height of a row that is not unfolded, as the style sheet has it.
    pub row_px: usize,
    /// The row that is unfolded, and by how much it is higher.
    pub unfolded: Option<(usize, usize)>,
}

impl Window {
    /// The same with the rows around it.
    pub fn widened(self, n_rows: usize) -> Self {
        let end = n_rows.min(self.end + MARGIN_ROWS_MORE);
        Self {
            start: self.start.saturating_sub(MARGIN_ROWS_MORE).min(end),
            end,
        }
    }
}

impl Layout {
    /// Works out the window from the scroll position and the height of the box, both px: what is in
    /// sight, and little more.
    pub fn window(self, scroll_px: usize, height_px: usize, n_rows: usize) -> Window {
        let first = self.row_at(scroll_px);
        let last = self.row_at(scroll_px + height_px) + 1;
        let end = n_rows.min(last + MARGIN_ROWS_FIRST);
        Window {
            start: first.saturating_sub(MARGIN_ROWS_FIRST).min(end),
            end,
        }
    }

    /// Where a row starts, px from the list's top; the list ends where one more row would start.
    pub fn top_px(self, row: usize) -> usize {
        row * self.row_px + self.extra_before(row)
    }

    /// The row at so many px from the list's top.
    pub fn row_at(self, px: usize) -> usize {
        match self.unfolded {
            Some((row, extra_px)) if px > self.top_px(row + 1) => {
                (px - extra_px) / self.row_px.max(1)
            }
            Some((row, _)) if px > self.top_px(row) => row,
            Some(_) | None => px / self.row_px.max(1),
        }
    }

    /// Between which rows something lands that is let go there: before the row of this number.
    pub fn slot_at(self, px: usize, n_rows: usize) -> usize {
        self.row_at(px + self.row_px / 2).min(n_rows)
    }

    /// How far to scroll so that a row is wholly in a box; absent: it is.
    pub fn scroll_to(self, row: usize, scroll_px: usize, height_px: usize) -> Option<usize> {
        let (top_px, end_px) = (self.top_px(row), self.top_px(row + 1));
        if top_px < scroll_px {
            Some(top_px)
        } else if end_px > scroll_px + height_px {
            // What is higher than the box is seen from its top.
            Some(top_px.min(end_px.saturating_sub(height_px)))
        } else {
            None
        }
    }

    fn extra_before(self, row: usize) -> usize {
        let extra = self.unfolded.filter(|(unfolded, _)| *unfolded < row);
        extra.map_or(0, |(_, extra_px)| extra_px)
    }
}

/// How far a drag scrolls in one frame, px; `y_px` counts from the box's top.
pub fn drag_step_px(y_px: i32, height_px: i32) -> i32 {
    let (above, below) = (EDGE_PX - y_px, y_px - (height_px - EDGE_PX));
    let step = |depth: i32| 1 + depth.min(EDGE_PX) * (STEP_PX_MAX - 1) / EDGE_PX;
    if above > 0 {
        -step(above)
    } else if below > 0 {
        step(below)
    } else {
        0
    }
}

/// Row that has the focus after a key that moves it; absent where the key does not.
pub fn row_after_key(key: &str, row: usize, n_rows: usize, rows_a_page: usize) -> Option<usize> {
    let last = n_rows.checked_sub(1)?;
    let next = match key {
        "ArrowDown" => row + 1,
        "ArrowUp" => row.saturating_sub(1),
        "PageDown" => row + rows_a_page.max(1),
        "PageUp" => row.saturating_sub(rows_a_page.max(1)),
        "Home" => 0,
        "End" => last,
        _ => return None,
    };
    Some(next.min(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FOLDED: Layout = Layout {
        row_px: 60,
        unfolded: None,
    };
    const UNFOLDED: Layout = Layout {
        row_px: 60,
        unfolded: Some((2, 100)),
    };

    #[test]
    fn a_short_list_is_drawn_whole() {
        assert_eq!(FOLDED.window(0, 400, 3), Window { start: 0, end: 3 });
        assert_eq!(FOLDED.window(0, 400, 0), Window { start: 0, end: 0 });
    }

    #[test]
    fn a_long_list_draws_a_few_rows_wherever_it_is_scrolled() {
        for scroll_px in [0, 123_456, 5_999_000] {
            let window = FOLDED.window(scroll_px, 400, 100_000).widened(100_000);
            assert!(window.end - window.start < 30, "{window:?}");
            let first_on_screen = scroll_px / 60;
            assert!(window.start <= first_on_screen && first_on_screen < window.end);
        }
    }

    #[test]
    fn rows_that_nobody_saw_yet_come_first_and_those_around_them_later() {
        let first = FOLDED.window(6_000, 400, 100_000);
        let later = first.widened(100_000);
        assert_eq!(
            first,
            Window {
                start: 99,
                end: 108
            }
        );
        assert_eq!(
            later,
            Window {
                start: 94,
                end: 113
            }
        );
    }

    #[test]
    fn a_list_that_became_shorter_than_the_scroll_position_still_has_a_window() {
        assert_eq!(FOLDED.window(90_000, 400, 2), Window { start: 2, end: 2 });
    }

    #[test]
    fn an_unfolded_row_moves_those_below_it() {
        let tops = [0, 1, 2, 3, 4].map(|row| UNFOLDED.top_px(row));
        assert_eq!(tops, [0, 60, 120, 280, 340]);
        let rows = [0, 119, 121, 279, 281, 341].map(|px| UNFOLDED.row_at(px));
        assert_eq!(rows, [0, 1, 2, 2, 3, 4]);
    }

    #[test]
    fn something_lands_before_the_row_whose_upper_half_it_is_over() {
        let slots = [0, 29, 30, 89, 90, 9_000].map(|px| FOLDED.slot_at(px, 4));
        assert_eq!(slots, [0, 0, 1, 1, 2, 4]);
    }

    #[test]
    fn a_row_is_scrolled_to_only_where_it_is_not_in_sight() {
        assert_eq!(FOLDED.scroll_to(3, 0, 400), None);
        assert_eq!(FOLDED.scroll_to(3, 200, 400), Some(180));
        assert_eq!(FOLDED.scroll_to(9, 0, 400), Some(200));
        assert_eq!(UNFOLDED.scroll_to(2, 0, 200), Some(80));
        assert_eq!(UNFOLDED.scroll_to(2, 0, 100), Some(120));
    }

    #[test]
    fn a_drag_scrolls_only_near_the_edges_and_faster_the_nearer() {
        assert_eq!(drag_step_px(200, 400), 0);
        assert!(drag_step_px(35, 400) < 0 && drag_step_px(5, 400) < drag_step_px(35, 400));
        assert!(drag_step_px(399, 400) > drag_step_px(365, 400));
        assert_eq!(drag_step_px(4_000, 400), STEP_PX_MAX);
    }

    #[test]
    fn keys_move_the_focus_within_the_list() {
        let after = |key, row| row_after_key(key, row, 40, 8);
        assert_eq!(after("ArrowDown", 39), Some(39));
        assert_eq!(after("ArrowUp", 0), Some(0));
        assert_eq!(after("PageDown", 3), Some(11));
        assert_eq!(after("PageUp", 3), Some(0));
        assert_eq!((after("Home", 9), after("End", 9)), (Some(0), Some(39)));
        assert_eq!(after("a", 9), None);
        assert_eq!(row_after_key("End", 0, 0, 8), None);
    }
}
