//! Makes the table of the Python modules in `pyfiles/lib`: rows sorted by module name, each with
//! the source and the bytecode made of it.

use ir::source_compiler::{CompileFlags, Mode, SourceCompiler};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// A Python file of the library.
struct Module {
    /// Full dotted name.
    name: String,
    /// Path below the library folder.
    path: String,
    file: PathBuf,
}

fn main() {
    let root = PathBuf::from("../../../pyfiles/lib");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("set by cargo"));
    println!("cargo:rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    collect(&root, &mut files);
    let mut modules: Vec<Module> = files.into_iter().map(|file| module_of(&root, file)).collect();
    modules.sort_by(|a, b| a.name.cmp(&b.name));
    let mut table = String::from("&[\n");
    for Module { name, path, file } in modules {
        println!("cargo:rerun-if-changed={}", file.display());
        let source = std::fs::canonicalize(&file).expect("the file exists");
        let code = out.join(format!("{name}.code"));
        std::fs::write(&code, compile(&source, &path)).expect("the output folder is writable");
        let is_package = path.ends_with("__init__.py");
        writeln!(
            table,
            "    EmbeddedModule {{ name: {name:?}, path: {path:?}, is_package: {is_package}, \
             source: include_bytes!({source:?}), code: include_bytes!({code:?}) }},"
        )
        .expect("writing to a string");
    }
    table.push_str("]\n");
    std::fs::write(out.join("table.rs"), table).expect("the output folder is writable");
}

fn module_of(root: &Path, file: PathBuf) -> Module {
    let path = file.strip_prefix(root).expect("below the root").to_string_lossy().into_owned();
    let name = path.trim_end_matches(".py").trim_end_matches("/__init__").replace('/', ".");
    Module { name, path, file }
}

/// Compiles a module as an import without any option does.
fn compile(file: &Path, path: &str) -> Vec<u8> {
    let source = std::fs::read(file).expect("the file is readable");
    let flags = CompileFlags { from_file: true, ..CompileFlags::default() };
    match lower::Frontend.compile(&source, path.as_bytes(), Mode::Exec, flags) {
        Ok(compiled) => ir::codec::encode(&compiled.code),
        Err(error) => panic!("{path}, line {}: {}", error.line, error.message),
    }
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
