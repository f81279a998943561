// A deployment until its end: woken by its events, told by what it shows.
import { Refused } from './api.mjs';

const OVER = new Set(['succeeded', 'rolled_back', 'failed', 'cancelled', 'superseded']);
const WITHOUT_CONTACT_MS = 15 * 60_000;
const SILENT_MS = 45_000; // it sends a sign of life every 15 s

/** Answers the deployment as it ended. */
export async function follow(api, number, link, minutes, report) {
  const until = Date.now() + minutes * 60_000;
  let seen = await look(api, number, report);
  let last = '';
  let contact = Date.now();
  let pause = 500;
  while (!OVER.has(seen.status)) {
    if (Date.now() > until) {
      throw new Refused(
        `Deployment ${number} is ${seen.status} after ${minutes} minutes`,
        `It goes on without this workflow: ${link}`,
      );
    }
    try {
      for await (const event of events(api, number, last, until)) {
        contact = Date.now();
        pause = 500;
        last = event.id || last;
        if (event.data) {
          seen = await look(api, number, report);
        }
        if (OVER.has(seen.status)) {
          return seen;
        }
      }
    } catch (problem) {
      if (problem instanceof Refused) {
        throw problem;
      }
      if ([401, 403, 404].includes(problem.status)) {
        throw new Refused(`Deployment ${number} cannot be read any more: ${problem.message}`, link);
      }
      if (Date.now() - contact > WITHOUT_CONTACT_MS) {
        throw new Refused(`Slipway has not answered for ${WITHOUT_CONTACT_MS / 60_000} minutes`, link);
      }
      report.note(`The connection to Slipway ended (${problem.cause?.code ?? problem.message}); the deployment goes on`);
    }
    await new Promise((done) => setTimeout(done, pause));
    pause = Math.min(pause * 2, 10_000);
    seen = await look(api, number, report);
  }
  return seen;
}

async function look(api, number, report) {
  const now = await api.json('GET', `/deployments/${number}`);
  await report.shows(now, (node, step) =>
    api.text(`/deployments/${number}/log?node=${encodeURIComponent(node)}&step=${encodeURIComponent(step)}`),
  );
  return now;
}

/** The events of one connection; those that came together come once. */
async function* events(api, number, last, until) {
  const quiet = new AbortController();
  let timer = setTimeout(() => quiet.abort(), Math.min(SILENT_MS, Math.max(1, until - Date.now())));
  try {
    const response = await api.stream(`/deployments/${number}/events`, last, quiet.signal);
    if (response.status === 204) {
      return;
    }
    let text = '';
    const decoder = new TextDecoder();
    for await (const part of response.body) {
      clearTimeout(timer);
      timer = setTimeout(() => quiet.abort(), Math.min(SILENT_MS, Math.max(1, until - Date.now())));
      text += decoder.decode(part, { stream: true });
      const whole = text.lastIndexOf('\n\n');
      if (whole < 0) {
        continue;
      }
      const lines = text.slice(0, whole).split('\n');
      text = text.slice(whole + 2);
      const id = lines.findLast((line) => line.startsWith('id:'))?.slice(3).trim();
      yield { id, data: lines.some((line) => line.startsWith('data:')) };
    }
  } finally {
    clearTimeout(timer);
    quiet.abort();
  }
}
