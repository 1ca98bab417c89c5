//! Which source line an instruction belongs to.
//!
//! Always true: runs are sorted by pc, the first starts at pc 0, neighbours
//! differ in line. Lines are from 1.

/// Maps every pc of a function to its line.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct LineTable {
    /// Start pc and line of each run.
    runs: Vec<(u32, u32)>,
}

impl LineTable {
    /// Makes the table of a function whose instruction `i` has line `lines[i]`.
    pub fn from_lines(lines: impl IntoIterator<Item = u32>) -> LineTable {
        let mut runs: Vec<(u32, u32)> = Vec::new();
        for (pc, line) in lines.into_iter().enumerate() {
            if runs.last().is_none_or(|&(_, last)| last != line) {
                runs.push((pc as u32, line));
            }
        }
        LineTable { runs }
    }

    /// Makes a table of runs: start pc and line, sorted by pc.
    pub fn from_runs(runs: Vec<(u32, u32)>) -> LineTable {
        LineTable { runs }
    }

    /// Returns the line of `pc`; 0 in an empty table.
    pub fn line(&self, pc: u32) -> u32 {
        let behind = self.runs.partition_point(|&(start, _)| start <= pc);
        behind.checked_sub(1).map_or(0, |run| self.runs[run].1)
    }

    /// Returns the runs: start pc and line, sorted by pc.
    pub fn runs(&self) -> &[(u32, u32)] {
        &self.runs
    }

    /// Returns the range of pcs around `pc` that have its line: start and end.
    pub fn bounds(&self, pc: u32) -> (u32, u32) {
        let behind = self.runs.partition_point(|&(start, _)| start <= pc);
        let start = behind.checked_sub(1).map_or(0, |run| self.runs[run].0);
        (start, self.runs.get(behind).map_or(u32::MAX, |&(next, _)| next))
    }

    /// Returns `co_lnotab`: pairs of pc and line increments, each at most 255.
    /// Runs whose line is below that of an earlier one are left out.
    pub fn lnotab(&self, first_line: u32) -> Vec<u8> {
        let mut out = Vec::new();
        let (mut last_pc, mut last_line) = (0, first_line);
        for &(pc, line) in &self.runs {
            let Some(mut lines) = line.checked_sub(last_line) else { continue };
            let mut pcs = pc - last_pc;
            if pcs == 0 && lines == 0 {
                continue;
            }
            while pcs > 255 {
                out.extend([255, 0]);
                pcs -= 255;
            }
            while lines > 255 {
                out.extend([pcs as u8, 255]);
                pcs = 0;
                lines -= 255;
            }
            out.extend([pcs as u8, lines as u8]);
            (last_pc, last_line) = (pc, line);
        }
        out
    }
}
