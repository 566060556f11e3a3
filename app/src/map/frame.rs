//! From the city to the picture: which part of the map a page shows, and how large.

use vuelta::city::Point;

use super::shapes::bounds;

/// A picture is this wide; on a phone one of its units is about one CSS pixel.
pub(super) const WIDTH: f64 = 390.0;
/// Nothing is drawn larger than this many picture units for one map unit: a short trip should still show where it is.
const CLOSEST: f64 = 5.0;
/// Below this many picture units for one map unit small streets would run into each other.
const FAR: f64 = 0.75;
/// Below this, lines are a little thinner.
const MIDDLE: f64 = 1.7;

/// Room to leave around what a picture is about, in picture units.
#[derive(Debug, Clone, Copy)]
pub(super) struct Padding {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

/// The way from map units to picture units.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub(super) height: f64,
    pub(super) scale: f64,
    pub(super) dx: f64,
    pub(super) dy: f64,
}

impl Frame {
    /// The largest picture that shows all of `subject` inside its padding, in the middle.
    pub(super) fn around(subject: &[Point], height: f64, padding: Padding) -> Self {
        let (least, most) = bounds(subject);
        let (wide, high) = (WIDTH - padding.left - padding.right, height - padding.top - padding.bottom);
        let scale = (wide / (most.x - least.x)).min(high / (most.y - least.y)).min(CLOSEST);
        let centred =
            |start: f64, room: f64, from: f64, to: f64| start + (room - (to - from) * scale) / 2.0 - from * scale;
        Self {
            height,
            scale,
            dx: centred(padding.left, wide, least.x, most.x),
            dy: centred(padding.top, high, least.y, most.y),
        }
    }

    /// Where a point of the map lies in the picture.
    pub(super) fn view(&self, point: Point) -> Point {
        Point::new(point.x * self.scale + self.dx, point.y * self.scale + self.dy)
    }

    /// Where the points of a line lie in the picture.
    pub(super) fn view_all(&self, points: &[Point]) -> Vec<Point> {
        points.iter().map(|point| self.view(*point)).collect()
    }

    /// The style class for the distance from which the city is seen; none from near by.
    pub(super) fn distance_class(&self) -> &'static str {
        match self.scale {
            far if far < FAR => "m-far",
            middle if middle < MIDDLE => "m-mid",
            _ => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_subject_is_inside_its_padding_and_fills_it_one_way() {
        let padding = Padding { left: 60.0, top: 76.0, right: 84.0, bottom: 58.0 };
        let subject = [Point::new(500.0, 300.0), Point::new(520.0, 400.0)];
        let frame = Frame::around(&subject, 300.0, padding);
        let (a, b) = (frame.view(subject[0]), frame.view(subject[1]));
        assert!((a.y - 76.0).abs() < 1e-9 && (b.y - 242.0).abs() < 1e-9);
        assert!(a.x > 60.0 && b.x < WIDTH - 84.0);
    }

    #[test]
    fn a_subject_without_extent_is_not_enlarged_without_end() {
        let padding = Padding { left: 10.0, top: 10.0, right: 10.0, bottom: 10.0 };
        let here = Point::new(500.0, 300.0);
        let frame = Frame::around(&[here, here], 300.0, padding);
        assert!((frame.scale - CLOSEST).abs() < f64::EPSILON);
        assert!(frame.view(here).distance(Point::new(WIDTH / 2.0, 150.0)) < 1e-9);
    }
}
