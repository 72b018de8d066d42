import type { Operation as Request } from '../../../src/sandbox/control';
import { OPERATIONS } from '../../../src/upload/uploadTypes';
import { people } from '../../support/people';
import { writeExport, writeNightly } from '../support/nightly';
import { IN_TURN, type Scene } from './scene';

type Line = string | ((scene: Scene) => string | Promise<string>);

/** What a command is for, and what any command may meet. */
export interface Usual {
  line: Line;
  /** A request that it can’t do without: Criteo may reject it, deny it, or put it off. */
  asks?: Request;
  /** What it ends with if that is rejected for good, if it isn’t that alone. */
  rejected?: readonly [exit: 3, code: string];
  /** A request during which a signal ends it in order, and what it does then, if it is more. */
  stops?: Request;
  more?: Line;
}

export const lineOf = async (line: Line, scene: Scene): Promise<string> =>
  typeof line === 'string' ? line : line(scene);

/** The rows of a file of new segments. */
export function importing(scene: Scene, ...rows: string[]): string {
  scene.world.write('new.csv', ['name,retailer,type', ...rows, ''].join('\n'));
  return 'segments import new.csv';
}

const newOnes = (count: number) => (scene: Scene) =>
  importing(scene, ...Array.from({ length: count }, (_, n) => `${scene.id} ${n},1200,Email`));

/** Runs a nightly file whose entries add these files. Only `list.csv` is there. */
export function night(scene: Scene, ...files: string[]): string {
  writeExport(scene.world, 'list.csv', people(4));
  const entries = files.map((file, n) => ({ id: n ? `${n}` : scene.id, operation: 'add', file }));
  return `run ${writeNightly(scene.world, entries)} ${IN_TURN}`;
}

export const undone = async (scene: Scene): Promise<string> =>
  `uploads undo ${await scene.add()} --min-kept 0 --max-wait 0s`;

const resumed = async (scene: Scene): Promise<string> =>
  `uploads resume ${await scene.addPart()} --max-wait 0s`;

const checks = (line: string): Usual => ({
  line: `${line} --segment $id`,
  asks: 'search',
  stops: 'search',
});

/** All commands. Those without a request are met by nothing of the network. */
export const USUAL: Readonly<Record<string, Usual>> = {
  accounts: { line: 'accounts', asks: 'accounts' },
  doctor: { line: 'doctor', asks: 'search' },
  'segments list': { line: 'segments list', asks: 'search' },
  'segments show': { line: 'segments show $id', asks: 'statistics' },
  'segments create': {
    line: 'segments create --name "New $id" --retailer 1200 --type Email',
    asks: 'create',
  },
  'segments edit': { line: 'segments edit $id --name "Renamed $id"', asks: 'update' },
  'segments delete': {
    line: 'segments delete $id --confirm $account',
    asks: 'delete',
    stops: 'delete',
    // More than one request takes.
    more: ({ control }) =>
      `segments delete ${control.seed({ segments: 51 }).ids.join(' ')} --confirm $account`,
  },
  'segments import': { line: newOnes(2), asks: 'create', stops: 'create', more: newOnes(51) },
  clear: { line: 'clear $id --confirm $account', asks: 'clear' },
  'audiences list': { line: 'audiences list', asks: 'audiences' },
  'audiences show': {
    line: ({ control }) =>
      `audiences show ${control.putAudiences({ name: 'All', channels: ['Onsite'] }).ids[0]}`,
    asks: 'audiences',
  },
  check: checks('check list.csv'),
  fix: checks('fix list.csv --out fixed.csv'),
  run: { line: (scene) => night(scene, 'list.csv'), asks: 'addRemove', stops: 'addRemove' },
  ...Object.fromEntries(
    OPERATIONS.map((operation): [string, Usual] => {
      const more = {
        add: '',
        remove: '',
        update: '--keep kept.csv',
        replace: '--confirm $account',
      };
      const line = `${operation} list.csv --segment $id --min-kept 0 ${more[operation]} ${IN_TURN}`;
      return [operation, { line, asks: 'addRemove', stops: 'addRemove' }];
    }),
  ),
  'uploads list': { line: 'uploads list' },
  'uploads show': { line: async (scene) => `uploads show ${await scene.add()}` },
  'uploads resume': {
    line: resumed,
    asks: 'addRemove',
    rejected: [3, 'invalid'],
    stops: 'addRemove',
  },
  'uploads undo': { line: undone, asks: 'addRemove', stops: 'statistics' },
  'uploads verify': {
    line: async ({ world, id }) => {
      await world.newSegment({ name: `Verified ${id}` });
      return 'uploads verify --segment "Verified $id"';
    },
    asks: 'search',
  },
  'uploads delete': { line: async (scene) => `uploads delete ${await scene.add()}` },
  help: { line: 'help segments list' },
  completion: { line: 'completion bash' },
};
