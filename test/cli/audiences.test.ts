import assert from 'node:assert/strict';
import type { PlainAudience } from '../../src/app/audiences/plainAudience';
import type { NewAudience } from '../../src/sandbox/control';
import type { AlgebraNode } from '../../src/sandbox/world';
import { documentOf, endsWith, type Ended } from './support/cli';
import { useWorld } from './support/world';

const leaf = (audienceSegmentId: string): AlgebraNode => ({ audienceSegmentId });
const OTHERS = 'Audiences of other accounts that use a shared segment aren’t visible from here.';

describe('audiences in the terminal', function () {
  this.timeout(60_000);
  const world = useWorld();

  let crm: string;
  let newsletter: string;
  let optOuts: string;
  before(async () => {
    world.control.clearAudiences();
    crm = await world.newSegment({ name: 'Crm of the test' });
    newsletter = await world.newSegment({ name: 'News of the test' });
    optOuts = await world.newSegment({ name: 'Opt-outs of the test' });
  });
  afterEach(() => world.control.clearAudiences());

  function put(audience: NewAudience): string {
    return world.control.putAudiences({ channels: ['Onsite', 'Offsite'], ...audience }).ids[0];
  }

  const rule = (): AlgebraNode => ({
    and: [{ or: [leaf(crm), leaf(newsletter)] }, { not: leaf(optOuts) }],
  });

  const run = (...args: string[]): Promise<Ended> => world.run(['audiences', ...args]);
  const list = async (...args: string[]): Promise<PlainAudience[]> =>
    documentOf<{ audiences: PlainAudience[] }>(endsWith(0, await run('list', ...args, '--json')))
      .audiences;
  const idsOf = (audiences: readonly PlainAudience[]): string[] => audiences.map(({ id }) => id);
  const errorOf = (ended: Ended): { code: string; message: string; operation: string } =>
    documentOf<{ error: { code: string; message: string; operation: string } }>(ended).error;

  it('are one line each, with the rule as a sentence and one search for all names', async () => {
    const first = put({ name: 'New Customers', algebra: rule() });
    const second = put({ name: null, channels: null, algebra: leaf('123') });
    const { stdout, stderr } = endsWith(0, await run('list'));
    const [line, other, ...rest] = stdout.split('\n');
    assert.match(
      line,
      new RegExp(
        `^${first}  New Customers +\\d+  Onsite Offsite  In Crm of the test or News of the test, but not in Opt-outs of the test\\.$`,
      ),
    );
    assert.match(other, new RegExp(`^${second}  ${second} +\\d+ +In 123\\.$`));
    assert.deepEqual([rest, stderr], [[''], '']);
    assert.deepEqual([world.gate.count('audiences'), world.gate.count('search')], [1, 1]);
  });

  it('are a document with IDs, for which no names are looked up', async () => {
    const id = put({ name: 'New Customers', description: 'Welcome', algebra: rule() });
    const [audience, ...others] = await list();
    assert.deepEqual(others, []);
    const { createdAt, updatedAt, retailerId, ...rest } = audience;
    assert.deepEqual(rest, {
      id,
      accountId: world.sandbox.accountId,
      name: 'New Customers',
      description: 'Welcome',
      channels: ['Onsite', 'Offsite'],
      algebra: {
        kind: 'and',
        nodes: [
          {
            kind: 'or',
            nodes: [
              { kind: 'segment', segmentId: crm },
              { kind: 'segment', segmentId: newsletter },
            ],
          },
          { kind: 'not', node: { kind: 'segment', segmentId: optOuts } },
        ],
      },
      segmentIds: [crm, newsletter, optOuts],
    });
    assert.match(`${createdAt} ${updatedAt}`, /^(\d{4}-\d\d-\d\dT[\d:.]+Z ?){2}$/);
    assert.match(retailerId ?? '', /^\d+$/);
    assert.equal(world.gate.count('search'), 0);
    assert.deepEqual(documentOf(endsWith(0, await run('show', id, '--json'))), { audience });
    assert.deepEqual(documentOf(endsWith(0, await run('show', 'New Customers', '--json'))), {
      audience,
    });
  });

  it('are filtered by words, IDs, retailer, and segments of which they use any', async () => {
    const retailer = (retailerId: string): NewAudience => ({ retailerId });
    const [one, two, three] = [
      put({ ...retailer('1200'), name: 'Été, crème', algebra: leaf(crm) }),
      put({ ...retailer('1200'), name: 'Winter', description: 'For the crème', algebra: rule() }),
      put({ ...retailer('1251'), name: 'Other retailer', algebra: leaf(optOuts) }),
    ];
    const cases: [string[], string[]][] = [
      [[], [one, two, three]],
      [['--text', 'creme ete'], [one]],
      [
        ['--text', 'CREME'],
        [one, two],
      ],
      [['--text', 'onsite winter'], [two]],
      [['--text', 'nothing like it'], []],
      [['--text', three], [three]],
      [['--text', 'news of'], [two]],
      [['--text', 'opt-outs', '--segment', crm], [two]],
      [
        ['--audience-ids', three, one, '1'],
        [one, three],
      ],
      [
        ['--segment', crm],
        [one, two],
      ],
      [
        ['--segment', 'Crm of the test', optOuts],
        [one, two, three],
      ],
      [['--segment', newsletter, '--text', 'ete'], []],
      [['--retailer', '1251'], [three]],
      [['--retailer', 'maple & main grocery', '--segment', optOuts], [two]],
      [
        ['--retailer', '1200', '1251', '--segment', optOuts],
        [two, three],
      ],
    ];
    for (const [args, expected] of cases)
      assert.deepEqual(idsOf(await list(...args)).sort(), [...expected].sort(), args.join(' '));
  });

  it('are found on every page', async () => {
    const { audienceIds } = world.control.seed({ audiences: 1200, nodes: 40 });
    const last = put({ name: 'The last one', algebra: leaf(crm) });
    assert.deepEqual(idsOf(await list()), [...audienceIds, last]);
    assert.equal(world.gate.count('audiences'), 3);
    assert.deepEqual(idsOf(await list('--segment', crm, '--text', 'last')), [last]);
    const { stdout } = endsWith(0, await run('show', 'The last one'));
    assert.match(stdout, /^In Crm of the test\.$/m);
    const lines = endsWith(0, await run('list'))
      .stdout.trimEnd()
      .split('\n');
    assert.equal(lines.length, 1201);
    assert.ok(lines.every((line) => /^\d+  \S.*\.$/.test(line)));
  });

  it('that use none of the segments don’t prove that a segment can be deleted', async () => {
    put({ algebra: leaf(crm) });
    const text = endsWith(0, await run('list', '--segment', newsletter, 'Opt-outs of the test'));
    assert.equal(text.stdout, '');
    assert.equal(
      text.stderr,
      `No audience found that uses ${newsletter} or ${optOuts}.\n${OTHERS}\n`,
    );
    const json = await run('list', '--segment', newsletter, '--json');
    assert.deepEqual(documentOf(endsWith(0, json)), { audiences: [] });
    assert.ok(json.stderr.endsWith(`${OTHERS}\n`));
    const quiet = endsWith(0, await run('list', '--segment', newsletter, '--quiet'));
    assert.equal(quiet.stderr, '');
    // One that uses it, but not these words, is another matter.
    const other = endsWith(0, await run('list', '--segment', crm, '--text', 'nothing like it'));
    assert.deepEqual([other.stdout, other.stderr], ['', '']);
  });

  it('are shown with their details, the sentence and the rule as a tree', async () => {
    const day = Date.UTC(2026, 3, 1, 12);
    const id = put({
      name: 'New Customers',
      description: 'For the welcome offer',
      retailerId: '1200',
      algebra: { and: [{ or: [leaf(crm), leaf('123')] }, { not: leaf(optOuts) }] },
      createdAt: day,
      updatedAt: null,
    });
    const shown = endsWith(0, await run('show', 'New Customers')).stdout;
    assert.equal(endsWith(0, await run('show', id)).stdout, shown);
    const [created, ...others] = shown.split('\n').filter((line) => /^(Creat|Updat)ed/.test(line));
    assert.match(created, /^Created: 2026-04-01 12:00 UTC$/);
    assert.deepEqual(others, []);
    assert.equal(
      shown.replace(`${created}\n`, ''),
      `New Customers
Description: For the welcome offer
Retailer: 1200
Channels: Onsite, Offsite
ID: ${id}
In Crm of the test or 123, but not in Opt-outs of the test.

In all of
  In any of
    Crm of the test (${crm})
    123
  Not in
    Opt-outs of the test (${optOuts})
`,
    );
  });

  it('are shown whatever their rule is', async () => {
    let deep = leaf(crm);
    for (let level = 0; level < 200; level++)
      deep = level % 2 ? { not: deep } : { and: [deep, leaf(optOuts)] };
    const show = async (id: string): Promise<string[]> =>
      endsWith(0, await run('show', id))
        .stdout.trimEnd()
        .split('\n\n')[1]
        .split('\n');
    const levels = await show(put({ algebra: deep }));
    assert.deepEqual(
      [levels.length, levels[200]],
      [301, `${' '.repeat(400)}Crm of the test (${crm})`],
    );
    assert.deepEqual(
      await show(put({ algebra: { and: [leaf(crm), leaf('1')], not: leaf('2') } })),
      [
        'Criteo doesn’t say how these are combined',
        '  In all of',
        `    Crm of the test (${crm})`,
        '    1',
        '  Not in',
        '    2',
      ],
    );
    for (const algebra of [null, {}, { and: [] }, { or: [], and: null }])
      assert.deepEqual(await show(put({ algebra })), [
        'Criteo doesn’t say which segments it uses.',
      ]);
    const bare = put({ raw: { name: null, retailerId: null, channels: null, algebra: 'odd' } });
    assert.match(
      endsWith(0, await run('show', bare)).stdout,
      new RegExp(`^${bare}\nDesc|^${bare}\n`),
    );
  });

  it('are listed beside one whose rule is nested too deep to be read to its end', async () => {
    const nested = (levels: number): AlgebraNode =>
      levels === 0 ? leaf(newsletter) : { not: { or: [nested(levels - 1), leaf(crm)] } };
    let nots = leaf(crm);
    for (let level = 0; level < 2_000; level++) nots = { not: nots };
    const ids = [
      put({ name: 'Deep', algebra: nested(600) }),
      put({ name: 'Nots', algebra: nots }),
      put({ name: 'Other', algebra: rule() }),
    ];
    const listed = await list();
    assert.deepEqual(idsOf(listed), ids);
    assert.deepEqual(
      listed.map(({ segmentIds }) => segmentIds),
      [[crm], [], [crm, newsletter, optOuts]],
    );
    const [deep, unread, other] = endsWith(0, await run('list')).stdout.split('\n');
    assert.match(deep, /Deep .* Combines 1 segment in a longer rule\.$/);
    assert.match(unread, /Nots .* Criteo doesn’t say which segments it uses\.$/);
    assert.match(other, /Other .* In Crm of the test or News of the test, but not in Opt-outs/);
    const { stdout } = endsWith(0, await run('show', 'Nots'));
    assert.match(stdout, /\n +Criteo doesn’t say which segments it uses\.\n$/);
  });

  it('are never guessed', async () => {
    const ids = [1, 2].map(() => put({ name: 'Twice', retailerId: '1200', algebra: rule() }));
    const ambiguous = await run('show', 'Twice', '--json');
    assert.equal(errorOf(endsWith(64, ambiguous)).code, 'ambiguous-audience');
    for (const id of ids) assert.ok(errorOf(ambiguous).message.includes(`${id} (retailer 1200)`));
    for (const unknown of ['twice', '99'])
      assert.equal(
        errorOf(endsWith(1, await run('show', unknown, '--json'))).code,
        'audience-not-found',
      );
    assert.match(
      (await run('show', 'twice')).stderr,
      /^Error: .* has no audience named “twice”\.$/m,
    );
    for (const wrong of [
      ['--audience-ids', 'Twice'],
      ['--retailer', 'Nowhere'],
    ])
      assert.equal(
        errorOf(endsWith(64, await run('list', ...wrong, '--json'))).code,
        'bad-argument',
      );
    const segment = await run('list', '--segment', 'No such segment', '--json');
    assert.equal(errorOf(endsWith(1, segment)).code, 'segment-not-found');
    assert.equal(world.gate.count('audiences'), 4);
  });

  it('need a permission, which the error names together with what to do', async () => {
    const id = put({ algebra: rule() });
    for (const args of [['list'], ['list', '--segment', crm], ['show', id], ['show', 'Any']]) {
      world.control.addFaults({ fault: 'forbidden', operation: 'audiences' });
      const { stdout, stderr } = endsWith(4, await run(...args));
      assert.equal(stdout, '');
      assert.match(
        stderr,
        /^Error: Reading the audiences failed: .*\(403\).*Partner Dashboard.*permission “Audiences Read”/,
      );
      assert.match(stderr, /^operation=audiences code=forbidden status=403/m);
      world.control.clearFaults();
    }
    world.control.addFaults({ fault: 'forbidden', operation: 'audiences' });
    const error = errorOf(endsWith(4, await run('list', '--json')));
    assert.deepEqual([error.code, error.operation], ['forbidden', 'audiences']);
  });

  it('with names from anywhere take one line, and control nothing', async () => {
    const name = '\u001b[31mRed\u001b[0m\n123  Faked  \u202eline\u0007 {0} %s';
    const segment = await world.newSegment({ name: '\u001b]0;title\u0007Seg\nment\u0001 {1}' });
    const id = put({ name, description: 'One\r\nError: two\u009b2J', algebra: leaf(segment) });
    const { stdout } = endsWith(0, await run('list'));
    assert.match(
      stdout,
      new RegExp(`^${id}  Red 123 Faked line \\{0\\} %s +\\d+ .* In Seg ment \\{1\\}\\.\\n$`),
    );
    const shown = endsWith(0, await run('show', id)).stdout;
    assert.match(shown, /^Red 123 Faked line \{0\} %s\nDescription: One Error: two2J\n/);
    assert.ok(shown.endsWith(`\n\nSeg ment {1} (${segment})\n`));
    for (const text of [stdout, shown]) assert.doesNotMatch(text, /[^\P{Cc}\n]|\u202e/u);
    // Programs get it as it is.
    assert.equal((await list())[0].name, name);
    assert.deepEqual(
      idsOf([
        documentOf<{ audience: PlainAudience }>(endsWith(0, await run('show', name, '--json')))
          .audience,
      ]),
      [id],
    );
  });

  it('are in French, too', async () => {
    put({ name: 'Tous', algebra: rule() });
    const env = { LC_ALL: 'fr_FR.UTF-8' };
    const { stdout } = endsWith(
      0,
      await world.runInstalled(['audiences', 'show', 'Tous'], { env }),
    );
    assert.match(stdout, /\nDans chacun de\n {2}Dans au moins un de\n[^]*\n {2}Pas dans\n/);
  });

  it('keep their segments from being deleted', async () => {
    put({ name: 'Holds it', algebra: leaf(crm) });
    const ended = await world.run([
      ...['segments', 'delete', crm, '--confirm', world.sandbox.accountId, '--json'],
    ]);
    const { message, code } = errorOf(endsWith(1, ended));
    assert.equal(code, 'segment-must-not-be-used-in-audience');
    assert.match(
      message,
      /to be able to delete it\. Used in “Holds it”\. A segment can’t be deleted while an audience/,
    );
  });
});
