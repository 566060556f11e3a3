//! Wallets, setups and rides for pages to show.

use vuelta::{
    Clp, Instant,
    city::PlaceId,
    extra::{Extra, ExtraStory},
    fare::{RideType, Trip},
    id::{ExtraId, MethodId, PaymentId, RefundId, RideId, RiderId, SetupId},
    payment::{ErrorReason, PaymentState, Standing},
    refund::{self, Cause, Refund, RefundState},
    ride::{PastRide, Payment, Ride, RideNews, RideState, RideStory, RideUpdate},
    wallet::{AccountKind, SavedMethod, Setup, SetupState, Wallet},
};

/// 2026-11-22, 14:03 in Santiago.
const AFTERNOON: Instant = Instant::from_millis(1_795_366_980_000);

fn method(id: &str, institution: &str, kind: AccountKind, last_four: &str) -> SavedMethod {
    SavedMethod {
        id: MethodId::new(id),
        institution: institution.into(),
        kind,
        last_four: last_four.into(),
        activated_at: Instant::from_millis(0),
        canceled_at: None,
        forgotten_at: None,
    }
}

/// Two accounts that work and one that the bank cut off.
pub fn wallet() -> Wallet {
    let dead = SavedMethod {
        canceled_at: Some(Instant::from_millis(AFTERNOON.millis() - 8 * 24 * 60 * 60 * 1_000)),
        ..method("pm_3", "cl_banco_estado", AccountKind::Sight, "8830")
    };
    Wallet {
        methods: vec![
            method("pm_1", "cl_banco_de_chile", AccountKind::Checking, "4321"),
            method("pm_2", "cl_banco_santander", AccountKind::Sight, "7719"),
            dead,
        ],
        ..Wallet::default()
    }
}

pub fn setup(state: SetupState, started_at: Instant) -> Setup {
    Setup {
        id: SetupId::new("setup_1"),
        state,
        institution: None,
        redirect_url: (state == SetupState::Open).then(|| "https://checkout.example/cs_1".into()),
        method: (state == SetupState::Saved).then(|| MethodId::new("pm_1")),
        started_at,
    }
}

fn story(ride: RideState, standing: Standing, news: &[RideNews]) -> RideStory {
    let id = |text| PlaceId::parse(text).expect("a place of ours");
    let trip = Trip::new(id("barrio-italia"), id("costanera-center")).expect("two places");
    let fare = trip.fare(RideType::Economico);
    let payment = Payment {
        id: PaymentId::new("pay_1"),
        attempt: 1,
        amount: fare.total,
        method: MethodId::new("pm_1"),
        standing,
        approve_at: None,
        session: Some("cs_1".into()),
        intent: Some("pi_1".into()),
        created_at: AFTERNOON,
        updated_at: AFTERNOON,
    };
    RideStory {
        ride: Ride {
            id: RideId::new("ride_1"),
            rider: RiderId::new("rider_1"),
            trip,
            fare,
            state: ride,
            booked_at: AFTERNOON,
        },
        payments: vec![payment],
        refunds: Vec::new(),
        updates: (1..)
            .zip(news)
            .map(|(number, news)| RideUpdate { number, news: news.clone(), at: AFTERNOON })
            .collect(),
        extra: None,
    }
}

fn standing(state: PaymentState) -> Standing {
    Standing { state, ..Standing::NEW }
}

pub fn processing() -> RideStory {
    let news = [RideNews::Requested, RideNews::PaymentInProgress];
    story(RideState::Requested, standing(PaymentState::InProgress), &news)
}

pub fn approval() -> RideStory {
    let mut story = processing();
    story.payments[0].approve_at = Some("https://checkout.example/cs_2".into());
    story
}

pub fn paid() -> RideStory {
    let news = [RideNews::Requested, RideNews::PaymentInProgress, RideNews::Paid];
    story(RideState::Paid, standing(PaymentState::Succeeded), &news)
}

pub fn failed(state: PaymentState, reason: Option<ErrorReason>) -> RideStory {
    let news = [RideNews::Requested, RideNews::NotPaid { state, reason: reason.clone() }];
    story(RideState::Unpaid, Standing { state, reason, review: None }, &news)
}

/// The ride ended without cost, and its bank stands there now.
pub fn ended(state: PaymentState) -> RideStory {
    let news = [RideNews::Requested, RideNews::PaymentPending, RideNews::Ended];
    story(RideState::Ended, standing(state), &news)
}

/// The last attempt came too late, and its refund stands there now.
pub fn given_back(mut story: RideStory, state: RefundState) -> RideStory {
    let late = story.payments.last_mut().expect("an attempt");
    late.standing.state = PaymentState::Succeeded;
    story.refunds.push(Refund {
        id: RefundId::new("rfd_1"),
        payment: late.id.clone(),
        cause: Cause::Late,
        amount: late.amount,
        standing: refund::Standing { state, failure: None },
        number: Some("re_1".into()),
        created_at: AFTERNOON,
        updated_at: AFTERNOON,
    });
    let news = RideNews::of_refund(Cause::Late, state, late.amount);
    story.updates.push(RideUpdate { number: 9, news, at: AFTERNOON });
    story
}

/// Somebody at Fintoc gives so much of the ride's payment back, and that stands there now.
pub fn refunded(mut story: RideStory, pesos: i64, state: RefundState) -> RideStory {
    let (payment, amount) = (story.payments[0].id.clone(), Clp::new(pesos));
    let number = story.refunds.len() + 1;
    story.refunds.push(Refund {
        id: RefundId::new(format!("rfd_{number}")),
        payment,
        cause: Cause::ByHand,
        amount,
        standing: refund::Standing { state, failure: None },
        number: Some(format!("re_{number}")),
        created_at: AFTERNOON,
        updated_at: AFTERNOON,
    });
    let news = RideNews::of_refund(Cause::ByHand, state, amount);
    story.updates.push(RideUpdate { number: 9, news, at: AFTERNOON });
    story
}

/// How a ride stands in the rider's history.
pub fn past(story: &RideStory) -> PastRide {
    let late = story.refunds.iter().any(|refund| refund.cause == Cause::Late);
    let back = story.refunds.iter().filter(|refund| !late && refund.standing.state == RefundState::Succeeded);
    PastRide { ride: story.ride.clone(), given_back: back.map(|refund| refund.amount).sum() }
}

pub fn with_session(session: &str) -> RideStory {
    let mut story = paid();
    story.payments[0].session = Some(session.into());
    story
}

/// A paid ride that goes to Parque Arauco instead, for 1.500 more.
pub fn changed(state: RideState, standing: Standing) -> RideStory {
    let mut story = paid();
    let place = PlaceId::parse("parque-arauco").expect("a place of ours");
    let amount = Clp::new(1_500);
    let extra = Extra {
        id: ExtraId::new("extra_1"),
        ride: story.ride.id.clone(),
        rider: story.ride.rider.clone(),
        to: place,
        amount,
        state,
        asked_at: AFTERNOON,
    };
    let payment = Payment {
        id: PaymentId::new("pay_2"),
        amount,
        intent: Some("pi_2".into()),
        standing: standing.clone(),
        ..story.payments[0].clone()
    };
    let news = [Some(RideNews::Requested), RideNews::of(&standing)].into_iter().flatten().map(RideNews::of_extra);
    story.updates.extend((4..).zip(news).map(|(number, news)| RideUpdate { number, news, at: AFTERNOON }));
    story.extra = Some(ExtraStory { extra, payments: vec![payment], refunds: Vec::new() });
    story
}
