//! The program's icon: three boxes on a beam, painted when the window opens.

use eframe::egui::IconData;

/// Side, in pixels.
const SIDE: usize = 64;

/// The icon.
pub(super) fn icon() -> IconData {
    let mut rgba = vec![0; SIDE * SIDE * 4];
    let ground = [36, 95, 200, 255];
    let ink = [255, 255, 255, 255];
    fill(&mut rgba, (2, 2), (62, 62), 13, ground);
    // A lintel on two posts: what bears the load.
    fill(&mut rgba, (12, 18), (52, 28), 3, ink);
    fill(&mut rgba, (16, 32), (26, 50), 3, ink);
    fill(&mut rgba, (38, 32), (48, 50), 3, ink);
    IconData { rgba, width: SIDE as u32, height: SIDE as u32 }
}

/// Fills a rectangle with round corners.
fn fill(
    rgba: &mut [u8],
    (left, top): (i32, i32),
    (right, bottom): (i32, i32),
    radius: i32,
    colour: [u8; 4],
) {
    for y in top..bottom {
        for x in left..right {
            let dx = (left + radius - x).max(x - (right - 1 - radius)).max(0);
            let dy = (top + radius - y).max(y - (bottom - 1 - radius)).max(0);
            let at = (y as usize * SIDE + x as usize) * 4;
            if let (true, Some(pixel)) =
                (dx * dx + dy * dy <= radius * radius, rgba.get_mut(at..at + 4))
            {
                pixel.copy_from_slice(&colour);
            }
        }
    }
}
