//! A ride and its payment.

use vuelta::{
    Clp,
    refund::{Cause, Refund, RefundState},
    ride::RideNews,
};

use super::{Lang, extra, journey, phrases, reason, thanks};

phrases! {
    processing: "Procesando tu pago…", "Processing your payment…";
    processing_lead(amount: Clp, account: &str): "Le pedimos {amount} a {account}. Suele tomar unos segundos.",
        "We asked {account} for {amount}. It usually takes a few seconds.";
    pending: "Tu pago está en camino", "Your payment is on its way";
    pending_lead: "Tu banco todavía no confirma. Guardamos tu viaje y te avisamos acá mismo.",
        "Your bank hasn’t confirmed yet. We’re holding your ride and will tell you right here.";
    approval: "Tu banco pide que confirmes este pago", "Your bank asks you to confirm this payment";
    approval_lead: "Te llevaremos a la página segura de Fintoc y volverás a este mismo viaje.",
        "We’ll take you to Fintoc’s secure page, and you’ll come back to this same ride.";
    approval_left: "Saliste sin confirmar. No se movió tu plata y tu viaje sigue guardado.",
        "You left without confirming. No money moved and your ride is still held.";
    approve(amount: Clp): "Confirmar pago de {amount}", "Confirm payment of {amount}";
    approve_otherwise: "¿Prefieres otra cuenta? Rechaza el pago en la página de tu banco y elígela acá.",
        "Rather use another account? Reject the payment on your bank’s page and choose it here.";
    at_the_bank: "Falta que pagues en tu banco", "You still have to pay at your bank";
    go_to_bank(amount: Clp): "Pagar {amount} en mi banco", "Pay {amount} at my bank";
    at_the_bank_otherwise: "En esa página eliges con qué cuenta pagas y si quieres guardarla.",
        "On that page you choose the account to pay with and whether to save it.";
    processing_bank_lead(amount: Clp): "Le pedimos {amount} a tu banco. Suele tomar unos segundos.",
        "We asked your bank for {amount}. It usually takes a few seconds.";
    another_bank_account: "Otra cuenta", "Another account";
    chosen_at_bank: "La eliges en tu banco y queda guardada", "You choose it at your bank and save it";
    paid: "Tu viaje está pagado", "Your ride is paid";
    paid_lead(place: &str): "Te pasamos a buscar a {place}. No tienes que hacer nada más.", "We’ll pick you up at {place}. There’s nothing else to do.";
    paid_twice: "Nos llegó más de un pago por este viaje.", "More than one payment arrived for this ride.";
    ended: "Tu viaje terminó sin costo", "Your ride ended without cost";
    ended_undecided: "Tu banco no confirmó el pago a tiempo, así que no te cobramos este viaje: ya puedes pedir otro. Si la plata llega después, te la devolvemos.",
        "Your bank didn’t confirm the payment in time, so this ride costs you nothing: you can book another. If the money arrives later, we’ll give it back.";
    ended_unpaid: "Tu banco no confirmó el pago a tiempo y al final no lo hizo. No se movió tu plata.",
        "Your bank didn’t confirm the payment in time, and in the end didn’t make it. No money moved.";
    ended_unknown: "Tu banco nunca dijo cómo terminó el pago. Este viaje no tiene costo: una persona revisa si la plata salió de tu cuenta, y si salió te la devolvemos.",
        "Your bank never said how the payment ended. This ride costs you nothing: a person is checking whether money left your account, and if it did you get it back.";
    ended_late: "Tu banco hizo el pago cuando el viaje ya había terminado sin costo.",
        "Your bank made the payment after the ride had ended without cost.";
    cancelled: "Cancelaste tu viaje", "You cancelled your ride";
    cancelled_free: "No te cobramos nada.", "You pay nothing.";
    cancelled_fee(fee: Clp): "Cancelar costó {fee}.", "Cancelling cost {fee}.";
    cancelled_undecided: "No te cobramos nada. Si tu banco alcanza a mover la plata, te la devolvemos.",
        "You pay nothing. If your bank still moves the money, we’ll give it back.";
    cancelled_late: "Tu banco hizo el pago después de que cancelaste.", "Your bank made the payment after you had cancelled.";
    fact_fee: "Cargo por cancelar", "Cancellation fee";
    money_goes_back: "Vuelve a tu cuenta", "Goes back to you";
    money_fee: "Pagas solo el cargo", "You pay only the fee";
    step_cancelled: "Cancelaste el viaje, sin costo", "You cancelled the ride, free of charge";
    step_cancelled_fee(fee: Clp): "Cancelaste el viaje: cargo de {fee}", "You cancelled the ride: fee of {fee}";
    refund_under_way(amount: Clp): "Te estamos devolviendo {amount} a la cuenta con que pagaste; no tienes que hacer nada.",
        "We’re giving {amount} back to the account you paid with; there’s nothing for you to do.";
    refund_done(amount: Clp): "Te devolvimos {amount} a la cuenta con que pagaste.", "We gave {amount} back to the account you paid with.";
    refund_failed(amount: Clp): "Todavía no pudimos devolverte {amount}. Siguen siendo tuyos: una persona lo está revisando.",
        "We couldn’t give {amount} back yet. It’s still yours: a person is looking into it.";
    by_hand_failed(amount: Clp): "Todavía no resultó la devolución de {amount}: una persona lo está revisando.",
        "The refund of {amount} hasn’t gone through yet: a person is looking into it.";
    review: "Estamos revisando tu pago", "We’re reviewing your payment";
    review_mismatch: "Tu banco nos informó un pago distinto al de este viaje. Una persona lo está revisando; no pagues de nuevo por ahora.",
        "Your bank told us of a payment that differs from this ride’s. A person is looking into it; please don’t pay again for now.";

    fact_trip(place: &str): "Viaje a {place}", "Ride to {place}";
    fact_fixed: "Precio fijo", "Fixed price";
    fact_money: "Tu plata", "Your money";
    money_unmoved: "No se movió", "Didn’t move";
    money_moved: "Pagada a Vuelta", "Paid to Vuelta";
    money_asked: "Pedida a tu banco", "Asked of your bank";
    money_waiting: "No se ha movido", "Hasn’t moved";
    money_late: "Llegó tarde", "Came too late";
    fact_refund(amount: Clp): "Devolución de {amount}", "Refund of {amount}";
    money_unknown: "En revisión", "Under review";

    steps: "Tu viaje paso a paso", "Your ride step by step";
    step_requested: "Pediste el viaje", "You booked the ride";
    step_again: "Intentaste pagar de nuevo", "You tried to pay again";
    step_approval: "Tu banco pidió que confirmaras", "Your bank asked you to confirm";
    step_led_to_bank: "Te llevamos a tu banco para pagar", "We took you to your bank to pay";
    step_in_progress: "Le pedimos el pago a tu banco", "We asked your bank for the payment";
    step_pending: "Tu banco recibió el pago y aún no confirma", "Your bank has the payment and hasn’t confirmed it yet";
    step_paid: "Pago confirmado por tu banco", "Payment confirmed by your bank";
    step_will_pay: "Tu banco confirma el pago", "Your bank confirms the payment";
    step_ended: "Tu banco no confirmó a tiempo: el viaje terminó sin costo", "Your bank didn’t confirm in time: the ride ended without cost";
    step_refund_asked(amount: Clp): "Llegó un pago a destiempo: te devolvemos {amount}", "A payment came too late: we’re giving {amount} back";
    step_giving_back(amount: Clp): "Devolución de {amount} en camino", "A refund of {amount} is on its way";
    step_refunded(amount: Clp): "Te devolvimos {amount}", "We gave {amount} back";
    step_refund_failed(amount: Clp): "No se pudo devolver {amount}: lo revisa una persona", "{amount} couldn’t be given back: a person is looking into it";
    step_unpaid(reason: &str): "No se cobró: {reason}", "Not charged: {reason}";

    choose: "Elige con qué pagar", "Choose what to pay with";
    same_account: "La misma de recién", "The same as before";
    another_account: "Agregar otra cuenta", "Add another account";
    pay(amount: Clp): "Pagar {amount}", "Pay {amount}";
    pay_with(amount: Clp, bank: &str): "Pagar {amount} con {bank}", "Pay {amount} with {bank}";
    paying: "Procesando tu pago…", "Processing your payment…";
    receipt: "Ver comprobante", "View receipt";
    again: "Pedir otro viaje", "Book another ride";
}

/// A step of the timeline.
pub(crate) fn step(lang: Lang, news: &RideNews) -> String {
    match news {
        RideNews::Requested => step_requested(lang).to_owned(),
        RideNews::TriedAgain => step_again(lang).to_owned(),
        RideNews::ApprovalWanted => step_approval(lang).to_owned(),
        RideNews::LedToBank => step_led_to_bank(lang).to_owned(),
        RideNews::PaymentInProgress => step_in_progress(lang).to_owned(),
        RideNews::PaymentPending => step_pending(lang).to_owned(),
        RideNews::Paid => step_paid(lang).to_owned(),
        RideNews::NotPaid { state, reason } => step_unpaid(lang, reason::explain(lang, *state, reason.as_ref()).short),
        RideNews::Ended => step_ended(lang).to_owned(),
        RideNews::Cancelled { fee } if *fee == Clp::ZERO => step_cancelled(lang).to_owned(),
        RideNews::Cancelled { fee } => step_cancelled_fee(lang, *fee),
        RideNews::RefundAsked { amount } => step_refund_asked(lang, *amount),
        RideNews::GivingBack { amount } => step_giving_back(lang, *amount),
        RideNews::Refunded { amount } => step_refunded(lang, *amount),
        RideNews::RefundFailed { amount } => step_refund_failed(lang, *amount),
        RideNews::DriverFound { driver } => journey::step_found(lang, driver),
        RideNews::OnTheWay => journey::step_coming(lang).to_owned(),
        RideNews::Arrived => journey::step_arrived(lang).to_owned(),
        RideNews::PickedUp => journey::step_riding(lang).to_owned(),
        RideNews::Done => journey::step_done(lang).to_owned(),
        RideNews::Extra { news } => extra::step(lang, news),
        RideNews::Tip { news } => thanks::step(lang, news),
    }
}

/// What becomes of money that goes back.
pub(crate) fn given_back(lang: Lang, refund: &Refund) -> String {
    let amount = refund.amount;
    match refund.standing.state {
        RefundState::Created | RefundState::InProgress => refund_under_way(lang, amount),
        RefundState::Canceled | RefundState::Failed => match refund.cause {
            Cause::Late | Cause::Cancelled => refund_failed(lang, amount),
            // What was earned is the rider's only once it is back.
            Cause::ByHand => by_hand_failed(lang, amount),
        },
        RefundState::Succeeded => refund_done(lang, amount),
    }
}
