//! An extra: the destination of a paid ride is changed.

use vuelta::{Clp, ride::RideNews};

use super::{Lang, phrases, reason, ride};

phrases! {
    change: "Cambiar destino", "Change destination";
    lead: "Puedes cambiarlo una vez. Si el nuevo queda más lejos, pagas solo la diferencia.",
        "You can change it once. If the new one is farther, you pay only the difference.";
    nearer: "Queda más cerca o cuesta lo mismo: no te cobramos nada más, y tampoco devolvemos la diferencia.",
        "It’s nearer or costs the same: we charge nothing more, and give no difference back.";
    fixed: "El destino de este viaje ya no se puede cambiar.", "The destination of this ride can’t be changed any more.";
    back: "Volver al viaje", "Back to the ride";
    paid_until_now: "Lo que ya pediste", "What you booked";
    new_price: "Precio del nuevo viaje", "Price of the new ride";
    difference: "Diferencia por pagar", "Difference to pay";
    pay(amount: Clp): "Pagar {amount} y cambiar", "Pay {amount} and change";

    processing: "Procesando el pago de tu cambio…", "Processing the payment of your change…";
    pending: "El pago de tu cambio está en camino", "The payment of your change is on its way";
    pending_lead: "Tu banco todavía no confirma. Tu viaje sigue pagado y te avisamos acá mismo.",
        "Your bank hasn’t confirmed yet. Your ride is still paid, and we’ll tell you right here.";
    due: "Falta pagar tu cambio de destino", "Your change of destination isn’t paid";
    due_lead(happened: &str, amount: Clp): "{happened} Paga los {amount} para poder pedir otro viaje.",
        "{happened} Pay the {amount} to be able to book another ride.";

    fact(place: &str): "Cambio de destino a {place}", "Destination changed to {place}";
    line(place: &str): "Cambio a {place}", "Change to {place}";
    to_pay: "Pendiente de pago", "Payment due";
    of_history(place: &str, amount: Clp, state: &str): "Cambio a {place}: {amount}, {state}", "Change to {place}: {amount}, {state}";
    is_paid: "pagado", "paid";
    is_under_way: "en curso", "under way";
    is_due: "pendiente de pago", "payment due";
    is_off: "sin costo", "no cost";
    is_given_back: "devuelto", "given back";
    paid_with(account: &str): "Cambio de destino pagado con {account}", "Change of destination paid with {account}";
    not_paid(amount: Clp): "Falta pagar el cambio de destino: {amount}.", "The change of destination isn’t paid yet: {amount}.";
    number: "Pago del cambio", "Payment of the change";

    step_asked: "Cambiaste el destino", "You changed the destination";
    step_again: "Intentaste pagar el cambio de nuevo", "You tried to pay the change again";
    step_approval: "Tu banco pidió que confirmaras el pago del cambio", "Your bank asked you to confirm the payment of the change";
    step_in_progress: "Le pedimos a tu banco el pago del cambio", "We asked your bank for the payment of the change";
    step_pending: "Tu banco aún no confirma el pago del cambio", "Your bank hasn’t confirmed the payment of the change yet";
    step_paid: "Cambio de destino pagado", "Change of destination paid";
    step_unpaid(reason: &str): "Cambio no cobrado: {reason}", "Change not charged: {reason}";
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
        RideNews::Ended
        | RideNews::LedToBank
        | RideNews::Cancelled { .. }
        | RideNews::RefundAsked { .. }
        | RideNews::GivingBack { .. }
        | RideNews::Refunded { .. }
        | RideNews::RefundFailed { .. }
        | RideNews::DriverFound { .. }
        | RideNews::OnTheWay
        | RideNews::Arrived
        | RideNews::PickedUp
        | RideNews::Done
        | RideNews::Extra { .. }
        | RideNews::Tip { .. } => ride::step(lang, news),
    }
}
