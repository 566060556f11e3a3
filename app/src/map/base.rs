//! The base map: all of Santiago as one SVG file.

use std::fmt::Write;

use vuelta::city::{Class, HEIGHT, Point, ReliefKind, Scenery, WIDTH, WaterKind, scenery};

use super::{
    blocks::Blocks,
    contours::contours,
    curve::{OUTLINE, smooth},
    grain::grain,
    path_data::PathData,
    roads::{ROADS, Roads},
};

/// How far things that leave the city are drawn on, in map units.
const OUTSKIRTS: f64 = 400.0;
/// How far a hill at the edge of the city is.
const FOOT: f64 = 40.0;

/// How a class of street is painted: widths in CSS pixels, first the part that does not change with the enlargement
/// (`--k`), then the part that grows with it.
struct Paint {
    class: Class,
    fill: &'static str,
    width: (f64, f64),
    casing: &'static str,
    casing_width: (f64, f64),
}

/// The lowest first.
const ROADS_UPWARDS: [Paint; 3] = [
    Paint { class: Class::Street, fill: "--avenue", width: (1.6, 0.7), casing: "--casing", casing_width: (2.8, 0.8) },
    Paint { class: Class::Avenue, fill: "--avenue", width: (2.6, 1.0), casing: "--casing", casing_width: (4.0, 1.1) },
    Paint {
        class: Class::Motorway,
        fill: "--highway",
        width: (2.8, 1.2),
        casing: "--casing-hw",
        casing_width: (4.4, 1.3),
    },
];

/// The whole city in its own units, 1000 wide. A page shows it with `<use href="…#base">`, and paints it with the custom
/// properties of its theme; `--k` says how much the map is enlarged and `--w` how bold its lines are.
///
/// Takes a moment: draw it once.
pub fn base_svg() -> String {
    let scenery = scenery();
    let mut svg = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"><g id="base" fill="none" stroke-linecap="round" stroke-linejoin="round">"#
    );
    ground(&mut svg, scenery);
    let blocks = Blocks::between(&ROADS.lines, scenery);
    line(&mut svg, &grain(&blocks), "--street", (0.5, 0.5), r#" stroke-linecap="butt" visibility="var(--grain)""#);
    airport(&mut svg, scenery);
    water(&mut svg, scenery);
    streets(&mut svg, &ROADS);
    svg.push_str("</g></svg>");
    svg
}

fn ground(svg: &mut String, scenery: &Scenery) {
    for hill in &scenery.relief {
        let outline = beyond_the_edge(&hill.outline, if hill.kind == ReliefKind::Hill { FOOT } else { OUTSKIRTS });
        let (fill, lines) = if hill.green { ("--park", "--contour-park") } else { ("--relief", "--contour") };
        area(svg, &[&outline], fill);
        line(svg, &contour_data(&outline), lines, (1.0, 0.0), "");
    }
    let parks: Vec<&[Point]> = scenery.parks.iter().map(|park| park.outline.as_slice()).collect();
    area(svg, &parks, "--park");
}

fn contour_data(outline: &[Point]) -> String {
    let mut path = PathData::default();
    for ring in contours(outline) {
        path.curve(&smooth(&ring, OUTLINE, true), true);
    }
    path.into_text()
}

/// The outline with whatever passes the edge of the map pushed further out: wide screens show more than the city.
fn beyond_the_edge(outline: &[Point], by: f64) -> Vec<Point> {
    let push = |value: f64, most: f64| match value {
        low if low < 0.0 => low - by,
        high if high > most => high + by,
        inside => inside,
    };
    outline.iter().map(|point| Point::new(push(point.x, WIDTH), push(point.y, HEIGHT))).collect()
}

/// The line with its ends carried on, where they leave the map.
fn continued(line: &[Point]) -> Vec<Point> {
    let [first, second, .., before, last] = line else { return line.to_vec() };
    let ahead = way_out(*second, *first).map(|(_, out)| out);
    let behind = way_out(*before, *last).map(|(_, out)| out);
    ahead.into_iter().chain(line.iter().copied()).chain(behind).collect()
}

/// From where a line ends at the edge of the map straight on into the outskirts.
fn way_out(before: Point, end: Point) -> Option<(Point, Point)> {
    const EDGE: f64 = 30.0;
    let inside = (EDGE..WIDTH - EDGE).contains(&end.x) && (EDGE..HEIGHT - EDGE).contains(&end.y);
    let length = before.distance(end);
    let out = |from: f64, to: f64| to + (to - from) / length * OUTSKIRTS;
    (!inside && length > 0.0).then(|| (end, Point::new(out(before.x, end.x), out(before.y, end.y))))
}

fn airport(svg: &mut String, scenery: &Scenery) {
    area(svg, &[&scenery.terminal], "--casing");
    for runway in &scenery.runways {
        line(svg, &PathData::polyline(runway), "--casing", (2.0, 1.4), "");
    }
}

fn water(svg: &mut String, scenery: &Scenery) {
    for water in &scenery.water {
        let mut path = PathData::default();
        path.curve(&smooth(&continued(&water.line), OUTLINE, false), false);
        let width = match water.kind {
            WaterKind::River => (5.0, 1.6),
            WaterKind::Canal => (2.0, 0.0),
        };
        line(svg, &path.into_text(), "--water", width, "");
    }
}

/// Class by class, so that a crossing of equals has no edges and a motorway passes above.
fn streets(svg: &mut String, roads: &Roads) {
    for paint in ROADS_UPWARDS {
        let mut path = PathData::default();
        for road in roads.all.iter().filter(|road| road.class == paint.class) {
            path.curve(&road.curve, false);
            for (from, to) in road.ends().into_iter().filter_map(|(before, end)| way_out(before, end)) {
                path.move_to(from);
                path.line_to(to);
            }
        }
        let data = path.into_text();
        line(svg, &data, paint.casing, paint.casing_width, "");
        line(svg, &data, paint.fill, paint.width, "");
    }
}

fn area(svg: &mut String, outlines: &[&[Point]], fill: &str) {
    let mut path = PathData::default();
    for outline in outlines {
        path.curve(&smooth(outline, OUTLINE, true), true);
    }
    write!(svg, r#"<path fill="var({fill})" d="{}"/>"#, path.into_text()).expect("writing to a String cannot fail");
}

/// A line that keeps its width on the screen however far the map is enlarged.
fn line(svg: &mut String, data: &str, stroke: &str, (fixed, growing): (f64, f64), more: &str) {
    if data.is_empty() {
        return;
    }
    write!(
        svg,
        r#"<path stroke="var({stroke})" stroke-width="calc(({fixed}px + {growing}px*var(--k,1))*var(--w,1))" vector-effect="non-scaling-stroke"{more} d="{data}"/>"#
    )
    .expect("writing to a String cannot fail");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_city_is_drawn_the_same_every_time_and_fits_its_budget() {
        let svg = base_svg();
        assert_eq!(svg, base_svg());
        assert!(svg.len() < 200_000, "{} bytes", svg.len());
    }

    #[test]
    fn the_file_has_no_style_that_a_content_security_policy_would_drop() {
        let svg = base_svg();
        assert!(!svg.contains("style") && !svg.contains("class=") && !svg.contains("NaN") && !svg.contains("inf"));
    }
}
