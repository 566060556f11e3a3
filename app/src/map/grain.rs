//! The grain of the city: fine lines in each block that look like its small streets. Texture, not survey.

use vuelta::city::Point;

use super::{
    blocks::{Block, Blocks},
    path_data::PathData,
    shapes::bounds,
};

/// How far apart small streets lie along the block's border, in map units (150 metres), and across it (210 metres).
const ALONG: f64 = 4.6;
const ACROSS: f64 = 6.4;
/// Shorter pieces would be dots.
const SHORTEST: f64 = 1.2;
/// How exactly a line ends at a park or a main street.
const STEP: f64 = 0.5;
/// Any number; a different one draws a different, equally likely city.
const SEED: u64 = 4;

/// The grain of all blocks as one path.
pub(super) fn grain(blocks: &Blocks) -> String {
    let mut dice = Dice(SEED);
    let mut path = PathData::default();
    for block in &blocks.all {
        fill(block, blocks, &mut dice, &mut path);
    }
    path.into_text()
}

fn fill(block: &Block, blocks: &Blocks, dice: &mut Dice, path: &mut PathData) {
    let turned = Turned::by(block.direction);
    let squares: Vec<_> = block.squares.iter().map(|point| turned.straighten(*point)).collect();
    let (least, most) = bounds(&squares);
    let mut draw = |from: Point, to: Point| {
        for (from, to) in open_pieces(from, to, |point| blocks.open(block, turned.restore(point))) {
            path.move_to(turned.restore(from));
            path.line_to(turned.restore(to));
        }
    };
    let mut y = least.y + dice.between(1.0, ALONG);
    while y < most.y {
        draw(Point::new(least.x, y), Point::new(most.x, y));
        y += ALONG * dice.between(0.8, 1.5);
    }
    // cross streets come in runs, and now and then one is missing
    let mut x = least.x + dice.between(1.0, ACROSS);
    while x < most.x {
        let mut y = least.y;
        while y < most.y {
            let end = y + ALONG * dice.between(2.5, 7.0);
            if dice.between(0.0, 1.0) < 0.8 {
                draw(Point::new(x, y), Point::new(x, end.min(most.y)));
            }
            y = end;
        }
        x += ACROSS * dice.between(0.75, 1.6);
    }
}

/// The pieces of a line along which every point is open.
fn open_pieces(from: Point, to: Point, open: impl Fn(Point) -> bool) -> Vec<(Point, Point)> {
    let length = from.distance(to);
    let at =
        |along: f64| Point::new(from.x + (to.x - from.x) / length * along, from.y + (to.y - from.y) / length * along);
    let (mut pieces, mut began, mut along) = (Vec::new(), None, 0.0);
    while along <= length {
        match (open(at(along)), began) {
            (true, None) => began = Some(along),
            (false, Some(start)) => {
                pieces.push((start, along - STEP));
                began = None;
            }
            (true, Some(_)) | (false, None) => {}
        }
        along += STEP;
    }
    pieces.extend(began.map(|start| (start, length)));
    pieces.retain(|(start, end)| end - start > SHORTEST);
    pieces.into_iter().map(|(start, end)| (at(start), at(end))).collect()
}

/// A sheet turned so that the block's own direction is level.
struct Turned {
    sin: f64,
    cos: f64,
}

impl Turned {
    fn by(degrees: f64) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        Self { sin, cos }
    }

    fn straighten(&self, point: Point) -> Point {
        Point::new(point.x * self.cos + point.y * self.sin, point.y * self.cos - point.x * self.sin)
    }

    fn restore(&self, point: Point) -> Point {
        Point::new(point.x * self.cos - point.y * self.sin, point.x * self.sin + point.y * self.cos)
    }
}

/// `SplitMix64`: the same city on every start, and no crate for it.
struct Dice(u64);

impl Dice {
    fn between(&mut self, least: f64, most: f64) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        let share = u32::try_from(mixed >> 32).map_or(0.0, f64::from) / f64::from(u32::MAX);
        least + (most - least) * share
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_cut_where_it_is_not_open() {
        let pieces = open_pieces(Point::new(0.0, 0.0), Point::new(10.0, 0.0), |point| !(4.0..6.0).contains(&point.x));
        assert_eq!(
            pieces,
            [(Point::new(0.0, 0.0), Point::new(3.5, 0.0)), (Point::new(6.0, 0.0), Point::new(10.0, 0.0))]
        );
    }

    #[test]
    fn the_dice_fall_the_same_every_time_and_within_bounds() {
        let throw = |seed| (0..100).scan(Dice(seed), |dice, _| Some(dice.between(2.0, 3.0))).collect::<Vec<_>>();
        assert_eq!(throw(SEED), throw(SEED));
        assert!(throw(SEED).iter().all(|value| (2.0..=3.0).contains(value)));
    }
}
