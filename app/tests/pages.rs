//! Every page, drawn as the server draws it, with a backend that answers from a can.

#[path = "backstage/logs.rs"]
mod backstage_logs;
#[path = "backstage/stage.rs"]
mod backstage_stage;
#[path = "backstage/stories.rs"]
mod backstage_stories;
#[path = "backstage/webhooks.rs"]
mod backstage_webhooks;
#[path = "kit/canned.rs"]
mod canned;
#[path = "kit/profile.rs"]
mod profile;
#[path = "kit/stories.rs"]
mod stories;

use std::time::Duration;

use app::{copy::Lang, forms::Reply, pages::ride};
use axum::http::StatusCode;
use canned::Canned;
use vuelta::{
    Clp, Instant,
    backstage::{Agenda, Armed, Board, Due, DueKind, Reach, Scenario},
    city::PlaceId,
    id::{IncidentId, PaymentId, RideId},
    payment::{ErrorReason, PaymentState, Review, Standing},
    places::{MyPlaces, SavedAs},
    refund::RefundState,
    refusal::Refusal,
    ride::RideState,
    rider::SignUpProblem,
    rut::RutError,
    wallet::{SetupState, Wallet},
};

#[tokio::test]
async fn the_landing_page_is_a_whole_document_without_script() {
    let page = Canned::guest().get("/").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.html.starts_with("<!DOCTYPE html>"), "{}", page.html);
    assert!(page.html.ends_with("</html>") || page.html.contains("</body></html>"));
    page.says(&["lang=\"es-CL\"", "href=\"/signup\"", "no se mueve dinero real", "/assets/x/vuelta.css"]);
    page.is_silent_on(&["<script", "style=", "onclick", "leptos-island"]);
}

#[tokio::test]
async fn every_page_speaks_both_languages_and_has_one_heading() {
    let story = stories::paid();
    for lang in Lang::ALL {
        let canned = Canned::rider().with_story(story.clone()).speaking(lang);
        for path in [
            "/",
            "/login",
            "/profile",
            "/profile/leave",
            "/goodbye",
            "/signup",
            "/wallet",
            "/book",
            "/places",
            "/rides",
            "/rides/ride_1",
            "/rides/ride_1/receipt",
            "/rides/ride_1/destination",
            "/rides/ride_1/destination?to=parque-arauco",
            "/nowhere",
        ] {
            let page = canned.get(path).await;
            page.says(&[&format!("lang=\"{}\"", lang.as_tag()), "<title>", "href=\"#main\"", "id=\"main\""]);
            assert_eq!(page.html.matches("<h1").count(), 1, "{path}");
            let most = if path == "/" { 3 } else { 1 }; // the landing page says it twice and shows a picture of it
            assert!(page.html.matches("btn--go").count() <= most, "{path}: one thing to do");
            page.is_silent_on(&["style=\"", " onclick", "__RESOLVED_RESOURCES"]);
        }
    }
}

#[tokio::test]
async fn backstage_shows_the_words_for_every_reason_and_riders_never_see_it() {
    let page = Canned::guest().behind_the_stage().get("/backstage/reasons").await;
    assert_eq!(page.status, StatusCode::OK);
    for reason in ErrorReason::KNOWN {
        page.says(&[&format!("<code>{}</code>", reason.as_str())]);
    }
    page.says(&["<code>something_new</code>", "No alcanzó el saldo", "Not enough funds"]);
    assert_eq!(page.html.matches("<article").count(), ErrorReason::KNOWN.len() + 1);
    assert_eq!(page.html.matches("<h3>").count(), 2 * page.html.matches("<article").count());
    assert_eq!(Canned::rider().get("/backstage/reasons").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_code_signs_a_phone_in_and_says_when_no_phone_can_reach_it() {
    let page = Canned::rider().behind_the_stage().get("/backstage/join").await;
    page.says(&[
        "class=\"qr\"",
        "role=\"img\"",
        "http://127.0.0.1:3000/join/signed",
        "Un teléfono no llega hasta aquí",
    ]);
    page.says(&["href=\"/backstage/join?to=backstage\""]);
    let nobody = Canned::guest().behind_the_stage().get("/backstage/join").await;
    nobody.says(&["Primero entra como alguien"]);
    nobody.is_silent_on(&["class=\"qr\""]);
}

#[tokio::test]
async fn whoever_opens_the_link_is_told_whom_they_would_be_before_anything_happens() {
    let behind = Canned::guest().behind_the_stage();
    behind.get("/join/signed").await.says(&["Sigue como Javiera", "action=\"/join/signed\""]);
    let used = behind.get("/join/used").await;
    used.says(&["Este enlace ya no sirve"]);
    used.is_silent_on(&["action=\"/join/"]);
    assert_eq!(Canned::guest().get("/join/signed").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn every_page_backstage_has_the_chips_and_the_way_to_everything() {
    let armed = Armed {
        id: "scn_1".into(),
        scenario: Some(Scenario::Decline),
        name: "decline".into(),
        parameters: [("reason".to_owned(), "user_left".to_owned())].into(),
        times: Some(1),
        method: None,
    };
    let board = Board { reach: Reach::Ready, armed: vec![armed], methods: stories::wallet().methods };
    let canned = Canned::rider().behind_the_stage().with_board(board);
    for address in ["/backstage", "/backstage/scenarios", "/backstage/verbs"] {
        let page = canned.get(address).await;
        page.says(&[
            "/backstage/scenarios/scn_1/clear",
            "user_left",
            "solo el próximo",
            "Quitar todo",
            "id=\"palette\"",
        ]);
        page.says(&["data-palette", "backstage-palette.js", &format!("value=\"{address}\"")]);
    }
    canned.speaking(Lang::En).get("/backstage").await.says(&["next only", "Remove: The bank says no", "Clear all"]);
}

#[tokio::test]
async fn every_scenario_says_what_happens_what_the_rider_sees_and_how_to_get_it_at_fintoc() {
    let reach = |reach| Board { reach, armed: Vec::new(), methods: Vec::new() };
    for (board, buttons) in [(reach(Reach::Ready), true), (reach(Reach::Fintoc), false), (reach(Reach::Silent), false)]
    {
        let page = Canned::rider().behind_the_stage().with_board(board).get("/backstage/scenarios").await;
        assert_eq!(page.html.matches("<article").count(), Scenario::ALL.len());
        assert_eq!(page.html.matches("En el modo de prueba de Fintoc").count(), Scenario::ALL.len());
        assert_eq!(page.html.contains("scn__form"), buttons);
    }
    let found = Canned::guest().behind_the_stage().get("/backstage/scenarios?q=refund").await;
    assert_eq!(found.html.matches("<article").count(), 2, "one fails, and the bank decides about others");
    found.is_silent_on(&["action=\"/backstage/scenarios\" method=\"post\""]);
}

#[tokio::test]
async fn the_clock_tells_what_happens_on_the_way() {
    let now = Instant::from_millis(canned::now());
    let due = |kind, seconds| Due { kind, at: now + Duration::from_secs(seconds) };
    let agenda = Agenda::new(now, vec![due(DueKind::Decision, 45), due(DueKind::Patience, 170)]);
    let board = Board { reach: Reach::Ready, armed: Vec::new(), methods: Vec::new() };
    let canned = Canned::rider().behind_the_stage().with_board(board).with_agenda(agenda);
    let page = canned.speaking(Lang::En).get("/backstage/scenarios").await;
    page.says(&[
        "in 45 s",
        "in 2 min",
        "On the way: the bank decides · the ride stops waiting",
        "Nothing of that kind",
    ]);
}

#[tokio::test]
async fn only_pages_with_islands_load_script_and_only_with_the_nonce() {
    let canned = Canned::rider().with_story(stories::processing());
    for path in ["/book", "/rides/ride_1"] {
        canned.get(path).await.says(&[
            "type=\"module\"",
            "nonce=\"n0nce\"",
            "/assets/x/hydrate.js",
            "rel=\"modulepreload\"",
        ]);
    }
    for path in ["/rides", "/rides/ride_1/receipt", "/login", "/nowhere"] {
        canned.get(path).await.is_silent_on(&["<script", "modulepreload"]);
    }
}

#[tokio::test]
async fn the_theme_is_in_the_document_before_any_style() {
    Canned::guest().dark().get("/").await.says(&["data-theme=\"dark\""]);
    Canned::guest().get("/").await.is_silent_on(&["data-theme"]);
}

#[tokio::test]
async fn a_page_that_is_not_there_says_so_with_404() {
    let page = Canned::rider().get("/nowhere").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    page.says(&["Por acá no es"]);
    let page = Canned::rider().get("/rides/ride_of_somebody_else").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_incident_is_told_by_its_number_with_500() {
    let page = Canned::rider().broken("inc_42").get("/wallet").await;
    assert_eq!(page.status, StatusCode::INTERNAL_SERVER_ERROR);
    page.says(&["Algo falló de nuestro lado", "inc_42"]);
    let page = Canned::guest().answering(Reply::Broken { incident: IncidentId::new("inc_43") }).get("/login").await;
    assert_eq!(page.status, StatusCode::INTERNAL_SERVER_ERROR);
    page.says(&["inc_43"]);
}

#[tokio::test]
async fn a_guest_who_gets_past_the_door_sees_nothing() {
    for path in ["/wallet", "/book", "/places", "/rides", "/rides/ride_1"] {
        assert_eq!(Canned::guest().get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn barrio_italia_to_costanera_costs_4990_on_the_button_and_in_the_form() {
    let page = Canned::rider().get("/book?from=barrio-italia&to=costanera-center").await;
    page.says(&[
        "Pagar $4.990 y pedir",
        "fare-for--economico",
        "name=\"quote\" value=\"quote1~rider_1~barrio-italia~costanera-center~",
        "Precio fijo hasta las 12:05",
        "name=\"key\" value=\"booking-7\"",
        "5,4 km, unos 14 min",
    ]);
}

#[tokio::test]
async fn a_trip_to_where_one_is_has_no_price() {
    let page = Canned::rider().get("/book?from=el-golf&to=el-golf").await;
    page.says(&["Elige dos lugares distintos"]);
    page.is_silent_on(&["name=\"key\"", "Pagar $"]);
}

#[tokio::test]
async fn whoever_has_no_account_pays_and_saves_one_in_one_go_or_saves_one_first() {
    let page = Canned::rider().with_wallet(Wallet::default()).get("/book").await;
    page.says(&["Pagar $4.990 y guardar mi cuenta", "name=\"method\" value=\"at-the-bank\""]);
    page.says(&["Solo agregar mi cuenta", "href=\"/wallet\""]);
    page.is_silent_on(&["y pedir</span>"]);
}

#[tokio::test]
async fn a_refused_booking_keeps_what_was_chosen() {
    let reply = Reply::Book {
        from: "el-golf".into(),
        to: "barrio-italia".into(),
        ride_type: "xl".into(),
        method: "pm_2".into(),
        refusal: Refusal::FareChanged { fare: Clp::new(7_770) },
    };
    let page = Canned::rider().answering(reply).get("/book").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.says(&["El precio es $7.770", "value=\"xl\" checked", "value=\"el-golf\" selected"]);
    page.says(&["value=\"pm_2\" checked"]);
}

#[tokio::test]
async fn saved_and_recent_places_are_destinations_at_one_tap() {
    let place = |id| PlaceId::parse(id).unwrap();
    let saved = vec![(SavedAs::Home, place("barrio-italia")), (SavedAs::Work, place("el-golf"))];
    let places = MyPlaces::new(saved, [place("la-moneda"), place("el-golf")]);
    let page = Canned::rider().with_places(places.clone());
    let page = page.get("/book?from=barrio-italia&to=costanera-center&ride_type=xl&method=pm_2").await;
    page.says(&[
        // From home, home is where one goes back to.
        "href=\"/book?from=costanera-center&amp;to=barrio-italia&amp;ride_type=xl&amp;method=pm_2\"",
        "href=\"/book?from=barrio-italia&amp;to=el-golf&amp;ride_type=xl&amp;method=pm_2\"",
        "href=\"/book?from=barrio-italia&amp;to=la-moneda&amp;ride_type=xl&amp;method=pm_2\"",
        "<optgroup label=\"Guardados\"><option value=\"barrio-italia\" data-in=\"Providencia\">Casa: Barrio Italia</option>",
        "<optgroup label=\"Recientes\"><option value=\"la-moneda\" data-in=\"Santiago\">",
        "<optgroup label=\"Ñuñoa\">",
    ]);
    Canned::rider().get("/book").await.says(&["Guardar casa o trabajo"]);
    Canned::rider().with_places(places).get("/places").await.says(&["Olvidar casa", "value=\"el-golf\" selected"]);
    Canned::rider().get("/places").await.is_silent_on(&["Olvidar", "<script"]);
}

#[tokio::test]
async fn an_expired_price_is_said_beside_the_one_of_now() {
    for (lang, words) in [(Lang::EsCl, "El precio venció; este es el de ahora: $4.990"), (Lang::En, "it is now $4.990")]
    {
        let reply = Reply::Book {
            from: "barrio-italia".into(),
            to: "costanera-center".into(),
            ride_type: "economico".into(),
            method: "pm_1".into(),
            refusal: Refusal::QuoteExpired { fare: Clp::new(4_990) },
        };
        let page = Canned::rider().speaking(lang).answering(reply).get("/book").await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        page.says(&[words, "name=\"quote\"", "12:05"]);
    }
}

#[tokio::test]
async fn an_open_ride_is_linked_from_its_refusal() {
    let refusal = Refusal::RideOpen { ride: RideId::new("ride_9") };
    let reply = Reply::Book {
        from: String::new(),
        to: String::new(),
        ride_type: String::new(),
        method: String::new(),
        refusal,
    };
    Canned::rider().answering(reply).get("/book").await.says(&["href=\"/rides/ride_9\""]);
}

#[tokio::test]
async fn the_wallet_shows_main_other_and_dead_accounts() {
    let page = Canned::rider().get("/wallet").await;
    page.says(&[
        "account--main",
        "Principal",
        "Santander",
        "account--dead",
        "Tu banco desconectó esta cuenta el 14 de noviembre",
    ]);
    page.says(&["name=\"bank\" value=\"cl_banco_estado\"", "Elegir en la página segura"]);
    page.is_silent_on(&["<script", "refresh"]);
}

#[tokio::test]
async fn before_an_account_is_forgotten_its_page_says_what_that_means() {
    let page = Canned::rider().get("/wallet/methods/pm_1/forget").await;
    page.says(&[
        "¿Olvidar Banco de Chile ••4321?",
        "En tu banco no cambia nada",
        "Desde ahora pagarás con Santander ••7719",
        "action=\"/wallet/methods/pm_1/forget\"",
    ]);
    page.is_silent_on(&["<script"]);
    assert_eq!(Canned::rider().get("/wallet/methods/pm_9/forget").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_empty_wallet_says_what_to_do() {
    let page = Canned::rider().with_wallet(Wallet::default()).get("/wallet").await;
    page.says(&["Todavía no tienes cuentas", "class=\"e-route\""]);
}

#[tokio::test]
async fn coming_back_from_the_hosted_page_claims_nothing_from_the_address_alone() {
    for (state, address, says, waits) in [
        (SetupState::Open, "/wallet?setup=setup_1&back=ok", "Estamos confirmando con tu banco…", true),
        (SetupState::Created, "/wallet?setup=setup_1&back=ok", "Estamos confirmando con tu banco…", true),
        (SetupState::Open, "/wallet?setup=setup_1&back=cancel", "No guardamos nada", false),
        (SetupState::Open, "/wallet?setup=setup_1", "a medio guardar", false),
        (SetupState::Open, "/wallet", "a medio guardar", false),
        (
            SetupState::Saved,
            "/wallet?setup=setup_1&back=cancel",
            "¡Listo! Banco de Chile ••4321 quedó guardada.",
            false,
        ),
        (SetupState::Expired, "/wallet?setup=setup_1&back=ok", "Se acabó el tiempo", false),
        (SetupState::Failed, "/wallet?setup=setup_1&back=ok", "No pudimos guardar tu cuenta", false),
    ] {
        let page =
            Canned::rider().with_setup(stories::setup(state, Instant::from_millis(canned::now()))).get(address).await;
        page.says(&[says]);
        assert_eq!(page.html.contains("http-equiv=\"refresh\" content=\"3\""), waits, "{state:?} {address}");
        assert_eq!(page.html.contains("/wallet/setups/setup_1/live"), waits, "{state:?} {address}");
        let listo = page.html.contains("¡Listo!");
        assert_eq!(listo, state == SetupState::Saved, "{state:?} {address}");
    }
}

#[tokio::test]
async fn a_cancelled_setup_can_be_carried_on() {
    let setup = stories::setup(SetupState::Open, Instant::from_millis(canned::now()));
    let page = Canned::rider().with_setup(setup).get("/wallet?setup=setup_1&back=cancel").await;
    page.says(&["Continuar donde quedaste", "href=\"https://checkout.example/cs_1\""]);
}

#[tokio::test]
async fn a_setup_that_takes_long_says_so() {
    let setup = stories::setup(SetupState::Open, Instant::from_millis(canned::now() - 20 * 60 * 1_000));
    Canned::rider()
        .with_setup(setup)
        .get("/wallet?setup=setup_1&back=ok")
        .await
        .says(&["Está tardando más de lo normal"]);
}

#[tokio::test]
async fn a_setup_of_somebody_else_is_not_told_of() {
    let page = Canned::rider().get("/wallet?setup=setup_of_ana&back=ok").await;
    assert_eq!(page.status, StatusCode::OK);
    page.is_silent_on(&["confirmando", "setup_of_ana/live"]);
}

#[tokio::test]
async fn a_ride_that_waits_listens_and_asks_again_without_script() {
    let page = Canned::rider().with_story(stories::processing()).get("/rides/ride_1").await;
    page.says(&["Procesando tu pago…", "/rides/ride_1/live", "http-equiv=\"refresh\" content=\"3\"", "Actualizar"]);
}

#[tokio::test]
async fn a_payment_that_wants_approval_leads_to_the_bank_and_back_to_the_same_ride() {
    let canned = Canned::rider().with_story(stories::approval());
    let page = canned.get("/rides/ride_1").await;
    page.says(&[
        "Tu banco pide que confirmes este pago",
        "href=\"https://checkout.example/cs_2\"",
        "Rechaza el pago en la página de tu banco",
    ]);
    // While the bank can still say yes, a second attempt could be a second payment.
    page.is_silent_on(&["http-equiv=\"refresh\"", "/rides/ride_1/payments"]);
    canned.get("/rides/ride_1?back=cancel").await.says(&["Saliste sin confirmar"]);
    canned.get("/rides/ride_1?back=ok").await.says(&["Procesando tu pago…", "/rides/ride_1/live?back=ok"]);
}

#[tokio::test]
async fn a_paid_ride_offers_its_receipt_and_another_ride() {
    let page = Canned::rider().with_story(stories::paid()).get("/rides/ride_1?back=cancel").await;
    page.says(&["Tu viaje está pagado", "Pagado", "href=\"/rides/ride_1/receipt\"", "Pedir otro viaje", "14:03"]);
    page.is_silent_on(&["http-equiv=\"refresh\""]);
}

#[tokio::test]
async fn every_reason_is_told_in_both_languages_with_what_became_of_the_money() {
    let unheard_of = ErrorReason::Other("<b>moon_phase</b>".into());
    for lang in Lang::ALL {
        let money = if lang == Lang::EsCl { "No se movió" } else { "Didn’t move" };
        for reason in ErrorReason::KNOWN.iter().chain([&unheard_of]) {
            let story = stories::failed(PaymentState::Failed, Some(reason.clone()));
            let page = Canned::rider().speaking(lang).with_story(story.clone()).get("/rides/ride_1").await;
            let sheet = ride::sheet(&story, &stories::wallet(), lang, None);
            page.says(&[
                &leptos_escaped(&sheet.heading),
                money,
                "action=\"/rides/ride_1/payments\"",
                "name=\"attempt\" value=\"2\"",
            ]);
            page.is_silent_on(&["moon_phase"]);
        }
    }
}

#[tokio::test]
async fn a_failed_payment_offers_another_account_first() {
    let story = stories::failed(PaymentState::Failed, Some(ErrorReason::InsufficientFunds));
    let page = Canned::rider().with_story(story).get("/rides/ride_1").await;
    page.says(&["No alcanzó el saldo", "La misma de recién", "value=\"pm_2\" checked"]);
    page.is_silent_on(&["value=\"pm_3\""]); // the dead one
}

#[tokio::test]
async fn nobody_is_asked_to_pay_again_while_a_person_has_to_look() {
    for (state, reason, review) in [
        (PaymentState::Failed, Some(ErrorReason::UnresolvedFinalStatus), Review::UnresolvedFinalStatus),
        (PaymentState::InProgress, None, Review::Mismatch),
    ] {
        let mut story = stories::failed(state, reason);
        story.payments[0].standing.review = Some(review);
        let page = Canned::rider().with_story(story).get("/rides/ride_1").await;
        page.says(
            &["En revisión", "No pagues de nuevo"]
                .map(|text| if review == Review::Mismatch { "pagues de nuevo" } else { text }),
        );
        page.is_silent_on(&["/payments", "Tu plata</dt><dd>No se movió"]);
    }
}

#[tokio::test]
async fn a_ride_that_ended_without_cost_says_so_and_what_became_of_late_money() {
    let open = stories::ended(PaymentState::Pending);
    let told = |state| stories::given_back(stories::ended(PaymentState::Pending), state);
    for (story, spanish, english, settled) in [
        (open, "Si la plata llega después, te la devolvemos", "If the money arrives later", false),
        (stories::ended(PaymentState::Failed), "No se movió tu plata", "No money moved", true),
        (told(RefundState::InProgress), "Te estamos devolviendo $4.990", "We’re giving $4.990 back", false),
        (told(RefundState::Failed), "Todavía no pudimos devolverte $4.990", "We couldn’t give $4.990 back", true),
        (told(RefundState::Succeeded), "Te devolvimos $4.990", "We gave $4.990 back", true),
    ] {
        let page = Canned::rider().with_story(story.clone()).get("/rides/ride_1").await;
        page.says(&["Tu viaje terminó sin costo", spanish, "Sin costo", "href=\"/book\""]);
        page.is_silent_on(&["/rides/ride_1/payments", "http-equiv=\"refresh\"", "Pagado"]);
        Canned::rider().speaking(Lang::En).with_story(story.clone()).get("/rides/ride_1").await.says(&[english]);
        assert_eq!(ride::sheet(&story, &stories::wallet(), Lang::EsCl, None).settled, settled, "{spanish}");
        let canned = Canned::rider().with_story(story);
        canned.get("/rides/ride_1/receipt").await.says(&["$0", "Sin costo", "Precio, no cobrado"]);
        canned.get("/rides").await.says(&["Sin costo"]);
    }
}

#[tokio::test]
async fn a_ride_paid_twice_is_paid_and_says_what_becomes_of_the_other_payment() {
    let mut twice = stories::paid();
    let mut second = twice.payments[0].clone();
    (second.id, second.attempt, second.intent) = (PaymentId::new("pay_2"), 2, Some("pi_2".into()));
    twice.payments.push(second);
    let canned = Canned::rider().with_story(stories::given_back(twice, RefundState::Succeeded));
    let told = ["Tu viaje está pagado", "Nos llegó más de un pago", "Te devolvimos $4.990", "Devolución de $4.990"];
    canned.get("/rides/ride_1").await.says(&told);
    let receipt = canned.get("/rides/ride_1/receipt").await;
    receipt.says(&["pi_1", "re_1", "Te devolvimos $4.990", "Total pagado"]);
    receipt.is_silent_on(&["pi_2"]);
}

#[tokio::test]
async fn a_balance_due_is_told_and_paid_on_the_ride_and_in_place_of_the_booking_button() {
    let failed =
        Standing { state: PaymentState::Failed, reason: Some(ErrorReason::InsufficientFunds), ..Standing::NEW };
    let canned = Canned::rider().with_story(stories::changed(RideState::Unpaid, failed));
    for (address, elsewhere) in [("/rides/ride_1", "Cambiar destino"), ("/book", "y pedir")] {
        let page = canned.get(address).await;
        page.says(&[
            "Falta pagar tu cambio de destino",
            "Paga los $1.500",
            "action=\"/rides/ride_1/extras/extra_1/payments\"",
        ]);
        page.says(&["name=\"attempt\" value=\"2\"", "Pagar $1.500", "••7719"]);
        page.is_silent_on(&[elsewhere]);
    }
    canned.get("/rides").await.says(&["Cambio a", "$1.500, pendiente de pago", "Saldo por pagar"]);
    let page = canned.get("/rides/ride_1/receipt").await;
    page.says(&["Falta pagar el cambio de destino: $1.500", "$4.990"]);
    page.is_silent_on(&["$6.490"]);
    let english = canned.speaking(Lang::En).get("/book").await;
    english.says(&["Your change of destination isn’t paid", "Pay the $1.500"]);
}

#[tokio::test]
async fn an_extra_leaves_the_word_to_the_ride_once_it_is_paid_and_is_a_line_of_the_receipt() {
    let paid = Standing { state: PaymentState::Succeeded, ..Standing::NEW };
    let canned = Canned::rider().with_story(stories::changed(RideState::Paid, paid));
    let page = canned.get("/rides/ride_1").await;
    page.says(&["Tu viaje está pagado", "Cambio de destino a Parque Arauco", "Cambio de destino pagado"]);
    page.is_silent_on(&["/rides/ride_1/destination"]);
    canned.get("/rides/ride_1/receipt").await.says(&["Cambio a", "$1.500", "$6.490", "pi_2", "pi_1"]);
    canned.get("/rides/ride_1/destination?to=el-golf").await.says(&["ya no se puede cambiar"]);
}

#[tokio::test]
async fn an_extra_under_way_is_waited_for_while_the_ride_stays_paid() {
    let story = |state| stories::changed(RideState::Requested, Standing { state, ..Standing::NEW });
    let sheet = |state| ride::sheet(&story(state), &stories::wallet(), Lang::EsCl, None);
    assert!(sheet(PaymentState::InProgress).heading.contains("tu cambio") && !sheet(PaymentState::InProgress).settled);
    assert!(sheet(PaymentState::Pending).lead.contains("Tu viaje sigue pagado"));
    assert!(sheet(PaymentState::Pending).facts.iter().any(|fact| fact.value == "Pagado"), "the fare is paid");
    Canned::rider().with_story(story(PaymentState::Pending)).get("/book").await.says(&["y pedir"]);
}

#[tokio::test]
async fn a_destination_is_chosen_then_confirmed_with_its_price_and_without_script() {
    let canned = Canned::rider().with_story(stories::paid());
    canned.get("/rides/ride_1").await.says(&["href=\"/rides/ride_1/destination\"", "Cambiar destino"]);
    let page = canned.get("/rides/ride_1/destination").await;
    page.says(&["<option value=\"parque-arauco\"", "method=\"get\"", "Ver precio"]);
    page.is_silent_on(&["<script", "<option value=\"barrio-italia\"", "<option value=\"costanera-center\""]);
    let page = canned.get("/rides/ride_1/destination?to=parque-arauco").await;
    page.says(&["name=\"amount\"", "y cambiar", "••4321", "Diferencia por pagar"]);
    page.is_silent_on(&["<script"]);
    let poor = Canned::rider().with_story(stories::paid()).with_wallet(Wallet::default());
    poor.get("/rides/ride_1/destination?to=parque-arauco").await.says(&["Agregar mi cuenta"]);
    Canned::rider().with_story(stories::processing()).get("/rides/ride_1/destination").await.says(&["ya no se puede"]);
}

#[tokio::test]
async fn a_ride_that_is_refunded_in_parts_stays_paid_and_says_each_part() {
    let part = stories::refunded(stories::paid(), 1_000, RefundState::Succeeded);
    let canned = Canned::rider().with_story(part.clone());
    let page = canned.get("/rides/ride_1").await;
    page.says(&["Tu viaje está pagado", "Devolución de $1.000", "Te devolvimos $1.000", "Devuelta"]);
    page.is_silent_on(&["Nos llegó más de un pago"]);
    canned.get("/rides/ride_1/receipt").await.says(&["pi_1", "re_1", "Te devolvimos $1.000", "Total pagado"]);
    canned.get("/rides").await.says(&["Devuelto en parte"]);

    let moving = stories::refunded(part, 3_990, RefundState::InProgress);
    let page = Canned::rider().speaking(Lang::En).with_story(moving.clone()).get("/rides/ride_1").await;
    page.says(&["Refund of $1.000", "Refund of $3.990", "We’re giving $3.990 back", "We gave $1.000 back"]);
    assert!(!ride::sheet(&moving, &stories::wallet(), Lang::EsCl, None).settled, "the page waits for the other part");

    let mut whole = moving;
    whole.refunds[1].standing.state = RefundState::Succeeded;
    Canned::rider().with_story(whole.clone()).get("/rides").await.says(&["Devuelto"]);
    // What came to nothing because everything is back already is no news to a rider.
    let more = stories::refunded(whole, 1_000, RefundState::Failed);
    Canned::rider().with_story(more).get("/rides/ride_1/receipt").await.is_silent_on(&["Todavía no", "re_3"]);
    let failed = stories::refunded(stories::paid(), 1_000, RefundState::Failed);
    let page = Canned::rider().with_story(failed).get("/rides/ride_1").await;
    page.says(&["Todavía no resultó la devolución de $1.000", "En revisión"]);
}

#[tokio::test]
async fn what_people_typed_is_escaped() {
    let hostile = "<script>alert(1)</script>\" onload=\"x";
    let page = Canned::rider().named(hostile).with_story(stories::paid()).get("/rides/ride_1").await;
    page.is_silent_on(&["<script>alert"]);
    page.says(&["&lt;script&gt;alert(1)"]);
    let reply = Reply::Login { email: hostile.into(), next: hostile.into(), refusal: Refusal::WrongCredentials };
    Canned::guest().answering(reply).get("/login").await.is_silent_on(&["<script>alert", "\" onload=\""]);
    let story = stories::with_session("\"><script>alert(2)</script>");
    Canned::rider().with_story(story).get("/rides/ride_1/receipt").await.is_silent_on(&["<script>alert"]);
    Canned::guest().get("/login?next=%22%3E%3Cscript%3E").await.is_silent_on(&["\"><script>"]);
}

#[tokio::test]
async fn a_sign_up_that_needs_mending_keeps_what_was_typed_and_names_each_field() {
    let reply = Reply::SignUp {
        name: "Ana".into(),
        email: "ana@".into(),
        rut: "12345678-9".into(),
        next: "/book".into(),
        problems: vec![
            SignUpProblem::Email,
            SignUpProblem::Rut(RutError::WrongCheckDigit),
            SignUpProblem::PasswordShort,
        ],
        refusal: None,
    };
    let page = Canned::guest().answering(reply).get("/signup").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.says(&["value=\"Ana\"", "value=\"ana@\"", "value=\"12345678-9\"", "El dígito verificador no coincide"]);
    page.says(&["aria-invalid=\"true\"", "aria-describedby=\"rut-error rut-hint\"", "href=\"#email\"", "autofocus"]);
    let password = page.html.split("id=\"password\"").nth(1).unwrap().split('>').next().unwrap();
    assert!(!password.contains("value"), "{password}");
}

#[tokio::test]
async fn a_wrong_password_keeps_the_address_only() {
    let reply =
        Reply::Login { email: "ana@example.cl".into(), next: String::new(), refusal: Refusal::WrongCredentials };
    let page = Canned::guest().answering(reply).get("/login").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.says(&["value=\"ana@example.cl\"", "El correo y la contraseña no coinciden"]);
    let password = page.html.split("id=\"password\"").nth(1).unwrap().split('>').next().unwrap();
    assert!(!password.contains("value"), "{password}");
}

#[tokio::test]
async fn the_receipt_adds_up_and_names_fintocs_numbers() {
    let page = Canned::rider().with_story(stories::paid()).get("/rides/ride_1/receipt").await;
    page.says(&["$1.200", "$2.430", "$1.050", "$310", "$4.990", "pi_1", "cs_1", "No es boleta"]);
    page.says(&["domingo 22 de noviembre de 2026, 14:03", "Pagado con Banco de Chile ••4321"]);
}

#[tokio::test]
async fn the_history_lists_rides_or_says_that_there_are_none() {
    let page = Canned::rider().with_story(stories::paid()).get("/rides").await;
    page.says(&["Barrio Italia a Costanera Center", "href=\"/rides/ride_1\"", "Pagado"]);
    Canned::rider().get("/rides").await.says(&["Aún no hay viajes", "href=\"/book\""]);
}

#[tokio::test]
async fn the_menu_shows_a_masked_rut_and_leads_back_to_the_page() {
    let page = Canned::rider().get("/book?from=el-golf&to=la-moneda").await;
    page.says(&["12.345.•••-•", "action=\"/logout\"", "name=\"back\" value=\"/book?from=el-golf&amp;to=la-moneda\""]);
    page.is_silent_on(&["12.345.678-5"]);
}

#[test]
fn a_sheet_survives_the_wire_and_tells_when_it_is_settled() {
    for (story, settled) in [
        (stories::processing(), false),
        (stories::approval(), false),
        (stories::paid(), true),
        (stories::failed(PaymentState::Expired, None), true),
    ] {
        let sheet = ride::sheet(&story, &stories::wallet(), Lang::EsCl, None);
        assert_eq!(sheet.settled, settled, "{}", sheet.heading);
        let text = serde_json::to_string(&sheet).unwrap();
        assert_eq!(serde_json::from_str::<app::islands::RideSheet>(&text).unwrap(), sheet);
    }
}

#[test]
fn a_ride_paid_by_an_earlier_attempt_is_paid_whatever_the_last_one_says() {
    let mut story = stories::paid();
    let mut second = story.payments[0].clone();
    (second.attempt, second.standing.state) = (2, PaymentState::Failed);
    story.payments.push(second);
    assert_eq!(story.ride.state, RideState::Paid);
    let sheet = ride::sheet(&story, &stories::wallet(), Lang::En, None);
    assert_eq!(sheet.heading, "Your ride is paid");
}

fn leptos_escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[tokio::test]
async fn a_profile_names_its_devices_and_the_one_that_asks() {
    let page = Canned::rider().get("/profile").await;
    page.says(&["Firefox en Linux", "Safari en iPhone", "Este dispositivo", "Cerrar sesión en Safari en iPhone"]);
    page.is_silent_on(&["<script", "De visita", "Cerrar sesión en Firefox en Linux"]);
}

#[tokio::test]
async fn a_guest_is_greeted_in_the_gender_of_their_name_and_invited_to_stay() {
    for (name, word) in [("Camila Soto", "invitada"), ("Diego Rojas", "invitado")] {
        Canned::trying(name).get("/book?welcome=1").await.says(&[word, "De visita"]);
    }
    Canned::trying("Camila Soto").get("/profile").await.says(&["Quédate con esta cuenta", "/profile/account"]);
    Canned::rider().get("/book?welcome=1").await.is_silent_on(&["estás probando", "De visita"]);
}
