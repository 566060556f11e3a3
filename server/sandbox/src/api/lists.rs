//! Reading: one object by id, and lists as bare arrays, newest first.

use axum::{
    extract::{FromRequestParts, State},
    http::{HeaderValue, header, request::Parts},
    response::{IntoResponse, Response},
    routing::{MethodRouter, get},
};
use url::Url;

use super::{ApiError, Caller, Found, Id, cursors, page_numbers, query::Query};
use crate::{
    Sandbox, clock, lifecycle,
    world::{
        Account,
        lists::{self, Filter, Kind, Selection},
    },
};

/// How many objects a page holds unless asked otherwise.
pub(super) const USUAL: i64 = 30;
/// How many it holds at most.
pub(super) const MOST: i64 = 300;

/// The route of one object.
pub(super) fn one(kind: Kind) -> MethodRouter<Sandbox> {
    get(async move |State(sandbox): State<Sandbox>, caller: Caller, Id(id): Id| -> Result<Found, ApiError> {
        lifecycle::catch_up(sandbox.world(), sandbox.config(), clock::now()).await?;
        let mut connection = sandbox.world().read().await?;
        let body = lists::find(&mut connection, kind, &caller.account, &id).await?;
        body.map(Found).ok_or_else(|| ApiError::not_found(kind.word(), &id))
    })
}

/// The route of a list without filters.
pub(super) fn all(kind: Kind) -> MethodRouter<Sandbox> {
    get(async move |State(sandbox): State<Sandbox>, asked: Asked| asked.page(&sandbox, kind, Vec::new()).await)
}

/// A list that somebody asked for.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) account: Account,
    pub(super) query: Query,
    /// The address that was asked, filters included, on the sandbox's own origin: `Link` must be absolute, and SDKs follow it
    /// as it is.
    pub(super) here: Url,
}

impl FromRequestParts<Sandbox> for Asked {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, sandbox: &Sandbox) -> Result<Self, ApiError> {
        let Caller { account } = Caller::from_request_parts(parts, sandbox).await?;
        let mut here = sandbox.config().public_url.clone();
        here.set_path(parts.uri.path());
        here.set_query(parts.uri.query());
        Ok(Self { account, query: Query::read(&parts.uri)?, here })
    }
}

impl Asked {
    /// The part that was asked for of what passes the filters. v1 counts pages, v2 follows cursors. Our v1 takes cursors too,
    /// so that whoever walks the events of v2 can walk those of v1.
    pub(super) async fn page(&self, sandbox: &Sandbox, kind: Kind, filters: Vec<Filter>) -> Result<Page, ApiError> {
        lifecycle::catch_up(sandbox.world(), sandbox.config(), clock::now()).await?;
        let mut connection = sandbox.world().read().await?;
        let selection = Selection { kind, account: &self.account, filters };
        if self.pages_by_number()? {
            return page_numbers::page(self, &mut connection, &selection).await;
        }
        cursors::page(self, &mut connection, &selection).await
    }

    /// The filters `since` and `until`, both included.
    pub(super) fn period(&self) -> Result<Vec<Filter>, ApiError> {
        let since = self.query.instant("since")?.map(Filter::Since);
        let until = self.query.instant("until")?.map(Filter::Until);
        Ok(since.into_iter().chain(until).collect())
    }

    fn pages_by_number(&self) -> Result<bool, ApiError> {
        let v1 = self.here.path().starts_with("/v1/");
        let (by_cursor, by_number) = (cursors::sent(&self.query)?, page_numbers::sent(&self.query)?);
        if v1 && by_cursor && by_number {
            let message = "Send page and per_page, or limit, starting_after and ending_before, not both";
            return Err(ApiError::invalid("invalid_params", "page", message));
        }
        Ok(v1 && !by_cursor)
    }

    /// This list at other values of the query; names left out of `changes` stay as they were asked.
    pub(super) fn elsewhere(&self, dropped: &[&str], changes: &[(&str, String)]) -> Url {
        let mut there = self.here.clone();
        let kept: Vec<(String, String)> = self
            .here
            .query_pairs()
            .filter(|(name, _)| !dropped.contains(&&**name) && changes.iter().all(|(changed, _)| changed != name))
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        there.query_pairs_mut().clear().extend_pairs(kept).extend_pairs(changes);
        there
    }
}

/// A page of a list.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) bodies: Vec<String>,
    pub(super) links: Vec<(&'static str, Url)>,
    /// How many objects all pages hold; v1 tells.
    pub(super) total: Option<i64>,
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let mut response = Found(format!("[{}]", self.bodies.join(","))).into_response();
        let headers = response.headers_mut();
        let links: Vec<String> = self.links.iter().map(|(rel, target)| format!("<{target}>; rel=\"{rel}\"")).collect();
        if let Ok(links) = links.join(", ").parse()
            && !self.links.is_empty()
        {
            headers.insert(header::LINK, links);
        }
        if let Some(total) = self.total {
            headers.insert("x-total-count", HeaderValue::from(total));
        }
        response
    }
}
