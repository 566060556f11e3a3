//! Short `d` attributes: relative commands, one decimal, no letter or blank that can be left out.

use std::fmt::Write;

use vuelta::city::Point;

use super::{curve::Cubic, numbers::tenths};

/// A path being written.
#[derive(Debug, Default)]
pub(super) struct PathData {
    text: String,
    /// The pen, in tenths: relative moves start from what was written, so rounding never adds up.
    pen: (i64, i64),
    command: Option<char>,
}

impl PathData {
    pub(super) fn move_to(&mut self, to: Point) {
        self.command('m');
        self.pen = self.relative(to);
    }

    pub(super) fn line_to(&mut self, to: Point) {
        self.command('l');
        self.pen = self.relative(to);
    }

    pub(super) fn curve_to(&mut self, cubic: &Cubic) {
        self.command('c');
        self.relative(cubic.leave);
        self.relative(cubic.arrive);
        self.pen = self.relative(cubic.to);
    }

    pub(super) fn close(&mut self) {
        self.command('z');
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }

    /// Straight lines through `points`.
    pub(super) fn polyline(points: &[Point]) -> String {
        let mut path = Self::default();
        if let Some((first, rest)) = points.split_first() {
            path.move_to(*first);
            rest.iter().for_each(|point| path.line_to(*point));
        }
        path.into_text()
    }

    /// Appends a curve; the pen is lifted first.
    pub(super) fn curve(&mut self, curve: &[Cubic], closed: bool) {
        let Some(first) = curve.first() else { return };
        self.move_to(first.from);
        curve.iter().for_each(|cubic| self.curve_to(cubic));
        if closed {
            self.close();
            // `z` goes back to where the curve began
            self.pen = (tenths(first.from.x), tenths(first.from.y));
        }
    }

    fn command(&mut self, letter: char) {
        // after an `m` further pairs are read as `l`
        if self.command != Some(letter) || letter == 'm' {
            self.text.push(letter);
            self.command = Some(letter);
        }
    }

    /// Writes the way from the pen to `to` and says where that is.
    fn relative(&mut self, to: Point) -> (i64, i64) {
        let at = (tenths(to.x), tenths(to.y));
        self.number(at.0 - self.pen.0);
        self.number(at.1 - self.pen.1);
        at
    }

    fn number(&mut self, value: i64) {
        let sign = if value < 0 { "-" } else { "" };
        if value >= 0 && self.text.ends_with(|last: char| last.is_ascii_digit()) {
            self.text.push(' ');
        }
        let (whole, rest) = (value.abs() / 10, value.abs() % 10);
        let written = match (whole, rest) {
            (whole, 0) => write!(self.text, "{sign}{whole}"),
            (0, rest) => write!(self.text, "{sign}.{rest}"),
            (whole, rest) => write!(self.text, "{sign}{whole}.{rest}"),
        };
        written.expect("writing to a String cannot fail");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_and_short() {
        let points = [Point::new(10.0, 20.04), Point::new(9.5, 20.5), Point::new(9.5, 32.0)];
        assert_eq!(PathData::polyline(&points), "m10 20l-.5 .5 0 11.5");
    }

    #[test]
    fn a_second_move_starts_from_where_the_pen_was() {
        let mut path = PathData::default();
        for x in [1.0, 5.0] {
            path.move_to(Point::new(x, 0.0));
            path.line_to(Point::new(x, 3.0));
        }
        assert_eq!(path.into_text(), "m1 0l0 3m4-3l0 3");
    }
}
