//! Geometric means, the one way to average ratios that does not depend on the base.

use super::measure::Measured;

/// The mean over one group of programs, or over all.
pub(super) struct Mean {
    /// `cpu`, or `all`.
    pub(super) group: String,
    /// One mean for each interpreter; none without a program that all agree on.
    pub(super) ratios: Vec<Option<f64>>,
}

/// Returns the means of each group in order, and of all programs if there is more than one group.
///
/// Memory programs are about size, so their times do not count.
pub(super) fn means(rows: &[Measured], variants: usize, base: usize) -> Vec<Mean> {
    let rows: Vec<&Measured> = rows.iter().filter(|row| row.group != "memory").collect();
    let mut groups: Vec<&str> = rows.iter().map(|row| row.group.as_str()).collect();
    groups.dedup();
    let mean = |group: &str, rows: &[&Measured]| Mean {
        group: group.to_owned(),
        ratios: (0..variants)
            .map(|variant| geometric(rows.iter().filter_map(|row| row.ratio(variant, base))))
            .collect(),
    };
    let mut means: Vec<Mean> = groups
        .iter()
        .map(|group| {
            let own: Vec<&Measured> =
                rows.iter().copied().filter(|row| row.group == *group).collect();
            mean(group, &own)
        })
        .collect();
    if groups.len() > 1 {
        means.push(mean("all", &rows));
    }
    means
}

fn geometric(ratios: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) =
        ratios.fold((0.0, 0_u32), |(sum, count), ratio| (sum + ratio.ln(), count + 1));
    (count > 0).then(|| (sum / f64::from(count)).exp())
}
