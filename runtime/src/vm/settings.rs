//! What the command line and the environment ask for.

/// When and how hot code is compiled (`-X jit=...`).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum JitMode {
    /// Interpreter only.
    Off,
    /// Once hot.
    #[default]
    On,
    /// At the first call, in the foreground, quick tier; the embedded library excepted.
    Eager,
    /// The same with the library, top tier.
    EagerAll,
}

/// Options of one process; immutable once the machine is built.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// `sys.argv`
    pub argv: Vec<Vec<u8>>,
    /// How the program was called: the name in messages.
    pub program_name: Vec<u8>,
    /// Path of the running binary (`sys.executable`).
    pub executable: Vec<u8>,
    /// `-O`: 1, `-OO`: 2.
    pub optimize: u8,
    /// `-B`
    pub dont_write_bytecode: bool,
    /// `-E`
    pub ignore_environment: bool,
    /// `-s`
    pub no_user_site: bool,
    /// `-S`
    pub no_site: bool,
    /// `-u`
    pub unbuffered: bool,
    /// `-i`
    pub inspect: bool,
    /// `-v`, counted.
    pub verbose: u8,
    /// `-d`, counted.
    pub debug: u8,
    /// `-t`, counted.
    pub tab_check: u8,
    /// `-3`
    pub py3k_warning: bool,
    /// `-b`, counted.
    pub bytes_warning: u8,
    /// `-Q`: 0 old, 1 warn, 2 warnall, 3 new.
    pub division: u8,
    /// `-x`
    pub skip_first_line: bool,
    /// `-U`
    pub unicode_literals: bool,
    /// `-R` or PYTHONHASHSEED: the seed; none: hashes are as without randomisation.
    pub hash_seed: Option<u32>,
    /// What `sys.flags.hash_randomization` says.
    pub hash_randomization: i64,
    /// `-W` arguments, in order.
    pub warn_options: Vec<Vec<u8>>,
    /// PYTHONPATH entries.
    pub python_path: Vec<Vec<u8>>,
    /// `-X stdlib=DIR` or PYTHONHOME: a CPython 2.7 library to fall back on.
    pub stdlib_dir: Option<Vec<u8>>,
    /// `-X jit=...`
    pub jit: JitMode,
    /// `-X tier-up=N`
    pub tier_up: Option<u32>,
    /// `-X deopt-every=K`
    pub deopt_every: Option<u32>,
    /// `-X dump=STAGE[:FUNCTION]`
    pub dump: Vec<String>,
    /// `-X stats`
    pub stats: bool,
    /// `-X perf-map`
    pub perf_map: bool,
    /// `-X check`
    pub check: bool,
    /// PYTHONIOENCODING
    pub io_encoding: Option<String>,
}
