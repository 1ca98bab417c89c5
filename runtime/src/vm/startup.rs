//! UNSAFE ISLAND: what happens before `main`: the constructors of linked libraries.
//!
//! LLVM's options have hundreds of constructors, spread over all of its code, and the system maps the
//! neighbours of each page that is touched: most of LLVM would become resident in a program that never
//! compiles. So a constructor of our own, the first one, runs the others and gives the pages back
//! every now and then; what is needed again comes from the file's cache.
//!
//! Obligations: (1) only pages that nobody ever writes are given back; (2) each constructor runs once:
//! its place in the table gets a function that does nothing before it is called; (3) the table's
//! pages are as they were in the end.

use std::ffi::c_char;

type Words = *const *const c_char;
type Constructor = extern "C" fn(i32, Words, Words);

unsafe extern "C" {
    /// The first byte of the program in memory; the linker defines these names.
    static __executable_start: u8;
    /// The first byte behind the program's code.
    static etext: u8;
    /// The table of constructors.
    static mut __init_array_start: usize;
    /// Its end.
    static mut __init_array_end: usize;
}

/// Constructors between two rounds of giving pages back.
const GROUP: usize = 16;
const PAGE: usize = 4096;

/// Stands at the head of the table.
#[used]
#[unsafe(link_section = ".init_array.00000")]
static FIRST: Constructor = run_all;

extern "C" fn run_all(argc: i32, argv: Words, envp: Words) {
    let begin = &raw mut __init_array_start;
    let count = (&raw mut __init_array_end as usize - begin as usize) / size_of::<usize>();
    let pages = begin as usize / PAGE * PAGE;
    let length = begin as usize + count * size_of::<usize>() - pages;
    // SAFETY: (3) the loader has finished with these pages; a refusal changes nothing, and then the
    // loader runs the constructors as usual.
    if unsafe { libc::mprotect(pages as *mut _, length, libc::PROT_READ | libc::PROT_WRITE) } != 0 {
        return;
    }
    for index in 0..count {
        // SAFETY: inside of the table.
        let entry = unsafe { &mut *begin.add(index) };
        if matches!(*entry, 0 | usize::MAX) || *entry == run_all as *const () as usize {
            continue;
        }
        let constructor = std::mem::replace(entry, nothing as *const () as usize);
        // SAFETY: (2) the table holds functions of this signature.
        let constructor = unsafe { std::mem::transmute::<usize, Constructor>(constructor) };
        constructor(argc, argv, envp);
        if index % GROUP == 0 {
            give_pages_back();
        }
    }
    if is_protected(begin as usize) {
        // SAFETY: (3) as the loader had them.
        unsafe { libc::mprotect(pages as *mut _, length, libc::PROT_READ) };
    }
}

extern "C" fn nothing(_argc: i32, _argv: Words, _envp: Words) {}

/// Returns whether the loader makes the memory at an address read-only after relocation.
fn is_protected(address: usize) -> bool {
    // SAFETY: the kernel's table of the program's headers, as long as it says.
    let headers = unsafe {
        let table = libc::getauxval(libc::AT_PHDR) as *const libc::Elf64_Phdr;
        let count = libc::getauxval(libc::AT_PHNUM) as usize;
        std::slice::from_raw_parts(table, if table.is_null() { 0 } else { count })
    };
    let own = headers.iter().find(|header| header.p_type == libc::PT_PHDR);
    let base = own.map_or(0, |own| headers.as_ptr() as usize - own.p_vaddr as usize);
    headers.iter().filter(|header| header.p_type == libc::PT_GNU_RELRO).any(|header| {
        let begin = base + header.p_vaddr as usize;
        (begin..begin + header.p_memsz as usize).contains(&address)
    })
}

/// Gives back the pages of code and constants that constructors have touched.
pub fn forget_startup_pages() {
    // The table keeps its first entry only if something in this file is used.
    std::hint::black_box(&FIRST);
    give_pages_back();
}

fn give_pages_back() {
    let begin = (&raw const __executable_start as usize).next_multiple_of(PAGE);
    let end = (&raw const etext as usize) / PAGE * PAGE;
    if begin < end {
        // SAFETY: (1) what lies between is mapped from the file and cannot be written. A refusal
        // changes nothing.
        unsafe { libc::madvise(begin as *mut _, end - begin, libc::MADV_DONTNEED) };
    }
}
