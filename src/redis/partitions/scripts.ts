/*
 * Each script works on one partition, or on the keys of the fleet; ADD on several partitions where one Redis has them
 * all. They are sent with EVAL: a replica that was just promoted has no scripts.
 */

/**
 * Adds entries to partitions, those of each in their order, but those whose ids were taken before. A partition's `count`
 * guards against a writer with another number of partitions, also after the number was changed or Redis was flushed.
 * Who listens to the channel hears of it; that a user may not publish stops nothing. What goes wrong in a partition ends
 * the work on that partition alone: an entry that was not added leaves no id behind, and nothing behind it is added.
 *
 * KEYS: for each partition messages, count, and an id for each of its entries. ARGV: number of partitions, ms to
 * remember the ids, channel or '', then for each partition how many entries there are, what is published, and id, kind,
 * conversation, time and body of each entry.
 * Returns for each partition a list with 1 for each entry, 0 where its id was taken before, and last the error where one
 * ended it; or the other number of partitions as text.
 */
export const ADD = `
local answers = {}
local key, arg = 1, 4
while KEYS[key] do
  local messages, countKey = KEYS[key], KEYS[key + 1]
  local entries, published = tonumber(ARGV[arg]), ARGV[arg + 1]
  local firstId, first = key + 2, arg + 2
  key, arg = firstId + entries, first + entries * 5
  local added = {}
  local count = redis.pcall('GET', countKey)
  if type(count) == 'table' then
    answers[#answers + 1] = {count.err}
  elseif count and count ~= ARGV[1] then
    answers[#answers + 1] = count
  else
    for index = 0, entries - 1 do
      local id, at = KEYS[firstId + index], first + index * 5
      local taken = redis.pcall('SET', id, '', 'NX', 'PX', ARGV[2])
      if not taken then
        added[index + 1] = 0
      elseif taken.err then
        added[index + 1] = taken.err
        break
      else
        local place = redis.pcall('XADD', messages, '*',
          'i', ARGV[at], 't', ARGV[at + 1], 'c', ARGV[at + 2], 'a', ARGV[at + 3], 'j', ARGV[at + 4])
        if type(place) == 'table' then
          redis.pcall('DEL', id)
          added[index + 1] = place.err
          break
        end
        added[index + 1] = 1
      end
    end
    if not count then redis.pcall('SET', countKey, ARGV[1]) end
    if ARGV[3] ~= '' then redis.pcall('PUBLISH', ARGV[3], published) end
    answers[#answers + 1] = added
  end
end
return answers`

/**
 * Takes the lease, or renews it. Renewing needs no memory, so that a full Redis can be drained.
 *
 * KEYS: lease, count. ARGV: owner, ms, number of partitions.
 * Returns 1, or 0 where somebody else has it, or the other number of partitions as text.
 */
export const LEASE = `
local owner = redis.call('GET', KEYS[1])
if owner == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
local count = redis.call('GET', KEYS[2])
if count and count ~= ARGV[3] then return count end
if owner then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`

/** KEYS: lease. ARGV: owner. */
export const RELEASE = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`

/**
 * Reads entries at the given places, as far as they are still there.
 *
 * KEYS: messages. ARGV: places.
 */
export const LOAD = `
local found = {}
for _, place in ipairs(ARGV) do
  found[#found + 1] = redis.call('XRANGE', KEYS[1], place, place)[1]
end
return found`

/**
 * Moves an entry to the dead letters, once.
 *
 * KEYS: messages, dead. ARGV: place, how many dead letters are kept, names and values.
 */
export const BURY = `
if redis.call('XDEL', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[2], '*', unpack(ARGV, 3))
return 1`

/**
 * Says that a member lives, forgets those not heard of, and agrees on the number of partitions. Redis' clock counts.
 *
 * KEYS: members, partitions, pause. ARGV: member, ms after which it counts as gone, partitions.
 * Returns the number of partitions, the members, and how long the pause still lasts in ms.
 */
export const BEAT = `
redis.call('SETNX', KEYS[2], ARGV[3])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[1], now + ARGV[2], '+inf')
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return {redis.call('GET', KEYS[2]), redis.call('ZRANGE', KEYS[1], 0, -1), redis.call('PTTL', KEYS[3])}`

/**
 * Lengthens the pause, never shortens it.
 *
 * KEYS: pause. ARGV: ms.
 */
export const PAUSE = `
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], '', 'PX', ARGV[1]) end
return 1`

/**
 * Puts a dead letter behind the entries that wait. What deletes goes first: a full Redis lets a script add only then.
 * Before that, a key of another type ends the script.
 *
 * KEYS: dead, messages. ARGV: place. Returns 1, or 0 where it is gone.
 */
export const REQUEUE = `
local found = redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1])[1]
if not found then return 0 end
redis.call('XLEN', KEYS[2])
redis.call('XDEL', KEYS[1], ARGV[1])
redis.call('XADD', KEYS[2], '*', unpack(found[2]))
return 1`

/**
 * Adds an entry that was moved here, once.
 *
 * KEYS: messages, moved. ARGV: names and values.
 */
export const MOVE = `
if not redis.call('SET', KEYS[2], '', 'NX', 'PX', 86400000) then return 0 end
redis.call('XADD', KEYS[1], '*', unpack(ARGV))
return 1`
