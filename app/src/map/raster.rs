//! The city as a sheet of squares, one map unit each: enough to know which block a point lies in.

use vuelta::city::{HEIGHT, Point, WIDTH};

use super::numbers::{cell, coordinate};

/// A sheet with one value for each square.
#[derive(Debug, Clone)]
pub(super) struct Raster<T> {
    columns: usize,
    rows: usize,
    squares: Vec<T>,
}

impl<T: Copy> Raster<T> {
    pub(super) fn new(value: T) -> Self {
        let (columns, rows) = (cell(WIDTH).unwrap_or(0), cell(HEIGHT).unwrap_or(0));
        Self { columns, rows, squares: vec![value; columns * rows] }
    }

    /// The square under `point`; none off the sheet.
    pub(super) fn square(&self, point: Point) -> Option<usize> {
        let (column, row) = (cell(point.x)?, cell(point.y)?);
        (column < self.columns && row < self.rows).then_some(row * self.columns + column)
    }

    pub(super) fn get(&self, square: usize) -> T {
        self.squares[square]
    }

    pub(super) fn at(&self, point: Point) -> Option<T> {
        self.square(point).map(|square| self.squares[square])
    }

    pub(super) fn set(&mut self, square: usize, value: T) {
        self.squares[square] = value;
    }

    /// All squares, in rows.
    pub(super) fn squares(&self) -> std::ops::Range<usize> {
        0..self.squares.len()
    }

    /// The squares of the upright box between two corners, as far as it lies on the sheet.
    pub(super) fn squares_between(&self, least: Point, most: Point) -> impl Iterator<Item = usize> + use<T> {
        let clipped =
            |from: f64, to: f64, count: usize| cell(from).unwrap_or(0)..cell(to).map_or(0, |it| it + 1).min(count);
        let (columns, rows, width) =
            (clipped(least.x, most.x, self.columns), clipped(least.y, most.y, self.rows), self.columns);
        rows.flat_map(move |row| columns.clone().map(move |column| row * width + column))
    }

    /// The middle of a square.
    pub(super) fn middle(&self, square: usize) -> Point {
        Point::new(coordinate(square % self.columns) + 0.5, coordinate(square / self.columns) + 0.5)
    }

    /// The squares beside a square; fewer than four at the edge of the sheet.
    pub(super) fn beside(&self, square: usize) -> impl Iterator<Item = usize> + use<T> {
        let (column, row) = (square % self.columns, square / self.columns);
        let (columns, rows) = (self.columns, self.rows);
        [
            (column > 0).then(|| square - 1),
            (column + 1 < columns).then(|| square + 1),
            (row > 0).then(|| square - columns),
            (row + 1 < rows).then(|| square + columns),
        ]
        .into_iter()
        .flatten()
    }
}

impl Raster<bool> {
    /// Marks every square whose middle is within `radius` of the line, and those the line touches.
    pub(super) fn stroke(&mut self, line: &[Point], radius: f64) {
        const STEP: f64 = 0.4;
        for pair in line.windows(2) {
            let (from, to) = (pair[0], pair[1]);
            let steps = (from.distance(to) / STEP).ceil().max(1.0);
            let mut step = 0.0;
            while step <= steps {
                let t = step / steps;
                self.dot(Point::new(from.x + (to.x - from.x) * t, from.y + (to.y - from.y) * t), radius);
                step += 1.0;
            }
        }
    }

    fn dot(&mut self, at: Point, radius: f64) {
        if let Some(square) = self.square(at) {
            self.set(square, true);
        }
        let mut dy = -radius.ceil();
        while dy <= radius.ceil() {
            let mut dx = -radius.ceil();
            while dx <= radius.ceil() {
                let near =
                    self.square(Point::new(at.x + dx, at.y + dy)).filter(|it| self.middle(*it).distance(at) <= radius);
                if let Some(square) = near {
                    self.set(square, true);
                }
                dx += 1.0;
            }
            dy += 1.0;
        }
    }
}
