//! Where people go who are moved within the list.
//!
//! The list is moved by the worker; here is only worked out before whom they go.

use crate::panel::view::bits::Bits;

/// A move of people within the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// Places of those who move, in the list's order.
    pub moved: Vec<usize>,
    /// Place of the person before whom they go; absent: last.
    pub before: Option<usize>,
    /// 1-based place that the first of them has then.
    pub position: usize,
}

/// Moves people into the gap before a place; absent where nothing would change.
pub fn move_to(slot: usize, moving: &Bits, n_records: usize) -> Option<Move> {
    let moved: Vec<usize> = moving.iter().filter(|place| *place < n_records).collect();
    let before = (slot..n_records).find(|place| !moving.contains(*place));
    let end = before.unwrap_or(n_records);
    let n_before = end - moved.iter().filter(|place| **place < end).count();
    let (first, last) = (*moved.first()?, *moved.last()?);
    let is_together = last - first + 1 == moved.len();
    (!is_together || n_before != first).then_some(Move {
        moved,
        before,
        position: n_before + 1,
    })
}

/// Moves one person up or down by one; absent at the list's end.
pub fn move_by_one(place: usize, is_up: bool, n_records: usize) -> Option<Move> {
    let slot = if is_up {
        place.checked_sub(1)?
    } else {
        place + 2
    };
    let moving = [place].into_iter().collect();
    (slot <= n_records).then(|| move_to(slot, &moving, n_records))?
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The order of five after a move.
    fn moved(slot: usize, moving: &[usize]) -> Option<(Vec<usize>, usize)> {
        let one = move_to(slot, &moving.iter().copied().collect(), 5)?;
        let mut order: Vec<usize> = (0..5).filter(|place| !one.moved.contains(place)).collect();
        let at = one.before.map_or(order.len(), |before| {
            order
                .iter()
                .position(|place| *place == before)
                .expect("stays on the list")
        });
        order.splice(at..at, one.moved.iter().copied());
        Some((order, one.position))
    }

    #[test]
    fn people_go_into_the_gap_in_their_order() {
        assert_eq!(moved(0, &[3]), Some((vec![3, 0, 1, 2, 4], 1)));
        assert_eq!(moved(5, &[0]), Some((vec![1, 2, 3, 4, 0], 5)));
        assert_eq!(moved(3, &[0, 4]), Some((vec![1, 2, 0, 4, 3], 3)));
        assert_eq!(moved(1, &[0, 2]), Some((vec![0, 2, 1, 3, 4], 1)));
    }

    #[test]
    fn a_gap_beside_them_is_no_move() {
        for slot in [1, 2] {
            assert_eq!(moved(slot, &[1]), None);
        }
        assert_eq!(moved(2, &[1, 2]), None);
        assert_eq!(moved(2, &[]), None);
    }

    #[test]
    fn a_key_moves_one_by_one_and_not_past_an_end() {
        let position = |place, is_up| move_by_one(place, is_up, 5).map(|one| one.position);
        assert_eq!((position(2, true), position(2, false)), (Some(2), Some(4)));
        assert_eq!((position(0, true), position(4, false)), (None, None));
        assert_eq!(move_by_one(3, false, 5).and_then(|one| one.before), None);
    }
}
