//! What a map draws besides streets and places. Nothing here decides anything.

use serde::Deserialize;

use super::{CITY, Point, Priority, streets::Class};

/// Everything that is only there to be looked at.
#[derive(Debug)]
pub struct Scenery {
    /// Rivers and canals.
    pub water: Vec<Water>,
    /// Hills and mountains, the farthest last.
    pub relief: Vec<Relief>,
    /// Parks.
    pub parks: Vec<Park>,
    /// The airport's runways, each from end to end.
    pub runways: Vec<Vec<Point>>,
    /// The airport's building.
    pub terminal: Vec<Point>,
    /// The names of the parts of the city.
    pub comunas: Vec<Comuna>,
    /// The names of streets, where there is room for them.
    pub road_labels: Vec<RoadLabel>,
}

/// Running water.
#[derive(Debug)]
pub struct Water {
    /// How wide it is, in a word.
    pub kind: WaterKind,
    /// Its course.
    pub line: Vec<Point>,
}

/// How wide some water is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WaterKind {
    /// The Mapocho.
    River,
    /// The Zanjón de la Aguada.
    Canal,
}

/// Ground that rises.
#[derive(Debug)]
pub struct Relief {
    /// What it is called.
    pub name: &'static str,
    /// How it rises.
    pub kind: ReliefKind,
    /// Whether it is planted like a park.
    pub green: bool,
    /// Where its name may stand.
    pub label: Option<Point>,
    /// Its outline; the last point is joined to the first.
    pub outline: Vec<Point>,
}

/// How ground rises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReliefKind {
    /// A hill in the city.
    Hill,
    /// The foothills of the Andes.
    Mountains,
    /// The ranges behind them.
    MountainsHigh,
}

/// A park.
#[derive(Debug)]
pub struct Park {
    /// Its outline; the last point is joined to the first.
    pub outline: Vec<Point>,
}

/// The name of a part of the city.
#[derive(Debug)]
pub struct Comuna {
    /// What it is called.
    pub name: &'static str,
    /// Where the name stands.
    pub at: Point,
    /// 1 when it belongs on a map of the whole city.
    pub priority: Priority,
}

/// The name of a street on a straight piece of it.
#[derive(Debug)]
pub struct RoadLabel {
    /// The name, short.
    pub text: &'static str,
    /// The middle of the piece.
    pub at: Point,
    /// How the piece is turned, in degrees clockwise, never upside down.
    pub angle: f64,
    /// How long the piece is, in map units.
    pub span: f64,
    /// How big the street is.
    pub class: Class,
}

/// The scenery of the city.
pub fn scenery() -> &'static Scenery {
    &CITY.scenery
}
