//! The ways a program is run. Output never depends on the mode: that is the
//! strongest test of the JIT there is.

/// How many of the programs run in a mode unless everything is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Share {
    /// Every program.
    Every,
    /// A fixed third, chosen by name.
    Third,
    /// None.
    OnRequest,
}

/// One way to run a program.
pub(crate) struct Mode {
    /// The name in options, reports and the status file.
    pub(crate) name: &'static str,
    /// Options of pyston that select it.
    pub(crate) options: &'static [&'static str],
    /// The programs it gets by default.
    pub(crate) share: Share,
}

/// All modes, in the order they run.
pub(crate) static MODES: [Mode; 7] = [
    Mode { name: "off", options: &["-X", "jit=off"], share: Share::Every },
    Mode { name: "default", options: &[], share: Share::Every },
    Mode { name: "eager", options: &["-X", "jit=eager"], share: Share::Third },
    Mode {
        name: "deopt1",
        options: &["-X", "jit=eager", "-X", "deopt-every=1"],
        share: Share::Third,
    },
    Mode {
        name: "deopt7",
        options: &["-X", "jit=eager", "-X", "deopt-every=7"],
        share: Share::Third,
    },
    Mode {
        name: "deopt61",
        options: &["-X", "jit=eager", "-X", "deopt-every=61"],
        share: Share::Third,
    },
    Mode { name: "eager-all", options: &["-X", "jit=eager-all"], share: Share::OnRequest },
];

impl Mode {
    /// Returns the mode of that name.
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        MODES.iter().find(|mode| mode.name == name)
    }

    /// Returns the names of all modes, for messages.
    pub(crate) fn names() -> String {
        MODES.iter().map(|mode| mode.name).collect::<Vec<_>>().join(", ")
    }

    /// Tells whether a program runs in this mode by default.
    pub(crate) fn takes(&self, program: &str) -> bool {
        match self.share {
            Share::Every => true,
            Share::Third => fingerprint(program).is_multiple_of(3),
            Share::OnRequest => false,
        }
    }
}

/// Hashes a name (FNV-1a): the same on every machine and with every compiler.
fn fingerprint(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
