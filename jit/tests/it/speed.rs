//! Kernels: their results, and that they are fast enough to be unboxed.

use super::*;
use std::time::Instant;

/// `s = 0; i = 0; while i < n: s += i; i += 1; return s`
fn sum() -> Arc<Code> {
    let (n, s, i, t) = (Reg(0), Reg(1), Reg(2), Reg(3));
    code(
        3,
        5,
        1,
        3,
        vec![
            vec![
                Insn::LoadConst { dst: s, value: ConstId(0) },
                Insn::LoadConst { dst: i, value: ConstId(0) },
                Insn::Jump { target: Block(1) },
            ],
            vec![
                Insn::Compare { dst: t, op: CmpOp::Lt, lhs: i, rhs: n, site: SiteId(0) },
                Insn::Branch { cond: t, then: Block(2), other: Block(3), site: SiteId(3) },
            ],
            vec![
                Insn::InPlace { dst: s, op: BinOp::Add, lhs: s, rhs: i, site: SiteId(1) },
                Insn::LoadConst { dst: t, value: ConstId(1) },
                Insn::InPlace { dst: i, op: BinOp::Add, lhs: i, rhs: t, site: SiteId(2) },
                Insn::Jump { target: Block(1) },
            ],
            vec![Insn::Copy { dst: t, src: s }, Insn::Return { value: t }],
        ],
    )
}

/// `f(n): if n < 2: return n; return f(n - 1) + f(n - 2)`
fn fib() -> Arc<Code> {
    let (n, a, b, c) = (Reg(0), Reg(1), Reg(2), Reg(3));
    let smaller = |dst: Reg, by: u32, site: u32| {
        [
            Insn::LoadConst { dst, value: ConstId(by) },
            Insn::Binary { dst, op: BinOp::Sub, lhs: n, rhs: dst, site: SiteId(site) },
        ]
    };
    let function =
        |dst: Reg, site: u32| Insn::LoadGlobal { dst, name: NameId(0), site: SiteId(site) };
    let call =
        |dst: Reg, site: u32| Insn::Call { dst, window: Window::new(dst, 2), site: SiteId(site) };
    let mut calls = vec![function(a, 2)];
    calls.extend(smaller(b, 0, 3));
    calls.extend([call(a, 4), function(b, 5)]);
    calls.extend(smaller(c, 1, 6));
    calls.extend([
        call(b, 7),
        Insn::Binary { dst: a, op: BinOp::Add, lhs: a, rhs: b, site: SiteId(8) },
        Insn::Return { value: a },
    ]);
    let test = vec![
        Insn::LoadConst { dst: a, value: ConstId(1) },
        Insn::Compare { dst: a, op: CmpOp::Lt, lhs: n, rhs: a, site: SiteId(0) },
        Insn::Branch { cond: a, then: Block(1), other: Block(2), site: SiteId(1) },
    ];
    let small = vec![Insn::Copy { dst: a, src: n }, Insn::Return { value: a }];
    code(1, 5, 1, 10, vec![test, small, calls])
}

#[test]
fn recursion() {
    // The stand-in for the function object, which is only compared.
    let object = Box::leak(Box::new([1u64 << 62, 0u64])).as_ptr() as u64;
    let slot = Box::leak(Box::new(object)) as *const u64 as u64;
    let global = SiteFact::Global { guards: [None, None], slot, value: object };
    let mut facts = vec![ints(); 9];
    facts[2] = global;
    facts[5] = global;
    for tier in [Tier::Quick, Tier::Top] {
        // Quick code reads the entry at each call, where the code object has it.
        let entry = Box::leak(Box::new(std::sync::atomic::AtomicU64::new(0)));
        let mut r = request(&fib(), tier, &[1, 2], facts.clone());
        r.callees.insert(
            object,
            Callee::Python {
                entry_cell: entry.as_ptr() as u64,
                code: own_code(),
                parameters: 1,
                defaults: 0,
                globals: 0,
                is_self: true,
            },
        );
        let compiled = compile(&world(), &r);
        entry.store(compiled.entry, std::sync::atomic::Ordering::Relaxed);
        let start = Instant::now();
        assert_eq!(run(&compiled, &[int(20)]), int(6_765));
        eprintln!("{tier:?} fib(20): {:.1} ms", start.elapsed().as_secs_f64() * 1e3);
    }
}

#[test]
fn integer_loop() {
    for tier in [Tier::Quick, Tier::Top] {
        let compiled = compile(&world(), &request(&sum(), tier, &[0, 1], vec![ints(); 4]));
        let start = Instant::now();
        let n = 10_000_000;
        assert_eq!(run(&compiled, &[int(n)]), int(n * (n - 1) / 2));
        eprintln!(
            "{tier:?} sum: {:.2} ns per iteration",
            start.elapsed().as_secs_f64() * 1e9 / n as f64
        );
        assert!(!compiled.speculated.is_empty(), "the bound's type is assumed at the loop");
    }
}
