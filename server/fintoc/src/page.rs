//! Lists: a page of them, the way to the next page, and all of them up to a bound.

use std::marker::PhantomData;

use serde::de::DeserializeOwned;
use url::Url;

use crate::{Client, Error};

/// Which page of a v2 list, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// How many; Fintoc gives 30 unless asked, and 300 at most.
    pub limit: Option<u16>,
    /// The id of the last object already seen.
    pub starting_after: Option<String>,
}

impl Page {
    /// The first page, of this many.
    pub fn of(limit: u16) -> Self {
        Self { limit: Some(limit), starting_after: None }
    }

    /// The page that follows this object.
    #[must_use]
    pub fn after(self, id: impl std::fmt::Display) -> Self {
        Self { starting_after: Some(id.to_string()), ..self }
    }

    pub(crate) fn query(&self) -> Vec<(&'static str, String)> {
        let limit = self.limit.map(|limit| ("limit", limit.to_string()));
        let after = self.starting_after.clone().map(|id| ("starting_after", id));
        limit.into_iter().chain(after).collect()
    }
}

/// A page of a list.
#[derive(Debug)]
pub struct Listing<T> {
    /// Newest first.
    pub items: Vec<T>,
    /// The next page, for [`Client::follow`]; `None` at the end.
    pub next: Option<NextPage<T>>,
}

/// Where the next page is: an address of the same origin as the client's base.
#[derive(Debug)]
pub struct NextPage<T> {
    pub(crate) url: Url,
    lists: PhantomData<fn() -> T>,
}

impl<T> NextPage<T> {
    /// Reads `Link` headers. A next page on another origin is refused, because the key travels with the request.
    pub(crate) fn read<'h>(links: impl Iterator<Item = &'h str>, base: &Url) -> Result<Option<Self>, String> {
        let Some(target) = links.flat_map(links_of).find(|link| link.is_next()).map(|link| link.target) else {
            return Ok(None);
        };
        let url = base.join(target).map_err(|error| format!("its next link is no address ({error})"))?;
        if url.origin() != base.origin() {
            return Err(format!("its next link leads to another host, {}", url.host_str().unwrap_or("none")));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("its next link carries credentials".to_owned());
        }
        Ok(Some(Self { url, lists: PhantomData }))
    }
}

/// `<target>; rel="next"; …` of a `Link` header (RFC 8288).
struct Link<'h> {
    target: &'h str,
    parameters: &'h str,
}

impl Link<'_> {
    fn is_next(&self) -> bool {
        let relations = self.parameters.split(';').filter_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            name.trim().eq_ignore_ascii_case("rel").then(|| value.trim().trim_matches('"'))
        });
        relations.flat_map(str::split_ascii_whitespace).any(|relation| relation.eq_ignore_ascii_case("next"))
    }
}

fn links_of(header: &str) -> impl Iterator<Item = Link<'_>> {
    // A comma may stand inside an address, so the brackets tell the links apart.
    header.split('<').skip(1).filter_map(|link| {
        let (target, parameters) = link.split_once('>')?;
        Some(Link { target, parameters: parameters.trim().trim_end_matches(',') })
    })
}

impl Client {
    /// The next page.
    ///
    /// # Errors
    /// As for the page before.
    pub async fn follow<T: DeserializeOwned>(&self, next: &NextPage<T>) -> Result<Listing<T>, Error> {
        self.list_at(next.url.clone()).await
    }

    /// Walks on from a first page until the list ends or `at_most` items are there; `next` of the result is `Some` when the
    /// list goes on. Whole pages are kept, so there may be up to a page more.
    ///
    /// # Errors
    /// The error of the first page that failed. An empty page that promises another one is unreadable: it need not end.
    pub async fn all<T: DeserializeOwned>(&self, first: Listing<T>, at_most: usize) -> Result<Listing<T>, Error> {
        let Listing { mut items, mut next } = first;
        while let Some(page) = &next {
            if items.len() >= at_most {
                break;
            }
            let page = self.follow(page).await?;
            if page.items.is_empty() && page.next.is_some() {
                return Err(Error::Unreadable {
                    status: 200,
                    reason: "an empty page promises another one".to_owned(),
                    excerpt: "[]".to_owned(),
                    request_id: None,
                });
            }
            items.extend(page.items);
            next = page.next;
        }
        Ok(Listing { items, next })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(link: &str) -> Result<Option<String>, String> {
        let base = Url::parse("https://api.fintoc.com").unwrap();
        let next = NextPage::<()>::read([link].into_iter(), &base)?;
        Ok(next.map(|next| next.url.to_string()))
    }

    #[test]
    fn the_next_link_is_found_among_others() {
        let links = r#"<https://api.fintoc.com/v2/x?a=1,2>; rel="prev", <https://api.fintoc.com/v2/x?b=3>; rel="next""#;
        assert_eq!(next(links), Ok(Some("https://api.fintoc.com/v2/x?b=3".to_owned())));
        assert_eq!(next("</v2/x?b=3>; rel=next"), Ok(Some("https://api.fintoc.com/v2/x?b=3".to_owned())));
        assert_eq!(next(r#"</v2/x>; title="a"; REL="last NEXT""#), Ok(Some("https://api.fintoc.com/v2/x".to_owned())));
    }

    #[test]
    fn no_next_link_ends_the_list() {
        for none in ["", "nonsense", "<", r#"<https://evil.example/>; rel="prev""#] {
            assert_eq!(next(none), Ok(None), "{none}");
        }
    }

    #[test]
    fn a_next_link_to_another_origin_is_refused() {
        for foreign in [
            "https://evil.example/v2/x",
            "http://api.fintoc.com/v2/x",
            "https://api.fintoc.com:8443/v2/x",
            "https://api.fintoc.com@evil.example/",
            "//evil.example/v2/x",
            "https://me:secret@api.fintoc.com/v2/x",
            "data:text/plain,x",
        ] {
            assert!(next(&format!(r#"<{foreign}>; rel="next""#)).is_err(), "{foreign}");
        }
    }
}
