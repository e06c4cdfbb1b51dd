//! Tokens into an expression.

use regex::RegexBuilder;

use super::argument::{Moment, Period, Years};
use super::complaint::Complaints;
use super::expression::{Expression, MAX_DEPTH, Pattern, Term};
use super::functions::{FUNCTIONS, Function, Takes, function_named, short_form};
use super::text::TextSearch;
use super::token::{Stretch, Token, tokens};
use crate::diagnostic::{Diagnostic, nearest};
use crate::model::{Name, NodeKind};

/// The most bytes a compiled pattern may take.
const MAX_PATTERN: usize = 1 << 20;

/// Something was complained of from which reading cannot go on.
struct Stopped;

type Parsed<T> = Result<T, Stopped>;

/// Reads a whole query, or says all that can be said against it.
pub(super) fn parse(query: &str) -> Result<Expression, Vec<Diagnostic>> {
    let mut complaints = Complaints::new(query);
    let tokens = tokens(query, &mut complaints);
    if !complaints.found.is_empty() {
        return Err(complaints.found);
    }
    let mut parser = Parser { tokens, at: 0, depth: 0, complaints };
    let parsed = parser.whole();
    match parsed {
        Ok(expression) if parser.complaints.found.is_empty() => Ok(expression),
        _ => Err(parser.complaints.found),
    }
}

struct Parser<'a> {
    tokens: Vec<(Token, Stretch)>,
    at: usize,
    depth: usize,
    complaints: Complaints<'a>,
}

impl Parser<'_> {
    fn whole(&mut self) -> Parsed<Expression> {
        if *self.peek() == Token::End {
            let hint = "write a name, a \"text\" or a function: agon find --help";
            return self.stop(self.place(), "the query is empty", hint);
        }
        let expression = self.or()?;
        match self.peek() {
            Token::End => Ok(expression),
            Token::Close => self.stop(self.place(), "this parenthesis was never opened", "remove it, or add a `(` before"),
            found => {
                let message = format!("`&`, `|`, `~` or the end must stand here, not {}", found.shown());
                let hint = match found {
                    Token::Word(word) if word.eq_ignore_ascii_case("and") => "`and` is written `&`",
                    Token::Word(word) if word.eq_ignore_ascii_case("or") => "`or` is written `|`",
                    Token::Word(word) if word.eq_ignore_ascii_case("not") => "`not` is written `~`",
                    Token::Compare(_) => "only scores are compared: score(dfquad) > 0.6",
                    Token::Word(_) => "put several words between quotation marks to search for them",
                    _ => "join the parts: `a & b`, `a | b`, `a ~ b`",
                };
                self.stop(self.place(), message, hint)
            }
        }
    }

    fn or(&mut self) -> Parsed<Expression> {
        let mut parts = vec![self.and()?];
        while self.take(&Token::Or) {
            parts.push(self.and()?);
        }
        Ok(Expression::or(parts))
    }

    fn and(&mut self) -> Parsed<Expression> {
        let mut parts = vec![self.unary()?];
        loop {
            if self.take(&Token::And) {
                parts.push(self.unary()?);
            } else if *self.peek() == Token::Not {
                // `a ~ b` is `a & ~b`.
                parts.push(self.unary()?);
            } else {
                return Ok(Expression::and(parts));
            }
        }
    }

    fn unary(&mut self) -> Parsed<Expression> {
        let start = self.place();
        let mut is_negated = false;
        while self.take(&Token::Not) {
            is_negated = !is_negated;
        }
        let inner = self.primary()?;
        let at = start.to(inner.at);
        Ok(if is_negated { inner.not(at) } else { inner })
    }

    fn primary(&mut self) -> Parsed<Expression> {
        let at = self.place();
        let token = self.next();
        let term = match token {
            Token::Open => {
                let inner = self.nested(at)?;
                self.close(at)?;
                return Ok(inner);
            }
            Token::Quoted(text) => self.search(at, &text),
            Token::Word(word) if *self.peek() == Token::Open => return self.call(at, &word),
            Token::Word(word) if word == "text" && self.is_pattern() => {
                self.next();
                let place = self.place();
                let Token::Quoted(pattern) = self.next() else { return Err(Stopped) };
                let term = self.pattern(place, pattern);
                return Ok(Expression { term, at: at.to(place) });
            }
            Token::Word(word) => match short_form(&word) {
                Some(term) => term,
                None => self.name(at, word),
            },
            found => {
                let message = format!("a name, a \"text\", a function, `~` or `(` must stand here, not {}", found.shown());
                let hint = match found {
                    Token::End => "something is missing at the end",
                    Token::And | Token::Or => "`&` and `|` stand once, between two parts",
                    Token::Key(_) => "`since:` and `until:` stand in edited(…)",
                    _ => "for example: rebuttals & under(x)",
                };
                return self.stop(at, message, hint);
            }
        };
        Ok(Expression { term, at })
    }

    /// An expression between parentheses, one level deeper.
    fn nested(&mut self, at: Stretch) -> Parsed<Expression> {
        if self.depth >= MAX_DEPTH {
            let message = format!("the query nests deeper than {MAX_DEPTH} levels");
            self.complaints.add(at, "limit/query-depth", message, "ask in several steps");
            return Err(Stopped);
        }
        self.depth += 1;
        let inner = self.or();
        self.depth -= 1;
        inner
    }

    fn call(&mut self, at: Stretch, name: &str) -> Parsed<Expression> {
        let open = self.place();
        self.next();
        let Some(function) = function_named(name) else { return self.unknown_function(at, name) };
        let term = match function.takes {
            Takes::Nothing(make) => {
                if *self.peek() != Token::Close {
                    return self.wants(function, "nothing");
                }
                make()
            }
            Takes::Kind(make) => {
                let place = self.place();
                let word = self.word(function, "a kind of node")?;
                match NodeKind::from_word(&word).or_else(|| NodeKind::from_word(word.strip_suffix('s').unwrap_or(""))) {
                    Some(kind) => make(kind),
                    None => self.wrong(place, "the kinds are question, claim, evidence and rebuttal", function),
                }
            }
            Takes::Word(make) => {
                // Whether there is such a thing is found out later, and told of the word alone.
                let at = self.place();
                let term = make(self.word(function, "a name or a \"text\"")?);
                self.close(open)?;
                return Ok(Expression { term, at });
            }
            Takes::Years(make) => {
                let place = self.place();
                let word = self.word(function, "a year or a range of years")?;
                match Years::parse(&word) {
                    Some(years) => make(years),
                    None => self.wrong(place, "years are written 2015, 2015..2019, 2015.. or ..2019", function),
                }
            }
            Takes::Period(make) => self.period(function)?.map_or(Term::None, make),
            Takes::Set(walk) => Term::Walk(walk, Box::new(self.set(open, function)?)),
            Takes::TwoSets => {
                let from = self.set(open, function)?;
                self.comma(function)?;
                Term::Path(Box::new(from), Box::new(self.set(open, function)?))
            }
            Takes::SetAndSteps => {
                let from = self.set(open, function)?;
                self.comma(function)?;
                let place = self.place();
                let word = self.word(function, "a number of steps")?;
                match word.parse() {
                    Ok(steps) => Term::Near(Box::new(from), steps),
                    Err(_) => self.wrong(place, "the number of steps is a whole number", function),
                }
            }
            Takes::Scorer => {
                let scorer = self.word(function, "the name of a scorer")?;
                self.close(open)?;
                return self.comparison(at, scorer);
            }
        };
        let end = self.place();
        self.close(open)?;
        Ok(Expression { term, at: at.to(end) })
    }

    fn unknown_function(&mut self, at: Stretch, name: &str) -> Parsed<Expression> {
        let hint = match nearest(name, FUNCTIONS.iter().map(|function| function.name)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                let all: Vec<&str> = FUNCTIONS.iter().map(|function| function.name).collect();
                format!("the functions are {}", all.join(", "))
            }
        };
        self.stop_as(at, "query/unknown-function", format!("there is no function `{name}`"), hint)
    }

    fn set(&mut self, open: Stretch, function: &Function) -> Parsed<Expression> {
        match self.peek() {
            Token::Close | Token::Comma | Token::End => self.wants(function, "an expression"),
            _ => self.nested(open),
        }
    }

    /// A date or a range, or `since:` and `until:` in any order.
    fn period(&mut self, function: &Function) -> Parsed<Option<Period>> {
        const WRITTEN: &str = "times are written 2026, 2026-01, 2026-01-31 or 2026-01-31T10:30, in UTC";
        if !matches!(self.peek(), Token::Key(_)) {
            let place = self.place();
            let word = self.word(function, "a date, a range of dates, `since:` or `until:`")?;
            let period = Period::parse(&word);
            if period.is_none() {
                self.wrong(place, WRITTEN, function);
            }
            return Ok(period);
        }
        let start = self.place();
        let mut period = Period { from: None, to: None };
        loop {
            let place = self.place();
            let Token::Key(key) = self.peek().clone() else { return self.wants(function, "`since:` or `until:`") };
            self.next();
            let end = match key.as_str() {
                "since" => &mut period.from,
                "until" => &mut period.to,
                _ => return self.stop(place, format!("`{key}:` has no meaning here"), "write since: or until:"),
            };
            if end.is_some() {
                return self.stop(place, format!("`{key}:` stands twice"), "write it once");
            }
            let place = self.place();
            let word = self.word(function, "a date")?;
            let Some(moment) = Moment::parse(&word) else {
                self.wrong(place, WRITTEN, function);
                return Ok(None);
            };
            *(if key == "since" { &mut period.from } else { &mut period.to }) = Some(moment);
            if !self.take(&Token::Comma) {
                break;
            }
        }
        if !period.is_ordered() {
            return self.stop(start, "it ends before it begins", "put the earlier date after since:");
        }
        Ok(Some(period))
    }

    fn comparison(&mut self, at: Stretch, scorer: String) -> Parsed<Expression> {
        let Token::Compare(comparison) = self.peek().clone() else {
            let message = format!("a comparison must stand here, not {}", self.peek().shown());
            return self.stop(self.place(), message, "compare the score with a number: score(dfquad) > 0.6");
        };
        self.next();
        let place = self.place();
        let number = match self.next() {
            Token::Word(word) => word.parse::<f64>().ok().filter(|number| number.is_finite()),
            _ => None,
        };
        match number {
            // Nought without a sign, so that it prints as it is read.
            Some(bound) => Ok(Expression { term: Term::Score { scorer, comparison, bound: bound + 0.0 }, at: at.to(place) }),
            None => self.stop(place, "a number must stand here", "scores lie between 0 and 1: score(dfquad) > 0.6"),
        }
    }

    fn search(&mut self, at: Stretch, text: &str) -> Term {
        match TextSearch::new(text) {
            Some(search) => Term::Text(search),
            None => {
                self.complaints.add(at, "query/empty-text", "there is no word to search for", "write a word, or all()");
                Term::None
            }
        }
    }

    fn pattern(&mut self, at: Stretch, written: String) -> Term {
        match RegexBuilder::new(&written).size_limit(MAX_PATTERN).dfa_size_limit(MAX_PATTERN).build() {
            Ok(regex) => Term::Matches(Pattern { written, regex }),
            Err(error) => {
                let told = error.to_string();
                let reason = told.lines().last().unwrap_or("").trim();
                let message = format!("this is no regular expression: {}", reason.strip_prefix("error: ").unwrap_or(reason));
                self.complaints.add(at, "query/pattern", message, "put a `\\` before a sign that means itself");
                Term::None
            }
        }
    }

    fn name(&mut self, at: Stretch, word: String) -> Term {
        if let Err(error) = Name::new(&word) {
            self.complaints.add(at, "query/name", error.to_string(), "numbers and ranges stand in functions: year(2015..2019)");
        }
        Term::Name(word)
    }

    /// Whether `~` and a quoted text follow: `text~"…"`.
    fn is_pattern(&self) -> bool {
        *self.peek() == Token::Not && matches!(self.tokens.get(self.at + 1), Some((Token::Quoted(_), _)))
    }

    fn word(&mut self, function: &Function, wanted: &str) -> Parsed<String> {
        match self.peek().clone() {
            Token::Word(word) | Token::Quoted(word) => {
                self.next();
                Ok(word)
            }
            _ => self.wants(function, wanted),
        }
    }

    fn comma(&mut self, function: &Function) -> Parsed<()> {
        if self.take(&Token::Comma) { Ok(()) } else { self.wants(function, "`,` and a second argument") }
    }

    fn close(&mut self, open: Stretch) -> Parsed<()> {
        if self.take(&Token::Close) {
            return Ok(());
        }
        if *self.peek() == Token::End {
            return self.stop(open, "this parenthesis is never closed", "add a `)`");
        }
        let message = format!("`)` must stand here, not {}", self.peek().shown());
        self.stop(self.place(), message, "close the parenthesis, or join the parts by `&` or `|`")
    }

    fn wants<T>(&mut self, function: &Function, wanted: &str) -> Parsed<T> {
        let message = format!("`{}` takes {wanted} here, not {}", function.name, self.peek().shown());
        self.stop(self.place(), message, format!("it is written {}", function.doc.usage))
    }

    /// An argument that can be read past.
    fn wrong(&mut self, at: Stretch, message: &str, function: &Function) -> Term {
        self.complaints.add(at, "query/argument", message, format!("it is written {}", function.doc.usage));
        Term::None
    }

    fn stop<T>(&mut self, at: Stretch, message: impl Into<String>, hint: impl Into<String>) -> Parsed<T> {
        self.stop_as(at, "query/syntax", message, hint)
    }

    fn stop_as<T>(&mut self, at: Stretch, code: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Parsed<T> {
        self.complaints.add(at, code, message, hint);
        Err(Stopped)
    }

    fn peek(&self) -> &Token {
        &self.tokens[self.at.min(self.tokens.len() - 1)].0
    }

    fn place(&self) -> Stretch {
        self.tokens[self.at.min(self.tokens.len() - 1)].1
    }

    fn next(&mut self) -> Token {
        let token = self.peek().clone();
        self.at += 1;
        token
    }

    fn take(&mut self, token: &Token) -> bool {
        let is_there = self.peek() == token;
        self.at += usize::from(is_there);
        is_there
    }
}
