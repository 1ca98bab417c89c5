//! The one test binary of the project's outside view: tidy checks, then programs.
//! Its last line is always `N passed, M failed`.

use std::process::ExitCode;

fn main() -> ExitCode {
    tests::harness::main()
}
