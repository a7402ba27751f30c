"""The tables of the store, one numbered step after the other, and what each is for.

Enters: nothing. Leaves: SQL. A step that has been released never changes: a change is a further step. Must not know:
how rows are read or written.
"""

STEPS: tuple[str, ...] = (
    """
    -- One row a file, whatever became of it. hash is '' where its bytes could not be had.
    CREATE TABLE files (
        id INTEGER PRIMARY KEY,
        collection TEXT NOT NULL,
        source TEXT NOT NULL,       -- where it lay, seen from the Hub's folder
        hash TEXT NOT NULL,         -- SHA-256 of its bytes, in hex
        size INTEGER NOT NULL,      -- bytes
        received TEXT NOT NULL,     -- YYYY-MM-DD
        sent TEXT,                  -- when it was sent, or last saved: UTC
        said_urn TEXT NOT NULL,     -- the school that the Hub says it is from, usually ''
        read_by TEXT NOT NULL,      -- the spec by which it was to be read
        outcome TEXT NOT NULL,      -- accepted, problems, refused
        spec TEXT NOT NULL,         -- the spec by which its answers are named
        version TEXT NOT NULL,
        urn TEXT NOT NULL,          -- what the workbook itself says
        school TEXT NOT NULL,
        built_on TEXT,
        school_year INTEGER,        -- the year that the workbook is for: 2026 for 2026/27
        missing_sheets TEXT NOT NULL,  -- titles, as a JSON list
        UNIQUE (collection, source, hash)
    );
    -- What was asked, once for all files.
    CREATE TABLE questions (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,         -- form, checklist, tracker, counts
        sheet TEXT NOT NULL,
        ref TEXT NOT NULL,
        item TEXT NOT NULL,
        column_id TEXT NOT NULL,
        column_label TEXT NOT NULL,
        UNIQUE (kind, sheet, ref, item, column_id, column_label)
    );
    -- One row an answer of forms and checklists, of leavers only if keep_leaver_rows is set.
    CREATE TABLE answers (
        file INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
        number INTEGER NOT NULL,    -- in the order of the workbook
        question INTEGER NOT NULL REFERENCES questions (id),
        state TEXT NOT NULL,        -- answered, blank, not asked, missing, unreadable
        value,                      -- a date as YYYY-MM-DD
        value_kind TEXT NOT NULL,   -- text, date, number, '' if there is none
        raw TEXT,                   -- what stood in the cell
        raw_kind TEXT NOT NULL,     -- 'same' where that is the value
        found_sheet TEXT,           -- the title in the file, NULL where it is that of the question
        cell TEXT NOT NULL,
        matched_by TEXT,
        PRIMARY KEY (file, number)
    ) WITHOUT ROWID;
    -- Rows that a school added to its workbook.
    CREATE TABLE own_rows (
        file INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        sheet TEXT NOT NULL,
        cell TEXT NOT NULL,
        said TEXT NOT NULL,
        answers TEXT NOT NULL,      -- column and text, as a JSON list of pairs
        PRIMARY KEY (file, number)
    ) WITHOUT ROWID;
    -- What is wrong in a file. In the rows of leavers put together: count says how many, and no cell is quoted.
    CREATE TABLE problems (
        file INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
        number INTEGER NOT NULL,    -- worst first
        code TEXT NOT NULL,
        severity TEXT NOT NULL,     -- error, warning, note
        title TEXT NOT NULL,
        place TEXT NOT NULL,        -- in one short phrase
        sheet TEXT NOT NULL,
        cell TEXT NOT NULL,
        ref TEXT NOT NULL,
        item TEXT NOT NULL,
        column_label TEXT NOT NULL,
        message TEXT NOT NULL,
        advice TEXT NOT NULL,
        count INTEGER NOT NULL,
        PRIMARY KEY (file, number)
    ) WITHOUT ROWID;
    -- Sheets about leavers.
    CREATE TABLE trackers (
        file INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        sheet TEXT NOT NULL,
        missing INTEGER NOT NULL,   -- 1 if the sheet is not in the file
        leavers INTEGER NOT NULL,
        PRIMARY KEY (file, number)
    ) WITHOUT ROWID;
    -- Leavers of one leaving year: counts, never a row about anybody.
    CREATE TABLE cohorts (
        file INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
        tracker INTEGER NOT NULL,
        number INTEGER NOT NULL,
        year TEXT NOT NULL,         -- '' unless year_state is answered
        year_state TEXT NOT NULL,
        leavers INTEGER NOT NULL,
        sustained INTEGER,
        PRIMARY KEY (file, tracker, number)
    ) WITHOUT ROWID;
    -- Where the leavers of a cohort were at one time, by group.
    CREATE TABLE checkpoints (
        file INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
        tracker INTEGER NOT NULL,
        cohort INTEGER NOT NULL,
        number INTEGER NOT NULL,
        checkpoint TEXT NOT NULL,
        label TEXT NOT NULL,
        groups TEXT NOT NULL,       -- group and count, as a JSON list of pairs
        blank INTEGER NOT NULL,
        unreadable INTEGER NOT NULL,
        missing INTEGER NOT NULL,
        not_asked INTEGER NOT NULL,
        not_due INTEGER NOT NULL,
        too_early INTEGER NOT NULL,
        in_touch INTEGER NOT NULL,
        in_eet INTEGER,
        PRIMARY KEY (file, tracker, cohort, number)
    ) WITHOUT ROWID;
    -- Whose each file is and whether it counts, as of the last command that collected.
    CREATE TABLE decisions (
        file INTEGER PRIMARY KEY REFERENCES files (id) ON DELETE CASCADE,
        urn TEXT NOT NULL,          -- the school in the register, '' if unknown
        school TEXT NOT NULL,
        standing TEXT NOT NULL,
        reason TEXT NOT NULL
    );
    -- To look at: every answer with its question and its file.
    CREATE VIEW all_answers AS
        SELECT collection, urn, school, source, sheet, ref, item, column_label, state, value,
            CASE raw_kind WHEN 'same' THEN value ELSE raw END AS raw, coalesce(found_sheet, sheet) AS found_sheet, cell
        FROM answers
        JOIN files ON files.id = answers.file
        JOIN questions ON questions.id = answers.question
        ORDER BY collection, urn, source, number;
    """,
    """
    -- 1 if the school says that nothing has changed since its workbook was sent.
    ALTER TABLE files ADD COLUMN confirmed INTEGER NOT NULL DEFAULT 0;
    -- as sent, changed, new. '' where nobody knows, where nothing stands, and for details of the school.
    ALTER TABLE answers ADD COLUMN origin TEXT NOT NULL DEFAULT ''
    """,
    """
    -- The school that the e-mail came from: its URN, with ? behind it where only the part behind the @ says so.
    ALTER TABLE files ADD COLUMN sender TEXT NOT NULL DEFAULT ''
    """,
)
