//! When there is no page to show.

use vuelta::id::IncidentId;

use super::phrases;

phrases! {
    lost_title: "Por acá no es", "This isn’t the way";
    lost_text: "La página no existe, o es de otra persona. Tus viajes y tus cuentas siguen donde estaban.",
        "The page doesn’t exist, or it is someone else’s. Your rides and accounts are where they were.";
    lost_home: "Volver al inicio", "Back to the start";
    busy_title: "Hay mucho movimiento en este momento", "We’re very busy right now";
    busy_text: "No alcanzamos a atenderte. Espera unos segundos y prueba otra vez; si estabas pagando, mira antes Mis viajes.",
        "We couldn’t get to you in time. Wait a few seconds and try again; if you were paying, look at My rides first.";
    broken_title: "Algo falló de nuestro lado", "Something broke on our side";
    broken_text: "Ya quedó anotado. Si estabas pagando, no pagues de nuevo: revisa el estado en Mis viajes.",
        "It has been noted. If you were paying, don’t pay again: check the state in My rides.";
    broken_code(incident: &IncidentId): "Código: {incident}", "Code: {incident}";
    broken_rides: "Ver mis viajes", "See my rides";
}
