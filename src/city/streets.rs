//! The streets as a graph: crossings, and the stretches of street between them.

use serde::Deserialize;

use super::{CITY, Point};

/// How big a street is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// No crossings, no lights.
    Motorway,
    /// A main street.
    Avenue,
    /// A smaller one that trips still use.
    Street,
}

/// A stretch of one street between two crossings. It can be driven both ways.
#[derive(Debug, Clone, PartialEq)]
pub struct Edge {
    /// The crossing at one end, as an index into [`Streets::crossings`].
    pub from: usize,
    /// The crossing at the other end.
    pub to: usize,
    /// The street's name.
    pub name: &'static str,
    /// How big the street is.
    pub class: Class,
    /// Where it runs, both crossings included.
    pub line: Vec<Point>,
    /// Kilometres an hour when the road is free.
    pub(super) speed: u64,
    /// Metres along the drawn line.
    pub(super) length: u64,
}

/// All streets that trips use.
#[derive(Debug)]
pub struct Streets {
    /// Where streets meet or end.
    pub crossings: Vec<Point>,
    /// What runs between the crossings.
    pub edges: Vec<Edge>,
    /// For each crossing the edges that touch it, as indices into `edges`.
    pub(super) touching: Vec<Vec<usize>>,
}

impl Streets {
    pub(super) fn new(crossings: Vec<Point>, edges: Vec<Edge>) -> Self {
        let mut touching = vec![Vec::new(); crossings.len()];
        for (index, edge) in edges.iter().enumerate() {
            touching[edge.from].push(index);
            touching[edge.to].push(index);
        }
        Self { crossings, edges, touching }
    }
}

/// The streets of the city.
pub fn streets() -> &'static Streets {
    &CITY.streets
}
