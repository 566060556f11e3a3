//! Smooth curves through points: Catmull-Rom with tangents limited so that short pieces do not bulge.

use vuelta::city::Point;

/// How far a handle reaches, as a share of its piece: streets stay close to their points.
pub(super) const STREET: f64 = 0.33;
/// The same for hills and water, which may be rounder.
pub(super) const OUTLINE: f64 = 0.36;

/// One piece of a curve: a cubic Bézier.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cubic {
    pub(super) from: Point,
    pub(super) leave: Point,
    pub(super) arrive: Point,
    pub(super) to: Point,
}

impl Cubic {
    /// The point at `t`, 0 at the beginning and 1 at the end.
    pub(super) fn at(&self, t: f64) -> Point {
        let u = 1.0 - t;
        let weights = [u * u * u, 3.0 * u * u * t, 3.0 * u * t * t, t * t * t];
        let points = [self.from, self.leave, self.arrive, self.to];
        let sum = |of: fn(&Point) -> f64| weights.iter().zip(&points).map(|(weight, point)| weight * of(point)).sum();
        Point::new(sum(|point| point.x), sum(|point| point.y))
    }
}

/// A curve through `points` in their order; a closed one returns to the first.
pub(super) fn smooth(points: &[Point], reach: f64, closed: bool) -> Vec<Cubic> {
    let count = points.len();
    let pieces = if closed { count } else { count.saturating_sub(1) };
    (0..pieces)
        .map(|index| {
            let (from, to) = (points[index], points[(index + 1) % count]);
            let before = if closed || index > 0 { points[(index + count - 1) % count] } else { from };
            let after = if closed || index + 2 < count { points[(index + 2) % count] } else { to };
            let length = from.distance(to) * reach;
            let (out, back) = (tangent(before, from, to), tangent(from, to, after));
            Cubic {
                from,
                leave: Point::new(from.x + out.x * length, from.y + out.y * length),
                arrive: Point::new(to.x - back.x * length, to.y - back.y * length),
                to,
            }
        })
        .collect()
}

/// The direction in which a curve passes `here`, never longer than one.
fn tangent(before: Point, here: Point, after: Point) -> Point {
    let length = before.distance(here) + here.distance(after);
    if length == 0.0 {
        return Point::new(0.0, 0.0);
    }
    Point::new((after.x - before.x) / length, (after.y - before.y) / length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_passes_through_its_points() {
        let points = [Point::new(0.0, 0.0), Point::new(10.0, 0.0), Point::new(10.0, 10.0)];
        let curve = smooth(&points, STREET, false);
        assert_eq!(curve.len(), 2);
        assert_eq!((curve[0].at(0.0), curve[0].at(1.0), curve[1].at(1.0)), (points[0], points[1], points[2]));
        assert_eq!(smooth(&points, STREET, true).len(), 3);
    }
}
