//! Finds the pyston to test. `PYSTON` names it; else the most optimised build
//! in the workspace's target folder is taken.

use std::path::PathBuf;

/// Returns the absolute path of the binary.
pub(crate) fn find() -> Result<PathBuf, String> {
    if let Some(path) = std::env::var_os("PYSTON").filter(|path| !path.is_empty()) {
        let path = PathBuf::from(path);
        return path.canonicalize().map_err(|error| format!("PYSTON={}: {error}", path.display()));
    }
    let root = super::tests_folder().join("..");
    let target = match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root.join(folder),
        None => root.join("target"),
    };
    ["release", "fast", "debug"]
        .iter()
        .find_map(|profile| target.join(profile).join("pyston").canonicalize().ok())
        .ok_or_else(|| "there is no pyston to test: run `make build`".to_owned())
}
