//! Room: whether something new could be kept now. Only writing tells.

use vuelta::Instant;

use super::{Result, Store, settings};
use crate::ids;

/// As much as a booking or the largest event takes.
const NEEDED: usize = 64 * 1024;

impl Store {
    /// Writes something down, for good, and forgets it again. What is rolled back never reaches the disk, and would tell nothing.
    ///
    /// # Errors
    /// When a booking or an event could not be kept now.
    pub async fn try_room(&self, now: Instant) -> Result<()> {
        let mut connection = self.pool().acquire().await?;
        // A name of its own: other servers try at the same time.
        let name = ids::room();
        settings::keep(&mut connection, &name, &"x".repeat(NEEDED), now).await?;
        settings::forget(&mut connection, &name).await
    }
}
