//! People to begin with: the test people of Fintoc's guide, each with accounts already saved. They are made on the ordinary
//! way, setup session by setup session, so their objects and events are those of a day's work.

use fintoc::{Customer, CustomerId, Metadata, Mode, TaxId};
use sqlx::AnyConnection;

use super::{
    begin::{self, Ask, Purpose},
    setup,
};
use crate::{
    Config, clock, ksuid, rut,
    test_bank::{self, BankAccount, Manner},
    world::{Account, Result, customers},
};

/// What everybody has: an account that pays, one without funds, and one whose bank asks each time.
const MANNERS: [Manner; 3] = [Manner::Pays, Manner::NoFunds, Manner::AsksEachTime];
const BANK: &str = "cl_banco_de_chile";

/// Makes the three test people, each with saved accounts. Answers them.
pub(crate) async fn people(
    connection: &mut AnyConnection,
    config: &Config,
    account: &Account,
) -> Result<Vec<Customer>> {
    let mut made = Vec::new();
    for person in test_bank::PEOPLE {
        let (id, customer) = customer(person);
        customers::insert(connection, account, &id, &customer).await?;
        accounts(connection, config, account, &customer).await?;
        made.push(customer);
    }
    Ok(made)
}

/// Saves the three accounts for a customer: under their own RUT if they are a test person, or else under the first one's.
pub(crate) async fn accounts(
    connection: &mut AnyConnection,
    config: &Config,
    account: &Account,
    customer: &Customer,
) -> Result<()> {
    let own = customer.tax_id.as_ref().map(|tax_id| tax_id.value.as_str());
    let [first, ..] = test_bank::PEOPLE;
    let holder = own.filter(|rut| test_bank::PEOPLE.contains(rut)).unwrap_or(first);
    for manner in MANNERS {
        let Some(bank_account) = test_bank::ACCOUNTS.iter().find(|one| one.manner == manner) else { continue };
        save(connection, config, account, customer, (holder, bank_account)).await?;
    }
    Ok(())
}

async fn save(
    connection: &mut AnyConnection,
    config: &Config,
    account: &Account,
    customer: &Customer,
    (holder, bank_account): (&str, &BankAccount),
) -> Result<()> {
    let mut session = begin::plain_setup(connection, config, account, &ask(config, customer)).await?;
    session.progress.institution = Some(BANK.to_owned());
    session.progress.holder = Some(holder.to_owned());
    session.progress.account = Some(bank_account.number.to_owned());
    setup::approved(connection, &mut session).await
}

/// The setup a merchant would have asked for.
fn ask(config: &Config, customer: &Customer) -> Ask {
    Ask::made_up(config, customer, Purpose::Setup, clock::plus_millis(clock::now(), 24 * 60 * 60 * 1000))
}

fn customer(rut: &str) -> (CustomerId, Customer) {
    let id = CustomerId::new(ksuid::fresh("cus"));
    let customer = Customer {
        id: Some(id.clone()),
        object: Some("customer".to_owned()),
        name: Some(format!("Persona de prueba {}", rut::dotted(rut))),
        email: Some(format!("prueba-{rut}@example.com")),
        phone: None,
        address: None,
        tax_id: Some(TaxId { kind: "cl_rut".to_owned(), value: rut.to_owned() }),
        metadata: Metadata::new(),
        mode: Some(Mode::Test),
        created_at: Some(clock::now()),
    };
    (id, customer)
}
