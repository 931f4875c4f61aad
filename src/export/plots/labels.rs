//! Places labels so that none covers another.

/// Moves the centres of labels apart until each has its room, within a span; the order stays.
///
/// With more labels than fit they share the span evenly.
pub(super) fn spread(wanted: &[f32], room: f32, low: f32, high: f32) -> Vec<f32> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    let at = |index: usize| wanted.get(index).copied().unwrap_or(low);
    order.sort_by(|a, b| at(*a).total_cmp(&at(*b)).then(a.cmp(b)));
    let room = room.min((high - low) / (wanted.len().max(2) - 1) as f32);
    let mut placed: Vec<f32> = Vec::with_capacity(wanted.len());
    for index in &order {
        let free = placed.last().map_or(low, |last| last + room);
        placed.push(at(*index).clamp(low, high).max(free));
    }
    // What was pushed below the end is pushed back up.
    let mut most = high;
    for place in placed.iter_mut().rev() {
        *place = place.min(most);
        most = *place - room;
    }
    let mut out = vec![low; wanted.len()];
    for (index, place) in order.into_iter().zip(placed) {
        if let Some(slot) = out.get_mut(index) {
            *slot = place;
        }
    }
    out
}

/// A label above the plots: where it stands, and the line that leads down from it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Flag {
    /// Where its line is.
    pub x: f32,
    /// Where its text begins.
    pub left: f32,
    /// Where its text ends.
    pub right: f32,
    /// Its row, from the top.
    pub row: usize,
}

/// The first of so many rows in which a label covers no other, no line of another leads through it,
/// and its own line leads through none; `None` when there is no such row.
pub(super) fn row_for(
    placed: &[Flag],
    x: f32,
    left: f32,
    right: f32,
    rows: usize,
) -> Option<usize> {
    let through = |x: f32, from: f32, to: f32| from < x && x < to;
    (0..rows).find(|row| {
        placed.iter().all(|other| match other.row.cmp(row) {
            std::cmp::Ordering::Equal => right <= other.left || left >= other.right,
            std::cmp::Ordering::Less => !through(other.x, left, right),
            std::cmp::Ordering::Greater => !through(x, other.left, other.right),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_keep_their_distance_and_stay_inside() {
        let placed = spread(&[50.0, 52.0, 51.0, 100.0], 16.0, 8.0, 100.0);
        let mut sorted = placed.clone();
        sorted.sort_by(f32::total_cmp);
        assert!(sorted.windows(2).all(|pair| pair[1] - pair[0] >= 15.999), "{placed:?}");
        assert!(sorted[0] >= 8.0 && sorted[3] <= 100.0);
        // The order of what they belong to stays.
        assert!(placed[0] < placed[2] && placed[2] < placed[1]);
    }

    #[test]
    fn more_labels_than_fit_share_the_room() {
        let placed = spread(&[0.0; 9], 16.0, 0.0, 80.0);
        assert!(placed.iter().all(|place| (0.0..=80.0).contains(place)), "{placed:?}");
    }

    #[test]
    fn a_label_takes_the_first_row_where_nothing_crosses_it() {
        let first = Flag { x: 0.0, left: 0.0, right: 50.0, row: 0 };
        assert_eq!(row_for(&[], 0.0, 0.0, 50.0, 3), Some(0));
        assert_eq!(row_for(&[first], 50.0, 50.0, 90.0, 3), Some(0));
        // Its own line would lead through a lower label.
        let second = Flag { x: 10.0, left: 10.0, right: 80.0, row: 1 };
        assert_eq!(row_for(&[first, second], 60.0, 60.0, 90.0, 3), Some(2));
        // The line of a higher one would lead through it.
        assert_eq!(
            row_for(&[Flag { x: 40.0, left: 40.0, right: 60.0, row: 0 }], 70.0, 20.0, 70.0, 3),
            None
        );
    }
}
