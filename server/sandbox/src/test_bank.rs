//! The bank that is no bank: institutions, test people and their accounts.

use crate::{fate::Fate, rut::Rut};

/// A bank that the hosted page offers. Ids as in Fintoc's list of institution codes, in the order its own page shows them;
/// the initials are drawn by us, because other companies' logos are not ours to copy.
#[derive(Debug)]
pub(crate) struct Institution {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) initials: &'static str,
}

const fn bank(id: &'static str, name: &'static str, initials: &'static str) -> Institution {
    Institution { id, name, initials }
}

pub(crate) static INSTITUTIONS: &[Institution] = &[
    bank("cl_banco_estado", "BancoEstado", "BE"),
    bank("cl_banco_santander", "Santander", "SA"),
    bank("cl_banco_falabella", "Banco Falabella", "FA"),
    bank("cl_banco_de_chile", "Banco de Chile", "CH"),
    bank("cl_banco_bci", "BCI", "BCI"),
    bank("cl_banco_scotiabank", "Scotiabank", "SC"),
    bank("cl_banco_itau", "Itaú", "IT"),
    bank("cl_banco_bice", "BICE", "BI"),
    bank("cl_banco_security", "Banco Security", "SE"),
    bank("cl_banco_ripley", "Banco Ripley", "RI"),
    bank("cl_banco_consorcio", "Banco Consorcio", "CS"),
    bank("cl_banco_internacional", "Banco Internacional", "IN"),
    bank("cl_banco_coopeuch", "Coopeuch", "CO"),
    bank("cl_mercado_pago", "Mercado Pago", "MP"),
    bank("cl_mach", "Mach", "MA"),
    bank("cl_tenpo", "Tenpo", "TE"),
    bank("cl_tapp_caja_los_andes", "Tapp Caja Los Andes", "TA"),
    bank("cl_copec_pay", "Copec Pay", "CP"),
    bank("cl_prepago_los_heroes", "Prepago Los Héroes", "LH"),
];

/// The bank of that id, if people can pay from it.
pub(crate) fn institution(id: &str) -> Option<&'static Institution> {
    INSTITUTIONS.iter().find(|institution| institution.id == id)
}

/// Whether the bank's name holds what was searched for; accents and case do not matter.
pub(crate) fn fits(institution: &Institution, query: &str) -> bool {
    plain(institution.name).contains(&plain(query))
}

fn plain(text: &str) -> String {
    text.trim()
        .chars()
        .flat_map(char::to_lowercase)
        .map(|character| match character {
            'á' => 'a',
            'é' => 'e',
            'í' => 'i',
            'ó' => 'o',
            'ú' | 'ü' => 'u',
            other => other,
        })
        .collect()
}

/// The people of Fintoc's testing guide, compact.
pub(crate) const PEOPLE: [&str; 3] = ["416148503", "404276727", "415792638"];
/// Their password, published there too.
pub(crate) const PASSWORD: &str = "jonsnow";
/// How often a password or a code may be wrong before the bank has had enough. Our choice: the sources are silent.
pub(crate) const TRIES: u8 = 3;

/// Whether that person may enter with that password. Fintoc's guide names three people, and companies of the form
/// 45.XXX.XXX-X.
pub(crate) fn admits(rut: &Rut, password: &str) -> bool {
    let company = rut.compact().len() == 9 && rut.compact().starts_with("45");
    password == PASSWORD && (company || PEOPLE.contains(&rut.compact()))
}

/// What kind of account it is, in the wire's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Checking,
    Sight,
}

/// Who made the account up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Its number is published by Fintoc or its integrators.
    Fintoc,
    /// It is ours, and labelled so on the page.
    Sandbox,
}

/// An account every test person has at every bank.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct BankAccount {
    pub(crate) number: &'static str,
    pub(crate) kind: Kind,
    pub(crate) origin: Origin,
    pub(crate) manner: Manner,
    pub(crate) mfa: Mfa,
}

/// How an account behaves when it is asked for money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// It pays.
    Pays,
    /// It stays pending for a few seconds, then pays. (One integrator's notes; low confidence.)
    PaysLate,
    /// It never has the money.
    NoFunds,
    /// Its bank wants the holder's approval of each payment, though the account is saved.
    AsksEachTime,
}

/// How a bank makes sure that it is the holder who asks: the four kinds of Fintoc's testing guide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mfa {
    /// A token in the holder's hand shows a code.
    Device,
    /// The bank's app on the holder's phone asks; where it approves by itself, there is nothing to press.
    App { by_itself: bool },
    /// A code comes to the holder's phone.
    Sms,
    /// Three cells of a printed grid.
    Card,
}

/// The app that waits for an answer.
const APP: Mfa = Mfa::App { by_itself: false };

/// Whether a code is right: zeros only, two or more. The sources tell of `000000`, `0000` and `00` for different kinds, and
/// not all alike, so each is taken everywhere (our choice).
pub(crate) fn is_right_code(typed: &str) -> bool {
    typed.len() >= 2 && typed.bytes().all(|byte| byte == b'0')
}

/// The authorisation of a new recipient that an amount asks for before its payment's own, by its last two digits. (From
/// integrators' notes on Fintoc's test mode; medium confidence.)
pub(crate) fn new_recipient(amount: i64) -> Option<Mfa> {
    match amount.rem_euclid(100) {
        1 => Some(Mfa::Device),
        4 => Some(Mfa::Sms),
        5 => Some(Mfa::Card),
        _ => None,
    }
}

/// What becomes of a payment when nobody says otherwise. An amount that ends in 03 is rejected (the same notes), whatever
/// the account would do.
pub(crate) fn fate(account: Option<&str>, amount: Option<i64>) -> Fate {
    if amount.is_some_and(|amount| amount.rem_euclid(100) == 3) {
        return Fate::Decline { reason: "mfa_invalid_authorization".to_owned() };
    }
    account.and_then(account_numbered).map(BankAccount::fate).unwrap_or_default()
}

const fn account(number: &'static str, kind: Kind, origin: Origin, manner: Manner, mfa: Mfa) -> BankAccount {
    BankAccount { number, kind, origin, manner, mfa }
}

/// Fintoc's published numbers, each with the authorisation its testing guide and its integrators' notes give it, and two of
/// ours. The kinds of account are our choice: the sources give numbers only.
pub(crate) static ACCOUNTS: &[BankAccount] = &[
    account("422159212", Kind::Checking, Origin::Fintoc, Manner::Pays, Mfa::App { by_itself: true }),
    account("999000051", Kind::Sight, Origin::Sandbox, Manner::NoFunds, APP),
    account("999000027", Kind::Checking, Origin::Sandbox, Manner::AsksEachTime, APP),
    account("813990168", Kind::Checking, Origin::Fintoc, Manner::Pays, Mfa::Device),
    account("5233137377", Kind::Sight, Origin::Fintoc, Manner::Pays, APP),
    account("170086177", Kind::Sight, Origin::Fintoc, Manner::Pays, Mfa::Sms),
    account("746326042", Kind::Checking, Origin::Fintoc, Manner::Pays, Mfa::Card),
    account("4420245701", Kind::Checking, Origin::Fintoc, Manner::Pays, Mfa::Card),
    account("512347890123", Kind::Sight, Origin::Fintoc, Manner::PaysLate, APP),
];

/// The account of that number.
pub(crate) fn account_numbered(number: &str) -> Option<&'static BankAccount> {
    ACCOUNTS.iter().find(|account| account.number == number)
}

impl BankAccount {
    pub(crate) fn last_four(&self) -> &'static str {
        self.number.get(self.number.len().saturating_sub(4)..).unwrap_or(self.number)
    }

    /// What it does when it is asked for money.
    fn fate(&self) -> Fate {
        match self.manner {
            Manner::Pays | Manner::AsksEachTime => Fate::Succeed,
            Manner::PaysLate => Fate::Pending { seconds: 5, then: Box::default() },
            Manner::NoFunds => Fate::Decline { reason: "insufficient_funds".to_owned() },
        }
    }
}

impl Kind {
    pub(crate) fn on_the_wire(self) -> fintoc::AccountType {
        match self {
            Self::Checking => fintoc::AccountType::Checking,
            Self::Sight => fintoc::AccountType::Sight,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_people_of_the_guide_may_enter_and_nobody_else() {
        for person in PEOPLE.into_iter().chain(["450000000"]) {
            let rut = Rut::read(person).unwrap();
            assert!(admits(&rut, "jonsnow"), "{person}");
            assert!(!admits(&rut, "JonSnow"), "{person}");
        }
        assert!(!admits(&Rut::read("11.111.111-1").unwrap(), "jonsnow"));
    }

    #[test]
    fn zeros_are_the_right_code_and_nothing_else_is() {
        for right in ["00", "0000", "000000"] {
            assert!(is_right_code(right), "{right}");
        }
        for wrong in ["", "0", "0001", "OO", "0 0", "１２"] {
            assert!(!is_right_code(wrong), "{wrong}");
        }
    }

    #[test]
    fn the_last_two_digits_of_an_amount_change_the_road() {
        assert_eq!(new_recipient(4_901), Some(Mfa::Device));
        assert_eq!(new_recipient(4), Some(Mfa::Sms));
        assert_eq!(new_recipient(105), Some(Mfa::Card));
        assert_eq!(new_recipient(4_990), None);
        let rejected = Fate::Decline { reason: "mfa_invalid_authorization".to_owned() };
        assert_eq!(fate(Some("422159212"), Some(1_003)), rejected);
        assert_eq!(fate(Some("422159212"), Some(300)), Fate::Succeed);
        assert_eq!(fate(None, None), Fate::Succeed);
    }

    #[test]
    fn a_search_forgives_accents_and_case() {
        let found =
            |query| INSTITUTIONS.iter().filter(|bank| fits(bank, query)).map(|bank| bank.id).collect::<Vec<_>>();
        assert_eq!(found("ITAU"), ["cl_banco_itau"]);
        assert_eq!(found("").len(), INSTITUTIONS.len());
        assert!(found("nadie").is_empty());
    }
}
