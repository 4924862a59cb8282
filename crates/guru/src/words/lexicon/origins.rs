//! Where films come from and what is spoken in them: the catalogue does not know, and the app says so.

/// Countries, languages and schools of film, as people ask for them.
pub(crate) const ORIGINS: &[&str] = &[
    "american|british|english|scottish|irish|french|german|italian|spanish|portuguese|greek|polish|russian|swedish|danish|norwegian|finnish|scandinavian|nordic|dutch|belgian|swiss|austrian|czech|hungarian|romanian|turkish|iranian|israeli|arabic|egyptian|indian|hindi|tamil|chinese|japanese|korean|thai|vietnamese|indonesian|australian|canadian|mexican|brazilian|argentinian|african|nigerian|asian|european|latin film|films|movie|movies|one|ones|cinema|comedy|comedies|drama|dramas|thriller|thrillers|horror|western|romance|musical|animation|production|productions|stuff|flick|flicks",
    "bollywood|hollywood|nollywood|kdrama|foreign",
    "nothing|not|no|too|something|anything|is|are|it american|british|english|french|german|italian|spanish|russian|scandinavian|indian|chinese|japanese|korean|asian|european",
    "film|films|movie|movies|comedy|comedies|thriller|thrillers|drama|something|anything|one from france|germany|italy|spain|england|britain|uk|ireland|scotland|sweden|denmark|norway|finland|russia|poland|japan|china|korea|india|america|usa|mexico|brazil|africa|nigeria|australia|canada|iran|turkey|asia|europe|hollywood",
    "in|with spanish|french|german|italian|japanese|korean|hindi|russian|swedish|danish|english language|subtitles|audio|dubbing?",
    "set|placed|happens|happening|filmed in america|usa|england|britain|france|germany|italy|spain|japan|china|india|africa|europe|asia",
];
