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

    /// `DELETE /v1/webhook_endpoints/{id}`.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn delete_webhook_endpoint(&self, id: &WebhookEndpointId) -> Result<(), Error> {
        self.delete(&["v1", "webhook_endpoints", id.as_str()]).await
    }
}
