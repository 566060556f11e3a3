//! `cargo xtask test`: what must hold before a change goes in, the quickest complaints first.

use crate::{
    browser, build,
    database::Cluster,
    figures, graph, python, reliability, schemathesis, sdk,
    shell::{Outcome, Steps, cargo, cargo_build, run, say},
    wasm,
};

/// What to run.
#[derive(Debug, PartialEq, Eq)]
pub struct Plan {
    only: Option<Part>,
    postgres: bool,
    passed_on: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Reliability,
    Lint,
    Graph,
    Rust,
    Sdk,
    Schemathesis,
    Browser,
}

impl Part {
    fn read(name: &str) -> Outcome<Self> {
        match name {
            "reliability" => Ok(Self::Reliability),
            "lint" => Ok(Self::Lint),
            "graph" => Ok(Self::Graph),
            "rust" => Ok(Self::Rust),
            "sdk" => Ok(Self::Sdk),
            "schemathesis" => Ok(Self::Schemathesis),
            "browser" => Ok(Self::Browser),
            _ => Err(format!(
                "there is no part `{name}`; the parts are reliability, lint, graph, rust, sdk, schemathesis and browser"
            )),
        }
    }
}

impl Plan {
    /// Reads the options of the command; the mistake is for the person who typed them.
    pub fn read(options: &[&str], passed_on: &[String]) -> Outcome<Self> {
        let mut plan = Self { only: None, postgres: true, passed_on: passed_on.to_vec() };
        let mut options = options.iter();
        while let Some(option) = options.next() {
            match *option {
                "--only" => plan.only = Some(Part::read(options.next().ok_or("--only wants a part")?)?),
                "--without-postgres" => plan.postgres = false,
                other => return Err(format!("test has no option `{other}`")),
            }
        }
        if !plan.passed_on.is_empty() && plan.only != Some(Part::Browser) {
            return Err("what follows `--` is for Playwright; add --only browser".to_owned());
        }
        Ok(plan)
    }

    fn includes(&self, part: Part) -> bool {
        self.only.is_none_or(|only| only == part)
    }

    pub fn carry_out(&self) -> Outcome {
        let mut steps = Steps::default();
        // Asked first: half an hour of building should not end with "Node is missing".
        if self.includes(Part::Sdk) {
            sdk::prepare()?;
        }
        if self.includes(Part::Schemathesis) {
            python::prepare()?;
        }
        let chromium = if self.includes(Part::Browser) { Some(browser::prepare()?) } else { None };
        let cluster = if self.includes(Part::Rust) && self.postgres {
            Some(steps.take("postgres", Cluster::start)?)
        } else {
            None
        };
        if self.includes(Part::Reliability) {
            steps.take("reliability table", reliability::check)?;
        }
        if self.includes(Part::Lint) {
            lint(&mut steps)?;
        }
        if self.includes(Part::Graph) {
            steps.take("graph", graph::check)?;
        }
        if self.includes(Part::Rust) {
            steps.take("rust tests", || rust(cluster.as_ref()))?;
            steps
                .take("xtask tests", || run(&mut cargo_build(["test", "--package", "xtask", "--profile", "xtask"])))?;
        }
        drop(cluster);
        if [Part::Sdk, Part::Schemathesis, Part::Browser].into_iter().any(|part| self.includes(part)) {
            // Against the binary that people get, so that its embedded site is proved as well.
            let binary = build::release()?;
            if self.includes(Part::Sdk) {
                steps.take("sdk tests", || sdk::tests(&binary))?;
            }
            if self.includes(Part::Schemathesis) {
                steps.take("schemathesis", || schemathesis::tests(&binary))?;
            }
            if let Some(chromium) = chromium {
                steps.take("browser stories", || browser::stories(&binary, &chromium, &self.passed_on))?;
            }
        }
        steps.done();
        Ok(())
    }
}

fn lint(steps: &mut Steps) -> Outcome {
    steps.take("format", || run(&mut cargo(["fmt", "--all", "--check"])))?;
    steps.take("clippy", || {
        run(&mut cargo_build(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))?;
        // With all targets the server has the feature `points`; people get it without.
        run(&mut cargo_build(["clippy", "--package", "server", "--", "-D", "warnings"]))?;
        wasm::install_target()?;
        run(&mut wasm::clippy())
    })
}

/// One command, so that no crate is built twice: `app` with `ssr`, as the server has it. The site need not be built.
fn rust(cluster: Option<&Cluster>) -> Outcome {
    let mut tests = cargo_build(["test", "--workspace", "--exclude", "xtask", "--features", "app/ssr"]);
    match cluster {
        Some(cluster) => tests.env("TEST_POSTGRES_URL", cluster.url()),
        None => {
            say("without PostgreSQL: the store is tested on SQLite alone");
            tests.env_remove("TEST_POSTGRES_URL")
        }
    };
    figures::keep(&mut tests)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_or_refused_never_ignored() {
        let plan = Plan::read(&["--only", "rust", "--without-postgres"], &[]).unwrap();
        assert_eq!(plan, Plan { only: Some(Part::Rust), postgres: false, passed_on: Vec::new() });
        assert!(plan.includes(Part::Rust) && !plan.includes(Part::Browser));
        for wrong in [&["--only"][..], &["--only", "all"], &["--fast"]] {
            assert!(Plan::read(wrong, &[]).is_err(), "{wrong:?}");
        }
        assert!(Plan::read(&[], &["--project".to_owned()]).is_err());
    }
}
