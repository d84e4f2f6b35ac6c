/**
 * Refills the bucket by the clock of Redis, puts back what is given back, and lends: what is waited for, or a
 * sixteenth of what is there, whichever is more. A bucket that would be full again is forgotten.
 */
export const LEND = `
local per_ms, burst, wanted, back = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local kept = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens, at = tonumber(kept[1]), tonumber(kept[2])
if tokens == nil then tokens = burst else tokens = math.min(burst, tokens + math.max(0, now - at) * per_ms + back) end
local lent = 0
if wanted > 0 then lent = math.min(math.floor(tokens), math.max(wanted, math.ceil(tokens / 16))) end
tokens = tokens - lent
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', string.format('%.3f', now))
redis.call('PEXPIRE', KEYS[1], math.ceil((burst - tokens) / per_ms) + 1000)
local wait = 0
if lent == 0 and tokens < 1 then wait = math.ceil((1 - tokens) / per_ms) end
return { lent, wait }
`;
