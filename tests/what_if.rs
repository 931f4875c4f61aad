//! `what-if` as a person or a script uses it: the story, its numbers, pictures, and bad input.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

const FLASH_SALE: &str = "templates/flash-sale.ron";
const FIXED: &str = "templates/flash-sale-fixed.ron";

fn what_if(args: &[&str]) -> Output {
    let mut all = vec!["what-if"];
    all.extend(args);
    Command::cargo_bin("loadbearing").unwrap().args(all).output().unwrap()
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

/// The words of the output, with single blanks between them.
fn words(args: &[&str]) -> String {
    let output = what_if(args);
    assert_eq!(status(&output), 0, "{}", err(&output));
    out(&output).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn json(args: &[&str]) -> Value {
    let mut all = args.to_vec();
    all.extend(["--format", "json"]);
    let output = what_if(&all);
    assert_eq!(status(&output), 0, "{}", err(&output));
    serde_json::from_str(&out(&output)).unwrap()
}

fn named<'v>(list: &'v Value, key: &str, id: &str) -> &'v Value {
    list.as_array().unwrap().iter().find(|item| item[key] == id).unwrap()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

#[track_caller]
fn near(value: &Value, expected: f64, most: f64) {
    let reached = number(value);
    assert!((reached - expected).abs() <= most, "{reached} instead of {expected} ± {most}");
}

#[test]
fn slow_inventory_reads_like_a_story() {
    let text = words(&[FLASH_SALE, "--scenario", "inventory-slows"]);
    for said in [
        "Flash sale: Inventory slows",
        "Inventory takes 5 s",
        "Simulated at the event (200/s) for 1 min, seed 1",
        "Orders is full after 2 s",
        "nobody gets an answer any more",
        "Orders is full (formula 1.9 s)",
        "Browser gives up on Load balancer for the first time",
        "Formula and simulation",
    ] {
        assert!(text.contains(said), "missing: {said}\n{text}");
    }
    assert!(!text.contains('\u{1b}'), "colour in a pipe");
}

#[test]
fn slow_inventory_has_the_numbers_of_the_article() {
    let value = json(&[FLASH_SALE, "--scenario", "inventory-slows"]);
    let run = &value["runs"][0];
    // Full after (400 − 24) ÷ 200 = 1.88 s by formula; then 400 slots ÷ 5 s = 80/s.
    let full = named(&run["marks"], "sort", "full");
    assert_eq!(full["subject"], "orders");
    near(&full["at"], 2.0, 0.2);
    near(&full["formula"], 1.88, 0.001);
    let orders = named(&run["nodes"], "node", "orders");
    near(&orders["answers"], 80.0, 2.0);
    assert_eq!(orders["slots"], 400.0);
    near(&orders["peak_busy"], 1.0, 1e-9);
    near(&orders["peak_line"], 100.0, 1e-9);
    // Of 200 first attempts a second 80 find a slot: 60 % do not; retries come on top.
    let first = named(&run["formulas"], "what", "Orders has no slot for (first attempts)");
    near(&first["formula"], 0.6, 1e-9);
    near(&first["simulated"], 0.6, 0.02);
    near(&run["flows"][0]["attempts"], 2.0, 0.05);
    // Cards are charged for people who gave up after 3 s, some of them twice.
    let effect = &run["flows"][0]["effects"][0];
    assert_eq!(effect["effect"], "charges a card");
    assert!(number(&effect["again"]) > 20.0, "{effect}");
    assert!(number(&effect["happened"]) > number(&effect["again"]));
}

#[test]
fn requests_are_conserved() {
    for scenario in ["inventory-slows", "answers-lost", "five-hundred-buyers"] {
        let value = json(&[FLASH_SALE, "--scenario", scenario]);
        let requests = &value["runs"][0]["flows"][0]["requests"];
        let of = |key: &str| requests[key].as_u64().unwrap();
        let ended = of("ok") + of("refused") + of("timed_out") + of("failed");
        assert_eq!(of("begun"), ended + of("under_way"), "{scenario}: {requests}");
    }
}

#[test]
fn the_fixed_twin_charges_nobody_twice() {
    for scenario in ["inventory-slows", "answers-lost", "five-hundred-buyers"] {
        let value = json(&[FIXED, "--scenario", scenario, "--at", "event"]);
        let run = &value["runs"][0];
        for effect in run["flows"][0]["effects"].as_array().unwrap() {
            assert_eq!(effect["again"], 0, "{scenario}: {effect}");
        }
    }
    let slow = json(&[FIXED, "--scenario", "inventory-slows"]);
    assert!(slow["runs"][0]["seeds"][0]["full"].is_null(), "nothing fills up");
    let crowd = json(&[FIXED, "--scenario", "five-hundred-buyers"]);
    let requests = &crowd["runs"][0]["flows"][0]["requests"];
    assert!(number(&requests["ok"]) > 0.99 * number(&requests["begun"]), "{requests}");
    let lost = json(&[FIXED, "--scenario", "answers-lost"]);
    let effect = &lost["runs"][0]["flows"][0]["effects"][0];
    assert!(number(&effect["recognised"]) > 100.0, "repeats come, and are recognised: {effect}");
}

#[test]
fn two_boards_stand_side_by_side() {
    let text = words(&[FLASH_SALE, "--scenario", "answers-lost", "--compare", FIXED]);
    assert!(text.contains("Side by side Flash sale Flash sale, fixed"), "{text}");
    let value = json(&[FLASH_SALE, "--scenario", "answers-lost", "--compare", FIXED]);
    let goodput = |at: usize| number(&value["runs"][at]["flows"][0]["goodput"]);
    assert!(goodput(1) > 1.5 * goodput(0), "{} and {}", goodput(0), goodput(1));
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let args = [FLASH_SALE, "--scenario", "answers-lost", "--format", "json", "--series"];
    let one = out(&what_if(&args));
    assert_eq!(one, out(&what_if(&args)));
    let other = [&args[..], &["--seed", "2"]].concat();
    assert_ne!(one, out(&what_if(&other)));
    // Threads do not change what comes out.
    let several = [&args[..], &["--seeds", "4"]].concat();
    assert_eq!(out(&what_if(&several)), out(&what_if(&several)));
}

#[test]
fn several_seeds_are_counted_not_averaged() {
    let args = [FLASH_SALE, "--traffic", "x8@10s..20s", "--simulate", "2min", "--seeds", "3"];
    let value = json(&args);
    let seeds = value["runs"][0]["seeds"].as_array().unwrap();
    assert_eq!(seeds.len(), 3);
    assert_eq!(seeds[2]["seed"], 3);
    let state = |seed: &Value| seed["recovery"]["state"].as_str().unwrap().to_owned();
    let recovered = seeds.iter().filter(|seed| state(seed) == "recovered").count();
    let text = words(&args);
    assert!(text.contains(&format!("{recovered} of 3 seeds recover")), "{text}");
}

/// One server that does 300/s, two retries, a timeout of half a second; for ten seconds it does a
/// fifth. Below 300 ÷ 3 = 100/s it recovers, above its own retries keep it down.
fn shop(folder: &TempDir, rate: u32) -> String {
    let path = folder.path().join(format!("shop-{rate}.ron"));
    let text = format!(
        r#"(
    format: 1,
    title: "Shop",
    nodes: [
        (id: "app", kind: "client", name: "App", at: (100, 100)),
        (id: "shop", kind: "service", name: "Shop", at: (400, 100), replicas: "1", slots: "1", capacity: "300/s"),
    ],
    links: [
        (id: "app-to-shop", from: "app", to: "shop", interaction: "call", timeout: "500 ms", retries: "2"),
    ],
    flows: [
        (id: "buy", name: "Buy", links: ["app-to-shop"], rate: "{rate}/s"),
    ],
)"#
    );
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn a_shop_recovers_below_its_bound_and_not_above() {
    let folder = TempDir::new().unwrap();
    let play = |rate| {
        let board = shop(&folder, rate);
        words(&[&board, "--slow", "shop=16.7ms@60s..70s", "--simulate", "370s", "--seeds", "3"])
    };
    let below = play(95);
    assert!(below.contains("3 of 3 seeds recover"), "{below}");
    assert!(below.contains("It recovers: goodput is back"), "{below}");
    let above = play(105);
    assert!(above.contains("0 of 3 seeds recover"), "{above}");
    assert!(above.contains("It has not recovered 5 min after it was over: 0 % of"), "{above}");
}

#[test]
fn changes_on_the_command_line_play_together_and_by_name() {
    let text = words(&[
        FLASH_SALE,
        "--slow",
        "Inventory=2s@5s..20s",
        "--lag",
        "Orders -> Payment provider=200ms",
        "--down",
        "orders=1@30s",
        "--simulate",
        "40s",
    ]);
    for said in [
        "Orders loses 1 replica from 30 s on",
        "Inventory takes 2 s from 5 s to 20 s",
        "Orders → Payment provider takes 200 ms on the network",
        "5.0 s Inventory takes 2 s",
        "20.0 s Inventory is as before",
        "for 40 s, seed 1",
    ] {
        assert!(text.contains(said), "missing: {said}\n{text}");
    }
}

#[test]
fn without_a_scenario_all_of_the_board_are_played() {
    let value = json(&[FLASH_SALE, "--simulate", "5s"]);
    let runs = value["runs"].as_array().unwrap();
    let ids: Vec<&str> = runs.iter().map(|run| run["scenario"]["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["inventory-slows", "answers-lost", "five-hundred-buyers"]);
    // A crowd is a surge over what arrives now; the others are feared at the event.
    let moments: Vec<&str> = runs.iter().map(|run| run["at"].as_str().unwrap()).collect();
    assert_eq!(moments, ["event", "event", "now"]);
    let listed = out(&what_if(&[FLASH_SALE, "--list"]));
    assert!(ids.iter().all(|id| listed.contains(id)), "{listed}");
}

#[test]
fn json_has_the_documented_shape() {
    let value =
        json(&[FLASH_SALE, "--scenario", "inventory-slows", "--simulate", "10s", "--series"]);
    assert_eq!(value["format"], 1);
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(
        keys(&value["runs"][0]),
        [
            "board", "scenario", "at", "seconds", "seed", "events", "steady", "says", "marks",
            "flows", "nodes", "gates", "recovery", "formulas", "seeds", "series"
        ]
    );
    let series = &value["runs"][0]["series"];
    let steps = 10.0 / number(&series["step"]);
    for track in series["tracks"].as_array().unwrap() {
        assert_eq!(keys(track), ["element", "series", "unit", "values"]);
        near(&Value::from(track["values"].as_array().unwrap().len()), steps, 0.5);
    }
    let without = json(&[FLASH_SALE, "--scenario", "inventory-slows", "--simulate", "10s"]);
    assert!(without["runs"][0].get("series").is_none());
}

#[test]
fn csv_has_one_row_a_step() {
    let args = [FIXED, "--scenario", "inventory-slows", "--simulate", "2s", "--format", "csv"];
    let text = out(&what_if(&args));
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("board,scenario,seed,seconds,element,series,unit,value"));
    let busy: Vec<&str> = lines.clone().filter(|line| line.contains(",orders,busy,")).collect();
    assert_eq!(busy.len(), 100, "steps of 20 ms");
    assert!(busy[0].starts_with("\"Flash sale, fixed\",inventory-slows,1,0,orders,busy,count,"));
    assert!(!text.contains("NaN") && !text.contains("inf"));
}

#[test]
fn plots_are_pictures() {
    let folder = TempDir::new().unwrap();
    let png = folder.path().join("plots.png");
    let base = [FLASH_SALE, "--scenario", "inventory-slows", "--simulate", "20s"];
    let png_args = [&base[..], &["-o", png.to_str().unwrap(), "--scale", "1"]].concat();
    let output = what_if(&png_args);
    assert_eq!(status(&output), 0, "{}", err(&output));
    assert!(err(&output).contains("wrote "), "{}", err(&output));
    let image = image::open(&png).unwrap().to_rgb8();
    let colours: std::collections::BTreeSet<_> = image.pixels().map(|pixel| pixel.0).collect();
    assert!(image.width() > 900 && image.height() > 600 && colours.len() > 100);
    let first = fs::read(&png).unwrap();
    what_if(&png_args);
    assert_eq!(first, fs::read(&png).unwrap(), "the same seed draws the same bytes");

    let svg = folder.path().join("plots.svg");
    let more = ["-o", svg.to_str().unwrap(), "--theme", "dark", "--compare", FIXED];
    assert_eq!(status(&what_if(&[&base[..], &more].concat())), 0);
    let text = fs::read_to_string(&svg).unwrap();
    for said in
        ["Orders is full: 2 s, by formula 1.9 s (dashed)", "Flash sale, fixed", "Busy slots"]
    {
        assert!(text.contains(said), "missing {said}");
    }
}

#[test]
fn bad_input_is_told_what_to_do() {
    let cases: &[(&[&str], &str)] = &[
        (&["--scenario", "inventory-slow"], "did you mean inventory-slows"),
        (&["--scenario", "xyz"], "use one of inventory-slows, answers-lost, five-hundred-buyers"),
        (&["--slow", "inventry=5s"], "no node `inventry`; did you mean inventory?"),
        (&["--slow", "inventory"], "say how much, like `inventory=5s`"),
        (&["--slow", "inventory=5"], "`5` is not a duration"),
        (&["--slow", "browser=5s"], "Browser only begins requests"),
        (&["--slow", "inventory=5s@70s..10s"], "ends before it begins"),
        (&["--slow", "inventory=5s@10"], "`10` is not a duration"),
        (&["--cold", "orders"], "Orders is no cache; the board has no cache"),
        (&["--zone-down", "b"], "it has no zones"),
        (&["--fails", "inventory=120%"], "a share is at most 100 %"),
        (&["--traffic", "lots"], "`lots` is not a multiple"),
        (&["--simulate", "60"], "`60` is not a duration"),
        (&["--simulate", "0s"], "use a time from 0.1 s to a week"),
        (&["--seeds", "0"], "1..=1000"),
        (&["--scenario", "inventory-slows", "-o", "plots.pdf"], "use one of .png, .svg"),
        (&["-o", "plots.png"], "a picture shows one scenario; choose one with --scenario"),
        (&["--traffic", "x100000000", "--simulate", "1h"], "--simulate"),
    ];
    for (args, said) in cases {
        let output = what_if(&[&[FLASH_SALE][..], args].concat());
        assert_eq!(status(&output), 2, "{args:?}");
        assert!(err(&output).contains(said), "{args:?} says {}", err(&output));
        assert!(out(&output).is_empty(), "{args:?}");
    }
    assert!(!std::path::Path::new("plots.png").exists());
}

#[test]
fn a_board_on_which_nothing_arrives_says_so() {
    let folder = TempDir::new().unwrap();
    let board = folder.path().join("board.ron");
    let text = fs::read_to_string(FLASH_SALE).unwrap();
    fs::write(&board, text.replace("            rate: \"25/s\",\n", "")).unwrap();
    let output = what_if(&[board.to_str().unwrap(), "--slow", "inventory=5s"]);
    assert_eq!(status(&output), 2);
    assert!(err(&output).contains("give a flow its rate"), "{}", err(&output));
}
