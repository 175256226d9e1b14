// Plays a live playlist by hls.js in headless Chromium: play.mjs URL SECONDS SCREENSHOT HLS_JS. Ends with 1 if hls.js tells of
// an error, if `buffered` has a hole, or if SECONDS are not played within a minute more than that. A picture that stands still though
// its next seconds are in the buffer is the machine's pause, not the stream's: it is printed, and fails only where hls.js has to step in (after 3 s).
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const [url, secondsText, screenshot, hlsFile] = process.argv.slice(2);
const seconds = Number(secondsText);
const profile = mkdtempSync(join(tmpdir(), 'weir-e2e-'));
const context = await chromium.launchPersistentContext(profile, {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  headless: true,
  args: [
    '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required',
  ],
});

let result;
try {
  const page = await context.newPage();
  const own = new URL('/e2e-player', url).href;
  await page.route(own, (route) => route.fulfill({
    contentType: 'text/html',
    body: '<!doctype html><title>player</title><video id="video" controls width="640"></video>',
  }));
  await page.goto(own);
  await page.addScriptTag({ content: readFileSync(hlsFile, 'utf8') });
  await page.evaluate((source) => {
    const video = document.getElementById('video');
    const hls = new window.Hls();
    window.seen = { errors: [], pauses: [], holes: [], played: 0 };
    hls.on(window.Hls.Events.ERROR, (event, data) => {
      const paused = data.details === window.Hls.ErrorDetails.BUFFER_STALLED_ERROR && data.bufferInfo?.len >= 1;
      (paused ? window.seen.pauses : window.seen.errors).push(`${data.type} ${data.details} fatal=${data.fatal} at ${video.currentTime}: ${data.reason ?? data.error}`);
    });
    video.addEventListener('error', () => window.seen.errors.push(`video: ${video.error.message}`));
    video.addEventListener('timeupdate', () => {
      const ranges = [...Array(video.buffered.length).keys()].map((i) => [video.buffered.start(i), video.buffered.end(i)]);
      if (ranges.length > 1) window.seen.holes.push(JSON.stringify(ranges));
      window.seen.played = [...Array(video.played.length).keys()]
        .reduce((sum, i) => sum + video.played.end(i) - video.played.start(i), 0);
      window.seen.pictures = video.getVideoPlaybackQuality().totalVideoFrames;
    });
    hls.loadSource(source);
    hls.attachMedia(video);
    video.play();
  }, url);
  await page.waitForFunction(
    (wanted) => window.seen.played >= wanted || window.seen.errors.length > 0,
    seconds,
    { timeout: (seconds + 60) * 1000, polling: 250 },
  ).catch((e) => console.log(String(e)));
  await page.screenshot({ path: screenshot });
  result = await page.evaluate(() => window.seen);
} finally {
  await context.close();
  rmSync(profile, { recursive: true, force: true });
}

console.log(JSON.stringify(result, null, 2));
const good = result.errors.length === 0 && result.holes.length === 0 && result.played >= seconds && result.pictures > seconds;
process.exit(good ? 0 : 1);
