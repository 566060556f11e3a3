//! Every sentence of the page, in Spanish (of Chile, *usted*, as banks speak) and English.

use axum::http::{HeaderMap, header};
use serde::{Deserialize, Serialize};

use crate::test_bank::{Kind, Manner};

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
            Spanish => &SPANISH,
            English => &ENGLISH,
        }
    }
}

/// Sentences without anything to fill in.
#[derive(Debug)]
pub(super) struct Texts {
    pub(super) band_label: &'static str,
    pub(super) band_who: &'static str,
    pub(super) band_what: &'static str,
    pub(super) page: &'static str,
    pub(super) simulator: &'static str,
    pub(super) simulated: &'static str,
    pub(super) cancel: &'static str,
    pub(super) footer: &'static str,
    pub(super) steps: &'static str,
    pub(super) step_names: [&'static str; 4],
    pub(super) summary: &'static str,
    pub(super) merchant: &'static str,
    pub(super) operation: &'static str,
    pub(super) operation_setup: &'static str,
    pub(super) operation_payment: &'static str,
    pub(super) no_charge: &'static str,
    pub(super) bank_title: &'static str,
    pub(super) bank_search: &'static str,
    pub(super) bank_search_button: &'static str,
    pub(super) bank_all: &'static str,
    pub(super) login_people: &'static str,
    pub(super) login_people_hint: &'static str,
    pub(super) login_or: &'static str,
    pub(super) login_rut: &'static str,
    pub(super) login_password: &'static str,
    pub(super) login_password_hint: &'static str,
    pub(super) login_submit: &'static str,
    pub(super) login_rut_wrong: &'static str,
    pub(super) login_password_missing: &'static str,
    pub(super) change_bank: &'static str,
    pub(super) account_title: &'static str,
    pub(super) account_more: &'static str,
    pub(super) account_ours: &'static str,
    pub(super) account_submit: &'static str,
    pub(super) change_person: &'static str,
    pub(super) authorise_title: &'static str,
    pub(super) approve_title: &'static str,
    pub(super) authorise_waiting: &'static str,
    pub(super) authorise_hint: &'static str,
    pub(super) authorises: &'static str,
    pub(super) authorises_setup: &'static str,
    pub(super) authorises_payment: &'static str,
    pub(super) account: &'static str,
    pub(super) holder: &'static str,
    pub(super) charge_now: &'static str,
    pub(super) authorise: &'static str,
    pub(super) reject: &'static str,
    pub(super) change_account: &'static str,
    pub(super) nowhere_title: &'static str,
    pub(super) nowhere: &'static str,
}

static SPANISH: Texts = Texts {
    band_label: "Aviso permanente",
    band_who: "Simulador:",
    band_what: "no es un banco, no use sus datos reales",
    page: "Página de pagos",
    simulator: "simulador",
    simulated: "simulado",
    cancel: "Cancelar",
    footer: "Página de prueba servida por un simulador. No es de Fintoc ni de ningún banco, y no mueve dinero.",
    steps: "Pasos",
    step_names: ["Banco", "Ingreso", "Cuenta", "Autorizar"],
    summary: "Resumen",
    merchant: "Comercio",
    operation: "Operación",
    operation_setup: "Guardar una cuenta bancaria.",
    operation_payment: "Pagar desde su banco.",
    no_charge: "Sin cobro.",
    bank_title: "Seleccione su banco",
    bank_search: "Buscar banco",
    bank_search_button: "Buscar",
    bank_all: "Ver todos los bancos",
    login_people: "Personas de prueba",
    login_people_hint: "Un toque y entra: no hay nada que escribir.",
    login_or: "O escriba los datos de prueba",
    login_rut: "RUT",
    login_password: "Clave",
    login_password_hint: "La clave de prueba es jonsnow. Nunca escriba la de su banco.",
    login_submit: "Ingresar",
    login_rut_wrong: "Ese RUT no es válido: revise los números y el dígito verificador.",
    login_password_missing: "Escriba la clave de prueba.",
    change_bank: "Cambiar de banco",
    account_title: "Elija una cuenta",
    account_more: "Más cuentas de prueba",
    account_ours: "Del simulador",
    account_submit: "Continuar",
    change_person: "Entrar como otra persona",
    authorise_title: "Autorice con la app de su banco",
    approve_title: "Apruebe este pago",
    authorise_waiting: "Esperando su autorización",
    authorise_hint: "En la vida real la app de su banco le preguntaría en el teléfono. Aquí responden los botones.",
    authorises: "Qué autoriza",
    authorises_setup: "Guardar esta cuenta para pagos futuros",
    authorises_payment: "Una transferencia, una sola vez",
    account: "Cuenta",
    holder: "Titular",
    charge_now: "Cargo ahora",
    authorise: "Autorizar",
    reject: "Rechazar",
    change_account: "Elegir otra cuenta",
    nowhere_title: "Esta página no existe",
    nowhere: "Revise el enlace o vuelva al comercio y empiece de nuevo.",
};

static ENGLISH: Texts = Texts {
    band_label: "Permanent notice",
    band_who: "Simulator:",
    band_what: "not a bank, do not use your real details",
    page: "Payments page",
    simulator: "simulator",
    simulated: "simulated",
    cancel: "Cancel",
    footer: "Test page served by a simulator. It belongs neither to Fintoc nor to any bank, and moves no money.",
    steps: "Steps",
    step_names: ["Bank", "Sign in", "Account", "Authorise"],
    summary: "Summary",
    merchant: "Merchant",
    operation: "Operation",
    operation_setup: "Save a bank account.",
    operation_payment: "Pay with your bank.",
    no_charge: "No charge.",
    bank_title: "Choose your bank",
    bank_search: "Search bank",
    bank_search_button: "Search",
    bank_all: "Show all banks",
    login_people: "Test people",
    login_people_hint: "One tap and you are in: nothing to type.",
    login_or: "Or type the test details",
    login_rut: "RUT",
    login_password: "Password",
    login_password_hint: "The test password is jonsnow. Never type your bank's.",
    login_submit: "Sign in",
    login_rut_wrong: "That RUT is not valid: check the numbers and the check digit.",
    login_password_missing: "Type the test password.",
    change_bank: "Choose another bank",
    account_title: "Choose an account",
    account_more: "More test accounts",
    account_ours: "Simulator's own",
    account_submit: "Continue",
    change_person: "Sign in as somebody else",
    authorise_title: "Authorise with your bank's app",
    approve_title: "Approve this payment",
    authorise_waiting: "Waiting for your authorisation",
    authorise_hint: "In real life your bank's app would ask on your phone. Here the buttons answer.",
    authorises: "You authorise",
    authorises_setup: "Saving this account for future payments",
    authorises_payment: "One transfer, once",
    account: "Account",
    holder: "Holder",
    charge_now: "Charge now",
    authorise: "Authorise",
    reject: "Reject",
    change_account: "Choose another account",
    nowhere_title: "This page does not exist",
    nowhere: "Check the link, or go back to the merchant and start again.",
};

impl Language {
    pub(super) fn header(self, merchant: &str, charge: &str) -> String {
        match self {
            Spanish => format!("Para {merchant}, cargo {charge}"),
            English => format!("For {merchant}, charge {charge}"),
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

    pub(super) fn back_to(self, merchant: &str) -> String {
        match self {
            Spanish => format!("Volver a {merchant}"),
            English => format!("Back to {merchant}"),
        }
    }

    /// Title and sentence of an end screen.
    pub(super) fn end(self, end: super::progress::End<'_>, setup: bool) -> (&'static str, &'static str) {
        use super::progress::End;
        match (self, end) {
            (Spanish, End::Expired) => {
                ("Esta página venció", "El tiempo para completarla se acabó. No se hizo ningún cargo.")
            }
            (Spanish, End::Done) if setup => ("Cuenta guardada", "Ya puede cerrar esta página."),
            (Spanish, End::Done) => ("Pago aprobado", "Ya puede cerrar esta página."),
            (Spanish, End::Undecided) => ("Su banco aún no confirma", "El comercio le avisará apenas haya respuesta."),
            (Spanish, End::Processing) => ("Pago en proceso", "No hay nada que aprobar aquí."),
            (Spanish, End::Failed(reason)) => (
                if setup { "La cuenta no se guardó" } else { "El pago no se hizo" },
                match reason {
                    "insufficient_funds" => "La cuenta no tiene saldo suficiente.",
                    "login_credentials_locked" => "Fueron tres claves incorrectas: el banco bloqueó el ingreso.",
                    "user_left" => "Usted rechazó la autorización.",
                    _ => "El banco no lo permitió.",
                },
            ),
            (English, End::Expired) => {
                ("This page has expired", "The time to complete it is over. Nothing was charged.")
            }
            (English, End::Done) if setup => ("Account saved", "You can close this page."),
            (English, End::Done) => ("Payment approved", "You can close this page."),
            (English, End::Undecided) => {
                ("Your bank has not confirmed yet", "The merchant will tell you as soon as there is an answer.")
            }
            (English, End::Processing) => ("Payment in progress", "There is nothing to approve here."),
            (English, End::Failed(reason)) => (
                if setup { "The account was not saved" } else { "The payment was not made" },
                match reason {
                    "insufficient_funds" => "The account does not have enough money.",
                    "login_credentials_locked" => "Three wrong passwords: the bank locked the login.",
                    "user_left" => "You rejected the authorisation.",
                    _ => "The bank did not allow it.",
                },
            ),
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
