-- Walks a file of addresses, each used once, and says at the end what came back, as one line of JSON.
-- Arguments: file, threads, line to begin with (from 0), status that is right, text to count bodies with ("" for none).

local threads = {}

function setup(thread)
  thread:set("id", #threads)
  table.insert(threads, thread)
end

function init(arguments)
  addresses = {}
  for line in io.lines(arguments[1]) do
    addresses[#addresses + 1] = line
  end
  step = tonumber(arguments[2])
  position = tonumber(arguments[3]) + id
  right = tonumber(arguments[4])
  text = arguments[5]
  asked, wrong, marked = 0, 0, 0
end

function request()
  local address = addresses[position % #addresses + 1]
  position = position + step
  asked = asked + 1
  return wrk.format(nil, address)
end

function response(status, headers, body)
  if status ~= right then
    wrong = wrong + 1
  elseif text ~= "" and body:find(text, 1, true) then
    marked = marked + 1
  end
end

function done(summary, latency, requests)
  local most, wrong, marked = 0, 0, 0
  for _, thread in ipairs(threads) do
    most = math.max(most, thread:get("asked"))
    wrong = wrong + thread:get("wrong")
    marked = marked + thread:get("marked")
  end
  local errors = summary.errors
  io.write(string.format(
    '\n{"used": %d, "wrong": %d, "marked": %d, "requests": %d, "microseconds": %d, "bytes": %d, '
      .. '"p50": %d, "p99": %d, "failed": %d, "timeouts": %d}\n',
    most * #threads, wrong, marked, summary.requests, summary.duration, summary.bytes,
    latency:percentile(50), latency:percentile(99), errors.connect + errors.read + errors.write, errors.timeout))
end
