-- What cases share.

-- The line for a lock, JSON: case and place of each that stands in it, the holder first. No row: nobody.
CREATE TABLE lock (
    name {text} NOT NULL PRIMARY KEY,
    line {text} NOT NULL
) {strict};

-- What lies in a folder, as the core's canonical text.
CREATE TABLE folder (
    name {text} NOT NULL PRIMARY KEY,
    fields {text} NOT NULL
) {strict};

CREATE TABLE folder_case (
    folder {text} NOT NULL,
    instance {text} NOT NULL REFERENCES instance (id),
    PRIMARY KEY (folder, instance)
) {flat};
CREATE INDEX folder_case_instance ON folder_case (instance);
