import assert from 'node:assert/strict';
import { SessionStore, type Session } from '../../../../src/app/accounts/sessions';
import { OutsideText } from '../../../../src/common/outsideText';
import { settled } from './bench';
import { Secrets } from './ports';

const INDEX = 'criteoAudiences.sessions';
const session = (id: string): Session => ({
  id,
  label: OutsideText.name(id),
  clientId: id,
  baseUrl: 'https://api.example.com',
  sandbox: false,
});
const idsOf = (store: SessionStore): string[] => store.all().map(({ id }) => id);

describe('the stored sessions', () => {
  let secrets: Secrets;
  beforeEach(() => (secrets = new Secrets()));
  const open = async (): Promise<SessionStore> => {
    const store = new SessionStore(secrets);
    await store.ready();
    return store;
  };
  const put = (store: SessionStore, id: string): Promise<Session> =>
    store.put(id, `secret of ${id}`, () => session(id));

  it('keep all that are stored at once in one window', async () => {
    const store = await open();
    await Promise.all(['a', 'b', 'c'].map((id) => put(store, id)));
    assert.deepEqual(idsOf(await open()), ['a', 'b', 'c']);
  });

  it('are the same in every window', async () => {
    const [one, other] = [await open(), await open()];
    await put(one, 'a');
    await settled();
    assert.deepEqual(idsOf(other), ['a']);
    await other.remove('a');
    await settled();
    assert.deepEqual(idsOf(one), []);
    assert.equal(await one.secret('a'), undefined);
  });

  it('come back if another window’s index lost them, as long as their secret exists', async () => {
    const store = await open();
    await put(store, 'a');
    await secrets.store(INDEX, JSON.stringify([]));
    await settled();
    assert.deepEqual(idsOf(store), ['a']);
    assert.deepEqual(idsOf(await open()), ['a']);
  });

  it('are gone without their secret, whatever the index says', async () => {
    await put(await open(), 'a');
    secrets.kept.delete('criteoAudiences.session.a');
    assert.deepEqual(idsOf(await open()), []);
  });

  it('leave no secret behind if the index can’t be written', async () => {
    const store = await open();
    const write = secrets.store.bind(secrets);
    secrets.store = (key, value) =>
      key === INDEX ? Promise.reject(new Error('locked')) : write(key, value);
    await assert.rejects(put(store, 'a'), /locked/);
    assert.equal(await store.secret('a'), undefined);
    assert.deepEqual(idsOf(store), []);
  });

  it('disappear at once when removed, and return if they can’t be deleted', async () => {
    const store = await open();
    await put(store, 'a');
    secrets.delete = () => Promise.reject(new Error('locked'));
    const removal = store.remove('a');
    assert.deepEqual(idsOf(store), []);
    await assert.rejects(removal, /locked/);
    await settled();
    assert.deepEqual(idsOf(store), ['a']);
  });

  it('ignore what isn’t a session in the index', async () => {
    await put(await open(), 'a');
    const [entry] = JSON.parse(secrets.kept.get(INDEX) ?? '') as object[];
    await secrets.store(INDEX, JSON.stringify([null, { ...entry, sandbox: 'no' }, entry]));
    assert.deepEqual(idsOf(await open()), ['a']);
    await secrets.store(INDEX, 'not JSON');
    assert.deepEqual(idsOf(await open()), []);
  });

  it('can be read again after a failure', async () => {
    const store = new SessionStore(secrets);
    const read = secrets.get.bind(secrets);
    secrets.get = () => Promise.reject(new Error('locked'));
    await assert.rejects(store.ready(), /locked/);
    secrets.get = read;
    await store.ready();
  });
});
