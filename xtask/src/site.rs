//! `target/site/`: everything the browser may fetch by name. The server embeds the folder when it is compiled.
//!
//! It lies in the checkout's own `target/` even when `CARGO_TARGET_DIR` points elsewhere: the server's source names the folder
//! relative to itself, and two checkouts that share a target folder must not embed each other's site.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
};

use crate::shell::{Outcome, at, files_below, root, write};

/// Names below the folder, with `/`, and what they hold.
#[derive(Default)]
pub struct Site(BTreeMap<String, Vec<u8>>);

pub fn folder() -> PathBuf {
    root().join("target/site")
}

impl Site {
    pub fn add(&mut self, name: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.0.insert(name.into(), bytes.into());
    }

    /// Adds every file below a folder under its own relative name.
    pub fn add_folder(&mut self, folder: &Path) -> Outcome {
        for path in files_below(folder)? {
            self.add(name_below(folder, &path), at(&path, fs::read(&path))?);
        }
        Ok(())
    }

    /// Adds a file under its own name; a missing one is no mistake.
    pub fn add_if_there(&mut self, path: &Path) -> Outcome {
        match fs::read(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            bytes => {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                self.add(name, at(path, bytes)?);
                Ok(())
            }
        }
    }

    /// Makes the folder hold these files and no others; what is right already is left alone, so that cargo rebuilds nothing.
    /// Says whether there are names now that were not there before.
    pub fn write(&self, folder: &Path, packed: bool) -> Outcome<bool> {
        at(folder, fs::create_dir_all(folder))?;
        let before: BTreeSet<_> = files_below(folder)?.into_iter().collect();
        let mut wanted = BTreeSet::new();
        for (name, bytes) in &self.0 {
            let path = folder.join(name);
            write(&path, bytes)?;
            wanted.insert(path);
            if packed && is_compressible(name) {
                let path = folder.join(format!("{name}.br"));
                if !fs::read(&path).is_ok_and(|there| unpack(&there).is_ok_and(|there| there == *bytes)) {
                    write(&path, &pack(bytes).map_err(|error| format!("{name} could not be compressed: {error}"))?)?;
                }
                wanted.insert(path);
            }
        }
        for stray in before.difference(&wanted) {
            at(stray, fs::remove_file(stray))?;
        }
        Ok(!wanted.is_subset(&before))
    }
}

fn name_below(folder: &Path, path: &Path) -> String {
    let parts = path.strip_prefix(folder).unwrap_or(path).components();
    parts.map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// Fonts are compressed by their format, and for a short text the header would cost more than it saves.
fn is_compressible(name: &str) -> bool {
    [".css", ".js", ".wasm", ".svg"].iter().any(|ending| name.ends_with(ending))
}

fn pack(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut packed, &parameters)?;
    Ok(packed)
}

fn unpack(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut unpacked = Vec::new();
    brotli::BrotliDecompress(&mut &bytes[..], &mut unpacked)?;
    Ok(unpacked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_holds_the_site_and_nothing_else() {
        let folder = std::env::temp_dir().join(format!("vuelta-site-{}", std::process::id()));
        let mut site = Site::default();
        site.add("fonts/a.woff2", "font");
        site.add("vuelta.css", "a { color: red }");
        write(&folder.join("old/app.js"), b"stale").unwrap();
        assert!(site.write(&folder, true).unwrap());
        assert!(!site.write(&folder, true).unwrap());
        let names: Vec<_> = files_below(&folder).unwrap().iter().map(|path| name_below(&folder, path)).collect();
        assert_eq!(names, ["fonts/a.woff2", "vuelta.css", "vuelta.css.br"]);
        assert_eq!(unpack(&fs::read(folder.join("vuelta.css.br")).unwrap()).unwrap(), b"a { color: red }");
        fs::remove_dir_all(folder).unwrap();
    }
}
