//! The languages of the page, and its sentences that have something to fill in; `texts.rs` has the fixed ones.

use axum::http::{HeaderMap, header};
use serde::{Deserialize, Serialize};

use super::{
    reasons,
    stage::{End, Step},
    texts::{self, Texts},
};
use crate::test_bank::{Kind, Manner, Mfa};

/// A language of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Language {
    Spanish,
    English,
}

use Language::{English, Spanish};

impl Language {
    pub(super) fn of_code(code: &str) -> Option<Self> {
        match code {
            "es" => Some(Spanish),
            "en" => Some(English),
            _ => None,
        }
    }

    /// The first language of `Accept-Language` that the page speaks; Spanish when there is none.
    pub(super) fn accepted(headers: &HeaderMap) -> Self {
        let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        accepted.split(',').find_map(|tag| Self::of_code(tag.trim().get(..2)?)).unwrap_or(Spanish)
    }

    pub(super) fn tag(self) -> &'static str {
        match self {
            Spanish => "es-CL",
            English => "en",
        }
    }

    pub(super) fn other(self) -> (Self, &'static str, &'static str) {
        match self {
            Spanish => (English, "en", "English"),
            English => (Spanish, "es", "Español"),
        }
    }

    /// The fixed sentences.
    pub(super) fn texts(self) -> &'static Texts {
        match self {
            Spanish => &texts::SPANISH,
            English => &texts::ENGLISH,
        }
    }
}

impl Language {
    pub(super) fn header(self, merchant: &str, charge: &str) -> String {
        match self {
            Spanish => format!("Para {merchant}, cargo {charge}"),
            English => format!("For {merchant}, charge {charge}"),
        }
    }

    /// The name of a step in the row of steps.
    pub(super) fn step(self, step: Step) -> &'static str {
        match (self, step) {
            (Spanish, Step::Bank) => "Banco",
            (Spanish, Step::Login) => "Ingreso",
            (Spanish, Step::Account) => "Cuenta",
            (Spanish, Step::Confirm) => "Confirmar",
            (Spanish, Step::Recipient | Step::Authorise) => "Autorizar",
            (English, Step::Bank) => "Bank",
            (English, Step::Login) => "Sign in",
            (English, Step::Account) => "Account",
            (English, Step::Confirm) => "Confirm",
            (English, Step::Recipient | Step::Authorise) => "Authorise",
        }
    }

    /// Around the countdown: `Vence en` 23:41.
    pub(super) fn expires_in(self) -> &'static str {
        match self {
            Spanish => "Vence en ",
            English => "Expires in ",
        }
    }

    /// What the bank is chosen for, before and after the merchant's name.
    pub(super) fn bank_lead(self, setup: bool) -> &'static str {
        match (self, setup) {
            (Spanish, true) => "Para guardar una cuenta en ",
            (Spanish, false) => "Para pagar a ",
            (English, true) => "To save an account with ",
            (English, false) => "To pay ",
        }
    }

    pub(super) fn no_bank(self, query: &str) -> String {
        match self {
            Spanish => format!("Ningún banco se llama «{query}»."),
            English => format!("No bank is called “{query}”."),
        }
    }

    pub(super) fn login_title(self, bank: &str) -> String {
        match self {
            Spanish => format!("Ingrese a {bank}"),
            English => format!("Sign in to {bank}"),
        }
    }

    pub(super) fn enter_as(self, rut: &str) -> String {
        match self {
            Spanish => format!("Entrar como {rut}"),
            English => format!("Sign in as {rut}"),
        }
    }

    pub(super) fn wrong_password(self, left: u8) -> String {
        match (self, left) {
            (Spanish, 1) => "RUT o clave incorrectos. Queda 1 intento.".to_owned(),
            (Spanish, _) => format!("RUT o clave incorrectos. Quedan {left} intentos."),
            (English, 1) => "Wrong RUT or password. 1 try left.".to_owned(),
            (English, _) => format!("Wrong RUT or password. {left} tries left."),
        }
    }

    pub(super) fn signed_in(self, bank: &str, rut: &str) -> String {
        match self {
            Spanish => format!("{bank} (simulado) · RUT {rut}"),
            English => format!("{bank} (simulated) · RUT {rut}"),
        }
    }

    pub(super) fn kind(self, kind: Kind) -> &'static str {
        match (self, kind) {
            (Spanish, Kind::Checking) => "Cuenta corriente",
            (Spanish, Kind::Sight) => "Cuenta vista",
            (English, Kind::Checking) => "Checking account",
            (English, Kind::Sight) => "Sight account",
        }
    }

    /// What an account does that others do not; the label of the account, where it has one.
    pub(super) fn manner(self, manner: Manner) -> Option<&'static str> {
        match (self, manner) {
            (_, Manner::Pays) => None,
            (Spanish, Manner::PaysLate) => Some("Cuenta lenta (el pago queda pendiente unos segundos)"),
            (Spanish, Manner::NoFunds) => Some("Cuenta sin saldo (rechaza los pagos)"),
            (Spanish, Manner::AsksEachTime) => Some("Cuenta que pide aprobación cada vez"),
            (English, Manner::PaysLate) => Some("Slow account (payments stay pending a few seconds)"),
            (English, Manner::NoFunds) => Some("Account without funds (declines payments)"),
            (English, Manner::AsksEachTime) => Some("Account that asks for approval each time"),
        }
    }

    /// What the bank will want to see, beside the account.
    pub(super) fn mfa(self, mfa: Mfa) -> &'static str {
        match (self, mfa) {
            (Spanish, Mfa::Device) => "dispositivo de seguridad",
            (Spanish, Mfa::App { by_itself: true }) => "app, se aprueba sola",
            (Spanish, Mfa::App { by_itself: false }) => "app, con botones",
            (Spanish, Mfa::Sms) => "clave por SMS",
            (Spanish, Mfa::Card) => "tarjeta de coordenadas",
            (English, Mfa::Device) => "security device",
            (English, Mfa::App { by_itself: true }) => "app, approves by itself",
            (English, Mfa::App { by_itself: false }) => "app, with buttons",
            (English, Mfa::Sms) => "code by SMS",
            (English, Mfa::Card) => "coordinate card",
        }
    }

    /// The heading of the last step.
    pub(super) fn mfa_title(self, mfa: Mfa) -> &'static str {
        match (self, mfa) {
            (Spanish, Mfa::Device) => "Ingrese la clave de su dispositivo",
            (Spanish, Mfa::App { .. }) => "Autorice con la app de su banco",
            (Spanish, Mfa::Sms) => "Ingrese la clave que recibió por SMS",
            (Spanish, Mfa::Card) => "Use su tarjeta de coordenadas",
            (English, Mfa::Device) => "Enter the code of your device",
            (English, Mfa::App { .. }) => "Authorise with your bank's app",
            (English, Mfa::Sms) => "Enter the code you got by SMS",
            (English, Mfa::Card) => "Use your coordinate card",
        }
    }

    pub(super) fn app_hint(self, by_itself: bool) -> &'static str {
        match (self, by_itself) {
            (Spanish, true) => "Se aprueba sola en unos segundos. Los botones responden antes.",
            (Spanish, false) => {
                "En la vida real la app de su banco le preguntaría en el teléfono. Aquí responden los botones."
            }
            (English, true) => "It approves by itself in a few seconds. The buttons answer sooner.",
            (English, false) => "In real life your bank's app would ask on your phone. Here the buttons answer.",
        }
    }

    /// Why a new recipient is asked about, and with what.
    pub(super) fn new_recipient(self, mfa: Mfa) -> String {
        match self {
            Spanish => format!("Es la primera vez que paga a este destinatario. Su banco pide: {}.", self.mfa(mfa)),
            English => format!("This is your first payment to this recipient. Your bank asks for: {}.", self.mfa(mfa)),
        }
    }

    pub(super) fn code_label(self, mfa: Mfa) -> &'static str {
        match (self, mfa) {
            (Spanish, Mfa::Device) => "Clave del dispositivo",
            (Spanish, _) => "Clave del SMS",
            (English, Mfa::Device) => "Code of the device",
            (English, _) => "Code of the SMS",
        }
    }

    pub(super) fn cell(self, cell: &str) -> String {
        match self {
            Spanish => format!("Casilla {cell}"),
            English => format!("Cell {cell}"),
        }
    }

    /// Names the test code.
    pub(super) fn code_hint(self, mfa: Mfa) -> &'static str {
        match (self, mfa) {
            (Spanish, Mfa::Card) => "En la tarjeta de prueba todas las casillas dicen 00.",
            (Spanish, Mfa::Sms) => "No se envía ningún SMS. La clave de prueba es 0000.",
            (Spanish, _) => "La clave de prueba es 000000.",
            (English, Mfa::Card) => "On the test card every cell says 00.",
            (English, Mfa::Sms) => "No SMS is sent. The test code is 0000.",
            (English, _) => "The test code is 000000.",
        }
    }

    pub(super) fn wrong_code(self, left: u8) -> String {
        match (self, left) {
            (Spanish, 1) => "Clave incorrecta. Queda 1 intento.".to_owned(),
            (Spanish, _) => format!("Clave incorrecta. Quedan {left} intentos."),
            (English, 1) => "Wrong code. 1 try left.".to_owned(),
            (English, _) => format!("Wrong code. {left} tries left."),
        }
    }

    pub(super) fn ending_in(self, kind: Kind, last_four: &str) -> String {
        match self {
            Spanish => format!("{} terminada en {last_four}", self.kind(kind)),
            English => format!("{} ending in {last_four}", self.kind(kind)),
        }
    }

    pub(super) fn approve(self, amount: &str) -> String {
        match self {
            Spanish => format!("Aprobar pago de {amount}"),
            English => format!("Approve payment of {amount}"),
        }
    }

    pub(super) fn confirm(self, amount: &str) -> String {
        match self {
            Spanish => format!("Confirmar pago de {amount}"),
            English => format!("Confirm payment of {amount}"),
        }
    }

    pub(super) fn save_hint(self, merchant: &str) -> String {
        match self {
            Spanish => format!("{merchant} podrá cobrarle con menos pasos. Puede quitarla cuando quiera."),
            English => format!("{merchant} will be able to charge you in fewer steps. You can remove it at any time."),
        }
    }

    /// On the chip of the outcome drawer.
    pub(super) fn answers_in(self, seconds: i64) -> String {
        match self {
            Spanish => format!("responde en {seconds} s"),
            English => format!("answers in {seconds} s"),
        }
    }

    pub(super) fn back_to(self, merchant: &str) -> String {
        match self {
            Spanish => format!("Volver a {merchant}"),
            English => format!("Back to {merchant}"),
        }
    }

    fn failed(self, setup: bool) -> &'static str {
        match (self, setup) {
            (Spanish, true) => "La cuenta no se guardó",
            (Spanish, false) => "El pago no se hizo",
            (English, true) => "The account was not saved",
            (English, false) => "The payment was not made",
        }
    }

    /// Title and sentence of an end screen.
    pub(super) fn end(self, end: End<'_>, setup: bool) -> (&'static str, &'static str) {
        match (self, end) {
            (Spanish, End::Done) if setup => {
                ("Cuenta guardada", "No se hizo ningún cargo. Ya puede volver al comercio.")
            }
            (Spanish, End::Done) => ("Pago aprobado", "La transferencia se hizo. Ya puede volver al comercio."),
            (Spanish, End::Undecided) => {
                ("Su banco aún no confirma", "No pague de nuevo: el comercio le avisará apenas haya respuesta.")
            }
            (Spanish, End::Processing) => ("Pago en proceso", "No hay nada que aprobar aquí."),
            (Spanish, End::Expired) => {
                ("Esta página venció", "El tiempo para completarla se acabó. No se hizo ningún cargo.")
            }
            (Spanish, End::Failed(reason)) => (self.failed(setup), reasons::why(self, reason)),
            (English, End::Done) if setup => ("Account saved", "Nothing was charged. You can go back to the merchant."),
            (English, End::Done) => ("Payment approved", "The transfer was made. You can go back to the merchant."),
            (English, End::Undecided) => (
                "Your bank has not confirmed yet",
                "Do not pay again: the merchant will tell you as soon as there is an answer.",
            ),
            (English, End::Processing) => ("Payment in progress", "There is nothing to approve here."),
            (English, End::Expired) => {
                ("This page has expired", "The time to complete it is over. Nothing was charged.")
            }
            (English, End::Failed(reason)) => (self.failed(setup), reasons::why(self, reason)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_the_page_speaks_wins_and_spanish_is_the_rest() {
        for (sent, spoken) in [
            ("en-GB,es;q=0.5", English),
            ("es-CL,en;q=0.9", Spanish),
            ("de,en;q=0.7", English),
            ("fr", Spanish),
            ("", Spanish),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, sent.parse().unwrap());
            assert_eq!(Language::accepted(&headers), spoken, "{sent}");
        }
    }
}
