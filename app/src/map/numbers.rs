//! The few places where a coordinate becomes a whole number.

/// `value` in whole tenths, the precision of everything that is drawn.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "coordinates are far below 2^53, and `as` saturates"
)]
pub(super) fn tenths(value: f64) -> i64 {
    (value * 10.0).round() as i64
}

/// The index of the cell that `value` falls into; none below zero.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked to be positive, and `as` saturates"
)]
pub(super) fn cell(value: f64) -> Option<usize> {
    (value >= 0.0).then_some(value as usize)
}

/// A count as a coordinate.
pub(super) fn coordinate(count: usize) -> f64 {
    f64::from(u32::try_from(count).expect("counts of cells, letters and points stay below four billion"))
}
