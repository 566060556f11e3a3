//! What the pages ask of a backend. The server implements these; pages under test use a canned one.

use std::fmt::Debug;

use async_trait::async_trait;

use crate::{
    device::Device,
    extra::{Extra, NewDestination},
    id::{BookingKey, DeviceId, ExtraId, MethodId, RideId, RiderId, SetupId},
    leaving::StillOpen,
    refusal::Trouble,
    ride::{BookRide, Booked, PastRide, RideStory},
    rider::{Farewell, KeepAccount, Password, Rider, SignUp},
    wallet::{Setup, Wallet},
};

/// People.
#[async_trait]
pub trait Riders: Send + Sync {
    /// Takes somebody in who only wants to try: a rider who is made up, and nobody else.
    async fn welcome_guest(&self) -> Result<RiderId, Trouble>;
    /// Takes a rider in.
    async fn sign_up(&self, form: SignUp) -> Result<RiderId, Trouble>;
    /// Tells who signs in with that e-mail and password.
    async fn sign_in(&self, email: &str, password: &Password) -> Result<RiderId, Trouble>;
    /// The rider with that id.
    async fn rider(&self, id: &RiderId) -> Result<Rider, Trouble>;
}

/// What riders may do about themselves.
#[async_trait]
pub trait Profiles: Send + Sync {
    /// Where the rider is signed in, the last seen first.
    async fn devices(&self, rider: &RiderId) -> Result<Vec<Device>, Trouble>;
    /// Signs one of the rider's devices out.
    async fn end_device(&self, rider: &RiderId, device: &DeviceId) -> Result<(), Trouble>;
    /// Signs all of the rider's devices out, but this one.
    async fn end_other_devices(&self, rider: &RiderId, this: &DeviceId) -> Result<(), Trouble>;
    /// Calls the rider by another name.
    async fn rename(&self, rider: &RiderId, name: &str) -> Result<(), Trouble>;
    /// Changes the password and signs every device out; the caller signs theirs in again.
    async fn change_password(&self, rider: &RiderId, current: &Password, new: &Password) -> Result<(), Trouble>;
    /// Makes an account of a guest, who keeps their rides and bank accounts.
    async fn keep_account(&self, guest: &RiderId, form: KeepAccount) -> Result<(), Trouble>;
    /// What has to end before the rider can leave.
    async fn still_open(&self, rider: &RiderId) -> Result<Option<StillOpen>, Trouble>;
    /// Forgets who the rider is, and signs every device out. Rides, payments and the books stay, under an id that names nobody.
    async fn erase(&self, rider: &RiderId, farewell: Farewell) -> Result<(), Trouble>;
}

/// Saved bank accounts.
#[async_trait]
pub trait Wallets: Send + Sync {
    /// What the rider has saved, and what is under way.
    async fn wallet(&self, rider: &RiderId) -> Result<Wallet, Trouble>;
    /// One run of the hosted page.
    async fn setup(&self, rider: &RiderId, id: &SetupId) -> Result<Setup, Trouble>;
    /// Starts saving an account, of that bank if one was chosen. The setup carries the hosted page's address unless Fintoc
    /// has not answered yet.
    async fn start_setup(&self, rider: &RiderId, bank: Option<&str>) -> Result<Setup, Trouble>;
    /// Forgets an account: from now on nothing is paid with it, and Fintoc is told. Payments under way take their course.
    async fn forget(&self, rider: &RiderId, method: &MethodId) -> Result<(), Trouble>;
}

/// Rides.
#[async_trait]
pub trait Rides: Send + Sync {
    /// The key of the rider's next booking: the same for every page rendered until then.
    async fn next_booking_key(&self, rider: &RiderId) -> Result<BookingKey, Trouble>;
    /// Books a ride and asks for its fare, once per key.
    async fn book(&self, rider: &RiderId, order: BookRide) -> Result<Booked, Trouble>;
    /// Asks for the fare of an unpaid ride again. `attempt` is the number of the new attempt, so that a second click starts
    /// nothing new.
    async fn retry(&self, rider: &RiderId, ride: &RideId, method: &MethodId, attempt: i64) -> Result<Booked, Trouble>;
    /// Leads a paid ride somewhere else, once, and asks for what that costs more. The same destination again starts nothing new.
    async fn change_destination(
        &self,
        rider: &RiderId,
        ride: &RideId,
        change: NewDestination,
    ) -> Result<Booked, Trouble>;
    /// Asks for an unpaid extra again. `attempt` is the number of the new attempt among those of the extra.
    async fn pay_balance(
        &self,
        rider: &RiderId,
        extra: &ExtraId,
        method: &MethodId,
        attempt: i64,
    ) -> Result<Booked, Trouble>;
    /// The ride whose extra the rider has to pay before anything new is booked.
    async fn balance_due(&self, rider: &RiderId) -> Result<Option<RideStory>, Trouble>;
    /// The extras of the rider's rides, newest first.
    async fn extras(&self, rider: &RiderId) -> Result<Vec<Extra>, Trouble>;
    /// One ride with all that its page shows.
    async fn ride(&self, rider: &RiderId, id: &RideId) -> Result<RideStory, Trouble>;
    /// The rider's rides, newest first.
    async fn rides(&self, rider: &RiderId) -> Result<Vec<PastRide>, Trouble>;
}

/// All that a page may ask for.
pub trait Backend: Riders + Profiles + Wallets + Rides + Debug {}
