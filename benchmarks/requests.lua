-- Asks the paths of a file in turn, each thread its share of them; ends with one line of JSON.
-- Arguments: file of paths, header Accept, header If-None-Match or "".
local threads = {}

function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

function init(arguments)
  wrk.headers["Accept"] = arguments[2]
  if arguments[3] and arguments[3] ~= "" then
    wrk.headers["If-None-Match"] = arguments[3]
  end
  local share = tonumber(os.getenv("WRK_THREADS") or "1")
  prepared = {}
  local index = 0
  for path in io.lines(arguments[1]) do
    if index % share == number % share then
      table.insert(prepared, wrk.format("GET", path))
    end
    index = index + 1
  end
  position = 0
end

function request()
  position = position % #prepared + 1
  return prepared[position]
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests": %d, "seconds": %.6f, "bytes": %d, "failed": %d, "median": %.6f, "p99": %.6f}\n',
    summary.requests, summary.duration / 1e6, summary.bytes,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50) / 1e6, latency:percentile(99) / 1e6))
end
