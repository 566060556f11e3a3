//! Saving an account.

use serde_json::json;

use crate::stage::{CANCEL, SUCCESS, Stage, TempDatabase};

#[tokio::test]
async fn a_setup_walks_from_bank_to_authorisation_and_saves_the_account() {
    let stage = Stage::raise().await;
    let customer = stage.customer().await;
    let session = stage.setup(&customer).await;
    assert_eq!(session["status"], "created");
    assert_eq!(session["payment_resource"], json!({}));
    assert!(session["setup_intent"].as_str().unwrap().starts_with("seti_"));
    assert!(session.get("amount").is_none());

    let page = stage.page(&session);
    page.to_authorisation("422159212").await;
    let id = session["id"].as_str().unwrap();
    assert_eq!(stage.session(id).await["status"], "in_progress");
    let shown = page.get("authorise").await;
    assert!(shown.text.contains("Autorice con la app de su banco") && shown.text.contains("terminada en 9212"));

    assert_eq!(page.authorise().await, SUCCESS);

    let finished = stage.session(id).await;
    assert_eq!(finished["status"], "finished");
    assert_eq!(finished["customer"]["id"], customer.as_str());
    let method = stage.get(&format!("/v2/payment_methods?customer={customer}")).await.json()[0].clone();
    assert_eq!(finished["payment_method"], method["id"]);
    assert_eq!(
        method["bank_transfer"],
        json!({"account_holder_id": "416148503", "account_number": "422159212", "account_type": "checking_account",
               "institution_id": "cl_banco_de_chile", "status": "active"})
    );
    assert_eq!(stage.event_types().await, ["payment_method.activated", "checkout_session.finished"]);
}

#[tokio::test]
async fn pressing_approve_twice_saves_once_and_leads_back_twice() {
    let stage = Stage::raise().await;
    let session = stage.setup(&stage.customer().await).await;
    let page = stage.page(&session);
    page.to_authorisation("422159212").await;
    let approve = [("decision", "approve")];
    let (one, two) = tokio::join!(page.decide(&approve), page.decide(&approve));
    assert_eq!((one.as_str(), two.as_str()), (SUCCESS, SUCCESS));
    assert_eq!(stage.event_types().await.len(), 2);
    let again = page.open().await;
    assert!(again.text.contains("Cuenta guardada") && again.text.contains("Volver a Vuelta SpA"));
}

#[tokio::test]
async fn saving_the_same_account_again_wakes_the_same_method() {
    let stage = Stage::raise().await;
    let (customer, method) = stage.saved("422159212").await;
    let canceled = stage.post(&format!("/v2/payment_methods/{method}/cancel"), json!({})).await;
    assert_eq!((canceled.status, &canceled.json()["bank_transfer"]["status"]), (200, &json!("canceled")));
    let twice = stage.post(&format!("/v2/payment_methods/{method}/cancel"), json!({})).await;
    assert_eq!(twice.code(), (409, "payment_method_already_canceled".to_owned()));
    assert_eq!(stage.save(&customer, "422159212").await, method);
    let read = stage.get(&format!("/v2/payment_methods/{method}")).await.json();
    assert_eq!(read["bank_transfer"]["status"], "active");
    let other = stage.customer().await;
    assert_ne!(stage.save(&other, "422159212").await, method, "another customer's account is another method");
}

#[tokio::test]
async fn a_bank_sent_along_is_not_asked_again() {
    let stage = Stage::raise().await;
    let customer = stage.customer().await;
    let mut ask = crate::stage::setup_of(&customer);
    ask["payment_method_options"] =
        json!({"bank_transfer": {"sender_account": {"institution_id": "cl_banco_bci", "holder_id": "111111111"}}});
    let session = stage.post("/v2/checkout_sessions", ask).await.json();
    let page = stage.page(&session);
    let shown = page.open().await;
    assert!(shown.text.contains("Ingrese a BCI") && shown.text.contains("11.111.111-1"));
    assert!(!shown.text.contains("Cambiar de banco"));
    page.post("bank", &[("institution_id", "cl_banco_itau")]).await;
    assert!(page.open().await.text.contains("Ingrese a BCI"), "a bank sent along cannot be changed");
}

#[tokio::test]
async fn a_rut_that_the_merchant_locked_is_the_only_one_that_enters() {
    let stage = Stage::raise().await;
    let mut ask = crate::stage::setup_of(&stage.customer().await);
    ask["payment_method_options"] = json!({"bank_transfer": {"sender_account": {
        "institution_id": "cl_banco_bci", "holder_id": {"value": "40427672-7", "editable": false}}}});
    let session = stage.post("/v2/checkout_sessions", ask).await.json();
    let page = stage.page(&session);
    let shown = page.open().await.text;
    assert!(shown.contains("40.427.672-7") && shown.contains("readonly") && !shown.contains("41.614.850-3"), "{shown}");
    assert_eq!(page.post("login", &[("as", "416148503")]).await.status, 422);
    page.step("login", &[("rut", "41614850-3"), ("password", "jonsnow")]).await;
    assert!(page.get("account").await.text.contains("40.427.672-7"), "whatever was typed");
}

#[tokio::test]
async fn rejecting_saves_nothing_and_leads_to_cancel() {
    let stage = Stage::raise().await;
    let customer = stage.customer().await;
    let session = stage.setup(&customer).await;
    let page = stage.page(&session);
    page.to_authorisation("422159212").await;
    assert_eq!(page.reject().await, CANCEL);
    assert_eq!(page.authorise().await, CANCEL);
    assert_eq!(stage.get(&format!("/v2/payment_methods?customer={customer}")).await.json(), json!([]));
}

#[tokio::test]
async fn three_wrong_passwords_lock_the_login_and_no_password_is_kept() {
    let database = TempDatabase::new();
    let stage = Stage::over(&database.url()).await;
    let session = stage.setup(&stage.customer().await).await;
    let page = stage.page(&session);
    page.open().await;
    page.post("bank", &[("institution_id", "cl_banco_estado")]).await;

    let typo = page.post("login", &[("rut", "41.614.850-4"), ("password", "hunter2-in-the-clear")]).await;
    assert_eq!(typo.status, 422);
    assert!(typo.text.contains("Ese RUT no es válido") && typo.text.contains("value=\"41.614.850-4\""));
    for left in ["Quedan 2 intentos", "Queda 1 intento"] {
        let answer = page.post("login", &[("rut", "41614850-3"), ("password", "hunter2-in-the-clear")]).await;
        assert_eq!(answer.status, 422);
        assert!(answer.text.contains(left) && !answer.text.contains("hunter2"), "{}", answer.text);
    }
    let locked = page.post("login", &[("rut", "41614850-3"), ("password", "hunter2-in-the-clear")]).await;
    assert_eq!((locked.status, locked.header("location")), (303, page.path.as_str()));
    assert!(page.open().await.text.contains("Su banco bloqueó el acceso"));
    let right = page.post("login", &[("rut", "41614850-3"), ("password", "jonsnow")]).await;
    assert_eq!(right.header("location"), page.path, "a locked login stays locked");

    let bytes = database.bytes();
    assert!(!bytes.is_empty());
    for password in ["hunter2-in-the-clear", "jonsnow", crate::stage::KEY] {
        assert!(
            !bytes.windows(password.len()).any(|window| window == password.as_bytes()),
            "{password} is in the file"
        );
    }
}
