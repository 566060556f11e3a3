//! Places that riders save, and finding one.

use vuelta::places::SavedAs;

use super::{Lang, phrases};

phrases! {
    title: "Tus lugares", "Your places";
    lead: "Guarda tu casa y tu trabajo: al pedir, con un toque son tu destino.",
        "Save your home and your work: when you book, one tap makes them your destination.";
    home: "Casa", "Home";
    work: "Trabajo", "Work";
    home_at(place: &str): "Casa: {place}", "Home: {place}";
    work_at(place: &str): "Trabajo: {place}", "Work: {place}";
    choose: "Elige un lugar", "Choose a place";
    none_yet: "Sin guardar todavía", "Not saved yet";
    home_place: "Lugar de tu casa", "Where your home is";
    work_place: "Lugar de tu trabajo", "Where you work";
    save: "Guardar", "Save";
    forget_home: "Olvidar casa", "Forget home";
    forget_work: "Olvidar trabajo", "Forget work";
    back_to_booking: "Pedir un viaje", "Book a ride";

    shortcuts: "Destinos a un toque", "Destinations at one tap";
    save_some: "Guardar casa o trabajo", "Save home or work";
    edit: "Tus lugares", "Your places";
    saved: "Guardados", "Saved";
    recent: "Recientes", "Recent";

    search: "Busca por nombre o comuna", "Search by name or district";
    list: "Lugares", "Places";
    close: "Cerrar", "Close";
    no_match: "Ningún lugar coincide. Prueba con otro nombre o comuna.", "No place matches. Try another name or district.";
    one_match: "1 lugar", "1 place";
    matches(count: &str): "{count} lugares", "{count} places";
}

/// What a saved place is called.
pub(crate) const fn name(lang: Lang, saved_as: SavedAs) -> &'static str {
    match saved_as {
        SavedAs::Home => home(lang),
        SavedAs::Work => work(lang),
    }
}

/// A saved place with what it is.
pub(crate) fn name_at(lang: Lang, saved_as: SavedAs, place: &str) -> String {
    match saved_as {
        SavedAs::Home => home_at(lang, place),
        SavedAs::Work => work_at(lang, place),
    }
}

/// What the list of places to choose from is called.
pub(crate) const fn field(lang: Lang, saved_as: SavedAs) -> &'static str {
    match saved_as {
        SavedAs::Home => home_place(lang),
        SavedAs::Work => work_place(lang),
    }
}

/// What the button says that forgets one.
pub(crate) const fn forget(lang: Lang, saved_as: SavedAs) -> &'static str {
    match saved_as {
        SavedAs::Home => forget_home(lang),
        SavedAs::Work => forget_work(lang),
    }
}
