//! Failures of ours: logged once with their chain, answered by number.

use std::error::Error;

use vuelta::refusal::Trouble;

use crate::{backend::customers::CustomerError, ids, passwords::HashError, store::StoreError};

/// Logs an error with everything that caused it, and gives the number to quote.
pub fn report(error: &(dyn Error + 'static)) -> Trouble {
    let id = ids::incident();
    let mut chain = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        chain.push_str(": ");
        chain.push_str(&cause.to_string());
        source = cause.source();
    }
    tracing::error!(incident = %id, error = %chain, "incident");
    Trouble::Internal(id)
}

/// Turns a failure of a layer below into trouble: an incident, or a busy moment that passes.
pub trait OrIncident<T> {
    /// The value, or an incident.
    fn or_incident(self) -> Result<T, Trouble>;
}

impl<T> OrIncident<T> for Result<T, StoreError> {
    fn or_incident(self) -> Result<T, Trouble> {
        self.map_err(|error| {
            if error.is_full() {
                tracing::error!(%error, "there is no room to write");
                return Trouble::Busy;
            }
            if !error.is_passing() {
                return report(&error);
            }
            tracing::warn!(%error, "too busy");
            Trouble::Busy
        })
    }
}

impl<T> OrIncident<T> for Result<T, sqlx::Error> {
    fn or_incident(self) -> Result<T, Trouble> {
        self.map_err(StoreError::from).or_incident()
    }
}

impl<T> OrIncident<T> for Result<T, HashError> {
    fn or_incident(self) -> Result<T, Trouble> {
        self.map_err(|error| report(&error))
    }
}

impl<T> OrIncident<T> for Result<T, CustomerError> {
    fn or_incident(self) -> Result<T, Trouble> {
        self.map_err(|CustomerError::Store(error)| error).or_incident()
    }
}
