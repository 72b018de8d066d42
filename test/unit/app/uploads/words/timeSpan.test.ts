import assert from 'node:assert/strict';
import { localSpan, utcSpan } from '../../../../../src/app/uploads/words/timeSpan';
import { configureFormat, formatLanguage, utcText } from '../../../../../src/common/format';

describe('from when to when', () => {
  const language = formatLanguage();
  afterEach(() => configureFormat(language));

  const [from, to] = ['2026-11-30T12:07:12Z', '2026-11-30T12:07:19Z'].map((at) => Date.parse(at));

  it('is local, to the second, with its offset, and with the day unless it is today', () => {
    configureFormat('en', 'Europe/Paris');
    assert.equal(localSpan(from, to, to), '13:07:12 to 13:07:19 (UTC+1)');
    const tomorrow = to + 24 * 3_600_000;
    assert.equal(localSpan(from, to, tomorrow), 'Nov 30, 2026, 13:07:12 to 13:07:19 (UTC+1)');
    assert.equal(localSpan(from, tomorrow, from), '13:07:12 to Dec 1, 2026, 13:07:19 (UTC+1)');
    configureFormat('en', 'Asia/Kolkata');
    assert.match(localSpan(from, to, to), / \(UTC\+5:30\)$/);
    configureFormat('fr', 'America/New_York');
    assert.match(localSpan(from, to, to), /^07:07:12 .* \(UTC[−-]5\)$/);
    configureFormat('en', 'UTC');
    assert.match(localSpan(from, to, to), / \(UTC\)$/);
  });

  it('is one time where both are in the same second', () => {
    configureFormat('en', 'Europe/Paris');
    assert.equal(localSpan(from, from + 900, to), '13:07:12 (UTC+1)');
    assert.equal(utcSpan(from, from + 900), '2026-11-30 12:07:12 UTC');
  });

  it('is in UTC with its date for what is read later and elsewhere', () => {
    assert.equal(utcSpan(from, to), '2026-11-30 12:07:12 to 12:07:19 UTC');
    const next = Date.parse('2026-12-01T00:00:01Z');
    assert.equal(utcSpan(from, next), '2026-11-30 12:07:12 to 2026-12-01 00:00:01 UTC');
    assert.equal(utcText(from), '2026-11-30 12:07 UTC');
  });
});
