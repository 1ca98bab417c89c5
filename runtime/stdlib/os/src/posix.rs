//! The module `posix`: system calls under their own names.

mod args;
mod constants;
mod descriptors;
mod files;
#[expect(unsafe_code, reason = "island: processes")]
mod process;

use runtime::api::ModuleDef;

/// The module's table.
pub(crate) static POSIX: ModuleDef = ModuleDef {
    name: "posix",
    doc: "System calls of the operating system; programs use them through the module os.",
    functions: runtime::methods! {
        /// Leaves the process at once, without cleaning up.
        "_exit" => process::exit_now, (x);
        /// Ends the process with SIGABRT.
        "abort" => process::abort, ();
        /// Returns whether the real user may use a path in this way.
        "access" => files::access, (2..=2) -> Bool;
        /// Changes the working folder.
        "chdir" => files::chdir, (x) -> None;
        /// Changes the permissions of a path.
        "chmod" => files::chmod, (2..=2) -> None;
        /// Closes a file descriptor.
        "close" => descriptors::close, (x) -> None;
        /// Closes the descriptors from the first up to the second.
        "closerange" => descriptors::closerange, (2..=2) -> None;
        /// Returns a copy of a descriptor.
        "dup" => descriptors::dup, (x) -> Int;
        /// Makes the second descriptor a copy of the first.
        "dup2" => descriptors::dup2, (2..=2) -> None;
        /// Replaces the process by a program.
        "execv" => process::execv, (2..=2);
        /// Replaces the process by a program with an environment.
        "execve" => process::execve, (3..=3);
        /// Makes a file object over a descriptor.
        "fdopen" => descriptors::fdopen, (1..=3);
        /// Makes a child process; returns 0 in it and its number in the parent.
        "fork" => process::fork, () -> Int;
        /// Returns what is known of an open file.
        "fstat" => files::fstat, (x);
        /// Writes a file's content to the disk.
        "fsync" => descriptors::fsync, (x) -> None;
        /// Cuts a file at a size.
        "ftruncate" => descriptors::ftruncate, (2..=2) -> None;
        /// Returns the working folder.
        "getcwd" => files::getcwd, () -> Str;
        /// Returns the working folder as unicode.
        "getcwdu" => files::getcwdu, ();
        /// Returns the effective group number.
        "getegid" => process::getegid, () -> Int;
        /// Returns the effective user number.
        "geteuid" => process::geteuid, () -> Int;
        /// Returns the real group number.
        "getgid" => process::getgid, () -> Int;
        /// Returns the number of the process group.
        "getpgrp" => process::getpgrp, () -> Int;
        /// Returns the number of the process.
        "getpid" => process::getpid, () -> Int;
        /// Returns the number of the parent process.
        "getppid" => process::getppid, () -> Int;
        /// Returns the real user number.
        "getuid" => process::getuid, () -> Int;
        /// Returns whether a descriptor is a terminal.
        "isatty" => descriptors::isatty, (x) -> Bool;
        /// Sends a signal to a process.
        "kill" => process::kill, (2..=2) -> None;
        /// Makes a hard link.
        "link" => files::link, (2..=2) -> None;
        /// Returns the names in a folder.
        "listdir" => files::listdir, (x) -> List;
        /// Moves the position of a descriptor.
        "lseek" => descriptors::lseek, (3..=3);
        /// As stat, but of a symbolic link itself.
        "lstat" => files::lstat, (x);
        /// Makes a folder.
        "mkdir" => files::mkdir, (1..=2) -> None;
        /// Opens a file and returns its descriptor.
        "open" => descriptors::open, (2..=3) -> Int;
        /// Makes a pipe: descriptors to read and to write.
        "pipe" => descriptors::pipe, () -> Tuple;
        /// Runs a shell command with a pipe to or from it.
        "popen" => process::popen, (1..=3);
        /// Sets a variable of the environment.
        "putenv" => process::putenv, (2..=2) -> None;
        /// Reads at most so many bytes from a descriptor.
        "read" => descriptors::read, (2..=2) -> Str;
        /// Returns what a symbolic link points to.
        "readlink" => files::readlink, (x) -> Str;
        /// Removes a file.
        "remove" => files::unlink, (x) -> None;
        /// Renames a file or folder.
        "rename" => files::rename, (2..=2) -> None;
        /// Removes an empty folder.
        "rmdir" => files::rmdir, (x) -> None;
        /// Starts a session.
        "setsid" => process::setsid, () -> None;
        /// Returns what is known of a path: a stat_result.
        "stat" => files::stat, (x);
        /// Returns the text of an error number.
        "strerror" => process::strerror, (x) -> Str;
        /// Makes a symbolic link.
        "symlink" => files::symlink, (2..=2) -> None;
        /// Runs a command in a shell and returns its status.
        "system" => process::system, (x) -> Int;
        /// Returns CPU times: user, system, of children, and elapsed.
        "times" => process::times, () -> Tuple;
        /// Sets the mask of new files' permissions and returns the old one.
        "umask" => files::umask, (x) -> Int;
        /// Returns names of system, machine and versions.
        "uname" => process::uname, () -> Tuple;
        /// Removes a file.
        "unlink" => files::unlink, (x) -> None;
        /// Removes a variable of the environment.
        "unsetenv" => process::unsetenv, (x) -> None;
        /// Returns random bytes.
        "urandom" => process::urandom, (x) -> Str;
        /// Sets access and modification time.
        "utime" => files::utime, (2..=2) -> None;
        /// Waits for any child.
        "wait" => process::wait, () -> Tuple;
        /// Waits for a child.
        "waitpid" => process::waitpid, (2..=2) -> Tuple;
        /// Writes to a descriptor and returns how many bytes went.
        "write" => descriptors::write, (2..=2) -> Int;
        /// Returns the exit status inside a wait status.
        "WEXITSTATUS" => process::wexitstatus, (x) -> Int;
        /// Returns whether the process ended by itself.
        "WIFEXITED" => process::wifexited, (x) -> Bool;
        /// Returns whether a signal ended the process.
        "WIFSIGNALED" => process::wifsignaled, (x) -> Bool;
        /// Returns whether the process is stopped.
        "WIFSTOPPED" => process::wifstopped, (x) -> Bool;
        /// Returns the signal that stopped the process.
        "WSTOPSIG" => process::wstopsig, (x) -> Int;
        /// Returns the signal that ended the process.
        "WTERMSIG" => process::wtermsig, (x) -> Int;
        /// Returns whether the process left a core dump.
        "WCOREDUMP" => process::wcoredump, (x) -> Bool;
    },
    types: &[("stat_result", &files::STAT_RESULT)],
    init: Some(constants::add),
};
