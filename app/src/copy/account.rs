//! How a saved account is called.

use vuelta::{
    ride::Payment,
    wallet::{AccountKind, BankAccount, SavedMethod, Wallet},
};

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

/// Bank and last digits, saved or not: for what has to be understood years later and by others.
pub(crate) fn of(lang: Lang, account: &BankAccount) -> String {
    let bank = account.bank().map_or(unknown_bank(lang), |bank| bank.name);
    format!("{bank} ••{}", account.last_four)
}

/// How the account of a payment is called; until somebody has chosen one, it is at their bank.
pub(crate) fn of_payment(lang: Lang, payment: &Payment, wallet: &Wallet) -> String {
    match (wallet.account_of(payment), &payment.method) {
        (Some(account), _) => of(lang, &account),
        (None, None) => unknown_bank(lang).to_owned(),
        (None, Some(_)) => gone(lang).to_owned(),
    }
}

/// The kind of account; of one that has a name of its own, the bank too.
pub(crate) fn about(lang: Lang, method: &SavedMethod) -> String {
    let kind = kind(lang, method);
    if method.nickname.is_some() { format!("{} · {kind}", bank(lang, method)) } else { kind.to_owned() }
}

/// The kind of account; BancoEstado's sight account goes by a name of its own.
pub(crate) fn kind(lang: Lang, method: &SavedMethod) -> &'static str {
    kind_of(lang, &BankAccount::from(method))
}

/// The same of an account that need not be saved.
pub(crate) fn kind_of(lang: Lang, account: &BankAccount) -> &'static str {
    match account.kind {
        AccountKind::Checking => checking(lang),
        AccountKind::Sight if account.institution == "cl_banco_estado" => cuenta_rut(lang),
        AccountKind::Sight => sight(lang),
        AccountKind::Savings => savings(lang),
        AccountKind::Other => other(lang),
    }
}
