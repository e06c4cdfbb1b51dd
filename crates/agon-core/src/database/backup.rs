//! Backups: the journal and the stored texts in one file of lines, with a checksum of the whole.
//!
//! The first line says what it is; then one line for each stored text, then the journal's lines as they are, then a
//! last line with the SHA-256 of everything before it.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Database, DatabaseError, Environment, FOLDER, JOURNAL, TEXTS};
use crate::model::hex;

const VERSION: u32 = 1;

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BackupReport {
    /// Commits.
    pub commits: u64,
    /// Stored texts.
    pub texts: u64,
    /// Bytes of the file.
    pub bytes: u64,
}

#[derive(Serialize, Deserialize)]
struct Header {
    agon_backup: u32,
    commits: u64,
    texts: u64,
    journal_bytes: u64,
}

#[derive(Serialize, Deserialize)]
struct Text {
    sha256: String,
    /// The bytes in hex: a text need not be UTF-8.
    hex: String,
}

#[derive(Serialize, Deserialize)]
struct Footer {
    sha256: String,
}

struct Hashed<W: Write> {
    out: W,
    hasher: Sha256,
    bytes: u64,
}

impl<W: Write> Write for Hashed<W> {
    fn write(&mut self, buffer: &[u8]) -> std::io::Result<usize> {
        let written = self.out.write(buffer)?;
        self.hasher.update(&buffer[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.out.flush()
    }
}

impl Database {
    /// Writes a backup to `path`: to a file beside it first, renamed when it is whole and durable.
    ///
    /// # Errors
    /// The disk; then there is no file of that name that was not there before.
    pub fn backup(&self, path: &Path) -> Result<BackupReport, DatabaseError> {
        use crate::change::Snapshot;
        let io = DatabaseError::io("write", path);
        let mut texts = Vec::new();
        for source in self.state.sources()? {
            if let Some(hash) = source.text
                && !texts.contains(&hash)
            {
                texts.push(hash);
            }
        }
        let header = Header {
            agon_backup: VERSION,
            commits: self.state.revision(),
            texts: texts.len() as u64,
            journal_bytes: self.journal.size(),
        };
        let mut loaded = Vec::with_capacity(texts.len());
        for sha256 in texts {
            let bytes = self.load_text(&sha256)?;
            loaded.push(Text { sha256, hex: hex(&bytes) });
        }
        let unfinished = path.with_extension("unfinished");
        let write = || -> std::io::Result<u64> {
            let mut out = Hashed { out: BufWriter::new(File::create(&unfinished)?), hasher: Sha256::new(), bytes: 0 };
            serde_json::to_writer(&mut out, &header)?;
            out.write_all(b"\n")?;
            for text in &loaded {
                serde_json::to_writer(&mut out, text)?;
                out.write_all(b"\n")?;
            }
            let journal = File::open(self.journal.path())?;
            std::io::copy(&mut journal.take(self.journal.size()), &mut out)?;
            let sha256 = hex(&out.hasher.clone().finalize());
            serde_json::to_writer(&mut out, &Footer { sha256 })?;
            out.write_all(b"\n")?;
            out.flush()?;
            out.out.get_ref().sync_all()?;
            std::fs::rename(&unfinished, path)?;
            Ok(out.bytes)
        };
        let written = write();
        if written.is_err() {
            let _ = std::fs::remove_file(&unfinished);
        }
        let bytes = written.map_err(io)?;
        Ok(BackupReport { commits: header.commits, texts: header.texts, bytes })
    }

    /// Makes the database of a backup in `root`, where there must be none.
    ///
    /// # Errors
    /// There is a database, the backup is damaged or of a newer version, or the disk fails; then nothing is left behind.
    pub fn restore_backup(path: &Path, root: &Path, environment: Environment) -> Result<Self, DatabaseError> {
        let folder = root.join(FOLDER);
        if folder.join(JOURNAL).exists() {
            return Err(DatabaseError::Exists { path: folder.display().to_string() });
        }
        let header = verify(path)?;
        let existed = folder.exists();
        let restored = unpack(path, &folder, &header).and_then(|()| Self::open(&folder, environment));
        if restored.is_err() && !existed {
            let _ = std::fs::remove_dir_all(&folder);
        }
        let mut database = restored?;
        database.notices.clear();
        Ok(database)
    }
}

fn damaged(path: &Path, what: &str) -> DatabaseError {
    DatabaseError::Damaged(format!("{} is no whole backup: {what}", path.display()))
}

/// Reads the whole file once: the checksum of everything, the version, the end.
fn verify(path: &Path) -> Result<Header, DatabaseError> {
    let io = |source| DatabaseError::Io { action: "read", path: path.display().to_string(), source };
    let mut input = BufReader::new(File::open(path).map_err(io)?);
    let header = read_header(&mut input, path)?;
    let length = input.get_ref().metadata().map_err(io)?.len();
    // {"sha256":"…64…"} and a line end
    const FOOTER: u64 = 78;
    let body = length.checked_sub(FOOTER).ok_or_else(|| damaged(path, "it is too short"))?;
    let mut file = input.into_inner();
    file.seek(SeekFrom::Start(0)).map_err(io)?;
    let mut hasher = Sha256::new();
    let mut rest = BufReader::new(file.take(body));
    loop {
        let chunk = rest.fill_buf().map_err(io)?;
        if chunk.is_empty() {
            break;
        }
        hasher.update(chunk);
        let length = chunk.len();
        rest.consume(length);
    }
    let mut file = rest.into_inner().into_inner();
    file.seek(SeekFrom::Start(body)).map_err(io)?;
    let mut footer = String::new();
    file.read_to_string(&mut footer).map_err(|_| damaged(path, "its last line cannot be read"))?;
    let footer: Footer = serde_json::from_str(&footer).map_err(|_| damaged(path, "its last line cannot be read"))?;
    if footer.sha256 != hex(&hasher.finalize()) {
        return Err(damaged(path, "its checksum does not agree"));
    }
    Ok(header)
}

fn read_header(input: &mut impl BufRead, path: &Path) -> Result<Header, DatabaseError> {
    let mut line = Vec::new();
    input.take(4096).read_until(b'\n', &mut line).map_err(|source| DatabaseError::Io {
        action: "read",
        path: path.display().to_string(),
        source,
    })?;
    let header: Header = serde_json::from_slice(&line).map_err(|_| damaged(path, "its first line is not that of a backup"))?;
    if header.agon_backup > VERSION {
        return Err(DatabaseError::Newer { found: header.agon_backup, known: VERSION });
    }
    Ok(header)
}

fn unpack(path: &Path, folder: &Path, header: &Header) -> Result<(), DatabaseError> {
    let read = DatabaseError::io("read", path);
    let write = DatabaseError::io("write", folder);
    let mut input = BufReader::new(File::open(path).map_err(read)?);
    read_header(&mut input, path)?;
    let unpack = || -> std::io::Result<bool> {
        std::fs::create_dir_all(folder)?;
        for _ in 0..header.texts {
            let mut line = Vec::new();
            input.read_until(b'\n', &mut line)?;
            let text: Text = serde_json::from_slice(&line)?;
            let Some(bytes) = unhex(&text.hex) else { return Ok(false) };
            if crate::store::texts::store(&folder.join(TEXTS), &bytes)? != text.sha256 {
                return Ok(false);
            }
        }
        let journal = folder.join(JOURNAL);
        let mut out = File::create(&journal)?;
        std::io::copy(&mut input.take(header.journal_bytes), &mut out)?;
        out.sync_all()?;
        File::open(folder)?.sync_all()?;
        Ok(true)
    };
    match unpack() {
        Ok(true) => Ok(()),
        Ok(false) => Err(damaged(path, "a stored text is not what it says")),
        Err(error) => Err(write(error)),
    }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    let digit = |byte: u8| (byte as char).to_digit(16);
    digits.chunks(2).map(|pair| Some((digit(pair[0])? << 4 | digit(pair[1])?) as u8)).collect()
}
