//! Webhook endpoints (`/v1/webhook_endpoints`): where Fintoc sends events, and the secret that signs them.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::{
    Client, Error, EventType, IdempotencyKey, Mode, Prepared, WebhookEndpointId,
    open::{lenient_instant, open_enum},
};

open_enum! {
    /// Whether deliveries are made.
    EndpointStatus { Enabled = "enabled", Disabled = "disabled" }
}

/// A webhook endpoint as Fintoc answers it.
#[derive(Debug, Clone, Deserialize)]
pub struct WebhookEndpoint {
    /// `we_…`.
    pub id: WebhookEndpointId,
    /// `webhook_endpoint`.
    #[serde(default)]
    pub object: Option<String>,
    /// Where deliveries go.
    pub url: String,
    /// What it is for.
    #[serde(default)]
    pub description: Option<String>,
    /// What it is told.
    #[serde(default)]
    pub enabled_events: Vec<EventType>,
    /// Enabled or disabled.
    #[serde(default)]
    pub status: Option<EndpointStatus>,
    /// Test or live.
    #[serde(default)]
    pub mode: Option<Mode>,
    /// Only in the answer to the create call; null in every later read.
    #[serde(default)]
    pub secret: Option<SecretString>,
    /// When it was created.
    #[serde(default, deserialize_with = "lenient_instant")]
    pub created_at: Option<jiff::Timestamp>,
}

/// What `POST /v1/webhook_endpoints` takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewWebhookEndpoint {
    /// https, except to a sandbox on loopback.
    pub url: String,
    /// What it is told.
    pub enabled_events: Vec<EventType>,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// What `PATCH /v1/webhook_endpoints/{id}` takes: whatever is `None` stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct WebhookEndpointChange {
    /// Where deliveries go from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// What it is told from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled_events: Option<Vec<EventType>>,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether deliveries stop.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
}

impl Client {
    /// `POST /v1/webhook_endpoints`. The answer, and no later one, holds the secret.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn create_webhook_endpoint(
        &self,
        endpoint: &NewWebhookEndpoint,
        key: &IdempotencyKey,
    ) -> Result<WebhookEndpoint, Error> {
        self.send(&Prepared::create_webhook_endpoint(endpoint), key).await
    }

    /// `GET /v1/webhook_endpoints`: one page of 300, the most that v1 gives; nobody has more.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn webhook_endpoints(&self) -> Result<Vec<WebhookEndpoint>, Error> {
        let query = [("per_page", "300".to_owned())];
        Ok(self.list(&["v1", "webhook_endpoints"], &query).await?.items)
    }

    /// `GET /v1/webhook_endpoints/{id}`, without the secret.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn webhook_endpoint(&self, id: &WebhookEndpointId) -> Result<WebhookEndpoint, Error> {
        self.get(&["v1", "webhook_endpoints", id.as_str()]).await
    }

    /// `PATCH /v1/webhook_endpoints/{id}`. It carries no idempotency key, and needs none: saying it twice says the same.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn update_webhook_endpoint(
        &self,
        id: &WebhookEndpointId,
        change: &WebhookEndpointChange,
    ) -> Result<WebhookEndpoint, Error> {
        self.patch(&["v1", "webhook_endpoints", id.as_str()], change).await
    }

    /// `DELETE /v1/webhook_endpoints/{id}`.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn delete_webhook_endpoint(&self, id: &WebhookEndpointId) -> Result<(), Error> {
        self.delete(&["v1", "webhook_endpoints", id.as_str()]).await
    }
}
