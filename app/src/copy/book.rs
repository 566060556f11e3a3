//! Booking a ride.

use vuelta::{Clp, fare::RideType};

use super::{Lang, phrases};

phrases! {
    title: "¿A dónde vas?", "Where to?";
    choose: "Elige tu viaje", "Choose your ride";
    see_price: "Ver precio", "See price";
    swap: "Invertir el viaje", "Swap pickup and destination";
    same_place: "Elige dos lugares distintos para ver el precio.", "Choose two different places to see the price.";
    distance_and_time(km: &str, minutes: u32): "{km} km, unos {minutes} min", "{km} km, about {minutes} min";
    arrives(minutes: u32): "Llega en {minutes} min", "{minutes} min away";
    seats(seats: u8): "{seats} asientos", "{seats} seats";
    fixed_until(clock: &str): "Precio fijo hasta las {clock}", "Fixed price until {clock}";
    fixed_for(left: &str): "Precio fijo por {left}", "Fixed price for {left}";
    expired: "El precio venció", "The price has expired";
    price_now: "Ver el de ahora", "See the price now";
    see_lines: "Ver desglose", "Breakdown";
    line_base: "Tarifa base", "Base fare";
    line_distance(km: &str): "Distancia, {km} km", "Distance, {km} km";
    line_time(minutes: u32): "Tiempo estimado, {minutes} min", "Estimated time, {minutes} min";
    line_service: "Servicio", "Service";
    line_rounding: "Redondeo", "Rounding";
    line_category(name: &str): "Categoría {name}", "{name} category";
    total: "Total", "Total";
    pay_from: "Pagas con", "Paying from";
    change: "Cambiar", "Change";
    pay(fare: Clp): "Pagar {fare} y pedir", "Pay {fare} and request";
    paying: "Procesando tu pago…", "Processing your payment…";
    no_account_title: "Falta tu cuenta", "Your account is missing";
    no_account: "Agrega tu cuenta bancaria una sola vez. Después pagas cada viaje con un toque.",
        "Add your bank account once. After that, every ride is one tap.";
    add_account: "Agregar mi cuenta", "Add my account";
    pay_and_save(fare: Clp): "Pagar {fare} y guardar mi cuenta", "Pay {fare} and save my account";
    paying_and_saving: "Te llevamos a tu banco…", "Taking you to your bank…";
    first_title: "Paga y guarda tu cuenta de una vez", "Pay and save your account in one go";
    first_lead: "En la página segura de Fintoc eliges tu banco, marcas guardar la cuenta y vuelves acá. La próxima vez, un toque.",
        "On Fintoc’s secure page you choose your bank, tick to save the account and come back here. Next time, one tap.";
    only_add: "Solo agregar mi cuenta", "Just add my account";
    economico: "Económico", "Económico";
    confort: "Confort", "Confort";
    xl: "XL", "XL";
}

/// What a ride type is called.
pub(crate) const fn ride_type(lang: Lang, ride_type: RideType) -> &'static str {
    match ride_type {
        RideType::Economico => economico(lang),
        RideType::Confort => confort(lang),
        RideType::Xl => xl(lang),
    }
}

/// Hundreds of metres as kilometres with one decimal: `5,4` or `5.4`.
pub(crate) fn kilometres(lang: Lang, hectometres: u32) -> String {
    let (whole, tenth) = (hectometres / 10, hectometres % 10);
    match lang {
        Lang::EsCl => format!("{whole},{tenth}"),
        Lang::En => format!("{whole}.{tenth}"),
    }
}
