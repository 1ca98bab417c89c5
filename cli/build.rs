//! How the binary is linked: at a fixed address, so that compiled code calls into
//! it directly and start-up relocates nothing, and with LLVM's companions inside.
//! glibc stays outside: a static one cannot load modules.

use std::env;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

/// The archive to use, and the name under which the linker is asked for it. Found
/// first, they win over shared libraries.
const ARCHIVES: [(&str, &str); 4] = [
    ("libstdc++.a", "libstdc++.a"),
    ("libzstd.a", "libzstd.a"),
    ("libz.a", "libz.a"),
    ("libgcc_eh.a", "libgcc_s.a"),
];

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rustc-link-arg=-no-pie");
    println!("cargo:rustc-link-arg=-Wl,-z,keep-text-section-prefix");
    let folder = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    let compiler = env::var("CC").unwrap_or_else(|_| "cc".to_owned());
    for (archive, name) in ARCHIVES {
        let Some(path) = find(&compiler, archive) else { continue };
        let link = Path::new(&folder).join(name);
        drop(fs::remove_file(&link));
        if let Err(error) = symlink(&path, &link) {
            println!("cargo:warning={archive} stays shared: {error}");
        }
    }
    println!("cargo:rustc-link-search=native={folder}");
}

/// Asks the C compiler where it keeps an archive.
fn find(compiler: &str, archive: &str) -> Option<String> {
    let output = Command::new(compiler).arg(format!("-print-file-name={archive}")).output().ok()?;
    let path = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    Path::new(&path).is_absolute().then_some(path)
}
