//! The history of rides.

use vuelta::Clp;

use super::phrases;

phrases! {
    title: "Mis viajes", "My rides";
    filters: "Qué viajes mostrar", "Which rides to show";
    all: "Todos", "All";
    only_paid: "Cobrados", "Paid";
    only_unpaid: "Por pagar", "To pay";
    only_refunded: "Reembolsos", "Refunds";
    none_title: "No hay viajes así", "No rides like that";
    none_text: "Ninguno de tus viajes está en este grupo.", "None of your rides is in this group.";
    see_all: "Ver todos mis viajes", "See all my rides";
    older: "Ver más antiguos", "See older rides";
    newest: "Volver a los más nuevos", "Back to the newest";
    balance_due: "Saldo por pagar", "Balance due";
    returned(amount: Clp): "Te devolvimos {amount}", "We gave {amount} back";
    again: "Volver a pedir", "Book again";
    again_named(from: &str, to: &str): "Volver a pedir: {from} a {to}", "Book again: {from} to {to}";
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
