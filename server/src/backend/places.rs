//! Places that riders save, and where they went.

use async_trait::async_trait;
use vuelta::{
    city::PlaceId,
    id::RiderId,
    places::{MyPlaces, SavedAs},
    ports::Places,
    refusal::Trouble,
};

use super::{Backend, incident::OrIncident};
use crate::store::places;

#[async_trait]
impl Places for Backend {
    async fn my_places(&self, rider: &RiderId) -> Result<MyPlaces, Trouble> {
        let mut connection = self.store.pool().acquire().await.or_incident()?;
        let saved = places::saved(&mut connection, rider).await.or_incident()?;
        let visited = places::visited(&mut connection, rider).await.or_incident()?;
        Ok(MyPlaces::new(saved, visited))
    }

    async fn save_place(&self, rider: &RiderId, saved_as: SavedAs, place: &PlaceId) -> Result<(), Trouble> {
        let mut tx = self.store.begin().await.or_incident()?;
        places::save(&mut tx, rider, saved_as, place, self.clock.now()).await.or_incident()?;
        tx.commit().await.or_incident()
    }

    async fn forget_place(&self, rider: &RiderId, saved_as: SavedAs) -> Result<(), Trouble> {
        let mut tx = self.store.begin().await.or_incident()?;
        places::forget(&mut tx, rider, saved_as).await.or_incident()?;
        tx.commit().await.or_incident()
    }
}
