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
    get(
        "/backstage/live",
        "Los paneles de la escena, como HTML por SSE, cada vez que pasa algo. Acepta los mismos campos que /backstage.",
        "The panes of the stage, as HTML over SSE, whenever something happens. Takes the same fields as /backstage.",
    ),
    get("/backstage/panes", "Los paneles de la escena, una vez, en JSON.", "The panes of the stage, once, as JSON."),
    post(
        "/backstage/size",
        &[("size", "projector")],
        "El tamaño de todo tras bambalinas: desk o projector.",
        "The size of everything backstage: desk or projector.",
    ),
    get("/backstage/calls/live", "El id del momento más nuevo, por SSE.", "The id of the newest moment, over SSE."),
    get(
        "/backstage/handover.html",
        "Todo lo que pasó, en un solo archivo que se abre sin red. ?ride= para un solo viaje.",
        "Everything that happened, as one file that opens without a network. ?ride= for one ride only.",
    ),
    get("/backstage/handover.json", "Lo mismo, como datos.", "The same, as data."),
    post(
        "/backstage/webhooks/{delivery}/resend",
        &[("as", "altered")],
        "Reenvía un webhook. as: again, twice, stale, future, wrong_secret o altered.",
        "Sends a webhook again. as: again, twice, stale, future, wrong_secret or altered.",
    ),
    post(
        "/backstage/webhooks/{delivery}/retry",
        &[],
        "Intenta ahora una entrega que espera su turno.",
        "Tries a delivery now that waits for its turn.",
    ),
    post(
        "/backstage/webhooks/pause",
        &[],
        "Retiene los webhooks de esta persona.",
        "Holds this rider’s webhooks back.",
    ),
    post(
        "/backstage/webhooks/resume",
        &[("order", "reversed")],
        "Los suelta. order: as_queued, reversed, shuffled o picked, con el lugar de cada entrega bajo su id.",
        "Lets them go. order: as_queued, reversed, shuffled or picked, with the place of each delivery under its id.",
    ),
    get("/backstage/people", "La página con las personas preparadas.", "The page with the prepared riders."),
    post(
        "/backstage/people",
        &[("persona", "frequent")],
        "Este navegador pasa a ser una persona nueva y preparada: new, frequent, balance_due, no_funds o locked.",
        "This browser becomes a fresh, prepared rider: new, frequent, balance_due, no_funds or locked.",
    ),
    post(
        "/backstage/reset",
        &[],
        "Empieza de nuevo con otra persona igual. No se borra nada de lo que pasó.",
        "Begins again with another rider of the same kind. Nothing that happened is deleted.",
    ),
    post(
        "/backstage/reset/undo",
        &[],
        "Vuelve a la persona anterior, una vez.",
        "Goes back to the rider before, once.",
    ),
    post(
        "/backstage/stories/{story}/{beat}/do",
        &[],
        "Hace un paso de una historia en lugar de quien viaja.",
        "Does a beat of a story in the rider’s place.",
    ),
    post(
        "/backstage/stories/{story}/{beat}/reset",
        &[],
        "Vuelve al comienzo de un paso, con una persona nueva.",
        "Goes back to the beginning of a beat, with a fresh rider.",
    ),
    post(
        "/backstage/rehearsal",
        &[],
        "Ensaya todas las historias, cada una con una persona nueva.",
        "Rehearses every story, each with a fresh rider.",
    ),
    get(
        "/join/{invitation}",
        "Lo que abre el código: quién serías. No gasta nada.",
        "What the code opens: whom you would be. It uses nothing up.",
    ),
    post(
        "/join/{invitation}",
        &[],
        "Este navegador entra como la misma persona, una vez.",
        "This browser signs in as the same rider, once.",
    ),
    get("/backstage/verbs.json", "Esta lista en JSON.", "This list as JSON."),
];
