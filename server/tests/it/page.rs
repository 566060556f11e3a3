//! A browser without script: follows links and redirects, keeps cookies, fills in forms.

use std::{collections::BTreeMap, sync::Arc};

use reqwest::{StatusCode, Url, cookie::Jar, redirect::Policy};
use scraper::{ElementRef, Html, Selector};
use vuelta::id::RideId;

/// A browser.
#[derive(Clone)]
pub struct Browser {
    http: reqwest::Client,
    home: Url,
    pub cookies: Arc<Jar>,
}

/// A page that a browser shows.
#[derive(Debug, Clone)]
pub struct Page {
    pub status: StatusCode,
    pub url: Url,
    pub headers: reqwest::header::HeaderMap,
    pub html: String,
}

impl Browser {
    pub fn new(home: &str) -> Self {
        let cookies = Arc::new(Jar::default());
        let http = reqwest::Client::builder()
            .no_proxy()
            .cookie_provider(cookies.clone())
            .redirect(Policy::limited(5))
            .build()
            .expect("a client for loopback");
        Self { http, home: home.parse().expect("an address"), cookies }
    }

    pub async fn get(&self, address: &str) -> Page {
        let url = self.home.join(address).expect("an address");
        Page::read(self.http.get(url).header("accept-language", "es-CL").send().await.expect("the server answers"))
            .await
    }

    /// Shows a page; `None` when no answer comes.
    pub async fn try_get(&self, address: &str) -> Option<Page> {
        let url = self.home.join(address).expect("an address");
        Page::try_read(self.http.get(url).header("accept-language", "es-CL").send().await.ok()?).await
    }

    /// Opens a stream and leaves it open.
    pub async fn open(&self, address: &str) -> reqwest::Response {
        let url = self.home.join(address).expect("an address");
        self.http.get(url).header("accept-language", "es-CL").send().await.expect("the server answers")
    }

    /// Sends a form of `page` whose action ends so, with what it holds and with these fields on top.
    pub async fn submit(&self, page: &Page, action: &str, fields: &[(&str, &str)]) -> Page {
        self.post_form(page, &page.form(action), fields).await
    }

    pub async fn post_form(&self, page: &Page, form: &Form, fields: &[(&str, &str)]) -> Page {
        let mut all = form.fields.clone();
        all.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        self.post(page.url.join(&form.action).expect("an action").as_str(), &all).await
    }

    /// Sends a form as it stands; `None` when no whole answer comes.
    pub async fn try_post_form(&self, page: &Page, form: &Form) -> Option<Page> {
        let url = page.url.join(&form.action).expect("an action");
        Page::try_read(self.post_request(url, &form.fields).send().await.ok()?).await
    }

    pub async fn post(&self, address: &str, fields: &BTreeMap<String, String>) -> Page {
        let url = self.home.join(address).expect("an address");
        Page::read(self.post_request(url, fields).send().await.expect("the server answers")).await
    }

    fn post_request(&self, url: Url, fields: &BTreeMap<String, String>) -> reqwest::RequestBuilder {
        let mut body = url::form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(fields);
        let origin = url.origin().ascii_serialization();
        self.http
            .post(url)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("accept-language", "es-CL")
            .header("origin", origin)
            .body(body.finish())
    }
}

/// A form as it stands on the page.
#[derive(Debug, Clone)]
pub struct Form {
    pub action: String,
    pub fields: BTreeMap<String, String>,
}

fn selector(text: &str) -> Selector {
    Selector::parse(text).expect("a selector")
}

impl Page {
    async fn read(answer: reqwest::Response) -> Self {
        Self::try_read(answer).await.expect("a body")
    }

    /// `None` when the answer breaks off.
    async fn try_read(answer: reqwest::Response) -> Option<Self> {
        let (status, url, headers) = (answer.status(), answer.url().clone(), answer.headers().clone());
        Some(Self { status, url, headers, html: answer.text().await.ok()? })
    }

    pub fn path(&self) -> &str {
        self.url.path()
    }

    /// What people read.
    pub fn text(&self) -> String {
        let html = Html::parse_document(&self.html);
        let skip = ["script", "style", "svg", "title"];
        let mut words = Vec::new();
        for node in html.tree.nodes() {
            let hidden = node.ancestors().any(|up| up.value().as_element().is_some_and(|el| skip.contains(&el.name())));
            if let (Some(text), false) = (node.value().as_text(), hidden) {
                words.extend(text.split_whitespace().map(str::to_owned));
            }
        }
        words.join(" ")
    }

    /// The form whose action ends so.
    pub fn form(&self, action: &str) -> Form {
        self.forms()
            .into_iter()
            .find(|form| form.action.ends_with(action))
            .unwrap_or_else(|| panic!("no form leads to {action} on {}: {}", self.url, self.text()))
    }

    /// Every form that changes something.
    pub fn forms(&self) -> Vec<Form> {
        let html = Html::parse_document(&self.html);
        html.select(&selector("form[method=post]")).map(|form| read_form(form, &html, self.url.path())).collect()
    }

    /// Where the link leads whose text begins so.
    pub fn link(&self, words: &str) -> String {
        let html = Html::parse_document(&self.html);
        html.select(&selector("a[href]"))
            .find(|link| link.text().collect::<String>().trim().starts_with(words))
            .and_then(|link| link.attr("href"))
            .unwrap_or_else(|| panic!("no link says {words} on {}: {}", self.url, self.text()))
            .to_owned()
    }

    /// Whether the page offers to pay with an account that ends so.
    pub fn has_method(&self, last_four: &str) -> bool {
        self.text().contains(last_four)
    }

    /// The value of the radio button whose label holds these words.
    pub fn choice(&self, name: &str, words: &str) -> String {
        let html = Html::parse_document(&self.html);
        let radio = selector(&format!("input[type=radio][name='{name}']"));
        let labels = selector("label");
        html.select(&labels)
            .find(|label| label.text().collect::<String>().contains(words))
            .and_then(|label| label.select(&radio).next())
            .and_then(|input| input.attr("value"))
            .unwrap_or_else(|| panic!("no choice of {name} says {words}: {}", self.text()))
            .to_owned()
    }

    /// The ride whose page this is.
    pub fn ride_id(&self) -> RideId {
        let id =
            self.path().strip_prefix("/rides/").unwrap_or_else(|| panic!("not a ride: {} {}", self.url, self.text()));
        RideId::new(id)
    }
}

fn read_form(form: ElementRef<'_>, html: &Html, path: &str) -> Form {
    let mut fields = BTreeMap::new();
    let id = form.attr("id").unwrap_or("-");
    let inside = form.select(&selector("input[name], select[name]")).collect::<Vec<_>>();
    let beside_selector = selector(&format!("input[name][form='{id}'], select[name][form='{id}']"));
    let beside = html.select(&beside_selector).collect::<Vec<_>>();
    for control in inside.into_iter().chain(beside) {
        let name = control.attr("name").expect("selected by it").to_owned();
        let kind = control.attr("type").unwrap_or("text");
        let value = if control.value().name() == "select" {
            let options = selector("option");
            let chosen = control.select(&options).find(|option| option.attr("selected").is_some());
            chosen.or_else(|| control.select(&options).next()).and_then(|option| option.attr("value"))
        } else if matches!(kind, "radio" | "checkbox") && control.attr("checked").is_none() {
            None
        } else {
            control.attr("value")
        };
        if let Some(value) = value {
            fields.insert(name, value.to_owned());
        }
    }
    Form { action: form.attr("action").unwrap_or(path).to_owned(), fields }
}
