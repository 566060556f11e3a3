//! How a saved account is called.

use vuelta::wallet::{AccountKind, SavedMethod};

use super::{Lang, phrases};

phrases! {
    main: "Principal", "Main";
    active: "Activa", "Active";
    saved: "Guardada", "Saved";
    disconnected: "Desconectada", "Disconnected";
    ending_in: "Terminada en ", "Ending in ";
    unknown_bank: "Tu banco", "Your bank";
    checking: "Cuenta corriente", "Checking account";
    sight: "Cuenta vista", "Sight account";
    cuenta_rut: "CuentaRUT", "CuentaRUT";
    savings: "Cuenta de ahorro", "Savings account";
    other: "Cuenta bancaria", "Bank account";
    gone: "Cuenta que ya no está guardada", "An account that is no longer saved";
}

/// What the bank is called.
pub(crate) fn bank(lang: Lang, method: &SavedMethod) -> &'static str {
    method.bank().map_or(unknown_bank(lang), |bank| bank.name)
}

/// Bank and last digits, as riders recognise an account: `Banco de Chile ••4321`.
pub(crate) fn short(lang: Lang, method: &SavedMethod) -> String {
    format!("{} ••{}", bank(lang, method), method.last_four)
}

/// The kind of account; BancoEstado's sight account goes by a name of its own.
pub(crate) fn kind(lang: Lang, method: &SavedMethod) -> &'static str {
    match method.kind {
        AccountKind::Checking => checking(lang),
        AccountKind::Sight if method.institution == "cl_banco_estado" => cuenta_rut(lang),
        AccountKind::Sight => sight(lang),
        AccountKind::Savings => savings(lang),
        AccountKind::Other => other(lang),
    }
}
