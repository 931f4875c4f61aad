//! Every exporter over every template and over hostile boards: what comes out is whole, shows the
//! same text as the scene, and carries its board.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use loadbearing::export::{self, ExportError, Options};
use loadbearing::file;
use loadbearing::model::{
    Board, Boundary, BoundarySort, Interaction, Link, LinkId, Node, NodeId, Note, Point, Size,
    kinds,
};
use loadbearing::rules::Review;
use loadbearing::scene::{self, Geometry, Prim, Show, Theme};
use resvg::usvg::roxmltree;

/// Names that break careless programs.
fn hostile_names() -> Vec<String> {
    vec![
        "<&\">'".to_owned(),
        "one\ntwo\r\nthree\t".to_owned(),
        "🦀 rust 👩‍👩‍👧".to_owned(),
        "שלום עולם مرحبا".to_owned(),
        "x".repeat(10_000),
        "]]> <!-- --> &amp; </svg>".to_owned(),
        "\u{0}\u{1}\u{b}\u{fffe}\u{ffff}\u{202e}".to_owned(),
        String::new(),
    ]
}

fn hostile_board() -> Board {
    let mut board = Board { title: "</title><&\u{1}".to_owned(), ..Board::default() };
    let strange = [0.0, f32::NAN, f32::INFINITY, -1e30, 50.0, 50.0];
    for (i, name) in hostile_names().into_iter().enumerate() {
        let x = strange.get(i).copied().unwrap_or(i as f32 * 300.0);
        let kind = kinds::ALL[i % kinds::ALL.len()];
        let size = (i % 3 == 1).then_some(Size::new(f32::NAN, 0.0));
        let id = NodeId::new(format!("n{i}"));
        let at = Point::new(x.clamp(-900.0, 900.0), i as f32 * 160.0);
        board.nodes.put(Node::bare(id.clone(), kind, name.clone(), at, size, false, Vec::new()));
        let (link, from) = (LinkId::new(format!("l{i}")), NodeId::new(format!("n{}", i / 2)));
        let interaction = Interaction::ALL[i % Interaction::ALL.len()];
        board.links.put(Link::bare(link, from, id, interaction, name.clone()));
        let id = format!("b{i}");
        board.boundaries.put(Boundary {
            id: id.as_str().into(),
            sort: BoundarySort::ALL[i % BoundarySort::ALL.len()],
            name: name.clone(),
            at,
            size: Size::new(-5.0, 200.0),
        });
        board.notes.put(Note::bare(format!("o{i}").as_str().into(), name, at, size));
    }
    board
}

/// Every template and the hostile board, each with its review.
fn boards() -> Vec<(String, Board, Review)> {
    let templates = file::templates::ALL.iter();
    let mut boards: Vec<(String, Board)> = templates
        .map(|template| (template.slug.to_owned(), template.read().unwrap().board))
        .collect();
    boards.push(("hostile".to_owned(), hostile_board()));
    boards
        .into_iter()
        .map(|(name, board)| {
            let review = Review::of(&board);
            (name, board, review)
        })
        .collect()
}

fn export(extension: &str, board: &Board, review: Option<&Review>, options: &Options) -> Vec<u8> {
    let path = std::path::PathBuf::from(format!("board.{extension}"));
    (export::by_extension(&path).unwrap().write)(board, review, options).unwrap()
}

fn scene_lines(board: &Board, review: Option<&Review>, theme: Theme) -> Vec<String> {
    let show = Show { theme, answers: review, flow: None, loads: false };
    let scene = scene::build(board, &Geometry::of(board), show);
    let prims = scene.pieces.into_iter().flat_map(|piece| piece.prims);
    prims
        .filter_map(|prim| match prim {
            Prim::Text(line) => Some(line.text),
            Prim::Path { .. } => None,
        })
        .collect()
}

#[test]
fn an_svg_says_what_the_scene_says() {
    for (name, board, review) in boards() {
        for theme in [Theme::Light, Theme::Dark] {
            let options = Options { theme, with_answers: true, ..Options::default() };
            let bytes = export("svg", &board, Some(&review), &options);
            let text = std::str::from_utf8(&bytes).unwrap();
            let document = roxmltree::Document::parse(text).unwrap();
            let written: Vec<String> = document
                .descendants()
                .filter(|node| node.has_tag_name("text"))
                .map(|node| node.text().unwrap_or_default().to_owned())
                .collect();
            assert_eq!(written, scene_lines(&board, Some(&review), theme), "{name}");
            let drawn = text.split("</metadata>").nth(1).unwrap();
            assert!(!drawn.contains("NaN") && !drawn.contains("inf\""), "{name}");
            let carried = document.descendants().find(|node| node.has_tag_name("metadata"));
            let carried = carried.and_then(|node| node.text()).unwrap().trim_start();
            if name != "hostile" {
                assert_eq!(carried, file::write(&board), "{name}");
            }
        }
    }
}

#[test]
fn a_png_shows_something_and_opens_as_its_board() {
    for (name, board, review) in boards() {
        let options = Options { scale: 0.5, with_answers: true, ..Options::default() };
        let bytes = export("png", &board, Some(&review), &options);
        let mut reader = png::Decoder::new(std::io::Cursor::new(&bytes)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        let (first, mut rest) = (pixels[..3].to_vec(), pixels.chunks_exact(3));
        let is_blank = rest.all(|pixel| pixel == first);
        assert_eq!(is_blank, board.is_blank(), "{name}");
        assert_eq!(file::picture::board_text(&bytes).unwrap(), file::write(&board), "{name}");
    }
}

#[test]
fn ron_is_the_board_file() {
    for (name, board, _) in boards() {
        let bytes = export("ron", &board, None, &Options::default());
        assert_eq!(String::from_utf8(bytes).unwrap(), file::write(&board), "{name}");
    }
}

#[test]
fn answers_are_shown_only_when_asked_for() {
    let board = file::templates::by_slug("flash-sale").unwrap().read().unwrap().board;
    let review = Review::of(&board);
    let plain = export("svg", &board, Some(&review), &Options::default());
    assert_eq!(plain, export("svg", &board, None, &Options::default()));
    let options = Options { with_answers: true, ..Options::default() };
    assert!(export("svg", &board, Some(&review), &options).len() > plain.len());
}

#[test]
fn a_selection_brings_the_links_among_it() {
    let board = file::templates::by_slug("flash-sale").unwrap().read().unwrap().board;
    let selection = ["orders", "inventory"].map(|id| NodeId::from(id).into()).into();
    let options = Options { selection: Some(selection), ..Options::default() };
    let bytes = export("svg", &board, None, &options);
    let text = String::from_utf8(bytes).unwrap();
    let drawn = text.split("</metadata>").nth(1).unwrap();
    assert!(drawn.contains(">Orders<") && drawn.contains(">reserve<"), "{drawn}");
    assert!(!drawn.contains(">Browser<") && !drawn.contains(">charge<"), "{drawn}");
    let carried = export("ron", &board, None, &options);
    let clip = file::read(std::str::from_utf8(&carried).unwrap()).unwrap().board;
    assert_eq!((clip.nodes.len(), clip.links.len()), (2, 1));
}

#[test]
fn absurd_sizes_are_refused_with_a_remedy() {
    let mut board = Board::default();
    for (i, x) in [-90_000.0, 90_000.0].into_iter().enumerate() {
        let id = NodeId::new(format!("n{i}"));
        let at = Point::new(x, x);
        board.nodes.put(Node::bare(id, kinds::ALL[4], "far".into(), at, None, false, Vec::new()));
    }
    let write = export::by_extension("x.png".as_ref()).unwrap().write;
    let error = write(&board, None, &Options::default()).unwrap_err();
    assert!(matches!(error, ExportError::TooLarge { .. }), "{error}");
    assert!(error.to_string().contains("choose a scale of 0."), "{error}");
    for scale in [0.0, -1.0, f32::NAN, 1e9] {
        let error = write(&Board::default(), None, &Options { scale, ..Options::default() });
        assert!(matches!(error, Err(ExportError::BadScale(_))), "{scale}");
    }
}

#[test]
fn a_file_is_replaced_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let board = file::templates::by_slug("flash-sale").unwrap().read().unwrap().board;
    let path = folder.path().join("sale.PNG");
    export::to_file(&path, &board, None, &Options::default()).unwrap();
    let before = std::fs::read(&path).unwrap();
    assert!(before.starts_with(b"\x89PNG"));
    let bad = Options { scale: f32::NAN, ..Options::default() };
    export::to_file(&path, &board, None, &bad).unwrap_err();
    assert_eq!(std::fs::read(&path).unwrap(), before);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);

    let error = export::to_file(&folder.path().join("sale.gif"), &board, None, &Options::default());
    let error = error.unwrap_err().to_string();
    assert!(error.contains("use one of .png, .svg, .ron") && error.contains("sale.gif"), "{error}");
    let missing = folder.path().join("nowhere").join("sale.svg");
    let error = export::to_file(&missing, &board, None, &Options::default()).unwrap_err();
    assert!(error.to_string().contains("its folder is not there"), "{error}");
}

/// Runs the program without a display.
fn loadbearing(args: &[&str]) -> (Option<i32>, String) {
    let output = assert_cmd::Command::cargo_bin("loadbearing")
        .unwrap()
        .args(args)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .output()
        .unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn the_command_line_exports_without_a_display() {
    let folder = tempfile::tempdir().unwrap();
    let sale = "templates/flash-sale.ron";
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let picture = path("sale.png");
    let (status, said) =
        loadbearing(&["export", sale, "-o", &picture, "--theme", "dark", "--with-answers"]);
    assert_eq!(status, Some(0), "{said}");
    let board = file::templates::by_slug("flash-sale").unwrap().read().unwrap().board;
    let review = Review::of(&board);
    let options = Options { theme: Theme::Dark, with_answers: true, ..Options::default() };
    assert_eq!(std::fs::read(&picture).unwrap(), export("png", &board, Some(&review), &options));

    // The picture is a board again.
    let back = path("back.ron");
    assert_eq!(loadbearing(&["export", &picture, "-o", &back]).0, Some(0));
    assert_eq!(std::fs::read_to_string(&back).unwrap(), file::write(&board));

    for (args, reason) in [
        (vec!["export", sale, "-o", "sale.gif"], "use one of .png, .svg, .ron"),
        (vec!["export", sale, "-o", sale], "is the board itself"),
        (vec!["export", sale, "-o", &picture, "--flow", "buy"], "use one of place-an-order"),
        (vec!["export", sale, "-o", &picture, "--scale", "99"], "a number from 0.1 to 16"),
    ] {
        let (status, said) = loadbearing(&args);
        assert_eq!(status, Some(2), "{args:?}");
        assert!(said.contains(reason), "{said}");
    }
}

/// What an exporter makes of a board.
fn exported(extension: &str, board: &Board) -> String {
    let exporter = export::by_extension(std::path::Path::new(&format!("x.{extension}"))).unwrap();
    let bytes = (exporter.write)(board, None, &Options::default()).unwrap();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn graphviz_draws_every_board_with_every_name() {
    use std::io::Write;
    use std::process::{Command, Stdio};
    let dot = |text: &str| -> Option<String> {
        let run = Command::new("dot")
            .arg("-Tsvg")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        let Ok(mut run) = run else { return None };
        run.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        let done = run.wait_with_output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        Some(String::from_utf8(done.stdout).unwrap())
    };
    for (name, board, _) in boards() {
        let Some(svg) = dot(&exported("dot", &board)) else {
            println!("Graphviz is not installed: its own reading of DOT is not tested");
            return;
        };
        let options =
            roxmltree::ParsingOptions { allow_dtd: true, ..roxmltree::ParsingOptions::default() };
        let picture = roxmltree::Document::parse_with_options(&svg, options).unwrap();
        let texts: Vec<&str> = picture.descendants().filter_map(|node| node.text()).collect();
        for node in board.nodes.iter() {
            let shown = node
                .name
                .chars()
                .filter(|c| !c.is_control() && *c < '\u{fffe}')
                .collect::<String>();
            let first = shown.split_whitespace().next().unwrap_or_default();
            if node.name.contains('\n') || first.is_empty() {
                continue;
            }
            let found = texts.iter().any(|text| text.contains(first));
            assert!(found, "{name}: {first} is not in the picture");
        }
    }
}

#[test]
fn labels_of_diagrams_end_where_they_should() {
    for (name, board, _) in boards() {
        for line in exported("mmd", &board).lines() {
            // Every label stands between two quotes, and holds none itself.
            assert!(line.matches('"').count() % 2 == 0, "{name}: {line}");
            let inside: Vec<&str> = line.split('"').skip(1).step_by(2).collect();
            let plain = inside.iter().all(|text| !text.contains(['`', '|', '{', '}', '[', ']']));
            assert!(plain && inside.len() <= 1, "{name}: {line}");
        }
        for line in exported("d2", &board).lines().chain(exported("dot", &board).lines()) {
            let without = line.replace("\\\\", "").replace("\\\"", "");
            assert!(without.matches('"').count() % 2 == 0, "{name}: {line}");
        }
    }
}

#[test]
fn minutes_tell_everything_that_breaks_and_every_decision() {
    use loadbearing::rules::{Scope, Verdict};
    for (name, board, _) in boards() {
        let text = exported("md", &board);
        let review = Review::asked(&board, Scope::default());
        let flat = |text: &str| text.replace('\\', "");
        for answer in review.answers().iter().filter(|a| a.verdict == Verdict::Breaks) {
            let question = flat(&review.question(answer));
            let first = question.lines().next().unwrap_or_default();
            let first: String = first.chars().filter(|c| !c.is_control()).take(60).collect();
            assert!(flat(&text).contains(first.trim_end()), "{name}: {first} is not told");
        }
        for five in review.five_questions() {
            assert!(text.contains(five.question), "{name}: {}", five.question);
        }
        assert!(text.contains("```mermaid\nflowchart LR"), "{name}");
        assert_eq!(text.matches("<details>").count(), text.matches("</details>").count(), "{name}");
    }
}

#[test]
fn minutes_say_who_was_there_what_was_decided_and_what_rests_on_a_guess() {
    use loadbearing::edit::{Edit, apply_all};
    use loadbearing::model::{Ruling, Value};
    use loadbearing::rules::{Scope, Verdict};
    let mut board =
        loadbearing::file::read(include_str!("../templates/flash-sale.ron")).unwrap().board;
    let set = |key: &str, to: &str| Edit::Set {
        of: loadbearing::model::ElementId::Board,
        key: key.to_owned(),
        to: Some(to.to_owned()),
    };
    let review = Review::asked(&board, Scope::default());
    let answer = review.answers().iter().find(|a| a.rule.id == "hot-row-lock").unwrap();
    let mut decision = review.decision(answer, Ruling::Accepted, "Ends | on Sunday".to_owned());
    decision.by = Some("Ana".to_owned());
    decision.review_by = Value::parse("2099-03-01").ok();
    let sentence = review.sentence(answer);
    let edits =
        [Edit::PutDecision(decision), set("people", "Ana, Jo"), set("reviewed", "2026-11-25")];
    apply_all(&mut board, &edits).unwrap();
    let text = exported("md", &board);
    assert!(text.contains("Reviewed on 2026-11-25 by Ana, Jo"), "{text}");
    assert!(text.contains("(breaks; accepted by Ana)"), "what is decided is said to be");
    assert!(text.contains("*Because:* Ends \\| on Sunday"), "{text}");
    assert!(text.contains(&format!("*The answer was:* {sentence} (breaks)")), "{text}");
    assert!(text.contains("Look again on 2099-03-01"));
    assert!(text.contains("*Rests on:*") && text.contains("(guess)"));
    assert!(
        text.contains("Browser → Load balancer → Orders → Inventory → Stock; Orders → Payment")
    );
    let open = Review::asked(&board, Scope::default());
    let answers = open.answers().iter().enumerate();
    let breaks =
        answers.filter(|(at, a)| a.verdict == Verdict::Breaks && !open.is_settled(*at)).count();
    assert!(text.contains(&format!("**{breaks} breaks · ")) && text.contains("1 decided**"));
    assert_eq!(text.matches("(breaks) ").count(), breaks);
    let page = exported("html", &board);
    assert!(page.contains("Reviewed on 2026-11-25 by Ana, Jo") && page.contains("accepted by Ana"));
}

/// Holds a document to a schema of the tree; says the first few faults.
fn faults(schema: &str, document: &serde_json::Value) -> Vec<String> {
    let text = std::fs::read_to_string(schema).unwrap();
    // The published schema of SARIF has a pattern with a bracket too many, twice.
    let text = text.replace("|^[a-zA-Z]{2}-[a-zA-Z]{2}]?$", "|^[a-zA-Z]{2}-[a-zA-Z]{2}$");
    let schema: serde_json::Value = serde_json::from_str(&text).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    validator.iter_errors(document).take(5).map(|error| error.to_string()).collect()
}

#[test]
fn json_is_as_its_schema_says() {
    for (name, board, _) in boards() {
        let value: serde_json::Value = serde_json::from_str(&exported("json", &board)).unwrap();
        assert_eq!(faults("assets/review.schema.json", &value), Vec::<String>::new(), "{name}");
        assert_eq!(value["board"]["nodes"].as_array().map_or(0, Vec::len), board.nodes.len());
        for (at, node) in board.nodes.iter().enumerate() {
            assert_eq!(value["board"]["nodes"][at]["name"], node.name.as_str(), "{name}");
        }
    }
    // The schema does refuse something.
    let wrong = serde_json::json!({ "format": "loadbearing-review", "version": 1 });
    assert!(!faults("assets/review.schema.json", &wrong).is_empty());
}

/// The SARIF log that the command line prints of a board.
fn sarif(board: &Board) -> serde_json::Value {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("board.ron");
    std::fs::write(&path, file::write(board)).unwrap();
    let output = assert_cmd::Command::cargo_bin("loadbearing")
        .unwrap()
        .args(["ask", path.to_str().unwrap(), "--format", "sarif"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn sarif_is_as_the_standard_says() {
    for template in file::templates::ALL {
        let log = sarif(&template.read().unwrap().board);
        let found = faults("tests/schemas/sarif-2.1.0.json", &log);
        assert_eq!(found, Vec::<String>::new(), "{}", template.slug);
    }
    let found = faults("tests/schemas/sarif-2.1.0.json", &serde_json::json!({ "runs": 3 }));
    assert!(!found.is_empty());
}

#[test]
fn fingerprints_stay_when_nodes_are_renamed_and_moved() {
    use loadbearing::edit::{Edit, applied};
    let prints = |board: &Board| {
        let log = sarif(board);
        let results = log["runs"][0]["results"].as_array().unwrap().clone();
        let print = |result: &serde_json::Value| result["partialFingerprints"].to_string();
        let mut prints: Vec<String> = results.iter().map(print).collect();
        prints.sort();
        prints
    };
    let board = file::templates::by_slug("flash-sale").unwrap().read().unwrap().board;
    let nodes: Vec<_> = board.nodes.iter().map(|node| node.id.clone()).collect();
    let mut edits: Vec<Edit> = nodes
        .iter()
        .map(|id| Edit::Rename { of: id.clone().into(), name: format!("Another {id}") })
        .collect();
    edits.push(Edit::Move(nodes.into_iter().map(Into::into).collect(), Point::new(333.0, -90.0)));
    let changed = applied(&board, &edits).unwrap();
    assert_ne!(changed, board);
    let before = prints(&board);
    assert!(before.len() > 5);
    assert_eq!(before, prints(&changed));
}

#[test]
fn a_page_is_well_formed_and_tells_what_the_minutes_tell() {
    use loadbearing::rules::{Scope, Verdict};
    for (name, board, _) in boards() {
        let text = exported("html", &board);
        let options =
            roxmltree::ParsingOptions { allow_dtd: true, ..roxmltree::ParsingOptions::default() };
        let page = roxmltree::Document::parse_with_options(&text, options)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        let said: String = page.descendants().filter_map(|node| node.text()).collect();
        assert!(
            page.descendants().any(|node| node.has_tag_name(("http://www.w3.org/2000/svg", "svg")))
        );
        let review = Review::asked(&board, Scope::default());
        let plain = |text: &str| text.chars().filter(|c| !c.is_control()).collect::<String>();
        for answer in review.answers().iter().filter(|a| a.verdict == Verdict::Breaks) {
            let question = plain(&review.question(answer));
            let first: String = question.chars().take(40).collect();
            assert!(plain(&said).contains(first.trim_end()), "{name}: {first} is not told");
        }
        assert!(!text.contains("<script"), "{name}");
    }
}

#[test]
fn structurizr_names_are_unique_and_its_blocks_close() {
    for (name, board, _) in boards() {
        let text = exported("dsl", &board);
        let mut depth = 0_isize;
        let mut names = std::collections::BTreeSet::new();
        for line in text.lines() {
            // Outside of texts, braces open and close blocks.
            let without = line.replace("\\\\", "").replace("\\\"", "");
            let parts: Vec<&str> = without.split('"').collect();
            assert!(parts.len() % 2 == 1, "{name}: {line}");
            for part in parts.iter().step_by(2) {
                let count = |brace: char| part.matches(brace).count().cast_signed();
                depth += count('{') - count('}');
            }
            if let Some(rest) = line.trim().split_once(" = container ").map(|(_, rest)| rest) {
                let called = rest.split("\" \"").next().unwrap_or_default().to_lowercase();
                assert!(names.insert(called.clone()), "{name}: {called} twice");
            }
        }
        assert_eq!(depth, 0, "{name}");
        assert_eq!(names.len(), board.nodes.len(), "{name}");
    }
}

#[test]
fn a_file_of_somebody_else_is_not_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.md");
    std::fs::write(&path, "my own notes").unwrap();
    let target = path.to_str().unwrap();
    let (status, said) = loadbearing(&["export", "templates/flash-sale.ron", "-o", target]);
    assert_eq!(status, Some(2));
    assert!(said.contains("--force") && said.contains("notes.md"), "{said}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "my own notes");
    let (status, said) =
        loadbearing(&["export", "templates/flash-sale.ron", "-o", target, "--force"]);
    assert_eq!(status, Some(0), "{said}");
    // What this program wrote it may write again, in every format.
    for exporter in export::ALL {
        let path = folder.path().join(format!("again.{}", exporter.extension));
        for _ in 0..2 {
            let args = ["export", "templates/small-school.ron", "-o", path.to_str().unwrap()];
            let (status, said) = loadbearing(&args);
            assert_eq!(status, Some(0), "{}: {said}", exporter.extension);
        }
    }
}
