//! Every control backstage as a verb over HTTP: the one table that the page and its JSON are drawn from. A control that is not in
//! it does not pass the tests: a room that has controls adds its lines to [`VERBS`].

use super::Lang;

/// A control.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Verb {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// Its address, with names in braces where an id stands.
    pub path: &'static str,
    /// The fields of its form, each with a value to try.
    pub fields: &'static [(&'static str, &'static str)],
    /// What it does, in Spanish.
    es: &'static str,
    /// What it does, in English.
    en: &'static str,
}

impl Verb {
    /// What it does.
    pub(crate) const fn does(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::EsCl => self.es,
            Lang::En => self.en,
        }
    }
}

const fn get(path: &'static str, es: &'static str, en: &'static str) -> Verb {
    Verb { method: "GET", path, fields: &[], es, en }
}

const fn post(
    path: &'static str,
    fields: &'static [(&'static str, &'static str)],
    es: &'static str,
    en: &'static str,
) -> Verb {
    Verb { method: "POST", path, fields, es, en }
}

/// All of them.
pub(crate) const VERBS: &[Verb] = &[
    get(
        "/backstage/scenarios",
        "La página con cada escenario y el reloj. Acepta ?q= para buscar.",
        "The page with every scenario and the clock. Takes ?q= to search.",
    ),
    post(
        "/backstage/scenarios",
        &[("scenario", "decline"), ("reason", "insufficient_funds"), ("lasts", "next")],
        "Arma un escenario. lasts: next o until_cleared; account: el id de una cuenta guardada; los ajustes del escenario van por \
         su nombre.",
        "Arms a scenario. lasts: next or until_cleared; account: the id of a saved account; the settings of the scenario go by \
         their names.",
    ),
    post(
        "/backstage/scenarios/{id}/clear",
        &[],
        "Quita un escenario armado. 404 si no es de esta persona.",
        "Takes an armed scenario away. 404 when it is not this rider’s.",
    ),
    post("/backstage/scenarios/clear", &[], "Quita todo lo armado.", "Takes away all that is armed."),
    post(
        "/backstage/methods/{id}/disconnect",
        &[],
        "El banco corta una cuenta guardada.",
        "The bank cuts a saved account off.",
    ),
    post(
        "/backstage/clock",
        &[("jump", "minute")],
        "Acerca lo que vence después. jump: settle, settlement, retry, expiry, minute, hour o day. 422 si no hay nada esperando.",
        "Brings nearer what is due later. jump: settle, settlement, retry, expiry, minute, hour or day. 422 when nothing is waiting.",
    ),
    get(
        "/backstage/chips/live",
        "Lo armado, como HTML por SSE, cada vez que cambia.",
        "What is armed, as HTML over SSE, whenever it changes.",
    ),
    get("/backstage/palette", "Lo que ofrece Ctrl K, como HTML.", "What Ctrl K offers, as HTML."),
    get("/backstage/verbs.json", "Esta lista en JSON.", "This list as JSON."),
];
