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

fn fib() -> Arc<Code> {
    let (n, a, b, c) = (Reg(0), Reg(1), Reg(2), Reg(3));
    code(
        1,
        5,
        1,
        10,
        vec![
            vec![
                Insn::LoadConst { dst: a, value: ConstId(1) },
                Insn::Compare { dst: a, op: CmpOp::Lt, lhs: n, rhs: a, site: SiteId(0) },
                Insn::Branch { cond: a, then: Block(1), other: Block(2), site: SiteId(1) },
            ],
            vec![Insn::Copy { dst: a, src: n }, Insn::Return { value: a }],
            vec![
                Insn::LoadGlobal { dst: a, name: NameId(0), site: SiteId(2) },
                Insn::LoadConst { dst: b, value: ConstId(0) },
                Insn::Binary { dst: b, op: BinOp::Sub, lhs: n, rhs: b, site: SiteId(3) },
                Insn::Call { dst: a, window: Window::new(a, 2), site: SiteId(4) },
                Insn::LoadGlobal { dst: b, name: NameId(0), site: SiteId(5) },
                Insn::LoadConst { dst: c, value: ConstId(1) },
                Insn::Binary { dst: c, op: BinOp::Sub, lhs: n, rhs: c, site: SiteId(6) },
                Insn::Call { dst: b, window: Window::new(b, 2), site: SiteId(7) },
                Insn::Binary { dst: a, op: BinOp::Add, lhs: a, rhs: b, site: SiteId(8) },
                Insn::Return { value: a },
            ],
        ],
    )
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

#[test]
fn recursion() {
    let object = Box::leak(Box::new([1u64 << 62, 0u64])).as_ptr() as u64;
    let slot = Box::leak(Box::new(object)) as *const u64 as u64;
    let global = SiteFact::Global { guards: [None, None], slot, value: object };
    let mut facts = vec![ints(); 9];
    facts[2] = global;
    facts[5] = global;
    for tier in [Tier::Quick, Tier::Top] {
        let mut r = request(&fib(), tier, &[1, 2], facts.clone());
        r.callees.insert(
            object,
            Callee::Python {
                entry_cell: 0,
                code: own_code(),
                parameters: 1,
                defaults: 0,
                globals: 0,
                is_self: true,
            },
        );
        let compiled = compile(&world(), &r);
        let start = Instant::now();
        assert_eq!(run(&compiled, &[int(30)]), int(832_040));
        eprintln!("{tier:?} fib(30): {:.1} ms", start.elapsed().as_secs_f64() * 1e3);
    }
}
