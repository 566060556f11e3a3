//! From degrees to map units.

use serde::Deserialize;

/// How wide the city is, in map units.
pub const WIDTH: f64 = 1000.0;
/// How high the city is, in map units.
pub const HEIGHT: f64 = 989.0;
/// How far one map unit is on the ground.
pub const METRES_PER_UNIT: f64 = 32.85;

/// A point of the map in map units: `x` grows to the east, `y` to the south.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Units from the western edge.
    pub x: f64,
    /// Units from the northern edge.
    pub y: f64,
}

impl Point {
    /// The point at `x`, `y` map units.
    pub const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    /// How far it is to `other`, in map units.
    pub fn distance(self, other: Self) -> f64 {
        (other.x - self.x).hypot(other.y - self.y)
    }
}

/// A latitude and a longitude, WGS 84, in the order of the file.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct Degrees(pub(super) f64, pub(super) f64);

/// Equirectangular: over 35 km the error stays below that of the drawing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Projection {
    pub(super) west: f64,
    pub(super) north: f64,
    pub(super) cos_lat0: f64,
    /// Map units per degree of latitude.
    pub(super) scale: f64,
}

impl Projection {
    pub(super) fn place(&self, Degrees(lat, lon): Degrees) -> Point {
        Point::new((lon - self.west) * self.cos_lat0 * self.scale, (self.north - lat) * self.scale)
    }

    pub(super) fn all(&self, degrees: Vec<Degrees>) -> Vec<Point> {
        degrees.into_iter().map(|each| self.place(each)).collect()
    }
}
