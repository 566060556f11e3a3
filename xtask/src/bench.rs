//! `cargo xtask bench`: numbers that are printed, and fail nothing.

use crate::shell::{Outcome, cargo_build, run};

/// What the recorder behind the stage costs: bookings a second with it and without, from one run, and their ratio.
pub fn backstage() -> Outcome {
    let story = "bench::bookings_a_second_with_backstage_and_without";
    let test =
        ["test", "--release", "--package", "server", "--test", "it", "--", "--ignored", "--nocapture", "--exact"];
    run(&mut cargo_build(test.into_iter().chain([story])))
}
