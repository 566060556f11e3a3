//! JSON as people look at it: a line a value, names and values told apart.

use leptos::prelude::*;
use serde_json::Value;

/// A block of JSON with numbered lines.
pub(super) fn json(label: String, value: &Value) -> impl IntoView + use<> {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    let lines = text.lines().map(line).collect_view();
    view! { <pre class="json" tabindex="0" role="region" aria-label=label><code>{lines}</code></pre> }
}

fn line(line: &str) -> impl IntoView + use<> {
    let indent = line.len() - line.trim_start().len();
    let (space, rest) = line.split_at(indent);
    let (name, value) = match rest.split_once("\": ") {
        Some((name, value)) if name.starts_with('"') => (Some(format!("{name}\"")), value),
        _ => (None, rest),
    };
    let (plain, comma) = value.strip_suffix(',').map_or((value, ""), |plain| (plain, ","));
    let class = match plain.chars().next() {
        Some('{' | '}' | '[' | ']') | None => "",
        Some('"') => "s",
        Some(_) => "n",
    };
    let name = name.map(|name| view! { <i class="k">{name}</i>": " });
    view! { <span class="ln">{space.to_owned()}{name}<i class=class>{plain.to_owned()}</i>{comma}{"\n"}</span> }
}
