//! Prints the trees or errors of many sources, for the comparison with CPython.
//!
//! `astdump files`: standard input holds lines `INPUT<tab>OUTPUT`; each input is read as a file.
//! `astdump snippets FILE`: FILE holds records between zero bytes; prints a line for each.
//! `astdump bench FILE...`: parses all files again and again and prints the speed.

use std::io::BufRead;
use std::time::Instant;

use frontend::{
    Encoding, ErrorKind, FutureFlags, Mode, ParseFlags, Parsed, SyntaxError, parse, program_text,
};

fn main() -> std::io::Result<()> {
    let args: Vec<String> = std::env::args().collect();
    match args.get(1).map(String::as_str) {
        Some("files") => files(),
        Some("snippets") => snippets(&args[2]),
        Some("bench") => bench(&args[2..]),
        _ => Err(std::io::Error::other("usage: astdump files | snippets FILE | bench FILE...")),
    }
}

fn files() -> std::io::Result<()> {
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let Some((input, output)) = line.split_once('\t') else { continue };
        let source = std::fs::read(input)?;
        let parsed = parse(&source, input, Mode::Module, ParseFlags::default());
        let text = match parsed {
            Ok(parsed) => format!("{}\n", parsed.module),
            Err(error) => format!("{}\n", describe(&error)),
        };
        std::fs::write(output, text)?;
    }
    Ok(())
}

fn snippets(path: &str) -> std::io::Result<()> {
    let records = std::fs::read(path)?;
    let mut out = String::new();
    for record in records.split(|&byte| byte == 0) {
        let Some((&letter, record)) = record.split_first() else { continue };
        let mut recoded = Vec::new();
        let mut record = record;
        let mut flags = ParseFlags { encoding: Encoding::Bytes, ..ParseFlags::default() };
        let mut mode = Mode::Module;
        match letter {
            b'f' => flags.encoding = Encoding::File,
            b'e' => mode = Mode::Eval,
            b's' => mode = Mode::Single,
            b'd' => {
                mode = Mode::Single;
                flags.dont_imply_dedent = true;
            }
            b'p' => flags.future = FutureFlags::PRINT_FUNCTION,
            b'l' => flags.future = FutureFlags::UNICODE_LITERALS,
            b'u' => {
                flags.encoding = Encoding::Unicode;
                let text: String = record.iter().map(|&byte| char::from(byte)).collect();
                recoded.extend(text.into_bytes());
                record = &recoded;
            }
            _ => {}
        }
        match parse(record, "<fuzz>", mode, flags) {
            Ok(Parsed { module, .. }) => out.push_str(&module.to_string()),
            Err(mut error) => {
                if flags.encoding == Encoding::File && error.offset.is_none() {
                    error.text = program_text(record, error.line).map(<[u8]>::to_vec);
                }
                out.push_str(&describe(&error));
            }
        }
        out.push('\n');
    }
    print!("{out}");
    Ok(())
}

fn describe(error: &SyntaxError) -> String {
    let class = match error.kind {
        ErrorKind::Syntax => "SyntaxError",
        ErrorKind::Indentation => "IndentationError",
        ErrorKind::Tab => "TabError",
        ErrorKind::Memory => return "ERR|MemoryError".into(),
        ErrorKind::Type => return format!("ERR|TypeError|{}", error.message),
        ErrorKind::Value => return format!("ERR|ValueError|{}", error.message),
        ErrorKind::Overflow => return format!("ERR|OverflowError|{}", error.message),
    };
    let offset = error.offset.map_or("None".into(), |offset| offset.to_string());
    let hex = |text: &Vec<u8>| text.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let text = error.text.as_ref().map_or("None".into(), hex);
    format!("ERR|{class}|{}|{}|{offset}|{text}", error.message, error.line)
}

fn bench(paths: &[String]) -> std::io::Result<()> {
    let sources: Vec<Vec<u8>> = paths.iter().map(std::fs::read).collect::<Result<_, _>>()?;
    let size: usize = sources.iter().map(Vec::len).sum();
    for _ in 0..5 {
        let started = Instant::now();
        let mut rejected = 0;
        for source in &sources {
            let parsed = parse(source, "bench", Mode::Module, ParseFlags::default());
            rejected += usize::from(parsed.is_err());
        }
        let seconds = started.elapsed().as_secs_f64();
        println!("{:.1} MB/s, {rejected} rejected", size as f64 / seconds / 1e6);
    }
    Ok(())
}
