/** Names come from outside: whoever may name a segment must not command a runner or a terminal. */
import assert from 'node:assert/strict';
import { people } from '../support/people';
import { endsWith } from './support/cli';
import { hasPseudoTerminals, onTerminal } from './support/pseudoTerminal';
import { useWorld } from './support/world';

const ESCAPE = '\u001b';
/** Ignorable to the comparisons of runners. */
const SOFT_HYPHEN = '\u00ad';
const LEADING = [
  '::set-output name=pwn::1',
  ` \u00a0${SOFT_HYPHEN}:${SOFT_HYPHEN}:stop-commands::x`,
];
const ANYWHERE = [
  'a ##vso[task.setvariable variable=PATH]/evil',
  `b ###[set-output name=pwn;]1 #${SOFT_HYPHEN}##teamcity[x]`,
];
/** What a terminal would obey: an escape sequence, a C1 control, directions, line separators. */
const CONTROLS = `c${ESCAPE}]8;;https://x.example${ESCAPE}\\link\u009b2J\u202eevil\u2066\u200f\u061c\u2028\u0007`;
const NAMES = [...LEADING, ...ANYWHERE, CONTROLS];

const OBEYED = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\p{Bidi_Control}]/u;

/** Fails if a runner would run a line. */
function hasNoCommand(text: string, where: string): void {
  const read = text.replace(/\p{Default_Ignorable_Code_Point}/gu, '');
  assert.doesNotMatch(read, /##/, where);
  assert.doesNotMatch(read, /^\s*::/m, where);
}

describe('names in the output', function () {
  this.timeout(60_000);
  const world = useWorld();
  let ids: string[];

  before(async () => {
    world.control.clearAudiences();
    ids = [];
    for (const name of NAMES) ids.push(await world.newSegment({ name }));
    const audience = { channels: ['Onsite'], algebra: { or: ids.map(leaf) } };
    for (const name of NAMES) world.control.putAudiences({ ...audience, name });
  });
  const leaf = (audienceSegmentId: string) => ({ audienceSegmentId });

  /** What shows names of segments, audiences and files, and arguments that aren’t valid. */
  function commands(): [code: number, ...args: string[]][] {
    const files = LEADING.map((name) => `${name.trim()}.csv`);
    for (const file of [...files, 'a ##[x].csv']) world.writeCsv(file, [...people(30), 'no']);
    return [
      [0, 'segments', 'list'],
      ...ids.map((id) => [0, 'segments', 'show', id] as [number, ...string[]]),
      [0, 'audiences', 'list'],
      [0, 'audiences', 'show', NAMES[0]],
      [0, 'audiences', 'show', NAMES[2]],
      ...files.map((file) => [0, 'check', file, '--type', 'Email'] as [number, ...string[]]),
      [0, 'add', 'a ##[x].csv', '--segment', ids[2], '--dry-run'],
      [0, 'add', files[0], '--segment', ids[3]],
      [0, 'add', files[0], '--segment', ids[2], '--segment', ids[3]],
      [1, 'add', files[0], '--segment', '::error::gone ##[x]', '--segment', ids[3]],
      [0, 'uploads', 'list'],
      [1, 'segments', 'show', '::error::gone ##[x]'],
      [1, 'add', '::gone ##[x].csv', '--segment', ids[0]],
      [64, '::error::nothing ##vso[x]'],
      [64, 'segments', 'list', '--##[x]'],
      [64, 'check', '--type', '##[x]', files[0]],
    ];
  }

  for (const [where, ...more] of [['as text'], ['as JSON', '--json']])
    it(`are no commands to a runner, ${where}`, async () => {
      for (const [code, ...args] of commands()) {
        const all = [...args, ...more, '--verbose', '--progress', 'json'];
        const ended = await world.run(all);
        const { stdout, stderr } = endsWith(code, ended);
        assert.notEqual(`${stdout}${stderr}`, '');
        for (const text of [stdout, stderr]) {
          hasNoCommand(text, `${args.join(' ')}:\n${text}`);
          assert.doesNotMatch(text, OBEYED);
        }
        if (more.length > 0) assert.equal(stdout.split('\n').length, 2);
      }
    });

  it('are the same in JSON once it is parsed', async () => {
    const { stdout } = endsWith(0, await world.run(['segments', 'list', '--json']));
    const { segments } = JSON.parse(stdout) as { segments: { id: string; name: string }[] };
    const listed = ids.map((id) => segments.find((one) => one.id === id)?.name);
    assert.deepEqual(listed.slice(0, 4), NAMES.slice(0, 4));
  });

  it('are on a terminal as they are, but for what it would obey', async function () {
    if (!hasPseudoTerminals()) {
      console.log('      (skipped: there is no `script` of util-linux)');
      this.skip();
    }
    for (const args of [['list'], ['show', ids[4]], ['list', '--json']]) {
      const run = onTerminal(world, ['segments', ...args]);
      const { stdout } = endsWith(0, await run.ended);
      assert.doesNotMatch(stdout.replaceAll('\r\n', '\n'), OBEYED, args.join(' '));
      if (!args.includes('--json'))
        assert.ok(stdout.includes(args[0] === 'show' ? 'clink2Jevil' : ANYWHERE[0]), stdout);
    }
  });
});
