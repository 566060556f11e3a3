//! The books.

use sqlx::{AnyConnection, Row};
use vuelta::{
    Clp, Instant,
    id::{PaymentId, RefundId, RiderId},
    ledger::{Account, Entry},
    refund::Refund,
};

use super::Result;

/// What an entry is about: a payment, or one of its refunds.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    payment: &'a PaymentId,
    refund: Option<&'a RefundId>,
}

impl<'a> From<&'a PaymentId> for Subject<'a> {
    fn from(payment: &'a PaymentId) -> Self {
        Self { payment, refund: None }
    }
}

impl<'a> From<&'a Refund> for Subject<'a> {
    fn from(refund: &'a Refund) -> Self {
        Self { payment: &refund.payment, refund: Some(&refund.id) }
    }
}

/// Writes an entry down; `false` when its payment, or its refund, has one of that kind already.
pub async fn record(
    connection: &mut AnyConnection,
    id: &str,
    subject: impl Into<Subject<'_>>,
    rider: &RiderId,
    entry: &Entry,
    now: Instant,
) -> Result<bool> {
    let Subject { payment, refund } = subject.into();
    let inserted = sqlx::query(
        "insert into ledger_entries (id, payment_id, refund_id, rider_id, kind, at) values ($1, $2, $3, $4, $5, $6)
         on conflict do nothing",
    )
    .bind(id)
    .bind(payment.as_str())
    .bind(refund.map(RefundId::as_str))
    .bind(rider.as_str())
    .bind(entry.kind.as_str())
    .bind(now.millis())
    .execute(&mut *connection)
    .await?;
    if inserted.rows_affected() == 0 {
        return Ok(false);
    }
    for posting in entry.postings() {
        sqlx::query("insert into ledger_postings (entry_id, account, amount_clp) values ($1, $2, $3)")
            .bind(id)
            .bind(posting.account.as_str())
            .bind(posting.amount.pesos())
            .execute(&mut *connection)
            .await?;
    }
    Ok(true)
}

/// What stands on an account, of one rider or of all.
pub async fn balance(connection: &mut AnyConnection, account: Account, rider: Option<&RiderId>) -> Result<Clp> {
    let row = sqlx::query(
        "select cast(coalesce(sum(p.amount_clp), 0) as bigint) from ledger_postings p
         join ledger_entries e on e.id = p.entry_id
         where p.account = $1 and ($2 = '' or e.rider_id = $2)",
    )
    .bind(account.as_str())
    .bind(rider.map_or("", RiderId::as_str))
    .fetch_one(connection)
    .await?;
    Ok(Clp::new(row.try_get(0)?))
}
