//! Lists the Python modules of `pyfiles/lib` as rows of a table sorted by module name.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn main() {
    let root = PathBuf::from("../../../pyfiles/lib");
    println!("cargo:rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    collect(&root, &mut files);
    let mut rows: Vec<(String, String, PathBuf)> = files
        .into_iter()
        .map(|file| {
            let path =
                file.strip_prefix(&root).expect("below the root").to_string_lossy().into_owned();
            let name = path.trim_end_matches(".py").trim_end_matches("/__init__").replace('/', ".");
            (name, path, file)
        })
        .collect();
    rows.sort();
    let mut table = String::from("&[\n");
    for (name, path, file) in rows {
        println!("cargo:rerun-if-changed={}", file.display());
        let source = std::fs::canonicalize(&file).expect("the file exists");
        let is_package = path.ends_with("__init__.py");
        writeln!(
            table,
            "    EmbeddedModule {{ name: {name:?}, path: {path:?}, is_package: {is_package}, source: include_bytes!({source:?}) }},"
        )
        .expect("writing to a string");
    }
    table.push_str("]\n");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("set by cargo")).join("table.rs");
    std::fs::write(out, table).expect("the output folder is writable");
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the folder exists").flatten() {
        let path = entry.path();
        if path.is_dir() {
            println!("cargo:rerun-if-changed={}", path.display());
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "py") {
            files.push(path);
        }
    }
}
