//! Cancelling a ride: the rule and the price, before it happens.

use vuelta::{Clp, cancel::Reason};

use super::{Lang, phrases};

phrases! {
    title: "Cancelar tu viaje", "Cancel your ride";
    cancel: "Cancelar", "Cancel";
    cancel_ride: "Cancelar viaje", "Cancel ride";
    cancel_for(fee: Clp): "Cancelar y pagar {fee}", "Cancel and pay {fee}";
    keep: "Seguir con mi viaje", "Keep my ride";
    is_free: "Cancelar ahora es gratis", "Cancelling now is free";
    costs(fee: Clp): "Cancelar ahora cuesta {fee}", "Cancelling now costs {fee}";
    from_then(clock: &str, fee: Clp): "Desde las {clock} cuesta {fee}", "From {clock} it costs {fee}";
    rule(fee: Clp): "Es gratis hasta dos minutos de viaje después de que alguien lo acepta. Después cuesta {fee}, hasta que subes al auto.",
        "It’s free until two minutes of the trip after a driver accepts. After that it costs {fee}, until you get in the car.";
    unpaid: "Este viaje aún no está pagado. Si tu banco alcanza a mover la plata, te la devolvemos completa.",
        "This ride isn’t paid yet. If your bank still moves the money, you get all of it back.";
    not_any_more: "Este viaje ya no se puede cancelar.", "This ride can’t be cancelled any more.";
    paid: "Pagaste", "You paid";
    fee: "Cargo por cancelar", "Cancellation fee";
    given_back: "Te devolvemos", "We give back";
    why: "¿Por qué cancelas?", "Why are you cancelling?";
    optional: "Opcional", "Optional";
    changed_mind: "Ya no necesito el viaje", "I don’t need the ride any more";
    too_long: "Se demora mucho", "It takes too long";
    wrong_place: "Me equivoqué de lugar", "I chose the wrong place";
    other: "Otro motivo", "Another reason";
}

/// A reason, in the rider's words.
pub(crate) const fn reason(lang: Lang, reason: Reason) -> &'static str {
    match reason {
        Reason::ChangedMind => changed_mind(lang),
        Reason::TooLong => too_long(lang),
        Reason::WrongPlace => wrong_place(lang),
        Reason::Other => other(lang),
    }
}

/// What cancelling costs now.
pub(crate) fn costs_now(lang: Lang, fee: Clp) -> String {
    if fee == Clp::ZERO { is_free(lang).to_owned() } else { costs(lang, fee) }
}
