//! The beginning of a body, with the names that matter lit.

use leptos::prelude::*;
use serde_json::Value;

use crate::copy::{Lang, backstage_stage as copy};

/// As much as fits beside the diagram.
const MOST: usize = 60;

/// What one looks for first.
const HOT: [&str; 5] = ["type", "status", "amount", "error_reason", "redirect_url"];

/// A line: how deep it is, its name, its value and what follows.
struct Line {
    depth: usize,
    name: Option<String>,
    class: &'static str,
    text: String,
    after: &'static str,
}

/// A body, line by line.
pub(super) fn excerpt(lang: Lang, body: &Value) -> impl IntoView + use<> {
    let mut lines = Vec::new();
    write(&mut lines, 0, None, body, "");
    let more = lines.len() > MOST;
    let lines = lines.into_iter().take(MOST).map(line).collect_view();
    view! {
        <pre class="json" tabindex="0" aria-label=copy::body(lang)>
            <code>{lines}{more.then(|| view! { <span class="ln">"…"</span> })}</code>
        </pre>
    }
}

fn line(line: Line) -> impl IntoView {
    let hot = line.name.as_deref().is_some_and(|name| HOT.contains(&name));
    let name = line.name.map(|name| view! { <i class="k">{format!("\"{name}\"")}</i>": " });
    view! {
        <span class=if hot { "ln hot" } else { "ln" }>
            {" ".repeat(line.depth * 2)}
            {name}
            <i class=line.class>{line.text}</i>
            {line.after}
            "\n"
        </span>
    }
}

fn write(lines: &mut Vec<Line>, depth: usize, name: Option<String>, value: &Value, after: &'static str) {
    let end = |text: &str, after| Line { depth, name: None, class: "", text: text.to_owned(), after };
    let mut push = |class, text: String, after| lines.push(Line { depth, name: name.clone(), class, text, after });
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            push("", "{".to_owned(), "");
            for (index, (name, value)) in fields.iter().enumerate() {
                let after = if index + 1 == fields.len() { "" } else { "," };
                write(lines, depth + 1, Some(name.clone()), value, after);
            }
            lines.push(end("}", after));
        }
        Value::Array(items) if !items.is_empty() => {
            push("", "[".to_owned(), "");
            for (index, value) in items.iter().enumerate() {
                write(lines, depth + 1, None, value, if index + 1 == items.len() { "" } else { "," });
            }
            lines.push(end("]", after));
        }
        Value::String(_) => push("s", value.to_string(), after),
        _ => push("n", value.to_string(), after),
    }
}
