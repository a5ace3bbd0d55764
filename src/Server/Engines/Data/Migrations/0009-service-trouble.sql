-- What a service says is wrong with it, for operators; and whether it takes no work because of that, however fresh its sign of life is.
ALTER TABLE services ADD COLUMN trouble {text};
ALTER TABLE services ADD COLUMN unfit {flag} NOT NULL DEFAULT 0;
