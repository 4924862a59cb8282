-- Texts of the team's workshop, each replaced as a whole: the pages of the workbook, the record.
CREATE TABLE workshop (
    name TEXT NOT NULL PRIMARY KEY,
    content TEXT NOT NULL
) STRICT, WITHOUT ROWID;
