import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { rejectTracked } from '../../../src/app/nightly/file/entryChoices';
import { findFiles } from '../../../src/app/nightly/file/findFiles';
import { trackedByGit } from '../../../src/app/uploads/plan/gitState';
import { failing, type Case, type Cases } from './cases';

const finding =
  (...names: string[]): Case =>
  ({ world }) => {
    for (const name of names) world.write(name, '');
    const files = [path.join(world.folder, 'crm-*.csv')];
    return failing(() => findFiles({ files, maxAge: '26h', choices: {} }, Date.now()));
  };

export const nightlyCases = {
  'export-missing': finding('crm-2024-11-27.csv'),
  'export-ambiguous': finding('crm-27-11-2026.csv'),
  'tracked-by-git': ({ world }) => {
    const uri = pathToFileURL(world.write('crm.csv', '')).href;
    execFileSync('git', ['init', '--quiet'], { cwd: world.folder });
    execFileSync('git', ['add', 'crm.csv'], { cwd: world.folder });
    return failing(() => rejectTracked({ files: [{ uri }] }, trackedByGit()));
  },
} satisfies Cases;
