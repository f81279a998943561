// Slipway's own script. Every page works without it; it only makes pages nicer to watch.
(() => {
  'use strict';
  const root = document.documentElement;
  const themes = ['auto', 'light', 'dark'];

  function stored() {
    try {
      const theme = localStorage.getItem('theme');
      return themes.includes(theme) ? theme : 'auto';
    } catch {
      return 'auto';
    }
  }

  function wear(theme) {
    if (theme === 'auto') root.removeAttribute('data-theme');
    else root.setAttribute('data-theme', theme);
  }

  // Before the first paint, so that nothing flashes.
  wear(stored());

  function switchTheme(button) {
    const label = () => {
      const theme = stored();
      const words = theme === 'auto' ? 'follow system' : theme;
      button.setAttribute('aria-label', 'Theme: ' + words);
      button.title = 'Theme: ' + words;
      const use = button.querySelector('use');
      if (use) use.setAttribute('href', '/assets/icons.svg#' + (theme === 'dark' ? 'moon' : 'sun'));
    };
    button.addEventListener('click', () => {
      const next = themes[(themes.indexOf(stored()) + 1) % themes.length];
      try {
        localStorage.setItem('theme', next);
      } catch {
        // Private windows may refuse; the choice then lasts for this page.
      }
      wear(next);
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

  function tick() {
    for (const time of document.querySelectorAll('time[data-ago]')) {
      const at = Date.parse(time.dateTime);
      if (Number.isNaN(at)) continue;
      // A morph brings the full text back; keep it as the tooltip either way.
      if (time.textContent.endsWith('UTC')) time.title = time.textContent;
      const words = ago(Math.max(0, (Date.now() - at) / 1000));
      if (time.textContent !== words) time.textContent = words;
    }
    for (const cell of document.querySelectorAll('[data-since]')) {
      const seconds = Math.max(0, (Date.now() - Date.parse(cell.dataset.since)) / 1000);
      const words = seconds < 60 ? seconds.toFixed(1) + ' s' : Math.floor(seconds / 60) + ' min ' + Math.floor(seconds % 60) + ' s';
      if (!Number.isNaN(seconds) && cell.textContent !== words) cell.textContent = words;
    }
    const head = document.getElementById('head');
    if (head && head.dataset.tab && document.title !== head.dataset.tab) document.title = head.dataset.tab;
  }

  // Follows the newest line until the reader scrolls up; comes back at the end or by the box.
  function follow(term, box) {
    const atEnd = () => term.scrollHeight - term.scrollTop - term.clientHeight < 40;
    const down = () => {
      if (box.checked) term.scrollTop = term.scrollHeight;
    };
    let last = 0;
    term.addEventListener('scroll', () => {
      if (term.scrollTop < last - 2 && !atEnd()) box.checked = false;
      else if (atEnd()) box.checked = true;
      last = term.scrollTop;
    });
    box.addEventListener('change', down);
    new MutationObserver(down).observe(term, {childList: true, subtree: true});
    if (!location.hash.startsWith('#L')) down();
  }

  function connection(word) {
    const say = (text, kind) => {
      word.textContent = text;
      word.className = 'conn' + (kind ? ' ' + kind : '');
    };
    document.addEventListener('htmx:sse:after:connection', () => say('Live', ''));
    document.addEventListener('htmx:sse:error', () => say('Not live, trying again', 'lost'));
    document.addEventListener('htmx:sse:close', event => {
      if (event.detail && event.detail.reason === 'message') say('Ended', 'off');
    });
  }

  document.addEventListener('DOMContentLoaded', () => {
    for (const element of document.querySelectorAll('.js')) element.hidden = false;
    const button = document.getElementById('theme');
    if (button) switchTheme(button);
    const term = document.getElementById('term');
    const box = document.getElementById('follow');
    if (term && box) follow(term, box);
    const live = document.getElementById('live');
    const word = document.getElementById('conn');
    if (live && word) connection(word);
    tick();
    setInterval(tick, 500);
    // What the stream just put in place says its times in full; make them relative before they are painted.
    const arrivals = new MutationObserver(() => {
      tick();
      // Its own changes are no arrivals.
      arrivals.takeRecords();
    });
    arrivals.observe(document.getElementById('main'), {childList: true, subtree: true, characterData: true});
  });
})();
