//! Cursor lists: a bare array, newest first, and an absolute `Link` to the next page while there is one.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::Value;
use sqlx::AnyConnection;
use url::Url;

use super::{Answer, ApiError, Caller};
use crate::{
    Sandbox, clock,
    lifecycle::expiry,
    world::{
        Account,
        lists::{self, Kind, Window},
    },
};

const USUAL: i64 = 30;
const MOST: i64 = 300;

/// What every list takes.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Cursor {
    limit: Option<String>,
    starting_after: Option<String>,
    ending_before: Option<String>,
}

impl Cursor {
    /// Finds the part of the list that is meant.
    pub(super) async fn window(
        &self,
        connection: &mut AnyConnection,
        kind: Kind,
        account: &Account,
    ) -> Result<Window, ApiError> {
        let limit = match self.limit.as_deref() {
            None => USUAL,
            Some(text) => text.parse().ok().filter(|limit| (1..=MOST).contains(limit)).ok_or_else(|| {
                ApiError::invalid("invalid_positive_integer", "limit", format!("limit must be between 1 and {MOST}"))
            })?,
        };
        if self.starting_after.is_some() && self.ending_before.is_some() {
            return Err(ApiError::invalid(
                "invalid_params",
                "ending_before",
                "Send starting_after or ending_before, not both",
            ));
        }
        let mut window = Window { before: None, after: None, limit };
        if let Some(id) = &self.starting_after {
            window.before = Some(position(connection, kind, account, "starting_after", id).await?);
        }
        if let Some(id) = &self.ending_before {
            window.after = Some(position(connection, kind, account, "ending_before", id).await?);
        }
        Ok(window)
    }
}

async fn position(
    connection: &mut AnyConnection,
    kind: Kind,
    account: &Account,
    param: &str,
    id: &str,
) -> Result<i64, ApiError> {
    lists::position(connection, kind, account, id)
        .await?
        .ok_or_else(|| ApiError::invalid("missing_cursor", param, format!("No such {}: {id}", kind.word())))
}

/// A page of a list.
pub(super) struct Page {
    body: String,
    next: Option<Url>,
}

impl Page {
    /// Makes a page of bodies in the order the database gave them, one more than wanted if there are more. `here` is the
    /// address that was asked, filters included.
    pub(super) fn of(mut bodies: Vec<String>, window: &Window, here: Url) -> Result<Self, ApiError> {
        let wanted = usize::try_from(window.limit).unwrap_or(usize::MAX);
        let more = bodies.len() > wanted;
        bodies.truncate(wanted);
        let backwards = window.after.is_some();
        if backwards {
            bodies.reverse();
        }
        // Behind the last of a page that was asked backwards stands at least the cursor itself.
        let next = match bodies.last() {
            Some(last) if more || backwards => Some(next_address(here, last)?),
            _ => None,
        };
        Ok(Self { body: format!("[{}]", bodies.join(",")), next })
    }
}

fn next_address(mut here: Url, last: &str) -> Result<Url, ApiError> {
    let last: Value = serde_json::from_str(last)?;
    let id = last.get("id").and_then(Value::as_str).unwrap_or_default();
    let kept: Vec<(String, String)> = here
        .query_pairs()
        .filter(|(name, _)| name != "starting_after" && name != "ending_before")
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    here.query_pairs_mut().clear().extend_pairs(kept).append_pair("starting_after", id);
    Ok(here)
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let mut response = (StatusCode::OK, [(header::CONTENT_TYPE, "application/json")], self.body).into_response();
        if let Some(next) = self.next
            && let Ok(link) = format!("<{next}>; rel=\"next\"").parse()
        {
            response.headers_mut().insert(header::LINK, link);
        }
        response
    }
}

/// The address that was asked, on the sandbox's own origin: `Link` must be absolute, and SDKs follow it as it is.
pub(super) fn here(sandbox: &Sandbox, uri: &axum::http::Uri) -> Url {
    let mut here = sandbox.config().public_url.clone();
    here.set_path(uri.path());
    here.set_query(uri.query());
    here
}

/// A list of one kind, of one customer when one is named.
pub(super) async fn page(
    sandbox: &Sandbox,
    caller: &Caller,
    kind: Kind,
    customer: Option<&str>,
    cursor: &Cursor,
    here: Url,
) -> Result<Page, ApiError> {
    expiry::expire_due(sandbox.world(), clock::now()).await?;
    let mut connection = sandbox.world().read().await?;
    let window = cursor.window(&mut connection, kind, &caller.account).await?;
    let bodies = lists::list(&mut connection, kind, &caller.account, customer, &window).await?;
    Page::of(bodies, &window, here)
}

/// One object by id.
pub(super) async fn one(sandbox: &Sandbox, caller: &Caller, kind: Kind, id: &str) -> Result<Answer, ApiError> {
    expiry::expire_due(sandbox.world(), clock::now()).await?;
    let mut connection = sandbox.world().read().await?;
    let body = lists::find(&mut connection, kind, &caller.account, id).await?;
    body.map(Answer::ok).ok_or_else(|| ApiError::not_found(kind.word(), id))
}
