//! The command line as a person or a CI job uses it: output, exit status, errors.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

fn loadbearing(args: &[&str]) -> Output {
    run(args, "")
}

fn run(args: &[&str], input: &str) -> Output {
    Command::cargo_bin("loadbearing")
        .unwrap()
        .args(args)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("WAYLAND_SOCKET")
        .write_stdin(input)
        .output()
        .unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn status(output: &Output) -> i32 {
    output.status.code().unwrap()
}

const FLASH_SALE: &str = "templates/flash-sale.ron";

#[test]
fn ask_tells_the_story_with_its_numbers() {
    let output = loadbearing(&["ask", FLASH_SALE]);
    assert_eq!(status(&output), 0);
    let text = out(&output);
    assert!(!text.contains('\u{1b}'), "colour in a pipe");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in [
        "Story: Place an order: everyone queues behind one lock",
        "Of 400 slots 24 are busy at the event (120 ms each); at a hold of 2 s all are",
        "full after 1.9 s, then at most 80/s get through and at least 60 % are refused",
        "lets 20/s through; 40/s arrive for the hottest item",
        "caps everything at 100/s, however many replicas run",
        "Of 500 people at once the last waits 25 s",
        "one request can become 4 attempts at the bottom",
        "280/s arrive instead of 200/s",
        "1.4 charges a request, 80/s too many",
    ] {
        assert!(text.contains(said), "missing: {said}\n{text}");
    }
}

#[test]
fn json_has_the_documented_shape() {
    let output = loadbearing(&["check", FLASH_SALE, "--format", "json"]);
    let value: Value = serde_json::from_str(&out(&output)).unwrap();
    assert_eq!(value["board"], "Flash sale");
    assert_eq!(value["format"], 1);
    let answers = value["answers"].as_array().unwrap();
    let keys: Vec<&str> = answers[0].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        [
            "rule",
            "verdict",
            "direction",
            "question",
            "answer",
            "moment",
            "flow",
            "subjects",
            "numbers",
            "breaks_at",
            "confidence",
            "caused_by",
            "fixes",
            "decision",
            "fingerprint"
        ]
    );
    let pool = answers
        .iter()
        .find(|a| a["rule"] == "thread-pool-exhaustion" && a["verdict"] == "breaks")
        .unwrap();
    let number = |name: &str| {
        pool["numbers"].as_array().unwrap().iter().find(|n| n["name"] == name).unwrap()["value"]
            .as_f64()
            .unwrap()
    };
    assert!((number("full after") - 1.88).abs() < 1e-9);
    assert!((number("hold at rest") - 0.12).abs() < 1e-9);
    assert!(
        pool["fixes"]
            .as_array()
            .unwrap()
            .iter()
            .any(|fix| !fix["resolves"].as_array().unwrap().is_empty())
    );
    let story = &value["stories"][0]["answers"];
    assert!(story[0].as_str().unwrap().starts_with("hot-row-lock"));
    let fingerprints: Vec<&Value> = answers.iter().map(|a| &a["fingerprint"]).collect();
    assert!(story.as_array().unwrap().iter().all(|f| fingerprints.contains(&f)));
}

#[test]
fn the_exit_status_says_how_bad_it_is() {
    assert_eq!(status(&loadbearing(&["ask", FLASH_SALE])), 0);
    assert_eq!(status(&loadbearing(&["ask", FLASH_SALE, "--fail-on", "breaks"])), 1);
    assert_eq!(
        status(&loadbearing(&["ask", "templates/flash-sale-fixed.ron", "--fail-on", "watch"])),
        0
    );
    assert_eq!(status(&loadbearing(&["ask", "no-such-file.ron"])), 2);
    assert_eq!(status(&loadbearing(&["ask"])), 2);
    assert_eq!(status(&loadbearing(&["ask", FLASH_SALE, "--rule", "no-such-rule"])), 2);
    assert_eq!(status(&loadbearing(&["ask", FLASH_SALE, "--today", "soon"])), 2);
}

#[test]
fn a_baseline_forgives_what_was_known() {
    let folder = TempDir::new().unwrap();
    let known = folder.path().join("known.json");
    fs::write(&known, out(&loadbearing(&["ask", FLASH_SALE, "--format", "json"]))).unwrap();
    let known = known.to_str().unwrap();
    assert_eq!(
        status(&loadbearing(&["ask", FLASH_SALE, "--fail-on", "breaks", "--baseline", known])),
        0
    );
    let worse =
        fs::read_to_string(FLASH_SALE).unwrap().replace("rate: \"25/s\"", "rate: \"2500/s\"");
    let output = run(&["ask", "-", "--fail-on", "breaks", "--baseline", known], &worse);
    assert_eq!(status(&output), 1);
    assert_eq!(
        status(&loadbearing(&[
            "ask",
            FLASH_SALE,
            "--fail-on",
            "breaks",
            "--baseline",
            "Cargo.toml"
        ])),
        2
    );
}

#[test]
fn one_rule_and_one_moment_can_be_chosen() {
    let text =
        out(&loadbearing(&["ask", FLASH_SALE, "--rule", "hot-row-lock", "--at", "now", "--all"]));
    assert!(text.contains("500 people"), "{text}");
    assert!(!text.contains("goes down"), "{text}");
    let value: Value = serde_json::from_str(&out(&loadbearing(&[
        "ask", FLASH_SALE, "--at", "now", "--format", "json",
    ])))
    .unwrap();
    assert!(
        value["answers"]
            .as_array()
            .unwrap()
            .iter()
            .all(|a| a["moment"] == "now" || a["moment"] == "event")
    );
}

#[test]
fn markdown_and_sarif_are_written() {
    let markdown = out(&loadbearing(&["ask", FLASH_SALE, "--format", "markdown"]));
    assert!(markdown.starts_with("# Flash sale\n"));
    let sarif: Value =
        serde_json::from_str(&out(&loadbearing(&["ask", FLASH_SALE, "--format", "sarif"])))
            .unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    let result = &sarif["runs"][0]["results"][0];
    assert!(
        result["locations"][0]["physicalLocation"]["region"]["startLine"].as_u64().unwrap() > 1
    );
}

#[test]
fn wrong_files_say_where_and_what_to_do() {
    let board = |field: &str| {
        format!(
            "(\n    format: 1,\n    title: \"x\",\n    nodes: [\n        (\n            id: \"a\",\n            kind: \"service\",\n            name: \"A\",\n            at: (0, 0),\n            {field}\n        ),\n    ],\n)\n"
        )
    };
    for (text, said) in [
        (board("service_time: \"12 parsecs\","), ["10:", "unknown unit `parsecs`"]),
        (board("slotz: \"4\","), ["10:", "slotz"]),
        ("(format: 99, title: \"x\")".to_owned(), ["99", "newer"]),
        (board("replicas: \"2\",").replace("],\n)", ""), ["1", ""]),
        ("hello".to_owned(), ["board", ""]),
    ] {
        let output = run(&["ask", "-"], &text);
        assert_eq!(status(&output), 2, "{text}");
        let error = err(&output);
        assert!(
            error.starts_with("error: ") && said.iter().all(|part| error.contains(part)),
            "{error}"
        );
        assert!(out(&output).is_empty());
    }
}

#[test]
fn repairs_are_listed_and_do_not_fail() {
    let board = "(format: 1, title: \"x\", nodes: [(id: \"a\", kind: \"service\", name: \"A\", at: (0, 0))], links: [(id: \"l\", from: \"a\", to: \"gone\", interaction: \"call\")])";
    let output = run(&["ask", "-"], board);
    assert_eq!(status(&output), 0);
    assert!(err(&output).contains("repaired"), "{}", err(&output));
}

#[test]
fn without_a_display_the_plain_command_prints_the_review() {
    let output = loadbearing(&[]);
    assert_eq!(status(&output), 0);
    assert!(err(&output).contains("no display"), "{}", err(&output));
    assert!(out(&output).contains("Flash sale"));
    let output = loadbearing(&["templates/flash-sale-fixed.ron"]);
    assert!(out(&output).contains("Flash sale, fixed"));
}

#[test]
fn new_starts_from_a_template_and_never_writes_over() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("shop.ron");
    let path = path.to_str().unwrap();
    assert_eq!(status(&loadbearing(&["new", "flash-sale", "-o", path])), 0);
    assert_eq!(fs::read(path).unwrap(), fs::read(FLASH_SALE).unwrap());
    assert_eq!(status(&loadbearing(&["new", "empty", "-o", path])), 2);
    assert_eq!(fs::read(path).unwrap(), fs::read(FLASH_SALE).unwrap());
    assert_eq!(status(&loadbearing(&["new", "empty", "-o", path, "--force"])), 0);
    assert_eq!(status(&loadbearing(&["new", "no-such-template", "-o", path])), 2);
}

#[test]
fn templates_and_rules_are_listed_and_explained() {
    let text = out(&loadbearing(&["templates"]));
    assert!(["empty", "flash-sale", "flash-sale-fixed"].iter().all(|slug| text.contains(slug)));
    assert_eq!(out(&loadbearing(&["explain"])).lines().count(), loadbearing::rules::ALL.len());
    let page = out(&loadbearing(&["explain", "hot-row-lock"]));
    assert!(page.contains("Quiet when") && page.contains("Sources"));
    assert!(page.contains("Worked example") && page.contains("20 %"), "{page}");
    assert_eq!(status(&loadbearing(&["explain", "no-such-rule"])), 2);
    let folder = tempfile::tempdir().unwrap();
    let docs = folder.path().join("docs");
    assert_eq!(status(&loadbearing(&["explain", "-o", docs.to_str().unwrap()])), 0);
    let pages = std::fs::read_dir(&docs).unwrap().count();
    assert_eq!(pages, loadbearing::rules::ALL.len() + 1);
}

#[test]
fn fmt_writes_the_one_way_a_board_is_written() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("board.ron");
    let text = fs::read_to_string(FLASH_SALE).unwrap();
    fs::write(&path, text.replace("\"120 ms\"", "\"0.12 s\"").replace("    ", "  ")).unwrap();
    let path_text = path.to_str().unwrap();
    assert_eq!(status(&loadbearing(&["fmt", path_text, "--check"])), 1);
    assert_eq!(status(&loadbearing(&["fmt", path_text])), 0);
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
    assert_eq!(status(&loadbearing(&["fmt", path_text, "--check"])), 0);
}

#[test]
fn ask_checks_answers_by_simulation_when_told_to() {
    let ask = |more: &[&str]| {
        let mut arguments =
            vec!["ask", "templates/flash-sale.ron", "--rule", "thread-pool-exhaustion"];
        arguments.extend(more);
        let output = Command::cargo_bin("loadbearing").unwrap().args(arguments).output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    let text = ask(&["--simulate"]);
    assert!(text.contains("≈ pool full after: formula 1.9 s, simulated"), "{text}");
    assert!(!ask(&[]).contains("simulated"));
    let json: Value = serde_json::from_str(&ask(&["--simulate", "--format", "json"])).unwrap();
    let agreement = &json["answers"][0]["agreement"][0];
    assert_eq!(agreement["agrees"], true);
    assert!((agreement["formula"].as_f64().unwrap() - 1.88).abs() < 1e-9);
    let markdown = ask(&["--simulate", "--format", "markdown"]);
    assert!(markdown.contains("pool full after: formula"), "{markdown}");
}

#[test]
fn diff_names_what_changed_and_which_answers_are_others() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/templates");
    let (old, new) = (format!("{folder}/flash-sale.ron"), format!("{folder}/flash-sale-fixed.ron"));
    let (old, new) = (old.as_str(), new.as_str());
    let diff = |args: &[&str]| loadbearing(&[&["diff"], args].concat());
    let both = diff(&[old, new]);
    assert_eq!(both.status.code(), Some(0));
    let text = String::from_utf8(both.stdout).unwrap();
    for said in ["+ node Charges", "~ node Orders", "Replicas: 2 → 4", "Better (", "breaks → fine"]
    {
        assert!(text.contains(said), "{said} is not in\n{text}");
    }
    let same = diff(&[old, old, "--exit-code"]);
    assert_eq!((same.status.code(), same.stdout.len()), (Some(0), 0));
    assert_eq!(diff(&[old, new, "--exit-code"]).status.code(), Some(1));
    // As git hands over a file that is new.
    let added = diff(&["/dev/null", new, "--format", "json"]);
    let json: Value = serde_json::from_slice(&added.stdout).unwrap();
    assert!(json["elements"].as_array().unwrap().iter().any(|one| one["how"] == "added"));
    assert_eq!(diff(&[old, "no-such-file.ron"]).status.code(), Some(2));
}

#[test]
fn embed_keeps_a_document_as_the_board_is() {
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    loadbearing(&["new", "flash-sale", "-o", &path("shop.ron")]);
    let page = "# Ours\n\n<!-- loadbearing: shop.ron -->\nold\n<!-- /loadbearing -->\n\nThe end\n";
    fs::write(path("page.md"), page).unwrap();
    assert_eq!(status(&loadbearing(&["embed", &path("page.md"), "--check"])), 1);
    assert_eq!(fs::read_to_string(path("page.md")).unwrap(), page);
    assert_eq!(status(&loadbearing(&["embed", &path("page.md")])), 0);
    let text = fs::read_to_string(path("page.md")).unwrap();
    assert!(text.starts_with("# Ours") && text.ends_with("The end\n"), "{text}");
    assert!(text.contains("![Flash sale](shop.svg)") && !text.contains("\nold\n"), "{text}");
    assert!(text.contains("| breaks | What happens when 500 people"), "{text}");
    assert!(fs::read_to_string(path("shop.svg")).unwrap().contains("<svg"));
    // Again there is nothing to do.
    assert_eq!(status(&loadbearing(&["embed", &path("page.md"), "--check"])), 0);
    // A picture of somebody else is left alone, and a block without an end is said with its line.
    fs::write(path("shop.svg"), "<svg/>").unwrap();
    let refused = loadbearing(&["embed", &path("page.md")]);
    assert!(status(&refused) == 2 && err(&refused).contains("--force"), "{}", err(&refused));
    fs::write(path("page.md"), "\n<!-- loadbearing: shop.ron -->\n").unwrap();
    let broken = loadbearing(&["embed", &path("page.md")]);
    assert!(err(&broken).contains("page.md:2:"), "{}", err(&broken));
}

#[test]
fn decisions_become_records_that_keep_their_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let mut board =
        loadbearing::file::templates::by_slug("flash-sale").unwrap().read().unwrap().board;
    let review = loadbearing::rules::Review::of(&board);
    let questions: Vec<_> =
        review.answers().iter().take(2).map(loadbearing::rules::Answer::fingerprint).collect();
    for (question, reason) in questions.iter().zip(["we sell <tickets>, not bread", "later"]) {
        board.decisions.put(loadbearing::model::Decision::bare(
            question.clone(),
            loadbearing::model::Ruling::Accepted,
            reason.to_owned(),
        ));
    }
    let path = folder.path().join("board.ron");
    std::fs::write(&path, loadbearing::file::write(&board)).unwrap();
    let records = folder.path().join("decisions");
    std::fs::create_dir(&records).unwrap();
    std::fs::write(records.join("0007-ours.md"), "# Something else").unwrap();
    let run = || {
        assert_cmd::Command::cargo_bin("loadbearing")
            .unwrap()
            .args(["adr", path.to_str().unwrap(), records.to_str().unwrap()])
            .assert()
            .success();
        let mut names: Vec<String> = std::fs::read_dir(&records)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    };
    let names = run();
    assert_eq!(names.len(), 3, "{names:?}");
    assert!(names[1].starts_with("0008-") && names[2].starts_with("0009-"), "{names:?}");
    let text = std::fs::read_to_string(records.join(&names[1])).unwrap();
    for part in [
        "status: accepted",
        "## Context and Problem Statement",
        "## Considered Options",
        "## Decision Outcome\n\nChosen option: \"Live with it\", because we sell \\<tickets\\>",
        "### Confirmation",
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    assert_eq!(run(), names, "written again under the same names");
    let ours = std::fs::read_to_string(records.join("0007-ours.md")).unwrap();
    assert_eq!(ours, "# Something else");
}
