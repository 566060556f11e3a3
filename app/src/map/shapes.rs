//! Small questions about outlines.

use vuelta::city::Point;

/// Whether `point` lies inside `outline` (even-odd rule).
pub(super) fn contains(outline: &[Point], point: Point) -> bool {
    let mut inside = false;
    for (a, b) in sides(outline) {
        let crosses = (a.y > point.y) != (b.y > point.y);
        if crosses && point.x < (b.x - a.x) * (point.y - a.y) / (b.y - a.y) + a.x {
            inside = !inside;
        }
    }
    inside
}

/// How far `point` is from the nearest side of `outline`.
pub(super) fn distance_to(outline: &[Point], point: Point) -> f64 {
    sides(outline).map(|(a, b)| distance_to_segment(point, a, b)).fold(f64::INFINITY, f64::min)
}

/// The area inside `outline`, in square units.
pub(super) fn area(outline: &[Point]) -> f64 {
    sides(outline).map(|(a, b)| a.x * b.y - b.x * a.y).sum::<f64>().abs() / 2.0
}

/// The smallest upright box around `points`: its corner with the least `x` and `y`, and the opposite one.
pub(super) fn bounds(points: &[Point]) -> (Point, Point) {
    let (mut least, mut most) =
        (Point::new(f64::INFINITY, f64::INFINITY), Point::new(f64::NEG_INFINITY, f64::NEG_INFINITY));
    for point in points {
        least = Point::new(least.x.min(point.x), least.y.min(point.y));
        most = Point::new(most.x.max(point.x), most.y.max(point.y));
    }
    (least, most)
}

/// The line without the points that lie within `tolerance` of the rest (Douglas-Peucker).
pub(super) fn simplified(line: &[Point], tolerance: f64) -> Vec<Point> {
    let [first, .., last] = line else { return line.to_vec() };
    let farthest = line.iter().enumerate().map(|(index, point)| (distance_to_segment(*point, *first, *last), index));
    let (distance, index) = farthest.fold((0.0, 0), |most, next| if next.0 > most.0 { next } else { most });
    if distance <= tolerance {
        return vec![*first, *last];
    }
    let mut kept = simplified(&line[..=index], tolerance);
    kept.pop();
    kept.extend(simplified(&line[index..], tolerance));
    kept
}

fn sides(outline: &[Point]) -> impl Iterator<Item = (Point, Point)> + '_ {
    outline.iter().copied().zip(outline.iter().copied().cycle().skip(1))
}

fn distance_to_segment(point: Point, a: Point, b: Point) -> f64 {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let length = dx * dx + dy * dy;
    let along = if length == 0.0 { 0.0 } else { ((point.x - a.x) * dx + (point.y - a.y) * dy) / length };
    let along = along.clamp(0.0, 1.0);
    point.distance(Point::new(a.x + along * dx, a.y + along * dy))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: [Point; 4] = [Point::new(0.0, 0.0), Point::new(4.0, 0.0), Point::new(4.0, 4.0), Point::new(0.0, 4.0)];

    #[test]
    fn a_square_knows_its_inside_its_area_and_its_border() {
        assert!(contains(&SQUARE, Point::new(1.0, 3.0)) && !contains(&SQUARE, Point::new(5.0, 3.0)));
        assert!((area(&SQUARE) - 16.0).abs() < 1e-9);
        assert!((distance_to(&SQUARE, Point::new(1.0, 2.0)) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn points_on_a_straight_line_are_dropped() {
        let line: Vec<_> = [0.0, 1.0, 2.0, 3.0].iter().map(|x| Point::new(*x, 0.0)).collect();
        assert_eq!(simplified(&line, 0.1), [line[0], line[3]]);
        let bent = [line[0], Point::new(1.0, 2.0), line[3]];
        assert_eq!(simplified(&bent, 0.1), bent);
    }
}
