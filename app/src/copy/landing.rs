//! The landing page.

use super::phrases;

phrases! {
    title: "Vuelta: pide, viaja y paga con tu banco en un toque", "Vuelta: book, ride and pay from your bank in one tap";
    description: "Guarda tu cuenta una vez con Fintoc y paga cada viaje por Santiago con un botón.",
        "Save your bank account once with Fintoc and pay for every ride around Santiago with one button.";
    hero_book: "Pide. Viaja.", "Book. Ride.";
    hero_pay: "Paga con tu banco,", "Pay from your bank,";
    hero_tap: "en un toque.", "in one tap.";
    lead: "Guardas tu cuenta una sola vez con Fintoc. Desde ahí, cada viaje se paga con un botón: sin tarjeta y sin salir de la app.",
        "Save your account once with Fintoc. From then on, one button pays for each ride: no card, and you never leave the app.";
    sign_up: "Crear cuenta", "Create account";
    book: "Pedir un viaje", "Book a ride";
    sign_in: "Inicia sesión", "Sign in";
    how: "Cómo funciona", "How it works";
    moment_save: "Guardas tu cuenta una vez", "You save your account once";
    moment_fixed: "Precio fijo, aunque haya taco", "Fixed price, even in traffic";
    moment_arrived: "Llegaste en 14 min", "You arrived in 14 min";
    how_title: "Un botón, y el viaje ya está pagado.", "One button, and the ride is paid.";
    save_title: "Guarda tu cuenta una vez", "Save your account once";
    save_text: "Eliges tu banco y autorizas en la página segura de Fintoc. Nosotros nunca vemos tu clave.",
        "Pick your bank and approve on Fintoc’s secure page. We never see your password.";
    tap_title: "Pide con un toque", "Book with one tap";
    tap_text: "El botón lleva el precio. Lo que ves es lo que pagas, con taco o sin taco.",
        "The price is on the button. What you see is what you pay, traffic or not.";
    money_title: "Siempre sabes en qué está tu plata", "You always know where your money is";
    money_text: "En camino, pagado, devuelto o no cobrado: cada estado se dice con palabras, y nunca pagas dos veces.",
        "On its way, paid, given back or not charged: every state is put in words, and you never pay twice.";
    money_example: "Transferido desde Banco de Chile ••4321 a las 14:03.", "Transferred from Banco de Chile ••4321 at 14:03.";
    end_title: "¿Damos una vuelta?", "Shall we go for a spin?";
    disclaimer: "Vuelta es una demostración. No es una empresa de transporte ni un banco.",
        "Vuelta is a demonstration. It is neither a transport company nor a bank.";
}
