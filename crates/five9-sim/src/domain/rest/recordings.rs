//! Recordings of the storage service: `GET …/recordings/{id}`.
//!
//! Rule: what was recorded is not kept; a recording is half a second of silence.

use super::{Ctx, Outcome};
use crate::domain::call::Call;
use crate::domain::http::Response;
use crate::domain::problem::Problem;
use crate::domain::sim::Sim;

/// Half a second at 8,000 bytes a second, and so that no byte of the sizes is above 127: the
/// whole file is valid text.
const N_SAMPLES: u32 = 0x0F00;
/// The middle of eight unsigned bits, nearly.
const SILENCE: char = '\u{7f}';

impl Sim {
    pub(super) fn read_recording(&self, ctx: Ctx<'_>, id: &str) -> Outcome {
        let is_it =
            |call: &&Call| call.agent == *ctx.agent() && call.recording_id.as_deref() == Some(id);
        if self.calls.all().iter().find(is_it).is_none() {
            return Err(Problem::not_found("recording", id));
        }
        let mut response = Response::empty(200).with_header("content-type", "audio/wav");
        if ctx.request.query("download") == Some("true") {
            let disposition = format!("attachment; filename=\"{id}.wav\"");
            response = response.with_header("content-disposition", disposition);
        }
        response.body = silence();
        Ok(response)
    }
}

/// One channel of eight bits at 8,000 samples a second.
fn silence() -> String {
    let mut bytes = Vec::new();
    bytes.extend(b"RIFF");
    bytes.extend((36 + N_SAMPLES).to_le_bytes());
    bytes.extend(b"WAVEfmt ");
    bytes.extend(16_u32.to_le_bytes());
    bytes.extend(1_u16.to_le_bytes());
    bytes.extend(1_u16.to_le_bytes());
    bytes.extend(8_000_u32.to_le_bytes());
    bytes.extend(8_000_u32.to_le_bytes());
    bytes.extend(1_u16.to_le_bytes());
    bytes.extend(8_u16.to_le_bytes());
    bytes.extend(b"data");
    bytes.extend(N_SAMPLES.to_le_bytes());
    let header = bytes.into_iter().map(char::from);
    header.chain((0..N_SAMPLES).map(|_| SILENCE)).collect()
}

#[cfg(test)]
mod tests {
    use super::silence;

    #[test]
    fn a_recording_is_a_wave_file_of_the_length_that_it_says() {
        let file = silence().into_bytes();
        assert_eq!(&file[..4], b"RIFF");
        let size = u32::from_le_bytes(file[4..8].try_into().expect("four bytes"));
        assert_eq!(file.len(), size as usize + 8);
        assert_eq!(&file[8..16], b"WAVEfmt ");
    }
}
