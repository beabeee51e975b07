-- Days that are not what their weekday says, beyond those the program knows: of a province, or of a new notice.

CREATE TABLE special_day (
    day       date PRIMARY KEY,
    what      text NOT NULL
              CONSTRAINT what_is_known CHECK (what IN ('workday', 'rest_day', 'holiday', 'makeup_workday')),
    name_zh   text NOT NULL,
    name_en   text NOT NULL
);

-- Years whose special days are all known, so that their other days follow the week.
CREATE TABLE complete_year (
    year      integer PRIMARY KEY
);
