//! Whole folders: listed, copied, replaced.
//!
//! Rule: the order of files never depends on the disk, and nobody sees a half-written folder.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Every file below the folder, as paths relative to it, sorted.
pub(crate) fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(relative) = folders.pop() {
        let path = folder.join(&relative);
        let entries = fs::read_dir(&path).with_context(|| format!("reading {}", path.display()))?;
        for entry in entries {
            let entry = entry?;
            let name = relative.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                folders.push(name);
            } else {
                files.push(name);
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Copies every file below one folder into another.
pub(crate) fn copy_below(from: &Path, to: &Path) -> Result<()> {
    for file in files_below(from)? {
        let target = to.join(&file);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::copy(from.join(&file), &target)
            .with_context(|| format!("copying {} to {}", file.display(), target.display()))?;
    }
    Ok(())
}

/// A folder beside another that only this process uses, to be filled and then put in its place.
pub(crate) fn fresh_beside(place: &Path) -> Result<PathBuf> {
    let fresh = beside(place, "new");
    if fresh.exists() {
        fs::remove_dir_all(&fresh)?;
    }
    fs::create_dir_all(&fresh).with_context(|| format!("could not make {}", fresh.display()))?;
    Ok(fresh)
}

/// Puts a finished folder in another's place; a reader sees the old one or the new one.
pub(crate) fn replace_folder(fresh: &Path, place: &Path) -> Result<()> {
    let old = beside(place, "old");
    if place.exists() {
        fs::rename(place, &old).with_context(|| format!("could not move {}", place.display()))?;
    }
    fs::rename(fresh, place).with_context(|| format!("could not fill {}", place.display()))?;
    if old.exists() {
        fs::remove_dir_all(&old)?;
    }
    Ok(())
}

fn beside(place: &Path, word: &str) -> PathBuf {
    let mut name = place.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{word}.{}", std::process::id()));
    place.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_replaced_whole() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let place = folder.path().join("place-1.0");
        fs::create_dir(&place).expect("the folder can be made");
        let fresh = fresh_beside(&place).expect("the folder can be made");
        for (path, text) in [(&place, "old"), (&fresh, "new")] {
            fs::write(path.join("file"), text).expect("the folder can be written");
        }
        fs::write(place.join("left-over"), "old").expect("the folder can be written");
        replace_folder(&fresh, &place).expect("the folder can be replaced");
        assert_eq!(
            fs::read_to_string(place.join("file")).ok().as_deref(),
            Some("new")
        );
        assert!(!place.join("left-over").exists());
        let n_left = fs::read_dir(folder.path())
            .expect("the folder can be read")
            .count();
        assert_eq!(n_left, 1, "neither the fresh nor the old folder is left");
    }

    #[test]
    fn files_are_copied_with_their_folders_and_listed_in_order() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        fs::create_dir_all(from.join("a/b")).expect("the folder can be made");
        for name in ["z", "a/b/c", "a/a"] {
            fs::write(from.join(name), name).expect("the folder can be written");
        }
        copy_below(&from, &to).expect("the folder can be copied");
        let files = files_below(&to).expect("the copy can be listed");
        assert_eq!(files, ["a/a", "a/b/c", "z"].map(PathBuf::from));
        assert_eq!(
            fs::read_to_string(to.join("a/b/c")).ok().as_deref(),
            Some("a/b/c")
        );
    }
}
