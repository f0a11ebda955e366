//! The built extension under test: its folder, its id, its pages.
//!
//! The id is computed as the browser computes it, so that nothing has to be read from the browser
//! before the first page opens.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Names the folder when it is not where `cargo xtask build` puts it.
const FOLDER_VARIABLE: &str = "NINEPIN_EXTENSION";

/// An unpacked extension on disk.
#[derive(Debug, Clone)]
pub struct Extension {
    folder: PathBuf,
    id: String,
}

impl Extension {
    /// Reads the manifest of the folder.
    ///
    /// # Errors
    /// When there is no readable manifest.
    pub fn open(folder: &Path) -> Result<Self> {
        let folder = std::path::absolute(folder)?;
        let manifest = folder.join("manifest.json");
        let text = std::fs::read_to_string(&manifest).with_context(|| {
            format!(
                "reading {}: build the extension with `cargo xtask build`",
                manifest.display()
            )
        })?;
        let manifest: Value = serde_json::from_str(&text).context("reading the manifest")?;
        let id = match manifest["key"].as_str() {
            Some(key) => id_of_key(key)?,
            None => id_of_path(&folder),
        };
        Ok(Self { folder, id })
    }

    /// The built extension: `NINEPIN_EXTENSION`, else `target/extension` of this workspace.
    ///
    /// # Errors
    /// When it has not been built.
    pub fn built() -> Result<Self> {
        if let Some(folder) = std::env::var_os(FOLDER_VARIABLE) {
            return Self::open(Path::new(&folder));
        }
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let target = std::env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| workspace.join("target"), |target| workspace.join(target));
        let found = [target, workspace.join("target")]
            .into_iter()
            .map(|target| target.join("extension"))
            .find(|folder| folder.join("manifest.json").is_file());
        let Some(folder) = found else {
            bail!(
                "the extension is not built: run `cargo xtask build`, or name its folder in {FOLDER_VARIABLE}"
            )
        };
        Self::open(&folder)
    }

    /// A copy of it in an empty folder, to be changed there. Its id is the same where its manifest has
    /// a key.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    pub fn copy_to(&self, folder: &Path) -> Result<Self> {
        let mut folders = vec![PathBuf::new()];
        while let Some(below) = folders.pop() {
            std::fs::create_dir_all(folder.join(&below))?;
            let entries = std::fs::read_dir(self.folder.join(&below));
            for entry in entries.with_context(|| format!("reading {}", self.folder.display()))? {
                let entry = entry?;
                let path = below.join(entry.file_name());
                if entry.file_type()?.is_dir() {
                    folders.push(path);
                } else {
                    std::fs::copy(self.folder.join(&path), folder.join(&path))?;
                }
            }
        }
        Self::open(folder)
    }

    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The address of one of its pages.
    #[must_use]
    pub fn page_url(&self, page: &str) -> String {
        format!("chrome-extension://{}/{page}", self.id)
    }
}

/// The id that a manifest `key` gives: the first 16 bytes of its SHA-256, in the letters a to p.
fn id_of_key(key: &str) -> Result<String> {
    let bytes = STANDARD
        .decode(key.trim())
        .context("decoding the manifest's key")?;
    ensure!(!bytes.is_empty(), "the manifest's key is empty");
    Ok(id_of_bytes(&bytes))
}

/// The id of a folder whose manifest has no key.
fn id_of_path(folder: &Path) -> String {
    id_of_bytes(folder.as_os_str().as_encoded_bytes())
}

fn id_of_bytes(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let letter = |half: u8| char::from(b'a' + half);
    digest
        .iter()
        .take(16)
        .flat_map(|byte| [letter(byte >> 4), letter(byte & 15)])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_the_first_half_of_the_hash_in_the_letters_a_to_p() {
        // SHA-256 of "abc" starts ba7816bf 8f01cfea 414140de 5dae2223.
        assert_eq!(id_of_bytes(b"abc"), "lkhibglpipabmpokebebeanofnkocccd");
        assert_eq!(
            id_of_key("YWJj").unwrap(),
            "lkhibglpipabmpokebebeanofnkocccd"
        );
    }

    #[test]
    fn a_key_that_is_no_base64_is_named_as_the_trouble() {
        let error = id_of_key("%%%").unwrap_err();
        assert!(error.to_string().contains("manifest's key"), "{error}");
    }
}
