//! `sys.path` at the start.

use crate::cx::Cx;

/// `sys.prefix`: the embedded library stands below it, whether or not the folder exists.
pub const PREFIX: &str = "/usr/local";
/// The path entry that stands for the embedded library.
pub const LIBRARY: &str = "/usr/local/lib/python2.7";

/// Returns PYTHONPATH, the embedded library, a user's own library. The folder of the script comes
/// in front when the program is known.
pub fn initial_path(cx: &Cx) -> Vec<Vec<u8>> {
    let settings = &cx.vm().settings;
    let mut path = settings.python_path.clone();
    path.push(LIBRARY.as_bytes().to_vec());
    if let Some(library) = &settings.stdlib_dir {
        path.push(library.clone());
    }
    path.push([LIBRARY.as_bytes(), b"/site-packages"].concat());
    path
}
