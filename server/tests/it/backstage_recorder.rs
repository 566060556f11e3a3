//! The record: what happens around a rider is kept whole, in order, for that rider only, and holds nothing that may not be shown.

use fintoc::webhook::sign;
use serde_json::json;
use server::store::moments;
use vuelta::{
    backstage::{CheckName, Decision, Moment, What, WrittenKind},
    id::{RideId, RiderId},
    ride::RideState,
};

use crate::{
    hosted_page::PAYS,
    page::Browser,
    stage::{Stage, uuid_like},
};

impl Stage {
    /// All moments of a rider, oldest first.
    pub async fn moments(&self, rider: &RiderId) -> Vec<Moment> {
        let mut connection = self.store().pool().acquire().await.unwrap();
        moments::of_rider(&mut connection, rider).await.unwrap()
    }

    /// The moments of a ride, once there is one like that.
    pub async fn moments_with(&self, rider: &RiderId, what: &str, is_it: impl Fn(&Moment) -> bool) -> Vec<Moment> {
        self.eventually(what, async || {
            let moments = self.moments(rider).await;
            moments.iter().any(&is_it).then_some(moments)
        })
        .await
    }

    /// A click, an open page, and a ride that is paid.
    async fn paid_ride(&self, browser: &Browser) -> (RiderId, RideId) {
        let ride = self.book(browser).await.ride_id();
        let rider = self.ride(&ride).await.rider;
        self.eventually("paid", async || (self.ride(&ride).await.state == RideState::Paid).then_some(())).await;
        (rider, ride)
    }

    async fn stored(&self) -> Vec<String> {
        sqlx::query_scalar("select body from moments").fetch_all(self.store().pool()).await.unwrap()
    }
}

fn line(moment: &Moment) -> String {
    match &moment.what {
        What::Asked(asked) => format!("asked {} {}", asked.method, asked.path),
        What::Told(told) => format!("told {}", told.word),
        What::Called(call) => format!("called {} {}", call.method, call.path),
        What::Delivered(delivery) => format!("delivered {}", delivery.event_type.as_deref().unwrap_or("-")),
        What::Written(written) => format!("written {:?} {}", written.book, written.word).to_lowercase(),
        What::Done(deed) => format!("done {}", deed.word),
    }
}

/// Whether these come one after the other, perhaps with others between.
fn come_in_order(lines: &[String], wanted: &[&str]) {
    let mut rest = lines.iter();
    for want in wanted {
        assert!(rest.any(|line| line.starts_with(want)), "{want} is not where it belongs in {lines:#?}");
    }
}

fn is_delivered(moment: &Moment, event: &str) -> bool {
    matches!(&moment.what, What::Delivered(delivery) if delivery.event.as_deref() == Some(event))
}

#[tokio::test]
async fn a_booking_leaves_what_happened_in_order_and_says_what_it_was_about() {
    let stage = Stage::raise_with(&[("TRIP_PACE", "1")]).await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    let ride = stage.book(&ana).await.ride_id();
    let open_page = ana.open(&format!("/rides/{ride}/live")).await;
    let rider = stage.ride(&ride).await.rider;
    let moments = stage.moments_with(&rider, "told", |moment| line(moment) == "told paid").await;
    drop(open_page);
    let moments: Vec<_> = moments.into_iter().filter(|moment| moment.about.ride.as_ref() == Some(&ride)).collect();
    let lines: Vec<_> = moments.iter().map(line).collect();
    come_in_order(&lines, &["asked POST /book", "written intent created", "called POST /v2/checkout_sessions"]);
    come_in_order(
        &lines,
        &[
            "called POST /v2",
            "delivered ",
            "written inbox applied",
            "written payment succeeded",
            "written ride paid",
            "told paid",
        ],
    );
    come_in_order(&lines, &["called POST /v2", "told "]);
    let payment = stage.payments(&ride).await[0].payment.clone();
    for moment in &moments {
        match &moment.what {
            What::Called(call) => {
                assert_eq!(moment.about.payment.as_ref(), Some(&payment.id));
                assert!(call.request_headers.contains(&("Authorization".into(), "$FINTOC_SECRET_KEY".into())));
                assert!(call.response_headers.iter().any(|(name, _)| name == "x-request-id"), "{call:?}");
                assert!(moment.took.is_some());
            }
            What::Delivered(delivery) => {
                assert_eq!(moment.about.payment.as_ref(), Some(&payment.id));
                assert!(matches!(delivery.decision, Decision::Kept | Decision::Repeated));
                let names = delivery.checks.iter().map(|check| check.name).collect::<Vec<_>>();
                let all = [CheckName::Header, CheckName::Format, CheckName::Digest, CheckName::Age, CheckName::Event];
                assert_eq!(names, all.into_iter().chain([CheckName::New]).collect::<Vec<_>>());
                assert!(delivery.checks.iter().all(|check| check.passed), "{:?}", delivery.checks);
            }
            What::Written(written) if matches!(written.book, WrittenKind::Intent | WrittenKind::Payment) => {
                assert_eq!((moment.about.payment.as_ref(), written.amount), (Some(&payment.id), Some(payment.amount)));
            }
            _ => {}
        }
    }
}

#[tokio::test]
async fn saving_an_account_is_recorded_as_a_setup_and_an_account() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    let (rider, _) = stage.paid_ride(&ana).await;
    let moments = stage.moments_with(&rider, "saved", |moment| line(moment) == "written setup saved").await;
    let lines: Vec<_> = moments.iter().map(line).collect();
    come_in_order(
        &lines,
        &[
            "asked POST /wallet/setups",
            "written setup created",
            "called POST /v2/checkout_sessions",
            "written setup open",
        ],
    );
    come_in_order(&lines, &["written setup open", "delivered ", "written inbox applied", "written method saved"]);
    let opened = moments.iter().find(|moment| line(moment) == "asked POST /wallet/setups").unwrap();
    let What::Asked(asked) = &opened.what else { unreachable!("it was asked") };
    assert!(opened.about.setup.is_some());
    let leads_to = asked.leads_to.as_deref().unwrap();
    assert!(leads_to.starts_with("http://") && leads_to.matches('/').count() == 2, "only the origin: {leads_to}");
}

#[tokio::test]
async fn nothing_of_one_rider_is_in_the_record_of_another() {
    let stage = Stage::raise().await;
    let (ana, bruno) = futures::join!(stage.rider_with_account("Ana", PAYS), stage.rider_with_account("Bruno", PAYS));
    let ((one, ride), (other, another)) = futures::join!(stage.paid_ride(&ana), stage.paid_ride(&bruno));
    for (rider, own, foreign, foreign_rider) in [(&one, &ride, &another, &other), (&other, &another, &ride, &one)] {
        let is_paid = |moment: &Moment| line(moment) == "written ride paid";
        let moments = stage.moments_with(rider, "paid", is_paid).await;
        let text = serde_json::to_string(&moments).unwrap();
        assert!(text.contains(own.as_str()));
        assert!(!text.contains(foreign.as_str()) && !text.contains(foreign_rider.as_str()));
    }
    // Whoever asks for another's ride leaves that in their own record, and it is about no ride.
    ana.get(&format!("/rides/{another}")).await;
    let asked = format!("asked GET /rides/{another}");
    let moments = stage.moments_with(&one, "asked", |moment| line(moment) == asked).await;
    assert!(moments.iter().filter(|moment| line(moment) == asked).all(|moment| moment.about.ride.is_none()));
    assert!(stage.moments(&other).await.iter().all(|moment| moment.about.ride != Some(ride.clone())));
}

#[tokio::test]
async fn no_secret_and_nothing_personal_is_in_any_moment() {
    let stage = Stage::raise().await;
    let name = format!("Canaria {}", uuid_like());
    let ana = stage.rider_with_account(&name, PAYS).await;
    let (rider, _) = stage.paid_ride(&ana).await;
    stage.moments_with(&rider, "paid", |moment| line(moment) == "written ride paid").await;
    let mut secrets: Vec<String> =
        sqlx::query_scalar("select value from settings").fetch_all(stage.store().pool()).await.unwrap();
    let personal: Vec<String> =
        sqlx::query_scalar("select email from riders").fetch_all(stage.store().pool()).await.unwrap();
    secrets.extend(personal);
    secrets.extend([name, PAYS.to_owned(), "12.345.678-5".to_owned(), "123456785".to_owned(), "12345678-5".to_owned()]);
    secrets.extend(["una clave larga".to_owned(), "sk_test_".to_owned()]);
    let stored = stage.stored().await;
    assert!(stored.len() > 10);
    for secret in secrets.iter().filter(|secret| secret.len() > 6) {
        assert!(stored.iter().all(|moment| !moment.contains(secret.as_str())), "a moment holds {secret}");
    }
}

#[tokio::test]
async fn a_delivery_that_is_not_believed_is_recorded_with_the_check_that_refused_it() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    let (rider, ride) = stage.paid_ride(&ana).await;
    let payment = stage.payments(&ride).await[0].payment.id.clone();
    let body = |id: &str| {
        let data = json!({"id": "pi_1", "object": "payment_intent", "metadata": {"payment_id": payment.as_str()}});
        json!({"id": id, "object": "event", "type": "payment_intent.failed", "data": data}).to_string()
    };
    let secret = stage.running.backend.secrets().into_iter().next().unwrap();
    let now = jiff::Timestamp::now().as_second();
    let tampered = sign(&secret, now, body("evt_tampered").replace("failed", "succeeded").as_bytes());
    let ahead = sign(&secret, now + 3_600, body("evt_ahead").as_bytes());
    for (id, header, refused_by) in [
        ("evt_bare", None, CheckName::Header),
        ("evt_shapeless", Some("v1=".to_owned()), CheckName::Format),
        ("evt_tampered", Some(tampered), CheckName::Digest),
        ("evt_ahead", Some(ahead), CheckName::Age),
    ] {
        assert!(stage.post_event(&body(id), header).await.status().is_client_error());
        let moments = stage.moments_with(&rider, id, |moment| is_delivered(moment, id)).await;
        let found = moments.iter().find(|moment| is_delivered(moment, id)).unwrap();
        let What::Delivered(delivery) = &found.what else { unreachable!("it was delivered") };
        assert_eq!((delivery.decision, delivery.status), (Decision::Refused, 400));
        assert_eq!(found.about.ride.as_ref(), Some(&ride));
        let last = delivery.checks.last().unwrap();
        assert_eq!((last.name, last.passed), (refused_by, false), "{:?}", delivery.checks);
        let shown = serde_json::to_string(delivery).unwrap();
        assert!(!shown.contains(secret.expose()));
    }
    assert_eq!(stage.ride(&ride).await.state, RideState::Paid);
}

#[tokio::test]
async fn an_old_delivery_is_recorded_as_a_hint_and_one_that_came_before_as_repeated() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    let (rider, ride) = stage.paid_ride(&ana).await;
    let data = json!({"id": "pi_1", "object": "novel", "metadata": {"ride_id": ride.as_str()}});
    let body = json!({"id": "evt_old", "object": "event", "type": "novel.thing", "data": data}).to_string();
    let secret = stage.running.backend.secrets().into_iter().next().unwrap();
    let now = jiff::Timestamp::now().as_second();
    let decisions = [(now - 900, Decision::Hint), (now, Decision::Repeated)];
    for (signed_at, decision) in decisions {
        let header = sign(&secret, signed_at, body.as_bytes());
        assert!(stage.post_event(&body, Some(header)).await.status().is_success());
        let is_it =
            |moment: &Moment| matches!(&moment.what, What::Delivered(delivery) if delivery.decision == decision);
        stage.moments_with(&rider, "delivered", is_it).await;
    }
}

#[tokio::test]
async fn without_backstage_nothing_is_recorded() {
    let stage = Stage::raise_with(&[("BACKSTAGE", "off")]).await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    stage.paid_ride(&ana).await;
    stage.settled().await;
    assert!(stage.stored().await.is_empty());
}

#[tokio::test]
async fn a_rider_who_leaves_leaves_no_moments() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    let id: String = sqlx::query_scalar("select id from riders").fetch_one(stage.store().pool()).await.unwrap();
    let rider = RiderId::new(id);
    stage.moments_with(&rider, "saved", |moment| line(moment) == "written setup saved").await;
    let page = ana.get("/profile/leave").await;
    ana.submit(&page, "/profile/leave", &[("password", "una clave larga")]).await;
    stage.eventually("they are forgotten", async || stage.stored().await.is_empty().then_some(())).await;
}
