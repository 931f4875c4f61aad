//! Columns of text: names to the left, numbers to the right.

use textwrap::core::display_width;

/// Columns under a head.
pub(super) struct Table {
    rows: Vec<Vec<String>>,
}

/// Widest first column; longer names are cut.
const WIDEST: usize = 60;

impl Table {
    pub(super) fn new(head: &[&str]) -> Self {
        Self { rows: vec![head.iter().map(|text| (*text).to_owned()).collect()] }
    }

    pub(super) fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.len() < 2
    }

    /// The lines, the head first; two blanks before each and between columns.
    pub(super) fn lines(&self) -> Vec<String> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let cell = |row: &[String], at: usize| {
            let text = row.get(at).cloned().unwrap_or_default();
            if at == 0 { shortened(&text, WIDEST) } else { text }
        };
        let widths: Vec<usize> = (0..columns)
            .map(|at| self.rows.iter().map(|row| display_width(&cell(row, at))).max().unwrap_or(0))
            .collect();
        let line = |row: &Vec<String>| {
            let mut line = String::new();
            for (at, width) in widths.iter().enumerate() {
                let text = cell(row, at);
                let blanks = " ".repeat(width.saturating_sub(display_width(&text)));
                line.push_str("  ");
                if at == 0 {
                    line.push_str(&format!("{text}{blanks}"));
                } else {
                    line.push_str(&format!("{blanks}{text}"));
                }
            }
            line.truncate(line.trim_end().len());
            line
        };
        self.rows.iter().map(line).collect()
    }
}

/// At most so many columns; what is cut ends in "…".
fn shortened(text: &str, most: usize) -> String {
    if display_width(text) <= most {
        return text.to_owned();
    }
    let mut short = String::new();
    for c in text.chars() {
        if display_width(&short) + 2 > most {
            break;
        }
        short.push(c);
    }
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_under_each_other() {
        let mut table = Table::new(&["Nodes", "answers"]);
        table.row(vec!["Orders".to_owned(), "80/s".to_owned()]);
        table.row(vec!["在庫".to_owned(), "1,200/s".to_owned()]);
        assert_eq!(table.lines(), ["  Nodes   answers", "  Orders     80/s", "  在庫    1,200/s"]);
    }

    #[test]
    fn long_names_are_cut() {
        let short = shortened(&"long name ".repeat(9), 12);
        assert!(display_width(&short) <= 12 && short.ends_with('…'), "{short}");
    }
}
