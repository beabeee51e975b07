-- Say who makes the changes of this transaction.
SELECT set_config('waystation.actor', 'bench', true);
