//! What every world stands on: a database in memory, made once a thread and wiped for each story.

use std::{path::Path, sync::Arc};

use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};
use server::{config::Config, passwords::Passwords, store::Store};
use sqlx::AssertSqlSafe;
use tempfile::TempDir;
use vuelta::Instant;

use crate::world::Ground;

/// How many saved accounts a rider has.
pub const ACCOUNTS: usize = 2;

/// A folder in memory, where the machine has one: here nobody asks what a disk remembers.
pub fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() };
    folder.expect("a folder")
}

pub async fn lay(folder: &Path, passwords: Passwords) -> Arc<Ground> {
    let config = Config::read(&|_| None).expect("the defaults are right");
    let store = Store::open(&format!("sqlite://{}/vuelta.db", folder.display())).await.expect("a database");
    Arc::new(Ground { store, passwords, config })
}

/// Forgets every story told before, and writes down the riders of the next. One question, because each takes its time.
pub async fn wipe(store: &Store, riders: usize, now: Instant) {
    let mut text = "begin immediate;".to_owned();
    for table in [
        "ledger_postings",
        "ledger_entries",
        "refunds",
        "payments",
        "extras",
        "ratings",
        "cancellations",
        "journeys",
        "ride_updates",
        "rides",
        "saved_places",
        "payment_methods",
        "outbox",
        "inbox",
        "missed_events",
        "riders",
    ] {
        text += &format!("delete from {table};");
    }
    let now = now.millis();
    for rider in 0..riders {
        text += &format!(
            "insert into riders (id, name, email, rut, password_hash, customer_id, joined_at)
             values ('rider_{rider}', 'Ana', '{rider}@example.cl', '12345678-5', 'none', 'cus_{rider}', {now});"
        );
        for account in 0..ACCOUNTS {
            text += &format!(
                "insert into payment_methods (id, rider_id, institution, kind, last_four, activated_at)
                 values ('pm_{rider}_{account}', 'rider_{rider}', 'cl_banco_de_chile', 'checking', '9212', {now});"
            );
        }
    }
    text += "commit";
    let mut connection = store.pool().acquire().await.expect("a connection");
    sqlx::raw_sql(AssertSqlSafe(text)).execute(&mut *connection).await.expect("a clean table");
}

/// Keeps this thread, and those that it starts, on one processor: a story and its database take turns anyway, and across
/// processors each turn takes three times as long.
pub fn stay_on_processor(number: usize) {
    let Ok(allowed) = sched_getaffinity(None) else { return };
    let allowed: Vec<_> = (0..CpuSet::MAX_CPU).filter(|processor| allowed.is_set(*processor)).collect();
    let Some(processor) = allowed.get(number % allowed.len().max(1)) else { return };
    let mut one = CpuSet::new();
    one.set(*processor);
    // Where it is not allowed, stories take longer.
    let _ = sched_setaffinity(None, &one);
}
