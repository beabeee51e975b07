-- Asks the paths of a file, each thread in an order of its own, and says at the end what came of it in one JSON line.
--   wrk ... -s load.lua URL -- PATHS [statuses]
-- With "statuses" answers are counted by status, which costs the generator some of its speed.
local threads = {}

function setup(thread)
  thread:set("number", #threads + 1)
  table.insert(threads, thread)
end

function init(args)
  math.randomseed(20261121 + number)
  requests, position, statuses = {}, 0, {}
  for path in io.lines(args[1]) do
    requests[#requests + 1] = wrk.format("GET", path)
  end
  for last = #requests, 2, -1 do
    local other = math.random(last)
    requests[last], requests[other] = requests[other], requests[last]
  end
  if args[2] == "statuses" then
    response = function(status)
      statuses[status] = (statuses[status] or 0) + 1
    end
  end
end

function request()
  position = position % #requests + 1
  return requests[position]
end

function done(summary, latency, _)
  local counted = {}
  for _, thread in ipairs(threads) do
    for status, count in pairs(thread:get("statuses")) do
      counted[status] = (counted[status] or 0) + count
    end
  end
  local told = {}
  for status, count in pairs(counted) do
    told[#told + 1] = string.format('"%d": %d', status, count)
  end
  local e = summary.errors
  print(string.format(
    'bench: {"requests": %d, "duration_us": %d, "bytes": %d, "p50_us": %d, "p99_us": %d, "max_us": %d, '
    .. '"refused": %d, "connect": %d, "read": %d, "write": %d, "timeout": %d, "statuses": {%s}}',
    summary.requests, summary.duration, summary.bytes, latency:percentile(50), latency:percentile(99), latency.max,
    e.status, e.connect, e.read, e.write, e.timeout, table.concat(told, ", ")))
end
