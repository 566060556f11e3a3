//! The log of what happened, backstage: its lines, their details, and what is handed over.

use std::time::Duration;

use vuelta::{
    Instant,
    backstage::{Decision, Told, What, WrittenKind, handover::Counterpart, log::Kind},
};

pub(crate) use super::backstage_webhooks::check;
use super::{Lang, phrases, time};

phrases! {
    title_timeline: "Línea de tiempo", "Timeline";
    title_calls: "Llamadas a la API", "API calls";
    views: "Vista", "View";
    view_timeline: "Todo, en orden", "Everything, in order";
    view_calls: "Llamadas y entregas", "Calls and deliveries";
    counted(shown: usize, all: usize): "{shown} de {all}", "{shown} of {all}";
    live: "En vivo", "Live";
    look_again: "Actualizar", "Look again";
    kinds: "Qué mostrar", "What to show";
    any_kind: "Todo", "Everything";
    kind_asked: "Navegador", "Browser";
    kind_told: "Avisos en vivo", "Live updates";
    kind_called: "Llamadas", "Calls";
    kind_delivered: "Entregas", "Deliveries";
    kind_written: "Escrituras", "Writes";
    kind_done: "Backstage", "Backstage";
    filter: "Filtrar", "Filter";
    filter_clear: "Quitar filtros", "Clear filters";
    filter_method: "Método", "Method";
    filter_answer: "Respuesta", "Answer";
    filter_ride: "Viaje", "Ride";
    filter_path: "Ruta o tipo de evento", "Path or event type";
    filter_words: "Texto", "Text";
    any: "Cualquiera", "Any";
    answer_missing: "sin respuesta", "no answer";
    nobody: "Todavía no hay nadie en este navegador", "Nobody is here in this browser yet";
    nobody_next: "Entra a la app como invitado: cada clic y cada llamada aparecen aquí.",
        "Enter the app as a guest: every click and every call shows up here.";
    nobody_go: "Abrir la app", "Open the app";
    nothing: "Todavía no ha pasado nada", "Nothing has happened yet";
    nothing_next: "Guarda una cuenta o pide un viaje, y mira aquí lo que ocurre detrás de cada clic.",
        "Save an account or book a ride, and watch here what happens behind every click.";
    not_found: "Nada calza con estos filtros", "Nothing matches these filters";
    story_ride: "Viaje", "Ride";
    story_setup: "Guardar una cuenta", "Saving an account";
    story_rest: "Lo demás", "Everything else";
    story_steps(count: usize): "{count} pasos", "{count} steps";
    browser: "Navegador", "Browser";
    presenter: "Backstage", "Backstage";
    hand_over: "Entregar", "Hand over";
    hand_over_html: "Entregar como página", "Hand over as a page";
    hand_over_json: "Entregar como datos", "Hand over as data";
    back: "Volver a la lista", "Back to the list";
    previous: "Anterior", "Previous";
    next: "Siguiente", "Next";
    docs: "Documentación de Fintoc", "Fintoc's documentation";
    parts: "Partes", "Parts";
    part_response: "Respuesta", "Response";
    part_request: "Solicitud", "Request";
    part_headers: "Cabeceras", "Headers";
    part_body: "Cuerpo", "Body";
    sent_headers: "Enviadas", "Sent";
    received_headers: "Recibidas", "Received";
    no_body: "Sin cuerpo.", "No body.";
    no_headers: "No se guardaron cabeceras.", "No headers were kept.";
    no_json: "El cuerpo no era JSON.", "The body was not JSON.";
    code: "Código", "Code";
    code_lead: "La misma llamada, lista para copiar. La llave va en $FINTOC_SECRET_KEY; los datos personales siguen ocultos.",
        "The same call, ready to copy. The key goes in $FINTOC_SECRET_KEY; personal data stays masked.";
    no_sdk_call: "El paquete oficial no tiene esta llamada.", "The official package has no such call.";
    verify: "Verificar la firma", "Verify the signature";
    verify_lead: "HMAC-SHA256 de la hora, un punto y el cuerpo tal como llegó. Nunca sobre un JSON vuelto a escribir.",
        "HMAC-SHA256 over the time, a full stop and the body as it came. Never over JSON that was written again.";
    no_sdk_verification: "Usa el ejemplo de Node: no necesita ningún paquete.", "Use the Node sample: it needs no package.";
    copy: "Copiar", "Copy";
    copied: "Copiado", "Copied";
    fact_when: "Cuándo", "When";
    fact_took: "Duración", "Took";
    fact_status: "Estado HTTP", "HTTP status";
    fact_attempt: "Intento", "Attempt";
    fact_request_id: "Id de la solicitud", "Request id";
    fact_key: "Idempotency-Key", "Idempotency-Key";
    fact_failure: "Qué falló", "What failed";
    fact_leads_to: "Lleva a", "Leads to";
    fact_number: "Aviso número", "Update number";
    fact_word: "Dice", "Says";
    fact_event: "Evento", "Event";
    fact_size: "Tamaño", "Size";
    bytes(count: usize): "{count} bytes", "{count} bytes";
    fact_decision: "Decisión", "Decision";
    fact_book: "Dónde", "Where";
    fact_amount: "Monto", "Amount";
    fact_reason: "Razón", "Reason";
    fact_detail: "Detalle", "Detail";
    fact_ride: "Viaje", "Ride";
    fact_setup: "Enrolamiento", "Setup";
    fact_payment: "Pago", "Payment";
    checks: "Revisiones", "Checks";
    passed: "pasó", "passed";
    stopped: "no pasó", "did not pass";
    decision_kept: "guardado para aplicarlo", "kept, to be applied";
    decision_hint: "auténtico pero viejo: solo una pista", "authentic but old: a hint only";
    decision_repeated: "repetido: no se hizo nada", "repeated: nothing was done";
    decision_refused: "rechazado: no se escribió nada", "refused: nothing was written";
    decision_unkept: "no se pudo guardar: Fintoc lo reenvía", "could not be kept: Fintoc sends it again";
    book_intent: "Intento de cobro", "Attempt to charge";
    book_payment: "Pago", "Payment";
    book_ride: "Viaje", "Ride";
    book_setup: "Enrolamiento", "Setup";
    book_method: "Cuenta", "Account";
    book_refund: "Devolución", "Refund";
    book_inbox: "Bandeja de eventos", "Event inbox";
    meaning_asked: "El navegador pidió algo. Lo que respondemos no depende de lo que diga la dirección: solo mostramos lo que sabemos.",
        "The browser asked for something. What we answer does not depend on what the address claims: we show what we know.";
    meaning_told: "Una página abierta supo por un evento del servidor cómo van las cosas, sin preguntar.",
        "An open page heard from the server how things stand, without asking.";
    meaning_delivered: "Fintoc avisa a nuestro webhook. Verificamos los bytes, lo guardamos una sola vez y respondemos; aplicarlo viene después.",
        "Fintoc tells our webhook. We verify the bytes, keep it once and answer; applying it comes later.";
    meaning_intent: "Antes de llamar a nadie queda escrito qué se va a cobrar y con qué clave, así una respuesta perdida nunca cobra dos veces.",
        "Before anybody is called it is written down what will be charged and with which key, so that a lost answer never charges twice.";
    meaning_payment: "El estado de un pago solo avanza: noticias viejas o repetidas no lo mueven.",
        "The state of a payment only moves forward: old or repeated news does not move it.";
    meaning_ride: "El viaje sigue a sus pagos: se maneja solo cuando está pagado.",
        "The ride follows its payments: it is driven only once it is paid.";
    meaning_setup: "Una visita a la página del banco para guardar una cuenta.", "One visit to the bank's page to save an account.";
    meaning_method: "Una cuenta guardada, con la que se paga en un clic.", "A saved account, which pays in one click.";
    meaning_refund: "Plata que vuelve, por una sola llamada con su propia clave.", "Money that goes back, by a single call with a key of its own.";
    meaning_inbox: "Qué fue de un evento: aplicado, sin novedad, o a la espera de algo nuestro.",
        "What became of an event: applied, nothing new, or waiting for something of ours.";
    meaning_done: "Alguien que presenta hizo esto a propósito.", "Somebody who presents did this on purpose.";
    compare: "Comparar", "Compare";
    compare_with: "Comparar con", "Compare with";
    compared: "Diferencias", "Differences";
    compared_same(count: usize): "{count} campos iguales", "{count} fields are the same";
    compared_none: "Los dos cuerpos son iguales.", "The two bodies are the same.";
    column_field: "Campo", "Field";
    column_this: "Este", "This one";
    column_other: "El otro", "The other";
    absent: "no está", "absent";
    handover_title: "Lo que pasó detrás de cada clic", "What happened behind each click";
    handover_lead: "Registro de Vuelta, un comercio de demostración para Fintoc. Nombres, RUT, cuentas y llaves están ocultos.",
        "A record of Vuelta, a demo merchant for Fintoc. Names, RUTs, accounts and keys are masked.";
    handover_rider: "Quién viaja", "Rider";
    handover_made: "Hecho", "Made";
    handover_fintoc: "Fintoc", "Fintoc";
    counterpart_sandbox: "simulador, sin plata real", "sandbox, no real money";
    counterpart_test: "modo de prueba, sin plata real", "test mode, no real money";
    handover_rides: "Viajes y pagos", "Rides and payments";
    handover_no_rides: "Ningún viaje todavía.", "No rides yet.";
    handover_sequence: "Secuencia", "Sequence";
    handover_details: "Paso a paso", "Step by step";
    column_step: "Paso", "Step";
    column_from: "De", "From";
    column_to: "A", "To";
    column_what: "Qué", "What";
    column_result: "Resultado", "Result";
    column_time: "Tiempo", "Time";
    column_ride: "Viaje", "Ride";
    column_booked: "Pedido", "Booked";
    column_total: "Precio", "Price";
    column_state: "Estado", "State";
    column_payments: "Pagos", "Payments";
    column_refunds: "Devoluciones", "Refunds";
}

phrases! {
    for_customer: "Crea al cliente en Fintoc, uno por pasajero, para guardar cuentas a su nombre. Se hace una vez, al registrarse.",
        "Creates the customer at Fintoc, one for each rider, so that accounts are saved under them. Once, at sign-up.";
    for_customer_look: "Pregunta si el cliente ya existe, por si se perdió la respuesta que lo creaba.",
        "Asks whether the customer exists already, in case the answer that created it was lost.";
    for_setup_session: "Abre una sesión para guardar una cuenta sin cobrar. La respuesta trae la página del banco.",
        "Opens a session that saves an account without charging. The answer brings the bank's page.";
    for_payment_session: "Cobra. Con una cuenta guardada basta un clic: redirige solo si la respuesta trae una dirección.",
        "Charges. With a saved account one click is enough: we redirect only if the answer brings an address.";
    for_session_look: "Pregunta cómo terminó la sesión. Solo si el webhook guarda silencio.",
        "Asks how the session ended. Only while the webhook is silent.";
    for_session_list: "Busca una sesión nuestra cuya respuesta se perdió, antes de abrir otra.",
        "Looks for a session of ours whose answer was lost, before another is opened.";
    for_expire: "Cierra una sesión que nadie usó, para que un intento nuevo no pueda cobrar dos veces.",
        "Closes a session that nobody used, so that a new attempt cannot charge twice.";
    for_intent: "Pregunta por el pago mismo. Es lo que decide, junto con el webhook: «finished» no es «pagado».",
        "Asks about the payment itself. It decides, with the webhook: finished is not paid.";
    for_method: "Lee una cuenta guardada: banco, tipo y últimos cuatro dígitos.",
        "Reads a saved account: bank, type and last four digits.";
    for_method_cancel: "Olvida una cuenta en Fintoc: desde aquí nada más se cobra con ella.",
        "Forgets an account at Fintoc: from here on nothing is charged to it.";
    for_refund: "Devuelve plata, entera o en parte, con una clave propia: repetirla no devuelve dos veces.",
        "Gives money back, all or part of it, with a key of its own: sending it again does not give it back twice.";
    for_refund_look: "Pregunta cómo va una devolución.", "Asks how a refund stands.";
    for_events: "Lee la lista de eventos, para que ninguno se pierda con una entrega que no llegó.",
        "Reads the list of events, so that none is lost with a delivery that did not arrive.";
    for_endpoints: "Registra nuestro webhook y recibe el secreto con que se firman los eventos.",
        "Registers our webhook and receives the secret that events are signed with.";
    for_other: "Una llamada a la API de Fintoc.", "A call to Fintoc's API.";
}

/// What moments of a sort are called.
pub(crate) const fn kind(lang: Lang, kind: Kind) -> &'static str {
    match kind {
        Kind::Asked => kind_asked(lang),
        Kind::Told => kind_told(lang),
        Kind::Called => kind_called(lang),
        Kind::Delivered => kind_delivered(lang),
        Kind::Written => kind_written(lang),
        Kind::Done => kind_done(lang),
    }
}

/// What was done with a delivery.
pub(crate) const fn decision(lang: Lang, decision: Decision) -> &'static str {
    match decision {
        Decision::Kept => decision_kept(lang),
        Decision::Hint => decision_hint(lang),
        Decision::Repeated => decision_repeated(lang),
        Decision::Refused => decision_refused(lang),
        Decision::Unkept => decision_unkept(lang),
    }
}

/// Where something was written down.
pub(crate) const fn book(lang: Lang, book: WrittenKind) -> &'static str {
    match book {
        WrittenKind::Intent => book_intent(lang),
        WrittenKind::Payment => book_payment(lang),
        WrittenKind::Ride => book_ride(lang),
        WrittenKind::Setup => book_setup(lang),
        WrittenKind::Method => book_method(lang),
        WrittenKind::Refund => book_refund(lang),
        WrittenKind::Inbox => book_inbox(lang),
    }
}

/// Whom we talked to.
pub(crate) const fn counterpart(lang: Lang, counterpart: Counterpart) -> &'static str {
    match counterpart {
        Counterpart::Sandbox => counterpart_sandbox(lang),
        Counterpart::FintocTest => counterpart_test(lang),
    }
}

/// What a moment means, in a sentence. Of a call its purpose says more.
pub(crate) const fn meaning(lang: Lang, what: &What) -> &'static str {
    match what {
        What::Asked(_) => meaning_asked(lang),
        What::Told(Told { .. }) => meaning_told(lang),
        What::Called(_) => for_other(lang),
        What::Delivered(_) => meaning_delivered(lang),
        What::Written(written) => match written.book {
            WrittenKind::Intent => meaning_intent(lang),
            WrittenKind::Payment => meaning_payment(lang),
            WrittenKind::Ride => meaning_ride(lang),
            WrittenKind::Setup => meaning_setup(lang),
            WrittenKind::Method => meaning_method(lang),
            WrittenKind::Refund => meaning_refund(lang),
            WrittenKind::Inbox => meaning_inbox(lang),
        },
        What::Done(_) => meaning_done(lang),
    }
}

/// `14:03:13,944`, `14:03:13.944`.
pub(crate) fn clock(lang: Lang, at: Instant) -> String {
    let millis = at.millis().rem_euclid(1_000);
    let seconds = at.millis().div_euclid(1_000).rem_euclid(60);
    let comma = comma(lang);
    format!("{}:{seconds:02}{comma}{millis:03}", time::clock(at))
}

/// `+1,94 s`, `+2 min 5 s`, `+1 h 2 min`: what was waited since the line before.
pub(crate) fn lag(lang: Lang, waited: Duration) -> String {
    let (seconds, comma) = (waited.as_secs(), comma(lang));
    match seconds {
        ..60 => format!("+{seconds}{comma}{:02} s", waited.subsec_millis() / 10),
        60..3_600 => format!("+{} min {} s", seconds / 60, seconds % 60),
        _ => format!("+{} h {} min", seconds / 3_600, seconds / 60 % 60),
    }
}

const fn comma(lang: Lang) -> char {
    match lang {
        Lang::EsCl => ',',
        Lang::En => '.',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_to_the_millisecond_and_waits_as_people_say_them() {
        let at = Instant::from_millis(1_795_366_993_944);
        assert_eq!([Lang::EsCl, Lang::En].map(|lang| clock(lang, at)), ["14:03:13,944", "14:03:13.944"]);
        let said = |millis| lag(Lang::EsCl, Duration::from_millis(millis));
        assert_eq!([1_944, 125_000, 3_725_000].map(said), ["+1,94 s", "+2 min 5 s", "+1 h 2 min"]);
    }
}
