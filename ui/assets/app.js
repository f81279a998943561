// Slipway's own script. Every page works without it; it only makes pages nicer to watch.
(() => {
  'use strict';
  const root = document.documentElement;
  const themes = ['auto', 'light', 'dark'];
  const find = id => document.getElementById(id);

  function kept(name, allowed, otherwise) {
    try {
      const value = localStorage.getItem(name);
      return allowed.includes(value) ? value : otherwise;
    } catch {
      return otherwise;
    }
  }

  function keep(name, value) {
    try {
      localStorage.setItem(name, value);
    } catch {
      // Private windows may refuse; the choice then lasts for this page.
    }
  }

  function wear(theme) {
    if (theme === 'auto') root.removeAttribute('data-theme');
    else root.setAttribute('data-theme', theme);
  }

  // Before the first paint, so that nothing flashes.
  wear(kept('theme', themes, 'auto'));

  function switchTheme(button) {
    let theme = kept('theme', themes, 'auto');
    const label = () => {
      const words = theme === 'auto' ? 'follow system' : theme;
      button.setAttribute('aria-label', 'Theme: ' + words);
      button.title = 'Theme: ' + words;
      const use = button.querySelector('use');
      if (use) use.setAttribute('href', '/assets/icons.svg#' + (theme === 'dark' ? 'moon' : 'sun'));
    };
    button.addEventListener('click', () => {
      theme = themes[(themes.indexOf(theme) + 1) % themes.length];
      keep('theme', theme);
      wear(theme);
      label();
    });
    label();
  }

  function ago(seconds) {
    if (seconds < 5) return 'just now';
    if (seconds < 90) return Math.floor(seconds) + ' s ago';
    if (seconds < 5400) return Math.round(seconds / 60) + ' min ago';
    if (seconds < 129600) return Math.round(seconds / 3600) + ' h ago';
    return Math.round(seconds / 86400) + ' days ago';
  }

  /** What is to come is said the same way, forwards. */
  function when(seconds) {
    return seconds < -5 ? 'in ' + ago(-seconds).replace(/ ago$/, '') : ago(Math.max(0, seconds));
  }

  function tick() {
    for (const time of document.querySelectorAll('time[data-ago]')) {
      const at = Date.parse(time.dateTime);
      if (Number.isNaN(at)) continue;
      // A morph brings the full text back; keep it as the tooltip either way.
      if (time.textContent.endsWith('UTC')) time.title = time.textContent;
      const words = when((Date.now() - at) / 1000);
      if (time.textContent !== words) time.textContent = words;
    }
    for (const cell of document.querySelectorAll('[data-since]')) {
      const seconds = Math.max(0, (Date.now() - Date.parse(cell.dataset.since)) / 1000);
      const words = seconds < 60 ? seconds.toFixed(1) + ' s' : Math.floor(seconds / 60) + ' min ' + Math.floor(seconds % 60) + ' s';
      if (!Number.isNaN(seconds) && cell.textContent !== words) cell.textContent = words;
    }
    const head = find('head');
    if (head && head.dataset.tab && document.title !== head.dataset.tab) document.title = head.dataset.tab;
    if (head && head.dataset.tone) favicon(head.dataset.tone);
    buttons(head);
  }

  // The icon of the tab has a dot in the colour of the state, and a shape of its own for trouble.
  let worn = '';
  function favicon(tone) {
    const icon = document.querySelector('link[rel=icon]');
    if (!icon || tone === worn || !['ok', 'run', 'warn', 'fail', 'hold'].includes(tone)) return;
    worn = tone;
    icon.href = '/assets/favicon-' + tone + '.svg';
  }

  // Buttons depend on who looks, so they are not in the stream: it only says that there are others now.
  let asked = '';
  async function buttons(head) {
    const acts = find('acts');
    if (!head || !acts || !head.dataset.acts || head.dataset.acts === acts.dataset.acts || asked === head.dataset.acts) return;
    asked = head.dataset.acts;
    try {
      const answer = await fetch(location.pathname + '/acts', {credentials: 'same-origin'});
      if (!answer.ok) throw new Error(answer.statusText);
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
      for (const id of ['acts', 'asks']) {
        const old = find(id);
        const now = fresh.getElementById(id);
        if (old && now) old.replaceWith(now);
      }
      asked = '';
    } catch {
      setTimeout(() => { asked = ''; }, 3000);
    }
  }

  // Follows the newest line until the reader scrolls up; comes back at the end, by the box or by "f".
  function follow(term, box) {
    const atEnd = () => term.scrollHeight - term.scrollTop - term.clientHeight < 40;
    const down = () => {
      if (box.checked) term.scrollTop = term.scrollHeight;
    };
    let last = 0;
    let height = 0;
    let touched = -1000;
    for (const kind of ['wheel', 'touchmove', 'pointerdown', 'keydown']) {
      term.addEventListener(kind, () => { touched = performance.now(); }, {passive: true});
    }
    term.addEventListener('scroll', () => {
      // What the log's own growing moves is not the reader's wish.
      const still = term.scrollHeight === height || performance.now() - touched < 500;
      if (atEnd()) box.checked = true;
      else if (term.scrollTop < last - 2 && still) box.checked = false;
      else down();
      last = term.scrollTop;
      height = term.scrollHeight;
    });
    box.addEventListener('change', down);
    new MutationObserver(() => {
      trim(term, box);
      down();
    }).observe(term, {childList: true, subtree: true});
    if (!location.hash.startsWith('#L')) down();
  }

  // The oldest blocks of a long watch give way to a link, but never while somebody reads them.
  function trim(term, box) {
    if (!box.checked) return;
    let lines = 0;
    let first = term.lastElementChild;
    while (first && lines < 2000) {
      lines += first.classList.contains('blk') ? first.childElementCount : 0;
      if (lines < 2000) first = first.previousElementSibling;
    }
    if (!first || !first.previousElementSibling || first.previousElementSibling.id === 'before') return;
    while (first.previousElementSibling) first.previousElementSibling.remove();
    const link = document.createElement('a');
    link.id = 'before';
    link.className = 'ln gap';
    link.href = term.dataset.log;
    link.textContent = 'Older lines';
    term.prepend(link);
  }

  // Links to lines and ranges: #L10, #L10-L20.
  function lines(term) {
    const range = () => {
      const match = /^#L(\d+)(?:-L(\d+))?$/.exec(location.hash);
      return match ? [Number(match[1]), Number(match[2] || match[1])] : null;
    };
    const show = () => {
      for (const line of term.querySelectorAll('.hit')) line.classList.remove('hit');
      const wanted = range();
      if (!wanted) return;
      const first = find('L' + wanted[0]);
      if (!first) {
        const log = new URL(term.dataset.log, location.href);
        if (new URL(location.href).searchParams.get('at') !== String(wanted[0])) {
          log.searchParams.set('at', wanted[0]);
          const live = find('live');
          if (live) live.remove(); // this page is left at once: it must not begin to listen
          location.assign(log.pathname + log.search + location.hash);
        }
        return;
      }
      for (let number = wanted[0]; number <= Math.min(wanted[1], wanted[0] + 5000); number++) {
        const line = find('L' + number);
        if (line) line.classList.add('hit');
      }
      first.scrollIntoView({block: 'center'});
    };
    term.addEventListener('click', event => {
      const number = event.target.closest('a.no');
      if (!number) return;
      const present = range();
      const here = Number(number.textContent);
      if (event.shiftKey && present) {
        event.preventDefault();
        location.hash = '#L' + Math.min(present[0], here) + '-L' + Math.max(present[0], here);
      }
    });
    window.addEventListener('hashchange', show);
    show();
  }

  // Older lines are put above what is there, and the reader stays where he was.
  function older(term) {
    term.addEventListener('click', async event => {
      const link = event.target.closest('#older');
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      link.textContent = 'Reading…';
      try {
        const answer = await fetch(link.href, {credentials: 'same-origin'});
        const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
        const fresh = [...page.querySelectorAll('#term > #older, #term > .blk')];
        const below = root.scrollHeight - window.scrollY;
        link.replaceWith(...fresh);
        window.scrollTo(0, root.scrollHeight - below);
      } catch {
        location.assign(link.href);
      }
    });
  }

  function notify(button) {
    const live = find('live');
    const say = on => {
      button.setAttribute('aria-pressed', String(on));
      button.lastChild.textContent = on ? 'You will be told' : 'Tell me about it';
    };
    if (!('Notification' in window)) {
      button.disabled = true;
      button.lastChild.textContent = 'This browser tells nothing';
      return;
    }
    let on = false;
    button.addEventListener('click', async () => {
      on = !on && await Notification.requestPermission() === 'granted';
      say(on);
      listen();
    });
    // A hidden tab lets go of its stream, and could then tell nothing: whoever asked keeps it.
    const listen = () => {
      const stream = live && live._htmx && live._htmx.sse;
      if (!stream || !stream.visibilityHandler) return;
      if (on) document.removeEventListener('visibilitychange', stream.visibilityHandler);
      else document.addEventListener('visibilitychange', stream.visibilityHandler);
    };
    document.addEventListener('htmx:sse:after:connection', listen);
    const tell = (title, event) => {
      if (on && document.hidden) new Notification(title, {body: event.detail.data, tag: location.pathname});
    };
    if (live) live.addEventListener('held', event => tell('Slipway needs you', event));
    if (live) live.addEventListener('finished', event => tell('Deployment over', event));
  }

  function connection(live, word) {
    const banner = find('restarting');
    const say = (text, kind) => {
      word.textContent = text;
      word.className = 'conn' + (kind ? ' ' + kind : '');
    };
    say('Connecting', 'off');
    live.addEventListener('restart', () => {
      say('Slipway restarts', 'lost');
      if (banner) banner.hidden = false;
    });
    document.addEventListener('htmx:sse:after:connection', () => {
      say('Live', '');
      if (banner) banner.hidden = true;
    });
    document.addEventListener('htmx:sse:error', () => say('Not live since ' + new Date().toLocaleTimeString() + ', trying again', 'lost'));
    document.addEventListener('htmx:sse:close', event => {
      if (event.detail && event.detail.reason === 'message') say('Ended', 'off');
    });
  }

  // Single keys, never while somebody writes, and off for whoever does not want them.
  function keys() {
    const go = selector => {
      const link = document.querySelector(selector);
      if (link) link.click();
    };
    const row = step => {
      const all = [...document.querySelectorAll('main tbody a[href]:first-of-type')].filter(a => a.closest('td,th') === a.closest('tr').querySelector('td a, th a')?.closest('td,th'));
      const at = all.indexOf(document.activeElement);
      const next = all[Math.max(0, Math.min(all.length - 1, at + step))];
      if (next) next.focus();
    };
    const problem = () => {
      const all = [...document.querySelectorAll('.cell.fail, .term .ln.e, .prob, .att .fail')];
      // An attribute that updates leave alone: a class would be gone with the next one, and so would the place.
      const seen = all.findIndex(one => one.hasAttribute('data-here'));
      all.forEach(one => one.removeAttribute('data-here'));
      const next = all[(seen + 1) % all.length];
      if (next) {
        next.setAttribute('data-here', '');
        next.scrollIntoView({block: 'center'});
      }
    };
    const what = {
      '/': () => find('q') && find('q').focus(),
      d: () => go('a[data-key=d]'),
      r: () => go('a[data-key=r]'),
      j: () => row(1),
      k: () => row(-1),
      f: () => find('follow') && find('follow').click(),
      e: problem,
      '?': () => location.assign('/shortcuts'),
    };
    document.addEventListener('keydown', event => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (event.target.closest('input, select, textarea, [contenteditable]')) return;
      if (kept('keys', ['on', 'off'], 'on') === 'off' || !Object.hasOwn(what, event.key)) return;
      event.preventDefault();
      what[event.key]();
    });
    const box = find('keys');
    if (box) {
      box.checked = kept('keys', ['on', 'off'], 'on') === 'on';
      box.addEventListener('change', () => keep('keys', box.checked ? 'on' : 'off'));
    }
  }

  function copies() {
    document.addEventListener('click', async event => {
      const button = event.target.closest('[data-copy]');
      const source = button && find(button.dataset.copy);
      if (!source) return;
      try {
        await navigator.clipboard.writeText(source.textContent);
        button.lastChild.textContent = 'Copied';
      } catch {
        getSelection().selectAllChildren(source);
      }
    });
  }

  document.addEventListener('DOMContentLoaded', () => {
    for (const element of document.querySelectorAll('.js')) element.hidden = false;
    const button = find('theme');
    if (button) switchTheme(button);
    const term = find('term');
    const box = find('follow');
    if (term) {
      lines(term);
      older(term);
    }
    if (term && box) follow(term, box);
    const live = find('live');
    const word = find('conn');
    if (live && word) connection(live, word);
    const tell = find('tellme');
    if (tell) notify(tell);
    keys();
    copies();
    tick();
    setInterval(tick, 500);
    // What the stream just put in place says its times in full; make them relative before they are painted.
    const arrivals = new MutationObserver(() => {
      tick();
      // Its own changes are no arrivals.
      arrivals.takeRecords();
    });
    arrivals.observe(find('main'), {childList: true, subtree: true, characterData: true});
  });
})();
