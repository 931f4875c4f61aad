//! Pictures that carry their board: a PNG with the board's text in a chunk of its own.
//!
//! Only reading lives here; the exporter writes the chunk under the same keyword.

use std::io::Cursor;

/// Keyword of the iTXt chunk that holds the text of the board.
pub const KEYWORD: &str = "loadbearing-board";

/// Most bytes the decoder may allocate while it looks for the chunk.
const MEMORY: usize = 256 * 1024 * 1024;

/// Why a picture gives no board.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// Somebody else made it, or the board was stripped from it on its way.
    #[error("this picture carries no board; open the board file it was made from")]
    NoBoard,
    /// It is cut off or damaged.
    #[error("this picture is damaged before its board ends; export it again")]
    Damaged,
}

/// True when a file with these first bytes is a PNG.
pub fn is_png(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x89PNG\r\n\x1a\n")
}

/// The text of the board that a PNG carries.
pub fn board_text(png: &[u8]) -> Result<String, PictureError> {
    let limits = png::Limits { bytes: MEMORY };
    let decoder = png::Decoder::new_with_limits(Cursor::new(png), limits);
    let mut reader = decoder.read_info().map_err(|_error| PictureError::Damaged)?;
    if let Some(text) = chunk_of(reader.info())? {
        return Ok(text);
    }
    // Some programs move text chunks behind the pixels; the pixels themselves need not be whole.
    let rest = reader.finish();
    match chunk_of(reader.info())? {
        Some(text) => Ok(text),
        None if rest.is_ok() => Err(PictureError::NoBoard),
        None => Err(PictureError::Damaged),
    }
}

fn chunk_of(info: &png::Info<'_>) -> Result<Option<String>, PictureError> {
    let Some(chunk) = info.utf8_text.iter().find(|chunk| chunk.keyword == KEYWORD) else {
        return Ok(None);
    };
    let mut chunk = chunk.clone();
    let limit = super::format::LARGEST as usize;
    chunk.decompress_text_with_limit(limit).map_err(|_error| PictureError::Damaged)?;
    chunk.get_text().map(Some).map_err(|_error| PictureError::Damaged)
}
