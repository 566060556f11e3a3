//! Every "no" of the business, as the rider reads it.

use vuelta::{Clp, refusal::Refusal};

use super::{Lang, phrases};

phrases! {
    sign_up: "Revisa los campos marcados.", "Check the marked fields.";
    wrong_credentials: "El correo y la contraseña no coinciden. Revisa ambos.", "E-mail and password don’t match. Check both.";
    too_many_tries: "Demasiados intentos seguidos. Espera un minuto e inténtalo de nuevo.",
        "Too many tries in a row. Wait a minute and try again.";
    not_found: "No encontramos lo que buscas.", "We couldn’t find that.";
    unknown_bank: "No trabajamos con ese banco todavía. Elige otro de la lista.", "We don’t work with that bank yet. Choose another from the list.";
    method_unavailable: "Esa cuenta ya no está disponible. Elige otra o agrégala de nuevo. No cobramos nada.",
        "That account is no longer available. Choose another or add it again. Nothing was charged.";
    nickname: "El nombre puede tener hasta 30 caracteres. No lo cambiamos.",
        "The name can have up to 30 characters. We didn’t change it.";
    fare_changed(fare: Clp): "El precio es {fare}. No cobramos nada: revísalo y confirma de nuevo.",
        "The price is {fare}. Nothing was charged: check it and confirm again.";
    key_used: "Ya habías pedido un viaje desde esta página. No pedimos otro ni cobramos de nuevo.",
        "You had already booked a ride from this page. We didn’t book another or charge again.";
    ride_open: "Tienes un viaje sin resolver. Págalo o espera a que termine antes de pedir otro.",
        "You have a ride that isn’t settled. Pay it or wait for it to finish before booking another.";
    nothing_to_retry: "Este viaje ya está pagado o su pago sigue en camino. No cobramos de nuevo.",
        "This ride is paid already, or its payment is still on its way. We didn’t charge again.";
    bank_unreachable: "Fintoc no nos responde en este momento. No cobramos nada: inténtalo en un momento.",
        "Fintoc isn’t answering right now. Nothing was charged: try again in a moment.";
    balance_due: "Tienes un cambio de destino sin pagar. Págalo antes de pedir otro viaje. No cobramos nada.",
        "You have a change of destination to pay. Pay it before booking another ride. Nothing was charged.";
    destination_fixed: "El destino de este viaje ya no se puede cambiar. No cobramos nada.",
        "The destination of this ride can’t be changed any more. Nothing was charged.";
    see_ride: "Ver ese viaje", "See that ride";
}

/// The refusal in a sentence or two.
pub(crate) fn sentence(lang: Lang, refusal: &Refusal) -> String {
    match refusal {
        Refusal::SignUp { .. } => sign_up(lang).to_owned(),
        Refusal::WrongCredentials => wrong_credentials(lang).to_owned(),
        Refusal::TooManyTries => too_many_tries(lang).to_owned(),
        Refusal::NotFound => not_found(lang).to_owned(),
        Refusal::UnknownBank => unknown_bank(lang).to_owned(),
        Refusal::MethodUnavailable => method_unavailable(lang).to_owned(),
        Refusal::Nickname => nickname(lang).to_owned(),
        Refusal::FareChanged { fare } => fare_changed(lang, *fare),
        Refusal::KeyUsed { .. } => key_used(lang).to_owned(),
        Refusal::RideOpen { .. } => ride_open(lang).to_owned(),
        Refusal::NothingToRetry => nothing_to_retry(lang).to_owned(),
        Refusal::BalanceDue { .. } => balance_due(lang).to_owned(),
        Refusal::DestinationFixed => destination_fixed(lang).to_owned(),
        Refusal::BankUnreachable => bank_unreachable(lang).to_owned(),
    }
}
