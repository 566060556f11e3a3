//! What riders do about themselves: their name, password and devices, and leaving.

use async_trait::async_trait;
use sqlx::AnyConnection;
use vuelta::{
    Clp, Instant,
    case::Event,
    device::Device,
    id::{DeviceId, RiderId},
    leaving::StillOpen,
    ports::{Profiles, Riders},
    refusal::{Refusal, Trouble},
    rider::{Farewell, KeepAccount, Password, SignUpProblem, check_name, password_problem},
};

use super::{Backend, incident::OrIncident, settle::Kept, wallets};
use crate::store::{StoreError, extras, leaving, moments, riders, sessions};

#[async_trait]
impl Profiles for Backend {
    async fn devices(&self, rider: &RiderId) -> Result<Vec<Device>, Trouble> {
        let mut connection = self.store.pool().acquire().await.or_incident()?;
        sessions::of_rider(&mut connection, rider, self.clock.now()).await.or_incident()
    }

    async fn end_device(&self, rider: &RiderId, device: &DeviceId) -> Result<(), Trouble> {
        let mut connection = self.store.pool().acquire().await.or_incident()?;
        sessions::end(&mut connection, rider, device).await.or_incident()
    }

    async fn end_other_devices(&self, rider: &RiderId, this: &DeviceId) -> Result<(), Trouble> {
        let mut connection = self.store.pool().acquire().await.or_incident()?;
        sessions::end_all(&mut connection, rider, Some(this)).await.or_incident()
    }

    async fn rename(&self, rider: &RiderId, name: &str) -> Result<(), Trouble> {
        let name = check_name(name).map_err(mend)?;
        let mut connection = self.store.pool().acquire().await.or_incident()?;
        riders::rename(&mut connection, rider, &name).await.or_incident()
    }

    async fn change_password(&self, rider: &RiderId, current: &Password, new: &Password) -> Result<(), Trouble> {
        let email = self.rider(rider).await?.email;
        if let Some(problem) = password_problem(new, Some(&email)) {
            return Err(mend(problem));
        }
        let from = self.check_password(rider, current).await?;
        let to = self.passwords.hash(new).await.or_incident()?;
        let mut tx = self.store.begin().await.or_incident()?;
        riders::change_password(&mut tx, rider, &from, &to).await.or_incident()?;
        sessions::end_all(&mut tx, rider, None).await.or_incident()?;
        tx.commit().await.or_incident()
    }

    async fn keep_account(&self, guest: &RiderId, form: KeepAccount) -> Result<(), Trouble> {
        let kept = form.check().map_err(|problems| Refusal::SignUp { problems })?;
        if !self.rider(guest).await?.is_guest() {
            return Err(Refusal::NotFound.into());
        }
        let hash = self.passwords.hash(&kept.password).await.or_incident()?;
        let mut connection = self.store.pool().acquire().await.or_incident()?;
        let is_kept = riders::keep(&mut connection, guest, &kept.name, &kept.email, &hash).await.or_incident()?;
        if is_kept { Ok(()) } else { Err(mend(SignUpProblem::EmailTaken)) }
    }

    async fn still_open(&self, rider: &RiderId) -> Result<Option<StillOpen>, Trouble> {
        let mut connection = self.store.pool().acquire().await.or_incident()?;
        open(&mut connection, rider).await.or_incident()
    }

    async fn erase(&self, rider: &RiderId, farewell: Farewell) -> Result<(), Trouble> {
        let known = self.rider(rider).await?;
        if known.is_guest() {
            if !farewell.is_sure {
                return Err(mend(SignUpProblem::Unconfirmed));
            }
        } else {
            self.check_password(rider, &farewell.password).await?;
        }
        let now = self.clock.now();
        let mut tx = self.store.begin().await.or_incident()?;
        riders::lock(&mut tx, rider).await.or_incident()?;
        // Looked at again under the lock: a click in another tab may have begun something.
        if let Some(what) = open(&mut tx, rider).await.or_incident()? {
            return Err(Refusal::StillOpen { what }.into());
        }
        call_off_unpaid(&mut tx, rider, now).await.or_incident()?;
        wallets::forget_all(&mut tx, rider, now).await.or_incident()?;
        let customer = riders::customer(&mut tx, rider).await.or_incident()?;
        leaving::forget(&mut tx, rider, customer.as_deref()).await.or_incident()?;
        riders::erase(&mut tx, rider, now).await.or_incident()?;
        moments::forget(&mut tx, rider).await.or_incident()?;
        sessions::end_all(&mut tx, rider, None).await.or_incident()?;
        tx.commit().await.or_incident()?;
        self.wake();
        Ok(())
    }
}

impl Backend {
    /// The hash of the rider's password, if that is it. Whoever sits at an open browser has as few tries as anybody else.
    async fn check_password(&self, rider: &RiderId, typed: &Password) -> Result<String, Trouble> {
        if self.sign_ins.check_key(&rider.to_string()).is_err() {
            return Err(Refusal::TooManyTries.into());
        }
        let mut connection = self.store.pool().acquire().await.or_incident()?;
        let hash = riders::password_hash(&mut connection, rider).await.or_incident()?;
        drop(connection);
        let matches = self.passwords.matches(typed, hash.clone()).await.or_incident()?;
        hash.filter(|_| matches).ok_or_else(|| mend(SignUpProblem::CurrentPassword))
    }
}

/// Ends what nobody has paid: money that comes after all goes back, instead of paying a ride that nobody takes.
async fn call_off_unpaid(tx: &mut AnyConnection, rider: &RiderId, now: Instant) -> Result<(), StoreError> {
    let free = Event::Cancelled { fee: Clp::ZERO };
    for ride in leaving::unpaid_rides(tx, rider).await? {
        Kept::load(tx, &ride).await?.take_in(tx, free.clone(), now).await?;
    }
    for extra in leaving::unpaid_extras(tx, rider).await? {
        Kept::load_extra(tx, &extra).await?.take_in(tx, free.clone(), now).await?;
    }
    Ok(())
}

fn mend(problem: SignUpProblem) -> Trouble {
    Refusal::SignUp { problems: vec![problem] }.into()
}

async fn open(connection: &mut AnyConnection, rider: &RiderId) -> Result<Option<StillOpen>, StoreError> {
    if let Some(extra) = extras::due(connection, rider).await? {
        return Ok(Some(StillOpen::Balance { ride: extra.ride }));
    }
    if let Some(ride) = leaving::open_payment(connection, rider).await? {
        return Ok(Some(StillOpen::Payment { ride }));
    }
    if let Some(ride) = leaving::open_refund(connection, rider).await? {
        return Ok(Some(StillOpen::Refund { ride }));
    }
    if let Some(ride) = leaving::running_ride(connection, rider).await? {
        return Ok(Some(StillOpen::Ride { ride }));
    }
    Ok(leaving::has_open_setup(connection, rider).await?.then_some(StillOpen::Setup))
}
