//! Paging by number, as v1 does it: `page` and `per_page`, with `Link`s to the first, previous, next and last page and the
//! count of everything in `X-Total-Count`.

use sqlx::AnyConnection;

use super::{
    ApiError,
    lists::{Asked, MOST, Page, USUAL},
    query::Query,
};
use crate::world::lists::{self, Selection, Window};

/// Whether a query pages by number.
pub(super) fn sent(query: &Query) -> Result<bool, ApiError> {
    Ok(query.get("page")?.is_some() || query.get("per_page")?.is_some())
}

/// Behind the last page stand empty ones, whose `prev` is the last (our choice: the sources are silent).
pub(super) async fn page(
    asked: &Asked,
    connection: &mut AnyConnection,
    selection: &Selection<'_>,
) -> Result<Page, ApiError> {
    let number = asked.query.positive("page", i64::MAX)?.unwrap_or(1);
    let size = asked.query.positive("per_page", MOST)?.unwrap_or(USUAL);
    let offset = (number - 1).saturating_mul(size);
    let window = Window { before: None, after: None, offset, limit: size };
    let mut bodies = lists::list(connection, selection, &window).await?;
    bodies.truncate(usize::try_from(size).unwrap_or(usize::MAX));
    let total = lists::count(connection, selection).await?;
    let links = neighbours(number, last_page(total, size))
        .map(|(rel, page)| (rel, asked.elsewhere(&[], &[("page", page.to_string())])))
        .collect();
    Ok(Page { bodies, links, total: Some(total) })
}

fn last_page(total: i64, size: i64) -> i64 {
    (total.saturating_add(size - 1) / size).max(1)
}

fn neighbours(number: i64, last: i64) -> impl Iterator<Item = (&'static str, i64)> {
    let previous = (number > 1).then(|| ("prev", (number - 1).min(last)));
    let next = (number < last).then(|| ("next", number + 1));
    [Some(("first", 1)), previous, next, Some(("last", last))].into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_knows_its_neighbours() {
        let of = |number, last| neighbours(number, last).collect::<Vec<_>>();
        assert_eq!(of(1, 1), [("first", 1), ("last", 1)]);
        assert_eq!(of(1, 3), [("first", 1), ("next", 2), ("last", 3)]);
        assert_eq!(of(2, 3), [("first", 1), ("prev", 1), ("next", 3), ("last", 3)]);
        assert_eq!(of(9, 3), [("first", 1), ("prev", 3), ("last", 3)]);
    }

    #[test]
    fn the_last_page_may_be_short_or_empty() {
        assert_eq!((last_page(0, 30), last_page(30, 30), last_page(31, 30)), (1, 1, 2));
    }
}
