//! The cars of the three ride types, drawn.

use leptos::prelude::*;
use vuelta::fare::RideType;

/// The lines of one car.
struct Drawing {
    body: &'static str,
    glass: &'static str,
    seam: &'static str,
    light: &'static str,
    /// Where the wheels touch the ground.
    wheels: [&'static str; 2],
}

/// A car of that type, seen from the side.
#[component]
pub(crate) fn Car(ride_type: RideType) -> impl IntoView {
    let car = match ride_type {
        RideType::Economico => HATCHBACK,
        RideType::Confort => SEDAN,
        RideType::Xl => VAN,
    };
    let wheel = |cx: &'static str| {
        view! {
            <circle class="car__tyre" cx=cx cy="27.5" r="4.9" />
            <circle class="car__hub" cx=cx cy="27.5" r="2.45" />
        }
    };
    view! {
        <svg class="car" viewBox="0 0 72 34" aria-hidden="true">
            <path class="car__body" d=car.body />
            <path class="car__glass" d=car.glass />
            <path class="car__seam" d=car.seam />
            <path class="car__light" d=car.light />
            {car.wheels.map(wheel).collect_view()}
        </svg>
    }
}

const HATCHBACK: Drawing = Drawing {
    body: "M7 27.5C5.2 27.3 4.6 26.5 4.6 24.8c0-3.6.5-6.2 2.3-7.7C9.5 14.9 13 10 17.5 7.7 21.5 5.7 32 5.4 38 6.3c5 \
        .8 8.8 4.7 13.5 8.8 5 .6 11 1.6 13.3 3.6 1.7 1.5 2.4 3.7 2.3 6.5 0 1.5-.9 2.2-2.6 2.3Z",
    glass: "M13.5 15.2c2-3.3 4.6-5.4 7-6.2 2-.6 5-.9 8-.9l.4 7.3-14.4.8c-1.3 0-1.6-.3-1-1ZM31 8.1c2.7 0 5 .2 6.8.6 \
        3.3.8 6.3 3.5 9.2 6.2-1 .4-2.6.5-4.5.5H31.4Z",
    seam: "M29.8 16.5v9.5M33 19h3.2M17.5 19h3.2",
    light: "M5 19.5c.5-1.4 1.2-2.3 2.2-2.8l.7 3.4ZM61.5 18.2c2 .6 3.3 1.5 4 2.9l-4.5-.3Z",
    wheels: ["17.5", "54"],
};

const SEDAN: Drawing = Drawing {
    body: "M4.5 27.3C3 27 2.6 26 2.7 24.2c.2-3.5 1-5.8 3-6.6 3-1.2 7-1.6 9.3-2C19 12 23 8.3 28 7.4c5-.8 12-.8 \
        15.5.2 4.2 1.2 8 4.4 12 8 5 .7 9.6 1.5 12 3.2 1.7 1.2 2.3 3.5 2.2 6.2-.1 1.5-1 2.3-2.6 2.4Z",
    glass: "M20.5 15c2.6-2.7 5.4-4.7 8-5.2 1.6-.3 3.7-.4 5.8-.4l.2 6-12.7.5c-1.8 0-2.2-.2-1.3-.9ZM36.5 9.4c2.6 0 \
        4.8.1 6.4.6 2.9.8 5.6 2.9 8.4 5.1-.9.3-2.3.4-4 .4H36.8Z",
    seam: "M35.3 16.5v9.4M39 18.8h3.2M24 18.8h3.2",
    light: "M3.2 20.5c.4-1.3 1-2.2 2-2.7l3 .3-.6 2.5ZM64 18.6c2 .5 3.4 1.4 4.2 2.8l-5-.3Z",
    wheels: ["16.5", "56.5"],
};

const VAN: Drawing = Drawing {
    body: "M6 27.4c-1.6-.1-2.4-.9-2.4-2.6 0-7 .6-13.3 2.4-17.3C7 5.4 8.7 4.3 11.5 4c8-.7 22-.8 30.5-.2 4.2.3 8 4 \
        13.2 10.1 5 .6 9.5 1.7 11.7 3.7 1.7 1.6 2.5 4.2 2.4 7.2-.1 1.7-1 2.5-2.7 2.6Z",
    glass: "M8 13.6c.4-3 1-5.3 2-6 .6-.5 1.5-.7 2.6-.8l9-.4v7.8H8.7c-.6 0-.8-.2-.7-.6ZM24 6.3c3.7-.1 7.5-.1 11 \
        0v7.9H24ZM37.4 6.4c1.6 0 3 .1 4.2.2 2.6.2 5.3 3 9 7.2-.7.3-2 .4-3.4.4h-9.8Z",
    seam: "M22.8 15.5v10.3M36.2 15.5v10.3M39 18h3.2M25.5 18h3.2",
    light: "M4 18.2c.2-1.7.3-2.7.6-4h2l-.3 4ZM63 17.6c2 .6 3.3 1.6 4 3.2l-4.8-.4Z",
    wheels: ["17", "56"],
};
