// Reads successive playlists of one stream (or one master playlist), the files named in order, with two independent parsers. Ends with 1 and the
// reason if one of them complains, or if they differ.
import { readFileSync } from 'node:fs';
import { strict as assert } from 'node:assert';
import HLS from 'hls-parser';
import { Parser } from 'm3u8-parser';

HLS.setOptions({ strictMode: true });

let before = null;
for (const file of process.argv.slice(2)) {
  const text = readFileSync(file, 'utf8');
  const strict = HLS.parse(text);
  const parser = new Parser();
  parser.on('warn', (event) => assert.fail(`${file}: m3u8-parser warns: ${event.message}`));
  parser.push(text);
  parser.end();
  const other = parser.manifest;

  if (strict.isMasterPlaylist) {
    assert.ok(strict.variants.length > 0, `${file}: no variants`);
    assert.deepEqual(strict.variants.map((v) => v.uri), other.playlists.map((p) => p.uri), file);
    assert.deepEqual(strict.variants.map((v) => v.bandwidth), other.playlists.map((p) => p.attributes.BANDWIDTH), file);
    assert.deepEqual(strict.variants.map((v) => v.codecs), other.playlists.map((p) => p.attributes.CODECS), file);
    before = strict;
    continue;
  }
  assert.deepEqual(strict.segments.map((s) => s.uri), other.segments.map((s) => s.uri), file);
  assert.deepEqual(strict.segments.map((s) => s.duration), other.segments.map((s) => s.duration), file);
  assert.equal(strict.mediaSequenceBase, other.mediaSequence, file);
  assert.equal(strict.discontinuitySequenceBase ?? 0, other.discontinuitySequence ?? 0, file);
  assert.equal(strict.targetDuration, other.targetDuration, file);
  assert.equal(Boolean(strict.endlist), Boolean(other.endList), file);
  assert.deepEqual(
    strict.segments.map((s) => Boolean(s.discontinuity)), other.segments.map((s) => Boolean(s.discontinuity)), file);
  if (before) {
    assert.equal(strict.targetDuration, before.targetDuration, `${file}: the target duration changes`);
    assert.ok(strict.mediaSequenceBase >= before.mediaSequenceBase, `${file}: the media sequence goes back`);
    assert.ok(
      (strict.discontinuitySequenceBase ?? 0) >= (before.discontinuitySequenceBase ?? 0),
      `${file}: the discontinuity sequence goes back`,
    );
  }
  before = strict;
}
assert.ok(before, 'no playlists');
console.log(`${process.argv.length - 2} playlists`);
