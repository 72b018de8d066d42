import assert from 'node:assert/strict';
import { Agent } from 'node:http';
import { HttpProxyAgent } from 'http-proxy-agent';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { proxyAddress } from '../../../../src/cli/session/proxies';

describe('the address of a proxy', () => {
  it('is shown without user name and password', () => {
    const address = 'http://someone:secret@proxy.example:3128/';
    for (const agent of [new HttpProxyAgent(address), new HttpsProxyAgent(address)])
      assert.equal(proxyAddress(agent), 'http://proxy.example:3128');
  });

  it('is only there if there is one', () => {
    assert.equal(proxyAddress(undefined), undefined);
    assert.equal(proxyAddress(new Agent()), undefined);
  });
});
