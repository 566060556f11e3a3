//! A file that the first version left behind, opened by this one.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sqlx::{
    AnyPool, SqlSafeStr,
    migrate::{Migration, MigrationType, Migrator},
};

use crate::stage::{CANCEL, KEY, Receiver, SUCCESS, Stage, TempDatabase};

/// A world in the schema of the first version, with an account in the middle of things.
struct Old {
    pool: AnyPool,
    account: String,
}

impl Old {
    async fn at(url: &str) -> Self {
        sqlx::any::install_default_drivers();
        let pool = AnyPool::connect(&format!("{url}?mode=rwc")).await.unwrap();
        let schema = include_str!("../../migrations/0001_world.sql").into_sql_str();
        let first = Migration::new(1, "world".into(), MigrationType::Simple, schema, false);
        Migrator::with_migrations(vec![first]).run(&pool).await.unwrap();
        Self { pool, account: hex::encode(Sha256::digest(KEY)) }
    }

    async fn has(&self, insert: &'static str, values: &[&str]) {
        let query = values.iter().fold(sqlx::query(insert).bind(&self.account), |query, value| query.bind(*value));
        query.execute(&self.pool).await.unwrap();
    }

    async fn customer(&self) {
        let body = json!({"id": "cus_old", "object": "customer", "email": "ana@example.com", "metadata": {}});
        self.has(
            "insert into customer (account, id, customer, body) values ($1, $2, $2, $3)",
            &["cus_old", &body.to_string()],
        )
        .await;
        let method = json!({"id": "pm_old", "object": "payment_method", "type": "bank_transfer", "customer": "cus_old",
            "bank_transfer": {"account_holder_id": "416148503", "account_number": "422159212",
                              "account_type": "checking_account", "institution_id": "cl_banco_bci", "status": "active"}});
        self.has(
            "insert into payment_method (account, id, customer, institution, number, body)
             values ($1, 'pm_old', 'cus_old', 'cl_banco_bci', '422159212', $2)",
            &[&method.to_string()],
        )
        .await;
    }

    async fn session(&self, id: &str, flow: &str, more: Value, progress: Value) {
        let mut body = json!({"id": id, "object": "checkout_session", "flow": flow, "status": "in_progress",
            "currency": "CLP", "customer": {"id": "cus_old"}, "expires_at": "2100-01-01T00:00:00Z", "metadata": {},
            "payment_method_types": ["bank_transfer"], "success_url": SUCCESS, "cancel_url": CANCEL});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.has(
            "insert into checkout_session (account, id, customer, status, expires_at, body, progress)
             values ($1, $2, 'cus_old', 'in_progress', 4102444800000, $3, $4)",
            &[id, &body.to_string(), &progress.to_string()],
        )
        .await;
    }
}

#[tokio::test]
async fn whatever_was_under_way_goes_on() {
    let database = TempDatabase::new();
    let old = Old::at(&database.url()).await;
    let (receiver, url) = Receiver::start().await;
    old.customer().await;
    let account = json!({"institution": "cl_banco_bci", "preselected": false, "prefill": null, "holder": "416148503",
                         "account": "813990168", "tries": 1, "ended": null, "fate": null, "language": null});
    old.session("cs_setup", "setup", json!({"redirect_url": "http://x/checkout/cs_setup"}), account).await;
    let saved =
        json!({"institution": "cl_banco_bci", "preselected": true, "holder": "416148503", "account": "422159212"});
    let intent = json!({"id": "pi_old", "object": "payment_intent", "amount": 4990, "currency": "CLP",
                        "status": "pending", "customer": "cus_old", "payment_method": "pm_old"});
    let paying = json!({"amount": 4990, "payment_method": "pm_old", "redirect_url": null, "status": "finished",
                        "payment_resource": {"payment_intent": intent}});
    old.session("cs_paying", "payment", paying, saved).await;
    old.has(
        "insert into payment_intent (account, id, customer, session, settles_at, fate, body)
         values ($1, 'pi_old', 'cus_old', 'cs_paying', 1, '{\"outcome\":\"succeed\"}', $2)",
        &[&intent.to_string()],
    )
    .await;
    let endpoint = json!({"id": "we_old", "object": "webhook_endpoint", "url": url, "status": "enabled",
                          "enabled_events": ["payment_intent.pending", "payment_intent.succeeded"]});
    old.has(
        "insert into webhook_endpoint (account, id, url, status, secret, body)
         values ($1, 'we_old', $2, 'enabled', 'whsec_test_old', $3)",
        &[&url, &endpoint.to_string()],
    )
    .await;
    old.has(
        "insert into event (account, id, customer, type, resource, created_at, body)
         values ($1, 'evt_old', 'cus_old', 'payment_intent.pending', 'pi_old', 1, $2)",
        &[&json!({"id": "evt_old", "object": "event", "type": "payment_intent.pending", "data": intent}).to_string()],
    )
    .await;
    old.has(
        "insert into delivery (account, id, customer, event, endpoint, attempts, due_at)
         values ($1, 'del_old', 'cus_old', 'evt_old', 'we_old', 2, 1)",
        &[],
    )
    .await;
    for scenario in [json!({"name": "pending", "seconds": 60}), json!({"name": "decline", "reason": "mfa_locked"})] {
        old.has(
            "insert into scenario (account, customer, scenario, uses_left) values ($1, 'cus_old', $2, 1)",
            &[&scenario.to_string()],
        )
        .await;
    }
    old.pool.close().await;

    let stage = Stage::over(&database.url()).await;
    let report = stage.sandbox.courier_run_once().await.unwrap();
    assert_eq!((report.settled, report.delivered, report.failed), (1, 2, 0));
    assert_eq!(receiver.kinds(), ["payment_intent.pending", "payment_intent.succeeded"]);
    assert_eq!(stage.get("/v2/payment_intents/pi_old").await.json()["status"], "succeeded");
    assert_eq!(stage.get("/_sandbox/deliveries/del_old").await.json()["state"], "delivered");

    let page = stage.page(&json!({"redirect_url": "http://x/checkout/cs_setup"}));
    page.post("authorise", &[("decision", "approve"), ("code", "000000")]).await;
    assert_eq!(page.led_back().await, SUCCESS);
    assert_eq!(stage.session("cs_setup").await["status"], "finished");

    let outcomes = [stage.paid_with("cus_old", "pm_old").await, stage.paid_with("cus_old", "pm_old").await];
    assert_eq!((&outcomes[0]["status"], &outcomes[1]["error_reason"]), (&json!("pending"), &json!("mfa_locked")));
}
