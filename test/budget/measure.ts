import fs from 'node:fs';
import path from 'node:path';
import { codeSections } from '../../src/cli/codes/errorCodes';
import { root } from '../host/root';
import { manifest, readJson } from '../unit/product/sources';

/** Numbers of a budget, by name. */
export type Numbers = Readonly<Record<string, number>>;

/** What the rooms of the house hold, by the beginnings of paths in `src`; the first that fits counts. */
const ROOMS: readonly [room: string, path: RegExp][] = [
  ['app/changes', /^app\/(uploads|removals|nightly|verify)\//],
  ['ui', /^(ui\/|extension\.ts$)/],
  ...['csv', 'identifiers', 'api', 'upload', 'app', 'webview', 'cli', 'common', 'sandbox'].map(
    (room): [string, RegExp] => [room, new RegExp(`^${room}/`)],
  ),
];

/** What the product has now: everything that a budget limits but the seconds of the tests. */
export function measure(): Numbers {
  const sources = textsBelow('src');
  const all = [...sources.values()].join('\n');
  const rooms = Object.fromEntries(ROOMS.map(([room]) => [`code: ${room}`, 0]));
  for (const [file, text] of sources) {
    const [room = file] = ROOMS.find(([, fits]) => fits.test(file)) ?? [];
    rooms[`code: ${room}`] += linesOfCode(text);
  }
  const { commands, menus } = manifest().contributes;
  const hidden = menus.commandPalette.filter(({ when }) => when === 'false');
  return {
    ...rooms,
    'code: sum': Object.values(rooms).reduce((sum, lines) => sum + lines),
    'code of tests': [...textsBelow('test').values()].reduce(
      (sum, text) => sum + linesOfCode(text),
      0,
    ),
    sentences: count(all, /\bt\(/g) + Object.keys(readJson('package.nls.json')).length,
    'error codes': codeSections().flatMap(({ rows }) => rows).length,
    'Pick and Omit': count(all, /\b(Pick|Omit)</g),
    commands: commands.length,
    'commands in the palette': commands.length - hidden.length,
  };
}

const count = (text: string, what: RegExp): number => [...text.matchAll(what)].length;

/** Sources by their paths in a folder. */
function textsBelow(folder: string): ReadonlyMap<string, string> {
  const files = fs
    .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|css)$/.test(file));
  return new Map(
    files.map((file) => [
      file.split(path.sep).join('/'),
      fs.readFileSync(path.join(root, folder, file), 'utf8'),
    ]),
  );
}

/** How many lines are neither blank nor a comment; comments have lines of their own. */
export function linesOfCode(text: string): number {
  const code = text.replace(/^\s*\/\*[\s\S]*?\*\/[ \t]*$/gm, '').replace(/^\s*\/\/.*$/gm, '');
  return count(code, /\S.*$/gm);
}
