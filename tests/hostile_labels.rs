//! Names with quotes, pipes, brackets, markup, line ends and emoji come out whole in every format: what
//! leaves is read again by a parser of that format, and says what was typed.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use loadbearing::edit::{Edit, apply_all};
use loadbearing::export::{self, Options};
use loadbearing::model::{
    Board, Flow, FlowId, Interaction, Link, LinkId, Node, NodeId, Point, Ruling, kinds,
};
use loadbearing::rules::{Review, Scope};
use loadbearing::{file, model};
use proptest::prelude::*;
use proptest::sample::select;
use resvg::usvg::roxmltree;

/// Pieces of names that break careless writers.
const PIECES: &[&str] = &[
    "\"",
    "'",
    "`",
    "|",
    "||",
    "[x]",
    "](y)",
    "{",
    "}",
    "(",
    ")",
    "<b>",
    "</svg>",
    "<!--",
    "-->",
    "]]>",
    "&amp;",
    "&",
    "#",
    "# ",
    "##",
    "*",
    "**",
    "_",
    "~~",
    "$x$",
    "${y}",
    "\\",
    "\\n",
    "//",
    "/*",
    "*/",
    "%%",
    ";",
    ":",
    "::",
    "end",
    "subgraph",
    "class",
    "style",
    "graph",
    "-->|",
    "==>",
    "\n",
    "\n\n",
    " ",
    "  ",
    "1. ",
    "- ",
    "> ",
    "+ ",
    "=",
    "@",
    "🛒",
    "👩‍👩‍👧",
    "שלום",
    "漢字",
    "ß",
    "e\u{301}",
    "orders",
    "Stock",
    "null",
    "true",
    "r#\"",
    "\"#",
    "<details>",
    "![i](j)",
    "http://x.y",
    "\u{2028}",
];

fn name() -> impl Strategy<Value = String> {
    proptest::collection::vec(select(PIECES), 1..8).prop_map(|pieces| {
        let name = pieces.concat();
        // A name is never blank: a blank one is replaced by the id.
        if name.trim().is_empty() { format!("{name}x") } else { name }
    })
}

fn board_of(names: [String; 5]) -> Board {
    let [title, left, right, link, flow] = names;
    let about = title.clone();
    // A title has one line.
    let mut board = Board { title: title.replace('\n', " "), about, ..Board::default() };
    let kinds = ["client", "relational-db"].map(|slug| kinds::by_slug(slug).unwrap());
    for (at, (name, kind)) in [left, right].into_iter().zip(kinds).enumerate() {
        let place = Point::new(at as f32 * 400.0, 0.0);
        let id = NodeId::new(format!("n{at}"));
        board.nodes.put(Node::bare(id, kind, name, place, None, false, Vec::new()));
    }
    let id = LinkId::new("l");
    board.links.put(Link::bare(id.clone(), "n0".into(), "n1".into(), Interaction::Call, link));
    let mut described = Flow::bare(FlowId::new("f"), flow, vec![id]);
    described.rate = model::Value::parse("40/s").ok();
    board.flows.put(described);
    // What a person decided stands in the minutes, with its question and its reason.
    let review = Review::asked(&board, Scope::default());
    if let Some(answer) = review.answers().first() {
        let reason = board.title.clone();
        let decision = review.decision(answer, Ruling::Accepted, reason);
        apply_all(&mut board, &[Edit::PutDecision(decision)]).unwrap();
    }
    board
}

fn exported(extension: &str, board: &Board) -> String {
    let exporter = export::by_extension(std::path::Path::new(&format!("x.{extension}"))).unwrap();
    let bytes = (exporter.write)(board, None, &Options::default()).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// Words, without what a format may break lines with.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Everything that is text in a Markdown file; what is code or markup is not.
fn said_in_markdown(text: &str) -> String {
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
    let mut said = String::new();
    let mut code = false;
    for event in Parser::new_ext(text, Options::ENABLE_TASKLISTS | Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => code = true,
            Event::End(TagEnd::CodeBlock) => code = false,
            Event::Text(text) if !code => said.push_str(&text),
            Event::SoftBreak | Event::HardBreak | Event::End(_) => said.push(' '),
            _ => {}
        }
    }
    words(&said)
}

/// What Graphviz draws of a diagram; none where it is not installed.
fn drawn_by_graphviz(text: &str) -> Option<String> {
    use std::io::Write;
    use std::process::{Command, Stdio};
    let mut run = Command::new("dot")
        .arg("-Tsvg")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .ok()?;
    run.stdin.take()?.write_all(text.as_bytes()).unwrap();
    let done = run.wait_with_output().unwrap();
    assert!(done.status.success(), "{}\n{text}", String::from_utf8_lossy(&done.stderr));
    Some(String::from_utf8(done.stdout).unwrap())
}

fn texts_of(xml: &str) -> String {
    let options =
        roxmltree::ParsingOptions { allow_dtd: true, ..roxmltree::ParsingOptions::default() };
    let document = roxmltree::Document::parse_with_options(xml, options).unwrap();
    let texts: Vec<&str> =
        document.descendants().filter(roxmltree::Node::is_text).filter_map(|n| n.text()).collect();
    words(&texts.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn names_come_out_whole_in_every_format(
        names in [name(), name(), name(), name(), name()],
    ) {
        let board = board_of(names);
        let flow = words(&board.flows.iter().next().unwrap().name);

        // RON: the same board.
        let read = file::read(&exported("ron", &board)).unwrap().board;
        prop_assert_eq!(&read, &board);

        // SVG: well-formed, and the board is in it.
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.svg");
        std::fs::write(&path, exported("svg", &board)).unwrap();
        texts_of(&std::fs::read_to_string(&path).unwrap());

        // JSON: names as they are.
        let json: serde_json::Value = serde_json::from_str(&exported("json", &board)).unwrap();
        for node in board.nodes.iter() {
            let mut todo = vec![&json];
            let mut found = false;
            while let Some(value) = todo.pop() {
                match value {
                    serde_json::Value::String(text) => found |= *text == node.name,
                    serde_json::Value::Array(all) => todo.extend(all),
                    serde_json::Value::Object(all) => todo.extend(all.values()),
                    _ => {}
                }
            }
            prop_assert!(found, "{:?} is not in the JSON", node.name);
        }

        // HTML: well-formed, and every name is text.
        let page = exported("html", &board);
        let body = page.split_once('>').map_or("", |(_, rest)| rest);
        let said = texts_of(body);
        prop_assert!(said.contains(&flow), "{flow:?} is not on the page");
        prop_assert!(said.contains(&words(&board.title)), "{:?} is not on the page", board.title);

        // Markdown: names are text, neither markup nor the end of anything.
        let said = said_in_markdown(&exported("md", &board));
        prop_assert!(said.contains(&words(&board.title)), "{:?} in\n{said}", words(&board.title));
        prop_assert!(said.contains(&flow), "{flow:?} in\n{said}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn graphviz_draws_every_word_of_every_name(
        names in [name(), name(), name(), name(), name()],
    ) {
        let board = board_of(names);
        let Some(svg) = drawn_by_graphviz(&exported("dot", &board)) else { return Ok(()) };
        let said = texts_of(&svg).replace(' ', "");
        for node in board.nodes.iter() {
            for word in node.name.split_whitespace() {
                prop_assert!(said.contains(word), "{word:?} in {said}");
            }
        }
    }
}
