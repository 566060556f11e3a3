//! The store story: every function of the store, on both engines.

use std::time::Duration;

use server::store::{
    Engine, Store, StoreError, cancellations, castings, extras,
    inbox::{self, Told},
    invitations,
    journeys::{self, StoredJourney},
    leaving,
    ledger::{self, Subject},
    marks, missed, moments,
    outbox::{self, Call, CallKind},
    payment_methods,
    payments::{self, StoredPayment},
    places, ratings,
    refunds::{self, StoredRefund},
    riders, rides, sessions, settings, setups,
};
use sqlx::{
    Connection, Row, SqlStr,
    migrate::{Migration, MigrationType, Migrator},
};
use vuelta::{
    Clp, Instant,
    backstage::{
        self, About, Deed, Moment, What,
        invitation::{Invitation, LeadsTo},
        personas::{Casting, Persona},
    },
    cancel::{Cancellation, Reason},
    city::PlaceId,
    device::{Agent, Browser, System},
    extra::{Extra, ExtraKind},
    fare::{RideType, Trip},
    history::Filter,
    id::{BookingKey, ExtraId, MethodId, MomentId, PaymentId, RefundId, RideId, RiderId, SetupId},
    journey::Phase,
    ledger::{Account, Entry, EntryKind},
    payment::{ErrorReason, PaymentState, Review, Standing, Terms},
    places::SavedAs,
    refund::{self, Cause, Refund, RefundState},
    ride::{Payment, Ride, RideNews, RideState},
    rider::Email,
    thanks::{Compliment, Rating, Stars},
    wallet::{AccountKind, BankAccount, Nickname, SavedMethod, Setup, SetupState},
};

use crate::stage::uuid_like;

const NOW: Instant = Instant::from_millis(1_800_000_000_000);
const SECOND: Duration = Duration::from_secs(1);

#[tokio::test]
async fn sqlite_keeps_everything_that_it_is_given() {
    let folder = tempfile::TempDir::new().unwrap();
    let store = Store::open(&format!("sqlite://{}/store.db", folder.path().display())).await.unwrap();
    assert_eq!(store.engine(), Engine::Sqlite);
    tell_the_story(&store).await;
}

#[tokio::test]
async fn postgres_keeps_everything_that_it_is_given() {
    let Some(url) = fresh_postgres().await else { return };
    let store = Store::open(&url).await.unwrap();
    assert_eq!(store.engine(), Engine::Postgres);
    tell_the_story(&store).await;
}

/// An empty database on the Postgres that `cargo xtask test` starts. Whoever runs the tests without one was told so.
pub async fn fresh_postgres() -> Option<String> {
    let server = std::env::var("TEST_POSTGRES_URL").ok()?;
    sqlx::any::install_default_drivers();
    let name = format!("story_{}", uuid_like());
    let mut admin = sqlx::AnyConnection::connect(&server).await.unwrap();
    sqlx::query(sqlx::AssertSqlSafe(format!("create database {name}"))).execute(&mut admin).await.unwrap();
    let mut url: url::Url = server.parse().unwrap();
    url.set_path(&name);
    Some(url.to_string())
}

async fn tell_the_story(store: &Store) {
    store.try_room(Instant::from_millis(0)).await.unwrap();
    settings_are_made_once_and_leased_to_one(store).await;
    sessions_live_until_they_expire(store).await;
    let rider = a_rider_is_found_by_id_email_and_customer(store).await;
    a_guest_stays_and_leaves(store).await;
    who_was_prepared_is_remembered(store, &rider).await;
    let method = a_method_never_changes_hands(store, &rider).await;
    a_setup_is_written_by_one_at_a_time(store, &rider).await;
    let ride = a_booking_key_books_one_ride(store, &rider).await;
    a_place_is_saved_under_a_name_until_it_is_forgotten(store, &rider).await;
    a_payment_is_written_by_one_at_a_time(store, &rider, &ride, &method).await;
    a_late_payment_goes_back_once(store, &ride).await;
    time_is_pulled_for_one_rider(store, &rider, &ride).await;
    a_payment_goes_back_by_hand_several_times(store, &rider, &ride, &method).await;
    an_extra_is_paid_beside_the_fare(store, &rider, &ride, &method).await;
    the_last_word_of_a_rating_counts(store, &ride).await;
    an_invitation_is_crossed_out_once(store, &rider).await;
    the_history_is_read_by_state_and_part_by_part(store, &rider, &ride).await;
    a_mark_is_another_one_after_every_change(store, &rider, &ride).await;
    moments_are_kept_for_a_while_and_only_for_their_rider(store, &rider, &ride).await;
    a_call_is_leased_to_one_worker(store).await;
    an_event_is_stored_once_and_applied_once(store).await;
    the_list_of_events_is_read_by_one_at_a_time(store).await;
    the_newest_moment_is_the_one_made_last(store, &rider).await;
    what_is_not_committed_is_not_kept(store).await;
    every_state_reads_back(store, &rider, &ride, &method).await;
}

async fn who_was_prepared_is_remembered(store: &Store, rider: &RiderId) {
    let mut db = store.begin().await.unwrap();
    assert_eq!(castings::find(&mut db, rider).await.unwrap(), Casting::default());
    castings::insert(&mut db, rider, Persona::Frequent, Some(rider), NOW).await.unwrap();
    let casting = Casting { persona: Some(Persona::Frequent), previous: Some(rider.clone()) };
    assert_eq!(castings::find(&mut db, rider).await.unwrap(), casting);
    db.rollback().await.unwrap();
}

async fn settings_are_made_once_and_leased_to_one(store: &Store) {
    let mut db = store.begin().await.unwrap();
    assert_eq!(settings::get(&mut db, "key:1").await.unwrap(), None);
    assert_eq!(settings::keep(&mut db, "key:1", "first", NOW).await.unwrap(), "first");
    assert_eq!(settings::keep(&mut db, "key:1", "second", NOW).await.unwrap(), "first");
    assert!(settings::lease(&mut db, "lease", NOW, NOW + SECOND).await.unwrap());
    assert!(!settings::lease(&mut db, "lease", NOW, NOW + SECOND).await.unwrap());
    assert!(settings::lease(&mut db, "lease", NOW + SECOND, NOW + SECOND * 2).await.unwrap());
    settings::give_back(&mut db, "lease", NOW + SECOND).await.unwrap();
    assert!(settings::get(&mut db, "lease").await.unwrap().is_some(), "it is somebody else's");
    settings::give_back(&mut db, "lease", NOW + SECOND * 2).await.unwrap();
    assert_eq!(settings::get(&mut db, "lease").await.unwrap(), None);
    settings::keep(&mut db, "key:2", "third", NOW).await.unwrap();
    assert_eq!(settings::all(&mut db, "key:").await.unwrap(), ["first", "third"]);
    assert!(settings::all(&mut db, "key_").await.unwrap().is_empty());
    db.commit().await.unwrap();
}

async fn a_place_is_saved_under_a_name_until_it_is_forgotten(store: &Store, rider: &RiderId) {
    let mut db = store.begin().await.unwrap();
    let place = |id| PlaceId::parse(id).unwrap();
    for (saved_as, id) in [(SavedAs::Work, "el-golf"), (SavedAs::Home, "la-moneda"), (SavedAs::Home, "san-miguel")] {
        places::save(&mut db, rider, saved_as, &place(id), NOW).await.unwrap();
    }
    let both = [(SavedAs::Home, place("san-miguel")), (SavedAs::Work, place("el-golf"))];
    assert_eq!(places::saved(&mut db, rider).await.unwrap(), both);
    places::forget(&mut db, rider, SavedAs::Home).await.unwrap();
    places::forget(&mut db, rider, SavedAs::Home).await.unwrap();
    assert_eq!(places::saved(&mut db, rider).await.unwrap(), both[1..]);
    let nobody = RiderId::new("rider_of_no_places");
    assert!(places::saved(&mut db, &nobody).await.unwrap().is_empty());
    assert!(places::visited(&mut db, &nobody).await.unwrap().is_empty());
    let visited = places::visited(&mut db, rider).await.unwrap();
    let rides = rides::all_of_rider(&mut db, rider).await.unwrap();
    assert_eq!(visited.first(), rides.first().map(|ride| &ride.trip.to));
    assert!(rides.iter().all(|ride| visited.iter().filter(|place| **place == ride.trip.to).count() == 1));
    db.commit().await.unwrap();
}

async fn sessions_live_until_they_expire(store: &Store) {
    let mut db = store.begin().await.unwrap();
    let (ana, at) = (RiderId::new("rider_1"), Instant::from_millis);
    let row = sessions::NewRow {
        id_hash: "hash",
        data: "{}",
        rider: None,
        agent: "",
        seen_at: at(1_000),
        expires_at: at(2_000),
    };
    assert!(sessions::create(&mut db, &row).await.unwrap());
    assert!(!sessions::create(&mut db, &row).await.unwrap());
    let signed_in = sessions::NewRow {
        data: r#"{"a":1}"#,
        rider: Some("rider_1"),
        agent: "firefox/linux",
        expires_at: at(3_000),
        ..row.clone()
    };
    sessions::save(&mut db, &signed_in).await.unwrap();
    let found = sessions::load(&mut db, "hash", at(2_999)).await.unwrap().unwrap();
    assert_eq!((found.data.as_str(), found.is_signed_in), (r#"{"a":1}"#, true));
    assert_eq!((found.seen_at, found.expires_at), (at(1_000), at(3_000)));
    assert_eq!(sessions::load(&mut db, "hash", at(3_000)).await.unwrap(), None);

    for (id_hash, seen_at) in [("newer", at(1_500)), ("older", at(500))] {
        let row = sessions::NewRow { id_hash, seen_at, ..signed_in.clone() };
        assert!(sessions::create(&mut db, &row).await.unwrap());
    }
    sessions::touch(&mut db, "older", at(1_600)).await.unwrap();
    let devices = sessions::of_rider(&mut db, &ana, at(2_000)).await.unwrap();
    assert_eq!(devices.iter().map(|device| device.id.as_str()).collect::<Vec<_>>(), ["older", "newer", "hash"]);
    assert_eq!(devices[0].agent, Agent { browser: Browser::Firefox, system: System::Linux });
    sessions::end(&mut db, &RiderId::new("rider_2"), &devices[0].id).await.unwrap();
    assert_eq!(sessions::of_rider(&mut db, &ana, at(2_000)).await.unwrap().len(), 3, "somebody else's");
    sessions::end(&mut db, &ana, &devices[0].id).await.unwrap();
    sessions::save(&mut db, &sessions::NewRow { id_hash: "older", ..signed_in.clone() }).await.unwrap();
    assert_eq!(sessions::load(&mut db, "older", at(0)).await.unwrap(), None, "what was ended stays ended");
    sessions::end_all(&mut db, &ana, Some(&devices[2].id)).await.unwrap();
    assert_eq!(sessions::of_rider(&mut db, &ana, at(2_000)).await.unwrap().len(), 1);

    assert_eq!(sessions::delete_expired(&mut db, 2_999).await.unwrap(), 0);
    assert_eq!(sessions::delete_expired(&mut db, 3_000).await.unwrap(), 1);
    assert!(sessions::create(&mut db, &signed_in).await.unwrap());
    sessions::delete(&mut db, "hash").await.unwrap();
    assert_eq!(sessions::load(&mut db, "hash", at(0)).await.unwrap(), None);
    assert!(sessions::create(&mut db, &signed_in).await.unwrap());
    sessions::end_all(&mut db, &ana, None).await.unwrap();
    assert_eq!(sessions::of_rider(&mut db, &ana, at(0)).await.unwrap(), []);
    db.commit().await.unwrap();
}

async fn a_guest_stays_and_leaves(store: &Store) {
    let mut db = store.begin().await.unwrap();
    let (id, rut) = (RiderId::new("rider_guest"), "11.111.111-1".parse().unwrap());
    let email = Email::parse("camila@guest.vuelta.example").unwrap();
    let row = riders::NewRow {
        id: &id,
        name: "Camila",
        email: &email,
        rut: &rut,
        password_hash: None,
        joined_at: NOW,
        is_guest: true,
    };
    assert!(riders::insert(&mut db, &row).await.unwrap());
    assert_eq!(riders::find(&mut db, &id).await.unwrap().unwrap().guest_at, Some(NOW));
    assert_eq!(riders::credentials(&mut db, &email).await.unwrap(), None, "a guest has no password");
    assert_eq!(riders::password_hash(&mut db, &id).await.unwrap(), None);
    let taken = Email::parse("ana@example.cl").unwrap();
    assert!(!riders::keep(&mut db, &id, "Camila", &taken, "$argon2").await.unwrap());
    let email = Email::parse("camila@example.cl").unwrap();
    assert!(riders::keep(&mut db, &id, "Camila", &email, "$argon2").await.unwrap());
    assert!(!riders::keep(&mut db, &id, "Camila", &email, "$argon2").await.unwrap(), "no guest any more");
    riders::rename(&mut db, &id, "Camila Soto").await.unwrap();
    riders::change_password(&mut db, &id, "$argon2", "$other").await.unwrap();
    assert!(matches!(riders::change_password(&mut db, &id, "$argon2", "$x").await, Err(StoreError::Stale)));
    assert_eq!(riders::password_hash(&mut db, &id).await.unwrap().as_deref(), Some("$other"));
    assert_eq!(riders::find(&mut db, &id).await.unwrap().unwrap().name, "Camila Soto");

    assert_eq!(leaving::open_payment(&mut db, &id).await.unwrap(), None);
    assert_eq!(leaving::open_refund(&mut db, &id).await.unwrap(), None);
    assert_eq!(leaving::running_ride(&mut db, &id).await.unwrap(), None);
    assert_eq!(leaving::unpaid_rides(&mut db, &id).await.unwrap(), []);
    assert_eq!(leaving::unpaid_extras(&mut db, &id).await.unwrap(), []);
    assert!(!payments::is_chosen_since(&mut db, &id, NOW).await.unwrap());
    assert!(!leaving::has_open_setup(&mut db, &id).await.unwrap());
    assert!(rides::all_of_rider(&mut db, &id).await.unwrap().is_empty());
    leaving::forget(&mut db, &id, Some("cus_guest")).await.unwrap();
    riders::set_customer(&mut db, &id, "cus_guest").await.unwrap();
    riders::erase(&mut db, &id, NOW).await.unwrap();
    assert_eq!(riders::customer(&mut db, &id).await.unwrap(), None);
    assert!(riders::find(&mut db, &id).await.unwrap().is_none());
    let again = riders::NewRow { id: &RiderId::new("rider_again"), email: &email, ..row };
    assert!(riders::insert(&mut db, &again).await.unwrap(), "the same e-mail may sign up again");
    db.commit().await.unwrap();
}

async fn a_rider_is_found_by_id_email_and_customer(store: &Store) -> RiderId {
    let mut db = store.begin().await.unwrap();
    let (id, email) = (RiderId::new("rider_1"), Email::parse("ana@example.cl").unwrap());
    let rut = "12.345.678-5".parse().unwrap();
    let row = riders::NewRow {
        id: &id,
        name: "Ana Ñuñez",
        email: &email,
        rut: &rut,
        password_hash: Some("$argon2"),
        joined_at: NOW,
        is_guest: false,
    };
    assert!(riders::insert(&mut db, &row).await.unwrap());
    assert!(!riders::insert(&mut db, &riders::NewRow { id: &RiderId::new("rider_2"), ..row }).await.unwrap());
    let found = riders::find(&mut db, &id).await.unwrap().unwrap();
    assert_eq!((found.name.as_str(), found.rut, found.joined_at), ("Ana Ñuñez", rut, NOW));
    assert_eq!(riders::credentials(&mut db, &email).await.unwrap(), Some((id.clone(), "$argon2".to_owned())));
    assert_eq!(riders::customer(&mut db, &id).await.unwrap(), None);
    riders::lock(&mut db, &id).await.unwrap();
    riders::set_customer(&mut db, &id, "cus_1").await.unwrap();
    riders::set_customer(&mut db, &id, "cus_2").await.unwrap();
    assert_eq!(riders::customer(&mut db, &id).await.unwrap().as_deref(), Some("cus_1"));
    assert_eq!(riders::of_customer(&mut db, "cus_1").await.unwrap(), Some(id.clone()));
    assert_eq!(riders::of_customer(&mut db, "cus_2").await.unwrap(), None);
    db.commit().await.unwrap();
    id
}

async fn a_method_never_changes_hands(store: &Store, rider: &RiderId) -> MethodId {
    let mut db = store.begin().await.unwrap();
    let email = Email::parse("bruno@example.cl").unwrap();
    let (other, rut) = (RiderId::new("rider_other"), "11.111.111-1".parse().unwrap());
    let row = riders::NewRow {
        id: &other,
        name: "Bruno",
        password_hash: Some("x"),
        email: &email,
        rut: &rut,
        joined_at: NOW,
        is_guest: true,
    };
    riders::insert(&mut db, &row).await.unwrap();
    let method = SavedMethod {
        id: MethodId::new("pm_1"),
        institution: "cl_banco_bci".to_owned(),
        kind: AccountKind::Sight,
        last_four: "4321".to_owned(),
        activated_at: NOW,
        canceled_at: None,
        forgotten_at: None,
        nickname: None,
    };
    assert!(payment_methods::upsert(&mut db, rider, &method).await.unwrap());
    assert!(!payment_methods::upsert(&mut db, &other, &method).await.unwrap());
    assert!(payment_methods::is_kept(&mut db, &method.id).await.unwrap());
    assert!(!payment_methods::is_kept(&mut db, &MethodId::new("pm_9")).await.unwrap());
    assert_eq!(payment_methods::find(&mut db, &other, &method.id).await.unwrap(), None);
    let dead = SavedMethod { canceled_at: Some(NOW), ..method.clone() };
    assert!(payment_methods::upsert(&mut db, rider, &dead).await.unwrap());
    assert_eq!(payment_methods::find(&mut db, rider, &method.id).await.unwrap(), Some(dead));
    let newer = SavedMethod { id: MethodId::new("pm_2"), activated_at: NOW + SECOND, ..method.clone() };
    payment_methods::upsert(&mut db, rider, &method).await.unwrap();
    payment_methods::upsert(&mut db, rider, &newer).await.unwrap();
    let ids: Vec<_> =
        payment_methods::of_rider(&mut db, rider).await.unwrap().into_iter().map(|method| method.id).collect();
    assert_eq!(ids, [newer.id.clone(), method.id.clone()], "the newest pays");
    a_method_is_preferred_and_named(&mut db, rider, &method, &newer.id).await;
    a_method_is_forgotten_until_it_is_saved_again(&mut db, rider, &method).await;
    db.commit().await.unwrap();
    method.id
}

async fn a_method_is_preferred_and_named(
    db: &mut sqlx::AnyConnection,
    rider: &RiderId,
    method: &SavedMethod,
    newer: &MethodId,
) {
    let other = RiderId::new("rider_other");
    assert!(!payment_methods::prefer(db, &other, &method.id, NOW).await.unwrap(), "it is somebody else's");
    assert!(payment_methods::prefer(db, rider, newer, NOW).await.unwrap());
    assert!(payment_methods::prefer(db, rider, &method.id, NOW + SECOND).await.unwrap());
    assert_eq!(payment_methods::of_rider(db, rider).await.unwrap().remove(0).id, method.id);
    let nickname = Nickname::parse("Sueldo").unwrap();
    assert!(!payment_methods::rename(db, &other, &method.id, Some(&nickname)).await.unwrap());
    assert!(payment_methods::rename(db, rider, &method.id, Some(&nickname)).await.unwrap());
    let dead = SavedMethod { canceled_at: Some(NOW), ..method.clone() };
    payment_methods::upsert(db, rider, &dead).await.unwrap();
    assert!(!payment_methods::prefer(db, rider, &method.id, NOW).await.unwrap(), "nothing is paid with it");
    payment_methods::upsert(db, rider, method).await.unwrap();
    let found = payment_methods::of_rider(db, rider).await.unwrap().remove(0);
    assert_eq!((found.id, found.nickname), (method.id.clone(), Some(nickname)), "back where it was");
    assert!(payment_methods::rename(db, rider, &method.id, None).await.unwrap());
    payment_methods::canceled(db, &method.id, NOW).await.unwrap();
    let found = payment_methods::find(db, rider, &method.id).await.unwrap();
    assert_eq!(found.as_ref(), Some(method), "the answer to a cancellation comes after it was saved again");
}

async fn a_method_is_forgotten_until_it_is_saved_again(
    db: &mut sqlx::AnyConnection,
    rider: &RiderId,
    method: &SavedMethod,
) {
    let other = RiderId::new("rider_other");
    assert!(!payment_methods::forget(db, &other, &method.id, NOW).await.unwrap(), "it is somebody else's");
    assert_eq!(payment_methods::forgotten_by(db, &method.id).await.unwrap(), None);
    assert!(payment_methods::forget(db, rider, &method.id, NOW).await.unwrap());
    assert!(!payment_methods::forget(db, rider, &method.id, NOW + SECOND).await.unwrap(), "it is already");
    assert_eq!(payment_methods::forgotten_by(db, &method.id).await.unwrap().as_ref(), Some(rider));
    payment_methods::upsert(db, rider, method).await.unwrap();
    let found = payment_methods::find(db, rider, &method.id).await.unwrap().unwrap();
    assert_eq!(found.forgotten_at, Some(NOW), "Fintoc's word does not bring it back");
    payment_methods::canceled(db, &method.id, NOW).await.unwrap();
    payment_methods::canceled(db, &method.id, NOW + SECOND).await.unwrap();
    assert_eq!(payment_methods::find(db, rider, &method.id).await.unwrap().unwrap().canceled_at, Some(NOW));
    payment_methods::remember(db, rider, &method.id, NOW, NOW).await.unwrap();
    assert!(payment_methods::forgotten_by(db, &method.id).await.unwrap().is_some(), "asked for before");
    payment_methods::remember(db, rider, &method.id, NOW + SECOND, NOW).await.unwrap();
    payment_methods::upsert(db, rider, method).await.unwrap();
    assert_eq!(payment_methods::find(db, rider, &method.id).await.unwrap().as_ref(), Some(method));
}

async fn a_setup_is_written_by_one_at_a_time(store: &Store, rider: &RiderId) {
    let mut db = store.begin().await.unwrap();
    let setup = Setup {
        id: SetupId::new("setup_1"),
        state: SetupState::Created,
        institution: Some("cl_banco_bci".to_owned()),
        redirect_url: None,
        method: None,
        started_at: NOW,
    };
    setups::insert(&mut db, rider, &setup, NOW + SECOND).await.unwrap();
    let mut row = setups::find(&mut db, &setup.id).await.unwrap().unwrap();
    assert_eq!((&row.setup, row.check_at, &row.rider), (&setup, Some(NOW + SECOND), rider));
    row.session = Some("cs_1".to_owned());
    row.setup.state = SetupState::Open;
    row.setup.redirect_url = Some("http://localhost/checkout/cs_1".to_owned());
    setups::update(&mut db, &row, NOW).await.unwrap();
    assert!(matches!(setups::update(&mut db, &row, NOW).await, Err(StoreError::Stale)));
    assert_eq!(setups::of_session(&mut db, "cs_1").await.unwrap().unwrap().setup, row.setup);
    assert_eq!(setups::last(&mut db, rider).await.unwrap().unwrap().setup.id, setup.id);
    let before = Instant::from_millis(NOW.millis() - 1);
    assert!(setups::is_open_since(&mut db, rider, before).await.unwrap());
    assert!(!setups::is_open_since(&mut db, rider, NOW).await.unwrap());
    assert!(setups::take_due(&mut db, NOW, NOW + SECOND).await.unwrap().is_none());
    assert!(setups::take_due(&mut db, NOW + SECOND, NOW + SECOND * 9).await.unwrap().is_some());
    setups::check_again(&mut db, &setup.id, NOW + SECOND * 5).await.unwrap();
    assert_eq!(setups::find(&mut db, &setup.id).await.unwrap().unwrap().check_at, Some(NOW + SECOND * 5));
    db.commit().await.unwrap();
}

async fn a_booking_key_books_one_ride(store: &Store, rider: &RiderId) -> RideId {
    let mut db = store.begin().await.unwrap();
    let place = |name| PlaceId::parse(name).unwrap();
    let trip = Trip::new(place("barrio-italia"), place("costanera-center")).unwrap();
    let ride = Ride {
        id: RideId::new("ride_1"),
        rider: rider.clone(),
        fare: trip.fare(RideType::Confort),
        trip,
        state: RideState::Requested,
        booked_at: NOW,
    };
    let key = BookingKey::numbered(1);
    assert!(rides::insert(&mut db, &ride, &key).await.unwrap());
    assert!(!rides::insert(&mut db, &Ride { id: RideId::new("ride_2"), ..ride.clone() }, &key).await.unwrap());
    assert_eq!(rides::find(&mut db, &ride.id).await.unwrap(), Some(ride.clone()));
    assert_eq!(rides::of_key(&mut db, rider, &key).await.unwrap(), Some(ride.clone()));
    assert_eq!(rides::requested(&mut db, rider).await.unwrap(), Some(ride.clone()));
    assert_eq!(rides::count(&mut db, rider).await.unwrap(), 1);
    assert_eq!(rides::all_of_rider(&mut db, rider).await.unwrap(), std::slice::from_ref(&ride));
    rides::lock(&mut db, &ride.id).await.unwrap();
    rides::set_state(&mut db, &ride.id, RideState::Paid).await.unwrap();
    assert_eq!(rides::requested(&mut db, rider).await.unwrap(), None);
    rides::tell(&mut db, &ride.id, &RideNews::Requested, NOW).await.unwrap();
    rides::tell(&mut db, &ride.id, &RideNews::Paid, NOW + SECOND).await.unwrap();
    journeys::begin(&mut db, &ride.id, NOW).await.unwrap();
    journeys::begin(&mut db, &ride.id, NOW + SECOND).await.unwrap();
    let begun = StoredJourney { paid_at: NOW, told: Phase::Looking, next_at: Some(NOW) };
    assert_eq!(journeys::find(&mut db, &ride.id).await.unwrap(), Some(begun), "a ride is driven once");
    assert_eq!(journeys::due(&mut db, NOW).await.unwrap(), Some(ride.id.clone()));
    assert_eq!(journeys::due(&mut db, NOW - SECOND).await.unwrap(), None);
    journeys::put_off(&mut db, &ride.id, NOW + SECOND).await.unwrap();
    assert_eq!(journeys::due(&mut db, NOW).await.unwrap(), None);
    journeys::put_off(&mut db, &ride.id, NOW).await.unwrap();
    for phase in Phase::ALL {
        let next_at = phase.next().map(|_| NOW + SECOND * 9);
        journeys::keep(&mut db, &ride.id, phase, next_at).await.unwrap();
        let kept = journeys::find(&mut db, &ride.id).await.unwrap().unwrap();
        assert_eq!((kept.told, kept.next_at), (phase, next_at));
    }
    assert_eq!(journeys::due(&mut db, NOW + SECOND * 99).await.unwrap(), None, "it is over");
    let phases = journeys::phases(&mut db, rider).await.unwrap();
    assert_eq!(phases.into_iter().collect::<Vec<_>>(), [(ride.id.clone(), Phase::Done)]);
    assert_eq!(cancellations::of_ride(&mut db, &ride.id).await.unwrap(), None);
    for (expected, reason) in [(true, Some(Reason::TooLong)), (false, None)] {
        let cancellation = Cancellation { fee: Clp::new(1_500), reason, at: NOW };
        assert_eq!(cancellations::insert(&mut db, &ride.id, &cancellation).await.unwrap(), expected);
        let first = Cancellation { reason: Some(Reason::TooLong), ..cancellation };
        assert_eq!(cancellations::of_ride(&mut db, &ride.id).await.unwrap(), Some(first));
    }
    let fees = cancellations::fees(&mut db, rider).await.unwrap();
    assert_eq!(fees.into_iter().collect::<Vec<_>>(), [(ride.id.clone(), Clp::new(1_500))]);
    let told = rides::updates(&mut db, &ride.id).await.unwrap();
    assert_eq!(told.iter().map(|update| update.number).collect::<Vec<_>>(), [1, 2]);
    assert_eq!((&told[1].news, told[1].at), (&RideNews::Paid, NOW + SECOND));
    db.commit().await.unwrap();
    ride.id
}

fn a_payment(rider: &RiderId, ride: &RideId, method: &MethodId, attempt: i64) -> StoredPayment {
    let amount = Clp::new(6_490);
    let payment = Payment {
        id: PaymentId::new(format!("pay_{attempt}")),
        attempt,
        amount,
        method: Some(method.clone()),
        payer: None,
        standing: Standing::NEW,
        approve_at: None,
        session: None,
        intent: None,
        created_at: NOW,
        updated_at: NOW,
    };
    let terms = Terms { amount, customer: "cus_1".to_owned(), live: false };
    StoredPayment::new(payment, ride.clone(), rider.clone(), terms, Some(NOW))
}

async fn a_payment_is_written_by_one_at_a_time(store: &Store, rider: &RiderId, ride: &RideId, method: &MethodId) {
    let mut db = store.begin().await.unwrap();
    let new = a_payment(rider, ride, method, 1);
    assert!(payments::insert(&mut db, &new).await.unwrap());
    assert!(!payments::insert(&mut db, &new).await.unwrap());
    let mut row = payments::find(&mut db, &new.payment.id).await.unwrap().unwrap();
    assert_eq!((&row.payment, &row.terms, &row.ride), (&new.payment, &new.terms, ride));
    row.payment.session = Some("cs_2".to_owned());
    row.payment.intent = Some("pi_2".to_owned());
    row.payment.approve_at = Some("http://localhost/checkout/cs_2".to_owned());
    row.payment.standing.state = PaymentState::InProgress;
    let (institution, last_four) = ("cl_banco_bci".to_owned(), "4321".to_owned());
    row.payment.payer = Some(BankAccount { institution, kind: AccountKind::Sight, last_four });
    payments::update(&mut db, &row).await.unwrap();
    assert!(matches!(payments::update(&mut db, &row).await, Err(StoreError::Stale)));
    assert_eq!(payments::of_session(&mut db, "cs_2").await.unwrap().unwrap().payment, row.payment);
    assert_eq!(payments::of_intent(&mut db, "pi_2").await.unwrap().unwrap().payment, row.payment);
    assert!(payments::take_due(&mut db, NOW, NOW + SECOND).await.unwrap().is_some());
    assert!(payments::take_due(&mut db, NOW, NOW + SECOND).await.unwrap().is_none());
    payments::check_by(&mut db, rider, NOW + SECOND * 7).await.unwrap();
    payments::check_again(&mut db, &new.payment.id, NOW + SECOND * 5).await.unwrap();
    let at_the_bank = a_payment(rider, ride, method, 99);
    let payment = Payment { id: PaymentId::new("pay_at_the_bank"), method: None, ..at_the_bank.payment };
    let at_the_bank = StoredPayment { payment, check_at: None, ..at_the_bank };
    assert!(payments::insert(&mut db, &at_the_bank).await.unwrap());
    assert_eq!(payments::find(&mut db, &at_the_bank.payment.id).await.unwrap().unwrap().payment, at_the_bank.payment);
    for kind in [EntryKind::FareOwed, EntryKind::FareCollected] {
        let entry = Entry::new(kind, new.payment.amount);
        let subject = &new.payment.id;
        assert!(ledger::record(&mut db, &uuid_like(), subject, rider, &entry, NOW).await.unwrap());
        assert!(!ledger::record(&mut db, &uuid_like(), subject, rider, &entry, NOW).await.unwrap());
    }
    assert_eq!(ledger::balance(&mut db, Account::Rider, Some(rider)).await.unwrap(), Clp::ZERO);
    assert_eq!(ledger::balance(&mut db, Account::Fintoc, None).await.unwrap(), Clp::new(6_490));
    assert_eq!(ledger::balance(&mut db, Account::Fintoc, Some(&RiderId::new("nobody"))).await.unwrap(), Clp::ZERO);
    db.commit().await.unwrap();
}

async fn a_late_payment_goes_back_once(store: &Store, ride: &RideId) {
    let mut db = store.begin().await.unwrap();
    let new = Refund {
        id: RefundId::new("rfd_1"),
        payment: PaymentId::new("pay_1"),
        cause: Cause::Late,
        amount: Clp::new(6_490),
        standing: refund::Standing::NEW,
        number: None,
        created_at: NOW,
        updated_at: NOW,
    };
    let row = |refund: &Refund| StoredRefund { refund: refund.clone(), check_at: Some(NOW), version: 1 };
    assert!(refunds::insert(&mut db, &row(&new)).await.unwrap());
    let again = Refund { id: RefundId::new("rfd_2"), ..new.clone() };
    assert!(!refunds::insert(&mut db, &row(&again)).await.unwrap());
    assert!(refunds::find(&mut db, &again.id).await.unwrap().is_none());
    let mut row = refunds::find(&mut db, &new.id).await.unwrap().unwrap();
    assert_eq!((&row.refund, row.check_at), (&new, Some(NOW)));
    row.refund.number = Some("re_1".to_owned());
    row.refund.updated_at = NOW + SECOND;
    for state in RefundState::ALL {
        row.refund.standing = refund::Standing { state, failure: Some("fraud_risk".to_owned()) };
        refunds::update(&mut db, &row).await.unwrap();
        assert!(matches!(refunds::update(&mut db, &row).await, Err(StoreError::Stale)));
        row = refunds::of_number(&mut db, "re_1").await.unwrap().unwrap();
        assert_eq!(row.refund.standing.state, state);
    }
    let listed = refunds::of_ride(&mut db, ride).await.unwrap();
    assert_eq!(listed.into_iter().map(|row| row.refund).collect::<Vec<_>>(), [row.refund.clone()]);
    assert!(refunds::of_ride(&mut db, &RideId::new("nobody's")).await.unwrap().is_empty());
    assert!(refunds::take_due(&mut db, NOW, NOW + SECOND).await.unwrap().is_some());
    assert!(refunds::take_due(&mut db, NOW, NOW + SECOND).await.unwrap().is_none());
    refunds::check_again(&mut db, &new.id, NOW + SECOND * 5).await.unwrap();
    assert_eq!(refunds::find(&mut db, &new.id).await.unwrap().unwrap().check_at, Some(NOW + SECOND * 5));
    db.commit().await.unwrap();
}

/// Nothing of it is kept.
async fn time_is_pulled_for_one_rider(store: &Store, rider: &RiderId, ride: &RideId) {
    let mut db = store.begin().await.unwrap();
    let (due, minute) = (NOW + SECOND * 90, SECOND * 60);
    let subjects = [
        (CallKind::Customer, rider.as_str()),
        (CallKind::Setup, "setup_1"),
        (CallKind::Payment, "pay_1"),
        (CallKind::Refund, "rfd_1"),
    ];
    for (kind, subject) in subjects {
        let (id, idempotency_key) = (uuid_like(), uuid_like());
        let (subject, body) = (subject.to_owned(), String::new());
        let call = Call { id, kind, subject, idempotency_key, body, created_at: due, attempts: 0, looked_at: None };
        outbox::owe(&mut db, &call, NOW).await.unwrap();
    }
    let event = |id: &str, body: &str| Told {
        id: id.to_owned(),
        kind: "payment_intent.pending".to_owned(),
        trusted: true,
        body: body.to_owned(),
        received_at: due,
        attempts: 0,
    };
    inbox::store(&mut db, &event("evt_mine", r#"{"customer":"cus_mine"}"#)).await.unwrap();
    inbox::store(&mut db, &event("evt_other", r#"{"customer":"cus_other"}"#)).await.unwrap();
    setups::check_again(&mut db, &SetupId::new("setup_1"), due).await.unwrap();
    refunds::check_again(&mut db, &RefundId::new("rfd_1"), due).await.unwrap();
    rides::set_state(&mut db, ride, RideState::Requested).await.unwrap();
    let mut payment = payments::find(&mut db, &PaymentId::new("pay_1")).await.unwrap().unwrap();
    payment.payment.standing.state = PaymentState::Pending;
    (payment.payment.updated_at, payment.check_at) = (NOW, Some(due));
    payments::update(&mut db, &payment).await.unwrap();
    journeys::keep(&mut db, ride, Phase::Coming, Some(due)).await.unwrap();
    let nobody = RiderId::new("nobody");
    for (who, customer, by) in [(rider, "cus_mine", minute), (&nobody, "cus_nobody", SECOND * 999)] {
        outbox::pull(&mut db, who, by).await.unwrap();
        inbox::pull(&mut db, customer, by).await.unwrap();
        setups::pull(&mut db, who, by).await.unwrap();
        payments::pull(&mut db, who, by).await.unwrap();
        refunds::pull(&mut db, who, by).await.unwrap();
        journeys::pull(&mut db, who, by).await.unwrap();
    }
    let nearer = Some(NOW + SECOND * 30);
    assert_eq!(outbox::next_of(&mut db, rider).await.unwrap(), nearer);
    let mut taken = 0;
    while outbox::take_due(&mut db, NOW + SECOND * 30, NOW + SECOND * 99).await.unwrap().is_some() {
        taken += 1;
    }
    assert_eq!(taken, 4, "all that is owed for the rider");
    assert_eq!(inbox::next_of(&mut db, "cus_mine").await.unwrap(), nearer);
    assert_eq!(inbox::next_of(&mut db, "cus_other").await.unwrap(), Some(due), "somebody else's");
    assert_eq!(setups::next_of(&mut db, rider).await.unwrap(), nearer);
    assert_eq!(refunds::next_of(&mut db, rider).await.unwrap(), nearer);
    assert_eq!(payments::next_of(&mut db, rider).await.unwrap(), (nearer, Some(NOW - minute)));
    assert_eq!(journeys::next_of(&mut db, rider).await.unwrap(), nearer);
    let journey = journeys::find(&mut db, ride).await.unwrap().unwrap();
    assert_eq!(journey.paid_at, NOW - minute, "the rest of it follows from when it began");
    assert_eq!(payments::next_of(&mut db, &nobody).await.unwrap(), (None, None));
}

async fn an_extra_is_paid_beside_the_fare(store: &Store, rider: &RiderId, ride: &RideId, method: &MethodId) {
    let mut db = store.begin().await.unwrap();
    let fares = payments::of_ride(&mut db, ride).await.unwrap().len();
    let late = refunds::of_ride(&mut db, ride).await.unwrap().len();
    let extra = Extra {
        id: ExtraId::new("extra_1"),
        ride: ride.clone(),
        rider: rider.clone(),
        kind: ExtraKind::Destination { to: PlaceId::parse("parque-arauco").unwrap() },
        amount: Clp::new(1_500),
        state: RideState::Requested,
        asked_at: NOW,
    };
    assert_eq!(extras::of_ride(&mut db, ride).await.unwrap(), None);
    assert!(extras::insert(&mut db, &extra).await.unwrap());
    assert!(!extras::insert(&mut db, &Extra { id: ExtraId::new("extra_2"), ..extra.clone() }).await.unwrap());
    assert_eq!(extras::find(&mut db, &extra.id).await.unwrap(), Some(extra.clone()));
    assert_eq!(extras::of_ride(&mut db, ride).await.unwrap(), Some(extra.clone()));
    assert_eq!(extras::of_rider(&mut db, rider).await.unwrap(), std::slice::from_ref(&extra));
    assert_eq!(extras::due(&mut db, rider).await.unwrap(), None, "its first attempt is under way");
    let (id, kind, state) = (ExtraId::new("extra_tip"), ExtraKind::Tip, RideState::Unpaid);
    let tip = Extra { id, kind, state, asked_at: NOW - SECOND, ..extra.clone() };
    assert_eq!(extras::tip_of(&mut db, ride).await.unwrap(), None);
    assert!(extras::insert(&mut db, &tip).await.unwrap());
    assert!(!extras::insert(&mut db, &Extra { id: ExtraId::new("extra_3"), ..tip.clone() }).await.unwrap());
    assert_eq!(extras::tip_of(&mut db, ride).await.unwrap(), Some(tip));
    assert_eq!(extras::of_ride(&mut db, ride).await.unwrap(), Some(extra.clone()));
    assert_eq!(extras::due(&mut db, rider).await.unwrap(), None, "nobody owes a tip");

    let attempt = |number: i64| {
        let mut row = a_payment(rider, ride, method, number);
        row.payment.id = PaymentId::new(format!("pay_extra_{number}"));
        StoredPayment { extra: Some(extra.id.clone()), check_at: None, ..row }
    };
    assert!(payments::insert(&mut db, &attempt(1)).await.unwrap(), "the fare has a first attempt too");
    let again = attempt(1);
    let payment = Payment { id: PaymentId::new("pay_extra_9"), ..again.payment.clone() };
    assert!(!payments::insert(&mut db, &StoredPayment { payment, ..again }).await.unwrap());
    let mut row = payments::find(&mut db, &PaymentId::new("pay_extra_1")).await.unwrap().unwrap();
    assert_eq!(row.extra, Some(extra.id.clone()));
    assert_eq!(payments::of_ride(&mut db, ride).await.unwrap().len(), fares, "an extra's attempt is none of the fare");

    row.payment.standing.state = PaymentState::Failed;
    payments::update(&mut db, &row).await.unwrap();
    extras::set_state(&mut db, &extra.id, RideState::Unpaid).await.unwrap();
    let due = extras::due(&mut db, rider).await.unwrap().map(|due| due.id);
    assert_eq!(due.as_ref(), Some(&extra.id));
    assert_eq!(extras::due(&mut db, &RiderId::new("nobody")).await.unwrap(), None);
    extras::set_state(&mut db, &extra.id, RideState::Requested).await.unwrap();
    payments::insert(&mut db, &attempt(2)).await.unwrap();
    assert_eq!(extras::due(&mut db, rider).await.unwrap().map(|due| due.id), due, "until it is paid");
    let mut second = payments::of_extra(&mut db, &extra.id).await.unwrap().remove(1);
    second.payment.standing.state = PaymentState::Pending;
    payments::update(&mut db, &second).await.unwrap();
    assert_eq!(extras::due(&mut db, rider).await.unwrap(), None, "its bank does not decide");
    assert!(payments::undecided(&mut db, NOW, Instant::from_millis(0)).await.unwrap().is_none(), "no ride ends for it");
    second.version += 1;
    second.payment.standing.state = PaymentState::Failed;
    second.payment.standing.review = Some(Review::UnresolvedFinalStatus);
    payments::update(&mut db, &second).await.unwrap();
    extras::set_state(&mut db, &extra.id, RideState::Unpaid).await.unwrap();
    assert_eq!(extras::due(&mut db, rider).await.unwrap(), None, "a person looks at it");

    let back = Refund {
        id: RefundId::new("rfd_extra"),
        payment: PaymentId::new("pay_extra_1"),
        cause: Cause::Late,
        amount: extra.amount,
        standing: refund::Standing::NEW,
        number: None,
        created_at: NOW,
        updated_at: NOW,
    };
    let row = StoredRefund { refund: back.clone(), check_at: Some(NOW + SECOND * 99), version: 1 };
    assert!(refunds::insert(&mut db, &row).await.unwrap());
    let of_extra = refunds::of_extra(&mut db, &extra.id).await.unwrap();
    assert_eq!(of_extra.into_iter().map(|row| row.refund).collect::<Vec<_>>(), [back]);
    assert_eq!(refunds::of_ride(&mut db, ride).await.unwrap().len(), late);
    for state in RideState::ALL {
        extras::set_state(&mut db, &extra.id, state).await.unwrap();
        assert_eq!(extras::find(&mut db, &extra.id).await.unwrap().unwrap().state, state);
    }
}

async fn the_last_word_of_a_rating_counts(store: &Store, ride: &RideId) {
    let mut db = store.begin().await.unwrap();
    assert_eq!(ratings::of_ride(&mut db, ride).await.unwrap(), None);
    for (stars, compliments) in Stars::ALL.into_iter().zip([vec![], Compliment::ALL.to_vec(), vec![Compliment::Kind]]) {
        let rating = Rating { stars, compliments };
        ratings::keep(&mut db, ride, &rating, NOW).await.unwrap();
        assert_eq!(ratings::of_ride(&mut db, ride).await.unwrap(), Some(rating));
    }
    db.commit().await.unwrap();
}

async fn a_payment_goes_back_by_hand_several_times(store: &Store, rider: &RiderId, ride: &RideId, method: &MethodId) {
    let mut db = store.begin().await.unwrap();
    // The first attempt came late and went back: this is the one that paid.
    let paid = a_payment(rider, ride, method, 100);
    assert!(payments::insert(&mut db, &paid).await.unwrap());
    let part = |number: &str, pesos| Refund {
        id: RefundId::new(format!("rfd_of_{number}")),
        payment: paid.payment.id.clone(),
        cause: Cause::ByHand,
        amount: Clp::new(pesos),
        standing: refund::Standing { state: RefundState::Succeeded, failure: None },
        number: Some(number.to_owned()),
        created_at: NOW + SECOND,
        updated_at: NOW + SECOND * 2,
    };
    let balance = ledger::balance(&mut db, Account::Fares, Some(rider)).await.unwrap();
    for refund in [part("re_10", 1_000), part("re_11", 500)] {
        let row = StoredRefund { refund, check_at: None, version: 1 };
        assert!(refunds::insert(&mut db, &row).await.unwrap());
        let twice = Refund { id: RefundId::new("rfd_twice"), ..row.refund.clone() };
        assert!(!refunds::insert(&mut db, &StoredRefund { refund: twice, ..row.clone() }).await.unwrap());
        let found = refunds::find(&mut db, &row.refund.id).await.unwrap().unwrap();
        assert_eq!((&found.refund, found.check_at), (&row.refund, None));
        let entry = Entry::new(EntryKind::FareRefunded, row.refund.amount);
        let subject = &row.refund;
        assert!(ledger::record(&mut db, &uuid_like(), subject, rider, &entry, NOW).await.unwrap());
        assert!(!ledger::record(&mut db, &uuid_like(), subject, rider, &entry, NOW).await.unwrap());
    }
    let lowered = ledger::balance(&mut db, Account::Fares, Some(rider)).await.unwrap();
    assert_eq!(lowered.pesos() - balance.pesos(), 1_500);
    let back = refunds::given_back(&mut db, rider).await.unwrap();
    assert_eq!(back.into_iter().collect::<Vec<_>>(), [(ride.clone(), Clp::new(1_500))], "what came late paid no ride");
    assert!(refunds::given_back(&mut db, &RiderId::new("rider_other")).await.unwrap().is_empty());
    let refunded = rides::history(&mut db, rider, Filter::Refunded, None, 9).await.unwrap();
    assert_eq!(refunded.iter().map(|found| &found.id).collect::<Vec<_>>(), [ride]);
    assert_eq!(refunds::of_ride(&mut db, ride).await.unwrap().len(), 3);
    drop(db);
}

async fn a_call_is_leased_to_one_worker(store: &Store) {
    let mut db = store.begin().await.unwrap();
    let call = Call {
        id: "call_1".to_owned(),
        kind: CallKind::Payment,
        subject: "pay_1".to_owned(),
        idempotency_key: "key_1".to_owned(),
        body: "{}".to_owned(),
        created_at: NOW,
        attempts: 0,
        looked_at: None,
    };
    outbox::owe(&mut db, &call, NOW + SECOND).await.unwrap();
    assert!(outbox::take_due(&mut db, NOW, NOW + SECOND).await.unwrap().is_none());
    let later = NOW + SECOND * 2;
    assert!(outbox::is_owed(&mut db, CallKind::Payment, "pay_1").await.unwrap());
    assert!(!outbox::is_owed(&mut db, CallKind::Refund, "pay_1").await.unwrap());
    let taken = outbox::take_due(&mut db, later, later + SECOND).await.unwrap().unwrap();
    assert_eq!((taken.kind, taken.subject.as_str(), taken.attempts), (CallKind::Payment, "pay_1", 1));
    assert!(outbox::take_of(&mut db, CallKind::Payment, "pay_1", later, later + SECOND).await.unwrap().is_none());
    outbox::extend(&mut db, &taken, later + SECOND * 5).await.unwrap();
    outbox::put_off(&mut db, &taken, later + SECOND, "no answer").await.unwrap();
    assert!(outbox::take_due(&mut db, later, later).await.unwrap().is_none());
    let taken = outbox::take_due(&mut db, later + SECOND * 2, later + SECOND * 5).await.unwrap().unwrap();
    assert_eq!(taken.attempts, 2);
    outbox::give_back(&mut db, &taken, later + SECOND * 3, "not sent").await.unwrap();
    assert!(outbox::take_due(&mut db, later + SECOND * 2, later).await.unwrap().is_none());
    let taken = outbox::take_due(&mut db, later + SECOND * 4, later + SECOND * 5).await.unwrap().unwrap();
    assert_eq!(taken.attempts, 2, "what was not sent was no try");
    outbox::replace(&mut db, &taken, "key_2", "{1}", later, "stale").await.unwrap();
    // Whoever still holds the old key has lost the call.
    assert!(matches!(outbox::done(&mut db, &taken, later).await, Err(StoreError::Stale)));
    let taken = outbox::take_of(&mut db, CallKind::Payment, "pay_1", later, later + SECOND).await.unwrap().unwrap();
    assert_eq!((taken.idempotency_key.as_str(), taken.body.as_str()), ("key_2", "{1}"));
    outbox::done(&mut db, &taken, later).await.unwrap();
    assert!(!outbox::is_owed(&mut db, CallKind::Payment, "pay_1").await.unwrap());
    assert!(outbox::take_due(&mut db, later + SECOND * 99, later + SECOND * 100).await.unwrap().is_none());
    db.commit().await.unwrap();
}

async fn an_event_is_stored_once_and_applied_once(store: &Store) {
    let mut db = store.begin().await.unwrap();
    let told = Told {
        id: "evt_1".to_owned(),
        kind: "payment_intent.succeeded".to_owned(),
        trusted: false,
        body: r#"{"nombre":"Peñalolén"}"#.to_owned(),
        received_at: NOW,
        attempts: 0,
    };
    assert!(inbox::store(&mut db, &told).await.unwrap());
    assert!(!inbox::store(&mut db, &told).await.unwrap());
    let taken = inbox::take_due(&mut db, NOW, NOW + SECOND).await.unwrap().unwrap();
    assert_eq!((taken.body.as_str(), taken.trusted, taken.attempts), (told.body.as_str(), false, 1));
    assert!(inbox::take_due(&mut db, NOW, NOW + SECOND).await.unwrap().is_none());
    inbox::put_off(&mut db, "evt_1", NOW + SECOND, "unmatched").await.unwrap();
    assert!(inbox::take_due(&mut db, NOW, NOW + SECOND).await.unwrap().is_none());
    let taken = inbox::take_due(&mut db, NOW + SECOND * 2, NOW + SECOND * 5).await.unwrap().unwrap();
    inbox::give_back(&mut db, &taken, NOW + SECOND * 3, "unasked").await.unwrap();
    assert!(inbox::take_due(&mut db, NOW + SECOND * 2, NOW + SECOND * 5).await.unwrap().is_none());
    let again = inbox::take_due(&mut db, NOW + SECOND * 4, NOW + SECOND * 5).await.unwrap().unwrap();
    assert_eq!((taken.attempts, again.attempts), (2, 2), "what was not asked was no try");
    assert!(inbox::done(&mut db, "evt_1", "{}", "applied", NOW).await.unwrap());
    assert!(!inbox::done(&mut db, "evt_1", "{}", "applied", NOW).await.unwrap());
    assert!(inbox::take_due(&mut db, NOW + SECOND * 99, NOW + SECOND * 100).await.unwrap().is_none());
    db.commit().await.unwrap();
}

async fn the_list_of_events_is_read_by_one_at_a_time(store: &Store) {
    let mut db = store.begin().await.unwrap();
    // A setup and a payment of the stories before are still open.
    assert_eq!(missed::open_since(&mut db).await.unwrap(), Some(NOW));
    let (minute, leased_until) = (SECOND * 60, NOW + SECOND * 30);
    assert!(missed::take_due(&mut db, "test", NOW, leased_until).await.unwrap().is_none(), "nobody made it due");
    missed::make_due(&mut db, "test", NOW, NOW).await.unwrap();
    let taken = missed::take_due(&mut db, "test", NOW, leased_until).await.unwrap().unwrap();
    assert_eq!((taken.seen_at, taken.cursor.as_deref(), taken.pages, taken.failures), (NOW, None, 0, 0));
    assert!(missed::take_due(&mut db, "test", NOW, leased_until).await.unwrap().is_none(), "it is leased");
    assert!(missed::take_due(&mut db, "live", NOW, leased_until).await.unwrap().is_none(), "another list");
    let half = missed::Reading {
        seen_at: NOW + SECOND,
        cursor: Some("evt_1".to_owned()),
        newest_at: NOW + SECOND * 2,
        pages: 1,
        due_at: NOW + minute * 5,
        due_if_open_at: NOW + minute,
        failures: 3,
        ..taken
    };
    missed::give_back(&mut db, &half, leased_until).await.unwrap();
    assert!(matches!(missed::give_back(&mut db, &half, leased_until).await, Err(StoreError::Stale)));
    assert!(missed::take_due(&mut db, "test", NOW, leased_until).await.unwrap().is_none(), "not due");
    let later = NOW + minute;
    assert_eq!(missed::take_due(&mut db, "test", later, later + SECOND).await.unwrap(), Some(half.clone()));
    missed::make_due(&mut db, "test", NOW + minute * 60, NOW).await.unwrap();
    let again = missed::take_due(&mut db, "test", later + minute, later + minute * 2).await.unwrap().unwrap();
    assert_eq!((again.seen_at, again.cursor, again.failures), (half.seen_at, None, 3), "from its newest event");
    db.commit().await.unwrap();
}

async fn the_history_is_read_by_state_and_part_by_part(store: &Store, rider: &RiderId, ride: &RideId) {
    let mut db = store.begin().await.unwrap();
    let first = rides::find(&mut db, ride).await.unwrap().unwrap();
    for number in 1..=2 {
        let id = RideId::new(format!("ride_past_{number}"));
        let past = Ride { id, state: RideState::Unpaid, booked_at: first.booked_at - SECOND, ..first.clone() };
        assert!(rides::insert(&mut db, &past, &BookingKey::numbered(100 + number)).await.unwrap());
    }
    let ids = |rides: Vec<Ride>| rides.into_iter().map(|ride| ride.id.to_string()).collect::<Vec<_>>();
    let all = ids(rides::history(&mut db, rider, Filter::All, None, 2).await.unwrap());
    assert_eq!(all, [ride.as_str(), "ride_past_2"], "newest first, and no more than asked for");
    let second = rides::find(&mut db, &RideId::new("ride_past_2")).await.unwrap();
    let older = ids(rides::history(&mut db, rider, Filter::All, second.as_ref(), 2).await.unwrap());
    assert_eq!(older, ["ride_past_1"], "those of the same instant too");
    for filter in Filter::ALL {
        let own = ids(rides::history(&mut db, rider, filter, None, 9).await.unwrap());
        let unpaid = own.contains(&"ride_past_1".to_owned());
        assert_eq!(unpaid, matches!(filter, Filter::All | Filter::Unpaid), "{filter:?}: {own:?}");
        assert!(rides::history(&mut db, &RiderId::new("rider_other"), filter, None, 9).await.unwrap().is_empty());
    }
    drop(db);
}

async fn a_mark_is_another_one_after_every_change(store: &Store, rider: &RiderId, ride: &RideId) {
    let mut db = store.begin().await.unwrap();
    let setup = setups::last(&mut db, rider).await.unwrap().unwrap();
    let ids = [ride.as_str(), rider.as_str(), setup.setup.id.as_str(), "ride_nobody"].map(str::to_owned);
    let mark = async |db: &mut sqlx::AnyConnection, id: &str| {
        let marks = marks::of(db, &ids).await.unwrap();
        assert_eq!(marks.len(), 3, "one for each that is there");
        marks.into_iter().find(|(of, _)| of == id).unwrap().1
    };
    let before = mark(&mut db, ride.as_str()).await;
    rides::lock(&mut db, ride).await.unwrap();
    assert_ne!(mark(&mut db, ride.as_str()).await, before);
    let before = mark(&mut db, setup.setup.id.as_str()).await;
    setups::update(&mut db, &setup, NOW).await.unwrap();
    assert_ne!(mark(&mut db, setup.setup.id.as_str()).await, before);
    let before = mark(&mut db, rider.as_str()).await;
    let method = payment_methods::of_rider(&mut db, rider).await.unwrap().remove(0);
    let canceled = SavedMethod { canceled_at: Some(NOW), ..method.clone() };
    payment_methods::upsert(&mut db, rider, &canceled).await.unwrap();
    assert_ne!(mark(&mut db, rider.as_str()).await, before, "an account is cancelled");
    payment_methods::upsert(&mut db, rider, &method).await.unwrap();
    assert_eq!(mark(&mut db, rider.as_str()).await, before, "it is as it was");
    assert_eq!(marks::of(&mut db, &[]).await.unwrap(), []);
    drop(db);
}

async fn the_newest_moment_is_the_one_made_last(store: &Store, rider: &RiderId) {
    let mut connection = store.pool().acquire().await.unwrap();
    let before = moments::newest(&mut connection, rider).await.unwrap();
    for (id, at) in [("zmoment_1", 20), ("zmoment_2", 10)] {
        let what = What::Done(Deed { word: "clock.moved".into(), detail: None });
        let moment =
            Moment { id: MomentId::new(id), at: Instant::from_millis(at), took: None, about: About::default(), what };
        moments::insert(&mut connection, rider, &moment).await.unwrap();
    }
    let newest = moments::newest(&mut connection, rider).await.unwrap();
    assert_eq!((before, newest), (None, Some(MomentId::new("zmoment_2"))));
    moments::forget(&mut connection, rider).await.unwrap();
    assert_eq!(moments::newest(&mut connection, rider).await.unwrap(), None);
}

async fn moments_are_kept_for_a_while_and_only_for_their_rider(store: &Store, rider: &RiderId, ride: &RideId) {
    let mut db = store.begin().await.unwrap();
    let nobody = RiderId::new("rider_nobody");
    let moment = |number: u32| Moment {
        id: MomentId::new(format!("moment_{number}")),
        at: NOW + SECOND * number,
        took: Some(SECOND),
        about: About { ride: (number != 2).then(|| ride.clone()), ..About::default() },
        what: What::Told(backstage::Told { number: 1, word: "paid".to_owned() }),
    };
    for number in [3, 1, 2, 4] {
        moments::insert(&mut db, rider, &moment(number)).await.unwrap();
    }
    moments::insert(&mut db, &nobody, &moment(5)).await.unwrap();
    let all = [1, 2, 3, 4].map(moment);
    assert_eq!(moments::of_rider(&mut db, rider).await.unwrap(), all, "oldest first");
    assert_eq!(moments::of_ride(&mut db, rider, ride).await.unwrap(), [1, 3, 4].map(moment));
    assert_eq!(moments::of_ride(&mut db, &nobody, ride).await.unwrap(), []);
    assert_eq!(moments::find(&mut db, rider, &moment(2).id).await.unwrap(), Some(moment(2)));
    assert_eq!(moments::find(&mut db, &nobody, &moment(2).id).await.unwrap(), None);
    assert_eq!(moments::find(&mut db, rider, &moment(5).id).await.unwrap(), None, "nobody's are not kept");
    let subjects = [format!("{}{rider}", moments::OF), format!("{}{nobody}", moments::OF), ride.to_string()];
    let marks = marks::of(&mut db, &subjects).await.unwrap();
    assert_eq!(marks.len(), 2);
    assert!(marks.contains(&(subjects[0].clone(), 4)));
    moments::forget_before(&mut db, NOW + SECOND * 2).await.unwrap();
    assert_eq!(moments::of_rider(&mut db, rider).await.unwrap(), [2, 3, 4].map(moment));
    moments::forget_beyond(&mut db, 3).await.unwrap();
    assert_eq!(moments::of_rider(&mut db, rider).await.unwrap().len(), 3);
    moments::forget_beyond(&mut db, 2).await.unwrap();
    assert_eq!(moments::of_rider(&mut db, rider).await.unwrap(), [3, 4].map(moment), "the newest stay");
    moments::forget(&mut db, &nobody).await.unwrap();
    moments::forget(&mut db, rider).await.unwrap();
    assert_eq!(moments::of_rider(&mut db, rider).await.unwrap(), []);
    drop(db);
}

async fn what_is_not_committed_is_not_kept(store: &Store) {
    let mut db = store.begin().await.unwrap();
    settings::keep(&mut db, "fleeting", "1", NOW).await.unwrap();
    drop(db);
    let mut db = store.pool().acquire().await.unwrap();
    assert_eq!(settings::get(&mut db, "fleeting").await.unwrap(), None);
}

/// States are plain text, so the store must read back every word that the domain can write.
async fn every_state_reads_back(store: &Store, rider: &RiderId, ride: &RideId, method: &MethodId) {
    let mut db = store.begin().await.unwrap();
    rides::set_state(&mut db, ride, RideState::Requested).await.unwrap();
    for (attempt, state) in (2..).zip(PaymentState::ALL) {
        let new = a_payment(rider, ride, method, attempt);
        payments::insert(&mut db, &new).await.unwrap();
        let mut row = payments::find(&mut db, &new.payment.id).await.unwrap().unwrap();
        // What a person has to look at ends by itself never.
        let review = (state != PaymentState::Pending).then_some(Review::Mismatch);
        row.payment.standing = Standing { state, reason: Some(ErrorReason::UserLeft), review };
        payments::update(&mut db, &row).await.unwrap();
        assert_eq!(payments::find(&mut db, &new.payment.id).await.unwrap().unwrap().payment, row.payment);
    }
    assert!(payments::is_under_way_with(&mut db, method, NOW).await.unwrap());
    assert!(!payments::is_under_way_with(&mut db, &MethodId::new("pm_2"), NOW).await.unwrap());
    assert!(!payments::is_under_way_with(&mut db, method, NOW + SECOND).await.unwrap(), "too old to be decided");
    let pending = payments::undecided(&mut db, NOW, Instant::from_millis(0)).await.unwrap().map(|id| id.to_string());
    assert_eq!(pending.as_deref(), Some("pay_4"), "the pending one");
    assert_eq!(
        payments::undecided(&mut db, NOW - SECOND, Instant::from_millis(0)).await.unwrap(),
        None,
        "it has not waited that long"
    );
    for state in RideState::ALL {
        rides::set_state(&mut db, ride, state).await.unwrap();
        assert_eq!(rides::find(&mut db, ride).await.unwrap().unwrap().state, state);
    }
    for state in SetupState::ALL {
        let mut row = setups::find(&mut db, &SetupId::new("setup_1")).await.unwrap().unwrap();
        row.setup.state = state;
        setups::update(&mut db, &row, NOW).await.unwrap();
        assert_eq!(setups::find(&mut db, &row.setup.id).await.unwrap().unwrap().setup.state, state);
    }
    for kind in AccountKind::ALL {
        let known = payment_methods::find(&mut db, rider, method).await.unwrap().unwrap();
        let saved = SavedMethod { kind, ..known };
        payment_methods::upsert(&mut db, rider, &saved).await.unwrap();
        assert_eq!(payment_methods::find(&mut db, rider, method).await.unwrap(), Some(saved));
    }
    drop(db);
}

/// Faults: 21 in part: the settings.
#[tokio::test]
async fn sqlite_keeps_the_refunds_and_books_of_an_older_version() {
    let folder = tempfile::TempDir::new().unwrap();
    let url = format!("sqlite://{}/store.db", folder.path().display());
    an_older_version_is_brought_up_to_date(&format!("{url}?mode=rwc"), &url, &SQLITE_BEFORE).await;
}

#[tokio::test]
async fn postgres_keeps_the_refunds_and_books_of_an_older_version() {
    let Some(url) = fresh_postgres().await else { return };
    an_older_version_is_brought_up_to_date(&url, &url, &POSTGRES_BEFORE).await;
}

const SQLITE_BEFORE: [(&str, &str); 3] = [
    ("first_ride", include_str!("../../../migrations/sqlite/0001_first_ride.sql")),
    ("refunds", include_str!("../../../migrations/sqlite/0002_refunds.sql")),
    ("missed_events", include_str!("../../../migrations/sqlite/0003_missed_events.sql")),
];

const POSTGRES_BEFORE: [(&str, &str); 3] = [
    ("first_ride", include_str!("../../../migrations/postgres/0001_first_ride.sql")),
    ("refunds", include_str!("../../../migrations/postgres/0002_refunds.sql")),
    ("missed_events", include_str!("../../../migrations/postgres/0003_missed_events.sql")),
];

/// A payment that came late, and went back, as it was written down when every refund was ours, whole, and one a payment.
const ROWS_BEFORE: &str = "
    insert into riders (id, name, email, rut, password_hash, joined_at)
        values ('rider_1', 'Ana', 'ana@example.cl', '12345678-5', 'none', 1);
    insert into payment_methods (id, rider_id, institution, kind, last_four, activated_at)
        values ('pm_1', 'rider_1', 'cl_banco_bci', 'sight', '4321', 1);
    insert into rides (id, rider_id, booking_key, from_place, to_place, fare, fare_clp, state, booked_at, version)
        values ('ride_1', 'rider_1', 'key', 'a', 'b', '{}', 4990, 'ended', 1, 1);
    insert into payments (id, ride_id, rider_id, attempt, amount_clp, method_id, customer_id, mode, state, intent_id,
            created_at, updated_at, version)
        values ('pay_1', 'ride_1', 'rider_1', 1, 4990, 'pm_1', 'cus_1', 'test', 'succeeded', 'pi_1', 1, 1, 1);
    insert into refunds (id, payment_id, amount_clp, state, refund_id, created_at, updated_at, check_at, version)
        values ('rfd_1', 'pay_1', 4990, 'succeeded', 're_1', 5, 6, 7, 3);
    insert into ledger_entries (id, payment_id, rider_id, kind, at) values
        ('entry_1', 'pay_1', 'rider_1', 'fare_collected', 1), ('entry_2', 'pay_1', 'rider_1', 'fare_returned', 2);
    insert into ledger_postings (entry_id, account, amount_clp) values
        ('entry_1', 'fintoc', 4990), ('entry_1', 'rider', -4990), ('entry_2', 'rider', 4990), ('entry_2', 'fintoc', -4990);
";

async fn an_older_version_is_brought_up_to_date(older: &str, url: &str, before: &[(&'static str, &'static str)]) {
    sqlx::any::install_default_drivers();
    let steps = (1..).zip(before).map(|(version, (name, sql))| {
        Migration::new(version, (*name).into(), MigrationType::Simple, SqlStr::from_static(sql), false)
    });
    let mut old = sqlx::AnyConnection::connect(older).await.unwrap();
    Migrator::with_migrations(steps.collect()).run(&mut old).await.unwrap();
    sqlx::raw_sql(ROWS_BEFORE).execute(&mut old).await.unwrap();
    old.close().await.unwrap();

    let store = Store::open(url).await.unwrap();
    let mut db = store.begin().await.unwrap();
    let (rider, payment) = (RiderId::new("rider_1"), PaymentId::new("pay_1"));
    let row = refunds::of_number(&mut db, "re_1").await.unwrap().unwrap();
    let instant = Instant::from_millis;
    assert_eq!((row.refund.cause, row.refund.amount, row.version), (Cause::Late, Clp::new(4_990), 3));
    assert_eq!(
        (row.refund.created_at, row.refund.updated_at, row.check_at),
        (instant(5), instant(6), Some(instant(7)))
    );
    for account in [Account::Rider, Account::Fintoc] {
        assert_eq!(ledger::balance(&mut db, account, Some(&rider)).await.unwrap(), Clp::ZERO);
    }
    // What is in the books is not entered again.
    let amount = Clp::new(4_990);
    for (subject, kind) in
        [(Subject::from(&payment), EntryKind::FareCollected), (Subject::from(&row.refund), EntryKind::FareReturned)]
    {
        let entry = Entry::new(kind, amount);
        assert!(!ledger::record(&mut db, &uuid_like(), subject, &rider, &entry, NOW).await.unwrap(), "{kind:?}");
    }
    let late = Refund { id: RefundId::new("rfd_2"), number: None, ..row.refund.clone() };
    let again = StoredRefund { refund: late.clone(), check_at: None, version: 1 };
    assert!(!refunds::insert(&mut db, &again).await.unwrap(), "a late payment goes back once");
    for inserts in [true, false] {
        let id = RefundId::new(if inserts { "rfd_3" } else { "rfd_4" });
        let cancelled = Refund { id, cause: Cause::Cancelled, ..late.clone() };
        let row = StoredRefund { refund: cancelled, ..again.clone() };
        assert_eq!(refunds::insert(&mut db, &row).await.unwrap(), inserts, "a cancelled ride gives back once");
    }
    let by_hand = Refund { cause: Cause::ByHand, ..late };
    assert!(refunds::insert(&mut db, &StoredRefund { refund: by_hand, ..again }).await.unwrap());
    db.commit().await.unwrap();
    let nobodys = "insert into ledger_postings (entry_id, account, amount_clp) values ('nobody', 'rider', 1)";
    assert!(sqlx::query(nobodys).execute(store.pool()).await.is_err(), "a posting still belongs to an entry");
    let nobodys = "insert into ledger_entries (id, payment_id, refund_id, rider_id, kind, at)
        values ('entry_3', 'pay_1', 'nobody', 'rider_1', 'fare_returned', 1)";
    assert!(sqlx::query(nobodys).execute(store.pool()).await.is_err(), "an entry still belongs to a refund");
}

#[tokio::test]
async fn sqlite_is_told_to_survive_a_power_cut() {
    let folder = tempfile::TempDir::new().unwrap();
    let store = Store::open(&format!("sqlite://{}/store.db", folder.path().display())).await.unwrap();
    let pragma = async |name: &'static str| sqlx::query(name).fetch_one(store.pool()).await.unwrap();
    assert_eq!(pragma("pragma synchronous").await.try_get::<i64, _>(0).unwrap(), 2);
    assert_eq!(pragma("pragma journal_mode").await.try_get::<String, _>(0).unwrap(), "wal");
    assert_eq!(pragma("pragma foreign_keys").await.try_get::<i64, _>(0).unwrap(), 1);
}

/// What was written before there were extras. The ride has two attempts, an entry and a refund.
const BEFORE_EXTRAS: &str = "
    insert into riders values ('rider_1', 'Ana', 'a@example.cl', '123456785', 'x', 'cus_1', 1);
    insert into payment_methods values ('pm_1', 'rider_1', 'cl_banco_de_chile', 'checking', '4321', 1, null);
    insert into rides values ('ride_1', 'rider_1', 'booking-1', 'el-golf', 'la-moneda', '{}', 4990, 'paid', 1, 3);
    insert into payments values ('pay_1', 'ride_1', 'rider_1', 1, 4990, 'pm_1', 'cus_1', 'test', 'succeeded', 'user_left', null, null,
        'cs_1', 'pi_1', null, 1, 2, null, 3);
    insert into payments values ('pay_2', 'ride_1', 'rider_1', 2, 4990, 'pm_1', 'cus_1', 'live', 'in_progress', null, 'mismatch', 7,
        'cs_2', null, 'http://localhost/checkout/cs_2', 1, 2, 9, 4);
    insert into ledger_entries values ('entry_1', 'pay_1', 'rider_1', 'fare_owed', 1);
    insert into refunds values ('rfd_1', 'pay_1', 4990, 'created', null, null, 1, 1, 5, 1);
";

async fn payments_of_today_stay_as_they_are(url: &str, steps: [&'static str; 4]) {
    sqlx::any::install_default_drivers();
    let mut db = sqlx::AnyConnection::connect(url).await.unwrap();
    let rows = async |db: &mut sqlx::AnyConnection| {
        let all = "select id || ride_id || rider_id || attempt || amount_clp || method_id || customer_id || mode || state ||
             coalesce(reason, '-') || coalesce(review, '-') || coalesce(needs_review_at, 0) || coalesce(session_id, '-') ||
             coalesce(intent_id, '-') || coalesce(redirect_url, '-') || created_at || updated_at || coalesce(check_at, 0) || version
             from payments order by id";
        sqlx::query_scalar::<_, String>(all).fetch_all(db).await.unwrap()
    };
    for before in steps.into_iter().take(3).chain([BEFORE_EXTRAS]) {
        sqlx::raw_sql(before).execute(&mut db).await.unwrap();
    }
    let kept = rows(&mut db).await;
    assert_eq!(kept.len(), 2);
    let mut tx = db.begin().await.unwrap();
    sqlx::raw_sql(steps[3]).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(rows(&mut db).await, kept);
    let of_fare: i64 =
        sqlx::query_scalar("select count(*) from payments where extra_id is null").fetch_one(&mut db).await.unwrap();
    assert_eq!(of_fare, 2);
    // What refers to a payment still does, and has to.
    for orphan in [
        "delete from payments where id = 'pay_1'",
        "insert into ledger_entries values ('entry_2', 'pay_9', 'rider_1', 'fare_owed', 1)",
        "update payments set attempt = 1 where id = 'pay_2'",
        "update payments set session_id = 'cs_1' where id = 'pay_2'",
    ] {
        assert!(sqlx::raw_sql(orphan).execute(&mut db).await.is_err(), "{orphan}");
    }
}

#[tokio::test]
async fn payments_from_before_there_were_extras_stay_as_they_are() {
    let folder = tempfile::TempDir::new().unwrap();
    let url = format!("sqlite://{}/old.db?mode=rwc", folder.path().display());
    let steps = [
        include_str!("../../../migrations/sqlite/0001_first_ride.sql"),
        include_str!("../../../migrations/sqlite/0002_refunds.sql"),
        include_str!("../../../migrations/sqlite/0003_missed_events.sql"),
        include_str!("../../../migrations/sqlite/0004_extras.sql"),
    ];
    payments_of_today_stay_as_they_are(&url, steps).await;
    let Some(url) = fresh_postgres().await else { return };
    let steps = [
        include_str!("../../../migrations/postgres/0001_first_ride.sql"),
        include_str!("../../../migrations/postgres/0002_refunds.sql"),
        include_str!("../../../migrations/postgres/0003_missed_events.sql"),
        include_str!("../../../migrations/postgres/0004_extras.sql"),
    ];
    payments_of_today_stay_as_they_are(&url, steps).await;
}

/// What stands in every table that a migration since the sixth changes: a fare with two attempts, an extra with one, a session.
const BEFORE_JOURNEYS: &str = "
    insert into riders (id, name, email, rut, password_hash, customer_id, joined_at)
        values ('rider_1', 'Ana', 'a@example.cl', '123456785', 'x', 'cus_1', 1);
    insert into payment_methods (id, rider_id, institution, kind, last_four, activated_at)
        values ('pm_1', 'rider_1', 'cl_banco_de_chile', 'checking', '4321', 1);
    insert into rides (id, rider_id, booking_key, from_place, to_place, fare, fare_clp, state, booked_at, version)
        values ('ride_1', 'rider_1', 'booking-1', 'el-golf', 'la-moneda', '{}', 4990, 'paid', 1, 3);
    insert into extras (id, ride_id, rider_id, to_place, amount_clp, state, asked_at)
        values ('extra_1', 'ride_1', 'rider_1', 'parque-arauco', 700, 'requested', 8);
    insert into payments (id, ride_id, rider_id, attempt, amount_clp, method_id, customer_id, mode, state, reason, review,
            needs_review_at, session_id, intent_id, redirect_url, created_at, updated_at, check_at, version, extra_id)
        values
        ('pay_1', 'ride_1', 'rider_1', 1, 4990, 'pm_1', 'cus_1', 'test', 'succeeded', 'user_left', null, null, 'cs_1', 'pi_1',
            null, 11, 12, null, 3, null),
        ('pay_2', 'ride_1', 'rider_1', 2, 4990, 'pm_1', 'cus_1', 'live', 'failed', null, 'mismatch', 7, 'cs_2', null,
            'http://localhost/checkout/cs_2', 13, 14, 9, 4, null),
        ('pay_3', 'ride_1', 'rider_1', 1, 700, 'pm_1', 'cus_1', 'test', 'pending', null, null, null, 'cs_3', 'pi_3', null, 15,
            16, 17, 5, 'extra_1');
    insert into refunds (id, payment_id, amount_clp, state, created_at, updated_at, check_at, version, cause)
        values ('rfd_1', 'pay_1', 4990, 'created', 1, 1, 5, 1, 'late');
    insert into ledger_entries (id, payment_id, rider_id, kind, at) values ('entry_1', 'pay_3', 'rider_1', 'fare_owed', 1);
    insert into sessions (id_hash, data, expires_at)
        values ('hash_1', '{\"rider\":\"rider_1\"}', 20), ('hash_2', '{\"lang\":\"en\"}', 20);
";

async fn what_was_there_before_journeys_stays_as_it_is(
    older: &str,
    url: &str,
    before: [&'static str; 6],
    indexes: &'static str,
) {
    sqlx::any::install_default_drivers();
    let names = ["first_ride", "refunds", "missed_events", "extras", "refunds_by_hand", "second_look"];
    let steps = (1..).zip(names).zip(before).map(|((version, name), sql)| {
        Migration::new(version, name.into(), MigrationType::Simple, SqlStr::from_static(sql), false)
    });
    let mut old = sqlx::AnyConnection::connect(older).await.unwrap();
    Migrator::with_migrations(steps.collect()).run(&mut old).await.unwrap();
    sqlx::raw_sql(BEFORE_JOURNEYS).execute(&mut old).await.unwrap();
    let rows = async |db: &mut sqlx::AnyConnection| {
        let all = "select id || '/' || ride_id || '/' || rider_id || '/' || attempt || '/' || amount_clp || '/' || method_id || '/' ||
             customer_id || '/' || mode || '/' || state || '/' || coalesce(reason, '-') || '/' || coalesce(review, '-') || '/' ||
             coalesce(needs_review_at, 0) || '/' || coalesce(session_id, '-') || '/' || coalesce(intent_id, '-') || '/' ||
             coalesce(redirect_url, '-') || '/' || created_at || '/' || updated_at || '/' || coalesce(check_at, 0) || '/' ||
             version || '/' || coalesce(extra_id, '-') from payments
             union all
             select id || '/' || ride_id || '/' || rider_id || '/' || to_place || '/' || amount_clp || '/' || state || '/' || asked_at
             from extras
             order by 1";
        sqlx::query_scalar::<_, String>(all).fetch_all(db).await.unwrap()
    };
    let kept = rows(&mut old).await;
    assert_eq!(kept.len(), 4);
    let there: Vec<String> = sqlx::query_scalar(indexes).fetch_all(&mut old).await.unwrap();
    assert!(there.len() > 5);
    old.close().await.unwrap();

    drop(Store::open(url).await.unwrap());
    let store = Store::open(url).await.unwrap();
    let mut db = store.pool().acquire().await.unwrap();
    assert_eq!(rows(&mut db).await, kept);
    let now: Vec<String> = sqlx::query_scalar(indexes).fetch_all(&mut *db).await.unwrap();
    for index in there {
        assert!(now.contains(&index), "{index} is gone");
    }
    let signed_in: Vec<String> = sqlx::query_scalar("select id_hash from sessions where rider_id = 'rider_1'")
        .fetch_all(&mut *db)
        .await
        .unwrap();
    assert_eq!(signed_in, ["hash_1"]);
    let destination = extras::of_ride(&mut db, &RideId::new("ride_1")).await.unwrap().unwrap();
    assert_eq!(destination.to().map(PlaceId::as_str), Some("parque-arauco"));
    for wrong in [
        "delete from payments where id = 'pay_1'",
        "delete from payments where id = 'pay_3'",
        "delete from extras",
        "insert into ledger_entries (id, payment_id, rider_id, kind, at) values ('entry_2', 'pay_9', 'rider_1', 'fare_owed', 1)",
        "insert into refunds (id, payment_id, amount_clp, state, created_at, updated_at, version, cause)
             values ('rfd_2', 'pay_9', 1, 'created', 1, 1, 1, 'by_hand')",
        "update payments set attempt = 1 where id = 'pay_2'",
        "update payments set session_id = 'cs_1' where id = 'pay_2'",
        "update payments set extra_id = 'extra_9' where id = 'pay_3'",
        "update payments set method_id = 'pm_9' where id = 'pay_3'",
        "insert into extras (id, ride_id, rider_id, kind, to_place, amount_clp, state, asked_at)
             values ('extra_2', 'ride_1', 'rider_1', 'destination', 'el-golf', 1, 'paid', 1)",
        "insert into extras (id, ride_id, rider_id, kind, amount_clp, state, asked_at)
             values ('extra_2', 'ride_9', 'rider_1', 'tip', 1, 'paid', 1)",
    ] {
        assert!(sqlx::raw_sql(wrong).execute(&mut *db).await.is_err(), "{wrong}");
    }
    let tip = "insert into extras (id, ride_id, rider_id, kind, amount_clp, state, asked_at)
         values ('extra_2', 'ride_1', 'rider_1', 'tip', 500, 'requested', 1)";
    sqlx::raw_sql(tip).execute(&mut *db).await.expect("a ride has a tip beside its change of destination");
}

macro_rules! before_journeys {
    ($engine:literal) => {
        [
            include_str!(concat!("../../../migrations/", $engine, "/0001_first_ride.sql")),
            include_str!(concat!("../../../migrations/", $engine, "/0002_refunds.sql")),
            include_str!(concat!("../../../migrations/", $engine, "/0003_missed_events.sql")),
            include_str!(concat!("../../../migrations/", $engine, "/0004_extras.sql")),
            include_str!(concat!("../../../migrations/", $engine, "/0005_refunds_by_hand.sql")),
            include_str!(concat!("../../../migrations/", $engine, "/0006_second_look.sql")),
        ]
    };
}

#[tokio::test]
async fn what_was_there_before_journeys_stays_as_it_is_on_both_engines() {
    let folder = tempfile::TempDir::new().unwrap();
    let url = format!("sqlite://{}/old.db", folder.path().display());
    let indexes = "select name from sqlite_master where type = 'index' and sql is not null";
    let older = format!("{url}?mode=rwc");
    what_was_there_before_journeys_stays_as_it_is(&older, &url, before_journeys!("sqlite"), indexes).await;
    let Some(url) = fresh_postgres().await else { return };
    let indexes =
        "select indexname::text from pg_indexes where schemaname = 'public' and indexname <> 'extras_ride_id_key'";
    what_was_there_before_journeys_stays_as_it_is(&url, &url, before_journeys!("postgres"), indexes).await;
}

async fn an_invitation_is_crossed_out_once(store: &Store, rider: &RiderId) {
    let mut connection = store.pool().acquire().await.unwrap();
    let invitation =
        Invitation { rider: rider.clone(), to: LeadsTo::App, until: NOW + SECOND, nonce: "7f3k".to_owned() };
    assert!(!invitations::is_crossed_out(&mut connection, "7f3k").await.unwrap());
    assert!(invitations::cross_out(&mut connection, &invitation, NOW).await.unwrap());
    assert!(!invitations::cross_out(&mut connection, &invitation, NOW).await.unwrap());
    invitations::forget_expired(&mut connection, NOW + SECOND).await.unwrap();
    assert!(invitations::is_crossed_out(&mut connection, "7f3k").await.unwrap());
    invitations::forget_expired(&mut connection, NOW + SECOND * 2).await.unwrap();
    assert!(!invitations::is_crossed_out(&mut connection, "7f3k").await.unwrap());
}
