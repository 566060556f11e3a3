//! The receipt.

use vuelta::Clp;

use super::phrases;

phrases! {
    title: "Comprobante de tu viaje", "Receipt for your ride";
    total: "Total pagado", "Total paid";
    total_unpaid: "Total", "Total";
    paid_with(account: &str): "Pagado con {account}", "Paid with {account}";
    distance_and_time(km: &str, minutes: u32): "{km} km en {minutes} min", "{km} km in {minutes} min";
    numbers: "Números de referencia", "Reference numbers";
    ride_number: "Viaje", "Ride";
    payment_number: "Pago en Fintoc", "Fintoc payment";
    copy_hint: "Toca un número para seleccionarlo entero y copiarlo.", "Tap a number to select all of it and copy it.";
    change_session_number: "Sesión del cambio", "Session of the change";
    returned: "Devuelto", "Given back";
    kept: "Total después de lo devuelto", "Total after what was given back";
    session_number: "Sesión en Fintoc", "Fintoc session";
    refund_number: "Devolución en Fintoc", "Fintoc refund";
    no_document: "Comprobante de una demo. No es boleta y no se movió dinero real.",
        "Receipt of a demo. It is not a tax document and no real money moved.";
    back_to_ride: "Volver al viaje", "Back to the ride";
    total_ended: "Precio, no cobrado", "Price, not charged";
    total_cancelled: "Precio del viaje", "Price of the ride";
    cancelled_free: "Cancelaste este viaje sin costo.", "You cancelled this ride free of charge.";
    cancelled_fee(fee: Clp): "Cancelaste este viaje. Cargo por cancelar: {fee}.", "You cancelled this ride. Cancellation fee: {fee}.";
    none_ever: "Este viaje terminó sin costo.", "This ride ended without cost.";
    none_yet: "Este viaje todavía no está pagado.", "This ride isn’t paid yet.";
}
