//! What guests read.

use vuelta::guest::{Gender, gender};

use super::{Lang, phrases};

phrases! {
    try_it: "Probar como invitado", "Try as a guest";
    or: "o", "or";
    badge: "De visita", "Guest";
    greeting_her(name: &str): "Hola, {name}: estás probando como invitada", "Hi, {name}: you’re trying Vuelta as a guest";
    greeting_him(name: &str): "Hola, {name}: estás probando como invitado", "Hi, {name}: you’re trying Vuelta as a guest";
    invitation: "Te inventamos un nombre y un RUT. Agrega una cuenta de prueba y pide tu primer viaje.",
        "We made up a name and a RUT for you. Add a test account and book your first ride.";
}

/// The greeting, in the gender of the name that we made up.
pub(crate) fn greeting(lang: Lang, name: &str) -> String {
    match gender(name) {
        Some(Gender::Feminine) => greeting_her(lang, name),
        Some(Gender::Masculine) | None => greeting_him(lang, name),
    }
}
