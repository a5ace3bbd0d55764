-- Which pool each backend's shares lie on, as the backend itself names it: an empty mount point, or another disk, is told from it.
CREATE TABLE known_pools (
  host {id} PRIMARY KEY, identity {text} NOT NULL, noted_at {moment} NOT NULL
) {table};

-- Backends that may take whatever pool they find, once: an operator has said so.
CREATE TABLE pool_adoptions (
  host {id} PRIMARY KEY, asked_at {moment} NOT NULL
) {table};
