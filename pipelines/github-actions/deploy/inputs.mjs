// What the workflow asks for, checked before anything is sent.
import { Refused } from './api.mjs';

/** The inputs, with their defaults from what the runner tells about the run. */
export function inputs(env) {
  const url = needed(env, 'url').replace(/\/+$/, '');
  if (!/^https:\/\/|^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:|\/|$)/.test(url)) {
    throw new Refused('url must begin with https://', 'A token would be readable on the way. Give the HTTPS address.');
  }
  const fleet = needed(env, 'fleet');
  if (!/^[\x21-\x7e]*$/.test(input(env, 'token'))) {
    throw new Refused('token is not one word', 'Look at the secret: it has a space, a line break or a letter beyond ASCII in it.');
  }
  const minutes = Number(input(env, 'timeout') || '60');
  if (!(minutes > 0)) {
    throw new Refused('timeout must be a number of minutes', `It is "${input(env, 'timeout')}".`);
  }
  const run = [env.GITHUB_REPOSITORY, env.GITHUB_RUN_ID, env.GITHUB_RUN_ATTEMPT, env.GITHUB_JOB, env.GITHUB_ACTION];
  return {
    url,
    fleet,
    artifact: input(env, 'artifact'),
    version: input(env, 'version') || usualVersion(env),
    token: input(env, 'token'),
    audience: input(env, 'audience') || url,
    migrations: input(env, 'migrations'),
    notes: input(env, 'notes'),
    reason: input(env, 'reason') || usualReason(env),
    commit: env.GITHUB_SHA ?? '',
    wait: input(env, 'wait') !== 'false',
    timeoutMinutes: minutes,
    // The same step of the same attempt never makes two deployments, however often its request is sent again.
    key: ['github', ...run, fleet].filter(Boolean).join(':').slice(0, 200),
  };
}

function input(env, name) {
  return (env[`INPUT_${name.toUpperCase()}`] ?? '').trim();
}

function needed(env, name) {
  const value = input(env, name);
  if (!value) {
    throw new Refused(`${name} is missing`, `Set it below "with:" of this step.`);
  }
  return value;
}

function usualVersion(env) {
  const sha = (env.GITHUB_SHA ?? '').slice(0, 7);
  const made =
    env.GITHUB_REF_TYPE === 'tag'
      ? (env.GITHUB_REF_NAME ?? '').replace(/^v(?=\d)/, '')
      : [env.GITHUB_RUN_NUMBER, sha].filter(Boolean).join('-');
  return made.replace(/[^A-Za-z0-9._-]/g, '-');
}

function usualReason(env) {
  const who = env.GITHUB_ACTOR ? ` by ${env.GITHUB_ACTOR}` : '';
  return env.GITHUB_REPOSITORY ? `${env.GITHUB_WORKFLOW ?? 'workflow'} #${env.GITHUB_RUN_NUMBER ?? '?'}${who}` : '';
}
