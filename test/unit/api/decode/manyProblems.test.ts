import assert from 'node:assert/strict';
import { decodeAmendment, decodeProblems, summedProblemsOf } from '../../../../src/api/decode';
import { parseJson } from '../../../../src/api/json';
import { ReplyTexts } from '../../../../src/api/replyTexts';
import { processorTime } from '../../../support/processorTime';
import { share } from '../../../support/tenth';
import { bytes, clientOf, closeServers, failure, reply, serve } from '../support';

const MANY = share(50_000);
/** Milliseconds. */
const LIMIT = share(500);
const TRACE = '0ab8cdc52e17ecfd1ba9e5d1dacd102a';
const KNOWN = 'Segment must not be used in an audience';
const answer = (warnings: unknown[], more: Record<string, unknown> = {}) => ({
  data: { attributes: { nbValidIdentifiers: MANY, nbInvalidIdentifiers: 0, ...more } },
  warnings,
});
/** One for each identifier, as an answer about all of them would have it. */
const each = (
  title: (at: number) => string,
  code: (at: number) => string = () => 'identifier-odd',
) =>
  Array.from({ length: MANY }, (_none, at) => ({
    ...(at === 0 && { traceId: TRACE }),
    type: 'validation',
    code: code(at),
    title: title(at),
    detail: `u${at}@a.io is odd`,
  }));

/** The time that it takes to read an answer, once. */
const timeOfReading = (read: () => unknown): number =>
  processorTime(read, Number.POSITIVE_INFINITY);

describe('many problems in one answer', () => {
  afterEach(closeServers);

  it('each code and title of an add-remove’s is given once, with its number', async () => {
    const kinds = ['one', 'two', 'three'];
    let at = 0;
    const sent = answer(
      [
        ...each(
          () => KNOWN,
          (n) => `identifier-${kinds[n % 3]}`,
        ),
        { code: 'quite-alone', title: 'Alone' },
        { code: 'quite-alone', title: KNOWN },
      ],
      {},
    );
    const server = await serve((_seen, response) =>
      reply(response, 200, {
        ...sent,
        errors: [{ code: 'partly-done' }, { code: 'partly-done' }, null, 'x'],
      }),
    );
    const result = await clientOf(server).client.amend('1', bytes('{}'));
    assert.deepEqual(
      result.warnings.map(({ code, title, count }) => [code, title, count]),
      [
        ['partly-done', undefined, 2],
        ...kinds.map((kind) => [`identifier-${kind}`, KNOWN, Math.ceil((MANY - at++) / 3)]),
        ['quite-alone', undefined, undefined],
        ['quite-alone', KNOWN, undefined],
      ],
    );
    assert.deepEqual([result.traceId, result.valid], [TRACE, MANY]);
    assert.doesNotMatch(JSON.stringify(result), /user\d/);
  });

  it('thousands of them stop nothing: they take a part of the time that reading the answer takes', () => {
    const text = JSON.stringify(answer(each(() => 'An identifier is odd')));
    let json: unknown;
    const reading = timeOfReading(() => (json = parseJson(text)));
    const decoding = processorTime(
      () => decodeAmendment(json, summedProblemsOf(json, new ReplyTexts())),
      Math.min(LIMIT, reading / 2),
    );
    assert.ok(decoding < LIMIT && decoding < reading / 2, `${decoding} ms beside ${reading} ms`);
  });

  it('where each quotes another identifier, they are one all the same, and not each is read', () => {
    const text = JSON.stringify(answer(each((at) => `user${at}@example.com is odd`)));
    let json: unknown;
    const reading = timeOfReading(() => (json = parseJson(text)));
    let problems = summedProblemsOf(json, new ReplyTexts());
    const decoding = processorTime(
      () => (problems = summedProblemsOf(json, new ReplyTexts())),
      Math.min(LIMIT, reading),
    );
    assert.equal(problems.warnings.length, 2);
    assert.equal(
      problems.warnings.reduce((sum, { count = 1 }) => sum + count, 0),
      MANY,
    );
    assert.equal(problems.warnings[0]?.title?.raw(), '••• is odd');
    assert.ok(decoding < LIMIT && decoding < reading, `${decoding} ms beside ${reading} ms`);
  });

  it('at most 100 are told apart', async () => {
    const letters = (at: number) =>
      `odd-${String.fromCharCode(97 + (at % 26), 97 + (Math.floor(at / 26) % 26))}`;
    const server = await serve((_seen, response) =>
      reply(response, 200, {
        ...answer(each(() => '', letters).slice(0, 20_000)),
        errors: each(() => '', letters).slice(0, 20_000),
      }),
    );
    const { warnings } = await clientOf(server).client.amend('1', bytes('{}'));
    assert.equal(warnings.length, 100);
  });

  it('a refusal with thousands of errors is told by the first', async () => {
    const json = { errors: each((at) => `Title ${at}`) };
    assert.ok(JSON.stringify(json).length < 8 * 1024 * 1024);
    const server = await serve((_seen, response) => reply(response, 400, json));
    const error = await failure(clientOf(server).client.amend('1', bytes('{}')));
    assert.deepEqual(
      [error.status, error.code, error.title, error.traceId],
      [400, 'identifier-odd', undefined, TRACE],
    );
  });

  it('thousands of samples stay whole', () => {
    const sample = Array.from({ length: MANY }, (_none, at) => `user${at}@example.com`);
    const json = parseJson(JSON.stringify(answer([], { sampleInvalidIdentifiers: sample })));
    let found: string[] = [];
    const decoding = processorTime(
      () => (found = decodeAmendment(json, summedProblemsOf(json, new ReplyTexts())).sampleInvalid),
      LIMIT,
    );
    assert.deepEqual(found, sample);
    assert.ok(decoding < LIMIT, `${decoding} ms`);
  });

  it('a title or detail of megabytes is cut before it is redacted, and nothing torn by the cut is told', () => {
    const long = `${'word '.repeat(399)}jane.doe@example.com ${'jane.doe@example.com '.repeat(share(200_000))}`;
    const take = processorTime(() => {
      const [problem] = decodeProblems(
        { errors: [{ code: long, title: long, detail: long, instance: long }] },
        new ReplyTexts(),
      ).errors;
      assert.deepEqual([problem?.code, problem?.instance], [undefined, undefined]);
      for (const text of [problem?.title?.raw(), problem?.detail?.raw()]) {
        assert.ok(
          text !== undefined && text.length <= 2_000 && text.endsWith('…'),
          text?.slice(-30),
        );
        assert.doesNotMatch(text, /jane/);
      }
    }, LIMIT);
    assert.ok(take < LIMIT, `${take} ms`);
    assert.equal(
      decodeProblems(
        { errors: [{ title: 'word '.repeat(400) }] },
        new ReplyTexts(),
      ).errors[0]?.title?.raw(),
      'word '.repeat(400),
    );
  });

  it('of 8 MB of them the first 200 are read', () => {
    const json = {
      errors: Array.from({ length: 4_000 }, (_none, at) => ({
        code: 'odd',
        instance: `@data/${at}`,
        detail: 'jane.doe@example.com and “more” '.repeat(65),
      })),
    };
    let found = 0;
    const take = processorTime(
      () => (found = decodeProblems(json, new ReplyTexts()).errors.length),
      250,
    );
    assert.equal(found, 200);
    assert.ok(take < 250, `${take} ms`);
  });
});
