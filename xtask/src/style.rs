//! One stylesheet out of many: `style/index.css` with its imports put in place and the comments taken out; beside it one for each
//! screen that has something of its own.
//!
//! No minifier: `lightningcss` would double the time it takes to build this tool, for what brotli mostly saves anyway.

use std::{collections::BTreeMap, fs, path::Path};

use crate::shell::{Outcome, at, files_below, root};

/// What every page has.
pub const COMMON: &str = "vuelta.css";

/// The finished stylesheets, by name: `vuelta.css`, and one named after each screen in `style/screens`.
pub fn sheets() -> Outcome<Vec<(String, String)>> {
    let folder = root().join("style");
    let mut sheets = vec![(COMMON.to_owned(), bundle(&folder)?)];
    let screens = folder.join("screens");
    let mut own = BTreeMap::<String, String>::new();
    for path in files_below(&screens)? {
        // A screen with much of its own has a folder instead of a file.
        let of_screen = path.strip_prefix(&screens).unwrap_or(&path).with_extension("");
        let screen = of_screen.iter().next().unwrap_or_default().to_string_lossy();
        own.entry(format!("{screen}.css")).or_default().push_str(&read(&path)?);
    }
    sheets.extend(own);
    Ok(sheets)
}

fn bundle(folder: &Path) -> Outcome<String> {
    let mut sheet = String::new();
    for line in read(&folder.join("index.css"))?.lines() {
        match Import::read(line)? {
            Some(import) => {
                let imported =
                    read(&folder.join(import.path)).map_err(|failure| format!("style/index.css imports {failure}"))?;
                if imported.lines().any(|line| line.trim_start().starts_with("@import")) {
                    return Err(format!("style/{}: only style/index.css may import", import.path));
                }
                match import.layer {
                    Some(layer) => sheet.push_str(&format!("@layer {layer} {{\n{imported}}}\n")),
                    None => sheet.push_str(&imported),
                }
            }
            None => {
                sheet.push_str(line);
                sheet.push('\n');
            }
        }
    }
    Ok(sheet)
}

fn read(path: &Path) -> Outcome<String> {
    Ok(without_comments(&at(path, fs::read_to_string(path))?))
}

/// `@import "tokens.css";` or `@import url("tokens.css") layer(tokens);`
#[derive(Debug, PartialEq, Eq)]
struct Import<'a> {
    path: &'a str,
    layer: Option<&'a str>,
}

impl<'a> Import<'a> {
    fn read(line: &'a str) -> Outcome<Option<Self>> {
        let Some(rest) = line.trim().strip_prefix("@import") else { return Ok(None) };
        let import = || {
            let rest = rest.trim().strip_suffix(';')?;
            let (before, rest) = rest.split_once(['"', '\''])?;
            let (path, after) = rest.split_once(['"', '\''])?;
            let after = match before.trim() {
                "" => after.trim(),
                "url(" => after.trim().strip_prefix(')')?.trim(),
                _ => return None,
            };
            let layer = match after {
                "" => None,
                _ => Some(after.strip_prefix("layer(")?.strip_suffix(')')?.trim()),
            };
            Some(Self { path, layer })
        };
        import()
            .map(Some)
            .ok_or_else(|| format!("style/index.css: write `@import \"file.css\" layer(name);`, not `{}`", line.trim()))
    }
}

/// Takes out `/* … */`, except inside strings, and the lines that are then empty.
fn without_comments(css: &str) -> String {
    let mut kept = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(at) = rest.find(['"', '\'', '/']) {
        let (before, from) = rest.split_at(at);
        kept.push_str(before);
        let length = match from.strip_prefix("/*") {
            Some(comment) => {
                rest = comment.split_once("*/").map_or("", |(_, after)| after);
                continue;
            }
            None if from.starts_with('/') => 1,
            None => string_length(from),
        };
        let (string, after) = from.split_at(length);
        kept.push_str(string);
        rest = after;
    }
    kept.push_str(rest);
    kept.lines()
        .map(str::trim_end)
        .filter(|line| !line.is_empty())
        .fold(String::new(), |sheet, line| sheet + line + "\n")
}

/// How far the string reaches that opens `text`, its quotes included.
fn string_length(text: &str) -> usize {
    let mut characters = text.char_indices();
    let quote = characters.next().map(|(_, character)| character);
    while let Some((at, character)) = characters.next() {
        if character == '\\' {
            characters.next();
        } else if Some(character) == quote {
            return at + character.len_utf8();
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_go_and_strings_stay() {
        let css = "/* one\n two */\na { content: \"/* no \\\" comment */\"; }\n\n  b/**/ { c: url(/x/y) } /* open";
        assert_eq!(without_comments(css), "a { content: \"/* no \\\" comment */\"; }\n  b { c: url(/x/y) }\n");
    }

    #[test]
    fn imports_name_a_file_and_perhaps_a_layer() {
        let layered = Import { path: "a.css", layer: Some("base") };
        assert_eq!(Import::read("@import url('a.css') layer(base);"), Ok(Some(layered)));
        assert_eq!(Import::read("@import \"parts/a.css\";"), Ok(Some(Import { path: "parts/a.css", layer: None })));
        assert_eq!(Import::read("@layer a, b;"), Ok(None));
        assert!(Import::read("@import \"a.css\" screen;").is_err());
    }
}
