//! MT19937 after Matsumoto and Nishimura: 624 words of state, of which `index` have been used.

/// Words of state.
pub(super) const SIZE: usize = 624;
const MIDDLE: usize = 397;

/// The generator.
pub(super) struct Twister {
    pub(super) state: [u32; SIZE],
    pub(super) index: usize,
}

impl Twister {
    pub(super) fn new() -> Twister {
        Twister { state: [0; SIZE], index: SIZE }
    }

    /// Starts from one word.
    fn start(&mut self, seed: u32) {
        self.state[0] = seed;
        for at in 1..SIZE {
            let last = self.state[at - 1];
            self.state[at] =
                (last ^ last >> 30).wrapping_mul(1_812_433_253).wrapping_add(at as u32);
        }
        self.index = SIZE;
    }

    /// Starts from a key of any length.
    pub(super) fn seed(&mut self, key: &[u32]) {
        self.start(19_650_218);
        let mixed = |state: &[u32; SIZE], at: usize, factor: u32| {
            let last = state[at - 1];
            state[at] ^ (last ^ last >> 30).wrapping_mul(factor)
        };
        let mut at = 1;
        let step = |state: &mut [u32; SIZE], at: usize| {
            if at + 1 < SIZE {
                return at + 1;
            }
            state[0] = state[SIZE - 1];
            1
        };
        for round in 0..SIZE.max(key.len()) {
            let part = round % key.len();
            self.state[at] =
                mixed(&self.state, at, 1_664_525).wrapping_add(key[part]).wrapping_add(part as u32);
            at = step(&mut self.state, at);
        }
        for _ in 1..SIZE {
            self.state[at] = mixed(&self.state, at, 1_566_083_941).wrapping_sub(at as u32);
            at = step(&mut self.state, at);
        }
        self.state[0] = 0x8000_0000;
    }

    fn refill(&mut self) {
        for at in 0..SIZE {
            let next = self.state[(at + 1) % SIZE];
            let bits = self.state[at] & 0x8000_0000 | next & 0x7FFF_FFFF;
            let twist = if bits & 1 == 0 { 0 } else { 0x9908_B0DF };
            self.state[at] = self.state[(at + MIDDLE) % SIZE] ^ bits >> 1 ^ twist;
        }
        self.index = 0;
    }

    /// Returns 32 random bits.
    pub(super) fn word(&mut self) -> u32 {
        if self.index >= SIZE {
            self.refill();
        }
        let mut word = self.state[self.index];
        self.index += 1;
        word ^= word >> 11;
        word ^= word << 7 & 0x9D2C_5680;
        word ^= word << 15 & 0xEFC6_0000;
        word ^ word >> 18
    }

    /// Returns a float of [0, 1) with 53 random bits.
    pub(super) fn float(&mut self) -> f64 {
        let high = f64::from(self.word() >> 5);
        let low = f64::from(self.word() >> 6);
        (high * 67_108_864.0 + low) * (1.0 / 9_007_199_254_740_992.0)
    }

    /// Shuffles the state by a number that is known by its remainders.
    pub(super) fn jump(&mut self, remainder: impl Fn(usize) -> usize) {
        for at in (2..SIZE).rev() {
            self.state.swap(at, remainder(at));
        }
        for (at, word) in self.state.iter_mut().enumerate() {
            *word = word.wrapping_add(at as u32 + 1);
        }
        self.index = SIZE;
    }
}
