//! Which addresses a sandbox that strangers can reach may knock on: public ones.

use std::{
    future::Future,
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    pin::Pin,
};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// Resolves names to public addresses only. It sits below the client, so a name that changes its answer between check and
/// connection gains nothing.
#[derive(Debug)]
pub(super) struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        let found = async move {
            let addresses: Vec<SocketAddr> =
                tokio::net::lookup_host((name.as_str(), 0)).await?.filter(|address| is_public(address.ip())).collect();
            if addresses.is_empty() {
                return Err(io::Error::other("the name has no public address").into());
            }
            let addresses: Addrs = Box::new(addresses.into_iter());
            Ok(addresses)
        };
        let boxed: Pin<Box<dyn Future<Output = _> + Send>> = Box::pin(found);
        boxed
    }
}

/// Whether the URL names an inner address outright; such hosts are never resolved.
pub(super) fn is_inner_literal(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => !is_public(IpAddr::V4(address)),
        Some(Host::Ipv6(address)) => !is_public(IpAddr::V6(address)),
        Some(Host::Domain(_)) => false,
        None => true,
    }
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [first, second, third, _] = address.octets();
    let shared = first == 100 && (64..128).contains(&second);
    let benchmarks = first == 198 && (second == 18 || second == 19);
    let protocols = (first, second, third) == (192, 0, 0);
    !(first == 0
        || first >= 224
        || shared
        || benchmarks
        || protocols
        || address.is_loopback()
        || address.is_private()
        || address.is_link_local()
        || address.is_documentation())
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(mapped) = address.to_ipv4_mapped() {
        return is_public_v4(mapped);
    }
    // Everything handed out to the public starts with 001; of that, tunnels (Teredo, 6to4) may end at an inner IPv4 address,
    // and one block is for documentation.
    let [first, second, ..] = address.segments();
    let special = first == 0x2002 || (first == 0x2001 && (second < 0x200 || second == 0xdb8));
    first & 0xe000 == 0x2000 && !special
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inner_addresses_are_told_from_public_ones() {
        for inner in [
            "http://127.0.0.1/",
            "http://10.1.2.3/",
            "http://192.168.0.1/",
            "http://172.16.0.1/",
            "http://169.254.169.254/",
            "http://100.64.0.1/",
            "http://0.0.0.0/",
            "http://[::1]/",
            "http://[::ffff:10.0.0.1]/",
            "http://[fd00::1]/",
            "http://[fe80::1]/",
            "http://198.18.0.1/",
            "http://192.0.0.8/",
            "http://[2002:7f00:1::]/",
            "http://[2001:db8::1]/",
            "http://[2001:0:4136:e378::1]/",
            "http://[64:ff9b::a00:1]/",
        ] {
            assert!(is_inner_literal(&inner.parse().unwrap()), "{inner}");
        }
        for public in ["https://8.8.8.8/", "https://[2606:4700::1111]/", "https://merchant.example/"] {
            assert!(!is_inner_literal(&public.parse().unwrap()), "{public}");
        }
    }
}
