-- Reads flags whole: those that changed since a revision, and others that are asked for. A script is one atomic step, so
-- no write of ours can fall in between, and whatever it answers is of one revision.
--
-- KEYS: index, changes, revision, lineage, adopted. ARGV: what the key of every flag's hash begins with; the revision, or
-- nothing where no changes are wanted; the one after it; of how many changes to tell at most; whether to read their flags
-- as well, 'true' or 'false'; flags that are asked for.
-- Answers {revision, lineage, adopted}, {id of a change, flag, ...}, and then each of these flags and what it is:
-- {'absent'}; {'unlisted', is there an index?} for one that only the index does not know; {'unreadable', error}; or
-- {'flag', {description, defaultEnabled, updatedAt, revision},
--   {environment, {enabled, rolloutPercent, value, updatedAt}, {user, ...}, {region, ...}}, ...}.
-- In place of a value that is missing, and of a hash that is missing, stands false. All of these come packed, one after the
-- other, as one string: so Redis takes three quarters of the time.
-- When it has read enough, the rest of the changes and of the flags is left out, but the first of each is always told.
-- In bytes, with some for every value beside those that it has.
local ENOUGH = 250000
local call = redis.call
local index, changes, prefix, since = KEYS[1], KEYS[2], ARGV[1], ARGV[2]
local theirs = ARGV[5] == 'true'
local weight = 0
local trouble

local function weighed(items)
  for i = 1, #items do
    weight = weight + 20 + #(items[i] or '')
  end
  return items
end

local function values(hash, ...)
  local found = call('HMGET', hash, ...)
  if not (found[1] or found[2] or found[3] or found[4]) and call('EXISTS', hash) == 0 then
    return false
  end
  return weighed(found)
end

local function fill(found, flag)
  local hash = prefix .. flag
  if call('SISMEMBER', index, flag) == 0 then
    if call('EXISTS', hash) == 0 then
      found[1] = 'absent'
    else
      found[1] = 'unlisted'
      found[2] = call('EXISTS', index)
    end
    return
  end
  found[2] = values(hash, 'description', 'defaultEnabled', 'updatedAt', 'revision')
  for i, name in ipairs(call('SMEMBERS', hash .. ':environments')) do
    local environment = hash .. ':environment:' .. name
    found[2 + i] = {
      name,
      values(environment, 'enabled', 'rolloutPercent', 'value', 'updatedAt'),
      weighed(call('SMEMBERS', environment .. ':users')),
      weighed(call('SMEMBERS', environment .. ':regions')),
    }
  end
end

local function read(flag)
  local found = {'flag'}
  local ok, err = pcall(fill, found, flag)
  if ok then
    return found
  end
  -- Redis 7 raises a table, Redis 6 a string.
  local message = type(err) == 'table' and err.err or tostring(err)
  if string.find(message, 'WRONGTYPE', 1, true) then
    return {'unreadable', message}
  end
  -- That says nothing of the flag: a command is not allowed, say.
  trouble = message
  -- While a cluster moves our slot, keys that are missing may be on the other node already.
  if string.find(message, 'non local key', 1, true) then
    trouble = 'TRYAGAIN ' .. message
  end
  return {'absent'}
end

local mark = {call('GET', KEYS[3]) or '0', call('GET', KEYS[4]), call('GET', KEYS[5])}
local told = {}
local answer = {mark, told}
local seen = {}

local function tell(flag)
  if not seen[flag] then
    seen[flag] = true
    answer[#answer + 1] = flag
    answer[#answer + 1] = read(flag)
  end
end

if since ~= '' and since ~= mark[1] then
  for _, entry in ipairs(call('XRANGE', changes, ARGV[3], '+', 'COUNT', ARGV[4])) do
    for i = 1, #entry[2], 2 do
      if entry[2][i] == 'flagKey' then
        told[#told + 1] = entry[1]
        told[#told + 1] = entry[2][i + 1]
        if theirs then
          tell(entry[2][i + 1])
        end
      end
    end
    if weight > ENOUGH then
      break
    end
  end
end
for i = 6, #ARGV do
  tell(ARGV[i])
  if weight > ENOUGH then
    break
  end
end
if trouble then
  return redis.error_reply(trouble)
end
return cmsgpack.pack(unpack(answer))
