//! Links that sign another browser in as the same rider, once.

use async_trait::async_trait;
use rand::RngExt as _;
use vuelta::{
    backstage::invitation::{HOLDS, Invitation, Invitations, Invited, LeadsTo, SignedInvitation},
    id::RiderId,
    refusal::{Refusal, Trouble},
};

use crate::{
    backend::{Backend, incident::OrIncident},
    config::is_loopback,
    seal::Purpose,
    store::{invitations, riders},
};

#[async_trait]
impl Invitations for Backend {
    fn invite(&self, rider: &RiderId, to: LeadsTo) -> SignedInvitation {
        let nonce = hex::encode(rand::rng().random::<[u8; 8]>());
        let invitation = Invitation { rider: rider.clone(), to, until: self.clock.now() + HOLDS, nonce };
        let text = self.seal.sign(Purpose::Invitation, &invitation.to_string());
        let address = self.config.page(&format!("/join/{text}"));
        SignedInvitation { invitation, address, reachable: !is_loopback(&self.config.public_url) }
    }

    async fn invited(&self, text: &str) -> Result<Invited, Trouble> {
        let invitation = self.opened(text)?;
        let mut connection = self.store.pool().acquire().await.or_incident()?;
        let rider = riders::find(&mut connection, &invitation.rider).await.or_incident()?.ok_or(Refusal::NotFound)?;
        let used = invitations::is_crossed_out(&mut connection, &invitation.nonce).await.or_incident()?;
        let open = !used && invitation.holds_at(self.clock.now());
        Ok(Invited { invitation, name: rider.name, open })
    }

    async fn take_up(&self, text: &str) -> Result<Invitation, Trouble> {
        let invitation = self.opened(text)?;
        let now = self.clock.now();
        let mut tx = self.store.begin().await.or_incident()?;
        riders::find(&mut tx, &invitation.rider).await.or_incident()?.ok_or(Refusal::NotFound)?;
        if !invitation.holds_at(now) || !invitations::cross_out(&mut tx, &invitation, now).await.or_incident()? {
            return Err(Refusal::InvitationOver.into());
        }
        tx.commit().await.or_incident()?;
        self.note(&invitation.rider, "device.joined", Some(invitation.to.as_str()));
        Ok(invitation)
    }
}

impl Backend {
    /// What we signed.
    fn opened(&self, text: &str) -> Result<Invitation, Refusal> {
        let ours = self.seal.open(Purpose::Invitation, text).ok_or(Refusal::NotFound)?;
        Invitation::parse(ours).map_err(|_| Refusal::NotFound)
    }
}
