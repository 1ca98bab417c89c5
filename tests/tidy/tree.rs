//! The project's own files: everything below the root except what is built,
//! fetched or hidden. Paths are relative to the root, with `/`.

use std::fs;
use std::path::{Path, PathBuf};

/// Kinds of files that are read as text.
const TEXT: [&str; 14] =
    ["rs", "toml", "md", "py", "sh", "txt", "golden", "ir", "out", "err", "json", "c", "h", "cfg"];

/// One text file.
pub(super) struct File {
    pub(super) path: String,
    pub(super) text: String,
}

/// All text files, ordered by path.
pub(super) struct Tree {
    pub(super) files: Vec<File>,
}

impl Tree {
    /// Reads the project's files.
    pub(super) fn read() -> Self {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut files = Vec::new();
        collect(&root, &root, &mut files);
        files.sort_by(|a: &File, b| a.path.cmp(&b.path));
        Self { files }
    }

    /// Returns the Rust sources.
    pub(super) fn sources(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|file| file.path.ends_with(".rs"))
    }

    /// Returns the file at `path`.
    pub(super) fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<File>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let hidden = name.starts_with('.') && !matches!(name.as_str(), ".ci" | ".cargo");
        if hidden || matches!(name.as_str(), "target" | "out" | "__pycache__") {
            continue;
        }
        if path.is_dir() {
            collect(root, &path, files);
        } else if is_text(&path)
            && let Ok(bytes) = fs::read(&path)
        {
            let path = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
            files.push(File { path, text: String::from_utf8_lossy(&bytes).into_owned() });
        }
    }
}

fn is_text(path: &Path) -> bool {
    match path.extension() {
        Some(extension) => TEXT.iter().any(|kind| *kind == extension),
        None => true,
    }
}
