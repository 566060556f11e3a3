//! Which addresses a merchant may name: return URLs and webhook endpoints.

use std::net::IpAddr;

use url::{Host, Url};

use crate::{Config, world::settings::Settings};

/// Reads an address that the sandbox is willing to use: https anywhere and, unless the account wants https only as the real
/// API does, http on loopback (a sandbox on a laptop has to allow it) and to the merchant it is embedded with.
pub(crate) fn read(text: &str, config: &Config, settings: &Settings) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let allowed = match url.scheme() {
        "https" => true,
        "http" if settings.https_only => false,
        "http" => is_loopback(&url) || config.trusted_receiver.as_ref().is_some_and(|own| same_origin(own, &url)),
        _ => false,
    };
    (allowed && url.has_host()).then_some(url)
}

/// Whether both live on one scheme, host and port.
pub(crate) fn same_origin(one: &Url, other: &Url) -> bool {
    one.origin() == other.origin()
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_and_loopback_are_allowed_and_nothing_else() {
        let config = Config {
            trusted_receiver: Some("http://192.168.1.20:3000/".parse().unwrap()),
            ..Config::new("http://127.0.0.1:4000".parse().unwrap(), "sqlite::memory:")
        };
        for good in [
            "https://merchant.com/success",
            "http://localhost:3000/x",
            "http://127.0.0.1/x",
            "http://[::1]:1/x",
            "http://192.168.1.20:3000/hooks",
        ] {
            assert!(read(good, &config, &Settings::default()).is_some(), "{good}");
        }
        for bad in ["http://merchant.com/x", "http://192.168.1.20:3001/", "javascript:alert(1)", "/x", "", "data:,x"] {
            assert!(read(bad, &config, &Settings::default()).is_none(), "{bad}");
        }
        let strict = Settings { https_only: true, ..Settings::default() };
        assert!(read("https://merchant.com/success", &config, &strict).is_some());
        for http in ["http://localhost:3000/x", "http://192.168.1.20:3000/hooks"] {
            assert!(read(http, &config, &strict).is_none(), "{http}");
        }
    }
}
