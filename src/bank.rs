//! The banks a rider can choose from, with the ids Fintoc publishes for Chile
//! (docs.fintoc.com, "Chile institution codes").

/// A bank or wallet that can pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bank {
    /// Fintoc's `institution_id`.
    pub id: &'static str,
    /// The name as people say it.
    pub name: &'static str,
    /// Neutral initials for the tile; no logo is drawn.
    pub initials: &'static str,
    /// The word that picks the tile's tint.
    pub tile: &'static str,
}

const fn bank(id: &'static str, name: &'static str, initials: &'static str, tile: &'static str) -> Bank {
    Bank { id, name, initials, tile }
}

/// Every bank we offer, the most used first.
pub const BANKS: [Bank; 18] = [
    bank("cl_banco_estado", "BancoEstado", "BE", "estado"),
    bank("cl_banco_de_chile", "Banco de Chile", "CH", "chile"),
    bank("cl_banco_santander", "Santander", "SA", "santander"),
    bank("cl_banco_bci", "BCI", "BCI", "bci"),
    bank("cl_banco_itau", "Itaú", "IT", "itau"),
    bank("cl_banco_scotiabank", "Scotiabank", "SC", "scotia"),
    bank("cl_banco_falabella", "Falabella", "FA", "falabella"),
    bank("cl_banco_bice", "BICE", "BI", "bice"),
    bank("cl_banco_ripley", "Ripley", "RI", "ripley"),
    bank("cl_banco_security", "Security", "SE", "security"),
    bank("cl_banco_consorcio", "Consorcio", "CS", "consorcio"),
    bank("cl_banco_internacional", "Internacional", "IN", "inter"),
    bank("cl_banco_coopeuch", "Coopeuch", "CP", "coopeuch"),
    bank("cl_mercado_pago", "Mercado Pago", "MP", "mpago"),
    bank("cl_mach", "Mach", "MA", "mach"),
    bank("cl_tenpo", "Tenpo", "TE", "tenpo"),
    bank("cl_prepago_los_heroes", "Los Héroes", "LH", "heroes"),
    bank("cl_copec_pay", "Copec Pay", "CO", "copec"),
];

/// The bank with that `institution_id`, if we offer it.
pub fn find(id: &str) -> Option<&'static Bank> {
    BANKS.iter().find(|bank| bank.id == id)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_two_banks_share_an_id_or_a_tint() {
        assert_eq!(BANKS.iter().map(|bank| bank.id).collect::<HashSet<_>>().len(), BANKS.len());
        assert_eq!(BANKS.iter().map(|bank| bank.tile).collect::<HashSet<_>>().len(), BANKS.len());
    }
}
