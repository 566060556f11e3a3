//! One page's picture: the part of the city it shows, the route, the pins, the car and the names.

use std::fmt::Write;

use vuelta::{
    city::{Place, Point, Route, approach, place},
    fare::Trip,
};

use super::{
    Progress, Scene,
    footprint::{Rect, Taken},
    frame::{Frame, Padding, WIDTH},
    labels::{Room, names, tags},
    path_data::PathData,
    roads::line_of,
    shapes::simplified,
};

/// Where the middle of the city begins and ends on the map: from Quinta Normal to El Golf.
const CORE: [Point; 2] = [Point::new(428.0, 226.0), Point::new(687.0, 456.0)];
/// A place this far from its first crossing, in map units (100 metres), gets a dotted line to it.
const WALK: f64 = 3.0;
/// Points of the route that change it by less than this are not written, in picture units.
const TOLERANCE: f64 = 0.05;

/// The svg element of a map. `base` is where the base map is, `label` what is seen.
pub(super) fn draw(scene: &Scene, base: &str, label: &str) -> String {
    match scene {
        Scene::Idle => idle(base, label),
        Scene::Book(trip) => {
            Picture::of(trip, 300.0, padding(60.0, 76.0, 84.0, 58.0), None).whole(base, label, "m-draw")
        }
        Scene::Failed(trip) => {
            Picture::of(trip, 300.0, padding(60.0, 76.0, 84.0, 60.0), None).whole(base, label, "m-draw m-route--off")
        }
        Scene::Slip(trip) => Picture::of(trip, 190.0, padding(44.0, 34.0, 44.0, 34.0), None).slip(base, label),
        Scene::Landing(trip) => Picture::of(trip, 430.0, padding(84.0, 96.0, 88.0, 96.0), None).landing(base, label),
        Scene::Coming(trip, progress) => {
            let coming = approach(&trip.from, &trip.to);
            Picture::of(trip, 300.0, padding(60.0, 80.0, 84.0, 62.0), Some((&coming, *progress)))
                .coming(base, label, *progress)
        }
        Scene::Riding(trip, progress) => {
            Picture::of(trip, 300.0, padding(60.0, 80.0, 84.0, 62.0), None).riding(base, label, *progress)
        }
    }
}

const fn padding(left: f64, top: f64, right: f64, bottom: f64) -> Padding {
    Padding { left, top, right, bottom }
}

fn idle(base: &str, label: &str) -> String {
    let frame = Frame::around(&CORE, 300.0, padding(8.0, 8.0, 8.0, 8.0));
    let mut taken = Taken::default();
    taken.keep(BUTTONS);
    let names = names(&frame, &room(&frame), &[], &mut taken);
    svg(&frame, base, label, &names)
}

/// A trip in its frame.
struct Picture {
    frame: Frame,
    from: &'static Place,
    to: &'static Place,
    /// The route in picture units.
    route: Vec<Point>,
    /// What is left of the driver's way to the pickup; empty when no driver is coming.
    coming: Vec<Point>,
    taken: Taken,
}

impl Picture {
    fn of(trip: &Trip, height: f64, padding: Padding, driver: Option<(&Route, Progress)>) -> Self {
        let route = trip.route();
        let line = line_or_hop(&route);
        let coming = driver.map_or_else(Vec::new, |(way, progress)| rest(&line_or_hop(way), progress.per_mille).1);
        let subject: Vec<_> = line.iter().chain(&coming).copied().chain([route.start, route.end]).collect();
        let frame = Frame::around(&subject, height, padding);
        let (route, coming) = (frame.view_all(&line), frame.view_all(&coming));
        let (from, to) = (place(&trip.from), place(&trip.to));
        let mut taken = Taken::default();
        taken.keep_line(&route);
        taken.keep_line(&coming);
        let mut picture = Self { frame, from, to, route, coming, taken };
        for (pin, end) in picture.walks() {
            picture.taken.keep_line(&[pin, end]);
        }
        picture
    }

    fn whole(mut self, base: &str, label: &str, class: &str) -> String {
        let named = self.named();
        svg(&self.frame, base, label, &[named.names, shown(&self.route, class), self.pins(), named.tags].concat())
    }

    fn slip(self, base: &str, label: &str) -> String {
        svg(&self.frame, base, label, &[shown(&self.route, ""), self.pins()].concat())
    }

    fn landing(mut self, base: &str, label: &str) -> String {
        self.taken.keep(CARDS);
        let room = Room {
            all: Rect::new(0.0, 22.0, 440.0, 470.0),
            phone: Rect::new(6.0, 4.0, 384.0, 426.0),
            narrow_until: Some(128.0),
        };
        let [from, to] = self.ends();
        self.taken.keep([Rect::around(from, 12.0), Rect::around(to, 12.0)]);
        let names = names(&self.frame, &room, &[self.from, self.to], &mut self.taken);
        svg(&self.frame, base, label, &[names, shown(&self.route, "m-draw"), self.pins()].concat())
    }

    fn coming(mut self, base: &str, label: &str, progress: Progress) -> String {
        let car = self.coming.first().copied().unwrap_or_else(|| self.ends()[0]);
        self.taken.keep([Rect::around(car, 20.0)]);
        let named = self.named();
        let later = ahead(&self.route);
        let way = shown(&self.coming, "m-draw");
        let car = vehicle(&self.coming, progress);
        svg(&self.frame, base, label, &[named.names, later, way, self.pins(), car, named.tags].concat())
    }

    fn riding(mut self, base: &str, label: &str, progress: Progress) -> String {
        let (behind, rest) = rest(&self.route, progress.per_mille);
        if let Some(car) = rest.first() {
            self.taken.keep([Rect::around(*car, 20.0)]);
        }
        let named = self.named();
        let (past, way, car) = (ahead(&behind), shown(&rest, ""), vehicle(&rest, progress));
        svg(&self.frame, base, label, &[named.names, past, way, self.pins(), car, named.tags].concat())
    }

    fn named(&mut self) -> Named {
        self.taken.keep(BUTTONS);
        let room = room(&self.frame);
        let [from, to] = self.ends();
        let tags = tags([(from, self.from), (to, self.to)], &room, &mut self.taken);
        Named { tags, names: names(&self.frame, &room, &[self.from, self.to], &mut self.taken) }
    }

    fn ends(&self) -> [Point; 2] {
        [self.frame.view(self.from.at), self.frame.view(self.to.at)]
    }

    /// From a pin to where the streets begin, if that is far.
    fn walks(&self) -> Vec<(Point, Point)> {
        let [from, to] = self.ends();
        let pairs = [from, to].into_iter().zip(self.route.first().into_iter().chain(self.route.last()).copied());
        pairs.filter(|(pin, end)| pin.distance(*end) > WALK * self.frame.scale).collect()
    }

    /// The mark's own signs: a ring where it begins, a square where it ends.
    fn pins(&self) -> String {
        let [from, to] = self.ends();
        let walks: String = self
            .walks()
            .into_iter()
            .map(|(pin, end)| format!(r#"<path class="m-walk" d="{}"/>"#, PathData::polyline(&[pin, end])))
            .collect();
        format!(
            concat!(
                r#"{}<g transform="translate({:.1} {:.1})"><circle class="m-pin m-from" r="6.5"/></g>"#,
                r#"<g transform="translate({:.1} {:.1})"><rect class="m-pin m-to" x="-8" y="-8" width="16" height="16" rx="4"/></g>"#
            ),
            walks, from.x, from.y, to.x, to.y
        )
    }
}

/// The names on a picture.
struct Named {
    tags: String,
    names: String,
}

/// Where the landing page's three cards lie on the picture: on a phone, and from 900 px.
const CARDS: [Rect; 6] = [
    Rect::new(82.0, 354.0, 315.0, 413.0),
    Rect::new(128.0, 200.0, 374.0, 260.0),
    Rect::new(100.0, 15.0, 288.0, 75.0),
    Rect::new(183.0, 316.0, 304.0, 352.0),
    Rect::new(195.0, 190.0, 326.0, 228.0),
    Rect::new(261.0, 76.0, 362.0, 114.0),
];

/// The two round buttons on a phone's map, and the strip above it.
const BUTTONS: [Rect; 3] =
    [Rect::new(0.0, 0.0, 66.0, 64.0), Rect::new(324.0, 0.0, 390.0, 64.0), Rect::new(-70.0, -70.0, 460.0, 10.0)];

/// How much of a phone's map the sheet covers.
const SHEET: f64 = 24.0;

fn room(frame: &Frame) -> Room {
    Room {
        all: Rect::new(-70.0, -70.0, 460.0, frame.height + 70.0),
        phone: Rect::new(6.0, 4.0, WIDTH - 6.0, frame.height - SHEET),
        narrow_until: None,
    }
}

/// The line of a route; between two places at one crossing, the straight hop.
fn line_or_hop(route: &Route) -> Vec<Point> {
    let line = line_of(route);
    if line.is_empty() { vec![route.start, route.end] } else { line }
}

/// What lies behind and ahead of somebody who has done so many thousandths of a line.
fn rest(line: &[Point], per_mille: u16) -> (Vec<Point>, Vec<Point>) {
    let total: f64 = line.windows(2).map(|pair| pair[0].distance(pair[1])).sum();
    let mut left = total * f64::from(per_mille.min(1_000)) / 1_000.0;
    for (index, pair) in line.windows(2).enumerate() {
        let length = pair[0].distance(pair[1]);
        if left < length {
            let t = left / length;
            let here = Point::new(pair[0].x + (pair[1].x - pair[0].x) * t, pair[0].y + (pair[1].y - pair[0].y) * t);
            let behind = line[..=index].iter().copied().chain([here]).collect();
            return (behind, [here].into_iter().chain(line[index + 1..].iter().copied()).collect());
        }
        left -= length;
    }
    (line.to_vec(), line.last().into_iter().copied().collect())
}

/// The way as a line with a casing. Its length counts as 1, so that a style sheet can draw it from beginning to end.
fn shown(line: &[Point], class: &str) -> String {
    if line.len() < 2 {
        return String::new();
    }
    let gap = if class.is_empty() { "" } else { " " };
    format!(
        concat!(
            r#"<defs><path id="m-way" pathLength="1" d="{}"/></defs>"#,
            r##"<use class="m-route-case" href="#m-way"/><use class="m-route{}{}" href="#m-way"/>"##
        ),
        PathData::polyline(&simplified(line, TOLERANCE)),
        gap,
        class
    )
}

/// A way that is not being driven now, in dots.
fn ahead(line: &[Point]) -> String {
    if line.len() < 2 {
        return String::new();
    }
    let data = PathData::polyline(&simplified(line, TOLERANCE));
    format!(
        r#"<path class="m-route-case m-route-case--thin" d="{data}"/><path class="m-route m-route--next" d="{data}"/>"#
    )
}

/// The car at the beginning of what is left of its way. Where motion is welcome it drives.
fn vehicle(line: &[Point], progress: Progress) -> String {
    const BODY: &str = concat!(
        r#"<circle class="m-glow" r="21"/><g transform="rotate(90)"><rect class="m-car" x="-7" y="-13" width="14" height="26" rx="5.5"/>"#,
        r#"<path class="m-car-glass" d="M-4.8-5.5Q0-8 4.8-5.5L4-1.5h-8ZM-4 6h8l.6 3.2q-4.6 1.4-9.2 0Z"/></g>"#
    );
    let Some(here) = line.first() else { return String::new() };
    let next = line.iter().find(|point| point.distance(*here) > 2.0).unwrap_or(here);
    let heading = (next.y - here.y).atan2(next.x - here.x).to_degrees();
    let (x, y) = (here.x, here.y);
    let mut svg = String::new();
    let drives = progress.seconds_left > 0 && line.len() > 1;
    let class = if drives { "m-parked" } else { "m-stands" };
    let _ = write!(
        svg,
        r#"<g class="{class}" transform="translate({x:.1} {y:.1}) rotate({heading:.0})"><g class="m-pin">{BODY}</g></g>"#
    );
    if drives {
        let _ = write!(
            svg,
            r##"<g class="m-drives"><animateMotion dur="{}s" fill="freeze" rotate="auto"><mpath href="#m-way"/></animateMotion><g class="m-pin">{BODY}</g></g>"##,
            progress.seconds_left
        );
    }
    svg
}

fn svg(frame: &Frame, base: &str, label: &str, content: &str) -> String {
    let Frame { height, scale, dx, dy } = frame;
    let class = match frame.distance_class() {
        "" => String::new(),
        class => format!(r#" class="{class}""#),
    };
    format!(
        r#"<svg{class} viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{}"><use href="{}#base" transform="matrix({scale:.4} 0 0 {scale:.4} {dx:.1} {dy:.1})"/>{content}</svg>"#,
        escaped(label),
        escaped(base)
    )
}

/// Text for an attribute.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use vuelta::city::{PlaceId, places};

    use super::*;

    fn trip(from: &str, to: &str) -> Trip {
        Trip::new(PlaceId::parse(from).unwrap(), PlaceId::parse(to).unwrap()).unwrap()
    }

    #[test]
    fn every_trip_in_every_scene_is_a_small_picture_without_style() {
        let half = Progress { per_mille: 400, seconds_left: 90 };
        // every place in every part of a trip, and trips of every length
        for (index, from) in places().iter().enumerate() {
            for to in [1, 7, 13].map(|on| &places()[(index + on) % places().len()]) {
                let trip = trip(from.id.as_str(), to.id.as_str());
                let scenes =
                    [Scene::Book(trip.clone()), Scene::Coming(trip.clone(), half), Scene::Riding(trip.clone(), half)];
                for scene in scenes.into_iter().chain([
                    Scene::Failed(trip.clone()),
                    Scene::Slip(trip.clone()),
                    Scene::Landing(trip),
                ]) {
                    let svg = draw(&scene, "/santiago.svg", "mapa");
                    assert!(svg.len() < 12_000, "{scene:?}: {} bytes", svg.len());
                    assert!(!svg.contains("style=") && !svg.contains("NaN") && !svg.contains("inf"), "{scene:?}");
                }
            }
        }
    }

    #[test]
    fn both_ends_of_a_trip_are_pinned_and_named() {
        let svg = draw(&Scene::Book(trip("barrio-italia", "costanera-center")), "/santiago.svg", "mapa");
        for wanted in ["m-from", "m-to", ">Barrio Italia<", ">Costanera Center<", "href=\"/santiago.svg#base\""] {
            assert_eq!(svg.matches(wanted).count(), 1, "{wanted}");
        }
    }

    #[test]
    fn without_a_trip_the_map_shows_places_and_no_route() {
        let svg = draw(&Scene::Idle, "/santiago.svg", "mapa");
        assert!(svg.contains("m-dot") && !svg.contains("m-route"));
    }

    #[test]
    fn the_label_cannot_leave_its_attribute() {
        let svg = draw(&Scene::Idle, "/santiago.svg", r#""><script>"#);
        assert!(svg.contains("&quot;>&lt;script>"));
    }

    #[test]
    fn a_line_is_cut_where_the_car_is() {
        let line = [Point::new(0.0, 0.0), Point::new(6.0, 0.0), Point::new(10.0, 0.0)];
        let (behind, ahead) = rest(&line, 500);
        assert_eq!(
            (behind, ahead),
            (vec![line[0], Point::new(5.0, 0.0)], vec![Point::new(5.0, 0.0), line[1], line[2]])
        );
        assert_eq!(rest(&line, 1_000).1, [line[2]]);
    }
}
