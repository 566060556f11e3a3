//! `/v2/setup_intents`: read by id; Fintoc lists and creates none.

use axum::extract::{Path, State};

use super::{Answer, ApiError, Caller, lists};
use crate::{Sandbox, world::lists::Kind};

pub(super) async fn read(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Answer, ApiError> {
    lists::one(&sandbox, &caller, Kind::SetupIntent, &id).await
}
