// The artifact, as a release.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, openAsBlob } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { Refused } from './api.mjs';

const UPLOAD_MS = 60 * 60_000;

/** Uploads the artifact, if there is one; answers the version. */
export async function release(api, application, wanted, report) {
  if (!wanted.version) {
    throw new Refused('version is missing', 'Set it below "with:" of this step.');
  }
  if (!wanted.artifact) {
    return wanted.version;
  }
  const packed = await file(wanted.artifact);
  try {
    const bytes = (await stat(packed.path)).size;
    const hash = createHash('sha256');
    for await (const part of createReadStream(packed.path)) {
      hash.update(part);
    }
    report.uploads(wanted.version, basename(packed.path), bytes, hash.digest('hex'));
    const form = new FormData();
    form.set('version', wanted.version);
    for (const name of ['commit', 'notes', 'migrations']) {
      if (wanted[name]) {
        form.set(name, wanted[name]);
      }
    }
    form.set('artifact', await openAsBlob(packed.path), basename(packed.path));
    await api.json('POST', `/applications/${encodeURIComponent(application)}/releases`, {
      body: form,
      within: UPLOAD_MS,
    });
  } finally {
    await packed.done();
  }
  return wanted.version;
}

async function file(path) {
  const found = await stat(path).catch(() => {
    throw new Refused(`There is no file or folder ${path}`, 'Does the step that builds it come before, in this job?');
  });
  if (!found.isDirectory()) {
    return { path, done: async () => {} };
  }
  const folder = await mkdtemp(join(process.env.RUNNER_TEMP || tmpdir(), 'slipway-'));
  const packed = join(folder, 'release.tar.gz');
  // Sorted, and without the times of this machine: building the same again gives the same bytes.
  const gnu = (await promisify(execFile)('tar', ['--version'])).stdout.includes('GNU');
  const steady = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner'];
  await promisify(execFile)('tar', [...(gnu ? steady : []), '-czf', packed, '-C', path, '.'], {
    env: { ...process.env, GZIP: '-n' },
  });
  return { path: packed, done: async () => rm(folder, { recursive: true, force: true }) };
}
