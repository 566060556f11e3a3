//! The outbox: calls to Fintoc that we owe.

use std::time::Duration;

use sqlx::{AnyConnection, Row, any::AnyRow};
use vuelta::{Instant, id::RiderId};

use super::{Result, StoreError, millis};

/// What a call is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CallKind {
    /// Create the rider's customer.
    Customer,
    /// Create the session of a setup.
    Setup,
    /// Create the session of a payment.
    Payment,
    /// Give a payment back.
    Refund,
    /// Cancel a saved account that its rider had forgotten.
    Forget,
}

impl CallKind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Customer, Self::Setup, Self::Payment, Self::Refund, Self::Forget];

    /// The word in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Setup => "setup",
            Self::Payment => "payment",
            Self::Refund => "refund",
            Self::Forget => "forget",
        }
    }
}

/// A call, down to its bytes.
#[derive(Debug, Clone)]
pub struct Call {
    /// Which row.
    pub id: String,
    /// What about.
    pub kind: CallKind,
    /// Which rider, setup, payment, refund or saved account.
    pub subject: String,
    /// Sent with every try.
    pub idempotency_key: String,
    /// Sent with every try, byte for byte.
    pub body: String,
    /// When it was written down.
    pub created_at: Instant,
    /// How many tries it had.
    pub attempts: i64,
    /// When Fintoc was looked through in vain for what its key may have done.
    pub looked_at: Option<Instant>,
}

/// Owes a call. It is leased to the caller until `leased_until`: the click that wrote it makes the first try itself.
pub async fn owe(connection: &mut AnyConnection, call: &Call, leased_until: Instant) -> Result<()> {
    sqlx::query(
        "insert into outbox (id, kind, subject_id, idempotency_key, body, created_at, due_at, leased_until)
         values ($1, $2, $3, $4, $5, $6, $6, $7)",
    )
    .bind(&call.id)
    .bind(call.kind.as_str())
    .bind(&call.subject)
    .bind(&call.idempotency_key)
    .bind(&call.body)
    .bind(call.created_at.millis())
    .bind(leased_until.millis())
    .execute(connection)
    .await?;
    Ok(())
}

/// Takes the call that has been due the longest, for as long as the lease lasts.
pub async fn take_due(connection: &mut AnyConnection, now: Instant, leased_until: Instant) -> Result<Option<Call>> {
    let row = sqlx::query(
        "update outbox set leased_until = $1, attempts = attempts + 1
         where id = (
             select id from outbox where done_at is null and due_at <= $2 and leased_until < $2 order by due_at limit 1
         ) and done_at is null and leased_until < $2
         returning *",
    )
    .bind(leased_until.millis())
    .bind(now.millis())
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(read).transpose()
}

/// Takes the open call about that subject, if nobody has it.
pub async fn take_of(
    connection: &mut AnyConnection,
    kind: CallKind,
    subject: &str,
    now: Instant,
    leased_until: Instant,
) -> Result<Option<Call>> {
    let row = sqlx::query(
        "update outbox set leased_until = $1, attempts = attempts + 1
         where id = (
             select id from outbox where kind = $3 and subject_id = $4 and done_at is null and leased_until < $2 limit 1
         ) and done_at is null and leased_until < $2
         returning *",
    )
    .bind(leased_until.millis())
    .bind(now.millis())
    .bind(kind.as_str())
    .bind(subject)
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(read).transpose()
}

/// Whether a call about that subject is still to be made.
pub async fn is_owed(connection: &mut AnyConnection, kind: CallKind, subject: &str) -> Result<bool> {
    let open = sqlx::query("select id from outbox where kind = $1 and subject_id = $2 and done_at is null limit 1")
        .bind(kind.as_str())
        .bind(subject)
        .fetch_optional(connection)
        .await?;
    Ok(open.is_some())
}

/// Keeps the call somebody's for longer.
///
/// # Errors
/// `Stale` when it is theirs no more.
pub async fn extend(connection: &mut AnyConnection, call: &Call, leased_until: Instant) -> Result<()> {
    let extended =
        sqlx::query("update outbox set leased_until = $1 where id = $2 and idempotency_key = $3 and done_at is null")
            .bind(leased_until.millis())
            .bind(&call.id)
            .bind(&call.idempotency_key)
            .execute(connection)
            .await?;
    held(extended.rows_affected())
}

/// The call is made and answered. Its bytes are not needed any more, and they hold what a rider told us.
///
/// # Errors
/// `Stale` when somebody else answered it, or replaced it.
pub async fn done(connection: &mut AnyConnection, call: &Call, now: Instant) -> Result<()> {
    let done = sqlx::query(
        "update outbox set done_at = $1, leased_until = 0, body = ''
         where id = $2 and idempotency_key = $3 and done_at is null",
    )
    .bind(now.millis())
    .bind(&call.id)
    .bind(&call.idempotency_key)
    .execute(connection)
    .await?;
    held(done.rows_affected())
}

/// The call is to be tried again later, as it is.
///
/// # Errors
/// `Stale` when somebody else answered it, or replaced it.
pub async fn put_off(connection: &mut AnyConnection, call: &Call, due_at: Instant, error: &str) -> Result<()> {
    let put_off = sqlx::query(
        "update outbox set due_at = $1, leased_until = 0, last_error = $2
         where id = $3 and idempotency_key = $4 and done_at is null",
    )
    .bind(due_at.millis())
    .bind(error)
    .bind(&call.id)
    .bind(&call.idempotency_key)
    .execute(connection)
    .await?;
    held(put_off.rows_affected())
}

/// Fintoc was looked through in vain at `now` for what the call may have done: it is tried as it is, and looked for, again.
///
/// # Errors
/// `Stale` when somebody else answered it, or replaced it.
pub async fn look_again(
    connection: &mut AnyConnection,
    call: &Call,
    now: Instant,
    due_at: Instant,
    error: &str,
) -> Result<()> {
    let put_off = sqlx::query(
        "update outbox set due_at = $1, leased_until = 0, last_error = $2, looked_at = coalesce(looked_at, $3)
         where id = $4 and idempotency_key = $5 and done_at is null",
    )
    .bind(due_at.millis())
    .bind(error)
    .bind(now.millis())
    .bind(&call.id)
    .bind(&call.idempotency_key)
    .execute(connection)
    .await?;
    held(put_off.rows_affected())
}

/// The call was taken and not sent: it is to be made later, and that was no try.
///
/// # Errors
/// `Stale` when somebody else answered it, or replaced it.
pub async fn give_back(connection: &mut AnyConnection, call: &Call, due_at: Instant, why: &str) -> Result<()> {
    let given = sqlx::query(
        "update outbox set due_at = $1, leased_until = 0, last_error = $2, attempts = $3
         where id = $4 and idempotency_key = $5 and done_at is null",
    )
    .bind(due_at.millis())
    .bind(why)
    .bind(untried(call.attempts))
    .bind(&call.id)
    .bind(&call.idempotency_key)
    .execute(connection)
    .await?;
    held(given.rows_affected())
}

/// The call is to be made with another key and body: the old key is known to have done nothing.
///
/// # Errors
/// `Stale` when somebody else answered it, or replaced it.
pub async fn replace(
    connection: &mut AnyConnection,
    call: &Call,
    key: &str,
    body: &str,
    due_at: Instant,
    error: &str,
) -> Result<()> {
    let replaced = sqlx::query(
        "update outbox set idempotency_key = $1, body = $2, created_at = $3, due_at = $3, leased_until = 0, last_error = $4,
             looked_at = null
         where id = $5 and idempotency_key = $6 and done_at is null",
    )
    .bind(key)
    .bind(body)
    .bind(due_at.millis())
    .bind(error)
    .bind(&call.id)
    .bind(&call.idempotency_key)
    .execute(connection)
    .await?;
    held(replaced.rows_affected())
}

/// Pulls what is owed for a rider nearer.
pub async fn pull(connection: &mut AnyConnection, rider: &RiderId, by: Duration) -> Result<()> {
    sqlx::query(
        "update outbox set due_at = due_at - $1
         where done_at is null and (
             (kind = 'customer' and subject_id = $2)
             or (kind = 'setup' and subject_id in (select id from setups where rider_id = $2))
             or (kind = 'payment' and subject_id in (select id from payments where rider_id = $2))
             or (kind = 'refund' and subject_id in (
                 select f.id from refunds f join payments p on p.id = f.payment_id where p.rider_id = $2
             ))
             or (kind = 'forget' and subject_id in (select id from payment_methods where rider_id = $2))
         )",
    )
    .bind(millis(by))
    .bind(rider.as_str())
    .execute(connection)
    .await?;
    Ok(())
}

/// When the next call is due that is owed for a rider.
pub async fn next_of(connection: &mut AnyConnection, rider: &RiderId) -> Result<Option<Instant>> {
    let row = sqlx::query(
        "select min(due_at) from outbox
         where done_at is null and (
             (kind = 'customer' and subject_id = $1)
             or (kind = 'setup' and subject_id in (select id from setups where rider_id = $1))
             or (kind = 'payment' and subject_id in (select id from payments where rider_id = $1))
             or (kind = 'refund' and subject_id in (
                 select f.id from refunds f join payments p on p.id = f.payment_id where p.rider_id = $1
             ))
             or (kind = 'forget' and subject_id in (select id from payment_methods where rider_id = $1))
         )",
    )
    .bind(rider.as_str())
    .fetch_one(connection)
    .await?;
    Ok(row.try_get::<Option<i64>, _>(0)?.map(Instant::from_millis))
}

/// A write that touched no row was made by somebody whose lease ran out.
const fn held(rows: u64) -> Result<()> {
    if rows == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// One try less; a click's first is not counted.
fn untried(attempts: i64) -> i64 {
    attempts.saturating_sub(1).max(0)
}

fn read(row: &AnyRow) -> Result<Call> {
    let kind: String = row.try_get("kind")?;
    Ok(Call {
        id: row.try_get("id")?,
        kind: CallKind::ALL
            .into_iter()
            .find(|known| known.as_str() == kind)
            .ok_or(StoreError::Corrupt("outbox.kind"))?,
        subject: row.try_get("subject_id")?,
        idempotency_key: row.try_get("idempotency_key")?,
        body: row.try_get("body")?,
        created_at: Instant::from_millis(row.try_get("created_at")?),
        attempts: row.try_get("attempts")?,
        looked_at: row.try_get::<Option<i64>, _>("looked_at")?.map(Instant::from_millis),
    })
}
