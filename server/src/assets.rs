//! The site's files, inside the binary: styles, fonts, the browser module and the drawn map.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock},
};

use axum::{
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use crate::points;

/// What `cargo xtask` built. Missing in a bare `cargo check`, which is no reason not to compile.
#[derive(RustEmbed)]
#[folder = "../target/site"]
#[allow_missing = true]
struct Built;

#[derive(Debug, Clone)]
struct File {
    plain: Bytes,
    brotli: Option<Bytes>,
    kind: HeaderValue,
}

/// Every file, and the version that their addresses carry.
#[derive(Debug, Clone)]
pub struct Files {
    files: Arc<HashMap<String, File>>,
    version: Arc<str>,
}

/// The name of the map among the files.
const MAP: &str = "santiago.svg";

/// Drawing the city takes a moment, and it never changes while the program runs.
static CITY: LazyLock<String> = LazyLock::new(app::map::base_svg);

impl Files {
    /// Gathers the files and draws the map.
    pub fn gather() -> Self {
        let mut files = HashMap::new();
        for name in Built::iter().filter(|name| !name.ends_with(".br")) {
            let Some(plain) = Built::get(&name) else { continue };
            let brotli = Built::get(&format!("{name}.br")).map(|file| Bytes::from(file.data.into_owned()));
            files.insert(name.to_string(), file(&name, Bytes::from(plain.data.into_owned()), brotli));
        }
        if !points::is_doomed() {
            files.insert(MAP.to_owned(), file(MAP, Bytes::from_static(CITY.as_bytes()), None));
        }
        let version = version(&files);
        Self { files: Arc::new(files), version: version.into() }
    }

    /// What the addresses of files begin with.
    pub fn base(&self) -> Arc<str> {
        format!("/assets/{}", self.version).into()
    }
}

fn file(name: &str, plain: Bytes, brotli: Option<Bytes>) -> File {
    let kind = mime_guess::from_path(name).first_or_octet_stream();
    let text = kind.type_() == "text" || kind.subtype() == "javascript";
    let kind = if text { format!("{}; charset=utf-8", kind.essence_str()) } else { kind.essence_str().to_owned() };
    File { plain, brotli, kind: HeaderValue::from_str(&kind).expect("a media type is visible ASCII") }
}

/// Changes when any file does, so that a file may be kept for ever under its address.
fn version(files: &HashMap<String, File>) -> String {
    let mut names: Vec<_> = files.keys().collect();
    names.sort();
    let mut hash = Sha256::new();
    for name in names {
        hash.update(name.as_bytes());
        hash.update(&files[name].plain);
    }
    hex::encode(&hash.finalize()[..6])
}

/// `GET /assets/{version}/{file}`.
pub async fn versioned(
    State(files): State<Files>,
    Path((version, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    // Under the address of another version the file may be another one: then it is not to be kept.
    let keep = if *version == *files.version { "public, max-age=31536000, immutable" } else { "no-cache" };
    serve(&files, &name, &headers, keep)
}

/// `GET /robots.txt`.
pub async fn robots(State(files): State<Files>, headers: HeaderMap) -> Response {
    serve(&files, "robots.txt", &headers, "public, max-age=86400")
}

fn serve(files: &Files, name: &str, headers: &HeaderMap, keep: &'static str) -> Response {
    let Some(file) = files.files.get(name) else { return StatusCode::NOT_FOUND.into_response() };
    let accepts =
        |value: &HeaderValue| value.to_str().is_ok_and(|text| text.split(',').any(|part| part.trim() == "br"));
    let brotli = file.brotli.as_ref().filter(|_| headers.get_all(header::ACCEPT_ENCODING).iter().any(accepts));
    let mut response = brotli.unwrap_or(&file.plain).clone().into_response();
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, file.kind.clone());
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if brotli.is_some() {
        out.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    response
}
