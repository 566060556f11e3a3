//! The history of rides.

use super::phrases;

phrases! {
    title: "Mis viajes", "My rides";
    lead: "Del más nuevo al más antiguo.", "Newest first.";
    empty_title: "Aún no hay viajes", "No rides yet";
    empty_text: "Cuando pidas el primero, va a quedar guardado acá con su comprobante.",
        "Once you book the first one, you’ll find it here with its receipt.";
    book: "Pedir mi primer viaje", "Book my first ride";
    waiting: "En curso", "Under way";
    unpaid: "Pendiente de pago", "Payment due";
    driving: "En viaje", "On the way";
    given_back: "Devuelto", "Given back";
    partly_given_back: "Devuelto en parte", "Partly given back";
    from_to(from: &str, to: &str): "{from} a {to}", "{from} to {to}";
}
