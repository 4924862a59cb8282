//! The log of recent samples: what is in memory stands here too, so that a killed lab has it again. Each record is one
//! scrape, with its length and checksum before it.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use series::Labels;

/// The longest record that is believed: a scrape has megabytes at most.
const LONGEST: u32 = 256 << 20;

/// Samples that were stored together.
#[derive(Default, Serialize, Deserialize)]
struct Record {
    /// Series that are named for the first time in this file, and their numbers.
    series: Vec<(u32, Labels)>,
    /// The number of a series, milliseconds since 1970, and a value.
    samples: Vec<(u32, i64, f64)>,
}

/// A file that is being written.
pub(crate) struct Log {
    file: File,
    /// How much of it is whole records.
    length: u64,
    numbers: HashMap<Labels, u32>,
}

impl Log {
    /// Begins the file of a number.
    pub(crate) fn begin(folder: &Path, number: u64) -> io::Result<Self> {
        let path = folder.join(format!("recent-{number:010}.log"));
        let file = OpenOptions::new().append(true).create_new(true).open(&path)?;
        Ok(Self { file, length: 0, numbers: HashMap::new() })
    }

    /// Writes samples, to the disk itself. What could be written only in part is taken back.
    pub(crate) fn write<'a>(&mut self, samples: impl Iterator<Item = (&'a Labels, i64, f64)>) -> io::Result<()> {
        let mut record = Record::default();
        let before = self.numbers.len();
        for (labels, at, value) in samples {
            let next = self.numbers.len() as u32;
            let number = match self.numbers.get(labels) {
                Some(number) => *number,
                None => {
                    self.numbers.insert(labels.clone(), next);
                    record.series.push((next, labels.clone()));
                    next
                }
            };
            record.samples.push((number, at, value));
        }
        let written = self.append(&record);
        if written.is_err() {
            // The series of the record are not in the file.
            self.numbers.retain(|_, number| (*number as usize) < before);
        }
        written
    }

    fn append(&mut self, record: &Record) -> io::Result<()> {
        let payload = postcard::to_stdvec(record).map_err(io::Error::other)?;
        let mut bytes = Vec::with_capacity(payload.len() + 8);
        bytes.extend_from_slice(&(payload.len() as u32).to_le_bytes());
        bytes.extend_from_slice(&crc32fast::hash(&payload).to_le_bytes());
        bytes.extend_from_slice(&payload);
        if self.file.metadata()?.len() != self.length {
            self.file.set_len(self.length)?;
        }
        self.file.write_all(&bytes)?;
        self.file.sync_data()?;
        self.length += bytes.len() as u64;
        Ok(())
    }
}

/// The files of a folder, oldest first, with their numbers.
pub(crate) fn files(folder: &Path) -> io::Result<Vec<(u64, PathBuf)>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let number = name.strip_prefix("recent-").and_then(|name| name.strip_suffix(".log"));
        if let Some(number) = number.and_then(|number| number.parse().ok()) {
            files.push((number, path));
        }
    }
    files.sort();
    Ok(files)
}

/// How the reading of a file ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// With its last record.
    Whole,
    /// Within a record: the lab was killed while it was written.
    Torn,
    /// Before a record that is not what was written.
    Damaged,
}

/// Reads a file's samples up to its end, or to where it cannot be believed.
pub(crate) fn read(path: &Path, mut found: impl FnMut(&Labels, i64, f64)) -> io::Result<End> {
    let mut file = io::BufReader::new(File::open(path)?);
    let mut names: HashMap<u32, Labels> = HashMap::new();
    loop {
        let mut head = [0; 8];
        match fill(&mut file, &mut head)? {
            0 => return Ok(End::Whole),
            8 => {}
            _ => return Ok(End::Torn),
        }
        let [l0, l1, l2, l3, c0, c1, c2, c3] = head;
        let length = u32::from_le_bytes([l0, l1, l2, l3]);
        if length > LONGEST {
            return Ok(End::Damaged);
        }
        let mut payload = vec![0; length as usize];
        if fill(&mut file, &mut payload)? < payload.len() {
            return Ok(End::Torn);
        }
        if crc32fast::hash(&payload) != u32::from_le_bytes([c0, c1, c2, c3]) {
            return Ok(End::Damaged);
        }
        let Ok(Record { series, samples }) = postcard::from_bytes::<Record>(&payload) else { return Ok(End::Damaged) };
        names.extend(series);
        for (number, at, value) in samples {
            if let Some(labels) = names.get(&number) {
                found(labels, at, value);
            }
        }
    }
}

/// Reads as much as there is, up to the length of the buffer.
fn fill(file: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match file.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(name: &str) -> Labels {
        [("__name__".to_owned(), name.to_owned())].into()
    }

    fn all(path: &Path) -> (Vec<(Labels, i64, u64)>, End) {
        let mut found = Vec::new();
        let end = read(path, |labels, at, value| found.push((labels.clone(), at, value.to_bits()))).unwrap();
        (found, end)
    }

    #[test]
    fn what_is_written_is_read_up_to_where_it_breaks() {
        let folder = tempfile::tempdir().unwrap();
        let mut log = Log::begin(folder.path(), 3).unwrap();
        let path = folder.path().join("recent-0000000003.log");
        let (one, other) = (series("one"), series("other"));
        log.write([(&one, 1, 0.5), (&other, 1, f64::from_bits(0x7ff0_0000_0000_0002))].into_iter()).unwrap();
        let first = log.length as usize;
        log.write([(&one, 2, f64::NEG_INFINITY)].into_iter()).unwrap();
        assert_eq!(files(folder.path()).unwrap(), [(3, path.clone())]);
        let (found, end) = all(&path);
        assert_eq!((found.len(), end), (3, End::Whole));
        assert_eq!(found[1], (other, 1, 0x7ff0_0000_0000_0002));

        let whole = fs::read(&path).unwrap();
        for length in 0..whole.len() {
            fs::write(&path, &whole[..length]).unwrap();
            let (found, end) = all(&path);
            assert_eq!(found.len(), if length < first { 0 } else { 2 }, "{length}");
            assert_eq!(end, if length == 0 || length == first { End::Whole } else { End::Torn }, "{length}");
        }
        let mut damaged = whole.clone();
        damaged[first + 10] ^= 1;
        fs::write(&path, &damaged).unwrap();
        let (found, end) = all(&path);
        assert_eq!((found.len(), end), (2, End::Damaged));
    }
}
