//! What is said about each scenario: one that lacks words does not compile.

use vuelta::backstage::Scenario;

use super::Lang;

/// What is said about a scenario.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Words {
    /// What it is called.
    pub title: &'static str,
    /// What will happen.
    pub happens: &'static str,
    /// What the rider will see.
    pub sees: &'static str,
    /// How to get the same in Fintoc's own test mode.
    pub at_fintoc: &'static str,
}

/// What is said about a scenario.
pub(crate) const fn words(lang: Lang, scenario: Scenario) -> Words {
    let [es, en] = both(scenario);
    match lang {
        Lang::EsCl => *es,
        Lang::En => *en,
    }
}

const fn both(scenario: Scenario) -> &'static [Words; 2] {
    match scenario {
        Scenario::SetupFails => &SETUP_FAILS,
        Scenario::AccountDies => &ACCOUNT_DIES,
        Scenario::Success => &SUCCESS,
        Scenario::Decline => &DECLINE,
        Scenario::Approval => &APPROVAL,
        Scenario::Pending => &PENDING,
        Scenario::SlowBank => &SLOW_BANK,
        Scenario::RefundFails => &REFUND_FAILS,
        Scenario::DoubleTap => &DOUBLE_TAP,
        Scenario::ClosedTab => &CLOSED_TAB,
        Scenario::Duplicate => &DUPLICATE,
        Scenario::Delay => &DELAY,
        Scenario::Drop => &DROP,
        Scenario::Reorder => &REORDER,
        Scenario::WrongSecret => &WRONG_SECRET,
        Scenario::Stale => &STALE,
        Scenario::Future => &FUTURE,
        Scenario::Altered => &ALTERED,
        Scenario::ApiStatus => &API_STATUS,
        Scenario::ApiStall => &API_STALL,
        Scenario::ApiCut => &API_CUT,
        Scenario::PageExpires => &PAGE_EXPIRES,
        Scenario::BankDecides => &BANK_DECIDES,
    }
}

const fn said(title: &'static str, happens: &'static str, sees: &'static str, at_fintoc: &'static str) -> Words {
    Words { title, happens, sees, at_fintoc }
}

const NO_ES: &str = "Ahí no se puede.";
const NO_EN: &str = "Not possible there.";

const SETUP_FAILS: [Words; 2] = [
    said(
        "Guardar la cuenta falla",
        "Fintoc termina la inscripción con ese error_reason cuando se autoriza en el banco. Si es algo pasajero, como \
         bank_not_available, la página deja intentarlo ahí mismo.",
        "La billetera dice que no se guardó nada, por qué, y deja intentarlo de nuevo.",
        "Una clave equivocada. Otras razones ahí no se pueden.",
    ),
    said(
        "Saving the account fails",
        "Fintoc ends the setup with this error_reason once it is authorised at the bank. If it is passing trouble, such as \
         bank_not_available, the page lets them try again there.",
        "The wallet says that nothing was saved, why, and offers to try again.",
        "A wrong password. Other reasons are not possible there.",
    ),
];
const ACCOUNT_DIES: [Words; 2] = [
    said(
        "El banco corta la cuenta",
        "La cuenta guardada deja de servir al tiro, y llega payment_method.canceled.",
        "La cuenta aparece como desconectada y Vuelta pide guardarla de nuevo antes de pagar.",
        "Cancela el payment_method por la API.",
    ),
    said(
        "The bank cuts the account off",
        "The saved account stops working at once, and payment_method.canceled arrives.",
        "The account shows as disconnected, and Vuelta asks to save it again before paying.",
        "Cancel the payment_method through the API.",
    ),
];
const SUCCESS: [Words; 2] = [
    said(
        "El pago resulta",
        "El pago resulta, tenga lo que tenga la cuenta.",
        "Pagado, y se busca un auto.",
        "Paga con la cuenta 422159212.",
    ),
    said(
        "The payment goes through",
        "The payment succeeds, whatever its account is like.",
        "Paid, and a car is on its way.",
        "Pay with account 422159212.",
    ),
];
const DECLINE: [Words; 2] = [
    said(
        "El banco dice que no",
        "El pago falla con ese error_reason. Con mfa_invalid_authorization y user_left queda rejected.",
        "No se cobró nada, por qué, y qué hacer ahora: cada razón tiene su frase.",
        "Una clave o un código equivocado dan login_invalid_credentials o mfa_invalid_authorization. Otras razones ahí no se pueden.",
    ),
    said(
        "The bank says no",
        "The payment fails with this error_reason. mfa_invalid_authorization and user_left make it rejected.",
        "Nothing was charged, why, and what to do now: every reason has words of its own.",
        "A wrong password or code gives login_invalid_credentials or mfa_invalid_authorization. Other reasons are not possible there.",
    ),
];
const APPROVAL: [Words; 2] = [
    said(
        "El banco pide confirmar",
        "Aunque la cuenta está guardada, la sesión trae redirect_url: hay que aprobar en el banco.",
        "Pasa a la página del banco y vuelve al mismo viaje.",
        NO_ES,
    ),
    said(
        "The bank asks to confirm",
        "Though the account is saved, the session has a redirect_url: it wants approval at the bank.",
        "They go to the bank’s page and come back to the same ride.",
        NO_EN,
    ),
];
const PENDING: [Words; 2] = [
    said(
        "El pago queda pendiente",
        "El pago queda pending ese tiempo, y después resulta, o falla con la razón que digas.",
        "«Esperando a tu banco». Si pasa de tres minutos, el viaje termina sin costo.",
        "La cuenta 512347890123 queda pendiente un rato, según notas de un integrador.",
    ),
    said(
        "The payment stays pending",
        "The payment is pending for this long, then succeeds, or fails for the reason you give.",
        "“Waiting for your bank”. After three minutes the ride ends at no cost.",
        "Account 512347890123 is pending for a while, by one integrator’s notes.",
    ),
];
const SLOW_BANK: [Words; 2] = [
    said(
        "El banco se demora",
        "El pago sigue in_progress ese tiempo antes de que el banco diga lo que diría igual.",
        "«Procesando tu pago», sin quedarse pegado: puede cerrar la página.",
        "Algunos finales de la página de bancos alternativos llegan 30 segundos tarde.",
    ),
    said(
        "The bank takes its time",
        "The payment stays in_progress this long before the bank says what it would have said anyway.",
        "“Processing your payment”, and they may leave the page.",
        "Some outcomes of the page of alternative banks come 30 seconds late.",
    ),
];
const REFUND_FAILS: [Words; 2] = [
    said(
        "La devolución falla",
        "La devolución parte in_progress y después falla con ese failure_code.",
        "Se le dice que la devolución no resultó y que Vuelta se encarga.",
        NO_ES,
    ),
    said(
        "The refund fails",
        "The refund goes in_progress and then fails with this failure_code.",
        "They read that the refund did not work, and that Vuelta takes care of it.",
        NO_EN,
    ),
];
const DOUBLE_TAP: [Words; 2] = [
    said(
        "Doble toque",
        "Toca dos veces el botón de pagar, o abre el viaje en dos pestañas y paga en ambas.",
        "Un solo viaje y un solo cobro: la segunda vez encuentra lo que hizo la primera.",
        "Igual que aquí: a mano.",
    ),
    said(
        "Double tap",
        "Press the pay button twice, or open the ride in two tabs and pay in both.",
        "One ride and one charge: the second press finds what the first one did.",
        "Just as here: by hand.",
    ),
];
const CLOSED_TAB: [Words; 2] = [
    said(
        "Cierra la pestaña",
        "Arma «El banco pide confirmar», paga, autoriza en el banco y cierra la pestaña antes de volver.",
        "Al abrir Vuelta otra vez el viaje está pagado: lo supo por el webhook.",
        "Igual que aquí, con una cuenta que pida aprobar.",
    ),
    said(
        "Closes the tab",
        "Arm “The bank asks to confirm”, pay, authorise at the bank and close the tab before it comes back.",
        "Opening Vuelta again, the ride is paid: the webhook told.",
        "Just as here, with an account that asks for approval.",
    ),
];
const DUPLICATE: [Words; 2] = [
    said(
        "Webhook duplicado",
        "El mismo evento, con el mismo id, llega varias veces.",
        "Nada nuevo: se cobra una vez y se cuenta una vez.",
        NO_ES,
    ),
    said(
        "Duplicate webhook",
        "The same event, with the same id, arrives this often.",
        "Nothing new: charged once, told once.",
        NO_EN,
    ),
];
const DELAY: [Words; 2] = [
    said(
        "Webhook tarde",
        "El evento sale ese tiempo después.",
        "Espera un poco; si el aviso no llega, Vuelta le pregunta a Fintoc.",
        "Algunos finales de la página de bancos alternativos llegan 30 segundos tarde.",
    ),
    said(
        "Late webhook",
        "The event leaves this much later.",
        "A short wait; when no event comes, Vuelta asks Fintoc.",
        "Some outcomes of the page of alternative banks come 30 seconds late.",
    ),
];
const DROP: [Words; 2] = [
    said(
        "Webhook perdido",
        "El evento no llega nunca. GET /v2/events sí lo tiene.",
        "El viaje avanza igual: Vuelta le pregunta a Fintoc.",
        "Desactiva el endpoint mientras tanto.",
    ),
    said(
        "Lost webhook",
        "The event never arrives. GET /v2/events has it.",
        "The ride goes on all the same: Vuelta asks Fintoc.",
        "Disable the endpoint meanwhile.",
    ),
];
const REORDER: [Words; 2] = [
    said(
        "Webhook desordenado",
        "El evento espera dos segundos, para que los siguientes lo adelanten.",
        "El mismo final que en orden.",
        NO_ES,
    ),
    said(
        "Webhooks out of order",
        "The event waits two seconds, so that those that follow overtake it.",
        "The same ending as in order.",
        NO_EN,
    ),
];
const WRONG_SECRET: [Words; 2] = [
    said(
        "Firma con otro secreto",
        "El primer intento va firmado con un secreto que nadie tiene. El reintento es honesto.",
        "Nada: Vuelta rechaza el falso y acepta el reintento.",
        NO_ES,
    ),
    said(
        "Signed with another secret",
        "The first attempt is signed with a secret that nobody has. The retry is honest.",
        "Nothing: Vuelta refuses the forgery and takes the retry.",
        NO_EN,
    ),
];
const STALE: [Words; 2] = [
    said(
        "Firma vieja",
        "El primer intento va firmado hace ese tiempo. El reintento es honesto.",
        "Nada: Vuelta no le cree al cuerpo y le pregunta a Fintoc.",
        NO_ES,
    ),
    said(
        "Old signature",
        "The first attempt was signed this long ago. The retry is honest.",
        "Nothing: Vuelta does not believe the body and asks Fintoc.",
        NO_EN,
    ),
];
const FUTURE: [Words; 2] = [
    said(
        "Firma del futuro",
        "El primer intento va fechado ese tiempo adelante. El reintento es honesto.",
        "Nada: Vuelta lo rechaza y acepta el reintento.",
        NO_ES,
    ),
    said(
        "Signature from the future",
        "The first attempt is dated this far ahead. The retry is honest.",
        "Nothing: Vuelta refuses it and takes the retry.",
        NO_EN,
    ),
];
const ALTERED: [Words; 2] = [
    said(
        "Cuerpo alterado",
        "Un byte del primer intento cambia después de firmar. El reintento es honesto.",
        "Nada: la firma no calza, y Vuelta acepta el reintento.",
        NO_ES,
    ),
    said(
        "Altered body",
        "One byte of the first attempt changes after signing. The retry is honest.",
        "Nothing: the signature does not match, and Vuelta takes the retry.",
        NO_EN,
    ),
];
const API_STATUS: [Words; 2] = [
    said(
        "La API responde un error",
        "La llamada recibe ese estado. «before»: no se hizo nada. «after»: se hizo todo y solo se pierde la respuesta.",
        "Un pago sigue en proceso y se resuelve solo, sin cobrar dos veces.",
        NO_ES,
    ),
    said(
        "The API answers with an error",
        "The call gets this status. “before”: nothing was done. “after”: everything was, and only the answer is lost.",
        "A payment stays in process and sorts itself out, never charged twice.",
        NO_EN,
    ),
];
const API_STALL: [Words; 2] = [
    said(
        "La API no responde",
        "Nadie responde en ese tiempo, y después llega un 504.",
        "El botón no se queda pegado: el viaje se abre y sigue en proceso.",
        NO_ES,
    ),
    said(
        "The API does not answer",
        "Nobody answers for this long, and then comes a 504.",
        "The button does not hang: the ride opens and stays in process.",
        NO_EN,
    ),
];
const API_CUT: [Words; 2] = [
    said(
        "La conexión se corta",
        "La conexión se corta en medio de la respuesta.",
        "Un pago sigue en proceso y se resuelve solo, sin cobrar dos veces.",
        NO_ES,
    ),
    said(
        "The connection breaks",
        "The connection breaks in the middle of the answer.",
        "A payment stays in process and sorts itself out, never charged twice.",
        NO_EN,
    ),
];
const PAGE_EXPIRES: [Words; 2] = [
    said(
        "La página del banco vence",
        "El reloj avanza hasta que vence la próxima sesión abierta, y llega checkout_session.expired.",
        "«Se acabó el tiempo»: no se cobró nada, y puede intentarlo de nuevo.",
        "Deja la página abierta hasta que venza.",
    ),
    said(
        "The bank’s page runs out",
        "The clock goes on until the next open session runs out, and checkout_session.expired arrives.",
        "“Time ran out”: nothing was charged, and they may try again.",
        "Leave the page open until it runs out.",
    ),
];
const BANK_DECIDES: [Words; 2] = [
    said(
        "El banco decide ahora",
        "Lo que el banco está pensando se decide ya, y las devoluciones dan su próximo paso.",
        "El pago pendiente se resuelve frente a sus ojos.",
        "Espera: ahí el banco decide cuando quiere.",
    ),
    said(
        "The bank decides now",
        "Whatever banks still think about is decided now, and refunds take their next step.",
        "The pending payment is settled before their eyes.",
        "Wait: there the bank decides when it likes.",
    ),
];
