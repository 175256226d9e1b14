'use strict';

/*
 * The page's whole life: ask for the list of streams every two seconds, draw it, play the stream that the address names
 * (#app/stream). Names and reasons come from outside and are only ever set as text.
 */

const LIST_EVERY_MS = 2000;
const RETRY_AFTER_MS = 4000;
const FILTER_FROM = 9;
const MAX_SHOWN = 300;
const PICTURE_EVERY_MS = 20000;

const $ = (id) => document.getElementById(id);
const video = $('video');

let listing = [];
let selected = null;

/* ---- The server's clock, for the delay. Each answer's Date (whole seconds) bounds the difference from two sides. ---- */

const clock = { low: -Infinity, high: Infinity };

function learnClock(date, sentMs, receivedMs) {
  const secondMs = Date.parse(date || '');
  if (Number.isNaN(secondMs)) return;
  const low = secondMs - receivedMs;
  const high = secondMs + 1000 - sentMs;
  if (low > clock.high || high < clock.low) {
    clock.low = low; // somebody set a clock
    clock.high = high;
  } else {
    clock.low = Math.max(clock.low, low);
    clock.high = Math.min(clock.high, high);
  }
}

function serverNowMs() {
  return Date.now() + (Number.isFinite(clock.low) ? (clock.low + clock.high) / 2 : 0);
}

/* ---- Words. ---- */

function duration(ms) {
  const s = Math.max(0, Math.floor(ms / 1000));
  if (s < 60) return s + ' s';
  if (s < 3600) return Math.floor(s / 60) + ' min';
  if (s < 86400) return Math.floor(s / 3600) + ' h ' + (Math.floor(s / 60) % 60) + ' min';
  return Math.floor(s / 86400) + ' d ' + (Math.floor(s / 3600) % 24) + ' h';
}

function codecName(codec) {
  if (/^avc[13]/.test(codec)) return 'H.264';
  if (/^(hvc1|hev1)/.test(codec)) return 'H.265';
  if (/^mp4a\.(40\.34|69|6b)/i.test(codec)) return 'MP3';
  if (/^mp4a/.test(codec)) return 'AAC';
  return codec;
}

const codecNames = (codecs) => (codecs ? codecs.split(',').map((c) => codecName(c.trim())).join(' + ') : null);

function picture(stream) {
  if (!stream.width) return stream.codecs ? 'sound only' : null;
  return stream.width + ' × ' + stream.height + (stream.frameRate ? ', ' + +stream.frameRate.toFixed(2) + ' fps' : '');
}

function nextTry(stream) {
  const ms = Date.parse(stream.nextTry || '') - serverNowMs();
  return ms > 0 ? ', next try in ' + duration(ms) : '';
}

function detail(stream) {
  if (stream.state === 'starting') return 'starting';
  if (stream.state === 'interrupted') return 'interrupted';
  if (stream.state === 'sleeping') return 'sleeping: ' + (stream.cause || 'nobody watches');
  if (stream.state === 'away') return 'camera away: ' + (stream.cause || 'no cause is known') + nextTry(stream);
  return [picture(stream), codecNames(stream.codecs)].filter(Boolean).join(' · ');
}

/* ---- The list. ---- */

const rows = new Map();

function makeRow(stream) {
  const item = document.createElement('li');
  const button = document.createElement('button');
  const still = document.createElement('img');
  const dot = document.createElement('span');
  const name = document.createElement('span');
  const app = document.createElement('span');
  const text = document.createElement('span');
  button.type = 'button';
  button.className = 'stream';
  still.className = 'still';
  still.alt = '';
  still.loading = 'lazy';
  still.addEventListener('load', () => { still.dataset.loaded = ''; });
  still.addEventListener('error', () => { delete still.dataset.loaded; });
  dot.className = 'dot';
  name.className = 'stream-name';
  app.className = 'stream-app';
  text.className = 'stream-detail';
  app.textContent = stream.app + ' / ';
  name.append(app, stream.stream);
  name.title = stream.name;
  button.append(still, dot, name, text);
  button.addEventListener('click', () => { location.hash = stream.name; });
  item.append(button);
  return { item, button, still, dot, text };
}

/* What a stream looked like lately; the last picture stays where there is no newer one. */
function drawStill(still, stream) {
  if (!stream.picture || document.hidden) return;
  const wanted = stream.picture + '?at=' + Math.floor(Date.now() / PICTURE_EVERY_MS);
  if (still.getAttribute('src') !== wanted) still.src = wanted;
}

function drawList() {
  const wanted = $('filter').value.trim().toLowerCase();
  const matching = listing.filter((s) => s.name.toLowerCase().includes(wanted));
  const shown = matching.slice(0, MAX_SHOWN);
  const names = new Set(shown.map((s) => s.name));
  for (const [name, row] of rows) {
    if (!names.has(name)) {
      row.item.remove();
      rows.delete(name);
    }
  }
  let before = null;
  for (const stream of shown) {
    let row = rows.get(stream.name);
    if (!row) {
      row = makeRow(stream);
      rows.set(stream.name, row);
    }
    const place = before ? before.nextSibling : $('streams').firstChild;
    if (row.item !== place) $('streams').insertBefore(row.item, place);
    before = row.item;
    row.dot.dataset.state = stream.state;
    drawStill(row.still, stream);
    row.text.textContent = row.text.title = detail(stream);
    row.button.setAttribute('aria-current', String(stream.name === selected));
  }
  $('count').textContent = listing.length === 1 ? '1 stream' : listing.length + ' streams';
  $('filter').hidden = listing.length < FILTER_FROM && !wanted;
  $('empty').hidden = listing.length > 0;
  if (!selected) show('none', listing.length ? null : 'Nothing to play yet');
  $('more').hidden = shown.length === matching.length && !(wanted && !shown.length);
  $('more').textContent = shown.length ? 'and ' + (matching.length - shown.length) + ' more' : 'No stream has that in its name.';
}

async function refresh() {
  const sentMs = Date.now();
  try {
    const response = await fetch('/api/v1/streams', { cache: 'no-cache' });
    learnClock(response.headers.get('Date'), sentMs, Date.now());
    if (!response.ok) throw new Error('HTTP ' + response.status);
    const answer = await response.json();
    listing = answer.streams;
    banner(answer.problem ? 'Playlists are not being served: ' + answer.problem : null);
    drawList();
    if (!selected && listing.length === 1 && !location.hash) {
      select(listing[0].name);
    }
    drawAbout();
    player.listed(listing.find((s) => s.name === selected));
  } catch (e) {
    banner('This server does not answer. Trying again.');
  }
  setTimeout(refresh, document.hidden ? 5 * LIST_EVERY_MS : LIST_EVERY_MS);
}

function banner(text) {
  $('banner').hidden = !text;
  $('banner').textContent = text || '';
}

/* ---- The player. ---- */

const PLAYABLE = new Set(['playing', 'paused', 'buffering']);

const WORDS = {
  none: ['Choose a stream', ''],
  connecting: ['Connecting', ''],
  sleeping: ['Sleeping', 'Nobody watches, so the camera is not connected. Playing wakes it.'],
  waking: ['Waking the camera', 'It takes a few seconds.'],
  starting: ['Waiting for the first segment', 'The stream has just begun; it takes a few seconds.'],
  buffering: ['Waiting for media', ''],
  playing: ['Playing', ''],
  paused: ['Paused', ''],
  ended: ['The stream has ended', 'It starts again here by itself when it returns.'],
};

function show(state, title, text) {
  $('screen').dataset.state = state;
  $('state').dataset.state = state;
  const words = WORDS[state] || ['', ''];
  $('note-title').textContent = title || words[0];
  $('note-text').textContent = text || words[1];
  $('state').textContent = title || words[0];
  $('retry').hidden = state !== 'error' && state !== 'sleeping';
  $('retry').textContent = state === 'sleeping' ? 'Play' : 'Try again';
  video.controls = PLAYABLE.has(state);
}

const player = {
  hls: null,
  url: null,
  state: 'none',
  retryTimer: 0,
  recoveredAtMs: -Infinity,

  set(state, title, text) {
    this.state = state;
    show(state, title, text);
  },

  open(stream) {
    this.close();
    this.url = stream.master;
    this.set({ sleeping: 'waking', starting: 'starting' }[stream.state] || 'connecting');
    if (window.Hls && Hls.isSupported()) {
      this.openWithHls();
    } else if (video.canPlayType('application/vnd.apple.mpegurl')) {
      video.src = this.url;
      this.play();
    } else {
      this.set('error', 'This browser cannot play HLS', 'Use a recent Chrome, Edge, Firefox or Safari, or another player.');
    }
  },

  openWithHls() {
    const hls = new Hls({ backBufferLength: 30 });
    this.hls = hls;
    hls.on(Hls.Events.ERROR, (event, data) => { if (data.fatal && hls === this.hls) this.failed(data); });
    hls.on(Hls.Events.MANIFEST_PARSED, () => this.play());
    hls.loadSource(this.url);
    hls.attachMedia(video);
  },

  close() {
    clearTimeout(this.retryTimer);
    if (this.hls) {
      this.hls.destroy();
      this.hls = null;
    }
    this.url = null;
    video.removeAttribute('src');
    video.load();
    this.set('none');
  },

  play() {
    const playing = video.play();
    // Refused where the browser wants a click first: then its controls are shown. Aborted where we left meanwhile.
    if (playing) playing.catch((e) => { if (e.name === 'NotAllowedError' && this.url) this.set('paused'); });
  },

  failed(data) {
    if (data.type === Hls.ErrorTypes.MEDIA_ERROR && /codec/i.test(data.details)) {
      const stream = listing.find((s) => s.name === selected);
      this.fail('This browser cannot decode the stream', codecNames(stream && stream.codecs) || data.details, false);
    } else if (data.type === Hls.ErrorTypes.MEDIA_ERROR && performance.now() - this.recoveredAtMs > 10000) {
      this.recoveredAtMs = performance.now();
      this.hls.recoverMediaError();
      this.play();
    } else if (data.type === Hls.ErrorTypes.NETWORK_ERROR) {
      this.explain();
    } else {
      this.fail('The media cannot be played', data.details, true);
    }
  },

  /* The server says why in JSON; the player library keeps that from us. */
  async explain() {
    const url = this.url;
    let title = 'The stream cannot be reached';
    let text = 'Trying again.';
    try {
      const response = await fetch(url, { cache: 'no-cache', method: 'GET' });
      if (!response.ok) {
        const answer = await response.json();
        if (answer.error === 'stream-ended' || answer.error === 'stream-unknown') {
          if (url === this.url) this.set('ended');
          return;
        }
        title = answer.error === 'waking' ? WORDS.waking[0] : 'Not now';
        text = answer.reason;
      }
    } catch (e) {
      text = 'The server does not answer. Trying again.';
    }
    if (url === this.url) this.fail(title, text, true);
  },

  fail(title, text, again) {
    this.set('error', title, text);
    if (again) this.retryTimer = setTimeout(() => this.reopen(), RETRY_AFTER_MS);
  },

  reopen() {
    const stream = listing.find((s) => s.name === selected);
    if (stream) this.open(stream);
  },

  /*
   * Called after each refresh of the list, with the selected stream if it is live. A camera that sleeps is woken by a click
   * alone: pages that stand open somewhere are not to wake each other's.
   */
  listed(stream) {
    if (!stream) {
      const idle = this.state === 'none' || this.state === 'sleeping';
      if (selected && idle) this.set('ended', 'This stream is not live', WORDS.ended[1]);
    } else if (this.state === 'none' && stream.state === 'sleeping') {
      this.set('sleeping');
    } else if (this.state === 'none' || (this.state === 'ended' && stream.state === 'live')) {
      this.open(stream);
    }
  },

  delayMs() {
    if (video.paused || video.readyState < 2) return null;
    if (this.hls) return this.hls.playingDate ? serverNowMs() - this.hls.playingDate.getTime() : null;
    const startMs = typeof video.getStartDate === 'function' ? video.getStartDate().getTime() : NaN;
    return Number.isNaN(startMs) ? null : serverNowMs() - startMs - video.currentTime * 1000;
  },
};

video.addEventListener('playing', () => player.set('playing'));
video.addEventListener('waiting', () => { if (player.url && player.state === 'playing') player.set('buffering'); });
video.addEventListener('pause', () => { if (player.url && player.state === 'playing' && !video.ended) player.set('paused'); });
video.addEventListener('ended', () => player.set('ended'));
video.addEventListener('error', () => {
  if (player.url && !player.hls) player.explain();
});
$('retry').addEventListener('click', () => player.reopen());

/* ---- What is said of the selected stream. ---- */

function drawAbout() {
  const stream = listing.find((s) => s.name === selected);
  $('about').hidden = !selected;
  if (!selected) return;
  $('name').textContent = selected;
  $('picture').textContent = (stream && picture(stream)) || '–';
  $('codecs').textContent = (stream && codecNames(stream.codecs)) || '–';
  $('since').textContent = stream && stream.since ? duration(serverNowMs() - Date.parse(stream.since)) : '–';
  $('url').value = location.origin + '/' + selected + '.m3u8';
}

function drawDelay() {
  const delayMs = player.delayMs();
  $('delay').textContent = delayMs === null ? '–' : (delayMs / 1000).toFixed(1) + ' s';
}

$('copy').addEventListener('click', async () => {
  const url = $('url');
  url.select();
  try {
    await navigator.clipboard.writeText(url.value);
  } catch (e) {
    document.execCommand('copy'); // the clipboard is only there on https and localhost
  }
  $('copy').textContent = 'Copied';
  setTimeout(() => { $('copy').textContent = 'Copy'; }, 1500);
});

/* ---- Choosing. ---- */

const NAME = /^[A-Za-z0-9_]{1,32}\/[A-Za-z0-9_-]{1,128}$/;

function select(name) {
  if (name === selected) return;
  selected = NAME.test(name) ? name : null;
  document.title = selected ? selected + ' – Weir' : 'Weir';
  player.close();
  drawList();
  drawAbout();
  player.listed(listing.find((s) => s.name === selected));
}

window.addEventListener('hashchange', () => select(location.hash.slice(1)));
document.addEventListener('visibilitychange', () => { if (!document.hidden) drawAbout(); });
$('filter').addEventListener('input', drawList);
$('hint').textContent = 'rtmp://' + location.hostname + '/live/camera1';

show('none');
if (location.hash) {
  selected = NAME.test(location.hash.slice(1)) ? location.hash.slice(1) : null;
  drawAbout();
}
setInterval(drawDelay, 500);
refresh();
