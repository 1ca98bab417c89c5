//! Prints the bytecode of Python files, or checks all files below a folder.
//!
//! `show FILE` prints; `show --check DIR` compiles, verifies and round-trips
//! every `.py` file and counts what happens; `show --time DIR` only compiles.

use ir::source_compiler::{CompileFlags, Mode, SourceCompiler};
use std::path::{Path, PathBuf};
use std::time::Instant;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--check", folder] => check(Path::new(folder)),
        ["--time", folder] => time(Path::new(folder)),
        [file] => show(Path::new(file)),
        _ => println!("usage: show FILE | show --check DIR | show --time DIR"),
    }
}

fn compile(file: &Path) -> Result<ir::Compiled, String> {
    let source = std::fs::read(file).map_err(|error| error.to_string())?;
    let name = file.as_os_str().as_encoded_bytes();
    let flags = CompileFlags { from_file: true, ..CompileFlags::default() };
    lower::Frontend
        .compile(&source, name, Mode::Exec, flags)
        .map_err(|error| format!("{:?}: {} (line {})", error.kind, error.message, error.line))
}

fn show(file: &Path) {
    match compile(file) {
        Ok(compiled) => {
            for warning in &compiled.warnings {
                println!("; line {}: SyntaxWarning: {}", warning.line, warning.message);
            }
            print!("{}", ir::text::print(&compiled.code));
        }
        Err(error) => println!("{error}"),
    }
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "py") {
            found.push(path);
        }
    }
}

fn check(folder: &Path) {
    let mut list = Vec::new();
    files(folder, &mut list);
    let (mut good, mut rejected) = (0, 0);
    for file in &list {
        let compiled = match compile(file) {
            Ok(compiled) => compiled,
            Err(error) => {
                rejected += 1;
                println!("{}: {error}", file.display());
                continue;
            }
        };
        let code = &*compiled.code;
        if let Err(error) = ir::verify(code) {
            println!("{}: WRONG CODE {error}", file.display());
        }
        match ir::text::parse(&ir::text::print(code)) {
            Ok(again) if again == *code => {}
            Ok(_) => println!("{}: TEXT DIFFERS", file.display()),
            Err(error) => println!("{}: TEXT {error}", file.display()),
        }
        match ir::codec::decode(&ir::codec::encode(code)) {
            Ok(again) if again == *code => good += 1,
            Ok(_) => println!("{}: BINARY DIFFERS", file.display()),
            Err(_) => println!("{}: BINARY DAMAGED", file.display()),
        }
    }
    println!("{} files: {good} good, {rejected} rejected", list.len());
}

fn time(folder: &Path) {
    let mut list = Vec::new();
    files(folder, &mut list);
    let start = Instant::now();
    let (mut bytes, mut insns) = (0, 0);
    for file in &list {
        bytes += std::fs::metadata(file).map_or(0, |data| data.len());
        let one = Instant::now();
        if let Ok(compiled) = compile(file) {
            insns += count(&compiled.code);
        }
        let took = one.elapsed().as_secs_f64();
        if took > 0.1 {
            println!("{}: {took:.2} s", file.display());
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    let rate = bytes as f64 / seconds / 1e6;
    println!(
        "{} files, {bytes} bytes, {insns} instructions, {seconds:.2} s, {rate:.1} MB/s",
        list.len()
    );
}

fn count(code: &ir::Code) -> usize {
    let nested = code.constants.iter().map(|constant| match constant {
        ir::Constant::Code(code) => count(code),
        _ => 0,
    });
    code.function.insns.len() + nested.sum::<usize>()
}
