//! Makes a picture of a page small enough to be kept beside the documents.
//!
//! Areas keep their exact colour, since they are most of a page; of the shades at the edges of
//! letters the rare ones become the nearest common one.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use png::{BitDepth, ColorType, Compression, Decoder, Encoder, Filter};

type Colour = [u8; 3];

const N_COLOURS_MAX: usize = 256;

/// The same picture with a palette.
///
/// # Errors
/// When it is no PNG of eight bits a channel.
pub(crate) fn with_palette(picture: &[u8]) -> Result<Vec<u8>> {
    let mut reader = Decoder::new(std::io::Cursor::new(picture)).read_info()?;
    let n_bytes = reader
        .output_buffer_size()
        .context("a picture has a size")?;
    let mut bytes = vec![0; n_bytes];
    let info = reader.next_frame(&mut bytes)?;
    let n_channels = match info.color_type {
        ColorType::Rgb => 3,
        ColorType::Rgba => 4,
        other @ (ColorType::Grayscale | ColorType::Indexed | ColorType::GrayscaleAlpha) => {
            anyhow::bail!("a picture of a page is not {other:?}")
        }
    };
    ensure!(info.bit_depth == BitDepth::Eight, "eight bits a channel");
    let pixels: Vec<Colour> = bytes
        .chunks_exact(n_channels)
        .map(|pixel| [pixel[0], pixel[1], pixel[2]])
        .collect();
    let palette = palette(&pixels);
    let indices = indices(&pixels, &palette);
    encode(info.width, info.height, &palette, &indices)
}

/// The colours that cover most.
fn palette(pixels: &[Colour]) -> Vec<Colour> {
    let mut counts = BTreeMap::new();
    for run in runs(pixels) {
        *counts.entry(run[0]).or_insert(0_usize) += run.len();
    }
    let mut colours: Vec<(Colour, usize)> = counts.into_iter().collect();
    colours.sort_by_key(|(colour, n_pixels)| (std::cmp::Reverse(*n_pixels), *colour));
    colours.truncate(N_COLOURS_MAX);
    colours.into_iter().map(|(colour, _)| colour).collect()
}

fn indices(pixels: &[Colour], palette: &[Colour]) -> Vec<u8> {
    let mut known: BTreeMap<Colour, u8> = BTreeMap::new();
    let mut indices = Vec::with_capacity(pixels.len());
    for run in runs(pixels) {
        let index = known
            .entry(run[0])
            .or_insert_with(|| nearest(run[0], palette));
        indices.extend(std::iter::repeat_n(*index, run.len()));
    }
    indices
}

/// Neighbours of one colour, which are most of a page.
fn runs(pixels: &[Colour]) -> impl Iterator<Item = &[Colour]> {
    pixels.chunk_by(|one, other| one == other)
}

fn nearest(wanted: Colour, palette: &[Colour]) -> u8 {
    let distance = |colour: &Colour| -> u32 {
        let parts = wanted.iter().zip(colour);
        parts.map(|(a, b)| u32::from(a.abs_diff(*b)).pow(2)).sum()
    };
    let found = (0..=u8::MAX)
        .zip(palette)
        .min_by_key(|(_, colour)| distance(colour));
    found.map_or(0, |(idx, _)| idx)
}

fn encode(width: u32, height: u32, palette: &[Colour], indices: &[u8]) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, width, height);
    encoder.set_color(ColorType::Indexed);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_palette(palette.concat());
    encoder.set_compression(Compression::High);
    // What filters do for photographs makes indices of a palette larger.
    encoder.set_filter(Filter::NoFilter);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(indices)?;
    writer.finish()?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture_of(pixels: &[Colour]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let width = u32::try_from(pixels.len()).unwrap();
        let mut encoder = Encoder::new(&mut bytes, width, 1);
        encoder.set_color(ColorType::Rgb);
        encoder.set_depth(BitDepth::Eight);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&pixels.concat()).unwrap();
        writer.finish().unwrap();
        bytes
    }

    fn pixels_of(picture: &[u8]) -> Vec<Colour> {
        let mut decoder = Decoder::new(std::io::Cursor::new(picture));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut bytes).unwrap();
        bytes.chunks_exact(3).map(|p| [p[0], p[1], p[2]]).collect()
    }

    #[test]
    fn few_colours_stay_as_they_are() {
        let pixels = [[1, 2, 3], [250, 0, 7], [1, 2, 3]];
        let small = with_palette(&picture_of(&pixels)).unwrap();
        assert_eq!(pixels_of(&small), pixels);
    }

    #[test]
    fn of_many_colours_the_common_stay_and_a_rare_one_becomes_its_neighbour() {
        let common = (0..=u8::MAX).map(|n| [n, n, n]);
        let mut pixels: Vec<Colour> = common.clone().chain(common).collect();
        pixels.push([100, 101, 100]);
        let seen = pixels_of(&with_palette(&picture_of(&pixels)).unwrap());
        assert_eq!(seen[..512], pixels[..512]);
        assert_eq!(seen[512], [100, 100, 100]);
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        assert!(with_palette(b"none").is_err());
    }
}
