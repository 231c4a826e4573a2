// The three calls of this page. None of them throws: a failure is an outcome with a `kind`:
//   unreachable  no answer came (network, time-out)
//   away         the server cannot answer at the moment (5xx)
//   slow         too many messages; `seconds` until the next one is taken
//   refused      this request will never be taken as it is; `code` says why

const PATIENCE = 35_000; // ms; the server answers within 30 s or says that it cannot

async function call(path, init = {}) {
  let response;
  try {
    response = await fetch(path, { credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE), ...init });
    if (response.ok) return { ok: true, answer: await response.json() };
  } catch {
    return { ok: false, kind: "unreachable" };
  }
  if (response.status >= 500) return { ok: false, kind: "away" };
  if (response.status === 429) {
    const seconds = Math.ceil(Number(response.headers.get("Retry-After")));
    return { ok: false, kind: "slow", seconds: seconds > 0 ? seconds : 5 };
  }
  const problem = await response.json().catch(() => ({}));
  return { ok: false, kind: "refused", code: problem.code };
}

export const texts = (language) => call(`/page/texts?language=${language}`);

export const welcome = (language) => call(`/agent/welcome?language=${language}`);

// The same key with the same body is answered with the first answer, so a repeated message counts once.
export const chat = (body, key) =>
  call("/agent/chat", {
    method: "POST",
    headers: { "Content-Type": "application/json", "Idempotency-Key": key },
    body,
  });
