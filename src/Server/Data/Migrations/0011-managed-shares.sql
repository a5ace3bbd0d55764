-- Shares taken over were given a metadata item that their projects had not set and could not remove. The operation log knows when that was.

UPDATE shares SET metadata = json_remove(metadata, '$.__managed_at') WHERE json_extract(metadata, '$.__managed_at') IS NOT NULL;
