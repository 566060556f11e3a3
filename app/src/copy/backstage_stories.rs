//! Stories: what they are called, and what whoever presents them says and points at.

use vuelta::backstage::stories::{Beat, Story};

use super::{Lang, phrases};

phrases! {
    title: "Historias", "Stories";
    lead: "Demostraciones paso a paso. Cada paso se puede hacer en el teléfono o dejar que lo hagamos por ti.",
        "Demonstrations, step by step. Do each step on the phone, or let us do it for you.";
    rehearse: "Ensayo general", "Dress rehearsal";
    rehearse_hint: "Juega todas las historias hasta el final, con gente nueva, sin tocar a quien viaja ahora.",
        "Plays every story to its end, with fresh riders, and leaves whoever rides now alone.";
    rehearsal_goes: "Todo listo: cada historia llegó a su fin", "All set: every story came to its end";
    rehearsal_stuck: "Hay algo que revisar antes de salir", "Something needs a look before you go on";
    rehearsal_took(story: &str, millis: u128): "{story}: {millis} ms", "{story}: {millis} ms";
    rehearsal_stuck_at(story: &str, beat: &str): "{story}: se quedó en «{beat}»", "{story}: got stuck at “{beat}”";
    open(story: &str): "Abrir «{story}»", "Open “{story}”";
    steps(count: usize): "{count} pasos", "{count} steps";
    step(number: usize, of: usize): "Paso {number} de {of}", "Step {number} of {of}";
    all_stories: "Todas las historias", "All stories";
    phone: "El teléfono de quien viaja", "The rider’s phone";
    say: "Qué decir", "What to say";
    look: "Qué mirar", "What to look at";
    do_it: "Hazlo por mí", "Do it for me";
    doing: "Un momento…", "One moment…";
    before: "Paso anterior", "Previous step";
    after: "Paso siguiente", "Next step";
    again: "Volver al inicio de este paso", "Back to the start of this step";
    again_hint: "Prepara a alguien nuevo y repite los pasos anteriores sin mostrarlos.",
        "Prepares somebody fresh and repeats the steps before this one, unseen.";
    timer: "Tiempo en este paso", "Time on this step";
    the_end: "Fin de la historia", "The end of the story";
    from_the_top: "Desde el principio", "From the top";
    on_stage: "Verlo en la escena", "See it on the stage";
    to_stage: "Ver lo que pasó por detrás", "See what happened behind it";
    no_sandbox: "Este paso necesita el simulador. Con una clave de Fintoc hazlo a mano en el teléfono.",
        "This step needs the sandbox. With a Fintoc key, do it by hand on the phone.";
    too_early: "Falta lo anterior: quien viaja ahora no está donde este paso empieza. Vuelve al inicio de este paso y lo preparamos.",
        "Something before this is missing: whoever rides now is not where this step begins. Go back to the start of this step and we prepare it.";
    too_long: "Lo hicimos, pero el resultado no llegó a tiempo. Mira el teléfono; si nada cambia, vuelve al inicio de este paso.",
        "It was done, but its result did not come in time. Look at the phone; if nothing changes, go back to the start of this step.";
    trouble: "No se pudo hacer. Revisa que el simulador responda y vuelve al inicio de este paso.",
        "It could not be done. Check that the sandbox answers and go back to the start of this step.";
    happy_path: "Pago en un toque", "Pay in one tap";
    happy_path_shows: "Guarda su cuenta una vez y paga cada viaje con un toque.", "An account is saved once and pays every ride in one tap.";
    bank_says_no: "El banco dice que no", "The bank says no";
    bank_says_no_shows: "Sin fondos en una cuenta; paga el mismo viaje con otra.", "One account has no funds; another pays the same ride.";
    closed_tab: "Cerró la pestaña", "Closed the tab";
    closed_tab_shows: "El navegador nunca vuelve del banco y la cuenta queda guardada igual.", "The browser never returns from the bank, and the account is saved anyway.";
    double_tap: "Doble toque", "Double tap";
    double_tap_shows: "Dos pedidos al mismo tiempo, un solo cobro.", "Two orders at the same instant, a single charge.";
    late_webhooks: "Webhooks tarde o perdidos", "Webhooks late or lost";
    late_webhooks_shows: "Aunque Fintoc no avise, el viaje queda pagado una sola vez.", "Even when Fintoc does not tell us, the ride is paid, and once.";
    dead_account: "Su cuenta dejó de servir", "The account died";
    dead_account_shows: "El banco la desconecta; la guarda otra vez y vuelve a su lugar.", "The bank cuts it off; saved again, it takes its old place.";
    approval: "El banco pide confirmar", "The bank wants approval";
    approval_shows: "Va al banco, aprueba y vuelve al mismo viaje.", "Off to the bank, approve, and back to the same ride.";
    pay_and_save: "Pagar y guardar de una vez", "Pay and save in one go";
    pay_and_save_shows: "El primer viaje se paga en el banco y deja la cuenta guardada.", "The first ride is paid at the bank and leaves the account saved.";
    money_back: "Cancelar y devolver", "Cancel and refund";
    money_back_shows: "Un viaje pagado se cancela y la plata vuelve sola.", "A paid ride is called off, and the money goes back by itself.";
}

/// What a story is called.
pub(crate) const fn name(story: Story, lang: Lang) -> &'static str {
    match story {
        Story::HappyPath => happy_path(lang),
        Story::BankSaysNo => bank_says_no(lang),
        Story::ClosedTab => closed_tab(lang),
        Story::DoubleTap => double_tap(lang),
        Story::LateWebhooks => late_webhooks(lang),
        Story::DeadAccount => dead_account(lang),
        Story::Approval => approval(lang),
        Story::PayAndSave => pay_and_save(lang),
        Story::MoneyBack => money_back(lang),
    }
}

/// What a story shows.
pub(crate) const fn shows(story: Story, lang: Lang) -> &'static str {
    match story {
        Story::HappyPath => happy_path_shows(lang),
        Story::BankSaysNo => bank_says_no_shows(lang),
        Story::ClosedTab => closed_tab_shows(lang),
        Story::DoubleTap => double_tap_shows(lang),
        Story::LateWebhooks => late_webhooks_shows(lang),
        Story::DeadAccount => dead_account_shows(lang),
        Story::Approval => approval_shows(lang),
        Story::PayAndSave => pay_and_save_shows(lang),
        Story::MoneyBack => money_back_shows(lang),
    }
}

/// A beat in words.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Notes {
    /// What it is called.
    pub title: &'static str,
    /// What to say.
    pub say: &'static str,
    /// What to point at.
    pub look: &'static str,
}

/// The notes of a beat.
pub(crate) const fn notes(beat: Beat, lang: Lang) -> Notes {
    let [title, say, look] = match lang {
        Lang::EsCl => in_spanish(beat),
        Lang::En => in_english(beat),
    };
    Notes { title, say, look }
}

const fn in_spanish(beat: Beat) -> [&'static str; 3] {
    match beat {
        Beat::Arrive => [
            "Llega alguien nuevo",
            "Nadie la conoce todavía: sin tarjeta, sin cuenta, sin viajes.",
            "POST /v2/customers: desde que se registra, Fintoc la conoce como su propio cliente.",
        ],
        Beat::SaveAccount => [
            "Guarda su cuenta",
            "Elige su banco, entra con su clave allá y aprueba. Nosotros nunca vemos esa clave.",
            "POST /v2/checkout_sessions con flow setup; después llega payment_method.activated firmado.",
        ],
        Beat::SaveEmptyAccount => [
            "Guarda una cuenta sin fondos",
            "Guardar una cuenta no cobra nada, así que aquí todavía no se nota que está vacía.",
            "El mismo flujo setup: la cuenta queda activa.",
        ],
        Beat::SaveOther => [
            "Agrega otra cuenta",
            "En la misma pantalla le ofrecemos otra salida: otro banco.",
            "Una segunda cuenta con su propio payment_method.",
        ],
        Beat::CloseTab => [
            "Aprueba y cierra la pestaña",
            "Su navegador no vuelve nunca. Si dependiéramos de la redirección, la cuenta se perdería.",
            "No hay ninguna petición a success_url; el webhook solo guarda la cuenta.",
        ],
        Beat::Ride => [
            "Pide un viaje con un toque",
            "Un toque, un cobro. Sin formulario, sin clave, sin salir de la aplicación.",
            "Primero se escribe en el libro, después se llama; «pagado» lo dice el webhook.",
        ],
        Beat::RideAgain => [
            "Pide otro viaje",
            "La segunda vez es igual de simple: eso es lo que se vende aquí.",
            "La misma cuenta guardada en payment_method, y redirect_url en null.",
        ],
        Beat::RideDeclined => [
            "El banco dice que no",
            "Le decimos qué pasó y qué puede hacer, en sus palabras.",
            "payment_intent.failed con error_reason; el libro libera lo que se debía.",
        ],
        Beat::PayWithOther => [
            "Paga con la otra cuenta",
            "Es el mismo viaje, con un segundo intento. No se pide nada de nuevo.",
            "Otra sesión, otra Idempotency-Key, un solo viaje pagado.",
        ],
        Beat::TapTwice => [
            "Toca dos veces",
            "Dos peticiones llegan al mismo instante, como con un dedo nervioso o una red lenta.",
            "Dos POST nuestros y una sola sesión en Fintoc: la llave del pedido es la misma.",
        ],
        Beat::HoldWebhooks => [
            "Se retienen los webhooks",
            "Desde ahora Fintoc no nos avisa nada. Pasa: redes, despliegues, cortes.",
            "En la sala de webhooks la cola queda en pausa.",
        ],
        Beat::RideInTheDark => [
            "Pide un viaje a oscuras",
            "El banco ya puede haber pagado y todavía no lo sabemos. No inventamos una respuesta.",
            "La API dice in_progress; el webhook no dice nada; el libro espera.",
        ],
        Beat::AskFintoc => [
            "Le preguntamos a Fintoc",
            "Cuando hay silencio, preguntamos nosotros. Nadie queda esperando un aviso perdido.",
            "GET /v2/checkout_sessions/cs_…: la respuesta entra por la misma puerta que un webhook.",
        ],
        Beat::ReleaseWebhooks => [
            "Llegan los webhooks atrasados",
            "Llegan tarde y no cambian nada: el viaje ya estaba pagado, una vez.",
            "Las entregas se responden con 200 y el libro no se mueve.",
        ],
        Beat::LoseWebhooks => [
            "Se pierden del todo",
            "Esta vez los avisos no llegan nunca, y el viaje queda pagado igual.",
            "Ninguna entrega; solo nuestra pregunta y su respuesta.",
        ],
        Beat::CutOff => [
            "El banco desconecta la cuenta",
            "Pasa sin que nadie lo pida: cambió la clave, cerró la cuenta, venció el permiso.",
            "payment_method.canceled: la cuenta se marca y ya no se ofrece para pagar.",
        ],
        Beat::RideRefused => [
            "Intenta pagar con ella",
            "No llamamos al banco para fracasar: la frenamos antes y le mostramos cómo seguir.",
            "Ninguna llamada a Fintoc, y ningún cobro.",
        ],
        Beat::SaveAgain => [
            "La guarda otra vez",
            "El mismo camino de antes, y la cuenta vuelve a su lugar de siempre.",
            "El mismo payment_method vuelve a estar activo: no aparece dos veces.",
        ],
        Beat::WantApproval => [
            "El banco va a pedir confirmación",
            "Algunos bancos quieren ver a su cliente de vez en cuando, aunque la cuenta esté guardada.",
            "El escenario «approval» queda armado solo para el próximo pago.",
        ],
        Beat::RideToApprove => [
            "Pide un viaje y va al banco",
            "La llevamos al banco solo porque la respuesta trae una dirección a donde ir.",
            "redirect_url en la respuesta: esa es la única señal, no el estado.",
        ],
        Beat::Approve => [
            "Aprueba en el banco",
            "Vuelve al mismo viaje, y el viaje sigue.",
            "payment_intent.succeeded; la vuelta del navegador no decide nada.",
        ],
        Beat::RideAtBank => [
            "Pide un viaje sin tener cuenta",
            "Puede pagar de inmediato: elige su cuenta en el banco.",
            "Una sesión de pago que ofrece guardar la cuenta con la que se paga.",
        ],
        Beat::PayAndSave => [
            "Paga y la deja guardada",
            "Un solo paso por el banco: el viaje pagado y la cuenta lista para la próxima vez.",
            "payment_intent.succeeded y payment_method.activated, en cualquier orden.",
        ],
        Beat::Cancel => [
            "Cancela el viaje",
            "Cancelar a tiempo no cuesta nada, y la plata vuelve a la misma cuenta.",
            "POST /v1/refunds; el libro la devuelve cuando llega refund.succeeded.",
        ],
    }
}

const fn in_english(beat: Beat) -> [&'static str; 3] {
    match beat {
        Beat::Arrive => [
            "Somebody new arrives",
            "Nobody knows them yet: no card, no account, no rides.",
            "POST /v2/customers: from sign-up on, Fintoc knows them as a customer of their own.",
        ],
        Beat::SaveAccount => [
            "An account is saved",
            "They choose their bank, sign in over there and approve. We never see that password.",
            "POST /v2/checkout_sessions with flow setup; then payment_method.activated arrives, signed.",
        ],
        Beat::SaveEmptyAccount => [
            "An account without funds is saved",
            "Saving an account charges nothing, so nobody can tell yet that it is empty.",
            "The same setup flow: the account becomes active.",
        ],
        Beat::SaveOther => [
            "Another account is added",
            "The same screen offers a way on: another bank.",
            "A second account with a payment_method of its own.",
        ],
        Beat::CloseTab => [
            "They approve and close the tab",
            "Their browser never comes back. If we relied on the redirect, the account would be lost.",
            "No request to success_url; the webhook alone saves the account.",
        ],
        Beat::Ride => [
            "A ride is booked in one tap",
            "One tap, one charge. No form, no password, without leaving the app.",
            "It is written in the books first, then we call; the webhook is what says “paid”.",
        ],
        Beat::RideAgain => [
            "Another ride is booked",
            "The second time is just as simple: this is what is for sale here.",
            "The same saved account in payment_method, and redirect_url is null.",
        ],
        Beat::RideDeclined => [
            "The bank says no",
            "We say what happened and what can be done, in the rider’s own words.",
            "payment_intent.failed with an error_reason; the books release what was owed.",
        ],
        Beat::PayWithOther => [
            "The other account pays",
            "It is the same ride with a second attempt. Nothing is asked for again.",
            "Another session, another Idempotency-Key, one ride paid.",
        ],
        Beat::TapTwice => [
            "They tap twice",
            "Two requests arrive at the same instant, as with a nervous finger or a slow network.",
            "Two POSTs of ours and a single session at Fintoc: the booking key is the same.",
        ],
        Beat::HoldWebhooks => [
            "Webhooks are held back",
            "From now on Fintoc tells us nothing. It happens: networks, deployments, outages.",
            "In the webhooks room the queue is paused.",
        ],
        Beat::RideInTheDark => [
            "A ride is booked in the dark",
            "The bank may have paid already and we do not know yet. We do not make up an answer.",
            "The API says in_progress; the webhook says nothing; the books wait.",
        ],
        Beat::AskFintoc => [
            "We ask Fintoc",
            "When there is silence, we ask. Nobody is left waiting for a message that was lost.",
            "GET /v2/checkout_sessions/cs_…: the answer comes in through the same door as a webhook.",
        ],
        Beat::ReleaseWebhooks => [
            "The late webhooks arrive",
            "They come too late and change nothing: the ride was paid already, once.",
            "The deliveries are answered with 200, and the books do not move.",
        ],
        Beat::LoseWebhooks => [
            "They are lost altogether",
            "This time the messages never come, and the ride is paid all the same.",
            "No delivery; just our question and its answer.",
        ],
        Beat::CutOff => [
            "The bank cuts the account off",
            "It happens without anybody asking: a new password, a closed account, a permission that ran out.",
            "payment_method.canceled: the account is marked, and no longer offered.",
        ],
        Beat::RideRefused => [
            "They try to pay with it",
            "We do not call the bank only to fail: we stop before that, and show the way on.",
            "No call to Fintoc, and no charge.",
        ],
        Beat::SaveAgain => [
            "It is saved again",
            "The same way as before, and the account is back in its old place.",
            "The same payment_method is active again: it does not appear twice.",
        ],
        Beat::WantApproval => [
            "The bank will want approval",
            "Some banks want to see their customer now and then, even though the account is saved.",
            "The scenario “approval” is armed for the next payment only.",
        ],
        Beat::RideToApprove => [
            "A ride is booked and leads to the bank",
            "We lead them to the bank only because the answer carries an address to go to.",
            "redirect_url in the answer: that is the only sign, not the status.",
        ],
        Beat::Approve => [
            "They approve at the bank",
            "They are back on the same ride, and the ride goes on.",
            "payment_intent.succeeded; that the browser returned decides nothing.",
        ],
        Beat::RideAtBank => [
            "A ride is booked without an account",
            "They can pay right away: the account is chosen at the bank.",
            "A payment session that offers to save the account that pays.",
        ],
        Beat::PayAndSave => [
            "They pay and leave it saved",
            "One visit to the bank: the ride is paid, and the account is ready for next time.",
            "payment_intent.succeeded and payment_method.activated, in any order.",
        ],
        Beat::Cancel => [
            "The ride is called off",
            "Cancelling in time costs nothing, and the money goes back to the same account.",
            "POST /v1/refunds; the books give it back when refund.succeeded arrives.",
        ],
    }
}

/// Why a beat was not done, from the word in the address.
pub(crate) fn stuck(word: &str, lang: Lang) -> Option<&'static str> {
    match word {
        "no_sandbox" => Some(no_sandbox(lang)),
        "too_early" => Some(too_early(lang)),
        "too_long" => Some(too_long(lang)),
        "trouble" => Some(trouble(lang)),
        _ => None,
    }
}
