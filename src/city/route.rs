//! The way from one place to another, as a taxi driver would take it.
//!
//! All sums are whole metres and milliseconds, so that a fare computed twice is the same fare.

use std::{cmp::Reverse, collections::BinaryHeap};

use super::{
    CITY, PlaceId, Point, place,
    streets::{Class, Edge, Streets},
};

/// Drawn lines cut corners: real streets are this many percent as long.
const ROAD_PERCENT: u64 = 105;
/// Lights and turns at the end of every stretch that is not a motorway.
const CROSSING_DELAY_MS: u64 = 12_000;
/// Between a place and its crossing one drives at 25 km/h: 144 milliseconds a metre.
const ACCESS_MS_PER_METRE: u64 = 144;
/// By time alone trips take long loops over motorways. A driver counts a kilometre as 48 seconds more.
const DISLIKE_MS_PER_KILOMETRE: u64 = 48_000;
/// Normal traffic takes this many percent of the time on a free road. Assumed, not measured.
const TRAFFIC_PERCENT: u64 = 135;
/// How far away we would like a driver to be who accepts a ride, in metres.
const COMFORTABLY_NEAR: u64 = 2_000;

/// A way through the streets.
#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    /// Its length in hundreds of metres.
    pub hectometres: u32,
    /// How long it takes in normal traffic, in minutes.
    pub minutes: u32,
    /// The streets it follows, in order, each once in a row.
    pub streets: Vec<&'static str>,
    /// Where it begins; up to some hundred metres from the first crossing.
    pub start: Point,
    /// The stretches of street, in order.
    pub steps: Vec<Step>,
    /// Where it ends.
    pub end: Point,
}

/// One stretch of a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Which stretch, as an index into [`Streets::edges`].
    pub edge: usize,
    /// Whether it is driven against the direction it is drawn in.
    pub backwards: bool,
}

/// The way between two places. From a place to itself it is empty.
pub fn route(from: &PlaceId, to: &PlaceId) -> Route {
    let (from, to) = (place(from), place(to));
    if from.id == to.id {
        return Way { start: from.at, steps: Vec::new(), end: to.at, access: 0 }.measured();
    }
    let steps = Search::from(from.crossing).steps_to(to.crossing);
    Way { start: from.at, steps, end: to.at, access: from.access + to.access }.measured()
}

/// The way of a driver who was some two kilometres off and comes to the pickup of a trip, if possible not along the trip's
/// own streets: on a map the two should not hide each other. The same trip always gets the same driver.
pub fn approach(from: &PlaceId, to: &PlaceId) -> Route {
    let pickup = place(from);
    let trip = route(from, to).steps;
    let search = Search::from(pickup.crossing);
    let streets = &CITY.streets;
    let mut best: Option<(u64, Way)> = None;
    for crossing in 0..streets.crossings.len() {
        let mut steps = search.steps_to(crossing);
        let length = |step: &Step| metres(&streets.edges[step.edge]);
        let total: u64 = steps.iter().map(length).sum();
        let shared: u64 = steps.iter().filter(|step| trip.iter().any(|it| it.edge == step.edge)).map(length).sum();
        if total == 0 {
            continue;
        }
        let rank = total.abs_diff(COMFORTABLY_NEAR) + 3 * shared;
        if best.as_ref().is_none_or(|(least, _)| rank < *least) {
            steps.reverse();
            steps.iter_mut().for_each(|step| step.backwards = !step.backwards);
            best =
                Some((rank, Way { start: streets.crossings[crossing], steps, end: pickup.at, access: pickup.access }));
        }
    }
    best.map_or_else(|| Way { start: pickup.at, steps: Vec::new(), end: pickup.at, access: 0 }, |(_, way)| way)
        .measured()
}

/// A route before it is measured.
struct Way {
    start: Point,
    steps: Vec<Step>,
    end: Point,
    /// Metres between the two ends and their crossings, together.
    access: u32,
}

impl Way {
    fn measured(self) -> Route {
        let (mut length, mut time) = (u64::from(self.access) * 100, u64::from(self.access) * ACCESS_MS_PER_METRE);
        let mut names: Vec<&'static str> = Vec::new();
        for step in &self.steps {
            let edge = &CITY.streets.edges[step.edge];
            length += edge.length * ROAD_PERCENT; // centimetres: the sum is rounded once
            time += milliseconds(edge);
            if names.last() != Some(&edge.name) {
                names.push(edge.name);
            }
        }
        Route {
            hectometres: rounded(length, 10_000),
            minutes: rounded(time * TRAFFIC_PERCENT, 60_000 * 100),
            streets: names,
            start: self.start,
            steps: self.steps,
            end: self.end,
        }
    }
}

/// `amount / unit`, to the nearest whole number.
fn rounded(amount: u64, unit: u64) -> u32 {
    u32::try_from((amount + unit / 2) / unit).expect("no way through one city has four billion of anything")
}

/// Metres of road.
fn metres(edge: &Edge) -> u64 {
    edge.length * ROAD_PERCENT / 100
}

/// How long a stretch takes when the road is free.
fn milliseconds(edge: &Edge) -> u64 {
    let delay = match edge.class {
        Class::Motorway => 0,
        Class::Avenue | Class::Street => CROSSING_DELAY_MS,
    };
    // length × 1.05 metres at speed ÷ 3.6 metres a second
    edge.length * ROAD_PERCENT * 36 / edge.speed + delay
}

/// How unwilling a driver is to take a stretch, in milliseconds.
fn effort(edge: &Edge) -> u64 {
    milliseconds(edge) + metres(edge) * DISLIKE_MS_PER_KILOMETRE / 1_000
}

/// The least effort from one crossing to all others (Dijkstra).
struct Search<'a> {
    streets: &'a Streets,
    /// For each crossing the last step of the best way to it.
    arrived_by: Vec<Option<Step>>,
}

impl Search<'static> {
    fn from(start: usize) -> Self {
        let streets = &CITY.streets;
        let mut arrived_by = vec![None; streets.crossings.len()];
        let mut least = vec![u64::MAX; streets.crossings.len()];
        let mut frontier = BinaryHeap::from([Reverse((0, start))]);
        least[start] = 0;
        while let Some(Reverse((so_far, crossing))) = frontier.pop() {
            if so_far > least[crossing] {
                continue; // a better way was found after this one was queued
            }
            for &index in &streets.touching[crossing] {
                let edge = &streets.edges[index];
                let backwards = edge.to == crossing;
                let next = if backwards { edge.from } else { edge.to };
                let total = so_far + effort(edge);
                if total < least[next] {
                    least[next] = total;
                    arrived_by[next] = Some(Step { edge: index, backwards });
                    frontier.push(Reverse((total, next)));
                }
            }
        }
        Self { streets, arrived_by }
    }

    /// The steps from the start to `crossing`; none when they are the same or no way leads there.
    fn steps_to(&self, mut crossing: usize) -> Vec<Step> {
        let mut steps = Vec::new();
        while let Some(step) = self.arrived_by[crossing] {
            let edge = &self.streets.edges[step.edge];
            crossing = if step.backwards { edge.to } else { edge.from };
            steps.push(step);
        }
        steps.reverse();
        steps
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{places, streets::streets},
        *,
    };

    fn id(label: &str) -> PlaceId {
        places().iter().find(|place| place.label == label).unwrap().id.clone()
    }

    #[test]
    fn every_crossing_can_be_reached() {
        let search = Search::from(0);
        let missed = search.arrived_by.iter().skip(1).filter(|step| step.is_none()).count();
        assert_eq!(missed, 0);
    }

    #[test]
    fn every_two_places_have_a_way_and_the_way_back_is_as_long() {
        for from in places() {
            for to in places().iter().filter(|to| to.id != from.id) {
                let (there, back) = (route(&from.id, &to.id), route(&to.id, &from.id));
                assert!(there.hectometres > 0 && there.minutes > 0, "{} to {}", from.id, to.id);
                assert_eq!(
                    (there.hectometres, there.minutes),
                    (back.hectometres, back.minutes),
                    "{} {}",
                    from.id,
                    to.id
                );
            }
        }
    }

    #[test]
    fn the_steps_of_a_route_join_up() {
        let (from, to) = (place(&id("Aeropuerto SCL")), place(&id("Puente Alto")));
        let mut here = from.crossing;
        for step in route(&from.id, &to.id).steps {
            let edge = &streets().edges[step.edge];
            let (start, end) = if step.backwards { (edge.to, edge.from) } else { (edge.from, edge.to) };
            assert_eq!(start, here);
            here = end;
        }
        assert_eq!(here, to.crossing);
    }

    #[test]
    fn barrio_italia_to_costanera_center_is_5_4_km_and_14_minutes() {
        let trip = route(&id("Barrio Italia"), &id("Costanera Center"));
        assert_eq!((trip.hectometres, trip.minutes), (54, 14));
        assert_eq!(trip.streets, ["Av. Salvador", "Av. Providencia", "Av. Pedro de Valdivia", "Av. Andrés Bello"]);
    }

    #[test]
    fn trips_are_as_long_as_in_the_notes_of_the_data() {
        // Kilometres and minutes in normal traffic, as written down when the data were made.
        let noted = [
            ("Aeropuerto SCL", "Costanera Center", 225, 27),
            ("Aeropuerto SCL", "Plaza de Armas", 172, 21),
            ("Plaza de Armas", "Estadio Nacional", 68, 17),
            ("Maipú", "Costanera Center", 199, 40),
            ("La Moneda", "Parque Arauco", 111, 19),
            ("Estación Central", "Escuela Militar", 108, 23),
            ("Puente Alto", "Plaza de Armas", 228, 48),
            ("Ciudad Empresarial", "El Golf", 94, 16),
            ("San Joaquín UC", "Cl. Alemana", 167, 30),
            ("Terminal Alameda", "Plaza Egaña", 142, 32),
            ("Bellavista", "Parque Arauco", 89, 14),
        ];
        for (from, to, hectometres, minutes) in noted {
            let found = route(&id(from), &id(to));
            assert!(found.hectometres.abs_diff(hectometres) <= 2, "{from} to {to}: {} hm", found.hectometres);
            assert!(found.minutes.abs_diff(minutes) <= 1, "{from} to {to}: {} min", found.minutes);
        }
    }

    #[test]
    fn from_a_place_to_itself_there_is_no_way_to_go() {
        let here = id("Barrio Italia");
        let nowhere = route(&here, &here);
        assert_eq!((nowhere.hectometres, nowhere.minutes, nowhere.steps.len()), (0, 0, 0));
    }

    #[test]
    fn a_driver_is_nearby_and_comes_by_other_streets() {
        for from in places() {
            for to in places().iter().filter(|to| to.id != from.id) {
                let coming = approach(&from.id, &to.id);
                assert!((5..=80).contains(&coming.hectometres), "{} {}: {}", from.id, to.id, coming.hectometres);
                assert_eq!(coming.end, from.at);
            }
        }
        let coming = approach(&id("Barrio Italia"), &id("Costanera Center"));
        let trip = route(&id("Barrio Italia"), &id("Costanera Center"));
        assert!(coming.steps.iter().all(|step| trip.steps.iter().all(|other| other.edge != step.edge)));
    }
}
