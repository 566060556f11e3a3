//! Who stands where in a picture: labels take their place one after the other and never touch.

use vuelta::city::Point;

/// How far labels keep from the route.
const FROM_ROUTE: f64 = 7.0;
/// How far labels keep from each other.
const APART: f64 = 3.0;

/// An upright box, in picture units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rect {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Rect {
    pub(super) const fn new(left: f64, top: f64, right: f64, bottom: f64) -> Self {
        Self { left, top, right, bottom }
    }

    /// A square around a point.
    pub(super) fn around(point: Point, reach: f64) -> Self {
        Self::new(point.x - reach, point.y - reach, point.x + reach, point.y + reach)
    }

    /// The box of a line of text whose baseline begins at `x`, `y`.
    pub(super) fn text(x: f64, y: f64, width: f64) -> Self {
        Self::new(x, y - 9.0, x + width, y + 4.0)
    }

    pub(super) fn contains(&self, point: Point) -> bool {
        (self.left..=self.right).contains(&point.x) && (self.top..=self.bottom).contains(&point.y)
    }

    pub(super) fn holds(&self, other: &Self) -> bool {
        self.left <= other.left && self.top <= other.top && self.right >= other.right && self.bottom >= other.bottom
    }

    fn grown(&self, by: f64) -> Self {
        Self::new(self.left - by, self.top - by, self.right + by, self.bottom + by)
    }

    fn touches(&self, other: &Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }
}

/// The ground that is taken.
#[derive(Debug, Default)]
pub(super) struct Taken {
    boxes: Vec<Rect>,
    /// Points along the route, close enough that no letter fits between two.
    route: Vec<Point>,
}

impl Taken {
    /// Keeps a line free.
    pub(super) fn keep_line(&mut self, line: &[Point]) {
        const CLOSE: f64 = 3.0;
        for pair in line.windows(2) {
            let steps = (pair[0].distance(pair[1]) / CLOSE).ceil().max(1.0);
            let mut step = 0.0;
            while step <= steps {
                let t = step / steps;
                let (dx, dy) = (pair[1].x - pair[0].x, pair[1].y - pair[0].y);
                self.route.push(Point::new(pair[0].x + dx * t, pair[0].y + dy * t));
                step += 1.0;
            }
        }
    }

    /// Keeps boxes free.
    pub(super) fn keep(&mut self, boxes: impl IntoIterator<Item = Rect>) {
        self.boxes.extend(boxes);
    }

    /// Whether nothing stands where all of these would.
    pub(super) fn free(&self, wanted: &[Rect]) -> bool {
        wanted.iter().all(|rect| {
            let (apart, clear) = (rect.grown(APART), rect.grown(FROM_ROUTE));
            !self.boxes.iter().any(|taken| taken.touches(&apart))
                && !self.route.iter().any(|point| clear.contains(*point))
        })
    }

    /// Takes the ground if it is free, and says whether it was.
    pub(super) fn take(&mut self, wanted: &[Rect]) -> bool {
        let free = self.free(wanted);
        if free {
            self.keep(wanted.iter().copied());
        }
        free
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_stands_where_another_does() {
        let mut taken = Taken::default();
        let label = Rect::text(10.0, 20.0, 40.0);
        assert!(taken.take(&[label]));
        assert!(!taken.take(&[label]));
        assert!(taken.take(&[Rect::text(10.0, 40.0, 40.0)]));
    }

    #[test]
    fn nobody_stands_on_the_route() {
        let mut taken = Taken::default();
        taken.keep_line(&[Point::new(0.0, 0.0), Point::new(100.0, 0.0)]);
        assert!(!taken.free(&[Rect::text(20.0, 5.0, 30.0)]));
        assert!(taken.free(&[Rect::text(20.0, 25.0, 30.0)]));
    }
}
