//! Every function of a folder of Python files can be compiled, whatever its facts say.
//!
//! `PYSTON_SOURCES=DIR` names the folder; without it only the embedded programs run.

use super::*;
use ir::{CompileFlags, Constant, Mode, SourceCompiler};

fn facts_for(code: &Code, seed: u64) -> Vec<SiteFact> {
    let mut state = seed | 1;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state >> 5
    };
    let guard = abi::feedback::VersionGuard { address: 0x7000, value: 3 };
    (0..code.function.sites)
        .map(|_| match random() % 12 {
            0 => SiteFact::Unknown,
            1 => SiteFact::Operands { lhs: Kinds::FLOAT, rhs: Kinds::FLOAT },
            2 => SiteFact::Operands { lhs: Kinds::INT, rhs: Kinds::FLOAT },
            3 => SiteFact::Operands { lhs: Kinds::OTHER, rhs: Kinds::INT },
            4 => SiteFact::Global { guards: [Some(guard), None], slot: 0x7010, value: 0 },
            5 => SiteFact::Global { guards: [Some(guard), None], slot: 0x7010, value: 0x7020 },
            6 => SiteFact::Slot { shape: 0x7030, class: guard, offset: 32, next_shape: 0 },
            7 => SiteFact::Method { shape: 0x7030, class: guard, function: 0x7020 },
            8 => SiteFact::Container {
                ty: [0x2030, 0x2040, 0x2050, 0x2060][(random() % 4) as usize],
                index: Kinds::INT,
            },
            _ => ints(),
        })
        .collect()
}

fn each_function(code: &Arc<Code>, action: &mut dyn FnMut(&Arc<Code>)) {
    action(code);
    for constant in &code.constants {
        if let Constant::Code(inner) = constant {
            each_function(inner, action);
        }
    }
}

fn full_world() -> World {
    let mut world = world();
    world.layout = ObjectLayouts {
        list_len: 16,
        list_items: 24,
        tuple_len: 16,
        tuple_items: 24,
        str_len: 16,
        instance_shape: 16,
        range_iter_index: 16,
        range_iter_start: 24,
        range_iter_step: 32,
        range_iter_len: 40,
        list_iter_list: 16,
        list_iter_index: 24,
        cell_value: 16,
        function_closure: 56,
        function_code: 16,
        function_globals: 32,
        function_defaults: 48,
        tuple_iter_tuple: 16,
        tuple_iter_index: 24,
        ..ObjectLayouts::default()
    };
    world
}

fn compile_all(source: &[u8], name: &str, counts: &mut (usize, usize)) {
    let flags = CompileFlags { from_file: true, ..CompileFlags::default() };
    let module = match lower::Frontend.compile(source, name.as_bytes(), Mode::Exec, flags) {
        Ok(module) => module,
        Err(error) => {
            eprintln!("{name}: {}", error.message);
            return;
        }
    };
    let world = full_world();
    let mut compiler = jit::LlvmCompiler::new();
    each_function(&module.code, &mut |code| {
        for (seed, deopt_every) in [(0x9E37_79B9, false), (77, true)] {
            let facts = facts_for(code, seed + counts.0 as u64);
            let constants: Vec<i64> = (0..code.constants.len() as i64).collect();
            let mut r = request(code, Tier::Quick, &constants, facts);
            r.names = vec![0x7040; code.names.len()];
            r.deopt_every = deopt_every;
            r.callees.insert(
                0x7020,
                Callee::Python {
                    entry_cell: 0x7050,
                    code: own_code(),
                    parameters: 1,
                    defaults: 0,
                    globals: 0x7060,
                    is_self: false,
                },
            );
            let mut entries = vec![Entry::Start];
            for block in code.function.block_ids() {
                let data = code.function.blocks[block.index()];
                if data.loop_header {
                    entries.push(Entry::Loop(data.start));
                }
            }
            for entry in entries {
                r.entry = entry;
                counts.0 += 1;
                match compiler.compile(&world, &r) {
                    Ok(_) => counts.1 += 1,
                    Err(abi::compiler::Bailout::Backend | abi::compiler::Bailout::NoFixpoint) => {
                        panic!("{name}: {} at {entry:?} (seed {seed})", code.name)
                    }
                    Err(_) => {}
                }
            }
        }
    });
}

#[test]
fn whole_files() {
    let mut counts = (0, 0);
    compile_all(include_bytes!("program.py"), "program.py", &mut counts);
    assert!(counts.1 > 20, "{counts:?}");
    let Some(folder) = std::env::var_os("PYSTON_SOURCES") else { return };
    let mut files: Vec<_> =
        std::fs::read_dir(folder).expect("a folder").filter_map(Result::ok).collect();
    files.sort_by_key(|f| f.path());
    for file in files {
        let path = file.path();
        if path.extension().is_some_and(|e| e == "py") {
            let source = std::fs::read(&path).expect("readable");
            compile_all(&source, &path.display().to_string(), &mut counts);
        }
    }
    eprintln!("{counts:?} requests, compiled");
}
