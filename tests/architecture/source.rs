//! Which names a file of Rust uses: read as tokens, without a parser.

use std::collections::BTreeSet;

/// What a path names, and where it stands.
pub(crate) struct Named {
    pub(crate) line: usize,
    pub(crate) target: Target,
    /// By `pub use`, however restricted the `pub`.
    pub(crate) exported: bool,
}

#[derive(PartialEq, Eq)]
pub(crate) enum Target {
    /// A path of this crate, from its root.
    Inside(Vec<String>),
    /// The first segment of any other path: a crate, or an item that happens to be in scope.
    Outside(String),
    /// More `super` than there are modules.
    Above,
    /// Something that keeps what it does from this reader.
    Hidden(&'static str),
}

/// Every name that the file at `path`, under `src/`, takes from beyond its own modules.
pub(crate) fn names(path: &str, text: &str) -> Vec<Named> {
    let mut reader = Reader::new(module_of(path));
    reader.read(&lex(text));
    let Reader {
        paths,
        locals,
        mut hidden,
        ..
    } = reader;
    hidden.extend(paths.iter().filter_map(|found| {
        let target = resolve(found, &locals)?;
        Some(Named {
            line: found.line,
            target,
            exported: found.exported,
        })
    }));
    hidden
}

/// The code of `text` as words and marks.
pub(crate) fn words(text: &str) -> Vec<String> {
    lex(text).iter().map(|token| token.code().into()).collect()
}

/// `src/a/b.rs` is `a::b`, `src/a/mod.rs` is `a`, `src/lib.rs` is the root.
pub(crate) fn module_of(path: &str) -> Vec<String> {
    let inner = path.trim_start_matches("src/").trim_end_matches(".rs");
    let mut module: Vec<_> = inner.split('/').map(String::from).collect();
    if matches!(inner, "lib" | "main") || module.last().is_some_and(|last| last == "mod") {
        module.pop();
    }
    module
}

/// A path as it is written. `::a` has an empty first segment.
struct Found {
    line: usize,
    module: Vec<String>,
    segments: Vec<String>,
    exported: bool,
}

/// A module, and a name that it declares or takes from this crate; `super::*` stands for itself.
type Locals = BTreeSet<(Vec<String>, String)>;

fn resolve(found: &Found, locals: &Locals) -> Option<Target> {
    let mut segments = found.segments.iter().map(String::as_str).peekable();
    let global = segments.next_if_eq(&"").is_some();
    let first = segments.peek().copied()?;
    let mut absolute = match first {
        "crate" => Vec::new(),
        "self" | "super" => found.module.clone(),
        _ if !global && is_local(&found.module, first, locals) => return None,
        _ => return Some(Target::Outside(first.into())),
    };
    for segment in segments {
        match segment {
            "super" if absolute.pop().is_none() => return Some(Target::Above),
            "crate" | "self" | "super" => {}
            name => absolute.push(name.into()),
        }
    }
    Some(Target::Inside(absolute))
}

fn is_local(module: &[String], name: &str, locals: &Locals) -> bool {
    let has = |name: &str| locals.contains(&(module.to_vec(), name.into()));
    let parent = || module.split_last().map(|(_, parent)| parent);
    has(name) || has("super::*") && parent().is_some_and(|parent| is_local(parent, name, locals))
}

/// Walks the tokens of one file, keeping the inline modules it stands in.
struct Reader {
    module: Vec<String>,
    depth: usize,
    /// The depth at which each open inline module closes.
    closes: Vec<usize>,
    paths: Vec<Found>,
    locals: Locals,
    hidden: Vec<Named>,
}

impl Reader {
    fn new(module: Vec<String>) -> Self {
        let (paths, locals) = (Vec::new(), Locals::new());
        Self {
            module,
            depth: 0,
            closes: Vec::new(),
            paths,
            locals,
            hidden: Vec::new(),
        }
    }

    fn read(&mut self, tokens: &[Token]) {
        let mut at = 0;
        while at < tokens.len() {
            at = self.step(tokens, at);
        }
    }

    /// Reads what starts at `at`; returns where the next begins.
    fn step(&mut self, tokens: &[Token], at: usize) -> usize {
        let word = |ahead: usize| code(tokens, at + ahead);
        match word(0) {
            "use" if word(1) != "<" => return self.import(tokens, at),
            "pub" if word(1) == "(" && word(2) == "in" => return until(tokens, at, &[")"]),
            "pub" if word(1) == "(" && word(3) == ")" && is_anchor(word(2)) => return at + 4,
            "extern" if word(1) == "crate" => self.hide(&tokens[at], "`extern crate`"),
            "include" if word(1) == "!" => self.hide(&tokens[at], "`include!`"),
            "#" => self.attribute(tokens, at),
            "mod" if is_name(word(1)) => {
                self.locals.insert((self.module.clone(), word(1).into()));
                if word(2) == "{" {
                    self.module.push(word(1).into());
                    self.closes.push(self.depth);
                }
                return at + 2;
            }
            "{" => self.depth += 1,
            "}" => {
                self.depth = self.depth.saturating_sub(1);
                if self.closes.pop_if(|depth| *depth == self.depth).is_some() {
                    self.module.pop();
                }
            }
            name if is_name(name) && !is_lead(name) => return self.path(tokens, at),
            _ => {}
        }
        at + 1
    }

    fn hide(&mut self, token: &Token, what: &'static str) {
        let target = Target::Hidden(what);
        self.hidden.push(Named {
            line: token.line,
            target,
            exported: false,
        });
    }

    /// A path outside `use`: `name::` at the least.
    fn path(&mut self, tokens: &[Token], at: usize) -> usize {
        let before = |back: usize| at.checked_sub(back).map_or("", |at| code(tokens, at));
        let mut end = at + 1;
        let mut segments = vec![String::from(code(tokens, at))];
        while code(tokens, end) == "::" && is_name(code(tokens, end + 1)) {
            segments.push(code(tokens, end + 1).into());
            end += 2;
        }
        let alone = segments.len() == 1 && code(tokens, end) != "::";
        let after_colons = before(1) == "::";
        let owner = before(2);
        let goes_on = after_colons && (ends_path(owner) || owner.starts_with('$'));
        if !alone && !goes_on && before(1) != "." {
            if after_colons {
                segments.insert(0, String::new());
            }
            let (line, module) = (tokens[at].line, self.module.clone());
            self.paths.push(Found {
                line,
                module,
                segments,
                exported: false,
            });
        }
        end
    }

    /// `use …;`, from its keyword on.
    fn import(&mut self, tokens: &[Token], at: usize) -> usize {
        // Before `use` stands another item's end, `pub`, or the bracket of a restricted `pub`.
        let exported = at > 0 && matches!(code(tokens, at - 1), "pub" | ")");
        let end = until(tokens, at, &[";", ")"]);
        let first = at + 1;
        self.tree(
            &tokens[first..end.saturating_sub(1).max(first)],
            &[],
            exported,
        );
        end
    }

    /// One branch of what is used: a path, or a path and a group of branches.
    fn tree(&mut self, branch: &[Token], prefix: &[String], exported: bool) {
        let Some(line) = branch.first().map(|token| token.line) else {
            return;
        };
        let group = branch.iter().position(|token| token.code() == "{");
        let head: Vec<_> = branch[..group.unwrap_or(branch.len())]
            .iter()
            .map(Token::code)
            .collect();
        let mut named = head.split(|word| *word == "as");
        let mut segments = prefix.to_vec();
        if prefix.is_empty() && head.first() == Some(&"::") {
            segments.push(String::new());
        }
        let words = named
            .next()
            .unwrap_or_default()
            .iter()
            .filter(|word| **word != "::");
        segments.extend(words.map(|word| String::from(*word)));
        if let Some(open) = group {
            for branch in split(&branch[open + 1..branch.len() - 1]) {
                self.tree(branch, &segments, exported);
            }
            return;
        }
        let module = self.module.clone();
        let glob = segments.pop_if(|last| last == "*").is_some();
        let alias = named.next().and_then(|alias| alias.first()).copied();
        let last = segments
            .iter()
            .map(String::as_str)
            .rfind(|segment| *segment != "self");
        let name = if glob && segments == ["super"] {
            Some("super::*")
        } else {
            alias.or(last)
        };
        if segments.first().is_some_and(|first| is_anchor(first)) {
            self.locals
                .extend(name.map(|name| (module.clone(), name.into())));
        }
        self.paths.push(Found {
            line,
            module,
            segments,
            exported,
        });
    }

    /// serde takes paths in strings; `#[path]` leads to files that `module_of` misplaces, and the
    /// macros' attributes out of their layer (`pub(crate) use` of a macro keeps it in).
    fn attribute(&mut self, tokens: &[Token], at: usize) {
        let open = at + 1 + usize::from(code(tokens, at + 1) == "!");
        let inner = &tokens[open..until(tokens, open, &["]"])];
        if code(inner, 0) != "[" {
            return;
        }
        match code(inner, 1) {
            "path" => self.hide(&tokens[at], "`#[path]`"),
            "macro_export" => self.hide(&tokens[at], "`#[macro_export]`"),
            "macro_use" => self.hide(&tokens[at], "`#[macro_use]`"),
            _ => {}
        }
        if inner.iter().any(|token| token.code() == "serde") {
            for quoted in inner
                .iter()
                .filter(|token| token.literal && token.text.contains("::"))
            {
                let mut words = lex(&quoted.text);
                for word in &mut words {
                    word.line = quoted.line;
                }
                self.read(&words);
            }
        }
    }
}

fn code(tokens: &[Token], at: usize) -> &str {
    tokens.get(at).map_or("", Token::code)
}

/// Just past the first of `ends` from `at` on.
fn until(tokens: &[Token], at: usize, ends: &[&str]) -> usize {
    let found = (at..tokens.len()).find(|at| ends.contains(&code(tokens, *at)));
    found.map_or(tokens.len(), |found| found + 1)
}

/// The branches of a group, at its own commas.
fn split(group: &[Token]) -> Vec<&[Token]> {
    let mut depth = 0_usize;
    group
        .split(|token| {
            depth += usize::from(token.code() == "{");
            depth -= usize::from(token.code() == "}").min(depth);
            depth == 0 && token.code() == ","
        })
        .collect()
}

fn is_anchor(word: &str) -> bool {
    matches!(word, "crate" | "self" | "super")
}

fn is_name(word: &str) -> bool {
    word.starts_with(|first: char| first.is_alphabetic() || first == '_')
}

/// Whether `::` after this word goes on with a path, rather than starting one.
fn ends_path(word: &str) -> bool {
    word == ">" || is_name(word) && !is_lead(word)
}

/// Whether the word is a keyword that a path may follow.
fn is_lead(word: &str) -> bool {
    matches!(
        word,
        "as" | "break" | "dyn" | "else" | "for" | "if" | "impl" | "in" | "match"
    ) || matches!(
        word,
        "mut" | "ref" | "return" | "unsafe" | "where" | "while"
    )
}

struct Token {
    text: String,
    line: usize,
    /// A string, whose text is what stands between its quotes.
    literal: bool,
}

impl Token {
    /// The token as code: nothing, for a literal.
    fn code(&self) -> &str {
        if self.literal { "" } else { &self.text }
    }
}

/// Words, marks and strings; no comments, characters, numbers or lifetimes.
fn lex(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let (mut rest, mut line) = (text, 1);
    while !rest.is_empty() {
        let (found, len) = lexeme(rest);
        tokens.extend(found.map(|(text, literal)| Token {
            text: text.into(),
            line,
            literal,
        }));
        line += rest[..len].matches('\n').count();
        rest = &rest[len..];
    }
    tokens
}

/// What `rest` starts with, if it is worth a token, whether it is a string, and its length.
fn lexeme(rest: &str) -> (Option<(&str, bool)>, usize) {
    if let Some((inner, len)) = string(rest) {
        return (Some((inner, true)), len);
    }
    if let Some(len) = comment(rest).or_else(|| quote(rest)) {
        return (None, len);
    }
    let name = rest
        .strip_prefix("r#")
        .filter(|name| is_name(name))
        .unwrap_or(rest);
    if is_name(name) {
        let len = word_len(name);
        return (Some((&name[..len], false)), rest.len() - name.len() + len);
    }
    if let Some(variable) = rest.strip_prefix('$').filter(|variable| is_name(variable)) {
        let len = 1 + word_len(variable);
        let text = if &rest[..len] == "$crate" {
            "crate"
        } else {
            &rest[..len]
        };
        return (Some((text, false)), len);
    }
    if rest.starts_with(|first: char| first.is_ascii_digit()) {
        return (None, word_len(rest));
    }
    let mark = ["::", "->", "=>", ".."]
        .into_iter()
        .find(|mark| rest.starts_with(mark));
    let len = mark.map_or_else(|| rest.chars().next().map_or(0, char::len_utf8), str::len);
    (
        Some((&rest[..len], false)).filter(|(mark, _)| !mark.trim().is_empty()),
        len,
    )
}

fn word_len(text: &str) -> usize {
    text.find(|c: char| !c.is_alphanumeric() && c != '_')
        .unwrap_or(text.len())
}

/// The inside and the length of a string of any kind.
fn string(rest: &str) -> Option<(&str, usize)> {
    let quoted = rest.trim_start_matches(['b', 'c', 'r', '#']);
    let (prefix, body) = (
        &rest[..rest.len() - quoted.len()],
        quoted.strip_prefix('"')?,
    );
    let mut close = String::from('"');
    let inner = if prefix.contains('r') {
        close.extend(prefix.chars().filter(|c| *c == '#'));
        body.find(&close)
    } else {
        let mut escaped = false;
        body.find(|c| {
            let ends = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        })
    };
    let inner = &body[..inner.unwrap_or(body.len())];
    Some((
        inner,
        rest.len().min(prefix.len() + 1 + inner.len() + close.len()),
    ))
}

/// The length of a comment, to the end of its line or, nested, to its own end.
fn comment(rest: &str) -> Option<usize> {
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    let mut at = rest.strip_prefix("/*").map(|_| 2)?;
    let mut depth = 1;
    while depth > 0 && at < rest.len() {
        let (change, len) = match &rest.as_bytes()[at..] {
            [b'/', b'*', ..] => (1, 2),
            [b'*', b'/', ..] => (-1, 2),
            _ => (0, 1),
        };
        depth += change;
        at += len;
    }
    Some(at)
}

/// The length of a character or a lifetime.
fn quote(rest: &str) -> Option<usize> {
    let body = rest.strip_prefix('\'')?;
    let first = body.chars().next().map_or(0, char::len_utf8);
    if body.starts_with('\\') {
        return Some(
            body.get(2..)?
                .find('\'')
                .map_or(rest.len(), |close| close + 4),
        );
    }
    Some(if body[first..].starts_with('\'') {
        first + 2
    } else {
        1 + word_len(body)
    })
}
