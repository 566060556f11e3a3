//! `cargo xtask`: everything a person does with this repository beside editing it. It needs cargo alone; the tests add
//! Node, a Chromium, Python and PostgreSQL, and say how to get them.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a build tool speaks to the person in front of it")]

mod bench;
mod browser;
mod build;
mod database;
mod doctor;
mod figures;
mod graph;
mod licence;
mod node;
mod python;
mod reliability;
mod sandbox;
mod schemathesis;
mod sdk;
mod shell;
mod site;
mod size;
mod style;
mod test;
mod wasm;
mod watch;

use std::process::ExitCode;

use shell::Outcome;

const HELP: &str = "\
cargo xtask <command>

  demo                    set up, build and run; the server prints its address
  build                   build target/release/vuelta, with the whole site inside
  watch                   build in the dev profile, run, and again after every change
  test                    reliability table, lint, crate graph, build, Rust tests, SDK tests, schemathesis, browser stories
  reliability             write the table of docs/reliability.md anew, from what tests say of themselves
  screens                 take pictures of every screen into target/screens, and judge each one: axe, layout, width
  lighthouse              ask Lighthouse about each kind of page
  bytes                   write docs/bytes.txt anew, from what was built last: what the browser loads, in bytes
  bench backstage         bookings a second with backstage on and off, and their ratio
  doctor                  say what is missing on this machine, and how to get it

  demo and watch pass what follows `--` to the server: cargo xtask demo -- --help

  test --only <part>      one part: reliability, lint, graph, rust, sdk, schemathesis or browser
  test --without-postgres the store is tested on SQLite alone
  test --only browser -- <arguments of `playwright test`>

  The exit code is 0 when all went well, 1 when something failed, 2 when the command was not understood.
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (own, passed_on) = match arguments.iter().position(|argument| argument == "--") {
        Some(at) => (&arguments[..at], &arguments[at + 1..]),
        None => (&arguments[..], &[][..]),
    };
    let own: Vec<&str> = own.iter().map(String::as_str).collect();
    let outcome = match own.as_slice() {
        ["demo"] => build::demo(passed_on),
        ["build"] => build::release().map(drop),
        ["watch"] => watch::watch(passed_on),
        ["screens"] => build::release().and_then(|binary| browser::screens(&binary, &browser::prepare()?, passed_on)),
        ["lighthouse"] => build::release().and_then(|binary| browser::lighthouse(&binary, &browser::prepare()?)),
        ["bytes"] => size::write_ledger(&site::folder()),
        ["reliability"] => reliability::write(),
        ["bench", "backstage"] => bench::backstage(),
        ["doctor"] => doctor::examine(),
        ["test", options @ ..] => match test::Plan::read(options, passed_on) {
            Ok(plan) => plan.carry_out(),
            Err(mistake) => return misunderstood(&mistake),
        },
        [] | ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            Ok(())
        }
        _ => return misunderstood(&format!("`{}` is not understood", own.join(" "))),
    };
    end(outcome)
}

fn end(outcome: Outcome) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{} {failure}", shell::red("✗"));
            ExitCode::FAILURE
        }
    }
}

fn misunderstood(mistake: &str) -> ExitCode {
    eprintln!("{} {mistake}\n\n{HELP}", shell::red("✗"));
    ExitCode::from(2)
}
