import fs from 'node:fs';
import path from 'node:path';
import { SandboxProcess } from '../../../src/app/accounts/sandboxProcess';
import { signInWith } from '../../../src/app/accounts/signIn';
import type { NewSegment } from '../../../src/sandbox/control';
import { people } from '../../support/people';
import { failedRun, failing, running, upload, type Case, type Cases } from './cases';

const CREDENTIALS = { clientId: 'app-one', clientSecret: 's' };

/** Uploads to such a segment. */
const uploadingTo =
  (segment: NewSegment): Case =>
  async ({ world }) => {
    world.writeCsv('list.csv', people(3));
    return failedRun(await upload(world, await world.newSegment(segment), 'add', 'list.csv'));
  };

export const accountCases = {
  'bad-argument': running('accounts', '--nope'),
  'bad-setting': ({ accounts }) => {
    accounts.settings.set({ url: 'ftp://nowhere' });
    return failing(() => signInWith(accounts.service(), CREDENTIALS));
  },
  'no-account': async ({ world }) =>
    failedRun(
      await world.run(['segments', 'list', '--json'], { env: { CRITEO_ACCOUNT_ID: undefined } }),
    ),
  'unknown-account': async ({ accounts }) => {
    accounts.settings.set({ url: accounts.server.url });
    const service = accounts.service();
    await signInWith(service, CREDENTIALS);
    return failing(() => service.require('8'));
  },
  'segment-not-found': running('segments', 'show', '999'),
  'ambiguous-segment': async (places) => {
    for (const name of ['Twice', 'Twice']) await places.world.newSegment({ name });
    return running('segments', 'show', 'Twice')(places);
  },
  'audience-not-found': running('audiences', 'show', '999'),
  'ambiguous-audience': (places) => {
    places.world.control.putAudiences({ name: 'Twice' }, { name: 'Twice' });
    return running('audiences', 'show', 'Twice')(places);
  },
  'segment-read-only': uploadingTo({
    contactList: { isReadOnly: true, identifierType: 'Email', sharingStatus: 'NotShared' },
  }),
  'segment-events': uploadingTo({ type: 'Events', contactList: null }),
  'segment-not-contact-list': uploadingTo({ type: 'Later', contactList: null }),
  'unsupported-type': uploadingTo({ identifierType: 'Fax' }),
  'state-folder': async (places) => {
    const folder = path.join(places.world.folder, 'mine');
    fs.mkdirSync(folder);
    fs.writeFileSync(path.join(folder, 'letter.txt'), 'Dear');
    return running('segments', 'list', '--state-dir', folder, '--sandbox')(places);
  },
  'sandbox-start': ({ world }) => {
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const script = world.write('ends.js', 'process.exit(3)');
    return failing(() => new SandboxProcess(script, path.join(world.folder, 's'), log).ensure());
  },
  'wrong-clock': async (places) => {
    places.world.gate.replyHeaders = { date: new Date(Date.now() - 3_600_000).toUTCString() };
    return running('doctor')(places);
  },
} satisfies Cases;
