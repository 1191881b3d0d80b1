-- Looks at flags that are to be written.
--
-- KEYS: index, and for each flag its hash and the set of its environments. ARGV: the flags, in the same order.
-- Answers of each flag {is it in the index?, how many of its two keys are there?, its revision, environment, ...}, packed,
-- one after the other. In place of a revision that is missing stands false, and of one in a hash that is none as well.
local index = KEYS[1]
local answer = {}

for i, flag in ipairs(ARGV) do
  local hash, environments = KEYS[2 * i], KEYS[2 * i + 1]
  local listed = redis.pcall('SISMEMBER', index, flag)
  if type(listed) == 'table' then
    return listed
  end
  local revision = redis.pcall('HGET', hash, 'revision')
  if type(revision) == 'table' then
    if string.sub(revision.err, 1, 9) ~= 'WRONGTYPE' then
      return revision
    end
    revision = false
  end
  local seen = {listed, redis.call('EXISTS', hash, environments), revision}
  if redis.call('TYPE', environments).ok == 'set' then
    for _, name in ipairs(redis.call('SMEMBERS', environments)) do
      seen[#seen + 1] = name
    end
  end
  answer[i] = seen
end
return cmsgpack.pack(unpack(answer))
