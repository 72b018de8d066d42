import assert from 'node:assert/strict';
import { parseReportFile } from '../../src/app/uploads/report/reportFile';
import type { Report } from '../../src/upload/jobTypes';
import { people } from '../support/people';
import { reportAddsUp } from '../support/reportAddsUp';
import { documentOf, endsWith } from './support/cli';
import { useWorld } from './support/world';

describe('suppression lists in the terminal', () => {
  const world = useWorld({ computation: 'immediate' });
  const withList = ['--suppress', 'opt-outs.csv', '--suppress-max-age', '26h'];
  /** Without when the list was written. */
  const linesOf = (text: string): string[] =>
    text.split('\n').map((line) => line.replace(/written .*?(, \d+ suppressed)/, 'written$1'));
  const isNamed = (line: string): boolean => /suppress|opt-outs|opted out/i.test(line);

  it('are in the plan, the result and the record: who isn’t sent, and who is removed', async () => {
    const id = await world.newSegment({ identifiers: people(20) });
    world.writeCsv('crm.csv', [...people(40), 'not an address']);
    world.writeCsv('opt-outs.csv', [...people(3), ...people(50, 500)]);
    const add = ['add', 'crm.csv', '--segment', id, ...withList];
    const plan = [
      'opt-outs.csv: 53 people, written, 3 suppressed',
      '3 people in crm.csv aren’t sent, and are removed from the segment if they are in it.',
    ];
    const dry = endsWith(0, await world.run([...add, '--dry-run']));
    assert.deepEqual(linesOf(dry.stdout).filter(isNamed), [
      '41 rows: 37 to send, 3 suppressed, 1 invalid, 0 duplicates, 0 blank.',
      plan[0],
    ]);
    assert.ok(linesOf(dry.stdout).includes(plan[1]));
    assert.match(dry.stdout, /written \d+ s ago, limit 26 h, /);
    const { check } = documentOf<{ check: { suppressed: number; suppression: object } }>(
      endsWith(0, await world.run([...add, '--dry-run', '--json'])),
    );
    assert.equal(check.suppressed, 3);
    assert.equal((check.suppression as { removed: number }).removed, 3);

    const sent = endsWith(0, await world.run(add));
    for (const line of plan)
      assert.ok(
        linesOf(sent.stderr).some((one) => one.endsWith(line)),
        line,
      );
    assert.match(
      sent.stdout,
      /^37 added to .+, 3 suppressed people removed, 1 invalid row\. In campaigns from about /,
    );
    assert.match(
      sent.stdout,
      /^Rows: 41 = 0 blank \+ 1 invalid \+ 3 suppressed \+ 0 duplicate \+ 37 sent \+ 0 not sent$/m,
    );
    const { uploads } = documentOf<{ uploads: { jobId: string; report: Report }[] }>(
      endsWith(0, await world.run(['uploads', 'list', '--json'])),
    );
    const [{ jobId, report }] = uploads;
    reportAddsUp(report);
    assert.equal(report.suppressed, 3);
    const shown = endsWith(0, await world.run(['uploads', 'show', jobId]));
    assert.match(shown.stdout, /^opt-outs\.csv: 53 people, written .+, 3 suppressed$/m);
    // Whoever opens what is printed sees the same.
    const json = endsWith(0, await world.run(['uploads', 'show', jobId, '--json']));
    const opened = parseReportFile(Buffer.from(json.stdout), 'report.json');
    assert.deepEqual(opened.suppression, report.suppression);
    assert.deepEqual(opened.formatsSuppressed, ['plain', 'md5', 'sha256', 'sha256ofMd5']);
    const inSegment = new Set(await world.control.list(id));
    assert.deepEqual(
      people(40).filter((one) => !inSegment.has(one)),
      people(3),
    );
  });

  it('aren’t used for a segment that keeps people out, which the plan says', async () => {
    const ids = [
      await world.newSegment({ name: 'Opt-outs' }),
      await world.newSegment({ name: 'Suppressed' }),
    ];
    world.writeCsv('opt-outs.csv', people(3));
    const add = ['add', 'opt-outs.csv', ...ids.flatMap((id) => ['--segment', id])];
    const text = 'Suppression lists aren’t used: this segment keeps people out.';
    const count = (said: string): number => said.split(text).length - 1;
    for (const [options, times] of [
      [withList, 2],
      [['--require-suppression'], 2],
      [[], 0],
    ] as const) {
      const dry = endsWith(0, await world.run([...add, ...options, '--dry-run']));
      assert.equal(count(dry.stdout), times, dry.stdout);
    }
    const one = ['add', 'opt-outs.csv', '--segment', ids[0], ...withList];
    assert.equal(count(endsWith(0, await world.run(one)).stderr), 1);
    const json = endsWith(0, await world.run([...one, '--dry-run', '--json']));
    assert.equal(documentOf<{ check: object }>(json).check['suppressionUnused' as never], true);
  });

  it('may leave too little of a segment, also by an add, which can allow it', async () => {
    const id = await world.newSegment({ identifiers: people(40) });
    world.writeCsv('crm.csv', people(40));
    world.writeCsv('opt-outs.csv', people(35));
    const add = ['add', 'crm.csv', '--segment', id, ...withList];
    const stopped = endsWith(6, await world.run(add));
    assert.match(stopped.stdout, /without the suppressed people in crm\.csv, .*\(--min-kept\)/);
    endsWith(0, await world.run([...add, '--min-kept', '0']));
    assert.deepEqual((await world.control.list(id)).sort(), people(40).slice(35).sort());
  });
});
