//! Why it did not work, as the payer reads it: one sentence for each group of error reasons that asks the same of them.

use super::copy::Language::{self, English, Spanish};

/// What an `error_reason` asks of the payer. The reasons are Fintoc's (its page on payment exceptions, and older names from
/// its dashboard); the grouping is ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Remedy {
    /// The bank did not answer, or not in time.
    TryAgain,
    /// The time to authorise ran out.
    Hurry,
    CheckLogin,
    CheckCode,
    /// The payer said no, or went away.
    Reconsider,
    CallBank,
    /// There is not enough money.
    AddFunds,
    /// A limit of the bank, of the day or of the recipient.
    OtherAccount,
    /// Nothing the payer can mend.
    AskMerchant,
}

fn remedy(reason: &str) -> Remedy {
    match reason {
        "bank_connection_error" | "bank_not_available" | "mfa_unavailable" | "internal_error" => Remedy::TryAgain,
        "mfa_authorization_timeout" | "account_selection_timeout" => Remedy::Hurry,
        "login_invalid_credentials" => Remedy::CheckLogin,
        "mfa_invalid_authorization" => Remedy::CheckCode,
        "user_left" | "mfa_not_authorized" | "user_abandon_before_login" => Remedy::Reconsider,
        "bank_account_locked" | "login_credentials_locked" | "mfa_locked" | "account_blocked" => Remedy::CallBank,
        "insufficient_funds" => Remedy::AddFunds,
        "amount_limit_reached"
        | "daily_amount_limit_reached"
        | "maximum_amount_error"
        | "minimum_amount_error"
        | "new_contact_amount_limit_reached"
        | "new_contact_transfer_number_limit_reached" => Remedy::OtherAccount,
        _ => Remedy::AskMerchant,
    }
}

/// What happened and what to do about it.
pub(super) fn why(language: Language, reason: &str) -> &'static str {
    match (language, remedy(reason)) {
        (Spanish, Remedy::TryAgain) => "Su banco no respondió. Inténtelo de nuevo en unos minutos.",
        (Spanish, Remedy::Hurry) => "Se acabó el tiempo para autorizar. Inténtelo de nuevo.",
        (Spanish, Remedy::CheckLogin) => "RUT o clave incorrectos. Revíselos e inténtelo de nuevo.",
        (Spanish, Remedy::CheckCode) => "La clave de autorización no era correcta. Revísela e inténtelo de nuevo.",
        (Spanish, Remedy::Reconsider) => "Usted no dio la autorización. Si fue sin querer, inténtelo de nuevo.",
        (Spanish, Remedy::CallBank) => "Su banco bloqueó el acceso o la cuenta. Comuníquese con su banco.",
        (Spanish, Remedy::AddFunds) => "La cuenta no tiene saldo suficiente. Use otra cuenta.",
        (Spanish, Remedy::OtherAccount) => "El monto no está dentro de los límites de su banco. Use otra cuenta.",
        (Spanish, Remedy::AskMerchant) => "El banco no lo permitió. Comuníquese con el comercio.",
        (English, Remedy::TryAgain) => "Your bank did not answer. Try again in a few minutes.",
        (English, Remedy::Hurry) => "The time to authorise ran out. Try again.",
        (English, Remedy::CheckLogin) => "Wrong RUT or password. Check them and try again.",
        (English, Remedy::CheckCode) => "The authorisation code was not right. Check it and try again.",
        (English, Remedy::Reconsider) => "You did not authorise it. If that was a slip, try again.",
        (English, Remedy::CallBank) => "Your bank locked the access or the account. Contact your bank.",
        (English, Remedy::AddFunds) => "The account does not have enough money. Use another account.",
        (English, Remedy::OtherAccount) => "The amount is outside your bank's limits. Use another account.",
        (English, Remedy::AskMerchant) => "The bank did not allow it. Contact the merchant.",
    }
}
