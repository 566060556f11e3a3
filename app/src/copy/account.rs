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

/// What the rider calls it, or else its bank.
pub(crate) fn name(lang: Lang, method: &SavedMethod) -> String {
    method.nickname.as_ref().map_or_else(|| bank(lang, method).to_owned(), |name| name.as_str().to_owned())
}

/// What the bank is called.
pub(crate) fn bank(lang: Lang, method: &SavedMethod) -> &'static str {
    method.bank().map_or(unknown_bank(lang), |bank| bank.name)
}

/// Name and last digits, as riders recognise an account: `Banco de Chile ••4321`, `Sueldo ••4321`.
pub(crate) fn short(lang: Lang, method: &SavedMethod) -> String {
    format!("{} ••{}", name(lang, method), method.last_four)
}

/// Bank and last digits, for what has to be understood years later and by others.
pub(crate) fn formal(lang: Lang, method: &SavedMethod) -> String {
    format!("{} ••{}", bank(lang, method), method.last_four)
}

/// The kind of account; of one that has a name of its own, the bank too.
pub(crate) fn about(lang: Lang, method: &SavedMethod) -> String {
    let kind = kind(lang, method);
    if method.nickname.is_some() { format!("{} · {kind}", bank(lang, method)) } else { kind.to_owned() }
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
