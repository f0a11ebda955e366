//! Which rows of a long list are in the document.
//!
//! Only rows on screen and a few around them exist, so that 100,000 records scroll like ten.

/// Height of one row, px; the style sheet's `--row` is the same.
pub const ROW_PX: usize = 60;

/// Rows kept above and below those on screen.
const MARGIN_ROWS: usize = 6;

/// Places of the rows to draw, first and one past the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub start: usize,
    pub end: usize,
}

/// Works out the window from the scroll position and the height of the box, both px.
pub fn window(scroll_px: usize, height_px: usize, n_rows: usize) -> Window {
    let first = scroll_px / ROW_PX;
    let last = (scroll_px + height_px) / ROW_PX + 1;
    let end = n_rows.min(last + MARGIN_ROWS);
    Window {
        start: first.saturating_sub(MARGIN_ROWS).min(end),
        end,
    }
}

/// Where a row starts, px from the list's top.
pub fn row_top_px(place: usize) -> usize {
    place * ROW_PX
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_list_is_drawn_whole() {
        assert_eq!(window(0, 400, 3), Window { start: 0, end: 3 });
        assert_eq!(window(0, 400, 0), Window { start: 0, end: 0 });
    }

    #[test]
    fn a_long_list_draws_a_few_rows_wherever_it_is_scrolled() {
        for scroll_px in [0, 123_456, 5_999_000] {
            let window = window(scroll_px, 400, 100_000);
            assert!(window.end - window.start < 30, "{window:?}");
            let first_on_screen = scroll_px / ROW_PX;
            assert!(window.start <= first_on_screen && first_on_screen < window.end);
        }
    }

    #[test]
    fn a_list_that_became_shorter_than_the_scroll_position_still_has_a_window() {
        assert_eq!(window(90_000, 400, 2), Window { start: 2, end: 2 });
    }
}
