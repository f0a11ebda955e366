//! `cargo xtask dist`: the extension as one zip.
//!
//! Rule: the same sources and tools give the same bytes: files in order, no times, no owners.

use std::fs::{self, File};
use std::io::{Cursor, Write};
use std::path::Path;

use anyhow::{Context, Result, bail};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::build::{self, Mode};
use crate::folder::files_below;
use crate::process::say;
use crate::workspace::{VERSION, Workspace};

pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    if !arguments.is_empty() {
        bail!("dist takes no arguments");
    }
    let extension = build::extension(workspace, Mode::Shipped)?;
    let bytes = pack(&extension)?;
    let folder = workspace.target().join("dist");
    fs::create_dir_all(&folder)?;
    let file = folder.join(format!("ninepin-{VERSION}.zip"));
    File::create(&file)
        .and_then(|mut zip| zip.write_all(&bytes))
        .with_context(|| format!("writing {}", file.display()))?;
    say(&format!("\n{} ({} bytes)", file.display(), bytes.len()));
    Ok(())
}

fn pack(folder: &Path) -> Result<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(9))
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for file in files_below(folder)? {
        // Zip wants forward slashes on every system.
        let parts: Vec<_> = file.iter().map(|part| part.to_string_lossy()).collect();
        zip.start_file(parts.join("/"), options)?;
        zip.write_all(&fs::read(folder.join(&file))?)?;
    }
    Ok(zip.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn folder_with(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("a file has a folder")).expect("it is made");
            fs::write(path, text).expect("the folder can be written");
        }
        folder
    }

    #[test]
    fn the_same_files_written_in_another_order_give_the_same_bytes() {
        let one = folder_with(&[
            ("manifest.json", "{}"),
            ("icons/16.png", "png"),
            ("a.js", "1;"),
        ]);
        let two = folder_with(&[
            ("a.js", "1;"),
            ("icons/16.png", "png"),
            ("manifest.json", "{}"),
        ]);
        let bytes = pack(one.path()).expect("the folder can be packed");
        assert_eq!(bytes, pack(two.path()).expect("the folder can be packed"));
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("the bytes are a zip");
        let names: Vec<_> = (0..zip.len())
            .map(|file_idx| {
                zip.by_index(file_idx)
                    .expect("the file is there")
                    .name()
                    .expect("a name")
                    .into_owned()
            })
            .collect();
        assert_eq!(names, ["a.js", "icons/16.png", "manifest.json"]);
        let mut text = String::new();
        let mut file = zip.by_name("icons/16.png").expect("the icon is in the zip");
        file.read_to_string(&mut text)
            .expect("the icon can be read");
        assert_eq!(text, "png");
    }
}
