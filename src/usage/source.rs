//! The bytes of a file of usage: plain, gzip or Zstandard, told apart by their first bytes.

use std::io::{self, BufReader, Chain, Cursor, Read};

use flate2::read::MultiGzDecoder;
use ruzstd::decoding::StreamingDecoder;

/// The first bytes of gzip (RFC 1952).
const GZIP: [u8; 2] = [0x1f, 0x8b];
/// The first bytes of Zstandard (RFC 8878).
const ZSTANDARD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// The first bytes of Parquet.
const PARQUET: [u8; 4] = *b"PAR1";
/// Compressed bytes that are read at a time.
const BLOCK: usize = 128 * 1024;

/// The plain bytes of a file, whatever it is compressed with.
///
/// # Errors
/// What the file cannot be read for; Parquet has no lines.
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
    let (is_zstandard, is_parquet) = (head == ZSTANDARD, head == PARQUET);
    let whole: Chain<Cursor<Vec<u8>>, _> = Cursor::new(head).chain(file);
    if is_gzip {
        let buffered = BufReader::with_capacity(BLOCK, whole);
        return Ok(Box::new(MultiGzDecoder::new(buffered)));
    }
    if is_zstandard {
        let buffered = BufReader::with_capacity(BLOCK, whole);
        let decoder = StreamingDecoder::new(buffered);
        let decoder = decoder
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.to_string()))?;
        return Ok(Box::new(decoder));
    }
    if is_parquet {
        let message = "this is Parquet: export it as CSV";
        return Err(io::Error::new(io::ErrorKind::Unsupported, message));
    }
    Ok(Box::new(whole))
}
