//! Dying between writing a booking down and hearing from Fintoc.

use vuelta::ride::RideState;

use crate::{hosted_page::PAYS, stage::Stage};

#[tokio::test]
async fn a_restart_loses_nobody() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    let ride = stage.book(&ana).await.ride_id();
    let stage = stage.restart().await;
    stage.eventually("paid", async || (stage.ride(&ride).await.state == RideState::Paid).then_some(())).await;
    assert!(ana.get("/wallet").await.has_method("9212"), "still signed in");
}
