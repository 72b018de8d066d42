import assert from 'node:assert/strict';
import { contactListBody } from '../../../src/api/contactListBody';

describe('contactListBody', () => {
  for (const identifiers of [[], ['a'], ['a', 'b "c"']]) {
    it(`is valid JSON around ${identifiers.length} identifiers`, () => {
      const { prefix, suffix } = contactListBody('add', 'E"mail');
      const body = Buffer.concat([
        prefix,
        Buffer.from(identifiers.map((item) => JSON.stringify(item)).join(',')),
        suffix,
      ]);
      assert.deepEqual(JSON.parse(body.toString()), {
        data: {
          type: 'AddRemoveContactlist',
          attributes: { operation: 'add', identifierType: 'E"mail', identifiers },
        },
      });
    });
  }
});
