//! Why a payment did not succeed: what happened, and the one thing to do.

use vuelta::payment::{ErrorReason, PaymentState};

use super::Lang;

/// A failed payment in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Explanation {
    /// The heading.
    pub title: &'static str,
    /// The same inside a sentence, in lower case.
    pub short: &'static str,
    /// What happened.
    pub happened: &'static str,
    /// What to do now.
    pub next: &'static str,
}

const fn said(title: &'static str, short: &'static str, happened: &'static str, next: &'static str) -> Explanation {
    Explanation { title, short, happened, next }
}

/// Explains the end of a payment; `reason` wins over `state`, which is all we know when nobody gave a reason.
pub(crate) fn explain(lang: Lang, state: PaymentState, reason: Option<&ErrorReason>) -> Explanation {
    match (reason, lang) {
        (Some(reason), Lang::EsCl) => in_spanish(reason),
        (Some(reason), Lang::En) => in_english(reason),
        (None, Lang::EsCl) => ended_in_spanish(state),
        (None, Lang::En) => ended_in_english(state),
    }
}

fn ended_in_spanish(state: PaymentState) -> Explanation {
    match state {
        PaymentState::Expired => said(
            "Se acabó el tiempo para pagar",
            "se acabó el tiempo",
            "Nadie confirmó el pago a tiempo.",
            "Tu viaje sigue guardado: inténtalo de nuevo cuando quieras.",
        ),
        PaymentState::Rejected => said(
            "El pago fue rechazado",
            "el pago fue rechazado",
            "El pago se rechazó en tu banco.",
            "Si no fuiste tú, revisa la app de tu banco. Si no, inténtalo de nuevo.",
        ),
        PaymentState::Created
        | PaymentState::InProgress
        | PaymentState::Pending
        | PaymentState::Failed
        | PaymentState::Succeeded => said(
            "No pudimos cobrar tu viaje",
            "tu banco no completó el pago",
            "Tu banco no completó el pago y no nos dijo por qué.",
            "Inténtalo de nuevo o paga con otra cuenta.",
        ),
    }
}

fn ended_in_english(state: PaymentState) -> Explanation {
    match state {
        PaymentState::Expired => said(
            "Time to pay ran out",
            "time ran out",
            "Nobody confirmed the payment in time.",
            "Your ride is still held: try again whenever you like.",
        ),
        PaymentState::Rejected => said(
            "The payment was declined",
            "the payment was declined",
            "The payment was declined at your bank.",
            "If that wasn’t you, check your bank’s app. Otherwise, try again.",
        ),
        PaymentState::Created
        | PaymentState::InProgress
        | PaymentState::Pending
        | PaymentState::Failed
        | PaymentState::Succeeded => said(
            "We couldn’t charge your ride",
            "your bank didn’t complete the payment",
            "Your bank didn’t complete the payment and didn’t say why.",
            "Try again or pay with another account.",
        ),
    }
}

fn in_spanish(reason: &ErrorReason) -> Explanation {
    match reason {
        ErrorReason::AmountLimitReached => said(
            "Llegaste a tu límite de hoy",
            "llegaste al límite de tu banco",
            "Superaste el monto máximo que tu banco te permite transferir hoy.",
            "Paga con otra cuenta o sube el límite en la app de tu banco.",
        ),
        ErrorReason::BankAccountLocked => said(
            "Tu cuenta está bloqueada",
            "la cuenta está bloqueada",
            "Tu banco tiene bloqueada esta cuenta.",
            "Paga con otra cuenta y habla con tu banco para desbloquearla.",
        ),
        ErrorReason::BankConnectionError => said(
            "Se cortó la conexión con tu banco",
            "se cortó la conexión con tu banco",
            "La conexión con tu banco se cortó antes de terminar.",
            "No es tu culpa. Inténtalo de nuevo en un momento.",
        ),
        ErrorReason::BankNotAvailable => said(
            "Tu banco no responde",
            "tu banco no responde",
            "El sistema de tu banco no está disponible ahora.",
            "No es tu culpa. Inténtalo en unos minutos o paga con otra cuenta.",
        ),
        ErrorReason::InsufficientFunds => said(
            "No alcanzó el saldo",
            "no alcanzó el saldo",
            "No hay saldo suficiente en esa cuenta.",
            "Prueba con otra cuenta, o con la misma después de cargarla.",
        ),
        ErrorReason::LoginCredentialsLocked => said(
            "Tu clave del banco está bloqueada",
            "tu clave está bloqueada",
            "Tu banco bloqueó tu clave por demasiados intentos.",
            "Desbloquéala en el sitio de tu banco, o paga con otra cuenta.",
        ),
        ErrorReason::LoginInvalidCredentials => said(
            "El RUT o la clave no coinciden",
            "el RUT o la clave no coinciden",
            "Tu banco no reconoció el RUT o la clave que escribiste.",
            "Inténtalo de nuevo con calma: tu banco puede bloquear la clave.",
        ),
        ErrorReason::MaximumAmountError => said(
            "El monto es muy alto para tu banco",
            "el monto supera el máximo por transferencia",
            "Este viaje supera lo que tu banco permite en una sola transferencia.",
            "Con esta cuenta no se puede: elige otra.",
        ),
        ErrorReason::MfaAuthorizationTimeout => said(
            "No alcanzaste a autorizar",
            "no se autorizó a tiempo",
            "Tu banco esperó tu autorización y se acabó el tiempo.",
            "Ten a mano la app de tu banco e inténtalo de nuevo.",
        ),
        ErrorReason::MfaInvalidAuthorization => said(
            "La autorización no resultó",
            "la autorización no resultó",
            "El código no era correcto o se rechazó en la app de tu banco.",
            "Inténtalo de nuevo con un código nuevo.",
        ),
        ErrorReason::MfaLocked => said(
            "Tu clave de seguridad está bloqueada",
            "la clave de seguridad está bloqueada",
            "Tu banco bloqueó tu dispositivo o tarjeta de coordenadas.",
            "Desbloquéalo con tu banco, o paga con otra cuenta.",
        ),
        ErrorReason::MfaUnavailable => said(
            "Tu banco no pudo pedirte la autorización",
            "la autorización no estaba disponible",
            "El método de autorización de tu banco no está funcionando.",
            "Espera unos minutos, o paga con otra cuenta ahora.",
        ),
        ErrorReason::NewContactAmountLimitReached => said(
            "Tu banco limita los primeros pagos",
            "tu banco limita los pagos a un destinatario nuevo",
            "Para tu banco somos un destinatario nuevo y este monto supera lo permitido.",
            "Paga con otra cuenta, o inténtalo mañana con esta.",
        ),
        ErrorReason::NewContactTransferNumberLimitReached => said(
            "Muchos destinatarios nuevos por hoy",
            "hiciste muchos pagos a destinatarios nuevos",
            "Tu banco limita cuántas veces le pagas a un destinatario nuevo en el día.",
            "Mañana podrás de nuevo con esta cuenta. Hoy paga con otra.",
        ),
        ErrorReason::RecipientAccountNotAllowed => said(
            "Tu banco no permite pagarnos",
            "tu banco no permite este destinatario",
            "Tu banco no acepta transferencias a nuestra cuenta.",
            "Paga con una cuenta de otro banco.",
        ),
        ErrorReason::UnresolvedFinalStatus => said(
            "Tu banco no nos dijo cómo terminó",
            "tu banco no dijo cómo terminó",
            "Tu banco nunca confirmó este pago: puede que la plata se haya movido y puede que no.",
            "Una persona lo está revisando. No pagues de nuevo por ahora.",
        ),
        ErrorReason::UserLeft => said(
            "No confirmaste el pago",
            "no confirmaste el pago",
            "Lo rechazaste o saliste de la página del banco.",
            "Si todavía quieres viajar, inténtalo de nuevo y confirma en tu banco.",
        ),
        ErrorReason::AccountBlocked => said(
            "Tu banco bloqueó la cuenta",
            "tu banco bloqueó la cuenta",
            "Tu banco no deja transferir desde esta cuenta.",
            "Llama a tu banco para saber por qué, y paga con otra cuenta mientras tanto.",
        ),
        ErrorReason::AccountSelectionTimeout => said(
            "No alcanzaste a elegir la cuenta",
            "no se eligió una cuenta a tiempo",
            "Tu banco esperó que eligieras una cuenta y se acabó el tiempo.",
            "Inténtalo de nuevo y elige la cuenta apenas te la muestren.",
        ),
        ErrorReason::DailyAmountLimitReached => said(
            "Usaste todo tu cupo diario",
            "se acabó el cupo diario",
            "Ya transferiste todo lo que tu banco permite en un día.",
            "Tu cupo vuelve mañana. Hoy paga con otra cuenta.",
        ),
        ErrorReason::MfaNotAuthorized => said(
            "No autorizaste el pago",
            "no se autorizó el pago",
            "En la app de tu banco se respondió que no.",
            "Si no fuiste tú, avisa a tu banco. Si fuiste tú, inténtalo de nuevo y autoriza.",
        ),
        ErrorReason::MinimumAmountError => said(
            "El monto es muy bajo para tu banco",
            "el monto está bajo el mínimo",
            "Este viaje cuesta menos de lo que tu banco transfiere.",
            "Elige una cuenta de otro banco.",
        ),
        ErrorReason::UserAbandonBeforeLogin => said(
            "Saliste antes de entrar a tu banco",
            "saliste antes de entrar a tu banco",
            "La página de tu banco se cerró antes de que iniciaras sesión.",
            "Vuelve a intentarlo e inicia sesión en tu banco.",
        ),
        ErrorReason::Other(_) => said(
            "El pago no se completó",
            "el pago no se completó",
            "Tu banco cortó el pago por un motivo que no conocemos. No se movió tu plata.",
            "Inténtalo una vez más. Si vuelve a pasar, paga con otra cuenta.",
        ),
    }
}

fn in_english(reason: &ErrorReason) -> Explanation {
    match reason {
        ErrorReason::AmountLimitReached => said(
            "You reached today’s limit",
            "your bank’s limit was reached",
            "You went over what your bank lets you transfer today.",
            "Pay with another account, or raise the limit in your bank’s app.",
        ),
        ErrorReason::BankAccountLocked => said(
            "Your account is locked",
            "the account is locked",
            "Your bank has locked this account.",
            "Pay with another account, and ask your bank to unlock this one.",
        ),
        ErrorReason::BankConnectionError => said(
            "The connection to your bank broke",
            "the connection to your bank broke",
            "The connection to your bank broke before it was done.",
            "It’s not your fault. Try again in a moment.",
        ),
        ErrorReason::BankNotAvailable => said(
            "Your bank isn’t answering",
            "your bank isn’t answering",
            "Your bank’s system is not available right now.",
            "It’s not your fault. Try in a few minutes or pay with another account.",
        ),
        ErrorReason::InsufficientFunds => said(
            "Not enough funds",
            "not enough funds",
            "There isn’t enough money in that account.",
            "Try another account, or the same one once you’ve topped it up.",
        ),
        ErrorReason::LoginCredentialsLocked => said(
            "Your bank password is locked",
            "your password is locked",
            "Your bank locked your password after too many tries.",
            "Unlock it on your bank’s site, or pay with another account.",
        ),
        ErrorReason::LoginInvalidCredentials => said(
            "RUT and password don’t match",
            "RUT and password don’t match",
            "Your bank didn’t recognise the RUT or password you typed.",
            "Try again carefully: your bank may lock the password.",
        ),
        ErrorReason::MaximumAmountError => said(
            "The amount is too high for your bank",
            "the amount is above the limit per transfer",
            "This ride is above what your bank allows in a single transfer.",
            "It can’t be paid with this account: choose another.",
        ),
        ErrorReason::MfaAuthorizationTimeout => said(
            "It wasn’t approved in time",
            "it wasn’t approved in time",
            "Your bank waited for your approval and time ran out.",
            "Have your bank’s app at hand and try again.",
        ),
        ErrorReason::MfaInvalidAuthorization => said(
            "The approval didn’t work",
            "the approval didn’t work",
            "The code was wrong, or it was declined in your bank’s app.",
            "Try again with a new code.",
        ),
        ErrorReason::MfaLocked => said(
            "Your security device is locked",
            "the security device is locked",
            "Your bank locked your device or coordinate card.",
            "Have your bank unlock it, or pay with another account.",
        ),
        ErrorReason::MfaUnavailable => said(
            "Your bank couldn’t ask for approval",
            "approval was not available",
            "Your bank’s approval method isn’t working.",
            "Wait a few minutes, or pay with another account now.",
        ),
        ErrorReason::NewContactAmountLimitReached => said(
            "Your bank limits first payments",
            "your bank limits payments to a new recipient",
            "To your bank we are a new recipient, and this amount is above what it allows.",
            "Pay with another account, or try this one tomorrow.",
        ),
        ErrorReason::NewContactTransferNumberLimitReached => said(
            "Too many new recipients for today",
            "too many payments to new recipients",
            "Your bank limits how often you pay a new recipient in a day.",
            "This account will work again tomorrow. Pay with another one today.",
        ),
        ErrorReason::RecipientAccountNotAllowed => said(
            "Your bank doesn’t allow paying us",
            "your bank doesn’t allow this recipient",
            "Your bank doesn’t accept transfers to our account.",
            "Pay with an account at another bank.",
        ),
        ErrorReason::UnresolvedFinalStatus => said(
            "Your bank didn’t say how it ended",
            "your bank didn’t say how it ended",
            "Your bank never confirmed this payment: the money may or may not have moved.",
            "A person is looking into it. Please don’t pay again for now.",
        ),
        ErrorReason::UserLeft => said(
            "You didn’t confirm the payment",
            "you didn’t confirm the payment",
            "You rejected it, or left the bank’s page.",
            "If you still want to ride, try again and confirm at your bank.",
        ),
        ErrorReason::AccountBlocked => said(
            "Your bank blocked the account",
            "your bank blocked the account",
            "Your bank doesn’t let this account transfer.",
            "Call your bank to find out why, and pay with another account meanwhile.",
        ),
        ErrorReason::AccountSelectionTimeout => said(
            "No account was chosen in time",
            "no account was chosen in time",
            "Your bank waited for you to choose an account and time ran out.",
            "Try again and choose the account as soon as you see it.",
        ),
        ErrorReason::DailyAmountLimitReached => said(
            "Your daily allowance is used up",
            "the daily allowance is used up",
            "You already transferred all that your bank allows in a day.",
            "Your allowance is back tomorrow. Pay with another account today.",
        ),
        ErrorReason::MfaNotAuthorized => said(
            "You didn’t approve the payment",
            "the payment wasn’t approved",
            "The answer in your bank’s app was no.",
            "If that wasn’t you, tell your bank. If it was, try again and approve.",
        ),
        ErrorReason::MinimumAmountError => said(
            "The amount is too low for your bank",
            "the amount is below the minimum",
            "This ride costs less than your bank transfers.",
            "Choose an account at another bank.",
        ),
        ErrorReason::UserAbandonBeforeLogin => said(
            "You left before signing in at your bank",
            "you left before signing in at your bank",
            "Your bank’s page was closed before you signed in.",
            "Try again and sign in at your bank.",
        ),
        ErrorReason::Other(_) => said(
            "The payment wasn’t completed",
            "the payment wasn’t completed",
            "Your bank stopped the payment for a reason we don’t know. Your money didn’t move.",
            "Try once more. If it happens again, pay with another account.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fintoc's list of error reasons, its older names too (docs.fintoc.com, "Payment intent error reasons").
    const DOCUMENTED: [&str; 23] = [
        "amount_limit_reached",
        "bank_account_locked",
        "bank_connection_error",
        "bank_not_available",
        "insufficient_funds",
        "login_credentials_locked",
        "login_invalid_credentials",
        "maximum_amount_error",
        "mfa_authorization_timeout",
        "mfa_invalid_authorization",
        "mfa_locked",
        "mfa_unavailable",
        "new_contact_amount_limit_reached",
        "new_contact_transfer_number_limit_reached",
        "recipient_account_not_allowed",
        "unresolved_final_status",
        "user_left",
        "account_blocked",
        "account_selection_timeout",
        "daily_amount_limit_reached",
        "mfa_not_authorized",
        "minimum_amount_error",
        "user_abandon_before_login",
    ];

    #[test]
    fn no_documented_reason_is_unknown_to_us() {
        let known: Vec<_> = ErrorReason::KNOWN.iter().map(ErrorReason::as_str).collect();
        assert_eq!(known, DOCUMENTED);
    }

    #[test]
    fn every_end_of_a_payment_has_words_and_a_next_step_of_its_own_in_both_languages() {
        let unknown = [ErrorReason::Other("widget_something_new".to_owned())];
        let reasons = ErrorReason::KNOWN.iter().chain(&unknown).map(Some);
        let states = [PaymentState::Expired, PaymentState::Rejected, PaymentState::Failed];
        let ends = reasons.map(|reason| (PaymentState::Failed, reason)).chain(states.map(|state| (state, None)));
        let mut said = std::collections::HashSet::new();
        for (state, reason) in ends {
            for lang in Lang::ALL {
                let Explanation { title, happened, next, .. } = explain(lang, state, reason);
                for words in [title, happened, next] {
                    assert!(!words.is_empty() && said.insert(words), "{reason:?} {state:?} {lang:?}: {words}");
                }
            }
        }
    }

    #[test]
    fn the_short_words_about_an_end_are_its_own() {
        let mut said = std::collections::HashSet::new();
        for reason in ErrorReason::KNOWN {
            for lang in Lang::ALL {
                let Explanation { short, .. } = explain(lang, PaymentState::Failed, Some(reason));
                assert!(!short.is_empty() && said.insert(short), "{reason:?} {lang:?}: {short}");
            }
        }
    }

    #[test]
    fn no_text_calls_an_account_an_instrument() {
        for reason in ErrorReason::KNOWN {
            let said = explain(Lang::EsCl, PaymentState::Failed, Some(reason));
            assert!(!format!("{said:?}").contains("instrumento"));
        }
    }
}
