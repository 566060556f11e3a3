//! The stage. Words of the protocol stay as they are; what people do and read is said in their language.

use std::time::Duration;

use vuelta::{
    backstage::{CheckName, Decision, WrittenKind, truth::Source},
    ride::RideState,
};

use super::{Lang, phrases};

phrases! {
    phone: "Teléfono", "Phone";
    app_in_phone: "App de quien viaja", "The rider’s app";
    views: "Disposición", "Layout";
    view_stage: "Escena", "Stage";
    view_dock: "Al lado", "Docked";
    view_panel: "Panel", "Panel";
    size: "Tamaño", "Size";
    size_desk: "Mesa", "Desk";
    size_projector: "Proyector", "Projector";
    sequence: "Secuencia", "Sequence";
    diagram: "Diagrama de secuencia", "Sequence diagram";
    detail: "Detalle del paso", "Detail of the step";
    timeline: "Línea de tiempo", "Timeline";
    live: "En vivo", "Live";
    paused: "En pausa", "Paused";
    others: "Ver otra cosa", "Look at something else";
    what_to_show: "Qué mostrar", "What to show";
    everything: "Todo lo ocurrido", "Everything that happened";
    saving: "Guardar una cuenta", "Saving an account";
    ride_at(clock: &str): "Viaje de las {clock}", "Ride at {clock}";
    setup_at(clock: &str): "Cuenta de las {clock}", "Account at {clock}";
    views_hidden(count: usize): "Mostrar las páginas que solo se miraron ({count})", "Show pages that were only looked at ({count})";
    views_shown: "Ocultar las páginas que solo se miraron", "Hide pages that were only looked at";
    earlier(count: usize): "Hay {count} pasos antes: verlos todos", "{count} earlier steps: show them all";
    only_newest: "Solo los pasos más nuevos", "Only the newest steps";

    browser: "Navegador", "Browser";
    browser_sub: "de quien viaja", "the rider’s";
    us: "Vuelta", "Vuelta";
    us_sub: "este servidor", "this server";
    fintoc: "Fintoc", "Fintoc";
    fintoc_sub: "API y webhooks", "API and webhooks";
    bank: "Banco", "Bank";
    bank_sub: "según Fintoc", "as Fintoc tells";

    truth: "Quién dice qué", "Who says what";
    voice_browser: "El navegador", "The browser";
    voice_api: "La API", "The API";
    voice_webhook: "El webhook", "The webhook";
    voice_ledger: "Nuestro libro", "Our books";
    nothing_yet: "sin novedad", "nothing yet";
    attempt(number: i64): "Intento {number}", "Attempt {number}";

    charge: "cobro", "charge";
    charge_of(amount: &str): "cobro {amount}", "charge {amount}";
    bank_approves: "aprobado", "approved";
    bank_rejects: "rechazado", "rejected";
    bank_fails: "no se pudo", "could not";
    bank_pending: "no confirma", "does not confirm";
    no_answer: "sin respuesta", "no answer";
    try_number(number: usize): "intento {number}", "try {number}";
    redirect: "con redirect_url", "with a redirect_url";
    no_redirect: "sin redirect", "no redirect";
    over_stream: "SSE", "SSE";
    as_fintoc_tells: "según Fintoc", "as Fintoc tells";
    deed_other(word: &str): "Backstage: {word}", "Backstage: {word}";
    deed_prepared: "Llegó una persona nueva", "A fresh rider came in";
    deed_restored: "Volvió la persona anterior", "The rider before is back";
    deed_begun: "Comienza la historia", "The story begins";
    deed_beat: "Hazlo por mí", "Do it for me";
    deed_armed: "Escenario armado", "Scenario armed";
    deed_cleared: "Escenario quitado", "Scenario cleared";
    deed_disconnected: "El banco cortó la cuenta", "The bank cut the account off";
    deed_clock: "Reloj adelantado", "Clock moved on";
    deed_resent: "Webhook reenviado", "Webhook sent again";
    deed_tampered: "Webhook alterado", "Webhook tampered with";
    deed_retried: "Webhook intentado ya", "Webhook tried at once";
    deed_paused: "Webhooks en pausa", "Webhooks held back";
    deed_resumed: "Webhooks de nuevo", "Webhooks let go";
    deed_joined: "Entró otro teléfono", "Another phone came in";
    deed_taken: "Entrega descargada", "Hand-over taken";
    named(number: usize, title: &str, notes: &str, time: &str): "Paso {number}: {title}, {notes}, a los {time} s", "Step {number}: {title}, {notes}, at {time} s";

    first_step: "Primer paso", "First step";
    step_back: "Un paso atrás", "One step back";
    pause: "Pausar", "Pause";
    go_live: "Volver al vivo", "Back to live";
    step_on: "Un paso adelante", "One step forward";
    last_step: "Último paso", "Last step";
    lane_rider: "Pasajero", "Rider";
    lane_api: "API", "API";
    lane_webhooks: "Webhooks", "Webhooks";
    lane_ledger: "Libro", "Ledger";
    lanes_of(time: &str): "Línea de tiempo de {time} segundos", "Timeline of {time} seconds";

    checks: "Revisión de la entrega", "Checks of the delivery";
    passed: "pasó", "passed";
    not_passed: "no pasó", "did not pass";
    sent: "Enviado", "Sent";
    received: "Recibido", "Received";
    body: "Cuerpo JSON", "JSON body";
    whole: "Ver completo", "All of it";
    nothing_chosen: "Elige un paso del diagrama para ver qué hay detrás.", "Choose a step of the diagram to see what is behind it.";
    field_word: "Estado", "State";
    field_amount: "Monto", "Amount";
    field_reason: "Razón", "Reason";
    field_event: "Evento", "Event";
    field_leads: "Lleva a", "Leads to";
    field_number: "Novedad n.º", "Update no.";
    field_detail: "Detalle", "Detail";
    field_at: "A las", "At";

    nobody_short: "Nadie aún", "Nobody yet";
    nobody: "Nadie ha entrado todavía", "Nobody is signed in yet";
    nobody_lead: "Entra como invitado: lo que hagas en el teléfono de la izquierda aparece aquí, flecha por flecha.",
        "Come in as a guest: whatever you do in the phone on the left shows here, arrow by arrow.";
    no_ride: "Todavía no pasa nada", "Nothing has happened yet";
    no_ride_lead: "Pide un viaje en el teléfono y mira: cada llamada aparece aquí al momento.",
        "Book a ride in the phone, and watch: every call shows here at once.";

    to_bank_title: "Te llevamos a tu banco", "We’re taking you to your bank";
    to_bank_lead: "La página del banco nunca se abre dentro de otra. Al terminar vuelves a la escena.",
        "The bank’s page never opens inside another. You come back to the stage afterwards.";
    to_bank_go: "Ir al banco", "Go to the bank";
    menu_link: "Backstage", "Backstage";
}

/// How a ride stands.
pub(crate) const fn ride_state(lang: Lang, state: RideState) -> &'static str {
    match (state, lang) {
        (RideState::Requested, Lang::EsCl) => "Pago en curso",
        (RideState::Requested, Lang::En) => "Payment under way",
        (RideState::Unpaid, Lang::EsCl) => "Sin cobrar",
        (RideState::Unpaid, Lang::En) => "Not charged",
        (RideState::Paid, Lang::EsCl) => "Pagado una vez",
        (RideState::Paid, Lang::En) => "Paid once",
        (RideState::Ended, Lang::EsCl) => "Terminado sin costo",
        (RideState::Ended, Lang::En) => "Ended without cost",
        (RideState::Cancelled, Lang::EsCl) => "Cancelado",
        (RideState::Cancelled, Lang::En) => "Cancelled",
    }
}

/// What the rider reads when an open page is told that word.
pub(crate) fn told(lang: Lang, word: &str) -> String {
    let (es, en) = match word {
        "requested" => ("Viaje pedido", "Ride booked"),
        "tried_again" => ("Otro intento", "Another attempt"),
        "approval_wanted" => ("Falta que confirmes", "Needs your approval"),
        "led_to_bank" => ("Vas a tu banco", "Off to your bank"),
        "payment_in_progress" => ("Procesando tu pago…", "Processing payment…"),
        "payment_pending" => ("El banco no confirma", "Bank not confirming"),
        "paid" => ("Pagado", "Paid"),
        "not_paid" | "failed" => ("No se cobró", "Not charged"),
        "rejected" => ("Lo rechazaste", "You declined it"),
        "expired" => ("Se acabó el tiempo", "Time ran out"),
        "saved" => ("Cuenta guardada", "Account saved"),
        "ended" => ("Terminado sin costo", "Ended at no cost"),
        "cancelled" => ("Cancelado", "Cancelled"),
        "refund_asked" | "giving_back" => ("Devolución en camino", "Refund on its way"),
        "refunded" => ("Devuelto", "Refunded"),
        "refund_failed" => ("No se pudo devolver", "Refund failed"),
        "driver_found" => ("Conductor encontrado", "Driver found"),
        "on_the_way" => ("Viene en camino", "On the way"),
        "arrived" => ("Llegó a buscarte", "Driver arrived"),
        "picked_up" => ("En viaje", "Picked up"),
        "done" => ("Llegaste", "You arrived"),
        other => (other, other),
    };
    match lang {
        Lang::EsCl => format!("«{es}»"),
        Lang::En => format!("“{en}”"),
    }
}

/// What was written down.
pub(crate) fn wrote(lang: Lang, book: WrittenKind, word: &str) -> String {
    let (es, en) = match book {
        WrittenKind::Intent => ("libro: intento", "books: attempt"),
        WrittenKind::Payment => ("libro: pago", "books: payment"),
        WrittenKind::Ride => ("viaje", "ride"),
        WrittenKind::Setup => ("registro", "setup"),
        WrittenKind::Method => ("cuenta", "account"),
        WrittenKind::Refund => ("libro: devolución", "books: refund"),
        WrittenKind::Inbox => ("evento", "event"),
    };
    let name = match lang {
        Lang::EsCl => es,
        Lang::En => en,
    };
    format!("{name} {word}")
}

/// What came of a delivery.
pub(crate) fn verdict(lang: Lang, word: &str) -> &str {
    match (word, lang) {
        ("nothing_new", Lang::EsCl) => "nada nuevo",
        ("nothing_new", Lang::En) => "nothing new",
        ("contradiction", Lang::EsCl) => "contradice: a revisión",
        ("contradiction", Lang::En) => "contradicts: to review",
        ("ignored", Lang::EsCl) => "no es asunto nuestro",
        ("ignored", Lang::En) => "not ours",
        ("unmatched", Lang::EsCl) => "sin viaje conocido",
        ("unmatched", Lang::En) => "no known ride",
        ("unanswered", Lang::EsCl) => "Fintoc no contesta",
        ("unanswered", Lang::En) => "Fintoc does not answer",
        ("failed", Lang::EsCl) => "falló",
        ("failed", Lang::En) => "failed",
        (other, _) => other,
    }
}

/// What was looked at.
pub(crate) const fn check(lang: Lang, name: CheckName) -> &'static str {
    match (name, lang) {
        (CheckName::Header, Lang::EsCl) => "Trae Fintoc-Signature",
        (CheckName::Header, Lang::En) => "Has Fintoc-Signature",
        (CheckName::Format, Lang::EsCl) => "La firma se puede leer",
        (CheckName::Format, Lang::En) => "The signature can be read",
        (CheckName::Digest, Lang::EsCl) => "HMAC-SHA256 coincide",
        (CheckName::Digest, Lang::En) => "HMAC-SHA256 matches",
        (CheckName::Age, Lang::EsCl) => "Hora dentro de 5 min",
        (CheckName::Age, Lang::En) => "Time within 5 min",
        (CheckName::Event, Lang::EsCl) => "El cuerpo es un evento",
        (CheckName::Event, Lang::En) => "The body is an event",
        (CheckName::New, Lang::EsCl) => "Evento nuevo",
        (CheckName::New, Lang::En) => "New event",
    }
}

/// What we did with a delivery.
pub(crate) const fn decision(lang: Lang, decision: Decision) -> &'static str {
    match (decision, lang) {
        (Decision::Kept, Lang::EsCl) => "guardado",
        (Decision::Kept, Lang::En) => "kept",
        (Decision::Hint, Lang::EsCl) => "tarde: se pregunta",
        (Decision::Hint, Lang::En) => "late: we ask",
        (Decision::Repeated, Lang::EsCl) => "duplicado, sin efecto",
        (Decision::Repeated, Lang::En) => "duplicate, no effect",
        (Decision::Refused, Lang::EsCl) => "rechazado",
        (Decision::Refused, Lang::En) => "refused",
        (Decision::Unkept, Lang::EsCl) => "no se pudo guardar",
        (Decision::Unkept, Lang::En) => "could not be kept",
    }
}

/// What somebody did backstage.
pub(crate) fn deed(lang: Lang, word: &str) -> String {
    let told = match word {
        "rider.prepared" => deed_prepared(lang),
        "rider.restored" => deed_restored(lang),
        "story.begun" => deed_begun(lang),
        "story.beat" => deed_beat(lang),
        "scenario.armed" => deed_armed(lang),
        "scenario.cleared" | "scenarios.cleared" => deed_cleared(lang),
        "account.disconnected" => deed_disconnected(lang),
        "clock.moved" => deed_clock(lang),
        "webhook.again" | "webhook.twice" => deed_resent(lang),
        "webhook.stale" | "webhook.future" | "webhook.wrong_secret" | "webhook.altered" => deed_tampered(lang),
        "webhook.retried" => deed_retried(lang),
        "webhooks.paused" => deed_paused(lang),
        "webhooks.resumed" => deed_resumed(lang),
        "device.joined" => deed_joined(lang),
        "handover.taken" => deed_taken(lang),
        _ => return deed_other(lang, word),
    };
    told.to_owned()
}

/// Where a voice has its word from.
pub(crate) fn source(lang: Lang, source: Source) -> String {
    match (source, lang) {
        (Source::Return, Lang::EsCl) => "volvió".to_owned(),
        (Source::Return, Lang::En) => "came back".to_owned(),
        (Source::Stream, _) => "SSE".to_owned(),
        (Source::PostAnswer, Lang::EsCl) => "respuesta".to_owned(),
        (Source::PostAnswer, Lang::En) => "answer".to_owned(),
        (Source::GetAnswer, Lang::EsCl) => "preguntamos".to_owned(),
        (Source::GetAnswer, Lang::En) => "we asked".to_owned(),
        (Source::Delivery, Lang::EsCl) => "firmado".to_owned(),
        (Source::Delivery, Lang::En) => "signed".to_owned(),
        (Source::Charges(1), Lang::EsCl) => "1 cargo".to_owned(),
        (Source::Charges(1), Lang::En) => "1 charge".to_owned(),
        (Source::Charges(number), Lang::EsCl) => format!("{number} cargos"),
        (Source::Charges(number), Lang::En) => format!("{number} charges"),
    }
}

/// `1,94`, `1.94`, and after a minute and a half `2:05`.
pub(crate) fn seconds(lang: Lang, time: Duration) -> String {
    let (whole, hundredths) = (time.as_secs(), time.subsec_millis() / 10);
    if whole > 90 {
        return format!("{}:{:02}", whole / 60, whole % 60);
    }
    match lang {
        Lang::EsCl => format!("{whole},{hundredths:02}"),
        Lang::En => format!("{whole}.{hundredths:02}"),
    }
}

/// `182 ms`, `1,31 s`.
pub(crate) fn took(lang: Lang, time: Duration) -> String {
    if time.as_secs() == 0 { format!("{} ms", time.as_millis()) } else { format!("{} s", seconds(lang, time)) }
}
