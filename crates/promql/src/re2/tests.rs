use super::*;

fn matches(pattern: &str, text: &str) -> bool {
    Pattern::anchored(pattern).unwrap_or_else(|problem| panic!("{pattern}: {problem}")).replaced(text, "").is_some()
}

#[test]
fn a_pattern_matches_what_re2_says() {
    // Pattern, what matches, what does not. The same patterns are held against Prometheus by the test of the oracle.
    let cases = [
        (r"\d+", "42", "٤٢"),
        (r"\w+", "a_1", "é"),
        (r"\W", "é", "a"),
        (r"a\sb", "a b", "a\u{b}b"),
        (r"\S+", "\u{a0}", " "),
        (r"a\b.*", "aé", "ab"),
        (r"a\B.*", "ab", "aé"),
        (r"[\d-z]", "-", "a"),
        (r"[^\d\s]+", "abc", "a1"),
        (r"[\W]", "é", "a"),
        (r"\Qa.b\E+", "a.bb", "axb"),
        (r"\Q[\E", "[", "a"),
        (r"\101\x42\x{43}\060", "ABC0", "ABC"),
        (r"\07", "\u{7}", "7"),
        (r"a{b", "a{b", "ab"),
        (r"a{,2}", "a{,2}", "aa"),
        (r"a{01}", "a{01}", "a"),
        (r"}]", "}]", ""),
        (r"[[:word:]]+", "a_1", "é"),
        (r"[[:^alpha:]]", "1", "a"),
        (r"[[:space:]]", "\u{b}", "a"),
        (r"[a&&b]+", "a&b", "c"),
        (r"[a[b]", "[", "]"),
        (r"[]a]+", "]a", "b"),
        (r"[^]]", "a", "]"),
        (r"[+--]+", ",", "."),
        (r"[a~~b]+", "~", "c"),
        (r"\<a\>", "<a>", "a"),
        (r"\_\-\ \@", "_- @", "_-@"),
        (r"(?i)abc(?-i)d", "ABCd", "ABCD"),
        (r"(?i:a)b", "Ab", "AB"),
        (r"(?)a", "a", "b"),
        (r"(?ii)a", "A", "b"),
        (r"(?i-i)a", "a", "A"),
        (r"(?s).", "\n", "ab"),
        (r".", "é", "\n"),
        (r"(?U)a+", "aa", "b"),
        (r"\pL\p{Lu}\p{Greek}\P{Lu}", "éÉαa", "éÉaa"),
        (r"\p{^Lu}", "a", "A"),
        (r"[\p{Han}a-c]+", "漢b", "d"),
        (r"a)|(b", "ax", "c"),
        (r"(?:a{2}){3}", "aaaaaa", "aaaaa"),
        (r"a*?b+?", "aabb", "a"),
        (r"", "", "a"),
        (r"a|", "", "b"),
        (r"(?P<1>a)", "a", "b"),
        (r"a(?i)*b", "aaB", "AAb"),
        (r"\p{SignWriting}|a", "a", "b"),
        (r"x{1000}", &"x".repeat(1000), "x"),
    ];
    for (pattern, yes, no) in cases {
        assert!(matches(pattern, yes), "{pattern} matches {yes:?}");
        assert!(!matches(pattern, no), "{pattern} does not match {no:?}");
    }
}

#[test]
fn what_re2_refuses_is_refused() {
    for pattern in [
        "(?=a)",
        "(?!a)",
        "(?<=a)",
        "(?<!a)",
        "(?>a)",
        "(?<n>a)",
        "(?P=n)",
        "(?x)a",
        "(?u)a",
        "(?R)a",
        "(?i-)a",
        "(?P<>a)",
        "(?P<a.b>a)",
        r"\C",
        r"\Z",
        r"\E",
        r"\1",
        r"\8",
        r"\y",
        r"\u0041",
        r"\é",
        r"\x",
        r"\x{}",
        r"\x{110000}",
        r"\xg0",
        r"[\b]",
        r"[\Qa\E]",
        r"[a-\d]",
        "[b-a]",
        "[a--]",
        "[a",
        "[[:alphabet:]]",
        r"\p{Alphabetic}",
        r"\p{Latn}",
        r"\p{greek}",
        r"\p{gc=Lu}",
        r"\pQ",
        "a**",
        "a*+",
        "a{2}{3}",
        "a??*",
        "*a",
        "+",
        "(*a)",
        "a|*",
        "a{1001}",
        "a{2,1}",
        "(a{100}){11}",
        "(a",
        "a))",
        "\\",
        r"\Qa",
    ] {
        let problem = Pattern::anchored(pattern).err();
        assert!(
            problem.as_ref().is_some_and(|text| text.starts_with("error parsing regexp: ")),
            "{pattern}: {problem:?}"
        );
    }
}

#[test]
fn a_template_names_groups_as_in_go() {
    let replaced =
        |pattern: &str, template: &str| Pattern::anchored(pattern).unwrap().replaced("ab", template).unwrap();
    assert_eq!(replaced("(a)(b)", "$2-$1-$0-$3"), "b-a-ab-");
    assert_eq!(replaced("(a)(b)", "$1x${1}x$$1"), "ax$1", "`1x` is a name");
    assert_eq!(replaced("(?P<first>a)(?P<2nd>b)", "${2nd}$first"), "ba");
    assert_eq!(replaced("(?:(?P<n>x)|(?P<n>a))(?P<n>b)", "$n"), "a", "of one name, the first that matched");
    assert_eq!(replaced("(a)b", "$ ${ ${1 $-"), "$ ${ ${1 $-");
}
