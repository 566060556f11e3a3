//! Payments.

use std::time::Duration;

use sqlx::{AnyConnection, Row, any::AnyRow};
use vuelta::{
    Clp, Instant,
    id::{ExtraId, MethodId, PaymentId, RideId, RiderId},
    payment::{ErrorReason, PaymentState, Review, Standing, Terms},
    ride::{Payment, RideState},
    wallet::{AccountKind, BankAccount},
};

use super::{Result, StoreError, millis};

/// A payment as it is kept: what the rider sees, and what the workers need.
#[derive(Debug, Clone)]
pub struct StoredPayment {
    /// What the rider sees.
    pub payment: Payment,
    /// Of which ride.
    pub ride: RideId,
    /// Of which of its extras; `None` when it collects the fare.
    pub extra: Option<ExtraId>,
    /// Whose.
    pub rider: RiderId,
    /// What a success must agree with.
    pub terms: Terms,
    /// When a person was asked to look.
    pub needs_review_at: Option<Instant>,
    /// When the reconciler asks next.
    pub check_at: Option<Instant>,
    /// Rises with every write.
    pub version: i64,
}

impl StoredPayment {
    /// A new payment of a ride's fare.
    pub fn new(payment: Payment, ride: RideId, rider: RiderId, terms: Terms, check_at: Option<Instant>) -> Self {
        Self { payment, ride, extra: None, rider, terms, needs_review_at: None, check_at, version: 1 }
    }
}

/// Writes a new payment down; `false` when the fare, or the extra, has that attempt already.
pub async fn insert(connection: &mut AnyConnection, row: &StoredPayment) -> Result<bool> {
    let payment = &row.payment;
    let inserted = sqlx::query(
        "insert into payments (id, ride_id, rider_id, attempt, amount_clp, method_id, customer_id, mode, state,
             created_at, updated_at, check_at, version, extra_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11, 1, $12)
         on conflict (ride_id, coalesce(extra_id, ''), attempt) do nothing",
    )
    .bind(payment.id.as_str())
    .bind(row.ride.as_str())
    .bind(row.rider.as_str())
    .bind(payment.attempt)
    .bind(payment.amount.pesos())
    .bind(payment.method.as_ref().map(MethodId::as_str))
    .bind(&row.terms.customer)
    .bind(if row.terms.live { "live" } else { "test" })
    .bind(payment.standing.state.as_str())
    .bind(payment.created_at.millis())
    .bind(row.check_at.map(Instant::millis))
    .bind(row.extra.as_ref().map(ExtraId::as_str))
    .execute(connection)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

/// The payment with that id.
pub async fn find(connection: &mut AnyConnection, id: &PaymentId) -> Result<Option<StoredPayment>> {
    let row = sqlx::query("select * from payments where id = $1").bind(id.as_str()).fetch_optional(connection).await?;
    row.as_ref().map(read).transpose()
}

/// Whether a payment with that method is not decided yet. One from before `since` never will be.
pub async fn is_under_way_with(connection: &mut AnyConnection, method: &MethodId, since: Instant) -> Result<bool> {
    let [created, in_progress, pending] =
        [PaymentState::Created, PaymentState::InProgress, PaymentState::Pending].map(PaymentState::as_str);
    let open = sqlx::query(
        "select id from payments where method_id = $1 and state in ($2, $3, $4) and created_at >= $5 limit 1",
    )
    .bind(method.as_str())
    .bind(created)
    .bind(in_progress)
    .bind(pending)
    .bind(since.millis())
    .fetch_optional(connection)
    .await?;
    Ok(open.is_some())
}

/// Whether the rider has been sent to choose an account at the bank after `since`, to pay and perhaps to save it.
pub async fn is_chosen_since(connection: &mut AnyConnection, rider: &RiderId, since: Instant) -> Result<bool> {
    let row =
        sqlx::query("select 1 from payments where rider_id = $1 and method_id is null and created_at > $2 limit 1")
            .bind(rider.as_str())
            .bind(since.millis())
            .fetch_optional(connection)
            .await?;
    Ok(row.is_some())
}

/// The payment that Fintoc collects in that session.
pub async fn of_session(connection: &mut AnyConnection, session: &str) -> Result<Option<StoredPayment>> {
    let row =
        sqlx::query("select * from payments where session_id = $1").bind(session).fetch_optional(connection).await?;
    row.as_ref().map(read).transpose()
}

/// The payment that Fintoc collects with that intent.
pub async fn of_intent(connection: &mut AnyConnection, intent: &str) -> Result<Option<StoredPayment>> {
    let row =
        sqlx::query("select * from payments where intent_id = $1").bind(intent).fetch_optional(connection).await?;
    row.as_ref().map(read).transpose()
}

/// Every attempt to pay a ride's fare, oldest first.
pub async fn of_ride(connection: &mut AnyConnection, ride: &RideId) -> Result<Vec<StoredPayment>> {
    let rows = sqlx::query("select * from payments where ride_id = $1 and extra_id is null order by attempt")
        .bind(ride.as_str())
        .fetch_all(connection)
        .await?;
    rows.iter().map(read).collect()
}

/// Every attempt to pay an extra, oldest first.
pub async fn of_extra(connection: &mut AnyConnection, extra: &ExtraId) -> Result<Vec<StoredPayment>> {
    let rows = sqlx::query("select * from payments where extra_id = $1 order by attempt")
        .bind(extra.as_str())
        .fetch_all(connection)
        .await?;
    rows.iter().map(read).collect()
}

/// Writes what changed, if nobody wrote in between.
///
/// # Errors
/// `Stale` when somebody did.
pub async fn update(connection: &mut AnyConnection, row: &StoredPayment) -> Result<()> {
    let payment = &row.payment;
    let updated = sqlx::query(
        "update payments set state = $1, reason = $2, review = $3, needs_review_at = $4, session_id = $5, intent_id = $6,
             redirect_url = $7, updated_at = $8, check_at = $9, payer_institution = $10, payer_kind = $11,
             payer_last_four = $12, version = version + 1
         where id = $13 and version = $14",
    )
    .bind(payment.standing.state.as_str())
    .bind(payment.standing.reason.as_ref().map(ErrorReason::as_str))
    .bind(payment.standing.review.map(Review::as_str))
    .bind(row.needs_review_at.map(Instant::millis))
    .bind(payment.session.as_deref())
    .bind(payment.intent.as_deref())
    .bind(payment.approve_at.as_deref())
    .bind(payment.updated_at.millis())
    .bind(row.check_at.map(Instant::millis))
    .bind(payment.payer.as_ref().map(|payer| payer.institution.as_str()))
    .bind(payment.payer.as_ref().map(|payer| payer.kind.as_str()))
    .bind(payment.payer.as_ref().map(|payer| payer.last_four.as_str()))
    .bind(payment.id.as_str())
    .bind(row.version)
    .execute(connection)
    .await?;
    if updated.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// The payment whose ride has waited the longest: for a bank that has left it undecided since `pending_since`, or for Fintoc,
/// which has not heard of it since `unasked_since`. What a person has to look at is left to them.
pub async fn undecided(
    connection: &mut AnyConnection,
    pending_since: Instant,
    unasked_since: Instant,
) -> Result<Option<PaymentId>> {
    let row = sqlx::query(
        "select p.id from payments p join rides r on r.id = p.ride_id
         where r.state = $1 and p.extra_id is null and p.review is null and (
             (p.state = $2 and p.updated_at <= $3)
             or (p.state in ($4, $5) and p.session_id is null and p.created_at <= $6)
         )
         order by p.updated_at limit 1",
    )
    .bind(RideState::Requested.as_str())
    .bind(PaymentState::Pending.as_str())
    .bind(pending_since.millis())
    .bind(PaymentState::Created.as_str())
    .bind(PaymentState::InProgress.as_str())
    .bind(unasked_since.millis())
    .fetch_optional(connection)
    .await?;
    row.map(|row| Ok(PaymentId::new(row.try_get::<String, _>(0)?))).transpose()
}

/// Takes the payment whose check has been due the longest, and puts the next check off until `next`.
pub async fn take_due(connection: &mut AnyConnection, now: Instant, next: Instant) -> Result<Option<StoredPayment>> {
    let row = sqlx::query(
        "update payments set check_at = $1
         where id = (select id from payments where check_at <= $2 order by check_at limit 1) and check_at <= $2
         returning *",
    )
    .bind(next.millis())
    .bind(now.millis())
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(read).transpose()
}

/// Has Fintoc asked about every open payment of a rider at that instant at the latest.
pub async fn check_by(connection: &mut AnyConnection, rider: &RiderId, at: Instant) -> Result<()> {
    sqlx::query("update payments set check_at = $1 where rider_id = $2 and check_at > $1")
        .bind(at.millis())
        .bind(rider.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

/// Puts the next question about a payment off, unless nothing more can happen to it.
pub async fn check_again(connection: &mut AnyConnection, id: &PaymentId, at: Instant) -> Result<()> {
    sqlx::query("update payments set check_at = $1 where id = $2 and check_at is not null")
        .bind(at.millis())
        .bind(id.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

/// Pulls the next question about each payment of a rider nearer; and, of those that are pending, since when they are, for a ride
/// waits only so long for its bank.
pub async fn pull(connection: &mut AnyConnection, rider: &RiderId, by: Duration) -> Result<()> {
    sqlx::query("update payments set check_at = check_at - $1 where rider_id = $2 and check_at is not null")
        .bind(millis(by))
        .bind(rider.as_str())
        .execute(&mut *connection)
        .await?;
    sqlx::query("update payments set updated_at = updated_at - $1 where rider_id = $2 and state = $3")
        .bind(millis(by))
        .bind(rider.as_str())
        .bind(PaymentState::Pending.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

/// When the next question about a payment of a rider is due, and since when the one is pending for whose bank a ride has waited
/// the longest.
pub async fn next_of(connection: &mut AnyConnection, rider: &RiderId) -> Result<(Option<Instant>, Option<Instant>)> {
    let row = sqlx::query(
        "select min(p.check_at), min(case when p.state = $2 and p.extra_id is null and r.state = $3 then p.updated_at end)
         from payments p join rides r on r.id = p.ride_id where p.rider_id = $1",
    )
    .bind(rider.as_str())
    .bind(PaymentState::Pending.as_str())
    .bind(RideState::Requested.as_str())
    .fetch_one(connection)
    .await?;
    let at = |column: usize| Ok::<_, StoreError>(row.try_get::<Option<i64>, _>(column)?.map(Instant::from_millis));
    Ok((at(0)?, at(1)?))
}

fn payer(row: &AnyRow) -> Result<Option<BankAccount>> {
    let Some(institution) = row.try_get::<Option<String>, _>("payer_institution")? else { return Ok(None) };
    let kind = AccountKind::parse(row.try_get("payer_kind")?).ok_or(StoreError::Corrupt("payments.payer_kind"))?;
    Ok(Some(BankAccount { institution, kind, last_four: row.try_get("payer_last_four")? }))
}

fn read(row: &AnyRow) -> Result<StoredPayment> {
    let instant =
        |column| -> Result<Option<Instant>> { Ok(row.try_get::<Option<i64>, _>(column)?.map(Instant::from_millis)) };
    let review = row.try_get::<Option<String>, _>("review")?;
    let standing = Standing {
        state: PaymentState::parse(row.try_get("state")?).ok_or(StoreError::Corrupt("payments.state"))?,
        reason: row.try_get::<Option<String>, _>("reason")?.map(ErrorReason::from),
        review: review.map(|word| Review::parse(&word).ok_or(StoreError::Corrupt("payments.review"))).transpose()?,
    };
    let amount = Clp::new(row.try_get("amount_clp")?);
    let payment = Payment {
        id: PaymentId::new(row.try_get::<String, _>("id")?),
        attempt: row.try_get("attempt")?,
        amount,
        method: row.try_get::<Option<String>, _>("method_id")?.map(MethodId::new),
        payer: payer(row)?,
        standing,
        approve_at: row.try_get("redirect_url")?,
        session: row.try_get("session_id")?,
        intent: row.try_get("intent_id")?,
        created_at: Instant::from_millis(row.try_get("created_at")?),
        updated_at: Instant::from_millis(row.try_get("updated_at")?),
    };
    Ok(StoredPayment {
        payment,
        ride: RideId::new(row.try_get::<String, _>("ride_id")?),
        extra: row.try_get::<Option<String>, _>("extra_id")?.map(ExtraId::new),
        rider: RiderId::new(row.try_get::<String, _>("rider_id")?),
        terms: Terms {
            amount,
            customer: row.try_get("customer_id")?,
            live: row.try_get::<String, _>("mode")? == "live",
        },
        needs_review_at: instant("needs_review_at")?,
        check_at: instant("check_at")?,
        version: row.try_get("version")?,
    })
}
