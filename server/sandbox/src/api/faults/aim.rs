//! A call that a fault may strike: read as far as it takes to know whose it is, and whole again afterwards.

use axum::{
    body::Body,
    extract::Request,
    http::{Method, request::Parts},
};
use bytes::Bytes;
use serde_json::Value;
use sqlx::AnyConnection;
use url::form_urlencoded;

use crate::{
    api::{
        ApiError,
        post::{self, Post},
    },
    world::{Account, Result, lists::Kind, overview, scenarios::Target},
};

/// A call with its body in memory.
pub(super) struct Call {
    parts: Parts,
    body: Bytes,
}

/// Whom a call is about.
#[derive(Debug, Default)]
pub(super) struct Whom {
    customer: Option<String>,
    payment_method: Option<String>,
}

impl Whom {
    pub(super) fn target(&self) -> Target<'_> {
        Target { customer: self.customer.as_deref(), payment_method: self.payment_method.as_deref() }
    }
}

impl Call {
    pub(super) async fn read(request: Request) -> std::result::Result<Self, ApiError> {
        let (parts, body) = request.into_parts();
        let body = post::read_body(body).await?.into();
        Ok(Self { parts, body })
    }

    /// The call as it came.
    pub(super) fn request(self) -> Request {
        Request::from_parts(self.parts, Body::from(self.body))
    }

    /// What it asks for. The caller's limit is not touched: whoever carries the call out counts it.
    pub(super) fn post(&self, account: &Account) -> std::result::Result<Post, ApiError> {
        Post::read(account.clone(), &self.parts, &self.body)
    }

    pub(super) fn method(&self) -> &Method {
        &self.parts.method
    }

    pub(super) fn path(&self) -> &str {
        self.parts.uri.path()
    }

    /// The key under which its answer is remembered; only a POST has one.
    pub(super) fn idempotency_key(&self) -> Option<&str> {
        let sent = self.parts.headers.get("idempotency-key").filter(|_| self.parts.method == Method::POST);
        sent?.to_str().ok()
    }

    /// The customer in the body, in the query, or behind an object that body or path name; and the payment method likewise.
    pub(super) async fn whom(&self, connection: &mut AnyConnection, account: &Account) -> Result<Whom> {
        let body: Value = serde_json::from_slice(&self.body).unwrap_or_default();
        let named = |name: &str| body[name].as_str().map(str::to_owned);
        let in_path = self.path().split('/').nth(3).map(str::to_owned);
        let method = named("payment_method").or_else(|| in_path.clone().filter(|id| id.starts_with("pm_")));
        let customer = match named("customer").or_else(|| self.customer_in_query()) {
            Some(customer) => Some(customer),
            None => owner(connection, account, [&method, &named("resource_id"), &in_path]).await?,
        };
        Ok(Whom { customer, payment_method: method })
    }

    fn customer_in_query(&self) -> Option<String> {
        let query = self.parts.uri.query()?;
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        pairs.find(|(name, _)| name == "customer").map(|(_, id)| id.into_owned())
    }
}

/// Whose the first of these objects is that is somebody's.
async fn owner(connection: &mut AnyConnection, account: &Account, ids: [&Option<String>; 3]) -> Result<Option<String>> {
    for id in ids.into_iter().flatten() {
        let Some(kind) = kind_of(id) else { continue };
        if let Some(customer) = overview::customer_of(connection, kind, account, id).await? {
            return Ok(Some(customer));
        }
    }
    Ok(None)
}

/// The kind of object that an id names.
fn kind_of(id: &str) -> Option<Kind> {
    match id.split_once('_')?.0 {
        "cus" => Some(Kind::Customer),
        "pm" => Some(Kind::PaymentMethod),
        "cs" => Some(Kind::Session),
        "pi" => Some(Kind::PaymentIntent),
        "re" => Some(Kind::Refund),
        "seti" => Some(Kind::SetupIntent),
        "evt" => Some(Kind::Event),
        _ => None,
    }
}
