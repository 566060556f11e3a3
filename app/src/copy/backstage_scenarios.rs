//! Scenarios and the clock, for whoever shows this to others.

use vuelta::backstage::{Armed, DueKind, Group, Jump, Lasts};

use super::{Lang, phrases};

phrases! {
    out_of_reach: "No hay nada que controlar: o hablamos con Fintoc mismo, o Fintoc todavía no conoce a esta persona.",
        "There’s nothing to control: either this is Fintoc itself, or Fintoc doesn’t know this rider yet.";
    does_not_fit(says: &str): "Eso no calza: {says}", "That doesn’t fit: {says}";
    nothing_waiting: "No hay nada de eso esperando. Nada cambió.", "Nothing of that kind is waiting. Nothing changed.";
    sandbox_silent: "El sandbox no responde. Nada cambió.", "The sandbox doesn’t answer. Nothing changed.";

    lead: "Elige qué pasa con el próximo pago, aviso o llamada. Vale solo para la persona de este navegador.",
        "Choose what happens to the next payment, event or call. It only touches the rider of this browser.";
    search: "Buscar escenarios", "Search scenarios";
    go: "Buscar", "Search";
    none_found(asked: &str): "Ningún escenario habla de «{asked}».", "No scenario mentions “{asked}”.";
    show_all: "Ver todos", "Show all";
    happens: "Qué pasa", "What happens";
    rider_sees: "Qué ve quien viaja", "What the rider sees";
    in_test_mode: "En el modo de prueba de Fintoc", "In Fintoc’s test mode";
    arm(name: &str): "Armar: {name}", "Arm: {name}";
    arm_short: "Armar", "Arm";
    lasts: "Cuánto dura", "How long";
    for_whom: "Con qué cuenta", "With which account";
    any_account: "Cualquiera", "Any";
    cut_off: "Cortar la cuenta", "Cut the account off";
    do_now(name: &str): "Hacer ahora: {name}", "Do it now: {name}";
    do_now_short: "Hacer ahora", "Do it now";
    by_hand: "A mano", "By hand";
    account(last_four: &str): "cuenta ••{last_four}", "account ••{last_four}";
    its_settings: "Ajustes", "Settings";

    not_signed_in: "Entra primero a Vuelta en este navegador: un escenario siempre le pasa a alguien.",
        "Sign in to Vuelta in this browser first: a scenario always happens to somebody.";
    go_in: "Entrar a Vuelta", "Go to Vuelta";
    stranger: "Fintoc todavía no conoce a esta persona. Guarda una cuenta y vuelve: ahí hay a quién pasarle algo.",
        "Fintoc doesn’t know this rider yet. Save an account and come back: then there’s somebody for things to happen to.";
    save_account: "Guardar una cuenta", "Save an account";
    no_account: "Todavía no hay una cuenta guardada que cortar.", "There’s no saved account to cut off yet.";
    real_fintoc: "Vuelta habla con Fintoc mismo, así que aquí nada se arma. Cada tarjeta dice cómo lograrlo en su modo de prueba.",
        "Vuelta is talking to Fintoc itself, so nothing is armed here. Each card says how to get there in its test mode.";

    chips_label: "Escenarios", "Scenarios";
    armed: "Armados", "Armed";
    nothing_armed: "Nada armado", "Nothing armed";
    to_try: "Probar", "Try";
    remove(name: &str): "Quitar: {name}", "Remove: {name}";
    clear_all: "Quitar todo", "Clear all";
    everything: "Todos", "All";
    twice_more(times: i64): "{times} veces más", "{times} more times";

    done_armed: "Armado.", "Armed.";
    done_cleared: "Quitado.", "Cleared.";
    done_moved: "El reloj avanzó.", "The clock moved.";
    done_cut: "El banco cortó la cuenta. Fintoc avisa enseguida.", "The bank cut the account off. Fintoc says so in a moment.";

    clock: "Reloj", "Clock";
    clock_lead: "Acerca lo que vence después, en el sandbox y en Vuelta. Nada queda con fecha del futuro.",
        "Brings nearer what is due later, at the sandbox and at Vuelta. Nothing is ever stamped in the future.";
    due_next: "Lo que viene", "What is due next";
    nothing_due: "No hay nada esperando.", "Nothing is waiting.";
    fires: "De camino pasa", "On the way";
    fires_nothing: "De camino no pasa nada.", "Nothing happens on the way.";
    nowhere: "Nada de eso está esperando.", "Nothing of that kind is waiting.";
    due_now: "ahora", "now";
    in_seconds(seconds: u64): "en {seconds} s", "in {seconds} s";
    in_minutes(minutes: u64): "en {minutes} min", "in {minutes} min";
    in_hours(hours: u64): "en {hours} h", "in {hours} h";

    palette: "Buscar y hacer", "Find and do";
    palette_hint: "Flechas para moverte, Enter para hacerlo, Esc para cerrar.", "Arrows to move, Enter to do it, Esc to close.";
    palette_none: "Nada se llama así.", "Nothing is called that.";
    palette_close: "Cerrar", "Close";
    rooms: "Salas", "Rooms";
    rides: "Viajes", "Rides";
    verbs: "Todos los controles por HTTP", "Every control over HTTP";
    verbs_lead: "Todo lo que se toca aquí es un formulario que va a una dirección. Esta es la lista, con la misma sesión del navegador.",
        "Everything you press here is a form that posts to an address. This is the list, with the session of your browser.";
    verbs_json: "La misma lista en JSON", "The same list as JSON";
    fields: "Campos", "Fields";
}

/// A group's name.
pub(crate) const fn group(lang: Lang, group: Group) -> &'static str {
    match (group, lang) {
        (Group::Save, Lang::EsCl) => "Guardar",
        (Group::Save, Lang::En) => "Save",
        (Group::Pay, Lang::EsCl) => "Pagar",
        (Group::Pay, Lang::En) => "Pay",
        (Group::Webhook, _) => "Webhook",
        (Group::Api, _) => "API",
        (Group::Time, Lang::EsCl) => "Tiempo",
        (Group::Time, Lang::En) => "Time",
    }
}

/// For how long, as a choice and on a chip.
pub(crate) const fn lasting(lang: Lang, lasts: Lasts) -> &'static str {
    match (lasts, lang) {
        (Lasts::Once, Lang::EsCl) => "solo el próximo",
        (Lasts::Once, Lang::En) => "next only",
        (Lasts::UntilCleared, Lang::EsCl) => "hasta quitarlo",
        (Lasts::UntilCleared, Lang::En) => "until cleared",
    }
}

/// For how long something is still armed.
pub(crate) fn still(lang: Lang, armed: &Armed) -> String {
    match armed.times {
        Some(1) => lasting(lang, Lasts::Once).to_owned(),
        Some(times) => twice_more(lang, times),
        None => lasting(lang, Lasts::UntilCleared).to_owned(),
    }
}

/// What a jump is called.
pub(crate) const fn jump(lang: Lang, jump: Jump) -> &'static str {
    match (jump, lang) {
        (Jump::Settle, Lang::EsCl) => "El banco decide ya",
        (Jump::Settle, Lang::En) => "Settle now",
        (Jump::Decision, Lang::EsCl) => "Hasta que decida el banco",
        (Jump::Decision, Lang::En) => "To the bank’s decision",
        (Jump::Retry, Lang::EsCl) => "Hasta el próximo envío",
        (Jump::Retry, Lang::En) => "To the next retry",
        (Jump::Expiry, Lang::EsCl) => "Hasta el vencimiento",
        (Jump::Expiry, Lang::En) => "To expiry",
        (Jump::Minute, _) => "+1 min",
        (Jump::Hour, _) => "+1 h",
        (Jump::Day, Lang::EsCl) => "+1 día",
        (Jump::Day, Lang::En) => "+1 day",
    }
}

/// What is due.
pub(crate) const fn due(lang: Lang, kind: DueKind) -> &'static str {
    match (kind, lang) {
        (DueKind::Expiry, Lang::EsCl) => "vence una sesión abierta",
        (DueKind::Expiry, Lang::En) => "an open session runs out",
        (DueKind::Retry, Lang::EsCl) => "Fintoc envía un evento",
        (DueKind::Retry, Lang::En) => "Fintoc sends an event",
        (DueKind::Decision, Lang::EsCl) => "el banco decide",
        (DueKind::Decision, Lang::En) => "the bank decides",
        (DueKind::Call, Lang::EsCl) => "Vuelta reintenta una llamada",
        (DueKind::Call, Lang::En) => "Vuelta tries a call again",
        (DueKind::Told, Lang::EsCl) => "Vuelta vuelve a mirar un evento",
        (DueKind::Told, Lang::En) => "Vuelta looks at an event again",
        (DueKind::Question, Lang::EsCl) => "Vuelta le pregunta a Fintoc",
        (DueKind::Question, Lang::En) => "Vuelta asks Fintoc",
        (DueKind::Patience, Lang::EsCl) => "el viaje deja de esperar al banco",
        (DueKind::Patience, Lang::En) => "the ride stops waiting for its bank",
        (DueKind::Phase, Lang::EsCl) => "el viaje avanza",
        (DueKind::Phase, Lang::En) => "the ride goes on",
    }
}

/// What a parameter is called.
pub(crate) fn parameter(lang: Lang, name: &'static str) -> &'static str {
    match (name, lang) {
        ("seconds", Lang::EsCl) => "Segundos",
        ("seconds", Lang::En) => "Seconds",
        ("then", Lang::EsCl) => "Termina con error_reason (vacío: resulta)",
        ("then", Lang::En) => "Ends with error_reason (blank: succeeds)",
        ("copies", Lang::EsCl) => "Veces en total",
        ("copies", Lang::En) => "Times in all",
        ("type", Lang::EsCl) => "Solo eventos de tipo",
        ("type", Lang::En) => "Only events of type",
        ("reason", _) => "error_reason",
        ("status", Lang::EsCl) => "Estado HTTP",
        ("status", Lang::En) => "HTTP status",
        ("when", Lang::EsCl) => "Antes o después de hacerlo",
        ("when", Lang::En) => "Before or after it is done",
        ("method", Lang::EsCl) => "Solo con método",
        ("method", Lang::En) => "Only with method",
        ("path", Lang::EsCl) => "Solo si el path empieza con",
        ("path", Lang::En) => "Only if the path begins with",
        (other, _) => other,
    }
}

/// How far away something is.
pub(crate) fn away(lang: Lang, time: std::time::Duration) -> String {
    match time.as_secs() {
        0 => due_now(lang).to_owned(),
        seconds @ 1..=119 => in_seconds(lang, seconds),
        seconds @ 120..=7_199 => in_minutes(lang, seconds / 60),
        seconds => in_hours(lang, seconds / 3_600),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn how_far_away_something_is_reads_well() {
        let read = |seconds| away(Lang::En, Duration::from_secs(seconds));
        assert_eq!([0, 45, 900, 86_400].map(read), ["now", "in 45 s", "in 15 min", "in 24 h"]);
    }
}
