/*
 * Each script works on one partition, or on the keys of the fleet. They are sent with EVAL: a replica that was just
 * promoted has no scripts.
 */

/**
 * Adds entries in their order, but those whose ids were taken before. `count` guards against a writer with another
 * number of partitions, also after the number was changed or Redis was flushed. Who listens to the channel hears of
 * it; that a user may not publish stops nothing.
 *
 * KEYS: messages, count, an id for each entry. ARGV: number of partitions, ms to remember the ids, channel or '', what
 * is published, then ten names and values for each entry.
 * Returns 1 for each entry, 0 where its id was taken before, or the other number of partitions as text.
 */
export const ADD = `
local count = redis.call('GET', KEYS[2])
if count and count ~= ARGV[1] then return count end
local added = {}
for index = 3, #KEYS do
  if redis.call('SET', KEYS[index], '', 'NX', 'PX', ARGV[2]) then
    local first = 5 + (index - 3) * 10
    redis.call('XADD', KEYS[1], '*', unpack(ARGV, first, first + 9))
    added[index - 2] = 1
  else
    added[index - 2] = 0
  end
end
if not count then redis.call('SET', KEYS[2], ARGV[1]) end
if ARGV[3] ~= '' then redis.pcall('PUBLISH', ARGV[3], ARGV[4]) end
return added`

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
 * Puts a dead letter behind the entries that wait.
 *
 * KEYS: dead, messages. ARGV: place. Returns 1, or 0 where it is gone.
 */
export const REQUEUE = `
local found = redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1])[1]
if not found then return 0 end
redis.call('XADD', KEYS[2], '*', unpack(found[2]))
return redis.call('XDEL', KEYS[1], ARGV[1])`

/**
 * Adds an entry that was moved here, once.
 *
 * KEYS: messages, moved. ARGV: names and values.
 */
export const MOVE = `
if not redis.call('SET', KEYS[2], '', 'NX', 'PX', 86400000) then return 0 end
redis.call('XADD', KEYS[1], '*', unpack(ARGV))
return 1`
