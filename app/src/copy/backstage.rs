//! Pages for whoever shows this to others.

use super::phrases;

phrases! {
    titled(title: &str): "{title} · Backstage · Vuelta", "{title} · Backstage · Vuelta";
    brand: "backstage", "backstage";
    room_stage: "Escena", "Stage";
    room_stories: "Historias", "Stories";
    room_scenarios: "Escenarios", "Scenarios";
    room_calls: "API", "API";
    room_webhooks: "Webhooks", "Webhooks";
    room_people: "Personas", "People";
    room_join: "Teléfono", "Phone";
    room_reasons: "Razones", "Reasons";
    reasons_title: "Todo lo que puede salir mal", "Everything that can go wrong";
    reasons_lead: "Así se lo contamos a quien viaja, según la razón que da Fintoc. La última es una que todavía no conocemos.",
        "What riders read, for each reason that Fintoc gives. The last one is a reason we do not know yet.";
}
