// Who this workflow is: an API token, or the OIDC token that GitHub gives it.
import { Refused } from './api.mjs';

/** Answers a function that promises the token for one request. */
export function bearer(wanted, env, report) {
  if (wanted.token) {
    report.hide(wanted.token);
    return async () => wanted.token;
  }
  const address = env.ACTIONS_ID_TOKEN_REQUEST_URL;
  const secret = env.ACTIONS_ID_TOKEN_REQUEST_TOKEN;
  if (!address || !secret) {
    throw new Refused(
      'There is neither a token nor an identity',
      'Set "token" to an API token of Slipway, or give the job "permissions: {id-token: write}".',
    );
  }
  report.hide(secret);
  // Each is good for one request.
  return async () => {
    const response = await fetch(`${address}&audience=${encodeURIComponent(wanted.audience)}`, {
      headers: { Authorization: `Bearer ${secret}`, Accept: 'application/json' },
      signal: AbortSignal.timeout(30_000),
    });
    if (!response.ok) {
      throw new Error(`GitHub gives no OIDC token: HTTP ${response.status}`);
    }
    const { value } = await response.json();
    report.hide(value);
    return value;
  };
}
