-- Give the rest of this transaction to the account of a secret, and note that the secret is in use.
--   proof  the secret of a session or of a token; '' for nobody
SELECT set_config('waystation.proof', %(proof)s, true);
SELECT note_use();
