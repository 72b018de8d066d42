import assert from 'node:assert/strict';
import { Agent } from 'node:http';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { proxyAddress } from '../../../../src/cli/session/proxies';

describe('the address of a proxy', () => {
  it('is shown without user name and password', () => {
    const address = 'http://someone:secret@proxy.example:3128/';
    assert.equal(proxyAddress(new HttpsProxyAgent(address)), 'http://proxy.example:3128');
  });

  it('is only there if there is one', () => {
    assert.equal(proxyAddress(undefined), undefined);
    assert.equal(proxyAddress(new Agent()), undefined);
  });
});
