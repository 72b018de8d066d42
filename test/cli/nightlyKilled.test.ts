import assert from 'node:assert/strict';
import { people } from '../support/people';
import { endsWith } from './support/cli';
import type { Side } from './support/gate';
import { writeExport, writeNightly, type Written } from './support/nightly';
import { killAtRequest } from './support/nights';
import { useWorld } from './support/world';

/** A run of a nightly file that is killed at each of its requests, and run again by the same line. */
describe('a night run that was killed', function () {
  this.timeout(120_000);
  const world = useWorld();
  const OPERATIONS = ['update', 'update', 'add', 'remove'] as const;
  const before = people(20, 0, 'stranger');
  const namesOf = (one: number): string => `list${one}`;
  const peopleOf = (one: number, night: number): string[] => people(30, 5 * night, namesOf(one));
  /** Each list in two requests that add. */
  const IN_TURN = ['--chunk-size', '20', '--concurrency', '1'];
  const REQUESTS = 10;
  let segments: string[];
  let file = '';

  beforeEach(async () => {
    segments = [];
    for (const operation of OPERATIONS)
      segments.push(
        await world.newSegment({
          identifiers: [...before, ...(operation === 'remove' ? people(60, 0, namesOf(3)) : [])],
        }),
      );
    file = writeNightly(
      world,
      segments.map((id, one): Written => ({
        ...{ id, operation: OPERATIONS[one], file: `list${one}.csv`, minKept: 0 },
        ...(OPERATIONS[one] === 'update' && { keep: true, maxRemoved: 0.9 }),
      })),
    );
  });
  const write = (night: number): void => {
    for (const one of OPERATIONS.keys()) writeExport(world, `list${one}.csv`, peopleOf(one, night));
  };
  const line = (): string[] => ['run', file, ...IN_TURN];

  /** Who is in a segment after some nights. */
  function expected(one: number, nights: number): string[] {
    const each = Array.from({ length: nights }, (_, night) => peopleOf(one, night));
    switch (OPERATIONS[one]) {
      case 'update':
        return [...before, ...each[nights - 1]];
      case 'add':
        return [...before, ...each.flat()];
      case 'remove':
        return [...before, ...people(60, 0, namesOf(one))].filter(
          (person) => !each.flat().includes(person),
        );
    }
  }

  async function isRight(nights: number): Promise<void> {
    for (const [one, id] of segments.entries())
      assert.deepEqual(
        (await world.control.list(id)).sort(),
        [...new Set(expected(one, nights))].sort(),
        `${OPERATIONS[one]} ${one}`,
      );
  }

  const moments = Array.from({ length: REQUESTS }, (_, index) => index + 1).flatMap((nth) =>
    (['request', 'response'] as const).map((side): [number, Side] => [nth, side]),
  );
  for (const [nth, side] of moments)
    it(`is finished by the same line, without sending anything twice: before ${side} ${nth}`, async () => {
      write(0);
      endsWith(0, await world.run(line()));
      write(1);
      await killAtRequest(world, line(), nth, side);
      const bodies = world.gate.passed
        .filter(({ operation }) => operation === 'addRemove')
        .map(({ url, body }) => url + body);
      world.gate.reset();
      endsWith(0, await world.run(line()));
      await isRight(2);
      // Only what had no answer is sent again: four at most were under way.
      const again = world.gate.passed.filter(
        ({ operation, url, body }) => operation === 'addRemove' && bodies.includes(url + body),
      );
      assert.ok(again.length <= 4, `${again.length} of ${bodies.length} sent again`);
      world.gate.reset();
      endsWith(0, await world.run(line()));
      assert.equal(world.gate.count('addRemove'), 0);
      write(2);
      endsWith(0, await world.run(line()));
      await isRight(3);
    });
});
