//! Marks: a number for each thing that an open page shows, another one whenever it changed. Whoever compares marks learns what
//! other servers wrote, and unlike with a table of changes nothing slips by that was numbered early and committed late.

use sqlx::{AnyConnection, AssertSqlSafe, Row};

use super::{Result, moments};

/// Ids in one query; both engines take many times more.
const MOST: usize = 4_096;

/// The marks of those of the rides, setups and riders that are there. A ride's mark is its version, which every transaction
/// raises that touches the ride, its payments or its refunds; a rider's counts the accounts in the wallet, and once more
/// those that are cancelled or forgotten. What is named `moments of` a rider has their number: it is the same again only if, between
/// two looks, as many are forgotten as come.
pub async fn of(connection: &mut AnyConnection, ids: &[String]) -> Result<Vec<(String, i64)>> {
    let (of_moments, others): (Vec<_>, Vec<_>) = ids.iter().partition(|id| id.starts_with(moments::OF));
    let mut marks = Vec::with_capacity(ids.len());
    for some in others.chunks(MOST) {
        let list = places(some.len());
        let text = format!(
            "select id, version from rides where id in ({list})
             union all select id, version from setups where id in ({list})
             union all select rider_id, count(*) + count(canceled_at) + count(forgotten_at) from payment_methods where rider_id in ({list})
             group by rider_id"
        );
        marks.extend(ask(connection, text, some.iter().map(|id| id.as_str())).await?);
    }
    let riders: Vec<_> = of_moments.iter().filter_map(|id| id.strip_prefix(moments::OF)).collect();
    for some in riders.chunks(MOST) {
        let list = places(some.len());
        let text = format!("select rider_id, count(*) from moments where rider_id in ({list}) group by rider_id");
        let counts = ask(connection, text, some.iter().copied()).await?;
        marks.extend(counts.into_iter().map(|(rider, count)| (format!("{}{rider}", moments::OF), count)));
    }
    Ok(marks)
}

/// Places for so many ids. Few lengths, so few texts for the database to prepare; the places that are left over name nothing.
fn places(ids: usize) -> String {
    (1..=ids.next_power_of_two()).map(|place| format!("${place}")).collect::<Vec<_>>().join(", ")
}

async fn ask<'i>(
    connection: &mut AnyConnection,
    text: String,
    ids: impl ExactSizeIterator<Item = &'i str>,
) -> Result<Vec<(String, i64)>> {
    let left_over = ids.len().next_power_of_two() - ids.len();
    let mut query = sqlx::query(AssertSqlSafe(text));
    for id in ids {
        query = query.bind(id.to_owned());
    }
    for _ in 0..left_over {
        query = query.bind("");
    }
    let rows = query.fetch_all(connection).await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}
