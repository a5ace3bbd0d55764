-- Share instances of a restored database whose storage may be newer than their rows: what it has is left as it is until both are seen to say the same, or
-- an operator has decided.
CREATE TABLE restored_instances (
  id {id} NOT NULL PRIMARY KEY
) {table};
