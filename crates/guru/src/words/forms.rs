//! Forms of one word: accents, contractions written out, endings cut off.

/// Whether a word stands in a list of words.
pub(crate) fn among(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|known| known == word)
}

/// Lower case, without accents.
pub fn fold(raw: &str) -> String {
    let mut folded = String::with_capacity(raw.len());
    for character in raw.chars().flat_map(char::to_lowercase) {
        match character {
            'à'..='å' | 'ā' | 'ă' | 'ą' => folded.push('a'),
            'æ' => folded.push_str("ae"),
            'ç' | 'ć' | 'č' => folded.push('c'),
            'è'..='ë' | 'ē' | 'ę' | 'ě' => folded.push('e'),
            'ì'..='ï' | 'ī' | 'ı' => folded.push('i'),
            'ñ' | 'ń' | 'ň' => folded.push('n'),
            'ò'..='ö' | 'ø' | 'ō' | 'ő' => folded.push('o'),
            'œ' => folded.push_str("oe"),
            'ù'..='ü' | 'ū' | 'ů' | 'ű' => folded.push('u'),
            'ý' | 'ÿ' => folded.push('y'),
            'š' | 'ś' | 'ș' => folded.push('s'),
            'ž' | 'ź' | 'ż' => folded.push('z'),
            'ř' => folded.push('r'),
            'ł' => folded.push('l'),
            'ß' => folded.push_str("ss"),
            '\u{300}'..='\u{36f}' => {}
            other => folded.push(other),
        }
    }
    folded
}

/// The words that a written word stands for: "don't" is "do not".
pub(crate) fn write_out(word: &str) -> Vec<String> {
    let fixed: &[&str] = match word {
        "can't" | "cant" | "cannot" => &["can", "not"],
        "won't" | "wont" => &["will", "not"],
        "shan't" => &["shall", "not"],
        "ain't" | "aint" => &["is", "not"],
        "dont" => &["do", "not"],
        "doesnt" => &["does", "not"],
        "didnt" => &["did", "not"],
        "isnt" => &["is", "not"],
        "arent" => &["are", "not"],
        "wasnt" => &["was", "not"],
        "havent" => &["have", "not"],
        "wouldnt" => &["would", "not"],
        "couldnt" => &["could", "not"],
        "im" => &["i", "am"],
        "ive" => &["i", "have"],
        "id" => &["i", "would"],
        "youre" => &["you", "are"],
        "thats" => &["that", "is"],
        "whats" => &["what", "is"],
        "whos" | "who's" => &["who", "is"],
        "wheres" => &["where", "is"],
        "theyre" => &["they", "are"],
        "lets" => &["let", "us"],
        "gonna" => &["going", "to"],
        "wanna" => &["want", "to"],
        "gimme" => &["give", "me"],
        "lemme" => &["let", "me"],
        "anymore" => &["any", "more"],
        "scifi" | "syfy" => &["sci", "fi"],
        "romcom" | "romcoms" => &["rom", "com"],
        "u" => &["you"],
        "ur" => &["your"],
        "r" => &["are"],
        "pls" | "plz" | "pleas" => &["please"],
        "thx" | "thnx" | "tnx" => &["thanks"],
        "favorite" | "fave" | "fav" => &["favourite"],
        "favorites" | "faves" | "favs" | "favourites" => &["favourites"],
        "flim" | "moive" | "movei" | "movi" => &["movie"],
        "tv" => &["television"],
        "ya" => &["you"],
        "luv" => &["love"],
        "wat" => &["what"],
        "tonite" => &["tonight"],
        "childrens" | "kiddies" => &["children"],
        "dir" => &["director"],
        "smth" | "sth" | "sumthing" | "somthing" => &["something"],
        "bc" | "cuz" | "cos" => &["because"],
        "w" => &["with"],
        _ => &[],
    };
    if !fixed.is_empty() {
        return fixed.iter().map(|&word| word.to_owned()).collect();
    }
    let digits = word.trim_end_matches(|character: char| character.is_ascii_alphabetic());
    if let Some(unit) = word.strip_prefix(digits).filter(|unit| !digits.is_empty() && among(UNITS, unit)) {
        return vec![digits.to_owned(), unit.to_owned()];
    }
    let Some((head, tail)) = word.rsplit_once('\'') else { return vec![word.to_owned()] };
    let head = head.replace('\'', "");
    let tail = match tail {
        "t" => return vec![head.strip_suffix('n').unwrap_or(&head).to_owned(), "not".to_owned()],
        "m" => "am",
        "ve" => "have",
        "ll" => "will",
        "re" => "are",
        "d" => "would",
        "s" if head == "let" => "us",
        "s" if among(IS_AFTER, head.as_str()) => "is",
        "s" => return vec![head],
        other => return vec![head + other],
    };
    vec![head, tail.to_owned()]
}

/// Units that people write without a space: "90min".
const UNITS: &str = "min mins minutes minute h hr hrs hour hours stars star";

/// After these "'s" is "is"; elsewhere it is a possessive.
const IS_AFTER: &str = "it that what where there here he she how when which this";

/// The word without its ending. Light on purpose: it only has to bring forms of one word together.
pub(crate) fn stem(word: &str) -> String {
    match word {
        "men" | "women" | "policemen" | "firemen" => return word.replace("men", "man"),
        "children" => return "child".to_owned(),
        "mice" => return "mouse".to_owned(),
        "thieves" | "wives" | "knives" | "wolves" => return word.replace("ves", "f"),
        "wife" | "knife" => return word.replace("fe", "f"),
        "stole" | "stolen" => return "steal".to_owned(),
        "geese" => return "goose".to_owned(),
        _ => {}
    }
    let mut root = word;
    let length = word.len();
    if !word.is_ascii() || length < 4 {
        return word.to_owned();
    }
    if let Some(head) = root.strip_suffix("ies").filter(|head| head.len() > 1) {
        return format!("{head}y");
    }
    if !(root.ends_with("ss") || root.ends_with("us") || root.ends_with("is")) {
        root = root.strip_suffix('s').unwrap_or(root);
    }
    for ending in ["ing", "ed"] {
        if let Some(head) = root.strip_suffix(ending)
            && head.len() >= 3
            && head.bytes().any(|byte| b"aeiouy".contains(&byte))
        {
            let mut letters = head.chars().rev();
            let twice = letters.next() == letters.next() && !head.ends_with('l') && !head.ends_with('s');
            let cut = head.len() - usize::from(twice);
            return head[..cut].trim_end_matches('e').to_owned();
        }
    }
    root.strip_suffix('e').unwrap_or(root).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_share_a_stem() {
        for forms in [&["dance", "dances", "dancing", "danced"][..], &["robot", "robots"], &["thief", "thieves"]] {
            for form in forms {
                assert_eq!(stem(form), stem(forms[0]), "{form}");
            }
        }
    }
}
