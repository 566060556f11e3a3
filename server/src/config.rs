//! What can be set, in one place. Everything comes from the environment; every problem is reported at once.

use std::{collections::BTreeSet, fmt, net::SocketAddr, num::NonZeroU16, time::Duration};

use fintoc::{CircuitPolicy, Mode, RetryPolicy, SecretKey, webhook::WebhookSecret};
use secrecy::SecretString;
use url::{Host, Url};
use vuelta::journey::Pace;

/// Everything that can be set.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where the merchant listens: `VUELTA_ADDR`.
    pub addr: SocketAddr,
    /// How browsers reach it: `PUBLIC_URL`.
    pub public_url: Url,
    /// What it remembers: `DATABASE_URL`.
    pub database_url: String,
    /// Which Fintoc it speaks with.
    pub fintoc: FintocConfig,
    /// The stand-in: `SANDBOX_ADDR`, `SANDBOX_URL`, `SANDBOX_DATABASE_URL`.
    pub sandbox: SandboxConfig,
    /// Where forms may lead besides here: `FINTOC_CHECKOUT_ORIGINS`.
    pub checkout_origins: Vec<String>,
    /// `VUELTA_SECRET`, which signs quotes; the key that the database keeps when it is not set.
    pub signing_secret: Option<SecretString>,
    /// Whether there are pages for whoever shows this to others: `BACKSTAGE`.
    pub backstage: bool,
    /// How many minutes of a trip pass in one of ours: `TRIP_PACE`.
    pub trip_pace: Pace,
    /// How long others may keep us waiting.
    pub patience: Patience,
}

/// How long we wait for others, and how hard we press them. No variable sets it, because leases are longer than it, and the
/// limits are Fintoc's; stories shorten it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patience {
    /// For a lock of the database that somebody else holds.
    pub database: Duration,
    /// For Fintoc's answer.
    pub fintoc: Duration,
    /// When Fintoc is left alone, and for how long.
    pub circuit: CircuitPolicy,
    /// What is waited out within a call.
    pub retry: RetryPolicy,
    /// How many requests may come to Fintoc in any one second.
    pub requests_per_second: NonZeroU16,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            database: Duration::from_secs(5),
            fintoc: Duration::from_secs(10),
            circuit: CircuitPolicy::standard(),
            retry: RetryPolicy::when_limited(),
            requests_per_second: fintoc::REQUESTS_PER_SECOND,
        }
    }
}

/// Which Fintoc the merchant speaks with.
#[derive(Debug, Clone)]
pub enum FintocConfig {
    /// The sandbox inside this process, with a key of its own.
    Embedded,
    /// A service elsewhere: Fintoc, or a sandbox that runs alone.
    Remote {
        /// `FINTOC_SECRET_KEY`.
        key: SecretKey,
        /// `FINTOC_API_URL`.
        api_url: Url,
        /// `FINTOC_WEBHOOK_SECRET`; empty when the endpoint is to be made by us.
        webhook_secrets: Vec<WebhookSecret>,
    },
}

/// The stand-in's settings.
#[derive(Debug, Clone)]
pub struct SandboxConfig {
    /// Where it listens.
    pub addr: SocketAddr,
    /// How browsers reach its hosted page.
    pub url: Url,
    /// What it remembers.
    pub database_url: String,
}

/// One thing that is wrong with the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Which variable.
    pub name: &'static str,
    /// What is wrong and what would be right.
    pub what: String,
}

/// Everything that is wrong with the settings.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Vuelta cannot start with these settings:")?;
        self.0.iter().try_for_each(|problem| writeln!(f, "  {} {}", problem.name, problem.what))
    }
}

const FINTOC_API: &str = fintoc::BASE_URL;
const FINTOC_CHECKOUT: [&str; 2] = ["https://checkout.fintoc.com", "https://pay.fintoc.com"];

/// The variables, each with what it means; `.env.example` is tested against this list.
pub const VARIABLES: [&str; 14] = [
    "VUELTA_ADDR",
    "PUBLIC_URL",
    "DATABASE_URL",
    "FINTOC_SECRET_KEY",
    "FINTOC_WEBHOOK_SECRET",
    "FINTOC_API_URL",
    "FINTOC_ALLOW_LIVE",
    "FINTOC_CHECKOUT_ORIGINS",
    "SANDBOX_ADDR",
    "SANDBOX_URL",
    "SANDBOX_DATABASE_URL",
    "VUELTA_SECRET",
    "BACKSTAGE",
    "TRIP_PACE",
];

/// Reads variables and collects what is wrong with them.
struct Reader<'a> {
    get: &'a dyn Fn(&str) -> Option<String>,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn text(&self, name: &str) -> Option<String> {
        (self.get)(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    fn problem(&mut self, name: &'static str, what: impl Into<String>) {
        self.problems.push(Problem { name, what: what.into() });
    }

    fn addr(&mut self, name: &'static str, default: &str) -> SocketAddr {
        let fallback = default.parse().expect("the default is an address");
        match self.text(name).map(|text| text.parse()) {
            None => fallback,
            Some(Ok(addr)) => addr,
            Some(Err(_)) => {
                self.problem(name, format!("is not an address and port; it should look like {default}"));
                fallback
            }
        }
    }

    fn pace(&mut self, name: &'static str) -> Pace {
        let Some(text) = self.text(name) else { return Pace::default() };
        Pace::parse(&text).unwrap_or_else(|| {
            self.problem(name, "is not a whole number from 1 to 600: how many minutes of a trip pass in one of ours");
            Pace::default()
        })
    }

    fn url(&mut self, name: &'static str) -> Option<Url> {
        let text = self.text(name)?;
        match Url::parse(&text) {
            Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Some(url),
            _ => {
                self.problem(name, "is not a URL; it should start with http:// or https:// and name a host");
                None
            }
        }
    }
}

impl Config {
    /// Reads the settings from the environment.
    ///
    /// # Errors
    /// All problems at once, each with the variable's name and what would be right.
    #[expect(clippy::disallowed_methods, reason = "this is where settings are read")]
    pub fn from_env() -> Result<Self, Problems> {
        Self::read(&|name| std::env::var(name).ok())
    }

    /// Reads the settings from `get`.
    ///
    /// # Errors
    /// All problems at once.
    pub fn read(get: &dyn Fn(&str) -> Option<String>) -> Result<Self, Problems> {
        let mut reader = Reader { get, problems: Vec::new() };
        let addr = reader.addr("VUELTA_ADDR", "127.0.0.1:3000");
        let public_url = reader.url("PUBLIC_URL").unwrap_or_else(|| local_url(&addr.to_string()));
        let database_url = reader.text("DATABASE_URL").unwrap_or_else(|| "sqlite://data/vuelta.db".to_owned());
        check_database(&mut reader, "DATABASE_URL", &database_url);
        let sandbox = read_sandbox(&mut reader);
        let fintoc = read_fintoc(&mut reader, &public_url);
        let checkout_origins = read_checkout_origins(&mut reader, &fintoc, &sandbox);
        let backstage = read_backstage(&mut reader, &fintoc);
        let signing_secret = reader.text("VUELTA_SECRET");
        if signing_secret.as_ref().is_some_and(|secret| secret.len() < 32) {
            reader.problem(
                "VUELTA_SECRET",
                "is shorter than 32 characters; leave it unset to use the key kept in the database",
            );
        }
        let trip_pace = reader.pace("TRIP_PACE");
        if !reader.problems.is_empty() {
            return Err(Problems(reader.problems));
        }
        let signing_secret = signing_secret.map(SecretString::from);
        let patience = Patience::default();
        Ok(Self {
            addr,
            public_url,
            database_url,
            fintoc,
            sandbox,
            checkout_origins,
            signing_secret,
            backstage,
            trip_pace,
            patience,
        })
    }

    /// The address of one of our pages.
    pub fn page(&self, path_and_query: &str) -> String {
        format!("{}{path_and_query}", self.public_url.as_str().trim_end_matches('/'))
    }

    /// Whether browsers may be sent there: the hosted page's origins, and nothing else outside.
    pub fn is_checkout(&self, address: &str) -> bool {
        let origin = Url::parse(address).map(|url| url.origin().ascii_serialization());
        origin.is_ok_and(|origin| self.checkout_origins.contains(&origin))
    }

    /// Whether it is Fintoc itself that we speak with, and no sandbox.
    pub fn is_fintoc(&self) -> bool {
        matches!(&self.fintoc, FintocConfig::Remote { api_url, .. } if is_fintoc(api_url))
    }

    /// Whether cookies travel over TLS only.
    pub fn is_https(&self) -> bool {
        self.public_url.scheme() == "https"
    }
}

fn local_url(addr: &str) -> Url {
    Url::parse(&format!("http://{addr}")).expect("an address and port make a URL")
}

fn check_database(reader: &mut Reader<'_>, name: &'static str, url: &str) {
    let known = ["sqlite:", "postgres://", "postgresql://"];
    if !known.iter().any(|scheme| url.starts_with(scheme)) {
        reader.problem(name, "should start with sqlite:// or postgres://");
    }
}

fn read_sandbox(reader: &mut Reader<'_>) -> SandboxConfig {
    let addr = reader.addr("SANDBOX_ADDR", "127.0.0.1:3001");
    // Another host name than ours on purpose: two sites, as with the real hosted page.
    let url = reader.url("SANDBOX_URL").unwrap_or_else(|| local_url(&format!("localhost:{}", addr.port())));
    let database_url = reader.text("SANDBOX_DATABASE_URL").unwrap_or_else(|| "sqlite://data/sandbox.db".to_owned());
    if !database_url.starts_with("sqlite:") {
        reader.problem("SANDBOX_DATABASE_URL", "should start with sqlite://");
    }
    SandboxConfig { addr, url, database_url }
}

fn read_fintoc(reader: &mut Reader<'_>, public_url: &Url) -> FintocConfig {
    let api_url = reader.url("FINTOC_API_URL");
    let webhook_secrets = read_webhook_secrets(reader);
    let Some(text) = reader.text("FINTOC_SECRET_KEY") else {
        if api_url.is_some() {
            reader.problem("FINTOC_SECRET_KEY", "is needed when FINTOC_API_URL is set");
        }
        return FintocConfig::Embedded;
    };
    let key = match SecretKey::parse(&text) {
        Ok(key) => key,
        Err(error) => {
            reader.problem("FINTOC_SECRET_KEY", error.to_string());
            return FintocConfig::Embedded;
        }
    };
    let api_url = api_url.unwrap_or_else(|| Url::parse(FINTOC_API).expect("the address of Fintoc is one"));
    if api_url.scheme() == "http" && !is_loopback(&api_url) {
        reader.problem("FINTOC_API_URL", "should start with https://; plain http is for this machine only");
    }
    let allowed = reader.text("FINTOC_ALLOW_LIVE").is_some_and(|word| word == "yes");
    if key.mode() == Mode::Live && !allowed {
        reader.problem("FINTOC_SECRET_KEY", "is a live key: every ride would move real money. Use a key that starts with sk_test_, or set FINTOC_ALLOW_LIVE=yes");
    }
    if is_fintoc(&api_url) {
        if webhook_secrets.is_empty() {
            reader.problem(
                "FINTOC_WEBHOOK_SECRET",
                "is needed with a real key; Fintoc's dashboard shows it for the endpoint https://…/webhooks/fintoc",
            );
        }
        if public_url.scheme() != "https" {
            reader.problem("PUBLIC_URL", "should be the https:// address under which Fintoc and browsers reach this server: Fintoc refuses http return addresses");
        }
    }
    FintocConfig::Remote { key, api_url, webhook_secrets }
}

/// On with a sandbox, off with Fintoc itself unless asked for, and never where money is real: what backstage shows and lets people
/// do is for demonstrations.
fn read_backstage(reader: &mut Reader<'_>, fintoc: &FintocConfig) -> bool {
    let (real, live) = match fintoc {
        FintocConfig::Embedded => (false, false),
        FintocConfig::Remote { key, api_url, .. } => (is_fintoc(api_url), key.mode() == Mode::Live),
    };
    match reader.text("BACKSTAGE").as_deref() {
        None => !real && !live,
        Some("off") => false,
        Some("on") if live => {
            reader.problem(
                "BACKSTAGE",
                "is on, and the key is a live one: what happens behind real payments is not for show",
            );
            false
        }
        Some("on") => true,
        Some(_) => {
            reader.problem("BACKSTAGE", "should be on or off");
            false
        }
    }
}

fn read_webhook_secrets(reader: &mut Reader<'_>) -> Vec<WebhookSecret> {
    let text = reader.text("FINTOC_WEBHOOK_SECRET").unwrap_or_default();
    let mut secrets = Vec::new();
    for part in text.split(',').filter(|part| !part.trim().is_empty()) {
        match WebhookSecret::parse(part) {
            Ok(secret) => secrets.push(secret),
            Err(error) => reader.problem("FINTOC_WEBHOOK_SECRET", error.to_string()),
        }
    }
    secrets
}

fn read_checkout_origins(reader: &mut Reader<'_>, fintoc: &FintocConfig, sandbox: &SandboxConfig) -> Vec<String> {
    let real = matches!(fintoc, FintocConfig::Remote { api_url, .. } if is_fintoc(api_url));
    let Some(text) = reader.text("FINTOC_CHECKOUT_ORIGINS") else {
        let sandbox = || vec![sandbox.url.origin().ascii_serialization()];
        return if real { FINTOC_CHECKOUT.map(str::to_owned).to_vec() } else { sandbox() };
    };
    let mut origins = BTreeSet::new();
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        match Url::parse(part) {
            Ok(url) if url.has_host() => drop(origins.insert(url.origin().ascii_serialization())),
            _ => reader.problem(
                "FINTOC_CHECKOUT_ORIGINS",
                format!("holds {part:?}, which is not an origin like https://checkout.fintoc.com"),
            ),
        }
    }
    origins.into_iter().collect()
}

/// Whether that is Fintoc itself.
fn is_fintoc(api_url: &Url) -> bool {
    api_url.host_str().is_some_and(|host| host == "fintoc.com" || host.ends_with(".fintoc.com"))
}

/// Whether a URL leads to this machine.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backstage_is_on_with_a_sandbox_off_with_fintoc_unless_asked_for_and_never_with_a_live_key() {
        let real = |key| {
            [
                ("FINTOC_SECRET_KEY", key),
                ("FINTOC_WEBHOOK_SECRET", "whsec_0123456789abcdef"),
                ("PUBLIC_URL", "https://vuelta.example"),
                ("FINTOC_ALLOW_LIVE", "yes"),
            ]
        };
        let (test, live) = (real("sk_test_0123456789abcdef"), real("sk_live_0123456789abcdef"));
        let with = |settings: &[(&'static str, &'static str)], word| [settings, &[("BACKSTAGE", word)]].concat();
        assert!(read(&[]).unwrap().backstage && !read(&with(&[], "off")).unwrap().backstage);
        assert!(!read(&test).unwrap().backstage && read(&with(&test, "on")).unwrap().backstage);
        assert!(!read(&live).unwrap().backstage && read(&with(&live, "on")).is_err());
        assert!(read(&with(&[], "yes")).is_err());
    }

    fn read(settings: &[(&str, &str)]) -> Result<Config, Problems> {
        Config::read(&|name| settings.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    fn problems(settings: &[(&str, &str)]) -> Vec<&'static str> {
        read(settings).unwrap_err().0.into_iter().map(|problem| problem.name).collect()
    }

    #[test]
    fn with_nothing_set_the_sandbox_is_embedded_and_all_stays_on_this_machine() {
        let config = read(&[]).unwrap();
        assert!(matches!(config.fintoc, FintocConfig::Embedded));
        assert_eq!(config.page("/wallet"), "http://127.0.0.1:3000/wallet");
        assert_eq!(config.sandbox.url.as_str(), "http://localhost:3001/");
        assert_eq!(config.checkout_origins, ["http://localhost:3001"]);
    }

    #[test]
    fn every_problem_is_reported_together() {
        let settings = [
            ("VUELTA_ADDR", "3000"),
            ("DATABASE_URL", "mysql://x"),
            ("FINTOC_SECRET_KEY", "pk_test_1"),
            ("FINTOC_WEBHOOK_SECRET", "sk_test_1"),
            ("VUELTA_SECRET", "short"),
            ("TRIP_PACE", "0"),
        ];
        let names = problems(&settings);
        assert_eq!(
            names,
            ["VUELTA_ADDR", "DATABASE_URL", "FINTOC_WEBHOOK_SECRET", "FINTOC_SECRET_KEY", "VUELTA_SECRET", "TRIP_PACE"]
        );
    }

    #[test]
    fn a_live_key_is_refused_unless_it_is_explicitly_allowed() {
        let live = ("FINTOC_SECRET_KEY", "sk_live_1");
        let rest = [("FINTOC_WEBHOOK_SECRET", "whsec_1"), ("PUBLIC_URL", "https://vuelta.example")];
        assert_eq!(problems(&[live, rest[0], rest[1]]), ["FINTOC_SECRET_KEY"]);
        assert!(read(&[live, rest[0], rest[1], ("FINTOC_ALLOW_LIVE", "yes")]).is_ok());
    }

    #[test]
    fn a_real_key_needs_a_webhook_secret_and_an_https_address() {
        assert_eq!(problems(&[("FINTOC_SECRET_KEY", "sk_test_1")]), ["FINTOC_WEBHOOK_SECRET", "PUBLIC_URL"]);
    }

    #[test]
    fn a_sandbox_that_runs_alone_needs_only_a_key() {
        let config = read(&[("FINTOC_SECRET_KEY", "sk_test_1"), ("FINTOC_API_URL", "http://127.0.0.1:9000")]).unwrap();
        assert!(matches!(config.fintoc, FintocConfig::Remote { webhook_secrets, .. } if webhook_secrets.is_empty()));
    }

    #[test]
    fn every_setting_stands_in_the_example_and_nothing_else_does() {
        let example = include_str!("../../.env.example");
        let listed: Vec<_> = example.lines().filter_map(|line| line.split_once('=')).map(|(name, _)| name).collect();
        let mut listed: Vec<_> = listed.into_iter().filter(|name| !name.starts_with('#')).collect();
        let mut known = VARIABLES.to_vec();
        listed.sort_unstable();
        known.sort_unstable();
        assert_eq!(listed, known);
    }

    #[test]
    fn a_key_never_shows_in_the_report() {
        let report = read(&[("FINTOC_SECRET_KEY", "sk_live_canary")]).unwrap_err().to_string();
        assert!(!report.contains("canary"), "{report}");
    }
}
