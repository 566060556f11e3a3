//! Setup intents: the setup side of a session, told apart by its own statuses. There is no event for them; they are read.

use serde::{Deserialize, Serialize};

use crate::{Client, Error, SetupIntentId, open::open_enum};

open_enum! {
    /// Where a setup intent stands.
    SetupStatus {
        Created = "created",
        Started = "started",
        /// The last try failed in a way that the customer can mend.
        WaitingForRetry = "waiting_for_retry",
        Succeeded = "succeeded",
        Failed = "failed",
    }
}

/// A setup intent as Fintoc answers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetupIntent {
    /// `seti_…`.
    pub id: SetupIntentId,
    /// `setup_intent`.
    #[serde(default)]
    pub object: Option<String>,
    /// Where it stands.
    #[serde(default)]
    pub status: Option<SetupStatus>,
    /// Why the last try failed; null before any failure and after success.
    #[serde(default)]
    pub error_reason: Option<String>,
}

impl Client {
    /// `GET /v2/setup_intents/{id}`.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn setup_intent(&self, id: &SetupIntentId) -> Result<SetupIntent, Error> {
        self.get(&["v2", "setup_intents", id.as_str()]).await
    }
}
