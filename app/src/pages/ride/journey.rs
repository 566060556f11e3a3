//! How a paid ride is driven: what the sheet says about it, and what the map shows.

use vuelta::{
    city::place,
    driver::Driver,
    journey::{Journey, Phase},
    ride::{RideState, RideStory},
};

use crate::{
    copy::{Lang, journey as copy, ride, time},
    islands::ride_sheet::{self, DriverCard, Step},
    map::{self, Progress, Scene},
    pages::map_label,
    site::Assets,
};

/// Who drives a ride, once somebody does.
pub(super) fn driver_of(story: &RideStory) -> Option<Driver> {
    let found = story.driven().is_some_and(|journey| journey.told >= Phase::Found);
    found.then(|| Driver::of(&story.ride.id, story.ride.fare.ride_type))
}

/// Heading and lead.
pub(super) fn words(journey: &Journey, story: &RideStory, lang: Lang) -> (String, String) {
    let driver = Driver::of(&story.ride.id, story.ride.fare.ride_type);
    let trip = story.trip();
    let (from, to) = (place(&trip.from).name, place(&trip.to).name);
    let minutes = journey.minutes_left();
    match journey.told {
        Phase::Looking => (ride::paid(lang).to_owned(), copy::looking_lead(lang, from)),
        Phase::Found => (copy::found(lang, driver.name), copy::found_lead(lang, from)),
        Phase::Coming => (copy::coming(lang, driver.name), copy::coming_lead(lang, minutes, from)),
        Phase::Waiting => {
            let lead = copy::arrived_lead(lang, from, &copy::car(lang, &driver), driver.plate);
            (copy::arrived(lang, &driver).to_owned(), lead)
        }
        Phase::Riding => (copy::riding(lang, minutes), copy::riding_lead(lang, to, driver.name)),
        Phase::Done => (copy::done(lang).to_owned(), copy::done_lead(lang, to, driver.name)),
    }
}

/// Who drives, on a card.
pub(super) fn card(driver: &Driver, lang: Lang) -> DriverCard {
    let signs: Vec<_> = driver.plate.chars().filter(|sign| *sign != '·').map(String::from).collect();
    DriverCard {
        initials: driver.name.chars().take(1).chain([driver.initial]).collect(),
        name: copy::full_name(lang, driver.name, driver.initial),
        car: copy::car(lang, driver),
        rating_label: copy::rating_read_out(lang).to_owned(),
        rating: copy::rating(lang, driver),
        rides: copy::rides_driven(lang, driver),
        plate: driver.plate.to_owned(),
        plate_read_out: copy::plate_read_out(lang, &signs.join(" ")),
    }
}

/// The steps that are still to come.
pub(super) fn ahead(journey: &Journey, story: &RideStory, lang: Lang) -> Vec<Step> {
    let trip = story.trip();
    let step = |text, clock, phase| Step { text, clock, phase };
    let later = |text, phase| {
        let clock = time::clock(journey.timetable.begins(phase));
        (journey.told < phase).then(|| step(text, clock, ride_sheet::Phase::Ahead))
    };
    let looking = (journey.told == Phase::Looking)
        .then(|| step(copy::step_looking(lang).to_owned(), String::new(), ride_sheet::Phase::Now));
    let steps = [
        looking,
        later(copy::step_will_ride(lang, place(&trip.from).name), Phase::Riding),
        later(copy::step_will_arrive(lang, place(&trip.to).name), Phase::Done),
    ];
    steps.into_iter().flatten().collect()
}

/// What the map of a ride shows.
pub(super) fn scene(story: &RideStory) -> Scene {
    let trip = story.trip();
    let Some(journey) = story.driven() else {
        return match story.ride.state {
            RideState::Unpaid | RideState::Ended | RideState::Cancelled => Scene::Failed(trip),
            RideState::Requested | RideState::Paid => Scene::Book(trip),
        };
    };
    let seconds_left = u32::try_from(journey.left().as_secs()).unwrap_or(u32::MAX);
    let driving = Progress { per_mille: journey.per_mille(), seconds_left };
    let begins = Progress { per_mille: 0, seconds_left: 0 };
    let ends = Progress { per_mille: 1_000, seconds_left: 0 };
    match journey.told {
        Phase::Looking => Scene::Book(trip),
        Phase::Found => Scene::Coming(trip, begins),
        Phase::Coming => Scene::Coming(trip, driving),
        Phase::Waiting => Scene::Coming(trip, ends),
        Phase::Riding => Scene::Riding(trip, driving),
        Phase::Done => Scene::Riding(trip, ends),
    }
}

/// Which picture that is: while this stays the same, the car on the page drives on by itself.
pub fn picture_key(story: &RideStory) -> String {
    let phase = story.driven().map_or(story.ride.state.as_str(), |journey| journey.told.as_str());
    format!("{phase}.{}", story.trip().to)
}

/// The picture itself, for a page that is open.
pub fn picture(story: &RideStory, lang: Lang, assets: &Assets) -> String {
    map::drawn(&scene(story), &assets.url("santiago.svg"), &map_label(lang, &story.trip()))
}
