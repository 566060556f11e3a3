//! After a ride: stars, compliments, a tip.

use vuelta::{Clp, ride::RideNews, thanks::Compliment};

use super::{Lang, phrases, reason, ride};

phrases! {
    how_was_it: "¿Cómo estuvo tu viaje?", "How was your ride?";
    go: "Calificar mi viaje", "Rate my ride";
    stars: "Tu nota", "Your rating";
    one_star: "1 estrella", "1 star";
    so_many_stars(count: i64): "{count} estrellas", "{count} stars";
    compliments: "¿Qué te gustó? Es opcional", "What did you like? It’s optional";
    smooth: "Manejo suave", "Smooth driving";
    clean: "Auto limpio", "Clean car";
    kind: "Amabilidad", "Kindness";
    punctual: "Puntualidad", "On time";
    send: "Enviar calificación", "Send rating";
    rated_one: "¡Gracias! Le diste 1 estrella a tu viaje.", "Thank you! You gave your ride 1 star.";
    rated(count: i64): "¡Gracias! Le diste {count} estrellas a tu viaje.", "Thank you! You gave your ride {count} stars.";
    change: "Cambiar mi calificación", "Change my rating";

    tip_title: "¿Quieres dejar propina?", "Would you like to leave a tip?";
    tip_lead: "Es opcional y va completa a quien te llevó.", "It’s optional, and all of it goes to your driver.";
    tip_amount: "Cuánto", "How much";
    per_cent(percent: i64): "{percent} %", "{percent}%";
    other: "Otro monto", "Another amount";
    other_label: "Monto en pesos", "Amount in pesos";
    other_hint(smallest: Clp, largest: Clp): "De {smallest} a {largest}; se redondea a $10.", "From {smallest} to {largest}, rounded to $10.";
    leave: "Dejar propina", "Leave a tip";
    at_the_bank: "No tienes una cuenta guardada: la eliges en la página segura de Fintoc y vuelves acá.",
        "You have no saved account: you choose one on Fintoc’s secure page and come back here.";
    tip_paid_title: "¡Gracias por la propina!", "Thank you for the tip!";
    tip_paid(amount: Clp): "Tu propina de {amount} ya está pagada.", "Your tip of {amount} is paid.";
    tip_asked_title: "Tu propina va en camino", "Your tip is on its way";
    tip_asked(amount: Clp): "Le pedimos {amount} a tu banco. No tienes que esperar.", "We asked your bank for {amount}. There’s no need to wait.";
    tip_approval_title: "Falta que confirmes tu propina", "Your tip needs your approval";
    tip_approval(amount: Clp): "Te llevamos a tu banco para confirmar {amount} y vuelves a este viaje.",
        "We take you to your bank to confirm {amount}, and you come back to this ride.";
    tip_approve(amount: Clp): "Confirmar propina de {amount}", "Confirm tip of {amount}";
    tip_failed_title: "No se cobró tu propina", "Your tip wasn’t charged";
    tip_failed(happened: &str): "{happened} Tu viaje sigue pagado y no debes nada: inténtalo de nuevo solo si quieres.",
        "{happened} Your ride is still paid and you owe nothing: try again only if you like.";
    tip_review_title: "Estamos revisando tu propina", "We’re reviewing your tip";
    tip_review: "Tu banco nos informó algo distinto a lo que pedimos. Una persona lo revisa; no debes nada.",
        "Your bank told us something other than what we asked for. A person is looking into it; you owe nothing.";

    line: "Propina", "Tip";
    paid_with(account: &str): "Propina pagada con {account}", "Tip paid with {account}";
    number: "Pago de la propina", "Payment of the tip";
    of_history(amount: Clp): "Propina: {amount}", "Tip: {amount}";
    step_asked: "Dejaste una propina", "You left a tip";
    step_again: "Intentaste pagar la propina de nuevo", "You tried to pay the tip again";
    step_approval: "Tu banco pidió que confirmaras la propina", "Your bank asked you to confirm the tip";
    step_in_progress: "Le pedimos la propina a tu banco", "We asked your bank for the tip";
    step_pending: "Tu banco aún no confirma la propina", "Your bank hasn’t confirmed the tip yet";
    step_paid: "Propina pagada", "Tip paid";
    step_unpaid(reason: &str): "Propina no cobrada: {reason}", "Tip not charged: {reason}";
}

/// How many stars, in words.
pub(crate) fn count(lang: Lang, stars: i64) -> String {
    if stars == 1 { one_star(lang).to_owned() } else { so_many_stars(lang, stars) }
}

/// The word of thanks for a rating.
pub(crate) fn thanked(lang: Lang, stars: i64) -> String {
    if stars == 1 { rated_one(lang).to_owned() } else { rated(lang, stars) }
}

/// A compliment.
pub(crate) const fn compliment(lang: Lang, compliment: Compliment) -> &'static str {
    match compliment {
        Compliment::Smooth => smooth(lang),
        Compliment::Clean => clean(lang),
        Compliment::Kind => kind(lang),
        Compliment::Punctual => punctual(lang),
    }
}

/// A step of the timeline.
pub(crate) fn step(lang: Lang, news: &RideNews) -> String {
    match news {
        RideNews::Requested => step_asked(lang).to_owned(),
        RideNews::TriedAgain => step_again(lang).to_owned(),
        RideNews::ApprovalWanted => step_approval(lang).to_owned(),
        RideNews::PaymentInProgress => step_in_progress(lang).to_owned(),
        RideNews::PaymentPending => step_pending(lang).to_owned(),
        RideNews::Paid => step_paid(lang).to_owned(),
        RideNews::NotPaid { state, reason } => step_unpaid(lang, reason::explain(lang, *state, reason.as_ref()).short),
        // Whatever is not about its own payment is said in the words of the ride.
        other => ride::step(lang, other),
    }
}
