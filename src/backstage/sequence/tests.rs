use super::{samples::*, *};

fn told_by(sequence: &Sequence) -> Vec<(u128, Shape, String)> {
    let title = |title: &Title| match title {
        Title::Plain(text) | Title::Told(text) | Title::BankSays(text) | Title::Done(text) => text.clone(),
        Title::Wrote(_, word) => format!("wrote {word}"),
        Title::Charge(amount) => format!("charge {}", amount.map_or(0, Clp::pesos)),
    };
    sequence.steps.iter().map(|step| (step.since.as_millis(), step.shape, title(&step.title))).collect()
}

#[test]
fn a_ride_paid_with_one_click_is_ten_steps_and_two_of_them_are_the_banks() {
    use Lifeline::{Bank, Browser, Fintoc, Us};
    let sequence = Sequence::of(&paid(), Options::default());
    let expected = [
        (0, arrow(Browser, Us, Line::Call), "POST /book"),
        (10, Shape::Book, "wrote created"),
        (20, arrow(Us, Fintoc, Line::Call), "POST checkout_sessions"),
        (200, arrow(Fintoc, Us, Line::Answer), "cs_… created"),
        (210, arrow(Us, Browser, Line::Answer), "payment_in_progress"),
        (240, arrow(Fintoc, Bank, Line::Call), "charge 4990"),
        (1_550, arrow(Bank, Fintoc, Line::Answer), "succeeded"),
        (1_940, arrow(Fintoc, Us, Line::Delivery), "payment_intent.succeeded"),
        (1_950, Shape::Book, "wrote succeeded"),
        (1_960, arrow(Us, Browser, Line::Answer), "paid"),
    ];
    assert_eq!(told_by(&sequence), expected.map(|(at, shape, title)| (at, shape, title.to_owned())));
    assert_eq!((sequence.views, sequence.earlier), (1, 0), "a page was looked at");
    let derived = sequence.steps.iter().filter(|step| step.notes.contains(&Note::AsFintocTells)).count();
    assert_eq!(derived, 2, "and they say so");
    let books = sequence.steps.iter().find(|step| step.title == Title::Wrote(WrittenKind::Payment, "succeeded".into()));
    assert_eq!(books.unwrap().notes, [Note::Also(WrittenKind::Ride, "paid".into())], "written together");
}

#[test]
fn page_views_are_shown_on_request_but_coming_back_from_the_bank_always() {
    let moments = [asked(0, "GET", "/book", 200), asked(5, "GET", "/rides/ride_1?back=ok", 200)];
    let steps = |views| Sequence::of(&moments, Options { views, all: false }).steps.len();
    assert_eq!((steps(false), steps(true)), (1, 2));
}

#[test]
fn what_came_of_a_delivery_stands_in_its_line() {
    let verdict = |after, word: &str| match written(after, WrittenKind::Inbox, word) {
        Moment { what: What::Written(written), id, at, took, about } => {
            Moment { what: What::Written(Written { event: Some("evt_1".into()), ..written }), id, at, took, about }
        }
        other => other,
    };
    let moments = [
        delivery(0, "payment_intent.succeeded", &payment_intent("in_progress")),
        verdict(20, "unanswered"),
        verdict(900, "nothing_new"),
        verdict(950, "applied"),
    ];
    let notes = |until: usize| {
        let mut steps = Sequence::of(&moments[..until], Options::default()).steps;
        steps.retain(|step| {
            matches!(step.shape, Shape::Arrow { line: Line::Delivery, .. }) || step.shape == Shape::Book
        });
        assert_eq!(steps.len(), 1, "{steps:?}");
        steps.remove(0).notes.into_iter().filter(|note| matches!(note, Note::Verdict(_))).collect::<Vec<_>>()
    };
    assert_eq!(notes(3), [Note::Verdict("nothing_new".into())]);
    assert_eq!(notes(4), [], "what was applied is told by the lines below");
}

#[test]
fn the_same_question_again_and_again_is_one_step() {
    let poll = |after| called(after, 9, "GET", "/v2/checkout_sessions/cs_1", Some(200), None);
    let moments: Vec<_> = (0..5).map(|number| poll(number * 1_000)).collect();
    let sequence = Sequence::of(&moments, Options::default());
    assert_eq!(sequence.steps.iter().map(|step| step.times).collect::<Vec<_>>(), [5]);
    assert_eq!(sequence.steps[0].moment, moments[4].id, "the newest is what a click shows");
}

#[test]
fn of_a_long_story_the_newest_steps_are_drawn_unless_all_are_wanted() {
    let moments: Vec<_> = (0..100).map(|number| asked(number, "POST", &format!("/rides/{number}"), 303)).collect();
    let drawn = |all| Sequence::of(&moments, Options { all, views: false });
    assert_eq!((drawn(false).steps.len(), drawn(false).earlier), (MOST, 40));
    assert_eq!((drawn(true).steps.len(), drawn(true).earlier), (100, 0));
    assert_eq!(drawn(false).steps[0].since, Duration::from_millis(40), "counted from the very first");
}

#[test]
fn a_refusal_a_silence_and_a_forgery_sound_bad() {
    let refused =
        called(0, 5, "POST", "/v2/refunds", Some(422), Some(serde_json::json!({"error": {"code": "invalid"}})));
    let silent = called(10, 5, "POST", "/v2/refunds", None, None);
    let mut forged = delivery(20, "payment_intent.succeeded", &payment_intent("succeeded"));
    if let What::Delivered(delivery) = &mut forged.what {
        (delivery.decision, delivery.status) = (Decision::Refused, 400);
    }
    let sequence = Sequence::of(&[refused, silent, forged], Options::default());
    assert!(sequence.steps.iter().all(|step| step.tone == Tone::Bad), "{:?}", sequence.steps);
    assert_eq!(sequence.steps.len(), 4, "a forgery tells nothing of the bank");
}

#[test]
fn what_fintoc_says_of_time_is_read_and_never_breaks_the_order() {
    assert_eq!(instant("2026-11-22T17:03:12.000Z"), Some(Instant::from_millis(NOON)));
    assert_eq!(instant("1970-01-01T00:00:00Z"), Some(Instant::from_millis(0)));
    assert_eq!(instant("2024-02-29T12:00:00.5Z"), Some(Instant::from_millis(1_709_208_000_500)));
    assert!(["", "yesterday", "2026-11-22", "2026-11-22T17:03Z"].into_iter().all(|text| instant(text).is_none()));
    let early = delivery(100, "payment_intent.succeeded", &payment_intent("succeeded"));
    let steps = Sequence::of(&[asked(0, "POST", "/book", 303), early], Options::default()).steps;
    assert!(steps.iter().all(|step| step.since <= Duration::from_millis(100)), "news is never older than its cause");
}

#[test]
fn subjects_are_told_by_when_they_began_and_deeds_belong_to_what_ran() {
    let other = |after, ride: &str| {
        let mut moment = asked(after, "POST", "/book", 303);
        moment.about.ride = Some(RideId::new(ride));
        moment
    };
    let mut deed = moment(90_000, None, What::Done(Deed { word: "scenario.armed".into(), detail: None }));
    deed.about = crate::backstage::About::default();
    let moments = [other(0, "ride_1"), deed.clone(), other(100_000, "ride_2"), other(200_000, "ride_1")];
    let ride = |id| Subject::Ride(RideId::new(id));
    assert_eq!(Subject::all(&moments), [ride("ride_2"), ride("ride_1")]);
    assert_eq!(
        ride("ride_2").choose(&moments).iter().map(|moment| &moment.id).collect::<Vec<_>>(),
        [&deed.id, &moments[2].id]
    );
    assert_eq!(Subject::Everything.choose(&moments).len(), 4);
    let early = Moment { at: moments[0].at - Duration::from_secs(1), ..deed.clone() };
    let with_early = [&[early][..], &moments].concat();
    assert_eq!(ride("ride_2").choose(&with_early).len(), 2, "what was done for the ride before is about that one");
    assert_eq!(ride("ride_1").choose(&with_early).len(), 4);
}
