//! A call as code that makes it: what a merchant's engineers take home. What was masked stays masked, and the secret key is the
//! name of a variable.

use serde_json::{Map, Value};

use super::Call;

/// Where the API is.
const API: &str = "https://api.fintoc.com";

/// The dated version that v2 needs, for calls whose headers were not kept.
const VERSION: &str = "2026-02-01";

/// What stands in the place of a masked value.
const MASK: char = '•';

/// What a sample is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// A shell with `curl`.
    #[default]
    Curl,
    /// Rust with `reqwest`.
    Rust,
    /// Node with `fetch`.
    Node,
    /// Node with Fintoc's own package.
    NodeSdk,
    /// Python with `requests`.
    Python,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Curl, Self::Rust, Self::Node, Self::NodeSdk, Self::Python];

    /// The word in addresses and files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Curl => "curl",
            Self::Rust => "rust",
            Self::Node => "node",
            Self::NodeSdk => "node-sdk",
            Self::Python => "python",
        }
    }

    /// What people call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Curl => "cURL",
            Self::Rust => "Rust",
            Self::Node => "Node",
            Self::NodeSdk => "Node SDK",
            Self::Python => "Python",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.as_str() == word)
    }

    /// The call in this language; nothing where Fintoc's package has no such call.
    pub fn sample(self, call: &Call) -> Option<String> {
        let code = match self {
            Self::Curl => curl(call),
            Self::Rust => rust(call),
            Self::Node => node(call),
            Self::NodeSdk => node_sdk(call)?,
            Self::Python => python(call),
        };
        let is_masked = code.contains(MASK);
        let comment = if matches!(self, Self::Curl | Self::Python) { "#" } else { "//" };
        Some(if is_masked { format!("{comment} ••• is masked: put your own value there.\n{code}") } else { code })
    }

    /// How a delivery is verified in this language; nothing where no tool does it. The signed message is the time, a full stop and
    /// the raw bytes of the body.
    pub const fn verification(self) -> Option<&'static str> {
        match self {
            Self::Curl => Some(include_str!("verification/shell.sh")),
            Self::Rust => Some(include_str!("verification/rust.rs.txt")),
            Self::Node => Some(include_str!("verification/node.mjs")),
            Self::NodeSdk => None,
            Self::Python => Some(include_str!("verification/python.py")),
        }
    }
}

/// What every request says of itself: the key is a variable and stands apart.
fn headers(call: &Call) -> Vec<(&'static str, String)> {
    let sent = |wanted: &str| {
        let found = call.request_headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        found.map(|(_, value)| value.clone())
    };
    let mut headers = vec![("Fintoc-Version", sent("fintoc-version").unwrap_or_else(|| VERSION.to_owned()))];
    headers.extend(call.idempotency_key.clone().map(|key| ("Idempotency-Key", key)));
    if call.request.is_some() {
        headers.push(("Content-Type", "application/json".to_owned()));
    }
    headers
}

fn curl(call: &Call) -> String {
    let mut lines = vec![
        format!("curl --request {} {}", call.method, in_shell(&format!("{API}{}", call.path))),
        "  --header \"Authorization: $FINTOC_SECRET_KEY\"".to_owned(),
    ];
    lines.extend(
        headers(call).iter().map(|(name, value)| format!("  --header {}", in_shell(&format!("{name}: {value}")))),
    );
    lines.extend(call.request.as_ref().map(|body| format!("  --data-raw {}", in_shell(&pretty(body)))));
    lines.join(" \\\n")
}

fn rust(call: &Call) -> String {
    let mut lines = vec![
        "let answer = reqwest::Client::new()".to_owned(),
        format!("    .request(reqwest::Method::{}, {})", call.method, in_quotes(&format!("{API}{}", call.path))),
        "    .header(\"Authorization\", std::env::var(\"FINTOC_SECRET_KEY\")?)".to_owned(),
    ];
    let header = |(name, value): &(&str, String)| format!("    .header({}, {})", in_quotes(name), in_quotes(value));
    lines.extend(headers(call).iter().map(header));
    lines.extend(call.request.as_ref().map(|body| format!("    .body({})", in_rust(&pretty(body)))));
    lines.extend(["    .send()".to_owned(), "    .await?;".to_owned()]);
    lines.push("println!(\"{} {}\", answer.status(), answer.text().await?);".to_owned());
    lines.join("\n")
}

fn node(call: &Call) -> String {
    let mut lines = vec![
        format!("const answer = await fetch({}, {{", in_quotes(&format!("{API}{}", call.path))),
        format!("  method: {},", in_quotes(&call.method)),
        "  headers: {".to_owned(),
        "    \"Authorization\": process.env.FINTOC_SECRET_KEY,".to_owned(),
    ];
    let header = |(name, value): &(&str, String)| format!("    {}: {},", in_quotes(name), in_quotes(value));
    lines.extend(headers(call).iter().map(header));
    lines.push("  },".to_owned());
    lines.extend(
        call.request.as_ref().map(|body| format!("  body: JSON.stringify({}),", indented(&pretty(body), "  "))),
    );
    lines.extend(["});".to_owned(), "console.log(answer.status, await answer.json());".to_owned()]);
    lines.join("\n")
}

fn python(call: &Call) -> String {
    let mut lines = vec![
        "import os".to_owned(),
        String::new(),
        "import requests".to_owned(),
        String::new(),
        "answer = requests.request(".to_owned(),
        format!("    {},", in_quotes(&call.method)),
        format!("    {},", in_quotes(&format!("{API}{}", call.path))),
        "    headers={".to_owned(),
        "        \"Authorization\": os.environ[\"FINTOC_SECRET_KEY\"],".to_owned(),
    ];
    let header = |(name, value): &(&str, String)| format!("        {}: {},", in_quotes(name), in_quotes(value));
    lines.extend(headers(call).iter().filter(|(name, _)| *name != "Content-Type").map(header));
    lines.push("    },".to_owned());
    lines.extend(call.request.as_ref().map(|body| format!("    json={},", in_python(body, "    "))));
    lines.extend(["    timeout=10,".to_owned(), ")".to_owned()]);
    lines.push("print(answer.status_code, answer.json())".to_owned());
    lines.join("\n")
}

/// The package's managers follow the paths, so what is listed here is what it has. It cannot send the version.
fn node_sdk(call: &Call) -> Option<String> {
    let (path, query) = call.path.split_once('?').unwrap_or((&call.path, ""));
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    let (manager, rest) = match *parts.as_slice() {
        ["v2", "checkout_sessions", ref rest @ ..] => ("v2.checkoutSessions", rest),
        ["v2", "customers", ref rest @ ..] => ("v2.customers", rest),
        ["v2", "payment_intents", ref rest @ ..] => ("v2.paymentIntents", rest),
        ["v2", "payment_methods", ref rest @ ..] => ("v2.paymentMethods", rest),
        ["v1", "refunds", ref rest @ ..] => ("refunds", rest),
        _ => return None,
    };
    let body = call.request.as_ref().map(pretty).unwrap_or_default();
    let step = match (call.method.as_str(), rest) {
        ("POST", []) => format!("create({body})"),
        ("GET", []) => format!("list({})", pretty(&read_query(query))),
        ("GET", [id]) => format!("get({})", in_quotes(id)),
        ("POST", [id, "expire"]) if manager == "v2.checkoutSessions" => format!("expire({})", in_quotes(id)),
        _ => return None,
    };
    Some(format!(
        "import {{ Fintoc }} from \"fintoc\";\n\n// This package sends no Fintoc-Version: the account has to be pinned to \
         {VERSION} or later,\n// and it makes an Idempotency-Key of its own for every POST.\n\
         const fintoc = new Fintoc(process.env.FINTOC_SECRET_KEY);\n\
         const answer = await fintoc.{manager}.{step};\nconsole.log(answer);"
    ))
}

fn read_query(query: &str) -> Value {
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=')?;
        Some((name.to_owned(), Value::String(value.to_owned())))
    };
    Value::Object(query.split('&').filter_map(pair).collect::<Map<_, _>>())
}

/// Over several lines, as people read it.
pub fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// Between single quotes, where a shell takes everything as it stands; a single quote itself steps out and in again.
fn in_shell(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// Between double quotes, as JSON writes it: Rust, JavaScript and Python read that the same way, for what has no control characters.
fn in_quotes(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}

/// A raw string with as many hashes as it takes.
fn in_rust(text: &str) -> String {
    let mut hashes = "#".to_owned();
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    format!("r{hashes}\"{text}\"{hashes}")
}

fn in_python(value: &Value, indent: &str) -> String {
    let inner = format!("{indent}    ");
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Array(items) if !items.is_empty() => {
            let items: String = items.iter().map(|item| format!("{inner}{},\n", in_python(item, &inner))).collect();
            format!("[\n{items}{indent}]")
        }
        Value::Object(fields) if !fields.is_empty() => {
            let field = |(name, value): (&String, &Value)| {
                format!("{inner}{}: {},\n", in_quotes(name), in_python(value, &inner))
            };
            format!("{{\n{}{indent}}}", fields.iter().map(field).collect::<String>())
        }
        plain => plain.to_string(),
    }
}

fn indented(text: &str, indent: &str) -> String {
    text.replace('\n', &format!("\n{indent}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn call(method: &str, path: &str, request: Option<Value>) -> Call {
        Call {
            method: method.to_owned(),
            path: path.to_owned(),
            status: Some(201),
            request_id: None,
            idempotency_key: Some("key-1".to_owned()),
            attempt: 0,
            request_headers: vec![("fintoc-version".to_owned(), "2026-02-01".to_owned())],
            request,
            response_headers: Vec::new(),
            response: None,
            failure: None,
        }
    }

    /// The words that a POSIX shell makes of a line with single quotes, double quotes and backslashes.
    fn words(line: &str) -> Vec<String> {
        let (mut words, mut word, mut letters) = (Vec::new(), None::<String>, line.chars());
        while let Some(letter) = letters.next() {
            match letter {
                '\'' => word.get_or_insert_default().extend(letters.by_ref().take_while(|letter| *letter != '\'')),
                '"' => word.get_or_insert_default().extend(letters.by_ref().take_while(|letter| *letter != '"')),
                '\\' => match letters.next() {
                    Some('\n') | None => {}
                    Some(escaped) => word.get_or_insert_default().push(escaped),
                },
                ' ' | '\n' => words.extend(word.take()),
                plain => word.get_or_insert_default().push(plain),
            }
        }
        words.extend(word);
        words
    }

    #[test]
    fn a_call_is_a_line_for_the_shell_with_the_key_as_a_variable() {
        let sample = Language::Curl.sample(&call("POST", "/v2/customers", Some(json!({"name": "O'Higgins"})))).unwrap();
        assert!(sample.contains("\"Authorization: $FINTOC_SECRET_KEY\""), "{sample}");
        assert_eq!(
            words(&sample),
            [
                "curl",
                "--request",
                "POST",
                "https://api.fintoc.com/v2/customers",
                "--header",
                "Authorization: $FINTOC_SECRET_KEY",
                "--header",
                "Fintoc-Version: 2026-02-01",
                "--header",
                "Idempotency-Key: key-1",
                "--header",
                "Content-Type: application/json",
                "--data-raw",
                "{\n  \"name\": \"O'Higgins\"\n}",
            ]
        );
    }

    #[test]
    fn every_language_names_the_variable_and_no_other_key() {
        let call = call("POST", "/v2/checkout_sessions", Some(json!({"amount": 4990, "ok": true, "none": null})));
        for language in Language::ALL {
            let sample = language.sample(&call).unwrap();
            assert!(sample.contains("FINTOC_SECRET_KEY") && sample.contains("4990"), "{sample}");
            assert_eq!(Language::parse(language.as_str()), Some(language));
        }
        assert!(Language::Python.sample(&call).unwrap().contains("\"none\": None,\n        \"ok\": True,\n"));
    }

    #[test]
    fn what_is_masked_stays_a_placeholder_and_says_so() {
        let masked = call("POST", "/v2/customers", Some(json!({"email": "•••"})));
        for language in Language::ALL {
            let sample = language.sample(&masked).unwrap();
            assert!(sample.contains("\"•••\"") && sample.contains("••• is masked"), "{sample}");
        }
    }

    #[test]
    fn fintocs_package_is_used_where_it_has_the_call() {
        let sample = |method, path| Language::NodeSdk.sample(&call(method, path, None));
        assert!(
            sample("GET", "/v2/checkout_sessions/cs_1").unwrap().contains("fintoc.v2.checkoutSessions.get(\"cs_1\")")
        );
        assert!(sample("POST", "/v2/checkout_sessions/cs_1/expire").unwrap().contains(".expire(\"cs_1\")"));
        assert!(sample("GET", "/v2/customers?limit=3").unwrap().contains("\"limit\": \"3\""));
        assert_eq!(sample("POST", "/v2/payment_methods/pm_1/cancel"), None);
        assert_eq!(sample("GET", "/v1/events"), None);
    }

    #[test]
    fn a_delivery_is_verified_over_time_and_raw_bytes_in_every_language_that_can() {
        for sample in Language::ALL.into_iter().filter_map(Language::verification) {
            assert!(sample.contains("FINTOC_WEBHOOK_SECRET") && sample.contains("300"), "{sample}");
        }
    }

    proptest! {
        #[test]
        fn any_body_survives_the_shell(text in "[a-z'\"\\\\$`!\n\t ñÑ😀{}#•]{0,40}", name in "[a-z'\"ñ]{1,6}") {
            let body = json!({ name: text });
            let sample = Language::Curl.sample(&call("POST", "/v2/customers", Some(body.clone()))).unwrap();
            let sample = sample.split_once("masked: put your own value there.\n").map_or(&*sample, |(_, code)| code);
            let sent = words(sample).pop().unwrap();
            prop_assert_eq!(serde_json::from_str::<Value>(&sent).unwrap(), body);
        }

        #[test]
        fn any_text_survives_a_raw_string(text in "[a-z\"#]{0,20}") {
            let written = in_rust(&text);
            let hashes = written.chars().skip(1).take_while(|letter| *letter == '#').count();
            let inner = &written[2 + hashes..written.len() - 1 - hashes];
            prop_assert_eq!(inner, &text);
            let end = format!("\"{}", "#".repeat(hashes));
            prop_assert!(!inner.contains(&end));
        }
    }
}
