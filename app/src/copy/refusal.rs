//! Every "no" of the business, as the rider reads it.

use vuelta::{
    Clp,
    leaving::StillOpen,
    refusal::Refusal,
    thanks::{LARGEST_TIP, SMALLEST_TIP},
};

use super::{Lang, backstage_scenarios, phrases};

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
    quote_expired(fare: Clp): "El precio venció; este es el de ahora: {fare}. No cobramos nada: revísalo y confirma.",
        "The price has expired; it is now {fare}. Nothing was charged: check it and confirm.";
    no_trip: "Desde y hasta son el mismo lugar. Elige dos distintos: no cobramos nada.",
        "Pickup and destination are the same place. Choose two different ones: nothing was charged.";
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
    ride_not_over: "Cuando termine tu viaje podrás calificarlo y dejar propina. No cobramos nada.",
        "You can rate your ride and leave a tip once it’s over. Nothing was charged.";
    tip_amount(smallest: Clp, largest: Clp): "La propina puede ser de {smallest} a {largest}. No cobramos nada.",
        "A tip can be from {smallest} to {largest}. Nothing was charged.";
    tip_given: "Ya dejaste una propina en este viaje. No cobramos otra.", "You’ve already left a tip for this ride. We didn’t charge another.";
    payment_open: "Tienes un pago en camino. Cuando termine, puedes borrar tu cuenta.",
        "A payment of yours is on its way. Once it is over, you can delete your account.";
    refund_open: "Te estamos devolviendo plata. Cuando la tengas, puedes borrar tu cuenta.",
        "We’re giving you money back. Once you have it, you can delete your account.";
    balance_open: "Tienes un cambio de destino sin pagar. Págalo y después puedes borrar tu cuenta.",
        "You have a change of destination to pay. Pay it, then you can delete your account.";
    ride_running: "Tienes un viaje en curso. Cuando llegues, o si lo cancelas, puedes borrar tu cuenta.",
        "You have a ride under way. Once you arrive, or cancel it, you can delete your account.";
    setup_open: "Estás guardando una cuenta bancaria. Termina, o espera a que venza, y después puedes borrar tu cuenta.",
        "You are saving a bank account. Finish, or wait until it expires, then you can delete your account.";
    not_cancellable: "Este viaje ya no se puede cancelar. No cambió nada.", "This ride can’t be cancelled any more. Nothing changed.";
    cancel_fee_changed(fee: Clp): "Cancelar ahora cuesta {fee}. No cancelamos ni cobramos nada: revísalo y decide de nuevo.",
        "Cancelling costs {fee} now. Nothing was cancelled or charged: check it and decide again.";
    invitation_over: "Este enlace ya se usó o venció. Pide otro en la pantalla de quien presenta.",
        "This link has been used or has expired. Ask for another one on the presenter’s screen.";
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
        Refusal::QuoteExpired { fare } => quote_expired(lang, *fare),
        Refusal::NoTrip => no_trip(lang).to_owned(),
        Refusal::KeyUsed { .. } => key_used(lang).to_owned(),
        Refusal::RideOpen { .. } => ride_open(lang).to_owned(),
        Refusal::NothingToRetry => nothing_to_retry(lang).to_owned(),
        Refusal::BalanceDue { .. } => balance_due(lang).to_owned(),
        Refusal::DestinationFixed => destination_fixed(lang).to_owned(),
        Refusal::RideNotOver => ride_not_over(lang).to_owned(),
        Refusal::TipAmount => tip_amount(lang, SMALLEST_TIP, LARGEST_TIP),
        Refusal::TipGiven => tip_given(lang).to_owned(),
        Refusal::StillOpen { what: StillOpen::Payment { .. } } => payment_open(lang).to_owned(),
        Refusal::StillOpen { what: StillOpen::Refund { .. } } => refund_open(lang).to_owned(),
        Refusal::StillOpen { what: StillOpen::Balance { .. } } => balance_open(lang).to_owned(),
        Refusal::StillOpen { what: StillOpen::Ride { .. } } => ride_running(lang).to_owned(),
        Refusal::StillOpen { what: StillOpen::Setup } => setup_open(lang).to_owned(),
        Refusal::NotCancellable => not_cancellable(lang).to_owned(),
        Refusal::CancelFeeChanged { fee } => cancel_fee_changed(lang, *fee),
        Refusal::InvitationOver => invitation_over(lang).to_owned(),
        Refusal::BankUnreachable => bank_unreachable(lang).to_owned(),
        Refusal::OutOfReach => backstage_scenarios::out_of_reach(lang).to_owned(),
        Refusal::Control { says } => backstage_scenarios::does_not_fit(lang, says),
        Refusal::NothingWaiting => backstage_scenarios::nothing_waiting(lang).to_owned(),
        Refusal::SandboxSilent => backstage_scenarios::sandbox_silent(lang).to_owned(),
    }
}
