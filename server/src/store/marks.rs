//! Marks: a number for each thing that an open page shows, another one whenever it changed. Whoever compares marks learns what
//! other servers wrote, and unlike with a table of changes nothing slips by that was numbered early and committed late.

use sqlx::{AnyConnection, AssertSqlSafe, Row};

use super::Result;

/// Ids in one query; both engines take many times more.
const MOST: usize = 4_096;

/// The marks of those of the rides, setups and riders that are there. A ride's mark is its version, which every transaction
/// raises that touches the ride, its payments or its refunds; a rider's counts the accounts in the wallet, and once more
/// those that are cancelled or forgotten.
pub async fn of(connection: &mut AnyConnection, ids: &[String]) -> Result<Vec<(String, i64)>> {
    let mut marks = Vec::with_capacity(ids.len());
    for some in ids.chunks(MOST) {
        // Few lengths, so few texts for the database to prepare; the places that are left over name nothing.
        let places = some.len().next_power_of_two();
        let list = (1..=places).map(|place| format!("${place}")).collect::<Vec<_>>().join(", ");
        let text = format!(
            "select id, version from rides where id in ({list})
             union all select id, version from setups where id in ({list})
             union all select rider_id, count(*) + count(canceled_at) + count(forgotten_at) from payment_methods where rider_id in ({list})
             group by rider_id"
        );
        let mut query = sqlx::query(AssertSqlSafe(text));
        for place in 0..places {
            query = query.bind(some.get(place).map_or("", String::as_str));
        }
        for row in query.fetch_all(&mut *connection).await? {
            marks.push((row.try_get(0)?, row.try_get(1)?));
        }
    }
    Ok(marks)
}
