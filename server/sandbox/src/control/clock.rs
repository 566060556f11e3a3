//! Time that can be pulled. Whatever is due later moves nearer: expiry, deliveries, banks that think, refunds; for the
//! whole account, stored answers age too. Nothing is ever stamped in the future, and signatures keep wall time.

use axum::{
    Json, Router,
    extract::State,
    routing::{get, post},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sqlx::AnyConnection;

use super::{Asked, Whom, read};
use crate::{
    Sandbox,
    api::{ApiError, Caller, Post},
    clock,
    world::{Account, deliveries, idempotency, intents, refunds, sessions},
};

pub(super) fn router() -> Router<Sandbox> {
    Router::new().route("/_sandbox/clock", get(get_next).post(post_pull)).route("/_sandbox/settle", post(post_settle))
}

/// How far one pull reaches: a hundred years. Our choice; whoever pulled without a bound could leave what can be counted.
const FARTHEST_SECONDS: i64 = 100 * 31_557_600;

/// Something that will be due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Due {
    /// A session runs out.
    Expiry,
    /// A delivery is tried again, or for the first time if it was delayed.
    Retry,
    /// A bank makes up its mind or answers on the hosted page, or a refund takes its next step.
    Settlement,
}

/// When something of each kind is due next; nothing where nothing waits.
#[derive(Debug, Serialize)]
struct Next {
    expiry: Option<Timestamp>,
    retry: Option<Timestamp>,
    settlement: Option<Timestamp>,
}

async fn get_next(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    Asked(whom): Asked<Whom>,
) -> Result<Json<Next>, ApiError> {
    let mut connection = sandbox.world().read().await?;
    whom.check(&mut connection, &caller.account).await?;
    let mut at = async |due| {
        let next = next(&mut connection, &caller.account, whom.customer.as_deref(), due).await?;
        Ok::<_, ApiError>(next.map(clock::from_millis))
    };
    Ok(Json(Next {
        expiry: at(Due::Expiry).await?,
        retry: at(Due::Retry).await?,
        settlement: at(Due::Settlement).await?,
    }))
}

/// `{customer?, seconds}` or `{customer?, to}`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pull {
    customer: Option<String>,
    seconds: Option<i64>,
    to: Option<Due>,
}

async fn post_pull(State(sandbox): State<Sandbox>, post: Post) -> Result<Json<Value>, ApiError> {
    let Pull { customer, seconds, to } = read(&post)?;
    let whom = Whom { customer };
    let by = match (seconds, to) {
        (Some(seconds), None) => By::Seconds(seconds),
        (None, Some(due)) => By::To(due),
        _ => return Err(ApiError::invalid("invalid_params", "seconds", "Send seconds or to, and not both")),
    };
    let millis = pull(&sandbox, &post.account, &whom, by).await?;
    Ok(Json(json!({ "seconds": (millis + 999) / 1000, "millis": millis, "to": to })))
}

/// How far to pull.
#[derive(Debug, Clone, Copy)]
pub(crate) enum By {
    Seconds(i64),
    /// Just as far as the next of that kind is away.
    To(Due),
}

/// Pulls time. Answers by how many milliseconds; none when the next of its kind is due already.
///
/// # Errors
/// 409 when nothing of that kind is waiting.
pub(crate) async fn pull(sandbox: &Sandbox, account: &Account, whom: &Whom, by: By) -> Result<i64, ApiError> {
    let customer = whom.customer.as_deref();
    let mut tx = sandbox.world().write().await?;
    whom.check(&mut tx, account).await?;
    let millis = match by {
        By::Seconds(seconds) if (1..=FARTHEST_SECONDS).contains(&seconds) => seconds * 1000,
        By::Seconds(_) => {
            let message = format!("seconds must be from 1 to {FARTHEST_SECONDS}");
            return Err(ApiError::invalid("invalid_positive_integer", "seconds", message));
        }
        By::To(due) => until(&mut tx, account, customer, due).await?,
    };
    for mut session in sessions::open_of(&mut tx, account, customer).await? {
        session.wire.expires_at = Some(clock::plus_millis(session.expires_at(), -millis));
        session.progress.pull(millis);
        sessions::save(&mut tx, &session).await?;
    }
    intents::pull(&mut tx, account, customer, millis).await?;
    refunds::pull(&mut tx, account, customer, millis).await?;
    deliveries::pull(&mut tx, account, customer, millis).await?;
    if customer.is_none() {
        idempotency::pull(&mut tx, account, millis).await?;
    }
    tx.commit().await?;
    sandbox.ring();
    Ok(millis)
}

/// How long until the next of that kind.
async fn until(
    connection: &mut AnyConnection,
    account: &Account,
    customer: Option<&str>,
    due: Due,
) -> Result<i64, ApiError> {
    let next = next(connection, account, customer, due).await?;
    let next = next.ok_or_else(|| ApiError::conflict("nothing_due", "Nothing of that kind is waiting"))?;
    Ok((next - clock::now().as_millisecond()).max(0))
}

/// When the next of that kind is due.
async fn next(
    connection: &mut AnyConnection,
    account: &Account,
    customer: Option<&str>,
    due: Due,
) -> Result<Option<i64>, ApiError> {
    Ok(match due {
        Due::Expiry => {
            let open = sessions::open_of(connection, account, customer).await?;
            open.iter().map(|session| session.expires_at().as_millisecond()).min()
        }
        Due::Retry => deliveries::next_of(connection, account, customer).await?,
        Due::Settlement => {
            let payment = intents::next_of(connection, account, customer).await?;
            let page = sessions::next_answer_of(connection, account, customer).await?;
            let refund = refunds::next_of(connection, account, customer).await?;
            [payment, page, refund].into_iter().flatten().min()
        }
    })
}

async fn post_settle(State(sandbox): State<Sandbox>, post: Post) -> Result<Json<Value>, ApiError> {
    let settled = settle(&sandbox, &post.account, &read(&post)?).await?;
    Ok(Json(json!({ "settled": settled })))
}

/// Lets the bank make up its mind now about every payment it still thinks about, answer on every hosted page that waits for
/// it, and take the next step of every refund. Answers about how many.
pub(crate) async fn settle(sandbox: &Sandbox, account: &Account, whom: &Whom) -> Result<u64, ApiError> {
    let mut tx = sandbox.world().write().await?;
    whom.check(&mut tx, account).await?;
    let (customer, now) = (whom.customer.as_deref(), clock::now());
    let mut settled = intents::settle_by(&mut tx, account, customer, now).await?
        + refunds::settle_by(&mut tx, account, customer, now).await?;
    for mut session in sessions::open_of(&mut tx, account, customer).await? {
        if session.progress.settle_by(now) {
            sessions::save(&mut tx, &session).await?;
            settled += 1;
        }
    }
    tx.commit().await?;
    sandbox.ring();
    Ok(settled)
}
