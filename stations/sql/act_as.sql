-- Say who makes the changes of this transaction.
--   actor      a person, a program or a list
--   import_id  the run of the loader, or ''
SELECT set_config('waystation.actor', %(actor)s, true), set_config('waystation.import', %(import_id)s, true);
