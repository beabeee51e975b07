-- Every word the store knows, by what it is.
-- Rows: what, row (json), in the order in which people should see them.
SELECT 'kind' AS what, jsonb_build_object('code', code, 'name_zh', name_zh, 'name_en', name_en, 'icon', icon, 'shape', shape) AS row, rank
  FROM kind
UNION ALL
SELECT 'service', jsonb_build_object('code', code, 'name_zh', name_zh, 'name_en', name_en, 'icon', icon, 'basic', basic), rank
  FROM service
UNION ALL
SELECT 'entry_mode', jsonb_build_object('code', code, 'name_zh', name_zh, 'name_en', name_en, 'icon', icon), rank
  FROM entry_mode
UNION ALL
SELECT 'reason', jsonb_build_object('code', code, 'name_zh', name_zh, 'name_en', name_en, 'good', good), rank
  FROM rating_reason
UNION ALL
SELECT 'detail', jsonb_build_object('kind', kind, 'code', code, 'type', type, 'name_zh', name_zh, 'name_en', name_en), rank
  FROM kind_detail
UNION ALL
SELECT 'brand', jsonb_build_object('name_zh', name_zh, 'kind', kind), 0
  FROM brand
UNION ALL
SELECT 'service_word', jsonb_build_object('word', word, 'service', service), 0
  FROM service_word
ORDER BY 1, 3, 2;
