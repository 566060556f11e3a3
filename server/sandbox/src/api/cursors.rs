//! Paging by cursor: `limit` and, behind or before an object of the list, `starting_after` or `ending_before`. A `Link` leads
//! to the next page while there is one.

use serde_json::Value;
use sqlx::AnyConnection;

use super::{
    ApiError,
    lists::{Asked, MOST, Page, USUAL},
    query::Query,
};
use crate::world::lists::{self, Selection, Window};

/// Whether a query pages by cursor.
pub(super) fn sent(query: &Query) -> Result<bool, ApiError> {
    Ok(query.get("limit")?.is_some() || query.get("starting_after")?.is_some() || query.get("ending_before")?.is_some())
}

pub(super) async fn page(
    asked: &Asked,
    connection: &mut AnyConnection,
    selection: &Selection<'_>,
) -> Result<Page, ApiError> {
    let window = window(&asked.query, connection, selection).await?;
    let mut bodies = lists::list(connection, selection, &window).await?;
    let wanted = usize::try_from(window.limit).unwrap_or(usize::MAX);
    let more = bodies.len() > wanted;
    bodies.truncate(wanted);
    let backwards = window.after.is_some();
    if backwards {
        bodies.reverse();
    }
    let mut links = Vec::new();
    // Behind the last of a page that was asked backwards stands at least the cursor itself.
    if let Some(last) = bodies.last()
        && (more || backwards)
    {
        let last: Value = serde_json::from_str(last)?;
        let id = last.get("id").and_then(Value::as_str).unwrap_or_default();
        links.push(("next", asked.elsewhere(&["ending_before"], &[("starting_after", id.to_owned())])));
    }
    Ok(Page { bodies, links, total: None })
}

/// Finds the part of the list that is meant.
async fn window(query: &Query, connection: &mut AnyConnection, selection: &Selection<'_>) -> Result<Window, ApiError> {
    let limit = query.positive("limit", MOST)?.unwrap_or(USUAL);
    let mut window = Window { before: None, after: None, offset: 0, limit };
    match (query.get("starting_after")?, query.get("ending_before")?) {
        (Some(_), Some(_)) => {
            let message = "Send starting_after or ending_before, not both";
            return Err(ApiError::invalid("invalid_params", "ending_before", message));
        }
        (Some(id), None) => window.before = Some(position(connection, selection, "starting_after", id).await?),
        (None, Some(id)) => window.after = Some(position(connection, selection, "ending_before", id).await?),
        (None, None) => {}
    }
    Ok(window)
}

async fn position(
    connection: &mut AnyConnection,
    selection: &Selection<'_>,
    param: &str,
    id: &str,
) -> Result<i64, ApiError> {
    lists::position(connection, selection.kind, selection.account, id)
        .await?
        .ok_or_else(|| ApiError::invalid("missing_cursor", param, format!("No such {}: {id}", selection.kind.word())))
}
