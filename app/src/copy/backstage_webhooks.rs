//! Webhooks and the order lab, for whoever shows this to others.

use vuelta::backstage::{
    CheckName, Decision,
    webhooks::{As, SentState},
};

use super::{Lang, phrases};

phrases! {
    title: "Webhooks", "Webhooks";
    nobody_title: "Aquí se ve cada webhook de quien viaja", "Every webhook about the rider shows here";
    nobody_text: "Entra a la app como invitado; lo que Fintoc cuente de ti aparece aquí.",
        "Step into the app as a guest; whatever Fintoc says about you shows here.";
    enter: "Entrar a la app", "Open the app";
    nothing_title: "Todavía no llega nada", "Nothing has arrived yet";
    nothing_text: "Guarda una cuenta o pide un viaje, y mira llegar los eventos.",
        "Save an account or book a ride, and watch the events arrive.";
    events: "Eventos", "Events";
    undone: "El simulador no respondió, así que no cambió nada. Prueba de nuevo.",
        "The sandbox did not answer, so nothing changed. Try again.";
    sender: "Quien envía", "The sender";
    sender_fintoc: "Los envía Fintoc. Aquí se ve lo que recibimos; sus intentos y su cola no se ven ni se manejan desde acá.",
        "Fintoc sends them. You see what we received; its tries and its queue can be neither seen nor controlled from here.";
    sender_nobody: "Fintoc todavía no conoce a esta persona: no hay nada que enviar.",
        "Fintoc does not know this rider yet: there is nothing to send.";
    sending: "Enviando", "Sending";
    paused: "En pausa", "Paused";
    paused_none: "Nada en la cola todavía.", "Nothing has queued up yet.";
    paused_one: "Espera 1 entrega.", "1 delivery waits.";
    paused_many(count: usize): "Esperan {count} entregas.", "{count} deliveries wait.";
    pause: "Pausar", "Pause";
    pause_hint: "Las entregas de esta persona se acumulan; a nadie más le pasa nada.",
        "This rider's deliveries queue up; nobody else notices.";
    resume: "Soltar en orden", "Let go in order";
    resume_reversed: "Al revés", "Reversed";
    resume_shuffled: "Al azar", "Shuffled";
    resume_picked: "Soltar en este orden", "Let go in this order";
    pick: "Elegir el orden", "Pick the order";
    place_of(kind: &str): "Lugar de {kind}", "Place of {kind}";
    lab: "Probar todos los órdenes", "Try every order";
    on_its_way: "En camino", "On its way";
    deliveries_one: "1 entrega", "1 delivery";
    deliveries_many(count: usize): "{count} entregas", "{count} deliveries";
    resource: "Recurso", "Resource";
    came: "Llegó", "Came";
    inbox: "Decisión", "Decision";
    delivery: "Entrega", "Delivery";
    copy_of: "Repite", "Repeats";
    unclaimed: "De nadie que conozcamos", "From nobody we know of";
    try_number(number: usize): "Intento {number}", "Try {number}";
    unheard: "No llegó a nosotros, o nadie lo anotó.", "It did not reach us, or nobody wrote it down.";
    no_answer: "sin respuesta", "no answer";
    honest_retry: "Quien envía reintenta sin trampa: lo que se alteró fue solo el primer intento.",
        "The sender tries again honestly: only the first try was tampered with.";
    next_try: "Próximo intento:", "Next try:";
    retry_now: "Reintentar ya", "Retry now";
    checks: "La firma, paso a paso", "The signature, step by step";
    unlooked: "no se llegó a mirar", "not looked at any more";
    passed: "pasó", "passed";
    failed: "no pasó", "did not pass";
    honest: "Una honesta:", "An honest one:";
    body: "Cuerpo", "Body";
    headers: "Cabeceras", "Headers";
    masked: "Nombres, RUT y números de cuenta van tapados.", "Names, tax ids and account numbers are masked.";
    no_body: "No era JSON.", "It was not JSON.";
    bytes(count: usize): "{count} bytes", "{count} bytes";
    send_again: "Enviar otra vez", "Send again";
    lab_title: "Todos los órdenes", "Every order";
    lab_lead: "Contamos lo que supimos de un pago a una copia de nuestras reglas, en todos los órdenes posibles y cada vez con algo repetido. No se escribe nada.",
        "We tell what we heard about a payment to a copy of our rules, in every possible order, and each time with something twice. Nothing is written.";
    lab_none_title: "Todavía no hay un pago", "There is no payment yet";
    lab_none_text: "Pide un viaje: después se prueban aquí todos los órdenes de lo que se supo.",
        "Book a ride: then every order of what was heard is tried here.";
    lab_silent: "De este pago todavía no se supo nada.", "Nothing was heard about this payment yet.";
    lab_orders(count: &str): "{count} órdenes", "{count} orders";
    lab_same: "Todos terminan igual", "All end the same";
    lab_differ(count: usize): "Terminan de {count} maneras", "They end in {count} ways";
    lab_pieces: "Lo que se supo", "What was heard";
    lab_left_out_one: "1 noticia quedó fuera: se prueban hasta siete, y ninguna devolución.",
        "1 piece was left out: up to seven are tried, and no refunds.";
    lab_left_out(count: usize): "{count} noticias quedaron fuera: se prueban hasta siete, y ninguna devolución.",
        "{count} pieces were left out: up to seven are tried, and no refunds.";
    lab_end: "Así terminan", "How they end";
    lab_end_of(orders: &str): "Así terminan {orders}", "How {orders} end";
    lab_example: "Un orden, paso a paso: lo último primero", "One order, step by step: the last first";
    lab_first_other: "El primer orden que termina distinto", "The first order that ends elsewhere";
    lab_ride: "Cobro", "Charge";
    lab_payment: "Pago", "Payment";
    lab_review: "Lo mira una persona", "A person looks at it";
    lab_books: "Libro", "Books";
    lab_sum: "Suma", "Sum";
    lab_back: "Se devuelve solo", "Goes back by itself";
    lab_rider: "Pasajero", "Rider";
    lab_fares: "Tarifas", "Fares";
    lab_advanced: "avanza", "moves on";
    lab_nothing_new: "nada nuevo", "nothing new";
    lab_contradiction: "contradicción", "contradiction";
    step: "Paso", "Step";
    told: "Se le cuenta", "It is told";
    then: "Queda", "It stands";
    back_to_room: "Volver a los webhooks", "Back to the webhooks";
}

/// What a button sends.
pub(crate) const fn way(lang: Lang, way: As) -> &'static str {
    match (lang, way) {
        (Lang::EsCl, As::Again) => "Reenviar",
        (Lang::EsCl, As::Twice) => "Reenviar dos veces",
        (Lang::EsCl, As::Stale) => "Firmado hace 10 minutos",
        (Lang::EsCl, As::Future) => "Firmado en el futuro",
        (Lang::EsCl, As::WrongSecret) => "Con otro secreto",
        (Lang::EsCl, As::Altered) => "Con un byte cambiado",
        (Lang::En, As::Again) => "Resend",
        (Lang::En, As::Twice) => "Resend twice",
        (Lang::En, As::Stale) => "Signed 10 minutes ago",
        (Lang::En, As::Future) => "Signed in the future",
        (Lang::En, As::WrongSecret) => "With another secret",
        (Lang::En, As::Altered) => "With one byte changed",
    }
}

/// What was just done, and what to look at.
pub(crate) const fn sent_as(lang: Lang, way: As) -> &'static str {
    match (lang, way) {
        (Lang::EsCl, As::Again) => "Enviamos el mismo evento otra vez. Ya lo teníamos, así que no cambia nada.",
        (Lang::EsCl, As::Twice) => "Enviamos el mismo evento dos veces más. Ya lo teníamos, así que no cambia nada.",
        (Lang::EsCl, As::Stale) => {
            "La firma es auténtica y tiene diez minutos: no creemos el cuerpo, le preguntamos a Fintoc."
        }
        (Lang::EsCl, As::Future) => {
            "La firma es auténtica y viene del futuro: alguien tiene mal la hora, y no la aceptamos."
        }
        (Lang::EsCl, As::WrongSecret) => {
            "Quien firmó no tiene nuestro secreto. La respuesta es 400 y no se guarda nada."
        }
        (Lang::EsCl, As::Altered) => {
            "Un dígito cambió después de firmar. La firma ya no calza: 400, y no se guarda nada."
        }
        (Lang::En, As::Again) => "We sent the same event again. We had it already, so nothing changes.",
        (Lang::En, As::Twice) => "We sent the same event twice more. We had it already, so nothing changes.",
        (Lang::En, As::Stale) => {
            "The signature is authentic and ten minutes old: we do not believe the body, we ask Fintoc."
        }
        (Lang::En, As::Future) => {
            "The signature is authentic and from the future: somebody's clock is wrong, and we refuse it."
        }
        (Lang::En, As::WrongSecret) => "Whoever signed it does not have our secret. We answer 400 and keep nothing.",
        (Lang::En, As::Altered) => {
            "One digit changed after signing. The signature does not fit any more: 400, and nothing is kept."
        }
    }
}

/// What a check looks at.
pub(crate) const fn check(lang: Lang, name: CheckName) -> &'static str {
    match (lang, name) {
        (Lang::EsCl, CheckName::Header) => "Trae la cabecera Fintoc-Signature",
        (Lang::EsCl, CheckName::Format) => "La cabecera trae t y v1",
        (Lang::EsCl, CheckName::Digest) => "HMAC-SHA256 calza con nuestro secreto",
        (Lang::EsCl, CheckName::Age) => "Firmada hace menos de 300 s",
        (Lang::EsCl, CheckName::Event) => "El cuerpo es un evento",
        (Lang::EsCl, CheckName::New) => "El evento no había llegado",
        (Lang::En, CheckName::Header) => "It carries the Fintoc-Signature header",
        (Lang::En, CheckName::Format) => "The header has t and v1",
        (Lang::En, CheckName::Digest) => "HMAC-SHA256 matches our secret",
        (Lang::En, CheckName::Age) => "Signed less than 300 s ago",
        (Lang::En, CheckName::Event) => "The body is an event",
        (Lang::En, CheckName::New) => "The event did not come before",
    }
}

/// Why a delivery stopped at that check, for people.
pub(crate) const fn why(lang: Lang, name: CheckName) -> &'static str {
    match (lang, name) {
        (Lang::EsCl, CheckName::Header) => "Sin firma, puede haberla escrito cualquiera.",
        (Lang::EsCl, CheckName::Format) => "De esa cabecera no se lee ni la hora ni la firma.",
        (Lang::EsCl, CheckName::Digest) => {
            "La firma no se hizo con nuestro secreto sobre estos mismos bytes: es falsa, o algo cambió en el camino."
        }
        (Lang::EsCl, CheckName::Age) => {
            "Una firma de otra hora puede ser una copia guardada: no basta para mover dinero."
        }
        (Lang::EsCl, CheckName::Event) => "Está firmado, pero no es un evento de Fintoc.",
        (Lang::EsCl, CheckName::New) => "Ya lo teníamos: repetirlo no cambia nada.",
        (Lang::En, CheckName::Header) => "Without a signature anybody may have written it.",
        (Lang::En, CheckName::Format) => "Neither the time nor the signature can be read from that header.",
        (Lang::En, CheckName::Digest) => {
            "The signature was not made with our secret over these very bytes: it is forged, or something changed on the way."
        }
        (Lang::En, CheckName::Age) => {
            "A signature of another time may be a copy that somebody kept: not enough to move money."
        }
        (Lang::En, CheckName::Event) => "It is signed, but it is no event of Fintoc's.",
        (Lang::En, CheckName::New) => "We had it already: once more changes nothing.",
    }
}

/// What we did with a delivery, in a word or two.
pub(crate) const fn decided(lang: Lang, decision: Decision) -> &'static str {
    match (lang, decision) {
        (Lang::EsCl, Decision::Kept) => "aceptado",
        (Lang::EsCl, Decision::Hint) => "solo una pista",
        (Lang::EsCl, Decision::Repeated) => "repetido",
        (Lang::EsCl, Decision::Refused) => "rechazado",
        (Lang::EsCl, Decision::Unkept) => "no se pudo guardar",
        (Lang::En, Decision::Kept) => "accepted",
        (Lang::En, Decision::Hint) => "only a hint",
        (Lang::En, Decision::Repeated) => "repeated",
        (Lang::En, Decision::Refused) => "refused",
        (Lang::En, Decision::Unkept) => "could not be kept",
    }
}

/// What our inbox made of an event, in a sentence; `word` is its own.
pub(crate) fn verdict(lang: Lang, word: &str) -> &'static str {
    match (lang, word) {
        (Lang::EsCl, "applied") => "Aplicado: cambió lo nuestro.",
        (Lang::EsCl, "nothing_new") => "Sin efecto: ya lo sabíamos, o algo mejor.",
        (Lang::EsCl, "contradiction") => "No calza con lo que pedimos: lo mira una persona.",
        (Lang::EsCl, "ignored") => "No es nada que sigamos.",
        (Lang::EsCl, "unmatched") => "Estacionado: habla de algo que no conocemos, o todavía no.",
        (Lang::EsCl, "failed") => "No se pudo aplicar; se intenta de nuevo.",
        (Lang::EsCl, _) => "Espera: primero hay que preguntarle algo a Fintoc.",
        (Lang::En, "applied") => "Applied: it changed something of ours.",
        (Lang::En, "nothing_new") => "No effect: we knew that, or better.",
        (Lang::En, "contradiction") => "It does not fit what we asked for: a person looks at it.",
        (Lang::En, "ignored") => "Nothing that we follow.",
        (Lang::En, "unmatched") => "Parked: it is about something we do not know, or not yet.",
        (Lang::En, "failed") => "It could not be applied; it is tried again.",
        (Lang::En, _) => "It waits: Fintoc has to be asked something first.",
    }
}

/// How a delivery stands with the sender.
pub(crate) const fn state(lang: Lang, state: SentState) -> &'static str {
    match (lang, state) {
        (Lang::EsCl, SentState::Delivered) => "entregado",
        (Lang::EsCl, SentState::Due) => "sale ahora",
        (Lang::EsCl, SentState::Waiting) => "espera",
        (Lang::EsCl, SentState::Paused) => "en pausa",
        (Lang::EsCl, SentState::Dropped) => "perdido a propósito",
        (Lang::EsCl, SentState::GivenUp) => "se rindió",
        (Lang::En, SentState::Delivered) => "delivered",
        (Lang::En, SentState::Due) => "leaves now",
        (Lang::En, SentState::Waiting) => "waits",
        (Lang::En, SentState::Paused) => "paused",
        (Lang::En, SentState::Dropped) => "dropped on purpose",
        (Lang::En, SentState::GivenUp) => "given up",
    }
}
