//! The migrations, inside the binary.

use sqlx::{
    SqlStr,
    migrate::{Migration, MigrationType, Migrator},
};

use super::Engine;

struct Step {
    version: i64,
    name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

const STEPS: [Step; 15] = [
    Step {
        version: 1,
        name: "first_ride",
        sqlite: include_str!("../../../migrations/sqlite/0001_first_ride.sql"),
        postgres: include_str!("../../../migrations/postgres/0001_first_ride.sql"),
    },
    Step {
        version: 2,
        name: "refunds",
        sqlite: include_str!("../../../migrations/sqlite/0002_refunds.sql"),
        postgres: include_str!("../../../migrations/postgres/0002_refunds.sql"),
    },
    Step {
        version: 3,
        name: "missed_events",
        sqlite: include_str!("../../../migrations/sqlite/0003_missed_events.sql"),
        postgres: include_str!("../../../migrations/postgres/0003_missed_events.sql"),
    },
    Step {
        version: 4,
        name: "extras",
        sqlite: include_str!("../../../migrations/sqlite/0004_extras.sql"),
        postgres: include_str!("../../../migrations/postgres/0004_extras.sql"),
    },
    Step {
        version: 5,
        name: "refunds_by_hand",
        sqlite: include_str!("../../../migrations/sqlite/0005_refunds_by_hand.sql"),
        postgres: include_str!("../../../migrations/postgres/0005_refunds_by_hand.sql"),
    },
    Step {
        version: 6,
        name: "second_look",
        sqlite: include_str!("../../../migrations/sqlite/0006_second_look.sql"),
        postgres: include_str!("../../../migrations/postgres/0006_second_look.sql"),
    },
    Step {
        version: 7,
        name: "journeys",
        sqlite: include_str!("../../../migrations/sqlite/0007_journeys.sql"),
        postgres: include_str!("../../../migrations/postgres/0007_journeys.sql"),
    },
    Step {
        version: 8,
        name: "pay_and_save",
        sqlite: include_str!("../../../migrations/sqlite/0008_pay_and_save.sql"),
        postgres: include_str!("../../../migrations/postgres/0008_pay_and_save.sql"),
    },
    Step {
        version: 9,
        name: "thanks",
        sqlite: include_str!("../../../migrations/sqlite/0009_thanks.sql"),
        postgres: include_str!("../../../migrations/postgres/0009_thanks.sql"),
    },
    Step {
        version: 10,
        name: "people",
        sqlite: include_str!("../../../migrations/sqlite/0010_people.sql"),
        postgres: include_str!("../../../migrations/postgres/0010_people.sql"),
    },
    Step {
        version: 11,
        name: "own_accounts",
        sqlite: include_str!("../../../migrations/sqlite/0011_own_accounts.sql"),
        postgres: include_str!("../../../migrations/postgres/0011_own_accounts.sql"),
    },
    Step {
        version: 12,
        name: "saved_places",
        sqlite: include_str!("../../../migrations/sqlite/0012_saved_places.sql"),
        postgres: include_str!("../../../migrations/postgres/0012_saved_places.sql"),
    },
    Step {
        version: 13,
        name: "moments",
        sqlite: include_str!("../../../migrations/sqlite/0013_moments.sql"),
        postgres: include_str!("../../../migrations/postgres/0013_moments.sql"),
    },
    Step {
        version: 15,
        name: "castings",
        sqlite: include_str!("../../../migrations/sqlite/0015_castings.sql"),
        postgres: include_str!("../../../migrations/postgres/0015_castings.sql"),
    },
    Step {
        version: 16,
        name: "invitations",
        sqlite: include_str!("../../../migrations/sqlite/0016_invitations.sql"),
        postgres: include_str!("../../../migrations/postgres/0016_invitations.sql"),
    },
];

/// The steps for one engine, each in a transaction of its own.
pub(super) fn migrator(engine: Engine) -> Migrator {
    let migrations = STEPS.iter().map(|step| {
        let sql = match engine {
            Engine::Sqlite => step.sqlite,
            Engine::Postgres => step.postgres,
        };
        Migration::new(step.version, step.name.into(), MigrationType::Simple, SqlStr::from_static(sql), false)
    });
    Migrator::with_migrations(migrations.collect())
}
