//! What a canned backend knows of a rider as a person: one device, and nothing in the way of leaving.

use async_trait::async_trait;
use vuelta::{
    Instant,
    device::{Agent, Device},
    id::{DeviceId, RiderId},
    leaving::StillOpen,
    ports::Profiles,
    refusal::Trouble,
    rider::{Farewell, KeepAccount, Password},
};

use crate::canned::Canned;

#[async_trait]
impl Profiles for Canned {
    async fn devices(&self, _: &RiderId) -> Result<Vec<Device>, Trouble> {
        let device = |id: &str, agent| Device {
            id: DeviceId::new(id),
            agent: Agent::parse(agent),
            seen_at: Instant::from_millis(0),
        };
        Ok(vec![device("this", "firefox/linux"), device("other", "safari/iphone")])
    }

    async fn end_device(&self, _: &RiderId, _: &DeviceId) -> Result<(), Trouble> {
        unreachable!("pages end nothing")
    }

    async fn end_other_devices(&self, _: &RiderId, _: &DeviceId) -> Result<(), Trouble> {
        unreachable!("pages end nothing")
    }

    async fn rename(&self, _: &RiderId, _: &str) -> Result<(), Trouble> {
        unreachable!("pages rename nobody")
    }

    async fn change_password(&self, _: &RiderId, _: &Password, _: &Password) -> Result<(), Trouble> {
        unreachable!("pages change nothing")
    }

    async fn keep_account(&self, _: &RiderId, _: KeepAccount) -> Result<(), Trouble> {
        unreachable!("pages keep nothing")
    }

    async fn still_open(&self, _: &RiderId) -> Result<Option<StillOpen>, Trouble> {
        Ok(None)
    }

    async fn erase(&self, _: &RiderId, _: Farewell) -> Result<(), Trouble> {
        unreachable!("pages erase nobody")
    }
}
