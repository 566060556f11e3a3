//! What is written on the map. Greedy: the more important a name, the earlier it chooses; who finds no room stays away.

use std::fmt::Write;

use vuelta::city::{Anchor, Class, Comuna, Place, Point, Priority, Relief, RoadLabel, places, scenery};

use super::{
    footprint::{Rect, Taken},
    frame::Frame,
    numbers::coordinate,
    shapes::area,
};

/// How wide a letter of each kind of name is on average, in picture units, measured on a phone.
const LETTER: f64 = 6.6;
const TAG_LETTER: f64 = 7.6;
const ROAD_LETTER: f64 = 5.6;
const AREA_LETTER: f64 = 8.6;
/// Hills from this size on, in square map units, hold their own name.
const BIG_HILL: f64 = 900.0;
/// Where the pickup's name goes, best first: under its ring.
const PICKUP_SIDES: [Anchor; 8] = {
    use Anchor::{E, N, Ne, Nw, S, Se, Sw, W};
    [S, N, E, W, Se, Sw, Ne, Nw]
};
/// Where the destination's name goes, best first: beside its square.
const DESTINATION_SIDES: [Anchor; 8] = {
    use Anchor::{E, N, Ne, Nw, S, Se, Sw, W};
    [E, W, S, N, Se, Sw, Ne, Nw]
};
/// Hills that look smaller than this, in square picture units, are not named.
const SMALLEST_HILL: f64 = 150.0;
/// A phone shows at most this many names.
const ENOUGH_FOR_A_PHONE: usize = 9;

/// Where names may stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    /// Names outside are not written at all.
    pub(super) all: Rect,
    /// Names that pass its border are for wide screens only.
    pub(super) phone: Rect,
    /// Names that begin left of this give way on wide screens, where text stands.
    pub(super) narrow_until: Option<f64>,
}

/// The pickup's and the destination's names, each beside its pin where there is most room.
pub(super) fn tags(ends: [(Point, &Place); 2], room: &Room, taken: &mut Taken) -> String {
    let mut svg = String::new();
    taken.keep(ends.map(|(at, _)| Rect::around(at, 12.0)));
    for ((at, place), sides) in ends.into_iter().zip([PICKUP_SIDES, DESTINATION_SIDES]) {
        let spots =
            sides.map(|side| Spot::beside(at, side, letters(place.label, TAG_LETTER), (14.0, 4.5), (12.0, 23.0)));
        let fits = |spot: &&Spot| room.phone.holds(&spot.rect);
        let best = spots.iter().filter(fits).find(|spot| taken.free(&[shrunk(spot.rect)]));
        let Some(spot) = best.or_else(|| spots.iter().find(fits)).or(spots.first()) else { continue };
        taken.keep([spot.rect]);
        let (x, y) = (at.x, at.y);
        let _ = write!(
            svg,
            r#"<g transform="translate({x:.1} {y:.1})"><text class="m-pin m-tag{}" x="{}" y="{}">{}</text></g>"#,
            spot.class, spot.dx, spot.dy, place.label
        );
    }
    svg
}

/// A tag's own pin stands close to it; that is no collision.
fn shrunk(rect: Rect) -> Rect {
    Rect::new(rect.left + 4.0, rect.top + 4.0, rect.right - 4.0, rect.bottom - 4.0)
}

/// All other names. `skip` are places that have a tag.
pub(super) fn names(frame: &Frame, room: &Room, skip: &[&Place], taken: &mut Taken) -> String {
    let mut writer = Writer { frame, room, taken, hills: Vec::new(), svg: String::new(), written: 0 };
    let scenery = scenery();
    scenery.relief.iter().for_each(|hill| writer.hill(hill));
    let mut places: Vec<&Place> = places().iter().filter(|place| !skip.iter().any(|it| it.id == place.id)).collect();
    places.sort_by_key(|place| place.priority);
    places.into_iter().for_each(|place| writer.place(place));
    scenery.road_labels.iter().for_each(|label| writer.road(label));
    scenery.comunas.iter().for_each(|comuna| writer.comuna(comuna));
    writer.svg
}

fn letters(text: &str, width: f64) -> f64 {
    coordinate(text.chars().count()) * width
}

/// One side of a point where its name could stand.
struct Spot {
    rect: Rect,
    dx: f64,
    dy: f64,
    class: &'static str,
}

impl Spot {
    /// `aside` is how far text stands beside the point and below its middle, `apart` how far above and below it.
    fn beside(at: Point, side: Anchor, width: f64, aside: (f64, f64), apart: (f64, f64)) -> Self {
        let (dx, class, left) = match side {
            Anchor::Ne | Anchor::E | Anchor::Se => (aside.0, " m-label--start", at.x + aside.0 - 2.0),
            Anchor::Nw | Anchor::W | Anchor::Sw => (-aside.0, " m-label--end", at.x - aside.0 + 2.0 - width),
            Anchor::N | Anchor::S => (0.0, "", at.x - width / 2.0),
        };
        let dy = match side {
            Anchor::E | Anchor::W => aside.1,
            Anchor::N | Anchor::Ne | Anchor::Nw => -apart.0,
            Anchor::S | Anchor::Se | Anchor::Sw => apart.1,
        };
        Self { rect: Rect::text(left, at.y + dy, width), dx, dy, class }
    }
}

struct Writer<'a> {
    frame: &'a Frame,
    room: &'a Room,
    taken: &'a mut Taken,
    /// The hills that are named.
    hills: Vec<&'static str>,
    svg: String,
    written: usize,
}

impl Writer<'_> {
    fn hill(&mut self, hill: &Relief) {
        let Some(at) = hill.label.map(|at| self.frame.view(at)).filter(|at| self.room.all.contains(*at)) else {
            return;
        };
        if area(&hill.outline) * self.frame.scale.powi(2) < SMALLEST_HILL {
            return;
        }
        let width = letters(hill.name, LETTER);
        let rect = Rect::text(at.x - width / 2.0, at.y, width);
        if self.taken.take(&[rect]) {
            self.hills.push(hill.name);
            let class = match (hill.green, area(&hill.outline) > BIG_HILL) {
                (true, true) => " m-label--park m-label--big",
                (true, false) => " m-label--park",
                (false, _) => "",
            };
            self.write(at, rect, false, "", &format!(r#"<text class="m-pin m-label{class}">{}</text>"#, hill.name));
        }
    }

    fn place(&mut self, place: &Place) {
        let at = self.frame.view(place.at);
        // a hill that is also a place is written once
        if !self.room.all.contains(at) || self.hills.iter().any(|hill| hill.ends_with(place.label)) {
            return;
        }
        let dot = Rect::around(at, 1.0);
        for side in [place.anchor, Anchor::E, Anchor::W, Anchor::N, Anchor::S] {
            let spot = Spot::beside(at, side, letters(place.label, LETTER), (7.0, 4.0), (8.0, 16.0));
            if self.taken.take(&[spot.rect, dot]) {
                let Spot { rect, dx, dy, class } = spot;
                let text = format!(r#"<text class="m-label{class}" x="{dx}" y="{dy}">{}</text>"#, place.label);
                let body = format!(r#"<g class="m-pin"><circle class="m-dot" r="2.75"/>{text}</g>"#);
                self.write(at, rect, place.priority > Priority(2), "", &body);
                return;
            }
        }
    }

    fn road(&mut self, label: &RoadLabel) {
        let at = self.frame.view(label.at);
        let width = letters(label.text, ROAD_LETTER);
        if !self.room.all.contains(at) || width > 1.2 * label.span * self.frame.scale {
            return;
        }
        let (sin, cos) = label.angle.to_radians().sin_cos();
        let squares: Vec<_> = (0..=8)
            .map(|step| (f64::from(step) / 8.0 - 0.5) * width)
            .map(|along| Rect::around(Point::new(at.x + along * cos, at.y + along * sin), 4.0))
            .collect();
        if self.taken.take(&squares) {
            let (x, y) = (width / 2.0 * cos.abs() + 4.0, width / 2.0 * sin.abs() + 5.0);
            let rect = Rect::new(at.x - x, at.y - y, at.x + x, at.y + y);
            let motorway = if label.class == Class::Motorway { " m-label--hw" } else { "" };
            let turn = format!(" rotate({})", label.angle);
            let crowded = self.written >= ENOUGH_FOR_A_PHONE;
            let text = format!(r#"<text class="m-pin m-label m-label--road{motorway}" y="3">{}</text>"#, label.text);
            self.write(at, rect, crowded, &turn, &text);
        }
    }

    fn comuna(&mut self, comuna: &Comuna) {
        let at = self.frame.view(comuna.at);
        let width = letters(comuna.name, AREA_LETTER);
        let rect = Rect::text(at.x - width / 2.0, at.y, width);
        // further from others than the rest: an area's name beside a pin would look like the pin's
        let apart = Rect::new(rect.left - 9.0, rect.top - 3.0, rect.right + 9.0, rect.bottom + 3.0);
        if self.room.all.contains(at) && self.taken.take(&[apart]) {
            let body = format!(r#"<text class="m-pin m-label m-label--area">{}</text>"#, comuna.name);
            self.write(at, rect, false, "", &body);
        }
    }

    fn write(&mut self, at: Point, rect: Rect, only_wide: bool, turn: &str, body: &str) {
        let wide = only_wide || !self.room.phone.holds(&rect);
        let narrow = self.room.narrow_until.is_some_and(|edge| at.x < edge);
        let class = match (wide, narrow) {
            (true, true) => return,
            (true, false) => r#" class="m-wide""#,
            (false, true) => r#" class="m-narrow""#,
            (false, false) => "",
        };
        self.written += 1;
        let _ = write!(self.svg, r#"<g{class} transform="translate({:.1} {:.1}){turn}">{body}</g>"#, at.x, at.y);
    }
}
