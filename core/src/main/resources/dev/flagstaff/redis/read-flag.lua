-- Reads one flag whole: a script is one atomic step, so no write of ours can fall in between.
--
-- KEYS: index, flag, environments of the flag, revision, lineage, adopted. ARGV: the flag's key.
-- Answers {'absent', revision, lineage, adopted}, {'unlisted', revision, lineage, adopted, is there an index?} for one
-- that only the index does not know, {'unreadable', revision, lineage, adopted, error}, or
-- {'flag', revision, lineage, adopted, {field, value, ...},
--  {name, {field, value, ...}, {user, ...}, {region, ...}}, ...}.
local function read(answer)
  if redis.call('SISMEMBER', KEYS[1], ARGV[1]) == 0 then
    if redis.call('EXISTS', KEYS[2]) == 0 then
      answer[1] = 'absent'
    else
      answer[1] = 'unlisted'
      answer[5] = redis.call('EXISTS', KEYS[1])
    end
    return
  end
  answer[5] = redis.call('HGETALL', KEYS[2])
  for i, name in ipairs(redis.call('SMEMBERS', KEYS[3])) do
    local key = KEYS[2] .. ':environment:' .. name
    answer[5 + i] = {
      name,
      redis.call('HGETALL', key),
      redis.call('SMEMBERS', key .. ':users'),
      redis.call('SMEMBERS', key .. ':regions'),
    }
  end
end

local revision = redis.call('GET', KEYS[4])
local lineage = redis.call('GET', KEYS[5])
local adopted = redis.call('GET', KEYS[6])
local answer = {'flag', revision, lineage, adopted}
local ok, err = pcall(read, answer)
if ok then
  return answer
end
-- Redis 7 raises a table, Redis 6 a string.
local message = type(err) == 'table' and err.err or tostring(err)
-- While a cluster moves our slot, keys that are missing may be on the other node already: that says nothing of the flag.
if string.find(message, 'non local key', 1, true) then
  return redis.error_reply('TRYAGAIN ' .. message)
end
return {'unreadable', revision, lineage, adopted, message}
