//! From a place in an expression to the place in its file. YAML may fold, indent and quote a text, so what is counted is what
//! is no space.

use movie_guru_slo::Position;

/// How the text is written.
#[derive(Clone, Copy, PartialEq)]
enum Style {
    Plain,
    Single,
    Double,
}

/// Where in a file the character of an expression is that has so many before it; the expression's node begins at `node`.
pub(super) fn in_file(file: &str, node: Position, expression: &str, at: usize) -> Position {
    let wanted = expression.chars().take(at).filter(|c| !c.is_whitespace()).count();
    let is_at_end = expression.chars().skip(at).all(char::is_whitespace);
    let mut left = from(file, node).peekable();
    let style = match left.peek() {
        Some((_, '|' | '>')) => {
            // The header of a block.
            left.by_ref().find(|(_, c)| *c == '\n');
            Style::Plain
        }
        Some((_, '\'')) => {
            left.next();
            Style::Single
        }
        Some((_, '"')) => {
            left.next();
            Style::Double
        }
        _ => Style::Plain,
    };
    let mut seen = 0;
    let mut after = node;
    while let Some((place, c)) = left.next() {
        let escaped = match (style, c) {
            (Style::Double, '\\') => left.next().map(|(_, c)| c),
            (Style::Single, '\'') => left.next().map(|(_, c)| c),
            _ => None,
        };
        let is_space = escaped.map_or_else(|| c.is_whitespace(), |c| "nrt \n".contains(c) && style == Style::Double);
        if is_space {
            continue;
        }
        if seen == wanted && !is_at_end {
            return place;
        }
        seen += 1;
        after = Position { column: place.column + 1 + u64::from(escaped.is_some()), ..place };
        if seen == wanted && is_at_end {
            return after;
        }
    }
    after
}

/// The characters of a file from a place on, each with its own.
fn from(file: &str, start: Position) -> impl Iterator<Item = (Position, char)> {
    let lines = file.split_inclusive('\n').enumerate().skip(start.line.saturating_sub(1) as usize);
    lines.flat_map(move |(index, line)| {
        let number = index as u64 + 1;
        let skipped = if number == start.line { start.column.saturating_sub(1) } else { 0 };
        let places = line.chars().enumerate().skip(skipped as usize);
        places.map(move |(column, c)| (Position { line: number, column: column as u64 + 1 }, c))
    })
}

#[cfg(test)]
mod tests {
    use movie_guru_slo::yaml::{Value, documents};

    use super::*;

    /// Where the `!` of an expression is in the file that has it as `expr`.
    fn found(file: &str) -> (u64, u64) {
        let nodes = documents(file).unwrap();
        let Value::Map(entries) = &nodes[0].value else { panic!("{nodes:?}") };
        let Value::Text(text) = &entries[0].node.value else { panic!("{nodes:?}") };
        let at = text.chars().position(|c| c == '!').unwrap();
        let place = in_file(file, entries[0].node.position, text, at);
        (place.line, place.column)
    }

    #[test]
    fn a_place_is_found_however_the_text_is_written() {
        assert_eq!(found("expr: sum(x) ! 5\n"), (1, 14));
        assert_eq!(found("expr: 'sum(x{a=''b''}) ! 5'\n"), (1, 24));
        assert_eq!(found("expr: \"sum(x{a=\\\"b\\\"}) ! 5\"\n"), (1, 24));
        assert_eq!(found("expr: |\n  sum(x)\n    ! 5\n"), (3, 5));
        assert_eq!(found("expr: |-\n\n  sum(x)\n  ! 5\n"), (4, 3));
        assert_eq!(found("expr: >-\n  sum(x)\n  / y\n  ! 5\n"), (4, 3));
        assert_eq!(found("expr: sum(x)\n  / y\n  ! 5\n"), (3, 3));
    }

    #[test]
    fn the_end_is_behind_the_last_character() {
        let at = Position { line: 1, column: 7 };
        assert_eq!(in_file("expr: sum(x\nb: 1\n", at, "sum(x", 5), Position { line: 1, column: 12 });
    }
}
