//! The file as it is written, and its way into the shapes the rest of the module hands out.
//!
//! The file is compiled in, so a mistake in it is a mistake in the program: reading panics with the reason, and any test
//! that touches the city would show it.

use std::collections::HashMap;

use serde::Deserialize;

use super::{
    City,
    places::{Anchor, Place, PlaceId, Priority, sort_key},
    projection::{Degrees, Point, Projection},
    scenery::{Comuna, Park, Relief, ReliefKind, RoadLabel, Scenery, Water, WaterKind},
    streets::{Class, Edge, Streets},
};

/// Hills that are parks: they are planted and visited.
const GREEN_HILLS: [&str; 3] = ["san-cristobal", "santa-lucia", "cerro-blanco"];

#[derive(Deserialize)]
struct File<'a> {
    bounds: Bounds,
    projection: Scale,
    #[serde(borrow)]
    places: Vec<FilePlace<'a>>,
    #[serde(borrow)]
    roads: Roads<'a>,
    water: Vec<FileWater>,
    #[serde(borrow)]
    relief: Vec<FileRelief<'a>>,
    parks: Vec<FilePark>,
    airport: Airport,
    #[serde(borrow)]
    comunas: Vec<FileComuna<'a>>,
}

#[derive(Deserialize)]
struct Bounds {
    west: f64,
    north: f64,
}

#[derive(Deserialize)]
struct Scale {
    cos_lat0: f64,
    scale: f64,
}

#[derive(Deserialize)]
struct FilePlace<'a> {
    id: &'a str,
    name: &'a str,
    label: &'a str,
    comuna: &'a str,
    lat: f64,
    lon: f64,
    priority: Priority,
    anchor: Anchor,
    node: &'a str,
    snap_m: u32,
}

#[derive(Deserialize)]
struct Roads<'a> {
    #[serde(borrow)]
    nodes: Vec<Node<'a>>,
    #[serde(borrow)]
    edges: Vec<FileEdge<'a>>,
    #[serde(borrow)]
    labels: Vec<FileLabel<'a>>,
}

#[derive(Deserialize)]
struct Node<'a> {
    id: &'a str,
    lat: f64,
    lon: f64,
}

#[derive(Deserialize)]
struct FileEdge<'a> {
    from: &'a str,
    to: &'a str,
    name: &'a str,
    class: Class,
    speed_kmh: u64,
    #[serde(default)]
    points: Vec<Degrees>,
    len_m: u64,
}

#[derive(Deserialize)]
struct FileLabel<'a> {
    text: &'a str,
    lat: f64,
    lon: f64,
    angle: f64,
    span: f64,
    class: Class,
}

#[derive(Deserialize)]
struct FileWater {
    kind: WaterKind,
    path: Vec<Degrees>,
}

#[derive(Deserialize)]
struct FileRelief<'a> {
    id: &'a str,
    name: &'a str,
    kind: ReliefKind,
    label: Option<Degrees>,
    polygon: Vec<Degrees>,
}

#[derive(Deserialize)]
struct FilePark {
    polygon: Vec<Degrees>,
}

#[derive(Deserialize)]
struct Airport {
    runways: Vec<Vec<Degrees>>,
    terminal: Vec<Degrees>,
}

#[derive(Deserialize)]
struct FileComuna<'a> {
    name: &'a str,
    lat: f64,
    lon: f64,
    priority: Priority,
}

/// Reads the city.
///
/// # Panics
/// When the text is not a city.
pub(super) fn read(text: &'static str) -> City {
    let file: File<'static> =
        serde_json::from_str(text).expect("santiago.json is compiled in and has the shape of `File`");
    let projection = Projection {
        west: file.bounds.west,
        north: file.bounds.north,
        cos_lat0: file.projection.cos_lat0,
        scale: file.projection.scale,
    };
    let crossings: HashMap<_, _> = file.roads.nodes.iter().enumerate().map(|(index, node)| (node.id, index)).collect();
    City {
        places: places(file.places, &projection, &crossings),
        streets: streets(file.roads.nodes, file.roads.edges, &projection, &crossings),
        scenery: Scenery {
            water: file.water.into_iter().map(|it| Water { kind: it.kind, line: projection.all(it.path) }).collect(),
            relief: file.relief.into_iter().map(|it| relief(it, &projection)).collect(),
            parks: file.parks.into_iter().map(|it| Park { outline: outline(it.polygon, &projection) }).collect(),
            runways: file.airport.runways.into_iter().map(|it| projection.all(it)).collect(),
            terminal: outline(file.airport.terminal, &projection),
            comunas: file.comunas.into_iter().map(|it| comuna(&it, &projection)).collect(),
            road_labels: file.roads.labels.into_iter().map(|it| road_label(&it, &projection)).collect(),
        },
    }
}

fn places(all: Vec<FilePlace<'static>>, projection: &Projection, crossings: &HashMap<&str, usize>) -> Vec<Place> {
    let mut places: Vec<_> = all
        .into_iter()
        .map(|it| Place {
            id: PlaceId(it.id),
            name: it.name,
            label: it.label,
            comuna: it.comuna,
            at: projection.place(Degrees(it.lat, it.lon)),
            priority: it.priority,
            anchor: it.anchor,
            crossing: crossings[it.node],
            access: it.snap_m,
        })
        .collect();
    places.sort_by_cached_key(|place| sort_key(place.label));
    places
}

fn streets(
    nodes: Vec<Node<'static>>,
    edges: Vec<FileEdge<'static>>,
    projection: &Projection,
    index: &HashMap<&str, usize>,
) -> Streets {
    let crossings: Vec<_> = nodes.into_iter().map(|node| projection.place(Degrees(node.lat, node.lon))).collect();
    let edges = edges
        .into_iter()
        .map(|it| {
            let (from, to) = (index[it.from], index[it.to]);
            let mut line = vec![crossings[from]];
            line.extend(projection.all(it.points));
            line.push(crossings[to]);
            Edge { from, to, name: it.name, class: it.class, line, speed: it.speed_kmh, length: it.len_m }
        })
        .collect();
    Streets::new(crossings, edges)
}

fn relief(it: FileRelief<'static>, projection: &Projection) -> Relief {
    Relief {
        name: it.name,
        kind: it.kind,
        green: GREEN_HILLS.contains(&it.id),
        label: it.label.map(|at| projection.place(at)),
        outline: outline(it.polygon, projection),
    }
}

fn comuna(it: &FileComuna<'static>, projection: &Projection) -> Comuna {
    Comuna { name: it.name, at: projection.place(Degrees(it.lat, it.lon)), priority: it.priority }
}

fn road_label(it: &FileLabel<'static>, projection: &Projection) -> RoadLabel {
    let at = projection.place(Degrees(it.lat, it.lon));
    RoadLabel { text: it.text, at, angle: it.angle, span: it.span, class: it.class }
}

/// A closed outline without the repeated last point that some drawing tools write.
fn outline(polygon: Vec<Degrees>, projection: &Projection) -> Vec<Point> {
    let mut points = projection.all(polygon);
    if points.len() > 1 && points.first() == points.last() {
        points.pop();
    }
    points
}
