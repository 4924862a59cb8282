//! Words by which other languages are known, for whoever tries one: the app answers that it knows English only.

/// Common words of Spanish, French, German, Italian, Portuguese and Dutch that are no English words.
pub(crate) const FOREIGN: &str = "un una uno el los las que quiero pelicula peliculas por favor miedo hola gracias algo divertida para con \
    una une le les des je veux cherche voudrais avec pour drole bonjour merci comedie amour damour peur s'il vous \
    ein eine einen der das und ich mochte suche bitte lustiger lustigen lustig mit fur heute abend gruselig danke hallo \
    il lo gli voglio vorrei cerco divertente per stasera grazie ciao um uma filme quero engracado obrigado \
    een het ik wil graag grappige voor vanavond dank";

/// Questions about the languages that the app speaks.
pub(crate) const LANGUAGES: &[&str] = &[
    "do|can|could you * speak|understand|talk|answer|write * spanish|french|german|italian|portuguese|dutch|chinese|japanese|arabic|polish|russian|hindi|turkish|languages|language|english",
    "speak|answer|talk * in spanish|french|german|italian|portuguese|dutch|chinese|japanese|arabic|polish|russian|hindi|turkish",
];
