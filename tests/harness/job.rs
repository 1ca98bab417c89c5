//! What the harness can run: a name, the work, and what is known of it.

/// One test. It owns everything it needs, so any thread may run it.
pub(crate) struct Job {
    /// Path-like name, unique within its kind: `py/lists/sort`, `tidy/file-length`.
    pub(crate) name: String,
    /// Why this test is known to fail, if it is.
    pub(crate) known: Option<String>,
    /// Does the work; the error lists what is wrong, one problem a line.
    pub(crate) work: Box<dyn FnOnce() -> Result<(), String> + Send>,
}

impl Job {
    /// Makes a job that is expected to succeed.
    pub(crate) fn new(
        name: impl Into<String>,
        work: impl FnOnce() -> Result<(), String> + Send + 'static,
    ) -> Self {
        Self { name: name.into(), known: None, work: Box::new(work) }
    }
}
