-- Sends the requests of a file in turn: wrk … -- FILE [once]. Each is a line with its length, and its bytes.
-- Prints what came of it as JSON on the last line.
local shots, at, once = {}, 0, false
ranOut = false
local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  once = args[2] == "once"
  local file = assert(io.open(args[1], "rb"))
  while true do
    local length = file:read("*l")
    if not length then break end
    table.insert(shots, file:read(tonumber(length)))
  end
  file:close()
end

function request()
  at = at + 1
  if at > #shots then
    at = 1
    if once then ranOut = true end
  end
  return shots[at]
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  local repeated = false
  for _, thread in ipairs(threads) do
    if thread:get("ranOut") then repeated = true end
  end
  print(string.format(
    '{"requests":%d,"seconds":%f,"bytes":%d,"p50":%f,"p99":%f,"failed":%d,"repeated":%s}',
    summary.requests, summary.duration / 1e6, summary.bytes,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, failed, tostring(repeated)
  ))
end
