//! `agon.plot`: numbers as pictures of text.

use std::rc::Rc;

use mlua::{Lua, Table, Value};
use unicode_width::UnicodeWidthStr;

use crate::context::{Context, escape_controls};
use crate::reference::{Entry, may, needs};

pub(crate) const ENTRIES: &[Entry] = &[
    Entry::function(
        "agon.plot.histogram",
        &[needs("numbers", "{ number }"), may("options", "{ bins: number?, width: number?, min: number?, max: number? }")],
        "string",
        "One line a bin: its bounds, how many numbers fall into it, a bar. Usual are 10 bins and bars of 40 columns.",
    )
    .example("agon.plot.histogram({ 0, 0.5, 1 }, { bins = 2, width = 4 })\n--> 0.000 – 0.500  1  ██\\n0.500 – 1.000  2  ████\\n"),
    Entry::function(
        "agon.plot.bars",
        &[needs("rows", "{ { any } }"), may("options", "{ width: number? }")],
        "string",
        "One line for each row, which is a label and a number: `{ \"label\", 1 }`.",
    )
    .example("agon.plot.bars({ { \"one\", 1 }, { \"two\", 2 } }, { width = 2 }) --> one  1  █\\ntwo  2  ██\\n"),
];

/// The widest picture, in columns.
const MAX_WIDTH: usize = 400;
/// The most bars.
const MAX_BARS: usize = 10_000;
/// Eighths of a full block, from none to seven.
const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

pub(crate) fn table(lua: &Lua, context: &Rc<Context>) -> mlua::Result<Table> {
    let plot = lua.create_table()?;
    let held = Rc::clone(context);
    plot.raw_set(
        "histogram",
        lua.create_function(move |_, (values, options): (Table, Option<Table>)| {
            let numbers = numbers(&held, &values)?;
            let bins = size(options.as_ref(), "bins", 10, 200)?;
            let width = size(options.as_ref(), "width", 40, MAX_WIDTH)?;
            let bounds = [bound(options.as_ref(), "min")?, bound(options.as_ref(), "max")?];
            Ok(histogram(&numbers, bins, width, bounds))
        })?,
    )?;
    let held = Rc::clone(context);
    plot.raw_set(
        "bars",
        lua.create_function(move |_, (rows, options): (Table, Option<Table>)| {
            let width = size(options.as_ref(), "width", 40, MAX_WIDTH)?;
            let mut bars = Vec::new();
            for row in rows.sequence_values::<Table>() {
                held.check_time()?;
                let row = row?;
                let (Value::String(label), Some(value)) = (row.raw_get::<Value>(1)?, number(&row.raw_get(2)?)) else {
                    let message = format!("agon.plot.bars: row {} is no {{ \"label\", number }}", bars.len() + 1);
                    return Err(mlua::Error::runtime(message));
                };
                if bars.len() == MAX_BARS {
                    return Err(mlua::Error::runtime(format!("agon.plot.bars: at most {MAX_BARS} bars")));
                }
                bars.push((escape_controls(&label.to_string_lossy()), value));
            }
            Ok(bars_of(&bars, width))
        })?,
    )?;
    Ok(plot)
}

fn number(value: &Value) -> Option<f64> {
    value.as_number().or_else(|| value.as_integer().map(|number| number as f64)).filter(|number| number.is_finite())
}

fn numbers(context: &Context, values: &Table) -> mlua::Result<Vec<f64>> {
    let mut all = Vec::with_capacity(values.raw_len());
    for at in 1..=values.raw_len() {
        if at % 4_096 == 0 {
            context.check_time()?;
        }
        let value: Value = values.raw_get(at)?;
        all.push(
            number(&value).ok_or_else(|| mlua::Error::runtime(format!("agon.plot.histogram: entry {at} is no finite number")))?,
        );
    }
    Ok(all)
}

fn size(options: Option<&Table>, key: &str, usual: usize, most: usize) -> mlua::Result<usize> {
    let value: Value = options.map_or(Ok(Value::Nil), |options| options.raw_get(key))?;
    match (number(&value), value.is_nil()) {
        (_, true) => Ok(usual),
        (Some(number), _) if number.fract() == 0.0 && (1.0..=most as f64).contains(&number) => Ok(number as usize),
        _ => Err(mlua::Error::runtime(format!("agon.plot: `{key}` lies in 1..{most}"))),
    }
}

fn bound(options: Option<&Table>, key: &str) -> mlua::Result<Option<f64>> {
    let value: Value = options.map_or(Ok(Value::Nil), |options| options.raw_get(key))?;
    match number(&value) {
        None if !value.is_nil() => Err(mlua::Error::runtime(format!("agon.plot: `{key}` must be a number"))),
        number => Ok(number),
    }
}

/// A bar as long as its share of `width`, to an eighth of a column.
fn bar(share: f64, width: usize) -> String {
    let eighths = (share.clamp(0.0, 1.0) * width as f64 * 8.0).round() as usize;
    "█".repeat(eighths / 8) + EIGHTHS[eighths % 8]
}

/// One line a bin: its bounds, how many numbers fall into it, a bar. The last bin includes its upper bound.
fn histogram(numbers: &[f64], bins: usize, width: usize, bounds: [Option<f64>; 2]) -> String {
    if numbers.is_empty() {
        return "no numbers\n".to_owned();
    }
    let low = bounds[0].unwrap_or_else(|| numbers.iter().copied().fold(f64::INFINITY, f64::min));
    let high = bounds[1].unwrap_or_else(|| numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max));
    if high <= low {
        let inside = numbers.iter().filter(|number| **number == low).count();
        return format!("{low}  {inside}  {}\n", bar(1.0, width));
    }
    let mut counts = vec![0usize; bins];
    let mut outside = 0;
    for number in numbers {
        if (low..=high).contains(number) {
            let at = ((number - low) / (high - low) * bins as f64) as usize;
            counts[at.min(bins - 1)] += 1;
        } else {
            outside += 1;
        }
    }
    let most = counts.iter().copied().max().unwrap_or(0).max(1);
    let step = (high - low) / bins as f64;
    let digits = (2.0 - step.log10().floor()).clamp(0.0, 9.0) as usize;
    let edges: Vec<String> = (0..=bins).map(|at| format!("{:.digits$}", low + step * at as f64)).collect();
    let longest = edges.iter().map(String::len).max().unwrap_or(0);
    let count = most.to_string().len();
    let mut text = String::new();
    for (at, number) in counts.iter().enumerate() {
        let line = format!(
            "{:>longest$} – {:>longest$}  {number:>count$}  {}",
            edges[at],
            edges[at + 1],
            bar(*number as f64 / most as f64, width)
        );
        text.push_str(line.trim_end());
        text.push('\n');
    }
    if outside > 0 {
        text.push_str(&format!("{outside} outside\n"));
    }
    text
}

/// One line a bar. Bars of negative numbers stand to the left of the others, with a sign of their own.
fn bars_of(bars: &[(String, f64)], width: usize) -> String {
    let most = bars.iter().map(|(_, value)| value.abs()).fold(0.0, f64::max);
    let longest = bars.iter().map(|(label, _)| label.width()).max().unwrap_or(0);
    let shown: Vec<String> = bars.iter().map(|(_, value)| short(*value)).collect();
    let number = shown.iter().map(String::len).max().unwrap_or(0);
    let mut text = String::new();
    for ((label, value), shown) in bars.iter().zip(&shown) {
        let pad = longest - label.width();
        let drawn = bar(if most > 0.0 { value.abs() / most } else { 0.0 }, width);
        let sign = if *value < 0.0 { "−" } else { "" };
        let line = format!("{label}{}  {shown:>number$}  {sign}{drawn}", " ".repeat(pad));
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// A number with as many digits as a reader wants.
fn short(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e15 { format!("{value:.0}") } else { format!("{value:.3}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_in_one_bin() {
        let text = histogram(&[0.0, 0.1, 0.5, 0.5, 1.0], 2, 8, [None, None]);
        assert_eq!(text, "0.000 – 0.500  2  █████▍\n0.500 – 1.000  3  ████████\n");
        assert_eq!(histogram(&[0.5, 2.0], 1, 4, [Some(0.0), Some(1.0)]), "0.00 – 1.00  1  ████\n1 outside\n");
        assert_eq!(histogram(&[3.0, 3.0], 4, 2, [None, None]), "3  2  ██\n");
        assert_eq!(histogram(&[], 4, 2, [None, None]), "no numbers\n");
    }

    #[test]
    fn bars_are_as_long_as_their_numbers() {
        let bars = [("a".to_owned(), 1.0), ("身份".to_owned(), 0.5), ("c".to_owned(), -1.0)];
        assert_eq!(bars_of(&bars, 4), "a         1  ████\n身份  0.500  ██\nc        -1  −████\n");
    }
}
