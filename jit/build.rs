//! Links the test binaries without PIE, as the product is, so that compiled code reaches helpers directly,
//! and finds the static C++ and compression libraries LLVM needs.
fn main() {
    println!("cargo:rustc-link-arg=-no-pie");
    println!("cargo:rerun-if-changed=build.rs");
    let out = std::env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    for library in ["libstdc++.a", "libzstd.a", "libz.a"] {
        let found =
            std::process::Command::new("cc").arg(format!("-print-file-name={library}")).output();
        let Ok(found) = found else { continue };
        let path = String::from_utf8_lossy(&found.stdout).trim().to_owned();
        if std::path::Path::new(&path).is_absolute() {
            let link = format!("{out}/{library}");
            let _ = std::fs::remove_file(&link);
            let _ = std::os::unix::fs::symlink(&path, &link);
        }
    }
    println!("cargo:rustc-link-search=native={out}");
}
