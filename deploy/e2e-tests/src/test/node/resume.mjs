// Watches a stream on Weir's own page in headless Chromium, through an outage of its camera: resume.mjs PAGE SCREENSHOT BACK SECONDS.
// Prints `playing` once it plays. When the file BACK comes the picture must be standing still; it must then move again within SECONDS,
// with nobody touching the page. Ends with 1 if not.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from 'playwright-core';

const [url, screenshot, back, secondsText] = process.argv.slice(2);
const seconds = Number(secondsText);
const POLL_MS = 200;
const STILL_FOR_MS = 3000;
const START_WITHIN_MS = 60_000;
const OUTAGE_AT_MOST_MS = 180_000;
const RESUME_AT_MOST_MS = 60_000;

const profile = mkdtempSync(join(tmpdir(), 'weir-e2e-'));
const context = await chromium.launchPersistentContext(profile, {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  headless: true,
  args: [
    '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required',
  ],
});

let good = false;
try {
  const page = await context.newPage();
  await page.goto(url);

  // A picture moves when the player's time and the number of decoded frames both go on.
  let last = { time: -1, frames: -1 };
  let movedMs = Date.now();
  const look = async () => {
    const now = await page.evaluate(() => {
      const video = document.querySelector('video');
      return { time: video.currentTime, frames: video.getVideoPlaybackQuality().totalVideoFrames };
    });
    const moved = now.time !== last.time && now.frames > last.frames && last.frames >= 0;
    last = now;
    if (moved) movedMs = Date.now();
    return moved;
  };
  const movesWithin = async (ms, enough) => {
    const deadlineMs = Date.now() + ms;
    for (let moves = 0; Date.now() < deadlineMs; await sleep(POLL_MS)) {
      if (await look() && ++moves >= enough) return true;
    }
    return false;
  };

  if (!await movesWithin(START_WITHIN_MS, 10)) throw new Error('it never played');
  console.log('playing');
  for (const deadlineMs = Date.now() + OUTAGE_AT_MOST_MS; !existsSync(back); await sleep(POLL_MS)) {
    await look();
    if (Date.now() > deadlineMs) throw new Error('the camera never came back');
  }
  const backMs = Date.now();
  const stillMs = backMs - movedMs;
  if (stillMs < STILL_FOR_MS) throw new Error(`it had not met the outage: it moved ${stillMs} ms before the end`);
  const resumed = await movesWithin(RESUME_AT_MOST_MS, 3);
  const tookMs = Date.now() - backMs;
  console.log(`stood still for ${stillMs} ms; ${resumed ? `moved again ${tookMs} ms after the camera was back` : 'never moved again'}`);
  good = resumed && tookMs <= seconds * 1000;
  await page.screenshot({ path: screenshot });
} catch (e) {
  console.log(String(e));
} finally {
  await context.close();
  rmSync(profile, { recursive: true, force: true });
}
process.exit(good ? 0 : 1);
