//! Fonts of the system for scripts that Inter lacks, so that a name in Japanese or Arabic can be
//! read. Without any of them the program works; such letters are then drawn as boxes.

use std::path::Path;

/// Where systems keep fonts of wide coverage; of each row the first that is there is read.
const WIDE: &[&[&str]] = &[
    // Chinese, Japanese, Korean.
    &[
        "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
        "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
        "/usr/share/fonts/truetype/fonts-japanese-gothic.ttf",
        "/System/Library/Fonts/PingFang.ttc",
        "/System/Library/Fonts/Hiragino Sans GB.ttc",
        "C:\\Windows\\Fonts\\YuGothM.ttc",
        "C:\\Windows\\Fonts\\msyh.ttc",
    ],
    // Hebrew, Arabic, Armenian, Georgian and many signs.
    &[
        "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
        "/usr/share/fonts/dejavu-sans-fonts/DejaVuSans.ttf",
        "/usr/share/fonts/TTF/DejaVuSans.ttf",
        "/usr/share/fonts/truetype/freefont/FreeSans.ttf",
        "/System/Library/Fonts/Supplemental/Arial Unicode.ttf",
        "C:\\Windows\\Fonts\\arial.ttf",
    ],
];

/// What is there, by name, best first.
pub(super) fn read() -> Vec<(String, Vec<u8>)> {
    let font = |path: &&str| Some(((*path).to_owned(), std::fs::read(Path::new(path)).ok()?));
    WIDE.iter().filter_map(|row| row.iter().find_map(font)).collect()
}
