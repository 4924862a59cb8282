//! Films that exist elsewhere and that people name first: what is said of them is enough for a guess.

use crate::catalogue::Genre;

use Genre::*;

/// Titles without their article, as a message is read (lower case, no accents), and the genres people put them in.
pub(crate) const HEARSAY: &[(&[Genre], &str)] = &[
    (
        &[ScienceFiction, Action],
        "matrix|terminator|robocop|total recall|inception|edge of tomorrow|minority report|mad max|mad max fury road",
    ),
    (
        &[ScienceFiction, Adventure],
        "star wars|star trek|jurassic park|avatar|dune|back to the future|interstellar|guardians of the galaxy",
    ),
    (&[ScienceFiction, Drama], "blade runner|2001 a space odyssey|arrival|gattaca|gravity|martian|metropolis"),
    (&[Horror, ScienceFiction], "alien|aliens|thing|fly|predator|invasion of the body snatchers"),
    (
        &[Horror],
        "exorcist|shining|halloween|psycho|get out|conjuring|babadook|nightmare on elm street|ring|saw|hereditary",
    ),
    (&[Thriller, Adventure], "jaws"),
    (
        &[Crime, Drama],
        "godfather|goodfellas|scarface|departed|taxi driver|shawshank redemption|green mile|heat|irishman|joker",
    ),
    (
        &[Crime, Thriller],
        "pulp fiction|fargo|reservoir dogs|no country for old men|kill bill|oceans eleven|italian job",
    ),
    (
        &[Thriller, Mystery],
        "seven|silence of the lambs|vertigo|rear window|north by northwest|memento|fight club|sixth sense|gone girl|zodiac|usual suspects|parasite",
    ),
    (&[Mystery], "knives out|murder on the orient express|chinatown|maltese falcon|death on the nile"),
    (
        &[Action, Thriller],
        "die hard|james bond|skyfall|casino royale|goldfinger|mission impossible|bourne identity|speed|john wick|dark knight|top gun|fast and furious|batman",
    ),
    (
        &[Adventure, Action],
        "indiana jones|raiders of the lost ark|avengers|iron man|black panther|superman|spider man|gladiator|pirates of the caribbean",
    ),
    (
        &[Fantasy, Adventure],
        "lord of the rings|hobbit|harry potter|princess bride|narnia|chronicles of narnia|neverending story|game of thrones",
    ),
    (
        &[Romance, Drama],
        "titanic|casablanca|gone with the wind|notebook|pride and prejudice|brief encounter|before sunrise",
    ),
    (
        &[Romance, Comedy],
        "four weddings and a funeral|notting hill|love actually|pretty woman|when harry met sally|bridget jones|bridget jones diary|amelie|roman holiday|groundhog day",
    ),
    (
        &[Comedy],
        "some like it hot|airplane|life of brian|monty python|naked gun|hangover|superbad|ghostbusters|home alone|big lebowski|blues brothers|borat|dumb and dumber|grand budapest hotel|mean girls|barbie",
    ),
    (&[Drama], "forrest gump|citizen kane|dead poets society|12 angry men|rain man|whiplash|moonlight|kings speech"),
    (
        &[War, Drama],
        "schindlers list|schindler list|saving private ryan|apocalypse now|dunkirk|full metal jacket|platoon|1917|das boot|deer hunter",
    ),
    (&[History, Drama], "oppenheimer|lawrence of arabia|braveheart|amadeus|ben hur|gandhi|spartacus|lincoln"),
    (
        &[Western],
        "unforgiven|high noon|once upon a time in the west|good the bad and the ugly|true grit|searchers|django unchained|magnificent seven|dances with wolves",
    ),
    (
        &[Musical],
        "la la land|grease|sound of music|mamma mia|west side story|singin in the rain|singing in the rain|chicago|wizard of oz|mary poppins|les miserables|greatest showman|cabaret",
    ),
    (
        &[Animation, Family],
        "toy story|lion king|frozen|finding nemo|shrek|coco|wall e|moana|bambi|jungle book|ratatouille|inside out|paddington|minions|aladdin|incredibles",
    ),
    (&[Animation, Fantasy], "spirited away|my neighbour totoro|my neighbor totoro|princess mononoke"),
];
