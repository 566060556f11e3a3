//! Somebody who does on the page what its payer would, with the very steps of the page: for demonstrations and tests that have
//! no browser.

use serde::Deserialize;
use sqlx::AnyConnection;

use super::{leave, recipient_step, stage::Stage, stage::Step};
use crate::{
    lifecycle::{
        self,
        approval::{self, REFUSED},
        payment,
    },
    rut::Rut,
    test_bank,
    world::{
        Result,
        sessions::{self, Session},
    },
};

/// What the payer does. What is not said is what most would do: the first bank account that pays, saved if the page offers it,
/// and approved.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Conduct {
    /// The bank to choose.
    #[serde(default = "usual_bank")]
    pub(crate) bank: String,
    /// Which test person signs in.
    #[serde(default = "usual_person")]
    pub(crate) login: String,
    /// With which of their accounts.
    #[serde(default = "usual_account")]
    pub(crate) account: String,
    /// Whether the account is to be saved once it has paid.
    #[serde(default = "yes")]
    save: bool,
    /// How it ends.
    #[serde(default)]
    outcome: Ending,
}

/// How a visit to the page ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Ending {
    /// The payer approves.
    #[default]
    Approve,
    /// The payer refuses, at the very end.
    Reject,
    /// The payer goes back to the merchant with nothing done.
    Leave,
}

fn usual_bank() -> String {
    "cl_banco_de_chile".to_owned()
}

fn usual_person() -> String {
    let [first, ..] = test_bank::PEOPLE;
    first.to_owned()
}

fn usual_account() -> String {
    test_bank::ACCOUNTS.first().map_or("", |account| account.number).to_owned()
}

const fn yes() -> bool {
    true
}

/// Whether somebody on the page could still do anything.
pub(crate) fn may_act(session: &Session) -> bool {
    matches!(Stage::of(session), Stage::At(_))
}

/// Walks from where the session is to its end. What the bank makes of it then is the bank's affair.
pub(crate) async fn act(connection: &mut AnyConnection, session: &mut Session, conduct: &Conduct) -> Result<()> {
    lifecycle::page_opened(connection, session).await?;
    if conduct.outcome == Ending::Leave {
        return leave(connection, session).await;
    }
    while let Stage::At(step) = Stage::of(session) {
        take(connection, session, step, conduct).await?;
        if step == Step::Authorise {
            break;
        }
    }
    Ok(())
}

async fn take(connection: &mut AnyConnection, session: &mut Session, step: Step, conduct: &Conduct) -> Result<()> {
    let refuses = conduct.outcome == Ending::Reject;
    match step {
        Step::Bank => session.progress.choose_bank(&conduct.bank),
        Step::Login => match who(session, conduct) {
            Some(person) => session.progress.sign_in(&person),
            None => return approval::ended(connection, session, REFUSED).await,
        },
        Step::Account => session.progress.choose_account(&conduct.account),
        Step::Confirm => {
            session.progress.confirm(conduct.save);
            return payment::confirmed(connection, session).await;
        }
        Step::Recipient | Step::Authorise if refuses => return approval::ended(connection, session, REFUSED).await,
        Step::Recipient => return recipient_step::approved(connection, session).await,
        Step::Authorise => return approval::approved(connection, session).await,
    }
    sessions::save(connection, session).await
}

/// Who signs in: the one whom the merchant locked, or the one who was named.
fn who(session: &Session, conduct: &Conduct) -> Option<Rut> {
    let locked = session.progress.prefill.as_deref().filter(|_| session.progress.locked);
    Rut::read(locked.unwrap_or(&conduct.login))
}
