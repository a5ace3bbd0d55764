-- What stands in the way of something that only administrators do, in the storage's words; shown after the sentence of the two ids.
ALTER TABLE messages ADD COLUMN reason {text};
