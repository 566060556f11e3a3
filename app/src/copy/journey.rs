//! How a paid ride is driven, and who drives it.

use vuelta::driver::{Colour, Driver};

use super::{Lang, phrases};

phrases! {
    looking_lead(place: &str): "Estamos buscando quién te lleve desde {place}.", "We’re finding you a driver at {place}.";
    found(name: &str): "{name} aceptó tu viaje", "{name} accepted your ride";
    found_lead(place: &str): "Sale en un momento hacia {place}.", "Setting out for {place} in a moment.";
    coming(name: &str): "{name} va en camino", "{name} is on the way";
    coming_lead(minutes: u32, place: &str): "Llega en unos {minutes} min a {place}.", "About {minutes} min to {place}.";
    arrived_she: "Tu conductora llegó", "Your driver is here";
    arrived_he: "Tu conductor llegó", "Your driver is here";
    arrived_lead(place: &str, car: &str, plate: &str): "Te espera en {place}: {car}, patente {plate}.",
        "Waiting at {place}: {car}, plate {plate}.";
    riding(minutes: u32): "Te quedan unos {minutes} min", "About {minutes} min left";
    riding_lead(place: &str, name: &str): "Vas a {place} con {name}.", "You’re on your way to {place} with {name}.";
    done: "Llegaste", "You’ve arrived";
    done_lead(place: &str, name: &str): "Estás en {place}. ¡Gracias por viajar con {name}!", "You’re at {place}. Thanks for riding with {name}!";

    step_looking: "Buscamos quién te lleve", "Finding you a driver";
    step_found(name: &str): "{name} aceptó tu viaje", "{name} accepted your ride";
    step_coming: "En camino a buscarte", "On the way to you";
    step_arrived: "Llegó a buscarte", "Arrived at your pickup";
    step_riding: "Partió tu viaje", "Your ride began";
    step_done: "Llegaste a tu destino", "You arrived";
    step_will_ride(place: &str): "Sales de {place}", "You leave {place}";
    step_will_arrive(place: &str): "Llegas a {place}", "You arrive at {place}";

    full_name(name: &str, initial: char): "{name} {initial}.", "{name} {initial}.";
    painted(car: &str, colour: &str): "{car} {colour}", "{colour} {car}";
    plate_read_out(signs: &str): "Patente {signs}", "Number plate {signs}";
    rating_read_out: "Nota", "Rating";
    rides(number: &str): "{number} viajes", "{number} rides";
    white: "blanco", "White";
    grey: "gris", "Grey";
    silver: "plateado", "Silver";
    black: "negro", "Black";
    red: "rojo", "Red";
    blue: "azul", "Blue";
}

/// The car in its colour: «Chevrolet Sail gris».
pub(crate) fn car(lang: Lang, driver: &Driver) -> String {
    let colour = match driver.colour {
        Colour::White => white(lang),
        Colour::Grey => grey(lang),
        Colour::Silver => silver(lang),
        Colour::Black => black(lang),
        Colour::Red => red(lang),
        Colour::Blue => blue(lang),
    };
    painted(lang, driver.car, colour)
}

/// The driver is there.
pub(crate) const fn arrived(lang: Lang, driver: &Driver) -> &'static str {
    if driver.is_woman { arrived_she(lang) } else { arrived_he(lang) }
}

/// Hundredths of a star: `4,93` or `4.93`.
pub(crate) fn rating(lang: Lang, driver: &Driver) -> String {
    let (stars, rest) = (driver.rating / 100, driver.rating % 100);
    match lang {
        Lang::EsCl => format!("{stars},{rest:02}"),
        Lang::En => format!("{stars}.{rest:02}"),
    }
}

/// How many rides the driver has driven: `2.140 viajes` or `2,140 rides`.
pub(crate) fn rides_driven(lang: Lang, driver: &Driver) -> String {
    let (thousands, rest) = (driver.rides / 1_000, driver.rides % 1_000);
    let number = match (thousands, lang) {
        (0, _) => rest.to_string(),
        (_, Lang::EsCl) => format!("{thousands}.{rest:03}"),
        (_, Lang::En) => format!("{thousands},{rest:03}"),
    };
    rides(lang, &number)
}
