//! A power cut: whatever a disk holds of the write-ahead log after what was synced, nothing that was acknowledged is missing.

use std::{collections::HashSet, path::Path};

use reqwest::StatusCode;
use serde_json::json;
use sqlx::{AnyConnection, Connection};
use tempfile::TempDir;

use crate::{
    hosted_page::PAYS,
    stage::{Stage, quick_folder, uuid_like},
};

/// Sizes in a WAL: <https://www.sqlite.org/fileformat2.html#the_write_ahead_log>.
const WAL_HEADER: usize = 32;
const FRAME_HEADER: usize = 24;

/// How many events are posted between two bookings.
const EVENTS: usize = 30;

/// Faults: 21.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_power_cut_at_any_frame_of_the_log_loses_nothing_that_was_acknowledged() {
    let stage = Stage::raise().await;
    let mut riders = Vec::new();
    for name in ["Ana", "Bruno", "Clara"] {
        riders.push(stage.rider_with_account(name, PAYS).await);
    }
    stage.settled().await;
    let disk = Disk::hold(&stage).await;
    let mut kept = Vec::new();
    for rider in &riders {
        for _ in 0..EVENTS {
            let id = format!("evt_{}", uuid_like());
            let event = json!({"id": id, "object": "event", "type": "moon.landed", "data": {"object": "moon"}});
            assert_eq!(stage.post_signed(&event.to_string()).await.status(), StatusCode::OK);
            kept.push(disk.acknowledged(id));
        }
        kept.push(disk.acknowledged(stage.book(rider).await.ride_id().to_string()));
    }
    stage.eventually("all is told", async || (stage.deliveries_owed().await == 0).then_some(())).await;
    stage.settled().await;

    let wal = std::fs::read(disk.wal()).unwrap();
    let page = u32::from_be_bytes(wal[8..12].try_into().unwrap());
    let frame = FRAME_HEADER + usize::try_from(page).unwrap();
    let boundaries: Vec<_> = (WAL_HEADER..=wal.len()).step_by(frame).collect();
    let mut cuts = 0;
    for synced in boundaries.iter().copied() {
        let expected: Vec<_> = kept.iter().filter(|(_, length)| *length <= synced).map(|(id, _)| id).collect();
        let torn = (synced + frame / 2).min(wal.len());
        let mut hollow = wal.clone();
        hollow[synced..].fill(0);
        for left in [&wal[..synced], &wal[..torn], &hollow] {
            disk.after_a_cut(left, &expected).await;
            cuts += 1;
        }
    }
    assert!(kept.iter().all(|(_, length)| *length <= wal.len()), "the log began only once");
    println!("{cuts} power cuts at {} frame boundaries; {} acknowledged, none missing", boundaries.len(), kept.len());
}

/// The database as it was before the story, while its log grows.
struct Disk {
    live: std::path::PathBuf,
    before: TempDir,
    _reader: AnyConnection,
}

impl Disk {
    /// Empties the log into the database, copies it, and reads on from it, so that SQLite cannot empty its log again.
    async fn hold(stage: &Stage) -> Self {
        let live = stage.folder().to_owned();
        let mut reader = AnyConnection::connect(&stage.running.backend.config.database_url).await.unwrap();
        let emptied = async || {
            let (busy, _, _): (i64, i64, i64) =
                sqlx::query_as("pragma wal_checkpoint(truncate)").fetch_one(stage.store().pool()).await.unwrap();
            (busy == 0).then_some(())
        };
        stage.eventually("the log is empty", emptied).await;
        sqlx::query("begin").execute(&mut reader).await.unwrap();
        sqlx::query("select count(*) from inbox").fetch_one(&mut reader).await.unwrap();
        let before = quick_folder();
        std::fs::copy(live.join("vuelta.db"), before.path().join("before.db")).unwrap();
        Self { live, before, _reader: reader }
    }

    fn wal(&self) -> std::path::PathBuf {
        self.live.join("vuelta.db-wal")
    }

    /// Something that was acknowledged just now, and how long the log was: so much is synced.
    fn acknowledged(&self, id: String) -> (String, usize) {
        (id, usize::try_from(std::fs::metadata(self.wal()).unwrap().len()).unwrap())
    }

    /// What a restart finds when so much of the log is left: all of this, and nothing by halves.
    async fn after_a_cut(&self, log: &[u8], expected: &[&String]) {
        let folder = TempDir::new_in(self.before.path()).unwrap();
        let database = folder.path().join("vuelta.db");
        std::fs::copy(self.before.path().join("before.db"), &database).unwrap();
        std::fs::write(folder.path().join("vuelta.db-wal"), log).unwrap();
        let mut copy = open(&database).await;
        let whole: String = sqlx::query_scalar("pragma integrity_check").fetch_one(&mut copy).await.unwrap();
        assert_eq!(whole, "ok");
        let found = "select id from inbox union all select id from rides";
        let found: Vec<String> = sqlx::query_scalar(found).fetch_all(&mut copy).await.unwrap();
        let found: HashSet<_> = found.into_iter().collect();
        for id in expected {
            assert!(found.contains(*id), "{id} was acknowledged and is gone with {} bytes left", log.len());
        }
        let halves = "select (select count(*) from rides where id not in (select ride_id from payments))
                           + (select count(*) from payments where id not in (select subject_id from outbox))
                           + (select abs(coalesce(sum(amount_clp), 0)) from ledger_postings)";
        let halves: i64 = sqlx::query_scalar(halves).fetch_one(&mut copy).await.unwrap();
        assert_eq!(halves, 0, "with {} bytes left", log.len());
        copy.close().await.unwrap();
    }
}

async fn open(database: &Path) -> AnyConnection {
    let mut connection = AnyConnection::connect(&format!("sqlite://{}", database.display())).await.unwrap();
    sqlx::query("pragma synchronous = off").execute(&mut connection).await.unwrap();
    connection
}
