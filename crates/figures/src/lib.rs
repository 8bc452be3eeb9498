//! Pure drawing: figures as SVG, each with its twin in text; one code path for page, terminal and report.
//! What must not live here: clinical meaning; colours of one page (figures take the page's own by `currentColor` and classes).

use std::fmt::Write;

/// One bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    pub label: String,
    /// From 0 to 1; anything else is drawn as the nearer end.
    pub share: f64,
}

/// A figure with what it says in words.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    pub svg: String,
    pub text: String,
}

const ROW: usize = 34;
const WIDTH: usize = 300;

/// Horizontal bars, each under its label, as wide as the page gives.
///
/// ```
/// let figure = figures::bars("Differential", &[figures::Bar { label: "Migraine".into(), share: 0.62 }]);
/// assert_eq!(figure.text, "Migraine 62%");
/// assert!(figure.svg.starts_with("<svg"));
/// ```
pub fn bars(title: &str, bars: &[Bar]) -> Figure {
    let text = bars.iter().map(|bar| format!("{} {}", bar.label, percent(bar.share))).collect::<Vec<_>>().join(", ");
    let height = ROW * bars.len().max(1);
    let mut svg =
        format!("<svg class=\"bars\" role=\"img\" viewBox=\"0 0 {WIDTH} {height}\" aria-label=\"{}: {}\">", escaped(title), escaped(&text));
    for (row, bar) in bars.iter().enumerate() {
        let top = row * ROW;
        let width = (within(bar.share) * WIDTH as f64).round().max(1.0);
        let _ = write!(
            svg,
            "<text x=\"0\" y=\"{}\" class=\"label\">{}</text><text x=\"{WIDTH}\" y=\"{}\" text-anchor=\"end\" class=\"share\">{}</text><rect x=\"0\" y=\"{}\" width=\"{WIDTH}\" height=\"8\" rx=\"4\" class=\"track\"/><rect x=\"0\" y=\"{}\" width=\"{width}\" height=\"8\" rx=\"4\" class=\"fill\"/>",
            top + 14,
            escaped(&shortened(&bar.label, 38)),
            top + 14,
            percent(bar.share),
            top + 20,
            top + 20
        );
    }
    svg.push_str("</svg>");
    Figure { svg, text }
}

/// A share as people read it: small ones are not rounded to nothing.
pub fn percent(share: f64) -> String {
    match within(share) {
        share if share > 0.0 && share < 0.01 => "<1%".to_owned(),
        share => format!("{:.0}%", share * 100.0),
    }
}

fn within(share: f64) -> f64 {
    if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 }
}

fn shortened(label: &str, most: usize) -> String {
    if label.chars().count() <= most { label.to_owned() } else { label.chars().take(most - 1).chain(['…']).collect() }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_cannot_break_out_of_the_figure() {
        let figure = bars("t\"", &[Bar { label: "<script>&".to_owned(), share: f64::NAN }]);
        assert!(!figure.svg.contains("<script>") && figure.svg.contains("&lt;script&gt;&amp;"));
    }

    #[test]
    fn a_small_chance_is_not_drawn_as_none() {
        assert_eq!(percent(0.004), "<1%");
    }
}
