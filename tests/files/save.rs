//! Opening and saving files.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use loadbearing::file::disk::previous_version;
use loadbearing::file::picture::KEYWORD;
use loadbearing::file::{OpenError, SaveError, changed_outside, open, read, save, write};
use loadbearing::model::Board;
use tempfile::TempDir;

use crate::flash_sale;

/// A folder with the flash sale in it.
fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sale.ron");
    fs::write(&path, flash_sale()).unwrap();
    (folder, path)
}

fn titled(title: &str) -> Board {
    let mut board = read(flash_sale()).unwrap().board;
    title.clone_into(&mut board.title);
    board
}

fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_save_keeps_the_previous_version_and_nothing_else() {
    let (folder, path) = folder();
    let opened = open(&path).unwrap();
    let stamp = save(&path, &titled("second"), Some(&opened.stamp)).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), write(&titled("second")));
    assert_eq!(fs::read_to_string(previous_version(&path)).unwrap(), flash_sale());
    save(&path, &titled("third"), Some(&stamp)).unwrap();
    assert_eq!(fs::read_to_string(previous_version(&path)).unwrap(), write(&titled("second")));
    assert_eq!(names_in(folder.path()), ["sale.ron", "sale.ron~"]);
}

#[test]
fn a_board_is_saved_where_there_was_none() {
    let (folder, _) = folder();
    let path = folder.path().join("new.ron");
    save(&path, &titled("new"), None).unwrap();
    assert_eq!(open(&path).unwrap().board, titled("new"));
    assert!(!previous_version(&path).exists());
    let mode = fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o600, 0o600);
}

#[test]
fn what_somebody_else_wrote_is_not_overwritten_unless_one_insists() {
    let (_folder, path) = folder();
    let opened = open(&path).unwrap();
    assert!(!changed_outside(&path, &opened.stamp));
    let theirs = flash_sale().replace("25/s", "30/s");
    fs::write(&path, &theirs).unwrap();
    assert!(changed_outside(&path, &opened.stamp));
    let refused = save(&path, &titled("mine"), Some(&opened.stamp));
    assert!(matches!(refused, Err(SaveError::ChangedOutside(_))), "{refused:?}");
    assert_eq!(fs::read_to_string(&path).unwrap(), theirs);
    save(&path, &titled("mine"), None).unwrap();
    assert_eq!(open(&path).unwrap().board.title, "mine");
    assert_eq!(fs::read_to_string(previous_version(&path)).unwrap(), theirs);
}

#[test]
fn a_file_that_was_touched_or_removed_is_saved_without_a_question() {
    let (_folder, path) = folder();
    let opened = open(&path).unwrap();
    let file = fs::File::options().append(true).open(&path).unwrap();
    file.set_modified(std::time::UNIX_EPOCH).unwrap();
    assert!(!changed_outside(&path, &opened.stamp));
    let stamp = save(&path, &titled("mine"), Some(&opened.stamp)).unwrap();
    fs::remove_file(&path).unwrap();
    save(&path, &titled("mine"), Some(&stamp)).unwrap();
    assert!(path.exists());
}

#[test]
fn a_symbolic_link_stays_a_link_and_permissions_stay() {
    let (folder, path) = folder();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    let link = folder.path().join("link.ron");
    symlink("sale.ron", &link).unwrap();
    save(&link, &titled("through the link"), None).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(open(&path).unwrap().board.title, "through the link");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    let dangling = folder.path().join("dangling.ron");
    symlink("elsewhere.ron", &dangling).unwrap();
    save(&dangling, &titled("new"), None).unwrap();
    assert!(folder.path().join("elsewhere.ron").is_file());
    let loop_ = folder.path().join("loop.ron");
    symlink("loop.ron", &loop_).unwrap();
    assert!(save(&loop_, &titled("never"), None).is_err());
}

#[test]
fn unsuitable_places_are_refused_with_a_remedy() {
    let (folder, path) = folder();
    let said = |path: &Path| save(path, &titled("x"), None).unwrap_err().to_string();
    assert!(said(folder.path()).starts_with("this is a folder"));
    let nowhere = folder.path().join("no/such/folder/sale.ron");
    assert!(said(&nowhere).starts_with("its folder is not there"), "{}", said(&nowhere));
    assert!(said(&path.join("sale.ron")).starts_with("its folder is not there"));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    assert!(said(&path).starts_with("the file is read-only"));
    // Even root may not write here.
    let proc = Path::new("/proc/self/sale.ron");
    assert!(!said(proc).is_empty());
    let picture = folder.path().join("sale.png");
    fs::write(&picture, png(Some("x"))).unwrap();
    assert!(said(&picture).starts_with("this is a picture"));
    assert_eq!(names_in(folder.path()), ["sale.png", "sale.ron"]);
}

#[test]
fn a_folder_without_permission_is_refused_and_the_file_is_as_it_was() {
    let (folder, path) = folder();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    let outcome = save(&path, &titled("never"), None);
    let is_root = fs::write(folder.path().join("probe"), "").is_ok();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    if is_root {
        // Nothing is forbidden to root; `a_full_disk…` and `/proc` show the same path there.
        return;
    }
    assert!(matches!(outcome, Err(SaveError::NotPermitted(_))), "{outcome:?}");
    assert_eq!(fs::read_to_string(&path).unwrap(), flash_sale());
    assert_eq!(names_in(folder.path()), ["sale.ron"]);
}

/// Runs itself again with a file size limit of nothing, which is what a full disk looks like.
#[test]
fn a_full_disk_leaves_the_file_as_it_was_and_nothing_beside_it() {
    const FOLDER: &str = "LOADBEARING_TEST_FULL";
    if let Some(folder) = std::env::var_os(FOLDER) {
        let path = Path::new(&folder).join("sale.ron");
        let outcome = save(&path, &titled("never"), None);
        assert!(matches!(outcome, Err(SaveError::Full { .. })), "{outcome:?}");
        return;
    }
    let (folder, path) = folder();
    let name = "save::a_full_disk_leaves_the_file_as_it_was_and_nothing_beside_it";
    let limited = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$0\" --exact \"$1\""])
        .arg(std::env::current_exe().unwrap())
        .arg(name)
        .env(FOLDER, folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&limited.stdout);
    assert!(said.contains("1 passed"), "{said}");
    assert_eq!(fs::read_to_string(&path).unwrap(), flash_sale());
    assert_eq!(names_in(folder.path()), ["sale.ron"]);
}

#[test]
fn an_error_in_a_file_is_said_with_its_path_line_and_column() {
    let (_folder, path) = folder();
    fs::write(&path, flash_sale().replace("\"10 ms\"", "\"12 parsecs\"")).unwrap();
    let said = open(&path).unwrap_err().to_string();
    assert!(said.starts_with(&format!("{}:25:28: `12 parsecs` is not", path.display())), "{said}");
    fs::write(&path, b"(format: 1,\n title: \"\xff\xfe\")").unwrap();
    let said = open(&path).unwrap_err().to_string();
    assert!(said.starts_with(&format!("{}:2:10: this is no text", path.display())), "{said}");
    let gone = path.with_file_name("gone.ron");
    assert!(matches!(open(&gone), Err(OpenError::NotFound(_))));
    assert!(matches!(open(path.parent().unwrap()), Err(OpenError::Folder(_))));
    // Endless, and read no further than any board goes.
    let said = open(Path::new("/dev/zero")).unwrap_err().to_string();
    assert!(said.contains("too large to be a board"), "{said}");
}

/// A picture of one pixel that carries a text.
fn png(text: Option<&str>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 1, 1);
    encoder.set_color(png::ColorType::Grayscale);
    if let Some(text) = text {
        encoder.add_itxt_chunk(KEYWORD.to_owned(), text.to_owned()).unwrap();
    }
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&[0]).unwrap();
    drop(writer);
    bytes
}

#[test]
fn a_picture_that_carries_a_board_opens_as_the_board() {
    let (folder, _) = folder();
    let path = folder.path().join("sale.png");
    fs::write(&path, png(Some(flash_sale()))).unwrap();
    let opened = open(&path).unwrap();
    assert!(opened.from_picture);
    assert_eq!(write(&opened.board), flash_sale());

    fs::write(&path, png(None)).unwrap();
    assert!(open(&path).unwrap_err().to_string().starts_with("this picture carries no board"));
    let whole = png(Some(flash_sale()));
    fs::write(&path, whole.get(..whole.len() / 2).unwrap()).unwrap();
    assert!(open(&path).unwrap_err().to_string().starts_with("this picture is damaged"));
    fs::write(&path, png(Some("(format: 9)"))).unwrap();
    assert!(open(&path).unwrap_err().to_string().contains("made by a newer program"));
}
