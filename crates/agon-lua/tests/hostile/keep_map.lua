kept = kept or map if kept ~= map then return kept:count() end error('kept')
