//! Prepared riders.

use vuelta::backstage::personas::Persona;

use super::{Lang, phrases};

phrases! {
    title: "Personas", "People";
    lead: "Elige con quién viajar. Cada vez se prepara a alguien nuevo, con su propia historia; nadie más ve sus datos.",
        "Choose who rides. Each time somebody fresh is prepared, with a past of their own; nobody else sees their data.";
    ride_as(name: &str): "Viajar como «{name}»", "Ride as “{name}”";
    now: "Ahora", "Now";
    nobody_now: "Todavía no viaja nadie en este navegador.", "Nobody rides in this browser yet.";
    by_themselves: "Llegó por su cuenta", "Came by themselves";
    reset: "Empezar de nuevo", "Start over";
    reset_hint: "Prepara a alguien nuevo igual a quien viaja ahora. Lo de antes no se borra.",
        "Prepares somebody fresh like whoever rides now. Nothing from before is deleted.";
    undo: "Volver con quien estaba antes", "Back to who was here before";
    no_sandbox: "Solo el simulador puede darle un pasado a alguien. Con una clave de prueba de Fintoc hay que empezar con una persona nueva.",
        "Only the sandbox can give somebody a past. With a Fintoc test key, everybody starts new.";
    busy: "Se prepararon muchas personas en el último minuto. Espera un momento y prueba otra vez.",
        "Many people were prepared within the last minute. Wait a moment and try again.";
    trouble: "No pudimos prepararla. Revisa que el simulador responda y prueba otra vez.",
        "They could not be prepared. Check that the sandbox answers and try again.";
    new_name: "Nueva", "New";
    new_has: "Sin cuentas y sin viajes. Así llega todo el mundo.", "No accounts and no rides. Everybody starts like this.";
    frequent_name: "Frecuente", "Frequent";
    frequent_has: "Dos bancos, veinte viajes en seis semanas, una propina y una devolución.",
        "Two banks, twenty rides in six weeks, a tip and a refund.";
    balance_due_name: "Con saldo pendiente", "With a balance due";
    balance_due_has: "Cambió el destino camino al aeropuerto y ese cobro falló. No puede pedir otro viaje hasta pagarlo.",
        "Changed the destination to the airport, and that charge failed. No new ride until it is paid.";
    no_funds_name: "Sin fondos", "No funds";
    no_funds_has: "Su única cuenta, terminada en 0051, está vacía: todo cobro falla.",
        "The only account, ending in 0051, is empty: every charge fails.";
    locked_name: "Clave bloqueada", "Locked login";
    locked_has: "Su banco bloqueó la clave: no puede pagar ni guardar otra cuenta.",
        "The bank has locked the login: nothing can be paid, and no account saved.";
}

/// What a persona is called.
pub(crate) const fn name(persona: Persona, lang: Lang) -> &'static str {
    match persona {
        Persona::New => new_name(lang),
        Persona::Frequent => frequent_name(lang),
        Persona::BalanceDue => balance_due_name(lang),
        Persona::NoFunds => no_funds_name(lang),
        Persona::Locked => locked_name(lang),
    }
}

/// What there is about a persona.
pub(crate) const fn has(persona: Persona, lang: Lang) -> &'static str {
    match persona {
        Persona::New => new_has(lang),
        Persona::Frequent => frequent_has(lang),
        Persona::BalanceDue => balance_due_has(lang),
        Persona::NoFunds => no_funds_has(lang),
        Persona::Locked => locked_has(lang),
    }
}
