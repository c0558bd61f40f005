//! The bytes of a file of usage: plain, gzip or Zstandard, told apart by their first bytes.

use std::io::{self, BufRead, BufReader, Chain, Cursor, Read};

use flate2::read::MultiGzDecoder;
use ruzstd::decoding::{
    BlockDecodingStrategy, FrameDecoder,
    errors::{FrameDecoderError, ReadFrameHeaderError},
};

/// The first bytes of gzip (RFC 1952).
const GZIP: [u8; 2] = [0x1f, 0x8b];
/// The first bytes of Zstandard (RFC 8878).
const ZSTANDARD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// Compressed bytes that are read at a time.
const BLOCK: usize = 128 * 1024;

/// The plain bytes of a file, whatever it is compressed with.
///
/// # Errors
/// What the file cannot be read for.
pub fn decompressed(mut file: Box<dyn Read + Send>) -> io::Result<Box<dyn Read + Send>> {
    let mut start = [0; 4];
    let mut length = 0;
    while length < start.len() {
        match file.read(start.get_mut(length..).unwrap_or_default())? {
            0 => break,
            more => length += more,
        }
    }
    let head = start.get(..length).unwrap_or_default().to_vec();
    let is_gzip = head.starts_with(&GZIP);
    let is_zstandard = head == ZSTANDARD;
    let whole: Chain<Cursor<Vec<u8>>, _> = Cursor::new(head).chain(file);
    if is_gzip {
        let buffered = BufReader::with_capacity(BLOCK, whole);
        return Ok(Box::new(MultiGzDecoder::new(buffered)));
    }
    if is_zstandard {
        let buffered = BufReader::with_capacity(BLOCK, whole);
        return Ok(Box::new(Frames {
            file: buffered,
            decoder: FrameDecoder::new(),
        }));
    }
    Ok(Box::new(whole))
}

/// Zstandard, frame after frame: what is compressed in parts, or joined, has several.
struct Frames<R> {
    file: R,
    decoder: FrameDecoder,
}

impl<R: BufRead> Frames<R> {
    /// Begins the next frame; nothing if there is none. One that holds no data (RFC 8878, section
    /// 3.1.2) is passed over.
    fn open(&mut self) -> io::Result<bool> {
        while !self.file.fill_buf()?.is_empty() {
            match self.decoder.init(&mut self.file) {
                Ok(()) => return Ok(true),
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    let mut frame = self.file.by_ref().take(u64::from(length));
                    io::copy(&mut frame, &mut io::sink())?;
                }
                Err(error) => return Err(wrong(&error)),
            }
        }
        Ok(false)
    }
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.decoder.can_collect() == 0 {
            if self.decoder.is_finished() {
                if !self.open()? {
                    return Ok(0);
                }
            } else {
                let some = BlockDecodingStrategy::UptoBlocks(1);
                let decoded = self.decoder.decode_blocks(&mut self.file, some);
                decoded.map_err(|error| wrong(&error))?;
            }
        }
        self.decoder.read(into)
    }
}

/// What is wrong with a frame.
fn wrong(error: &FrameDecoderError) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error.to_string())
}
