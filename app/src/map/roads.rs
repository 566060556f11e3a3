//! Streets as people see them: stretches of one name joined into long lines, and one curve through all their crossings.
//! A route is cut from the same curves, so it lies exactly on its streets.

use std::{collections::BTreeSet, f64::consts::PI, sync::LazyLock};

use vuelta::city::{Class, Edge, Point, Route, Streets, streets};

use super::curve::{Cubic, STREET, smooth};

/// Into how many straight pieces a piece of curve is cut where straight ones are needed.
const CUTS: u32 = 6;
/// A street that turns by more than this, in radians, is another street of the same name.
const SHARPEST_TURN: f64 = 1.5;

/// A street from end to end.
#[derive(Debug)]
pub(super) struct Road {
    pub(super) class: Class,
    pub(super) curve: Vec<Cubic>,
}

impl Road {
    /// Both ends, each with a point shortly before it.
    pub(super) fn ends(&self) -> Vec<(Point, Point)> {
        let first = self.curve.first().map(|piece| (piece.arrive, piece.from));
        first.into_iter().chain(self.curve.last().map(|piece| (piece.leave, piece.to))).collect()
    }
}

/// All streets, drawn.
#[derive(Debug)]
pub(super) struct Roads {
    pub(super) all: Vec<Road>,
    /// For each edge of the graph its curve in short straight pieces, from its first crossing to its second.
    pub(super) lines: Vec<Vec<Point>>,
}

/// The streets of the city.
pub(super) static ROADS: LazyLock<Roads> = LazyLock::new(|| draw(streets()));

/// The line of a route, from its first crossing to its last.
pub(super) fn line_of(route: &Route) -> Vec<Point> {
    let mut line: Vec<Point> = Vec::new();
    for step in &route.steps {
        let mut piece = ROADS.lines[step.edge].clone();
        if step.backwards {
            piece.reverse();
        }
        line.pop(); // the next piece begins with it
        line.append(&mut piece);
    }
    line
}

/// An edge in the order it is passed.
struct Link {
    edge: usize,
    backwards: bool,
    line: Vec<Point>,
}

fn draw(streets: &Streets) -> Roads {
    let mut roads = Roads { all: Vec::new(), lines: vec![Vec::new(); streets.edges.len()] };
    for chain in chains(streets) {
        let points: Vec<_> =
            chain.iter().flat_map(|link| &link.line[1..]).fold(vec![chain[0].line[0]], |mut points, point| {
                points.push(*point);
                points
            });
        let curve = smooth(&points, STREET, false);
        let mut pieces = curve.iter();
        for link in &chain {
            let mut line = vec![link.line[0]];
            for piece in pieces.by_ref().take(link.line.len() - 1) {
                line.extend((1..=CUTS).map(|cut| piece.at(f64::from(cut) / f64::from(CUTS))));
            }
            if link.backwards {
                line.reverse();
            }
            roads.lines[link.edge] = line;
        }
        roads.all.push(Road { class: streets.edges[chain[0].edge].class, curve });
    }
    roads
}

/// Joins the edges of each name and class into lines as long and as straight as they go.
fn chains(streets: &Streets) -> Vec<Vec<Link>> {
    let mut names: Vec<(&str, Class)> = Vec::new();
    for edge in &streets.edges {
        if !names.contains(&(edge.name, edge.class)) {
            names.push((edge.name, edge.class));
        }
    }
    let mut chains = Vec::new();
    for (name, class) in names {
        let of_this_name = |(_, edge): &(usize, &Edge)| edge.name == name && edge.class == class;
        let mut left: BTreeSet<usize> = streets.edges.iter().enumerate().filter(of_this_name).map(|(i, _)| i).collect();
        while let Some(start) = loose_end(&left, &streets.edges) {
            chains.push(follow(start, &mut left, &streets.edges));
        }
    }
    chains
}

/// A crossing that only one of the edges touches; on a ring, any.
fn loose_end(left: &BTreeSet<usize>, edges: &[Edge]) -> Option<usize> {
    let ends = || left.iter().flat_map(|&edge| [edges[edge].from, edges[edge].to]);
    ends().find(|end| ends().filter(|other| other == end).count() == 1).or_else(|| ends().next())
}

/// Takes edges out of `left`, always the one that goes straightest on.
fn follow(mut here: usize, left: &mut BTreeSet<usize>, edges: &[Edge]) -> Vec<Link> {
    let mut chain: Vec<Link> = Vec::new();
    loop {
        let heading =
            chain.last().map(|link| direction(link.line[link.line.len() - 2], link.line[link.line.len() - 1]));
        let turn =
            |link: &Link| heading.map_or(0.0, |heading| turn_between(heading, direction(link.line[0], link.line[1])));
        let candidates = left.iter().filter_map(|&edge| link_from(here, edge, edges));
        let Some(next) = candidates.min_by(|a, b| turn(a).total_cmp(&turn(b))) else { return chain };
        if turn(&next) > SHARPEST_TURN {
            return chain;
        }
        left.remove(&next.edge);
        here = if next.backwards { edges[next.edge].from } else { edges[next.edge].to };
        chain.push(next);
    }
}

fn link_from(crossing: usize, edge: usize, edges: &[Edge]) -> Option<Link> {
    let mut line = edges[edge].line.clone();
    if edges[edge].from == crossing {
        Some(Link { edge, backwards: false, line })
    } else if edges[edge].to == crossing {
        line.reverse();
        Some(Link { edge, backwards: true, line })
    } else {
        None
    }
}

fn direction(from: Point, to: Point) -> f64 {
    (to.y - from.y).atan2(to.x - from.x)
}

/// How sharp the turn from one direction to another is, from 0 to π.
fn turn_between(from: f64, to: f64) -> f64 {
    ((to - from + PI).rem_euclid(2.0 * PI) - PI).abs()
}

#[cfg(test)]
mod tests {
    use vuelta::city::{PlaceId, route};

    use super::*;

    #[test]
    fn every_stretch_is_drawn_once_and_between_its_crossings() {
        let streets = streets();
        for (edge, line) in streets.edges.iter().zip(&ROADS.lines) {
            assert!(line[0].distance(streets.crossings[edge.from]) < 0.001, "{}", edge.name);
            assert!(line[line.len() - 1].distance(streets.crossings[edge.to]) < 0.001, "{}", edge.name);
        }
        let drawn: usize = ROADS.all.iter().map(|road| road.curve.len()).sum();
        assert_eq!(drawn, streets.edges.iter().map(|edge| edge.line.len() - 1).sum::<usize>());
    }

    #[test]
    fn a_route_has_no_gaps() {
        let (from, to) = (PlaceId::parse("aeropuerto-scl").unwrap(), PlaceId::parse("barrio-italia").unwrap());
        let line = line_of(&route(&from, &to));
        let longest_stretch = 60.0;
        assert!(line.windows(2).all(|pair| pair[0].distance(pair[1]) < longest_stretch));
    }
}
