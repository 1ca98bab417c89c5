//! Short differences between two outputs, for people. Equal inputs give no
//! lines, different inputs at least one.

/// How many lines of a difference are shown.
const SHOWN: usize = 12;

/// Lists where `got` departs from `want`, starting at the first such line.
pub(crate) fn differences(label: &str, want: &[u8], got: &[u8]) -> Vec<String> {
    if want == got {
        return Vec::new();
    }
    let want: Vec<&[u8]> = want.split(|byte| *byte == b'\n').collect();
    let got: Vec<&[u8]> = got.split(|byte| *byte == b'\n').collect();
    let same = want.iter().zip(&got).take_while(|(a, b)| a == b).count();
    let tail = want[same..].iter().rev().zip(got[same..].iter().rev());
    let same_tail = tail.take_while(|(a, b)| a == b).count();
    let mut lines = vec![format!("{label} differs from line {}:", same + 1)];
    for (sign, all) in [('-', &want), ('+', &got)] {
        let part = &all[same..(all.len() - same_tail).max(same)];
        lines.extend(part.iter().take(SHOWN).map(|line| format!("{sign}{}", readable(line))));
        if part.len() > SHOWN {
            lines.push(format!("{sign}... {} more lines", part.len() - SHOWN));
        }
    }
    lines
}

/// Returns the last lines of an output.
pub(crate) fn tail(label: &str, output: &[u8]) -> Vec<String> {
    let lines: Vec<&[u8]> = output.split(|byte| *byte == b'\n').collect();
    let lines = lines.strip_suffix(&[&b""[..]]).unwrap_or(&lines);
    if lines.is_empty() {
        return Vec::new();
    }
    let shown = lines[lines.len().saturating_sub(SHOWN)..].iter().map(|line| readable(line));
    std::iter::once(format!("end of {label}:")).chain(shown).collect()
}

/// Makes bytes printable, so that a report is text whatever a program prints.
fn readable(line: &[u8]) -> String {
    let text: String = line
        .utf8_chunks()
        .flat_map(|chunk| {
            let invalid = chunk.invalid().iter().map(|byte| format!("\\x{byte:02x}"));
            std::iter::once(chunk.valid().to_owned()).chain(invalid)
        })
        .collect();
    let escaped = |c: char| (c.is_control() && c != '\t').then(|| c.escape_default().to_string());
    text.chars().take(300).map(|c| escaped(c).unwrap_or_else(|| c.to_string())).collect()
}

#[cfg(test)]
mod tests {
    use super::{differences, tail};

    #[test]
    fn equal_outputs_have_no_difference() {
        assert!(differences("stdout", b"a\nb\n", b"a\nb\n").is_empty());
    }

    #[test]
    fn only_the_changed_middle_is_shown() {
        let lines = differences("stdout", b"a\nb\nc\n", b"a\nx\ny\nc\n");
        assert_eq!(lines, ["stdout differs from line 2:", "-b", "+x", "+y"]);
    }

    #[test]
    fn a_missing_line_end_is_a_difference() {
        assert_eq!(differences("stdout", b"a\n", b"a"), ["stdout differs from line 2:", "-"]);
    }

    #[test]
    fn odd_bytes_are_readable() {
        assert_eq!(tail("stderr", b"\xff\x07\n"), ["end of stderr:", "\\xff\\u{7}"]);
    }
}
