//! The module `posix`: system calls under their own names.

mod args;
mod constants;
mod descriptors;
mod files;
#[expect(unsafe_code, reason = "island: users, groups, sessions, terminals")]
mod identity;
#[expect(unsafe_code, reason = "island: limits and file systems")]
mod limits;
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
        /// Changes owner and group of a path.
        "chown" => identity::chown, (3..=3) -> None;
        /// Makes a folder the root of the process.
        "chroot" => identity::chroot, (x) -> None;
        /// Returns a text the system is configured with.
        "confstr" => limits::confstr, (x);
        /// Returns the path of the controlling terminal.
        "ctermid" => identity::ctermid, () -> Str;
        /// Makes the folder of a descriptor the working folder.
        "fchdir" => identity::fchdir, (1..=1) -> None;
        /// Changes the permissions of an open file.
        "fchmod" => identity::fchmod, (2..=2) -> None;
        /// Changes owner and group of an open file.
        "fchown" => identity::fchown, (3..=3) -> None;
        /// Writes a file's content to the disk, without its times.
        "fdatasync" => identity::fdatasync, (1..=1) -> None;
        /// Makes a child process with a terminal of its own: number of the child, descriptor.
        "forkpty" => identity::forkpty, () -> Tuple;
        /// Returns a limit of an open file.
        "fpathconf" => limits::fpathconf, (2..=2);
        /// Returns what is known of the file system of an open file.
        "fstatvfs" => limits::fstatvfs, (x);
        /// Returns the numbers of all groups of the process.
        "getgroups" => identity::getgroups, () -> List;
        /// Returns how many processes were ready in the last 1, 5 and 15 minutes.
        "getloadavg" => identity::getloadavg, () -> Tuple;
        /// Returns the name of the user who has logged in.
        "getlogin" => identity::getlogin, () -> Str;
        /// Returns the process group of a process.
        "getpgid" => identity::getpgid, (1..=1) -> Int;
        /// Returns real, effective and saved group number.
        "getresgid" => identity::getresgid, () -> Tuple;
        /// Returns real, effective and saved user number.
        "getresuid" => identity::getresuid, () -> Tuple;
        /// Returns the session of a process.
        "getsid" => identity::getsid, (1..=1) -> Int;
        /// Takes the groups of a user and one more.
        "initgroups" => identity::initgroups, (2..=2) -> None;
        /// Sends a signal to a process group.
        "killpg" => identity::killpg, (2..=2) -> None;
        /// Changes owner and group of a path, of a symbolic link itself.
        "lchown" => identity::lchown, (3..=3) -> None;
        /// Returns the major number of a device.
        "major" => identity::major, (x) -> Int;
        /// Joins the numbers of a device.
        "makedev" => identity::makedev, (2..=2) -> Int;
        /// Returns the minor number of a device.
        "minor" => identity::minor, (x) -> Int;
        /// Makes a named pipe.
        "mkfifo" => identity::mkfifo, (1..=2) -> None;
        /// Makes a file of any kind.
        "mknod" => identity::mknod, (1..=3) -> None;
        /// Lowers the priority of the process and returns it.
        "nice" => identity::nice, (x) -> Int;
        /// Opens a pair of terminals: the descriptors of master and slave.
        "openpty" => identity::openpty, () -> Tuple;
        /// Returns a limit of a path.
        "pathconf" => limits::pathconf, (2..=2);
        /// Sets the effective group.
        "setegid" => identity::setegid, (1..=1) -> None;
        /// Sets the effective user.
        "seteuid" => identity::seteuid, (1..=1) -> None;
        /// Sets the group of the process.
        "setgid" => identity::setgid, (1..=1) -> None;
        /// Sets all groups of the process.
        "setgroups" => identity::setgroups, (x) -> None;
        /// Moves a process to a process group.
        "setpgid" => identity::setpgid, (2..=2) -> None;
        /// Makes the process the leader of a process group.
        "setpgrp" => identity::setpgrp, () -> None;
        /// Sets real and effective group.
        "setregid" => identity::setregid, (2..=2) -> None;
        /// Sets real, effective and saved group.
        "setresgid" => identity::setresgid, (3..=3) -> None;
        /// Sets real, effective and saved user.
        "setresuid" => identity::setresuid, (3..=3) -> None;
        /// Sets real and effective user.
        "setreuid" => identity::setreuid, (2..=2) -> None;
        /// Sets the user of the process.
        "setuid" => identity::setuid, (1..=1) -> None;
        /// Returns whether times of files have fractions, or sets it.
        "stat_float_times" => files::stat_float_times, (0..=1);
        /// Returns what is known of the file system of a path.
        "statvfs" => limits::statvfs, (x);
        /// Returns a limit of the system.
        "sysconf" => limits::sysconf, (x);
        /// Returns the process group in the foreground of a terminal.
        "tcgetpgrp" => identity::tcgetpgrp, (1..=1) -> Int;
        /// Sets the process group in the foreground of a terminal.
        "tcsetpgrp" => identity::tcsetpgrp, (2..=2) -> None;
        /// Opens a file without a name.
        "tmpfile" => files::tmpfile, ();
        /// Returns the path of a terminal.
        "ttyname" => identity::ttyname, (x) -> Str;
        /// Waits for any child: number, status, use of resources.
        "wait3" => process::wait3, (x) -> Tuple;
        /// Waits for a child: number, status, use of resources.
        "wait4" => process::wait4, (2..=2) -> Tuple;
        /// Returns whether the process was continued.
        "WIFCONTINUED" => process::wifcontinued, (x) -> Bool;
    },
    types: &[("stat_result", &files::STAT_RESULT), ("statvfs_result", &limits::STATVFS_RESULT)],
    init: Some(constants::add),
};
