import assert from 'node:assert/strict';
import type { JobSummary } from '../../src/upload/jobTypes';
import { people } from '../support/people';
import { documentOf, endsWith } from './support/cli';
import { useWorld } from './support/world';

describe('the size of a segment in the terminal', () => {
  const world = useWorld({ computation: 'manual' });
  /** Without times: a run may read the size again. */
  const sizesIn = (text: string): string[] =>
    (text.match(/^Segment size: .*$/gm) ?? []).map((line) =>
      line.replace(/\(read [^)]*\)/, '(read)'),
    );
  const confirm = (): string[] => ['--confirm', world.sandbox.accountId];

  /** The size line of a plan, which the result has, too. */
  async function sizeOf(...args: readonly string[]): Promise<string> {
    const dry = endsWith(0, await world.run([...args, '--dry-run']));
    const [planned = '', ...others] = sizesIn(dry.stdout);
    assert.deepEqual(others, []);
    const sent = endsWith(0, await world.run(args));
    assert.deepEqual(sizesIn(sent.stdout), [planned], args.join(' '));
    return planned.replace('Segment size: ', '');
  }

  async function undoOfLast(): Promise<string> {
    const { uploads } = documentOf<{ uploads: JobSummary[] }>(
      endsWith(0, await world.run(['uploads', 'list', '--json'])),
    );
    return sizeOf('uploads', 'undo', uploads[0].jobId, '--min-kept', '0');
  }

  it('is a range where something was sent since, and for programs always', async () => {
    const name = `Named ${process.pid}`;
    const id = await world.newSegment({ name, identifiers: people(100) });
    await world.control.compute();
    const read = endsWith(0, await world.run(['segments', 'show', name]));
    assert.match(read.stdout, /^Identifiers: 100$/m);
    assert.deepEqual(sizesIn(read.stdout), [], 'nothing was sent');
    world.writeCsv('since.csv', people(20, 200));
    endsWith(0, await world.run(['add', 'since.csv', '--segment', id]));
    const shown = endsWith(0, await world.run(['segments', 'show', id]));
    assert.deepEqual(sizesIn(shown.stdout), [
      'Segment size: 100 (read) · +20 sent since → 100 to 120',
    ]);
    const { segments } = documentOf<{ segments: { size: Record<string, number> }[] }>(
      endsWith(0, await world.run(['segments', 'show', id, '--json'])),
    );
    const { atLeast, atMost } = segments[0].size;
    assert.deepEqual([atLeast, atMost], [100, 120]);
  });

  for (const several of [false, true])
    it(`is the same in plan and result, whatever was sent before: ${several ? 'several files' : 'one file'}`, async () => {
      const id = await world.newSegment({ identifiers: people(100) });
      await world.control.compute();
      endsWith(0, await world.run(['segments', 'show', id]));
      const into = ['--segment', id];
      /** `count` people from number `first`, in one file or halved. */
      const files = (name: string, count: number, first: number): string[] => {
        const all = people(count, first);
        if (!several) {
          world.writeCsv(`${name}.csv`, all);
          return [`${name}.csv`];
        }
        world.writeCsv(`${name}-1.csv`, all.slice(0, count / 2));
        world.writeCsv(`${name}-2.csv`, all.slice(count / 2));
        return [`${name}-1.csv`, `${name}-2.csv`];
      };
      const previous = (names: readonly string[]): string[] =>
        names.flatMap((name) => ['--previous', name]);
      const [one, two, three] = [files('a', 20, 200), files('b', 30, 300), files('c', 30, 304)];
      const lines = [
        await sizeOf('add', ...one, ...into),
        await sizeOf('add', ...two, ...into),
        await sizeOf('update', ...three, ...into, ...previous(two), '--min-kept', '0'),
        await sizeOf('remove', ...one, ...into, '--min-kept', '0'),
        await sizeOf('replace', ...two, ...into, '--min-kept', '0', ...confirm()),
        await sizeOf('add', ...one, ...into),
        await undoOfLast(),
      ];
      assert.deepEqual(lines, [
        '100 (read) · +20 now → at most 120',
        '100 (read) · +20 sent since · +30 now → at most 150',
        '100 (read) · +50 sent since · +4 −4 now → 96 to 150',
        '100 (read) · +54 −4 sent since · −80 now → 16 to 150',
        '100 (read) · +54 −84 sent since → 30',
        '100 (read) · replaced with 30 since · +20 now → 30 to 50',
        '100 (read) · replaced with 30, +20 since · −20 now → 10 to 30',
      ]);
    });
});
