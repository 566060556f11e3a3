//! The blocks between the main streets, and which way their own small streets run.

use vuelta::city::{Point, Scenery};

use super::{
    raster::Raster,
    shapes::{bounds, contains, distance_to},
};

/// Smaller blocks are only the islands of a junction, in square units.
const SMALLEST: usize = 40;
/// Larger ones are not built up.
const LARGEST: usize = 26_000;
/// How far small streets keep from main ones, in map units.
const VERGE: f64 = 1.6;
/// How far they keep from parks and hills.
const HEDGE: f64 = 1.2;
/// Directions are counted in steps of this many degrees.
const COMPASS: u8 = 6;

/// A block, and where in it small streets may run.
#[derive(Debug)]
pub(super) struct Block {
    /// Its number on the sheet.
    number: u32,
    /// The middles of its squares.
    pub(super) squares: Vec<Point>,
    /// The direction of its longest border, in degrees from 0 to 90.
    pub(super) direction: f64,
}

/// All blocks.
#[derive(Debug)]
pub(super) struct Blocks {
    pub(super) all: Vec<Block>,
    /// For each square the number of its block; 0 is a main street.
    numbers: Raster<u32>,
    /// Where nothing may be built.
    kept_free: Raster<bool>,
}

impl Blocks {
    /// Finds the blocks that `lines` enclose.
    pub(super) fn between(lines: &[Vec<Point>], scenery: &Scenery) -> Self {
        let mut streets = Raster::new(false);
        let mut kept_free = Raster::new(false);
        for line in lines {
            streets.stroke(line, 0.0);
            kept_free.stroke(line, VERGE);
        }
        let green = scenery.relief.iter().map(|it| &it.outline).chain(scenery.parks.iter().map(|it| &it.outline));
        for outline in green {
            keep_free(&mut kept_free, outline);
        }
        let (numbers, mut all) = number(&streets);
        align(&mut all, &numbers, lines);
        Self { all, numbers, kept_free }
    }

    /// Whether a small street of `block` may pass `point`.
    pub(super) fn open(&self, block: &Block, point: Point) -> bool {
        self.numbers.at(point) == Some(block.number) && self.kept_free.at(point) == Some(false)
    }
}

fn keep_free(kept_free: &mut Raster<bool>, outline: &[Point]) {
    let (least, most) = bounds(outline);
    let reach = |point: Point, by: f64| Point::new(point.x + by, point.y + by);
    for square in kept_free.squares_between(reach(least, -HEDGE), reach(most, HEDGE)) {
        let point = kept_free.middle(square);
        if contains(outline, point) || distance_to(outline, point) < HEDGE {
            kept_free.set(square, true);
        }
    }
}

/// Gives the squares of each enclosed area a number of their own.
fn number(streets: &Raster<bool>) -> (Raster<u32>, Vec<Block>) {
    let mut numbers = Raster::new(0);
    let mut blocks = Vec::new();
    let mut last = 0;
    for start in streets.squares() {
        if streets.get(start) || numbers.get(start) != 0 {
            continue;
        }
        last += 1;
        numbers.set(start, last);
        let (mut squares, mut enclosed) = (vec![start], true);
        let mut next = 0;
        while let Some(&square) = squares.get(next) {
            next += 1;
            enclosed &= streets.beside(square).count() == 4;
            for beside in streets.beside(square) {
                if !streets.get(beside) && numbers.get(beside) == 0 {
                    numbers.set(beside, last);
                    squares.push(beside);
                }
            }
        }
        if enclosed && (SMALLEST..LARGEST).contains(&squares.len()) {
            let squares = squares.into_iter().map(|square| streets.middle(square)).collect();
            blocks.push(Block { number: last, squares, direction: 0.0 });
        }
    }
    (numbers, blocks)
}

/// Turns every block along the main street that it borders for the longest way.
fn align(blocks: &mut [Block], numbers: &Raster<u32>, lines: &[Vec<Point>]) {
    const BINS: usize = 90 / 6;
    let mut lengths = vec![[0.0; BINS]; blocks.len()];
    for pair in lines.iter().flat_map(|line| line.windows(2)) {
        let (from, to) = (pair[0], pair[1]);
        let length = from.distance(to);
        let degrees = (to.y - from.y).atan2(to.x - from.x).to_degrees().rem_euclid(90.0);
        let bin = (0..BINS).min_by(|a, b| off(degrees, *a).total_cmp(&off(degrees, *b))).unwrap_or(0);
        for side in [-2.5, 2.5] {
            let beside = Point::new(
                f64::midpoint(from.x, to.x) - (to.y - from.y) / length * side,
                f64::midpoint(from.y, to.y) + (to.x - from.x) / length * side,
            );
            let block = numbers.at(beside).and_then(|number| blocks.iter().position(|block| block.number == number));
            if let Some(block) = block {
                lengths[block][bin] += length;
            }
        }
    }
    for (block, lengths) in blocks.iter_mut().zip(lengths) {
        let longest = (0..BINS).max_by(|a, b| lengths[*a].total_cmp(&lengths[*b])).unwrap_or(0);
        block.direction = bearing(longest);
    }
}

/// How far `degrees` is from a bin; 0 and 90 degrees are the same way.
fn off(degrees: f64, bin: usize) -> f64 {
    let off = (degrees - bearing(bin)).abs();
    off.min(90.0 - off)
}

fn bearing(bin: usize) -> f64 {
    f64::from(COMPASS) * super::numbers::coordinate(bin)
}
