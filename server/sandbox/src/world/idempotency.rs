//! The first answers to POSTs that carried an `Idempotency-Key`.

use jiff::Timestamp;
use sqlx::AnyConnection;

use super::{Account, Result};
use crate::clock;

/// Fintoc promises at least 24 hours; we keep exactly that.
const LIFE_MILLIS: i64 = 24 * 60 * 60 * 1000;

/// A stored answer.
#[derive(Debug)]
pub(crate) struct Stored {
    pub(crate) fingerprint: String,
    pub(crate) status: i64,
    pub(crate) body: String,
}

pub(crate) async fn find(
    connection: &mut AnyConnection,
    account: &Account,
    key: &str,
    now: Timestamp,
) -> Result<Option<Stored>> {
    let row: Option<(String, i64, String)> = sqlx::query_as(
        "select fingerprint, status, body from idempotent_answer where account = $1 and key = $2 and created_at > $3",
    )
    .bind(account.as_str())
    .bind(key)
    .bind(clock::plus_millis(now, -LIFE_MILLIS).as_millisecond())
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|(fingerprint, status, body)| Stored { fingerprint, status, body }))
}

/// Keeps an answer, and forgets those that outlived their day.
pub(crate) async fn keep(
    connection: &mut AnyConnection,
    account: &Account,
    key: &str,
    answer: &Stored,
    now: Timestamp,
) -> Result<()> {
    sqlx::query("delete from idempotent_answer where created_at <= $1")
        .bind(clock::plus_millis(now, -LIFE_MILLIS).as_millisecond())
        .execute(&mut *connection)
        .await?;
    sqlx::query(
        "insert or replace into idempotent_answer (account, key, fingerprint, status, body, created_at)
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(account.as_str())
    .bind(key)
    .bind(&answer.fingerprint)
    .bind(answer.status)
    .bind(&answer.body)
    .bind(now.as_millisecond())
    .execute(connection)
    .await?;
    Ok(())
}

/// Makes the answers of an account older, so that what is kept for a day can be forgotten in a second.
pub(crate) async fn pull(connection: &mut AnyConnection, account: &Account, millis: i64) -> Result<()> {
    sqlx::query("update idempotent_answer set created_at = created_at - $2 where account = $1")
        .bind(account.as_str())
        .bind(millis)
        .execute(connection)
        .await?;
    Ok(())
}

/// Puts another answer in the place of the one that was kept for the same request.
pub(crate) async fn replace(
    connection: &mut AnyConnection,
    account: &Account,
    key: &str,
    answer: &Stored,
) -> Result<()> {
    sqlx::query(
        "update idempotent_answer set status = $4, body = $5 where account = $1 and key = $2 and fingerprint = $3",
    )
    .bind(account.as_str())
    .bind(key)
    .bind(&answer.fingerprint)
    .bind(answer.status)
    .bind(&answer.body)
    .execute(connection)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::World;

    #[tokio::test]
    async fn an_answer_is_known_for_a_day_and_not_a_moment_longer() {
        let world = World::open("sqlite::memory:").await.unwrap();
        let (account, born) = (Account::of_key("sk_test_a"), clock::from_millis(1_700_000_000_000));
        let mut tx = world.write().await.unwrap();
        let answer = |body: &str| Stored { fingerprint: "f".to_owned(), status: 201, body: body.to_owned() };
        keep(&mut tx, &account, "k", &answer("first"), born).await.unwrap();
        let (last, gone) = (clock::plus_millis(born, LIFE_MILLIS - 1), clock::plus_millis(born, LIFE_MILLIS));
        assert_eq!(find(&mut tx, &account, "k", last).await.unwrap().unwrap().body, "first");
        assert!(find(&mut tx, &account, "k", gone).await.unwrap().is_none());
        assert!(find(&mut tx, &Account::of_key("sk_test_b"), "k", born).await.unwrap().is_none());
        keep(&mut tx, &account, "k", &answer("second"), gone).await.unwrap();
        assert_eq!(find(&mut tx, &account, "k", gone).await.unwrap().unwrap().body, "second");
    }

    #[tokio::test]
    async fn answers_that_outlived_their_day_are_not_kept_for_ever() {
        let world = World::open("sqlite::memory:").await.unwrap();
        let (account, born) = (Account::of_key("sk_test_a"), clock::from_millis(1_700_000_000_000));
        let mut tx = world.write().await.unwrap();
        let answer = Stored { fingerprint: "f".to_owned(), status: 201, body: "{}".to_owned() };
        for (day, key) in (0..3).zip(["a", "b", "c"]) {
            keep(&mut tx, &account, key, &answer, clock::plus_millis(born, day * LIFE_MILLIS)).await.unwrap();
        }
        let kept: (i64,) = sqlx::query_as("select count(*) from idempotent_answer").fetch_one(&mut *tx).await.unwrap();
        assert_eq!(kept, (1,));
    }
}
