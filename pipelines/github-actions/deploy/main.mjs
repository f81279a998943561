// Uploads, starts, follows, reports. Needs nothing but Node (20 or newer), which every runner brings.
import { Api, Refused } from './api.mjs';
import { bearer } from './bearer.mjs';
import { follow } from './follow.mjs';
import { inputs } from './inputs.mjs';
import { Report } from './report.mjs';
import { release } from './release.mjs';

const FINE = new Set(['succeeded']);

async function run(report) {
  const wanted = inputs(process.env);
  const api = new Api(wanted.url, bearer(wanted, process.env, report), report);
  const fleet = await api.json('GET', `/fleets/${encodeURIComponent(wanted.fleet)}`);
  const version = await release(api, fleet.application, wanted, report);
  const started = await api.json('POST', `/fleets/${encodeURIComponent(wanted.fleet)}/deployments`, {
    headers: { 'Idempotency-Key': wanted.key },
    body: { release: version, reason: wanted.reason, kind: 'deploy' },
  });
  const link = started.url ?? `${wanted.url}/deployments/${started.number}`;
  report.began(started.number, version, wanted.fleet, link);
  if (!wanted.wait) {
    return true;
  }
  const end = await follow(api, started.number, link, wanted.timeoutMinutes, report);
  report.ended(end, link);
  return FINE.has(end.status);
}

const report = new Report(process.env, (text) => process.stdout.write(text));
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    report.cancelled();
    process.exit(1);
  });
}
try {
  process.exitCode = (await run(report)) ? 0 : 1;
} catch (problem) {
  if (!(problem instanceof Refused)) {
    report.unexpected(problem);
  } else {
    report.refused(problem);
  }
  process.exitCode = 1;
}
