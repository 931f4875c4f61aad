//! PNG: the SVG drawn with the bundled fonts, carrying its board in a text chunk.
//!
//! No window and no graphics card is needed. Every machine makes the same pixels, unless a board
//! holds characters the bundled fonts lack: those are drawn with the fonts of the machine.

use std::sync::{Arc, LazyLock};

use png::{BitDepth, ColorType, Encoder, Info};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg;

use super::picture::Picture;
use super::svg::document;
use super::{ExportError, Exporter, Options};
use crate::file::picture::KEYWORD;
use crate::model::{Board, ElementId};
use crate::rules::Review;
use crate::scene::Prim;
use crate::scene::text::{FONT_FAMILY, FONT_REGULAR, FONT_SEMIBOLD, can_draw};

pub(super) const EXPORTER: Exporter = Exporter { extension: "png", label: "PNG picture", write };

/// Most pixels of a picture: 256 MiB while it is drawn.
const MOST_PIXELS: f32 = 64.0 * 1024.0 * 1024.0;
/// Longest side in pixels that common viewers open.
const LONGEST: f32 = 32_767.0;

static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(FONT_REGULAR.to_vec());
    fonts.load_font_data(FONT_SEMIBOLD.to_vec());
    fonts.set_sans_serif_family(FONT_FAMILY);
    Arc::new(fonts)
});

/// The bundled fonts first, then those of the machine; reading them takes a moment.
static ALL_FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::clone(&FONTS);
    fonts.load_system_fonts();
    Arc::new(fonts)
});

/// The fonts a picture needs.
fn fonts_for(picture: &Picture) -> Arc<fontdb::Database> {
    let mut prims = picture.pieces.iter().flat_map(|piece| &piece.prims);
    let is_lacking =
        |prim: &Prim| matches!(prim, Prim::Text(line) if !line.text.chars().all(can_draw));
    Arc::clone(if prims.any(is_lacking) { &ALL_FONTS } else { &FONTS })
}

fn write(
    board: &Board,
    review: Option<&Review>,
    options: &Options,
) -> Result<Vec<u8>, ExportError> {
    let picture = Picture::of(board, review, options);
    let title = board.name_of(&ElementId::Board);
    bytes(&title, &picture, options.scale, Some(&super::ron::text(board, options)))
}

/// A picture as the bytes of a file; with the text of a board inside when it is to be kept.
pub(super) fn bytes(
    title: &str,
    picture: &Picture,
    scale: f32,
    carried: Option<&str>,
) -> Result<Vec<u8>, ExportError> {
    let pixels = draw(title, picture, scale)?;
    encode(&pixels, picture.background.is_some(), carried)
        .map_err(|error| ExportError::NotDrawn(error.to_string()))
}

fn draw(title: &str, picture: &Picture, scale: f32) -> Result<Pixmap, ExportError> {
    if !(scale.is_finite() && (0.1..=16.0).contains(&scale)) {
        return Err(ExportError::BadScale(scale));
    }
    let (wide, high) = (picture.frame.width(), picture.frame.height());
    let fits = (MOST_PIXELS / (wide * high)).sqrt().min(LONGEST / wide.max(high));
    let (width, height) = ((wide * scale).ceil(), (high * scale).ceil());
    if scale > fits {
        let fits = (fits * 100.0).floor() / 100.0;
        return Err(ExportError::TooLarge { width: width as u64, height: height as u64, fits });
    }
    let not_drawn = |reason: &dyn std::fmt::Display| ExportError::NotDrawn(reason.to_string());
    let svg = document(title, picture, None).map_err(|error| not_drawn(&error))?;
    let options = usvg::Options {
        font_family: FONT_FAMILY.to_owned(),
        fontdb: fonts_for(picture),
        ..usvg::Options::default()
    };
    let tree = usvg::Tree::from_str(&svg, &options).map_err(|error| not_drawn(&error))?;
    let mut pixels = Pixmap::new((width as u32).max(1), (height as u32).max(1))
        .ok_or_else(|| not_drawn(&"no room for its pixels"))?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    Ok(pixels)
}

/// Opaque pictures leave their opacity out: a quarter smaller.
fn encode(
    pixels: &Pixmap,
    opaque: bool,
    carried: Option<&str>,
) -> Result<Vec<u8>, png::EncodingError> {
    let mut info = Info::with_size(pixels.width(), pixels.height());
    info.bit_depth = BitDepth::Eight;
    info.color_type = if opaque { ColorType::Rgb } else { ColorType::Rgba };
    if let Some(board) = carried {
        let mut chunk = png::text_metadata::ITXtChunk::new(KEYWORD, board);
        chunk.compressed = true;
        info.utf8_text.push(chunk);
    }
    info.srgb = Some(png::SrgbRenderingIntent::Perceptual);
    let per_pixel = if opaque { 3 } else { 4 };
    let mut bytes = Vec::with_capacity(pixels.pixels().len() * per_pixel);
    for pixel in pixels.pixels() {
        let colour = pixel.demultiply();
        bytes.extend([colour.red(), colour.green(), colour.blue()]);
        if !opaque {
            bytes.push(colour.alpha());
        }
    }
    let mut out = Vec::new();
    let mut writer = Encoder::with_info(&mut out, info)?.write_header()?;
    writer.write_image_data(&bytes)?;
    writer.finish()?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file::templates;

    fn needs_fonts_of_the_machine(board: &Board) -> bool {
        let picture = Picture::of(board, None, &Options::default());
        !Arc::ptr_eq(&fonts_for(&picture), &FONTS)
    }

    #[test]
    fn only_characters_the_fonts_lack_reach_for_the_machine() {
        for template in templates::ALL {
            let board = template.read().unwrap().board;
            assert!(!needs_fonts_of_the_machine(&board), "{}", template.slug);
        }
        let mut board = templates::by_slug("flash-sale").unwrap().read().unwrap().board;
        board.nodes.change("orders", |node| node.name = "Очередь ≥ 8 × µ".to_owned());
        assert!(!needs_fonts_of_the_machine(&board));
        board.nodes.change("orders", |node| node.name = "在庫".to_owned());
        assert!(needs_fonts_of_the_machine(&board));
    }
}
