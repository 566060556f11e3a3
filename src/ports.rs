//! What the pages ask of a backend. The server implements these; pages under test use a canned one.

use std::fmt::Debug;

use async_trait::async_trait;

use crate::{
    cancel::CancelRide,
    city::PlaceId,
    device::Device,
    extra::{Extra, NewDestination},
    fare::Trip,
    history::{History, Wanted},
    id::{BookingKey, DeviceId, ExtraId, MethodId, RideId, RiderId, SetupId},
    leaving::StillOpen,
    places::{MyPlaces, SavedAs},
    quote::SignedQuote,
    refusal::Trouble,
    ride::{BookRide, Booked, RideStory},
    rider::{Farewell, KeepAccount, Password, Rider, SignUp},
    thanks::{NewTip, Rating},
    wallet::{Nickname, Setup, Wallet},
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
    /// Makes an account the main one.
    async fn make_main(&self, rider: &RiderId, method: &MethodId) -> Result<(), Trouble>;
    /// Calls an account so, or no longer anything.
    async fn rename(&self, rider: &RiderId, method: &MethodId, nickname: Option<Nickname>) -> Result<(), Trouble>;
}

/// Rides.
#[async_trait]
pub trait Rides: Send + Sync {
    /// The key of the rider's next booking: the same for every page rendered until then.
    async fn next_booking_key(&self, rider: &RiderId) -> Result<BookingKey, Trouble>;
    /// What the trip costs this rider from now on, for a while, signed so that the form can bring it back.
    async fn quote(&self, rider: &RiderId, trip: &Trip) -> Result<SignedQuote, Trouble>;
    /// Books a ride and asks for its fare, once per key. Here and below, without a saved account the rider is led to the bank, to
    /// choose one, pay, and save it.
    async fn book(&self, rider: &RiderId, order: BookRide) -> Result<Booked, Trouble>;
    /// Asks for the fare of an unpaid ride again. `attempt` is the number of the new attempt, so that a second click starts
    /// nothing new.
    async fn retry(
        &self,
        rider: &RiderId,
        ride: &RideId,
        method: Option<&MethodId>,
        attempt: i64,
    ) -> Result<Booked, Trouble>;
    /// Leads a paid ride somewhere else, once, and asks for what that costs more. The same destination again starts nothing new.
    async fn change_destination(
        &self,
        rider: &RiderId,
        ride: &RideId,
        change: NewDestination,
    ) -> Result<Booked, Trouble>;
    /// Calls a ride off, once, at no more than the page said. The same again changes nothing.
    async fn cancel(&self, rider: &RiderId, ride: &RideId, order: CancelRide) -> Result<(), Trouble>;
    /// Asks for an unpaid extra or tip again. `attempt` is the number of the new attempt among those of the extra.
    async fn pay_balance(
        &self,
        rider: &RiderId,
        extra: &ExtraId,
        method: Option<&MethodId>,
        attempt: i64,
    ) -> Result<Booked, Trouble>;
    /// Keeps what the rider thought of a ride that is over; the last word counts.
    async fn rate(&self, rider: &RiderId, ride: &RideId, rating: Rating) -> Result<(), Trouble>;
    /// Leaves a tip for a ride that is over, once, and asks for it. The same tip again starts nothing new, and what becomes of it
    /// is nobody's debt; an unpaid one is tried again like an unpaid extra.
    async fn tip(&self, rider: &RiderId, ride: &RideId, tip: NewTip) -> Result<Booked, Trouble>;
    /// The ride whose extra the rider has to pay before anything new is booked.
    async fn balance_due(&self, rider: &RiderId) -> Result<Option<RideStory>, Trouble>;
    /// The extras of the rider's rides, newest first.
    async fn extras(&self, rider: &RiderId) -> Result<Vec<Extra>, Trouble>;
    /// One ride with all that its page shows.
    async fn ride(&self, rider: &RiderId, id: &RideId) -> Result<RideStory, Trouble>;
    /// A part of the rider's history.
    async fn history(&self, rider: &RiderId, wanted: Wanted) -> Result<History, Trouble>;
}

/// The places a rider goes to.
#[async_trait]
pub trait Places: Send + Sync {
    /// What the rider saved, and where they went lately.
    async fn my_places(&self, rider: &RiderId) -> Result<MyPlaces, Trouble>;
    /// Saves a place under a name, instead of the one that had it.
    async fn save_place(&self, rider: &RiderId, saved_as: SavedAs, place: &PlaceId) -> Result<(), Trouble>;
    /// Forgets the place of that name.
    async fn forget_place(&self, rider: &RiderId, saved_as: SavedAs) -> Result<(), Trouble>;
}

/// All that a page may ask for.
pub trait Backend: Riders + Profiles + Wallets + Rides + Places + Debug {}
