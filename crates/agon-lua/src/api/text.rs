//! `agon.text`: wrapping, widths, words, slugs, normal forms.

use std::rc::Rc;

use agon_core::model::{Marks, Name, Style, normalise};
use mlua::{Lua, LuaString, Table};
use unicode_width::UnicodeWidthStr;

use super::check_length;
use crate::context::Context;
use crate::reference::{Entry, may, needs};

/// The longest prefix that `wrap` puts before lines.
const MAX_PREFIX: usize = 100;
/// The longest text that `wrap` takes.
const MAX_WRAPPED: usize = 1 << 20;

pub(crate) const ENTRIES: &[Entry] = &[
    Entry::function(
        "agon.text.wrap",
        &[needs("text", "string"), needs("width", "number"), may("options", "{ first: string?, rest: string?, whole: boolean? }")],
        "string",
        "Lines of at most `width` columns. `first` stands before the first of them, `rest` before the others. `whole` breaks at blanks only, even where a word is too wide.",
    )
    .example("agon.text.wrap(\"one two three\", 9, { first = \"- \", rest = \"  \" }) --> - one two\\n  three"),
    Entry::function("agon.text.width", &[needs("text", "string")], "number", "How many columns a text takes on a terminal.")
        .example("agon.text.width(\"身份\") --> 4"),
    Entry::function(
        "agon.text.words",
        &[needs("text", "string")],
        "{ string }",
        "The words of a text, without the punctuation around them.",
    )
    .example("table.concat(agon.text.words(\"Well, it's so-so.\"), \" \") --> Well it's so-so"),
    Entry::function(
        "agon.text.slug",
        &[needs("text", "string")],
        "string?",
        "The name nearest to a text, or `nil` where nothing of it can stand in a name.",
    )
    .example("agon.text.slug(\"Who leads, really?\") --> who-leads-really"),
    Entry::function(
        "agon.text.normalise",
        &[needs("text", "string")],
        "string",
        "One form of quotation marks, dashes and blanks, and no empty lines: for comparing texts from different hands.",
    )
    .example("agon.text.normalise(\"It  is “so”.\") --> It is \"so\"."),
    Entry::function(
        "agon.text.runs",
        &[needs("text", "string"), may("marks", "string?")],
        "{ { text: string, marks: string, is_spoken: boolean, is_summary: boolean } }",
        "A marked text in runs, from first to last: `is_spoken` where it is highlighted or shaded, `is_summary` where it is underlined or emphasised.",
    )
    .example("agon.text.runs(\"one two\", \"0-3 u hl=cyan\")[1].marks --> u hl=cyan"),
];

pub(crate) fn table(lua: &Lua, context: &Rc<Context>) -> mlua::Result<Table> {
    let text = lua.create_table()?;
    let limits = Rc::clone(context);
    text.raw_set(
        "wrap",
        lua.create_function(move |_, (text, width, options): (LuaString, f64, Option<Table>)| {
            let text = checked(&limits, "agon.text.wrap", &text)?;
            let prefix = |key: &str| -> mlua::Result<String> {
                let given: Option<String> = options.as_ref().map_or(Ok(None), |options| options.raw_get(key))?;
                Ok(given.unwrap_or_default())
            };
            let (first, rest) = (prefix("first")?, prefix("rest")?);
            if first.len().max(rest.len()) > MAX_PREFIX || !(1.0..=10_000.0).contains(&width) {
                return Err(mlua::Error::runtime(format!(
                    "agon.text.wrap: width lies in 1..10000, prefixes have at most {MAX_PREFIX} bytes"
                )));
            }
            if text.len() > MAX_WRAPPED {
                return Err(mlua::Error::runtime("agon.text.wrap takes at most 1 MiB of text"));
            }
            let is_whole = options.as_ref().map_or(Ok(None), |options| options.raw_get::<Option<bool>>("whole"))?;
            let mut shape = textwrap::Options::new(width as usize)
                .wrap_algorithm(textwrap::WrapAlgorithm::FirstFit)
                .initial_indent(&first)
                .subsequent_indent(&rest);
            if is_whole == Some(true) {
                shape = shape
                    .break_words(false)
                    .word_splitter(textwrap::WordSplitter::NoHyphenation)
                    .word_separator(textwrap::WordSeparator::AsciiSpace);
            }
            Ok(textwrap::fill(&text, shape))
        })?,
    )?;
    let limits = Rc::clone(context);
    text.raw_set(
        "width",
        lua.create_function(move |_, text: LuaString| Ok(checked(&limits, "agon.text.width", &text)?.width()))?,
    )?;
    let limits = Rc::clone(context);
    text.raw_set(
        "words",
        lua.create_function(move |lua, text: LuaString| {
            let text = checked(&limits, "agon.text.words", &text)?;
            lua.create_sequence_from(words(&text))
        })?,
    )?;
    let limits = Rc::clone(context);
    text.raw_set(
        "slug",
        lua.create_function(move |_, text: LuaString| {
            let text = checked(&limits, "agon.text.slug", &text)?;
            Ok(Name::slug(&text).map(|name| name.to_string()))
        })?,
    )?;
    let limits = Rc::clone(context);
    text.raw_set(
        "normalise",
        lua.create_function(move |_, text: LuaString| Ok(normalise(&checked(&limits, "agon.text.normalise", &text)?)))?,
    )?;
    let limits = Rc::clone(context);
    text.raw_set(
        "runs",
        lua.create_function(move |lua, (text, marks): (LuaString, Option<LuaString>)| {
            let text = checked(&limits, "agon.text.runs", &text)?;
            let marks = marks.map_or(Ok(String::new()), |marks| checked(&limits, "agon.text.runs", &marks))?;
            let wrong = |error| mlua::Error::runtime(format!("agon.text.runs: {error}"));
            let marks: Marks = marks.parse().map_err(wrong)?;
            marks.fit(&text).map_err(wrong)?;
            let list = lua.create_table()?;
            for (words, style) in marks.runs(&text) {
                list.raw_push(run(lua, words, &style)?)?;
            }
            Ok(list)
        })?,
    )?;
    Ok(text)
}

fn run(lua: &Lua, words: &str, style: &Style) -> mlua::Result<Table> {
    let run = lua.create_table_with_capacity(0, 4)?;
    run.raw_set("text", words)?;
    run.raw_set("marks", style.to_string())?;
    run.raw_set("is_spoken", style.is_spoken())?;
    run.raw_set("is_summary", style.is_summary())?;
    Ok(run)
}

/// Runs of letters and digits, with the marks, hyphens and apostrophes inside them.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric())).filter(|word| !word.is_empty())
}

fn checked(context: &Context, function: &str, text: &LuaString) -> mlua::Result<String> {
    check_length(context, function, text.as_bytes().len())?;
    let text = text.to_str().map_err(|_| mlua::Error::runtime(format!("{function}: the text is not UTF-8")))?;
    Ok(text.to_owned())
}
