//! Signing another browser in as the same rider.

use super::phrases;

phrases! {
    title: "Otro teléfono", "Another phone";
    lead_app(name: &str): "Quien escanee este código entra como {name} y pide viajes desde su teléfono. Tú miras aquí todo lo que pasa.",
        "Whoever scans this code signs in as {name} and books rides on their phone. You watch everything that happens here.";
    lead_backstage(name: &str): "Abre tras bambalinas de {name} en otro equipo tuyo: una tableta, la pantalla de la sala.",
        "Opens the backstage of {name} on another device of yours: a tablet, the screen in the room.";
    qr(address: &str): "Código QR de {address}", "QR code of {address}";
    once(time: &str): "Sirve una sola vez, hasta las {time}.", "Works once, until {time}.";
    anew: "Mostrar otro código", "Show another code";
    what_for: "Para qué", "What for";
    to_app: "Pedir viajes", "Book rides";
    to_backstage: "Mirar tras bambalinas", "Watch backstage";
    unreachable_title: "Un teléfono no llega hasta aquí", "A phone can’t reach this address";
    unreachable(address: &str): "Esta demo atiende en {address}, que solo existe en este equipo. Para que un teléfono de la misma red entre, ábrela con la dirección de este equipo en la red:",
        "This demo answers at {address}, which exists on this machine only. For a phone on the same network, start it with this machine’s address on the network:";
    nobody: "Primero entra como alguien en el escenario: el teléfono será esa persona.",
        "First sign in as somebody on the stage: the phone will be that person.";
    to_stage: "Ir a la escena", "Go to the stage";
    invited_title(name: &str): "Sigue como {name}", "Continue as {name}";
    invited_lead: "Es una demostración: nada de lo que pagues aquí mueve plata de verdad.",
        "This is a demonstration: nothing you pay here moves real money.";
    invited_go(name: &str): "Entrar como {name}", "Sign in as {name}";
    invited_here: "En este teléfono dejarás de ser quien eres ahora.", "On this phone you will no longer be who you are now.";
    over_title: "Este enlace ya no sirve", "This link no longer works";
    over_text: "Ya se usó o venció. Pide otro en la pantalla de quien presenta.",
        "It has been used or has expired. Ask for another one on the presenter’s screen.";
    over_home: "Ir al inicio", "Go home";
}
