//! Structurizr DSL: the board as one software system with its containers, grouped by boundaries.

use std::collections::BTreeSet;

use super::outline::{Outline, OutlineNode, clean};
use super::{ExportError, Exporter, Options};
use crate::model::{Board, Silhouette, Value};
use crate::rules::Review;

pub(super) const EXPORTER: Exporter =
    Exporter { extension: "dsl", label: "Structurizr DSL", write };

#[expect(clippy::unnecessary_wraps, reason = "every exporter has this shape")]
fn write(
    board: &Board,
    _review: Option<&Review>,
    options: &Options,
) -> Result<Vec<u8>, ExportError> {
    Ok(text(board, options).into_bytes())
}

fn text(board: &Board, options: &Options) -> String {
    let outline = Outline::of(board, options);
    let title = if outline.title.is_empty() { "System" } else { &outline.title };
    let mut out = format!(
        "// made by loadbearing\nworkspace \"{0}\" {{\n  model {{\n    system = softwareSystem \"{0}\" {{\n",
        escaped(title)
    );
    // Two containers of one system may not share a name.
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for node in outline.members(None) {
        out += &format!("      {}\n", container(node, &mut taken));
    }
    for (at, name) in outline.groups.iter().enumerate() {
        if outline.members(Some(at)).next().is_none() {
            continue;
        }
        let name = if name.trim().is_empty() { "Group" } else { name };
        out += &format!("      group \"{}\" {{\n", escaped(name));
        for node in outline.members(Some(at)) {
            out += &format!("        {}\n", container(node, &mut taken));
        }
        out += "      }\n";
    }
    // Nor may two relationships between the same containers share a description.
    let mut said: BTreeSet<(String, String, String)> = BTreeSet::new();
    for link in &outline.links {
        let word = link.interaction.to_text();
        let label = if link.label.trim().is_empty() { word.clone() } else { escaped(&link.label) };
        let mut described = label.clone();
        let mut n = 2;
        while !said.insert((link.from.clone(), link.to.clone(), described.clone())) {
            described = format!("{label} ({n})");
            n += 1;
        }
        out += &format!("      {} -> {} \"{described}\" \"{word}\"\n", link.from, link.to);
    }
    out += "    }\n  }\n  views {\n    container system \"board\" {\n      include *\n      autoLayout lr\n    }\n    styles {\n";
    for (tag, shape) in
        [("Store", "Cylinder"), ("Queue", "Pipe"), ("Screen", "WebBrowser"), ("Box", "RoundedBox")]
    {
        out += &format!("      element \"{tag}\" {{\n        shape {shape}\n      }}\n");
    }
    out + "    }\n  }\n}\n"
}

fn container(node: &OutlineNode, taken: &mut BTreeSet<String>) -> String {
    let [name, kind] = &node.lines;
    let base = escaped(if name.trim().is_empty() { kind } else { name });
    let mut unique = base.clone();
    let mut n = 2;
    while !taken.insert(unique.to_lowercase()) {
        unique = format!("{base} ({n})");
        n += 1;
    }
    let tag = match node.silhouette {
        Silhouette::Cylinder | Silhouette::Sheets | Silhouette::Bucket => "Store",
        Silhouette::Pipe => "Queue",
        Silhouette::Screen => "Screen",
        _ => "Box",
    };
    format!("{} = container \"{unique}\" \"\" \"{}\" \"{tag}\"", node.key, escaped(kind))
}

/// A text between quotes: on one line, with quotes and backslashes kept apart.
fn escaped(text: &str) -> String {
    let text = clean(text).replace('\n', " ").replace('\\', "\\\\").replace('"', "\\\"");
    // `${…}` would be replaced by a variable.
    text.replace("${", "$ {")
}
