// What the workflow's log, its summary and its outputs say.
import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';

const MOST_LOG = 60_000; // characters of one step; all of it is on the page

export class Report {
  #env;
  #out;
  #shown = new Set();
  #said = '';
  #link = '';

  constructor(env, out) {
    this.#env = env;
    this.#out = out;
  }

  /** Never shown in the log. */
  hide(secret) {
    this.#out(`::add-mask::${data(secret)}\n`);
  }

  note(text) {
    this.#plain(text);
  }

  uploads(version, name, bytes, digest) {
    this.#output('version', version);
    this.#plain(`Release ${version}: ${name}, ${bytes.toLocaleString('en')} bytes, sha256 ${digest}`);
  }

  began(number, version, fleet, link) {
    this.#link = link;
    this.#output('version', version);
    this.#output('number', String(number));
    this.#output('url', link);
    this.#plain(`Deployment ${number}: ${version} to ${fleet}\n${link}`);
  }

  /** Tells what is new: each step as a folded group with what its command said, as soon as it is over. */
  async shows(now, log) {
    const said = [now.status, now.statusReason, now.question?.text].filter(Boolean).join(': ');
    if (said !== this.#said) {
      this.#said = said;
      this.#plain(said);
      if (now.question || now.status === 'held' || now.status === 'waiting_approval') {
        this.#out(`::warning title=A person is needed::${data(`${said}. ${this.#link}`)}\n`);
      }
    }
    for (const node of now.nodes ?? []) {
      for (const step of node.steps ?? []) {
        const key = `${node.name} ${step.name} ${step.attempt}`;
        if (step.outcome === 'running') {
          if (!this.#shown.has(`begun ${key}`)) {
            this.#shown.add(`begun ${key}`);
            this.#plain(`… ${node.name}: ${step.name}`);
          }
        } else if (!this.#shown.has(key)) {
          this.#shown.add(key);
          const lines = await log(node.name, step.name);
          this.#group(`${sign(step.outcome)} ${node.name}: ${step.name}${seconds(step.seconds)}`, step.detail, lines);
        }
      }
    }
  }

  ended(now, link) {
    this.#output('status', now.status);
    const why = now.statusReason ? `: ${now.statusReason}` : '';
    if (now.status === 'succeeded') {
      this.#plain(`Succeeded: ${now.release} is live on ${now.fleet}`);
    } else {
      this.#out(`::error title=${property(`Deployment ${now.number} ${now.status}`)}::${data(`${now.status}${why}. ${link}`)}\n`);
    }
    this.#summary(now, link);
  }

  refused(problem) {
    this.#out(`::error title=Slipway::${data(`${problem.message}. ${problem.next ?? ''}`)}\n`);
  }

  unexpected(problem) {
    this.#out(`::error title=Slipway::${data(`${problem.message}`)}\n`);
    this.#plain(String(problem.stack));
  }

  cancelled() {
    this.#plain(this.#link ? `This workflow ends; the deployment goes on: ${this.#link}` : 'This workflow ends');
  }

  #group(title, detail, lines) {
    this.#out(`::group::${data(title)}\n`);
    const said = cut(lines.trimEnd());
    this.#plain(detail && !said.includes(detail) ? `${detail}\n${said}`.trimEnd() : said);
    this.#out('::endgroup::\n');
  }

  /** Text of others: nothing in it is a command to the runner. */
  #plain(text) {
    if (!text) {
      return;
    }
    const word = randomUUID();
    const risky = /^\s*(::|##\[)/m.test(text);
    this.#out(risky ? `::stop-commands::${word}\n${text}\n::${word}::\n` : `${text}\n`);
  }

  #output(name, value) {
    if (this.#env.GITHUB_OUTPUT) {
      const end = randomUUID();
      appendFileSync(this.#env.GITHUB_OUTPUT, `${name}<<${end}\n${value}\n${end}\n`);
    }
  }

  #summary(now, link) {
    if (!this.#env.GITHUB_STEP_SUMMARY) {
      return;
    }
    const rows = (now.nodes ?? []).map((node) =>
      [node.name, node.state, node.runningRelease ?? node.release ?? '', node.outOfRotationSeconds ?? ''].map(cell),
    );
    const table = [
      ['Server', 'State', 'Release', 'Seconds out of rotation'],
      ['---', '---', '---', '---:'],
      ...rows,
    ].map((row) => `| ${row.join(' | ')} |`);
    const why = now.statusReason ? `${cell(now.statusReason)}\n\n` : '';
    appendFileSync(
      this.#env.GITHUB_STEP_SUMMARY,
      `### ${now.status === 'succeeded' ? '✅' : '❌'} ${cell(now.release)} to ${cell(now.fleet)}: ${cell(now.status)}\n\n` +
        `${why}${table.join('\n')}\n\n[Deployment ${now.number}](${link})\n`,
    );
  }
}

function sign(outcome) {
  return outcome === 'done' ? '✓' : '✗';
}

function seconds(value) {
  return typeof value === 'number' ? ` (${value} s)` : '';
}

function cut(text) {
  return text && text.length > MOST_LOG ? `… (the beginning is on the page)\n${text.slice(-MOST_LOG)}` : text;
}

function cell(value) {
  return String(value).replace(/[\\`*_{}[\]<>|#]/g, '\\$&').replace(/\s+/g, ' ');
}

function data(text) {
  return String(text).replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function property(text) {
  return data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
