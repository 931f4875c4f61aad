//! `explain`: the page of a rule, or the list of rules.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{FINE, Failure, complain, print};
use crate::rules::{self, Line, Rule, Section, open_question};

/// Print the page of a rule, or the list of rules.
#[derive(Debug, Args)]
pub(super) struct Explain {
    /// The rule; all are listed without one
    rule: Option<String>,
    /// Every page, one after the other
    #[arg(long, conflicts_with = "rule")]
    all: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write one Markdown file a rule into this folder, and a list of them
    #[arg(short, long, value_name = "FOLDER", conflicts_with = "rule")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Markdown,
}

impl Explain {
    pub(super) fn run(self) -> Result<u8, Failure> {
        if let Some(folder) = &self.output {
            return write_all(folder);
        }
        let page = |rule| match self.format {
            Format::Text => text(rule),
            Format::Markdown => markdown(rule, 1),
        };
        match &self.rule {
            None if self.all => {
                let pages: Vec<String> = rules::ALL.iter().copied().map(page).collect();
                print(&pages.join("\n"))?;
            }
            None => print(&match self.format {
                Format::Text => list(),
                Format::Markdown => contents(),
            })?,
            Some(id) => match rules::by_id(id) {
                Some(rule) => print(&page(rule))?,
                None => {
                    return Err(Failure(format!(
                        "there is no rule `{id}`; `loadbearing explain` lists all {}",
                        rules::ALL.len()
                    )));
                }
            },
        }
        Ok(FINE)
    }
}

fn write_all(folder: &std::path::Path) -> Result<u8, Failure> {
    let failed = |path: &std::path::Path, error: std::io::Error| {
        Failure(format!("cannot write {}: {error}", path.display()))
    };
    std::fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
    let pages =
        rules::ALL.iter().copied().map(|rule| (format!("{}.md", rule.id), markdown(rule, 1)));
    for (name, text) in pages.chain([("README.md".to_owned(), contents())]) {
        let path = folder.join(name);
        std::fs::write(&path, text).map_err(|error| failed(&path, error))?;
    }
    complain(&format!("{} pages written to {}", rules::ALL.len() + 1, folder.display()));
    Ok(FINE)
}

fn list() -> String {
    let widest = rules::ALL.iter().map(|rule| rule.id.len()).max().unwrap_or(0);
    rules::ALL
        .iter()
        .map(|rule| format!("{:widest$}  {}\n", rule.id, open_question(rule)))
        .collect()
}

/// The list of rules by what they are about, in Markdown.
fn contents() -> String {
    let mut groups: Vec<rules::Group> = rules::ALL.iter().map(|rule| rule.group).collect();
    groups.sort_unstable();
    groups.dedup();
    let mut out = format!("# {} questions\n", rules::ALL.len());
    for group in groups {
        out.push_str(&format!("\n## {}\n\n| Rule | Asks | Set |\n|---|---|---|\n", group.label()));
        for rule in rules::ALL.iter().filter(|rule| rule.group == group) {
            let (id, asks, set) = (rule.id, open_question(rule), rule.set.word());
            out.push_str(&format!("| [`{id}`]({id}.md) | {asks} | {set} |\n"));
        }
    }
    out
}

fn text(rule: &'static Rule) -> String {
    let mut out = format!(
        "{}\n\n{}\n{}, {}\n",
        rule.id,
        open_question(rule),
        rule.group.label(),
        rule.set.word()
    );
    for Section { heading, lines } in rules::page(rule) {
        out.push_str(&format!("\n{heading}\n"));
        for line in lines {
            out.push_str(&match line {
                Line::Prose(text) => format!("{}\n", wrapped(&text, "  ", "  ")),
                Line::Code(text) => format!("    {text}\n"),
                Line::Item(depth, text) => {
                    let indent = " ".repeat(2 + 2 * depth);
                    format!("{}\n", wrapped(&text, &format!("{indent}- "), &format!("{indent}  ")))
                }
            });
        }
    }
    out
}

fn wrapped(text: &str, first: &str, next: &str) -> String {
    let options = textwrap::Options::new(92).initial_indent(first).subsequent_indent(next);
    textwrap::fill(text, options)
}

fn markdown(rule: &'static Rule, level: usize) -> String {
    let marks = "#".repeat(level);
    let mut out = format!(
        "{marks} {}\n\n**{}**\n\n{}, {}\n",
        rule.id,
        open_question(rule),
        rule.group.label(),
        rule.set.word()
    );
    for Section { heading, lines } in rules::page(rule) {
        out.push_str(&format!("\n{marks}# {heading}\n\n"));
        let mut in_code = false;
        for line in lines {
            let is_code = matches!(line, Line::Code(_));
            if is_code != in_code {
                out.push_str(if is_code { "```text\n" } else { "```\n\n" });
                in_code = is_code;
            }
            out.push_str(&match line {
                Line::Prose(text) => format!("{}\n\n", escaped(&text)),
                Line::Code(text) => format!("{text}\n"),
                Line::Item(depth, text) => format!("{}- {}\n", "  ".repeat(depth), escaped(&text)),
            });
        }
        if in_code {
            out.push_str("```\n");
        }
    }
    // Paragraphs leave one empty line behind, also before a heading.
    while out.contains("\n\n\n") {
        out = out.replace("\n\n\n", "\n\n");
    }
    out
}

/// Keeps text from being read as markup.
fn escaped(text: &str) -> String {
    crate::export::escape_markdown(text)
}
