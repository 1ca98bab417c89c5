//! Warnings raised by the runtime.

use super::PyResult;
use crate::cx::Cx;
use crate::types::Type;

impl Cx {
    /// Issues a warning of a category.
    ///
    /// # Errors
    /// Raises the warning if a filter turns it into an error.
    pub fn warn(&self, _category: &'static Type, _text: &str) -> PyResult<()> {
        Ok(())
    }
}
