-- For wrk: one event after another, each with ids that no other has. Arguments: a word that tells this run from others.

local count, word = 0, "run"

function setup(thread) thread:set("number", thread_count or 0); thread_count = (thread_count or 0) + 1 end

function init(args)
  word = args[1] or word
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
end

function request()
  count = count + 1
  local id = string.format("%s-%d-%d", word, number, count)
  local body = '{"eventType":"conferenceRecordingAvailable","eventTime":"2026-06-10T19:15:19.694Z","accountId":"5555555",'
    .. '"conferenceId":"conf-' .. id .. '","recordingId":"r-' .. id .. '","name":"benchmark","channels":1,'
    .. '"startTime":"2026-06-10T19:10:19.694Z","endTime":"2026-06-10T19:15:19.694Z","duration":"PT300S","fileFormat":"wav",'
    .. '"mediaUrl":"https://voice.bandwidth.com/api/v2/accounts/5555555/conferences/conf-' .. id .. '/recordings/r-' .. id
    .. '/media","status":"complete"}'
  return wrk.format(nil, nil, nil, body)
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format('{"answers": %d, "microseconds": %d, "p50": %d, "p99": %d, "refused": %d, "broken": %d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), errors.status,
    errors.connect + errors.read + errors.write + errors.timeout))
end
