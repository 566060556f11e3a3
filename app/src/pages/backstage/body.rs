//! A body or a piece of code, line by line.

use leptos::prelude::*;
use serde_json::Value;
use vuelta::backstage::code::pretty;

/// The fields that decide something, which a room should see first.
const HOT: [&str; 6] = ["status", "error_reason", "amount", "redirect_url", "type", "flow"];

/// A body as JSON with numbered lines.
pub(super) fn json(label: &'static str, body: &Value) -> impl IntoView + use<> {
    let lines = pretty(body).lines().map(json_line).collect_view();
    view! { <pre class="json" tabindex="0" role="region" aria-label=label><code>{lines}</code></pre> }
}

/// The beginning of a body: as many lines as there is room for.
pub(super) fn excerpt(label: &'static str, body: &Value, most: usize) -> impl IntoView + use<> {
    let text = pretty(body);
    let lines = text.lines().take(most).map(json_line).collect_view();
    let more = text.lines().nth(most).map(|_| view! { <span class="ln">"…"</span> });
    view! { <pre class="json" tabindex="0" role="region" aria-label=label><code>{lines}{more}</code></pre> }
}

/// Code with numbered lines, to be copied whole.
pub(super) fn code(label: &'static str, text: &str) -> impl IntoView + use<> {
    let lines = text.lines().map(|line| view! { <span class="ln">{line.to_owned()}</span>"\n" }).collect_view();
    view! { <pre class="json" id="code" tabindex="0" role="region" aria-label=label><code>{lines}</code></pre> }
}

fn json_line(line: &str) -> impl IntoView + use<> {
    let parts = Parts::of(line);
    let class = if parts.key.is_some_and(|key| HOT.contains(&key.trim_matches('"'))) { "ln hot" } else { "ln" };
    let key = parts.key.map(|key| view! { <i class="k">{key.to_owned()}</i>": " });
    let value = match parts.value {
        "" => None,
        text if text.starts_with('"') => Some(view! { <i class="s">{text.to_owned()}</i> }.into_any()),
        bracket if bracket.starts_with(['{', '}', '[', ']']) => Some(bracket.to_owned().into_any()),
        plain => Some(view! { <i class="n">{plain.to_owned()}</i> }.into_any()),
    };
    view! { <span class=class>{parts.indent.to_owned()}{key}{value}{parts.comma}</span>"\n" }
}

/// A line of JSON as it is written over several lines: at most one field, and at most one value.
#[derive(Debug, PartialEq, Eq)]
struct Parts<'a> {
    indent: &'a str,
    key: Option<&'a str>,
    value: &'a str,
    comma: &'static str,
}

impl<'a> Parts<'a> {
    fn of(line: &'a str) -> Self {
        let rest = line.trim_start();
        let indent = line.strip_suffix(rest).unwrap_or_default();
        let (rest, comma) = rest.strip_suffix(',').map_or((rest, ""), |rest| (rest, ","));
        let end = string_end(rest).filter(|end| rest.get(*end..).is_some_and(|rest| rest.starts_with(": ")));
        let (key, value) = match end {
            Some(end) => {
                (rest.get(..end), rest.get(end..).and_then(|rest| rest.strip_prefix(": ")).unwrap_or_default())
            }
            None => (None, rest),
        };
        Self { indent, key, value, comma }
    }
}

/// Where the string ends that `text` begins with.
fn string_end(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    for (index, letter) in text.strip_prefix('"')?.char_indices() {
        match letter {
            '"' if !is_escaped => return Some(index + 2),
            _ => is_escaped = letter == '\\' && !is_escaped,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_falls_into_its_parts_whatever_its_texts_hold() {
        let parts = |line: &'static str| {
            let Parts { indent, key, value, comma } = Parts::of(line);
            (indent.len(), key, value, comma)
        };
        assert_eq!(parts("  \"amount\": 4990,"), (2, Some("\"amount\""), "4990", ","));
        assert_eq!(parts(r#"    "a\": b": "x, \"y\": z""#), (4, Some(r#""a\": b""#), r#""x, \"y\": z""#, ""));
        assert_eq!(parts("  \"data\": {"), (2, Some("\"data\""), "{", ""));
        assert_eq!(parts("  \"only: text\","), (2, None, "\"only: text\"", ","));
        assert_eq!(parts("  },"), (2, None, "}", ","));
        assert_eq!(parts(r#""\\": 1"#), (0, Some(r#""\\""#), "1", ""));
    }
}
