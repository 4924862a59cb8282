-- The scenario that was set by POST /phase, for all replicas. No row: each plays the one that it was started with.
CREATE TABLE stage (
    only_row BOOLEAN PRIMARY KEY DEFAULT TRUE CHECK (only_row),
    revision BIGINT NOT NULL, -- one more with each change
    scenario JSONB NOT NULL
);
