//! The objects of a PDF file in an order of their own, so that the same picture gives the same bytes.
//!
//! svg2pdf keeps fonts and resources in hash maps, and writes them in whatever order those give. Here entries of resource
//! dictionaries are sorted, and objects numbered as they are come to from the trailer (ISO 32000-1, 7.3.10 and 7.5).

use std::collections::HashMap;

/// An object: its number, its text, and its stream if it has one.
struct Object<'a> {
    number: u32,
    text: String,
    stream: Option<&'a [u8]>,
}

/// The file in order; `None` if it is not as svg2pdf writes it.
pub(super) fn ordered(pdf: &[u8]) -> Option<Vec<u8>> {
    let start = find(pdf, b"\n\n", 0)? + 2;
    let (objects, trailer) = objects(pdf, start)?;
    let place: HashMap<u32, usize> = objects.iter().enumerate().map(|(at, object)| (object.number, at)).collect();
    let mut numbers: HashMap<u32, u32> = HashMap::new();
    let mut order = Vec::with_capacity(objects.len());
    let mut stack = references(&trailer);
    stack.reverse();
    while let Some(number) = stack.pop() {
        let at = *place.get(&number)?;
        if numbers.contains_key(&number) {
            continue;
        }
        order.push(at);
        numbers.insert(number, u32::try_from(order.len()).ok()?);
        stack.extend(references(&objects[at].text).into_iter().rev());
    }
    let mut out = pdf[..start].to_vec();
    let mut offsets = Vec::with_capacity(order.len());
    for at in order {
        let object = &objects[at];
        offsets.push(out.len());
        out.extend_from_slice(
            format!("{} 0 obj\n{}", numbers.get(&object.number)?, renumbered(&object.text, &numbers)).as_bytes(),
        );
        if let Some(stream) = object.stream {
            out.extend_from_slice(b"stream\n");
            out.extend_from_slice(stream);
            out.extend_from_slice(b"\nendstream\n");
        }
        out.extend_from_slice(b"endobj\n\n");
    }
    let table = out.len();
    out.extend_from_slice(format!("xref\n0 {}\n0000000000 65535 f\r\n", offsets.len() + 1).as_bytes());
    for offset in &offsets {
        out.extend_from_slice(format!("{offset:010} 00000 n\r\n").as_bytes());
    }
    let root = numbers.get(references(&trailer).first()?)?;
    let info = references(&trailer).get(1).and_then(|info| numbers.get(info)).map(|info| format!("\n  /Info {info} 0 R"));
    let trailer = format!("trailer\n<<\n  /Size {}\n  /Root {root} 0 R{}\n>>\n", offsets.len() + 1, info.unwrap_or_default());
    out.extend_from_slice(format!("{trailer}startxref\n{table}\n%%EOF").as_bytes());
    Some(out)
}

/// The objects of a file, and its trailer.
fn objects(pdf: &[u8], start: usize) -> Option<(Vec<Object<'_>>, String)> {
    let mut objects = Vec::new();
    let mut at = start;
    loop {
        let (line, next) = line(pdf, at)?;
        if line == "xref" {
            let trailer = find(pdf, b"trailer\n", next)?;
            return Some((objects, std::str::from_utf8(&pdf[trailer..]).ok()?.to_owned()));
        }
        at = next;
        if line.is_empty() {
            continue;
        }
        let number: u32 = line.strip_suffix(" 0 obj")?.parse().ok()?;
        let (text, stream, end) = object(pdf, at)?;
        objects.push(Object { number, text, stream });
        at = end;
    }
}

/// An object's text with its resources sorted, its stream, and where the next begins.
fn object(pdf: &[u8], mut at: usize) -> Option<(String, Option<&[u8]>, usize)> {
    let mut lines: Vec<&str> = Vec::new();
    let stream = loop {
        let (line, next) = line(pdf, at)?;
        at = next;
        match line {
            "endobj" => break None,
            "stream" => {
                let length = lines.iter().find_map(|line| line.trim().strip_prefix("/Length "))?.parse::<usize>().ok()?;
                let stream = pdf.get(at..at.checked_add(length)?)?;
                at = find(pdf, b"endobj\n", at + length)? + 7;
                break Some(stream);
            }
            line => lines.push(line),
        }
    };
    let entry = |line: &str| line.trim_start().starts_with('/') && line.ends_with(" 0 R");
    let mut from = 0;
    while from < lines.len() {
        let opens = ["/Font <<", "/ExtGState <<", "/XObject <<", "/ColorSpace <<", "/Pattern <<", "/Shading <<"];
        if opens.contains(&lines[from].trim_start()) {
            let end = from + 1 + lines[from + 1..].iter().take_while(|line| entry(line)).count();
            lines[from + 1..end].sort_by_key(|line| (line.len(), *line));
            from = end;
        } else {
            from += 1;
        }
    }
    let mut text = lines.join("\n");
    text.push('\n');
    Some((text, stream, at))
}

fn line(pdf: &[u8], at: usize) -> Option<(&str, usize)> {
    let end = find(pdf, b"\n", at)?;
    Some((std::str::from_utf8(&pdf[at..end]).ok()?, end + 1))
}

fn find(bytes: &[u8], what: &[u8], from: usize) -> Option<usize> {
    let found = bytes.get(from..)?.windows(what.len()).position(|window| window == what)?;
    Some(from + found)
}

/// The parts of a text that are references, as ranges, with the numbers they name.
fn parts(text: &str) -> Vec<(std::ops::Range<usize>, u32)> {
    text.match_indices(" 0 R")
        .filter_map(|(end, _)| {
            let digits = text[..end].bytes().rev().take_while(u8::is_ascii_digit).count();
            Some((end - digits..end, text[end - digits..end].parse().ok()?))
        })
        .collect()
}

fn references(text: &str) -> Vec<u32> {
    parts(text).into_iter().map(|(_, number)| number).collect()
}

fn renumbered(text: &str, numbers: &HashMap<u32, u32>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (range, number) in parts(text) {
        out.push_str(&text[done..range.start]);
        out.push_str(&numbers.get(&number).unwrap_or(&number).to_string());
        done = range.end;
    }
    out.push_str(&text[done..]);
    out
}
