//! Finds the benchmark programs: every `.py` file one folder below the top,
//! ordered by folder and name.

use std::fs;
use std::path::{Path, PathBuf};

/// One program.
pub(super) struct Program {
    /// `cpu/fib`
    pub(super) name: String,
    pub(super) path: PathBuf,
}

impl Program {
    /// Returns the folder, which says what the program is about.
    pub(super) fn group(&self) -> &str {
        self.name.split('/').next().unwrap_or_default()
    }
}

/// Returns the programs whose name contains one of the filters.
pub(super) fn find(folder: Option<&Path>, filters: &[String]) -> Result<Vec<Program>, String> {
    let top = match folder {
        Some(folder) => folder.to_owned(),
        None => default_folder().ok_or("there is no folder pyfiles/bench; name it with --dir")?,
    };
    let mut programs = Vec::new();
    for group in sorted(&top)? {
        if group.is_dir() {
            let files = sorted(&group)?.into_iter();
            programs.extend(files.filter_map(|path| program(&top, path)));
        }
    }
    programs.retain(|program| {
        filters.is_empty() || filters.iter().any(|part| program.name.contains(part.as_str()))
    });
    Ok(programs)
}

fn program(top: &Path, path: PathBuf) -> Option<Program> {
    let name = path.strip_prefix(top).ok()?.with_extension("").to_string_lossy().into_owned();
    let is_program = path.extension()? == "py" && !name.contains("/_");
    let path = path.canonicalize().ok()?;
    is_program.then_some(Program { name, path })
}

/// Looks in the current folder, then in those above the binary, where a build leaves it.
fn default_folder() -> Option<PathBuf> {
    let binary = std::env::current_exe().ok();
    let above = binary.iter().flat_map(|path| path.ancestors().skip(1));
    std::iter::once(Path::new("."))
        .chain(above)
        .map(|folder| folder.join("pyfiles/bench"))
        .find(|folder| folder.is_dir())
}

fn sorted(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    Ok(paths)
}
