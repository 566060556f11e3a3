//! Contour lines: the outline of a hill shrunk step by step, found as lines of equal distance from it (marching squares).

use std::collections::HashMap;

use vuelta::city::Point;

use super::{
    numbers::{cell, coordinate},
    shapes::{area, bounds, contains, distance_to, simplified},
};

/// How many lines a hill has at most.
const LINES: u32 = 7;
/// Smaller rings are left out, in square units.
const SMALLEST: f64 = 3.0;
/// How exactly the lines are drawn, in map units.
const TOLERANCE: f64 = 0.25;

/// The contour lines of a hill, each a closed ring.
pub(super) fn contours(outline: &[Point]) -> Vec<Vec<Point>> {
    let step = if area(outline) > 600.0 { 6.5 } else { 3.2 };
    // a mountain range shows no more detail than the eye sees of it
    let pitch = if area(outline) > 50_000.0 { 4.0 } else { step / 5.0 };
    let field = Field::of(outline, pitch);
    let rings = (1..=LINES).flat_map(|line| field.rings(step * f64::from(line)));
    rings.filter(|ring| area(ring) > SMALLEST).map(simplified_ring).collect()
}

/// How deep in the hill each point of a lattice lies; 0 outside.
struct Field {
    corner: Point,
    /// Between two points of the lattice, in map units.
    pitch: f64,
    columns: usize,
    depths: Vec<f64>,
}

/// A side of a square of the lattice: the lattice point at its upper or left end, and whether it runs down.
type Side = (usize, bool);

impl Field {
    fn of(outline: &[Point], pitch: f64) -> Self {
        let (least, most) = bounds(outline);
        let corner = Point::new(least.x - pitch, least.y - pitch);
        let count = |from: f64, to: f64| cell((to - from) / pitch).unwrap_or(0) + 3;
        let (columns, rows) = (count(least.x, most.x), count(least.y, most.y));
        let mut field = Self { corner, pitch, columns, depths: Vec::new() };
        field.depths = (0..columns * rows)
            .map(|index| {
                let point = field.point(index);
                if contains(outline, point) { distance_to(outline, point) } else { 0.0 }
            })
            .collect();
        field
    }

    fn point(&self, index: usize) -> Point {
        Point::new(
            self.corner.x + coordinate(index % self.columns) * self.pitch,
            self.corner.y + coordinate(index / self.columns) * self.pitch,
        )
    }

    /// The closed lines at one depth.
    fn rings(&self, depth: f64) -> Vec<Vec<Point>> {
        let mut next = self.crossings(depth);
        let mut rings = Vec::new();
        // The outside is never deep, so every line is a ring and leads back to where it began.
        while let Some(&start) = next.keys().min() {
            let mut ring = Vec::new();
            let mut here = start;
            while let Some(after) = next.remove(&here) {
                ring.push(self.on(here, depth));
                here = after;
            }
            rings.push(ring);
        }
        rings
    }

    /// Walking with the deep ground on the right: from which side of a square one comes to which.
    fn crossings(&self, depth: f64) -> HashMap<Side, Side> {
        let mut next = HashMap::new();
        let rows = self.depths.len() / self.columns;
        for square in (0..self.columns * (rows - 1)).filter(|square| square % self.columns + 1 < self.columns) {
            let (right, below) = (square + 1, square + self.columns);
            // clockwise from the upper left corner, with the side that follows each corner
            let corners = [square, right, below + 1, below].map(|corner| self.depths[corner] > depth);
            let sides: [Side; 4] = [(square, false), (right, true), (below, false), (square, true)];
            let enters = (0..4).filter(|side| !corners[*side] && corners[(side + 1) % 4]);
            for enter in enters {
                let leave = (1..4).map(|on| (enter + on) % 4).find(|side| corners[*side] && !corners[(side + 1) % 4]);
                if let Some(leave) = leave {
                    next.insert(sides[leave], sides[enter]);
                }
            }
        }
        next
    }

    /// Where a line at `depth` crosses a side.
    fn on(&self, (index, down): Side, depth: f64) -> Point {
        let other = if down { index + self.columns } else { index + 1 };
        let (from, to) = (self.depths[index], self.depths[other]);
        let along = (depth - from) / (to - from);
        let (a, b) = (self.point(index), self.point(other));
        Point::new(a.x + (b.x - a.x) * along, a.y + (b.y - a.y) * along)
    }
}

fn simplified_ring(ring: Vec<Point>) -> Vec<Point> {
    // a ring begins and ends at one point, which a line may not: cut it in two
    let half = ring.len() / 2;
    let mut kept = simplified(&ring[..=half], TOLERANCE);
    kept.pop();
    kept.extend(simplified(&ring[half..], TOLERANCE));
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_square_shrinks_to_smaller_squares() {
        let side = 40.0;
        let square = [Point::new(0.0, 0.0), Point::new(side, 0.0), Point::new(side, side), Point::new(0.0, side)];
        let rings = contours(&square);
        assert_eq!(rings.len(), 2, "at 6.5 and 13 units from the edge; the one at 19.5 would be a dot");
        assert!((area(&rings[0]) - 27.0 * 27.0).abs() < 27.0);
    }

    #[test]
    fn every_ring_lies_inside_the_hill() {
        let hill: Vec<_> = (0..12)
            .map(|hour| f64::from(hour).mul_add(30.0, 0.0).to_radians().sin_cos())
            .map(|(sin, cos)| Point::new(50.0 + 40.0 * cos, 50.0 + 20.0 * sin))
            .collect();
        let rings = contours(&hill);
        assert!(!rings.is_empty());
        assert!(rings.iter().flatten().all(|point| contains(&hill, *point)));
    }
}
