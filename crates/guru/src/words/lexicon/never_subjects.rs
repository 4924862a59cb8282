//! The words that open the subject of a film, and those that never are one.

/// What stands before the subject of a film.
pub(crate) const ABOUT: &[&str] = &["about", "featuring", "involving", "regarding", "concerning", "around"];

/// When or for what a film is to be watched; nothing of it is a subject.
pub(crate) const OCCASIONS: &[&str] = &[
    "for a|an|this|our|my|tomorrow * afternoon|evening|night|day|sunday|saturday|weekend|morning|friday",
    "on a|this|the? * afternoon|evening|night|day|monday|tuesday|wednesday|thursday|friday|saturday|sunday|weekend",
    "this|next|coming|tomorrow|every|last afternoon|evening|night|morning|day|week|weekend|month|year|summer|winter|spring|autumn|christmas|monday|tuesday|wednesday|thursday|friday|saturday|sunday",
    "at the weekend|moment",
    "cats and dogs",
];

/// Words that no film is about.
pub(crate) const NEVER_SUBJECTS: &str = "the mind except without excluding besides apart avoid minus skip never neither loves liked likes loved \
    hates hated enjoys enjoyed wants wanted older newer shorter longer lighter darker fan girlfriend \
    boyfriend wife husband partner saying genius talked mentioned said loving bored tired fits fit mean \
    means exactly usually often date first second third fourth last next whose lovely pretty quite totally \
    absolutely somewhat slightly ends ending endings end badly well happily right name favourite director \
    directors actor actors actress directing and for with that this you your some any anything something lot \
    lots really very someone somebody who where which what when how his her him she they their them its it \
    one ones two three not but please tonight today maybe perhaps then too also just more much many few set \
    place takes take plays has have had was were are is be been being there here from into over under during \
    inside middle kind sort type bit good great nice best like would could should can will does did get gets \
    goes going comes want need else other another again same different our mine all every each both either \
    than out off doing do made make makes main strong gone way thing things stuff story stories film films \
    movie movies people person character characters role cast part show watch find suggest recommend give \
    tell see know think feel on in at to of by an as or if so my me we us he am up go loose minutes hours \
    long short year years yes okay pet lead nothing nobody instead getting away trying having taking coming \
    looking happening become becomes becoming always tries try turns living lives called named involved \
    whole because after before while actually yet already ever only small big little happens happen squad trailer sequel subtitles netflix dvd convince foul four five six seven eight nine ten eleven twelve hundred \
    thousand million longest shortest oldest newest random colour color america man men guy guys woman strong length runtime duration decade decades era century director genre genres kinds rating rated ratings score scored scores reviews reviewed \
    anyone everyone whatever regardless surprise everything even now time idea ideas thanks hello life";
