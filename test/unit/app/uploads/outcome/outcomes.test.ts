import assert from 'node:assert/strict';
import {
  outcomeOf,
  outcomeOfFailure,
  severityOf,
  taskExitCode,
  touchedList,
  type Outcome,
} from '../../../../../src/app/uploads/outcome';
import type { Report } from '../../../../../src/upload/jobTypes';
import { withSides } from '../../../../support/withSides';
import {
  bytes,
  clientOf,
  closeServers,
  envelope,
  failure,
  reply,
  serve,
  type Handler,
} from '../../../api/support';

const report = (changes: Partial<Report> = {}): Report =>
  withSides({
    state: 'finished',
    operation: 'add',
    rows: 100,
    blank: 0,
    warnings: [],
    invalid: 0,
    refused: 0,
    sent: 100,
    accepted: 100,
    unknown: 0,
    ...changes,
  } as Report);
const signedOut = report({
  state: 'failed',
  error: { code: 'signed-out', source: 'tool', message: '' },
});

describe('how an upload ended', () => {
  afterEach(closeServers);

  it('has a name, also for more rejected rows than allowed', () => {
    assert.equal(outcomeOf(report()), 'finished');
    assert.equal(outcomeOf(report({ state: 'failed' })), 'failed');
    assert.equal(outcomeOf(report({ state: 'cancelled', refused: 90 })), 'cancelled');
    assert.equal(outcomeOf(report({ invalid: 3, refused: 2 }), 0.05), 'finished');
    assert.equal(outcomeOf(report({ invalid: 3, refused: 3 }), 0.05), 'refused-too-much');
    assert.equal(outcomeOf(report({ refused: 1 }), 0), 'refused-too-much');
    assert.equal(outcomeOf(report({ rows: 0, sent: 0 }), 0), 'finished', 'an empty file');
  });

  it('by default allows as many rejected rows as the checks before sending do', () => {
    assert.equal(outcomeOf(report({ invalid: 5, refused: 5 })), 'finished');
    assert.equal(outcomeOf(report({ invalid: 5, refused: 6 })), 'refused-too-much');
  });

  it('is one of three exit codes for a task', () => {
    const codes: Record<Outcome, number> = {
      finished: 0,
      'refused-too-much': 1,
      incomplete: 1,
      blocked: 1,
      denied: 1,
      'gave-up': 1,
      failed: 1,
      cancelled: 2,
    };
    for (const outcome of Object.keys(codes) as Outcome[])
      assert.equal(taskExitCode(outcome), codes[outcome], outcome);
  });

  it('counts no blank row among those that it is measured by', () => {
    assert.equal(outcomeOf(report({ blank: 90, refused: 1 })), 'finished');
    assert.equal(outcomeOf(report({ blank: 90, refused: 2 })), 'refused-too-much');
  });

  it('is blocked if a safety check or a missing confirmation stopped it before any request', () => {
    const stopped = (code: string, calls = 0) =>
      outcomeOf(report({ state: 'failed', calls, error: { code, source: 'tool', message: '' } }));
    for (const code of ['too-many-refused', 'nothing-to-send', 'min-kept'])
      assert.equal(stopped(code), 'blocked', code);
    assert.equal(stopped('not-found'), 'failed');
    assert.equal(stopped('min-kept', 3), 'failed', 'sent before, and not resumed');
    const rejected = report({ accepted: 0, unknown: 0, refused: 100, calls: 3 });
    for (const [changes, outcome] of [
      [{}, 'blocked'],
      [{ unknown: 1 }, 'incomplete'],
      [{ maybeCleared: '2026-11-25T09:52:01Z' }, 'failed'],
    ] as const) {
      const error = { code: 'min-kept', source: 'tool' as const, message: '' };
      assert.equal(outcomeOf({ ...rejected, state: 'failed', error, ...changes }), outcome);
    }
    for (const code of ['protected', 'not-confirmed', 'conflict', 'changed', 'superseded'])
      assert.equal(outcomeOfFailure({ code, source: 'tool' }), 'blocked', code);
    assert.equal(outcomeOfFailure({ code: 'cancelled', source: 'tool' }), 'cancelled');
    assert.equal(outcomeOfFailure({ code: 'not-found', source: 'tool' }), 'failed');
  });

  /** By code and status, as a failure is stored. */
  const FAILURES: Record<Exclude<Outcome, 'finished' | 'refused-too-much'>, [string, number?][]> = {
    cancelled: [['cancelled']],
    blocked: [
      ['too-many-refused'],
      ['empty'],
      ['nothing-to-send'],
      ['min-kept'],
      ['protected'],
      ['not-confirmed'],
      ['conflict'],
      ['changed'],
      ['max-removed'],
      ['previous-unknown'],
      ['other-list'],
      ['other-formats'],
      ['invalid-grew'],
      ['cut-off'],
      ['superseded'],
    ],
    incomplete: [['adds-open']],
    denied: [
      // A token that is rejected: by OAuth’s codes, the API’s, or the status alone.
      ['invalid_client', 401],
      ['invalid_client', 400],
      ['unauthorized_client', 400],
      ['invalid_grant', 400],
      ['access_denied', 403],
      ['credentials', 401],
      ['authorization-token', 401],
      ['authorization-token-expired', 401],
      ['authorization-token-missing', 400],
      ['invalid-token', 401],
      // A permission or a consent that is missing.
      ['permission', 403],
      ['forbidden', 403],
      // As far as a caller sees it that gets the code alone.
      ['credentials'],
      ['permission'],
      ['size-unknown', 403],
      ['invalid_client'],
      ['signed-out'],
      ['other-session'],
    ],
    'gave-up': [
      ['network'],
      ['stalled'],
      ['put-off'],
      ['locked'],
      // The size of the segment, which a removal depends on.
      ['size-unknown'],
      ['size-unknown', 503],
      ['api', 429],
      ['too-many-requests', 429],
      ['internal', 500],
      ['api', 500],
      ['api', 502],
      ['api', 503],
      ['api', 504],
      // A gateway’s page, or an error of the token server.
      ['proxy', 500],
      ['proxy', 502],
      ['proxy', 503],
      ['proxy', 504],
      ['temporarily_unavailable', 503],
    ],
    failed: [
      // Of the API, for good.
      ['invalid', 400],
      ['segment-locked', 400],
      ['locked', 423],
      ['network', 400],
      ['api', 404],
      ['segment-not-found', 404],
      ['api', 405],
      ['api', 408],
      ['conflicting-update', 409],
      ['api', 410],
      ['api', 413],
      ['api', 415],
      ['invalid', 422],
      ['api', 501],
      ['invalid_request', 400],
      ['invalid', 200],
      // A proxy that wants credentials, answers itself, isn’t trusted or speaks no TLS.
      ['proxy', 407],
      ['proxy', 401],
      ['proxy', 403],
      ['proxy', 400],
      ['proxy', 200],
      ['proxy'],
      ['redirected', 302],
      ['redirected', 307],
      // Replies that can’t be used.
      ['malformed', 200],
      ['malformed'],
      ['other-answer'],
      ['too-large', 200],
      ['too-large', 413],
      ['incomplete-list'],
      // Arguments, files, segments and accounts.
      ['bad-argument'],
      ['bad-setting'],
      ['no-account'],
      ['unknown-account'],
      ['no-segment'],
      ['segment-not-found'],
      ['segment-read-only'],
      ['segment-events'],
      ['segment-not-contact-list'],
      ['unsupported-type'],
      ['not-found'],
      ['unreadable'],
      ['directory'],
      ['binary'],
      ['encoding'],
      ['quote-not-closed'],
      ['gzip-broken'],
      ['file-too-large'],
      ['file-changed'],
      ['no-column'],
      ['ambiguous-column'],
      ['wrong-type'],
      ['unsaved-changes'],
      ['not-ready'],
      // Of the engine.
      ['list-emptied'],
      ['list-changed'],
      ['journal-full'],
      ['journal-broken'],
      ['unknown-job'],
      ['not-resumable'],
      ['worker'],
      ['unexpected'],
    ],
  };

  for (const [outcome, failures] of Object.entries(FAILURES)) {
    it(`is ${outcome} by the code and status of its failure, with a report or without`, () => {
      for (const [code, status] of failures) {
        const isOfApi = /^(invalid_|unauthorized_|access_|authorization-)/.test(code);
        const error = {
          code,
          source: isOfApi ? ('api' as const) : ('tool' as const),
          message: '',
          ...(status !== undefined && { status }),
        };
        const name = `${code} ${status ?? ''}`;
        assert.equal(outcomeOfFailure(error), outcome, name);
        assert.equal(outcomeOf(report({ state: 'failed', calls: 0, error })), outcome, name);
      }
    });
  }

  describe('of an update', () => {
    const removed = { rows: 4, sent: 4, accepted: 4, refused: 0, unknown: 0, unsent: 0 };
    const of = (more: Partial<Report>, ofRemoved: Partial<typeof removed> = {}): Outcome =>
      outcomeOf(report({ operation: 'update', removed: { ...removed, ...ofRemoved }, ...more }));

    it('goes by the limit of rejected rows on each side, whatever the others are', () => {
      assert.equal(of({}), 'finished');
      assert.equal(of({}, { rows: 0, sent: 0, accepted: 0 }), 'finished');
      assert.equal(of({}, { rows: 40, sent: 40, accepted: 36, refused: 4 }), 'finished');
      assert.equal(of({}, { accepted: 3, refused: 1 }), 'refused-too-much');
      const suppression = { removed: { ...removed, accepted: 3, refused: 1 } };
      assert.equal(of({ suppression } as Partial<Report>), 'refused-too-much');
      const md5 = { form: 'md5', sent: 100, accepted: 0, refused: 100, unknown: 0 } as const;
      const remove: Partial<Report> = { operation: 'remove', removed: undefined, forms: [md5] };
      assert.equal(of(remove), 'refused-too-much', 'of nobody, all were accepted');
      assert.equal(of({ ...remove, state: 'failed', calls: 2 }), 'incomplete');
    });

    it('is incomplete where it isn’t known who was added', () => {
      assert.equal(of({ accepted: 0, unknown: 100 }), 'incomplete');
    });

    it('is incomplete where removes are open, whatever was accepted', () => {
      assert.equal(of({}, { accepted: 3, unknown: 1 }), 'incomplete');
      const open = { sent: 1, accepted: 1, unsent: 3 };
      const none = { sent: 0, accepted: 0, unsent: 4 };
      const failed = { state: 'failed', calls: 3 } as const;
      assert.equal(
        of({ ...failed, error: { code: 'adds-open', source: 'tool', message: '' } }, open),
        'incomplete',
      );
      const rejected = { ...failed, error: { code: 'api', source: 'tool' as const, message: '' } };
      assert.equal(of(rejected, open), 'incomplete');
      assert.equal(of(rejected, { accepted: 3, refused: 1 }), 'incomplete');
      assert.equal(of({ ...rejected, accepted: 0, refused: 100 }, { ...open, ...none }), 'failed');
    });

    it('is what a retry helps, or doesn’t, before that', () => {
      const open = { sent: 0, accepted: 0, unsent: 4 };
      const by = (code: string, more: Partial<Report> = {}): Outcome =>
        of(
          { state: 'failed', calls: 3, error: { code, source: 'tool', message: '' }, ...more },
          open,
        );
      assert.equal(by('network'), 'gave-up');
      assert.equal(by('signed-out'), 'denied');
      assert.equal(by('max-removed', { calls: 0, sent: 0 }), 'blocked');
      assert.equal(by('file-changed', { sent: 0, accepted: 0 }), 'failed');
      assert.equal(of({ state: 'cancelled' }, open), 'cancelled');
    });

    it('is a warning where it is not complete', () => {
      const finished = report({ removed });
      assert.equal(severityOf([finished]), 'information');
      const lost = { ...removed, accepted: 3, unknown: 1 };
      assert.equal(severityOf([report({ removed: lost })]), 'warning');
      assert.equal(severityOf([report({ removed: { ...removed, refused: 1 } })]), 'warning');
    });
  });

  it('is denied or gave up after its first request as well as before, but isn’t blocked any more', () => {
    const ended = (code: string, status?: number) =>
      outcomeOf(
        report({ state: 'failed', calls: 3, error: { code, source: 'tool', message: '', status } }),
      );
    assert.equal(ended('network'), 'gave-up');
    assert.equal(ended('api', 503), 'gave-up');
    assert.equal(ended('permission', 403), 'denied');
    assert.equal(ended('signed-out'), 'denied');
    assert.equal(ended('invalid', 400), 'failed');
    assert.equal(ended('conflict'), 'failed');
  });

  it('goes by what the API client makes of a failure, as it is stored', async () => {
    /** The outcome of an add-remove request that is answered like this, without retries. */
    const outcomeOfReply = async (
      status: number,
      body?: unknown,
      headers: Record<string, string> = {},
      token?: Handler,
    ): Promise<Outcome> => {
      const server = await serve(
        (_seen, response) => reply(response, status, body, headers),
        token,
      );
      const { client } = clientOf(server, { timing: { maxTries: 1 } });
      return outcomeOfFailure((await failure(client.amend('1', bytes('{}')))).toJSON());
    };
    const page = { 'content-type': 'text/html' };
    assert.deepEqual(
      await Promise.all([
        outcomeOfReply(401, envelope('authorization-token-expired')),
        outcomeOfReply(401),
        outcomeOfReply(403, { errors: [{ type: 'access-control', code: 'no-consent' }] }),
        outcomeOfReply(200, undefined, {}, (_seen, response) =>
          reply(response, 400, { error: 'invalid_client' }),
        ),
      ]),
      ['denied', 'denied', 'denied', 'denied'],
    );
    assert.deepEqual(
      await Promise.all([
        outcomeOfReply(429),
        outcomeOfReply(429, '<p>Slow down', page),
        outcomeOfReply(429, undefined, { 'retry-after': '3600' }),
        outcomeOfReply(503, envelope('maintenance')),
        outcomeOfReply(502, '<p>Bad gateway', page),
        outcomeOfReply(200, undefined, {}, (_seen, response) => reply(response, 503)),
        outcomeOfReply(200, undefined, {}, (_seen, response) => void response.destroy()),
      ]),
      Array.from({ length: 7 }, () => 'gave-up'),
    );
    assert.deepEqual(
      await Promise.all([
        outcomeOfReply(407, '<p>Who are you?', page),
        outcomeOfReply(403, '<p>Blocked', page),
        outcomeOfReply(401, '<p>Sign in to the network', page),
        outcomeOfReply(302, undefined, { location: 'https://portal.example/' }),
        outcomeOfReply(400, envelope('invalid')),
        outcomeOfReply(404),
        outcomeOfReply(501, envelope('not-implemented')),
      ]),
      Array.from({ length: 7 }, () => 'failed'),
    );
  });

  it('has the severity of the worst of several', () => {
    assert.equal(severityOf([report()]), 'information');
    assert.equal(severityOf([report({ invalid: 50 })]), 'information', 'told before sending');
    assert.equal(severityOf([report(), report({ refused: 1 })]), 'warning');
    assert.equal(severityOf([report({ state: 'cancelled' })]), 'warning');
    assert.equal(severityOf([report({ refused: 1 }), report({ state: 'failed' })]), 'error');
    assert.equal(severityOf([report(), undefined]), 'error', 'no report at all');
    assert.equal(severityOf([signedOut]), 'information', 'the user’s own doing');
  });

  it('touched the segment if anything was sent, or it was cleared or may have been', () => {
    assert.equal(touchedList(report({ sent: 0 })), false);
    assert.equal(touchedList(report()), true);
    assert.equal(touchedList(report({ sent: 0, cleared: '2026-03-04T09:00:00Z' })), true);
    assert.equal(touchedList(report({ sent: 0, maybeCleared: '2026-03-04T09:00:00Z' })), true);
  });
});
