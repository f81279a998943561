// Slipway over HTTP: what can be asked again is asked again, and every refusal is a text for people.

const PATIENCE_MS = 10 * 60_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 20_000;
const ONE_REQUEST_MS = 120_000;
const UNKNOWN_NAME_MS = 60_000;

/** A mistake in the address or the certificate, which no waiting mends. */
const LASTING = new Set([
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]);

/** Something that a person has to mend, and how. */
export class Refused extends Error {
  constructor(what, next) {
    super(what);
    this.next = next;
  }
}

export class Api {
  #base;
  #bearer;
  #report;

  /** bearer: answers a promise of the token for one request. */
  constructor(url, bearer, report) {
    this.#base = `${url}/api/v1`;
    this.#bearer = bearer;
    this.#report = report;
  }

  /** The answer as JSON; body is JSON or a FormData. */
  async json(method, path, { headers = {}, body, within = ONE_REQUEST_MS } = {}) {
    const form = body instanceof FormData;
    const response = await this.#again(`${method} ${path}`, async () =>
      fetch(this.#base + path, {
        method,
        headers: {
          Authorization: `Bearer ${await this.#bearer()}`,
          Accept: 'application/json',
          ...(body && !form ? { 'Content-Type': 'application/json' } : {}),
          ...headers,
        },
        body: body === undefined || form ? body : JSON.stringify(body),
        redirect: 'manual', // a token goes nowhere else
        signal: AbortSignal.timeout(within),
      }),
    );
    return response.json();
  }

  /** The answer as text; empty when there is none. */
  async text(path) {
    const response = await this.#again(`GET ${path}`, async () =>
      fetch(this.#base + path, {
        headers: { Authorization: `Bearer ${await this.#bearer()}` },
        redirect: 'manual', // a token goes nowhere else
        signal: AbortSignal.timeout(ONE_REQUEST_MS),
      }),
    );
    return response.text();
  }

  /** One connection to a stream of events; the caller comes back when it ends. */
  async stream(path, last, signal) {
    const response = await fetch(this.#base + path, {
      headers: {
        Authorization: `Bearer ${await this.#bearer()}`,
        Accept: 'text/event-stream',
        ...(last ? { 'Last-Event-ID': last } : {}),
      },
      redirect: 'manual', // a token goes nowhere else
      signal,
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw Object.assign(new Error(`HTTP ${response.status}`), { status: response.status });
    }
    return response;
  }

  /** Every call here may be sent twice: the same bytes are the same release, and starting has its key. */
  async #again(what, send) {
    const began = Date.now();
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      let why;
      let wait = pause;
      let patience = PATIENCE_MS;
      try {
        const response = await send();
        if (response.ok) {
          return response;
        }
        if (response.status !== 429 && response.status < 500) {
          throw await refusal(what, response);
        }
        why = `HTTP ${response.status}`;
        wait = Math.max(pause, 1000 * Number(response.headers.get('Retry-After') ?? 0) || 0);
        await response.body?.cancel();
      } catch (problem) {
        if (problem instanceof Refused) {
          throw problem;
        }
        why = problem.cause?.code ?? problem.cause?.message ?? problem.message;
        if (LASTING.has(why)) {
          throw new Refused(`Slipway cannot be reached: ${what}: ${why}`, 'Look at url: its host, its port, and the certificate there.');
        }
        patience = why === 'ENOTFOUND' ? UNKNOWN_NAME_MS : PATIENCE_MS;
      }
      if (Date.now() + wait > began + patience) {
        throw new Refused(
          `Slipway does not answer: ${what}: ${why}`,
          why === 'ENOTFOUND' ? 'The host in url is not known.' : `It was asked for ${PATIENCE_MS / 60_000} minutes.`,
        );
      }
      this.#report.note(`${what}: ${why}; again in ${Math.ceil(wait / 1000)} s`);
      await new Promise((done) => setTimeout(done, wait));
    }
  }
}

async function refusal(what, response) {
  const text = await response.text();
  let problem = {};
  try {
    problem = JSON.parse(text);
  } catch {
    // a proxy's page
  }
  const mistakes = (problem.mistakes ?? []).map((m) => `${m.field}: ${m.problem}`).join('; ');
  return new Refused(
    `${problem.title ?? `HTTP ${response.status}`} (${response.status}, ${what})`,
    [problem.detail, mistakes].filter(Boolean).join(' ') ||
      `Look whether url is the address of Slipway itself${response.headers.get('Location') ? `: it leads to ${response.headers.get('Location')}` : ''}.`,
  );
}
